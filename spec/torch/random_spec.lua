-- Random numbers: the streams of Torch7, number by number, and what every sampler keeps to: logical
-- order in any layout, its own generator, nothing changed by a call that raises.
require 'torch'
local golden = require 'support.golden'

local REAL = { 'torch.FloatTensor', 'torch.DoubleTensor' }
local ALL = {
  'torch.ByteTensor',
  'torch.CharTensor',
  'torch.ShortTensor',
  'torch.IntTensor',
  'torch.LongTensor',
  'torch.FloatTensor',
  'torch.DoubleTensor',
}

-- Runs an expression with t bound to its argument and D to torch.DoubleTensor.
local function evaluate(code, t)
  local chunk = assert((loadstring or load)('local t, D = ...; return ' .. code))
  return chunk(t, torch.DoubleTensor)
end

local function new(typename, ...)
  return torch.getconstructortable(typename)(...)
end

local function state_of(...)
  return table.concat(torch.getRNGState(...):totable(), ',')
end

local function list(t)
  return t:clone():view(t:nElement()):totable()
end

-- A view of 5 x 4 elements in each layout, all of the storage around it zero.
local LAYOUTS = {
  contiguous = function(typename)
    return new(typename, 5, 4):zero()
  end,
  transposed = function(typename)
    return new(typename, 4, 5):zero():t()
  end,
  narrowed = function(typename)
    return new(typename, 9, 8):zero():narrow(1, 3, 5):narrow(2, 2, 4)
  end,
  strided = function(typename)
    return new(typename, 5, 4, 3):zero():select(3, 2)
  end,
}

-- Fills of a tensor t, and the draw of one number that gives each of its elements.
local SAMPLERS = {
  { fill = 't:uniform(-1, 2)', one = 'torch.uniform(-1, 2)', types = REAL },
  { fill = 't:uniform(-1)', one = 'torch.uniform(-1, 1)', types = REAL },
  { fill = 't:logNormal(-1)', one = 'torch.logNormal(-1, 2)', types = REAL },
  { fill = 't:normal(3, 2)', one = 'torch.normal(3, 2)', types = REAL },
  { fill = 't:cauchy(1, 2)', one = 'torch.cauchy(1, 2)', types = REAL },
  { fill = 't:logNormal(0, 0.5)', one = 'torch.logNormal(0, 0.5)', types = REAL },
  { fill = 't:exponential(2)', one = 'torch.exponential(2)', types = REAL },
  { fill = 't:rand(5, 4)', one = 'torch.uniform()', types = REAL },
  { fill = 't:randn(5, 4)', one = 'torch.normal()', types = REAL },
  { fill = 't:geometric(0.4)', one = 'torch.geometric(0.4)', types = ALL },
  { fill = 't:bernoulli(0.4)', one = 'torch.bernoulli(0.4)', types = ALL },
  { fill = 't:bernoulli()', one = 'torch.bernoulli()', types = ALL },
  { fill = 't:random(9)', one = 'torch.random(9)', types = ALL },
  { fill = 't:random(3, 7)', one = 'torch.random(3, 7)', types = ALL },
}

describe('the stream', function()
  for _, set in ipairs(golden.load 'random') do
    for _, stream in ipairs(set.streams) do
      it(('%s of seed %.0f'):format(stream.name, set.seed), function()
        torch.manualSeed(set.seed)
        for i = 1, stream.n do
          local got = golden.evaluate(stream.code)
          assert.is_nil(golden.difference(stream.values[i], got, 1e-15, ('draw %d'):format(i)))
        end
      end)
    end
  end
end)

