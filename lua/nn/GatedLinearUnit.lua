-- nn.GatedLinearUnit([dim]): the input is cut into halves along dim; output = first half times the
-- logistic function of the second. (Y. Dauphin, A. Fan, M. Auli, D. Grangier, Language modeling
-- with gated convolutional networks, 2016.) Neighbours: src/nn/activation.c.
--
-- Shapes: any input whose size in dim is even; output half as long there.
-- Example: nn.GatedLinearUnit(2):forward(torch.randn(3, 8))  --> 3x4

local check = require 'nn.check'
local C = require 'facula.core'.nn

local GatedLinearUnit, parent = torch.class('nn.GatedLinearUnit', 'nn.Module')

--- @param dim dimension to cut; the last one by default
function GatedLinearUnit:__init(dim)
  parent.__init(self)
  self.dim = dim and check.integer(self, 'dim', dim)
end

function GatedLinearUnit:updateOutput(input)
  C.GatedLinearUnit_updateOutput(self.output, input, self.dim)
  return self.output
end

function GatedLinearUnit:updateGradInput(input, gradOutput)
  C.GatedLinearUnit_updateGradInput(self.gradInput, input, gradOutput, self.dim)
  return self.gradInput
end
