-- nn.Max([dimension[, nInputDims]]): the largest element along a dimension.
-- Neighbours: Min.lua; src/nn/reduce.c.
--
-- Shapes: output as input without the dimension; a vector gives 1 element.
-- Example: nn.Max(2):forward(torch.rand(3, 4)):size()  --> {3}

local check = require 'nn.check'
local C = require 'facula.core'.nn

local Max, parent = torch.class('nn.Max', 'nn.Module')

--- @param dimension default 1; negative ones count from the end
-- @param nInputDims dimensions of an input; one more means a batch in front, which is not counted;
--   default nil: no batch
-- Field _indices: where the largest elements were, a LongTensor.
function Max:__init(dimension, nInputDims)
  parent.__init(self)
  self.dimension = check.integer(self, 'dimension', dimension or 1)
  self.nInputDims = nInputDims
  self._indices = torch.LongTensor()
end

function Max:updateOutput(input)
  local dimension = check.dimension(self, check.tensor(self, 'input', input))
  self._indices = self._indices or torch.LongTensor()
  C.Max_updateOutput(self.output, self._indices, input, dimension)
  return self.output
end

function Max:updateGradInput(input, gradOutput)
  local dimension = check.dimension(self, check.tensor(self, 'input', input))
  C.Max_updateGradInput(self.gradInput, self._indices, input, gradOutput, dimension)
  return self.gradInput
end

-- Indices stay a LongTensor.
function Max:type(type, tensorCache)
  if not type then return parent.type(self) end
  self._indices = nil
  parent.type(self, type, tensorCache)
  self._indices = torch.LongTensor()
  return self
end

function Max:clearState()
  nn.utils.clear(self, '_indices')
  return parent.clearState(self)
end
