-- nn.SparseLinear(inputSize, outputSize[, doGradInput]): y = W x + b for inputs of which few
-- elements differ from 0. Neighbours: IndexLinear.lua, which has another input and updates only
-- what it used; src/nn/sparse.c.
--
-- Shapes: input n x 2, rows { index, value }, or a table of N such tensors, or N x n x 2, where
-- rows of value 0 fill up; output outputSize or N x outputSize.
-- Example: nn.SparseLinear(1000, 3):forward(torch.Tensor{{7, 0.5}, {900, 1}}):size()  --> {3}

local check = require 'nn.check'
local C = require 'facula.core'.nn

local SparseLinear, parent = torch.class('nn.SparseLinear', 'nn.Module')

--- @param inputSize, outputSize numbers of elements
-- @param doGradInput compute gradInput; default false: it is an empty table then. It has all
--   inputSize elements of each sample in rows { index, gradient }, in a table of one tensor a
--   sample, or as one tensor N x inputSize x 2 where the input is one.
-- weight (outputSize x inputSize) is drawn from U(-s, s), s = 1/sqrt(inputSize), bias from a
-- millionth of that. Gradients start as zero. weightDecay, 0 until set, adds that much of the
-- weight to its gradient.
function SparseLinear:__init(inputSize, outputSize, doGradInput)
  parent.__init(self)
  check.integer(self, 'inputSize', inputSize, 1)
  check.integer(self, 'outputSize', outputSize, 1)
  self.weightDecay = 0
  self.doGradInput = doGradInput or false
  self.weight = torch.Tensor(outputSize, inputSize)
  self.bias = torch.Tensor(outputSize)
  self.gradWeight = torch.Tensor(outputSize, inputSize):zero()
  self.gradBias = torch.Tensor(outputSize):zero()
  self.gradInput = {}
  self.output:resize(outputSize)
  self:reset()
end

--- Draws new parameters, weight first; with stdv from a uniform distribution with that standard
-- deviation. Returns self.
function SparseLinear:reset(stdv)
  stdv = stdv and stdv * math.sqrt(3) or 1 / math.sqrt(self.weight:size(2))
  self.weight:uniform(-stdv, stdv)
  self.bias:uniform(-stdv, stdv):mul(0.000001)
  return self
end

local function checkPairs(self, what, t, dims)
  check.own(self, what, t)
  if t:dim() ~= dims or t:size(dims) ~= 2 then
    check.fail(self, what, 'rows of { index, value }', t)
  end
end

-- The pairs of all samples in one tensor, the number of pairs of each, and whether there is a
-- batch.
local function format(self, input)
  self.sizes = torch.typename(self.sizes) == 'torch.LongTensor' and self.sizes
    or torch.LongTensor()
  local sizes = self.sizes
  if torch.type(input) ~= 'table' then
    check.own(self, 'input', input)
    local batch = input:dim() == 3
    checkPairs(self, 'input', input, batch and 3 or 2)
    if not batch then return input, sizes:resize(1):fill(input:size(1)), false end
    sizes:resize(input:size(1)):fill(input:size(2))
    return input:contiguous():view(-1, 2), sizes, true
  end
  if #input == 0 then check.fail(self, 'input', 'a tensor or a table of tensors', input) end
  local total = 0
  for i = 1, #input do
    checkPairs(self, ('input[%d]'):format(i), input[i], 2)
    total = total + input[i]:size(1)
  end
  if torch.typename(self.formatted_input) ~= torch.typename(self.weight) then
    self.formatted_input = self.weight.new()
  end
  local all, first = self.formatted_input:resize(total, 2), 1
  sizes:resize(#input)
  for i = 1, #input do
    local count = input[i]:size(1)
    all:narrow(1, first, count):copy(input[i])
    sizes[i], first = count, first + count
  end
  return all, sizes, true
end

function SparseLinear:updateOutput(input)
  local pairs, sizes, batch = format(self, input)
  C.SparseLinear_updateOutput(self.output, pairs, sizes, self.weight, self.bias, batch)
  return self.output
end

function SparseLinear:accGradParameters(input, gradOutput, scale)
  scale = scale or 1
  local pairs, sizes = format(self, input)
  local decay = self.weightDecay or 0
  C.SparseLinear_accGradParameters(pairs, sizes, gradOutput, self.gradWeight, self.gradBias, scale)
  if decay ~= 0 then self.gradWeight:add(scale * decay, self.weight) end
end

-- Column 1 of each n x 2 matrix in t counts up.
local function number(t, n)
  local column = t:select(t:dim(), 1)
  column:copy(torch.range(1, n):typeAs(t):view(1, n):expand(t:nElement() / (2 * n), n))
end

function SparseLinear:updateGradInput(input, gradOutput)
  if not self.gradInput then return nil end
  if not self.doGradInput then
    self.gradInput = {}
    return self.gradInput
  end
  local _, sizes = format(self, input)
  local samples, out, n = sizes:size(1), self.weight:size(1), self.weight:size(2)
  check.own(self, 'gradOutput', gradOutput)
  if gradOutput:nElement() ~= samples * out then
    check.fail(self, 'gradOutput', ('%dx%d elements'):format(samples, out), gradOutput)
  end
  self.product = self.product or self.weight.new()
  self.product:resize(samples, n):mm(gradOutput:contiguous():view(samples, out), self.weight)
  self.gradRows = self.gradRows or self.weight.new()
  local rows = self.gradRows
  if not rows:isSize(torch.LongStorage {samples, n, 2}) then
    rows:resize(samples, n, 2)
    number(rows, n)
  end
  rows:select(3, 2):copy(self.product)
  if torch.isTensor(input) and input:dim() == 3 then
    self.gradInput = rows
  else
    self.gradInput = {}
    for i = 1, samples do self.gradInput[i] = rows:select(1, i) end
  end
  return self.gradInput
end

-- Buffers are made anew; sizes stay a LongTensor.
local function dropBuffers(self)
  self.sizes, self.formatted_input, self.product, self.gradRows = nil, nil, nil, nil
  self.gradInput = self.gradInput and {}
end

function SparseLinear:type(type, tensorCache)
  if type then dropBuffers(self) end
  return parent.type(self, type, tensorCache)
end

function SparseLinear:clearState()
  dropBuffers(self)
  self.output:set()
  return self
end
