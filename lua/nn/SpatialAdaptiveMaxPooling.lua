-- nn.SpatialAdaptiveMaxPooling(W, H): the largest elements of H x W windows that share the input
-- evenly, whatever its size.
-- Neighbours: SpatialAdaptiveAveragePooling.lua; src/nn/adaptive.c.
--
-- Shapes: input planes x height x width, with or without a batch in front; output planes x H x W.
-- Window o of W reaches from floor(o width / W) to ceil((o + 1) width / W), o from 0.
-- Example: nn.SpatialAdaptiveMaxPooling(3, 2):forward(torch.rand(4, 7, 9))  --> 4x2x3

local pooled = require 'nn.pooled'
local C = require 'facula.core'.nn

local SpatialAdaptiveMaxPooling, parent = torch.class('nn.SpatialAdaptiveMaxPooling', 'nn.Module')

--- @param W, H size of the output's planes
-- Field indices, a LongTensor, 2 x output: row and column in its window of each maximum, from 1.
function SpatialAdaptiveMaxPooling:__init(W, H)
  parent.__init(self)
  self.W, self.H = W, H
  pooled.integers(self, { 'W', 'H' }, 1)
  self.indices = torch.LongTensor()
end

pooled.keepIndices(SpatialAdaptiveMaxPooling, parent)

function SpatialAdaptiveMaxPooling:updateOutput(input)
  C.SpatialAdaptiveMaxPooling_updateOutput(self.output, pooled.indices(self), input, self.W,
    self.H)
  return self.output
end

function SpatialAdaptiveMaxPooling:updateGradInput(input, gradOutput)
  if not self.gradInput then return nil end
  C.SpatialAdaptiveMaxPooling_updateGradInput(self.gradInput, pooled.indices(self), input,
    gradOutput, self.W, self.H)
  return self.gradInput
end

--- The same as clearState, for old scripts.
function SpatialAdaptiveMaxPooling:empty()
  self:clearState()
end
