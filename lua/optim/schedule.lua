-- optim.schedule: learning rates that change while training.
--
-- A schedule is a function: of t, how many steps are done (0 at the first), it makes the learning
-- rate for the next one. It keeps nothing between calls, so that training that is resumed at step t
-- just calls it with t. A step may as well be an epoch, or a part of one: t need not be whole.
--
--   local rate = optim.schedule.cosine{from = 0.1, steps = 1000}
--   local x, config = torch.Tensor{3, 4}, {}
--   for t = 0, 999 do
--     config.learningRate = rate(t)
--     optim.sgd(function(p) return p:dot(p), p * 2 end, x, config)
--   end
--
-- Every schedule is made from one table of options and raises when one is missing, unknown or out
-- of its range; schedules raise when t is not a finite number >= 0. "positive" is finite and > 0,
-- "rate" finite and >= 0. Leave config.learningRateDecay at 0, else both are in effect.

local schedule = {}
optim.schedule = schedule

local function shown(value)
  return type(value) == 'number' and tostring(value) or torch.type(value)
end

local function isNumber(value) return type(value) == 'number' and value == value end

-- What an option may be: the test, and the words for it.
local RATE = { 'a finite number >= 0',
  function(v) return isNumber(v) and v >= 0 and v < math.huge end }
local POSITIVE = { 'a finite number > 0',
  function(v) return isNumber(v) and v > 0 and v < math.huge end }
local COUNT = { 'a whole number >= 1',
  function(v) return isNumber(v) and v >= 1 and v < math.huge and v % 1 == 0 end }
local SHARE = { 'a number between 0 and 1', function(v) return isNumber(v) and v > 0 and v < 1 end }
local MOMENTUM = { 'a number from 0 to below 1',
  function(v) return isNumber(v) and v >= 0 and v < 1 end }
local SCHEDULE = { 'a schedule (a function)', function(v) return type(v) == 'function' end }
local STEPS = { 'a list of rising numbers >= 0', function(v)
  if type(v) ~= 'table' then return false end
  for i = 1, #v do
    if not RATE[2](v[i]) or i > 1 and v[i] <= v[i - 1] then return false end
  end
  return true
end }

-- schedule[name]: checks the options against rows, option = what it may be, fills in defaults (an
-- option with neither value nor default raises, unless its default is false) and makes the formula;
-- what comes out of it checks t.
local function define(name, rows, defaults, make)
  local where = 'optim.schedule.' .. name
  schedule[name] = function(options)
    if type(options) ~= 'table' then
      error(('%s: expected a table of options, got %s'):format(where, shown(options)), 2)
    end
    for key in pairs(options) do
      if not rows[key] then error(('%s: no option %s'):format(where, tostring(key)), 2) end
    end
    local o = {}
    for key, kind in pairs(rows) do
      local value = options[key]
      if value == nil then value = defaults[key] end
      if value ~= false or options[key] ~= nil then
        if not kind[2](value) then
          error(('%s: %s: expected %s, got %s'):format(where, key, kind[1], shown(value)), 2)
        end
        o[key] = value
      end
    end
    local formula = make(o)
    return function(t)
      if not RATE[2](t) then
        error(('%s: step: expected a finite number >= 0, got %s'):format(where, shown(t)), 2)
      end
      return formula(t)
    end
  end
end

-- From a to b, at a share s of the way; b itself at s = 1.
local function between(a, b, s) return a * (1 - s) + b * s end

-- From a to b along half a wave of the cosine.
local function wave(a, b, s) return between(a, b, (1 - math.cos(math.pi * s)) / 2) end

--- optim.schedule.step{from =, every =[, factor = 0.1]}: the rate falls every so many steps,
-- rate(t) = from factor^floor(t / every).
-- @param from  the first rate, positive
-- @param every  how many steps, positive
-- @param factor  what the rate is multiplied by, positive
-- @return the schedule, a function of t
-- Example: optim.schedule.step{from = 0.1, every = 30}(65)  --> 0.001
define('step', { from = POSITIVE, every = POSITIVE, factor = POSITIVE }, { factor = 0.1 },
  function(o)
    return function(t) return o.from * o.factor ^ math.floor(t / o.every) end
  end)

--- optim.schedule.multiStep{from =, at =[, factor = 0.1]}: the rate falls at given steps, rate(t) =
-- from factor^n, where n says how many of at are <= t.
-- @param from  the first rate, positive
-- @param at  a list of rising steps
-- @param factor  what the rate is multiplied by, positive
-- @return the schedule, a function of t
-- Example: optim.schedule.multiStep{from = 0.1, at = {30, 80}}(80)  --> 0.001
define('multiStep', { from = POSITIVE, at = STEPS, factor = POSITIVE }, { factor = 0.1 },
  function(o)
    local at = {}
    for i, step in ipairs(o.at) do at[i] = step end -- the list may change later
    return function(t)
      local n = 0
      while at[n + 1] and at[n + 1] <= t do n = n + 1 end
      return o.from * o.factor ^ n
    end
  end)

--- optim.schedule.exponential{from =, factor =}: the rate falls by the same factor at each step,
-- rate(t) = from factor^t.
-- @param from  the first rate, positive
-- @param factor  what the rate is multiplied by, positive
-- @return the schedule, a function of t
-- Example: optim.schedule.exponential{from = 0.1, factor = 0.5}(2)  --> 0.025
define('exponential', { from = POSITIVE, factor = POSITIVE }, {}, function(o)
  return function(t) return o.from * o.factor ^ t end
end)

