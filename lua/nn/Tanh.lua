-- nn.Tanh(): the hyperbolic tangent of each element. Neighbours: src/nn/activation.c.
--
-- Shapes: any input; output as input.
-- Example: nn.Tanh():forward(torch.Tensor{-1, 0.5, 2})  --> {-0.7616, 0.4621, 0.964}

local C = require 'facula.core'.nn

local Tanh = torch.class('nn.Tanh', 'nn.Module')

function Tanh:updateOutput(input)
  C.Tanh_updateOutput(self.output, input)
  return self.output
end

function Tanh:updateGradInput(input, gradOutput)
  C.Tanh_updateGradInput(self.gradInput, input, gradOutput, self.output)
  return self.gradInput
end
