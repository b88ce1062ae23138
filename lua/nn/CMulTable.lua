-- nn.CMulTable(): the product of the tensors of the input table, element by element.
-- Neighbours: elements.lua.
--
-- Shapes: all entries have the same number of elements; output as the first.
-- Example: nn.CMulTable():forward({torch.ones(3), torch.ones(3):mul(2)})  --> {2, 2, 2}

local elements = require 'nn.elements'

local CMulTable, parent = torch.class('nn.CMulTable', 'nn.Module')

function CMulTable:__init()
  parent.__init(self)
  self.gradInput = {}
end

function CMulTable:updateOutput(input)
  elements.check(self, input)
  self.output:resizeAs(input[1]):copy(input[1])
  for i = 2, #input do self.output:cmul(input[i]) end
  return self.output
end

--- gradInput[i] = gradOutput times all other entries: first the ones before it, from left to right,
-- then the ones behind it, from right to left. Nothing is divided, so zeros do no harm.
function CMulTable:updateGradInput(input, gradOutput)
  local gradInput, n = elements.results(self, input, gradOutput), #input
  gradInput[1]:copy(gradOutput)
  for i = 2, n do gradInput[i]:cmul(gradInput[i - 1], input[i - 1]) end
  if n == 1 then return gradInput end
  if n == 2 then
    gradInput[1]:cmul(input[2])
    return gradInput
  end
  self.behind = self.behind or self.output.new()
  self.behind:resizeAs(input[n]):copy(input[n])
  for i = n - 1, 1, -1 do
    gradInput[i]:cmul(self.behind)
    if i > 1 then self.behind:cmul(input[i]) end
  end
  return gradInput
end

function CMulTable:clearState()
  nn.utils.clear(self, 'behind')
  return parent.clearState(self)
end
