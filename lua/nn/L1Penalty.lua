-- nn.L1Penalty(l1weight[, sizeAverage[, provideOutput]]): the input as it is; backward adds the
-- gradient of l1weight * sum |x|, which makes what passes here sparse.
--
-- Shapes: any; output is the input itself.
-- Example: nn.L1Penalty(0.01):forward(torch.Tensor{-1, 2})  --> {-1, 2}

local check = require 'nn.check'

local L1Penalty, parent = torch.class('nn.L1Penalty', 'nn.Module')

--- @param l1weight factor of the penalty
-- @param sizeAverage divide it by the number of elements; default false
-- @param provideOutput false: gradInput is the penalty's gradient only; default true
-- Field loss: the penalty of the last forward.
function L1Penalty:__init(l1weight, sizeAverage, provideOutput)
  parent.__init(self)
  self.l1weight = check.number(self, 'l1weight', l1weight)
  self.sizeAverage = sizeAverage or false
  self.provideOutput = provideOutput ~= false
end

local function factor(self, input)
  return self.sizeAverage and self.l1weight / input:nElement() or self.l1weight
end

function L1Penalty:updateOutput(input)
  self.loss = factor(self, check.tensor(self, 'input', input)) * input:norm(1)
  self.output = input
  return input
end

function L1Penalty:updateGradInput(input, gradOutput)
  check.tensor(self, 'input', input)
  self.gradInput:resizeAs(input):copy(input):sign():mul(factor(self, input))
  if self.provideOutput ~= false then
    check.sameCount(self, input, gradOutput)
    self.gradInput:add(gradOutput)
  end
  return self.gradInput
end

-- A new output: emptying it would empty the input.
function L1Penalty:clearState()
  self.output = torch.Tensor():type(self._type)
  nn.utils.clear(self, 'gradInput')
  return self
end
