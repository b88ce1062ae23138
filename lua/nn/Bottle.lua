-- nn.Bottle(module[, nInputDim[, nOutputDim]]): lets a module that takes nInputDim dimensions, the
-- first of which is the batch, see inputs with more: the leading ones become one and are restored
-- afterwards. Neighbours: Decorator.lua.
--
-- Shapes: B1 x ... x Bk x (nInputDim - 1 sizes); output B1 x ... x Bk x (nOutputDim - 1 sizes). An
-- input with nInputDim dimensions or less goes to the module as it is.
-- Example: nn.Bottle(nn.Linear(5, 2)):forward(torch.rand(4, 3, 5))  --> 4x3x2

local check = require 'nn.check'

local Bottle, parent = torch.class('nn.Bottle', 'nn.Decorator')

--- @param module what gets the flattened input
-- @param nInputDim dimensions that the module takes; default 2
-- @param nOutputDim dimensions that it gives; default nInputDim
-- Fields: nInputDim, nOutputDim; dimDelta, their difference; inShape and outShape, what the module
-- got and gave last.
function Bottle:__init(module, nInputDim, nOutputDim)
  parent.__init(self, module)
  self.nInputDim = check.integer(self, 'nInputDim', nInputDim or 2, 1)
  self.nOutputDim = check.integer(self, 'nOutputDim', nOutputDim or self.nInputDim, 1)
  self.dimDelta = self.nInputDim - self.nOutputDim
  self.inShape = torch.LongStorage(self.nInputDim):fill(0)
  self.outShape = torch.LongStorage(self.nOutputDim):fill(0)
  self.output, self.gradInput = torch.Tensor(), torch.Tensor()
end

-- The sizes with the first count of them made one.
local function fused(sizes, count)
  local result = {1}
  for d = 1, #sizes do
    if d <= count then
      result[1] = result[1] * sizes[d]
    else
      result[#result + 1] = sizes[d]
    end
  end
  return torch.LongStorage(result)
end

-- How many leading dimensions of the input are one for the module; at most 1 changes nothing.
local function leading(self, input)
  check.tensor(self, 'input', input)
  return input:dim() - self.nInputDim + 1
end

-- The input as the module sees it.
local function narrowed(self, input)
  local count = leading(self, input)
  if count <= 1 then return input end
  return input:contiguous():view(fused(input:size(), count))
end

function Bottle:updateOutput(input)
  local count, inner = leading(self, input), narrowed(self, input)
  local output = self:rethrowErrors(self.modules[1], 1, 'updateOutput', inner)
  if count > 1 then
    if not torch.isTensor(output) or output:dim() ~= self.nOutputDim
      or output:size(1) ~= inner:size(1) then
      check.fail(self, "the module's output", ('%d dimensions, the first of size %d')
        :format(self.nOutputDim, inner:size(1)), output)
    end
    self.inShape, self.outShape = inner:size(), output:size()
    local sizes = {}
    for d = 1, count do sizes[d] = input:size(d) end
    for d = 2, output:dim() do sizes[#sizes + 1] = output:size(d) end
    output = output:contiguous():view(torch.LongStorage(sizes))
  end
  check.own(self, "the module's output", output)
  self.output:set(output)
  return self.output
end

-- gradOutput as the module sees it.
local function narrowedGradient(self, input, gradOutput)
  local count, output = leading(self, input), self.modules[1].output
  check.tensor(self, 'gradOutput', gradOutput)
  if count <= 1 then return gradOutput end
  if not torch.isTensor(output) or gradOutput:nElement() ~= output:nElement() then
    check.fail(self, 'gradOutput', check.describe(self.output), gradOutput)
  end
  return gradOutput:contiguous():view(output:size())
end

function Bottle:updateGradInput(input, gradOutput)
  local gradInput = self:rethrowErrors(self.modules[1], 1, 'updateGradInput',
    narrowed(self, input), narrowedGradient(self, input, gradOutput))
  if not gradInput or not self.gradInput then return nil end
  if leading(self, input) > 1 then gradInput = gradInput:contiguous():view(input:size()) end
  self.gradInput:set(gradInput)
  return self.gradInput
end

function Bottle:accGradParameters(input, gradOutput, scale)
  self:rethrowErrors(self.modules[1], 1, 'accGradParameters', narrowed(self, input),
    narrowedGradient(self, input, gradOutput), scale or 1)
end

function Bottle:accUpdateGradParameters(input, gradOutput, lr)
  self:rethrowErrors(self.modules[1], 1, 'accUpdateGradParameters', narrowed(self, input),
    narrowedGradient(self, input, gradOutput), lr)
end

function Bottle:sharedAccUpdateGradParameters(input, gradOutput, lr)
  self:rethrowErrors(self.modules[1], 1, 'sharedAccUpdateGradParameters', narrowed(self, input),
    narrowedGradient(self, input, gradOutput), lr)
end
