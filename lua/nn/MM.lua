-- nn.MM([transA[, transB]]): the product of two matrices, or of the matrices of two batches.
-- Neighbours: MV.lua.
--
-- Shapes: input { M x K, K x N } or { B x M x K, B x K x N }; output M x N or B x M x N.
-- Example: nn.MM():forward({torch.rand(2, 3), torch.rand(3, 4)})  --> 2x4

local check = require 'nn.check'

local MM, parent = torch.class('nn.MM', 'nn.Module')

--- @param transA, transB take the first or second input transposed; default false
function MM:__init(transA, transB)
  parent.__init(self)
  self.transA = transA or false
  self.transB = transB or false
  self.gradInput = {torch.Tensor(), torch.Tensor()}
end

local function flip(t)
  return t:transpose(t:dim() - 1, t:dim())
end

-- Both operands as they are multiplied.
local function operands(self, input)
  local a, b = check.pair(self, input)
  local dims = a:dim()
  if dims ~= 2 and dims ~= 3 then
    check.fail(self, 'input[1]', 'a matrix or a batch of matrices (input tensors must be 2D or 3D)',
      a)
  end
  if b:dim() ~= dims then
    check.fail(self, 'input[2]', ('the same number of dimensions as the first, %d'):format(dims), b)
  end
  if self.transA then a = flip(a) end
  if self.transB then b = flip(b) end
  if a:size(dims) ~= b:size(dims - 1) or (dims == 3 and a:size(1) ~= b:size(1)) then
    check.fail(self, 'input[2]', 'matrices that can be multiplied with ' .. check.describe(a), b)
  end
  return a, b, dims
end

local function multiply(result, a, b)
  if a:dim() == 3 then return result:resize(a:size(1), a:size(2), b:size(3)):bmm(a, b) end
  return result:resize(a:size(1), b:size(2)):mm(a, b)
end

function MM:updateOutput(input)
  local a, b = operands(self, input)
  return multiply(self.output, a, b)
end

--- For c = a b: gradA = gradC b', gradB = a' gradC.
function MM:updateGradInput(input, gradOutput)
  local a, b, dims = operands(self, input)
  check.own(self, 'gradOutput', gradOutput)
  if gradOutput:dim() ~= dims or gradOutput:size(dims - 1) ~= a:size(dims - 1)
    or gradOutput:size(dims) ~= b:size(dims)
    or (dims == 3 and gradOutput:size(1) ~= a:size(1)) then
    check.fail(self, 'gradOutput', ('%s%dx%d elements'):format(
      dims == 3 and a:size(1) .. 'x' or '', a:size(dims - 1), b:size(dims)), gradOutput)
  end
  local gradInput = check.pairOfResults(self)
  if self.transA then
    multiply(gradInput[1], b, flip(gradOutput))
  else
    multiply(gradInput[1], gradOutput, flip(b))
  end
  if self.transB then
    multiply(gradInput[2], flip(gradOutput), a)
  else
    multiply(gradInput[2], flip(a), gradOutput)
  end
  return gradInput
end
