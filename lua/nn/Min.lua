-- nn.Min([dimension[, nInputDims]]): the smallest element along a dimension.
-- Neighbours: Max.lua, from which it differs in the kernel only; src/nn/reduce.c.
--
-- Shapes: output as input without the dimension; a vector gives 1 element.
-- Example: nn.Min(2):forward(torch.rand(3, 4)):size()  --> {3}

local check = require 'nn.check'
local C = require 'facula.core'.nn

local Min = torch.class('nn.Min', 'nn.Module')

--- @param dimension, nInputDims as for nn.Max
-- Field _indices: where the smallest elements were, a LongTensor.
Min.__init = nn.Max.__init
Min.updateGradInput = nn.Max.updateGradInput
Min.type = nn.Max.type
Min.clearState = nn.Max.clearState

function Min:updateOutput(input)
  local dimension = check.dimension(self, check.tensor(self, 'input', input))
  self._indices = self._indices or torch.LongTensor()
  C.Min_updateOutput(self.output, self._indices, input, dimension)
  return self.output
end
