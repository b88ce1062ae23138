-- nn.Unsqueeze(pos[, numInputDims]): the input with one more dimension, of size 1.
-- Neighbours: Squeeze.lua drops them.
--
-- Shapes: output is a view of the input.
-- Example: nn.Unsqueeze(2):forward(torch.rand(4, 3))  --> 4x1x3

local check = require 'nn.check'

local Unsqueeze, parent = torch.class('nn.Unsqueeze', 'nn.Module')

--- @param pos where the new dimension is
-- @param numInputDims dimensions of an input; those before are the batch and are not counted;
--   default nil: no batch
function Unsqueeze:__init(pos, numInputDims)
  parent.__init(self)
  self.pos = check.integer(self, 'pos', pos, 1)
  self:setNumInputDims(numInputDims)
end

--- Says how many dimensions a sample has; nil for no batches. Returns self.
-- @param numInputDims how many
function Unsqueeze:setNumInputDims(numInputDims)
  self.numInputDims = numInputDims
  return self
end

function Unsqueeze:updateOutput(input)
  check.own(self, 'input', input)
  local dims = input:dim()
  local pos = self.pos + (self.numInputDims and math.max(0, dims - self.numInputDims) or 0)
  if dims == 0 or pos > dims + 1 then
    check.fail(self, 'input', ('at least %d dimensions'):format(math.max(1, pos - 1)), input)
  end
  return nn.utils.addSingletonDimension(self.output, input, pos)
end

function Unsqueeze:updateGradInput(input, gradOutput)
  check.sameCount(self, input, gradOutput)
  self.gradInput = nn.utils.contiguousView(self.gradInput, gradOutput, input:size())
  return self.gradInput
end

-- output is a view of the user's tensor, which is not ours to convert.
function Unsqueeze:type(type, tensorCache)
  if type then self.output = self.output.new() end
  return parent.type(self, type, tensorCache)
end

function Unsqueeze:__tostring__()
  return ('%s(dim %d)'):format(torch.type(self), self.pos)
end
