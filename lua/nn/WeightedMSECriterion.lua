-- nn.WeightedMSECriterion(weight): the mean squared difference between input and weight * target.
-- Neighbours: MSECriterion.lua.
--
-- Shapes: input and target have the same number of elements; weight has as many as the target, or
-- as one entry of a batch of targets.
-- Example:
--   local criterion = nn.WeightedMSECriterion(torch.Tensor{1, 2})
--   criterion:forward(torch.zeros(2), torch.ones(2))  --> 2.5

local check = require 'nn.check'

local WeightedMSECriterion, parent = torch.class('nn.WeightedMSECriterion', 'nn.MSECriterion')

--- @param weight factors of the target, which is copied
-- Fields: weight; buffer, the weighted target; sizeAverage, true, to be set to false for the sum.
function WeightedMSECriterion:__init(weight)
  parent.__init(self)
  self.weight = check.tensor(self, 'weight', weight):clone()
end

local function weigh(self, target)
  check.tensor(self, 'target', target)
  local weight, count = self.weight, target:nElement()
  if torch.typename(target) ~= torch.typename(weight) then
    check.fail(self, 'target', 'a ' .. torch.typename(weight) .. ' like the weights', target)
  end
  local each = weight:nElement()
  if count ~= each and (target:dim() < 2 or count ~= target:size(1) * each) then
    check.fail(self, 'target', ('%d elements, or batches of them'):format(each), target)
  end
  self.buffer = self.buffer or target.new()
  self.buffer:resizeAs(target):copy(target)
  if count > 0 then
    local rows = count == each and 1 or target:size(1)
    self.buffer:view(rows, each):cmul(weight:contiguous():view(1, each):expand(rows, each))
  end
  return self.buffer
end

function WeightedMSECriterion:updateOutput(input, target)
  return parent.updateOutput(self, input, weigh(self, target))
end

function WeightedMSECriterion:updateGradInput(input, target)
  return parent.updateGradInput(self, input, weigh(self, target))
end
