-- optim.adamax(opfunc, x[, config[, state]]): optim.adam with the largest gradient instead of the
-- average square. Neighbours: adam.lua; src/optim/step.c does the step in one pass.
--
-- D. P. Kingma, J. Ba, Adam: A Method for Stochastic Optimization, ICLR 2015, section 7.

local C = require 'facula.core'.optim
local state = require 'optim.state'

--- One step.
--
-- @param opfunc function of x that returns f(x) and df/dx; the latter may be overwritten here
-- @param x FloatTensor or DoubleTensor of any size, updated in place
-- @param config table, default {}: learningRate (2e-3), beta1 (0.9), beta2 (0.999), epsilon
--   (1e-38), weightDecay (0)
-- @param state table, default config: t (steps done), m (average), u (largest gradient)
-- @return x; a list of one: f(x) before the step
--
-- g = df/dx + weightDecay x, m = beta1 m + (1 - beta1) g, u = max(beta2 u, |g| + epsilon),
-- x -= learningRate / (1 - beta1^t) m / u
--
-- Example:
--   local x, config = torch.Tensor{3, 4}, {learningRate = 0.1}
--   for _ = 1, 500 do optim.adamax(function(p) return p:dot(p), p * 2 end, x, config) end
--   x:norm() < 1e-6  --> true
function optim.adamax(opfunc, x, config, given)
  config, given = state.tables('adamax', config, given)
  local beta1 = config.beta1 or 0.9
  local fx, dfdx = state.evaluate('adamax', opfunc, x)
  local t = (given.t or 0) + 1
  C.adamax_step(x, dfdx, state.buffer(given, 'm', dfdx), state.buffer(given, 'u', dfdx),
    (config.learningRate or 2e-3) / (1 - beta1 ^ t), config.weightDecay or 0, beta1,
    config.beta2 or 0.999, config.epsilon or 1e-38)
  given.t = t
  return x, {fx}
end
