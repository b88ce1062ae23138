-- nn.MultiLabelMarginCriterion(): how far the scores of the right classes, of which there may be
-- several, are from being larger by 1 than those of all other classes: the sum over right classes t
-- and others i of max(0, 1 - input[t] + input[i]), divided by the number of classes.
-- Neighbours: src/nn/loss_margin.c.
--
-- Shapes: input n scores, target n numbers: the right classes, from 1 to n, then 0; what stands
-- behind the first 0 is not used. Or N x n for both. The target may be a tensor of any type.
-- Example:
--   local x, labels = torch.Tensor{.1, .2, .4, .8}, torch.LongTensor{4, 1, 0, 0}
--   nn.MultiLabelMarginCriterion():forward(x, labels)   -- 0.85

local C = require 'facula.core'.nn

local MultiLabelMarginCriterion, parent = torch.class('nn.MultiLabelMarginCriterion',
  'nn.Criterion')

--- Fields: sizeAverage, true, to be set to false for the sum over the batch instead of the mean;
-- isTarget, which elements of the last input were right classes (1, else 0).
function MultiLabelMarginCriterion:__init()
  parent.__init(self)
  self.sizeAverage = true
  self.isTarget = torch.Tensor()
end

-- Files of older versions have no isTarget.
local function marks(self, input)
  if torch.isTensor(input) and torch.typename(self.isTarget) ~= torch.typename(input) then
    self.isTarget = input.new()
  end
  return self.isTarget
end

function MultiLabelMarginCriterion:updateOutput(input, target)
  self.output = C.MultiLabelMarginCriterion_updateOutput(input, target, self.sizeAverage ~= false,
    marks(self, input))
  return self.output
end

function MultiLabelMarginCriterion:updateGradInput(input, target)
  C.MultiLabelMarginCriterion_updateGradInput(self.gradInput, input, target,
    self.sizeAverage ~= false, marks(self, input))
  return self.gradInput
end
