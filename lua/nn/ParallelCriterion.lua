-- nn.ParallelCriterion([repeatTarget]): the weighted sum of several criteria, each with its own
-- entry of the input and of the target. Neighbours: MultiCriterion.lua has one input for all.
--
-- Shapes: input and target tables, entry i as criterion i takes it; output a number.
-- Example:
--   local c = nn.ParallelCriterion():add(nn.MSECriterion()):add(nn.ClassNLLCriterion(), 0.5)
--   c:forward({torch.rand(3), torch.rand(4)}, {torch.rand(3), 2})

local check = require 'nn.check'
local lists = require 'nn.lists'
local utils = nn.utils

local ParallelCriterion, parent = torch.class('nn.ParallelCriterion', 'nn.Criterion')

--- @param repeatTarget whether all criteria get the same, whole target; default false
-- Fields: criterions, a list; weights, a list of numbers; repeatTarget.
function ParallelCriterion:__init(repeatTarget)
  parent.__init(self)
  self.criterions = {}
  self.weights = {}
  self.gradInput = {}
  self.repeatTarget = repeatTarget
end

--- Adds a criterion with a weight, 1 by default; returns self.
function ParallelCriterion:add(criterion, weight)
  if criterion == nil then check.fail(self, 'add', 'a criterion', criterion) end
  weight = check.number(self, 'add: weight', weight or 1)
  table.insert(self.criterions, criterion)
  table.insert(self.weights, weight)
  return self
end

-- Raises unless there are an input and a target for each criterion.
local function checkLists(self, input, target)
  lists.checkEntries(self, 'input', input, #self.criterions)
  if not self.repeatTarget then
    lists.checkEntries(self, 'target', target, #self.criterions)
  end
end

function ParallelCriterion:updateOutput(input, target)
  checkLists(self, input, target)
  local sum = 0
  for i = 1, #self.criterions do
    local own = self.repeatTarget and target or target[i]
    sum = sum + self.weights[i] * self.criterions[i]:updateOutput(input[i], own)
  end
  self.output = sum
  return sum
end

--- Returns a table of gradients, one for each entry of the input.
function ParallelCriterion:updateGradInput(input, target)
  checkLists(self, input, target)
  self.gradInput = utils.recursiveResizeAs(self.gradInput, input)
  utils.recursiveFill(self.gradInput, 0)
  for i = 1, #self.criterions do
    local own = self.repeatTarget and target or target[i]
    utils.recursiveAdd(self.gradInput[i], self.weights[i],
      self.criterions[i]:updateGradInput(input[i], own))
  end
  return self.gradInput
end

function ParallelCriterion:type(type, tensorCache)
  self.gradInput = {}
  return parent.type(self, type, tensorCache)
end
