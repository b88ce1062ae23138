-- optim.findLearningRate: the row of rates, the smoothing, where it stops, that it leaves no trace.
require 'torch'
require 'optim'

local inf, nan = math.huge, 0 / 0

local function square(p) return p:dot(p), p * 2 end

local function near(expected, got)
  assert.is_true(math.abs(expected - got) <= 1e-9 * math.abs(expected),
    got .. ' is not ' .. expected)
end

-- A method that takes its losses from a list, and keeps the rates that it saw.
local function scripted(losses)
  local seen = {}
  return function(_, x, config)
    seen[#seen + 1] = config.learningRate
    x:add(1)
    return x, { losses[#seen] }
  end, seen
end

local function find(losses, options)
  local method, seen = scripted(losses)
  options.steps = options.steps or #losses
  local rates, smoothed, rate = optim.findLearningRate(method, square, torch.ones(2), {}, options)
  return rates, smoothed, rate, seen
end

describe('optim.findLearningRate', function()
  it('tries rates that grow exponentially', function()
    local rates, _, _, seen = find({ 5, 4, 3, 2, 1 }, { from = 1e-4, to = 1 })
    for i = 1, 5 do near(10 ^ (i - 5), rates[i]) end
    assert.same(seen, rates)
    rates = find({ 1, 1, 1 }, { steps = 3 })
    near(1e-7, rates[1])
    near(1e-3, rates[2])
    near(10, rates[3])
  end)

  it('lets no decay lower the rates', function()
    local _, plain = optim.findLearningRate(optim.sgd, square, torch.Tensor { 3, 4 })
    local _, losses = optim.findLearningRate(optim.sgd, square, torch.Tensor { 3, 4 },
      { learningRateDecay = 0.5, evalCounter = 7 })
    assert.same(plain, losses)
  end)

  it('smooths losses without a bias towards 0', function()
    local losses = { 5, 4, 6, 2, 3 }
    local _, smoothed = find(losses, { smooth = 0.75 })
    for i = 1, 5 do
      local sum, weights = 0, 0
      for j = 1, i do
        sum = sum + 0.75 ^ (i - j) * losses[j]
        weights = weights + 0.75 ^ (i - j)
      end
      near(sum / weights, smoothed[i])
    end
    _, smoothed = find({ 7, 7, 7 }, {})
    for i = 1, 3 do near(7, smoothed[i]) end
    _, smoothed = find(losses, { smooth = 0 })
    assert.same(losses, smoothed)
  end)

  it('stops above four times the best', function()
    local _, smoothed, _, seen = find({ 5, 2, 8, 8.1, 1, 1 }, { smooth = 0 })
    assert.same({ 5, 2, 8, 8.1 }, smoothed)
    assert.equal(4, #seen)
    _, smoothed = find({ -1, -2, -1, 3, 4.5, 1 }, { smooth = 0 })
    assert.same({ -1, -2, -1, 3, 4.5 }, smoothed)
  end)

  it('stops at what is no number, which is not in the lists', function()
    for _, bad in ipairs { nan, inf, -inf } do
      local rates, smoothed = find({ 5, 4, bad, 3 }, {})
      assert.equal(2, #rates)
      assert.equal(2, #smoothed)
    end
    local rates, smoothed, rate = find({ nan, 1 }, {})
    assert.same({ {}, {} }, { rates, smoothed })
    assert.is_nil(rate)
  end)

  it('suggests a tenth of the rate of the lowest loss', function()
    local rates, _, rate = find({ 5, 4, 2, 3, 4 }, { smooth = 0 })
    near(rates[3] / 10, rate)
    _, _, rate = find({ 1, 2, 3 }, { smooth = 0 })
    assert.is_nil(rate)
  end)

  for name, config in pairs {
    sgd = { momentum = 0.9, dampening = 0 },
    adam = {},
    nag = { learningRateDecay = 0.1 },
    adagrad = {},
    lbfgs = { maxIter = 2 },
  } do
    it('leaves no trace, in optim.' .. name, function()
      local function fresh() return torch.deserialize(torch.serialize(config)) end
      local x, y = torch.Tensor { { 3, 4 }, { 1, 2 } }, torch.Tensor { { 3, 4 }, { 1, 2 } }
      local tried, untried = fresh(), fresh()
      tried.learningRate, untried.learningRate = 0.01, 0.01
      for _ = 1, 3 do -- also between steps, when buffers are there
        optim.findLearningRate(optim[name], square, x, tried, { steps = 20 })
        assert.is_true(x:equal(y))
        optim[name](square, x, tried)
        optim[name](square, y, untried)
        assert.is_true(x:equal(y))
        assert.equal(torch.serialize(untried), torch.serialize(tried))
      end
    end)
  end

  it('finds a rate at which training works', function()
    for name, most in pairs { sgd = 1, adam = 10 } do
      local x, config = torch.Tensor { 3, 4 }, {}
      local _, losses
      _, losses, config.learningRate = optim.findLearningRate(optim[name], square, x)
      assert.is_true(config.learningRate > 1e-4 and config.learningRate < most)
      assert.equal(25, losses[1])
      for _ = 1, 200 do optim[name](square, x, config) end
      assert.is_true(x:norm() < 0.5)
    end
  end)

  it('leaves no trace when something raises', function()
    local x, config, count = torch.Tensor { 3, 4 }, { learningRate = 0.5 }, 0
    local ok, message = pcall(optim.findLearningRate, optim.sgd, function(p)
      count = count + 1
      if count == 5 then error({ 'no more batches' }) end
      return square(p)
    end, x, config, { from = 0.01 })
    assert.is_false(ok)
    assert.same({ 'no more batches' }, message)
    assert.same({ 3, 4 }, x:totable())
    assert.same({ learningRate = 0.5 }, config)
  end)

  it('refuses what does not fit', function()
    local x = torch.Tensor { 3, 4 }
    local function fails(words, ...)
      local ok, message = pcall(optim.findLearningRate, ...)
      assert.is_false(ok)
      assert.is_truthy(message:find('optim.findLearningRate: ' .. words, 1, true), message)
    end
    local function option(words, options) fails(words, optim.sgd, square, x, {}, options) end
    fails('method: expected a function, got string', 'sgd', square, x)
    fails('opfunc: expected a function, got nil', optim.sgd)
    fails('x: expected a tensor, got table', optim.sgd, square, { 1 })
    fails('config: expected a table, got 3', optim.sgd, square, x, 3)
    fails('method: expected x and a list of one number, got nil', function() end, square, x)
    fails('method: expected x and a list of one number, got a list of torch.DoubleTensor',
      optim.sgd, function(p) return p, p * 2 end, x)
    option('options: expected a table, got 3', 3)
    option('options: no option start', { start = 1 })
    option('from: expected a number, got string', { from = '1' })
    option('from: expected a finite number > 0, got 0', { from = 0 })
    option('from: expected a finite number > 0', { from = nan })
    option('to: expected a finite number > from', { from = 1, to = 1 })
    option('to: expected a finite number > from', { to = inf })
    option('steps: expected a whole number >= 2, got 1', { steps = 1 })
    option('steps: expected a whole number >= 2, got 2.5', { steps = 2.5 })
    option('steps: expected a whole number >= 2', { steps = inf })
    option('smooth: expected a number from 0 to below 1, got 1', { smooth = 1 })
    option('smooth: expected a number from 0 to below 1', { smooth = nan })
    option('smooth: expected a number, got boolean', { smooth = false })
    assert.same({ 3, 4 }, x:totable())
  end)
end)
