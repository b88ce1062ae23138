-- The methods that make one step along a gradient: each against a plain reference made of tensor
-- operations, for layouts and types; where state is kept; what is refused.
require 'torch'
require 'optim'

-- f(x) = sum of c x^4 / 4 with c = 0.1, 0.2 ... up to 1; gives a new gradient at each call.
local function quartic(x)
  local c = torch.range(1, x:nElement()):fmod(10):add(1):div(10):typeAs(x):resize(x:size())
  local cubed = torch.cmul(x, x):cmul(x)
  return torch.cmul(cubed, x):cmul(c):sum() / 4, cubed:cmul(c)
end

-- The methods written down step by step: g is the gradient, s the state, t the step from 1.
local references = {}

local function zeros(s, name, g)
  s[name] = s[name] or g:clone():zero()
  return s[name]
end

local function decayed(g, x, config)
  return g:add(config.weightDecay or 0, x)
end

local function rate_of(config, default, t)
  return (config.learningRate or default) / (1 + (t - 1) * (config.learningRateDecay or 0))
end

local function moments(g, config, s)
  local b1, b2 = config.beta1 or 0.9, config.beta2 or 0.999
  local m, v = zeros(s, 'm', g), zeros(s, 'v', g)
  m:mul(b1):add(1 - b1, g)
  v:mul(b2):add(1 - b2, torch.cmul(g, g))
  return m, v, b1, b2
end

function references.adam(x, g, config, s, t)
  local m, v, b1, b2 = moments(decayed(g, x, config), config, s)
  local rate = rate_of(config, 1e-3, t) * math.sqrt(1 - b2 ^ t) / (1 - b1 ^ t)
  x:add(-rate, torch.cdiv(m, torch.sqrt(v) + (config.epsilon or 1e-8)))
end

function references.adamw(x, g, config, s, t)
  local m, v, b1, b2 = moments(g, config, s)
  local rate = rate_of(config, 1e-3, t)
  x:mul(1 - rate * (config.weightDecay or 1e-2))
  local root = torch.sqrt(v / (1 - b2 ^ t)) + (config.epsilon or 1e-8)
  x:add(-rate / (1 - b1 ^ t), torch.cdiv(m, root))
end

function references.adamax(x, g, config, s, t)
  decayed(g, x, config)
  local b1, b2 = config.beta1 or 0.9, config.beta2 or 0.999
  local m, u = zeros(s, 'm', g), zeros(s, 'u', g)
  m:mul(b1):add(1 - b1, g)
  u:cmax(u * b2, torch.abs(g) + (config.epsilon or 1e-38))
  x:add(-(config.learningRate or 2e-3) / (1 - b1 ^ t), torch.cdiv(m, u))
end

function references.adagrad(x, g, config, s, t)
  decayed(g, x, config)
  local sum = zeros(s, 'sum', g):add(torch.cmul(g, g))
  x:add(-rate_of(config, 1e-3, t), torch.cdiv(g, torch.sqrt(sum) + 1e-10))
end

function references.adadelta(x, g, config, s)
  decayed(g, x, config)
  local rho, eps = config.rho or 0.9, config.eps or 1e-6
  local v, a = zeros(s, 'v', g), zeros(s, 'a', g)
  v:mul(rho):add(1 - rho, torch.cmul(g, g))
  local d = torch.cmul(torch.sqrt(a + eps), g):cdiv(torch.sqrt(v + eps))
  x:add(-1, d)
  a:mul(rho):add(1 - rho, torch.cmul(d, d))
end

function references.rmsprop(x, g, config, s)
  decayed(g, x, config)
  local alpha = config.alpha or 0.99
  s.m = s.m or g:clone():fill(config.initialMean or 0)
  s.m:mul(alpha):add(1 - alpha, torch.cmul(g, g))
  x:add(-(config.learningRate or 1e-2), torch.cdiv(g, torch.sqrt(s.m) + (config.epsilon or 1e-8)))
end

function references.rprop(x, g, config, s)
  local last = zeros(s, 'last', g)
  s.step = s.step or g:clone():fill(config.stepsize or 0.1)
  local agree = torch.cmul(g, last):sign()
  local type = torch.typename(g)
  s.step:cmul(agree:gt(0):type(type) * ((config.etaplus or 1.2) - 1) + 1)
  s.step:cmul(agree:lt(0):type(type) * ((config.etaminus or 0.5) - 1) + 1)
  s.step:clamp(config.stepsizemin or 1e-6, config.stepsizemax or 50)
  g:cmul(agree:ge(0):type(type))
  x:add(-1, torch.cmul(torch.sign(g), s.step))
  last:copy(g)
end

function references.asgd(x, g, config, s, t)
  local eta0, lambda, t0 = config.eta0 or 1e-4, config.lambda or 1e-4, config.t0 or 1e6
  local eta = eta0 / (1 + lambda * eta0 * (t - 1)) ^ (config.alpha or 0.75)
  local mu = 1 / math.max(1, t - 1 - t0)
  x:mul(1 - lambda * eta):add(-eta, g)
  local a = zeros(s, 'a', g)
  a:add(mu, x - a)
end

-- The gradient belongs to where the momentum leads, so that x moves before it is taken.
function references.nag(x, g, config, s, t)
  decayed(g, x, config)
  local rate = rate_of(config, 1e-3, t)
  if config.learningRates then g:cmul(config.learningRates:typeAs(g):viewAs(g)) end
  zeros(s, 'v', g):mul(config.momentum or 0.9):add(-rate, g)
  x:add(-rate, g)
