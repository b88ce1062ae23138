-- optim.clipGradValue(grads, max): bounds each element of a gradient.
-- Neighbours: clipGradNorm.lua keeps the direction.
--
-- T. Mikolov, Statistical Language Models Based on Neural Networks, PhD thesis, Brno 2012.

local clip = require 'optim.clip'

--- Each element g becomes min(max(g, -max), max); nan stays.
--
-- @param grads FloatTensor or DoubleTensor of any size, changed in place
-- @param max the largest |g| allowed, a number >= 0
-- @return the Euclidean norm of grads as it was
--
-- Raises when grads is of another type or max is not a number >= 0.
--
-- Example:
--   local grads = torch.Tensor{3, -4}
--   print(optim.clipGradValue(grads, 1))   -- 5
--   print(grads)                           -- 1, -1
function optim.clipGradValue(grads, max)
  clip.check('clipGradValue', grads, max)
  if grads:nElement() == 0 then return 0 end
  local norm = grads:norm()
  grads:clamp(-max, max)
  return norm
end