describe('seeds', function()
  local function stream()
    return { torch.random(), torch.random(), torch.normal() }
  end

  -- { a seed, a seed with the same stream }
  local same = { { 123, 2 ^ 32 + 123 }, { -1, 4294967295 }, { 0, 2 ^ 32 }, { 2 ^ 53 - 1, -1 } }
  for _, pair in ipairs(same) do
    it(('%.0f and %.0f give the same stream'):format(pair[1], pair[2]), function()
      torch.manualSeed(pair[1])
      local first = stream()
      assert.are.equal(pair[1], torch.initialSeed())
      torch.manualSeed(pair[2])
      assert.are.same(first, stream())
      assert.are.equal(pair[2], torch.initialSeed())
    end)
  end

  it('give mixed draws from one stream, and forget a cached normal', function()
    for _ = 1, 2 do
      torch.manualSeed(1)
      assert.are.equal(1791095845, torch.random())
      assert.is_near(0.99718480813317, torch.uniform(), 1e-14)
      assert.is_near(-0.43049897103892, torch.normal(), 1e-14)
    end
    assert.is_near(-2.2820224170301, torch.randn(3)[1], 1e-13)
    assert.are.equal(2, torch.randperm(5)[1])
  end)

  it('from the system differ, and repeat their stream', function()
    local seed = torch.seed()
    local first = stream()
    assert.are.equal(seed, torch.initialSeed())
    assert.are_not.equal(seed, torch.seed())
    torch.manualSeed(seed)
    assert.are.same(first, stream())
    assert.are_not.equal(torch.initialSeed(torch.Generator()), torch.initialSeed(torch.Generator()))
  end)

  it('of 64 bits are exact where Lua has such integers', function()
    if not math.type then return end -- luacheck: ignore 143
    local seed = (loadstring or load)('return 0x7edcba9800000000 + 123')()
    torch.manualSeed(123)
    local first = stream()
    torch.manualSeed(seed)
    assert.are.same(first, stream())
    assert.are.equal(seed, torch.initialSeed())
  end)

  it('return nothing when set by hand', function()
    assert.are.equal(0, select('#', torch.manualSeed(1)))
  end)
end)

describe('generators', function()
  it('run beside each other', function()
    local g, h = torch.Generator(), torch.Generator()
    torch.manualSeed(g, 5)
    torch.manualSeed(h, 5)
    torch.manualSeed(6)
    local before = state_of()
    local from_g = torch.randn(g, 7)
    assert.are.equal(before, state_of())
    assert.are.same(from_g:totable(), torch.DoubleTensor(7):normal(h):totable())
    assert.are.equal(torch.normal(g), torch.normal(h))
    assert.are.equal(state_of(g), state_of(h))
  end)

  it('are torch._gen when none is given', function()
    torch.manualSeed(torch._gen, 77)
    assert.are.equal(77, torch.initialSeed())
    local first = torch.random(torch._gen)
    torch.manualSeed(77)
    assert.are.equal(first, torch.random())
  end)

  it('go back to a saved state, cached normal included', function()
    torch.manualSeed(9)
    torch.rand(621)
    torch.normal()
    local state = torch.getRNGState()
    local g = torch.Generator()
    local ahead = torch.randn(1300)
    torch.setRNGState(state)
    assert.are.same(ahead:totable(), torch.randn(1300):totable())
    torch.setRNGState(g, state)
    assert.are.same(ahead:totable(), torch.randn(g, 1300):totable())
    assert.are.equal(9, torch.initialSeed(g))
  end)

  it('write their state into a given tensor', function()
    local state = torch.ByteTensor()
    assert.are.equal(state, torch.getRNGState(state))
    assert.are.equal(5048, state:nElement())
    assert.are.equal('torch.ByteTensor', torch.getRNGState():type())
  end)

  it('keep their state in the layout of a 64-bit machine', function()
    torch.manualSeed(258)
    torch.normal()
    local s = torch.getRNGState()
    assert.are.same({ 2, 1, 0, 0, 0, 0, 0, 0 }, s:narrow(1, 1, 8):totable()) -- the seed
    assert.are.same({ 623 % 256, 2, 0, 0 }, s:narrow(1, 9, 4):totable()) -- words left
    assert.are.same({ 1, 0, 0, 0 }, s:narrow(1, 13, 4):totable()) -- seeded
    assert.are.same({ 2, 0, 0, 0, 0, 0, 0, 0 }, s:narrow(1, 17, 8):totable()) -- next word
    assert.are.same({ 1, 0, 0, 0 }, s:narrow(1, 5041, 4):totable()) -- a normal is cached
  end)

  -- What can be wrong with a state: changes of a good one, with the words that name the fault.
  local function with(position, ...)
    local bytes = { ... }
    return function(state)
      for i, byte in ipairs(bytes) do state[position + i - 1] = byte end
      return state
    end
  end
  local BAD_STATES = {
    { 'too short', function(s) return s:narrow(1, 1, 5047) end, 'wrong size' },
    { 'empty', function() return torch.ByteTensor() end, 'wrong size' },
    { 'with gaps', function() return torch.ByteTensor(5048, 2):select(2, 1) end, 'contiguous' },
    { 'not seeded', with(13, 0), 'Invalid RNG state' },
    { 'seeded with 257', with(14, 1), 'Invalid RNG state' },
    { 'nothing left', with(9, 0, 0), 'Invalid RNG state' },
    { 'too many left', with(9, 625 % 256, 2), 'Invalid RNG state' },
    { 'a negative number left', with(9, 255, 255, 255, 255), 'Invalid RNG state' },
    { 'next behind the block', with(17, 625 % 256, 2), 'Invalid RNG state' },
    { 'next far away', with(24, 255), 'Invalid RNG state' },
    { 'left and next that disagree', with(17, 624 % 256, 2), 'Invalid RNG state' },
    { 'zeros', function(s) return s:zero() end, 'Invalid RNG state' },
  }
  for _, row in ipairs(BAD_STATES) do
    it('refuse a state with this fault: ' .. row[1], function()
      torch.manualSeed(3)
      torch.random()
      local before = state_of()
      local bad = row[2](torch.getRNGState())
      local ok, message = pcall(torch.setRNGState, bad)
      assert.is_false(ok)
      assert.is_truthy(message:find(row[3], 1, true), message)
      assert.are.equal(before, state_of())
    end)
  end

  it('take any position at the end of a block', function()
    torch.manualSeed(3)
    local state = torch.getRNGState()
    local first = torch.random()
    torch.setRNGState(with(17, 100)(state))
    assert.are.equal(first, torch.random())
  end)
end)

