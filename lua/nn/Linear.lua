-- nn.Linear(inputSize, outputSize[, bias]): y = W x + b. Neighbours: src/nn/linear.c.
--
-- Shapes: input inputSize or N x inputSize; output outputSize or N x outputSize.
-- Example: nn.Linear(5, 3):forward(torch.rand(2, 5))  --> 2x3

local check = require 'nn.check'
local C = require 'facula.core'.nn

local Linear, parent = torch.class('nn.Linear', 'nn.Module')

--- @param inputSize, outputSize numbers of elements
-- @param bias false for a layer without bias; default true
-- weight (outputSize x inputSize) and bias are drawn from U(-s, s), s = 1/sqrt(inputSize).
-- Setting gradInput to nil spares its computation, in the first layer of a network for instance.
function Linear:__init(inputSize, outputSize, bias)
  parent.__init(self)
  check.integer(self, 'inputSize', inputSize, 1)
  check.integer(self, 'outputSize', outputSize, 1)
  self.weight = torch.Tensor(outputSize, inputSize)
  self.gradWeight = torch.Tensor(outputSize, inputSize)
  if bias ~= false then
    self.bias = torch.Tensor(outputSize)
    self.gradBias = torch.Tensor(outputSize)
  end
  self.addBuffer = torch.Tensor()
  self:reset()
end

--- Removes the bias; returns self.
function Linear:noBias()
  self.bias, self.gradBias = nil, nil
  return self
end

--- Draws new parameters, weight first; with stdv from a uniform distribution with that standard
-- deviation. Returns self.
function Linear:reset(stdv)
  stdv = stdv and stdv * math.sqrt(3) or 1 / math.sqrt(self.weight:size(2))
  self.weight:uniform(-stdv, stdv)
  if self.bias then self.bias:uniform(-stdv, stdv) end
  return self
end

-- addBuffer holds a one for each sample of the last batch. The computation does without; code that
-- takes Torch7's layer apart reads it.
local function updateAddBuffer(self, samples)
  local ones = self.addBuffer
  if ones and ones:nElement() ~= samples then ones:resize(samples):fill(1) end
end

function Linear:updateOutput(input)
  local output = self.output
  C.Linear_updateOutput(output, input, self.weight, self.bias)
  if output:dim() == 2 then updateAddBuffer(self, output:size(1)) end
  return output
end

function Linear:updateGradInput(input, gradOutput)
  if not self.gradInput then return nil end
  C.Linear_updateGradInput(self.gradInput, input, gradOutput, self.weight)
  return self.gradInput
end

function Linear:accGradParameters(input, gradOutput, scale)
  C.Linear_accGradParameters(input, gradOutput, self.gradWeight, self.gradBias, scale or 1)
end

-- The parameters can be updated directly even when they are shared.
function Linear:sharedAccUpdateGradParameters(input, gradOutput, lr)
  self:defaultAccUpdateGradParameters(input, gradOutput, lr)
end

function Linear:clearState()
  nn.utils.clear(self, 'addBuffer')
  return parent.clearState(self)
end

function Linear:__tostring__()
  return ('%s(%d -> %d)%s'):format(torch.type(self), self.weight:size(2), self.weight:size(1),
    self.bias and '' or ' without bias')
end
