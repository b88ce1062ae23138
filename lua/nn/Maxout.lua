-- nn.Maxout(inputSize, outputSize, maxoutNumber[, preprocess]): the largest of maxoutNumber linear
-- functions for each output. (I. Goodfellow, D. Warde-Farley, M. Mirza, A. Courville, Y. Bengio,
-- Maxout networks, 2013.) Neighbours: Linear.lua, Max.lua.
--
-- Shapes: input inputSize or N x inputSize; output outputSize or N x outputSize.
-- Example: nn.Maxout(5, 3, 4):forward(torch.rand(2, 5))  --> 2x3

local check = require 'nn.check'

local Maxout, parent = torch.class('nn.Maxout', 'nn.Sequential')

--- @param inputSize, outputSize numbers of elements
-- @param maxoutNumber how many linear functions compete
-- @param preprocess a module that goes before the maximum; it keeps the size, maxoutNumber x
-- outputSize for a sample
function Maxout:__init(inputSize, outputSize, maxoutNumber, preprocess)
  parent.__init(self)
  check.integer(self, 'outputSize', outputSize, 1)
  check.integer(self, 'maxoutNumber', maxoutNumber, 1)
  self:add(nn.Linear(inputSize, outputSize * maxoutNumber))
  self:add(nn.View(maxoutNumber, outputSize):setNumInputDims(1))
  if preprocess then self:add(preprocess) end
  self:add(nn.Max(1, 2))
end
