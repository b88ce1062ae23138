-- Picking elements and slices by their numbers, against plain Lua. (index: slices_spec.lua)
local arrays = require 'support.arrays'
local layouts = require 'support.layouts'

-- sizes, dimension, how long the index is along it
local CASES = {
  { { 5 }, 1, 7 }, { { 4, 3 }, 1, 2 }, { { 4, 3 }, 2, 5 }, { { 2, 3, 4 }, 1, 3 },
  { { 2, 3, 4 }, 2, 2 }, { { 2, 3, 4 }, 3, 6 }, { { 3, 150 }, 1, 4 }, { { 1, 1 }, 2, 1 },
}

-- A case with an index of its own for every element: sizes of the index, its values, and where the
-- element i of the index points to in t.
local function element_case(case, seed)
  local sizes, dim, n = case[1], case[2], case[3]
  local index_sizes, integer = arrays.resized(sizes, dim, n), arrays.integers(seed)
  local numbers, places = {}, {}
  for i, at in arrays.each(index_sizes) do
    numbers[i] = integer(1, sizes[dim])
    at[dim] = numbers[i]
    places[i] = arrays.linear(sizes, at)
    if integer(1, 3) == 1 then numbers[i] = numbers[i] - sizes[dim] - 1 end -- from the end
  end
  return index_sizes, numbers, places
end

-- The same with one number for each slice.
local function slice_case(case, seed)
  local sizes, dim, n = case[1], case[2], case[3]
  local index_sizes, integer = arrays.resized(sizes, dim, n), arrays.integers(seed)
  local numbers, places = {}, {}
  for k = 1, n do numbers[k] = integer(1, sizes[dim]) end
  for i, at in arrays.each(index_sizes) do
    at[dim] = numbers[at[dim]]
    places[i] = arrays.linear(sizes, at)
  end
  return index_sizes, numbers, places
end

local function in_every_layout(name, test)
  for number, case in ipairs(CASES) do
    for layout, make in pairs(layouts.makers) do
      it(('%s, case %d, %s'):format(name, number, layout), function()
        for _, kind in ipairs(layouts.kinds) do test(case, kind, make) end
      end)
    end
  end
end

local function same(kind, sizes, values, t)
  local list = {}
  for i = 1, #values do list[i] = layouts.element(kind, values[i]) end
  assert.is_nil(layouts.difference(kind, sizes, list, t))
end

