-- nn.SpatialConvolution(nInputPlane, nOutputPlane, kW, kH[, dW, dH, padW, padH]): filters over
-- planes. Neighbours: convolve.lua; src/nn/convolution.c.
--
-- Shapes: input nInputPlane x H x W or N x nInputPlane x H x W; output nOutputPlane x oH x oW or
-- N x nOutputPlane x oH x oW with oW = floor((W + 2 padW - kW) / dW) + 1, oH alike.
-- Example: nn.SpatialConvolution(3, 8, 5, 5):forward(torch.rand(3, 32, 32))  --> 8x28x28

local convolve = require 'nn.convolve'
local C = require 'facula.core'.nn

local SpatialConvolution, parent = torch.class('nn.SpatialConvolution', 'nn.Module')

--- @param nInputPlane, nOutputPlane numbers of planes
-- @param kW, kH width and height of the kernel
-- @param dW, dH steps from one window to the next; default 1
-- @param padW, padH rows of zeros on each side of the input; default 0, padH like padW
-- weight (nOutputPlane x nInputPlane x kH x kW) and bias are drawn from U(-s, s),
-- s = 1/sqrt(kW * kH * nInputPlane). Setting gradInput to nil spares its computation.
function SpatialConvolution:__init(nInputPlane, nOutputPlane, kW, kH, dW, dH, padW, padH)
  parent.__init(self)
  convolve.planes(self, nInputPlane, nOutputPlane, kW, kH, dW, dH, padW, padH)
  convolve.parameters(self, nOutputPlane, nOutputPlane, nInputPlane, kH, kW)
  self:reset()
end

convolve.extend(SpatialConvolution, parent)

--- Draws new parameters, weight first; with stdv from a uniform distribution with that standard
-- deviation. Returns self.
function SpatialConvolution:reset(stdv)
  return convolve.draw(self, stdv, self.kW * self.kH * self.nInputPlane)
end

-- Kernel, step, padding and dilation for C. Layers of old files have one field padding, or none.
local function numbers(self)
  local padding = self.padding or 0
  return self.kH, self.kW, self.dH or 1, self.dW or 1, self.padH or padding,
    self.padW or padding, self.dilationH or 1, self.dilationW or 1
end

function SpatialConvolution:updateOutput(input)
  C.SpatialConvolution_updateOutput(self.output, convolve.scratch(self), input, self.weight,
    self.bias, numbers(self))
  return self.output
end

function SpatialConvolution:updateGradInput(input, gradOutput)
  if not self.gradInput then return nil end
  C.SpatialConvolution_updateGradInput(self.gradInput, convolve.scratch(self), input, gradOutput,
    self.weight, numbers(self))
  return self.gradInput
end

function SpatialConvolution:accGradParameters(input, gradOutput, scale)
  C.SpatialConvolution_accGradParameters(convolve.scratch(self), input, gradOutput,
    self.gradWeight, self.gradBias, scale or 1, numbers(self))
end

function SpatialConvolution:__tostring__()
  local padding = self.padding or 0
  return convolve.text(self, { self.kW, self.kH }, { self.dW or 1, self.dH or 1 },
    { self.padW or padding, self.padH or padding })
end
