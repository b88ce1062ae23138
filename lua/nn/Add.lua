-- nn.Add(inputSize[, scalar]): adds a bias. Neighbours: src/nn/scale.c.
--
-- Shapes: input inputSize or N x inputSize (any size with scalar); output as input.
-- Example: nn.Add(5):forward(torch.rand(5)):size()  --> {5}

local check = require 'nn.check'
local C = require 'facula.core'.nn

local Add, parent = torch.class('nn.Add', 'nn.Module')

--- @param inputSize number of elements, or a LongStorage with the sizes of the bias
-- @param scalar true for one bias that is added to all elements
-- bias is drawn from U(-s, s), s = 1/sqrt(inputSize).
function Add:__init(inputSize, scalar)
  parent.__init(self)
  local size = check.sizes(self, 1, scalar and 1 or inputSize)
  self.scalar = scalar
  self.bias = torch.Tensor(size)
  self.gradBias = torch.Tensor(size)
  self._ones = torch.ones(1)
  self:reset()
end

--- Draws a new bias; with stdv from a uniform distribution with that standard deviation.
function Add:reset(stdv)
  stdv = stdv and stdv * math.sqrt(3) or 1 / math.sqrt(self.bias:size(1))
  self.bias:uniform(-stdv, stdv)
end

function Add:updateOutput(input)
  C.Add_updateOutput(self.output, input, self.bias)
  return self.output
end

function Add:updateGradInput(_input, gradOutput)
  if not self.gradInput then return nil end
  check.own(self, 'gradOutput', gradOutput)
  self.gradInput:resizeAs(gradOutput):copy(gradOutput)
  return self.gradInput
end

function Add:accGradParameters(_input, gradOutput, scale)
  C.Add_accGradParameters(gradOutput, self.gradBias, scale or 1)
end