describe('element by element:', function()
  in_every_layout('gather', function(case, kind, make)
    local index_sizes, numbers, places = element_case(case, 3)
    local values, expected = arrays.counting(case[1]), {}
    local t, index = make(kind, case[1], values), make('Long', index_sizes, numbers)
    for i, place in ipairs(places) do expected[i] = values[place] end
    same(kind, index_sizes, expected, t:gather(case[2], index))
    same(kind, index_sizes, expected, torch.gather(t, case[2] - #case[1] - 1, index))
    local result = make(kind, index_sizes, arrays.counting(index_sizes))
    assert.equal(result, result:gather(t, case[2], index))
    same(kind, index_sizes, expected, result)
  end)

  in_every_layout('scatter', function(case, kind, make)
    local index_sizes, numbers, places = element_case(case, 4)
    local values, source = arrays.counting(case[1]), {}
    for i, place in ipairs(places) do
      source[i] = 50 + i % 50
      values[place] = source[i]
    end
    local t = make(kind, case[1], arrays.counting(case[1]))
    local index = make('Long', index_sizes, numbers)
    assert.equal(t, t:scatter(case[2], index, make(kind, index_sizes, source)))
    same(kind, case[1], values, t)
    for _, place in ipairs(places) do values[place] = 7 end
    torch.scatter(t, case[2], index, 7)
    same(kind, case[1], values, t)
  end)

  in_every_layout('scatterAdd', function(case, kind, make)
    local index_sizes, numbers, places = element_case(case, 5)
    local values, source = arrays.counting(case[1]), arrays.counting(index_sizes)
    for i, place in ipairs(places) do values[place] = values[place] + source[i] end
    local t = make(kind, case[1], arrays.counting(case[1]))
    assert.equal(t, t:scatterAdd(case[2], make('Long', index_sizes, numbers),
                                 make(kind, index_sizes, source)))
    same(kind, case[1], values, t)
  end)
end)

describe('slice by slice:', function()
  in_every_layout('index', function(case, kind, make)
    local index_sizes, numbers, places = slice_case(case, 6)
    local values, expected = arrays.counting(case[1]), {}
    for i, place in ipairs(places) do expected[i] = values[place] end
    local t, index = make(kind, case[1], values), make('Long', { #numbers }, numbers)
    same(kind, index_sizes, expected, t:index(case[2], index))
  end)

  in_every_layout('indexCopy, which returns the source', function(case, kind, make)
    local index_sizes, numbers, places = slice_case(case, 7)
    local values, source = arrays.counting(case[1]), {}
    for i, place in ipairs(places) do
      source[i] = 60 + i % 40
      values[place] = source[i]
    end
    local t, from = make(kind, case[1], arrays.counting(case[1])), make(kind, index_sizes, source)
    assert.equal(from, t:indexCopy(case[2], torch.LongTensor(numbers), from))
    same(kind, case[1], values, t)
  end)

  in_every_layout('indexAdd, which returns the source', function(case, kind, make)
    local index_sizes, numbers, places = slice_case(case, 8)
    local values, source = arrays.counting(case[1]), arrays.counting(index_sizes)
    for i, place in ipairs(places) do values[place] = values[place] + source[i] end
    local t, from = make(kind, case[1], arrays.counting(case[1])), make(kind, index_sizes, source)
    assert.equal(from, t:indexAdd(case[2], make('Long', { #numbers }, numbers), from))
    same(kind, case[1], values, t)
  end)

  in_every_layout('indexFill, which returns the number', function(case, kind, make)
    local _, numbers, places = slice_case(case, 9)
    local values = arrays.counting(case[1])
    for _, place in ipairs(places) do values[place] = 5 end
    local t = make(kind, case[1], arrays.counting(case[1]))
    assert.equal(5, t:indexFill(case[2], torch.LongTensor(numbers), 5))
    same(kind, case[1], values, t)
  end)

  it('indexCopy and indexAdd take slices of another shape with as many elements', function()
    local t, source = torch.zeros(2, 3, 2), torch.range(1, 6):view(6, 1):t():contiguous()
    t:indexCopy(1, torch.LongTensor { 2 }, source)
    assert.same({ { { 0, 0 }, { 0, 0 }, { 0, 0 } }, { { 1, 2 }, { 3, 4 }, { 5, 6 } } }, t:totable())
    t = torch.zeros(4, 2)
    t:indexAdd(2, torch.LongTensor { 1, 1 }, torch.range(1, 8):view(2, 2, 2))
    assert.same({ { 4, 0 }, { 6, 0 }, { 12, 0 }, { 14, 0 } }, t:totable())
  end)
end)

describe('memory:', function()
  it('a result may be the source or the index', function()
    local t = torch.LongTensor { 3, 1, 2 }
    assert.same({ 2, 3, 1 }, t:gather(t, 1, t):totable())
    t = torch.LongTensor { 3, 1, 2 }
    assert.same({ 1, 2, 3 }, t:scatter(1, t, t):totable())
    t = torch.range(1, 4)
    t:narrow(1, 1, 3):indexCopy(1, torch.LongTensor { 1, 2, 3 }, t:narrow(1, 2, 3))
    assert.same({ 2, 3, 4, 4 }, t:totable())
    t = torch.range(1, 4)
    t:narrow(1, 2, 3):indexAdd(1, torch.LongTensor { 1, 2, 3 }, t:narrow(1, 1, 3))
    assert.same({ 1, 3, 5, 7 }, t:totable())
  end)

  it('elements that several places share are written in order', function()
    local t = torch.zeros(1, 3):expand(500, 3)
    t:scatterAdd(1, torch.LongTensor(500, 3):fill(1), torch.ones(500, 3))
    assert.same({ 500, 500, 500 }, t[1]:totable())
  end)

  it('large ones come out the same with any number of threads', function()
    local integer, threads = arrays.integers(11), torch.getnumthreads()
    local t = torch.DoubleTensor(300, 400):apply(function() return integer(-999, 999) / 7 end)
    local index = torch.LongTensor(300, 400):apply(function() return integer(1, 300) end)
    local function compute()
      local rows = index:select(2, 1)
      local added, filled = t:clone(), t:clone()
      added:indexAdd(1, rows, t)
      filled:indexFill(1, rows:narrow(1, 1, 20), 3)
      return { t:gather(1, index), t:clone():scatter(1, index, t), filled, added,
               t:clone():scatterAdd(1, index, t), t:index(1, rows),
               torch.nonzero(t:gt(100)):double(), torch.where(t:gt(0), t, 0) }
    end
    torch.setnumthreads(1)
    local one = compute()
    torch.setnumthreads(3)
    local three = compute()
    torch.setnumthreads(threads)
    for k = 1, #one do assert.is_true(torch.equal(one[k], three[k]), 'number ' .. k) end
    local sums = torch.zeros(300, 400)
    for i = 1, 300 do sums[index[i][1]]:add(t[i]) end
    assert.is_true((one[4] - t - sums):abs():max() < 1e-9)
  end)
end)

describe('nonzero', function()
  for layout, make in pairs(layouts.makers) do
    it('finds coordinates in row-major order, ' .. layout, function()
      for _, kind in ipairs(layouts.kinds) do
        for _, sizes in ipairs { { 7 }, { 3, 4 }, { 2, 3, 2 }, { 2, 1, 3, 2 }, { 60, 90 } } do
          local values, expected, integer = {}, {}, arrays.integers(17)
          for i, at in arrays.each(sizes) do
            values[i] = math.max(0, integer(-3, 2))
            if values[i] ~= 0 then for d = 1, #sizes do expected[#expected + 1] = at[d] end end
          end
          local t = make(kind, sizes, values)
          local got, found = torch.nonzero(t), math.floor(#expected / #sizes)
          assert.is_nil(layouts.difference('Long', { found, #sizes }, expected, got))
          local result = torch.LongTensor(2, 2)
          assert.equal(result, result:nonzero(t))
          assert.same(got:totable(), result:totable())
          assert.same(got:totable(), t:nonzero():totable())
        end
      end
    end)
  end

  it('gives a tensor without dimensions where nothing is found', function()
    assert.equal(0, torch.nonzero(torch.zeros(2, 3)):dim())
    assert.equal(0, torch.nonzero(torch.Tensor()):dim())
    assert.equal(0, torch.LongTensor(3, 3):nonzero(torch.FloatTensor()):dim())
  end)

  it('counts nan and infinities, and not -0', function()
    assert.same({ { 1 }, { 3 } }, torch.nonzero(torch.Tensor { 0 / 0, -0.0, -1 / 0 }):totable())
  end)

  it('may write to its source', function()
    local t = torch.LongTensor { { 0, 5 }, { 6, 0 } }
    t:nonzero(t)
    assert.same({ { 1, 2 }, { 2, 1 } }, t:totable())
  end)
end)

describe('where', function()
  for layout, make in pairs(layouts.makers) do
    it('picks from two tensors, ' .. layout, function()
      for _, kind in ipairs(layouts.kinds) do
        local condition = make('Byte', { 2, 3 }, { 1, 0, 0, 2, 1, 0 })
        local a = make(kind, { 2, 3 }, { 1, 2, 3, 4, 5, 6 })
        local b = make(kind, { 2, 3 }, { 11, 12, 13, 14, 15, 16 })
        local where = torch.where
        same(kind, { 2, 3 }, { 1, 12, 13, 4, 5, 16 }, where(condition, a, b))
        same(kind, { 2, 3 }, { 1, 9, 9, 4, 5, 9 }, where(condition, a, 9))
        same(kind, { 2, 3 }, { 9, 12, 13, 9, 9, 16 }, where(condition, 9, b))
        assert.equal(a, where(a, condition, a, b))
        same(kind, { 2, 3 }, { 1, 12, 13, 4, 5, 16 }, a)
      end
    end)
  end

  it('broadcasts', function()
    local condition = torch.ByteTensor { { 1, 0, 1 } }
    local got = torch.where(condition, torch.Tensor { { 1 }, { 2 } }, torch.Tensor { 7, 8, 9 })
    assert.same({ { 1, 8, 1 }, { 2, 8, 2 } }, got:totable())
  end)
end)

-- name, call, what the error says
local BAD = {
  { 'a number of 0 in gather', function(t) t:gather(1, torch.LongTensor { { 0, 1, 1 } }) end,
    'index 0 is out of range, dimension 1 has size 2' },
  { 'a number beyond the size', function(t) t:gather(2, torch.LongTensor { { 1 }, { 4 } }) end,
    'index 4 is out of range, dimension 2 has size 3' },
  { 'a number before the first', function(t) t:scatter(1, torch.LongTensor { { 1, 1, -3 } }, 5) end,
    'index %-3 is out of range, dimension 1 has size 2' },
  { 'a dimension that is not there', function(t) t:gather(3, torch.LongTensor(2, 3):fill(1)) end,
    'dimension 3 out of range' },
  { 'an index of other sizes', function(t) t:gather(1, torch.LongTensor(2, 2):fill(1)) end,
    'index is 2x2, but the tensor is 2x3' },
  { 'an index of fewer dimensions', function(t) t:gather(1, torch.LongTensor { 1, 1 }) end,
    'index is 2, but the tensor is 2x3' },
  { 'an index of another type', function(t) t:gather(1, torch.IntTensor(1, 3):fill(1)) end,
    'IntTensor' },
  { 'a source of other sizes',
    function(t) t:scatter(1, torch.LongTensor(1, 3):fill(1), torch.ones(2, 3)) end,
    'index is 1x3, but the source is 2x3' },
  { 'a source of another type',
    function(t) t:scatterAdd(1, torch.LongTensor(1, 3):fill(1), torch.FloatTensor(1, 3)) end,
    'FloatTensor' },
  { 'the last number of many in indexFill',
    function(t) t:indexFill(2, torch.LongTensor { 1, 2, 3, 4 }, 0) end, 'index 4 is out of range' },
  { 'too few slices', function(t) t:indexCopy(1, torch.LongTensor { 1, 2 }, torch.ones(1, 3)) end,
    'there are 2 indices, but the source is 1x3' },
  { 'slices of another size',
    function(t) t:indexAdd(1, torch.LongTensor { 1, 2 }, torch.ones(2, 4)) end, 'differ in size' },
  { 'a matrix of slice numbers',
    function(t) t:indexFill(1, torch.LongTensor { { 1 } }, 0) end,
    'vector of numbers, got size 1x1' },
  { 'an empty tensor', function() torch.Tensor():gather(1, torch.LongTensor { 1 }) end,
    'dimension 1 out of range' },
  { 'a result that is no LongTensor', function(t) torch.nonzero(t, t) end, 'invalid arguments' },
  { 'sizes that cannot be broadcast',
    function(t) torch.where(torch.ByteTensor(2):fill(1), t, 0) end, 'broadcast' },
  { 'where on different types',
    function(t) torch.where(torch.ByteTensor(2, 3):fill(1), t, t:float()) end,
    'invalid arguments' },
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
