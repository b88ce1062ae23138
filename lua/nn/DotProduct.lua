-- nn.DotProduct(): the dot product of two inputs. Neighbours: CosineDistance.lua.
--
-- Shapes: input { n, n } or { N x n, N x n }; output 1 or N.
-- Example: nn.DotProduct():forward({torch.ones(3), torch.ones(3)})  --> {3}

local check = require 'nn.check'

local DotProduct, parent = torch.class('nn.DotProduct', 'nn.Module')

function DotProduct:__init()
  parent.__init(self)
  self.gradInput = {torch.Tensor(), torch.Tensor()}
end

-- Both inputs as matrices.
local function rows(self, input)
  local a, b = check.pair(self, input)
  if a:dim() < 1 or a:dim() > 2 or not b:isSameSizeAs(a) then
    check.fail(self, 'input[2]', 'a vector or matrix of the size of input[1], '
      .. check.describe(a), b)
  end
  if a:dim() == 1 then a, b = a:contiguous():view(1, -1), b:contiguous():view(1, -1) end
  return a, b
end

function DotProduct:updateOutput(input)
  local a, b = rows(self, input)
  self.buffer = self.buffer or a.new()
  self.buffer:resizeAs(a):cmul(a, b)
  torch.sum(self.output, self.buffer, 2)
  self.output:resize(a:size(1))
  return self.output
end

function DotProduct:updateGradInput(input, gradOutput)
  local a, b = rows(self, input)
  check.own(self, 'gradOutput', gradOutput)
  if gradOutput:nElement() ~= a:size(1) then
    check.fail(self, 'gradOutput', ('%d elements'):format(a:size(1)), gradOutput)
  end
  local gradInput = check.pairOfResults(self)
  local g = gradOutput:contiguous():view(-1, 1):expandAs(a)
  gradInput[1]:resizeAs(a):cmul(b, g)
  gradInput[2]:resizeAs(a):cmul(a, g)
  for i = 1, 2 do gradInput[i]:resizeAs(input[i]) end
  return gradInput
end

function DotProduct:clearState()
  nn.utils.clear(self, 'buffer')
  return parent.clearState(self)
end
