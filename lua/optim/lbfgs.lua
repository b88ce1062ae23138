-- optim.lbfgs(opfunc, x[, config[, state]]): limited-memory BFGS for full batches.
-- Neighbours: lswolfe.lua is a line search for it; cg.lua needs less memory.
--
-- J. Nocedal, Updating Quasi-Newton Matrices with Limited Storage, Mathematics of Computation 1980;
-- with the tests of M. Schmidt's minFunc (2005).

local state = require 'optim.state'

local function sumAbs(buffer, t)
  return buffer:abs(t):sum()
end

-- Takes the pair of the last step, s = t d and y = change of the gradient, into the memory, if the
-- curvature along it is positive.
local function remember(given, g, nCorrection)
  local dirs, steps = given.old_dirs, given.old_stps
  local s, y = table.remove(given.dir_bufs) or g.new(), table.remove(given.stp_bufs) or g.new()
  y:resizeAs(g):copy(g):add(-1, given.g_old)
  s:resizeAs(g):copy(given.d):mul(given.t)
  local ys = y:dot(s)
  if ys <= 1e-10 or ys ~= ys then
    table.insert(given.dir_bufs, s)
    table.insert(given.stp_bufs, y)
    return
  end
  if #dirs >= nCorrection then
    table.insert(given.dir_bufs, table.remove(dirs, 1))
    table.insert(given.stp_bufs, table.remove(steps, 1))
  end
  table.insert(dirs, s)
  table.insert(steps, y)
  given.Hdiag = ys / y:dot(y)
end

-- d = -H g, H being the approximate inverse of the Hessian: the two-loop recursion.
local function direction(given, g)
  local dirs, steps, ro, al, d = given.old_dirs, given.old_stps, given.ro, given.al, given.d
  d:copy(g):mul(-1)
  for i = #dirs, 1, -1 do
    ro[i] = 1 / steps[i]:dot(dirs[i])
    al[i] = dirs[i]:dot(d) * ro[i]
    d:add(-al[i], steps[i])
  end
  d:mul(given.Hdiag)
  for i = 1, #dirs do
    d:add(al[i] - steps[i]:dot(d) * ro[i], dirs[i])
  end
end

--- Minimizes f.
--
-- @param opfunc function of x that returns f(x) and df/dx
-- @param x FloatTensor or DoubleTensor, updated in place
-- @param config table, default {}: maxIter (20), maxEval (1.25 maxIter), tolFun (1e-5, on the sum
--   of the gradient's absolute values), tolX (1e-9, on that of the step and on the change of f),
--   nCorrection (100, steps to remember), learningRate (1, the step without line search),
--   lineSearch (a function such as optim.lswolfe), lineSearchOptions, verbose
-- @param state table, default config: funcEval, nIter, d, t, old_dirs, old_stps, Hdiag, g_old,
--   f_old and buffers
-- @return x; a list of f; the evaluations of this call
--
-- Example:
--   local x = torch.Tensor{3, 4}
--   optim.lbfgs(function(p) return p:dot(p), p * 2 end, x, {lineSearch = optim.lswolfe})
--   x:norm() < 1e-6  --> true
function optim.lbfgs(opfunc, x, config, given)
  config, given = state.tables('lbfgs', config, given)
  local maxIter = config.maxIter or 20
  local maxEval = config.maxEval or maxIter * 1.25
  local tolFun, tolX = config.tolFun or 1e-5, config.tolX or 1e-9
  local rate = config.learningRate or 1
  local lineSearch = config.lineSearch
  if lineSearch and type(lineSearch) ~= 'function' then
    error('optim.lbfgs: lineSearch: expected a function, got ' .. torch.type(lineSearch), 2)
  end
  local function say(text)
    if config.verbose then print('optim.lbfgs: ' .. text) end
  end

  local f, g = state.evaluate('lbfgs', opfunc, x)
  local history, count = {f}, 1
  given.funcEval = (given.funcEval or 0) + 1
  given.nIter = given.nIter or 0
  local tmp = state.buffer(given, 'tmp1', g)
  local size = sumAbs(tmp, g)
  if size <= tolFun then
    say('the gradient is below tolFun')
    return x, history
  end

  local iter = 0
  while iter < maxIter do
    iter = iter + 1
    given.nIter = given.nIter + 1
    if given.nIter == 1 then
      given.d = g:clone():mul(-1)
      given.old_dirs, given.old_stps, given.dir_bufs, given.stp_bufs = {}, {}, {}, {}
      given.ro, given.al = {}, {}
      given.Hdiag = 1
    else
      remember(given, g, config.nCorrection or 100)
      direction(given, g)
    end
    given.g_old = state.buffer(given, 'g_old', g):copy(g)
    given.f_old = f
    local slope = g:dot(given.d)
    if slope > -tolX then
      say('no direction leads down')
      break
    end
    given.t = given.nIter == 1 and math.min(1, 1 / size) * rate or rate

    local used = 0
    if lineSearch then
      f, g, x, given.t, used = lineSearch(opfunc, x, given.t, given.d, f, g, slope,
        config.lineSearchOptions)
      history[#history + 1] = f
    else
      x:add(given.t, given.d)
      if iter ~= maxIter then -- the next call begins with that evaluation
        f, g = state.evaluate('lbfgs', opfunc, x)
        used = 1
        history[#history + 1] = f
      end
    end
    count = count + used
    given.funcEval = given.funcEval + used

    if iter == maxIter then
      say('maxIter iterations are done')
      break
    end
    if count >= maxEval then
      say('maxEval evaluations are used up')
      break
    end
    size = sumAbs(tmp, g)
    if size <= tolFun then
      say('the gradient is below tolFun')
      break
    end
    if sumAbs(tmp, given.d) * math.abs(given.t) <= tolX then
      say('the step is below tolX')
      break
    end
    if math.abs(f - given.f_old) < tolX then
      say('f changes by less than tolX')
      break
    end
  end
  return x, history, count
end
