-- Reductions and scans against plain Lua, over types, layouts and dimensions.
local layouts = require 'support.layouts'

local unpack = unpack or table.unpack
local difference, element = layouts.difference, layouts.element
local nan, inf = 0 / 0, 1 / 0

local function sum(list)
  local s = 0
  for _, x in ipairs(list) do s = s + x end
  return s
end
local function product(list)
  local p = 1
  for _, x in ipairs(list) do p = p * x end
  return p
end
local function mean(list) return sum(list) / #list end
local function var(list, biased)
  local m, s = mean(list), 0
  for _, x in ipairs(list) do s = s + (x - m) ^ 2 end
  return s / (biased and #list or #list - 1)
end
local function norm(p)
  return function(list)
    local s = 0
    for _, x in ipairs(list) do
      s = s + (p == 0 and (x ~= 0 and 1 or 0) or math.abs(x) ^ p)
    end
    return p == 0 and s or s ^ (1 / p)
  end
end

-- name, the arguments of the form along a dimension, the reduction of a list, kinds
local ROWS = {
  { 'sum', function(t, d) return t, d end, sum, layouts.kinds },
  { 'prod', function(t, d) return t, d end, product, layouts.kinds },
  { 'mean', function(t, d) return t, d end, mean, layouts.real_kinds },
  { 'var', function(t, d) return t, d end, var, layouts.real_kinds },
  { 'var', function(t, d) return t, d, true end, function(l) return var(l, true) end,
    layouts.real_kinds },
  { 'std', function(t, d) return t, d end, function(l) return var(l) ^ 0.5 end,
    layouts.real_kinds },
  { 'std', function(t, d) return t, d, true end, function(l) return var(l, true) ^ 0.5 end,
    layouts.real_kinds },
  { 'norm', function(t, d) return t, 2, d end, norm(2), layouts.real_kinds },
  { 'norm', function(t, d) return t, 1, d end, norm(1), layouts.real_kinds },
  { 'norm', function(t, d) return t, 0, d end, norm(0), layouts.real_kinds },
  { 'norm', function(t, d) return t, 3, d end, norm(3), layouts.real_kinds },
}

local SIZES = { 3, 4, 5 }
local VALUES = {}
for i = 1, 60 do VALUES[i] = (i * 17) % 7 - 2 end

local function wrapped(kind, list)
  local result = {}
  for i, x in ipairs(list) do result[i] = element(kind, x) end
  return result
end

-- For each line along dim of row-major values: f(line, positions of its elements).
local function each_line(sizes, dim, values, f)
  local inner, outer = 1, 1
  for d = dim + 1, #sizes do inner = inner * sizes[d] end
  for d = 1, dim - 1 do outer = outer * sizes[d] end
  for o = 0, outer - 1 do
    for i = 0, inner - 1 do
      local line, positions = {}, {}
      for k = 0, sizes[dim] - 1 do
        positions[k + 1] = (o * sizes[dim] + k) * inner + i + 1
        line[k + 1] = values[positions[k + 1]]
      end
      f(line, positions)
    end
  end
end

local function reduced(sizes, dim, values, f)
  local result, size = {}, { unpack(sizes) }
  each_line(sizes, dim, values, function(line) result[#result + 1] = f(line) end)
  size[dim] = 1
  return result, size
end

local TOLERANCE = { Float = 1e-5, Double = 1e-12 }

describe('reductions along a dimension:', function()
  for _, row in ipairs(ROWS) do
    for _, kind in ipairs(row[4]) do
      for layout, make in pairs(layouts.makers) do
        it(('%s of %sTensor with %d arguments, %s'):format(row[1], kind,
          select('#', row[2](0, 0)), layout), function()
          local f, values = torch[row[1]], wrapped(kind, VALUES)
          local t = make(kind, SIZES, values)
          local before = layouts.snapshot(t)
          for dim = 1, 3 do
            local list, size = reduced(SIZES, dim, values, row[3])
            list = wrapped(kind, list)
            local function agrees(result)
              assert.is_nil(difference(kind, size, list, result, TOLERANCE[kind]))
            end
            agrees(f(row[2](t, dim)))
            agrees(f(row[2](t, dim - 4)))
            agrees(f(torch[kind .. 'Tensor'](7), row[2](t, dim)))
            agrees(f(make(kind, size, values), row[2](t, dim)))
            assert.same(before, layouts.snapshot(t))
            local aliased = make(kind, SIZES, values)
            agrees(f(aliased, row[2](aliased, dim)))
          end
        end)
      end
    end
  end
end)

describe('reductions of all elements:', function()
  for _, kind in ipairs(layouts.kinds) do
    for layout, make in pairs(layouts.makers) do
      it(('%sTensor, %s'):format(kind, layout), function()
        local values = wrapped(kind, VALUES)
        local t = make(kind, SIZES, values)
        assert.equal(sum(values), t:sum())
        assert.equal(math.max(unpack(values)), t:max())
        assert.equal(math.min(unpack(values)), torch.min(t))
        local few = make(kind, { 2, 2 }, { 2, 3, 5, 7 })
        assert.equal(210, few:prod())
        assert.equal(4 + 9 + 25 + 49, few:dot(few))
        if layouts.is_real(kind) then
          local near = TOLERANCE[kind]
          assert.near(mean(values), t:mean(), near)
          assert.near(var(values), t:var(), near)
          assert.near(var(values, true), t:var(true), near)
          assert.near(var(values) ^ 0.5, torch.std(t), near)
          for _, p in ipairs { 0, 1, 2, 3 } do
            assert.near(norm(p)(values), t:norm(p), near * 100)
            assert.near(0, t:dist(t:clone(), p), near)
          end
          assert.near(norm(2)(values), t:norm(), near * 100)
          assert.near(2, torch.dist(few, few + 1), near)
        end
      end)
    end
  end

  it('integers are summed in 64 bits', function()
    assert.equal(300, torch.ByteTensor { 200, 100 }:sum())
    assert.equal(2 ^ 32, torch.IntTensor { 2 ^ 31 - 1, 2 ^ 31 - 1, 2 }:sum())
    assert.same({ 44 }, torch.ByteTensor { 200, 100 }:sum(1):totable())
    assert.equal(20000, torch.ByteTensor { 200, 100 }:prod())
  end)

  it('of no elements', function()
    assert.equal(0, torch.Tensor():sum())
    assert.equal(1, torch.Tensor():prod())
    assert.equal(0, torch.Tensor():norm())
    assert.equal(0, torch.Tensor():dot(torch.Tensor()))
    for _, name in ipairs { 'mean', 'max', 'min', 'var', 'std' } do
      assert.error_matches(function() torch[name](torch.Tensor()) end,
                           'torch%.' .. name .. ': the tensor is empty')
    end
    local none = torch.Tensor():view(0, 5)
    assert.same({ { 0, 0, 0, 0, 0 } }, none:sum(1):totable())
    assert.error_matches(function() none:max(1) end, 'torch%.max: dimension 1 has no elements')
  end)

  it('of one element', function()
    local one = torch.Tensor { 3 }
    assert.equal(0, one:var(true))
    local v = one:var()
    assert.is_true(v ~= v)
  end)

  it('of elements that are nan', function()
    local t = torch.Tensor { 1, nan, 3 }
    for _, name in ipairs { 'sum', 'prod', 'mean', 'max', 'min', 'var', 'norm' } do
      local v = t[name](t)
      assert.is_true(v ~= v, name)
    end
    assert.equal(inf, torch.Tensor { 1, inf }:max())
    assert.equal(-inf, torch.Tensor { 1, -inf }:min())
  end)

  for _, row in ipairs { { {}, true, false }, { { 1, 1 }, true, true }, { { 1, 0 }, false, true },
    { { 0, 0 }, false, false } } do
    it(('all and any of %d bytes: %s'):format(#row[1], table.concat(row[1], ' ')), function()
      local t = torch.ByteTensor(row[1])
      assert.equal(row[2], t:all())
      assert.equal(row[3], torch.any(t))
    end)
  end
end)

describe('extremes:', function()
  for name, better in pairs {
    max = function(x, y) return x > y end, min = function(x, y) return x < y end,
  } do
    for _, kind in ipairs(layouts.kinds) do
      for layout, make in pairs(layouts.makers) do
        it(('%s along a dimension of %sTensor, %s'):format(name, kind, layout), function()
          local values = wrapped(kind, VALUES)
          if layouts.is_real(kind) then values[8], values[12], values[37] = nan, inf, -inf end
          local t = make(kind, SIZES, values)
          for dim = 1, 3 do
            local best, at, size = {}, {}, { unpack(SIZES) }
            size[dim] = 1
            each_line(SIZES, dim, values, function(line)
              local k = 1
              for i, x in ipairs(line) do
                if x ~= x then k = i break end
                if better(x, line[k]) then k = i end -- the first of equals wins
              end
              best[#best + 1], at[#at + 1] = line[k], k
            end)
            local function agrees(v, i)
              assert.is_nil(difference(kind, size, best, v))
              assert.is_nil(difference('Long', size, at, i))
            end
            agrees(torch[name](t, dim))
            agrees(t[name](t, dim))
            local v, i = make(kind, size, values), make('Long', size, VALUES)
            assert.equal(v, (torch[name](v, i, t, dim)))
            agrees(v, i)
            agrees(torch[name](torch[kind .. 'Tensor'](), torch.LongTensor(), t, dim))
          end
        end)
      end
    end
  end

  it('leave both results as they were where one cannot be resized', function()
    local fixed = torch.LongTensor(torch.LongStorage(torch.LongStorage(9), 2, 1)):fill(5)
    local t, values = torch.Tensor(3, 4):fill(1), torch.Tensor { 7 }
    assert.error_matches(function() torch.max(values, fixed, t, 1) end, 'cannot be resized')
    assert.same({ 7, 5 }, { values[1], fixed[1] })
    local kept, positions = torch.Tensor(torch.DoubleStorage(torch.DoubleStorage(9), 2, 1)),
      torch.LongTensor { 4 }
    assert.error_matches(function() torch.max(kept, positions, t, 1) end, 'cannot be resized')
    assert.same({ 4 }, positions:totable())
  end)

  it('values and positions in one tensor is an error', function()
    local t = torch.LongTensor { 1, 2 }
    assert.error_matches(function() torch.max(t, t, torch.LongTensor { { 1 } }, 1) end,
                         'torch%.max: values and positions must be two tensors')
    assert.same({ 1, 2 }, t:totable())
  end)
end)

describe('scans:', function()
  for name, step in pairs {
    cumsum = function(x, y) return x + y end, cumprod = function(x, y) return x * y end,
  } do
    for _, kind in ipairs(layouts.kinds) do
      for layout, make in pairs(layouts.makers) do
        it(('%s of %sTensor, %s'):format(name, kind, layout), function()
          local values = wrapped(kind, VALUES)
          local t = make(kind, SIZES, values)
          for dim = 1, 3 do
            local list = {}
            each_line(SIZES, dim, values, function(line, positions)
              local total = line[1]
              for i = 1, #line do
                if i > 1 then total = step(total, line[i]) end
                list[positions[i]] = element(kind, total)
              end
            end)
            assert.is_nil(difference(kind, SIZES, list, torch[name](t, dim)))
            if dim == 1 then assert.is_nil(difference(kind, SIZES, list, t[name](t))) end
            local given = make(kind, SIZES, VALUES)
            assert.is_nil(difference(kind, SIZES, list, given[name](given, t, dim)))
            local aliased = make(kind, SIZES, values)
            assert.is_nil(difference(kind, SIZES, list, torch[name](aliased, aliased, dim)))
          end
        end)
      end
    end
  end
end)

describe('errors of reductions leave everything as it was:', function()
  local t = torch.Tensor { { 1, 2 }, { 3, 4 } }
  for _, row in ipairs {
    { 'sum', { t, 3 }, 'torch%.sum: dimension 3 out of range of 2D tensor' },
    { 'sum', { t, 0 }, 'torch%.sum: dimension 0 out of range of 2D tensor' },
    { 'max', { t, -3 }, 'torch%.max: dimension %-3 out of range of 2D tensor' },
    { 'sum', { torch.Tensor(), 1 }, 'torch%.sum: dimension 1 out of range of 0D tensor' },
    { 'cumsum', { t, 3 }, 'torch%.cumsum: dimension 3 out of range' },
    { 'norm', { t, 2, 5 }, 'torch%.norm: dimension 5 out of range' },
    { 'sum', { t, 'x' }, 'torch%.sum: invalid arguments: DoubleTensor string\nexpected arguments' },
    { 'mean', { torch.IntTensor { 1 } }, 'torch%.IntTensor does not implement the torch%.mean' },
    { 'all', { t }, 'torch%.DoubleTensor does not implement the torch%.all' },
    { 'dot', { t, torch.Tensor(3) }, 'torch%.dot: .*2x2 and 3 ' },
    { 'dist', { t, torch.Tensor(3) }, 'torch%.dist: .*2x2 and 3 ' },
  } do
    it(row[3], function()
      local before = layouts.snapshot(t)
      assert.error_matches(function() torch[row[1]](unpack(row[2])) end, row[3])
      local result = torch.Tensor { { 7, 8 } }
      assert.is_false(pcall(torch[row[1]], result, unpack(row[2])))
      assert.same({ { 7, 8 } }, result:totable())
      assert.same(before, layouts.snapshot(t))
    end)
  end
end)
