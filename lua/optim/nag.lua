-- optim.nag(opfunc, x[, config[, state]]): Nesterov's accelerated gradient: the gradient is taken
-- where the momentum alone would lead. Neighbours: src/optim/step.c does the step in one pass;
-- sgd.lua has Nesterov's momentum without the look ahead.
--
-- I. Sutskever et al., On the importance of initialization and momentum in deep learning, ICML
-- 2013.

local C = require 'facula.core'.optim
local state = require 'optim.state'

--- One step.
--
-- @param opfunc function of x that returns f(x) and df/dx; the latter may be overwritten here
-- @param x FloatTensor or DoubleTensor of any size, updated in place
-- @param config table, default {}: learningRate (1e-3), learningRateDecay (0), weightDecay (0),
--   momentum (0.9, must be > 0), learningRates (a tensor of factors, one for each element)
-- @param state table, default config: evalCounter (steps done), dfdx (the
--   velocity), deltaParameters
-- @return x; a list of one: f where the gradient was taken
--
-- x += momentum v, g = df/dx + weightDecay x, v = momentum v - rate g, x -= rate g;
-- rate = learningRate / (1 + evalCounter learningRateDecay)
--
-- Example:
--   local x, config = torch.Tensor{3, 4}, {learningRate = 0.1}
--   for _ = 1, 100 do optim.nag(function(p) return p:dot(p), p * 2 end, x, config) end
--   x:norm() < 1e-6  --> true
function optim.nag(opfunc, x, config, given)
  config, given = state.tables('nag', config, given)
  local momentum = config.momentum or 0.9
  if momentum <= 0 then error('optim.nag: momentum: expected a number > 0 for NAG', 2) end
  if given.dfdx then x:add(momentum, given.dfdx) end
  local fx, dfdx = state.evaluate('nag', opfunc, x)
  local done = given.evalCounter or 0
  local rates = config.learningRates
  if rates then rates = state.buffer(given, 'deltaParameters', x):copy(rates) end
  C.nag_step(x, dfdx, state.buffer(given, 'dfdx', dfdx), rates,
    (config.learningRate or 1e-3) / (1 + done * (config.learningRateDecay or 0)),
    config.weightDecay or 0, momentum, 0, 0)
  given.evalCounter = done + 1
  return x, {fx}
end
