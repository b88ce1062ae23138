-- nn.VolumetricDilatedConvolution(nInputPlane, nOutputPlane, kT, kW, kH[, dT, dW, dH, padT, padW,
-- padH, dilationT, dilationW, dilationH]): filters whose elements are spread over the input.
-- Neighbours: VolumetricConvolution.lua, SpatialDilatedConvolution.lua.
--
-- Shapes: as VolumetricConvolution with kernels of dilationT (kT - 1) + 1, and so on.
-- Example:
--   local layer = nn.VolumetricDilatedConvolution(1, 2, 3, 3, 3)
--   layer:forward(torch.rand(1, 4, 4, 4))  --> 2x2x2x2

local convolve = require 'nn.convolve'

local VolumetricDilatedConvolution, parent =
  torch.class('nn.VolumetricDilatedConvolution', 'nn.VolumetricConvolution')

--- @param nInputPlane, nOutputPlane, kT, kW, kH, dT, dW, dH, padT, padW, padH as for
--   VolumetricConvolution
-- @param dilationT, dilationW, dilationH distance of neighbours in the kernel; default 1
function VolumetricDilatedConvolution:__init(nInputPlane, nOutputPlane, kT, kW, kH, dT, dW, dH,
  padT, padW, padH, dilationT, dilationW, dilationH)
  parent.__init(self, nInputPlane, nOutputPlane, kT, kW, kH, dT, dW, dH, padT, padW, padH)
  self.dilationT = dilationT or 1
  self.dilationW = dilationW or 1
  self.dilationH = dilationH or 1
  convolve.check(self, 1, 'dilationT', 'dilationW', 'dilationH')
end

function VolumetricDilatedConvolution:__tostring__()
  return convolve.text(self, { self.kT, self.kW, self.kH }, { self.dT, self.dW, self.dH },
    { self.padT, self.padW, self.padH },
    { self.dilationT or 1, self.dilationW or 1, self.dilationH or 1 })
end
