-- Broadcasting by NumPy's rules where the numbers of elements differ, and Torch7's meaning where
-- they agree.
local layouts = require 'support.layouts'

local difference = layouts.difference
local unpack = unpack or table.unpack
local atan2 = math.atan2 or math.atan -- luacheck: ignore 143

local function remainder(a, b) return a - math.floor(a / b) * b end
local function cut(x) return x < 0 and math.ceil(x) or math.floor(x) end
local function fmod(a, b) return a - cut(a / b) * b end

local function bitor(a, b) return torch.IntTensor { a }:bitor(b)[1] end

-- name, number of operands, what it makes of elements, the types that have it (all), a number
-- behind the operands
local TWO, THREE = 2, 3
local ROWS = {
  { 'add', TWO, function(a, b) return a + b end },
  { 'csub', TWO, function(a, b) return a - b end },
  { 'cmul', TWO, function(a, b) return a * b end },
  { 'cdiv', TWO, function(a, b) return a / b end },
  { 'cfmod', TWO, fmod },
  { 'cremainder', TWO, remainder },
  { 'cmax', TWO, function(a, b) return math.max(a, b) end },
  { 'cmin', TWO, function(a, b) return math.min(a, b) end },
  { 'cpow', TWO, function(a, b) return a ^ b end, layouts.real_kinds },
  { 'atan2', TWO, function(a, b) return atan2(a, b) end, layouts.real_kinds },
  { 'lerp', TWO, function(a, b) return a + 0.25 * (b - a) end, layouts.real_kinds, 0.25 },
  { 'clshift', TWO, function(a, b) return a * 2 ^ b end },
  { 'cbitor', TWO, bitor, { 'Int', 'Long' } },
  { 'lt', TWO, function(a, b) return a < b and 1 or 0 end },
  { 'ge', TWO, function(a, b) return a >= b and 1 or 0 end },
  { 'eq', TWO, function(a, b) return a == b and 1 or 0 end },
  { 'ne', TWO, function(a, b) return a ~= b and 1 or 0 end },
  { 'addcmul', THREE, function(a, b, c) return a + b * c end },
  { 'addcdiv', THREE, function(a, b, c, e) return a + e(b / c) end },
}
local COMPARISON = { lt = true, ge = true, eq = true, ne = true }

-- sizes of the operands, size of the result
local SHAPES = {
  { { 2, 3 }, { 3 }, { 2, 3 } },
  { { 3 }, { 2, 3 }, { 2, 3 } },
  { { 2, 1 }, { 4 }, { 2, 4 } },
  { { 2, 1, 3 }, { 5, 1 }, { 2, 5, 3 } },
  { { 1 }, { 2, 2 }, { 2, 2 } },
  { { 4, 1 }, { 1, 1, 1 }, { 1, 4, 1 } },
}
local THREE_SHAPES = {
  { { 2, 3 }, { 3 }, { 1 }, { 2, 3 } },
  { { 1 }, { 2, 1 }, { 3 }, { 2, 3 } },
  { { 3 }, { 3, 1 }, { 2, 1, 1 }, { 2, 3, 3 } },
  { { 2, 2 }, { 2, 2 }, { 2, 1 }, { 2, 2 } },
}

local function count_of(sizes)
  local n = 1
  for _, size in ipairs(sizes) do n = n * size end
  return n
end

local function values_for(sizes, seed)
  local list = {}
  for i = 1, count_of(sizes) do list[i] = (i * seed) % 7 + 1 end
  return list
end

