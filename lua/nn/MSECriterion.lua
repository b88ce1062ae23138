-- nn.MSECriterion([sizeAverage]): the mean squared difference between input and target.
-- Neighbours: src/nn/loss.c.
--
-- Shapes: input and target have the same number of elements.
-- Example: nn.MSECriterion():forward(torch.Tensor{1, 2}, torch.Tensor{1, 5})  --> 4.5

local C = require 'facula.core'.nn

local MSECriterion, parent = torch.class('nn.MSECriterion', 'nn.Criterion')

--- @param sizeAverage false for the sum instead of the mean; default true
function MSECriterion:__init(sizeAverage)
  parent.__init(self)
  self.sizeAverage = sizeAverage ~= false
end

function MSECriterion:updateOutput(input, target)
  self.output = C.MSECriterion_updateOutput(input, target, self.sizeAverage)
  return self.output
end

function MSECriterion:updateGradInput(input, target)
  C.MSECriterion_updateGradInput(self.gradInput, input, target, self.sizeAverage)
  return self.gradInput
end
