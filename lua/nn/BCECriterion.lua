-- nn.BCECriterion([weights[, sizeAverage]]): the mean of -(target log input + (1 - target) log(1
-- - input)): the cross-entropy of probabilities for targets between 0 and 1. 1e-12 is added
-- inside of the logarithms.
-- Neighbours: src/nn/loss.c.
--
-- Shapes: input and target have the same number of elements; weights has one for each column, the
-- last dimension of input.
-- Example: nn.BCECriterion():forward(torch.Tensor{0.5, 0.9}, torch.Tensor{1, 1})  --> 0.3993

local check = require 'nn.check'
local C = require 'facula.core'.nn

local BCECriterion, parent = torch.class('nn.BCECriterion', 'nn.Criterion')

--- @param weights factor of each column, a vector; default 1
-- @param sizeAverage false for the sum instead of the mean; default true
function BCECriterion:__init(weights, sizeAverage)
  parent.__init(self)
  if weights ~= nil and (not torch.isTensor(weights) or weights:dim() ~= 1) then
    check.fail(self, 'weights', 'a tensor with one dimension', weights)
  end
  self.weights = weights
  self.sizeAverage = sizeAverage ~= false
end

function BCECriterion:updateOutput(input, target)
  self.output = C.BCECriterion_updateOutput(input, target, self.sizeAverage ~= false, self.weights)
  return self.output
end

function BCECriterion:updateGradInput(input, target)
  C.BCECriterion_updateGradInput(self.gradInput, input, target,
    self.sizeAverage ~= false, self.weights)
  return self.gradInput
end
