-- nn.SoftSign(): x / (1 + |x|), smooth and between -1 and 1. Neighbours: src/nn/activation.c.
--
-- Shapes: any input; output as input.
-- Example: nn.SoftSign():forward(torch.Tensor{-1, 0.5, 2})  --> {-0.5, 0.3333, 0.6667}

local C = require 'facula.core'.nn

local SoftSign = torch.class('nn.SoftSign', 'nn.Module')

function SoftSign:updateOutput(input)
  C.SoftSign_updateOutput(self.output, input)
  return self.output
end

function SoftSign:updateGradInput(input, gradOutput)
  C.SoftSign_updateGradInput(self.gradInput, input, gradOutput, self.output)
  return self.gradInput
end
