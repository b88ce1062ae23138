-- nn.SpatialUpSamplingNearest(scale): each element scale x scale times.
-- Neighbours: UpSampling.lua, for volumes too; SpatialUpSamplingBilinear.lua; src/nn/resample.c.
--
-- Shapes: input planes x height x width, with or without a batch in front; output planes x
-- scale height x scale width.
-- Example: nn.SpatialUpSamplingNearest(2):forward(torch.rand(3, 4, 5))  --> 3x8x10

local enlarge = require 'nn.enlarge'
local C = require 'facula.core'.nn

local SpatialUpSamplingNearest, parent = torch.class('nn.SpatialUpSamplingNearest', 'nn.Module')

--- @param scale an integer, at least 1
-- Fields: scale_factor; inputSize and outputSize, LongStorages of the last batch.
function SpatialUpSamplingNearest:__init(scale)
  parent.__init(self)
  self.scale_factor = enlarge.checkScale(self, scale)
  self.inputSize = torch.LongStorage(4)
  self.outputSize = torch.LongStorage(4)
end

--- Fills inputSize and outputSize for an input.
function SpatialUpSamplingNearest:setSize(input)
  enlarge.setSize(self, input, 2)
end

function SpatialUpSamplingNearest:updateOutput(input)
  C.SpatialUpSamplingNearest_updateOutput(self.output, input, self.scale_factor)
  enlarge.setSize(self, input, 2)
  return self.output
end

function SpatialUpSamplingNearest:updateGradInput(input, gradOutput)
  if not self.gradInput then return nil end
  C.SpatialUpSamplingNearest_updateGradInput(self.gradInput, input, gradOutput, self.scale_factor)
  return self.gradInput
end
