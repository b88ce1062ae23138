-- nn.SoftPlus([beta]): log(1 + exp(beta x)) / beta, a smooth ReLU. Neighbours:
-- src/nn/activation.c.
--
-- Shapes: any input; output as input.
-- Example: nn.SoftPlus():forward(torch.Tensor{-1, 0.5, 2})  --> {0.3133, 0.9741, 2.127}

local check = require 'nn.check'
local C = require 'facula.core'.nn

local SoftPlus, parent = torch.class('nn.SoftPlus', 'nn.Module')

--- @param beta how sharp the bend is; not 0, default 1
-- Fields: beta, threshold (20): where beta x is above, the output is x.
function SoftPlus:__init(beta)
  parent.__init(self)
  self.beta = check.number(self, 'beta', beta or 1)
  if self.beta == 0 then check.fail(self, 'beta', 'a number that is not 0', beta) end
  self.threshold = 20
end

function SoftPlus:updateOutput(input)
  C.SoftPlus_updateOutput(self.output, input, self.beta or 1, self.threshold or 20)
  return self.output
end

function SoftPlus:updateGradInput(input, gradOutput)
  C.SoftPlus_updateGradInput(self.gradInput, input, gradOutput, self.beta or 1,
    self.threshold or 20)
  return self.gradInput
end
