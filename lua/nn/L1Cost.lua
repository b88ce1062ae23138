-- nn.L1Cost(): the sum of the absolute values of the input, without a target: a penalty that makes
-- it sparse. Neighbours: src/nn/loss.c.
--
-- Shapes: input of any size; output a number.
-- Example: nn.L1Cost():forward(torch.Tensor{-1, 2})  --> 3

local C = require 'facula.core'.nn

local L1Cost, parent = torch.class('nn.L1Cost', 'nn.Criterion')

function L1Cost:__init()
  parent.__init(self)
end

function L1Cost:updateOutput(input)
  self.output = C.L1Cost_updateOutput(input)
  return self.output
end

--- The sign of each element, 0 for 0.
function L1Cost:updateGradInput(input)
  C.L1Cost_updateGradInput(self.gradInput, input)
  return self.gradInput
end

--- Empties the gradient; returns self.
function L1Cost:clearState()
  if torch.isTensor(self.gradInput) then self.gradInput:set() end
  return self
end
