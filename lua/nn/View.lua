-- nn.View(sizes): the input with other sizes; shares its elements where it is contiguous.
-- Neighbours: Reshape.lua decides on batches in another way.
--
-- Shapes: a sample has as many elements as `sizes` say, one of which may be -1 and is filled in.
-- What is left over of the input is a batch in front.
-- Example: nn.View(6):forward(torch.rand(4, 2, 3))  --> 4x6
--          nn.View(-1):setNumInputDims(2):forward(torch.rand(4, 2, 3))  --> 4x6

local check = require 'nn.check'

local View, parent = torch.class('nn.View', 'nn.Module')

--- @param ... sizes of a sample, or one LongStorage; at most one is -1
-- Fields: size, numElements (their product without the -1), numInputDims.
function View:__init(...)
  parent.__init(self)
  self:resetSize(...)
end

--- Sets other sizes; returns self.
function View:resetSize(...)
  local size = check.sizes(self, -1, ...)
  local elements, inferred = 1, 0
  for i = 1, size:size() do
    if size[i] == -1 then
      inferred = inferred + 1
    else
      elements = elements * size[i]
    end
  end
  if inferred > 1 or elements < 1 then
    error(torch.type(self) .. ': size: expected positive numbers and at most one -1, got '
      .. table.concat(size:totable(), ', '), 0)
  end
  self.size, self.numElements, self.numInputDims = size, elements, nil
  return self
end

--- Says how many dimensions a sample of the input has; those before are the batch. Returns self.
-- @param numInputDims how many; nil to find out from the sizes
function View:setNumInputDims(numInputDims)
  self.numInputDims = numInputDims
  return self
end

-- The number of samples in a batch, or nil for a single sample.
local function batchSize(self, input)
  local dims = input:dim()
  local inner = math.min(self.numInputDims or dims, dims)
  local outerCount, innerCount = 1, 1
  for d = 1, dims - inner do outerCount = outerCount * input:size(d) end
  for d = dims - inner + 1, dims do innerCount = innerCount * input:size(d) end
  if dims == 0 or innerCount % self.numElements ~= 0 then
    check.fail(self, 'input', ('a multiple of %d elements for the sizes %s')
      :format(self.numElements, table.concat(self.size:totable(), 'x')), input)
  end
  local samples = outerCount
  local inferred = false
  for i = 1, self.size:size() do inferred = inferred or self.size[i] == -1 end
  if not inferred then samples = samples * innerCount / self.numElements end
  if samples == 1 and inner == dims then return nil end
  return samples
end

function View:updateOutput(input)
  local samples = batchSize(self, check.tensor(self, 'input', input))
  local size = self.size
  if samples then
    local sizes = size:totable()
    table.insert(sizes, 1, samples)
    size = torch.LongStorage(sizes)
  end
  self.output = nn.utils.contiguousView(self.output, input, size)
  return self.output
end

function View:updateGradInput(input, gradOutput)
  check.sameCount(self, input, gradOutput)
  self.gradInput = nn.utils.contiguousView(self.gradInput, gradOutput, input:size())
  return self.gradInput
end

function View:__tostring__()
  return ('%s(%s)'):format(torch.type(self), table.concat(self.size:totable(), ', '))
end
