-- nn.SelectTable(index): one entry of the input table.
-- Neighbours: NarrowTable.lua takes several; lists.lua.
--
-- Shapes: input a table; output that entry.
-- Example: nn.SelectTable(-1):forward({torch.Tensor{1}, torch.Tensor{2}})  --> {2}

local check = require 'nn.check'
local lists = require 'nn.lists'

local SelectTable, parent = torch.class('nn.SelectTable', 'nn.Module')

--- @param index of the entry; negative ones count from the end; other keys than numbers are looked
-- up as they are
function SelectTable:__init(index)
  parent.__init(self)
  if index == nil then check.fail(self, 'index', 'a number or key', index) end
  self.index = index
  self.gradInput = {}
end

-- The key that is meant for this input; raises if there is no such entry.
local function keyOf(self, input)
  check.list(self, 'input', input)
  local key = self.index
  if type(key) == 'number' and key < 0 then key = #input + key + 1 end
  if input[key] == nil then
    check.fail(self, 'input', 'a table with entry ' .. tostring(self.index), input)
  end
  return key
end

function SelectTable:updateOutput(input)
  self.output = input[keyOf(self, input)]
  return self.output
end

--- The entries that were not taken get zeros.
function SelectTable:updateGradInput(input, gradOutput)
  local key = keyOf(self, input)
  lists.checkNested(self, 'input', input, input)
  lists.checkNested(self, 'gradOutput', gradOutput, input[key])
  self.gradInput = nn.utils.recursiveResizeAs(self.gradInput, input)
  nn.utils.recursiveFill(self.gradInput, 0)
  self.gradInput[key] = nn.utils.recursiveCopy(self.gradInput[key], gradOutput)
  return self.gradInput
end

-- output is the user's tensor, which is not ours to convert.
function SelectTable:type(type, tensorCache)
  if type then self.output, self.gradInput = {}, {} end
  return parent.type(self, type, tensorCache)
end

-- New objects: emptying output would empty the input.
function SelectTable:clearState()
  self.output, self.gradInput = {}, {}
  return self
end

function SelectTable:__tostring__()
  return ('%s(%s)'):format(torch.type(self), tostring(self.index))
end
