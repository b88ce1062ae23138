-- nn.Sequential: modules one after the other. Neighbours: Container.lua, draw.lua.
--
-- Shapes: input as the first module takes it; output as the last module gives it.
-- Example:
--   local net = nn.Sequential():add(nn.Linear(5, 3)):add(nn.Tanh())
--   net:forward(torch.rand(2, 5))  --> 2x3

local check = require 'nn.check'
local draw = require 'nn.draw'

local Sequential = torch.class('nn.Sequential', 'nn.Container')

-- output and gradInput are those of the last and first module.
local function adoptEnds(self)
  local modules = self.modules
  local first, last = modules[1], modules[#modules]
  if first then
    self.gradInput, self.output = first.gradInput, last.output
  else
    self.gradInput, self.output = torch.Tensor():type(self._type), torch.Tensor():type(self._type)
  end
end

--- The number of modules as #sequential, under a Lua that lets tables define it (5.2 and later).
function Sequential:__len__()
  return #self.modules
end

--- Appends a module; returns self.
function Sequential:add(module)
  nn.Container.add(self, module)
  if #self.modules == 1 then self.gradInput = module.gradInput end
  self.output = module.output
  return self
end

--- Puts a module at place index, 1 to size + 1 (the default).
function Sequential:insert(module, index)
  local count = #self.modules
  index = index or count + 1
  if index < 1 or index > count + 1 or index % 1 ~= 0 then
    check.fail(self, 'insert', 'an index from 1 to ' .. count + 1, index)
  end
  if not torch.isTypeOf(module, 'nn.Module') then
    check.fail(self, 'insert', 'a module', module)
  end
  table.insert(self.modules, index, module)
  adoptEnds(self)
end

--- Takes the module at place index (the last by default) out.
function Sequential:remove(index)
  local count = #self.modules
  index = index or count
  if count == 0 then error(torch.type(self) .. ': remove: there are no modules', 0) end
  if index < 1 or index > count or index % 1 ~= 0 then
    check.fail(self, 'remove', 'an index from 1 to ' .. count, index)
  end
  table.remove(self.modules, index)
  adoptEnds(self)
end

--- The output of the last module; the input itself without modules.
function Sequential:updateOutput(input)
  local modules, current = self.modules, input
  for i = 1, #modules do
    current = self:rethrowErrors(modules[i], i, 'updateOutput', current)
  end
  self.output = current
  return current
end

function Sequential:updateGradInput(input, gradOutput)
  local modules, current = self.modules, gradOutput
  for i = #modules, 1, -1 do
    local before = i > 1 and modules[i - 1].output or input
    current = self:rethrowErrors(modules[i], i, 'updateGradInput', before, current)
  end
  self.gradInput = current
  return current
end

function Sequential:accGradParameters(input, gradOutput, scale)
  local modules, current = self.modules, gradOutput
  for i = #modules, 1, -1 do
    local before = i > 1 and modules[i - 1].output or input
    self:rethrowErrors(modules[i], i, 'accGradParameters', before, current, scale or 1)
    current = modules[i].gradInput
  end
end

function Sequential:backward(input, gradOutput, scale)
  local modules, current = self.modules, gradOutput
  for i = #modules, 1, -1 do
    local before = i > 1 and modules[i - 1].output or input
    current = self:rethrowErrors(modules[i], i, 'backward', before, current, scale or 1)
    modules[i].gradInput = current
  end
  self.gradInput = current
  return current
end

function Sequential:accUpdateGradParameters(input, gradOutput, lr)
  local modules, current = self.modules, gradOutput
  for i = #modules, 1, -1 do
    local before = i > 1 and modules[i - 1].output or input
    self:rethrowErrors(modules[i], i, 'accUpdateGradParameters', before, current, lr)
    current = modules[i].gradInput
  end
end

-- Torch7 names subclasses nn.Sequential as well.
function Sequential:__tostring__()
  return draw.chain('nn.Sequential', self.modules)
end
