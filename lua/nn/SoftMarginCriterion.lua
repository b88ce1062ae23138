-- nn.SoftMarginCriterion(): the mean of log(1 + exp(-target * input)), for targets 1 and -1.
-- Neighbours: src/nn/loss.c.
--
-- Shapes: input and target have the same number of elements.
-- Example: nn.SoftMarginCriterion():forward(torch.zeros(2), torch.Tensor{1, -1})  --> 0.6931

local C = require 'facula.core'.nn

local SoftMarginCriterion, parent = torch.class('nn.SoftMarginCriterion', 'nn.Criterion')

--- Fields: sizeAverage, true, to be set to false for the sum instead of the mean.
function SoftMarginCriterion:__init()
  parent.__init(self)
  self.sizeAverage = true
end

function SoftMarginCriterion:updateOutput(input, target)
  self.output = C.SoftMarginCriterion_updateOutput(input, target, self.sizeAverage ~= false)
  return self.output
end

function SoftMarginCriterion:updateGradInput(input, target)
  C.SoftMarginCriterion_updateGradInput(self.gradInput, input, target, self.sizeAverage ~= false)
  return self.gradInput
end
