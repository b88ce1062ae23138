-- nn.Power(p): each element to the power of p. Neighbours: src/nn/activation.c.
--
-- Shapes: any input; output as input.
-- Example: nn.Power(3):forward(torch.Tensor{-1, 0.5, 2})  --> {-1, 0.125, 8}

local check = require 'nn.check'
local C = require 'facula.core'.nn

local Power, parent = torch.class('nn.Power', 'nn.Module')

--- @param p any number; 2 and 0.5 are fast. Fields: pow.
function Power:__init(p)
  parent.__init(self)
  self.pow = check.number(self, 'p', p)
end

function Power:updateOutput(input)
  C.Power_updateOutput(self.output, input, self.pow)
  return self.output
end

function Power:updateGradInput(input, gradOutput)
  C.Power_updateGradInput(self.gradInput, input, gradOutput, self.pow)
  return self.gradInput
end
