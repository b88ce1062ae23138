-- nn.Cosine(inputSize, outputSize): the cosines of the angles to outputSize vectors.
-- Neighbours: CosineDistance.lua compares two inputs.
--
-- Shapes: input inputSize or N x inputSize; output outputSize or N x outputSize.
-- Example: nn.Cosine(5, 3):forward(torch.rand(2, 5))  --> 2x3

local check = require 'nn.check'

local Cosine, parent = torch.class('nn.Cosine', 'nn.Module')

local eps = 1e-12 -- added to lengths, so that a vector of zeros has an angle

--- @param inputSize, outputSize numbers of elements
-- The rows of weight (outputSize x inputSize) are drawn from U(-s, s), s = 1/sqrt(outputSize).
function Cosine:__init(inputSize, outputSize)
  parent.__init(self)
  check.integer(self, 'inputSize', inputSize, 1)
  check.integer(self, 'outputSize', outputSize, 1)
  self.weight = torch.Tensor(outputSize, inputSize)
  self.gradWeight = torch.Tensor(outputSize, inputSize)
  self:reset()
end

--- Draws new vectors; with stdv from a uniform distribution with that standard deviation.
function Cosine:reset(stdv)
  stdv = stdv and stdv * math.sqrt(3) or 1 / math.sqrt(self.weight:size(1))
  self.weight:uniform(-stdv, stdv)
end

-- t, a vector of n elements or a matrix of n columns, as a matrix.
local function rows(self, what, t, n)
  check.own(self, what, t)
  local dims = t:dim()
  if dims < 1 or dims > 2 or t:size(dims) ~= n then
    check.fail(self, what, ('a vector of %d elements or a matrix of %d columns'):format(n, n), t)
  end
  return dims == 1 and nn.utils.addSingletonDimension(t, 1) or t
end

-- Kept buffers by name.
local function buffer(self, name)
  self[name] = self[name] or self.weight.new()
  return self[name]
end

-- Lengths of the rows of x in a column.
local function lengths(result, x)
  return torch.norm(result, x, 2, 2):add(eps)
end

function Cosine:updateOutput(input)
  local weight = self.weight
  local x = rows(self, 'input', input, weight:size(2))
  local weightNorm = lengths(buffer(self, '_weightNorm'), weight)
  local inputNorm = lengths(buffer(self, '_inputNorm'), x)
  local output = self.output
  output:resize(x:size(1), weight:size(1)):mm(x, weight:t())
  output:cdiv(weightNorm:t():expandAs(output)):cdiv(inputNorm:expandAs(output))
  if input:dim() == 1 then output:resize(weight:size(1)) end
  return output
end

-- gradOutput, output and input as matrices; gradOutput divided by both lengths.
local function scaled(self, input, gradOutput)
  local weight = self.weight
  local x = rows(self, 'input', input, weight:size(2))
  local g = rows(self, 'gradOutput', gradOutput, weight:size(1))
  local y = rows(self, 'output', self.output, weight:size(1))
  if g:size(1) ~= x:size(1) or y:size(1) ~= x:size(1) or gradOutput:dim() ~= input:dim() then
    check.fail(self, 'gradOutput', check.describe(self.output) .. ' like the output', gradOutput)
  end
  local weightNorm = lengths(buffer(self, '_weightNorm'), weight)
  local inputNorm = lengths(buffer(self, '_inputNorm'), x)
  local q = buffer(self, '_gradOutput'):resizeAs(g):copy(g)
  q:cdiv(weightNorm:t():expandAs(q)):cdiv(inputNorm:expandAs(q))
  return x, g, y, q
end

--- The part of the gradient along the vector itself changes no angle and is taken out:
-- gradInput = sum_j g[j] (w[j] / (|x| |w[j]|) - y[j] x / |x|^2)
function Cosine:updateGradInput(input, gradOutput)
  if not self.gradInput then return nil end
  local x, g, y, q = scaled(self, input, gradOutput)
  local gradInput = self.gradInput
  gradInput:resizeAs(x):mm(q, self.weight)
  local product = buffer(self, '_product'):resizeAs(g):cmul(g, y)
  local along = torch.sum(buffer(self, '_sum'), product, 2)
  along:cdiv(self._inputNorm):cdiv(self._inputNorm)
  gradInput:addcmul(-1, along:expandAs(x), x)
  if input:dim() == 1 then gradInput:resize(input:size(1)) end
  return gradInput
end

function Cosine:accGradParameters(input, gradOutput, scale)
  scale = scale or 1
  local x, g, y, q = scaled(self, input, gradOutput)
  local product = buffer(self, '_product'):resizeAs(g):cmul(g, y)
  local along = torch.sum(buffer(self, '_sum'), product, 1):t()
  along:cdiv(self._weightNorm):cdiv(self._weightNorm)
  -- weight first: in an update in place gradWeight is the weight
  self.gradWeight:addcmul(-scale, along:expandAs(self.weight), self.weight)
  self.gradWeight:addmm(scale, q:t(), x)
end

function Cosine:clearState()
  nn.utils.clear(self, '_weightNorm', '_inputNorm', '_gradOutput', '_product', '_sum')
  return parent.clearState(self)
end
