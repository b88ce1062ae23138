-- nn.PartialLinear(inputSize, outputSize[, bias]): a linear layer of which only some outputs are
-- computed. Neighbours: LookupTable.lua holds the weight, MM.lua multiplies.
--
-- Shapes: input N x inputSize; output N x outputs of the partition.
-- Example:
--   local m = nn.PartialLinear(5, 1000)
--   m:setPartition(torch.LongTensor{3, 998})
--   m:forward(torch.rand(2, 5))  --> 2x2

local check = require 'nn.check'

local PartialLinear, parent = torch.class('nn.PartialLinear', 'nn.Module')

--- @param inputsize, outputsize numbers of elements
-- @param bias false for a layer without bias; default true
-- The weight (outputsize x inputsize) is drawn from the normal distribution, bias (1 x outputsize)
-- starts as 0. All outputs are computed until setPartition.
function PartialLinear:__init(inputsize, outputsize, bias)
  parent.__init(self)
  self.inputsize = check.integer(self, 'inputsize', inputsize, 1)
  self.outputsize = check.integer(self, 'outputsize', outputsize, 1)
  self.allcolumns = torch.range(1, outputsize)
  self.partition = self.allcolumns
  self.network = nn.Sequential():add(nn.ParallelTable():add(nn.Identity())
    :add(nn.LookupTable(outputsize, inputsize))):add(nn.MM(false, true))
  if bias ~= false then
    self.bias = torch.Tensor(1, outputsize):zero()
    self.gradBias = torch.Tensor(1, outputsize):zero()
  end
end

--- Computes only these outputs from now on.
-- @param indices a vector of numbers from 1 to outputsize
function PartialLinear:setPartition(indices)
  check.tensor(self, 'partition', indices)
  if indices:dim() ~= 1 then check.fail(self, 'partition', 'a vector', indices) end
  if indices:min() < 1 or indices:max() > self.outputsize then
    check.fail(self, 'partition', 'numbers from 1 to ' .. self.outputsize, indices)
  end
  self.partition = indices:type(self.allcolumns:type())
end

--- Computes all outputs from now on.
function PartialLinear:resetPartition()
  self.partition = self.allcolumns
end

local function lookup(self)
  return self.network:get(1):get(2)
end

--- { weight, bias } and their gradients.
function PartialLinear:parameters()
  local table = lookup(self)
  return {table.weight, self.bias}, {table.gradWeight, self.gradBias}
end

local function checkInput(self, input)
  check.own(self, 'input', input)
  if input:dim() ~= 2 or input:size(2) ~= self.inputsize then
    check.fail(self, 'input', ('a matrix of %d columns'):format(self.inputsize), input)
  end
  return {input, self.partition}
end

function PartialLinear:updateOutput(input)
  self.output:set(self.network:forward(checkInput(self, input)))
  if self.bias then
    self.output:add(self.bias:index(2, self.partition:long()):expandAs(self.output))
  end
  return self.output
end

function PartialLinear:updateGradInput(input, gradOutput)
  if not self.gradInput then return nil end
  self.network:updateGradInput(checkInput(self, input), gradOutput)
  self.gradInput:set(self.network.gradInput[1])
  return self.gradInput
end

-- gradBias += scale times the rows of gradOutput
local function addBias(self, gradBias, gradOutput, scale)
  local sum = gradOutput:sum(1):mul(scale)
  gradBias:indexAdd(2, self.partition:long(), sum)
end

--- As in a Sequential, updateGradInput must come first.
function PartialLinear:accGradParameters(input, gradOutput, scale)
  scale = scale or 1
  local inputs = checkInput(self, input)
  self.network:updateGradInput(inputs, gradOutput)
  self.network:accGradParameters(inputs, gradOutput, scale)
  if self.bias then addBias(self, self.gradBias, gradOutput, scale) end
end

function PartialLinear:accUpdateGradParameters(input, gradOutput, lr)
  local inputs = checkInput(self, input)
  self.network:updateGradInput(inputs, gradOutput)
  self.network:accUpdateGradParameters(inputs, gradOutput, lr)
  if self.bias then addBias(self, self.bias, gradOutput, -lr) end
end

-- The parameters can be updated directly even when they are shared.
function PartialLinear:sharedAccUpdateGradParameters(input, gradOutput, lr)
  self:accUpdateGradParameters(input, gradOutput, lr)
end

function PartialLinear:clearState()
  self.network:clearState()
  return parent.clearState(self)
end

function PartialLinear:__tostring__()
  return ('%s(%d -> %d)%s'):format(torch.type(self), self.inputsize, self.outputsize,
    self.bias and '' or ' without bias')
end
