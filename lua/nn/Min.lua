-- nn.Min([dimension[, nInputDims]]): the smallest element along a dimension.
-- Neighbours: Max.lua; src/nn/reduce.c.
--
-- Shapes: output as input without the dimension; a vector gives 1 element.
-- Example: nn.Min(2):forward(torch.rand(3, 4))   -- 3

local check = require 'nn.check'
local C = require 'facula.core'.nn

local Min, parent = torch.class('nn.Min', 'nn.Module')

--- @param dimension default 1; negative ones count from the end
-- @param nInputDims dimensions of an input; one more means a batch in front, which is not counted
-- Field _indices: where the smallest elements were, a LongTensor.
function Min:__init(dimension, nInputDims)
  parent.__init(self)
  self.dimension = check.integer(self, 'dimension', dimension or 1)
  self.nInputDims = nInputDims
  self._indices = torch.LongTensor()
end

function Min:updateOutput(input)
  local dimension = check.dimension(self, check.tensor(self, 'input', input))
  self._indices = self._indices or torch.LongTensor()
  C.Min_updateOutput(self.output, self._indices, input, dimension)
  return self.output
end

function Min:updateGradInput(input, gradOutput)
  local dimension = check.dimension(self, check.tensor(self, 'input', input))
  C.Max_updateGradInput(self.gradInput, self._indices, input, gradOutput, dimension)
  return self.gradInput
end

-- Indices stay a LongTensor.
function Min:type(type, tensorCache)
  if not type then return parent.type(self) end
  self._indices = nil
  parent.type(self, type, tensorCache)
  self._indices = torch.LongTensor()
  return self
end

function Min:clearState()
  nn.utils.clear(self, '_indices')
  return parent.clearState(self)
end
