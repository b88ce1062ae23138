-- nn.LookupTable(nIndex, nOutput, ...): rows of a table of vectors. Neighbours: src/nn/lookup.c.
--
-- Shapes: input n or N x n indices from 1 to nIndex, in a tensor of any type; output n x nOutput or
-- N x n x nOutput. gradInput is zero.
-- Example: nn.LookupTable(5, 3):forward(torch.LongTensor{1, 2, 5})  --> 3x3

local check = require 'nn.check'
local C = require 'facula.core'.nn

local LookupTable, parent = torch.class('nn.LookupTable', 'nn.Module')

--- @param nIndex number of vectors
-- @param nOutput elements of a vector
-- @param paddingValue index whose vector gets no gradient; default 0, none
-- @param maxNorm vectors that are used and longer than this are scaled down to it, in forward;
--   default nil, no limit
-- @param normType the p of that norm; default 2
-- weight (nIndex x nOutput) is drawn from the normal distribution; gradWeight starts as zero.
function LookupTable:__init(nIndex, nOutput, paddingValue, maxNorm, normType)
  parent.__init(self)
  check.integer(self, 'nIndex', nIndex, 1)
  check.integer(self, 'nOutput', nOutput, 1)
  self.weight = torch.Tensor(nIndex, nOutput)
  self.gradWeight = torch.Tensor(nIndex, nOutput):zero()
  self.paddingValue = paddingValue or 0
  self.maxNorm = maxNorm
  self.normType = normType
  self.shouldScaleGradByFreq = false
  self.copiedInput = false -- for code that asks: the input is read where it lies
  self:reset()
end

--- Drops gradWeight, for training with backwardUpdate only. Returns self.
function LookupTable:accUpdateOnly()
  self.gradWeight = nil
  return self
end

--- Sets paddingValue; returns self.
function LookupTable:setPadding(paddingValue)
  self.paddingValue = paddingValue
  return self
end

--- Sets maxNorm; returns self.
function LookupTable:setMaxNorm(maxNorm)
  self.maxNorm = maxNorm
  return self
end

--- Sets normType; returns self.
function LookupTable:setNormType(normType)
  self.normType = normType
  return self
end

--- Divides gradients by the number of times that an index is in the batch. Returns self.
function LookupTable:scaleGradByFreq()
  self.shouldScaleGradByFreq = true
  return self
end

--- Draws new vectors, normally distributed with standard deviation stdv (default 1).
function LookupTable:reset(stdv)
  self.weight:normal(0, stdv or 1)
end

--- Scales the vectors that input names down to maxNorm, where one is set.
function LookupTable:renorm(input)
  if self.maxNorm then
    C.LookupTable_renorm(input, self.weight, self.maxNorm, self.normType or 2)
  end
end

function LookupTable:updateOutput(input)
  self:renorm(input)
  C.LookupTable_updateOutput(self.output, input, self.weight, self.paddingValue or 0)
  return self.output
end

--- Indices have no gradient: zeros of the input's type and size.
function LookupTable:updateGradInput(input)
  check.tensor(self, 'input', input)
  if torch.type(self.gradInput) ~= torch.type(input) then self.gradInput = input.new() end
  if not self.gradInput:isSameSizeAs(input) then self.gradInput:resizeAs(input):zero() end
  return self.gradInput
end

function LookupTable:accGradParameters(input, gradOutput, scale)
  C.LookupTable_accGradParameters(input, gradOutput, self.gradWeight, self.paddingValue or 0,
    self.shouldScaleGradByFreq or false, scale or 1)
end

-- The parameters can be updated directly even when they are shared.
function LookupTable:sharedAccUpdateGradParameters(input, gradOutput, lr)
  self:defaultAccUpdateGradParameters(input, gradOutput, lr)
end
