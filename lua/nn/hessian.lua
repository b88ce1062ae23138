-- nn.hessian: the diagonal of the Hessian, approximately, by a second backward pass. The terms of
-- second derivatives of the functions inside are left out (Gauss-Newton), so each layer only needs
-- the squares of its own derivatives.
-- Neighbours: Jacobian.lua tests this (testDiagHessian); Module.lua, Criterion.lua get the methods.
--
-- Reference: Becker, LeCun, Improving the convergence of back-propagation learning with second
-- order methods, 1988.
-- Example:
--   nn.hessian.enable()
--   local net, criterion = nn.Sequential():add(nn.Linear(3, 2)), nn.MSECriterion()
--   local input, target = torch.rand(3), torch.rand(2)
--   net:initDiagHessianParameters()
--   net:forward(input); criterion:forward(net.output, target)
--   local h = criterion:updateDiagHessianInput(net.output, target)
--   net:updateDiagHessianInput(input, h)
--   net:accDiagHessianParameters(input, h)    -- adds up in diagHessianWeight, diagHessianBias

nn.hessian = {}

-- Calls f with fields of a module replaced, and puts them back whatever happens.
local function with(module, fields, f, ...)
  local saved = {}
  for name, value in pairs(fields) do
    saved[name] = module[name]
    module[name] = value
  end
  local ok, result = pcall(f, module, ...)
  for name in pairs(fields) do
    fields[name] = module[name]
    module[name] = saved[name]
  end
  if not ok then error(result, 0) end
  return result
end

-- The tensor in field name, a buffer like another tensor that the first call makes.
local function buffer(module, name, like)
  module[name] = module[name] or like.new()
  return module[name]
end

local function squared(module, name, x)
  local buffered = buffer(module, name, x)
  return buffered:resizeAs(x):copy(x):cmul(x)
end

-- A layer that is linear in its input: its derivatives are its weights, and the squared weights
-- pass the diagonal back.
local function linearInput(self, input, diagHessianOutput)
  local fields = {gradInput = buffer(self, 'diagHessianInput', self.output)}
  if self.weight then fields.weight = squared(self, 'weightSq', self.weight) end
  with(self, fields, self.updateGradInput, input, diagHessianOutput)
  self.diagHessianInput = fields.gradInput
  return self.diagHessianInput
end

-- The derivatives by the weights are the inputs.
local function linearParameters(self, input, diagHessianOutput, scale)
  if self.gradWeight and not self.diagHessianWeight
      or self.gradBias and not self.diagHessianBias then
    error(torch.type(self) .. ': accDiagHessianParameters: call initDiagHessianParameters first', 0)
  end
  with(self, {gradWeight = self.diagHessianWeight, gradBias = self.diagHessianBias},
    self.accGradParameters, squared(self, 'inputSq', input), diagHessianOutput, scale or 1)
end

-- A point-wise function: the square of its derivative, which is its gradient for ones.
local function pointInput(self, input, diagHessianOutput)
  local ones = buffer(self, 'derivativeSq', self.output)
  ones:resizeAs(self.output):fill(1)
  local fields = {gradInput = buffer(self, 'diagHessianInput', self.output)}
  with(self, fields, self.updateGradInput, input, ones)
  self.diagHessianInput = fields.gradInput
  return self.diagHessianInput:cmul(self.diagHessianInput):cmul(diagHessianOutput)
end

local function undefined(method)
  return function(self)
    error(('%s: %s is not defined for this class'):format(torch.type(self), method), 0)
  end
end

local function initParameters(self)
  for parameter, name in pairs {gradWeight = 'diagHessianWeight', gradBias = 'diagHessianBias'} do
    local like = self[parameter]
    if like then buffer(self, name, like):resizeAs(like):zero() end
  end
end

