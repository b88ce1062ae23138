-- apply, map and map2: Lua functions over elements, which may do anything meanwhile.
local layouts = require 'support.layouts'

local SIZES, VALUES = { 2, 3, 2 }, { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 }

describe('calls for each element', function()
  for layout, make in pairs(layouts.makers) do
    it('come in row-major order and take numbers back, ' .. layout, function()
      for _, kind in ipairs(layouts.kinds) do
        local t, seen = make(kind, SIZES, VALUES), {}
        assert.equal(t, t:apply(function(x)
          seen[#seen + 1] = x
          return x + 20
        end))
        assert.same(VALUES, seen)
        local more = {}
        for i, x in ipairs(VALUES) do more[i] = x + 20 end
        assert.same(more, layouts.values(t))
      end
    end)

    it('get elements of one or two other tensors, ' .. layout, function()
      for _, kind in ipairs(layouts.kinds) do
        local t = layouts.tensor(kind, { 12 }, VALUES) -- the same number of elements is enough
        local u, expected = make(kind, SIZES, VALUES), {}
        assert.equal(t, t:map(u, function(x, y) return x + 2 * y end))
        for i, x in ipairs(VALUES) do expected[i] = 3 * x end
        assert.same(expected, layouts.values(t))
        assert.equal(u, u:map2(t, t, function(x, y, z) return x + y - z end))
        assert.same(VALUES, layouts.values(u))
      end
    end)
  end

  it('leave the element for nil, false and nothing', function()
    local t = torch.range(1, 4)
    t:apply(function(x)
      if x == 1 then return nil end
      if x == 2 then return false end
      if x == 3 then return 30 end
    end)
    assert.same({ 1, 2, 30, 4 }, t:totable())
  end)

  it('cut numbers off as the type does', function()
    assert.same({ 255, 2 }, torch.ByteTensor { 1, 2 }:map(torch.ByteTensor { 0, 1 },
      function(_, y) return y == 0 and -1 or 2.9 end):totable())
    local big = torch.LongTensor { 1 }:apply(function() return 2 ^ 53 end)
    assert.equal(2 ^ 53, big[1])
  end)

  it('never happen for an empty tensor', function()
    assert.equal(0, torch.Tensor():apply(error):dim())
  end)

  it('may be nested', function()
    local t, calls = torch.ones(3), 0
    t:apply(function(x)
      t:apply(function(y)
        calls = calls + 1
        return y + 1
      end)
      return x
    end)
    assert.equal(9, calls)
    assert.same({ 3, 3, 3 }, t:totable())
  end)
end)

describe('an error of the function', function()
  it('comes through as it is and keeps what was done before', function()
    local t, problem = torch.range(1, 4), { 'mine' }
    local ok, message = pcall(t.apply, t, function(x)
      if x == 3 then error(problem) end
      return -x
    end)
    assert.is_false(ok)
    assert.equal(problem, message)
    assert.same({ -1, -2, 3, 4 }, t:totable())
  end)
end)

-- What a function may do to the tensor; whether the loop can go on.
local MISCHIEF = {
  { 'resizes it', function(t) t:resize(1000) end, true },
  { 'empties it', function(t) t:set() end, true },
  { 'sets it to another storage', function(t) t:set(torch.Tensor(2)) end, true },
  { 'makes its storage larger', function(_, s) s:resize(100000) end, true },
  { 'makes its storage smaller', function(_, s) s:resize(1) end, false },
  { 'takes its storage away', function(_, s) s:resize(0) end, false },
  { 'collects garbage', function() collectgarbage() end, true },
  { 'runs other operations', function(t) t:add(0):sum() end, true },
}

describe('a function that', function()
  for _, row in ipairs(MISCHIEF) do
    it(row[1] .. ' cannot do harm', function()
      for _, method in ipairs { 'apply', 'map', 'map2' } do
        local t, calls = torch.Tensor(64):fill(5), 0
        local storage = t:storage()
        local others = { torch.ones(64), torch.ones(64) }
        local function f(x)
          calls = calls + 1
          if calls == 5 then row[2](t, storage) end
          if calls % 10 == 0 then collectgarbage() end
          return x + 1
        end
        local arguments = { t }
        if method ~= 'apply' then arguments[2] = others[1] end
        if method == 'map2' then arguments[3] = others[2] end
        arguments[#arguments + 1] = f
        local ok, message = pcall(t[method], (unpack or table.unpack)(arguments))
        assert.equal(row[3], ok)
        if not ok then
          assert.matches('torch.' .. method .. ': .*made smaller', message)
        else
          assert.equal(64, calls)
          assert.equal(6, storage[64])
        end
      end
    end)
  end

  it('shrinks another operand is noticed', function()
    local t, u = torch.ones(9), torch.ones(9)
    local storage = u:storage()
    assert.error_matches(function()
      t:map(u, function() storage:resize(2) end)
    end, 'made smaller meanwhile: element 3')
  end)
end)

-- call, what the error says
local BAD = {
  { function() torch.ones(2):apply(function() return true end) end,
    'torch.apply: the function should return a number, .* for element 1 it gave boolean' },
  { function() torch.ones(2):apply(function() return torch.ones(1) end) end, 'gave userdata' },
  { function() torch.ones(2):apply(3) end, 'invalid arguments' },
  { function() torch.ones(2):apply() end, 'invalid arguments' },
  { function() torch.ones(2):map(torch.ones(3), print) end, '2 and 3 do not have the same number' },
  { function() torch.ones(2):map(torch.FloatTensor(2), print) end, 'FloatTensor' },
  { function() torch.ones(2):map2(torch.ones(2), torch.ones(1), print) end, 'same number' },
}

describe('bad calls are refused:', function()
  for number, row in ipairs(BAD) do
    it('number ' .. number, function() assert.error_matches(row[1], row[2]) end)
  end
end)
