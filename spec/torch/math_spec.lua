-- Element-wise operations and comparisons against plain Lua, over types and layouts.
local layouts = require 'support.layouts'

local element, difference = layouts.element, layouts.difference

local atan2 = math.atan2 or math.atan -- luacheck: ignore 143

local function cut(x) return x < 0 and math.ceil(x) or math.floor(x) end
local function fmod(a, b) return a - cut(a / b) * b end
local function remainder(a, b) return a - math.floor(a / b) * b end
local function sign(a) return a > 0 and 1 or a < 0 and -1 or 0 end

-- name, what stands behind the result (from operands t, u, v), what comes out for elements a, b, c
-- of that kind, the kinds that have it (all). Scalars become elements first.
local ROWS = {
  { 'add', function(t) return t, 3 end, function(a) return a + 3 end },
  { 'add', function(t) return t, -300.7 end, function(a, _, _, e) return a + e(-300.7) end },
  { 'add', function(t, u) return t, u end, function(a, b) return a + b end },
  { 'add', function(t, u) return t, 2.5, u end, function(a, b, _, e) return a + e(2.5) * b end },
  { 'csub', function(t) return t, 3 end, function(a) return a - 3 end },
  { 'csub', function(t, u) return t, u end, function(a, b) return a - b end },
  { 'csub', function(t, u) return t, 3, u end, function(a, b) return a - 3 * b end },
  { 'mul', function(t) return t, 7 end, function(a) return a * 7 end },
  { 'div', function(t) return t, 3 end, function(a) return a / 3 end },
  { 'fmod', function(t) return t, 3 end, function(a) return fmod(a, 3) end },
  { 'mod', function(t) return t, 3 end, function(a) return fmod(a, 3) end },
  { 'remainder', function(t) return t, 5 end, function(a) return remainder(a, 5) end },
  { 'remainder', function(t) return t, -5 end,
    function(a, _, _, e) return remainder(a, e(-5)) end },
  { 'clamp', function(t) return t, 2, 40 end,
    function(a) return math.max(2, math.min(40, a)) end },
  { 'cmul', function(t, u) return t, u end, function(a, b) return a * b end },
  { 'cdiv', function(t, u) return t, u end, function(a, b) return a / b end },
  { 'cfmod', function(t, u) return t, u end, fmod },
  { 'cmod', function(t, u) return t, u end, fmod },
  { 'cremainder', function(t, u) return t, u end, remainder },
  { 'cmax', function(t, u) return t, u end,
    function(a, b) return math.max(a, b) end },
  { 'cmin', function(t, u) return t, u end,
    function(a, b) return math.min(a, b) end },
  { 'cmax', function(t) return t, 4 end, function(a) return math.max(a, 4) end },
  { 'cmin', function(t) return t, 4 end, function(a) return math.min(a, 4) end },
  { 'addcmul', function(t, u, v) return t, u, v end, function(a, b, c) return a + b * c end },
  { 'addcmul', function(t, u, v) return t, 3, u, v end,
    function(a, b, c) return a + 3 * b * c end },
  { 'addcdiv', function(t, u, v) return t, 3, u, v end,
    function(a, b, c, e) return a + e(3 * b / c, true) end },
  { 'sign', function(t) return t end, sign },
  { 'abs', function(t) return t end, math.abs, { 'Int', 'Long', 'Float', 'Double' } },
  { 'neg', function(t) return t end, function(a) return -a end, layouts.real_kinds },
  { 'lerp', function(t, u) return t, u, 0.25 end,
    function(a, b) return a + 0.25 * (b - a) end, layouts.real_kinds },
  { 'atan2', function(t, u) return t, u end,
    function(a, b) return atan2(a, b) end, layouts.real_kinds },
  { 'pow', function(t) return t, 3 end, function(a) return a ^ 3 end, layouts.real_kinds },
  { 'pow', function(t) return t, 2 end, function(a) return a * a end, layouts.real_kinds },
  { 'pow', function(t) return t, 1 end, function(a) return a end, layouts.real_kinds },
}

