-- optim.clipGradNorm(grads, max[, p]): shortens a gradient that is too long.
-- Neighbours: clipGradValue.lua bounds each element instead.
--
-- R. Pascanu, T. Mikolov, Y. Bengio, On the difficulty of training recurrent neural networks, ICML
-- 2013, algorithm 1.

local clip = require 'optim.clip'

--- grads *= max / norm if the norm is above max; its direction stays.
--
-- @param grads FloatTensor or DoubleTensor of any size: all gradients in one, as the second result
--   of module:getParameters() has them; changed in place
-- @param max the longest norm allowed, a number >= 0
-- @param p which norm: (sum of |g|^p)^(1/p), p > 0; math.huge is the largest |g|; default 2
-- @return the norm as it was; when it is nan or infinite, grads stays as it is: no factor mends it
--
-- Raises when grads is of another type, max is not a number >= 0 or p not a number > 0.
--
-- Example:
--   local grads = torch.Tensor{3, 4}
--   print(optim.clipGradNorm(grads, 1))   -- 5
--   print(grads)                          -- 0.6, 0.8
function optim.clipGradNorm(grads, max, p)
  clip.check('clipGradNorm', grads, max)
  if p == nil then p = 2 end
  if type(p) ~= 'number' or p ~= p or p <= 0 then
    error(('optim.clipGradNorm: p: expected a number > 0, got %s'):format(
      type(p) == 'number' and tostring(p) or torch.type(p)), 2)
  end
  if grads:nElement() == 0 then return 0 end
  local norm
  if p == math.huge then
    norm = math.max(grads:max(), -grads:min())
  else
    norm = grads:norm(p)
  end
  if norm > max and norm < math.huge then grads:mul(max / norm) end
  return norm
end
