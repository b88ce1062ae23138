-- nn.SoftMax(): exp(x_i) / sum_j exp(x_j). Neighbours: src/nn/softmax.c.
--
-- Shapes: over the elements of a vector, the rows of a matrix, the planes (first dimension) of a
-- 3-D input, the planes (second dimension) of a batch of those; output as input.
-- Example: nn.SoftMax():forward(torch.Tensor{0, 1})  --> {0.2689, 0.7311}

local C = require 'facula.core'.nn

local SoftMax = torch.class('nn.SoftMax', 'nn.Module')

function SoftMax:updateOutput(input)
  C.SoftMax_updateOutput(self.output, input)
  return self.output
end

function SoftMax:updateGradInput(input, gradOutput)
  C.SoftMax_updateGradInput(self.gradInput, input, gradOutput, self.output)
  return self.gradInput
end
