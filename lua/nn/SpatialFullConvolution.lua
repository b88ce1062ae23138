-- nn.SpatialFullConvolution(nInputPlane, nOutputPlane, kW, kH[, dW, dH, padW, padH, adjW, adjH]):
-- transposed convolution, which makes planes larger: each element of the input puts a weighted
-- kernel into the output (Zeiler et al. 2010, "Deconvolutional networks").
-- Neighbours: fullSize.lua, convolve.lua; src/nn/convolution.c.
--
-- Shapes: input nInputPlane x H x W or N x nInputPlane x H x W; output nOutputPlane x oH x oW, or
-- with N in front, with oW = (W - 1) dW - 2 padW + kW + adjW, oH alike. An input {x, like} takes
-- adjW and adjH so that the output gets the height and width of the tensor like, if it can.
-- Example:
--   local layer = nn.SpatialFullConvolution(8, 3, 4, 4, 2, 2, 1, 1)
--   layer:forward(torch.rand(8, 5, 5))  --> 3x10x10

local convolve = require 'nn.convolve'
local fullSize = require 'nn.fullSize'
local C = require 'facula.core'.nn

local SpatialFullConvolution, parent = torch.class('nn.SpatialFullConvolution', 'nn.Module')

--- @param nInputPlane, nOutputPlane numbers of planes
-- @param kW, kH width and height of the kernel
-- @param dW, dH steps in the output from one element of the input to the next; default 1
-- @param padW, padH rows that the output loses on each side; default 0
-- @param adjW, adjH rows that it gains at the end; less than dW, dH; default 0
-- weight (nInputPlane x nOutputPlane x kH x kW) and bias are drawn from U(-s, s),
-- s = 1/sqrt(kW * kH * nInputPlane). Setting gradInput to nil spares its computation.
function SpatialFullConvolution:__init(nInputPlane, nOutputPlane, kW, kH, dW, dH, padW, padH, adjW,
  adjH)
  parent.__init(self)
  self.nInputPlane = nInputPlane
  self.nOutputPlane = nOutputPlane
  self.kW = kW
  self.kH = kH
  self.dW = dW or 1
  self.dH = dH or 1
  self.padW = padW or 0
  self.padH = padH or 0
  self.adjW = adjW or 0
  self.adjH = adjH or 0
  convolve.check(self, 1, 'nInputPlane', 'nOutputPlane', 'kW', 'kH', 'dW', 'dH')
  convolve.check(self, 0, 'padW', 'padH', 'adjW', 'adjH')
  fullSize.checkAdjustment(self, 'W', 'H')
  convolve.parameters(self, nOutputPlane, nInputPlane, nOutputPlane, kH, kW)
  self:reset()
end

convolve.extend(SpatialFullConvolution, parent)

--- Draws new parameters, weight first; with stdv from a uniform distribution with that standard
-- deviation. Returns self.
function SpatialFullConvolution:reset(stdv)
  return convolve.draw(self, stdv, self.kW * self.kH * self.nInputPlane)
end

-- Kernel, step, padding and adjustment for C.
local function numbers(self, input)
  local adjH, adjW = fullSize.adjustments(self, input, 'H', 'W')
  return self.kH, self.kW, self.dH or 1, self.dW or 1, self.padH or 0, self.padW or 0, adjH, adjW
end

function SpatialFullConvolution:updateOutput(input)
  C.SpatialFullConvolution_updateOutput(self.output, convolve.scratch(self),
    fullSize.tensor(self, input), self.weight, self.bias, numbers(self, input))
  return self.output
end

function SpatialFullConvolution:updateGradInput(input, gradOutput)
  if not self.gradInput then return nil end
  C.SpatialFullConvolution_updateGradInput(fullSize.gradInput(self, input),
    convolve.scratch(self), fullSize.tensor(self, input), gradOutput, self.weight,
    numbers(self, input))
  return self.gradInput
end

function SpatialFullConvolution:accGradParameters(input, gradOutput, scale)
  C.SpatialFullConvolution_accGradParameters(convolve.scratch(self),
    fullSize.tensor(self, input), gradOutput, self.gradWeight, self.gradBias, scale or 1,
    numbers(self, input))
end

function SpatialFullConvolution:__tostring__()
  local adjusts = (self.adjW or 0) ~= 0 or (self.adjH or 0) ~= 0
  return convolve.text(self, { self.kW, self.kH }, { self.dW or 1, self.dH or 1 },
    { self.padW or 0, self.padH or 0 }, adjusts and { self.adjW, self.adjH } or nil)
end