end

local decaying = { learningRate = 0.1, learningRateDecay = 0.5, weightDecay = 0.05 }
local CONFIGS = {
  adam = { {}, decaying, { beta1 = 0.5, beta2 = 0.6, epsilon = 0.1 } },
  adamw = { {}, decaying, { learningRate = 0.1, weightDecay = 0 } },
  adamax = { {}, { learningRate = 0.1, weightDecay = 0.05, beta1 = 0.5, epsilon = 0.1 } },
  adagrad = { decaying },
  adadelta = { { rho = 0.5, eps = 1e-3 }, { weightDecay = 0.05 } },
  rmsprop = { {}, { learningRate = 0.1, alpha = 0.5, initialMean = 1, weightDecay = 0.05 } },
  rprop = { {}, { stepsize = 0.5, etaplus = 1.5, etaminus = 0.25, stepsizemax = 0.6 } },
  asgd = { {}, { eta0 = 0.1, lambda = 0.1, alpha = 0.5, t0 = 2 } },
  nag = { {}, decaying, { learningRates = torch.range(1, 35):div(35), momentum = 0.5 } },
}

local LAYOUTS = {
  contiguous = function(t) return t:clone() end,
  transposed = function(t) return t:t():clone():t() end,
  strided = function(t)
    return torch.zeros(t:size(1), t:size(2), 3):typeAs(t):select(3, 2):copy(t)
  end,
}

local function distance(a, b) return (a - b):abs():max() end

for name, configs in pairs(CONFIGS) do
  describe('optim.' .. name, function()
    local method = optim[name]

    for i, config in ipairs(configs) do
      for layout, view in pairs(LAYOUTS) do
        for typename, tolerance in pairs { Double = 1e-13, Float = 2e-5 } do
          it(('is what it says, %d, %s %s'):format(i, layout, typename), function()
            local start = torch.linspace(-1, 1.1, 35):resize(5, 7)
            start = start:type('torch.' .. typename .. 'Tensor')
            local x, y, state, other = view(start), start:clone(), {}, {}
            for t = 1, 5 do
              local result, fx, average = method(quartic, x, config, state)
              assert.equal(x, result)
              if name == 'nag' and other.v then y:add(config.momentum or 0.9, other.v) end
              local f, g = quartic(y)
              assert.is_true(math.abs(f - fx[1]) < tolerance * 10)
              references[name](y, g, config, other, t)
              if average then assert.is_true(distance(average, other.a) <= tolerance) end
            end
            assert.is_true(distance(x, start) > 0)
            assert.is_true(distance(x, y) <= tolerance)
          end)
        end
      end
    end

    it('is the same for any number of threads', function()
      local threads, results = torch.getnumthreads(), {}
      for _, n in ipairs { 1, 3 } do
        torch.setnumthreads(n)
        local x, state = torch.linspace(-1, 1, 200001), {}
        for _ = 1, 3 do method(quartic, x, { weightDecay = 0.1 }, state) end
        results[#results + 1] = x
      end
      torch.setnumthreads(threads)
      assert.is_true(results[1]:equal(results[2]))
    end)

    it('keeps its state in state, else in config', function()
      local x, config, state = torch.ones(3), {}, {}
      method(quartic, x, config, state)
      local kept = next(state)
      assert.is_not_nil(kept)
      assert.is_nil(config[kept])
      method(quartic, x, config)
      assert.is_not_nil(config[kept])
    end)

    it('does nothing to no parameters', function()
      local x = torch.Tensor()
      method(function() return 0, torch.Tensor() end, x, {}, {})
      assert.equal(0, x:nElement())
    end)

    it('refuses what does not fit', function()
      local x = torch.ones(3)
      local function fails(pattern, opfunc, ...)
        local ok, message = pcall(method, opfunc, x, ...)
        assert.is_false(ok)
        assert.is_truthy(tostring(message):find(pattern))
        assert.same({ 1, 1, 1 }, x:totable())
      end
      fails('elements', function() return 0, torch.ones(4) end, {}, {})
      fails('optim%.' .. name, function() return 0, torch.ones(3):float() end, {}, {})
      fails('opfunc', function() return 0 end, {}, {})
      assert.error_matches(function() method(quartic, x, 3) end, 'config: expected a table')
      assert.error_matches(function() method(quartic, x, {}, 3) end, 'state: expected a table')
      local state = {}
      method(quartic, x, {}, state)
      for key, value in pairs(state) do
        if torch.isTensor(value) then state[key] = torch.ones(2) end
      end
      assert.is_false(pcall(method, quartic, x, {}, state))
    end)
  end)
end

describe('optim.nag', function()
  it('needs momentum', function()
    assert.error_matches(function() optim.nag(quartic, torch.ones(2), { momentum = 0 }) end,
      'momentum')
  end)
end)

describe('optim.rprop', function()
  it('makes several steps in a call', function()
    local x, y, state = torch.ones(4), torch.ones(4), {}
    local _, fx = optim.rprop(quartic, x, { niter = 3 }, {})
    assert.equal(3, #fx)
    for _ = 1, 3 do optim.rprop(quartic, y, {}, state) end
    assert.is_true(x:equal(y))
  end)
end)
