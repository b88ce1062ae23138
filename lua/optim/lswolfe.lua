-- optim.lswolfe(opfunc, x, t, d, f, g, gtd[, options]): a line search for the strong Wolfe
-- conditions, for optim.lbfgs. Neighbours: polyinterp.lua chooses the points to try.
--
-- J. Nocedal, S. J. Wright, Numerical Optimization, 2006, algorithms 3.5 and 3.6; with the
-- safeguards of M. Schmidt's minFunc (2005).

local state = require 'optim.state'

-- A point of the line that was tried: step t, value f, slope, gradient g.
local function between(a, b, ...)
  return (optim.polyinterp({{a.t, a.f, a.slope}, {b.t, b.f, b.slope}}, ...))
end

--- Searches from x in direction d for a step at which f has fallen by c1 times what the slope
-- promises, and the slope is below c2 times the first one.
--
-- @param opfunc function of x that returns f(x) and df/dx
-- @param x the start, which becomes the point that was found
-- @param t the first step to try
-- @param d direction
-- @param f, g value and gradient at x
-- @param gtd slope at x: the inner product of g and d
-- @param options table, default {}: c1 (1e-4), c2 (0.9), tolX (1e-9), maxIter (20)
-- @return f, gradient, x, step, evaluations
--
-- Example:
--   local function f(p) return p:dot(p), p * 2 end
--   local x = torch.Tensor{3}
--   local fx, g = f(x)
--   optim.lswolfe(f, x, 1, -g, fx, g, -g:dot(g)) < fx  --> true
function optim.lswolfe(opfunc, x, t, d, f, g, gtd, options)
  options = options or {}
  local c1, c2 = options.c1 or 1e-4, options.c2 or 0.9
  local tolX, maxIter = options.tolX or 1e-9, options.maxIter or 20
  local start, count = x:clone(), 0

  local function try(step)
    x:copy(start):add(step, d)
    local value, gradient = state.evaluate('lswolfe', opfunc, x)
    count = count + 1
    return {t = step, f = value, g = gradient:clone(), slope = gradient:dot(d)}
  end
  local function tooHigh(p) return p.f > f + c1 * p.t * gtd end
  local function flat(p) return math.abs(p.slope) <= -c2 * gtd end

  -- Steps that grow until two of them hold a minimum between them.
  local origin = {t = 0, f = f, g = g:clone(), slope = gtd}
  local previous, point, iter = origin, try(t), 0
  local bracket
  while iter < maxIter do
    if tooHigh(point) or iter > 1 and point.f >= previous.f or
      not flat(point) and point.slope >= 0 then
      bracket = {previous, point}
      break
    elseif flat(point) then
      bracket = {point}
      break
    end
    local last = previous
    previous = point
    point = try(between(last, point, point.t + 0.01 * (point.t - last.t), point.t * 10))
    iter = iter + 1
  end
  bracket = bracket or {origin, point}

  -- The bracket shrinks until a point in it fulfils the conditions.
  local stuck = false
  while #bracket == 2 and iter < maxIter do
    local low, high = 1, 2
    if bracket[2].f < bracket[1].f then low, high = 2, 1 end
    local least = math.min(bracket[1].t, bracket[2].t)
    local most = math.max(bracket[1].t, bracket[2].t)
    local step = between(bracket[1], bracket[2])
    if math.min(most - step, step - least) / (most - least) < 0.1 then
      if stuck or step >= most or step <= least then
        local tenth = 0.1 * (most - least)
        step = math.abs(step - most) < math.abs(step - least) and most - tenth or least + tenth
        stuck = false
      else
        stuck = true
      end
    else
      stuck = false
    end

    point = try(step)
    iter = iter + 1
    local done = false
    if tooHigh(point) or point.f >= bracket[low].f then
      bracket[high] = point
    else
      if flat(point) then
        done = true
      elseif point.slope * (bracket[high].t - bracket[low].t) >= 0 then
        bracket[high] = bracket[low]
      end
      bracket[low] = point
    end
    if done or math.abs((bracket[1].t - bracket[2].t) * point.slope) < tolX then break end
  end

  local best = bracket[1]
  if bracket[2] and bracket[2].f < best.f then best = bracket[2] end
  x:copy(start):add(best.t, d)
  return best.f, best.g, x, best.t, count
end
