-- optim.schedule: each schedule against its closed formula and at its corners; what is refused.
require 'torch'
require 'optim'

local schedule = optim.schedule
local inf, nan, pi = math.huge, 0 / 0, math.pi

local function near(expected, got)
  assert.is_true(math.abs(expected - got) <= 1e-12 * math.max(1, math.abs(expected)),
    tostring(got) .. ' is not ' .. tostring(expected))
end

-- rate(t) = expected(t) for whole steps and steps between.
local function follows(rate, last, expected)
  for t = 0, last, 0.25 do near(expected(t), (rate(t))) end
end

describe('optim.schedule', function()
  it('step falls every so many steps', function()
    follows(schedule.step { from = 0.4, every = 4, factor = 0.5 }, 20, function(t)
      return 0.4 * 0.5 ^ math.floor(t / 4)
    end)
    local rate = schedule.step { from = 1, every = 30 }
    assert.equal(1, rate(0))
    assert.equal(1, rate(29))
    near(0.1, rate(30))
    near(0.01, rate(60))
  end)

  it('multiStep falls at the steps it is given', function()
    local at = { 3, 4, 10 }
    local rate = schedule.multiStep { from = 2, at = at, factor = 0.5 }
    at[1] = 100 -- of no effect any more
    follows(rate, 12, function(t)
      return t < 3 and 2 or t < 4 and 1 or t < 10 and 0.5 or 0.25
    end)
    near(0.2, schedule.multiStep { from = 2, at = { 0 } }(0))
    assert.equal(2, schedule.multiStep { from = 2, at = {} }(1e9))
  end)

  it('step is multiStep at multiples', function()
    local step = schedule.step { from = 0.1, every = 5 }
    local multi = schedule.multiStep { from = 0.1, at = { 5, 10, 15 } }
    for t = 0, 19 do assert.equal(step(t), multi(t)) end
  end)

  it('exponential falls by a factor a step', function()
    local rate = schedule.exponential { from = 0.1, factor = 0.9 }
    follows(rate, 50, function(t) return 0.1 * 0.9 ^ t end)
    for t = 0, 20 do near(0.9, rate(t + 1) / rate(t)) end
  end)

  it('cosine goes along half a wave and stays', function()
    local rate = schedule.cosine { from = 0.8, to = 0.2, steps = 10 }
    follows(rate, 10, function(t) return 0.2 + 0.3 * (1 + math.cos(pi * t / 10)) end)
    assert.equal(0.8, rate(0))
    assert.equal(0.2, rate(10))
    assert.equal(0.2, rate(1e300))
    assert.equal(0, schedule.cosine { from = 0.8, steps = 10 }(10))
    for t = 0, 5 do near(1, rate(t) + rate(10 - t)) end -- symmetric about the middle
    for t = 0, 9 do assert.is_true(rate(t + 1) < rate(t)) end
  end)

  it('restarts is cosine again and again', function()
    local once = schedule.cosine { from = 0.8, to = 0.2, steps = 5 }
    follows(schedule.restarts { from = 0.8, to = 0.2, steps = 5 }, 30, function(t)
      return once(t % 5)
    end)
    assert.equal(0.8, schedule.restarts { from = 0.8, steps = 5 }(5e15))
  end)

  it('restarts makes each run longer by a factor', function()
    local rate = schedule.restarts { from = 0.8, steps = 5, factor = 3 }
    local first = 0
    for _, length in ipairs { 5, 15, 45 } do
      assert.equal(0.8, rate(first))
      for u = 0, length - 1 do
        near(0.4 * (1 + math.cos(pi * u / length)), rate(first + u))
      end
      first = first + length
    end
    local far = rate(1e300)
    assert.is_true(far >= 0 and far <= 0.8)
  end)

  it('warmup rises linearly, then another schedule begins', function()
    local after = schedule.cosine { from = 0.8, steps = 20 }
    follows(schedule.warmup { steps = 4, after = after, from = 0.2 }, 24, function(t)
      return t < 4 and 0.2 + 0.6 * t / 4 or after(t - 4)
    end)
    follows(schedule.warmup { steps = 4, after = after }, 24, function(t)
      return t < 4 and 0.8 * (t + 1) / 5 or after(t - 4)
    end)
    assert.equal(0, schedule.warmup { steps = 4, after = after, from = 0 }(0))
    assert.equal(0.5, schedule.warmup { steps = 4, after = function() return 0.5 end }(4))
  end)

  it('warmup passes momentum on', function()
    local cycle = schedule.oneCycle { peak = 1, steps = 100 }
    local rate = schedule.warmup { steps = 10, after = cycle }
    for t = 0, 120 do
      local _, momentum = rate(t)
      local _, expected = cycle(math.max(t - 10, 0))
      assert.equal(expected, momentum)
    end
  end)

  it('oneCycle rises, falls and fades, momentum against it', function()
    local cycle = schedule.oneCycle { peak = 1, from = 0.2, to = 0.01, steps = 100, tail = 0.2,
      momentum = 0.9, low = 0.8 }
    for t = 0, 120, 0.5 do
      local rate, momentum = cycle(t)
      if t <= 40 then
        near(0.2 + 0.8 * t / 40, rate)
        near(0.9 - 0.1 * t / 40, momentum)
      elseif t <= 80 then
        near(0.2 + 0.8 * (80 - t) / 40, rate)
        near(0.9 - 0.1 * (80 - t) / 40, momentum)
      else
        near(0.01 + 0.19 * math.max(100 - t, 0) / 20, rate)
        near(0.9, momentum)
      end
    end
  end)

  it('oneCycle has defaults', function()
    local cycle = schedule.oneCycle { peak = 2, steps = 200 }
    local function at(t, rate, momentum)
      local r, m = cycle(t)
      near(rate, r)
      near(momentum, m)
    end
    at(0, 0.2, 0.95)
    at(90, 2, 0.85)
    at(180, 0.2, 0.95)
    at(200, 0.0002, 0.95)
    at(1000, 0.0002, 0.95)
  end)

  it('needs no state: any order of calls gives the same', function()
    for _, rate in ipairs {
      schedule.step { from = 1, every = 3 },
      schedule.multiStep { from = 1, at = { 2, 5 } },
      schedule.exponential { from = 1, factor = 0.5 },
      schedule.cosine { from = 1, steps = 10 },
      schedule.restarts { from = 1, steps = 2, factor = 2 },
      schedule.warmup { steps = 3, after = schedule.exponential { from = 1, factor = 0.5 } },
      schedule.oneCycle { peak = 1, steps = 10 },
    } do
      local upwards = {}
      for t = 0, 12 do upwards[t] = { rate(t) } end
      for t = 12, 0, -1 do assert.same(upwards[t], { rate(t) }) end
    end
  end)

  it('leads a method, which resumes where it was', function()
    local function opfunc(p) return p:dot(p), p * 2 end
    local function train(x, config, first, last)
      local cycle = schedule.oneCycle { peak = 0.2, steps = 40 }
      for t = first, last do
        config.learningRate, config.momentum = cycle(t)
        optim.sgd(opfunc, x, config)
      end
    end
    local x, y, config = torch.Tensor { 3, 4 }, torch.Tensor { 3, 4 }, { dampening = 0 }
    train(x, { dampening = 0 }, 0, 39)
    train(y, config, 0, 14)
    train(y, torch.deserialize(torch.serialize(config)), config.evalCounter, 39)
    assert.same(x:totable(), y:totable())
    assert.is_true(x:norm() < 1)
  end)
end)

