-- nn.Mul(): multiplies the input with one learnt number. Neighbours: CMul.lua; src/nn/scale.c.
--
-- Shapes: any input; output as input.
-- Example: nn.Mul():forward(torch.rand(3, 4))  --> 3x4

local C = require 'facula.core'.nn

local Mul, parent = torch.class('nn.Mul', 'nn.Module')

--- weight is drawn from U(-1, 1).
function Mul:__init()
  parent.__init(self)
  self.weight = torch.Tensor(1)
  self.gradWeight = torch.Tensor(1)
  self:reset()
end

--- Draws a new weight; with stdv from a uniform distribution with that standard deviation.
function Mul:reset(stdv)
  stdv = stdv and stdv * math.sqrt(3) or 1 / math.sqrt(self.weight:size(1))
  self.weight:uniform(-stdv, stdv)
end

function Mul:updateOutput(input)
  C.Mul_updateOutput(self.output, input, self.weight)
  return self.output
end

function Mul:updateGradInput(input, gradOutput)
  if not self.gradInput then return nil end
  C.Mul_updateGradInput(self.gradInput, input, gradOutput, self.weight)
  return self.gradInput
end

function Mul:accGradParameters(input, gradOutput, scale)
  C.Mul_accGradParameters(input, gradOutput, self.gradWeight, scale or 1)
end
