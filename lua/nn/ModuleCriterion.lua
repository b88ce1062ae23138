-- nn.ModuleCriterion(criterion[, inputModule[, targetModule[, castTarget]]]): a criterion whose
-- input and target go through modules first. Parameters of the modules are not trained by it.
-- Neighbours: Criterion.lua.
--
-- Shapes: input and target as the modules take them, or the criterion where there is none;
-- output a number.
-- Example:
--   local criterion = nn.ModuleCriterion(nn.MSECriterion(), nn.Square())
--   criterion:forward(torch.Tensor{3}, torch.Tensor{7})  --> 4

local check = require 'nn.check'

local ModuleCriterion, parent = torch.class('nn.ModuleCriterion', 'nn.Criterion')

--- @param criterion of the two outputs
-- @param inputModule, targetModule modules, or nil for what leaves its input as it is
-- @param castTarget whether type() converts targetModule too; default true
-- Fields: these four; input and target, what the criterion got last.
function ModuleCriterion:__init(criterion, inputModule, targetModule, castTarget)
  parent.__init(self)
  if type(criterion) ~= 'table' then check.fail(self, 'criterion', 'a criterion', criterion) end
  self.criterion = criterion
  self.inputModule = inputModule
  self.targetModule = targetModule
  self.castTarget = castTarget ~= false
  local parameters = inputModule and inputModule:parameters()
  if parameters and #parameters > 0 then
    print("Warning: nn.ModuleCriterion doesn't support parameter updates")
  end
end

function ModuleCriterion:updateOutput(input, target)
  self.input = self.inputModule and self.inputModule:forward(input) or input
  self.target = self.targetModule and self.targetModule:forward(target) or target
  self.output = self.criterion:forward(self.input, self.target)
  return self.output
end

function ModuleCriterion:updateGradInput(input, _target)
  self.gradInput = self.criterion:backward(self.input, self.target)
  if self.inputModule then
    self.gradInput = self.inputModule:backward(input, self.gradInput)
  end
  return self.gradInput
end

-- What came last belongs to the user and stays what it is.
function ModuleCriterion:type(type, tensorCache)
  local targetModule = self.targetModule
  self.input, self.target = nil, nil
  if self.castTarget == false then self.targetModule = nil end
  parent.type(self, type, tensorCache)
  self.targetModule = targetModule
  return self
end
