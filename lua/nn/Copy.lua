-- nn.Copy([inputType[, outputType[, forceCopy[, dontCast]]]]): converts from one type of tensors to
-- another, and the gradient back.
--
-- Shapes: any input; output as input.
-- Example:
--   local layer = nn.Copy('torch.DoubleTensor', 'torch.FloatTensor')
--   layer:forward(torch.ones(3)):type()  --> torch.FloatTensor

local check = require 'nn.check'

local Copy, parent = torch.class('nn.Copy', 'nn.Module')

-- A new tensor of a type given by name.
local function newOf(self, what, typename)
  local class = type(typename) == 'string' and torch.getmetatable(typename)
  if not class or not typename:match('Tensor$') then
    check.fail(self, what, 'the name of a tensor type', typename)
  end
  return torch.Tensor():type(typename)
end

--- @param inputType, outputType names of tensor types; the default type by default
-- @param forceCopy true: copy even if both are the same; else the input is passed on then
-- @param dontCast true: type() and its like leave this module alone; default false
-- Fields: dontCast, forceCopy (whether elements are copied).
function Copy:__init(inputType, outputType, forceCopy, dontCast)
  inputType = inputType or torch.getdefaulttensortype()
  outputType = outputType or torch.getdefaulttensortype()
  parent.__init(self)
  self.dontCast = dontCast
  self.gradInput = newOf(self, 'inputType', inputType)
  self.output = newOf(self, 'outputType', outputType)
  self.forceCopy = (forceCopy or inputType ~= outputType) and true or false
end

local function pass(self, name, what, source)
  local target = self[name]
  check.tensor(self, what, source)
  if not self.forceCopy and torch.typename(source) == torch.typename(target) then
    target:set(source)
  else
    if torch.pointer(source) == torch.pointer(target) then return target end
    target:resize(source:size()):copy(source)
  end
  return target
end

function Copy:updateOutput(input)
  return pass(self, 'output', 'input', input)
end

function Copy:updateGradInput(_input, gradOutput)
  return pass(self, 'gradInput', 'gradOutput', gradOutput)
end

--- As in Module, but nothing is converted with dontCast.
function Copy:type(type, tensorCache)
  if type and self.dontCast then return self end
  return parent.type(self, type, tensorCache)
end

-- Torch7 keeps methods of its own in a Copy that passes its input on.
function Copy:read(file)
  parent.read(self, file)
  if self.forceCopy == nil then self.forceCopy = rawget(self, 'updateOutput') == nil end
  self.updateOutput, self.updateGradInput = nil, nil
end
