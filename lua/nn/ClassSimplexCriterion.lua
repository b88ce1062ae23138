-- nn.ClassSimplexCriterion(nClasses): nn.MSECriterion between the input and the corner of a regular
-- simplex that stands for the target's class (Y. Mroueh et al., Multiclass Learning with Simplex
-- Coding, NIPS 2012). Neighbours: MSECriterion.lua.
--
-- Shapes: input nClasses elements and target a class from 1 to nClasses, as a number or a tensor
-- with one element; or N x nClasses and N.
-- Example:
--   local criterion = nn.ClassSimplexCriterion(3)
--   criterion:forward(torch.zeros(2, 3), torch.LongTensor{1, 3})  --> 0.3333

local check = require 'nn.check'

local ClassSimplexCriterion, parent = torch.class('nn.ClassSimplexCriterion', 'nn.MSECriterion')

-- The n + 1 corners of a regular simplex around 0 in n dimensions, as rows of length 1; any two
-- have the inner product -1/n. Row k has its last element at k, and all rows behind it agree up
-- to there.
local function corners(n)
  local a = torch.zeros(n + 1, n)
  local used = 0 -- sum of the squares that the rows from k on share
  for k = 1, n do
    local own = math.sqrt(1 - used)
    local shared = (-1 / n - used) / own
    a[k][k] = own
    a:select(2, k):narrow(1, k + 1, n + 1 - k):fill(shared)
    used = used + shared * shared
  end
  return a
end

--- @param nClasses an integer > 1
-- Fields: nClasses; simplex, the corners as rows of nClasses elements, the last of which is 0.
function ClassSimplexCriterion:__init(nClasses)
  parent.__init(self)
  self.nClasses = check.integer(self, 'nClasses', nClasses, 2)
  self.simplex = torch.cat(corners(nClasses - 1), torch.zeros(nClasses, 1), 2)
  self._target = torch.Tensor(nClasses)
end

-- The corners of the target's classes.
local function embed(self, target)
  local classes = target
  if type(target) == 'number' then
    classes = torch.LongTensor {target}
  elseif not torch.isTensor(target) or target:dim() > 1 then
    check.fail(self, 'target', 'a class or a vector of classes', target)
  elseif torch.typename(target) ~= 'torch.LongTensor' then
    classes = target:long()
  end
  if classes:nElement() == 0 or classes:min() < 1 or classes:max() > self.nClasses then
    check.fail(self, 'target', ('classes from 1 to %d'):format(self.nClasses), target)
  end
  if torch.typename(self._target) ~= torch.typename(self.simplex) then
    self._target = self.simplex.new()
  end
  return self._target:index(self.simplex, 1, classes)
end

function ClassSimplexCriterion:updateOutput(input, target)
  return parent.updateOutput(self, input, embed(self, target))
end

function ClassSimplexCriterion:updateGradInput(input, target)
  return parent.updateGradInput(self, input, embed(self, target))
end

--- The inner products of each row of input with the corners: N x nClasses, N being 1 for a vector.
function ClassSimplexCriterion:getPredictions(input)
  check.tensor(self, 'input', input)
  if input:dim() == 1 then input = input:view(1, -1) end
  return torch.mm(input, self.simplex:t())
end

--- The class whose corner is nearest in direction to each row of input: a LongTensor of N.
function ClassSimplexCriterion:getTopPrediction(input)
  local products = self:getPredictions(input)
  local _, best = products:max(2)
  return best:view(-1)
end
