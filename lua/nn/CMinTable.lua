-- nn.CMinTable(): the minimum of the tensors of the input table, element by element.
-- Neighbours: CMaxTable.lua; elements.lua.
--
-- Shapes: all entries have the same number of elements; output as the first.
-- Example: nn.CMinTable():forward({torch.rand(3), torch.rand(3)})

local elements = require 'nn.elements'

local CMinTable, parent = torch.class('nn.CMinTable', 'nn.Module')

--- Field minIdx: for each element the entry that it came from; the first one where they are equal.
function CMinTable:__init()
  parent.__init(self)
  self.gradInput = {}
  self.minIdx = torch.Tensor()
  self.mask = torch.ByteTensor()
end

local function byteMask(self)
  if torch.typename(self.mask) ~= 'torch.ByteTensor' then self.mask = torch.ByteTensor() end
  return self.mask
end

function CMinTable:updateOutput(input)
  elements.check(self, input)
  local mask, output = byteMask(self), self.output
  output:resizeAs(input[1]):copy(input[1])
  self.minIdx = (self.minIdx or output.new()):resizeAs(input[1]):fill(1)
  for i = 2, #input do
    mask:resize(input[i]:size())
    torch.lt(mask, input[i], output)
    self.minIdx:maskedFill(mask, i)
    output:cmin(input[i])
  end
  return output
end

function CMinTable:updateGradInput(input, gradOutput)
  local gradInput, mask = elements.results(self, input, gradOutput), byteMask(self)
  if self.minIdx:nElement() ~= input[1]:nElement() then self:updateOutput(input) end
  for i = 1, #input do
    mask:resize(input[i]:size())
    torch.ne(mask, self.minIdx, i)
    gradInput[i]:copy(gradOutput):maskedFill(mask, 0)
  end
  return gradInput
end

-- The mask stays a ByteTensor.
function CMinTable:type(type, tensorCache)
  if type then self.mask = nil end
  return parent.type(self, type, tensorCache)
end

function CMinTable:clearState()
  nn.utils.clear(self, 'minIdx', 'mask')
  return parent.clearState(self)
end
