-- nn.NarrowTable(offset[, length]): the entries offset, offset + 1, ... of the input table.
-- Neighbours: SelectTable.lua takes one; lists.lua.
--
-- Shapes: input a table of at least offset + length - 1 entries; output a table of length
-- entries.
-- Example:
--   local a, b = torch.Tensor{1}, torch.Tensor{2}
--   nn.NarrowTable(2, 2):forward({a, a, b, b})  --> {{1}, {2}}

local check = require 'nn.check'
local lists = require 'nn.lists'

local NarrowTable, parent = torch.class('nn.NarrowTable', 'nn.Module')

--- @param offset the first entry, 1-based
-- @param length how many; default 1
function NarrowTable:__init(offset, length)
  parent.__init(self)
  self.offset = check.integer(self, 'offset', offset, 1)
  self.length = check.integer(self, 'length', length or 1, 1)
  self.output = {}
  self.gradInput = {}
end

-- The entries of input that are taken, in the table `into`.
local function take(self, input, into)
  for i = 1, self.length do into[i] = input[self.offset + i - 1] end
  lists.trim(into, self.length)
  return into
end

function NarrowTable:updateOutput(input)
  lists.checkEntries(self, 'input', input, self.offset + self.length - 1)
  return take(self, input, self.output)
end

--- The entries that were not taken get zeros.
function NarrowTable:updateGradInput(input, gradOutput)
  lists.checkEntries(self, 'input', input, self.offset + self.length - 1)
  lists.checkNested(self, 'input', input, input)
  lists.checkNested(self, 'gradOutput', gradOutput, take(self, input, {}))
  for i = 1, #input do
    local taken = i - self.offset + 1
    if taken >= 1 and taken <= self.length then
      self.gradInput[i] = nn.utils.recursiveCopy(self.gradInput[i], gradOutput[taken])
    else
      self.gradInput[i] = nn.utils.recursiveResizeAs(self.gradInput[i], input[i])
      nn.utils.recursiveFill(self.gradInput[i], 0)
    end
  end
  lists.trim(self.gradInput, #input)
  return self.gradInput
end

-- output holds the user's tensors, which are not ours to convert.
function NarrowTable:type(type, tensorCache)
  if type then self.output, self.gradInput = {}, {} end
  return parent.type(self, type, tensorCache)
end
