-- nn.CDivTable(): the first of two tensors divided by the second. Neighbours: elements.lua.
--
-- Shapes: both have the same number of elements; output as the first.
-- Example: nn.CDivTable():forward({torch.ones(3), torch.ones(3):mul(2)})  --> {0.5, 0.5, 0.5}

local elements = require 'nn.elements'

local CDivTable, parent = torch.class('nn.CDivTable', 'nn.Module')

function CDivTable:__init()
  parent.__init(self)
  self.gradInput = {}
end

function CDivTable:updateOutput(input)
  elements.check(self, input, 2)
  self.output:resizeAs(input[1]):cdiv(input[1], input[2])
  return self.output
end

--- For c = a / b: gradA = g / b, gradB = -gradA a / b.
function CDivTable:updateGradInput(input, gradOutput)
  local gradInput = elements.results(self, input, gradOutput, 2)
  gradInput[1]:cdiv(gradOutput, input[2])
  gradInput[2]:cmul(gradInput[1], input[1]):cdiv(input[2]):mul(-1)
  return gradInput
end