local SIZES = { 2, 3, 2 }
local A = { 5, -3, 100, 7, 0, -128, 127, 33, -1, 2, 64, 90 }
local B = { 3, 7, -2, 5, 1, 4, -1, 6, 50, 9, -8, 11 }
local C = { 1, 2, 3, -4, 5, 6, 7, -8, 9, 10, 11, 12 }

local function elements(kind, list)
  local result = {}
  for i, x in ipairs(list) do result[i] = element(kind, x) end
  return result
end

-- What the row gives for the lists of elements.
local function reference(row, kind, a, b, c)
  -- addcdiv's quotient is cut off, not wrapped
  local function e(x, only_cut)
    if not only_cut then return element(kind, x) end
    return layouts.is_real(kind) and x or cut(x)
  end
  local result = {}
  for i = 1, #a do result[i] = element(kind, row[3](a[i], b[i], c[i], e)) end
  return result
end

local function each_row(check)
  for _, row in ipairs(ROWS) do
    for _, kind in ipairs(row[4] or layouts.kinds) do check(row, kind) end
  end
end

describe('element-wise operations:', function()
  each_row(function(row, kind)
    local f = torch[row[1]]
    local a, b, c = elements(kind, A), elements(kind, B), elements(kind, C)
    local expected = reference(row, kind, a, b, c)
    local title = ('%s of %sTensor with %d arguments, '):format(
      row[1], kind, select('#', row[2](0, 0, 0)))

    local function agrees(t, sizes, list)
      assert.is_nil(difference(kind, sizes or SIZES, list or expected, t))
    end

    for layout, make in pairs(layouts.makers) do
      it(title .. layout, function()
        local t, u, v = make(kind, SIZES, a), make(kind, SIZES, b), make(kind, SIZES, c)
        local before = layouts.snapshot(t, u, v)
        local fresh = f(row[2](t, u, v))
        agrees(fresh)
        assert.is_true(fresh:isContiguous())
        assert.same(before, layouts.snapshot(t, u, v))

        local given = torch[kind .. 'Tensor'](5)
        assert.equal(given, f(given, row[2](t, u, v)))
        agrees(given)

        local around = make(kind, SIZES, c)
        agrees(f(around, row[2](t, u, v)))
        assert.same(before, layouts.snapshot(t, u, v))

        local aliased = make(kind, SIZES, b)
        agrees(f(aliased, row[2](t, aliased, v)))

        agrees(t[row[1]](row[2](t, u, v))) -- t:f(...) in place
        agrees(t)
      end)
    end

    it(title .. 'other shapes of equal counts', function()
      local t, u, v = layouts.tensor(kind, { 12 }, a), layouts.tensor(kind, { 3, 4 }, b),
        layouts.makers.transposed(kind, { 6, 2 }, c)
      agrees(f(row[2](t, u, v)), { 12 })
      agrees(f(u, row[2](t, u, v)), { 12 }) -- u takes the shape of t
    end)

    it(title .. 'overlapping views of one storage', function()
      for _, shift in ipairs { -1, 1 } do
        local buffer = torch[kind .. 'Tensor'](14):fill(1)
        local t, result = buffer:narrow(1, 2, 12), buffer:narrow(1, 2 + shift, 12)
        t:copy(layouts.tensor(kind, { 12 }, a))
        agrees(f(result, row[2](t, layouts.tensor(kind, { 12 }, b),
                                layouts.tensor(kind, { 12 }, c))), { 12 })
      end
    end)

    it(title .. 'an expanded operand, a single element, none', function()
      local t = layouts.tensor(kind, { 1, 3 }, { a[1], a[2], a[3] }):expand(4, 3)
      local u = layouts.tensor(kind, { 4, 1 }, { b[1], b[2], b[3], b[4] }):expand(4, 3)
      local v = layouts.tensor(kind, { 4, 3 }, c)
      local aa, bb = layouts.values(t), layouts.values(u)
      agrees(f(row[2](t, u, v)), { 4, 3 }, reference(row, kind, aa, bb, c))
      local function one(list) return layouts.tensor(kind, { 1, 1 }, { list[1] }) end
      agrees(f(row[2](one(a), one(b), one(c))), { 1, 1 }, { expected[1] })
      local T = torch[kind .. 'Tensor']
      assert.equal(0, f(row[2](T(), T(), T())):dim())
    end)
  end)
end)

