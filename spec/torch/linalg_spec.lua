-- Matrix products against a triple loop, over layouts, types and call forms.
local layouts = require 'support.layouts'

local difference, unpack = layouts.difference, unpack or table.unpack
local KINDS = { 'Byte', 'Short', 'Int', 'Long', 'Float', 'Double' }

-- Small integers in no simple pattern, exact in every type but Byte, where they wrap.
local function numbers(n, seed)
  local list, x = {}, seed
  for i = 1, n do
    x = (x * 37 + 11) % 101
    list[i] = x % 9
  end
  return list
end

-- beta * M + alpha * A B in plain Lua; lists in row-major order.
local function product(m, k, n, a, b, alpha, beta, M)
  local c = {}
  for i = 0, m - 1 do
    for j = 0, n - 1 do
      local sum = 0
      for l = 0, k - 1 do sum = sum + a[i * k + l + 1] * b[l * n + j + 1] end
      c[i * n + j + 1] = (alpha or 1) * sum + (M and (beta or 1) * M[i * n + j + 1] or 0)
    end
  end
  return c
end

local function wrapped(kind, list)
  local result = {}
  for i, x in ipairs(list) do result[i] = layouts.element(kind, x) end
  return result
end

local m, k, n = 3, 4, 5
local A, B, M = numbers(m * k, 1), numbers(k * n, 2), numbers(m * n, 3)

-- name, sizes of a, b and the result, the plain product
local PRODUCTS = {
  { 'mm', { m, k }, { k, n }, { m, n }, product(m, k, n, A, B), A, B },
  { 'mv', { m, k }, { k }, { m }, product(m, k, 1, A, B), A, B },
  { 'ger', { m }, { n }, { m, n }, product(m, 1, n, A, B), A, B },
}

local ADDED = { mm = 'addmm', mv = 'addmv', ger = 'addr' }

