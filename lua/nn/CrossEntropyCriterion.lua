-- nn.CrossEntropyCriterion([weights[, sizeAverage]]): nn.LogSoftMax, then nn.ClassNLLCriterion.
-- Neighbours: LogSoftMax.lua, ClassNLLCriterion.lua.
--
-- Shapes: input n scores and target a class from 1 to n; or N x n and N. Further dimensions of size
-- 1, such as N x n x 1 x 1, are dropped.
-- Example: nn.CrossEntropyCriterion():forward(torch.zeros(4), 1)  --> 1.386

local check = require 'nn.check'

local CrossEntropyCriterion, parent = torch.class('nn.CrossEntropyCriterion', 'nn.Criterion')

--- @param weights, sizeAverage as for nn.ClassNLLCriterion
-- Fields: lsm and nll, the two parts; sizeAverage, handed to nll when it changes.
function CrossEntropyCriterion:__init(weights, sizeAverage)
  parent.__init(self)
  self.lsm = nn.LogSoftMax()
  self.nll = nn.ClassNLLCriterion(weights, sizeAverage)
  self.sizeAverage = self.nll.sizeAverage
  self.oldSizeAverage = self.sizeAverage
end

-- A view of t with no more than `dims` dimensions, if dimensions of size 1 can be dropped for it.
local function drop(t, dims)
  if not torch.isTensor(t) or t:dim() <= dims then return t end
  local size, stride = {}, {}
  for d = 1, t:dim() do
    if t:size(d) ~= 1 then
      size[#size + 1], stride[#stride + 1] = t:size(d), t:stride(d)
    end
  end
  if #size == 0 then size, stride = {1}, {1} end
  return t.new():set(t:storage(), t:storageOffset(), torch.LongStorage(size),
    torch.LongStorage(stride))
end

-- sizeAverage of this object counts when it was changed, else that of nll, as in Torch7.
local function passSizeAverage(self)
  if self.sizeAverage ~= self.oldSizeAverage then
    self.nll.sizeAverage = self.sizeAverage
    self.oldSizeAverage = self.sizeAverage
  end
end

function CrossEntropyCriterion:updateOutput(input, target)
  check.tensor(self, 'input', input)
  passSizeAverage(self)
  self.lsm:updateOutput(drop(input, 2))
  self.output = self.nll:updateOutput(self.lsm.output, drop(target, 1))
  return self.output
end

--- Returns a tensor of the input's size.
function CrossEntropyCriterion:updateGradInput(input, target)
  check.tensor(self, 'input', input)
  passSizeAverage(self)
  self.nll:updateGradInput(self.lsm.output, drop(target, 1))
  self.lsm:updateGradInput(drop(input, 2), self.nll.gradInput)
  self.gradInput:view(self.lsm.gradInput, input:size())
  return self.gradInput
end
