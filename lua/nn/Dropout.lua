-- nn.Dropout([p[, v1[, inplace[, stochasticInference]]]]): in training, sets each element to zero
-- with probability p and scales the others by 1/(1-p), so that means are kept.
-- (N. Srivastava et al., Dropout, JMLR 15, 2014.) Neighbours: src/nn/dropout.c.
--
-- Shapes: any input; output as input.
-- Example: nn.Dropout(0.2):forward(torch.ones(5)):size()  --> {5}

local check = require 'nn.check'
local C = require 'facula.core'.nn

local Dropout, parent = torch.class('nn.Dropout', 'nn.Module')

local function checkProbability(p)
  if type(p) ~= 'number' or not (p >= 0 and p < 1) then
    error('<Dropout> illegal percentage, must be 0 <= p < 1, got ' .. check.describe(p), 0)
  end
  return p
end

--- @param p probability of a zero, 0 <= p < 1; default 0.5
-- @param v1 true: no scaling in training, a factor 1-p in use; default false
-- @param inplace write the output into the input, the gradient into gradOutput; default false
-- @param stochasticInference draw when not training as well; default false
-- Fields: p, v2 (not v1), train, inplace, stochasticInference, noise (the factors of the last
-- forward). One number is drawn for each element, in row-major order.
function Dropout:__init(p, v1, inplace, stochasticInference)
  parent.__init(self)
  self.p = checkProbability(p or 0.5)
  self.train = true
  self.inplace = inplace or false
  self.stochasticInference = stochasticInference or false
  self.v2 = not v1
  self.noise = torch.Tensor()
end

--- Sets the probability of a zero.
-- @param p the probability, 0 <= p < 1
function Dropout:setp(p)
  self.p = checkProbability(p)
end

-- target becomes source: a view of it in place, else a copy; times factor unless that is 1.
local function pass(self, what, target, source, factor)
  check.own(self, what, source)
  if self.inplace then
    target:set(source)
  else
    target:resizeAs(source):copy(source)
  end
  if factor ~= 1 then target:mul(factor) end
end

-- The factor of an element when nothing is drawn.
local function fixedFactor(self)
  return self.v2 and 1 or 1 - self.p
end

function Dropout:updateOutput(input)
  if self.p > 0 and (self.train or self.stochasticInference) then
    C.Dropout_updateOutput(self.output, input, self.noise, self.p, not self.v2,
      self.inplace or false)
  else
    pass(self, 'input', self.output, input, fixedFactor(self))
  end
  return self.output
end

--- As Torch7 does, the noise counts in training only, even with stochasticInference.
function Dropout:updateGradInput(_input, gradOutput)
  if self.p > 0 and self.train then
    C.Dropout_updateGradInput(self.gradInput, gradOutput, self.noise, self.inplace or false)
  else
    pass(self, 'gradOutput', self.gradInput, gradOutput, fixedFactor(self))
  end
  return self.gradInput
end

function Dropout:clearState()
  nn.utils.clear(self, 'noise')
  return parent.clearState(self)
end

function Dropout:__tostring__()
  return ('%s(%f)'):format(torch.type(self), self.p)
end
