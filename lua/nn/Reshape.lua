-- nn.Reshape(sizes[, batchMode]): the input with other sizes; shares its elements where it is
-- contiguous. Neighbours: View.lua decides on batches in another way.
--
-- Shapes: an input with as many elements as `sizes` say is one sample, unless its first dimension
-- has size 1; else the first dimension is the batch. batchMode true says that there always is a
-- batch, false that there never is.
-- Example: nn.Reshape(6):forward(torch.rand(4, 2, 3))  --> 4x6

local check = require 'nn.check'

local Reshape, parent = torch.class('nn.Reshape', 'nn.Module')

--- @param ... sizes of a sample, or one LongStorage
-- @param batchMode whether there is a batch in front; default nil: the first dimension decides
-- Fields: size, nelement (their product), batchsize (the sizes with a batch), batchMode.
function Reshape:__init(...)
  parent.__init(self)
  local sizes, count = {...}, select('#', ...)
  if type(sizes[count]) == 'boolean' then
    self.batchMode = sizes[count]
    sizes[count] = nil
  end
  if #sizes == 1 and torch.typename(sizes[1]) == 'torch.LongStorage' then
    sizes = sizes[1]:totable()
  end
  self.size = check.sizes(self, 1, torch.LongStorage(sizes))
  self.nelement = 1
  for i = 1, #sizes do self.nelement = self.nelement * sizes[i] end
  table.insert(sizes, 1, 1)
  self.batchsize = torch.LongStorage(sizes)
end

-- The sizes of the output for this input; raises if it has the wrong number of elements.
local function sizeFor(self, input)
  check.tensor(self, 'input', input)
  local elements, samples = input:nElement(), input:dim() > 0 and input:size(1) or 0
  local batch = self.batchMode
  if batch == nil then batch = elements ~= self.nelement or samples == 1 end
  if elements ~= self.nelement * (batch and samples or 1) or elements == 0 then
    check.fail(self, 'input', ('%d elements%s'):format(self.nelement,
      batch and ' for each index of dimension 1' or ''), input)
  end
  if not batch then return self.size end
  self.batchsize[1] = samples
  return self.batchsize
end

function Reshape:updateOutput(input)
  self.output = nn.utils.contiguousView(self.output, input, sizeFor(self, input))
  return self.output
end

function Reshape:updateGradInput(input, gradOutput)
  check.sameCount(self, input, gradOutput)
  self.gradInput = nn.utils.contiguousView(self.gradInput, gradOutput, input:size())
  return self.gradInput
end

function Reshape:__tostring__()
  return ('%s(%s)'):format(torch.type(self), table.concat(self.size:totable(), 'x'))
end
