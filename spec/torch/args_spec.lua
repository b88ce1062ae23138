-- Call forms, operators, and errors of arguments.
local core = require 'facula.core'
local layouts = require 'support.layouts'

local unpack = unpack or table.unpack

describe('call forms:', function()
  it('the functions of the C library are those of torch', function()
    for name, f in pairs(core.functions) do
      assert.equal('function', type(f), name)
      assert.equal('function', type(torch[name]), name)
    end
    for _, kind in ipairs(layouts.kinds) do
      for name in pairs(core.classes['torch.' .. kind .. 'Tensor'].methods) do
        if not name:find '^__' then assert.is_truthy(torch[kind .. 'Tensor'][name], name) end
      end
    end
  end)

  -- every way of leaving optional arguments out; x is {1, 2}, r a result, y {3, 4}, z {10, 20}
  for _, row in ipairs {
    { 'add', { 'x', 5 }, { 6, 7 } }, { 'add', { 'x', 'y' }, { 4, 6 } },
    { 'add', { 'x', 2, 'y' }, { 7, 10 } }, { 'add', { 'r', 'x', 5 }, { 6, 7 } },
    { 'add', { 'r', 'x', 'y' }, { 4, 6 } }, { 'add', { 'r', 'x', 2, 'y' }, { 7, 10 } },
    { 'addcmul', { 'x', 'y', 'z' }, { 31, 82 } }, { 'addcmul', { 'x', 2, 'y', 'z' }, { 61, 162 } },
    { 'addcmul', { 'r', 'x', 'y', 'z' }, { 31, 82 } },
    { 'addcmul', { 'r', 'x', 2, 'y', 'z' }, { 61, 162 } },
    { 'clamp', { 'z', 12, 15 }, { 12, 15 } }, { 'clamp', { 'r', 'z', 12, 15 }, { 12, 15 } },
    { 'pow', { 'x', 3 }, { 1, 8 } }, { 'pow', { 3, 'x' }, { 3, 9 } },
    { 'pow', { 'r', 'x', 3 }, { 1, 8 } }, { 'pow', { 'r', 3, 'x' }, { 3, 9 } },
    { 'lerp', { 'x', 'y', 0.5 }, { 2, 3 } }, { 'lerp', { 'r', 'x', 'y', 0.5 }, { 2, 3 } },
    { 'sum', { 'x', 1 }, { 3 } }, { 'sum', { 'r', 'x', 1 }, { 3 } },
    { 'cumsum', { 'x' }, { 1, 3 } }, { 'cumsum', { 'x', 1 }, { 1, 3 } },
    { 'cumsum', { 'r', 'x' }, { 1, 3 } }, { 'cumsum', { 'r', 'x', 1 }, { 1, 3 } },
    { 'std', { 'z', 1, true }, { 5 } }, { 'std', { 'r', 'z', 1, true }, { 5 } },
    { 'norm', { 'y', 2, 1 }, { 5 } }, { 'norm', { 'r', 'y', 2, 1 }, { 5 } },
    { 'range', { 1, 2 }, { 1, 2 } }, { 'range', { 'r', 1, 2 }, { 1, 2 } },
    { 'range', { 1, 3, 2 }, { 1, 3 } }, { 'range', { 'r', 1, 3, 2 }, { 1, 3 } },
    { 'cat', { 'x', 'y' }, { 1, 2, 3, 4 } }, { 'cat', { 'x', 'y', 1 }, { 1, 2, 3, 4 } },
    { 'cat', { 'r', 'x', 'y' }, { 1, 2, 3, 4 } }, { 'cat', { 'r', 'x', 'y', 1 }, { 1, 2, 3, 4 } },
    { 'add', { 'x', '5' }, { 6, 7 } }, { 'add', { 'x', '2', 'y' }, { 7, 10 } }, -- numeric strings
    { 'clamp', { 'z', '12', '15' }, { 12, 15 } }, { 'sum', { 'x', '1' }, { 3 } },
    { 'range', { '1', '2' }, { 1, 2 } }, { 'add', { 'x', ' 0x10 ' }, { 17, 18 } },
  } do
    local shown = {}
    for i, v in ipairs(row[2]) do shown[i] = tostring(v) end
    it(('torch.%s(%s)'):format(row[1], table.concat(shown, ', ')), function()
      local names = { x = torch.Tensor { 1, 2 }, y = torch.Tensor { 3, 4 },
                      z = torch.Tensor { 10, 20 }, r = torch.Tensor(3, 3):fill(7) }
      local arguments = {}
      for i, v in ipairs(row[2]) do arguments[i] = names[v] or v end
      local got = torch[row[1]](unpack(arguments))
      assert.same(row[3], got:totable())
      assert.equal(row[2][1] == 'r', rawequal(got, names.r))
      if type(row[2][1]) == 'number' or tonumber(row[2][1]) then return end
      assert.same(row[3], arguments[1][row[1]](unpack(arguments)):totable())
    end)
  end

  it('the type under discussion comes from any tensor, a table, or a last string', function()
    local float = 'torch.FloatTensor'
    assert.equal(float, torch.typename(torch.pow(2, torch.FloatTensor { 1 })))
    assert.equal(float, torch.typename(torch.cat { torch.FloatTensor { 1 } }))
    assert.equal(float, torch.typename(torch.zeros(2, float)))
    assert.error_matches(function() torch.zeros(2, 'torch.NoTensor') end,
                         'torch%.zeros: invalid arguments: number string')
  end)

  it('say where the call was', function()
    local _, message = pcall(function() torch.add(torch.Tensor(1), 'x') end)
    assert.truthy(message:find 'args_spec%.lua:%d+: torch%.add: ')
    local forms = 'expected arguments: [*res:DoubleTensor*] t:DoubleTensor v:number | '
      .. '[*res:DoubleTensor*] t:DoubleTensor [v:number] u:DoubleTensor'
    assert.truthy(message:find(forms, 1, true))
  end)

  it('too many sizes or arguments', function()
    local many = {}
    for i = 1, 40 do many[i] = 1 end
    assert.error_matches(function() torch.zeros(unpack(many)) end, 'at most 16 dimensions')
    assert.error_matches(function() torch.Tensor(unpack(many)) end, 'at most 16 dimensions')
    assert.error_matches(function() torch.add(unpack(many)) end, 'torch%.add: invalid arguments')
    assert.error_matches(function() torch.Tensor(2):view(unpack(many)) end, 'at most 16 dimensions')
  end)
end)

