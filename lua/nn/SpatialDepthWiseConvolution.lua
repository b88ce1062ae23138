-- nn.SpatialDepthWiseConvolution(nInputPlane, nOutputPlane, kW, kH[, dW, dH, padW, padH]): each
-- plane has nOutputPlane filters of its own. Neighbours: SpatialConvolution.lua;
-- src/nn/convolution.c.
--
-- Shapes: input nInputPlane x H x W or N x nInputPlane x H x W; output as SpatialConvolution's with
-- nInputPlane * nOutputPlane planes, those of one input plane side by side.
-- Example: nn.SpatialDepthWiseConvolution(3, 2, 5, 5):forward(torch.rand(3, 32, 32))  --> 6x28x28

local convolve = require 'nn.convolve'
local C = require 'facula.core'.nn

local SpatialDepthWiseConvolution, parent =
  torch.class('nn.SpatialDepthWiseConvolution', 'nn.Module')

--- @param nInputPlane number of planes
-- @param nOutputPlane number of filters for each of them
-- @param kW, kH, dW, dH, padW, padH as for SpatialConvolution
-- weight is nOutputPlane x (nInputPlane * kH * kW) at first and
-- nOutputPlane x nInputPlane x kH x kW
-- after its first use, bias nOutputPlane x nInputPlane.
function SpatialDepthWiseConvolution:__init(nInputPlane, nOutputPlane, kW, kH, dW, dH, padW, padH)
  parent.__init(self)
  convolve.planes(self, nInputPlane, nOutputPlane, kW, kH, dW, dH, padW, padH)
  convolve.parameters(self, nOutputPlane, nOutputPlane, nInputPlane * kH * kW)
  self.bias:resize(nOutputPlane, nInputPlane)
  self.gradBias:resize(nOutputPlane, nInputPlane)
  self:reset()
end

convolve.extend(SpatialDepthWiseConvolution, parent)

--- Draws new parameters, weight first; with stdv from a uniform distribution with that standard
-- deviation. Returns self.
function SpatialDepthWiseConvolution:reset(stdv)
  return convolve.draw(self, stdv, self.kW * self.kH * self.nInputPlane)
end

local function numbers(self)
  return self.kH, self.kW, self.dH, self.dW, self.padH or 0, self.padW or 0, 1, 1
end

-- Shows the matrix w as filters. The tensor stays the same object: others may have it in a list.
local function showFilters(self, w)
  if w and w:dim() == 2 and w:isContiguous()
    and w:nElement() == self.nOutputPlane * self.nInputPlane * self.kH * self.kW then
    w:set(w:view(self.nOutputPlane, self.nInputPlane, self.kH, self.kW))
  end
end

function SpatialDepthWiseConvolution:updateOutput(input)
  showFilters(self, self.weight)
  showFilters(self, self.gradWeight)
  C.SpatialDepthWiseConvolution_updateOutput(self.output, convolve.scratch(self), input,
    self.weight, self.bias, numbers(self))
  return self.output
end

function SpatialDepthWiseConvolution:updateGradInput(input, gradOutput)
  if not self.gradInput then return nil end
  C.SpatialDepthWiseConvolution_updateGradInput(self.gradInput, convolve.scratch(self), input,
    gradOutput, self.weight, numbers(self))
  return self.gradInput
end

function SpatialDepthWiseConvolution:accGradParameters(input, gradOutput, scale)
  C.SpatialDepthWiseConvolution_accGradParameters(convolve.scratch(self), input, gradOutput,
    self.gradWeight, self.gradBias, scale or 1, numbers(self))
end

function SpatialDepthWiseConvolution:__tostring__()
  return convolve.text(self, { self.kW, self.kH }, { self.dW, self.dH },
    { self.padW or 0, self.padH or 0 })
end
