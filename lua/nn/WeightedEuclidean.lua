-- nn.WeightedEuclidean(inputSize, outputSize): the distances to outputSize centres, each of which
-- scales the dimensions in its own way. Neighbours: Euclidean.lua; src/nn/distance.c.
--
-- Shapes: input inputSize or N x inputSize; output outputSize or N x outputSize.
-- Example: nn.WeightedEuclidean(5, 3):forward(torch.rand(2, 5))  --> 2x3

local check = require 'nn.check'
local C = require 'facula.core'.nn

local WeightedEuclidean, parent = torch.class('nn.WeightedEuclidean', 'nn.Module')

--- @param inputSize, outputSize numbers of elements
-- The columns of weight (inputSize x outputSize) are the centres, those of diagCov the factors of
-- their dimensions. weight is drawn from U(-s, s), s = 1/sqrt(inputSize); diagCov starts as 1.
function WeightedEuclidean:__init(inputSize, outputSize)
  parent.__init(self)
  check.integer(self, 'inputSize', inputSize, 1)
  check.integer(self, 'outputSize', outputSize, 1)
  self.weight = torch.Tensor(inputSize, outputSize)
  self.gradWeight = torch.Tensor(inputSize, outputSize)
  self.diagCov = torch.Tensor(inputSize, outputSize)
  self.gradDiagCov = torch.Tensor(inputSize, outputSize)
  self.fastBackward = true -- for code that asks: there is one way, which is fast
  self:reset()
end

--- Draws new centres; with stdv from a uniform distribution with that standard deviation. All
-- factors become 1.
function WeightedEuclidean:reset(stdv)
  stdv = stdv and stdv * math.sqrt(3) or 1 / math.sqrt(self.weight:size(1))
  self.weight:uniform(-stdv, stdv)
  self.diagCov:fill(1)
end

function WeightedEuclidean:updateOutput(input)
  C.Euclidean_updateOutput(self.output, input, self.weight, self.diagCov)
  return self.output
end

--- At a distance of 0 the gradient is 0.
function WeightedEuclidean:updateGradInput(input, gradOutput)
  if not self.gradInput then return nil end
  C.Euclidean_updateGradInput(self.gradInput, input, gradOutput, self.output, self.weight,
    self.diagCov)
  return self.gradInput
end

function WeightedEuclidean:accGradParameters(input, gradOutput, scale)
  C.Euclidean_accGradParameters(input, gradOutput, self.output, self.weight, self.diagCov,
    self.gradWeight, self.gradDiagCov, scale or 1)
end

--- { weight, diagCov } and their gradients.
function WeightedEuclidean:parameters()
  return {self.weight, self.diagCov}, {self.gradWeight, self.gradDiagCov}
end

-- Adds up into the parameters themselves, diagCov among them.
function WeightedEuclidean:defaultAccUpdateGradParameters(input, gradOutput, lr)
  C.Euclidean_accGradParameters(input, gradOutput, self.output, self.weight, self.diagCov,
    self.weight, self.diagCov, -lr)
end
