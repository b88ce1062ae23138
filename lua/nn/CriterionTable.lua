-- nn.CriterionTable(criterion): a criterion as a module over {input, target}, for use in a network.
-- Neighbours: Criterion.lua.
--
-- Shapes: input {input, target} as the criterion wants them; output a number.
-- Example: nn.CriterionTable(nn.MSECriterion()):forward {torch.zeros(3), torch.ones(3)}  --> 1

local check = require 'nn.check'

local CriterionTable, parent = torch.class('nn.CriterionTable', 'nn.Module')

--- Fields: criterion.
function CriterionTable:__init(criterion)
  parent.__init(self)
  if type(criterion) ~= 'table' then check.fail(self, 'criterion', 'a criterion', criterion) end
  self.criterion = criterion
  self.gradInput = {criterion.gradInput}
end

function CriterionTable:updateOutput(input)
  check.list(self, 'input', input)
  self.output = self.criterion:updateOutput(input[1], input[2])
  return self.output
end

--- Returns {gradient for the input}; the target gets none, and gradOutput is not looked at.
function CriterionTable:updateGradInput(input, _gradOutput)
  check.list(self, 'input', input)
  if torch.type(self.gradInput) ~= 'table' then self.gradInput = {} end
  self.gradInput[1] = self.criterion:updateGradInput(input[1], input[2])
  return self.gradInput
end
