-- optim.adamw(opfunc, x[, config[, state]]): optim.adam with weight decay that does not go through
-- the averages. Neighbours: adam.lua; src/optim/step.c does the step in one pass.
--
-- I. Loshchilov, F. Hutter, Decoupled Weight Decay Regularization, ICLR 2019.

local C = require 'facula.core'.optim
local state = require 'optim.state'

--- One step.
--
-- @param opfunc function of x that returns f(x) and df/dx
-- @param x FloatTensor or DoubleTensor of any size, updated in place
-- @param config table, default {}: learningRate (1e-3), learningRateDecay (0), beta1 (0.9), beta2
--   (0.999), epsilon (1e-8), weightDecay (1e-2)
-- @param state table, default config: t (steps done), m, v (averages)
-- @return x; a list of one: f(x) before the step
--
-- x *= 1 - rate weightDecay, then the step of adam, whose epsilon counts after the correction of v:
-- x -= rate / (1 - beta1^t) m / (sqrt(v / (1 - beta2^t)) + epsilon);
-- rate = learningRate / (1 + t learningRateDecay).
--
-- Example:
--   local x, config = torch.Tensor{3, 4}, {learningRate = 0.1}
--   for _ = 1, 500 do optim.adamw(function(p) return p:dot(p), p * 2 end, x, config) end
--   x:norm() < 1e-6  --> true
function optim.adamw(opfunc, x, config, given)
  config, given = state.tables('adamw', config, given)
  local beta1, beta2 = config.beta1 or 0.9, config.beta2 or 0.999
  local fx, dfdx = state.evaluate('adamw', opfunc, x)
  local done = given.t or 0
  local rate = (config.learningRate or 1e-3) / (1 + done * (config.learningRateDecay or 0))
  local t = done + 1
  local correction = math.sqrt(1 - beta2 ^ t)
  C.adamw_step(x, dfdx, state.buffer(given, 'm', dfdx), state.buffer(given, 'v', dfdx),
    rate * correction / (1 - beta1 ^ t), rate * (config.weightDecay or 1e-2), beta1, beta2,
    (config.epsilon or 1e-8) * correction)
  given.t = t
  return x, {fx}
end
