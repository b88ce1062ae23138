-- nn.HardShrink([lambda]): x where |x| > lambda, else 0. Neighbours:
-- src/nn/activation.c.
--
-- Shapes: any input; output as input.
-- Example: nn.HardShrink(0.3):forward(torch.Tensor{-1, 0.5, 2})  --> {-1, 0.5, 2}

local check = require 'nn.check'
local C = require 'facula.core'.nn

local HardShrink, parent = torch.class('nn.HardShrink', 'nn.Module')

--- @param lambda default 0.5
function HardShrink:__init(lambda)
  parent.__init(self)
  self.lambda = check.number(self, 'lambda', lambda or 0.5)
end

function HardShrink:updateOutput(input)
  C.HardShrink_updateOutput(self.output, input, self.lambda)
  return self.output
end

function HardShrink:updateGradInput(input, gradOutput)
  C.HardShrink_updateGradInput(self.gradInput, input, gradOutput, self.lambda)
  return self.gradInput
end
