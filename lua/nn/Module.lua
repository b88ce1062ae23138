-- nn.Module, the base class of layers: a function with parameters, and its gradients.
-- A layer overrides updateOutput, updateGradInput and accGradParameters; all else builds on them.
-- Neighbours: Container.lua holds modules in modules; flatten.lua serves getParameters; utils.lua
-- walks fields.
--
-- Shapes: a layer tells what tensors or tables it takes and gives.
-- Example:
--   local layer = nn.Linear(5, 3)
--   local x = torch.rand(2, 5)
--   layer:forward(x)  --> 2x3
--   layer:backward(x, torch.ones(2, 3))  --> 2x5

local check = require 'nn.check'
local flatten = require 'nn.flatten'

local Module = torch.class('nn.Module')

--- Fields: output and gradInput (tensors or tables, reused between calls), _type; in layers with
-- parameters weight, bias, gradWeight, gradBias; train where training and use differ.
function Module:__init()
  self.gradInput = torch.Tensor()
  self.output = torch.Tensor()
  self._type = self.output:type()
end

--- Lists of the parameters and of their gradients, in the same order; nothing if there are none.
function Module:parameters()
  if self.weight and self.bias then
    return {self.weight, self.bias}, {self.gradWeight, self.gradBias}
  elseif self.weight then
    return {self.weight}, {self.gradWeight}
  elseif self.bias then
    return {self.bias}, {self.gradBias}
  end
end

--- Computes the output for an input; to be overridden. Returns self.output.
function Module:updateOutput(_input)
  return self.output
end

--- Computes the output for an input.
-- @param input a tensor or table, as the layer tells
-- @return self.output
-- @usage nn.Linear(3, 2):forward(torch.rand(4, 3))  --> 4x2
function Module:forward(input)
  return self:updateOutput(input)
end

--- Computes the gradient with respect to the input and adds up those of the parameters. forward
-- must have been called with the same input.
-- @param input what forward got
-- @param gradOutput gradient with respect to the output, of its size
-- @param scale factor for the gradients of the parameters; default 1
-- @return self.gradInput
function Module:backward(input, gradOutput, scale)
  self:updateGradInput(input, gradOutput)
  self:accGradParameters(input, gradOutput, scale or 1)
  return self.gradInput
end

--- As backward, but subtracts lr times the gradients from the parameters at once.
-- @param input, gradOutput see backward
-- @param lr the learning rate
function Module:backwardUpdate(input, gradOutput, lr)
  self:updateGradInput(input, gradOutput)
  self:accUpdateGradParameters(input, gradOutput, lr)
  return self.gradInput
end

--- Computes the gradient with respect to the input; to be overridden.
-- @param input, gradOutput see backward
-- @return self.gradInput
function Module:updateGradInput(_input, _gradOutput)
  return self.gradInput
end

--- Adds scale times the gradients of the parameters to gradWeight and gradBias; to be overridden.
-- @param input, gradOutput, scale see backward
function Module:accGradParameters(_input, _gradOutput, _scale)
end

--- Subtracts lr times the gradients from the parameters, without the detour over gradWeight where
-- parameters are not shared.
-- @param input, gradOutput see backward
-- @param lr the learning rate
function Module:accUpdateGradParameters(input, gradOutput, lr)
  if self.shared then
    self:sharedAccUpdateGradParameters(input, gradOutput, lr)
  else
    self:defaultAccUpdateGradParameters(input, gradOutput, lr)
  end
end

--- accUpdateGradParameters by adding up into the parameters themselves.
-- @param input, gradOutput, lr see accUpdateGradParameters
function Module:defaultAccUpdateGradParameters(input, gradOutput, lr)
  local gradWeight, gradBias = self.gradWeight, self.gradBias
  self.gradWeight, self.gradBias = self.weight, self.bias
  local ok, message = pcall(self.accGradParameters, self, input, gradOutput, -lr)
  self.gradWeight, self.gradBias = gradWeight, gradBias
  if not ok then error(message, 0) end
end

--- accUpdateGradParameters by way of the gradients, for shared parameters.
-- @param input, gradOutput, lr see accUpdateGradParameters
function Module:sharedAccUpdateGradParameters(input, gradOutput, lr)
  if self:parameters() then
    self:zeroGradParameters()
    self:accGradParameters(input, gradOutput, 1)
    self:updateParameters(lr)
  end
