-- nn.ZipTableOneToMany(): pairs one tensor with each tensor of a table.
-- Neighbours: ZipTable.lua, lists.lua.
--
-- Shapes: input a tensor and a table of n tensors, of any sizes; output n pairs.
-- Example:
--   local a, b = torch.Tensor{1}, torch.Tensor{2}
--   nn.ZipTableOneToMany():forward({a, {a, b}})  --> {{{1}, {1}}, {{1}, {2}}}

local check = require 'nn.check'
local lists = require 'nn.lists'

local ZipTableOneToMany, parent = torch.class('nn.ZipTableOneToMany', 'nn.Module')

--- Field gradInputEl: the gradient of the one tensor.
function ZipTableOneToMany:__init()
  parent.__init(self)
  self.output = {}
  self.gradInput = {}
  self.gradInputEl = torch.Tensor()
end

-- Raises unless the input is {tensor or nested table, table}.
local function checkInput(self, input)
  lists.checkEntries(self, 'input', input, 2)
  check.list(self, 'input[2]', input[2])
end

function ZipTableOneToMany:updateOutput(input)
  checkInput(self, input)
  local pairsOf = {}
  for i, entry in ipairs(input[2]) do pairsOf[i] = {input[1], entry} end
  self.output = pairsOf
  return pairsOf
end

--- The gradients of the tensor are added up over the pairs.
function ZipTableOneToMany:updateGradInput(input, gradOutput)
  checkInput(self, input)
  local one, many = input[1], input[2]
  lists.checkNested(self, 'input[1]', one, one)
  lists.checkEntries(self, 'gradOutput', gradOutput, #many)
  local gradients = {}
  for i = 1, #many do
    local name = ('gradOutput[%d]'):format(i)
    lists.checkEntries(self, name, gradOutput[i], 2)
    lists.checkNested(self, name .. '[1]', gradOutput[i][1], one)
  end
  self.gradInputEl = nn.utils.recursiveResizeAs(self.gradInputEl, one)
  nn.utils.recursiveFill(self.gradInputEl, 0)
  for i = 1, #many do
    nn.utils.recursiveAdd(self.gradInputEl, gradOutput[i][1])
    gradients[i] = gradOutput[i][2]
  end
  self.gradInput = {self.gradInputEl, gradients}
  return self.gradInput
end

-- The tables hold the user's tensors, which are not ours to convert or empty.
function ZipTableOneToMany:type(type, tensorCache)
  if type then self.output, self.gradInput = {}, {} end
  return parent.type(self, type, tensorCache)
end

function ZipTableOneToMany:clearState()
  self.output, self.gradInput = {}, {}
  return nn.utils.clear(self, 'gradInputEl')
end
