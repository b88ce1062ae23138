-- tril, triu, trace, cross, flip, roll, unsqueeze against plain Lua.
local arrays = require 'support.arrays'
local layouts = require 'support.layouts'

local function in_every_layout(name, test)
  for layout, make in pairs(layouts.makers) do
    it(name .. ', ' .. layout, function()
      for _, kind in ipairs(layouts.kinds) do test(kind, make) end
    end)
  end
end

-- Checks f(t) and f with a result, which may also be t itself.
local function check(kind, sizes, values, t, f)
  assert.is_nil(layouts.difference(kind, sizes, values, f(t)))
  local result = torch[kind .. 'Tensor'](2, 2)
  assert.equal(result, f(result, t))
  assert.is_nil(layouts.difference(kind, sizes, values, result))
  local wide = {}
  for d = 1, #sizes do wide[d] = sizes[d] end
  wide[#wide + 1] = 2
  local strided = torch[kind .. 'Tensor']():resize(torch.LongStorage(wide)):select(#wide, 2)
  f(strided, t)
  assert.is_nil(layouts.difference(kind, sizes, values, strided))
  assert.equal(t, f(t, t))
  assert.is_nil(layouts.difference(kind, sizes, values, t))
end

describe('triangles:', function()
  for _, sizes in ipairs { { 3, 3 }, { 2, 4 }, { 4, 2 }, { 1, 1 } } do
    for _, k in ipairs { 0, 1, -1, 2, -2, 9, -9, 2 ^ 40, -2 ^ 40 } do
      in_every_layout(('tril and triu of %dx%d at %g'):format(sizes[1], sizes[2], k),
                      function(kind, make)
        local lower, upper, values = {}, {}, arrays.counting(sizes)
        for i, at in arrays.each(sizes) do
          lower[i] = at[2] - at[1] <= k and values[i] or 0
          upper[i] = at[2] - at[1] >= k and values[i] or 0
        end
        local function optional(f)
          return function(a, b)
            if k == 0 then return b and f(a, b) or f(a) end
            if b then return f(a, b, k) end
            return f(a, k)
          end
        end
        check(kind, sizes, lower, make(kind, sizes, values), optional(torch.tril))
        check(kind, sizes, upper, make(kind, sizes, values), optional(torch.triu))
      end)
    end
  end

  in_every_layout('trace', function(kind, make)
    for _, row in ipairs { { { 3, 3 }, 15 }, { { 2, 4 }, 7 }, { { 4, 2 }, 5 }, { { 1, 1 }, 1 } } do
      local t = make(kind, row[1], arrays.counting(row[1]))
      assert.equal(row[2], t:trace())
      assert.equal(row[2], torch.trace(t))
    end
    assert.equal(kind == 'Byte' and 400 or 200,
                 torch[kind .. 'Tensor'](2, 2):fill(kind == 'Byte' and 200 or 100):trace())
  end)
end)

describe('cross', function()
  local function crossed(sizes, dim, a, b)
    local values = {}
    for i, at in arrays.each(sizes) do
      local k = at[dim]
      local function of(list, step)
        at[dim] = (k - 1 + step) % 3 + 1
        return list[arrays.linear(sizes, at)]
      end
      values[i] = of(a, 1) * of(b, 2) - of(a, 2) * of(b, 1)
    end
    return values
  end

  for _, row in ipairs { { { 3 }, 1 }, { { 2, 3 }, 2 }, { { 3, 3 }, 1 }, { { 3, 3 }, 2, true },
                         { { 2, 3, 4 }, 2 }, { { 3, 2, 3 }, 3, true } } do
    local sizes, dim, given = row[1], row[2], row[3]
    in_every_layout(('along dimension %d of %s'):format(dim, table.concat(sizes, 'x')),
                    function(kind, make)
      local a, b, integer = {}, {}, arrays.integers(5)
      for i = 1, arrays.count(sizes) do a[i], b[i] = integer(0, 5), integer(0, 5) end
      local expected = crossed(sizes, dim, a, b)
      for i, x in ipairs(expected) do expected[i] = layouts.element(kind, x) end
      local t, u = make(kind, sizes, a), make(kind, sizes, b)
      check(kind, sizes, expected, t, function(x, y)
        if y then return torch.cross(x, t == x and t:clone() or t, u, dim) end
        return given and x:cross(u, dim - #sizes - 1) or x:cross(u)
      end)
      if not given then check(kind, sizes, expected, make(kind, sizes, a), function(x, y)
        return y and x:cross(y, u) or torch.cross(x, u)
      end) end
    end)
  end
end)

describe('order:', function()
  for _, row in ipairs { { { 5 }, { 1 } }, { { 2, 3 }, { 1 } }, { { 2, 3 }, { -1 } },
                         { { 2, 3 }, { 2, 1 } }, { { 2, 3, 4 }, { 1, 3 } }, { { 1, 4 }, { 1 } } } do
    local sizes, dims = row[1], row[2]
    in_every_layout(('flip %s along %s'):format(table.concat(sizes, 'x'), table.concat(dims, ',')),
                    function(kind, make)
      local expected, values = {}, arrays.counting(sizes)
      for i, at in arrays.each(sizes) do
        for _, d in ipairs(dims) do
          if d < 0 then d = d + #sizes + 1 end
          at[d] = sizes[d] + 1 - at[d]
        end
        expected[i] = values[arrays.linear(sizes, at)]
      end
      local list = torch.LongStorage(dims)
      check(kind, sizes, expected, make(kind, sizes, values), function(a, b)
        if b then return torch.flip(a, b, list) end
        return a:flip((unpack or table.unpack)(dims))
      end)
    end)
  end

  for _, row in ipairs { { { 5 }, 2 }, { { 5 }, -1, 1 }, { { 2, 3 }, 1 }, { { 2, 3 }, 4, 2 },
                         { { 2, 3 }, -7, 1 }, { { 2, 3, 4 }, 5, 2 }, { { 2, 3 }, 0 },
                         { { 2, 3 }, 1, -1 } } do
    local sizes, shift, dim = row[1], row[2], row[3]
    in_every_layout(('roll %s by %d along %s'):format(table.concat(sizes, 'x'), shift,
                                                      tostring(dim)), function(kind, make)
      local expected, values, n = {}, arrays.counting(sizes), arrays.count(sizes)
      for i, at in arrays.each(sizes) do
        if dim then
          local d = dim < 0 and dim + #sizes + 1 or dim
          at[d] = (at[d] - 1 + shift) % sizes[d] + 1
          expected[arrays.linear(sizes, at)] = values[i]
        else
          expected[(i - 1 + shift) % n + 1] = values[i]
        end
      end
      check(kind, sizes, expected, make(kind, sizes, values), function(a, b)
        if b and dim then return torch.roll(a, b, shift, dim) end
        if b then return torch.roll(a, b, shift) end
        if dim then return a:roll(shift, dim) end
        return a:roll(shift)
      end)
    end)
  end
end)

describe('unsqueeze', function()
  for _, row in ipairs { { 1, { 1, 2, 3 } }, { 2, { 2, 1, 3 } }, { 3, { 2, 3, 1 } },
                         { -1, { 2, 3, 1 } }, { -3, { 1, 2, 3 } } } do
    in_every_layout('at ' .. row[1], function(kind, make)
      local t = make(kind, { 2, 3 }, { 1, 2, 3, 4, 5, 6 })
      local view = t:unsqueeze(row[1])
      assert.is_nil(layouts.difference(kind, row[2], { 1, 2, 3, 4, 5, 6 }, view))
      assert.same({ 2, 3 }, t:size():totable())
      assert.equal(t:isContiguous(), view:isContiguous())
      view:fill(7)
      assert.equal(7, t[1][1]) -- the same memory
      assert.same(view:size():totable(), torch.unsqueeze(t, row[1]):size():totable())
    end)
  end
end)

-- name, call, what the error says
local BAD = {
  { 'tril of a vector', function() torch.tril(torch.ones(3)) end, 'matrix expected, got size 3' },
  { 'triu of an empty tensor', function() torch.triu(torch.Tensor()) end, 'matrix expected' },
  { 'trace of three dimensions', function() torch.ones(2, 2, 2):trace() end, 'matrix expected' },
  { 'cross without 3', function() torch.cross(torch.ones(2), torch.ones(2)) end,
    'no dimension of size 3' },
  { 'cross along another size', function(t) torch.cross(t, t, 1) end,
    'dimension 1 of size 2 should have size 3' },
  { 'cross of different sizes', function(t) t:cross(torch.ones(3, 2)) end, '2x3' },
  { 'cross of different types', function(t) t:cross(t:float()) end, 'FloatTensor' },
  { 'flip of a dimension beyond', function(t) t:flip(3) end, 'dimension 3 out of range' },
  { 'flip of a dimension twice', function(t) t:flip(1, -2) end, 'dimension 1 is listed twice' },
  { 'flip without dimensions', function(t) t:flip() end, 'invalid arguments' },
  { 'roll along no dimension', function(t) t:roll(1, 0) end, 'dimension 0 out of range' },
  { 'unsqueeze too far', function(t) t:unsqueeze(4) end, 'dimension 4 out of range 1 to 3' },
  { 'unsqueeze of an empty tensor', function() torch.Tensor():unsqueeze(1) end, 'empty' },
}

describe('bad arguments:', function()
  for _, row in ipairs(BAD) do
    it(row[1], function()
      assert.error_matches(function() row[2](torch.ones(2, 3)) end, row[3])
    end)
  end

  it('empty tensors stay empty where that makes sense', function()
    assert.equal(0, torch.Tensor():roll(3):dim())
  end)
end)
