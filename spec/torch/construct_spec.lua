-- Constructors of tensors in every form, set and resize, and the functions that fill tensors.
local layouts = require 'support.layouts'

local difference = layouts.difference

local function long(...) return torch.LongStorage { ... } end
local function sizes(t) return t:size():totable() end

describe('tensor constructors:', function()
  for _, kind in ipairs(layouts.kinds) do
    local T, Storage = torch[kind .. 'Tensor'], torch[kind .. 'Storage']
    it(kind .. 'Tensor in every form', function()
      local empty = T()
      assert.same({ 0, 0, {} }, { empty:dim(), empty:nElement(), sizes(empty) })
      assert.is_nil(empty:storage())
      assert.same({ 4 }, sizes(T(4)))
      assert.same({ 1, 2, 3, 1, 2, 3, 1, 2 }, sizes(T(1, 2, 3, 1, 2, 3, 1, 2)))
      assert.same({ 2 }, sizes(T(2, 0, 3))) -- sizes are read up to the first that is not positive
      assert.equal(0, T(0):dim())
      assert.equal(0, T(-1):dim())
      if kind ~= 'Long' then
        assert.same({ 2, 3 }, sizes(T(long(2, 3))))
        local t = T(long(2, 3), long(1, 2))
        assert.same({ 1, 2 }, t:stride():totable())
        assert.equal(6, #t:storage())
      else
        assert.same({ 2, 3 }, T(long(2, 3)):totable()) -- the storage's elements, not sizes
      end
      assert.same({ { 1, 2 }, { 3, 4 } }, T { { 1, 2 }, { 3, '4' } }:totable())
      assert.equal(0, T({}):dim())
      local s = Storage { 1, 2, 3, 4, 5, 6 }
      assert.same({ 1, 2, 3, 4, 5, 6 }, T(s):totable())
      assert.equal(0, T(s, 2):dim())
      assert.same({ { 2, 3 }, { 4, 5 } }, T(s, 2, long(2, 2)):totable())
      assert.same({ { 1, 3 }, { 2, 4 } }, T(s, 1, long(2, 2), long(1, 2)):totable())
      assert.same({ 2, 4, 6 }, T(s, 2, 3, 2):totable())
      assert.same({ { 1, 2, 3 }, { 4, 5, 6 } }, T(s, 1, 2, -1, 3, -1):totable())
      assert.same({ { 1, 2, 3 }, { 4, 5, 6 } }, T(s, 1, 2, 3, 3):totable())
      local view = T(T(s))
      view[1] = 9
      assert.equal(9, s[1])
      T(s, 5, 4, 1) -- a storage that is too small grows
      assert.equal(8, #s)
      assert.equal('torch.' .. kind .. 'Tensor', torch.typename(view.new(3)))
    end)

    for _, row in ipairs {
      { { { { 1, 2 }, { 3 } } }, 'invalid tensor sizes: expected a table of 2 entries at depth 2' },
      { { { { 1 }, 2 } }, 'invalid tensor sizes' }, { { { {} } }, 'an inner table is empty' },
      { { { 1, 'x' } }, 'invalid element %(not a number%): string' },
      { { { 1, { 2 } } }, 'invalid element %(not a number%): table' },
      { { 'x' }, 'a size should be a number, got string' }, { { true }, 'got boolean' },
      { { 2, 'x' }, 'a size should be a number, got string' },
      { { 1e15, 1e15 }, 'too many elements' }, { { 2 ^ 62, 4 }, 'too many elements' },
    } do
      it(('%sTensor refuses: %s'):format(kind, row[2]), function()
        assert.error_matches(function() T((unpack or table.unpack)(row[1])) end,
                             'torch%.' .. kind .. 'Tensor: .*' .. row[2])
      end)
    end
    it(kind .. 'Tensor refuses what is of another type', function()
      local other = kind == 'Float' and 'Byte' or 'Float'
      assert.error_matches(function() T(torch[other .. 'Tensor'](2)) end,
                           ('a %sTensor cannot be a view of a %sTensor'):format(kind, other))
      assert.error_matches(function() T(torch[other .. 'Storage'](2)) end,
                           ('a %sTensor needs a %sStorage, got a %sStorage')
                             :format(kind, kind, other))
      local s = Storage(3)
      assert.error_matches(function() T(s, 0, long(2)) end, 'storage offset 0 is less than 1')
      assert.error_matches(function() T(s, -2 ^ 63, 2) end, 'storage offset .* is less than 1')
      assert.error_matches(function() T(s, 1, long(2, 2), long(1)) end, '2 sizes but 1 strides')
      assert.error_matches(function() T(s, 1, 2, -5) end, 'stride %-5 of dimension 1 is negative')
      assert.equal(3, #s)
    end)
  end

  -- truncation, then wrap; what does not fit into 32 bits (Long: 64) is the smallest integer
  for kind, rows in pairs {
    Byte = { { 1.7, 1 }, { -1, 255 }, { 257, 1 }, { -1.7, 255 }, { 0 / 0, 0 }, { 1e20, 0 } },
    Char = { { 200, -56 }, { -129, 127 }, { 127.9, 127 } },
    Short = { { 32768, -32768 }, { 65537, 1 }, { -1.5, -1 } },
    Int = { { 0 / 0, -2 ^ 31 }, { 1e20, -2 ^ 31 }, { 2 ^ 31, -2 ^ 31 }, { -7.9, -7 } },
    Long = { { 2 ^ 40, 2 ^ 40 }, { 1e20, -2 ^ 63 }, { 0 / 0, -2 ^ 63 }, { -7.9, -7 } },
    Float = { { 0.5, 0.5 }, { 1e300, 1 / 0 }, { 16777217, 16777216 } },
    Double = { { 1e300, 1e300 } },
  } do
    for _, row in ipairs(rows) do
      it(('%s becomes an element of %sTensor'):format(tostring(row[1]), kind), function()
        local T = torch[kind .. 'Tensor']
        assert.equal(row[2], T { row[1] }[1])
        assert.equal(row[2], T(1):fill(row[1])[1])
        local t = T(1)
        t[1] = row[1]
        assert.equal(row[2], t[1])
        assert.equal(row[2], torch[kind .. 'Storage'] { row[1] }[1])
        assert.equal(row[2], torch.Tensor { row[1] }:type('torch.' .. kind .. 'Tensor')[1])
      end)
    end
  end
end)

describe('set and resize:', function()
  it('set takes what the constructor takes, and returns self', function()
    local t, s = torch.Tensor(2, 2), torch.DoubleStorage { 1, 2, 3, 4 }
    assert.equal(t, t:set(s))
    assert.same({ 1, 2, 3, 4 }, t:totable())
    assert.same({ { 2 }, { 3 } }, t:set(s, 2, 2, 1, 1, 1):totable())
    assert.same({ 3, 4 }, t:set(torch.Tensor(s, 3, 2)):totable())
    assert.is_true(t:isSetTo(torch.Tensor(s, 3, 2, 1)))
    assert.equal(0, t:set():dim())
    assert.is_nil(t:storage())
    assert.error_matches(function() t:set(torch.FloatStorage(1)) end,
                         'torch%.set: a DoubleTensor or DoubleStorage expected')
    assert.error_matches(function() t:set(5) end, 'torch%.set: .* got number')
  end)

  it('resize keeps the storage while it is large enough', function()
    local t = torch.range(1, 6)
    local s = torch.pointer(t:storage())
    assert.equal(t, t:resize(2, 2))
    assert.same({ { 1, 2 }, { 3, 4 } }, t:totable())
    assert.same({ { 1, 2, 3 }, { 4, 5, 6 } }, t:resize(long(2, 3)):totable())
    assert.equal(6, #t:storage())
    assert.same({ { 1, 4 }, { 2, 5 }, { 3, 6 } }, t:t():totable())
    local transposed = t:t()
    assert.equal(1, transposed:resize(3, 2):stride(1)) -- the present sizes: nothing changes
    assert.same({ { 1, 2 }, { 3, 4 }, { 5, 6 } }, transposed:resizeAs(torch.Tensor(3, 2, 1))
                  :view(3, 2):totable())
    assert.same({ { 1, 3 }, { 2, 4 } }, t:resize(long(2, 2), long(1, 2)):totable())
    t:resize(3, 3)
    assert.equal(9, #t:storage())
    assert.equal(s, torch.pointer(t:storage()))
    assert.equal(0, t:resize(0):dim())
    assert.error_matches(function() t:resizeAs(torch.FloatTensor(2)) end,
                         'torch%.resizeAs: invalid arguments: DoubleTensor FloatTensor')
    assert.error_matches(function() t:resize() end, 'torch%.resize: sizes expected')
    assert.error_matches(function() t:resize('x') end, 'torch%.resize: a size should be a number')
  end)
end)

describe('filling functions:', function()
  local ROWS = {
    -- name, arguments, sizes, elements, kinds
    { 'zeros', { 2, 2 }, { 2, 2 }, { 0, 0, 0, 0 } }, { 'ones', { 3 }, { 3 }, { 1, 1, 1 } },
    { 'zeros', { long(2, 1) }, { 2, 1 }, { 0, 0 } }, { 'ones', { '2' }, { 2 }, { 1, 1 } },
    { 'zeros', { 0 }, {}, {} }, { 'zeros', { 2, 0 }, { 2 }, { 0, 0 } },
    { 'eye', { 2 }, { 2, 2 }, { 1, 0, 0, 1 } }, { 'eye', { 2, 3 }, { 2, 3 }, { 1, 0, 0, 0, 1, 0 } },
    { 'eye', { 3, 1 }, { 3, 1 }, { 1, 0, 0 } },
    { 'range', { 2, 5 }, { 4 }, { 2, 3, 4, 5 } }, { 'range', { 1, 6, 2 }, { 3 }, { 1, 3, 5 } },
    { 'range', { 5, 4, -1 }, { 2 }, { 5, 4 } }, { 'range', { 3, 3 }, { 1 }, { 3 } },
    { 'range', { 0, 1, 0.25 }, { 5 }, { 0, 0.25, 0.5, 0.75, 1 }, layouts.real_kinds },
    { 'linspace', { 1, 2, 3 }, { 3 }, { 1, 1.5, 2 }, layouts.real_kinds },
    { 'linspace', { 2, 2, 1 }, { 1 }, { 2 }, layouts.real_kinds },
    { 'logspace', { 0, 2, 3 }, { 3 }, { 1, 10, 100 }, layouts.real_kinds },
  }
  for _, row in ipairs(ROWS) do
    local name, arguments, size, list = row[1], row[2], row[3], row[4]
    it(('torch.%s(%s)'):format(name, table.concat(size, 'x')), function()
      for _, kind in ipairs(row[5] or layouts.kinds) do
        local T = torch[kind .. 'Tensor']
        local with_type = { (unpack or table.unpack)(arguments) }
        with_type[#with_type + 1] = 'torch.' .. kind .. 'Tensor'
        local function call(f, ...) return f(...) end
        local u = unpack or table.unpack
        assert.is_nil(difference(kind, size, list, call(torch[name], u(with_type))))
        local given = T(4, 4):fill(9)
        assert.equal(given, torch[name](given, u(arguments)))
        assert.is_nil(difference(kind, size, list, given))
        assert.is_nil(difference(kind, size, list, T()[name](T(3), u(arguments))))
        assert.is_nil(difference(kind, size, list, T.torch[name](u(arguments))))
      end
    end)
  end

  it('make the default type', function()
    assert.equal('torch.DoubleTensor', torch.typename(torch.zeros(2)))
    torch.setdefaulttensortype('torch.FloatTensor')
    local made = { torch.zeros(2), torch.Tensor(2), torch.range(1, 2), torch.IntTensor(2):real() }
    torch.setdefaulttensortype('torch.DoubleTensor')
    for _, t in ipairs(made) do assert.equal('torch.FloatTensor', torch.typename(t)) end
    assert.equal(100, torch.linspace(0, 1):nElement())
  end)

  for _, row in ipairs {
    { 'zeros', {}, 'torch%.zeros: invalid arguments: none\nexpected arguments: .*size:sizes' },
    { 'zeros', { 'x' }, 'torch%.zeros: invalid arguments: string' },
    { 'zeros', { 2, {} }, 'torch%.zeros: invalid arguments: number table' },
    { 'eye', { 0 }, 'torch%.eye: sizes must be positive, got 0 and 0' },
    { 'range', { 2, 1 }, 'torch%.range: .*inconsistent with step sign: 2 to 1 by 1' },
    { 'range', { 1, 2, 0 }, 'torch%.range: .*by 0' }, { 'range', { 1, 2, -1 }, 'torch%.range' },
    { 'range', { 0 / 0, 2 }, 'torch%.range' },
    { 'range', { 1, 1 / 0 }, 'torch%.range: .*too long' },
    { 'linspace', { 1, 2, 1 }, 'torch%.linspace: invalid number of points 1' },
    { 'linspace', { 1, 2, 0 }, 'torch%.linspace: invalid number of points 0' },
    { 'cat', { {} }, 'torch%.cat: the table of tensors is empty' },
    { 'cat', { { 1 } }, 'torch%.cat: entry 1 of the table should be a DoubleTensor, got number' },
    { 'cat', { { torch.Tensor(2), torch.IntTensor(2) } }, 'torch%.cat: entry 2 .* got IntTensor' },
    { 'cat', { torch.Tensor(2, 3), torch.Tensor(2, 2), 1 },
      'torch%.cat: inconsistent tensor sizes: 2x3 and 2x2 cannot be joined along dimension 1' },
    { 'cat', { torch.Tensor(2), torch.Tensor(2), 0 }, 'torch%.cat: dimension 0 is out of range' },
    { 'diag', { torch.Tensor(2, 2, 2) }, 'torch%.diag: a vector or a matrix expected.*2x2x2' },
    { 'diag', { torch.Tensor(2, 2), 2 }, 'torch%.diag: a matrix of size 2x2 has no diagonal 2' },
    { 'diag', { torch.Tensor(2, 2), -2 ^ 63 }, 'torch%.diag: diagonal .* is out of range' },
  } do
    it(row[1] .. ' refuses: ' .. row[3], function()
      local u = unpack or table.unpack
      assert.error_matches(function() torch[row[1]](u(row[2])) end, row[3])
      local given = torch.Tensor { { 5 } }
      if #row[2] > 0 and torch[row[1]] ~= torch.cat then
        assert.is_false(pcall(torch[row[1]], given, u(row[2])))
      end
      assert.same({ { 5 } }, given:totable())
    end)
  end
end)

describe('cat and diag', function()
  local a, b = { 1, 2, 3, 4, 5, 6 }, { 7, 8, 9, 10, 11, 12 }
  for layout, make in pairs(layouts.makers) do
    it('take ' .. layout .. ' tensors', function()
      for _, kind in ipairs { 'Double', 'Byte' } do
        local t, u = make(kind, { 2, 3 }, a), make(kind, { 2, 3 }, b)
        local rows, columns = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 },
          { 1, 2, 3, 7, 8, 9, 4, 5, 6, 10, 11, 12 }
        local function agrees(size, list, got)
          assert.is_nil(difference(kind, size, list, got))
        end
        agrees({ 4, 3 }, rows, torch.cat(t, u, 1))
        agrees({ 2, 6 }, columns, torch.cat(t, u, 2))
        agrees({ 2, 6 }, columns, torch.cat(t, u))
        agrees({ 2, 6 }, columns, torch.cat { t, torch[kind .. 'Tensor'](), u })
        agrees({ 2, 3, 2 }, { 1, 7, 2, 8, 3, 9, 4, 10, 5, 11, 6, 12 }, torch.cat(t, u, 3))
        agrees({ 2, 9 }, { 1, 2, 3, 7, 8, 9, 1, 2, 3, 4, 5, 6, 10, 11, 12, 4, 5, 6 },
               torch.cat({ t, u, t }, 2))
        local given = make(kind, { 4, 3 }, rows):fill(0)
        assert.equal(given, torch.cat(given, t, u, 1))
        agrees({ 4, 3 }, rows, given)
        if not layout:find 'window' then -- the result among the operands, and larger
          agrees({ 4, 3 }, rows, torch.cat(t, { t, u }, 1))
        end
        local none = torch[kind .. 'Tensor']()
        agrees({ 2, 3 }, b, torch.cat(none, { none, u }, 1))
        t = make(kind, { 2, 3 }, a)
        agrees({ 2, 2 }, { 3, 1, 6, 4 }, torch.cat(u, { t:narrow(2, 3, 1), t:narrow(2, 1, 1) }, 2))

        local square = make(kind, { 3, 3 }, { 1, 2, 3, 4, 5, 6, 7, 8, 9 })
        agrees({ 3 }, { 1, 5, 9 }, torch.diag(square))
        agrees({ 2 }, { 2, 6 }, square:diag(1))
        agrees({ 1 }, { 7 }, torch.diag(square, -2))
        local line = make(kind, { 2 }, { 3, 4 })
        agrees({ 2, 2 }, { 3, 0, 0, 4 }, torch.diag(line))
        agrees({ 3, 3 }, { 0, 0, 0, 3, 0, 0, 0, 4, 0 }, torch.diag(line, -1))
        agrees({ 3 }, { 1, 5, 9 }, torch.diag(make(kind, { 3 }, a), square))
      end
    end)
  end

  it('write into the memory of a given result', function()
    local wide = torch.zeros(2, 3)
    torch.cat(wide[1], torch.Tensor { 1 }, torch.Tensor { 2, 3 })
    torch.diag(wide[2], torch.Tensor { { 4, 0, 0 }, { 0, 5, 0 }, { 0, 0, 6 } })
    assert.same({ { 1, 2, 3 }, { 4, 5, 6 } }, wide:totable())
  end)
end)
