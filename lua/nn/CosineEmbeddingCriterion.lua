-- nn.CosineEmbeddingCriterion([margin]): for a pair of rows, 1 - cos where the target is 1, and
-- max(0, cos - margin) where it is -1, cos being the cosine of the angle between them.
-- Neighbours: src/nn/loss_margin.c.
--
-- Shapes: input {a, b} of n elements each and target a number or a tensor with one element; or
-- N x n each and N.
-- Example:
--   local criterion = nn.CosineEmbeddingCriterion()
--   criterion:forward({torch.Tensor{1, 0}, torch.Tensor{0, 1}}, 1)  --> 1

local targets = require 'nn.targets'
local C = require 'facula.core'.nn

local CosineEmbeddingCriterion, parent = torch.class('nn.CosineEmbeddingCriterion', 'nn.Criterion')

--- @param margin a number from -1 to 1; default 0
-- Fields: margin; sizeAverage, true, to be set to false for the sum over the batch instead of the
-- mean.
function CosineEmbeddingCriterion:__init(margin)
  parent.__init(self)
  self.margin = margin or 0
  self.gradInput = {torch.Tensor(), torch.Tensor()}
  self.sizeAverage = true
end

function CosineEmbeddingCriterion:updateOutput(input, target)
  local a, b = targets.pair(self, input)
  self.output = C.CosineEmbeddingCriterion_updateOutput(a, b, targets.tensor(self, target, a),
    self.sizeAverage ~= false, self.margin or 0)
  return self.output
end

--- Returns a table of two tensors.
function CosineEmbeddingCriterion:updateGradInput(input, target)
  local a, b = targets.pair(self, input)
  local gradA, gradB = targets.gradients(self, a)
  C.CosineEmbeddingCriterion_updateGradInput(gradA, gradB, a, b, targets.tensor(self, target, a),
    self.sizeAverage ~= false, self.margin or 0)
  return self.gradInput
end
