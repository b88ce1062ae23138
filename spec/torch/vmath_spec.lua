-- How exact exp, log, tanh and the logistic function are, in units of the last place, and their
-- edges. Each run of the specs takes the kernels of another processor.
local layouts = require 'support.layouts'

local inf, nan = math.huge, 0 / 0
local frexp = math.frexp or function(x) -- luacheck: ignore 143
  local e = math.floor(math.log(x) / math.log(2)) + 1
  local m = x / 2.0 ^ e
  if m >= 1 then return m / 2, e + 1 end
  if m < 0.5 then return m * 2, e - 1 end
  return m, e
end

local DIGITS = { Float = 24, Double = 53 }
local LOWEST = { Float = -149, Double = -1074 } -- exponents of the smallest numbers

-- How many units in the last place of expected got is away.
local function distance(kind, expected, got)
  if expected == got or expected ~= expected and got ~= got then return 0 end
  if expected == 0 then return math.abs(got) / 2.0 ^ LOWEST[kind] end
  local _, exponent = frexp(math.abs(expected))
  local unit = 2.0 ^ math.max(exponent - DIGITS[kind], LOWEST[kind])
  return math.abs(expected - got) / unit
end

-- --- references in double ------------------------------------------------------------------------

-- Lambert's continued fraction
local function small_tanh(x)
  local tail = 0
  for k = 27, 3, -2 do tail = x * x / (k + tail) end
  return x / (1 + tail)
end

local function tanh(x)
  if math.abs(x) < 0.7 then return small_tanh(x) end
  local y = 1 - 2 / (math.exp(2 * math.abs(x)) + 1)
  return x < 0 and -y or y
end

local function sigmoid(x) return 1 / (1 + math.exp(-x)) end

-- From 2^from to 2^to and back, n numbers in all.
local function powers(from, to, n)
  local list = {}
  for i = 0, n - 1 do list[i + 1] = 2.0 ^ (from + (to - from) * i / (n - 1)) end
  return list
end

local function signed(list)
  local result = {}
  for i, x in ipairs(list) do result[2 * i - 1], result[2 * i] = x, -x end
  return result
end

local function evenly(from, to, n)
  local list = {}
  for i = 0, n - 1 do list[i + 1] = from + (to - from) * i / (n - 1) end
  return list
end

-- function, reference, arguments for float and double, most units apart. The references of tanh and
-- of the logistic function are some units off themselves in double.
local ROWS = {
  { 'exp', math.exp, { Float = evenly(-104, 89, 5003), Double = evenly(-746, 710, 5003) }, 2 },
  { 'exp', math.exp, { Float = signed(powers(-149, 6, 3001)),
                       Double = signed(powers(-1074, 9, 3001)) }, 2 },
  { 'log', math.log, { Float = powers(-149, 127.99, 5003), Double = powers(-1074, 1023.9, 5003) },
    2 },
  { 'log', math.log, { Float = evenly(0.6, 1.7, 5001), Double = evenly(0.6, 1.7, 5001) }, 2 },
  { 'tanh', tanh, { Float = evenly(-10, 10, 5003), Double = evenly(-20, 20, 5003) }, 3 },
  { 'tanh', tanh, { Float = signed(powers(-140, 4, 3001)),
                    Double = signed(powers(-1020, 4, 3001)) }, 3 },
  { 'sigmoid', sigmoid, { Float = evenly(-87, 20, 5003), Double = evenly(-700, 40, 5003) }, 4 },
}

