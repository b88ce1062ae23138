-- optim.checkgrad(opfunc, x[, eps]): compares the gradient of opfunc with central differences.
-- Neighbours: nn/Jacobian.lua checks modules.

local state = require 'optim.state'

--- @param opfunc function of x that returns f(x) and df/dx
-- @param x 1-D tensor, which is as before in the end
-- @param eps how far to move each element; default 1e-7
-- @return |dC - est| / |dC + est|; the gradient dC; its estimate est
--
-- Example:
--   optim.checkgrad(function(p) return p:dot(p), p * 2 end, torch.rand(3), 1e-5)   -- below 1e-8
function optim.checkgrad(opfunc, x, eps)
  eps = eps or 1e-7
  if not torch.isTensor(x) or x:dim() ~= 1 then
    error('optim.checkgrad: x: expected a tensor with one dimension', 2)
  end
  local _, gradient = state.evaluate('checkgrad', opfunc, x)
  local dC = gradient:clone():resizeAs(x) -- opfunc may use the tensor again
  local estimate = dC.new():resizeAs(x)
  for i = 1, x:size(1) do
    local value = x[i]
    x[i] = value + eps
    local above = opfunc(x)
    x[i] = value - eps
    local below = opfunc(x)
    x[i] = value
    estimate[i] = (above - below) / (2 * eps)
  end
  return (dC - estimate):norm() / (dC + estimate):norm(), dC, estimate
end
