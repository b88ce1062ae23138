-- nn.CMinTable(): the minimum of the tensors of the input table, element by element.
-- Neighbours: CMaxTable.lua; elements.lua; src/nn/table.c.
--
-- Shapes: all entries have the same number of elements; output as the first.
-- Example: nn.CMinTable():forward({torch.Tensor{-1, 0, 2}, torch.Tensor{0, 1, 1}})  --> {-1, 0, 1}

local elements = require 'nn.elements'
local C = require 'facula.core'.nn

local CMinTable, parent = torch.class('nn.CMinTable', 'nn.Module')

--- Field minIdx: for each element the entry that it came from; the first one where they are equal.
function CMinTable:__init()
  parent.__init(self)
  self.gradInput = {}
  self.minIdx = torch.Tensor()
end

function CMinTable:updateOutput(input)
  elements.check(self, input)
  local output = self.output
  output:resizeAs(input[1]):copy(input[1])
  self.minIdx = (self.minIdx or output.new()):resizeAs(input[1]):fill(1)
  for i = 2, #input do C.CMinTable_updateOutput(output, self.minIdx, input[i], i) end
  return output
end

function CMinTable:updateGradInput(input, gradOutput)
  local gradInput = elements.results(self, input, gradOutput)
  if self.minIdx:nElement() ~= input[1]:nElement() then self:updateOutput(input) end
  for i = 1, #input do C.CMinTable_updateGradInput(gradInput[i], gradOutput, self.minIdx, i) end
  return gradInput
end

function CMinTable:clearState()
  nn.utils.clear(self, 'minIdx')
  return parent.clearState(self)
end
