-- nn.VolumetricFullConvolution(nInputPlane, nOutputPlane, kT, kW, kH[, dT, dW, dH, padT, padW,
-- padH, adjT, adjW, adjH]): transposed convolution of volumes. Neighbours:
-- SpatialFullConvolution.lua, fullSize.lua; src/nn/convolution.c.
--
-- Shapes: input nInputPlane x T x H x W, or with N in front; output nOutputPlane x oT x oH x oW
-- with oT = (T - 1) dT - 2 padT + kT + adjT, oH and oW alike. An input {x, like} takes the
-- adjustments so that the output gets depth, height and width of the tensor like, if it can.
-- Example:
--   local layer = nn.VolumetricFullConvolution(4, 1, 2, 2, 2, 2, 2, 2)
--   layer:forward(torch.rand(4, 3, 3, 3))  --> 1x6x6x6

local convolve = require 'nn.convolve'
local fullSize = require 'nn.fullSize'
local C = require 'facula.core'.nn

local VolumetricFullConvolution, parent = torch.class('nn.VolumetricFullConvolution', 'nn.Module')

--- @param nInputPlane, nOutputPlane numbers of planes
-- @param kT, kW, kH depth, width and height of the kernel
-- @param dT, dW, dH steps in the output from one element of the input to the next; default 1
-- @param padT, padW, padH what the output loses on each side; default 0
-- @param adjT, adjW, adjH what it gains at the end; less than dT, dW, dH; default 0
-- weight (nInputPlane x nOutputPlane x kT x kH x kW) and bias are drawn from U(-s, s),
-- s = 1/sqrt(kT * kW * kH * nInputPlane). Setting gradInput to nil spares its computation.
function VolumetricFullConvolution:__init(nInputPlane, nOutputPlane, kT, kW, kH, dT, dW, dH, padT,
  padW, padH, adjT, adjW, adjH)
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
  self.padW = padW or 0
  self.padH = padH or 0
  self.adjT = adjT or 0
  self.adjW = adjW or 0
  self.adjH = adjH or 0
  convolve.check(self, 1, 'nInputPlane', 'nOutputPlane', 'kT', 'kW', 'kH', 'dT', 'dW', 'dH')
  convolve.check(self, 0, 'padT', 'padW', 'padH', 'adjT', 'adjW', 'adjH')
  fullSize.checkAdjustment(self, 'T', 'W', 'H')
  convolve.parameters(self, nOutputPlane, nInputPlane, nOutputPlane, kT, kH, kW)
  self:reset()
end

convolve.extend(VolumetricFullConvolution, parent)

--- Draws new parameters, weight first; with stdv from a uniform distribution with that standard
-- deviation. Returns self.
function VolumetricFullConvolution:reset(stdv)
  return convolve.draw(self, stdv, self.kT * self.kW * self.kH * self.nInputPlane)
end

-- Kernel, step, padding and adjustment for C.
local function numbers(self, input)
  local adjT, adjH, adjW = fullSize.adjustments(self, input, 'T', 'H', 'W')
  return self.kT, self.kH, self.kW, self.dT or 1, self.dH or 1, self.dW or 1, self.padT or 0,
    self.padH or 0, self.padW or 0, adjT, adjH, adjW
end

function VolumetricFullConvolution:updateOutput(input)
  C.VolumetricFullConvolution_updateOutput(self.output, convolve.scratch(self),
    fullSize.tensor(self, input), self.weight, self.bias, numbers(self, input))
  return self.output
end

function VolumetricFullConvolution:updateGradInput(input, gradOutput)
  if not self.gradInput then return nil end
  C.VolumetricFullConvolution_updateGradInput(fullSize.gradInput(self, input),
    convolve.scratch(self), fullSize.tensor(self, input), gradOutput, self.weight,
    numbers(self, input))
  return self.gradInput
end

function VolumetricFullConvolution:accGradParameters(input, gradOutput, scale)
  C.VolumetricFullConvolution_accGradParameters(convolve.scratch(self),
    fullSize.tensor(self, input), gradOutput, self.gradWeight, self.gradBias, scale or 1,
    numbers(self, input))
end

function VolumetricFullConvolution:__tostring__()
  local adjusts = (self.adjT or 0) ~= 0 or (self.adjW or 0) ~= 0 or (self.adjH or 0) ~= 0
  return convolve.text(self, { self.kT, self.kW, self.kH },
    { self.dT or 1, self.dW or 1, self.dH or 1 },
    { self.padT or 0, self.padW or 0, self.padH or 0 },
    adjusts and { self.adjT or 0, self.adjW or 0, self.adjH or 0 } or nil)
end
