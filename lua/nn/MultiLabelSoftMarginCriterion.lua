-- nn.MultiLabelSoftMarginCriterion([weights[, sizeAverage]]): nn.BCECriterion of scores that
-- first go through the logistic function, computed without overflow. For labels that do not
-- exclude each other.
-- Neighbours: src/nn/loss.c.
--
-- Shapes: input and target have the same number of elements; weights has one for each column, the
-- last dimension of input.
-- Example: nn.MultiLabelSoftMarginCriterion():forward(torch.zeros(3), torch.ones(3))  --> 0.6931

local check = require 'nn.check'
local C = require 'facula.core'.nn

local MultiLabelSoftMarginCriterion, parent = torch.class('nn.MultiLabelSoftMarginCriterion',
  'nn.Criterion')

--- @param weights factor of each column, a vector; default 1
-- @param sizeAverage false for the sum instead of the mean; default true
function MultiLabelSoftMarginCriterion:__init(weights, sizeAverage)
  parent.__init(self)
  if weights ~= nil and (not torch.isTensor(weights) or weights:dim() ~= 1) then
    check.fail(self, 'weights', 'a tensor with one dimension', weights)
  end
  self.weights = weights
  self.sizeAverage = sizeAverage ~= false
end

function MultiLabelSoftMarginCriterion:updateOutput(input, target)
  self.output = C.MultiLabelSoftMarginCriterion_updateOutput(input, target,
    self.sizeAverage ~= false, self.weights)
  return self.output
end

function MultiLabelSoftMarginCriterion:updateGradInput(input, target)
  C.MultiLabelSoftMarginCriterion_updateGradInput(self.gradInput, input, target,
    self.sizeAverage ~= false, self.weights)
  return self.gradInput
end
