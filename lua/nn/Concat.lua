-- nn.Concat(dimension): every module gets the input; the outputs are joined along dimension.
-- Neighbours: Container.lua, lists.lua, draw.lua; ConcatTable returns a table instead, DepthConcat
-- pads outputs of different sizes.
--
-- Shapes: the modules' outputs agree in all dimensions but `dimension`.
-- Example:
--   local layer = nn.Concat(1):add(nn.Identity()):add(nn.Square())
--   layer:forward(torch.Tensor{2, 3})  --> {2, 3, 4, 9}

local check = require 'nn.check'
local lists = require 'nn.lists'
local draw = require 'nn.draw'

local Concat, parent = torch.class('nn.Concat', 'nn.Container')

--- @param dimension to join along, 1-based
-- Field outputSize: the size of the last output.
function Concat:__init(dimension)
  parent.__init(self)
  self.outputSize = torch.LongStorage()
  self.dimension = check.integer(self, 'dimension', dimension, 1)
end

--- The size of the outputs joined; raises if they do not fit together.
function Concat:joinedSize(outputs)
  return lists.joinedSize(self, 'outputs', outputs, self.dimension)
end

--- The part of joined, an output or gradOutput, that belongs to one module.
-- @param joined tensor with the size of all outputs
-- @param output of the module
-- @param first where it begins along dimension
function Concat:windowNarrow(joined, output, first)
  return joined:narrow(self.dimension, first, output:size(self.dimension))
end

--- Copies the outputs to their places in self.output.
function Concat:joinOutputs(outputs)
  lists.join(self.output, outputs, self.dimension)
end

function Concat:updateOutput(input)
  local outputs = {}
  for i = 1, #self.modules do
    outputs[i] = self:rethrowErrors(self.modules[i], i, 'updateOutput', input)
  end
  lists.checkTensors(self, 'outputs', outputs)
  check.dimension(self, outputs[1])
  check.own(self, 'outputs[1]', outputs[1])
  self.outputSize = self:joinedSize(outputs)
  self.output:resize(self.outputSize)
  self:joinOutputs(outputs)
  return self.output
end

-- Raises unless gradOutput has the size of the modules' outputs joined.
local function checkGradOutput(self, gradOutput)
  local outputs = {}
  for i = 1, #self.modules do outputs[i] = self.modules[i].output end
  lists.checkTensors(self, 'outputs', outputs)
  check.tensor(self, 'gradOutput', gradOutput)
  check.dimension(self, outputs[1])
  local size = self:joinedSize(outputs)
  if not gradOutput:isSize(size) then
    check.fail(self, 'gradOutput', 'the size ' .. table.concat(size:totable(), 'x'), gradOutput)
  end
end

-- Calls a method of each module with its part of gradOutput; returns the list of results.
local function distribute(self, method, input, gradOutput, factor)
  checkGradOutput(self, gradOutput)
  local results, first = {}, 1
  for i = 1, #self.modules do
    local module = self.modules[i]
    local length = module.output:size(self.dimension)
    local part = self:windowNarrow(gradOutput, module.output, first)
    results[#results + 1] = self:rethrowErrors(module, i, method, input, part, factor)
    first = first + length
  end
  return results
end

function Concat:updateGradInput(input, gradOutput)
  local results = distribute(self, 'updateGradInput', input, gradOutput)
  self.gradInput = lists.sum(self.gradInput, results)
  return self.gradInput
end

function Concat:accGradParameters(input, gradOutput, scale)
  distribute(self, 'accGradParameters', input, gradOutput, scale or 1)
end

function Concat:backward(input, gradOutput, scale)
  local results = distribute(self, 'backward', input, gradOutput, scale or 1)
  self.gradInput = lists.sum(self.gradInput, results)
  return self.gradInput
end

function Concat:accUpdateGradParameters(input, gradOutput, lr)
  distribute(self, 'accUpdateGradParameters', input, gradOutput, lr)
end

function Concat:__tostring__()
  return draw.branches(torch.type(self), self.modules)
end
