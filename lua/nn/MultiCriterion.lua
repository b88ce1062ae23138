-- nn.MultiCriterion(): the weighted sum of several criteria for the same input and target.
-- Neighbours: ParallelCriterion.lua has an input and a target for each of them.
--
-- Shapes: input and target as all of the criteria take them; output a number.
-- Example:
--   local c = nn.MultiCriterion():add(nn.MSECriterion()):add(nn.AbsCriterion(), 0.5)
--   c:forward(torch.rand(3), torch.rand(3))

local check = require 'nn.check'
local utils = nn.utils

local MultiCriterion, parent = torch.class('nn.MultiCriterion', 'nn.Criterion')

--- Fields: criterions, a list; weights, a DoubleStorage.
function MultiCriterion:__init()
  parent.__init(self)
  self.criterions = {}
  self.weights = torch.DoubleStorage()
end

--- Adds a criterion with a weight, 1 by default; returns self.
function MultiCriterion:add(criterion, weight)
  if criterion == nil then check.fail(self, 'add', 'a criterion', criterion) end
  weight = check.number(self, 'add: weight', weight or 1)
  table.insert(self.criterions, criterion)
  self.weights:resize(#self.criterions, true)
  self.weights[#self.criterions] = weight
  return self
end

function MultiCriterion:updateOutput(input, target)
  local sum = 0
  for i = 1, #self.criterions do
    sum = sum + self.weights[i] * self.criterions[i]:updateOutput(input, target)
  end
  self.output = sum
  return sum
end

--- Returns a tensor, or a table of them, as the input is.
function MultiCriterion:updateGradInput(input, target)
  self.gradInput = utils.recursiveResizeAs(self.gradInput, input)
  utils.recursiveFill(self.gradInput, 0)
  for i = 1, #self.criterions do
    utils.recursiveAdd(self.gradInput, self.weights[i],
      self.criterions[i]:updateGradInput(input, target))
  end
  return self.gradInput
end
