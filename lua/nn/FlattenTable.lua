-- nn.FlattenTable(): the tensors of a nested table in one flat table, in order. Nothing is copied.
--
-- Shapes: input a nested table of tensors of any sizes; output a flat table of the same tensors.
-- Example:
--   local a, b = torch.Tensor{1}, torch.Tensor{2}
--   nn.FlattenTable():forward({a, {b, {a, b}}})  --> {{1}, {2}, {1}, {2}}

local check = require 'nn.check'
local lists = require 'nn.lists'

local FlattenTable, parent = torch.class('nn.FlattenTable', 'nn.Module')

function FlattenTable:__init()
  parent.__init(self)
  self.output = {}
  self.gradInput = {}
end

-- Appends the tensors of value to list.
local function append(self, list, value)
  if torch.type(value) ~= 'table' then
    list[#list + 1] = check.tensor(self, 'an entry of the input', value)
    return
  end
  for i = 1, #value do append(self, list, value[i]) end
end

function FlattenTable:updateOutput(input)
  local flat = {}
  append(self, flat, check.list(self, 'input', input))
  self.output = flat
  return flat
end

-- The entries of list from place `at` on, nested like value; returns them and the next place.
local function nest(value, list, at)
  if torch.type(value) ~= 'table' then return list[at], at + 1 end
  local nested = {}
  for i = 1, #value do nested[i], at = nest(value[i], list, at) end
  return nested, at
end

function FlattenTable:updateGradInput(input, gradOutput)
  local flat = {}
  append(self, flat, check.list(self, 'input', input))
  lists.checkEntries(self, 'gradOutput', gradOutput, #flat)
  self.gradInput = nest(input, gradOutput, 1)
  return self.gradInput
end

-- The tables hold the user's tensors, which are not ours to convert or empty.
function FlattenTable:type(type, tensorCache)
  if type then self.output, self.gradInput = {}, {} end
  return parent.type(self, type, tensorCache)
end

function FlattenTable:clearState()
  self.output, self.gradInput = {}, {}
  return self
end
