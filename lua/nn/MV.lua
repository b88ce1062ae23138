-- nn.MV([trans]): the product of a matrix and a vector, or of those of two batches.
-- Neighbours: MM.lua.
--
-- Shapes: input { M x K, K } or { B x M x K, B x K }; output M or B x M.
-- Example: nn.MV():forward({torch.rand(2, 3), torch.rand(3)}):size()  --> {2}

local check = require 'nn.check'

local MV, parent = torch.class('nn.MV', 'nn.Module')

--- @param trans take the matrix transposed; default false
function MV:__init(trans)
  parent.__init(self)
  self.trans = trans or false
  self.gradInput = {torch.Tensor(), torch.Tensor()}
end

-- Both operands as batches: B x M x K and B x K x 1.
local function operands(self, input)
  local m, v = check.pair(self, input)
  local dims = m:dim()
  if (dims ~= 2 and dims ~= 3) or v:dim() ~= dims - 1 then
    check.fail(self, 'input[2]', 'a vector for a matrix in input[1], or a matrix for a batch of '
      .. 'matrices, to ' .. check.describe(m), v)
  end
  if self.trans then m = m:transpose(dims - 1, dims) end
  if m:size(dims) ~= v:size(dims - 1) or (dims == 3 and m:size(1) ~= v:size(1)) then
    check.fail(self, 'input[2]', 'what can be multiplied with ' .. check.describe(m), v)
  end
  if dims == 2 then
    m, v = nn.utils.addSingletonDimension(m, 1), nn.utils.addSingletonDimension(v, 1)
  end
  return m, nn.utils.addSingletonDimension(v, 3), dims
end

function MV:updateOutput(input)
  local m, v, dims = operands(self, input)
  local output = self.output:resize(m:size(1), m:size(2), 1)
  output:bmm(m, v)
  if dims == 2 then output:resize(m:size(2)) else output:resize(m:size(1), m:size(2)) end
  return output
end

--- For y = M v: gradM = gradY v', gradV = M' gradY.
function MV:updateGradInput(input, gradOutput)
  local m, v = operands(self, input)
  check.own(self, 'gradOutput', gradOutput)
  if gradOutput:nElement() ~= m:size(1) * m:size(2) then
    check.fail(self, 'gradOutput', ('%d elements'):format(m:size(1) * m:size(2)), gradOutput)
  end
  local g = gradOutput:contiguous():view(m:size(1), m:size(2), 1)
  local gradInput = check.pairOfResults(self)
  if self.trans then
    gradInput[1]:resize(m:size(1), m:size(3), m:size(2)):bmm(v, g:transpose(2, 3))
  else
    gradInput[1]:resize(m:size(1), m:size(2), m:size(3)):bmm(g, v:transpose(2, 3))
  end
  gradInput[2]:resize(m:size(1), m:size(3), 1):bmm(m:transpose(2, 3), g)
  for i = 1, 2 do gradInput[i]:resizeAs(input[i]) end
  return gradInput
end
