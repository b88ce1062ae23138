-- nn.SpatialSoftMax(): exp(x_i) / sum_j exp(x_j) over the planes, for each pixel.
-- Neighbours: SoftMax.lua, which does the same today; src/nn/softmax.c.
--
-- Shapes: input planes x height x width or N x planes x height x width (vectors and matrices as in
-- SoftMax); output as input.
-- Example: nn.SpatialSoftMax():forward(torch.randn(3, 4, 4))  --> 3x4x4

local C = require 'facula.core'.nn

local SpatialSoftMax = torch.class('nn.SpatialSoftMax', 'nn.Module')

function SpatialSoftMax:updateOutput(input)
  C.SoftMax_updateOutput(self.output, input)
  return self.output
end

function SpatialSoftMax:updateGradInput(input, gradOutput)
  C.SoftMax_updateGradInput(self.gradInput, input, gradOutput, self.output)
  return self.gradInput
end
