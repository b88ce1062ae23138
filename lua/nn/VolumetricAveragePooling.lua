-- nn.VolumetricAveragePooling(kT, kW, kH[, dT, dW, dH]): the mean of each kT x kW x kH window.
-- Neighbours: VolumetricMaxPooling.lua; src/nn/pooling.c.
--
-- Shapes: as nn.VolumetricMaxPooling, without padding.
-- Example: nn.VolumetricAveragePooling(2, 2, 2):forward(torch.rand(3, 4, 8, 8))  --> 3x2x4x4

local pooled = require 'nn.pooled'
local C = require 'facula.core'.nn

local VolumetricAveragePooling, parent = torch.class('nn.VolumetricAveragePooling', 'nn.Module')

--- @param kT, kW, kH size of a window
-- @param dT, dW, dH from one window to the next; default kT, kW, kH
function VolumetricAveragePooling:__init(kT, kW, kH, dT, dW, dH)
  parent.__init(self)
  self.kT, self.kW, self.kH = kT, kW, kH
  self.dT, self.dW, self.dH = dT or kT, dW or kW, dH or kH
  pooled.integers(self, { 'kT', 'kW', 'kH', 'dT', 'dW', 'dH' }, 1)
end

function VolumetricAveragePooling:updateOutput(input)
  C.VolumetricAveragePooling_updateOutput(self.output, input, self.kT, self.kW, self.kH, self.dT,
    self.dW, self.dH, 0, 0, 0, false, true, true)
  return self.output
end

function VolumetricAveragePooling:updateGradInput(input, gradOutput)
  if not self.gradInput then return nil end
  C.VolumetricAveragePooling_updateGradInput(self.gradInput, input, gradOutput, self.kT, self.kW,
    self.kH, self.dT, self.dW, self.dH, 0, 0, 0, false, true, true)
  return self.gradInput
end

function VolumetricAveragePooling:__tostring__()
  return pooled.text(self, { 'kT', 'kW', 'kH' }, { 'dT', 'dW', 'dH' })
end
