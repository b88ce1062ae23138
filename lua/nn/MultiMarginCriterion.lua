-- nn.MultiMarginCriterion([p[, weights[, margin]]]): how far the score of the right class is from
-- being larger than all others by the margin: the sum over the other classes i of
-- weights[target] * max(0, margin - input[target] + input[i])^p, divided by the number of classes.
-- Neighbours: src/nn/loss_margin.c.
--
-- Shapes: input n scores, target a class from 1 to n, as a number or a tensor with one element; or
-- N x n and N. The target may be a tensor of any type.
-- Example: nn.MultiMarginCriterion():forward(torch.Tensor{0.1, 0.2, 0.7}, 1)  --> 0.9

local check = require 'nn.check'
local C = require 'facula.core'.nn

local MultiMarginCriterion, parent = torch.class('nn.MultiMarginCriterion', 'nn.Criterion')

--- @param p 1 or 2; default 1
-- @param weights factor of each class, a vector of n; default 1
-- @param margin a number; default 1
-- Fields: p, weights, margin; sizeAverage, true, to be set to false for the sum over the batch
-- instead of the mean.
function MultiMarginCriterion:__init(p, weights, margin)
  parent.__init(self)
  p = p or 1
  if p ~= 1 and p ~= 2 then check.fail(self, 'p', '1 or 2', p) end
  if weights ~= nil and (not torch.isTensor(weights) or weights:dim() ~= 1) then
    check.fail(self, 'weights', 'a tensor with one dimension', weights)
  end
  self.p = p
  self.margin = margin or 1
  self.weights = weights
  self.sizeAverage = true
end

-- A number as a tensor, which is kept.
local function targetOf(self, target)
  if type(target) ~= 'number' then return target end
  self.target_tensor = self.target_tensor or torch.LongTensor(1)
  self.target_tensor[1] = target
  return self.target_tensor
end

function MultiMarginCriterion:updateOutput(input, target)
  self.output = C.MultiMarginCriterion_updateOutput(input, targetOf(self, target),
    self.sizeAverage ~= false, self.p or 1, self.weights, self.margin or 1)
  return self.output
end

function MultiMarginCriterion:updateGradInput(input, target)
  C.MultiMarginCriterion_updateGradInput(self.gradInput, input, targetOf(self, target),
    self.sizeAverage ~= false, self.p or 1, self.weights, self.margin or 1)
  return self.gradInput
end
