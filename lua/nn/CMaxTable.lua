-- nn.CMaxTable(): the maximum of the tensors of the input table, element by element.
-- Neighbours: CMinTable.lua; elements.lua.
--
-- Shapes: all entries have the same number of elements; output as the first.
-- Example: nn.CMaxTable():forward({torch.rand(3), torch.rand(3)})

local elements = require 'nn.elements'

local CMaxTable, parent = torch.class('nn.CMaxTable', 'nn.Module')

--- Field maxIdx: for each element the entry that it came from; the first one where they are equal.
function CMaxTable:__init()
  parent.__init(self)
  self.gradInput = {}
  self.maxIdx = torch.Tensor()
  self.mask = torch.ByteTensor()
end

local function byteMask(self)
  if torch.typename(self.mask) ~= 'torch.ByteTensor' then self.mask = torch.ByteTensor() end
  return self.mask
end

function CMaxTable:updateOutput(input)
  elements.check(self, input)
  local mask, output = byteMask(self), self.output
  output:resizeAs(input[1]):copy(input[1])
  self.maxIdx = (self.maxIdx or output.new()):resizeAs(input[1]):fill(1)
  for i = 2, #input do
    mask:resize(input[i]:size())
    torch.gt(mask, input[i], output)
    self.maxIdx:maskedFill(mask, i)
    output:cmax(input[i])
  end
  return output
end

function CMaxTable:updateGradInput(input, gradOutput)
  local gradInput, mask = elements.results(self, input, gradOutput), byteMask(self)
  if self.maxIdx:nElement() ~= input[1]:nElement() then self:updateOutput(input) end
  for i = 1, #input do
    mask:resize(input[i]:size())
    torch.ne(mask, self.maxIdx, i)
    gradInput[i]:copy(gradOutput):maskedFill(mask, 0)
  end
  return gradInput
end

-- The mask stays a ByteTensor.
function CMaxTable:type(type, tensorCache)
  if type then self.mask = nil end
  return parent.type(self, type, tensorCache)
end

function CMaxTable:clearState()
  nn.utils.clear(self, 'maxIdx', 'mask')
  return parent.clearState(self)
end
