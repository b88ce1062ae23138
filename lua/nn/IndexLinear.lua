-- nn.IndexLinear(inputSize, outputSize, ...): y = W x + b for inputs given as keys and values, with
-- gradients only for the rows of the weight that were used.
-- Neighbours: SparseLinear.lua has dense gradients; src/nn/sparse.c.
--
-- Shapes: input, with n the number of a sample's keys and keys in LongTensors:
--   { keys n, values n }                              one sample; output outputSize
--   { { keys n1, keys n2, ... }, { values n1, ... } } a batch; output N x outputSize
--   { keys n1 + n2 + ..., values, sizes N }           a batch without gaps; output N x outputSize
-- Example:
--   local layer = nn.IndexLinear(1000, 3)
--   layer:forward({torch.LongTensor{7, 900}, torch.Tensor{0.5, 1}}):size()  --> {3}
--
-- Gradients are kept as a list of keys and rows in `running` until updateParameters takes a step;
-- zeroGradParameters forgets them. There is no dense gradient, so getParameters and the optimizers
-- of optim have no access: train with updateParameters or accUpdateGradParameters.

local check = require 'nn.check'
local C = require 'facula.core'.nn

local IndexLinear, parent = torch.class('nn.IndexLinear', 'nn.Module')

--- @param inputSize, outputSize numbers of elements
-- @param doGradInput compute gradInput: a gradient for all inputSize keys, in the form of the input
--   (without sizes); default false: it is an empty table then
-- @param keysOffset what the smallest key counts as: key k means row k + keysOffset; default 0,
--   keys start from 1
-- @param weight, bias tensors to use in place of new ones
-- @param normalize scale the values of each key by the largest seen in training; the weight then
--   has 4 columns more, in front: that value, its inverse, a factor for the learning rate, and a
--   bias of the key which is added to the scaled value
-- weight (inputSize x outputSize) and bias start as 0; see reset. weightDecay is 0 until set.
function IndexLinear:__init(inputSize, outputSize, doGradInput, keysOffset, weight, bias,
    normalize)
  parent.__init(self)
  self.normalize = normalize and 4 or 0
  if not weight then
    check.integer(self, 'inputSize', inputSize, 1)
    check.integer(self, 'outputSize', outputSize, 1)
  elseif not torch.isTensor(weight) or weight:dim() ~= 2 or weight:size(2) <= self.normalize then
    check.fail(self, 'weight', 'a matrix', weight)
  end
  self.weight = weight or torch.Tensor(inputSize, outputSize + self.normalize):zero()
  self.inputSize = self.weight:size(1)
  self.outputSize = self.weight:size(2) - self.normalize
  self.bias = bias or torch.Tensor(self.outputSize):zero()
  if torch.typename(self.bias) ~= torch.typename(self.weight)
    or self.bias:nElement() ~= self.outputSize then
    check.fail(self, 'bias', ('%d elements'):format(self.outputSize), bias)
  end
  self.gradWeight = torch.Tensor() -- stays empty: the gradients are in running
  self.gradBias = torch.Tensor(self.outputSize):zero()
  self.gradWeightBuffer = torch.Tensor()
  self.valuesBuffer = torch.Tensor()
  self.normalizedValues = torch.Tensor()
  self.weightDecay = 0
  self.doGradInput = doGradInput or false
  self.offset = check.integer(self, 'keysOffset', keysOffset or 0) - 1
  self.running = {cumSumSizes = {}, keys = {}, gradWeight = {}, counter = 1}
  self.gradInput = {}
end

--- Draws new parameters from U(-s, s), s = 1/sqrt(columns of the weight), bias from a millionth of
-- that; with stdv from a uniform distribution with that standard deviation.
function IndexLinear:reset(stdv)
  stdv = stdv and stdv * math.sqrt(3) or 1 / math.sqrt(self.weight:size(2))
  self.weight:uniform(-stdv, stdv)
  self.bias:uniform(-stdv, stdv):mul(0.000001)
  self:resetNormalization()
