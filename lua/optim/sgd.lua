-- optim.sgd(opfunc, x[, config[, state]]): stochastic gradient descent with momentum.
-- Neighbours: src/optim/sgd.c does the step in one pass.
--
-- Nesterov's momentum as in I. Sutskever et al., On the importance of initialization and momentum
-- in deep learning, ICML 2013.

local C = require 'facula.core'.optim

-- The buffer state[name] with these values in it, of x's type and size, for the step to work on;
-- nil when there are no values.
local function filled(state, name, x, values)
  if not values then return nil end
  state[name] = state[name] or x.new()
  return state[name]:resizeAs(x):copy(values)
end

--- One step: x becomes x - rate * direction.
--
-- @param opfunc function of x that returns f(x) and df/dx; the latter may be overwritten here
-- @param x FloatTensor or DoubleTensor of any size, updated in place
-- @param config table, default {}: learningRate (1e-3), learningRateDecay (0), weightDecay (0),
--   weightDecays (a tensor of decays, one for each element; used when weightDecay is 0),
--   momentum (0), dampening (momentum), nesterov (false; needs momentum and dampening = 0),
--   learningRates (a tensor of factors, one for each element)
-- @param state table of what is kept between steps, default config: evalCounter (steps done), dfdx
--   (the momentum buffer), decayParameters, deltaParameters
-- @return x; a list of one: f(x) before the step
--
-- g = df/dx + weightDecay x, written into the gradient that opfunc returned;
-- v = g at first, then momentum v + (1 - dampening) g; direction v, or g + momentum v for nesterov;
-- rate = learningRate / (1 + evalCounter learningRateDecay), evalCounter before this step.
--
-- Example:
--   local x, config = torch.Tensor{3, 4}, {learningRate = 0.1}
--   for _ = 1, 100 do optim.sgd(function(p) return p:dot(p), p * 2 end, x, config) end
--   x:norm() < 1e-6  --> true
function optim.sgd(opfunc, x, config, state)
  config = config or {}
  state = state or config
  local momentum = config.momentum or 0
  local dampening = config.dampening or momentum
  local nesterov = config.nesterov and true or false
  local weightDecay = config.weightDecay or 0
  local steps = state.evalCounter or 0
  if nesterov and not (momentum > 0 and dampening == 0) then
    error('optim.sgd: Nesterov momentum requires a momentum and zero dampening', 2)
  end

  local fx, dfdx = opfunc(x)

  local velocity, decays
  local first = state.dfdx == nil
  if momentum ~= 0 then velocity = first and x.new() or state.dfdx end
  if weightDecay == 0 then decays = filled(state, 'decayParameters', x, config.weightDecays) end
  local rates = filled(state, 'deltaParameters', x, config.learningRates)
  local rate = (config.learningRate or 1e-3) / (1 + steps * (config.learningRateDecay or 0))
  C.sgd_step(x, dfdx, velocity, decays, rates, rate, momentum, dampening, weightDecay, nesterov,
    first)

  if velocity then state.dfdx = velocity end
  state.evalCounter = steps + 1
  return x, { fx }
end
