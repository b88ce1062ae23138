-- nn.SpatialClassNLLCriterion([weights[, sizeAverage]]): the negative log-likelihood of the right
-- class at each place of an image, -weights[target] * input[target].
-- Neighbours: src/nn/loss_class.c; ClassNLLCriterion.lua has one class for a sample.
--
-- Shapes: input batch x classes x height x width of log-probabilities, target batch x height x
-- width of classes from 1, a tensor of any type.
-- Example:
--   nn.SpatialClassNLLCriterion():forward(torch.rand(2, 3, 4, 4):log(), torch.ones(2, 4, 4))

local check = require 'nn.check'
local C = require 'facula.core'.nn

local SpatialClassNLLCriterion, parent = torch.class('nn.SpatialClassNLLCriterion', 'nn.Criterion')

--- @param weights factor of each class, a vector; default 1
-- @param sizeAverage divide by the sum of the weights of the targets; default true
-- Fields: weights, sizeAverage; target, output_tensor and total_weight_tensor of the last forward.
function SpatialClassNLLCriterion:__init(weights, sizeAverage)
  parent.__init(self)
  if weights ~= nil and (not torch.isTensor(weights) or weights:dim() ~= 1) then
    check.fail(self, 'weights', 'a tensor with one dimension', weights)
  end
  self.weights = weights
  self.sizeAverage = sizeAverage ~= false
  self.output_tensor = torch.zeros(1)
  self.total_weight_tensor = torch.ones(1)
  self.target = torch.LongTensor(1):zero()
end

--- The number of weights as #criterion, under a Lua that lets tables define it (5.2 and later).
function SpatialClassNLLCriterion:__len__()
  return self.weights and self.weights:size(1) or 0
end

--- @return the loss, and the sum of the weights that it is divided by with sizeAverage
function SpatialClassNLLCriterion:updateOutput(input, target)
  local loss, totalWeight = C.SpatialClassNLLCriterion_updateOutput(input, target, self.weights,
    self.sizeAverage)
  self.target = target
  self.output = loss
  self.output_tensor[1] = loss
  self.total_weight_tensor[1] = totalWeight
  return self.output, totalWeight
end

function SpatialClassNLLCriterion:updateGradInput(input, target)
  C.SpatialClassNLLCriterion_updateGradInput(self.gradInput, input, target, self.weights,
    self.sizeAverage, self.total_weight_tensor[1])
  return self.gradInput
end

-- The target belongs to the user and stays what it is.
function SpatialClassNLLCriterion:type(type, tensorCache)
  self.target = torch.LongTensor(1):zero()
  local target = self.target
  parent.type(self, type, tensorCache)
  self.target = target
  return self
end