describe('products:', function()
  for _, row in ipairs(PRODUCTS) do
    local name, size_a, size_b, size, plain = row[1], row[2], row[3], row[4], row[5]
    for _, kind in ipairs(KINDS) do
      for layout_a, make_a in pairs(layouts.makers) do
        it(('%s of %sTensor, a %s'):format(name, kind, layout_a), function()
          local expected = wrapped(kind, plain)
          local function agrees(t, list)
            assert.is_nil(difference(kind, size, list or expected, t))
          end
          for _, make_b in pairs(layouts.makers) do
            local a, b = make_a(kind, size_a, A), make_b(kind, size_b, B)
            local before = layouts.snapshot(a, b)
            agrees(torch[name](a, b))
            local given = make_a(kind, size, M)
            assert.equal(given, given[name](given, a, b))
            agrees(given)
            agrees(torch[name](torch[kind .. 'Tensor'](), a, b))

            local added, f = ADDED[name], torch[ADDED[name]]
            local base, summed = make_b(kind, size, M), {}
            for i = 1, #plain do summed[i] = 2 * M[i] + 3 * plain[i] end
            agrees(f(2, base, 3, a, b), wrapped(kind, summed))
            agrees(f(given, 2, base, 3, a, b), wrapped(kind, summed))
            agrees(base[added](base, 2, 3, a, b), wrapped(kind, summed))
            agrees(base, wrapped(kind, summed))
            assert.same(before, layouts.snapshot(a, b))
          end
        end)
      end
    end
  end

  for _, name in ipairs { 'bmm', 'baddbmm', 'addbmm' } do
    for _, kind in ipairs(KINDS) do
      it(name .. ' of ' .. kind .. 'Tensor', function()
        local a, b = numbers(2 * m * k, 5), numbers(2 * k * n, 6)
        local c, both = {}, {}
        for batch = 0, 1 do
          local part = product(m, k, n, { unpack(a, batch * m * k + 1, (batch + 1) * m * k) },
                               { unpack(b, batch * k * n + 1, (batch + 1) * k * n) })
          for i, x in ipairs(part) do
            c[batch * m * n + i], both[i] = x, (both[i] or 0) + x
          end
        end
        local size, expected = { 2, m, n }, c
        if name == 'addbmm' then size, expected = { m, n }, both end
        local base = numbers(name == 'addbmm' and m * n or 2 * m * n, 7)
        for _, make in pairs(layouts.makers) do
          local x, y = make(kind, { 2, m, k }, a), make(kind, { 2, k, n }, b)
          local list = {}
          if name == 'bmm' then
            list = expected
            assert.is_nil(difference(kind, size, wrapped(kind, list), torch.bmm(x, y)))
          else
            for i = 1, #expected do list[i] = 3 * base[i] + 2 * expected[i] end
            local t = make(kind, size, base)
            assert.is_nil(difference(kind, size, wrapped(kind, list), torch[name](3, t, 2, x, y)))
            t[name](t, 3, 2, x, y)
            assert.is_nil(difference(kind, size, wrapped(kind, list), t))
          end
        end
      end)
    end
  end

  it('addmm in all call forms', function()
    local a, b = layouts.tensor('Double', { m, k }, A), layouts.tensor('Double', { k, n }, B)
    local plain = PRODUCTS[1][5]
    local function base() return layouts.tensor('Double', { m, n }, M) end
    local function agrees(t, beta, alpha)
      local list = {}
      for i = 1, #plain do list[i] = beta * M[i] + alpha * plain[i] end
      assert.is_nil(difference('Double', { m, n }, list, t))
    end
    agrees(torch.addmm(base(), a, b), 1, 1)
    agrees(torch.addmm(base(), 2, a, b), 1, 2)
    agrees(torch.addmm(3, base(), a, b), 3, 1)
    agrees(torch.addmm(3, base(), 2, a, b), 3, 2)
    agrees(torch.addmm(torch.Tensor(), 3, base(), 2, a, b), 3, 2)
    agrees(base():addmm(a, b), 1, 1)
    agrees(base():addmm(2, a, b), 1, 2)
    agrees(base():addmm(3, 2, a, b), 3, 2)
    agrees(torch.Tensor(7):addmm(base(), a, b), 1, 1)
    agrees(torch.Tensor(7):addmm(3, base(), 2, a, b), 3, 2)
    agrees(torch.Tensor(m, n):fill(0 / 0):addmm(0, 1, a, b):add(base()), 1, 1) -- beta 0 forgets
  end)

  for _, kind in ipairs { 'Float', 'Double', 'Int' } do
    it('results that are also operands, ' .. kind, function()
      local list = numbers(9, 4)
      local expected = product(3, 3, 3, list, list)
      local function make() return layouts.tensor(kind, { 3, 3 }, list) end
      local t = make()
      assert.is_nil(difference(kind, { 3, 3 }, expected, t:mm(t, t)))
      t = make()
      assert.is_nil(difference(kind, { 3, 3 }, expected, t:mm(t, make())))
      t = make()
      local sum = {}
      for i = 1, 9 do sum[i] = expected[i] + list[i] end
      assert.is_nil(difference(kind, { 3, 3 }, sum, t:addmm(t, t)))
      t = make()
      assert.is_nil(difference(kind, { 3 }, product(3, 3, 1, list, { list[1], list[2], list[3] }),
                               torch.mv(t[1], t, t[1])))
      local s = torch[kind .. 'Storage'](20)
      t = torch[kind .. 'Tensor'](torch[kind .. 'Storage'](s, 3, 9), 1, torch.LongStorage { 3, 3 })
      local r = torch[kind .. 'Tensor'](s, 4, torch.LongStorage { 3, 3 }) -- overlaps the window
      t:copy(make())
      assert.is_nil(difference(kind, { 3, 3 }, expected, r:mm(t, t)))
    end)
  end

  it('expanded and unfolded operands', function()
    local row = torch.Tensor { { 1, 2, 3 } }
    local column = torch.Tensor { { 1 }, { 2 }, { 3 } }:expand(3, 3)
    assert.same({ { 6, 6, 6 }, { 6, 6, 6 } }, torch.mm(torch.ones(2, 3), column):totable())
    assert.same({ { 3, 6, 9 }, { 3, 6, 9 } }, torch.mm(torch.ones(2, 3), column:t()):totable())
    assert.same({ { 3, 6, 9 }, { 3, 6, 9 } },
                torch.mm(torch.ones(2, 3), row:expand(3, 3)):totable())
    local windows = torch.range(1, 4):unfold(1, 2, 1)
    assert.same({ { 3, 3 }, { 5, 5 }, { 7, 7 } }, torch.mm(windows, torch.ones(2, 2)):totable())
    local single = torch.zeros(1, 2):expand(3, 2) -- a result whose rows are one
    assert.same({ 2, 2 }, torch.mm(single, torch.ones(3, 2), torch.ones(2, 2))[1]:totable())
  end)

  it('a product that is large enough to be computed in panels', function()
    -- small whole numbers, so that every order of adding up gives the same
    local a = torch.FloatTensor(601, 17500):random(0, 3)
    local b = torch.FloatTensor(17500, 610):random(0, 3)
    local c = torch.mm(a, b):double()
    local row_sums = torch.mv(a:double(), b:double():sum(2):squeeze())
    local column_sums = torch.mv(b:double():t(), a:double():sum(1):squeeze())
    assert.equal(0, (c:sum(2):squeeze() - row_sums):abs():max())
    assert.equal(0, (c:sum(1):squeeze() - column_sums):abs():max())
    for _, i in ipairs { 1, 192, 193, 384, 385, 601 } do
      assert.equal(0, (c[i] - torch.mv(b:t(), a[i]):double()):abs():max())
    end
  end)

  it('sizes that no tile divides', function()
    local a, b = torch.Tensor(67, 131), torch.Tensor(131, 33)
    a:copy(torch.range(1, a:nElement()):remainder(7))
    b:copy(torch.range(1, b:nElement()):remainder(5))
    local c = torch.mm(a, b)
    local list = product(67, 131, 33, layouts.values(a), layouts.values(b))
    assert.is_nil(difference('Double', { 67, 33 }, list, c, 1e-12))
    assert.is_nil(difference('Float', { 67, 33 }, list, torch.mm(a:float(), b:float())))
    assert.is_nil(difference('Int', { 67, 33 }, list, torch.mm(a:int(), b:int())))
  end)
end)

