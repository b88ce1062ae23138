-- nn.CMul(sizes): multiplies the input with weights, element by element.
-- Neighbours: src/nn/scale.c.
--
-- Shapes: input of `sizes`, with a batch in front, or of a size that `sizes` expands to where it
-- is 1; output as input.
-- Example: nn.CMul(3, 1):forward(torch.rand(3, 4))   -- one weight for each row

local check = require 'nn.check'
local C = require 'facula.core'.nn

local CMul, parent = torch.class('nn.CMul', 'nn.Module')

--- @param ... sizes of the weight, or one LongStorage
-- weight is drawn from U(-s, s), s = 1/sqrt(number of weights).
function CMul:__init(...)
  parent.__init(self)
  self.size = check.sizes(self, 1, ...)
  self.weight = torch.Tensor(self.size)
  self.gradWeight = torch.Tensor(self.size)
  self.output:resize(self.size)
  self:reset()
end

--- Draws new weights; with stdv from a uniform distribution with that standard deviation.
function CMul:reset(stdv)
  stdv = stdv and stdv * math.sqrt(3) or 1 / math.sqrt(self.weight:nElement())
  self.weight:uniform(-stdv, stdv)
end

function CMul:updateOutput(input)
  C.CMul_updateOutput(self.output, input, self.weight)
  return self.output
end

function CMul:updateGradInput(input, gradOutput)
  if not self.gradInput then return nil end
  C.CMul_updateGradInput(self.gradInput, input, gradOutput, self.weight)
  return self.gradInput
end

function CMul:accGradParameters(input, gradOutput, scale)
  C.CMul_accGradParameters(input, gradOutput, self.gradWeight, scale or 1)
end
