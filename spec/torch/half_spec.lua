-- HalfTensor and HalfStorage: conversion, structure, files; no arithmetic.
local layouts = require 'support.layouts'

local inf, nan = math.huge, 0 / 0

-- All finite numbers of 16 bits that are not negative, in order: number i + 1 has the bits i.
local FINITE = {}
for exponent = 0, 30 do
  for mantissa = 0, 1023 do
    FINITE[#FINITE + 1] = exponent == 0 and mantissa * 2.0 ^ -24
      or (1024 + mantissa) * 2.0 ^ (exponent - 25)
  end
end

local function same(x, y) return x == y or x ~= x and y ~= y end

local function assert_values(expected, t)
  local got = t:totable()
  assert.equal(#expected, #got)
  for i = 1, #expected do
    if not same(expected[i], got[i]) then
      error(('element %d: %.9g expected, got %.9g'):format(i, expected[i], got[i]))
    end
  end
end

describe('conversion to half:', function()
  local function converted(values, kind) return torch[kind .. 'Tensor'](values):half() end

  for _, kind in ipairs(layouts.real_kinds) do
    it('every number of 16 bits goes there and back, from ' .. kind, function()
      local negative = {}
      for i, x in ipairs(FINITE) do negative[i] = -x end
      assert_values(FINITE, converted(FINITE, kind))
      assert_values(negative, converted(negative, kind):type('torch.' .. kind .. 'Tensor'))
    end)

    it('rounds to the nearest, ties to even, from ' .. kind, function()
      local ties, above, below, even, higher, lower = {}, {}, {}, {}, {}, {}
      for i = 1, #FINITE - 1 do
        local tie = (FINITE[i] + FINITE[i + 1]) / 2
        ties[i], above[i], below[i] = tie, tie * (1 + 2 ^ -20), tie * (1 - 2 ^ -20)
        even[i], higher[i], lower[i] = FINITE[i % 2 == 1 and i or i + 1], FINITE[i + 1], FINITE[i]
      end
      assert_values(even, converted(ties, kind))
      assert_values(higher, converted(above, kind))
      assert_values(lower, converted(below, kind))
    end)

    it('what is too large or no number, from ' .. kind, function()
      assert_values({ 65504, 65504, inf, inf, inf, -inf, -inf, nan, 0, 2 ^ -24, 0 },
                    converted({ 65504, 65519, 65520, 1e30, inf, -65520, -inf, nan, 2 ^ -25,
                                2 ^ -25 * 1.001, 1e-30 }, kind))
    end)
  end

  it('minus zero stays', function()
    assert.equal(-inf, 1 / torch.HalfTensor { -1 / inf }[1])
  end)

  it('single elements are converted like many', function()
    local t = torch.HalfTensor(3)
    for _, x in ipairs { 1 / 3, 2049, 2051, 65519, 65520, 1e-7, -nan, -1e9 } do
      t:fill(x)
      t[2] = x
      t:storage()[3] = x
      local expected = torch.FloatTensor { x }:half()[1]
      assert_values({ expected, expected, expected }, t)
    end
  end)

  for _, kind in ipairs { 'Byte', 'Char', 'Short', 'Int', 'Long' } do
    it('integers, ' .. kind, function()
      local values = { 0, 1, 100, 127 }
      local t = torch[kind .. 'Tensor'](values)
      assert.equal('torch.HalfTensor', t:half():type())
      assert.same(values, t:half():totable())
      local back = torch.HalfTensor { 0, 1.9, 100.5, 127 }:type('torch.' .. kind .. 'Tensor')
      assert.same(values, back:totable())
    end)
  end

  it('integers round', function()
    assert.same({ 2048, 2052, 32768, inf }, torch.IntTensor { 2049, 2051, 32767, 70000 }:half()
      :totable())
  end)
end)

describe('structure of HalfTensors:', function()
  local SIZES = { 3, 4 }
  local VALUES = {}
  for i = 1, 12 do VALUES[i] = i / 4 end

  for layout, make in pairs(layouts.makers) do
    it('copies and views, ' .. layout, function()
      local t = make('Half', SIZES, VALUES)
      local double = torch.Tensor(VALUES):view(3, 4)
      assert.same(double:totable(), t:totable())
      for _, view in ipairs {
        function(x) return x:t() end, function(x) return x:narrow(2, 2, 2) end,
        function(x) return x:select(1, 2) end, function(x) return x:contiguous():view(2, 6) end,
        function(x) return x:clone() end, function(x) return x[{ 2, { 1, 3 } }] end,
        function(x) return x:index(1, torch.LongTensor { 3, 1 }) end,
        function(x) return x:narrow(1, 1, 1):expand(5, 4) end,
        function(x) return x:repeatTensor(2, 2) end, function(x) return x:unfold(2, 2, 1) end,
        function(x) return x:maskedSelect(double:gt(1)) end,
        function(x) return x[double:gt(1)] end,
        function(x) return torch.cat(x, x, 2) end, function(x) return x:chunk(2)[2] end,
      } do
        local got = view(t)
        assert.equal('torch.HalfTensor', got:type())
        assert.same(view(double):totable(), got:totable())
        assert.same(view(double):size():totable(), got:size():totable())
      end
    end)
  end

  it('two bytes an element', function()
    local t = torch.HalfTensor(2, 3)
    assert.equal(2, t:elementSize())
    assert.equal(2, t:storage():elementSize())
    assert.equal('torch.HalfStorage', torch.typename(t:storage()))
    assert.equal('torch.HalfTensor', torch.typename(t))
    assert.is_true(torch.isTensor(t))
  end)

  it('elements', function()
    local t = torch.HalfTensor { { 1, 2 }, { 3, 4 } }
    assert.equal(3, t[2][1])
    t[2][1] = 0.1
    t[{ 1, 2 }] = 7
    t[1]:copy(torch.IntTensor { 5, 6 })
    assert.same({ { 5, 6 }, { 0.0999755859375, 4 } }, t:totable())
    t:maskedFill(torch.ByteTensor { { 1, 0 }, { 0, 1 } }, 9)
    assert.same({ { 9, 6 }, { 0.0999755859375, 9 } }, t:totable())
    t:zero()
    assert.same({ { 0, 0 }, { 0, 0 } }, t:totable())
  end)

  it('as text', function()
    assert.equal(' 0.5000\n 2.2500\n[torch.HalfTensor of size 2]\n',
                 tostring(torch.HalfTensor { 0.5, 2.25 }))
    assert.equal(' 0.5000\n 2.2500\n[torch.HalfStorage of size 2]\n',
                 tostring(torch.HalfStorage { 0.5, 2.25 }))
  end)

  it('as the default type', function()
    torch.setdefaulttensortype('torch.HalfTensor')
    local t = torch.Tensor { 1 }
    local real = torch.IntTensor { 3 }:real()
    local refused, message = pcall(torch.zeros, 2)
    torch.setdefaulttensortype('torch.DoubleTensor')
    assert.equal('torch.HalfTensor', t:type())
    assert.equal('torch.HalfTensor', real:type())
    assert.is_false(refused)
    assert.matches('HalfTensor does not implement the torch%.zeros', message)
  end)
end)

describe('files with halves:', function()
  local t = torch.HalfTensor { 1, -0.5, 1 / 3, 65504, 2 ^ -24, inf, nan }

  for _, mode in ipairs { 'binary', 'ascii' } do
    it('objects, ' .. mode, function()
      local got = torch.deserialize(torch.serialize({ t, t:storage() }, mode), mode)
      assert.equal('torch.HalfTensor', got[1]:type())
      assert_values(t:totable(), got[1])
      assert.equal(torch.pointer(got[1]:storage()), torch.pointer(got[2]))
    end)
  end

  it('bytes', function()
    local file = torch.MemoryFile()
    file:binary()
    file:writeHalf(t:storage())
    file:writeHalf(0.1)
    file:seek(1)
    local bytes = file:readByte(16):totable()
    assert.same({ 0x00, 0x3c, 0x00, 0xb8, 0x55, 0x35, 0xff, 0x7b, 0x01, 0x00, 0x00, 0x7c, 0xff,
                  0x7f, 0x66, 0x2e }, bytes)
    file:seek(1)
    assert.equal(1, file:readHalf())
    assert.same({ -0.5, 0.333251953125 }, file:readHalf(2):totable())
  end)

  it('text with 9 digits', function()
    local file = torch.MemoryFile()
    file:writeHalf(torch.HalfStorage { 1 / 3, 0.1, 65504, -1e-7 })
    assert.equal('0.333251953 0.0999755859 65504 -1.1920929e-07\n',
                 file:storage():string():gsub('%z', ''))
  end)
end)

-- The methods that compute, as floats.
local FEW = { abs = true, add = true, max = true, mean = true }

describe('the few computations on halves:', function()
  local function make() return torch.HalfTensor { { 1, -2.5 }, { -3, 0.1 } } end

  it('in place', function()
    local t = make()
    assert.equal(t, t:abs())
    assert.same({ { 1, 2.5 }, { 3, 0.0999755859375 } }, t:totable())
    assert.equal(t, t:add(2))
    assert.same({ { 3, 4.5 }, { 5, 2.099609375 } }, t:totable())
    t:add(2, torch.HalfTensor { 1, 2 })
    assert.same({ { 5, 8.5 }, { 7, 6.1015625 } }, t:totable())
    local transposed = make()
    transposed:t():add(1)
    assert.same({ { 2, -1.5 }, { -2, 1.099609375 } }, transposed:totable())
    local result = torch.HalfTensor()
    assert.equal(result, result:add(make(), make()))
    assert.same({ { 2, -5 }, { -6, 0.199951171875 } }, result:totable())
    assert.equal(0, torch.HalfTensor():abs():dim())
  end)

  it('reductions', function()
    assert.equal(1, make():max())
    local values, positions = make():max(2)
    assert.equal('torch.HalfTensor', values:type())
    assert.same({ { 1 }, { 0.0999755859375 } }, values:totable())
    assert.same({ { 1 }, { 2 } }, positions:totable())
    assert.equal(-0.625, torch.HalfTensor { { 1, -2.5 }, { -3, 2 } }:mean())
    assert.same({ { -1, -0.25 } }, torch.HalfTensor { { 1, -2.5 }, { -3, 2 } }:mean(1):totable())
  end)

  it('errors', function()
    local t = make()
    assert.error_matches(function() t:add(torch.HalfTensor(3)) end, 'torch%.add: .*2x2 and 3')
    assert.error_matches(function() t:add('x') end, 'torch%.add: invalid arguments')
    assert.error_matches(function() t:max(3) end, 'torch%.max: dimension 3 out of range')
    assert.same(make():totable(), t:totable())
  end)
end)

describe('halves refuse', function()
  local t = torch.HalfTensor { 1, 2 }
  for _, row in ipairs {
    { 't + 1', function() return t + 1 end, 'a HalfTensor has no arithmetic' },
    { '1 - t', function() return 1 - t end, 'a HalfTensor has no arithmetic' },
    { '-t', function() return -t end, 'a HalfTensor has no arithmetic' },
    { 't * t', function() return t * t end, 'a HalfTensor has no arithmetic' },
    { 't / 2', function() return t / 2 end, 'a HalfTensor has no arithmetic' },
    { 't % 2', function() return t % 2 end, 'a HalfTensor has no arithmetic' },
    { 'double + t', function() return torch.Tensor { 1, 2 } + t end, 'one type' },
    { 'add', function() return torch.add(t, 1) end,
      'HalfTensor does not implement the torch%.add' },
    { 'sum', function() return torch.sum(t) end, 'HalfTensor does not implement the torch%.sum' },
    { 'mm', function() return torch.mm(t, t) end, 'HalfTensor does not implement the torch%.mm' },
    { 'gt', function() return torch.gt(t, 1) end, 'HalfTensor does not implement the torch%.gt' },
    { 'rand', function() return torch.rand(2, 'torch.HalfTensor') end,
      'HalfTensor does not implement the torch%.rand' },
    { 'random', function() return torch.random(t) end,
      'HalfTensor does not implement the torch%.random' },
  } do
    it(row[1], function()
      assert.error_matches(row[2], row[3])
      assert.same({ 1, 2 }, t:totable())
    end)
  end

  it('methods that compute are not there', function()
    for _, name in ipairs { 'mul', 'cmul', 'sum', 'exp', 'gt', 'mm', 'uniform', 'sort' } do
      assert.is_nil(t[name], name)
    end
  end)

  -- whatever an operation is, it must not come so far as to look for the kernel of a type that has
  -- none
  it('every operation that the list does not give them', function()
    for _, op in ipairs(require('facula.core').operations) do
      if op.prefix == 'torch.' and not op.types.Half then
        if op.callable then pcall(torch[op.name], t, t, t) end
        if op.method and not FEW[op.name] then assert.is_nil(t[op.name], op.name) end
      end
    end
    assert.same({ 1, 2 }, t:totable())
  end)
end)