end

--- Sets all gradients of parameters to zero.
function Module:zeroGradParameters()
  local params, gradParams = self:parameters()
  for i = 1, params and #params or 0 do
    if gradParams[i] then gradParams[i]:zero() end
  end
end

--- One step of gradient descent: parameter = parameter - lr * gradient.
function Module:updateParameters(lr)
  check.number(self, 'learning rate', lr)
  local params, gradParams = self:parameters()
  for i = 1, params and #params or 0 do
    if gradParams[i] then params[i]:add(-lr, gradParams[i]) end
  end
end

--- Switches to the mode for training (Dropout draws, for instance).
function Module:training()
  self.train = true
end

--- Switches to the mode for use.
function Module:evaluate()
  self.train = false
end

--- Makes the named fields (such as 'weight') views of the same fields of another module. Fields
-- that self does not have are passed over.
-- @param mlp the other module
-- @param ... names of fields
-- @return self
-- Raises if the other has no such field, or one of another type.
-- @usage local a, b = nn.Linear(3, 2), nn.Linear(3, 2)
--   b:share(a, 'weight', 'bias')
--   b.weight:storage() == a.weight:storage()  --> true
function Module:share(mlp, ...)
  for i = 1, select('#', ...) do
    local name = select(i, ...)
    if self[name] ~= nil then
      check.tensor(self, 'share: ' .. name, self[name])
      local type = torch.typename(self[name])
      if not torch.isTypeOf(mlp, 'nn.Module') then check.fail(self, 'share', 'a module', mlp) end
      if torch.typename(mlp[name]) ~= type then
        check.fail(self, ('share: %s of the other module'):format(name), 'a ' .. type, mlp[name])
      end
    end
  end
  for i = 1, select('#', ...) do
    local name = select(i, ...)
    if self[name] ~= nil then
      self[name]:set(mlp[name])
      self.shared, mlp.shared = true, true
    end
  end
  return self
end

--- A deep copy, made by serialisation. Fields that are named are shared with the original.
-- @param ... names of fields
-- @usage local a = nn.Linear(3, 2)
--   local b = a:clone('weight')
--   b.weight:storage() == a.weight:storage(), b.bias:storage() == a.bias:storage()  --> true, false
function Module:clone(...)
  local file = torch.MemoryFile('rw'):binary()
  file:writeObject(self)
  file:seek(1)
  local copy = file:readObject()
  file:close()
  return select('#', ...) > 0 and copy:share(self, ...) or copy
end

--- Without arguments: the name of the tensor type. Else converts all tensors, in children too.
-- @param type name of a tensor type
-- @param tensorCache table that keeps sharing between modules converted with the same one
-- @return self
-- @usage nn.Linear(3, 2):type('torch.FloatTensor'):type()  --> torch.FloatTensor
function Module:type(type, tensorCache)
  if not type then return self._type end
  if not torch.getmetatable(type) then
    error(('%s: type: unknown tensor type %s'):format(torch.type(self), tostring(type)), 0)
  end
  tensorCache = tensorCache or {}
  for key, value in pairs(self) do
    self[key] = nn.utils.recursiveType(value, type, tensorCache)
  end
  self._type = type
  return self
end

--- Converts to torch.FloatTensor; returns self.
function Module:float(...)
  return self:type('torch.FloatTensor', ...)
end

--- Converts to torch.DoubleTensor; returns self.
function Module:double(...)
  return self:type('torch.DoubleTensor', ...)
end

--- Converts to torch.CudaTensor where a package provides that type; returns self.
function Module:cuda(...)
  return self:type('torch.CudaTensor', ...)
end

--- Draws new parameters; layers with parameters override it.
-- @param stdv standard deviation; a default that fits the layer's size if nil
function Module:reset(_stdv)
end

--- Serialisation writes the table of all fields.
-- @param file a torch.File
function Module:write(file)
  local fields = {}
  for key, value in pairs(self) do fields[key] = value end
  file:writeObject(fields)
end

--- Reads what write wrote.
-- @param file a torch.File
function Module:read(file)
  for key, value in pairs(file:readObject()) do self[key] = value end