describe('filling', function()
  for _, sampler in ipairs(SAMPLERS) do
    for _, typename in ipairs(sampler.types) do
      for layout, make in pairs(LAYOUTS) do
        it(('%s of a %s %s is drawn one by one'):format(sampler.fill, layout, typename), function()
          local t = make(typename)
          torch.manualSeed(11)
          assert.are.equal(t, evaluate(sampler.fill, t))
          local state = state_of()
          torch.manualSeed(11)
          local one_by_one = new(typename, 20)
          for i = 1, 20 do one_by_one[i] = evaluate(sampler.one) end
          assert.are.same(one_by_one:totable(), list(t))
          assert.are.equal(state, state_of())
          local inside = 0
          for _, v in ipairs(list(t)) do inside = inside + (v ~= 0 and 1 or 0) end
          local all = 0
          for _, v in ipairs(t:storage():totable()) do all = all + (v ~= 0 and 1 or 0) end
          assert.are.equal(inside, all, 'elements around the view are written')
        end)
      end
    end
  end

  -- r mod span, for the words of seed 1
  local SPANS = {
    ['torch.ByteTensor'] = 2 ^ 8,
    ['torch.CharTensor'] = 2 ^ 7,
    ['torch.ShortTensor'] = 2 ^ 15,
    ['torch.IntTensor'] = 2 ^ 31,
    ['torch.LongTensor'] = 2 ^ 32,
    ['torch.FloatTensor'] = 2 ^ 24 + 1,
    ['torch.DoubleTensor'] = 2 ^ 32,
  }
  for _, typename in ipairs(ALL) do
    it('random() of a ' .. typename .. ' stays exact', function()
      torch.manualSeed(1)
      local expected = {}
      for i = 1, 2000 do expected[i] = torch.random() % SPANS[typename] end
      torch.manualSeed(1)
      assert.are.same(expected, new(typename, 2000):random():totable())
    end)

    it('of an empty ' .. typename .. ' draws nothing', function()
      torch.manualSeed(1)
      local before = state_of()
      for _, sampler in ipairs(SAMPLERS) do
        if sampler.types == ALL or typename == REAL[1] or typename == REAL[2] then
          local code = sampler.fill:gsub('rand(n?)%(.*', 'rand%1(torch.LongStorage{0})')
          assert.are.equal(0, evaluate(code, new(typename)):nElement())
        end
      end
      assert.are.equal(before, state_of())
    end)

    it('random(a, b) with negative bounds of a ' .. typename, function()
      if typename == 'torch.ByteTensor' then return end
      local t = new(typename, 300):random(-3, 3)
      assert.are.equal(-3, t:min())
      assert.are.equal(3, t:max())
    end)
  end

  it('a long tensor is the same in pieces', function()
    torch.manualSeed(2)
    local whole = torch.FloatTensor(5001):normal()
    torch.manualSeed(2)
    local first, second = torch.FloatTensor(1235):normal(), torch.FloatTensor(3766):normal()
    assert.are.same(whole:totable(), torch.cat(first, second, 1):totable())
  end)

  it('random(a, b) is exact on large integers', function()
    local low = 2 ^ 52
    local t = torch.LongTensor(50):random(low, low + 3)
    assert.are.equal(low, t:min())
    assert.are.equal(low + 3, t:max())
  end)

  it('bernoulli takes a probability for each element, from itself too', function()
    local p = torch.DoubleTensor { { 0, 1, 0.5 }, { 1, 0, 0.25 } }
    for _, typename in ipairs(ALL) do
      torch.manualSeed(4)
      local t = new(typename, 2, 3):bernoulli(p)
      torch.manualSeed(4)
      local f = new(typename, 3, 2):t():bernoulli(p:float())
      assert.are.same(t:totable(), f:totable())
      assert.are.same({ 0, 1 }, { t[1][1], t[1][2] })
    end
    torch.manualSeed(4)
    local expected = torch.DoubleTensor(2, 3):bernoulli(p):totable()
    torch.manualSeed(4)
    assert.are.same(expected, p:bernoulli(p):totable())
  end)
end)

