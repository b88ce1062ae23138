-- nn.StochasticGradient: what it computes is in the recorded cases; here what it calls, prints and
-- refuses.
require 'nn'

local function dataset(n)
  local data = {}
  for i = 1, n do data[i] = { torch.Tensor { i }, torch.Tensor { 2 * i } } end
  function data:size() return n end -- luacheck: ignore self
  return data
end

-- A trainer that does not print, and its module.
local function trainer()
  local module = nn.Linear(1, 1)
  local t = nn.StochasticGradient(module, nn.MSECriterion())
  t.verbose = false
  return t, module
end

-- What f prints.
local function printed(f)
  local lines, print = {}, _G.print
  _G.print = function(line) lines[#lines + 1] = line end
  local ok, message = pcall(f)
  _G.print = print
  assert.is_true(ok, message)
  return lines
end

describe('nn.StochasticGradient', function()
  it('has the fields of Torch7', function()
    local module, criterion = nn.Linear(1, 1), nn.MSECriterion()
    local t = nn.StochasticGradient(module, criterion)
    assert.are.same({ 0.01, 0, 25, true, true },
      { t.learningRate, t.learningRateDecay, t.maxIteration, t.shuffleIndices, t.verbose })
    assert.is_true(t.module == module and t.criterion == criterion)
  end)

  it('learns', function()
    torch.manualSeed(1)
    local t, module = trainer()
    t.maxIteration = 200
    t.learningRate = 0.05
    t:train(dataset(3))
    assert.is_true(math.abs(module.weight[1][1] - 2) < 1e-3)
    assert.is_true(math.abs(module.bias[1]) < 1e-2)
  end)

  it('takes steps that shrink', function()
    local t, module = trainer()
    local rates = {}
    function module:accUpdateGradParameters(_, _, rate) -- luacheck: ignore self
      rates[#rates + 1] = rate
    end
    t.learningRate, t.learningRateDecay, t.maxIteration = 1, 1, 3
    t:train(dataset(1))
    assert.are.same({ 1, 1 / 3, 1 / 4 }, rates)
  end)

  it('calls its hooks', function()
    local t = trainer()
    local examples, iterations = {}, {}
    function t:hookExample(example) -- luacheck: ignore self
      examples[#examples + 1] = example[1][1]
    end
    function t:hookIteration(iteration, loss)
      iterations[#iterations + 1] = iteration
      assert.equal('number', type(loss))
      assert.equal(t, self)
    end
    t.shuffleIndices, t.maxIteration = false, 2
    t:train(dataset(3))
    assert.are.same({ 1, 2, 3, 1, 2, 3 }, examples)
    assert.are.same({ 1, 2 }, iterations)
  end)

  it('goes through the data in one random order', function()
    torch.manualSeed(3)
    local order = torch.randperm(5):totable()
    local t, seen = trainer(), {}
    function t:hookExample(example) -- luacheck: ignore self
      seen[#seen + 1] = example[1][1]
    end
    t.maxIteration = 2
    torch.manualSeed(3)
    t:train(dataset(5))
    for i = 1, 5 do order[5 + i] = order[i] end
    assert.are.same(order, seen)
  end)

  it('prints how it goes', function()
    local t = trainer()
    t.verbose, t.maxIteration = true, 1
    local loss
    function t:hookIteration(_, value) loss = value end -- luacheck: ignore self
    local lines = printed(function() t:train(dataset(2)) end)
    assert.are.same({
      '# StochasticGradient: training', '# current error = ' .. ('%.14g'):format(loss),
      '# StochasticGradient: you have reached the maximum number of iterations',
      '# training error = ' .. ('%.14g'):format(loss),
    }, lines)
    t.verbose = false
    assert.are.same({}, printed(function() t:train(dataset(2)) end))
  end)

  it('refuses what it cannot train', function()
    assert.has_error(function() nn.StochasticGradient(3, nn.MSECriterion()) end,
      'nn.StochasticGradient: module: expected a module, got 3')
    assert.has_error(function() nn.StochasticGradient(nn.Linear(1, 1)) end,
      'nn.StochasticGradient: criterion: expected a criterion, got nil')
    local t = trainer()
    assert.has_error(function() t:train(dataset(0)) end,
      'nn.StochasticGradient: dataset:size(): expected an integer >= 1, got 0')
  end)
end)
