-- nn.Squeeze([dim[, numInputDims]]): the input without dimensions of size 1.
-- Neighbours: Unsqueeze.lua adds one.
--
-- Shapes: output is a view of the input, where that is contiguous. Of a tensor of one element, one
-- dimension is left.
-- Example: nn.Squeeze():forward(torch.rand(2, 1, 3, 1))  --> 2x3

local check = require 'nn.check'

local Squeeze, parent = torch.class('nn.Squeeze', 'nn.Module')

--- @param dim the one dimension to drop, if it has size 1; default nil, all such
-- @param numInputDims dimensions of an input; one more means a batch in front, which stays; default
--   nil: no batch
function Squeeze:__init(dim, numInputDims)
  parent.__init(self)
  self.dim = dim and check.integer(self, 'dim', dim, 1)
  self:setNumInputDims(numInputDims)
end

--- Says how many dimensions a sample has; nil for no batches. Returns self.
-- @param numInputDims how many
function Squeeze:setNumInputDims(numInputDims)
  self.numInputDims = numInputDims
  return self
end

-- The sizes that are left.
local function sizes(self, input)
  local batch = self.numInputDims and input:dim() == self.numInputDims + 1
  local dim = self.dim and self.dim + (batch and 1 or 0)
  if input:dim() == 0 or (dim and dim > input:dim()) then
    check.fail(self, 'input', ('at least %d dimensions'):format(dim or 1), input)
  end
  local left = {}
  for d = 1, input:dim() do
    local drop = input:size(d) == 1 and (dim == nil or dim == d) and not (batch and d == 1)
    if not drop then left[#left + 1] = input:size(d) end
  end
  if #left == 0 then left[1] = 1 end
  return torch.LongStorage(left)
end

function Squeeze:updateOutput(input)
  check.tensor(self, 'input', input)
  self.output = nn.utils.contiguousView(self.output, input, sizes(self, input))
  return self.output
end

function Squeeze:updateGradInput(input, gradOutput)
  check.sameCount(self, input, gradOutput)
  self.gradInput = nn.utils.contiguousView(self.gradInput, gradOutput, input:size())
  return self.gradInput
end