describe('constructors', function()
  for _, name in ipairs { 'rand', 'randn' } do
    it(name .. ' makes, resizes and returns', function()
      torch.manualSeed(8)
      local made = torch[name](2, 3)
      assert.are.equal('torch.DoubleTensor', made:type())
      assert.are.same({ 2, 3 }, made:size():totable())
      for _, call in ipairs {
        function() return torch[name](torch.LongStorage { 2, 3 }) end,
        function() return torch[name](torch.DoubleTensor(7), 2, 3) end,
        function() return torch.DoubleTensor()[name](torch.DoubleTensor(7), 2, 3) end,
        function() return torch.DoubleTensor(1)[name](made:clone(), torch.LongStorage { 2, 3 }) end,
      } do
        torch.manualSeed(8)
        assert.are.same(made:totable(), call():totable())
      end
    end)
  end

  for _, typename in ipairs(ALL) do
    it('randperm permutes in a ' .. typename, function()
      local t = new(typename, 3)
      assert.are.equal(t, t:randperm(100))
      local values = t:totable()
      table.sort(values)
      for i = 1, 100 do assert.are.equal(i, values[i]) end
    end)
  end
end)

describe('multinomial', function()
  it('draws all elements once without replacement', function()
    for seed = 1, 20 do
      torch.manualSeed(seed)
      local drawn = torch.multinomial(torch.DoubleTensor { 1, 2, 0, 3, 4 }, 4):totable()
      table.sort(drawn)
      assert.are.same({ 1, 2, 4, 5 }, drawn)
    end
  end)

  it('draws without replacement from weights of any scale', function()
    local weights = torch.DoubleTensor { 1e-200, 1, 1e-30, 1e200, 0, 1e-250 }
    for seed = 1, 20 do
      torch.manualSeed(seed)
      assert.are.same({ 4, 2, 3, 1, 6 }, torch.multinomial(weights, 5):totable())
    end
  end)

  it('writes to a result, as a function and as a method', function()
    local p = torch.FloatTensor { { 1, 2 }, { 3, 4 }, { 0, 1 } }
    torch.manualSeed(5)
    local made = p:multinomial(6, true)
    assert.are.equal('torch.LongTensor', made:type())
    assert.are.same({ 3, 6 }, made:size():totable())
    assert.are.same({ 2, 2, 2, 2, 2, 2 }, made[3]:totable())
    local res = torch.LongTensor(6, 3):t()
    torch.manualSeed(5)
    assert.are.equal(res, torch.multinomial(res, p, 6, true))
    assert.are.same(made:totable(), res:totable())
    torch.manualSeed(5)
    assert.are.same(made:totable(), torch.multinomial(p:t():contiguous():t(), 6, true):totable())
  end)

  -- 20000 draws: the frequencies are within 4 standard deviations.
  local WEIGHTS = { { 0.7, 0.3 }, { 0.1, 0.2, 0.3, 0.4 }, { 5, 3, 0, 1, 1 }, { 2, 2 }, { 1 } }
  for _, weights in ipairs(WEIGHTS) do
    for _, typename in ipairs(REAL) do
      local name = ('%s {%s}'):format(typename, table.concat(weights, ', '))
      it('draws by weight from the ' .. name, function()
        torch.manualSeed(31)
        local n, total, count = 20000, 0, {}
        for i, w in ipairs(weights) do
          total = total + w
          count[i] = 0
        end
        local drawn = torch.multinomial(new(typename, weights), n, true)
        for _, i in ipairs(drawn:totable()) do count[i] = count[i] + 1 end
        for i, w in ipairs(weights) do
          local p = w / total
          assert.is_near(n * p, count[i], 4 * math.sqrt(n * p * (1 - p)))
        end
      end)
    end
  end

  it('sets up the columns of the alias method', function()
    for _, typename in ipairs(REAL) do
      local state = torch.multinomialAliasSetup(new(typename, { 0.1, 0.2, 0.3, 0.4 }))
      assert.are.same({ 4, 4, 1, 3 }, state[1]:totable())
      assert.is_near(0, (state[2] - new(typename, { 0.4, 0.8, 1, 0.8 })):abs():max(), 1e-6)
      assert.are.equal(typename, state[2]:type())
    end
  end)

  it('keeps the state table and its tensors when given one', function()
    local state = torch.multinomialAliasSetup(torch.DoubleTensor { 0.5, 0.5 })
    local J, q = state[1], state[2]
    local p = torch.DoubleTensor { 0.1, 0.2, 0.7 }
    assert.are.equal(state, torch.multinomialAliasSetup(p, state))
    assert.are.equal(J, state[1])
    assert.are.equal(q, state[2])
    assert.are.same({ 3, 3 }, { J:size(1), q:size(1) })
    assert.are.equal('torch.LongTensor', J:type())
    local g = torch.Generator()
    torch.manualSeed(g, 1)
    torch.manualSeed(1)
    local drawn = torch.multinomialAlias(torch.LongTensor(9), state)
    local again = torch.multinomialAlias(torch.LongTensor(9), g, state)
    assert.are.same(drawn:totable(), again:totable())
  end)
end)

