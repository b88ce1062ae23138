-- nn.ZipTable(): from a table of tables, the first entries in one table, the second in another, and
-- so on. Nothing is copied. Neighbours: ZipTableOneToMany.lua.
--
-- Shapes: input n tables of m entries; output m tables of n entries.
-- Example:
--   local a, b = torch.Tensor{1}, torch.Tensor{2}
--   nn.ZipTable():forward({{a, b}, {a, b}})  --> {{{1}, {1}}, {{2}, {2}}}

local lists = require 'nn.lists'
local check = require 'nn.check'

local ZipTable, parent = torch.class('nn.ZipTable', 'nn.Module')

function ZipTable:__init()
  parent.__init(self)
  self.output = {}
  self.gradInput = {}
end

-- Rows and columns exchanged. All rows must be as long as the first.
local function transposed(self, what, rows)
  check.list(self, what, rows)
  local columns = {}
  for i = 1, #rows do
    check.list(self, ('%s[%d]'):format(what, i), rows[i])
    lists.checkEntries(self, ('%s[%d]'):format(what, i), rows[i], #rows[1])
    for k = 1, #rows[1] do
      columns[k] = columns[k] or {}
      columns[k][i] = rows[i][k]
    end
  end
  return columns
end

function ZipTable:updateOutput(input)
  self.output = transposed(self, 'input', input)
  return self.output
end

function ZipTable:updateGradInput(_input, gradOutput)
  self.gradInput = transposed(self, 'gradOutput', gradOutput)
  return self.gradInput
end

-- The tables hold the user's tensors, which are not ours to convert or empty.
function ZipTable:type(type, tensorCache)
  if type then self.output, self.gradInput = {}, {} end
  return parent.type(self, type, tensorCache)
end

function ZipTable:clearState()
  self.output, self.gradInput = {}, {}
  return self
end
