-- optim.sgd: each option against a plain reference made of tensor operations, layouts and types,
-- where state is kept, what is refused. Its trajectories in Torch7 are in golden_spec.lua.
require 'torch'
require 'optim'

-- f(x) = sum of c x^4 / 4 with c = 0.1, 0.2 ...; gives a new gradient at each call.
local function quartic(x)
  local c = torch.range(1, x:nElement()):div(10):typeAs(x):resize(x:size())
  local cubed = torch.cmul(x, x):cmul(x)
  return torch.cmul(cubed, x):cmul(c):sum() / 4, cubed:cmul(c)
end

-- The method written down step by step, one tensor operation a line.
local function reference(opfunc, x, config, state)
  local momentum = config.momentum or 0
  local _, g = opfunc(x)
  local steps = state.steps or 0
  local rate = (config.learningRate or 1e-3) / (1 + steps * (config.learningRateDecay or 0))
  if (config.weightDecay or 0) ~= 0 then
    g:add(config.weightDecay, x)
  elseif config.weightDecays then
    g:add(torch.cmul(config.weightDecays, x))
  end
  local direction = g
  if momentum ~= 0 then
    if state.v then
      state.v:mul(momentum):add(1 - (config.dampening or momentum), g)
    else
      state.v = g:clone()
    end
    direction = config.nesterov and g + state.v * momentum or state.v
  end
  if config.learningRates then direction = torch.cmul(direction, config.learningRates) end
  x:add(-rate, direction)
  state.steps = steps + 1
end

local CONFIGS = {
  defaults = {},
  plain = { learningRate = 0.1 },
  decaying = { learningRate = 0.1, learningRateDecay = 0.5 },
  momentum = { learningRate = 0.1, momentum = 0.9 },
  dampening = { learningRate = 0.1, momentum = 0.9, dampening = 0.25 },
  nesterov = { learningRate = 0.1, momentum = 0.9, dampening = 0, nesterov = true },
  ['weight decay'] = { learningRate = 0.1, weightDecay = 0.05 },
  everything = {
    learningRate = 0.1,
    learningRateDecay = 0.1,
    momentum = 0.5,
    dampening = 0,
    nesterov = true,
    weightDecay = 0.01,
  },
}

-- Two equal starting points: as a view in each layout, and contiguous.
local LAYOUTS = {
  contiguous = function(t)
    return t:clone()
  end,
  transposed = function(t)
    return t:t():clone():t()
  end,
  strided = function(t)
    return torch.zeros(t:size(1), t:size(2), 3):typeAs(t):select(3, 2):copy(t)
  end,
}

local function distance(a, b)
  return (a - b):abs():max()
end

describe('optim.sgd', function()
  for name, config in pairs(CONFIGS) do
    for layout, view in pairs(LAYOUTS) do
      for typename, tolerance in pairs { Double = 1e-14, Float = 1e-6 } do
        it(('is what it says, %s, %s %s'):format(name, layout, typename), function()
          local start = torch.linspace(-1, 1, 35):resize(5, 7)
          start = start:type('torch.' .. typename .. 'Tensor')
          local x, y, state, other = view(start), start:clone(), {}, {}
          for _ = 1, 4 do
            optim.sgd(quartic, x, config, state)
            reference(quartic, y, config, other)
          end
          assert.is_true(distance(x, start) > 0)
          assert.is_true(distance(x, y) <= tolerance)
        end)
      end
    end
  end

  it('takes a rate and a decay for each element, of any type and layout', function()
    local n = 150000 -- enough for several threads
    local tables = {
      learningRates = torch.range(1, n):div(n),
      weightDecays = torch.range(n, 1, -1):div(10 * n),
    }
    local config = { learningRate = 0.1, momentum = 0.9 }
    for key, t in pairs(tables) do config[key] = t end
    local x, other = torch.linspace(-1, 1, n), {}
    local y, state = x:clone(), {}
    local floats = {
      learningRate = 0.1,
      momentum = 0.9,
      learningRates = tables.learningRates:float(),
      weightDecays = tables.weightDecays:float():view(n, 1):expand(n, 2):select(2, 1),
    }
    local function cubes(p)
      return 0, torch.cmul(p, p):cmul(p)
    end
    for _ = 1, 3 do
      optim.sgd(cubes, x, floats, state)
      reference(cubes, y, config, other)
    end
    assert.is_true(distance(x, y) < 1e-7)
    assert.is_true(torch.isTensor(state.decayParameters) and torch.isTensor(state.deltaParameters))
  end)

  it('writes the weight decay into the gradient', function()
    local x, g = torch.ones(3), torch.ones(3)
    optim.sgd(function() return 0, g end, x, { weightDecay = 0.5 }, {})
    assert.same({ 1.5, 1.5, 1.5 }, g:totable())
  end)

  it('leaves the gradient as it was otherwise', function()
    local x, g = torch.ones(3), torch.ones(3)
    local config = { learningRate = 1, momentum = 0.5 }
    for _ = 1, 3 do optim.sgd(function() return 0, g end, x, config) end
    assert.same({ 1, 1, 1 }, g:totable())
  end)

  it('keeps its state in config, in state, or nowhere', function()
    local x, config, state = torch.ones(3), { momentum = 0.5 }, {}
    optim.sgd(quartic, x, config, state)
    assert.equal(1, state.evalCounter)
    assert.is_nil(config.evalCounter)
    assert.same({ 3 }, state.dfdx:size():totable())
    optim.sgd(quartic, x, config)
    optim.sgd(quartic, x, config)
    assert.equal(2, config.evalCounter)
    assert.equal(1, state.evalCounter)
    local _, fx = optim.sgd(quartic, x)
    assert.equal(1, #fx)
  end)

  it('gives f before the step', function()
    local _, fx = optim.sgd(quartic, torch.ones(2), { learningRate = 1 })
    assert.is_true(math.abs(fx[1] - 0.3 / 4) < 1e-15)
  end)

  local REFUSED = {
    {
      'Nesterov without momentum',
      { nesterov = true },
      'optim.sgd: Nesterov momentum requires a momentum and zero dampening',
    },
    {
      'Nesterov with dampening',
      { nesterov = true, momentum = 0.9 },
      'optim.sgd: Nesterov momentum requires a momentum and zero dampening',
    },
    { 'a gradient of another size', { size = 4 }, 'optim.sgd: dfdx is 4, but x is 3' },
    {
      'a gradient of another type',
      { type = 'torch.FloatTensor' },
      'optim.sgd: invalid arguments',
    },
    { 'rates of another size', { learningRates = torch.ones(2) }, '2' },
  }
  for _, row in ipairs(REFUSED) do
    it('refuses ' .. row[1] .. ' and changes nothing', function()
      local config, x, state = row[2], torch.ones(3), {}
      local function opfunc()
        return 0, torch.ones(config.size or 3):type(config.type or 'torch.DoubleTensor')
      end
      local ok, message = pcall(optim.sgd, opfunc, x, config, state)
      assert.is_false(ok)
      assert.is_truthy(message:find(row[3], 1, true), message)
      assert.same({ 1, 1, 1 }, x:totable())
      assert.is_nil(state.evalCounter)
      assert.is_nil(state.dfdx)
    end)
  end

  it('refuses a momentum buffer of another size', function()
    local x, state = torch.ones(3), { dfdx = torch.ones(2) }
    local ok, message = pcall(optim.sgd, quartic, x, { momentum = 0.9 }, state)
    assert.is_false(ok)
    assert.is_truthy(message:find('momentum buffer is 2, but x is 3', 1, true), message)
  end)
end)
