-- Every recorded trajectory of the methods.
local golden = require 'support.golden'
require 'torch'
require 'optim'

local tolerance = 1e-12
-- Where searches along lines add up the last bits, which depend on how the processor rounds sums of
-- products. With the rounding of the recording, below, these too agree to 1e-12.
local looser = {
  cg_2d = 1e-10, cg_long_2d = 1e-10, lbfgs_2d = 1e-7, lbfgs_3d = 1e-7, lbfgs_tol_2d = 1e-7,
  -- 136 evaluations, in some of which f rises by a factor of 10000
  lbfgs_tol_3d = 1e-4,
  -- roots of polynomials, which Torch7 found as eigenvalues
  lbfgs_wolfe_opts_2d = 1e-9,
}

-- a b + c, rounded once. Products and sums as two numbers: T. J. Dekker, A Floating-Point Technique
-- for Extending the Available Precision, Numerische Mathematik 18, 1971; D. E. Knuth, The Art of
-- Computer Programming 2, 4.2.2.
local function fma(a, b, c)
  local function split(x)
    local big = 134217729 * x
    local high = big - (big - x)
    return high, x - high
  end
  local ah, al = split(a)
  local bh, bl = split(b)
  local product = a * b
  local rest = ((ah * bh - product) + ah * bl + al * bh) + al * bl
  local sum = product + c
  local part = sum - product
  return sum + ((product - (sum - part)) + (c - part) + rest)
end

-- Calls f while dot and add of vectors round as the BLAS did that Torch7 used for the recording.
local function rounding_once(f)
  local class = torch.getmetatable 'torch.DoubleTensor'
  local dot, add = class.dot, class.add
  function class.dot(a, b)
    local sum = 0
    for i = 1, a:size(1) do sum = fma(a[i], b[i], sum) end
    return sum
  end
  function class.add(x, factor, y, ...)
    if type(factor) ~= 'number' or not torch.isTensor(y) then return add(x, factor, y, ...) end
    for i = 1, x:size(1) do x[i] = fma(factor, y[i], x[i]) end
    return x
  end
  local ok, err = pcall(f)
  class.dot, class.add = dot, add
  if not ok then error(err, 0) end
end

local function agrees(case, expected, got, where)
  assert.is_nil(golden.difference(expected, got, case.tolerance or tolerance, where))
end

local runs = {}

runs['optim.FistaLS'] = function(case, opfunc, x)
  local cfg = golden.evaluate(case.config)
  local history
  x, history = optim.FistaLS(opfunc, golden.evaluate(case.g), golden.evaluate(case.pl), x, cfg)
  agrees(case, case.trajectory[1], x, 'x')
  for i, expected in ipairs(case.history) do
    for name, value in pairs(expected) do
      if name ~= 'table' then
        agrees(case, value, history[i][name], ('history[%d].%s'):format(i, name))
      end
    end
  end
  assert.equal(#case.history, #history)
  agrees(case, case.finalL, cfg.L, 'L')
end

local function run(case, opfunc, x)
  local method, cfg, state = golden.evaluate(case.optimizer), golden.evaluate(case.config), {}
  for i = 1, case.steps do
    local result, values, average = method(opfunc, x, cfg, state)
    agrees(case, case.trajectory[i], result, ('x after step %d'):format(i))
    agrees(case, case.fx[i], values, ('f of step %d'):format(i))
    if case.average then agrees(case, case.average[i], average, 'the average') end
  end
end

local function run_once(case, opfunc, x)
  local cfg = golden.evaluate(case.config)
  local result, values = golden.evaluate(case.optimizer)(opfunc, x, cfg)
  agrees(case, case.trajectory[1], result, 'x')
  if torch.isTensor(values) then values = values:totable() end
  agrees(case, case.fx[1], values, 'f')
end

runs['optim.de'], runs['optim.cmaes'] = run_once, run_once

describe('optim as recorded:', function()
  local cases = golden.load 'optim'
  assert(#cases == 97)

  local function check(case)
    torch.manualSeed(1)
    local x = torch.DoubleTensor(case.start);
    (runs[case.optimizer] or run)(case, golden.evaluate(case.opfunc), x)
  end

  for _, case in ipairs(cases) do
    it(case.name, function()
      case.tolerance = looser[case.name]
      check(case)
    end)

    if looser[case.name] then
      it(case.name .. ', rounding as the recording did', function()
        case.tolerance = case.name == 'lbfgs_wolfe_opts_2d' and 1e-9 or nil
        rounding_once(function() check(case) end)
      end)
    end
  end
end)
