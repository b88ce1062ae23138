-- t:index: slices picked by their numbers.
local torch = require 'torch'

local TYPES = { 'Byte', 'Char', 'Short', 'Int', 'Long', 'Float', 'Double' }

-- The 2x3x4 tensor 1, 2, ... of a type, in several layouts.
local LAYOUTS = {
  contiguous = function(kind)
    return torch[kind .. 'Tensor'](torch.range(1, 24):storage():totable()):view(2, 3, 4)
  end,
  transposed = function(kind)
    local t = torch[kind .. 'Tensor'](4, 3, 2):transpose(1, 3)
    return t:copy(torch.range(1, 24):view(2, 3, 4))
  end,
  narrowed = function(kind)
    local t = torch[kind .. 'Tensor'](4, 5, 4):fill(99):narrow(1, 2, 2):narrow(2, 2, 3)
    return t:copy(torch.range(1, 24):view(2, 3, 4))
  end,
}

-- What index has to give, by its definition.
local function expected(t, dim, numbers)
  local sizes = t:size()
  sizes[dim] = #numbers
  local result = t.new():resize(sizes)
  for i, number in ipairs(numbers) do result:select(dim, i):copy(t:select(dim, number)) end
  return result:totable()
end

describe('index', function()
  for _, kind in ipairs(TYPES) do
    for layout, make in pairs(LAYOUTS) do
      for dim, numbers in ipairs { { 2, 1, 2 }, { 3, 3, 1, 2 }, { 4 } } do
        it(('picks along dimension %d of a %s %sTensor'):format(dim, layout, kind), function()
          local t = make(kind)
          local index = torch.LongTensor(numbers)
          local result = t:index(dim, index)
          assert.equal(torch.type(t), torch.type(result))
          assert.same(expected(t, dim, numbers), result:totable())
          assert.same(result:totable(), torch.index(t, dim, index):totable())
        end)
      end
    end
  end

  it('writes to a result, keeping its memory', function()
    local t, result = LAYOUTS.contiguous 'Float', torch.FloatTensor(100)
    local memory = torch.pointer(result:storage())
    assert.equal(result, result:index(t, 2, torch.LongTensor { 2 }))
    assert.same(expected(t, 2, { 2 }), result:totable())
    assert.equal(memory, torch.pointer(result:storage()))
    torch.index(result, t, 1, torch.LongTensor { 2, 2 })
    assert.same(expected(t, 1, { 2, 2 }), result:totable())
  end)

  it('writes to a result that is not contiguous', function()
    local t, wide = LAYOUTS.contiguous 'Double', torch.zeros(2, 6, 4)
    local result = wide:narrow(2, 3, 2)
    result:index(t, 2, torch.LongTensor { 3, 1 })
    assert.same(expected(t, 2, { 3, 1 }), result:totable())
    assert.same(expected(t, 2, { 3, 1 }), wide:narrow(2, 3, 2):totable())
    assert.equal(0, wide:narrow(2, 1, 2):sum() + wide:narrow(2, 5, 2):sum())
  end)

  it('may write to its own source and its own index', function()
    local t = LAYOUTS.contiguous 'Double'
    local wanted = expected(t, 2, { 3, 1, 2 })
    t:index(t, 2, torch.LongTensor { 3, 1, 2 })
    assert.same(wanted, t:totable())
    local numbers = torch.LongTensor { 3, 1, 2 }
    numbers:index(torch.LongTensor { 10, 20, 30 }, 1, numbers)
    assert.same({ 30, 10, 20 }, numbers:totable())
  end)

  it('takes an index that is not contiguous', function()
    local numbers = torch.LongTensor { { 3, 7 }, { 1, 7 } }:select(2, 1)
    assert.same({ 30, 10 }, torch.Tensor { 10, 20, 30 }:index(1, numbers):totable())
  end)

  it('picks many rows with several threads as with one', function()
    local t = torch.rand(500, 300)
    local order = torch.randperm(500):long()
    local threads = torch.getnumthreads()
    torch.setnumthreads(1)
    local one = t:index(1, order)
    torch.setnumthreads(3)
    local three = t:index(1, order)
    torch.setnumthreads(threads)
    assert.is_true(torch.equal(one, three))
  end)

  local t = LAYOUTS.contiguous 'Double'
  for name, row in pairs {
    ['a number of zero'] = { 1, torch.LongTensor { 1, 0 }, 'index 0 is out of range' },
    ['a number beyond the size'] = { 2, torch.LongTensor { 4 }, '4 .* dimension 2 has size 3' },
    ['a dimension beyond the last'] = { 4, torch.LongTensor { 1 }, 'dimension' },
    ['a matrix as index'] = { 1, torch.LongTensor { { 1, 2 } }, 'vector of numbers, got size 1x2' },
    ['an empty index'] = { 1, torch.LongTensor(), 'vector of numbers' },
    ['an index of another type'] = { 1, torch.IntTensor { 1 }, 'IntTensor' },
  } do
    it('refuses ' .. name .. ' and changes nothing', function()
      local result = torch.Tensor { 7 }
      assert.error_matches(function() result:index(t, row[1], row[2]) end, row[3])
      assert.same({ 7 }, result:totable())
    end)
  end
end)
