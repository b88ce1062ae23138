-- optim.adadelta(opfunc, x[, config[, state]]): steps scaled by averages of their own squares and
-- of the gradients'; there is no learning rate. Neighbours: src/optim/step.c does the step in one
-- pass.
--
-- M. D. Zeiler, ADADELTA: An Adaptive Learning Rate Method, arXiv:1212.5701, 2012.

local C = require 'facula.core'.optim
local state = require 'optim.state'

--- One step.
--
-- @param opfunc function of x that returns f(x) and df/dx; the latter may be overwritten here
-- @param x FloatTensor or DoubleTensor of any size, updated in place
-- @param config table: rho (0.9), eps (1e-6), weightDecay (0)
-- @param state table, default config: evalCounter (steps done), paramVariance, accDelta
-- @return x; a list of one: f(x) before the step
--
-- g = df/dx + weightDecay x, paramVariance = rho paramVariance + (1 - rho) g^2,
-- d = sqrt(accDelta + eps) / sqrt(paramVariance + eps) g, x -= d,
-- accDelta = rho accDelta + (1 - rho) d^2
--
-- Example:
--   local x, config = torch.Tensor{3, 4}, {}
--   for _ = 1, 100 do optim.adadelta(function(p) return p:dot(p), p * 2 end, x, config) end
function optim.adadelta(opfunc, x, config, given)
  if config == nil and given == nil then
    print('no state table, ADADELTA initializing')
  end
  config, given = state.tables('adadelta', config, given)
  local fx, dfdx = state.evaluate('adadelta', opfunc, x)
  C.adadelta_step(x, dfdx, state.buffer(given, 'paramVariance', dfdx),
    state.buffer(given, 'accDelta', dfdx), 1, config.weightDecay or 0, config.rho or 0.9, 0,
    config.eps or 1e-6)
  given.evalCounter = (given.evalCounter or 0) + 1
  return x, {fx}
end