-- nn.Module.parameters with a third list.
local function parameters(self)
  local weights, gradients, hessians = {}, {}, {}
  for _, names in ipairs {{'weight', 'gradWeight', 'diagHessianWeight'},
      {'bias', 'gradBias', 'diagHessianBias'}} do
    if self[names[1]] then
      weights[#weights + 1] = self[names[1]]
      gradients[#weights] = self[names[2]]
      hessians[#hessians + 1] = self[names[3]]
    end
  end
  if #weights > 0 then return weights, gradients, hessians end
end

-- Those of the modules inside, one after the other.
local function containedParameters(self)
  local lists = {{}, {}, {}}
  for _, module in ipairs(self.modules) do
    for i, found in ipairs {module:parameters()} do
      for _, tensor in ipairs(found) do table.insert(lists[i], tensor) end
    end
  end
  return lists[1], lists[2], lists[3]
end

local function inputOfSequential(self, input, diagHessianOutput)
  local modules, current = self.modules, diagHessianOutput
  for i = #modules, 1, -1 do
    local before = i > 1 and modules[i - 1].output or input
    current = modules[i]:updateDiagHessianInput(before, current)
  end
  self.diagHessianInput = current
  return current
end

local function parametersOfSequential(self, input, diagHessianOutput)
  local modules, current = self.modules, diagHessianOutput
  for i = #modules, 1, -1 do
    local before = i > 1 and modules[i - 1].output or input
    modules[i]:accDiagHessianParameters(before, current)
    current = modules[i].diagHessianInput
  end
end

local linearClasses = {
  'Linear', 'SpatialConvolution', 'SpatialConvolutionLocal', 'SpatialConvolutionMap',
  'SpatialFullConvolution', 'SpatialFullConvolutionMap',
}
local pointClasses = {'Sqrt', 'Square', 'Tanh'}

-- The criterion's own second derivative: 2 for each difference, over their number for the mean.
local function mseInput(self, input)
  local h = buffer(self, 'diagHessianInput', input):resizeAs(input)
  return h:fill(self.sizeAverage and 2 / input:nElement() or 2)
end

--- Gives the methods to modules and criteria:
--   module:initDiagHessianParameters()                           diagHessianWeight and -Bias, zero
--   module:updateDiagHessianInput(input, diagHessianOutput)      returns module.diagHessianInput
--   module:accDiagHessianParameters(input, diagHessianOutput)    adds to diagHessianWeight, -Bias
--   criterion:updateDiagHessianInput(input, target)              the diagonal to begin with
-- For nn.Linear, Sequential, Reshape, Tanh, Sqrt, Square, SpatialConvolution, -Local, -Map,
-- SpatialFullConvolution and -Map; other modules raise. forward must have been called before.
-- module:parameters() and getParameters() return the diagonal as a third result from now on.
-- @usage nn.hessian.enable()
--   local net = nn.Sequential():add(nn.Linear(3, 2)):add(nn.Tanh())
--   net:initDiagHessianParameters()
--   net:forward(torch.rand(3))
--   net:updateDiagHessianInput(torch.rand(3), torch.ones(2)):size()  --> {3}
function nn.hessian.enable()
  local Module, Sequential = nn.Module, nn.Sequential
  Module.updateDiagHessianInput = undefined('updateDiagHessianInput')
  function Module.accDiagHessianParameters() end
  Module.initDiagHessianParameters = initParameters

  Sequential.updateDiagHessianInput = inputOfSequential
  Sequential.accDiagHessianParameters = parametersOfSequential
  function Sequential.initDiagHessianParameters(self)
    for _, module in ipairs(self.modules) do module:initDiagHessianParameters() end
  end

  for _, name in ipairs(linearClasses) do
    if nn[name] then
      nn[name].updateDiagHessianInput = linearInput
      nn[name].accDiagHessianParameters = linearParameters
    end
  end
  for _, name in ipairs(pointClasses) do
    if nn[name] then nn[name].updateDiagHessianInput = pointInput end
  end
  nn.Reshape.updateDiagHessianInput = linearInput
  nn.Criterion.updateDiagHessianInput = undefined('updateDiagHessianInput')
  nn.MSECriterion.updateDiagHessianInput = mseInput

  if nn.hessian.enabled then return end
  nn.hessian.enabled = true
  Module.parameters = parameters
  Sequential.parameters = containedParameters
  local getParameters = Module.getParameters
  --- As before, and the diagonal in one vector where initDiagHessianParameters has made it.
  function Module.getParameters(self)
    local values, gradients = getParameters(self)
    local _, _, hessians = self:parameters()
    if not hessians or #hessians == 0 then return values, gradients end
    return values, gradients, Module.flatten(hessians)
  end
end

return nn.hessian
