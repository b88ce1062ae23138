-- optim.rmsprop(opfunc, x[, config[, state]]): steps divided by the root of the average squared
-- gradient. Neighbours: src/optim/step.c does the step in one pass.
--
-- T. Tieleman, G. Hinton, Lecture 6.5 - RMSProp, Coursera: Neural Networks for Machine Learning,
-- 2012.

local C = require 'facula.core'.optim
local state = require 'optim.state'

--- One step.
--
-- @param opfunc function of x that returns f(x) and df/dx; the latter may be overwritten here
-- @param x FloatTensor or DoubleTensor of any size, updated in place
-- @param config table, default {}: learningRate (1e-2), alpha (0.99), epsilon (1e-8), weightDecay
--   (0), initialMean (0)
-- @param state table, default config: m (average square, initialMean at first)
-- @return x; a list of one: f(x) before the step
--
-- g = df/dx + weightDecay x, m = alpha m + (1 - alpha) g^2, x -= learningRate g / (sqrt m +
-- epsilon)
--
-- Example:
--   local x, config = torch.Tensor{3, 4}, {learningRate = 0.1}
--   for _ = 1, 100 do optim.rmsprop(function(p) return p:dot(p), p * 2 end, x, config) end
--   x:norm() < 1e-6  --> true
function optim.rmsprop(opfunc, x, config, given)
  config, given = state.tables('rmsprop', config, given)
  local fx, dfdx = state.evaluate('rmsprop', opfunc, x)
  C.rmsprop_step(x, dfdx, state.buffer(given, 'm', dfdx, config.initialMean), nil,
    config.learningRate or 1e-2, config.weightDecay or 0, config.alpha or 0.99, 0,
    config.epsilon or 1e-8)
  return x, {fx}
end
