-- nn.AbsCriterion([sizeAverage]): the mean absolute difference between input and target.
-- Neighbours: src/nn/loss.c.
--
-- Shapes: input and target have the same number of elements.
-- Example: nn.AbsCriterion():forward(torch.Tensor{1, 2}, torch.Tensor{1, 5})  --> 1.5

local C = require 'facula.core'.nn

local AbsCriterion, parent = torch.class('nn.AbsCriterion', 'nn.Criterion')

--- @param sizeAverage false for the sum instead of the mean; default true
function AbsCriterion:__init(sizeAverage)
  parent.__init(self)
  self.sizeAverage = sizeAverage ~= false
end

function AbsCriterion:updateOutput(input, target)
  self.output = C.AbsCriterion_updateOutput(input, target, self.sizeAverage ~= false)
  return self.output
end

function AbsCriterion:updateGradInput(input, target)
  C.AbsCriterion_updateGradInput(self.gradInput, input, target, self.sizeAverage ~= false)
  return self.gradInput
end
