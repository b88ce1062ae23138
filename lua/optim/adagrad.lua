-- optim.adagrad(opfunc, x[, config[, state]]): steps that shrink with the squares of all gradients
-- so far. Neighbours: src/optim/step.c does the step in one pass.
--
-- J. Duchi, E. Hazan, Y. Singer, Adaptive Subgradient Methods for Online Learning and Stochastic
-- Optimization, JMLR 2011.

local C = require 'facula.core'.optim
local state = require 'optim.state'

--- One step.
--
-- @param opfunc function of x that returns f(x) and df/dx; the latter may be overwritten here
-- @param x FloatTensor or DoubleTensor of any size, updated in place
-- @param config table: learningRate (1e-3), learningRateDecay (0), weightDecay (0)
-- @param state table, default config: evalCounter (steps done), paramVariance (sum of squares)
-- @return x; a list of one: f(x) before the step
--
-- g = df/dx + weightDecay x, paramVariance += g^2,
-- x -= learningRate / (1 + evalCounter learningRateDecay) g / (sqrt paramVariance + 1e-10)
--
-- Example:
--   local x, config = torch.Tensor{3, 4}, {learningRate = 1}
--   for _ = 1, 100 do optim.adagrad(function(p) return p:dot(p), p * 2 end, x, config) end
--   x:norm() < 1e-6  --> true
function optim.adagrad(opfunc, x, config, given)
  if config == nil and given == nil then
    print('no state table, ADAGRAD initializing')
  end
  config, given = state.tables('adagrad', config, given)
  local fx, dfdx = state.evaluate('adagrad', opfunc, x)
  local done = given.evalCounter or 0
  C.adagrad_step(x, dfdx, state.buffer(given, 'paramVariance', dfdx), nil,
    (config.learningRate or 1e-3) / (1 + done * (config.learningRateDecay or 0)),
    config.weightDecay or 0, 0, 0, 1e-10)
  given.evalCounter = done + 1
  return x, {fx}
end
