-- nn.SpatialAveragePooling(kW, kH[, dW, dH[, padW, padH]]): the mean of each kW x kH window.
-- Neighbours: SpatialMaxPooling.lua; src/nn/pooling.c.
--
-- Shapes: as nn.SpatialMaxPooling.
-- Example: nn.SpatialAveragePooling(2, 2, 2, 2):forward(torch.rand(3, 8, 8))  --> 3x4x4

local pooled = require 'nn.pooled'
local C = require 'facula.core'.nn

local SpatialAveragePooling, parent = torch.class('nn.SpatialAveragePooling', 'nn.Module')

--- @param kW, kH size of a window
-- @param dW, dH from one window to the next; default 1
-- @param padW, padH positions that a window may reach over the edge; default 0, at most half of
-- the window
-- Fields: ceil_mode; count_include_pad, default true: the padding counts as elements that are 0;
-- divide, default true: false gives kW kH times the mean, which is the sum without padding.
function SpatialAveragePooling:__init(kW, kH, dW, dH, padW, padH)
  parent.__init(self)
  self.kW, self.kH = kW, kH
  self.dW, self.dH = dW or 1, dH or 1
  self.padW, self.padH = padW or 0, padH or 0
  pooled.integers(self, { 'kW', 'kH', 'dW', 'dH' }, 1)
  pooled.integers(self, { 'padW', 'padH' }, 0)
  self.ceil_mode = false
  self.count_include_pad = true
  self.divide = true
end

pooled.addRounding(SpatialAveragePooling)

--- The padding counts in the mean, the default; returns self.
function SpatialAveragePooling:setCountIncludePad()
  self.count_include_pad = true
  return self
end

--- The mean is that of the elements of the input only; returns self.
function SpatialAveragePooling:setCountExcludePad()
  self.count_include_pad = false
  return self
end

-- Files of old versions lack fields, which then have their defaults.
function SpatialAveragePooling:updateOutput(input)
  C.SpatialAveragePooling_updateOutput(self.output, input, self.kW, self.kH, self.dW, self.dH,
    self.padW or 0, self.padH or 0, self.ceil_mode or false, self.count_include_pad ~= false,
    self.divide ~= false)
  return self.output
end

function SpatialAveragePooling:updateGradInput(input, gradOutput)
  if not self.gradInput then return nil end
  C.SpatialAveragePooling_updateGradInput(self.gradInput, input, gradOutput, self.kW, self.kH,
    self.dW, self.dH, self.padW or 0, self.padH or 0, self.ceil_mode or false,
    self.count_include_pad ~= false, self.divide ~= false)
  return self.gradInput
end

function SpatialAveragePooling:__tostring__()
  return pooled.text(self, { 'kW', 'kH' }, { 'dW', 'dH' }, { 'padW', 'padH' })
end