-- --- functions of real numbers -------------------------------------------------------------------

local nan, inf = 0 / 0, 1 / 0
local function half_away(x) return x < 0 and math.ceil(x - 0.5) or math.floor(x + 0.5) end
local function sinh(x) return (math.exp(x) - math.exp(-x)) / 2 end
local function cosh(x) return (math.exp(x) + math.exp(-x)) / 2 end

-- name, the function, special arguments with results
local FUNCTIONS = {
  { 'ceil', math.ceil }, { 'floor', math.floor }, { 'trunc', cut },
  { 'round', half_away, { { 2.5, 3 }, { -2.5, -3 }, { 0.5, 1 }, { -0.5, -1 } } },
  { 'frac', function(x) return x - cut(x) end }, { 'cinv', function(x) return 1 / x end },
  { 'sqrt', math.sqrt, { { -1, nan }, { inf, inf } } },
  { 'rsqrt', function(x) return 1 / math.sqrt(x) end, { { 0, inf } } },
  { 'exp', math.exp, { { 1000, inf }, { -1000, 0 }, { -inf, 0 }, { 0, 1 } } },
  { 'log', math.log, { { 0, -inf }, { -1, nan }, { inf, inf }, { 1, 0 } } },
  { 'log1p', function(x) return math.log(1 + x) end, { { -1, -inf }, { 1e-20, 1e-20 } } },
  { 'tanh', function(x) return sinh(x) / cosh(x) end, { { 1000, 1 }, { -1000, -1 }, { 0, 0 } } },
  { 'sigmoid', function(x) return 1 / (1 + math.exp(-x)) end, { { 1000, 1 }, { -1000, 0 } } },
  { 'sin', math.sin }, { 'cos', math.cos }, { 'tan', math.tan }, { 'atan', math.atan },
  { 'asin', math.asin, { { 2, nan } } }, { 'acos', math.acos, { { 2, nan } } },
  { 'sinh', sinh }, { 'cosh', cosh }, { 'abs', math.abs, { { -inf, inf } } },
}

