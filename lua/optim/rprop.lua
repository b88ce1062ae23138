-- optim.rprop(opfunc, x[, config[, state]]): steps whose sizes depend on the signs of the gradient
-- only, for full batches. Neighbours: src/optim/step.c does the step in one pass.
--
-- M. Riedmiller, H. Braun, A direct adaptive method for faster backpropagation learning: The RPROP
-- algorithm, ICNN 1993; without going back.

local C = require 'facula.core'.optim
local state = require 'optim.state'

--- niter steps.
--
-- @param opfunc function of x that returns f(x) and df/dx
-- @param x FloatTensor or DoubleTensor of any size, updated in place
-- @param config table, default {}: stepsize (0.1, at first), etaplus (1.2), etaminus (0.5),
--   stepsizemax (50), stepsizemin (1e-6), niter (1)
-- @param state table, default config: stepsize as a tensor, delta (the last gradient)
-- @return x; a list of f(x) before each step
--
-- Where the gradient has the sign of the last one, the step is multiplied by etaplus, where the
-- sign has changed, by etaminus, and the gradient counts as 0. x -= sign(gradient) step.
--
-- Example:
--   local x, config = torch.Tensor{3, 4}, {niter = 30}
--   optim.rprop(function(p) return p:dot(p), p * 2 end, x, config, {})
--   x:norm() < 0.1  --> true
function optim.rprop(opfunc, x, config, given)
  if config == nil and given == nil then print('no state table RPROP initializing') end
  config, given = state.tables('rprop', config, given)
  local stepsize = type(config.stepsize) == 'number' and config.stepsize or 0.1
  local values = {}
  for i = 1, config.niter or 1 do
    local fx, dfdx = state.evaluate('rprop', opfunc, x)
    values[i] = fx
    -- config and state may be one table, in which the size of the first step makes way for those
    -- of all elements
    if not torch.isTensor(given.stepsize) then given.stepsize = nil end
    C.rprop_step(x, dfdx, state.buffer(given, 'stepsize', dfdx, stepsize),
      state.buffer(given, 'delta', dfdx), config.stepsizemax or 50, 0, config.etaplus or 1.2,
      config.etaminus or 0.5, config.stepsizemin or 1e-6)
  end
  return x, values
end
