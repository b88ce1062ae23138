-- nn.PairwiseDistance([p]): the distance of two inputs in the p-norm.
-- Neighbours: CosineDistance.lua, DotProduct.lua; src/nn/distance.c.
--
-- Shapes: input { n, n } or { N x n, N x n }; output 1 or N.
-- Example: nn.PairwiseDistance(1):forward({torch.ones(3), torch.zeros(3)})  --> {3}

local check = require 'nn.check'
local C = require 'facula.core'.nn

local PairwiseDistance, parent = torch.class('nn.PairwiseDistance', 'nn.Module')

--- @param p the norm, a positive number; default 2. Field norm.
function PairwiseDistance:__init(p)
  parent.__init(self)
  self.gradInput = {torch.Tensor(), torch.Tensor()}
  self.norm = check.number(self, 'p', p or 2)
end

function PairwiseDistance:updateOutput(input)
  local a, b = check.pair(self, input)
  C.PairwiseDistance_updateOutput(self.output, a, b, self.norm)
  return self.output
end

--- At a distance of 0 the gradient is 0.
function PairwiseDistance:updateGradInput(input, gradOutput)
  local a, b = check.pair(self, input)
  local gradInput = check.pairOfResults(self)
  C.PairwiseDistance_updateGradInput(gradInput[1], gradInput[2], a, b, gradOutput, self.norm)
  return gradInput
end