describe('functions of real numbers:', function()
  for _, row in ipairs(FUNCTIONS) do
    local name, reference_of = row[1], row[2]
    for _, kind in ipairs(layouts.real_kinds) do
      it(('%s of a %sTensor'):format(name, kind), function()
        local inputs, outputs = {}, {}
        for i = 1, 75 do -- longer than any vector of the processor, and not a multiple
          inputs[i] = i / 128 + (name:find '^a?[cs]' and 0 or i)
          if name:find '^a[cs]' then inputs[i] = i / 76 end
          if not name:find 'log' and not name:find 'sqrt' and i % 2 == 0 then
            inputs[i] = -inputs[i]
          end
          if kind == 'Float' then inputs[i] = torch.FloatTensor { inputs[i] }[1] end
          outputs[i] = reference_of(inputs[i])
        end
        for _, pair in ipairs(row[3] or {}) do
          inputs[#inputs + 1], outputs[#outputs + 1] = pair[1], pair[2]
        end
        inputs[#inputs + 1], outputs[#outputs + 1] = nan, nan
        local sizes, tolerance = { #inputs }, kind == 'Float' and 2e-6 or 1e-13
        for layout, make in pairs(layouts.makers) do
          local t = make(kind, sizes, inputs)
          local message = difference(kind, sizes, outputs, torch[name](t), tolerance) or
            difference(kind, sizes, outputs, t[name](t), tolerance) or
            difference(kind, sizes, outputs, t, tolerance)
          assert.is_nil(message, layout)
        end
      end)
    end
    if name ~= 'cinv' then
      it(name .. ' of a number', function()
        assert.near(reference_of(0.7), torch[name](0.7), 1e-14)
      end)
    end
  end

  for _, row in ipairs { { 'pow', { 2, 3 }, 8 }, { 'atan2', { 1, 2 }, math.atan(0.5) },
    { 'lerp', { 2, 4, 0.25 }, 2.5 } } do
    it(row[1] .. ' of numbers', function()
      assert.near(row[3], torch[row[1]]((unpack or table.unpack)(row[2])), 1e-15)
    end)
  end

  it('pow of a number to the power of a tensor', function()
    assert.same({ 2, 4, 8 }, torch.pow(2, torch.Tensor { 1, 2, 3 }):totable())
    local x = torch.Tensor { 1, 2, 3 }
    assert.same({ 2, 4, 8 }, x:pow(2, x):totable())
  end)
end)

-- --- comparisons ---------------------------------------------------------------------------------

local COMPARISONS = {
  lt = function(a, b) return a < b end, le = function(a, b) return a <= b end,
  gt = function(a, b) return a > b end, ge = function(a, b) return a >= b end,
  eq = function(a, b) return a == b end, ne = function(a, b) return a ~= b end,
}

describe('comparisons:', function()
  for name, holds in pairs(COMPARISONS) do
    for _, kind in ipairs(layouts.kinds) do
      it(('%s of %sTensor'):format(name, kind), function()
        local a, b = elements(kind, A), elements(kind, B)
        a[2] = b[2]
        if layouts.is_real(kind) then a[3], b[4], a[5], b[5] = nan, nan, nan, nan end
        local with_number, with_tensor = {}, {}
        for i = 1, #a do
          with_number[i] = holds(a[i], 7) and 1 or 0
          with_tensor[i] = holds(a[i], b[i]) and 1 or 0
        end
        for layout, make in pairs(layouts.makers) do
          local t, u = make(kind, SIZES, a), make(kind, SIZES, b)
          local function agrees(in_kind, list, result)
            assert.is_nil(difference(in_kind, SIZES, list, result), layout)
          end
          agrees('Byte', with_number, torch[name](t, 7))
          agrees('Byte', with_tensor, t[name](t, u))
          agrees('Byte', with_tensor, torch[name](torch.ByteTensor(3), t, u))
          agrees(kind, with_tensor, torch[name](torch[kind .. 'Tensor'](), t, u))
          agrees(kind, with_number, t[name](t, t, 7))
        end
      end)
    end
  end

  for _, row in ipairs {
    { 'the same', { 1, 2, 3 }, { 1, 2, 3 }, true }, { 'another value', { 1, 2 }, { 1, 3 }, false },
    { 'another shape', { { 1, 2 } }, { 1, 2 }, false }, { 'nothing', {}, {}, true },
    { 'nan', { nan }, { nan }, false },
  } do
    it('equal: ' .. row[1], function()
      assert.equal(row[4], torch.equal(torch.Tensor(row[2]), torch.Tensor(row[3])))
    end)
  end
end)

-- --- integers ------------------------------------------------------------------------------------

describe('integers:', function()
  local smallest = { Char = -128, Short = -32768, Int = -2 ^ 31 }
  for kind, least in pairs(smallest) do
    it('the smallest ' .. kind .. ' divided by -1 wraps', function()
      local function t() return torch[kind .. 'Tensor'] { least } end
      assert.equal(least, t():div(-1)[1])
      assert.equal(0, t():fmod(-1)[1])
      assert.equal(0, t():remainder(-1)[1])
      assert.equal(least, t():cdiv(torch[kind .. 'Tensor'] { -1 })[1])
    end)
  end

  for _, kind in ipairs(layouts.integer_kinds) do
    for _, name in ipairs { 'div', 'fmod', 'mod', 'remainder' } do
      it(('%s of a %sTensor by zero is an error'):format(name, kind), function()
        local t = torch[kind .. 'Tensor'] { 1, 2 }
        assert.error_matches(function() t[name](t, 0) end, 'torch%.f?[a-z]+: division by zero')
        assert.error_matches(function() t[name](t, 0.5) end, 'division by zero')
        assert.error_matches(function() t['c' .. name](t, torch[kind .. 'Tensor'] { 1, 0 }) end,
                             'division by zero: the divisor of size 2')
        assert.same({ 1, 2 }, t:totable())
      end)
    end
    it('addcdiv of a ' .. kind .. 'Tensor by zero is an error', function()
      local t = torch[kind .. 'Tensor'] { 1, 2 }
      assert.error_matches(function() t:addcdiv(t, torch[kind .. 'Tensor'] { 0, 1 }) end,
                           'torch%.addcdiv: division by zero')
      assert.same({ 1, 2 }, t:totable())
    end)
  end

  it('a divisor becomes an element first', function()
    assert.error_matches(function() torch.ByteTensor { 1 }:div(256) end, 'division by zero')
    assert.equal(-2 ^ 31, torch.IntTensor { 0 }:add(2 ^ 53)[1]) -- what does not fit into 32 bits
    assert.equal(1, torch.IntTensor { -2 ^ 31 }:div(2 ^ 53)[1])
    assert.equal(0, torch.ByteTensor { 0 }:fill(2 ^ 53 + 2)[1])
  end)

  it('reals divide by zero', function()
    assert.same({ inf, -inf }, torch.Tensor { 1, -1 }:div(0):totable())
    assert.same({ inf, -inf }, torch.Tensor { 1, -1 }:cdiv(torch.Tensor { 0, 0 }):totable())
  end)
end)

-- --- errors --------------------------------------------------------------------------------------

describe('errors leave everything as it was:', function()
  local t, u, w = torch.Tensor { { 1, 2, 3 }, { 4, 5, 6 } }, torch.Tensor { 1, 2, 3, 4 },
    torch.FloatTensor { 1, 2, 3 }
  for _, row in ipairs {
    { 'add', { t, u }, 'torch%.add: .*2x3 and 4 ' },
    { 'cmul', { t, u }, 'torch%.cmul: .*2x3 and 4 ' },
    { 'addcmul', { t, t, u }, 'torch%.addcmul: .*2x3 and 4 ' },
    { 'lt', { t, u }, 'torch%.lt: .*2x3 and 4 ' },
    { 'add', { t, w }, 'torch%.add: invalid arguments: DoubleTensor FloatTensor' },
    { 'add', { t, 'x' }, 'torch%.add: invalid arguments: DoubleTensor string.*expected arguments' },
    { 'add', { t }, 'torch%.add: invalid arguments: DoubleTensor\n' },
    { 'add', {}, 'torch%.add: invalid arguments: none' },
    { 'add', { t, 1, t, t, 2 }, 'torch%.add: invalid arguments' },
    { 'clamp', { t, 1 }, 'torch%.clamp: invalid arguments.*min:number' },
    { 'cmul', { t, 2 }, 'torch%.cmul: invalid arguments' },
    { 'exp', { torch.IntTensor { 1 } }, 'torch%.IntTensor does not implement the torch%.exp' },
    { 'sqrt', { {} }, 'torch%.sqrt: invalid arguments: table' },
    { 'fill', { t, t }, 'torch%.fill: invalid arguments' },
  } do
    it(('torch.%s: %s'):format(row[1], row[3]), function()
      local before = layouts.snapshot(t, u, w)
      assert.error_matches(function() torch[row[1]]((unpack or table.unpack)(row[2])) end, row[3])
      local result = torch.Tensor { { 7, 7, 7, 7, 7 } }
      assert.is_false(pcall(torch[row[1]], result, (unpack or table.unpack)(row[2])))
      assert.same({ { 7, 7, 7, 7, 7 } }, result:totable())
      assert.same(before, layouts.snapshot(t, u, w))
    end)
  end
end)
