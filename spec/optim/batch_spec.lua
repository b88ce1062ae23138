-- Methods for full batches and without gradients: minima they must find, where they stop, what is
-- refused. Their trajectories are in golden_spec.lua.
require 'torch'
require 'optim'

-- A bowl around 1, 2, 3 ... with axes of different length.
local function bowl(x)
  local n = x:nElement()
  local c = torch.range(1, n):typeAs(x)
  local d = x:clone():view(n) - c
  return torch.cmul(d, d):cmul(c):sum() / 2, torch.cmul(d, c):viewAs(x)
end

local function rosenbrock(x)
  local u, v = x[1], x[2]
  local w = v - u * u
  return 100 * w * w + (1 - u) ^ 2, torch.Tensor { -400 * u * w - 2 * (1 - u), 200 * w }
end

local function is_near(x, expected, tolerance)
  local off = (x - torch.Tensor(expected):typeAs(x):viewAs(x)):abs():max()
  assert.is_true(off < tolerance, ('off by %g'):format(off))
end

describe('optim.cg', function()
  it('finds the bottom of a bowl and of a valley', function()
    local x = torch.zeros(4)
    local result, history, count = optim.cg(bowl, x, { maxIter = 30 })
    assert.equal(x, result)
    is_near(x, { 1, 2, 3, 4 }, 1e-4)
    assert.is_true(count >= #history)
    for i = 2, #history do assert.is_true(history[i] <= history[i - 1]) end
    local y = torch.Tensor { -1.2, 1 }
    optim.cg(rosenbrock, y, { maxEval = 200 })
    is_near(y, { 1, 1 }, 1e-3)
  end)

  it('ends where f has no bottom', function()
    local x = torch.zeros(2)
    local _, _, count = optim.cg(function() return -1 / 0, torch.ones(2) end, x, { maxEval = 9.5 })
    assert.is_true(count < 40)
    _, _, count = optim.cg(function(p) return -p:sum(), -torch.ones(2) end, x, { maxEval = 9.5 })
    assert.is_true(count < 40)
  end)
end)

describe('optim.lbfgs', function()
  for _, row in ipairs {
    { 'with steps of fixed length', {} },
    { 'with a line search', { lineSearch = optim.lswolfe } },
    { 'with little memory', { lineSearch = optim.lswolfe, nCorrection = 2, maxIter = 60 } },
  } do
    it('finds the bottom of a bowl ' .. row[1], function()
      local x, state = torch.zeros(2, 2), {}
      for _ = 1, 3 do optim.lbfgs(bowl, x, row[2], state) end
      is_near(x, { 1, 2, 3, 4 }, 1e-4)
      assert.is_true(#state.old_dirs <= (row[2].nCorrection or 100))
    end)
  end

  it('goes on where the last call ended', function()
    local x, y, state = torch.zeros(3), torch.zeros(3), {}
    for _ = 1, 6 do optim.lbfgs(bowl, x, { maxIter = 1 }, state) end
    optim.lbfgs(bowl, y, { maxIter = 6 })
    is_near(x, y:totable(), 1e-12)
  end)

  it('works with a gradient that is one tensor for all calls, and with floats', function()
    local g = torch.FloatTensor(3)
    local x = torch.FloatTensor(3):zero()
    optim.lbfgs(function(p)
      local f, fresh = bowl(p)
      return f, g:copy(fresh)
    end, x, { lineSearch = optim.lswolfe })
    is_near(x, { 1, 2, 3 }, 1e-3)
  end)

  it('stops at once at the bottom', function()
    local _, history = optim.lbfgs(bowl, torch.Tensor { 1, 2, 3 }, {})
    assert.same({ 0 }, history)
  end)

  it('refuses a line search that is none', function()
    assert.error_matches(function() optim.lbfgs(bowl, torch.ones(2), { lineSearch = 'wolfe' }) end,
      'lineSearch: expected a function')
  end)
end)

describe('optim.lswolfe', function()
  it('ends at a point that fulfils the strong Wolfe conditions', function()
    for _, t in ipairs { 1e-4, 0.1, 1, 50 } do
      local x = torch.Tensor { -1.2, 1 }
      local f, g = rosenbrock(x)
      local d = -g
      local slope = g:dot(d)
      local start = x:clone()
      local found, gradient, point, step, count = optim.lswolfe(rosenbrock, x, t, d, f, g, slope,
        { maxIter = 60 })
      assert.is_true(found <= f + 1e-4 * step * slope)
      assert.is_true(math.abs(gradient:dot(d)) <= 0.9 * math.abs(slope))
      assert.equal(x, point)
      is_near(x, (start + d * step):totable(), 1e-12)
      assert.is_true(count >= 1)
    end
  end)
end)

describe('optim.polyinterp', function()
  local nan = 0 / 0
  it('finds the minimum of a parabola and of a cubic', function()
    local lowest = optim.polyinterp(torch.Tensor { { 0, 1, -1 }, { 2, 1, 1 } })
    assert.is_true(math.abs(lowest - 1) < 1e-12)
    -- (x - 1)^2 from three values, or two values and a slope
    local x, f = optim.polyinterp({ { 0, 1, nan }, { 3, 4, nan }, { 4, 9, nan } })
    assert.is_true(math.abs(x - 1) < 1e-9 and math.abs(f) < 1e-9)
    x = optim.polyinterp({ { 0, 1, -2 }, { 3, 4, nan } })
    assert.is_true(math.abs(x - 1) < 1e-9)
    -- x^3 - x falls to 1 / sqrt 3
    x = optim.polyinterp({ { 0, 0, -1 }, { 1, 0, 2 } }, 0, 1)
    assert.is_true(math.abs(x - 1 / math.sqrt(3)) < 1e-9)
  end)

  it('finds that of a higher degree', function()
    -- (x^2 - 1)^2 (x + 3) has its minima near 1 and below -3
    local function p(x) return (x * x - 1) ^ 2 * (x + 3) end
    local points = {}
    for i, x in ipairs { -1.5, -0.5, 0, 0.5, 1.5, 2 } do points[i] = { x, p(x), nan } end
    local x, f = optim.polyinterp(points, 0.2, 2)
    assert.is_true(math.abs(x - 1) < 1e-6 and math.abs(f) < 1e-9)
  end)

  it('stays within the bounds', function()
    assert.equal(2, (optim.polyinterp({ { 0, 1, -1 }, { 1, 0.1, -0.8 } }, 1, 2)))
  end)

  it('refuses what are no points', function()
    assert.error_matches(function() optim.polyinterp(3) end, 'points: expected rows')
    assert.error_matches(function() optim.polyinterp { { 1, 2 } } end, 'in row 1')
  end)
end)

describe('optim.FistaLS', function()
  local a = torch.Tensor { 3, 0.01, -2 }
  local function f(x) return (x - a):pow(2):sum() / 2, x - a end
  local function g(x) return 0.1 * x:norm(1) end
  local function pl(x, L)
    x:copy(torch.cmul(torch.sign(x), torch.cmax(torch.abs(x) - 0.1 / L, torch.zeros(3))))
  end
  for _, accelerated in ipairs { true, false } do
    it('shrinks towards zero, accelerated: ' .. tostring(accelerated), function()
      local x = torch.zeros(3)
      local params = { L = 0.4, errthres = 1e-12, maxiter = 200, doFistaUpdate = accelerated }
      local result, history = optim.FistaLS(f, g, pl, x, params)
      assert.equal(x, result)
      is_near(x, { 2.9, 0, -1.9 }, 1e-5)
      assert.is_true(#history > 1 and params.L >= 1 and params.L < 2)
    end)
  end

  it('tries a step no more than maxline times', function()
    local calls = 0
    local function growing() -- never satisfied
      calls = calls + 1
      return calls, torch.ones(3)
    end
    local _, history = optim.FistaLS(growing, g, pl, torch.zeros(3), { maxline = 5, maxiter = 2 })
    assert.is_true(history[1].nline <= 5)
  end)
end)

describe('optim.de', function()
  local config = { popsize = 20, scaleFactor = 0.5, crossoverRate = 0.9, maxFEs = 3000 }
  it('finds the bottom of a bowl', function()
    local best, values = optim.de(bowl, torch.zeros(2), config)
    is_near(best, { 1, 2 }, 1e-3)
    assert.equal(3000, values:nElement())
  end)

  it('stops after maxFEs evaluations', function()
    local calls = 0
    optim.de(function() calls = calls + 1 return calls end, torch.zeros(2),
      { popsize = 6, scaleFactor = 0.5, crossoverRate = 0.9, maxFEs = 20 })
    assert.equal(20, calls)
  end)

  it('draws from a generator of its own', function()
    torch.manualSeed(4)
    local drawn = torch.random()
    torch.manualSeed(4)
    optim.de(bowl, torch.zeros(2), config)
    assert.equal(drawn, torch.random())
  end)

  it('refuses what does not fit', function()
    local function with(key, value)
      local c = {}
      for k, v in pairs(config) do c[k] = v end
      c[key] = value
      return function() optim.de(bowl, torch.zeros(2), c) end
    end
    assert.error_matches(with('popsize', 2), 'popsize')
    assert.error_matches(with('maxFEs', 3), 'maxFEs')
    assert.error_matches(with('maxFEs', 'many'), 'maxFEs')
    assert.error_matches(with('scaleFactor', -1), 'scaleFactor')
    assert.error_matches(with('crossoverRate', 'half'), 'crossoverRate')
    assert.error_matches(function() optim.de(bowl, torch.Tensor(), config) end, 'x: expected')
  end)
end)

describe('optim.cmaes', function()
  it('finds the bottom of a bowl and leaves the start as it is', function()
    torch.manualSeed(2)
    local start = torch.zeros(2, 2)
    local best, history, count = optim.cmaes(bowl, start, { sigma = 1, maxEval = 4000 })
    is_near(best, { 1, 2, 3, 4 }, 1e-3)
    assert.equal(0, start:norm())
    assert.equal(bowl(start), history[1])
    assert.is_true(count <= 4000 + 8)
  end)

  it('stops at ftarget', function()
    torch.manualSeed(2)
    local _, history = optim.cmaes(bowl, torch.zeros(2), { sigma = 1, ftarget = 0.1 })
    assert.is_true(history[#history] <= 0.1 and history[#history - 2] > 0.1)
  end)

  it('takes floats and one dimension', function()
    torch.manualSeed(2)
    local best = optim.cmaes(bowl, torch.FloatTensor(1):zero(), { sigma = 1, maxEval = 300 })
    is_near(best, { 1 }, 1e-2)
  end)

  it('refuses what does not fit', function()
    local x = torch.zeros(2)
    assert.error_matches(function() optim.cmaes(bowl, x:long(), { sigma = 1 }) end, 'x: expected')
    assert.error_matches(function() optim.cmaes(bowl, x, {}) end, 'sigma: expected')
    assert.error_matches(function() optim.cmaes(bowl, x, { sigma = 1, popsize = 1 }) end, 'popsize')
  end)
end)

describe('optim.checkgrad', function()
  it('sees a right gradient and a wrong one', function()
    local x = torch.Tensor { 0.5, -1, 2 }
    local off, dC, estimate = optim.checkgrad(bowl, x, 1e-5)
    assert.is_true(off < 1e-8)
    is_near(dC, estimate:totable(), 1e-6)
    assert.same({ 0.5, -1, 2 }, x:totable())
    off = optim.checkgrad(function(p)
      local f, g = bowl(p)
      return f, g * 1.01
    end, x, 1e-5)
    assert.is_true(off > 1e-3)
  end)

  it('wants a vector', function()
    assert.error_matches(function() optim.checkgrad(bowl, torch.ones(2, 2)) end, 'one dimension')
  end)
end)
