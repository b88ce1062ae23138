-- nn.ClassNLLCriterion([weights[, sizeAverage[, ignoreIndex]]]): the negative log-likelihood of the
-- right class, -weights[target] * input[target]. Neighbours: src/nn/loss.c;
-- CrossEntropyCriterion.lua takes scores instead of log-probabilities.
--
-- Shapes: input n log-probabilities, target a class from 1 to n, as a number or a tensor with one
-- element; or N x n and N. The target may be a tensor of any type.
-- Example: nn.ClassNLLCriterion():forward(torch.Tensor{0.2, 0.8}:log(), 2)  --> 0.2231, 1

local check = require 'nn.check'
local C = require 'facula.core'.nn

local ClassNLLCriterion, parent = torch.class('nn.ClassNLLCriterion', 'nn.Criterion')

--- @param weights factor of each class, a vector of n; default 1
-- @param sizeAverage divide by the sum of the weights of the targets; default true
-- @param ignoreIndex target that counts nothing; default -100
-- Fields: weights, sizeAverage, ignoreIndex; target, output_tensor and total_weight_tensor of the
-- last forward.
function ClassNLLCriterion:__init(weights, sizeAverage, ignoreIndex)
  parent.__init(self)
  if weights ~= nil and (not torch.isTensor(weights) or weights:dim() ~= 1) then
    check.fail(self, 'weights', 'a tensor with one dimension', weights)
  end
  self.weights = weights
  self.sizeAverage = sizeAverage ~= false
  self.ignoreIndex = ignoreIndex or -100
  self.output_tensor = torch.zeros(1)
  self.total_weight_tensor = torch.ones(1)
  self.target = torch.LongTensor(1):zero()
end

--- The number of weights as #criterion, under a Lua that lets tables define it (5.2 and later).
function ClassNLLCriterion:__len__()
  return self.weights and self.weights:size(1) or 0
end

--- @return the loss, and the sum of the weights that it is divided by with sizeAverage
function ClassNLLCriterion:updateOutput(input, target)
  if type(target) == 'number' then target = torch.LongTensor({target}) end
  local loss, totalWeight = C.ClassNLLCriterion_updateOutput(input, target, self.weights,
    self.sizeAverage, self.ignoreIndex or -100)
  self.target = target
  self.output = loss
  self.output_tensor[1] = loss
  self.total_weight_tensor[1] = totalWeight
  return self.output, totalWeight
end

function ClassNLLCriterion:updateGradInput(input, target)
  if type(target) == 'number' then target = self.target end
  C.ClassNLLCriterion_updateGradInput(self.gradInput, input, target, self.weights,
    self.sizeAverage, self.total_weight_tensor[1], self.ignoreIndex or -100)
  return self.gradInput
end

-- The target belongs to the user and stays what it is.
function ClassNLLCriterion:type(type, tensorCache)
  self.target = torch.LongTensor(1):zero()
  local target = self.target
  parent.type(self, type, tensorCache)
  self.target = target
  return self
end
