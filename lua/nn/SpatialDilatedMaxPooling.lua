-- nn.SpatialDilatedMaxPooling(kW, kH[, dW, dH[, padW, padH[, dilationW, dilationH]]]): as
-- nn.SpatialMaxPooling, with windows of kW x kH elements that are dilationW, dilationH apart.
-- (F. Yu, V. Koltun, Multi-Scale Context Aggregation by Dilated Convolutions, 2016.)
-- Neighbours: SpatialMaxPooling.lua, its parent; src/nn/pooling.c.
--
-- Shapes: as nn.SpatialMaxPooling with windows of dilationW (kW - 1) + 1 positions.
-- Example:
--   local layer = nn.SpatialDilatedMaxPooling(2, 2, 1, 1, 0, 0, 2, 2)
--   layer:forward(torch.rand(1, 5, 5))  --> 1x3x3

local pooled = require 'nn.pooled'
local C = require 'facula.core'.nn

local SpatialDilatedMaxPooling, parent =
  torch.class('nn.SpatialDilatedMaxPooling', 'nn.SpatialMaxPooling')

--- @param kW, kH, dW, dH, padW, padH as for nn.SpatialMaxPooling
-- @param dilationW, dilationH from one element of a window to the next; default 1
function SpatialDilatedMaxPooling:__init(kW, kH, dW, dH, padW, padH, dilationW, dilationH)
  parent.__init(self, kW, kH, dW, dH, padW, padH)
  self.dilationW, self.dilationH = dilationW or 1, dilationH or 1
  pooled.integers(self, { 'dilationW', 'dilationH' }, 1)
end

function SpatialDilatedMaxPooling:updateOutput(input)
  C.SpatialDilatedMaxPooling_updateOutput(self.output, pooled.indices(self), input, self.kW,
    self.kH, self.dW, self.dH, self.padW or 0, self.padH or 0, self.dilationW or 1,
    self.dilationH or 1, self.ceil_mode or false)
  local dims = input:dim()
  self.iheight, self.iwidth = input:size(dims - 1), input:size(dims)
  return self.output
end

function SpatialDilatedMaxPooling:updateGradInput(input, gradOutput)
  if not self.gradInput then return nil end
  C.SpatialDilatedMaxPooling_updateGradInput(self.gradInput, pooled.indices(self), input,
    gradOutput)
  return self.gradInput
end

function SpatialDilatedMaxPooling:__tostring__()
  return pooled.text(self, { 'kW', 'kH' }, { 'dW', 'dH' }, { 'padW', 'padH' },
    { 'dilationW', 'dilationH' })
end
