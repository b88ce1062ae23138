-- nn.CMaxTable(): the maximum of the tensors of the input table, element by element.
-- Neighbours: CMinTable.lua; elements.lua; src/nn/table.c.
--
-- Shapes: all entries have the same number of elements; output as the first.
-- Example: nn.CMaxTable():forward({torch.Tensor{-1, 0.5, 2}, torch.Tensor{0, 1, 1}})  --> {0, 1, 2}

local elements = require 'nn.elements'
local C = require 'facula.core'.nn

local CMaxTable, parent = torch.class('nn.CMaxTable', 'nn.Module')

--- Field maxIdx: for each element the entry that it came from; the first one where they are equal.
function CMaxTable:__init()
  parent.__init(self)
  self.gradInput = {}
  self.maxIdx = torch.Tensor()
end

function CMaxTable:updateOutput(input)
  elements.check(self, input)
  local output = self.output
  output:resizeAs(input[1]):copy(input[1])
  self.maxIdx = (self.maxIdx or output.new()):resizeAs(input[1]):fill(1)
  for i = 2, #input do C.CMaxTable_updateOutput(output, self.maxIdx, input[i], i) end
  return output
end

function CMaxTable:updateGradInput(input, gradOutput)
  local gradInput = elements.results(self, input, gradOutput)
  if self.maxIdx:nElement() ~= input[1]:nElement() then self:updateOutput(input) end
  for i = 1, #input do C.CMaxTable_updateGradInput(gradInput[i], gradOutput, self.maxIdx, i) end
  return gradInput
end

function CMaxTable:clearState()
  nn.utils.clear(self, 'maxIdx')
  return parent.clearState(self)
end
