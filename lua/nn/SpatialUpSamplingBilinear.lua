-- nn.SpatialUpSamplingBilinear(scale or {owidth =, oheight =}): planes of another size by bilinear
-- interpolation, corners on corners.
-- Neighbours: UpSampling.lua, for volumes too; SpatialUpSamplingNearest.lua; src/nn/resample.c.
--
-- Shapes: input planes x height x width, with or without a batch in front; output planes x oheight
-- x owidth.
-- Example: nn.SpatialUpSamplingBilinear(2):forward(torch.rand(3, 4, 5))  --> 3x8x10

local enlarge = require 'nn.enlarge'
local C = require 'facula.core'.nn

local SpatialUpSamplingBilinear, parent = torch.class('nn.SpatialUpSamplingBilinear', 'nn.Module')

--- @param params an integer factor, or a table with owidth and oheight, the size of the output
-- Fields: scale_factor or oheight, owidth; inputSize and outputSize, LongStorages of the last
-- batch.
function SpatialUpSamplingBilinear:__init(params)
  parent.__init(self)
  enlarge.setParameters(self, params, { 'oheight', 'owidth' })
  self.inputSize = torch.LongStorage(4)
  self.outputSize = torch.LongStorage(4)
end

--- Fills inputSize and outputSize for an input.
function SpatialUpSamplingBilinear:setSize(input)
  enlarge.setSize(self, input, 2)
end

function SpatialUpSamplingBilinear:updateOutput(input)
  local _, height, width = enlarge.planeSize(self, input, 2)
  C.SpatialUpSamplingBilinear_updateOutput(self.output, input, height, width)
  enlarge.setSize(self, input, 2)
  return self.output
end

function SpatialUpSamplingBilinear:updateGradInput(input, gradOutput)
  if not self.gradInput then return nil end
  local _, height, width = enlarge.planeSize(self, input, 2)
  C.SpatialUpSamplingBilinear_updateGradInput(self.gradInput, input, gradOutput, height, width)
  return self.gradInput
end

function SpatialUpSamplingBilinear:__tostring__()
  local size = self.scale_factor and ('%d'):format(self.scale_factor)
    or ('%d, %d'):format(self.oheight, self.owidth)
  return ('%s(%s)'):format(torch.type(self), size)
end
