-- nn.SoftMin(): exp(-x_i) / sum_j exp(-x_j). Neighbours: SoftMax.lua; src/nn/softmax.c.
--
-- Shapes: as SoftMax.
-- Example: nn.SoftMin():forward(torch.Tensor{0, 1})  --> {0.7311, 0.2689}

local check = require 'nn.check'
local C = require 'facula.core'.nn

local SoftMin, parent = torch.class('nn.SoftMin', 'nn.Module')

--- Field mininput: a buffer for the negated input.
function SoftMin:updateOutput(input)
  check.own(self, 'input', input)
  self.mininput = self.mininput or input.new()
  self.mininput:resizeAs(input):copy(input):mul(-1)
  C.SoftMax_updateOutput(self.output, self.mininput)
  return self.output
end

function SoftMin:updateGradInput(input, gradOutput)
  C.SoftMax_updateGradInput(self.gradInput, input, gradOutput, self.output)
  self.gradInput:mul(-1)
  return self.gradInput
end

function SoftMin:clearState()
  nn.utils.clear(self, 'mininput')
  return parent.clearState(self)
end
