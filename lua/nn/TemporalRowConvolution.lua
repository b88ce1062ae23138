-- nn.TemporalRowConvolution(inputFrameSize, kW[, dW[, featFirst]]): a convolution over a sequence
-- of frames in which each feature has its own filter and sees nothing of the others.
-- Neighbours: TemporalConvolution.lua mixes features; src/nn/temporal.c.
--
-- Shapes: input (N x) frames x inputFrameSize; output (N x) (frames - kW) / dW + 1 x
-- inputFrameSize. With featFirst the last two dimensions are exchanged in both.
-- Reference: Amodei et al., Deep Speech 2, 2015 (row convolution).
-- Example: nn.TemporalRowConvolution(5, 2):forward(torch.rand(8, 5))  --> 7x5

local check = require 'nn.check'
local C = require 'facula.core'.nn

local TemporalRowConvolution, parent = torch.class('nn.TemporalRowConvolution', 'nn.Module')

--- @param inputFrameSize features of a frame
-- @param kW frames of a window
-- @param dW step; default 1
-- @param featFirst true for input with the features before the frames; default false
-- weight (inputFrameSize x 1 x kW) and bias are drawn from U(-s, s), s = 1/sqrt(kW inputFrameSize).
function TemporalRowConvolution:__init(inputFrameSize, kW, dW, featFirst)
  parent.__init(self)
  self.inputFrameSize = check.integer(self, 'inputFrameSize', inputFrameSize, 1)
  self.kW = check.integer(self, 'kW', kW, 1)
  self.dW = check.integer(self, 'dW', dW or 1, 1)
  self.featFirst = featFirst and true or false
  self.weight = torch.Tensor(inputFrameSize, 1, kW)
  self.bias = torch.Tensor(inputFrameSize)
  self.gradWeight = torch.Tensor(inputFrameSize, 1, kW)
  self.gradBias = torch.Tensor(inputFrameSize)
  self:reset()
end

--- Removes the bias; returns self.
function TemporalRowConvolution:noBias()
  self.bias, self.gradBias = nil, nil
  return self
end

--- Draws new parameters, weight first; with stdv from a uniform distribution with that standard
-- deviation.
function TemporalRowConvolution:reset(stdv)
  stdv = stdv and stdv * math.sqrt(3) or 1 / math.sqrt(self.kW * self.inputFrameSize)
  self.weight:uniform(-stdv, stdv)
  if self.bias then self.bias:uniform(-stdv, stdv) end
end

function TemporalRowConvolution:updateOutput(input)
  C.TemporalRowConvolution_updateOutput(self.output, input, self.weight, self.bias, self.kW,
    self.dW, self.featFirst or false)
  return self.output
end

function TemporalRowConvolution:updateGradInput(input, gradOutput)
  if not self.gradInput then return nil end
  C.TemporalRowConvolution_updateGradInput(self.gradInput, input, gradOutput, self.weight,
    self.kW, self.dW, self.featFirst or false)
  return self.gradInput
end

function TemporalRowConvolution:accGradParameters(input, gradOutput, scale)
  C.TemporalRowConvolution_accGradParameters(input, gradOutput, self.gradWeight, self.gradBias,
    scale or 1, self.kW, self.dW, self.featFirst or false)
end

function TemporalRowConvolution:clearState()
  nn.utils.clear(self, 'finput', 'fgradInput') -- buffers that files of Torch7 hold
  return parent.clearState(self)
end

function TemporalRowConvolution:__tostring__()
  local text = ('%s(%d, %d'):format(torch.type(self), self.inputFrameSize, self.kW)
  if self.dW ~= 1 then text = text .. (', %d'):format(self.dW) end
  return text .. (self.bias and ')' or ') without bias')
end
