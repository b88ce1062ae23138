-- nn.SpatialLogSoftMax(): x_i - log(sum_j exp(x_j)) over the planes, for each pixel.
-- Neighbours: LogSoftMax.lua, which does the same today; src/nn/softmax.c.
--
-- Shapes: input planes x height x width or N x planes x height x width (vectors and matrices as in
-- LogSoftMax); output as input.
-- Example: nn.SpatialLogSoftMax():forward(torch.randn(3, 4, 4))  --> 3x4x4

local C = require 'facula.core'.nn

local SpatialLogSoftMax = torch.class('nn.SpatialLogSoftMax', 'nn.Module')

function SpatialLogSoftMax:updateOutput(input)
  C.LogSoftMax_updateOutput(self.output, input)
  return self.output
end

function SpatialLogSoftMax:updateGradInput(input, gradOutput)
  C.LogSoftMax_updateGradInput(self.gradInput, input, gradOutput, self.output)
  return self.gradInput
end
