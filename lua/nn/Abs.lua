-- nn.Abs(): the absolute value of each element. Neighbours: src/nn/activation.c.
--
-- Shapes: any input; output as input.
-- Example: nn.Abs():forward(torch.Tensor{-1, 0.5, 2})  --> {1, 0.5, 2}

local C = require 'facula.core'.nn

local Abs = torch.class('nn.Abs', 'nn.Module')

function Abs:updateOutput(input)
  C.Abs_updateOutput(self.output, input)
  return self.output
end

function Abs:updateGradInput(input, gradOutput)
  C.Abs_updateGradInput(self.gradInput, input, gradOutput, self.output)
  return self.gradInput
end
