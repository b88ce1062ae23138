-- Bit operations and shifts against lists of bits in plain Lua, over types and layouts.
local layouts = require 'support.layouts'

local element, difference = layouts.element, layouts.difference
local WIDTH = { Byte = 8, Char = 8, Short = 16, Int = 32, Long = 64 }
local integer_kinds = { 'Byte', 'Char', 'Short', 'Int', 'Long' }

-- --- integers as lists of bits, the lowest one first ---------------------------------------------

local function bits_of(kind, x)
  local bits, negative = {}, x < 0
  if negative then x = -x - 1 end
  for i = 1, WIDTH[kind] do
    local bit = x % 2
    bits[i] = negative and 1 - bit or bit
    x = math.floor(x / 2)
  end
  return bits
end

local function number_of(kind, bits)
  local negative, x = kind ~= 'Byte' and bits[#bits] == 1, 0.0
  for i = #bits, 1, -1 do x = 2 * x + (negative and 1 - bits[i] or bits[i]) end
  return negative and -x - 1 or x
end

local function combined(rule)
  return function(kind, x, y)
    local a, b, result = bits_of(kind, x), bits_of(kind, y), {}
    for i = 1, #a do result[i] = rule(a[i], b[i]) end
    return number_of(kind, result)
  end
end

-- A negative amount shifts the other way; what leaves the element is lost.
local function shifted(direction)
  return function(kind, x, by)
    if layouts.is_real(kind) then return x * 2.0 ^ (direction * by) end
    local bits, result = bits_of(kind, x), {}
    for i = 1, #bits do result[i] = bits[i - direction * by] or 0 end
    return number_of(kind, result)
  end
end

-- name with a number, name with a tensor, what comes out, the types that have it
local ROWS = {
  { 'lshift', 'clshift', shifted(1), layouts.kinds },
  { 'rshift', 'crshift', shifted(-1), layouts.kinds },
  { 'bitand', 'cbitand', combined(function(a, b) return a * b end), integer_kinds },
  { 'bitor', 'cbitor', combined(function(a, b) return math.max(a, b) end), integer_kinds },
  { 'bitxor', 'cbitxor', combined(function(a, b) return (a + b) % 2 end), integer_kinds },
}

local SIZES = { 3, 2, 2 }
local A = { 5, -3, 100, 7, 0, -128, 127, 1234, -1, -20000, 64, 2 ^ 31 - 1 }
-- amounts or second operands: inside the width, at its ends, outside, negative
local B = { 0, 1, 3, 7, 8, -1, 9, 2, -3, 6, 4, 5 }
local ALONE = { 0, 1, 6, 7, 8, 15, 16, 31, 32, 33, 63, 64, 65, 100, -1, -2, -63, -64, -65, -100 }

local function map(kind, list, f)
  local result = {}
  for i, x in ipairs(list) do result[i] = f(element(kind, x), i) end
  return result
end

local function same(x) return x end

for _, row in ipairs(ROWS) do
  local with_number, with_tensor, reference = row[1], row[2], row[3]
  for _, kind in ipairs(row[4]) do
    local a, b = map(kind, A, same), map(kind, B, same)

    describe(('%s and %s of %sTensor:'):format(with_number, with_tensor, kind), function()
      for layout, make in pairs(layouts.makers) do
        it(layout, function()
          local expected = map(kind, A, function(x, i) return reference(kind, x, b[i]) end)
          local t, u = make(kind, SIZES, a), make(kind, SIZES, b)
          assert.is_nil(difference(kind, SIZES, expected, torch[with_tensor](t, u)))
          assert.is_nil(difference(kind, SIZES, a, t))
          assert.equal(t, t[with_tensor](t, u))
          assert.is_nil(difference(kind, SIZES, expected, t))

          local by_three = map(kind, A, function(x) return reference(kind, x, 3) end)
          local v = make(kind, SIZES, a)
          assert.is_nil(difference(kind, SIZES, by_three, torch[with_number](v, 3)))
          assert.is_nil(difference(kind, SIZES, a, v))
          assert.is_nil(difference(kind, SIZES, by_three, v[with_number](v, 3)))
          assert.is_nil(difference(kind, SIZES, by_three, v))
        end)
      end

      for _, y in ipairs(ALONE) do
        it('by ' .. y, function()
          local t = layouts.tensor(kind, SIZES, a)
          local expected = map(kind, A, function(x)
            return reference(kind, x, element(kind, y))
          end)
          assert.is_nil(difference(kind, SIZES, expected, torch[with_number](t, y)))
          local u = torch[kind .. 'Tensor'](3, 2, 2):fill(y)
          assert.is_nil(difference(kind, SIZES, expected, torch[with_tensor](t, u)))
        end)
      end

      it('aliased, and with a result of another size', function()
        local expected = map(kind, A, function(x) return reference(kind, x, x) end)
        if layouts.is_real(kind) then return end -- 2 ^ 2 ^ 31
        local t = layouts.tensor(kind, SIZES, a)
        local result = torch[kind .. 'Tensor'](2)
        assert.equal(result, torch[with_tensor](result, t, t))
        assert.is_nil(difference(kind, SIZES, expected, result))
        t[with_tensor](t, t)
        assert.is_nil(difference(kind, SIZES, expected, t))
      end)
    end)
  end
end

describe('bit operations refuse', function()
  for _, row in ipairs(ROWS) do
    for _, kind in ipairs(row[4] == integer_kinds and layouts.real_kinds or {}) do
      for _, name in ipairs { row[1], row[2] } do
        it(name .. ' of ' .. kind .. 'Tensor', function()
          local t = torch[kind .. 'Tensor'] { 1, 2 }
          local before = layouts.snapshot(t)
          assert.error_matches(function() t[name](t, name == row[1] and 3 or t) end,
                               name .. ' is only supported for integer type tensors')
          assert.same(before, layouts.snapshot(t))
        end)
      end
    end
    it(row[1] .. ' with a tensor, ' .. row[2] .. ' with a number', function()
      local t = torch.IntTensor { 1, 2 }
      assert.error_matches(function() torch[row[1]](t, t) end, 'invalid arguments')
      assert.error_matches(function() torch[row[2]](t, 1) end, 'invalid arguments')
    end)
  end
end)

it('shifts of a LongTensor keep all bits', function()
  local t = torch.LongTensor { 1 }:lshift(62):rshift(62)
  assert.equal(1, t[1])
  local u = torch.LongTensor { -1 }:rshift(1):add(1) -- wraps around
  assert.equal(-2 ^ 63, u[1])
end)
