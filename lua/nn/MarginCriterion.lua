-- nn.MarginCriterion([margin]): the mean of max(0, margin - target * input), for targets 1 and
-- -1.
-- Neighbours: src/nn/loss.c.
--
-- Shapes: input and target have the same number of elements.
-- Example: nn.MarginCriterion():forward(torch.Tensor{0.5, 2}, torch.Tensor{1, -1})  --> 1.75

local C = require 'facula.core'.nn

local MarginCriterion, parent = torch.class('nn.MarginCriterion', 'nn.Criterion')

--- @param margin a number; default 1
-- Fields: margin; sizeAverage, true, to be set to false for the sum instead of the mean.
function MarginCriterion:__init(margin)
  parent.__init(self)
  self.margin = margin or 1
  self.sizeAverage = true
end

function MarginCriterion:updateOutput(input, target)
  self.output = C.MarginCriterion_updateOutput(input, target,
    self.sizeAverage ~= false, self.margin)
  return self.output
end

function MarginCriterion:updateGradInput(input, target)
  C.MarginCriterion_updateGradInput(self.gradInput, input, target,
    self.sizeAverage ~= false, self.margin)
  return self.gradInput
end
