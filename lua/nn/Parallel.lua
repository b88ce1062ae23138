-- nn.Parallel(inputDimension, outputDimension): the i-th module gets the i-th slice of the input
-- along inputDimension; the outputs are joined along outputDimension.
-- Neighbours: Container.lua, lists.lua, draw.lua; ParallelTable takes and gives tables.
--
-- Shapes: a slice has one dimension less than the input. There is a module for each slice; modules
-- without one do nothing. The outputs agree in all dimensions but outputDimension.
-- Example:
--   local layer = nn.Parallel(1, 1):add(nn.Linear(5, 2)):add(nn.Tanh())
--   layer:forward(torch.rand(2, 5)):size()  --> {7}

local check = require 'nn.check'
local lists = require 'nn.lists'
local draw = require 'nn.draw'

local Parallel, parent = torch.class('nn.Parallel', 'nn.Container')

--- @param inputDimension of the input that is taken apart, 1-based
-- @param outputDimension of the outputs that they are joined along, 1-based
-- Field totalOutputSize: the size of the last output.
function Parallel:__init(inputDimension, outputDimension)
  parent.__init(self)
  self.inputDimension = check.integer(self, 'inputDimension', inputDimension, 1)
  self.outputDimension = check.integer(self, 'outputDimension', outputDimension, 1)
  self.totalOutputSize = torch.LongStorage()
end

-- Checks the input; returns the number of slices.
local function countSlices(self, input)
  check.tensor(self, 'input', input)
  local dimension = self.inputDimension
  if input:dim() < dimension or input:dim() < 2 then
    check.fail(self, 'input', ('a tensor with at least %d dimensions')
      :format(math.max(dimension, 2)), input)
  end
  local count = input:size(dimension)
  if count < 1 or count > #self.modules then
    check.fail(self, 'input', ('1 to %d slices, as many as there are modules, in dimension %d')
      :format(#self.modules, dimension), input)
  end
  return count
end

-- The size of the outputs joined; raises if they do not fit together.
local function joinedSize(self, outputs)
  lists.checkTensors(self, 'outputs', outputs)
  check.own(self, 'outputs[1]', outputs[1])
  if outputs[1]:dim() < self.outputDimension then
    check.fail(self, 'outputs[1]', 'a tensor that has dimension ' .. self.outputDimension,
      outputs[1])
  end
  return lists.joinedSize(self, 'outputs', outputs, self.outputDimension)
end

function Parallel:updateOutput(input)
  local outputs = {}
  for i = 1, countSlices(self, input) do
    outputs[i] = self:rethrowErrors(self.modules[i], i, 'updateOutput',
      input:select(self.inputDimension, i))
  end
  self.totalOutputSize = joinedSize(self, outputs)
  self.output:resize(self.totalOutputSize)
  lists.join(self.output, outputs, self.outputDimension)
  return self.output
end

-- Calls a method of each module with its slice and its part of gradOutput; returns the results.
local function distribute(self, method, input, gradOutput, factor)
  local outputs, results, first = {}, {}, 1
  local count = countSlices(self, input)
  for i = 1, count do outputs[i] = self.modules[i].output end
  local size = joinedSize(self, outputs)
  check.tensor(self, 'gradOutput', gradOutput)
  if not gradOutput:isSize(size) then
    check.fail(self, 'gradOutput', 'the size ' .. table.concat(size:totable(), 'x'), gradOutput)
  end
  for i = 1, count do
    local length = outputs[i]:size(self.outputDimension)
    results[i] = self:rethrowErrors(self.modules[i], i, method,
      input:select(self.inputDimension, i),
      gradOutput:narrow(self.outputDimension, first, length), factor) or false
    first = first + length
  end
  return results
end

-- Gathers the gradients of the slices. A module may return none; its slice gets zeros.
local function gather(self, input, results)
  for i = 1, #results do
    local slice = input:select(self.inputDimension, i)
    if results[i] then lists.checkNested(self, ('gradInput[%d]'):format(i), results[i], slice) end
  end
  self.gradInput:resizeAs(input)
  for i = 1, #results do
    local slice = self.gradInput:select(self.inputDimension, i)
    if results[i] then slice:copy(results[i]) else slice:zero() end
  end
  return self.gradInput
end

function Parallel:updateGradInput(input, gradOutput)
  local results = distribute(self, 'updateGradInput', input, gradOutput)
  return self.gradInput and gather(self, input, results)
end

function Parallel:accGradParameters(input, gradOutput, scale)
  distribute(self, 'accGradParameters', input, gradOutput, scale or 1)
end

function Parallel:backward(input, gradOutput, scale)
  local results = distribute(self, 'backward', input, gradOutput, scale or 1)
  return self.gradInput and gather(self, input, results)
end

function Parallel:accUpdateGradParameters(input, gradOutput, lr)
  distribute(self, 'accUpdateGradParameters', input, gradOutput, lr)
end

function Parallel:__tostring__()
  return draw.branches(torch.type(self), self.modules)
end
