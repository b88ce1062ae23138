-- nn.VolumetricMaxPooling(kT, kW, kH[, dT, dW, dH[, padT, padW, padH]]): the largest element of
-- each kT x kW x kH window.
-- Neighbours: SpatialMaxPooling.lua; VolumetricMaxUnpooling.lua, the way back; src/nn/pooling.c.
--
-- Shapes: input planes x time x height x width, with or without a batch in front; output alike,
-- sizes as in nn.SpatialMaxPooling.
-- Example: nn.VolumetricMaxPooling(2, 2, 2):forward(torch.rand(3, 4, 8, 8))  --> 3x2x4x4

local pooled = require 'nn.pooled'
local C = require 'facula.core'.nn

local VolumetricMaxPooling, parent = torch.class('nn.VolumetricMaxPooling', 'nn.Module')

--- @param kT, kW, kH size of a window
-- @param dT, dW, dH from one window to the next; default kT, kW, kH
-- @param padT, padW, padH positions that a window may reach over the edge; default 0, at most half
-- of the window
-- Fields: indices, a LongTensor: where in its plane (row-major) each maximum is, from 1; itime,
-- iheight, iwidth of the last input; ceil_mode.
function VolumetricMaxPooling:__init(kT, kW, kH, dT, dW, dH, padT, padW, padH)
  parent.__init(self)
  self.kT, self.kW, self.kH = kT, kW, kH
  self.dT, self.dW, self.dH = dT or kT, dW or kW, dH or kH
  self.padT, self.padW, self.padH = padT or 0, padW or 0, padH or 0
  pooled.integers(self, { 'kT', 'kW', 'kH', 'dT', 'dW', 'dH' }, 1)
  pooled.integers(self, { 'padT', 'padW', 'padH' }, 0)
  self.ceil_mode = false
  self.indices = torch.LongTensor()
end

pooled.addRounding(VolumetricMaxPooling)
pooled.keepIndices(VolumetricMaxPooling, parent)

function VolumetricMaxPooling:updateOutput(input)
  C.VolumetricMaxPooling_updateOutput(self.output, pooled.indices(self), input, self.kT, self.kW,
    self.kH, self.dT, self.dW, self.dH, self.padT or 0, self.padW or 0, self.padH or 0,
    self.ceil_mode or false)
  local dims = input:dim()
  self.itime, self.iheight, self.iwidth =
    input:size(dims - 2), input:size(dims - 1), input:size(dims)
  return self.output
end

function VolumetricMaxPooling:updateGradInput(input, gradOutput)
  if not self.gradInput then return nil end
  C.VolumetricMaxPooling_updateGradInput(self.gradInput, pooled.indices(self), input, gradOutput)
  return self.gradInput
end

function VolumetricMaxPooling:__tostring__()
  return pooled.text(self, { 'kT', 'kW', 'kH' }, { 'dT', 'dW', 'dH' }, { 'padT', 'padW', 'padH' })
end
