-- nn.Container, the base class of modules that hold modules: what is done to it is done to all.
-- Neighbours: Module.lua above; Sequential, Concat, ConcatTable, ParallelTable below.
--
-- Shapes: those of the modules inside, as the class tells.
-- Example:
--   local net = nn.Sequential():add(nn.Linear(5, 3)):add(nn.Tanh())
--   #net:listModules()  --> 3

local check = require 'nn.check'

local Container, parent = torch.class('nn.Container', 'nn.Module')

--- Field: modules, a list.
function Container:__init()
  parent.__init(self)
  self.modules = {}
end

-- The end of rethrowErrors. Apart from it so that a call that succeeds costs no closure.
local function resultsOf(container, index, ok, ...)
  if ok then return ... end
  local message = ...
  if type(message) == 'string' then
    message = ('In %d module of %s:\n%s'):format(index, torch.type(container), message)
  end
  error(message, 0)
end

--- Calls module[name](module, ...). An error gets a first line that says where it happened, such as
-- "In 3 module of nn.Sequential:"; containers in containers make one line each.
-- @param module a child
-- @param index its place
-- @param name of a method
-- @return what the method returns
function Container:rethrowErrors(module, index, name, ...)
  if module == nil then
    check.fail(self, 'module ' .. tostring(index), 'a module', module)
  end
  return resultsOf(self, index, pcall(module[name], module, ...))
end

--- Appends a module; returns self.
-- @usage net = nn.Sequential():add(nn.Linear(3, 2)):add(nn.Tanh())
-- @usage #nn.Sequential():add(nn.Linear(3, 2)):add(nn.Tanh()).modules  --> 2
function Container:add(module)
  if not torch.isTypeOf(module, 'nn.Module') then
    check.fail(self, 'add', 'a module', module)
  end
  self.modules[#self.modules + 1] = module
  return self
end

--- The i-th module.
function Container:get(i)
  return self.modules[i]
end

--- The number of modules.
function Container:size()
  return #self.modules
end

--- Calls fn with each module, but not with those inside of them.
function Container:applyToModules(fn)
  for i = 1, #self.modules do fn(self.modules[i]) end
end

--- See Module:zeroGradParameters.
function Container:zeroGradParameters()
  for i = 1, #self.modules do self.modules[i]:zeroGradParameters() end
end

--- See Module:updateParameters.
function Container:updateParameters(lr)
  for i = 1, #self.modules do self.modules[i]:updateParameters(lr) end
end

--- See Module:training.
function Container:training()
  for i = 1, #self.modules do self.modules[i]:training() end
  parent.training(self)
end

--- See Module:evaluate.
function Container:evaluate()
  for i = 1, #self.modules do self.modules[i]:evaluate() end
  parent.evaluate(self)
end

--- Shares fields of each module with the module in the same place of another container.
-- Returns self.
function Container:share(mlp, ...)
  if not torch.isTypeOf(mlp, 'nn.Container') or #mlp.modules ~= #self.modules then
    check.fail(self, 'share', ('a container of %d modules'):format(#self.modules),
      mlp and torch.isTypeOf(mlp, 'nn.Container') and mlp.modules or mlp)
  end
  for i = 1, #self.modules do self.modules[i]:share(mlp.modules[i], ...) end
  return self
end

--- See Module:reset.
function Container:reset(stdv)
  for i = 1, #self.modules do self.modules[i]:reset(stdv) end
end

--- The parameters of all modules in order; two empty lists if there are none.
function Container:parameters()
  local params, gradParams, count = {}, {}, 0
  for i = 1, #self.modules do
    local values, gradients = self.modules[i]:parameters()
    for k = 1, values and #values or 0 do
      count = count + 1
      params[count], gradParams[count] = values[k], gradients[k]
    end
  end
  return params, gradParams
end

--- Drops output, gradInput and buffers, also of all modules. Returns self.
function Container:clearState()
  -- New objects: output and gradInput may be those of a child, or the user's input.
  for _, name in ipairs({'output', 'gradInput'}) do
    local value = self[name]
    if torch.isTensor(value) then
      self[name] = value.new()
    elseif torch.type(value) == 'table' then
      self[name] = {}
    else
      self[name] = nil
    end
  end
  for i = 1, #self.modules do self.modules[i]:clearState() end
  return self
end
