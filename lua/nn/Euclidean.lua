-- nn.Euclidean(inputSize, outputSize): the distances to outputSize centres.
-- Neighbours: WeightedEuclidean.lua scales each dimension; src/nn/distance.c.
--
-- Shapes: input inputSize or N x inputSize; output outputSize or N x outputSize.
-- Example: nn.Euclidean(5, 3):forward(torch.rand(2, 5))  --> 2x3

local check = require 'nn.check'
local C = require 'facula.core'.nn

local Euclidean, parent = torch.class('nn.Euclidean', 'nn.Module')

--- @param inputSize, outputSize numbers of elements
-- The columns of weight (inputSize x outputSize) are the centres; they are drawn from U(-s, s),
-- s = 1/sqrt(inputSize).
function Euclidean:__init(inputSize, outputSize)
  parent.__init(self)
  check.integer(self, 'inputSize', inputSize, 1)
  check.integer(self, 'outputSize', outputSize, 1)
  self.weight = torch.Tensor(inputSize, outputSize)
  self.gradWeight = torch.Tensor(inputSize, outputSize)
  self.fastBackward = true -- for code that asks: there is one way, which is fast
  self:reset()
end

--- Draws new centres; with stdv from a uniform distribution with that standard deviation.
function Euclidean:reset(stdv)
  stdv = stdv and stdv * math.sqrt(3) or 1 / math.sqrt(self.weight:size(1))
  self.weight:uniform(-stdv, stdv)
end

function Euclidean:updateOutput(input)
  C.Euclidean_updateOutput(self.output, input, self.weight, nil)
  return self.output
end

--- At a distance of 0 the gradient is 0.
function Euclidean:updateGradInput(input, gradOutput)
  if not self.gradInput then return nil end
  C.Euclidean_updateGradInput(self.gradInput, input, gradOutput, self.output, self.weight, nil)
  return self.gradInput
end

function Euclidean:accGradParameters(input, gradOutput, scale)
  C.Euclidean_accGradParameters(input, gradOutput, self.output, self.weight, nil, self.gradWeight,
    nil, scale or 1)
end
