-- nn.Square(): the square of each element. Neighbours: src/nn/activation.c.
--
-- Shapes: any input; output as input.
-- Example: nn.Square():forward(torch.Tensor{-1, 0.5, 2})  --> {1, 0.25, 4}

local C = require 'facula.core'.nn

local Square = torch.class('nn.Square', 'nn.Module')

function Square:updateOutput(input)
  C.Square_updateOutput(self.output, input)
  return self.output
end

function Square:updateGradInput(input, gradOutput)
  C.Square_updateGradInput(self.gradInput, input, gradOutput, self.output)
  return self.gradInput
end
