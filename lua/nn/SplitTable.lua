-- nn.SplitTable(dimension[, nInputDims]): the slices of a tensor along dimension, as a table of
-- views. Neighbours: JoinTable.lua, SelectTable.lua.
--
-- Shapes: n sizes; the slices have all of them but that of `dimension`.
-- Example: nn.SplitTable(1):forward(torch.Tensor{{1, 2}, {3, 4}})  --> {{1, 2}, {3, 4}}

local check = require 'nn.check'
local lists = require 'nn.lists'

local SplitTable, parent = torch.class('nn.SplitTable', 'nn.Module')

--- @param dimension that is taken apart; negative ones count from the end
-- @param nInputDims dimensions of an input; one more means a batch in front, which is not counted;
--   default nil: no batch
function SplitTable:__init(dimension, nInputDims)
  parent.__init(self)
  self.dimension = check.integer(self, 'dimension', dimension)
  self.nInputDims = nInputDims
  self.output = {}
end

function SplitTable:updateOutput(input)
  check.tensor(self, 'input', input)
  local dimension, slices = check.dimension(self, input), {}
  for i = 1, input:size(dimension) do slices[i] = input:select(dimension, i) end
  self.output = slices
  return slices
end

function SplitTable:updateGradInput(input, gradOutput)
  check.own(self, 'input', input)
  local dimension = check.dimension(self, input)
  local count = input:size(dimension)
  lists.checkEntries(self, 'gradOutput', gradOutput, count)
  for i = 1, count do
    lists.checkNested(self, ('gradOutput[%d]'):format(i), gradOutput[i],
      input:select(dimension, i))
  end
  self.gradInput:resizeAs(input)
  for i = 1, count do self.gradInput:select(dimension, i):copy(gradOutput[i]) end
  return self.gradInput
end

-- output holds views of the user's tensor, which are not ours to convert or empty.
function SplitTable:type(type, tensorCache)
  if type then self.output = {} end
  return parent.type(self, type, tensorCache)
end

function SplitTable:clearState()
  self.output = {}
  return parent.clearState(self)
end
