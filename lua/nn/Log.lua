-- nn.Log(): the natural logarithm of each element. Neighbours: src/nn/activation.c.
--
-- Shapes: any input; output as input.
-- Example: nn.Log():forward(torch.Tensor{0.25, 1, 4})  --> {-1.386, 0, 1.386}

local C = require 'facula.core'.nn

local Log = torch.class('nn.Log', 'nn.Module')

function Log:updateOutput(input)
  C.Log_updateOutput(self.output, input)
  return self.output
end

function Log:updateGradInput(input, gradOutput)
  C.Log_updateGradInput(self.gradInput, input, gradOutput, self.output)
  return self.gradInput
end
