-- nn.MarginRankingCriterion([margin]): the mean of max(0, margin - target * (a - b)): with target 1
-- the first input should be larger than the second, with -1 the second. Neighbours: src/nn/loss.c.
--
-- Shapes: input {a, b} and target have the same number of elements; for one element the target may
-- be a number.
-- Example:
--   local criterion = nn.MarginRankingCriterion(0.1)
--   criterion:forward({torch.Tensor{1}, torch.Tensor{3}}, torch.ones(1))  --> 2.1

local targets = require 'nn.targets'
local C = require 'facula.core'.nn

local MarginRankingCriterion, parent = torch.class('nn.MarginRankingCriterion', 'nn.Criterion')

--- @param margin a number; default 1
-- Fields: margin; sizeAverage, true, to be set to false for the sum instead of the mean.
function MarginRankingCriterion:__init(margin)
  parent.__init(self)
  self.margin = margin or 1
  self.gradInput = {torch.Tensor(1), torch.Tensor(1)}
  self.sizeAverage = true
end

function MarginRankingCriterion:updateOutput(input, target)
  local a, b = targets.pair(self, input)
  self.output = C.MarginRankingCriterion_updateOutput(a, b, targets.tensor(self, target, a),
    self.sizeAverage ~= false, self.margin or 1)
  return self.output
end

--- Returns a table of two tensors.
function MarginRankingCriterion:updateGradInput(input, target)
  local a, b = targets.pair(self, input)
  local gradA, gradB = targets.gradients(self, a)
  C.MarginRankingCriterion_updateGradInput(gradA, gradB, a, b, targets.tensor(self, target, a),
    self.sizeAverage ~= false, self.margin or 1)
  return self.gradInput
end
