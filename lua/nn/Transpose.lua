-- nn.Transpose({ d1, d2 }, ...): swaps pairs of dimensions, one after the other.
--
-- Shapes: output is a contiguous copy of the input with its dimensions swapped.
-- Example: nn.Transpose({1, 2}, {2, 3}):forward(torch.rand(2, 3, 4))  --> 3x4x2

local check = require 'nn.check'

local Transpose, parent = torch.class('nn.Transpose', 'nn.Module')

--- @param ... pairs of dimensions. Field permutations, a list of them.
function Transpose:__init(...)
  parent.__init(self)
  self.permutations = {...}
  for i = 1, #self.permutations do
    local pair = self.permutations[i]
    if torch.type(pair) ~= 'table' or #pair ~= 2 then
      check.fail(self, ('argument %d'):format(i), 'a pair of dimensions', pair)
    end
    for k = 1, 2 do check.integer(self, 'dimension', pair[k], 1) end
  end
  self.numInputDims = nil
end

--- Says how many dimensions a sample has; those before are the batch and are not counted.
-- Returns self.
-- @param numInputDims how many; nil for no batches
function Transpose:setNumInputDims(numInputDims)
  self.numInputDims = numInputDims
  return self
end

-- t with all swaps done, from the first to the last or backwards.
local function swap(self, what, t, dims, backwards)
  local offset = self.numInputDims and math.max(0, dims - self.numInputDims) or 0
  local n = #self.permutations
  for i = 1, n do
    local pair = self.permutations[backwards and n - i + 1 or i]
    local a, b = pair[1] + offset, pair[2] + offset
    if a > dims or b > dims then
      check.fail(self, what, ('at least %d dimensions'):format(math.max(a, b)), t)
    end
    t = t:transpose(a, b)
  end
  return t
end

function Transpose:updateOutput(input)
  check.own(self, 'input', input)
  local swapped = swap(self, 'input', input, input:dim())
  return self.output:resizeAs(swapped):copy(swapped)
end

function Transpose:updateGradInput(input, gradOutput)
  check.own(self, 'gradOutput', gradOutput)
  local like = swap(self, 'input', check.own(self, 'input', input), input:dim())
  if not gradOutput:isSameSizeAs(like) then
    check.fail(self, 'gradOutput', check.describe(like), gradOutput)
  end
  local swapped = swap(self, 'gradOutput', gradOutput, gradOutput:dim(), true)
  return self.gradInput:resizeAs(swapped):copy(swapped)
end
