-- nn.L1HingeEmbeddingCriterion([margin]): the sum d of the absolute differences between two inputs
-- where the target is 1, and max(0, margin - d) where it is -1.
-- Neighbours: HingeEmbeddingCriterion.lua takes distances.
--
-- Shapes: input {a, b} of the same number of elements, which are one pair; target a number or a
-- tensor with one element.
-- Example:
--   local criterion = nn.L1HingeEmbeddingCriterion()
--   criterion:forward({torch.Tensor{1, 2}, torch.Tensor{1, 5}}, 1)  --> 3

local check = require 'nn.check'
local targets = require 'nn.targets'

local L1HingeEmbeddingCriterion, parent = torch.class('nn.L1HingeEmbeddingCriterion',
  'nn.Criterion')

--- @param margin a number; default 1
function L1HingeEmbeddingCriterion:__init(margin)
  parent.__init(self)
  self.margin = margin or 1
  self.gradInput = {torch.Tensor(), torch.Tensor()}
end

-- The two inputs, whether they should be alike, and their distance.
local function read(self, input, target)
  local a, b = targets.pair(self, input)
  if torch.typename(b) ~= torch.typename(a) or b:nElement() ~= a:nElement() then
    check.fail(self, 'input[2]', 'a tensor like the first, a ' .. check.describe(a), b)
  end
  if torch.isTensor(target) and target:nElement() == 1 then target = target:sum() end
  check.number(self, 'target', target)
  return a, b, target ~= -1, a:nElement() > 0 and a:dist(b, 1) or 0
end

function L1HingeEmbeddingCriterion:updateOutput(input, target)
  local _, _, alike, distance = read(self, input, target)
  self.output = alike and distance or math.max(0, self.margin - distance)
  return self.output
end

--- Returns a table of two tensors. Where the inputs are equal the gradient is 1 or -1 by chance, so
-- that they can be driven apart.
function L1HingeEmbeddingCriterion:updateGradInput(input, target)
  local a, b, alike, distance = read(self, input, target)
  local gradA, gradB = targets.gradients(self, a)
  gradA:resizeAs(a):copy(a):csub(b)
  gradB:resizeAs(gradA)
  if not alike and distance > self.margin then
    gradA:zero()
    gradB:zero()
    return self.gradInput
  end
  local equal = gradA:eq(0)
  gradA:sign()
  local count = equal:nElement() > 0 and equal:sum() or 0
  if count > 0 then
    gradA:maskedCopy(equal, gradA.new(count):random(1, 2):mul(2):add(-3))
  end
  if not alike then gradA:mul(-1) end
  gradB:copy(gradA):mul(-1)
  return self.gradInput
end
