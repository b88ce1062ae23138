-- nn.SpatialConvolutionMM(nInputPlane, nOutputPlane, kW, kH[, dW, dH, padW, padH]): as
-- SpatialConvolution, with the weight as a matrix. Neighbours: SpatialConvolution.lua.
--
-- Shapes: those of SpatialConvolution.
-- Example: nn.SpatialConvolutionMM(3, 8, 5, 5):forward(torch.rand(3, 32, 32))  --> 8x28x28

local convolve = require 'nn.convolve'

local SpatialConvolutionMM, parent = torch.class('nn.SpatialConvolutionMM', 'nn.Module')

--- @param nInputPlane, nOutputPlane numbers of planes
-- @param kW, kH width and height of the kernel
-- @param dW, dH steps from one window to the next; default 1
-- @param padW, padH rows of zeros on each side of the input; default 0, padH like padW
-- weight is nOutputPlane x (nInputPlane * kH * kW).
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
