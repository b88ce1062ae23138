-- nn.SpatialAutoCropMSECriterion([sizeAverage]): nn.MSECriterion with the middle of a target that
-- is higher or wider than the input. Neighbours: MSECriterion.lua.
--
-- Shapes: input planes x height x width, or a batch of them; target the same but for height and
-- width, which are at least those of the input. An odd surplus row or column is cut at the end.
-- Example:
--   nn.SpatialAutoCropMSECriterion():forward(torch.rand(1, 2, 2), torch.rand(1, 4, 4))

local check = require 'nn.check'

local SpatialAutoCropMSECriterion, parent = torch.class('nn.SpatialAutoCropMSECriterion',
  'nn.MSECriterion')

-- The part of target that input stands for.
local function crop(self, input, target)
  check.tensor(self, 'input', input)
  check.tensor(self, 'target', target)
  local dims = input:dim()
  if dims ~= 3 and dims ~= 4 then
    check.fail(self, 'input', 'planes x height x width, or a batch of them', input)
  end
  local fits = target:dim() == dims
  for d = 1, fits and dims or 0 do
    fits = fits and (target:size(d) == input:size(d)
      or d > dims - 2 and target:size(d) > input:size(d))
  end
  if not fits then
    check.fail(self, 'target', 'at least the size of the input, ' .. check.describe(input), target)
  end
  for d = dims - 1, dims do
    local surplus = target:size(d) - input:size(d)
    target = target:narrow(d, math.floor(surplus / 2) + 1, input:size(d))
  end
  return target
end

function SpatialAutoCropMSECriterion:updateOutput(input, target)
  return parent.updateOutput(self, input, crop(self, input, target))
end

function SpatialAutoCropMSECriterion:updateGradInput(input, target)
  return parent.updateGradInput(self, input, crop(self, input, target))
end
