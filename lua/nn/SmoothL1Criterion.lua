-- nn.SmoothL1Criterion([sizeAverage]): the mean of d^2 / 2 where d = |input - target| is below 1,
-- else of d - 1/2 (R. Girshick, Fast R-CNN, ICCV 2015): less sensitive to outliers than
-- nn.MSECriterion.
-- Neighbours: src/nn/loss.c.
--
-- Shapes: input and target have the same number of elements.
-- Example: nn.SmoothL1Criterion():forward(torch.Tensor{0, 0}, torch.Tensor{1, 3})  --> 1.5

local C = require 'facula.core'.nn

local SmoothL1Criterion, parent = torch.class('nn.SmoothL1Criterion', 'nn.Criterion')

--- @param sizeAverage false for the sum instead of the mean; default true
function SmoothL1Criterion:__init(sizeAverage)
  parent.__init(self)
  self.sizeAverage = sizeAverage ~= false
end

function SmoothL1Criterion:updateOutput(input, target)
  self.output = C.SmoothL1Criterion_updateOutput(input, target, self.sizeAverage ~= false)
  return self.output
end

function SmoothL1Criterion:updateGradInput(input, target)
  C.SmoothL1Criterion_updateGradInput(self.gradInput, input, target, self.sizeAverage ~= false)
  return self.gradInput
end
