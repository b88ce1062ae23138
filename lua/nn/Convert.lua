-- nn.Convert([inputShape[, outputShape]]): from one layout of axes to another.
-- Neighbours: Transpose.lua, Collapse.lua.
--
-- A shape is a string with a letter for each axis: b batch, c colour, h height, w width, f feature,
-- t target. Without a b it means one more axis in front. An input that lacks the batch is converted
-- without. Conversions:
--   the same letters in another order    the axes are permuted
--   any shape to 'bf'                    b changes places with the first axis, the rest becomes one
--   'b' to 'bt' or 'bf'                  one more axis of size 1
--   'bt' to 'b'                          the first target; 'bf' to 'b' where f has size 1
-- The default, 'b*', changes nothing. Elements of another type are converted to the module's.
-- Example: nn.Convert('bchw', 'bf'):forward(torch.rand(5, 3, 2, 2))  --> 5x12

local check = require 'nn.check'

local Convert, parent = torch.class('nn.Convert', 'nn.Container')

local function checkShape(self, what, shape)
  if type(shape) ~= 'string' or shape == '' then check.fail(self, what, 'a string', shape) end
  if not shape:find('b', 1, true) then shape = 'b' .. shape end
  for i = 1, #shape do
    if shape:find(shape:sub(i, i), i + 1, true) then
      check.fail(self, what, 'each axis once', shape)
    end
  end
  return shape
end

-- The positions of the output's axes in the input, or nil where they are other axes.
local function permutation(from, to)
  if #from ~= #to then return nil end
  local order = {}
  for i = 1, #to do
    order[i] = from:find(to:sub(i, i), 1, true)
    if not order[i] then return nil end
  end
  return order
end

--- @param inputShape, outputShape see above; defaults 'b*' and the inputShape
-- Fields: inputShape, outputShape, nInputDim, nOutputDim, inputBatchDim, outputBatchDim,
-- transposition (whether axes are only permuted).
function Convert:__init(inputShape, outputShape)
  parent.__init(self)
  if outputShape and not inputShape then
    check.fail(self, 'inputShape', 'a string, since there is an outputShape', inputShape)
  end
  self.inputShape = checkShape(self, 'inputShape', inputShape or 'b*')
  self.outputShape = checkShape(self, 'outputShape', outputShape or self.inputShape)
  local from, to = self.inputShape, self.outputShape
  self.inputBatchDim, self.outputBatchDim = from:find('b', 1, true), to:find('b', 1, true)
  self.nInputDim, self.nOutputDim = #from, #to
  self.transposition = permutation(from, to) ~= nil
  local sorted = #from == 2 and (from:find('t', 1, true) and 't' or from:find('f', 1, true) and 'f')
  local known = self.transposition or (to == 'bf' and not from:find('t', 1, true))
    or (from == 'b' and to == 'bt') or (to == 'b' and sorted)
  if not known or (from ~= to and (from .. to):find('*', 1, true)) then
    check.fail(self, 'outputShape', 'a shape that ' .. from .. ' can be converted to', to)
  end
end

-- The input with a batch and in the module's type, and whether it had a batch.
local function prepare(self, input)
  check.tensor(self, 'input', input)
  if torch.typename(input) ~= torch.typename(self.output) then
    self._input = (torch.typename(self._input) == torch.typename(self.output) and self._input
      or self.output.new()):resize(input:size()):copy(input)
    input = self._input
  end
  if input:dim() == 0 then check.fail(self, 'input', 'elements', input) end
  if self.inputShape == 'b*' then return input, true end
  local batch = input:dim() >= self.nInputDim
  if not batch then input = nn.utils.addSingletonDimension(input, self.inputBatchDim) end
  if input:dim() ~= self.nInputDim then
    check.fail(self, 'input', ('%d dimensions for the shape %s'):format(self.nInputDim,
      self.inputShape), input)
  end
  return input, batch
end

-- input with the axes in the order of the output, or with b in front.
local function permute(self, input)
  local order = permutation(self.inputShape, self.outputShape)
  if order then return input:permute(torch.LongStorage(order)) end
  return self.inputBatchDim > 1 and input:transpose(1, self.inputBatchDim) or input
end

-- The sizes of the output for a permuted input, with batch.
local function outputSize(self, permuted)
  if self.transposition then return permuted:size() end
  local samples = permuted:size(1)
  if self.outputShape == 'b' then return torch.LongStorage {samples} end
  return torch.LongStorage {samples, permuted:nElement() / samples}
end

-- For the conversion to 'b': the one column that is taken.
local function column(self, permuted)
  if permuted:size(2) > 1 and not self.inputShape:find('t', 1, true) then
    check.fail(self, 'input', 'one feature, to convert it to b', permuted)
  end
  return permuted:narrow(2, 1, 1)
end

local function withoutBatch(t, dim)
  return t:dim() > 1 and t:select(dim, 1) or t
end

function Convert:updateOutput(input)
  local x, batch = prepare(self, input)
  if self.inputShape == self.outputShape then
    self.output:set(batch and x or withoutBatch(x, self.inputBatchDim))
    return self.output
  end
  local permuted = permute(self, x)
  local size = outputSize(self, permuted)
  if self.outputShape == 'b' and not self.transposition then permuted = column(self, permuted) end
  if self.result == nil then self.result = self.output.new() end
  self.result:resize(size):copy(permuted)
  self.output:set(batch and self.result or withoutBatch(self.result, self.outputBatchDim))
  return self.output
end

function Convert:updateGradInput(input, gradOutput)
  local x, batch = prepare(self, input)
  check.own(self, 'gradOutput', gradOutput)
  local gradInput = self.gradInput
  if self.inputShape == self.outputShape then
    check.sameCount(self, input, gradOutput)
    return gradInput:resize(input:size()):copy(gradOutput)
  end
  local permuted = permute(self, x)
  local size, count = outputSize(self, permuted), 1
  for i = 1, size:size() do count = count * size[i] end
  if gradOutput:nElement() ~= count then
    check.fail(self, 'gradOutput', table.concat(size:totable(), 'x') .. ' elements', gradOutput)
  end
  gradInput:resizeAs(x)
  local target = permute(self, gradInput)
  if self.outputShape == 'b' and not self.transposition then
    gradInput:zero()
    target = target:narrow(2, 1, 1)
  end
  target:copy(gradOutput)
  if not batch then gradInput:resize(input:size()) end
  return gradInput
end

-- Buffers are made anew: output may be a view of the user's tensor.
function Convert:type(type, tensorCache)
  if type then self.output, self.result, self._input = self.output.new(), nil, nil end
  return parent.type(self, type, tensorCache)
end

function Convert:clearState()
  self.result, self._input = nil, nil
  self.output:set()
  self.gradInput:set()
  return self
end
