-- nn.OneHot(outputSize): numbers of classes as vectors that are 1 at the class and else 0.
-- Neighbours: LookupTable.lua has vectors that learn.
--
-- Shapes: input of any size, in a tensor of any type, classes from 1 to outputSize; output with
-- one more dimension, outputSize, at the end.
-- Example: nn.OneHot(4):forward(torch.LongTensor{2, 1})  --> 2x4

local check = require 'nn.check'

local OneHot, parent = torch.class('nn.OneHot', 'nn.Module')

--- @param outputSize number of classes
function OneHot:__init(outputSize)
  parent.__init(self)
  self.outputSize = check.integer(self, 'outputSize', outputSize, 1)
end

-- The input as a column of LongTensor, every class checked.
local function classes(self, input)
  check.tensor(self, 'input', input)
  if torch.typename(self._long) ~= 'torch.LongTensor' then self._long = torch.LongTensor() end
  local long = self._long:resize(input:nElement(), 1):copy(input)
  if long:nElement() > 0 and (long:min() < 1 or long:max() > self.outputSize) then
    check.fail(self, 'input', 'classes from 1 to ' .. self.outputSize,
      long:min() < 1 and long:min() or long:max())
  end
  return long
end

function OneHot:updateOutput(input)
  local long = classes(self, input)
  if long:nElement() == 0 then check.fail(self, 'input', 'classes', input) end
  local size = input:size():totable()
  size[#size + 1] = self.outputSize
  self.output:resize(long:size(1), self.outputSize):zero():scatter(2, long, 1)
  return self.output:resize(torch.LongStorage(size))
end

--- Classes have no gradient: zeros.
function OneHot:updateGradInput(input)
  check.tensor(self, 'input', input)
  self.gradInput:resize(input:size()):zero()
  return self.gradInput
end

-- Classes stay a LongTensor.
function OneHot:type(type, tensorCache)
  if type then self._long = nil end
  return parent.type(self, type, tensorCache)
end

function OneHot:clearState()
  self._long = nil
  return parent.clearState(self)
end