describe('operators:', function()
  for _, kind in ipairs(layouts.kinds) do
    local function element(x) return layouts.element(kind, x) end
    for layout, make in pairs(layouts.makers) do
      it(kind .. 'Tensor, ' .. layout, function()
        local list, other = { 6, 9, 100, 7 }, { 3, 2, 1, 4 }
        local t, u = make(kind, { 2, 2 }, list), make(kind, { 2, 2 }, other)
        for _, row in ipairs {
          { t + 3, function(a) return a + 3 end }, { 3 + t, function(a) return 3 + a end },
          { t + u, function(a, b) return a + b end }, { t - 3, function(a) return a - 3 end },
          { 3 - t, function(a) return 3 - a end }, { t - u, function(a, b) return a - b end },
          { -t, function(a) return -a end }, { t * 3, function(a) return a * 3 end },
          { 3 * t, function(a) return 3 * a end }, { t / 4, function(a) return a / 4 end },
          { t % 4, function(a) return a % 4 end }, { t + '3', function(a) return a + 3 end },
          { t * 1.5, function(a) return a * element(1.5) end },
        } do
          local expected = {}
          for i = 1, 4 do expected[i] = element(row[2](list[i], other[i])) end
          assert.is_nil(layouts.difference(kind, { 2, 2 }, expected, row[1]))
          assert.is_true(row[1]:isContiguous())
        end
        local product = { 6 * 3 + 9 * 1, 6 * 2 + 9 * 4, 100 * 3 + 7 * 1, 100 * 2 + 7 * 4 }
        for i = 1, 4 do product[i] = element(product[i]) end
        assert.is_nil(layouts.difference(kind, { 2, 2 }, product, t * u))
        local v = make(kind, { 2 }, { 3, 2 })
        assert.is_nil(layouts.difference(kind, { 2 }, { element(36), element(314) }, t * v))
        assert.equal(13, v * v)
        assert.same(list, layouts.values(t))
      end)
    end
  end

  it('tensors are equal to themselves only', function()
    local t = torch.Tensor { 1 }
    assert.is_true(t == t) -- luacheck: ignore
    assert.is_false(t == torch.Tensor { 1 })
  end)

  local t, v = torch.Tensor(2, 3):fill(1), torch.Tensor(4):fill(1)
  for _, row in ipairs {
    { function() return t + 'x' end, 'a number or a tensor expected, got string' },
    { function() return {} + t end, 'a number or a tensor expected, got table' },
    { function() return t + torch.FloatTensor(2, 3) end,
      'one type, got DoubleTensor and FloatTensor' },
    { function() return t + v end, 'inconsistent tensor size: 2x3 and 4 ' },
    { function() return t - v end, 'inconsistent tensor size: 2x3 and 4 ' },
    { function() return t / t end, 'a tensor can be divided by a number only' },
    { function() return 1 / t end, 'a tensor can be divided by a number only' },
    { function() return t % t end, 'the divisor of %% must be a number' },
    { function() return v * t end, 'multiplication of tensors of sizes 4 and 2x3 is not defined' },
    { function() return t * t end, 'inner sizes differ: a is 2x3, b is 2x3' },
    { function() return torch.IntTensor { 1 } / 0 end, 'division by zero' },
    { function() return torch.IntTensor { 1 } % 0 end, 'division by zero' },
    { function() return t ^ 2 end, '' }, { function() return t < v end, '' },
    { function() return t .. v end, '' },
  } do
    it('refuse: ' .. row[2], function()
      assert.error_matches(row[1], row[2])
      assert.equal(6, t:sum())
    end)
  end
end)
