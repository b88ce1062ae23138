-- nn.Sigmoid(): the logistic function 1 / (1 + exp(-x)) of each element.
-- Neighbours: src/nn/activation.c.
--
-- Shapes: any input; output as input.
-- Example: nn.Sigmoid():forward(torch.Tensor{-1, 0.5, 2})  --> {0.2689, 0.6225, 0.8808}

local C = require 'facula.core'.nn

local Sigmoid = torch.class('nn.Sigmoid', 'nn.Module')

function Sigmoid:updateOutput(input)
  C.Sigmoid_updateOutput(self.output, input)
  return self.output
end

function Sigmoid:updateGradInput(input, gradOutput)
  C.Sigmoid_updateGradInput(self.gradInput, input, gradOutput, self.output)
  return self.gradInput
end
