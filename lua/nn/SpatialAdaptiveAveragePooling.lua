-- nn.SpatialAdaptiveAveragePooling(W, H): the means of H x W windows that share the input evenly,
-- whatever its size.
-- Neighbours: SpatialAdaptiveMaxPooling.lua, which says where the windows are; src/nn/adaptive.c.
--
-- Shapes: input planes x height x width, with or without a batch in front; output planes x H x W.
-- Example: nn.SpatialAdaptiveAveragePooling(1, 1):forward(torch.rand(4, 7, 9))  --> 4x1x1

local pooled = require 'nn.pooled'
local C = require 'facula.core'.nn

local SpatialAdaptiveAveragePooling, parent =
  torch.class('nn.SpatialAdaptiveAveragePooling', 'nn.Module')

--- @param W, H size of the output's planes
function SpatialAdaptiveAveragePooling:__init(W, H)
  parent.__init(self)
  self.W, self.H = W, H
  pooled.integers(self, { 'W', 'H' }, 1)
end

function SpatialAdaptiveAveragePooling:updateOutput(input)
  C.SpatialAdaptiveAveragePooling_updateOutput(self.output, input, self.W, self.H)
  return self.output
end

function SpatialAdaptiveAveragePooling:updateGradInput(input, gradOutput)
  if not self.gradInput then return nil end
  C.SpatialAdaptiveAveragePooling_updateGradInput(self.gradInput, input, gradOutput, self.W,
    self.H)
  return self.gradInput
end
