-- nn.TemporalMaxPooling(kW[, dW]): for each feature the largest element of kW frames.
-- Neighbours: src/nn/pooling.c.
--
-- Shapes: input frames x features, with or without a batch in front; output floor((frames - kW) /
-- dW) + 1 frames.
-- Example: nn.TemporalMaxPooling(2):forward(torch.rand(6, 3))  --> 3x3

local pooled = require 'nn.pooled'
local C = require 'facula.core'.nn

local TemporalMaxPooling, parent = torch.class('nn.TemporalMaxPooling', 'nn.Module')

--- @param kW number of frames in a window
-- @param dW frames from one window to the next; default kW
-- Field indices, a LongTensor: the frame in its window that each maximum is in, from 0.
function TemporalMaxPooling:__init(kW, dW)
  parent.__init(self)
  self.kW, self.dW = kW, dW or kW
  pooled.integers(self, { 'kW', 'dW' }, 1)
  self.indices = torch.LongTensor()
end

pooled.keepIndices(TemporalMaxPooling, parent)

function TemporalMaxPooling:updateOutput(input)
  C.TemporalMaxPooling_updateOutput(self.output, pooled.indices(self), input, self.kW, self.dW)
  return self.output
end

function TemporalMaxPooling:updateGradInput(input, gradOutput)
  if not self.gradInput then return nil end
  C.TemporalMaxPooling_updateGradInput(self.gradInput, pooled.indices(self), input, gradOutput,
    self.kW, self.dW)
  return self.gradInput
end

--- The same as clearState, for old scripts.
function TemporalMaxPooling:empty()
  self:clearState()
end
