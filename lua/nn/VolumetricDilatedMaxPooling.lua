-- nn.VolumetricDilatedMaxPooling(kT, kW, kH[, dT, dW, dH[, padT, padW, padH[, dilationT, dilationW,
-- dilationH]]]): as nn.VolumetricMaxPooling, with windows whose elements are dilationT, dilationW,
-- dilationH apart.
-- Neighbours: VolumetricMaxPooling.lua, its parent; SpatialDilatedMaxPooling.lua; src/nn/pooling.c.
--
-- Shapes: as nn.VolumetricMaxPooling with windows of dilationT (kT - 1) + 1 ... positions.
-- Example:
--   local layer = nn.VolumetricDilatedMaxPooling(2, 2, 2, 1, 1, 1, 0, 0, 0, 2, 2, 2)
--   layer:forward(torch.rand(1, 4, 4, 4))  --> 1x2x2x2

local pooled = require 'nn.pooled'
local C = require 'facula.core'.nn

local VolumetricDilatedMaxPooling, parent =
  torch.class('nn.VolumetricDilatedMaxPooling', 'nn.VolumetricMaxPooling')

--- @param kT, kW, kH, dT, dW, dH, padT, padW, padH as for nn.VolumetricMaxPooling
-- @param dilationT, dilationW, dilationH from one element of a window to the next; default 1
function VolumetricDilatedMaxPooling:__init(kT, kW, kH, dT, dW, dH, padT, padW, padH, dilationT,
    dilationW, dilationH)
  parent.__init(self, kT, kW, kH, dT, dW, dH, padT, padW, padH)
  self.dilationT, self.dilationW, self.dilationH = dilationT or 1, dilationW or 1, dilationH or 1
  pooled.integers(self, { 'dilationT', 'dilationW', 'dilationH' }, 1)
end

function VolumetricDilatedMaxPooling:updateOutput(input)
  C.VolumetricDilatedMaxPooling_updateOutput(self.output, pooled.indices(self), input, self.kT,
    self.kW, self.kH, self.dT, self.dW, self.dH, self.padT or 0, self.padW or 0, self.padH or 0,
    self.dilationT or 1, self.dilationW or 1, self.dilationH or 1, self.ceil_mode or false)
  local dims = input:dim()
  self.itime, self.iheight, self.iwidth =
    input:size(dims - 2), input:size(dims - 1), input:size(dims)
  return self.output
end

function VolumetricDilatedMaxPooling:updateGradInput(input, gradOutput)
  if not self.gradInput then return nil end
  C.VolumetricDilatedMaxPooling_updateGradInput(self.gradInput, pooled.indices(self), input,
    gradOutput)
  return self.gradInput
end

function VolumetricDilatedMaxPooling:__tostring__()
  return pooled.text(self, { 'kT', 'kW', 'kH' }, { 'dT', 'dW', 'dH' }, { 'padT', 'padW', 'padH' },
    { 'dilationT', 'dilationW', 'dilationH' })
end