-- The value of a broadcast operand at each place of the result.
local function spread(list, sizes, result)
  local out = {}
  for place = 0, count_of(result) - 1 do
    local at, rest, step = 0, place, 1
    for d = #result, 1, -1 do
      local index = rest % result[d]
      rest = math.floor(rest / result[d])
      local own = sizes[d + #sizes - #result]
      if own then
        if own ~= 1 then at = at + index * step end
        step = step * own
      end
    end
    out[place + 1] = list[at + 1]
  end
  return out
end

local function text(sizes) return table.concat(sizes, 'x') end

-- The elements that come out for these operands' elements and sizes.
local function expected_for(row, kind, lists, sizes, result)
  local function element_of(x) return layouts.is_real(kind) and x or cut(x) end
  local spreads, expected = {}, {}
  for k = 1, #lists do spreads[k] = spread(lists[k], sizes[k], result) end
  for i = 1, count_of(result) do
    local c = spreads[3] and spreads[3][i]
    local x = row[3](spreads[1][i], spreads[2][i], c, element_of)
    expected[i] = layouts.element(kind, x)
  end
  return expected
end

local function check(row, kind, shapes, make)
  local name, operands = row[1], row[2]
  local result_sizes, lists, arguments = shapes[operands + 1], {}, {}
  for k = 1, operands do
    lists[k] = values_for(shapes[k], 2 * k + 1)
    arguments[k] = make(kind, shapes[k], lists[k])
  end
  local expected = expected_for(row, kind, lists, shapes, result_sizes)
  local result_kind = COMPARISON[name] and 'Byte' or kind
  local function agrees(t, sizes, values)
    assert.is_nil(difference(t:type():match('torch%.(%a+)Tensor'), sizes, values, t,
                             layouts.is_real(kind) and 1e-6))
  end

  local before = layouts.snapshot(unpack(arguments))
  arguments[operands + 1] = row[5]
  local fresh = torch[name](unpack(arguments))
  assert.equal('torch.' .. result_kind .. 'Tensor', fresh:type())
  agrees(fresh, result_sizes, expected)
  local given = torch[result_kind .. 'Tensor'](1)
  assert.equal(given, torch[name](given, unpack(arguments)))
  agrees(given, result_sizes, expected)
  assert.same(before, layouts.snapshot(unpack(arguments, 1, operands)))

  if COMPARISON[name] then return end
  local fits = text(shapes[1]) == text(result_sizes) -- in place only where the size stays
  assert.equal(fits, (pcall(arguments[1][name], unpack(arguments))))
  agrees(arguments[1], shapes[1], fits and expected or lists[1])
end

for _, row in ipairs(ROWS) do
  for _, kind in ipairs(row[4] or layouts.kinds) do
    describe(('broadcasting %s of %sTensors:'):format(row[1], kind), function()
      for _, shapes in ipairs(row[2] == TWO and SHAPES or THREE_SHAPES) do
        local names = {}
        for k = 1, row[2] do names[k] = text(shapes[k]) end
        for layout, make in pairs(layouts.makers) do
          it(table.concat(names, ' with ') .. ', ' .. layout, function()
            check(row, kind, shapes, make)
          end)
        end
      end
    end)
  end
end

describe('broadcasting:', function()
  local t = torch.Tensor { { 1, 2, 3 }, { 4, 5, 6 } }

  it('operators', function()
    local row, column = torch.Tensor { 10, 20, 30 }, torch.Tensor { { 100 }, { 200 } }
    assert.same({ { 11, 22, 33 }, { 14, 25, 36 } }, (t + row):totable())
    assert.same({ { 99, 98, 97 }, { 196, 195, 194 } }, (column - t):totable())
    assert.same({ { 110, 120, 130 }, { 210, 220, 230 } }, (row + column):totable())
  end)

  it('equal numbers of elements have the shape of the first, walked in order', function()
    local u = torch.Tensor { 1, 2, 3, 4, 5, 6 }
    assert.same({ { 2, 4, 6 }, { 8, 10, 12 } }, (t + u):totable())
    assert.same({ 2, 4, 6, 8, 10, 12 }, (u + t):totable())
    local row, column = torch.Tensor { { 1, 2, 3 } }, torch.Tensor { { 1 }, { 2 }, { 3 } }
    assert.same({ { 2, 4, 6 } }, (row + column):totable())
  end)

  it('a factor', function()
    assert.same({ { 21, 42, 63 }, { 24, 45, 66 } },
                torch.add(t, 2, torch.Tensor { 10, 20, 30 }):totable())
  end)

  it('a result that shares memory with an operand', function()
    local x = torch.range(1, 12):view(3, 4)
    local expected = torch.add(x, x:clone():select(2, 2):contiguous():view(3, 1))
    assert.same(expected:totable(), x:add(x:narrow(2, 2, 1)):totable())
    local storage = torch.range(1, 6):storage()
    local y, result = torch.Tensor(storage, 1, 3), torch.Tensor(storage, 4, 3)
    result:cmul(y, torch.Tensor { { 1 }, { 10 } })
    assert.same({ { 1, 2, 3 }, { 10, 20, 30 } }, result:totable())
  end)

  it('large ones, with any number of threads', function()
    local threads = torch.getnumthreads()
    local a, b = torch.range(1, 700):view(700, 1), torch.range(1, 300)
    torch.setnumthreads(1)
    local one = a + b
    torch.setnumthreads(3)
    assert.is_true(torch.equal(one, a + b))
    torch.setnumthreads(threads)
    assert.equal(1000, one[700][300])
    assert.equal(8, one[3][5])
  end)

  it('a comparison may write to its operand when the size stays', function()
    local x = t:clone()
    torch.gt(x, x, torch.Tensor { 2, 2, 2 })
    assert.same({ { 0, 0, 1 }, { 1, 1, 1 } }, x:totable())
  end)

  local v, none = torch.Tensor { 1, 2, 3 }, torch.Tensor()
  for _, row in ipairs {
    { function() return t + torch.Tensor { 1, 2 } end, '2x3 and 2 .*broadcast' },
    { function() return torch.cmul(t, torch.Tensor(4, 3)) end, '2x3 and 4x3 .*broadcast' },
    { function() return torch.lt(t, torch.Tensor(3, 1)) end, '2x3 and 3x1 .*broadcast' },
    { function() return torch.addcmul(t, v, torch.Tensor(2)) end, '2x3, 3 and 2 .*broadcast' },
    { function() return t + none end, '2x3 and no dimension .*broadcast' },
    { function() return torch.Tensor(1) + none end, '1 and no dimension .*broadcast' },
    { function() return v:add(t) end, 'size 3 is an operand and cannot become 2x3' },
    { function() return torch.cmul(v, t, v) end, 'size 3 is an operand and cannot become 2x3' },
    { function() return torch.gt(v, t, v) end, 'size 3 is an operand and cannot become 2x3' },
    { function() return torch.addcmul(v, v, t, t) end, 'size 3 is an operand and' },
    { function() return torch.equal(t, v) or error('false') end, 'false' },
  } do
    it('refuses: ' .. row[2], function()
      local before = layouts.snapshot(t, v, none)
      assert.error_matches(row[1], row[2])
      assert.same(before, layouts.snapshot(t, v, none))
    end)
  end
end)