for _, kind in ipairs(layouts.real_kinds) do
  describe('within some units of the last place, ' .. kind .. ':', function()
    for _, row in ipairs(ROWS) do
      local name, reference, arguments, most = row[1], row[2], row[3][kind], row[4]
      it(('%s from %.3g to %.3g'):format(name, arguments[1], arguments[#arguments]), function()
        local x = torch[kind .. 'Tensor'](arguments)
        local y = torch[name](x)
        local apart = torch[kind .. 'Tensor'](#arguments, 2):select(2, 1) -- not vectorised
        torch[name](apart, x)
        for i = 1, #arguments do
          local expected = reference(x[i])
          local rounded = torch[kind .. 'Tensor'] { expected }[1]
          local units = distance(kind, math.abs(rounded) == inf and rounded or expected, y[i])
          assert(units <= most, ('%s(%.17g): %.17g expected, got %.17g, %g units apart'):format(
            name, x[i], expected, y[i], units))
          assert(distance(kind, y[i], apart[i]) <= 1, ('%s(%.17g): %.17g or %.17g'):format(
            name, x[i], y[i], apart[i]))
        end
      end)
    end
  end)
end

-- --- edges ---------------------------------------------------------------------------------------

-- function, argument, value
local EDGES = {
  { 'exp', 0, 1 }, { 'exp', -1 / inf, 1 }, { 'exp', inf, inf }, { 'exp', -inf, 0 },
  { 'exp', nan, nan }, { 'exp', 1000, inf }, { 'exp', -1000, 0 }, { 'exp', 1e30, inf },
  { 'exp', -1e30, 0 },
  { 'log', 1, 0 }, { 'log', 0, -inf }, { 'log', -1 / inf, -inf }, { 'log', -1, nan },
  { 'log', -inf, nan }, { 'log', inf, inf }, { 'log', nan, nan },
  { 'tanh', 0, 0 }, { 'tanh', 30, 1 }, { 'tanh', -30, -1 }, { 'tanh', inf, 1 },
  { 'tanh', -inf, -1 }, { 'tanh', nan, nan }, { 'tanh', 1e30, 1 },
  { 'sigmoid', 0, 0.5 }, { 'sigmoid', inf, 1 }, { 'sigmoid', -inf, 0 }, { 'sigmoid', nan, nan },
  { 'sigmoid', 100, 1 }, { 'sigmoid', -1000, 0 },
  { 'sqrt', 0, 0 }, { 'sqrt', 4, 2 }, { 'sqrt', -1, nan }, { 'sqrt', inf, inf },
  { 'rsqrt', 0, inf }, { 'rsqrt', 4, 0.5 }, { 'rsqrt', inf, 0 },
}

describe('edges:', function()
  for _, row in ipairs(EDGES) do
    for _, kind in ipairs(layouts.real_kinds) do
      it(('%s of %g, %s'):format(row[1], row[2], kind), function()
        -- many, so that vectors and what is left behind them are tried
        local y = torch[row[1]](torch[kind .. 'Tensor'](37):fill(row[2]))
        for i = 1, 37 do assert(distance(kind, row[3], y[i]) == 0, y[i]) end
        assert(distance('Double', row[3], torch[row[1]](row[2])) == 0)
      end)
    end
  end

  it('tanh keeps the sign of zero', function()
    assert.equal(-inf, 1 / torch.tanh(torch.Tensor { -1 / inf })[1])
  end)

  it('denormals', function()
    local x = torch.FloatTensor { 2 ^ -149, 2 ^ -140 }
    assert.same(x:totable(), torch.tanh(x):totable())
    assert.same({ 1, 1 }, torch.exp(x):totable())
    assert.equal(2 ^ -149, torch.exp(torch.FloatTensor { -103 })[1])
  end)
end)

describe('the larger and the smaller of two:', function()
  for _, row in ipairs { { 'cmax', 3, 2, 3 }, { 'cmin', 3, 2, 2 }, { 'cmax', nan, 1, nan },
                         { 'cmax', 1, nan, nan }, { 'cmin', nan, 1, nan },
                         { 'cmin', 1, nan, nan }, { 'cmax', inf, -inf, inf },
                         { 'cmin', inf, -inf, -inf } } do
    it(('%s of %g and %g'):format(row[1], row[2], row[3]), function()
      local t, u = torch.Tensor(9):fill(row[2]), torch.Tensor(9):fill(row[3])
      for _, got in ipairs { torch[row[1]](t, u), torch[row[1]](t, row[3]) } do
        for i = 1, 9 do assert.equal(0, distance('Double', row[4], got[i])) end
      end
    end)
  end

  it('clamp leaves nan', function()
    local t = torch.Tensor { nan, -5, 5 }:clamp(-1, 1)
    assert.is_true(t[1] ~= t[1])
    assert.same({ -1, 1 }, { t[2], t[3] })
  end)
end)
