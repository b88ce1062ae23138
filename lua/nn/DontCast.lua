-- nn.DontCast(module[, castin[, castout[, moduleType]]]): a module that keeps its tensor type when
-- the network around it is converted. Neighbours: Decorator.lua.
--
-- Shapes: those of the module inside.
-- Example:
--   local layer = nn.DontCast(nn.Linear(5, 2):float(), true)
--   layer:forward(torch.rand(5)):type()  --> torch.DoubleTensor

local check = require 'nn.check'

local DontCast, parent = torch.class('nn.DontCast', 'nn.Decorator')

--- @param module what is not converted
-- @param castin convert inputs to the module's type; default false
-- @param castout convert outputs to the type of the network; default castin
-- @param moduleType the module's type; default that of its output
function DontCast:__init(module, castin, castout, moduleType)
  parent.__init(self, module)
  self.castin = castin
  if castout == nil then castout = castin end
  self.castout = castout
  self.moduleType = moduleType
  if (castin or castout) and not moduleType then
    self.moduleType = module.output and torch.isTensor(module.output)
      and torch.typename(module.output) or module:type()
  end
  if self.moduleType ~= nil and not torch.getmetatable(self.moduleType) then
    check.fail(self, 'moduleType', 'the name of a tensor type', self.moduleType)
  end
  if castout then self.output = torch.Tensor() end
  if castin then self.gradInput = torch.Tensor() end
end

-- A copy of nested tensors in another type, in the buffer `into` where that fits.
local function converted(into, from, type)
  if torch.isTensor(from) then
    if torch.typename(into) ~= type then into = torch.getmetatable(type).new() end
    return into:resize(from:size()):copy(from)
  elseif torch.type(from) ~= 'table' then
    return from
  end
  into = torch.type(into) == 'table' and into or {}
  for key, value in pairs(from) do into[key] = converted(into[key], value, type) end
  for key in pairs(into) do
    if from[key] == nil then into[key] = nil end
  end
  return into
end

local function innerInput(self, input)
  if not self.castin then return input end
  self._input = converted(self._input, input, self.moduleType)
  return self._input
end

local function innerGradient(self, gradOutput)
  if not self.castout then return gradOutput end
  self._gradOutput = converted(self._gradOutput, gradOutput, self.moduleType)
  return self._gradOutput
end

function DontCast:updateOutput(input)
  local output = self:rethrowErrors(self.modules[1], 1, 'updateOutput', innerInput(self, input))
  self.output = self.castout and converted(self.output, output, self._type) or output
  return self.output
end

function DontCast:updateGradInput(input, gradOutput)
  local gradInput = self:rethrowErrors(self.modules[1], 1, 'updateGradInput',
    innerInput(self, input), innerGradient(self, gradOutput))
  self.gradInput = self.castin and gradInput ~= nil
    and converted(self.gradInput, gradInput, self._type) or gradInput
  return self.gradInput
end

function DontCast:accGradParameters(input, gradOutput, scale)
  self:rethrowErrors(self.modules[1], 1, 'accGradParameters', innerInput(self, input),
    innerGradient(self, gradOutput), scale or 1)
end

function DontCast:accUpdateGradParameters(input, gradOutput, lr)
  self:rethrowErrors(self.modules[1], 1, 'accUpdateGradParameters', innerInput(self, input),
    innerGradient(self, gradOutput), lr)
end

function DontCast:sharedAccUpdateGradParameters(input, gradOutput, lr)
  self:rethrowErrors(self.modules[1], 1, 'sharedAccUpdateGradParameters',
    innerInput(self, input), innerGradient(self, gradOutput), lr)
end

--- As Module:type, but only what this class adds is converted.
function DontCast:type(type, tensorCache)
  if not type then return self._type end
  if not torch.getmetatable(type) then
    check.fail(self, 'type', 'the name of a tensor type', type)
  end
  if self.castout then self.output = nn.utils.recursiveType(self.output, type, tensorCache) end
  if self.castin then self.gradInput = nn.utils.recursiveType(self.gradInput, type, tensorCache) end
  self._type = type
  return self
end

function DontCast:clearState()
  self._input, self._gradOutput = nil, nil
  return parent.clearState(self)
end
