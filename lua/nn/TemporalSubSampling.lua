-- nn.TemporalSubSampling(inputFrameSize, kW[, dW]): for each feature the sum of each window of
-- frames times the feature's weight, plus its bias.
-- Neighbours: SpatialSubSampling.lua; src/nn/temporal.c.
--
-- Shapes: input (N x) frames x inputFrameSize; output (N x) (frames - kW) / dW + 1 x
-- inputFrameSize.
-- Example: nn.TemporalSubSampling(3, 2, 2):forward(torch.rand(8, 3))  --> 4x3

local check = require 'nn.check'
local C = require 'facula.core'.nn

local TemporalSubSampling, parent = torch.class('nn.TemporalSubSampling', 'nn.Module')

--- @param inputFrameSize features of a frame
-- @param kW frames of a window
-- @param dW step; default 1
-- weight and bias (inputFrameSize each) are drawn from U(-s, s), s = 1/sqrt(kW).
function TemporalSubSampling:__init(inputFrameSize, kW, dW)
  parent.__init(self)
  self.inputFrameSize = check.integer(self, 'inputFrameSize', inputFrameSize, 1)
  self.kW = check.integer(self, 'kW', kW, 1)
  self.dW = check.integer(self, 'dW', dW or 1, 1)
  self.weight, self.bias = torch.Tensor(inputFrameSize), torch.Tensor(inputFrameSize)
  self.gradWeight, self.gradBias = torch.Tensor(inputFrameSize), torch.Tensor(inputFrameSize)
  self:reset()
end

--- Draws new parameters, weight first; with stdv from a uniform distribution with that standard
-- deviation.
function TemporalSubSampling:reset(stdv)
  stdv = stdv and stdv * math.sqrt(3) or 1 / math.sqrt(self.kW)
  self.weight:uniform(-stdv, stdv)
  self.bias:uniform(-stdv, stdv)
end

function TemporalSubSampling:updateOutput(input)
  C.TemporalSubSampling_updateOutput(self.output, input, self.weight, self.bias, self.kW, self.dW)
  return self.output
end

function TemporalSubSampling:updateGradInput(input, gradOutput)
  if not self.gradInput then return nil end
  C.TemporalSubSampling_updateGradInput(self.gradInput, input, gradOutput, self.weight, self.kW,
    self.dW)
  return self.gradInput
end

function TemporalSubSampling:accGradParameters(input, gradOutput, scale)
  C.TemporalSubSampling_accGradParameters(input, gradOutput, self.gradWeight, self.gradBias,
    scale or 1, self.kW, self.dW)
end
