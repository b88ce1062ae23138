-- nn.JoinTable(dimension[, nInputDims]): joins the tensors of the input table along dimension.
-- Neighbours: lists.lua; Concat joins the outputs of modules.
--
-- Shapes: the entries agree in all dimensions but `dimension`.
-- Example: nn.JoinTable(2):forward({torch.rand(4, 3), torch.rand(4, 2)})  --> 4x5

local check = require 'nn.check'
local lists = require 'nn.lists'

local JoinTable, parent = torch.class('nn.JoinTable', 'nn.Module')

--- @param dimension to join along; negative ones count from the end
-- @param nInputDims dimensions of an entry; one more means a batch in front, which is not counted;
--   default nil: no batch
-- Field size: the size of the last output.
function JoinTable:__init(dimension, nInputDims)
  parent.__init(self)
  self.size = torch.LongStorage()
  self.dimension = check.integer(self, 'dimension', dimension)
  self.nInputDims = nInputDims
  self.gradInput = {}
end

function JoinTable:updateOutput(input)
  lists.checkTensors(self, 'input', input)
  check.own(self, 'input[1]', input[1])
  local dimension = check.dimension(self, input[1])
  self.size = lists.joinedSize(self, 'input', input, dimension)
  self.output:resize(self.size)
  lists.join(self.output, input, dimension)
  return self.output
end

function JoinTable:updateGradInput(input, gradOutput)
  lists.checkTensors(self, 'input', input)
  check.own(self, 'gradOutput', gradOutput)
  local dimension, first = check.dimension(self, input[1]), 1
  local size = lists.joinedSize(self, 'input', input, dimension)
  if not gradOutput:isSize(size) then
    check.fail(self, 'gradOutput', 'the size ' .. table.concat(size:totable(), 'x'), gradOutput)
  end
  for i = 1, #input do
    local length = input[i]:size(dimension)
    self.gradInput[i] = self.gradInput[i] or input[i].new()
    self.gradInput[i]:resizeAs(input[i]):copy(gradOutput:narrow(dimension, first, length))
    first = first + length
  end
  lists.trim(self.gradInput, #input)
  return self.gradInput
end