end

--- Forgets the largest values of the keys and their biases.
function IndexLinear:resetNormalization()
  local columns = self.normalize or 0
  if columns > 0 then self.weight:narrow(2, 1, columns):zero() end
end

local function checkSample(self, i, keys, values)
  if torch.typename(keys) ~= 'torch.LongTensor' or keys:dim() > 1 then
    check.fail(self, i and ('input[1][%d]'):format(i) or 'input[1]', 'keys in a LongTensor vector',
      keys)
  end
  local what = i and ('input[2][%d]'):format(i) or 'input[2]'
  check.own(self, what, values)
  if values:dim() > 1 or values:nElement() ~= keys:nElement() then
    check.fail(self, what, ('a value for each of %d keys'):format(keys:nElement()), values)
  end
  return keys:nElement()
end

local function longBuffer(self, name)
  if torch.typename(self[name]) ~= 'torch.LongTensor' then self[name] = torch.LongTensor() end
  return self[name]
end

-- Copies the samples of a batch one after the other into keys and values.
local function join(input, keys, values)
  local first = 1
  for i = 1, #input[1] do
    local count = input[1][i]:nElement()
    if count > 0 then
      keys:narrow(1, first, count):copy(input[1][i])
      values:narrow(1, first, count):copy(input[2][i])
    end
    first = first + count
  end
end

