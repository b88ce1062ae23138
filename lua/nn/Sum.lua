-- nn.Sum([dimension[, nInputDims[, sizeAverage[, squeeze]]]]): the sum along a dimension.
-- Neighbours: Mean.lua, its child; src/nn/reduce.c.
--
-- Shapes: output as input without the dimension; a vector gives 1 element.
-- Example: nn.Sum(2):forward(torch.rand(3, 4)):size()  --> {3}

local check = require 'nn.check'
local C = require 'facula.core'.nn

local Sum, parent = torch.class('nn.Sum', 'nn.Module')

--- @param dimension to sum along; default 1; negative ones count from the end
-- @param nInputDims dimensions of an input; one more means a batch in front, which is not counted;
--   default nil: no batch
-- @param sizeAverage divide by the size of the dimension; default false
-- @param squeeze drop the dimension; default true; else it stays with size 1
function Sum:__init(dimension, nInputDims, sizeAverage, squeeze)
  parent.__init(self)
  self.dimension = check.integer(self, 'dimension', dimension or 1)
  self.nInputDims = nInputDims
  self.sizeAverage = sizeAverage or false
  self.squeeze = squeeze ~= false
end

function Sum:updateOutput(input)
  local dimension = check.dimension(self, check.tensor(self, 'input', input))
  C.Sum_updateOutput(self.output, input, dimension, self.sizeAverage or false,
    self.squeeze ~= false)
  return self.output
end

function Sum:updateGradInput(input, gradOutput)
  local dimension = check.dimension(self, check.tensor(self, 'input', input))
  C.Sum_updateGradInput(self.gradInput, input, gradOutput, dimension, self.sizeAverage or false,
    self.squeeze ~= false)
  return self.gradInput
end
