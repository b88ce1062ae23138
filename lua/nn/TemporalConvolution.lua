-- nn.TemporalConvolution(inputFrameSize, outputFrameSize, kW[, dW]): a convolution over a sequence
-- of frames; each window of kW frames is multiplied with one matrix.
-- Neighbours: TemporalRowConvolution.lua keeps features apart; src/nn/temporal.c.
--
-- Shapes: input (N x) frames x inputFrameSize; output (N x) (frames - kW) / dW + 1 x
-- outputFrameSize.
-- Reference: Waibel et al., Phoneme recognition using time-delay neural networks, 1989.
-- Example: nn.TemporalConvolution(5, 3, 2):forward(torch.rand(8, 5))  --> 7x3

local check = require 'nn.check'
local C = require 'facula.core'.nn

local TemporalConvolution, parent = torch.class('nn.TemporalConvolution', 'nn.Module')

--- @param inputFrameSize, outputFrameSize features of a frame
-- @param kW frames of a window
-- @param dW step; default 1
-- weight (outputFrameSize x (kW inputFrameSize)) and bias are drawn from U(-s, s),
-- s = 1/sqrt(kW inputFrameSize).
function TemporalConvolution:__init(inputFrameSize, outputFrameSize, kW, dW)
  parent.__init(self)
  self.inputFrameSize = check.integer(self, 'inputFrameSize', inputFrameSize, 1)
  self.outputFrameSize = check.integer(self, 'outputFrameSize', outputFrameSize, 1)
  self.kW = check.integer(self, 'kW', kW, 1)
  self.dW = check.integer(self, 'dW', dW or 1, 1)
  self.weight = torch.Tensor(outputFrameSize, inputFrameSize * kW)
  self.bias = torch.Tensor(outputFrameSize)
  self.gradWeight = torch.Tensor(outputFrameSize, inputFrameSize * kW)
  self.gradBias = torch.Tensor(outputFrameSize)
  self:reset()
end

--- Draws new parameters, weight first; with stdv from a uniform distribution with that standard
-- deviation.
function TemporalConvolution:reset(stdv)
  stdv = stdv and stdv * math.sqrt(3) or 1 / math.sqrt(self.kW * self.inputFrameSize)
  self.weight:uniform(-stdv, stdv)
  self.bias:uniform(-stdv, stdv)
end

function TemporalConvolution:updateOutput(input)
  C.TemporalConvolution_updateOutput(self.output, input, self.weight, self.bias, self.kW, self.dW)
  return self.output
end

function TemporalConvolution:updateGradInput(input, gradOutput)
  if not self.gradInput then return nil end
  C.TemporalConvolution_updateGradInput(self.gradInput, input, gradOutput, self.weight, self.kW,
    self.dW)
  return self.gradInput
end

function TemporalConvolution:accGradParameters(input, gradOutput, scale)
  C.TemporalConvolution_accGradParameters(input, gradOutput, self.gradWeight, self.gradBias,
    scale or 1, self.kW, self.dW)
end