describe('errors of products leave everything as it was:', function()
  local a, b, v = torch.Tensor(2, 3):fill(1), torch.Tensor(4, 5):fill(1), torch.Tensor(3):fill(1)
  local batch = torch.Tensor(2, 2, 2):fill(1)
  for _, row in ipairs {
    { 'mm', { a, b }, 'torch%.mm: inner sizes differ: a is 2x3, b is 4x5' },
    { 'mm', { a, v }, 'torch%.mm: b should be a 2D tensor, got size 3' },
    { 'mm', { a, torch.Tensor() }, 'b should be a 2D tensor, got size no dimension' },
    { 'mm', { a, torch.FloatTensor(3, 2) },
      'torch%.mm: invalid arguments: DoubleTensor FloatTensor' },
    { 'mm', { a }, 'torch%.mm: invalid arguments: DoubleTensor\n' },
    { 'mv', { a, torch.Tensor(4) }, 'torch%.mv: inner sizes differ: a is 2x3, b is 4' },
    { 'mv', { v, v }, 'torch%.mv: a should be a 2D tensor, got size 3' },
    { 'ger', { a, v }, 'torch%.ger: a should be a 1D tensor, got size 2x3' },
    { 'bmm', { batch, torch.Tensor(3, 2, 2) }, 'torch%.bmm: batch sizes differ: .*2x2x2.*3x2x2' },
    { 'bmm', { a, b }, 'torch%.bmm: a should be a 3D tensor' },
    { 'addmm', { a, a, torch.Tensor(3, 4) }, 'torch%.addmm: M should have size 2x4, got 2x3' },
    { 'addmv', { a, a, v }, 'torch%.addmv: M should have size 2, got 2x3' },
    { 'addr', { a, v, v }, 'torch%.addr: M should have size 3x3, got 2x3' },
    { 'addbmm', { a, batch, batch }, 'torch%.addbmm: M should have size 2x2, got 2x3' },
    { 'baddbmm', { a, batch, batch }, 'torch%.baddbmm: M should have size 2x2x2, got 2x3' },
  } do
    it(row[3], function()
      local before = layouts.snapshot(a, b, v, batch)
      assert.error_matches(function() torch[row[1]](unpack(row[2])) end, row[3])
      local result = torch.Tensor { { 7 } }
      assert.is_false(pcall(torch[row[1]], result, unpack(row[2])))
      assert.same({ { 7 } }, result:totable())
      assert.same(before, layouts.snapshot(a, b, v, batch))
    end)
  end

  it('a given result must have the size, and keeps its elements if not', function()
    local r = torch.Tensor(3, 3):fill(5)
    assert.error_matches(function() r:mm(a, torch.Tensor(3, 2)) end,
                         'torch%.mm: the result should have size 2x2, got 3x3')
    assert.equal(45, r:sum())
  end)
end)

-- Small results of long sums are computed in parts.
describe('products with long sums', function()
  local threads = torch.getnumthreads()
  after_each(function() torch.setnumthreads(threads) end)

  local function operand(height, width, turned, kind)
    if turned then return torch.randn(width, height):type(kind):t() end
    return torch.randn(height, width):type(kind)
  end

  local sizes = { { 32, 128, 10000 }, { 3, 9, 20001 }, { 60, 61, 4099 }, { 1, 700, 9000 } }
  for _, size in ipairs(sizes) do
    for kind, tolerance in pairs { ['torch.DoubleTensor'] = 1e-13, ['torch.FloatTensor'] = 1e-5 } do
      local rows, columns, depth = size[1], size[2], size[3]
      it(('%dx%d of %d, %s, are sums of products'):format(rows, columns, depth, kind), function()
        torch.manualSeed(1)
        for turned = 0, 3 do
          local a = operand(rows, depth, turned % 2 == 1, kind)
          local b = operand(depth, columns, turned > 1, kind)
          local c = torch.randn(rows, columns):type(kind)
          local wide, first = torch.Tensor(rows, columns + 3):type(kind):fill(7), nil
          for _, count in ipairs { 1, 2, 3 } do
            torch.setnumthreads(count)
            local result = wide:narrow(2, 2, columns):copy(c):addmm(0.5, 2, a, b)
            first = first or result:clone()
            assert.equal(0, torch.add(result, -1, first):abs():max())
          end
          -- beside the result nothing has changed
          assert.is_true(wide:select(2, 1):eq(7):all())
          assert.is_true(wide:narrow(2, columns + 2, 2):eq(7):all())
          for _ = 1, 20 do
            local i, j = torch.random(rows), torch.random(columns)
            local expected = 0.5 * c[i][j] + 2 * a[i]:double():dot(b:select(2, j):double())
            assert.is_true(math.abs(expected - first[i][j]) < tolerance * math.sqrt(depth) * 10)
          end
        end
      end)
    end
  end
end)
