-- nn.SpatialMaxPooling(kW, kH[, dW, dH[, padW, padH]]): the largest element of each kW x kH window.
-- Neighbours: SpatialDilatedMaxPooling.lua; SpatialMaxUnpooling.lua, the way back;
-- src/nn/pooling.c.
--
-- Shapes: input planes x height x width, with or without a batch in front; output planes x
-- oheight x owidth with owidth = floor((width + 2 padW - kW) / dW) + 1, and oheight alike.
-- Example: nn.SpatialMaxPooling(2, 2):forward(torch.rand(3, 8, 8))  --> 3x4x4

local pooled = require 'nn.pooled'
local C = require 'facula.core'.nn

local SpatialMaxPooling, parent = torch.class('nn.SpatialMaxPooling', 'nn.Module')

--- @param kW, kH size of a window
-- @param dW, dH from one window to the next; default kW, kH
-- @param padW, padH positions that a window may reach over the edge; default 0, at most half of
-- the window
-- Fields: indices, a LongTensor: where in its plane each maximum is, from 1; iwidth, iheight of the
-- last input; ceil_mode. Of equal elements the first counts; a nan is larger than everything.
function SpatialMaxPooling:__init(kW, kH, dW, dH, padW, padH)
  parent.__init(self)
  self.kW, self.kH = kW, kH
  self.dW, self.dH = dW or kW, dH or kH
  self.padW, self.padH = padW or 0, padH or 0
  pooled.integers(self, { 'kW', 'kH', 'dW', 'dH' }, 1)
  pooled.integers(self, { 'padW', 'padH' }, 0)
  self.ceil_mode = false
  self.indices = torch.LongTensor()
end

pooled.addRounding(SpatialMaxPooling)
pooled.keepIndices(SpatialMaxPooling, parent)

function SpatialMaxPooling:updateOutput(input)
  C.SpatialMaxPooling_updateOutput(self.output, pooled.indices(self), input, self.kW, self.kH,
    self.dW, self.dH, self.padW or 0, self.padH or 0, self.ceil_mode or false)
  local dims = input:dim()
  self.iheight, self.iwidth = input:size(dims - 1), input:size(dims)
  return self.output
end

function SpatialMaxPooling:updateGradInput(input, gradOutput)
  if not self.gradInput then return nil end
  C.SpatialMaxPooling_updateGradInput(self.gradInput, pooled.indices(self), input, gradOutput)
  return self.gradInput
end

function SpatialMaxPooling:__tostring__()
  return pooled.text(self, { 'kW', 'kH' }, { 'dW', 'dH' }, { 'padW', 'padH' })
end
