-- nn.CSubTable(): the first of two tensors minus the second. Neighbours: elements.lua.
--
-- Shapes: both have the same number of elements; output as the first.
-- Example: nn.CSubTable():forward({torch.ones(3), torch.zeros(3)})  --> {1, 1, 1}

local elements = require 'nn.elements'

local CSubTable, parent = torch.class('nn.CSubTable', 'nn.Module')

function CSubTable:__init()
  parent.__init(self)
  self.gradInput = {}
end

function CSubTable:updateOutput(input)
  elements.check(self, input, 2)
  self.output:resizeAs(input[1]):copy(input[1]):add(-1, input[2])
  return self.output
end

function CSubTable:updateGradInput(input, gradOutput)
  local gradInput = elements.results(self, input, gradOutput, 2)
  gradInput[1]:copy(gradOutput)
  gradInput[2]:copy(gradOutput):mul(-1)
  return gradInput
end
