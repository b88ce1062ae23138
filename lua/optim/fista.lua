-- optim.FistaLS(f, g, pl, xinit[, params]): a smooth function plus one that is not, minimized by
-- proximal gradient steps with backtracking, with or without acceleration.
-- Neighbours: sgd.lua and others for smooth functions.
--
-- A. Beck, M. Teboulle, A Fast Iterative Shrinkage-Thresholding Algorithm for Linear Inverse
-- Problems, SIAM J. Imaging Sciences 2009.

local state = require 'optim.state'

--- @param f function of x that returns f(x) and, when called as f(x, 'dx'), also df/dx
-- @param g function of x that returns the other part
-- @param pl function of x and L that changes x to the minimum over z of g(z) + L/2 |z - x|^2
-- @param xinit the start, which becomes the solution
-- @param params table, default {}: L (0.1, the curvature to begin with; the last one is written
--   back), Lstep (1.5), maxiter (50), maxline (20), errthres (1e-4, on the change of f + g),
--   doFistaUpdate (false: no acceleration), verbose; also holds the buffers xkm, y, ply
-- @return the solution; a list with nline, L, F, Fply, Gply, Q of each iteration, F being f + g
--
-- Example:
--   local a = torch.Tensor{3, 0.01}
--   local function f(x) return (x - a):pow(2):sum() / 2, x - a end
--   local function g(x) return 0.1 * x:norm(1) end
--   local function pl(x, L) x:copy(nn.SoftShrink(0.1 / L):forward(x)) end
--   optim.FistaLS(f, g, pl, torch.zeros(2), {L = 1, doFistaUpdate = true})   -- 2.9, 0
function optim.FistaLS(f, g, pl, xinit, params)
  params = state.tables('FistaLS', params)
  local L, Lstep = params.L or 0.1, params.Lstep or 1.5
  local maxline, errthres = params.maxline or 20, params.errthres or 1e-4
  local x = xinit
  local before = state.buffer(params, 'xkm', x):resizeAs(x)
  local y = state.buffer(params, 'y', x):resizeAs(x):copy(x)
  local ply = state.buffer(params, 'ply', x):resizeAs(x)
  local history, t = {}, 1

  for iter = 1, params.maxiter or 50 do
    local fy, gradient = state.evaluate('FistaLS', function(p) return f(p, 'dx') end, y)
    gradient = gradient:clone() -- f may use the tensor again
    local fply, gply, Q
    local nline = 0
    repeat
      ply:copy(y):add(-1 / L, gradient)
      pl(ply, L)
      fply, gply = (f(ply)), g(ply)
      local step = ply - y
      Q = fy + gradient:dot(step) + L / 2 * step:dot(step) + gply
      nline = nline + 1
      local enough = fply + gply <= Q
      if not enough and nline < maxline then L = L * Lstep end
    until enough or nline >= maxline

    before:copy(x)
    x:copy(ply)
    if params.doFistaUpdate then
      local following = (1 + math.sqrt(1 + 4 * t * t)) / 2
      y:copy(x):add((t - 1) / following, x - before)
      t = following
    else
      y:copy(x)
    end
    history[iter] = {nline = nline, L = L, F = fply + gply, Fply = fply, Gply = gply, Q = Q}
    if params.verbose then
      history[iter].xk, history[iter].y = x:clone(), y:clone()
      print(('optim.FistaLS: iteration %d, %d tries, L = %g, F = %g'):format(iter, nline, L,
        history[iter].F))
    end
    if iter > 1 and math.abs(history[iter].F - history[iter - 1].F) <= errthres then break end
  end
  params.L = L
  return x, history
end
