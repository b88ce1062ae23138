-- nn.VolumetricFractionalMaxPooling(poolSizeT, poolSizeW, poolSizeH, outT, outW, outH): the largest
-- elements of windows at random places.
-- Neighbours: SpatialFractionalMaxPooling.lua; fractional.lua draws; src/nn/adaptive.c.
--
-- Shapes: input planes x height x width x time (as in Torch7, time comes last here), with or
-- without a batch in front; output planes x outH x outW x outT, sizes limited as in
-- nn.SpatialFractionalMaxPooling.
-- Example:
--   local layer = nn.VolumetricFractionalMaxPooling(2, 2, 2, 3, 3, 3)
--   layer:forward(torch.rand(1, 5, 5, 5))  --> 1x3x3x3

local fractional = require 'nn.fractional'
local pooled = require 'nn.pooled'
local C = require 'facula.core'.nn

local VolumetricFractionalMaxPooling, parent =
  torch.class('nn.VolumetricFractionalMaxPooling', 'nn.Module')

--- @param poolSizeT, poolSizeW, poolSizeH size of a window, at least 2
-- @param outT, outW, outH size of the output's planes; or all below 1: ratios to those of the input
-- Fields as in nn.SpatialFractionalMaxPooling, with T; randomSamples is batch x planes x 3.
function VolumetricFractionalMaxPooling:__init(poolSizeT, poolSizeW, poolSizeH, outT, outW, outH)
  parent.__init(self)
  self.poolSizeT, self.poolSizeW, self.poolSizeH = poolSizeT, poolSizeW, poolSizeH
  pooled.integers(self, { 'poolSizeT', 'poolSizeW', 'poolSizeH' }, 2)
  fractional.setSizes(self, { 'T', 'W', 'H' }, { outT, outW, outH })
  self.newRandomPool = false
  self.indices = torch.LongTensor()
end

pooled.keepIndices(VolumetricFractionalMaxPooling, parent)

--- As in nn.SpatialFractionalMaxPooling.
-- @param val false: draw again; default true
function VolumetricFractionalMaxPooling:fixPoolingRegions(val)
  self.newRandomPool = val ~= false
  return self
end

function VolumetricFractionalMaxPooling:updateOutput(input)
  local out = fractional.outputSize(self, { T = 3, W = 2, H = 1 }, input, 3)
  C.VolumetricFractionalMaxPooling_updateOutput(self.output, pooled.indices(self), input,
    fractional.samples(self, input, 3), self.poolSizeT, self.poolSizeW, self.poolSizeH, out.T,
    out.W, out.H)
  return self.output
end

function VolumetricFractionalMaxPooling:updateGradInput(input, gradOutput)
  if not self.gradInput then return nil end
  C.VolumetricFractionalMaxPooling_updateGradInput(self.gradInput, pooled.indices(self), input,
    gradOutput)
  return self.gradInput
end

--- The same as clearState, for old scripts.
function VolumetricFractionalMaxPooling:empty()
  self:clearState()
end

-- Fixed windows stay.
function VolumetricFractionalMaxPooling:clearState()
  if not self.newRandomPool then self.randomSamples = nil end
  nn.utils.clear(self, 'indices')
  return parent.clearState(self)
end

function VolumetricFractionalMaxPooling:__tostring__()
  return pooled.text(self, { 'outT', 'outW', 'outH' }, { 'poolSizeT', 'poolSizeW', 'poolSizeH' })
end
