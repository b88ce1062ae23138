-- nn.Exp(): the exponential of each element. Neighbours: src/nn/activation.c.
--
-- Shapes: any input; output as input.
-- Example: nn.Exp():forward(torch.Tensor{-1, 0.5, 2})  --> {0.3679, 1.649, 7.389}

local C = require 'facula.core'.nn

local Exp = torch.class('nn.Exp', 'nn.Module')

function Exp:updateOutput(input)
  C.Exp_updateOutput(self.output, input)
  return self.output
end

function Exp:updateGradInput(input, gradOutput)
  C.Exp_updateGradInput(self.gradInput, input, gradOutput, self.output)
  return self.gradInput
end
