-- nn.Sqrt([eps]): the square root of each element. Neighbours: src/nn/activation.c.
--
-- Shapes: any input; output as input.
-- Example: nn.Sqrt():forward(torch.Tensor{0.25, 1, 4})  --> {0.5, 1, 2}

local check = require 'nn.check'
local C = require 'facula.core'.nn

local Sqrt, parent = torch.class('nn.Sqrt', 'nn.Module')

--- @param eps kept as a field; as in Torch7 it takes no part; default 0
-- The gradient where the output is 0 is 0.
function Sqrt:__init(eps)
  parent.__init(self)
  self.eps = check.number(self, 'eps', eps or 0)
end

function Sqrt:updateOutput(input)
  C.Sqrt_updateOutput(self.output, input)
  return self.output
end

function Sqrt:updateGradInput(input, gradOutput)
  C.Sqrt_updateGradInput(self.gradInput, input, gradOutput, self.output)
  return self.gradInput
end
