-- optim.cg(opfunc, x[, config[, state]]): nonlinear conjugate gradients for full batches.
-- Neighbours: lbfgs.lua remembers more of the past.
--
-- Polak-Ribiere directions; a line search by quadratic and cubic interpolation until the
-- Wolfe-Powell conditions hold, as C. E. Rasmussen describes for `minimize` (2001).

local state = require 'optim.state'

-- Is v neither nan nor infinite?
local function finite(v)
  return v == v and v < math.huge and v > -math.huge
end

-- Coefficients of the cubic through two points that are z apart, from values and slopes there.
local function cubic(f2, f3, d2, d3, z)
  return 6 * (f2 - f3) / z + 3 * (d2 + d3), 3 * (f3 - f2) - z * (d3 + 2 * d2)
end

-- The step to the minimum that interpolation between the two ends of the bracket predicts.
local function interpolate(f1, f2, f3, d2, d3, z3, margin)
  local z2
  if f2 > f1 then
    z2 = z3 - 0.5 * d3 * z3 * z3 / (d3 * z3 + f2 - f3)
  else
    local a, b = cubic(f2, f3, d2, d3, z3)
    z2 = (math.sqrt(b * b - a * d2 * z3 * z3) - b) / a
  end
  if not finite(z2) then z2 = z3 / 2 end
  return math.max(math.min(z2, margin * z3), (1 - margin) * z3)
end

-- The step beyond the end of the bracket that the cubic predicts; limit < 0: nothing is known to be
-- too far.
local function extrapolate(f2, f3, d2, d3, z1, z3, limit, margin, reach)
  local a, b = cubic(f2, f3, d2, d3, z3)
  local z2 = -d2 * z3 * z3 / (b + math.sqrt(b * b - a * d2 * z3 * z3))
  if not finite(z2) or z2 < 0 then
    return limit < -0.5 and z1 * (reach - 1) or (limit - z1) / 2
  elseif limit > -0.5 and z2 + z1 > limit then
    return (limit - z1) / 2
  elseif limit < -0.5 and z2 + z1 > z1 * reach then
    return z1 * (reach - 1)
  elseif z2 < -z3 * margin then
    return -z3 * margin
  elseif limit > -0.5 and z2 < (limit - z1) * (1 - margin) then
    return (limit - z1) * (1 - margin)
  end
  return z2
end

--- Minimizes f until maxEval evaluations are used up or two line searches in a row fail.
--
-- @param opfunc function of x that returns f(x) and df/dx
-- @param x FloatTensor or DoubleTensor, updated in place
-- @param config table, default {}: maxEval (1.25 maxIter), maxIter (20, evaluations of one line
--   search), rho (0.01) and sig (0.5) of the Wolfe-Powell conditions, int (0.1, least part of the
--   bracket to move by), ext (3, most times to extrapolate by), ratio (100, largest change of
--   slope), verbose (0)
-- @param state table of buffers to be used again, default config: df0, df1, df2, df3,
--   x0, s
-- @return x; a list of f, at the start and after each successful search; the evaluations
--
-- Example:
--   local x = torch.Tensor{3, 4}
--   optim.cg(function(p) return p:dot(p), p * 2 end, x, {maxIter = 10})
--   x:norm() < 1e-6  --> true
function optim.cg(opfunc, x, config, given)
  config, given = state.tables('cg', config, given)
  local rho, sig = config.rho or 0.01, config.sig or 0.5
  local margin, reach, ratio = config.int or 0.1, config.ext or 3, config.ratio or 100
  local maxIter = config.maxIter or 20
  local maxEval = math.abs(config.maxEval or maxIter * 1.25)
  local verbose = (config.verbose or 0) ~= 0
  local x0, s = state.buffer(given, 'x0', x), state.buffer(given, 's', x)
  local df0, df1, df2 = state.buffer(given, 'df0', x), state.buffer(given, 'df1', x),
    state.buffer(given, 'df2', x)
  state.buffer(given, 'df3', x)

  local count = 0
  local function evaluate(gradient)
    local fx, dfdx = state.evaluate('cg', opfunc, x)
    gradient:copy(dfdx)
    count = count + 1
    return fx
  end

  local f1 = evaluate(df1)
  local history = {f1}
  s:copy(df1):mul(-1)
  local d1 = -s:dot(s)
  local z1 = 1 / (1 - d1)
  local failed = false
  while count < maxEval do
    local f0 = f1
    x0:copy(x)
    df0:copy(df1)

    x:add(z1, s)
    local f2 = evaluate(df2)
    local d2 = df2:dot(s)
    local f3, d3, z3 = f1, d1, -z1
    local left = math.min(maxIter, maxEval - count)
    local limit, success = -1, false
    local function tooFar() return f2 > f1 + z1 * rho * d1 or d2 > -sig * d1 end
    local function move(z2)
      z1 = z1 + z2
      x:add(z2, s)
      f2 = evaluate(df2)
      d2 = df2:dot(s)
      left = left - 1
    end
    while true do
      while tooFar() and left > 0 do
        limit = z1
        local z2 = interpolate(f1, f2, f3, d2, d3, z3, margin)
        move(z2)
        z3 = z3 - z2
      end
      if tooFar() then break end
      if d2 > sig * d1 then
        success = true
        break
      end
      -- A fraction left over from maxEval lets the search go on, as in Torch7, but not for ever.
      if left == 0 or left < -maxIter then break end
      local z2 = extrapolate(f2, f3, d2, d3, z1, z3, limit, margin, reach)
      f3, d3, z3 = f2, d2, -z2
      move(z2)
    end

    if success then
      f1 = f2
      history[#history + 1] = f1
      if verbose then print(('optim.cg: f = %g after %d evaluations'):format(f1, count)) end
      local beta = (df2:dot(df2) - df2:dot(df1)) / df1:dot(df1)
      s:mul(beta):add(-1, df2)
      df1, df2 = df2, df1
      d2 = df1:dot(s)
      if d2 > 0 then
        s:copy(df1):mul(-1)
        d2 = -s:dot(s)
      end
      z1 = z1 * math.min(ratio, d1 / (d2 - 1e-320))
      d1, failed = d2, false
    else
      x:copy(x0)
      f1 = f0
      df1:copy(df0)
      if failed or count > maxEval then break end
      df1, df2 = df2, df1
      s:copy(df1):mul(-1)
      d1 = -s:dot(s)
      z1 = 1 / (1 - d1)
      failed = true
    end
  end
  given.df1, given.df2 = df1, df2
  return x, history, count
end
