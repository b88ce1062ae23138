-- nn.DistKLDivCriterion(): the mean of target * (log target - input), 0 where target is not
-- positive: the Kullback-Leibler divergence between a distribution and log-probabilities.
-- Neighbours: src/nn/loss.c.
--
-- Shapes: input (log-probabilities) and target (probabilities) have the same size.
-- Example:
--   local criterion = nn.DistKLDivCriterion()
--   criterion:forward(torch.Tensor{0.5, 0.5}:log(), torch.Tensor{1, 0})  --> 0.3466

local C = require 'facula.core'.nn

local DistKLDivCriterion, parent = torch.class('nn.DistKLDivCriterion', 'nn.Criterion')

--- Fields: sizeAverage, true, to be set to false for the sum instead of the mean.
function DistKLDivCriterion:__init()
  parent.__init(self)
  self.sizeAverage = true
end

function DistKLDivCriterion:updateOutput(input, target)
  self.output = C.DistKLDivCriterion_updateOutput(input, target, self.sizeAverage ~= false)
  return self.output
end

function DistKLDivCriterion:updateGradInput(input, target)
  C.DistKLDivCriterion_updateGradInput(self.gradInput, input, target, self.sizeAverage ~= false)
  return self.gradInput
end
