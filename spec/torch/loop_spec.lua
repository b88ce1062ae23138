-- Any number of threads gives the same bits; large and odd sizes; operands in other orders.
local core = require 'facula.core'
require 'nn'

-- Numbers whose sums depend on the order in which they are added.
local function uneven(...)
  local t = torch.Tensor(...)
  local flat = torch.range(1, t:nElement())
  return t:copy(flat:sin():mul(1000):add(torch.cinv(flat)))
end

-- name, function that makes a number, a tensor or a list of them
local ROWS = {
  { 'sum', function() return uneven(1000003):sum() end },
  { 'sum of floats', function() return uneven(1000003):float():sum() end },
  { 'mean, var, norm', function()
    local t = uneven(700001)
    return { t:mean(), t:var(), t:norm(), t:norm(3), t:prod() }
  end },
  { 'dot', function() return uneven(300007):dot(uneven(300007)) end },
  { 'sums along dimensions', function()
    local t = uneven(301, 211, 7)
    return { t:sum(1), t:sum(2), t:sum(3), t:transpose(1, 3):sum(1), t:mean(2), t:std(1) }
  end },
  { 'max', function()
    local t = uneven(257, 1025)
    return { t:max(), t:max(1), (select(2, t:max(2))), t:t():min(1) }
  end },
  { 'element-wise', function()
    local t = uneven(513, 1027)
    return { t + 1, torch.exp(t / 1000), t:clone():cmul(t), torch.add(t, 3, t), t:gt(0),
             t:t():clone():tanh(), torch.sqrt(t:narrow(2, 3, 1000)):float(), torch.pow(t, 1.5) }
  end },
  { 'one long line', function()
    local t = uneven(1, 900001)
    return { t:clone():add(1), t:select(1, 1):clone():mul(3), t:expand(2, 900001):clone():sum() }
  end },
  { 'copies', function()
    local t = uneven(641, 803)
    return { t:t():clone(), t:int(), t:t():float(), torch.cat(t, t, 2), t:repeatTensor(1, 2) }
  end },
  { 'index', function()
    return uneven(2003, 129):index(1, torch.range(2003, 1, -2):long())
  end },
  { 'scans', function() local t = uneven(801, 603) return { t:cumsum(1), t:cumsum(2) } end },
  { 'softmax', function() return nn.LogSoftMax():forward(uneven(401, 1003):div(1000)) end },
}

for _, kind in ipairs { 'Double', 'Float' } do
  for _, sizes in ipairs { { 257, 129, 513 }, { 512, 512, 512 }, { 1, 700, 900 }, { 700, 900, 1 },
    { 1031, 7, 1033 }, { 17, 4001, 19 }, { 64, 300, 3001 }, { 3001, 300, 64 } } do
    ROWS[#ROWS + 1] = { ('%s mm of %s'):format(kind, table.concat(sizes, 'x')), function()
      local type_name = 'torch.' .. kind .. 'Tensor'
      local a = uneven(sizes[1], sizes[2]):type(type_name)
      local b = uneven(sizes[2], sizes[3]):type(type_name)
      return { torch.mm(a, b), torch.mm(b:t(), a:t()), torch.mm(a, b:t():contiguous():t()),
               torch.mv(a, b:select(2, 1)), torch.ger(a:select(2, 1), b[1]) }
    end }
  end
end
ROWS[#ROWS + 1] = { 'mm of integers', function()
  return torch.mm(uneven(65, 301):int(), uneven(301, 67):int())
end }

local function bits(x, list)
  list = list or {}
  if type(x) == 'table' then
    for _, v in ipairs(x) do bits(v, list) end
  elseif torch.isTensor(x) then
    x = x:contiguous()
    local size = table.concat(x:size():totable(), 'x')
    list[#list + 1] = size .. torch.serialize(x:clone(), 'binary')
  else
    list[#list + 1] = ('%.17g'):format(x)
  end
  return list
end

describe('any number of threads gives the same bits:', function()
  local before = torch.getnumthreads()
  after_each(function() torch.setnumthreads(before) end)

  for _, row in ipairs(ROWS) do
    it(row[1], function()
      torch.setnumthreads(1)
      local alone = bits(row[2]())
      for _, n in ipairs { 2, 3, 4 } do
        torch.setnumthreads(n)
        assert.equal(n, torch.getnumthreads())
        local together = bits(row[2]())
        assert.equal(#alone, #together)
        for i = 1, #alone do
          assert.is_true(alone[i] == together[i], ('%d threads, result %d'):format(n, i))
        end
      end
    end)
  end

  for _, n in ipairs { 0, -1, 0 / 0, 1e9 } do
    it('but not ' .. n, function()
      assert.error_matches(function() torch.setnumthreads(n) end, 'torch%.setnumthreads: ')
      assert.equal(before, torch.getnumthreads())
    end)
  end

  it('and the processor has at least one core', function()
    assert.is_true(torch.getnumcores() >= 1)
    assert.is_truthy(({ plain = true, avx2 = true, avx512 = true })[core.instruction_set()])
  end)
end)

describe('large loops', function()
  it('agree with small ones', function()
    local n = 300007
    local t = uneven(n)
    local whole = torch.add(torch.mul(t, 3), 2, t)
    for _, first in ipairs { 1, 65536, 65537, 131072, 200000, n - 40 } do
      local part = t:narrow(1, first, 40):clone()
      assert.same(torch.add(torch.mul(part, 3), 2, part):totable(),
                  whole:narrow(1, first, 40):totable())
    end
  end)

  it('walk operands of other layouts in order', function()
    local t = uneven(303, 405)
    local u = t:t():contiguous():t() -- the same elements, columns dense
    for _, pair in ipairs { { t, u }, { u, t }, { u, u } } do
      local a, b = pair[1], pair[2]
      assert.is_true(torch.equal(torch.mul(t, 2), torch.add(a, b)))
      assert.is_true(torch.equal(t, torch.Tensor():resizeAs(b):copy(a)))
      assert.is_true(torch.equal(torch.mul(t, 2), b:clone():add(a)))
      assert.equal(t:nElement(), torch.eq(a, b):sum())
    end
    local deep = uneven(2, 1, 3, 1, 4, 5, 2):permute(7, 3, 1, 5, 2, 6, 4)
    assert.is_true(torch.equal(deep * 3, deep:clone() * 3))
  end)

  it('a result that overlaps itself is written in order', function()
    local one = torch.zeros(1)
    one:view(1, 1):expand(1000, 300):copy(torch.range(1, 300000))
    assert.equal(300000, one[1])
  end)
end)
