-- optim.asgd(opfunc, x[, config[, state]]): averaged stochastic gradient descent.
-- Neighbours: src/optim/step.c does the step in one pass.
--
-- B. T. Polyak, A. B. Juditsky, Acceleration of stochastic approximation by averaging, SIAM J.
-- Control and Optimization 1992; with the rates of L. Bottou's sgd project.

local C = require 'facula.core'.optim
local state = require 'optim.state'

--- One step.
--
-- @param opfunc function of x that returns f(x) and df/dx
-- @param x FloatTensor or DoubleTensor of any size, updated in place
-- @param config table, default {}; missing values are written to it: eta0 (1e-4), lambda (1e-4, the
--   decay), alpha (0.75), t0 (1e6, the step where averaging begins)
-- @param state table, default config: eta_t, mu_t, t, ax (the average)
-- @return x; a list of one: f(x) before the step; the average of x
--
-- x = (1 - lambda eta_t) x - eta_t df/dx, ax += mu_t (x - ax), then
-- eta_t = eta0 / (1 + lambda eta0 t)^alpha, mu_t = 1 / max(1, t - t0)
--
-- Example:
--   local x, config = torch.Tensor{3, 4}, {eta0 = 0.1, t0 = 50}
--   for _ = 1, 100 do optim.asgd(function(p) return p:dot(p), p * 2 end, x, config) end
--   x:norm() < 1e-6  --> true
function optim.asgd(opfunc, x, config, given)
  config, given = state.tables('asgd', config, given)
  config.eta0 = config.eta0 or 1e-4
  config.lambda = config.lambda or 1e-4
  config.alpha = config.alpha or 0.75
  config.t0 = config.t0 or 1e6
  given.eta_t = given.eta_t or config.eta0
  given.mu_t = given.mu_t or 1
  given.t = given.t or 0

  local fx, dfdx = state.evaluate('asgd', opfunc, x)
  C.asgd_step(x, dfdx, state.buffer(given, 'ax', dfdx), nil, given.eta_t, 0, config.lambda,
    given.mu_t, 0)
  given.t = given.t + 1
  given.eta_t = config.eta0 / (1 + config.lambda * config.eta0 * given.t) ^ config.alpha
  given.mu_t = 1 / math.max(1, given.t - config.t0)
  return x, {fx}, given.ax
end