--- optim.schedule.cosine{from =, steps =[, to = 0]}: from one rate to another along half a wave,
-- rate(t) = to + (from - to) (1 + cos(pi t / steps)) / 2; to when t >= steps. I. Loshchilov,
-- F. Hutter, SGDR: Stochastic Gradient Descent with Warm Restarts, ICLR 2017, equation 5.
-- @param from, to  rates
-- @param steps  how long it takes, positive
-- @return the schedule, a function of t
-- Example: optim.schedule.cosine{from = 0.1, steps = 1000}(500)  --> 0.05
define('cosine', { from = RATE, to = RATE, steps = POSITIVE }, { to = 0 }, function(o)
  return function(t) return wave(o.from, o.to, math.min(t / o.steps, 1)) end
end)

--- optim.schedule.restarts{from =, steps =[, to = 0][, factor = 1]}: cosine, again and again,
-- rate(t) = to + (from - to) (1 + cos(pi u / length)) / 2, where u are the steps done in the run, 0
-- at a restart. Loshchilov and Hutter as for cosine, T_0 and T_mult.
-- @param from, to  rates
-- @param steps  how long the first run is, positive
-- @param factor  how much longer each run is than the one before it, a whole number
-- @return the schedule, a function of t
-- Example: optim.schedule.restarts{from = 0.1, steps = 10, factor = 2}(20)   -- 0.05, run 10 to 29
define('restarts', { from = RATE, to = RATE, steps = POSITIVE, factor = COUNT },
  { to = 0, factor = 1 }, function(o)
    return function(t)
      local length = o.steps + 0.0 -- as a float, which cannot wrap around
      if o.factor == 1 then
        t = math.fmod(t, length)
      else
        while t >= length do
          t = t - length
          length = length * o.factor
        end
      end
      return wave(o.from, o.to, t / length)
    end
  end)

--- optim.schedule.warmup{steps =, after =[, from =]}: a rate that rises linearly in front of
-- another schedule: rate(t) = from + (after(0) - from) t / steps when t < steps, then
-- after(t - steps). P. Goyal et al., Accurate, Large Minibatch SGD: Training ImageNet in 1 Hour,
-- 2017, section 2.2.
-- @param steps  how long it rises, positive
-- @param after  what comes then, from its step 0; a momentum that it returns too is passed on,
--   after(0)'s at first
-- @param from  the first rate, default after(0) / (steps + 1), so that no step is lost to a rate of
--   0
-- @return the schedule, a function of t
-- Example:
--   local after = optim.schedule.cosine{from = 0.1, steps = 96}
--   local rate = optim.schedule.warmup{steps = 4, after = after}(0)
--   rate  --> 0.02
define('warmup', { steps = POSITIVE, after = SCHEDULE, from = RATE }, { from = false }, function(o)
  return function(t)
    if t >= o.steps then return o.after(t - o.steps) end
    local peak, momentum = o.after(0)
    if not RATE[2](peak) then
      error(('optim.schedule.warmup: after: expected a rate (a finite number >= 0), got %s'):format(
        shown(peak)), 2)
    end
    return between(o.from or peak / (o.steps + 1), peak, t / o.steps), momentum
  end
end)

--- optim.schedule.oneCycle{peak =, steps =[, from = peak / 10][, to = from / 1000][, tail = 0.1]
-- [, momentum = 0.95][, low = 0.85]}: one rise and fall of the rate, against a fall and rise of the
-- momentum, then a tail in which the rate goes to almost nothing. L. N. Smith, A disciplined
-- approach to neural network hyper-parameters: part 1, 2018, sections 4.1 and 4.3.
-- @param peak  the highest rate; optim.findLearningRate helps to choose it
-- @param steps  of the whole training, positive
-- @param from  the rate at both ends of the cycle
-- @param to  the rate at the end of the tail
-- @param tail  its share of the steps, between 0 and 1
-- @param momentum, low  at the ends and in the middle of the cycle, from 0 to below 1
-- @return the schedule, a function of t that returns two numbers, rate and momentum (beta1 for
--   optim.adam and its like)
-- All parts are linear. With half = steps (1 - tail) / 2 the rate goes from `from` to `peak` in
-- half steps, back in another half, then from `from` to `to` until steps; it stays there. The
-- momentum goes from `momentum` to `low`, back, then stays the same.
--
-- Example:
--   local cycle, config = optim.schedule.oneCycle{peak = 1, steps = 200}, {dampening = 0}
--   config.learningRate, config.momentum = cycle(0)   -- 0.1, 0.95
define('oneCycle', {
  peak = RATE, steps = POSITIVE, from = RATE, to = RATE, tail = SHARE, momentum = MOMENTUM,
  low = MOMENTUM,
}, { from = false, to = false, tail = 0.1, momentum = 0.95, low = 0.85 }, function(o)
  local half = o.steps * (1 - o.tail) / 2
  local from = o.from or o.peak / 10
  local to = o.to or from / 1000
  return function(t)
    if t < half then
      return between(from, o.peak, t / half), between(o.momentum, o.low, t / half)
    elseif t < 2 * half then
      local s = t / half - 1
      return between(o.peak, from, s), between(o.low, o.momentum, s)
    end
    return between(from, to, math.min((t - 2 * half) / (o.steps - 2 * half), 1)), o.momentum
  end
end)
