-- Every recorded trajectory of the methods.
local golden = require 'support.golden'
require 'torch'
require 'optim'

local tolerance = 1e-12
-- What goes through line searches or eigenvectors adds up its rounding; eigenvectors also have a
-- sign that depends on LAPACK.
local looser = {
  ['optim.cg'] = 1e-6, ['optim.lbfgs'] = 1e-6, ['optim.cmaes'] = 1e-6,
  -- 136 evaluations, in some of which f rises by a factor of 10000
  lbfgs_tol_3d = 1e-4,
}

local function agrees(case, expected, got, where)
  local tolerated = looser[case.name] or looser[case.optimizer] or tolerance
  assert.is_nil(golden.difference(expected, got, tolerated, where))
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
  for _, case in ipairs(cases) do
    it(case.name, function()
      torch.manualSeed(1)
      local x = torch.DoubleTensor(case.start);
      (runs[case.optimizer] or run)(case, golden.evaluate(case.opfunc), x)
    end)
  end
end)
