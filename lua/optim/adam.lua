-- optim.adam(opfunc, x[, config[, state]]): steps by averages of the gradient and of its square.
-- Neighbours: src/optim/step.c does the step in one pass; adamw.lua has decoupled weight decay.
--
-- D. P. Kingma, J. Ba, Adam: A Method for Stochastic Optimization, ICLR 2015.

local C = require 'facula.core'.optim
local state = require 'optim.state'

--- One step.
--
-- @param opfunc function of x that returns f(x) and df/dx; the latter may be overwritten here
-- @param x FloatTensor or DoubleTensor of any size, updated in place
-- @param config table, default {}: learningRate (1e-3), learningRateDecay (0), beta1 (0.9), beta2
--   (0.999), epsilon (1e-8), weightDecay (0)
-- @param state table, default config: t (steps done), m, v (averages)
-- @return x; a list of one: f(x) before the step
--
-- g = df/dx + weightDecay x, m = beta1 m + (1 - beta1) g, v = beta2 v + (1 - beta2) g^2,
-- x -= learningRate / (1 + t learningRateDecay) sqrt(1 - beta2^t) / (1 - beta1^t) m
-- / (sqrt v + epsilon), t in the decay being the one before this step.
--
-- Example:
--   local x, config = torch.Tensor{3, 4}, {learningRate = 0.1}
--   for _ = 1, 500 do optim.adam(function(p) return p:dot(p), p * 2 end, x, config) end
--   x:norm() < 1e-6  --> true
function optim.adam(opfunc, x, config, given)
  config, given = state.tables('adam', config, given)
  local beta1, beta2 = config.beta1 or 0.9, config.beta2 or 0.999
  local fx, dfdx = state.evaluate('adam', opfunc, x)
  local done = given.t or 0
  local rate = (config.learningRate or 1e-3) / (1 + done * (config.learningRateDecay or 0))
  local t = done + 1
  C.adam_step(x, dfdx, state.buffer(given, 'm', dfdx), state.buffer(given, 'v', dfdx),
    rate * math.sqrt(1 - beta2 ^ t) / (1 - beta1 ^ t), config.weightDecay or 0, beta1, beta2,
    config.epsilon or 1e-8)
  given.t = t
  return x, {fx}
end
