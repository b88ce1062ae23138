-- optim.cmaes(opfunc, x[, config[, state]]): evolution with an adapted covariance matrix, a search
-- that needs no gradient. Neighbours: de.lua is another.
--
-- N. Hansen, The CMA Evolution Strategy: A Tutorial, arXiv:1604.00772; with the constants of his
-- barecmaes2.

local state = require 'optim.state'

-- The constants that depend on the numbers of dimensions and points only.
local function constants(N, lambda)
  local mu = lambda / 2
  local k = {lambda = lambda, parents = math.floor(mu), weights = {}}
  local sum, squares = 0, 0
  for i = 1, k.parents do
    k.weights[i] = math.log(mu + 0.5) - math.log(i)
    sum = sum + k.weights[i]
  end
  for i = 1, k.parents do
    k.weights[i] = k.weights[i] / sum
    squares = squares + k.weights[i] ^ 2
  end
  local mueff = 1 / squares
  k.mueff = mueff
  k.cc = (4 + mueff / N) / (N + 4 + 2 * mueff / N)
  k.cs = (mueff + 2) / (N + mueff + 5)
  k.c1 = 2 / ((N + 1.3) ^ 2 + mueff)
  k.cmu = math.min(1 - k.c1, 2 * (mueff - 2 + 1 / mueff) / ((N + 2) ^ 2 + mueff))
  k.damps = 2 * mueff / lambda + 0.3 + k.cs
  return k
end

-- The axes B and lengths D of the distribution, and C^(-1/2), from the covariance C.
local function decompose(s)
  s.C = torch.triu(s.C) + torch.triu(s.C, 1):t()
  local values, vectors = torch.symeig(s.C, 'V', 'U')
  s.D, s.B = torch.sqrt(values), vectors
  s.invsqrtC = torch.mm(torch.mm(s.B, torch.diag(torch.pow(s.D, -1))), s.B:t())
end

-- lambda points around the mean, as rows.
local function sample(s, k, N)
  if s.count - s.decomposed > k.lambda / (k.c1 + k.cmu) / N / 10 then
    s.decomposed = s.count
    decompose(s)
  end
  local points = s.mean.new(k.lambda, N)
  for i = 1, k.lambda do
    local z = s.mean.new(N):copy(torch.randn(N)):cmul(s.D)
    points[i]:copy(s.mean):add(s.sigma, torch.mv(s.B, z))
  end
  return points
end

-- Takes in what the sorted points have shown: mean, paths, covariance and size of the steps.
local function adapt(s, k, N, points)
  local old = s.mean:clone()
  s.mean:zero()
  for i = 1, k.parents do s.mean:add(k.weights[i], points[i]) end
  local y = s.mean - old
  s.ps:mul(1 - k.cs):add(math.sqrt(k.cs * (2 - k.cs) * k.mueff) / s.sigma, torch.mv(s.invsqrtC, y))
  local length = s.ps:dot(s.ps)
  local settled = length / (1 - (1 - k.cs) ^ (2 * s.count / k.lambda)) / N < 2 + 4 / (N + 1)
  s.pc:mul(1 - k.cc)
  if settled then s.pc:add(math.sqrt(k.cc * (2 - k.cc) * k.mueff) / s.sigma, y) end

  local c1a = k.c1 - (settled and 0 or 1) * k.c1 * k.cc * (2 - k.cc)
  s.C:mul(1 - c1a - k.cmu):addr(k.c1, s.pc, s.pc)
  for i = 1, k.parents do
    local step = points[i] - old
    s.C:addr(k.cmu * k.weights[i] / s.sigma ^ 2, step, step)
  end
  s.sigma = s.sigma * math.exp(math.min(0.6, k.cs / k.damps * (length / N - 1) / 2))
end

-- Whether the search is at its end; values are those of the last points, in order.
local function finished(s, maxEval, target, values)
  if s.count == 0 then return false end
  local last = values[#values]
  return s.count >= maxEval or target ~= nil and values[1] <= target
    or s.D:max() > 1e7 * s.D:min()
    or #values > 1 and last - values[1] < 1e-12
    or s.sigma * s.D:max() < 1e-11
end

--- @param opfunc function of x that returns f(x)
-- @param x FloatTensor or DoubleTensor, the start, which is not changed
-- @param config table, used as the state when that is nil
-- @param state table, default config: sigma (the size of the first steps, required), maxEval (1000
--   times the square of x's elements), ftarget (stop at this value), popsize (4 + 3 log n),
--   verb_disp (report after so many evaluations; 0: never), min_iterations (1)
-- @return the best point; a list of f at the start, of the best point of each generation and of the
--   result; the evaluations
--
-- Example: optim.cmaes(function(p) return p:dot(p) end, torch.Tensor{3, 4}, {sigma = 1})
function optim.cmaes(opfunc, x, config, given)
  local _
  _, given = state.tables('cmaes', config, given)
  local type = torch.typename(x)
  if type ~= 'torch.DoubleTensor' and type ~= 'torch.FloatTensor' then
    error('optim.cmaes: x: expected a Float- or DoubleTensor, got ' .. torch.type(x), 2)
  end
  local N = x:nElement()
  if N == 0 then error('optim.cmaes: x: expected a tensor with elements', 2) end
  local sigma = tonumber(given.sigma)
  if not sigma or sigma <= 0 or sigma ~= sigma then
    error('optim.cmaes: sigma: expected a number > 0, got ' .. tostring(given.sigma), 2)
  end
  local lambda = given.popsize or math.floor(4 + 3 * math.log(N))
  if lambda < 2 then error('optim.cmaes: popsize: expected at least 2, got ' .. lambda, 2) end
  local maxEval = tonumber(given.maxEval) or 1e3 * N ^ 2
  local report, least = given.verb_disp or 0, given.min_iterations or 1

  local k = constants(N, lambda)
  local s = {
    mean = x:clone():resize(N), sigma = sigma, count = 0, decomposed = 0,
    pc = x.new(N):zero(), ps = x.new(N):zero(), D = x.new(N):fill(1),
    B = x.new(N, N):copy(torch.eye(N)), C = x.new(N, N):copy(torch.eye(N)),
    invsqrtC = x.new(N, N):copy(torch.eye(N)),
  }
  local shape = x:size()
  local history, iteration = {(opfunc(x:clone()))}, 0
  local best, smallest, sorted = nil, math.huge, {}
  while not finished(s, maxEval, given.ftarget, sorted) or iteration < least do
    iteration = iteration + 1
    local points, values, order = sample(s, k, N), {}, {}
    for i = 1, lambda do
      values[i], order[i] = opfunc(points[i]:clone():resize(shape)), i
    end
    s.count = s.count + lambda
    table.sort(order, function(i, j)
      if values[i] ~= values[j] then return values[i] < values[j] end
      return i < j
    end)
    local ranked = points:index(1, torch.LongTensor(order))
    sorted = {}
    for i = 1, lambda do sorted[i] = values[order[i]] end
    history[#history + 1] = sorted[1]
    if sorted[1] < smallest then best, smallest = ranked[1]:clone(), sorted[1] end
    adapt(s, k, N, ranked)
    if report > 0 and (s.count % report == 0 or iteration == 1) then
      print(('optim.cmaes: %d evaluations, f = %g, sigma = %g'):format(s.count, sorted[1], s.sigma))
    end
  end

  best = (best or s.mean):resize(shape)
  history[#history + 1] = smallest
  return best, history, s.count
end