-- Keys and values of all samples, the number of keys of each, and whether there is a batch.
local function format(self, input)
  check.list(self, 'input', input)
  local keys, values, sizes = input[1], input[2], input[3]
  if sizes ~= nil then
    if torch.typename(sizes) ~= 'torch.LongTensor' then
      check.fail(self, 'input[3]', 'sizes in a LongTensor', sizes)
    end
    checkSample(self, nil, keys, values)
    return keys, values, sizes, true
  end
  sizes = longBuffer(self, 'sizes')
  if torch.isTensor(keys) then
    return keys, values, sizes:resize(1):fill(checkSample(self, nil, keys, values)), false
  end
  check.list(self, 'input[1]', keys)
  check.list(self, 'input[2]', values)
  if #keys == 0 or #keys ~= #values then
    check.fail(self, 'input[2]', ('a table of %d entries'):format(#keys), values)
  end
  local total = 0
  for i = 1, #keys do total = total + checkSample(self, i, keys[i], values[i]) end
  local all = longBuffer(self, 'keys')
  self.valuesBuffer = self.valuesBuffer or self.weight.new()
  all:resize(total)
  self.valuesBuffer:resize(total)
  sizes:resize(#keys)
  for i = 1, #keys do sizes[i] = keys[i]:nElement() end
  join(input, all, self.valuesBuffer)
  return all, self.valuesBuffer, sizes, true
end

function IndexLinear:updateOutput(input)
  local keys, values, sizes, batch = format(self, input)
  self.normalizedValues = self.normalizedValues or self.weight.new()
  C.IndexLinear_updateOutput(self.output, self.normalizedValues, keys, values, sizes, self.weight,
    self.bias, self.offset or -1, self.train ~= false, batch)
  return self.output
end

-- The values that forward multiplied with.
local function used(self, values)
  if (self.normalize or 0) == 0 then return values end
  return self.normalizedValues
end

--- Appends the keys and the gradients of their rows to `running`.
function IndexLinear:accGradParameters(input, gradOutput, scale)
  local keys, values, sizes = format(self, input)
  local running = self.running
  local i = running.counter
  local rows = running.gradWeight[i] or self.weight.new()
  C.IndexLinear_accGradParameters(rows, used(self, values), sizes, gradOutput, self.weight,
    self.bias, self.gradBias, scale or 1)
  running.gradWeight[i] = rows
  running.keys[i] = (running.keys[i] or torch.LongTensor()):resize(keys:nElement()):copy(keys)
  running.counter = i + 1
end

--- Updates the rows that input used, and the bias, at once.
function IndexLinear:accUpdateGradParameters(input, gradOutput, lr)
  local keys, values, sizes = format(self, input)
  self.gradWeightBuffer = self.gradWeightBuffer or self.weight.new()
  C.IndexLinear_accGradParameters(self.gradWeightBuffer, used(self, values), sizes, gradOutput,
    self.weight, self.bias, nil, 1)
  C.IndexLinear_updateParameters(self.gradWeightBuffer, keys, self.weight, self.bias,
    self.offset or -1, self.weightDecay or 0, lr)
  if gradOutput:dim() == 2 then gradOutput = gradOutput:sum(1) end
  self.bias:add(-lr, gradOutput)
end

function IndexLinear:sharedAccUpdateGradParameters(input, gradOutput, lr)
  self:accUpdateGradParameters(input, gradOutput, lr)
end

--- A step against the gradients gathered so far: w = w - lr (g + weightDecay w) for the rows that
-- occurred, as often as they did, and bias = bias - lr gradBias.
function IndexLinear:updateParameters(lr)
  check.number(self, 'learning rate', lr)
  local running = self.running
  for i = 1, running.counter - 1 do
    C.IndexLinear_updateParameters(running.gradWeight[i], running.keys[i], self.weight, self.bias,
      self.offset or -1, self.weightDecay or 0, lr)
  end
  self.bias:add(-lr, self.gradBias)
end

--- Forgets the gradients gathered so far; their buffers are kept.
function IndexLinear:zeroGradParameters()
  self.running.counter = 1
  self.gradBias:zero()
end

--- { weight, bias } and { running, gradBias }: the gradient of the weight is a list, not a tensor.
function IndexLinear:parameters()
  return {self.weight, self.bias}, {self.running, self.gradBias}
end

function IndexLinear:updateGradInput(input, gradOutput)
  if not self.gradInput then return nil end
  self.gradInput = {}
  if not self.doGradInput then return self.gradInput end
  if (self.normalize or 0) > 0 then
    error(torch.type(self) .. ': gradInput is not defined for a layer that normalizes its values',
      0)
  end
  local _, _, sizes, batch = format(self, input)
  local samples, out, n = sizes:size(1), self.weight:size(2), self.weight:size(1)
  check.own(self, 'gradOutput', gradOutput)
  if gradOutput:nElement() ~= samples * out then
    check.fail(self, 'gradOutput', ('%dx%d elements'):format(samples, out), gradOutput)
  end
  local values = self.weight.new(samples, n)
  values:mm(gradOutput:contiguous():view(samples, out), self.weight:t())
  local keys = torch.range(1, n):long():add(-1 - (self.offset or -1))
  if not batch then
    self.gradInput = {keys, values:select(1, 1)}
  elseif input[3] ~= nil then
    self.gradInput = {torch.repeatTensor(keys, samples, 1), values}
  else
    self.gradInput = {{}, {}}
    for i = 1, samples do
      self.gradInput[1][i], self.gradInput[2][i] = keys:clone(), values:select(1, i)
    end
  end
  return self.gradInput
end

-- Keys and sizes stay LongTensors; gathered gradients are dropped.
function IndexLinear:type(type, tensorCache)
  if not type then return parent.type(self) end
  self.running = {cumSumSizes = {}, keys = {}, gradWeight = {}, counter = 1}
  self.keys, self.sizes, self.gradInput = nil, nil, {}
  return parent.type(self, type, tensorCache)
end

function IndexLinear:clearState()
  self.running = {cumSumSizes = {}, keys = {}, gradWeight = {}, counter = 1}
  self.keys, self.sizes, self.gradInput = nil, nil, {}
  nn.utils.clear(self, 'output', 'gradWeightBuffer', 'valuesBuffer', 'normalizedValues')
  return self
end
