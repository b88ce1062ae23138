-- renorm, match, histc, bhistc, unique, logsumexp against plain Lua.
local arrays = require 'support.arrays'
local layouts = require 'support.layouts'

local INF, NAN = 1 / 0, 0 / 0

local function in_every_layout(name, kinds, test)
  for layout, make in pairs(layouts.makers) do
    it(name .. ', ' .. layout, function()
      for _, kind in ipairs(kinds) do test(kind, make) end
    end)
  end
end

-- Multiples of 1/8 from -4 to 4 for real kinds, small integers for the others.
local function random_values(kind, n, seed)
  local values, integer = {}, arrays.integers(seed)
  for i = 1, n do
    values[i] = layouts.is_real(kind) and integer(-32, 32) / 8 or integer(0, 6)
  end
  return values
end

describe('renorm', function()
  local function renormed(sizes, values, p, dim, bound)
    local sums, result = {}, {}
    for i, at in arrays.each(sizes) do
      sums[at[dim]] = (sums[at[dim]] or 0) + math.abs(values[i]) ^ p
    end
    for i, at in arrays.each(sizes) do
      local norm = sums[at[dim]] ^ (1 / p)
      result[i] = norm > bound and values[i] * bound / (norm + 1e-7) or values[i]
    end
    return result
  end

  for _, row in ipairs { { { 3, 4 }, 2, 1, 3 }, { { 3, 4 }, 1, 2, 2.5 }, { { 2, 3, 4 }, 3, 2, 4 },
                         { { 2, 3, 4 }, 0.5, -1, 9 }, { { 3, 4 }, 2, 1, 0 },
                         { { 3, 4 }, 2, 1, 1e9 }, { { 1, 1 }, 2, 1, 0.5 } } do
    local sizes, p, dim, bound = row[1], row[2], row[3], row[4]
    local name = ('%s, p %g, dimension %d, at most %g')
    in_every_layout(name:format(table.concat(sizes, 'x'), p, dim, bound),
                    layouts.real_kinds, function(kind, make)
      local values = random_values(kind, arrays.count(sizes), 3)
      local expected = renormed(sizes, values, p, dim < 0 and #sizes + 1 + dim or dim, bound)
      local t = make(kind, sizes, values)
      assert.is_nil(layouts.difference(kind, sizes, expected, torch.renorm(t, p, dim, bound)))
      local result = torch[kind .. 'Tensor']()
      assert.equal(result, result:renorm(t, p, dim, bound))
      assert.is_nil(layouts.difference(kind, sizes, expected, result))
      assert.is_nil(layouts.difference(kind, sizes, values, t))
      assert.equal(t, t:renorm(p, dim, bound))
      assert.is_nil(layouts.difference(kind, sizes, expected, t))
    end)
  end
end)

describe('match', function()
  for _, row in ipairs { { { 3, 2 }, { 4, 2 } }, { { 1, 20 }, { 5, 20 } },
                         { { 2, 2, 3 }, { 3, 6 }, 2 }, { { 4 }, { 3 }, -1 } } do
    in_every_layout(('of %s and %s'):format(table.concat(row[1], 'x'), table.concat(row[2], 'x')),
                    layouts.kinds, function(kind, make)
      local an, bn = arrays.count(row[1]), arrays.count(row[2])
      local a, b = random_values(kind, an, 5), random_values(kind, bn, 6)
      local length, expected = an / row[1][1], {}
      for i = 0, row[1][1] - 1 do
        for j = 0, row[2][1] - 1 do
          local sum = 0
          for k = 1, length do sum = sum + (a[i * length + k] - b[j * length + k]) ^ 2 end
          expected[#expected + 1] = layouts.element(kind, sum * (row[3] or 1))
        end
      end
      local t, u, sizes = make(kind, row[1], a), make(kind, row[2], b), { row[1][1], row[2][1] }
      local function matched(...)
        if row[3] then return torch.match(..., u, row[3]) end
        return torch.match(..., u)
      end
      assert.is_nil(layouts.difference(kind, sizes, expected, matched(t)))
      local result = torch[kind .. 'Tensor'](3)
      assert.equal(result, result:match(t, u, row[3] or 1))
      assert.is_nil(layouts.difference(kind, sizes, expected, result))
      local own = u:clone()
      own:match(t, own, row[3] or 1)
      assert.is_nil(layouts.difference(kind, sizes, expected, own))
    end)
  end
end)

-- values, bins, min, max, counts
local HISTOGRAMS = {
  { { 1, 2, 2, 4 }, 3, 0, 0, { 1, 2, 1 } },
  { { 5, 5, 5 }, 2, 0, 0, { 0, 3 } },
  { { -3, -1, 0, 0.5, 1, 2, 7 }, 4, -1, 1, { 1, 0, 1, 2 } },
  { { 0, NAN, INF, -INF, 3, 4 }, 2, 0, 4, { 1, 2 } },
  { { 1, 2 }, 1, 0, 0, { 2 } },
}

describe('histograms:', function()
  for number, row in ipairs(HISTOGRAMS) do
    in_every_layout('number ' .. number, layouts.real_kinds, function(kind, make)
      local values, bins, min, max, counts = row[1], row[2], row[3], row[4], row[5]
      local t = make(kind, { #values }, values)
      assert.is_nil(layouts.difference(kind, { bins }, counts, torch.histc(t, bins, min, max)))
      assert.is_nil(layouts.difference(kind, { bins }, counts, t:histc(bins, min, max)))
      local twice, both = {}, {}
      for i, x in ipairs(values) do twice[i], twice[#values + i] = x, x end
      for i, x in ipairs(counts) do both[i], both[bins + i] = x, x end
      local matrix = make(kind, { 2, #values }, twice)
      assert.is_nil(layouts.difference(kind, { 2, bins }, both, matrix:bhistc(bins, min, max)))
      torch.histc(t, t, bins, min, max)
      assert.is_nil(layouts.difference(kind, { bins }, counts, t))
    end)
  end

  it('have 100 bins of the range of the data', function()
    local counts = torch.histc(torch.range(0, 100))
    assert.equal(100, counts:size(1))
    assert.equal(2, counts[100])
    assert.equal(101, counts:sum())
    assert.same({ 3, 100 }, torch.bhistc(torch.rand(3, 5)):size():totable())
  end)

  it('of many elements are counted in pieces', function()
    local t = torch.range(0, 399999):apply(function(x) return x * 7 % 1000 end):float()
    local counts = torch.histc(t, 10, 0, 1000)
    for bin = 1, 10 do assert.equal(40000, counts[bin]) end
    assert.equal(40000, torch.bhistc(t:view(2, 200000), 5, 0, 1000)[2][5])
  end)

  it('of nothing in a given range are 0', function()
    assert.same({ 0, 0 }, torch.histc(torch.Tensor(), 2, 0, 1):totable())
  end)
end)

describe('unique', function()
  in_every_layout('of small numbers', layouts.kinds, function(kind, make)
    for _, sizes in ipairs { { 1 }, { 9 }, { 3, 4 }, { 20, 3, 12 } } do
      local values = random_values(kind, arrays.count(sizes), 9)
      local seen, expected, counts = {}, {}, {}
      for _, x in ipairs(values) do
        if not seen[x] then expected[#expected + 1] = x end
        seen[x] = (seen[x] or 0) + 1
      end
      table.sort(expected)
      for i, x in ipairs(expected) do counts[i] = seen[x] end
      local t = make(kind, sizes, values)
      local got, inverse, many = torch.unique(t, true, true)
      assert.is_nil(layouts.difference(kind, { #expected }, expected, got))
      assert.is_nil(layouts.difference('Long', { #counts }, counts, many))
      assert.same(sizes, inverse:size():totable())
      for i, which in ipairs(layouts.values(inverse)) do
        assert.equal(values[i], expected[which])
      end
      assert.equal(1, select('#', t:unique()))
      assert.same(layouts.values(many), layouts.values(select(2, t:unique(false, true))))
      assert.same(got:totable(), t:unique():totable())
      assert.same(values, layouts.values(t))
    end
  end)

  -- the whole range of a type
  for kind, values in pairs {
    Byte = { 0, 1, 127, 128, 255 }, Char = { -128, -1, 0, 1, 127 },
    Short = { -32768, -1, 0, 32767 },
    Int = { -2147483648, -256, -1, 0, 255, 256, 2147483647 },
    Long = { -2 ^ 53, -2 ^ 32, -1, 0, 2 ^ 31, 2 ^ 53 },
    Float = { -INF, -2 ^ 100, -1.5, -2 ^ -140, 0, 2 ^ -140, 1, 2 ^ 100, INF },
    Double = { -INF, -1e300, -1, -1e-300, 0, 1e-310, 1e300, INF },
  } do
    it('orders the extremes of ' .. kind, function()
      local shuffled = {}
      for i = 1, #values do shuffled[i] = values[i * 3 % #values + 1] end
      for i = 1, #values do shuffled[#values + i] = values[i] end
      assert.same(values, torch[kind .. 'Tensor'](shuffled):unique():totable())
    end)
  end

  it('takes 0 and -0 for the same, and all nan for one, the last', function()
    local values, inverse = torch.unique(torch.Tensor { NAN, 0, INF, -0.0, -NAN, -1 }, true)
    assert.equal(4, values:size(1))
    assert.same({ -1, 0, INF }, values:narrow(1, 1, 3):totable())
    assert.is_true(values[4] ~= values[4])
    assert.same({ 4, 2, 3, 2, 4, 1 }, inverse:totable())
  end)

  it('of nothing is nothing', function()
    local values, inverse, counts = torch.unique(torch.FloatTensor(), true, true)
    assert.equal('torch.FloatTensor', values:type())
    assert.same({ 0, 0, 0 }, { values:dim(), inverse:dim(), counts:dim() })
  end)
end)

describe('logsumexp', function()
  local function reference(list)
    local max, sum = -INF, 0
    for _, x in ipairs(list) do
      if x ~= x then return NAN end
      max = math.max(max, x)
    end
    if max == INF or max == -INF then return max end
    for _, x in ipairs(list) do sum = sum + math.exp(x - max) end
    return max + math.log(sum)
  end

  for _, row in ipairs { { { 5 }, 1 }, { { 3, 4 }, 1 }, { { 3, 4 }, 2 }, { { 2, 3, 70 }, 2 },
                         { { 2, 40, 3 }, -2 }, { { 4, 100 }, 2 }, { { 1, 1 }, 1 } } do
    local sizes, dim = row[1], row[2]
    in_every_layout(('of %s along %d'):format(table.concat(sizes, 'x'), dim), layouts.real_kinds,
                    function(kind, make)
      local values = random_values(kind, arrays.count(sizes), 21)
      local d = dim < 0 and dim + #sizes + 1 or dim
      local reduced, lists, expected = arrays.resized(sizes, d, 1), {}, {}
      for i, at in arrays.each(sizes) do
        at[d] = 1
        local line = arrays.linear(reduced, at)
        lists[line] = lists[line] or {}
        table.insert(lists[line], values[i])
      end
      for i, list in ipairs(lists) do expected[i] = reference(list) end
      local t = make(kind, sizes, values)
      assert.is_nil(layouts.difference(kind, reduced, expected, t:logsumexp(dim), 1e-6))
      local total = reference(values)
      assert.is_true(math.abs(total - t:logsumexp()) < 1e-5)
      if kind == 'Double' then assert.is_true(math.abs(total - torch.logsumexp(t)) < 1e-12) end
      assert.equal(t, torch.logsumexp(t, t, dim))
      assert.is_nil(layouts.difference(kind, reduced, expected, t, 1e-6))
    end)
  end

  for _, list in ipairs { { 1000, 1000 }, { -1000, -1001 }, { -INF, -INF }, { -INF, 2 }, { INF, 1 },
                          { INF, INF }, { INF, -INF }, { NAN, 1 }, { 1, NAN, INF },
                          { 3e38, 3e38 } } do
    it(('of %s'):format(table.concat(list, ', ')), function()
      local expected = reference(list)
      for _, kind in ipairs(layouts.real_kinds) do
        local t = torch[kind .. 'Tensor'](list)
        for _, got in ipairs { t:logsumexp(), t:logsumexp(1)[1],
                               t:view(#list, 1):expand(#list, 3):logsumexp(1)[1][2] } do
          if expected ~= expected then
            assert.is_true(got ~= got)
          else
            assert.is_true(got == expected or math.abs(got - expected) <= 1e-7 * math.abs(expected))
          end
        end
      end
    end)
  end

  it('of nothing is -inf', function()
    assert.equal(-INF, torch.logsumexp(torch.Tensor()))
  end)

  it('of many elements is the same for any number of threads', function()
    local t, threads = torch.range(1, 300000):div(30000), torch.getnumthreads()
    local results = {}
    for k = 1, 3 do
      torch.setnumthreads(k)
      results[k] = t:logsumexp()
    end
    torch.setnumthreads(threads)
    assert.equal(results[1], results[2])
    assert.equal(results[1], results[3])
    assert.is_true(math.abs(results[1] - (10 + math.log(30000))) < 1e-3)
  end)
end)

-- name, call, what the error says
local BAD = {
  { 'renorm of a vector', function() torch.ones(3):renorm(2, 1, 1) end, 'at least 2 dimensions' },
  { 'renorm with p 0', function(t) t:renorm(0, 1, 1) end, 'positive p expected, got 0' },
  { 'renorm to less than nothing', function(t) t:renorm(2, 1, -1) end, 'maxnorm of 0 or more' },
  { 'renorm of integers', function() torch.renorm(torch.IntTensor(2, 2), 2, 1, 1) end,
    'IntTensor does not implement' },
  { 'match of different rows', function(t) torch.match(t, torch.ones(2, 4)) end,
    'differ in length' },
  { 'match with nothing', function(t) torch.match(t, torch.Tensor()) end, 'empty' },
  { 'histogram without bins', function(t) t:histc(0) end, 'positive number of bins' },
  { 'histogram of an endless range', function() torch.Tensor { 0, INF }:histc() end,
    'finite range expected' },
  { 'histogram of nan', function() torch.Tensor { 0, NAN }:histc(3) end, 'finite range expected' },
  { 'histogram backwards', function(t) t:histc(3, 2, 1) end, 'finite range expected' },
  { 'histogram of nothing', function() torch.Tensor():histc() end, 'empty' },
  { 'histograms of a vector', function() torch.ones(3):bhistc() end, 'matrix expected' },
  { 'logsumexp of integers', function() torch.LongTensor(3):logsumexp() end, 'nil' },
  { 'logsumexp along no dimension', function(t) t:logsumexp(3) end, 'dimension 3 out of range' },
}

describe('bad arguments change nothing:', function()
  for _, row in ipairs(BAD) do
    it(row[1], function()
      local t = torch.range(1, 6):view(2, 3)
      local before = layouts.snapshot(t)
      assert.error_matches(function() row[2](t) end, row[3])
      assert.same(before, layouts.snapshot(t))
    end)
  end
end)
