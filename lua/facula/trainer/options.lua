-- The options of a trainer: what each may be, and the defaults. Neighbours: init.lua.
local torch = require 'torch'
local optim = require 'optim'
local figures = require 'facula.trainer.figures'

local options = {}

local function of_type(wanted)
  return { 'of type ' .. wanted, function(v) return torch.isTypeOf(v, wanted) end }
end

local function plain(wanted)
  return { 'a ' .. wanted, function(v) return torch.type(v) == wanted end }
end

local function one_of(...)
  local allowed, words = {}, {}
  for i, value in ipairs { ... } do
    allowed[value], words[i] = true, tostring(value)
  end
  return { table.concat(words, ' or '), function(v) return allowed[v] or false end }
end

local COUNT = { 'a whole number >= 1',
  function(v) return type(v) == 'number' and v >= 1 and v < math.huge and v % 1 == 0 end }
local LIMIT = { 'a number > 0', function(v) return type(v) == 'number' and v > 0 end }
local SHARE = { 'a number from 0 to below 1',
  function(v) return type(v) == 'number' and v >= 0 and v < 1 end }
local SOURCE = { 'samples', function(v) return type(v) == 'table' end }
local METRICS = { 'a table of functions and confusion matrices by name', function(v)
  if type(v) ~= 'table' then return false end
  for name, metric in pairs(v) do
    if type(name) ~= 'string' or name == 'loss' or not figures.is_metric(metric) then
      return false
    end
  end
  return true
end }

local HOOKS = {}
for _, name in ipairs { 'onStart', 'onStartEpoch', 'onSample', 'onForward', 'onForwardCriterion',
  'onBackwardCriterion', 'onBackward', 'onUpdate', 'onEndEpoch', 'onEnd' } do
  HOOKS[name] = true
end
local HOOK_TABLE = { 'a table of functions by the names of hooks', function(v)
  if type(v) ~= 'table' then return false end
  for name, hook in pairs(v) do
    if not HOOKS[name] or type(hook) ~= 'function' then return false, tostring(name) end
  end
  return true
end }

-- What each option may be, and those that must be given.
local KINDS = {
  net = of_type 'nn.Module', criterion = of_type 'nn.Criterion', train = SOURCE,
  validation = SOURCE, method = plain 'function', config = plain 'table', epochs = COUNT,
  batch = COUNT, shuffle = plain 'boolean', schedule = plain 'function',
  scheduleBy = one_of('step', 'epoch'), clipNorm = LIMIT, clipValue = LIMIT, metrics = METRICS,
  smooth = SHARE, watch = plain 'string', goal = one_of('min', 'max'), patience = COUNT,
  best = plain 'string', checkpoint = plain 'string', every = COUNT, light = plain 'boolean',
  resume = one_of(true, false, 'auto'), hooks = HOOK_TABLE, quiet = plain 'boolean',
  unit = plain 'string', report = plain 'function',
}
local REQUIRED = { 'net', 'criterion', 'train' }

--- The defaults; init.lua tells what they mean.
options.defaults = {
  method = optim.sgd, epochs = 10, batch = 32, shuffle = true, scheduleBy = 'step', smooth = 0.98,
  watch = 'loss', light = true, resume = false, quiet = false, unit = 'samples',
}

local function fail(text, ...) error('facula.trainer: ' .. text:format(...), 4) end

local function shown(value)
  if type(value) == 'number' or type(value) == 'boolean' then return tostring(value) end
  return type(value) == 'string' and ("'%s'"):format(value) or torch.type(value)
end

--- Raises an error, at the caller's caller, unless these are options for a trainer.
function options.check(given)
  if torch.type(given) ~= 'table' then fail('expected a table of options, got %s', shown(given)) end
  for _, name in ipairs(REQUIRED) do
    if given[name] == nil then fail('the option %s is missing', name) end
  end
  for name, value in pairs(given) do
    local kind = KINDS[name]
    if not kind then fail('no option %s', tostring(name)) end
    local fits, culprit = kind[2](value)
    if not fits then fail('%s: expected %s, got %s', name, kind[1], culprit or shown(value)) end
  end
  local watch = given.watch or 'loss'
  if watch ~= 'loss' and not (given.metrics or {})[watch] then
    fail("watch: expected 'loss' or the name of a metric, got '%s'", watch)
  end
  if (given.resume or given.every) and not given.checkpoint then
    fail('%s needs a checkpoint', given.resume and 'resume' or 'every')
  end
end

return options
