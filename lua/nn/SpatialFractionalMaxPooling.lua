-- nn.SpatialFractionalMaxPooling(poolSizeW, poolSizeH, outW, outH): the largest elements of windows
-- at random places, so that planes may shrink by any factor.
-- (B. Graham, Fractional Max-Pooling, 2014, arXiv 1412.6071.)
-- Neighbours: VolumetricFractionalMaxPooling.lua; fractional.lua draws; src/nn/adaptive.c.
--
-- Shapes: input planes x height x width, with or without a batch in front; output planes x outH x
-- outW, which is at most height - poolSizeH + 1 x width - poolSizeW + 1.
-- Example: nn.SpatialFractionalMaxPooling(2, 2, 5, 5):forward(torch.rand(3, 8, 8))  --> 3x5x5

local fractional = require 'nn.fractional'
local pooled = require 'nn.pooled'
local C = require 'facula.core'.nn

local SpatialFractionalMaxPooling, parent =
  torch.class('nn.SpatialFractionalMaxPooling', 'nn.Module')

--- @param poolSizeW, poolSizeH size of a window, at least 2
-- @param outW, outH size of the output's planes; or both below 1: ratios to those of the input
-- Fields: outW, outH or ratioW, ratioH; indices, a LongTensor: where in its plane each maximum is,
-- from 1; randomSamples, batch x planes x 2, which place the windows. They are drawn in each
-- forward unless fixPoolingRegions was called.
function SpatialFractionalMaxPooling:__init(poolSizeW, poolSizeH, outW, outH)
  parent.__init(self)
  self.poolSizeW, self.poolSizeH = poolSizeW, poolSizeH
  pooled.integers(self, { 'poolSizeW', 'poolSizeH' }, 2)
  fractional.setSizes(self, { 'W', 'H' }, { outW, outH })
  self.newRandomPool = false
  self.indices = torch.LongTensor()
end

pooled.keepIndices(SpatialFractionalMaxPooling, parent)

--- Keeps the windows that were drawn last, for tests; with val = false they are drawn anew in each
-- forward again. Returns self.
function SpatialFractionalMaxPooling:fixPoolingRegions(val)
  self.newRandomPool = val ~= false
  return self
end

function SpatialFractionalMaxPooling:updateOutput(input)
  local out = fractional.outputSize(self, { W = 2, H = 1 }, input, 2)
  C.SpatialFractionalMaxPooling_updateOutput(self.output, pooled.indices(self), input,
    fractional.samples(self, input, 2), self.poolSizeW, self.poolSizeH, out.W, out.H)
  return self.output
end

function SpatialFractionalMaxPooling:updateGradInput(input, gradOutput)
  if not self.gradInput then return nil end
  C.SpatialFractionalMaxPooling_updateGradInput(self.gradInput, pooled.indices(self), input,
    gradOutput)
  return self.gradInput
end

--- The same as clearState, for old scripts.
function SpatialFractionalMaxPooling:empty()
  self:clearState()
end

-- Fixed windows stay.
function SpatialFractionalMaxPooling:clearState()
  if not self.newRandomPool then self.randomSamples = nil end
  nn.utils.clear(self, 'indices')
  return parent.clearState(self)
end

function SpatialFractionalMaxPooling:__tostring__()
  return pooled.text(self, { 'outW', 'outH' }, { 'poolSizeW', 'poolSizeH' })
end
