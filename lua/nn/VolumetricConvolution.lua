-- nn.VolumetricConvolution(nInputPlane, nOutputPlane, kT, kW, kH[, dT, dW, dH, padT, padW, padH]):
-- filters over volumes. Neighbours: SpatialConvolution.lua; src/nn/convolution.c.
--
-- Shapes: input nInputPlane x T x H x W or N x nInputPlane x T x H x W; output
-- nOutputPlane x oT x oH x oW, or with N in front, with oT = floor((T + 2 padT - kT) / dT) + 1, oH
-- and oW alike.
-- Example: nn.VolumetricConvolution(1, 4, 3, 3, 3):forward(torch.rand(1, 8, 9, 9))  --> 4x6x7x7

local convolve = require 'nn.convolve'
local C = require 'facula.core'.nn

local VolumetricConvolution, parent = torch.class('nn.VolumetricConvolution', 'nn.Module')

--- @param nInputPlane, nOutputPlane numbers of planes
-- @param kT, kW, kH depth, width and height of the kernel
-- @param dT, dW, dH steps from one window to the next; default 1
-- @param padT, padW, padH zeros on each side of the input; default 0, the one before
-- weight (nOutputPlane x nInputPlane x kT x kH x kW) and bias are drawn from U(-s, s),
-- s = 1/sqrt(kT * kW * kH * nInputPlane). Setting gradInput to nil spares its computation.
function VolumetricConvolution:__init(nInputPlane, nOutputPlane, kT, kW, kH, dT, dW, dH, padT, padW,
  padH)
  parent.__init(self)
  self.nInputPlane = nInputPlane
  self.nOutputPlane = nOutputPlane
  self.kT = kT
  self.kW = kW
  self.kH = kH
  self.dT = dT or 1
  self.dW = dW or 1
  self.dH = dH or 1
  self.padT = padT or 0
  self.padW = padW or self.padT
  self.padH = padH or self.padW
  convolve.check(self, 1, 'nInputPlane', 'nOutputPlane', 'kT', 'kW', 'kH', 'dT', 'dW', 'dH')
  convolve.check(self, 0, 'padT', 'padW', 'padH')
  convolve.parameters(self, nOutputPlane, nOutputPlane, nInputPlane, kT, kH, kW)
  self:reset()
end

convolve.extend(VolumetricConvolution, parent)

--- Draws new parameters, weight first; with stdv from a uniform distribution with that standard
-- deviation. Returns self.
function VolumetricConvolution:reset(stdv)
  return convolve.draw(self, stdv, self.kT * self.kW * self.kH * self.nInputPlane)
end

-- Kernel, step, padding and dilation for C; old files lack some.
local function numbers(self)
  return self.kT, self.kH, self.kW, self.dT or 1, self.dH or 1, self.dW or 1, self.padT or 0,
    self.padH or 0, self.padW or 0, self.dilationT or 1, self.dilationH or 1, self.dilationW or 1
end

function VolumetricConvolution:updateOutput(input)
  C.VolumetricConvolution_updateOutput(self.output, convolve.scratch(self), input, self.weight,
    self.bias, numbers(self))
  return self.output
end

function VolumetricConvolution:updateGradInput(input, gradOutput)
  if not self.gradInput then return nil end
  C.VolumetricConvolution_updateGradInput(self.gradInput, convolve.scratch(self), input,
    gradOutput, self.weight, numbers(self))
  return self.gradInput
end

function VolumetricConvolution:accGradParameters(input, gradOutput, scale)
  C.VolumetricConvolution_accGradParameters(convolve.scratch(self), input, gradOutput,
    self.gradWeight, self.gradBias, scale or 1, numbers(self))
end

function VolumetricConvolution:__tostring__()
  return convolve.text(self, { self.kT, self.kW, self.kH },
    { self.dT or 1, self.dW or 1, self.dH or 1 },
    { self.padT or 0, self.padW or 0, self.padH or 0 })
end
