-- nn.Bilinear(inputSize1, inputSize2, outputSize[, bias]): y[k] = x1' W[k] x2 + b[k] of a pair of
-- inputs.
--
-- Shapes: input { N x inputSize1, N x inputSize2 }; output N x outputSize.
-- Example: nn.Bilinear(3, 4, 2):forward({torch.rand(5, 3), torch.rand(5, 4)})  --> 5x2
--
-- All passes are products of matrices with the weight seen as outputSize x (inputSize1 inputSize2)
-- and, for each sample, the outer product of its two inputs as one row.

local check = require 'nn.check'

local Bilinear, parent = torch.class('nn.Bilinear', 'nn.Module')

local blockElements = 2 ^ 21 -- outer products that are held at once

--- @param inputSize1, inputSize2, outputSize numbers of elements
-- @param bias false for a layer without bias; default true
-- weight (outputSize x inputSize1 x inputSize2) and bias are drawn from U(-s, s),
-- s = 1/sqrt(inputSize1).
function Bilinear:__init(inputSize1, inputSize2, outputSize, bias)
  parent.__init(self)
  check.integer(self, 'inputSize1', inputSize1, 1)
  check.integer(self, 'inputSize2', inputSize2, 1)
  check.integer(self, 'outputSize', outputSize, 1)
  self.weight = torch.Tensor(outputSize, inputSize1, inputSize2)
  self.gradWeight = torch.Tensor(outputSize, inputSize1, inputSize2)
  if bias ~= false then
    self.bias = torch.Tensor(outputSize)
    self.gradBias = torch.Tensor(outputSize)
  end
  self.gradInput = {torch.Tensor(), torch.Tensor()}
  self:reset()
end

--- Draws new parameters, weight first; with stdv from a uniform distribution with that standard
-- deviation. Returns self.
function Bilinear:reset(stdv)
  stdv = stdv and stdv * math.sqrt(3) or 1 / math.sqrt(self.weight:size(2))
  self.weight:uniform(-stdv, stdv)
  if self.bias then self.bias:uniform(-stdv, stdv) end
  return self
end

-- Raises unless input is a pair of matrices that fit the weight, and gradOutput (if given) them.
local function checkInput(self, input, gradOutput)
  local weight = self.weight
  check.pair(self, input)
  for i = 1, 2 do
    if input[i]:dim() ~= 2 or input[i]:size(2) ~= weight:size(i + 1)
      or input[i]:size(1) ~= input[1]:size(1) then
      check.fail(self, ('input[%d]'):format(i), ('a matrix of %d columns with as many rows as '
        .. 'the other'):format(weight:size(i + 1)), input[i])
    end
  end
  if not gradOutput then return end
  check.own(self, 'gradOutput', gradOutput)
  if gradOutput:dim() ~= 2 or gradOutput:size(1) ~= input[1]:size(1)
    or gradOutput:size(2) ~= weight:size(1) then
    check.fail(self, 'gradOutput',
      ('a matrix of size %dx%d'):format(input[1]:size(1), weight:size(1)), gradOutput)
  end
end

-- The weight with one row for each output.
local function flat(weight)
  return weight:contiguous():view(weight:size(1), -1)
end

-- Calls f(first, count) for blocks of samples whose outer products are not too many at once.
local function eachBlock(self, samples, f)
  local size = self.weight:size(2) * self.weight:size(3)
  local block = math.max(1, math.floor(blockElements / size))
  for first = 1, samples, block do f(first, math.min(block, samples - first + 1)) end
end

-- Outer products of these samples, one a row.
local function outer(self, input, first, count)
  local n1, n2 = self.weight:size(2), self.weight:size(3)
  self.buff1 = self.buff1 or self.weight.new()
  local products = self.buff1:resize(count, n1, n2)
  local a = input[1]:narrow(1, first, count):contiguous():view(count, n1, 1)
  local b = input[2]:narrow(1, first, count):contiguous():view(count, 1, n2)
  products:cmul(a:expandAs(products), b:expandAs(products))
  return products:view(count, n1 * n2)
end

function Bilinear:updateOutput(input)
  checkInput(self, input)
  local weight, samples = flat(self.weight), input[1]:size(1)
  self.output:resize(samples, weight:size(1))
  eachBlock(self, samples, function(first, count)
    local output = self.output:narrow(1, first, count)
    if self.bias then
      output:copy(nn.utils.addSingletonDimension(self.bias, 1):expandAs(output))
      output:addmm(outer(self, input, first, count), weight:t())
    else
      output:mm(outer(self, input, first, count), weight:t())
    end
  end)
  return self.output
end

function Bilinear:updateGradInput(input, gradOutput)
  if not self.gradInput then return nil end
  checkInput(self, input, gradOutput)
  local weight, gradInput = flat(self.weight), check.pairOfResults(self)
  local n1, n2, samples = self.weight:size(2), self.weight:size(3), input[1]:size(1)
  self.buff2 = self.buff2 or weight.new()
  for i = 1, 2 do gradInput[i]:resizeAs(input[i]) end
  eachBlock(self, samples, function(first, count)
    -- for each sample the sum of the matrices W[k] with the weights gradOutput[k]
    local mixed = self.buff2:resize(count, n1 * n2)
    mixed:mm(gradOutput:narrow(1, first, count), weight)
    mixed = mixed:view(count, n1, n2)
    local a = input[1]:narrow(1, first, count):contiguous():view(count, n1, 1)
    local b = input[2]:narrow(1, first, count):contiguous():view(count, n2, 1)
    gradInput[1]:narrow(1, first, count):view(count, n1, 1):bmm(mixed, b)
    gradInput[2]:narrow(1, first, count):view(count, n2, 1):bmm(mixed:transpose(2, 3), a)
  end)
  return gradInput
end

function Bilinear:accGradParameters(input, gradOutput, scale)
  scale = scale or 1
  checkInput(self, input, gradOutput)
  local gradWeight = self.gradWeight
  local sum = gradWeight:contiguous():view(gradWeight:size(1), -1)
  eachBlock(self, input[1]:size(1), function(first, count)
    sum:addmm(scale, gradOutput:narrow(1, first, count):t(), outer(self, input, first, count))
  end)
  if not gradWeight:isContiguous() then gradWeight:copy(sum:viewAs(gradWeight)) end
  if self.gradBias then
    self.buff3 = self.buff3 or sum.new()
    self.gradBias:add(scale, torch.sum(self.buff3, gradOutput, 1))
  end
end

-- The parameters can be updated directly even when they are shared.
function Bilinear:sharedAccUpdateGradParameters(input, gradOutput, lr)
  self:defaultAccUpdateGradParameters(input, gradOutput, lr)
end

function Bilinear:clearState()
  nn.utils.clear(self, 'buff1', 'buff2', 'buff3')
  return parent.clearState(self)
end

function Bilinear:__tostring__()
  return ('%s(%dx%d -> %d) %s'):format(torch.type(self), self.weight:size(2), self.weight:size(3),
    self.weight:size(1), self.bias and '' or ' without bias')
end
