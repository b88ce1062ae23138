-- optim.findLearningRate(method, opfunc, x[, config[, options]]): tries rates from tiny to huge, to
-- see which of them make the loss fall. Neighbours: schedule.lua makes use of what is found.
--
-- L. N. Smith, Cyclical Learning Rates for Training Neural Networks, WACV 2017, section 3.3 (the
-- range test); with rates that grow exponentially and the smoothing of S. Gugger, How Do You Find A
-- Good Learning Rate, 2018.

local DEFAULTS = { from = 1e-7, to = 10, steps = 100, smooth = 0.98 }

local function fail(level, text, value)
  error(('optim.findLearningRate: %s, got %s'):format(text,
    type(value) == 'number' and tostring(value) or torch.type(value)), level + 1)
end

-- The options with defaults filled in; raises at the caller's caller.
local function read(options)
  if options == nil then options = {} end
  if type(options) ~= 'table' then fail(3, 'options: expected a table', options) end
  for key in pairs(options) do
    if DEFAULTS[key] == nil then
      error('optim.findLearningRate: options: no option ' .. tostring(key), 3)
    end
  end
  local o = {}
  for key, default in pairs(DEFAULTS) do
    local value = options[key]
    if value == nil then value = default end
    if type(value) ~= 'number' then fail(3, key .. ': expected a number', value) end
    o[key] = value
  end
  if not (o.from > 0 and o.from < math.huge) then
    fail(3, 'from: expected a finite number > 0', o.from)
  end
  if not (o.to > o.from and o.to < math.huge) then
    fail(3, 'to: expected a finite number > from', o.to)
  end
  if not (o.steps >= 2 and o.steps < math.huge and o.steps % 1 == 0) then
    fail(3, 'steps: expected a whole number >= 2', o.steps)
  end
  if not (o.smooth >= 0 and o.smooth < 1) then
    fail(3, 'smooth: expected a number from 0 to below 1', o.smooth)
  end
  return o
end

-- A copy of a configuration with tables and tensors of its own, for the trial to write to.
local function copied(value, seen)
  if torch.isTensor(value) then return value:clone() end
  if type(value) ~= 'table' or getmetatable(value) then return value end
  if not seen[value] then
    local copy = {}
    seen[value] = copy
    for k, v in pairs(value) do copy[k] = copied(v, seen) end
  end
  return seen[value]
end

-- One training from tiny rates to huge ones; returns rates, losses and the place of the lowest.
local function train(method, opfunc, x, config, o)
  local rates, losses, best = {}, {}, 1
  local average, weight = 0, 1
  for i = 1, o.steps do
    config.learningRate = o.from * (o.to / o.from) ^ ((i - 1) / (o.steps - 1))
    local _, fx = method(opfunc, x, config)
    local loss = type(fx) == 'table' and fx[1]
    if type(loss) ~= 'number' then
      error(('optim.findLearningRate: method: expected x and a list of one number, got %s for the '
        .. 'latter'):format(type(fx) == 'table' and 'a list of ' .. torch.type(loss)
        or torch.type(fx)), 0)
    end
    average = o.smooth * average + (1 - o.smooth) * loss
    weight = weight * o.smooth
    local smoothed = average / (1 - weight)
    if smoothed ~= smoothed or math.abs(smoothed) == math.huge then break end
    rates[i], losses[i] = config.learningRate, smoothed
    if smoothed < losses[best] then best = i end
    if smoothed > losses[best] + 3 * math.abs(losses[best]) then break end
  end
  return rates, losses, best
end

--- Makes a step at each of a row of growing rates, then puts x back.
--
-- @param method optim.sgd or another one with a learningRate that returns x and {f(x)}
-- @param opfunc function of x that returns f(x), for another batch at each call, and df/dx
-- @param x FloatTensor or DoubleTensor of any size; in the end, also after an error, it is as
--   before
-- @param config table for the method, default {}; the trial works on a copy (state in it included),
--   in which learningRateDecay is 0, so that config never changes
-- @param options table, default {}: from (1e-7) and to (10), the first and last rate; steps (100),
--   at most; smooth (0.98, the share of the old average; 0: none)
-- @return list of rates; list of smoothed losses, each from before the step at that rate; a
--   suggestion: a tenth of the rate where the loss was lowest, nil when it never fell
--
-- rates[i] = from (to / from)^((i - 1) / (steps - 1)); a_i = smooth a_(i-1) + (1 - smooth) f_i,
-- losses[i] = a_i / (1 - smooth^i). It ends early when a loss is above four times the lowest so far
-- (above b + 3 |b| for a lowest b < 0), which is the last in the lists, or is nan or infinite,
-- which is not.
-- What opfunc changes besides x is not put back: running means of layers, random numbers drawn.
--
-- Raises on arguments of other types and options out of range, and passes on errors of opfunc.
--
-- Example:
--   local x = torch.Tensor{3, 4}
--   local rates, losses, rate = optim.findLearningRate(optim.sgd,
--     function(p) return p:dot(p), p * 2 end, x)
--   print(rate)   -- 0.689...; rates[i], losses[i] make the curve
function optim.findLearningRate(method, opfunc, x, config, options)
  if type(method) ~= 'function' then fail(2, 'method: expected a function', method) end
  if type(opfunc) ~= 'function' then fail(2, 'opfunc: expected a function', opfunc) end
  if not torch.isTensor(x) then fail(2, 'x: expected a tensor', x) end
  if config ~= nil and type(config) ~= 'table' then fail(2, 'config: expected a table', config) end
  local o = read(options)
  local trial = copied(config or {}, {})
  trial.learningRateDecay = 0

  local start = x:clone()
  local ok, rates, losses, best = pcall(train, method, opfunc, x, trial, o)
  x:copy(start)
  if not ok then error(rates, 0) end
  return rates, losses, best > 1 and rates[best] / 10 or nil
end
