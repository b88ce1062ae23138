-- nn.CosineDistance(): the cosine of the angle between two inputs.
-- Neighbours: PairwiseDistance.lua, DotProduct.lua; src/nn/distance.c.
--
-- Shapes: input { n, n } or { N x n, N x n }; output 1 or N.
-- Example: nn.CosineDistance():forward({torch.ones(3), torch.ones(3)})  --> {1}

local check = require 'nn.check'
local C = require 'facula.core'.nn

local CosineDistance, parent = torch.class('nn.CosineDistance', 'nn.Module')

function CosineDistance:__init()
  parent.__init(self)
  self.gradInput = {torch.Tensor(), torch.Tensor()}
end

function CosineDistance:updateOutput(input)
  local a, b = check.pair(self, input)
  C.CosineDistance_updateOutput(self.output, a, b)
  return self.output
end

function CosineDistance:updateGradInput(input, gradOutput)
  local a, b = check.pair(self, input)
  local gradInput = check.pairOfResults(self)
  C.CosineDistance_updateGradInput(gradInput[1], gradInput[2], a, b, gradOutput)
  return gradInput
end
