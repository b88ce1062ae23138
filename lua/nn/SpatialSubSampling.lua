-- nn.SpatialSubSampling(nInputPlane, kW, kH[, dW[, dH]]): the sum of each window times the plane's
-- weight, plus its bias. Neighbours: TemporalSubSampling.lua; src/nn/subsample.c.
--
-- Shapes: input (N x) nInputPlane x height x width; output (N x) nInputPlane x
-- (height - kH) / dH + 1 x (width - kW) / dW + 1.
-- Example: nn.SpatialSubSampling(2, 2, 2, 2, 2):forward(torch.rand(2, 8, 8))  --> 2x4x4

local check = require 'nn.check'
local C = require 'facula.core'.nn

local SpatialSubSampling, parent = torch.class('nn.SpatialSubSampling', 'nn.Module')

--- @param nInputPlane number of planes
-- @param kW, kH width and height of the windows
-- @param dW, dH steps; default 1
-- weight and bias (nInputPlane each) are drawn from U(-s, s), s = 1/sqrt(kW kH).
function SpatialSubSampling:__init(nInputPlane, kW, kH, dW, dH)
  parent.__init(self)
  self.nInputPlane = check.integer(self, 'nInputPlane', nInputPlane, 1)
  self.kW = check.integer(self, 'kW', kW, 1)
  self.kH = check.integer(self, 'kH', kH, 1)
  self.dW = check.integer(self, 'dW', dW or 1, 1)
  self.dH = check.integer(self, 'dH', dH or 1, 1)
  self.weight, self.bias = torch.Tensor(nInputPlane), torch.Tensor(nInputPlane)
  self.gradWeight, self.gradBias = torch.Tensor(nInputPlane), torch.Tensor(nInputPlane)
  self:reset()
end

--- Draws new parameters, weight first; with stdv from a uniform distribution with that standard
-- deviation.
function SpatialSubSampling:reset(stdv)
  stdv = stdv and stdv * math.sqrt(3) or 1 / math.sqrt(self.kW * self.kH)
  self.weight:uniform(-stdv, stdv)
  self.bias:uniform(-stdv, stdv)
end

function SpatialSubSampling:updateOutput(input)
  C.SpatialSubSampling_updateOutput(self.output, input, self.weight, self.bias, self.kW, self.kH,
    self.dW, self.dH)
  return self.output
end

function SpatialSubSampling:updateGradInput(input, gradOutput)
  if not self.gradInput then return nil end
  C.SpatialSubSampling_updateGradInput(self.gradInput, input, gradOutput, self.weight, self.kW,
    self.kH, self.dW, self.dH)
  return self.gradInput
end

function SpatialSubSampling:accGradParameters(input, gradOutput, scale)
  C.SpatialSubSampling_accGradParameters(input, gradOutput, self.gradWeight, self.gradBias,
    scale or 1, self.kW, self.kH, self.dW, self.dH)
end
