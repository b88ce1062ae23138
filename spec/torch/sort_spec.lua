-- sort, topk, kthvalue, median and mode against a stable sort in plain Lua, over types, layouts,
-- dimensions and sizes on both sides of every change of method.
local layouts = require 'support.layouts'

local nan, inf = 0 / 0, 1 / 0
local values = layouts.values

-- --- the reference -------------------------------------------------------------------------------

-- The positions of a list's elements in order; equal ones by position, nan above all.
local function order(list, descending)
  local positions = {}
  for i = 1, #list do positions[i] = i end
  local function before(i, j)
    local x, y = list[i], list[j]
    local x_nan, y_nan = x ~= x, y ~= y
    if x_nan or y_nan then
      if x_nan ~= y_nan then return (y_nan and not descending) or (x_nan and descending) end
    elseif x ~= y then
      if descending then return x > y end
      return x < y
    end
    return i < j
  end
  table.sort(positions, before)
  return positions
end

-- What each operation makes of a list: positions of the elements that it gives.
local reference = {}

-- A nan stays where it is and what lies between two of them is sorted.
function reference.sort(list, descending)
  local positions, run, first = {}, {}, 1
  for i = 1, #list + 1 do
    if i > #list or list[i] ~= list[i] then
      for _, k in ipairs(order(run, descending)) do positions[#positions + 1] = first - 1 + k end
      if i <= #list then positions[i] = i end
      run, first = {}, i + 1
    else
      run[#run + 1] = list[i]
    end
  end
  return positions
end

function reference.topk(list, k, descending)
  local positions, all = {}, order(list, descending)
  for i = 1, k do positions[i] = all[i] end
  return positions
end

function reference.kthvalue(list, k)
  return { order(list)[k] }
end

function reference.median(list)
  return { order(list)[math.ceil(#list / 2)] }
end

function reference.mode(list)
  local positions, best, most = order(list), nil, 0
  local begin = 1
  for i = 1, #positions do
    local x, y = list[positions[begin]], list[positions[i]]
    if x ~= y and not (x ~= x and y ~= y) then begin = i end
    if i - begin + 1 > most then best, most = i, i - begin + 1 end
  end
  return { positions[best] }
end

-- --- data ----------------------------------------------------------------------------------------

-- Lists of n numbers; a generator of our own, so that all of them are the same everywhere.
local function random(seed)
  local state = seed
  return function(m)
    state = (state * 16807) % 2147483647
    return state % m
  end
end

local DATA = {
  ['few values'] = function(n)
    local r, list = random(n + 1), {}
    for i = 1, n do list[i] = r(7) end
    return list
  end,
  ['many values'] = function(n)
    local r, list = random(n + 2), {}
    for i = 1, n do list[i] = r(65521) - 32000 end
    return list
  end,
  ['equal values'] = function(n)
    local list = {}
    for i = 1, n do list[i] = 5 end
    return list
  end,
  ['a falling line'] = function(n)
    local list = {}
    for i = 1, n do list[i] = n - i end
    return list
  end,
  -- keys that need more than 32 bits
  ['small and large'] = function(n, kind)
    local r, list = random(n + 3), {}
    local scale = (kind == 'Double' or kind == 'Long') and 2 ^ 40 or kind == 'Float' and 2 ^ 10 or 1
    for i = 1, n do list[i] = (r(3) - 1) * 31 * scale + r(5) - 2 end
    return list
  end,
}

local REAL_DATA = {
  fractions = function(n)
    local r, list = random(n + 4), {}
    for i = 1, n do list[i] = (r(2147483) - 1e6) / 2 ^ (r(80) - 20) end
    return list
  end,
  ['zeros and infinities'] = function(n)
    local r, list = random(n + 5), {}
    local some = { 0, -1 / inf, inf, -inf, 1, -1, 2 ^ -140, -2 ^ -140 }
    for i = 1, n do list[i] = some[r(#some) + 1] end
    return list
  end,
  nans = function(n)
    local r, list = random(n + 6), {}
    for i = 1, n do list[i] = r(10) == 0 and nan or r(20) - 10 end
    return list
  end,
}

-- --- comparison ----------------------------------------------------------------------------------

local function same(x, y)
  return (x == y and 1 / x == 1 / y) or (x ~= x and y ~= y) -- 0 is not -0 here
end

-- Checks values and positions along a line against the positions expected; list holds the line.
local function check(list, expected, v, p, what)
  assert.equal(#expected, #v, what)
  for i, k in ipairs(expected) do
    if p[i] ~= k or not same(list[k], v[i]) then
      error(('%s: at %d expected %s from %d, got %s from %s'):format(what, i, tostring(list[k]), k,
        tostring(v[i]), tostring(p[i])), 2)
    end
  end
end

-- Each operation's arguments for a line of n, behind the dimension where it has one.
local function calls(n)
  local some = {
    { 'sort', {}, { false } }, { 'sort', { true }, { true } },
    { 'median', {}, {} }, { 'mode', {}, {} },
  }
  for _, k in ipairs { 1, math.ceil(n / 3), n } do
    some[#some + 1] = { 'kthvalue', {}, { k }, k }
    some[#some + 1] = { 'topk', { false, true }, { k, false }, k }
    some[#some + 1] = { 'topk', { true, true }, { k, true }, k }
  end
  return some
end

local unpack = unpack or table.unpack

-- Runs a row of calls along a dimension of a tensor.
local function call(row, t, dim)
  local arguments = {}
  if row[4] then arguments[1] = row[4] end
  arguments[#arguments + 1] = dim
  for _, x in ipairs(row[2]) do arguments[#arguments + 1] = x end
  return t[row[1]](t, unpack(arguments))
end

local function title(row)
  local parts = {}
  for i, x in ipairs(row[3]) do parts[i] = tostring(x) end
  return row[1] .. '(' .. table.concat(parts, ', ') .. ')'
end

local function check_list(kind, list)
  local t = layouts.tensor(kind, { #list }, list)
  for _, row in ipairs(calls(#list)) do
    local v, p = call(row, t, 1)
    assert.equal('torch.' .. kind .. 'Tensor', torch.typename(v))
    assert.equal('torch.LongTensor', torch.typename(p))
    check(list, reference[row[1]](list, unpack(row[3])), values(v), values(p), title(row))
  end
end

-- The list as the elements of that kind hold it.
local function elements(kind, list)
  return values(layouts.tensor(kind, { #list }, list))
end

-- --- the specs -----------------------------------------------------------------------------------

describe('the order of one line:', function()
  for _, kind in ipairs(layouts.kinds) do
    for name, make in pairs(DATA) do
      it(('%s, %s'):format(kind, name), function()
        for _, n in ipairs { 1, 2, 3, 7, 40, 41, 513, 1500 } do
          check_list(kind, elements(kind, make(n, kind)))
        end
      end)
    end
  end
  for _, kind in ipairs(layouts.real_kinds) do
    for name, make in pairs(REAL_DATA) do
      it(('%s, %s'):format(kind, name), function()
        for _, n in ipairs { 1, 2, 5, 41, 512, 5000 } do
          check_list(kind, elements(kind, make(n, kind)))
        end
      end)
    end
  end

  it('the ends of the integers', function()
    for kind, bits in pairs { Byte = 8, Char = 8, Short = 16, Int = 32 } do
      local top = kind == 'Byte' and 255 or 2 ^ (bits - 1) - 1
      local bottom = kind == 'Byte' and 0 or -2 ^ (bits - 1)
      check_list(kind, { top, 0, bottom, 1, bottom, top, top - 1 })
    end
    check_list('Long', { 2 ^ 62, -2 ^ 63, 0, -2 ^ 63, 1, 2 ^ 62, -1 })
  end)

  it('LongTensor is exact', function()
    local t = torch.LongTensor(100):fill(2 ^ 53)
    for i = 1, 100 do t:narrow(1, i, 1):add((i * 37) % 100) end
    local v, p = t:sort()
    local rest = v - torch.LongTensor(100):fill(2 ^ 53)
    for i = 1, 100 do
      assert.equal(i - 1, rest[i])
      assert.equal(i - 1, (p[i] * 37) % 100)
    end
  end)
end)

-- Along each dimension of a tensor with three.
local function check_lines(kind, make, sizes)
  local list = {}
  local r = random(77)
  for i = 1, sizes[1] * sizes[2] * sizes[3] do list[i] = r(100) end
  local t = make(kind, sizes, list)
  for dim = 1, 3 do
    for _, row in ipairs(calls(sizes[dim])) do
      local v, p = call(row, t, dim)
      local other = { dim == 1 and 2 or 1, dim == 3 and 2 or 3 }
      for i = 1, sizes[other[1]] do
        for j = 1, sizes[other[2]] do
          local function line(x) return values(x:select(other[2], j):select(other[1], i)) end
          local one = line(t)
          check(one, reference[row[1]](one, unpack(row[3])), line(v), line(p),
            ('%s, dimension %d'):format(title(row), dim))
        end
      end
    end
  end
  assert.same(list, values(t))
end

describe('lines of a tensor:', function()
  for layout, make in pairs(layouts.makers) do
    it(layout, function()
      for _, kind in ipairs { 'Byte', 'Int', 'Double' } do check_lines(kind, make, { 4, 3, 5 }) end
      check_lines('Float', make, { 2, 600, 2 }) -- long lines
    end)
  end

  it('the last dimension unless one is given; negative ones count from the end', function()
    local t = torch.Tensor { { 3, 1, 2 }, { 1, 5, 4 } }
    assert.same({ { 1, 2, 3 }, { 1, 4, 5 } }, (t:sort()):totable())
    assert.same({ { 3, 2, 1 }, { 5, 4, 1 } }, (t:sort(true)):totable())
    assert.same({ { 3, 5, 4 }, { 1, 1, 2 } }, (t:sort(-2, true)):totable())
    assert.same({ { 1 }, { 1 } }, (t:topk()):totable())
    assert.same({ { 1, 1, 2 } }, (t:topk(1, -2)):totable())
    assert.same({ { 2 }, { 4 } }, (t:median()):totable())
    assert.same({ { 1, 1, 2 } }, (t:median(1)):totable())
    assert.same({ { 1, 1, 2 } }, (t:mode(-2)):totable())
    assert.same({ { 3 }, { 5 } }, (torch.kthvalue(t, 3)):totable())
  end)

  it('without sorted, topk gives the same elements', function()
    for _, n in ipairs { 10, 100, 2000 } do
      local list = elements('Float', DATA['many values'](n))
      local t = layouts.tensor('Float', { n }, list)
      for _, descending in ipairs { false, true } do
        local v, p = t:topk(7, 1, descending)
        local sorted, places = v:sort(1, descending)
        check(list, reference.topk(list, 7, descending), values(sorted),
          values(p:index(1, places)), 'topk')
      end
    end
  end)
end)

-- name, call that gets r, q (results), t (what to order)
local WAYS = {
  { 'function with both', function(r, q, t) return torch.sort(r, q, t, 1) end },
  { 'method with both', function(r, q, t) return r:sort(q, t, 1) end },
}

describe('results:', function()
  local list = elements('Double', DATA['few values'](50))
  local function source() return layouts.tensor('Double', { 50 }, list) end
  local expected = reference.sort(list, false)

  for _, way in ipairs(WAYS) do
    it(way[1], function()
      local r, q = torch.Tensor(3, 3), torch.LongTensor()
      local v, p = way[2](r, q, source())
      check(list, expected, values(v), values(p), way[1])
      check(list, expected, values(r), values(q), 'the given results')
    end)
  end

  it('in place', function()
    local t, q = source(), torch.LongTensor()
    torch.sort(t, q, t)
    check(list, expected, values(t), values(q), 'sort')
  end)

  it('over the source, elsewhere', function()
    local wide = torch.Tensor(51)
    local t, r = wide:narrow(1, 1, 50), wide:narrow(1, 2, 50)
    t:copy(source())
    local _, q = torch.sort(r, torch.LongTensor(), t)
    check(list, expected, values(r), values(q), 'sort')
  end)

  it('with gaps', function()
    local r, q = torch.Tensor(50, 2):fill(7), torch.LongTensor(50, 3):fill(7)
    torch.sort(r:select(2, 1), q:select(2, 2), source())
    check(list, expected, values(r:select(2, 1)), values(q:select(2, 2)), 'sort')
    assert.equal(350, r:select(2, 2):sum())
    assert.equal(700, q:select(2, 1):sum() + q:select(2, 3):sum())
  end)

  it('parts of one storage', function()
    local both = torch.LongTensor(2, 50)
    torch.sort(both[1], both[2], source():long())
    check(list, expected, values(both[1]), values(both[2]), 'sort')
  end)

  it('positions over the source', function()
    local t = source():long()
    local v = torch.sort(torch.LongTensor(), t, t:clone())
    check(list, expected, values(v), values(t), 'sort')
    t = source():long()
    v = torch.sort(torch.LongTensor(), t, t)
    check(list, expected, values(v), values(t), 'sort')
  end)
end)

describe('the number of threads', function()
  local before = torch.getnumthreads()
  after_each(function() torch.setnumthreads(before) end)

  -- sizes on which threads share lines, or the work on a line
  for _, sizes in ipairs { { 1, 100001 }, { 2, 50000 }, { 30, 2001 }, { 5000, 11 } } do
    it('makes no difference: ' .. table.concat(sizes, 'x'), function()
      torch.manualSeed(3)
      for _, kind in ipairs { 'Float', 'Double', 'Long', 'Byte' } do
        local t = torch.randn(unpack(sizes)):mul(50):type('torch.' .. kind .. 'Tensor')
        if kind == 'Double' then t:round() t:narrow(2, 1, 5):mul(1e9) end
        if kind == 'Long' then t:narrow(2, 1, 5):mul(2 ^ 40) end
        local function run()
          local list = {}
          for _, row in ipairs(calls(sizes[2])) do
            for _, x in ipairs { call(row, t, 2) } do list[#list + 1] = x end
          end
          return list
        end
        torch.setnumthreads(1)
        local one = run()
        torch.setnumthreads(3)
        for i, x in ipairs(run()) do
          assert.equal(0, x:ne(one[i]):sum(), ('%s, result %d'):format(kind, i))
        end

        -- and it is right
        local v, p = one[1], one[2]
        assert.equal(0, v:narrow(2, 1, sizes[2] - 1):gt(v:narrow(2, 2, sizes[2] - 1)):sum())
        local tied = v:narrow(2, 1, sizes[2] - 1):eq(v:narrow(2, 2, sizes[2] - 1))
        local rising = p:narrow(2, 1, sizes[2] - 1):lt(p:narrow(2, 2, sizes[2] - 1))
        assert.equal(0, tied:gt(rising):sum())
        local first, places = t[1], p[1]
        assert.equal(0, first:index(1, places):ne(v[1]):sum())
        assert.equal(sizes[2] * (sizes[2] + 1) / 2, places:double():sum())
      end
    end)
  end
end)

describe('bad calls', function()
  local t = torch.Tensor { { 3, 1, 2 }, { 1, 5, 4 } }
  -- what, call, what the error says
  for _, row in ipairs {
    { 'no dimension', function() torch.Tensor():sort() end, 'torch.sort: dimension' },
    { 'dimension 3', function() t:sort(3) end, 'dimension 3 out of range' },
    { 'dimension 0', function() t:median(0) end, 'torch.median: dimension 0' },
    { 'k of 0', function() t:topk(0) end, 'torch.topk: k not in range for dimension' },
    { 'k too large', function() t:topk(4) end, 'k not in range for dimension' },
    { 'k too large for the dimension', function() t:topk(3, 1) end, 'k not in range' },
    { 'kthvalue of 0', function() t:kthvalue(0) end, 'torch.kthvalue: k not in range' },
    { 'kthvalue without k', function() t:kthvalue() end, 'torch.kthvalue' },
    { 'nothing to choose from', function() torch.Tensor():mode() end, 'torch.mode: dimension' },
    { 'one tensor for both', function()
      local x = torch.LongTensor()
      torch.sort(x, x, t:long())
    end, 'two tensors' },
    { 'positions that are no LongTensor', function() torch.sort(torch.Tensor(), t, t) end,
      'torch.sort' },
  } do
    it(row[1], function()
      local before = values(t)
      local ok, message = pcall(row[2])
      assert.is_false(ok)
      assert.truthy(tostring(message):find(row[3], 1, true), message)
      assert.same(before, values(t))
    end)
  end

  it('leave results alone', function()
    local r, q = torch.Tensor { 1, 2 }, torch.LongTensor { 3 }
    local before = layouts.snapshot(r, q)
    assert.is_false(pcall(torch.topk, r, q, t, 9))
    assert.is_false(pcall(torch.sort, r, q, t, 3))
    assert.same(before, layouts.snapshot(r, q))
  end)
end)
