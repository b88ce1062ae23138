-- nn.SoftShrink([lambda]): x moved by lambda towards 0; 0 where |x| <= lambda. Neighbours:
-- src/nn/activation.c.
--
-- Shapes: any input; output as input.
-- Example: nn.SoftShrink(0.3):forward(torch.Tensor{-1, 0.5, 2})  --> {-0.7, 0.2, 1.7}

local check = require 'nn.check'
local C = require 'facula.core'.nn

local SoftShrink, parent = torch.class('nn.SoftShrink', 'nn.Module')

--- @param lambda default 0.5
function SoftShrink:__init(lambda)
  parent.__init(self)
  self.lambda = check.number(self, 'lambda', lambda or 0.5)
end

function SoftShrink:updateOutput(input)
  C.SoftShrink_updateOutput(self.output, input, self.lambda)
  return self.output
end

function SoftShrink:updateGradInput(input, gradOutput)
  C.SoftShrink_updateGradInput(self.gradInput, input, gradOutput, self.lambda)
  return self.gradInput
end
