-- nn.CAddTable([inplace]): the sum of the tensors of the input table, element by element.
-- Neighbours: lists.lua.
--
-- Shapes: all entries have the same number of elements; output as the first entry.
-- Example: nn.CAddTable():forward({torch.ones(3), torch.ones(3)})  --> {2, 2, 2}

local check = require 'nn.check'
local lists = require 'nn.lists'

local CAddTable, parent = torch.class('nn.CAddTable', 'nn.Module')

--- @param inplace add into the first entry of the input; default false
function CAddTable:__init(inplace)
  parent.__init(self)
  self.inplace = inplace
  self.gradInput = {}
end

-- Raises unless the entries can be added up.
local function checkInput(self, input)
  lists.checkTensors(self, 'input', input)
  check.own(self, 'input[1]', input[1])
  for i = 2, #input do
    if input[i]:nElement() ~= input[1]:nElement() then
      check.fail(self, ('input[%d]'):format(i), check.describe(input[1]) .. ' like the first',
        input[i])
    end
  end
end

function CAddTable:updateOutput(input)
  checkInput(self, input)
  if self.inplace then
    self.output:set(input[1])
  else
    self.output:resizeAs(input[1]):copy(input[1])
  end
  for i = 2, #input do self.output:add(input[i]) end
  return self.output
end

function CAddTable:updateGradInput(input, gradOutput)
  checkInput(self, input)
  check.own(self, 'gradOutput', gradOutput)
  if gradOutput:nElement() ~= input[1]:nElement() then
    check.fail(self, 'gradOutput', check.describe(input[1]), gradOutput)
  end
  for i = 1, #input do
    self.gradInput[i] = self.gradInput[i] or input[i].new()
    if self.inplace then
      self.gradInput[i]:set(gradOutput)
    else
      self.gradInput[i]:resizeAs(input[i]):copy(gradOutput)
    end
  end
  lists.trim(self.gradInput, #input)
  return self.gradInput
end
