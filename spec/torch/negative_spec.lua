-- Negative dimensions and indices count from the end, in every operation.
local layouts = require 'support.layouts'

local unpack = unpack or table.unpack

-- Sizes 3, 3, 3 or 2, 3, 4 with distinct elements; x must not be changed.
local function cube() return torch.range(1, 27):view(3, 3, 3) end
local function box() return torch.range(1, 24):view(2, 3, 4) end

local index = torch.LongTensor { 2, 1 }

-- Operations of the library that take a dimension: the call with a dimension d of a tensor of three
-- dimensions.
local DIMENSIONS = {
  size = function(d) return box():size(d) end,
  stride = function(d) return box():stride(d) end,
  narrow = function(d) return torch.narrow(box(), d, 2, 1) end,
  select = function(d) return torch.select(box(), d, 2) end,
  transpose = function(d) return torch.transpose(box(), d, 2), torch.transpose(box(), 2, d) end,
  unfold = function(d) return torch.unfold(box(), d, 2, 1) end,
  squeeze = function(d) return torch.squeeze(torch.range(1, 2):view(1, 2, 1), d) end,
  unsqueeze = false, -- a dimension more: below
  split = function(d) return unpack(torch.split(box(), 2, d)) end,
  chunk = function(d) return unpack(torch.chunk(box(), 2, d)) end,
  gather = function(d) return torch.gather(cube(), d, torch.LongTensor(3, 3, 3):fill(2)) end,
  scatter = function(d) return cube():scatter(d, torch.LongTensor(3, 3, 3):fill(2), 50) end,
  scatterAdd = function(d)
    return cube():scatterAdd(d, torch.LongTensor(3, 3, 3):fill(2), cube())
  end,
  index = function(d) return torch.index(box(), d, index) end,
  indexCopy = function(d)
    local x = cube()
    x:indexCopy(d, torch.LongTensor { 1, 2, 3 }, cube():mul(2))
    x:indexCopy(d, torch.LongTensor { 3, 1, 2 }, cube())
    return x
  end,
  indexAdd = function(d)
    local x = cube()
    x:indexAdd(d, torch.LongTensor { 3, 3, 1 }, cube())
    return x
  end,
  indexFill = function(d)
    local x = cube()
    x:indexFill(d, index, 0)
    return x
  end,
  cross = function(d) return torch.cross(cube(), cube():cos(), d) end,
  roll = function(d) return torch.roll(box(), 1, d) end,
  flip = function(d) return torch.flip(box(), d) end,
  renorm = function(d) return torch.renorm(box(), 2, d, 3) end,
  logsumexp = function(d) return torch.logsumexp(box(), d) end,
  cat = function(d) return torch.cat(cube(), cube(), d), torch.cat({ cube(), cube() }, d) end,
  norm = function(d) return torch.norm(box(), 2, d) end,
  kthvalue = function(d) return torch.kthvalue(box(), 2, d) end,
  topk = function(d) return torch.topk(box(), 2, d, true, true) end,
}
for _, name in ipairs { 'sum', 'mean', 'prod', 'var', 'std', 'max', 'min', 'cumsum', 'cumprod',
                        'sort', 'median', 'mode' } do
  DIMENSIONS[name] = function(d) return torch[name](box(), d) end
end

-- Results as plain Lua.
local function plain(...)
  local list = { ... }
  for i, x in ipairs(list) do
    if torch.typename(x) then list[i] = { x:size():totable(), x:totable() } end
  end
  return list
end

describe('a negative dimension:', function()
  it('every operation with a dimension is tried here', function()
    for _, op in ipairs(require('facula.core').operations) do
      if op.prefix == 'torch.' and op.forms:find(':dim', 1, true) then
        assert(DIMENSIONS[op.name] ~= nil, op.name)
      end
    end
  end)

  for name, call in pairs(DIMENSIONS) do
    if call and (torch[name] or torch.DoubleTensor[name]) then
      it(name, function()
        for d = 1, 3 do assert.same(plain(call(d)), plain(call(d - 4)), d) end
        for _, d in ipairs { 0, -4, -100 } do assert.is_false(pcall(call, d), d) end
      end)
    end
  end
end)

-- --- indices -------------------------------------------------------------------------------------

-- what a negative index gives, what the same index counted from the start gives
local ROWS = {
  { 't[-1]', function(t) return t[-1], t[2] end },
  { 't[{}] with numbers', function(t) return t[{ -1, -2, -4 }], t[{ 2, 2, 1 }] end },
  { 't[{}] with ranges', function(t) return t[{ {}, { -2, -1 } }], t[{ {}, { 2, 3 } }] end },
  { 't[{}] with one', function(t) return t[{ { -1 }, -3 }], t[{ { 2 }, 1 }] end },
  { 't[LongStorage]', function(t)
    return t[torch.LongStorage { -2, -1, -3 }], t[torch.LongStorage { 1, 3, 2 }]
  end },
  { 'select', function(t) return t:select(2, -1), t:select(2, 3) end },
  { 'narrow', function(t) return t:narrow(3, -3, 2), t:narrow(3, 2, 2) end },
  { 'sub', function(t) return t:sub(-1, -1, 2, -1), t:sub(2, 2, 2, 3) end },
  { 'permute', function(t) return t:permute(-1, 1, -2), t:permute(3, 1, 2) end },
}

describe('a negative index:', function()
  for _, row in ipairs(ROWS) do
    it(row[1], function()
      local got, expected = row[2](box())
      assert.same(plain(expected), plain(got))
    end)
  end

  it('to write to', function()
    local t = box()
    t[-1] = 0
    t[{ 1, -1, -1 }] = 100
    t[{ 1, { -3, -2 }, -4 }] = -7
    t[torch.LongStorage { 1, -1, 1 }] = 5
    assert.same({ { { -7, 2, 3, 4 }, { -7, 6, 7, 8 }, { 5, 10, 11, 100 } },
                  { { 0, 0, 0, 0 }, { 0, 0, 0, 0 }, { 0, 0, 0, 0 } } }, t:totable())
  end)

  for _, row in ipairs {
    { 't[0]', function(t) return t[0] end }, { 't[-3]', function(t) return t[-3] end },
    { 't[{ -3 }]', function(t) return t[{ -3 }] end },
    { 't[{ {}, { -4, -1 } }]', function(t) return t[{ {}, { -4, -1 } }] end },
    { 't[{ {}, { -1, -2 } }]', function(t) return t[{ {}, { -1, -2 } }] end },
    { 'select', function(t) return t:select(2, -4) end },
    { 'select 0', function(t) return t:select(2, 0) end },
    { 'narrow', function(t) return t:narrow(2, -4, 1) end },
    { 'narrow beyond the end', function(t) return t:narrow(2, -1, 2) end },
    { 'sub', function(t) return t:sub(-3, -1) end },
    { 'permute', function(t) return t:permute(-1, 3, 1) end },
    { 'write', function(t) t[-3] = 1 end },
  } do
    it('out of range: ' .. row[1], function()
      local t = box()
      local before = layouts.snapshot(t)
      assert.is_false(pcall(row[2], t))
      assert.same(before, layouts.snapshot(t))
    end)
  end
end)
