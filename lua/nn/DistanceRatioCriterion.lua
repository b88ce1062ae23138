-- nn.DistanceRatioCriterion([sizeAverage]): the mean of -log(exp(-X) / (exp(-X) + exp(-Y))) for
-- distances X of pairs that are alike and Y of pairs that are not.
-- Computed as X + log(exp(-X) + exp(-Y)) without overflow.
-- Neighbours: src/nn/loss.c.
--
-- Shapes: input {X, Y} of the same number of elements; there is no target.
-- Example: nn.DistanceRatioCriterion():forward({torch.Tensor{1}, torch.Tensor{1}})  --> 0.6931

local targets = require 'nn.targets'
local C = require 'facula.core'.nn

local DistanceRatioCriterion, parent = torch.class('nn.DistanceRatioCriterion', 'nn.Criterion')

--- @param sizeAverage false for the sum instead of the mean; default true
function DistanceRatioCriterion:__init(sizeAverage)
  parent.__init(self)
  self.sizeAverage = sizeAverage ~= false
  self.gradInput = {torch.Tensor(), torch.Tensor()}
end

function DistanceRatioCriterion:updateOutput(input)
  local X, Y = targets.pair(self, input)
  self.output = C.DistanceRatioCriterion_updateOutput(X, Y, self.sizeAverage ~= false)
  return self.output
end

--- Returns a table of two tensors.
function DistanceRatioCriterion:updateGradInput(input)
  local X, Y = targets.pair(self, input)
  local gradX, gradY = targets.gradients(self, X)
  C.DistanceRatioCriterion_updateGradInput(gradX, gradY, X, Y, self.sizeAverage ~= false)
  return self.gradInput
end
