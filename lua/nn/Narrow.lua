-- nn.Narrow(dimension, offset[, length]): a range of slices of the input.
-- Neighbours: Select.lua takes one.
--
-- Shapes: output as input with size length along the dimension.
-- Example: nn.Narrow(1, 2, -1):forward(torch.rand(5, 4))  --> 4x4

local check = require 'nn.check'

local Narrow, parent = torch.class('nn.Narrow', 'nn.Module')

--- @param dimension to cut along; negative ones count from the end
-- @param offset the first slice. A negative one, as in Torch7, means from the first on, leaving out
--   `length` slices at the end, whatever its value.
-- @param length how many; default 1; a negative one counts the last slice from the end, -1 being
--   the last. Field index is the offset.
function Narrow:__init(dimension, offset, length)
  parent.__init(self)
  self.dimension = check.integer(self, 'dimension', dimension)
  self.index = check.integer(self, 'offset', offset)
  self.length = check.integer(self, 'length', length or 1)
end

local function range(self, input)
  local dimension = check.dimension(self, check.own(self, 'input', input))
  local size, index, length = input:size(dimension), self.index, self.length or 1
  if length < 0 then length = size - index + length + 2 end
  if index < 0 then index, length = 1, size - length end
  if index < 1 or length < 1 or length > size - index + 1 then
    check.fail(self, 'input', ('a tensor that has slices %d, length %d, along dimension %d')
      :format(self.index, self.length or 1, dimension), input)
  end
  return dimension, index, length
end

function Narrow:updateOutput(input)
  local output = input:narrow(range(self, input))
  return self.output:resizeAs(output):copy(output)
end

--- All other elements get 0.
function Narrow:updateGradInput(input, gradOutput)
  local dimension, index, length = range(self, input)
  check.own(self, 'gradOutput', gradOutput)
  local like = input:narrow(dimension, index, length)
  if gradOutput:nElement() ~= like:nElement() then
    check.fail(self, 'gradOutput', check.describe(like), gradOutput)
  end
  self.gradInput:resizeAs(input):zero()
  self.gradInput:narrow(dimension, index, length):copy(gradOutput)
  return self.gradInput
end