end

--- All parameters in one flat tensor and their gradients in another. The parameters of the modules
-- become views of the new storages, so earlier flat tensors are detached. Values are kept. Shared
-- parameters appear once.
-- @return two 1-D tensors of equal size, empty if there are no parameters
-- @usage local w, dw = nn.Linear(3, 2):getParameters()
--   w:size(1), dw:size(1)  --> 8, 8
function Module:getParameters()
  local params, gradParams = self:parameters()
  local values, gradients = flatten.plan(params or {}), flatten.plan(gradParams or {})
  for i = 1, math.max(#values.tensors, #gradients.tensors) do
    if values.offsets[i] ~= gradients.offsets[i] then
      error(('%s: getParameters: misaligned parameter at %d: '
        .. 'check that you are sharing parameters and gradParameters')
        :format(torch.type(self), i), 0)
    end
  end
  if values.size ~= gradients.size then
    error(('%s: getParameters: %d parameters but %d gradients: '
      .. 'check that you are sharing parameters and gradParameters')
      :format(torch.type(self), values.size, gradients.size), 0)
  end
  return flatten.apply(values), flatten.apply(gradients)
end

--- Gathers the tensors of a list in one new 1-D tensor and turns them into views of it.
-- @param tensors the list
-- @usage nn.Module.flatten({torch.ones(2), torch.zeros(3)})  --> {1, 1, 0, 0, 0}
function Module.flatten(tensors)
  return flatten.apply(flatten.plan(tensors))
end

-- Torch7's hook for packages with tensor types of their own, which register a constructor of a
-- buffer here. Planning over ranges needs no buffer; the table is there to be written to.
Module._flattenTensorBuffer = {}

--- module(input) is forward; module(input, gradOutput) is forward and backward.
-- @return output, and gradInput if there is a gradOutput
function Module:__call__(input, gradOutput)
  self:forward(input)
  if gradOutput ~= nil then
    self:backward(input, gradOutput)
    return self.output, self.gradInput
  end
  return self.output
end

--- Calls fn with this module and then with all modules inside, in order.
-- @param fn a function of a module
-- @usage local net = nn.Sequential():add(nn.Linear(3, 3)):add(nn.Dropout())
--   net:apply(function(m) if torch.type(m) == 'nn.Dropout' then m:setp(0.2) end end)
--   net:get(2).p  --> 0.2
function Module:apply(fn)
  fn(self)
  if self.modules then
    for _, module in ipairs(self.modules) do module:apply(fn) end
  end
end

--- Returns fn(self), with all modules inside replaced by what fn returns for them.
-- @param fn a function of a module
-- @usage local net = nn.Sequential():add(nn.Linear(3, 3)):add(nn.Tanh())
--   net:replace(function(m) return torch.type(m) == 'nn.Tanh' and nn.ReLU() or m end)
--   torch.type(net:get(2))  --> nn.ReLU
function Module:replace(fn)
  local result = fn(self)
  if self.modules then
    for i, module in ipairs(self.modules) do
      self.modules[i] = module:replace(fn)
    end
  end
  return result
end

--- Finds the modules of exactly this class, self included.
-- @param typename such as 'nn.Linear'
-- @param container what counts as the container of self; default self
-- @return list of the modules, list of their containers
-- @usage #nn.Sequential():add(nn.Linear(3, 2)):add(nn.Tanh()):findModules('nn.Linear')  --> 1
function Module:findModules(typename, container)
  local found, containers = {}, {}
  local function visit(module, parent)
    if torch.typename(module) == typename then
      found[#found + 1] = module
      containers[#containers + 1] = parent
    end
    if torch.type(module.modules) == 'table' then
      for _, child in ipairs(module.modules) do visit(child, module) end
    end
  end
  visit(self, container or self)
  return found, containers
end

--- This module and all inside, parents before children, in one list.
function Module:listModules()
  local list = {}
  local function visit(module)
    list[#list + 1] = module
    if module.modules then
      for _, child in ipairs(module.modules) do visit(child) end
    end
  end
  visit(self)
  return list
end

--- Drops output, gradInput and buffers, for small files. Returns self.
function Module:clearState()
  return nn.utils.clear(self, 'output', 'gradInput')
end
