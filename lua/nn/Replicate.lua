-- nn.Replicate(nFeature[, dim[, ndim]]): the input nFeature times along a new dimension.
-- Neighbours: Unsqueeze.lua.
--
-- Shapes: output as input with a dimension nFeature at dim; it shares the input's elements.
-- Example: nn.Replicate(3, 2):forward(torch.rand(4, 5))  --> 4x3x5

local check = require 'nn.check'

local Replicate, parent = torch.class('nn.Replicate', 'nn.Module')

--- @param nFeature how many times
-- @param dim where the new dimension is; default 1
-- @param ndim dimensions of an input; more mean a batch in front, which is not counted; default
--   nil: no batch
function Replicate:__init(nFeature, dim, ndim)
  parent.__init(self)
  self.nfeatures = check.integer(self, 'nFeature', nFeature, 1)
  self.dim = check.integer(self, 'dim', dim or 1, 1)
  self.ndim = ndim
end

-- The new dimension for this input.
local function place(self, input)
  check.own(self, 'input', input)
  local dim = check.integer(self, 'dim', self.dim or 1, 1)
    + (self.ndim and input:dim() > self.ndim and 1 or 0)
  if input:dim() == 0 or dim > input:dim() + 1 then
    check.fail(self, 'input', ('at least %d dimensions'):format(math.max(1, dim - 1)), input)
  end
  return dim
end

function Replicate:updateOutput(input)
  local dim = place(self, input)
  local size, stride = input:size():totable(), input:stride():totable()
  table.insert(size, dim, self.nfeatures)
  table.insert(stride, dim, 0)
  self.output:set(input:storage(), input:storageOffset(), torch.LongStorage(size),
    torch.LongStorage(stride))
  return self.output
end

function Replicate:updateGradInput(input, gradOutput)
  local dim = place(self, input)
  check.own(self, 'gradOutput', gradOutput)
  if gradOutput:dim() ~= input:dim() + 1
    or gradOutput:nElement() ~= input:nElement() * self.nfeatures
    or gradOutput:size(dim) ~= self.nfeatures then
    check.fail(self, 'gradOutput', ('%d times %s along dimension %d'):format(self.nfeatures,
      check.describe(input), dim), gradOutput)
  end
  torch.sum(self.gradInput, gradOutput, dim)
  return self.gradInput:resizeAs(input)
end

-- output is a view of the user's tensor, which is not ours to convert.
function Replicate:type(type, tensorCache)
  if type then self.output = self.output.new() end
  return parent.type(self, type, tensorCache)
end
