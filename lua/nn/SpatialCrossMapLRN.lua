-- nn.SpatialCrossMapLRN(size[, alpha[, beta[, k]]]): local response normalisation over `size`
-- neighbouring planes, y = x / (k + alpha/size sum x^2)^beta.
-- (A. Krizhevsky et al., ImageNet Classification with Deep Convolutional Neural Networks, NIPS
-- 2012.) Neighbours: src/nn/normalize.c.
--
-- Shapes: planes x height x width or N x planes x height x width; output as input.
-- Example: nn.SpatialCrossMapLRN(5):forward(torch.rand(8, 4, 4))  --> 8x4x4

local check = require 'nn.check'
local C = require 'facula.core'.nn

local SpatialCrossMapLRN, parent = torch.class('nn.SpatialCrossMapLRN', 'nn.Module')

--- @param size number of planes, the middle one included; of an even number one is left out
-- @param alpha default 1e-4
-- @param beta default 0.75
-- @param k default 1
-- Field scale: the bracket of the last forward.
function SpatialCrossMapLRN:__init(size, alpha, beta, k)
  parent.__init(self)
  self.size = check.integer(self, 'size', size, 1)
  self.alpha = check.number(self, 'alpha', alpha or 1e-4)
  self.beta = check.number(self, 'beta', beta or 0.75)
  self.k = check.number(self, 'k', k or 1)
end

local function buffer(self, name)
  if not torch.isTensor(self[name]) then self[name] = self.output.new() end
  return self[name]
end

function SpatialCrossMapLRN:updateOutput(input)
  C.SpatialCrossMapLRN_updateOutput(self.output, input, buffer(self, 'scale'), self.size,
    self.alpha, self.beta, self.k)
  return self.output
end

function SpatialCrossMapLRN:updateGradInput(input, gradOutput)
  C.SpatialCrossMapLRN_updateGradInput(self.gradInput, input, gradOutput, buffer(self, 'scale'),
    buffer(self, 'ratio'), self.size, self.alpha, self.beta, self.k)
  return self.gradInput
end

-- The last ones are buffers in networks of Torch7.
function SpatialCrossMapLRN:clearState()
  nn.utils.clear(self, 'scale', 'ratio', 'x2', 'paddedRatio', 'accumRatio')
  return parent.clearState(self)
end