local WRONG = {
  { 'step', 3, 'expected a table of options, got 3' },
  { 'step', nil, 'expected a table of options, got nil' },
  { 'step', { from = 1, every = 3, gamma = 0.1 }, 'no option gamma' },
  { 'step', { every = 3 }, 'from: expected a finite number > 0, got nil' },
  { 'step', { from = '1', every = 3 }, 'from: expected a finite number > 0, got string' },
  { 'step', { from = 1, every = 0 }, 'every: expected a finite number > 0, got 0' },
  { 'step', { from = 1, every = inf }, 'every: expected a finite number > 0, got inf' },
  { 'step', { from = 1, every = 3, factor = -1 }, 'factor: expected a finite number > 0, got -1' },
  { 'step', { from = 1, every = 3, factor = false }, 'factor: expected a finite number > 0' },
  { 'multiStep', { from = 1 }, 'at: expected a list of rising numbers >= 0, got nil' },
  { 'multiStep', { from = 1, at = { 3, 3 } }, 'at: expected a list of rising numbers' },
  { 'multiStep', { from = 1, at = { -1 } }, 'at: expected a list of rising numbers' },
  { 'multiStep', { from = 1, at = { 1, '2' } }, 'at: expected a list of rising numbers' },
  { 'multiStep', { from = 1, at = { nan } }, 'at: expected a list of rising numbers' },
  { 'exponential', { from = 1 }, 'factor: expected a finite number > 0, got nil' },
  { 'exponential', { from = nan, factor = 0.5 }, 'from: expected a finite number > 0' },
  { 'cosine', { from = 1 }, 'steps: expected a finite number > 0, got nil' },
  { 'cosine', { from = -1, steps = 3 }, 'from: expected a finite number >= 0, got -1' },
  { 'cosine', { from = 1, steps = 3, to = nan }, 'to: expected a finite number >= 0' },
  { 'restarts', { from = 1, steps = 3, factor = 1.5 }, 'factor: expected a whole number >= 1' },
  { 'restarts', { from = 1, steps = 3, factor = 0 }, 'factor: expected a whole number >= 1' },
  { 'restarts', { from = 1, steps = 0 }, 'steps: expected a finite number > 0, got 0' },
  { 'warmup', { steps = 3 }, 'after: expected a schedule (a function), got nil' },
  { 'warmup', { steps = 3, after = 0.1 }, 'after: expected a schedule (a function), got 0.1' },
  { 'warmup', { steps = 3, after = math.sin, from = false }, 'from: expected a finite number' },
  { 'oneCycle', { steps = 3 }, 'peak: expected a finite number >= 0, got nil' },
  { 'oneCycle', { peak = 1, steps = 3, tail = 1 }, 'tail: expected a number between 0 and 1' },
  { 'oneCycle', { peak = 1, steps = 3, low = 1 }, 'low: expected a number from 0 to below 1' },
  { 'oneCycle', { peak = 1, steps = 3, momentum = '0.9' }, 'momentum: expected a number from 0' },
}

describe('optim.schedule refuses', function()
  for i, row in ipairs(WRONG) do
    it(('options, %d: %s, %s'):format(i, row[1], row[3]), function()
      local ok, message = pcall(schedule[row[1]], row[2])
      assert.is_false(ok)
      assert.is_truthy(message:find('optim.schedule.' .. row[1] .. ': ' .. row[3], 1, true),
        message)
    end)
  end

  it('steps that are none', function()
    local rate = schedule.cosine { from = 1, steps = 3 }
    for _, t in ipairs { -1, inf, nan, '1', {}, false } do
      assert.error_matches(function() rate(t) end,
        'optim.schedule.cosine: step: expected a finite number >= 0')
    end
    assert.error_matches(function() rate() end, 'step: expected a finite number >= 0, got nil')
  end)

  it('something else than a rate behind a warm-up', function()
    local rate = schedule.warmup { steps = 3, after = function() return 'fast' end }
    assert.error_matches(function() rate(0) end, 'after: expected a rate .*got string')
  end)
end)
