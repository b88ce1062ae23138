-- nn.SpatialConvolutionMM(nInputPlane, nOutputPlane, kW, kH[, dW, dH, padW, padH]): as
-- SpatialConvolution, with the weight as a matrix. Neighbours: SpatialConvolution.lua.
--
-- Example: nn.SpatialConvolutionMM(3, 8, 5, 5):forward(torch.rand(3, 32, 32))   -- 8x28x28

local convolve = require 'nn.convolve'

local SpatialConvolutionMM, parent = torch.class('nn.SpatialConvolutionMM', 'nn.Module')

--- The arguments are SpatialConvolution's; weight is nOutputPlane x (nInputPlane * kH * kW).
function SpatialConvolutionMM:__init(nInputPlane, nOutputPlane, kW, kH, dW, dH, padW, padH)
  parent.__init(self)
  convolve.planes(self, nInputPlane, nOutputPlane, kW, kH, dW, dH, padW, padH)
  convolve.parameters(self, nOutputPlane, nOutputPlane, nInputPlane * kH * kW)
  self:reset()
end

convolve.extend(SpatialConvolutionMM, parent)

for _, name in ipairs { 'reset', 'updateOutput', 'updateGradInput', 'accGradParameters',
  '__tostring__' } do
  SpatialConvolutionMM[name] = nn.SpatialConvolution[name]
end