describe('a faulty call', function()
  -- code, where D is torch.DoubleTensor and t one of 4 x 3, and words of the error
  local FAULTS = {
    { 'torch.normal(0, 0)', 'torch.normal: standard deviation must be strictly positive' },
    { 't:normal(0, -1)', 'standard deviation must be strictly positive' },
    { 't:normal(0, 0/0)', 'standard deviation must be strictly positive' },
    { 't:logNormal(0, 0)', 'torch.logNormal: standard deviation must be strictly positive' },
    { 't:exponential(0)', 'torch.exponential: lambda must be strictly positive' },
    { 't:exponential()', 'torch.exponential' },
    { 'torch.geometric(0)', 'torch.geometric: p must be > 0 and < 1' },
    { 't:geometric(1)', 'must be > 0 and < 1' },
    { 'torch.bernoulli(1.5)', 'torch.bernoulli: p must be >= 0 and <= 1' },
    { 't:bernoulli(-0.5)', 'must be >= 0 and <= 1' },
    { 't:bernoulli(0/0)', 'must be >= 0 and <= 1' },
    { 't:bernoulli(D(4, 3):fill(2))', 'must be >= 0 and <= 1' },
    { 't:bernoulli(D(3):fill(0.5))', 'p is 3, the result is 4x3' },
    { 't:bernoulli(torch.LongTensor(4, 3):fill(1))', 'torch.bernoulli' },
    { 't:normal(D(4, 3), 1)', 'torch.normal' },
    { 'torch.random(0)', 'torch.random: upper bound must be strictly positive' },
    { 't:random(-2)', 'upper bound must be strictly positive' },
    { 'torch.random(3, 1)', 'torch.random: upper bound must be larger than lower bound' },
    { 't:random(3, 1)', 'upper bound must be larger than lower bound' },
    { 'torch.randperm(0)', 'torch.randperm: n must be strictly positive' },
    { 't:randperm(-1)', 'must be strictly positive' },
    { 'torch.rand()', 'torch.rand' },
    { 't:rand(2, -1)', 'torch.rand' },
    { 't:randn(2 ^ 40, 2 ^ 40)', 'torch.randn' },
    { 'torch.manualSeed("one")', 'torch.manualSeed' },
    { 'torch.manualSeed()', 'torch.manualSeed' },
    { 'torch.multinomial(D{0, 0}, 1)', 'sum of probabilities <= 0' },
    { 'torch.multinomial(D{1, -1, 2}, 1)', 'invalid multinomial distribution' },
    { 'torch.multinomial(D{1, 0/0}, 1)', 'invalid multinomial distribution' },
    { 'torch.multinomial(D{1, 1/0}, 1)', 'invalid multinomial distribution' },
    { 'torch.multinomial(D{1e308, 1e308}, 1)', 'sum of probabilities is infinite' },
    { 'torch.multinomial(D{{1, 1}, {0, 0}}, 1)', 'sum of probabilities <= 0' },
    { 'torch.multinomial(D{1, 2}, 3)', 'cannot draw 3 samples without replacement' },
    { 'torch.multinomial(D{1, 0}, 2)', 'cannot draw 2 samples without replacement' },
    { 'torch.multinomial(D{1, 2}, 0)', 'number of samples must be strictly positive' },
    { 'torch.multinomial(D(), 1)', 'torch.multinomial' },
    { 'torch.multinomial(D(2, 2, 2):fill(1), 1)', 'got 2x2x2' },
    { 'torch.multinomialAliasSetup(D{0, 1})', 'probability must be > 0' },
    { 'torch.multinomialAliasSetup(D{-1, 2})', 'invalid multinomial distribution' },
    { 'torch.multinomialAliasSetup(D(2, 2):fill(0.25))', 'got 2x2' },
    { 'torch.multinomialAlias(torch.LongTensor(3), {})', 'multinomialAliasSetup' },
    { 'torch.multinomialAlias(torch.LongTensor(3), {torch.LongTensor(), D()})', 'differ' },
  }
  for _, fault in ipairs(FAULTS) do
    it(fault[1] .. ' raises and changes nothing', function()
      local t = torch.DoubleTensor(4, 3):fill(7)
      torch.manualSeed(6)
      torch.normal()
      local before = state_of()
      local ok, message = pcall(evaluate, fault[1], t)
      assert.is_false(ok)
      assert.is_truthy(tostring(message):find(fault[2], 1, true), message)
      assert.are.equal(before, state_of())
      assert.are.same({ 4, 3 }, t:size():totable())
      assert.are.same({ 7, 7 }, { t:min(), t:max() })
    end)
  end
end)
