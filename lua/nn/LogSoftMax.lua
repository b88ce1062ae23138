-- nn.LogSoftMax(): x_i - log(sum_j exp(x_j)). Neighbours: src/nn/softmax.c.
--
-- Shapes: over the elements of a vector, the rows of a matrix, the planes (first dimension) of a
-- 3-D input, the planes (second dimension) of a batch of those; output as input.
-- Example: nn.LogSoftMax():forward(torch.zeros(2))  --> {-0.6931, -0.6931}

local C = require 'facula.core'.nn

local LogSoftMax = torch.class('nn.LogSoftMax', 'nn.Module')

function LogSoftMax:updateOutput(input)
  C.LogSoftMax_updateOutput(self.output, input)
  return self.output
end

function LogSoftMax:updateGradInput(input, gradOutput)
  C.LogSoftMax_updateGradInput(self.gradInput, input, gradOutput, self.output)
  return self.gradInput
end
