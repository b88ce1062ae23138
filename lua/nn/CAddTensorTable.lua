-- nn.CAddTensorTable(): adds a tensor to each tensor of a table. Neighbours: CAddTable.lua.
--
-- Shapes: input { v, { t1, t2, ... } }, all with the same number of elements; output
-- { t1 + v, t2 + v, ... }.
-- Example:
--   local layer = nn.CAddTensorTable()
--   layer:forward({torch.ones(2), {torch.ones(2), torch.zeros(2)}})  --> {{2, 2}, {1, 1}}

local check = require 'nn.check'
local elements = require 'nn.elements'
local lists = require 'nn.lists'

local CAddTensorTable, parent = torch.class('nn.CAddTensorTable', 'nn.Module')

function CAddTensorTable:__init()
  parent.__init(self)
  self.output = {}
  self.gradInput = {}
end

-- Raises unless list is a table of tensors like v; returns it.
local function checkList(self, what, v, list)
  check.list(self, what, list)
  local all = {v}
  for i = 1, #list do all[i + 1] = list[i] end
  elements.check(self, all)
  return list
end

local function parts(self, input)
  if torch.type(input) ~= 'table' or #input ~= 2 then
    check.fail(self, 'input', 'a table { tensor, table of tensors }', input)
  end
  return check.own(self, 'input[1]', input[1]), checkList(self, 'input[2]', input[1], input[2])
end

function CAddTensorTable:updateOutput(input)
  local v, list = parts(self, input)
  local output = self.output
  for i = 1, #list do
    output[i] = output[i] or v.new()
    output[i]:resizeAs(list[i]):copy(list[i]):add(v)
  end
  lists.trim(output, #list)
  return output
end

function CAddTensorTable:updateGradInput(input, gradOutput)
  local v, list = parts(self, input)
  checkList(self, 'gradOutput', v, gradOutput)
  if #gradOutput ~= #list then
    check.fail(self, 'gradOutput', ('a table of %d tensors'):format(#list), gradOutput)
  end
  local gradInput = self.gradInput
  gradInput[1] = torch.isTensor(gradInput[1]) and gradInput[1] or v.new()
  gradInput[1]:resizeAs(v):zero()
  gradInput[2] = torch.type(gradInput[2]) == 'table' and gradInput[2] or {}
  for i = 1, #list do
    gradInput[1]:add(gradOutput[i])
    gradInput[2][i] = gradInput[2][i] or v.new()
    gradInput[2][i]:resizeAs(list[i]):copy(gradOutput[i])
  end
  lists.trim(gradInput[2], #list)
  return gradInput
end

function CAddTensorTable:type(type, tensorCache)
  if type then self.output, self.gradInput = {}, {} end
  return parent.type(self, type, tensorCache)
end

function CAddTensorTable:clearState()
  self.output, self.gradInput = {}, {}
  return self
end
