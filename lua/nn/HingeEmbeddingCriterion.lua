-- nn.HingeEmbeddingCriterion([margin]): the mean of input where target is 1, and of
-- max(0, margin - input) where it is -1; for distances between pairs that are alike or not.
-- Neighbours: src/nn/loss.c.
--
-- Shapes: input and target have the same number of elements; for one element the target may be a
-- number.
-- Example:
--   local criterion = nn.HingeEmbeddingCriterion()
--   criterion:forward(torch.Tensor{1, 0.5}, torch.Tensor{1, -1})  --> 0.75

local targets = require 'nn.targets'
local C = require 'facula.core'.nn

local HingeEmbeddingCriterion, parent = torch.class('nn.HingeEmbeddingCriterion', 'nn.Criterion')

--- @param margin a number; default 1
-- Fields: margin; sizeAverage, true, to be set to false for the sum instead of the mean.
function HingeEmbeddingCriterion:__init(margin)
  parent.__init(self)
  self.margin = margin or 1
  self.sizeAverage = true
end

function HingeEmbeddingCriterion:updateOutput(input, target)
  self.output = C.HingeEmbeddingCriterion_updateOutput(input, targets.tensor(self, target, input),
    self.sizeAverage ~= false, self.margin or 1)
  return self.output
end

function HingeEmbeddingCriterion:updateGradInput(input, target)
  C.HingeEmbeddingCriterion_updateGradInput(self.gradInput, input,
    targets.tensor(self, target, input), self.sizeAverage ~= false, self.margin or 1)
  return self.gradInput
end
