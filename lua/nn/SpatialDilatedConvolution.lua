-- nn.SpatialDilatedConvolution(nInputPlane, nOutputPlane, kW, kH[, dW, dH, padW, padH, dilationW,
-- dilationH]): filters whose elements are spread over the input (Yu, Koltun 2016, "Multi-scale
-- context aggregation by dilated convolutions"). Neighbours: SpatialConvolution.lua.
--
-- Shapes: as SpatialConvolution with kernels of dilationW (kW - 1) + 1 by dilationH (kH - 1) + 1.
-- Example:
--   local layer = nn.SpatialDilatedConvolution(3, 8, 3, 3, 1, 1, 2, 2, 2, 2)
--   layer:forward(torch.rand(3, 9, 9))  --> 8x9x9

local convolve = require 'nn.convolve'

local SpatialDilatedConvolution, parent =
  torch.class('nn.SpatialDilatedConvolution', 'nn.SpatialConvolution')

--- @param nInputPlane, nOutputPlane, kW, kH, dW, dH, padW, padH as for SpatialConvolution
-- @param dilationW, dilationH distance of neighbours in the kernel; default 1
function SpatialDilatedConvolution:__init(nInputPlane, nOutputPlane, kW, kH, dW, dH, padW, padH,
  dilationW, dilationH)
  parent.__init(self, nInputPlane, nOutputPlane, kW, kH, dW, dH, padW, padH)
  self.dilationW = dilationW or 1
  self.dilationH = dilationH or 1
  convolve.check(self, 1, 'dilationW', 'dilationH')
end

function SpatialDilatedConvolution:__tostring__()
  return convolve.text(self, { self.kW, self.kH }, { self.dW, self.dH }, { self.padW, self.padH },
    { self.dilationW or 1, self.dilationH or 1 })
end
