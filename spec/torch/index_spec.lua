-- Bracket forms, masks: reading and assigning, over layouts.
local layouts = require 'support.layouts'

local values = layouts.values
local DATA = {}
for i = 1, 24 do DATA[i] = i end

local function long(...) return torch.LongStorage { ... } end

-- sizes, key, what reading gives: a number, or sizes and elements
local READS = {
  { { 4 }, 2, 2 }, { { 4 }, -1, 4 }, { { 4 }, '3', 3 }, { { 4 }, 2.7, 2 },
  { { 4 }, { 3 }, 3 }, { { 4 }, { -4 }, 1 }, { { 4 }, { { 2, 3 } }, { 2 }, { 2, 3 } },
  { { 4 }, { { 2 } }, { 1 }, { 2 } }, { { 4 }, { {} }, { 4 }, { 1, 2, 3, 4 } },
  { { 4 }, {}, { 4 }, { 1, 2, 3, 4 } }, { { 4 }, long(3), 3 },
  { { 2, 3 }, 2, { 3 }, { 4, 5, 6 } }, { { 2, 3 }, -2, { 3 }, { 1, 2, 3 } },
  { { 2, 3 }, { 2, 3 }, 6 }, { { 2, 3 }, { 2 }, { 3 }, { 4, 5, 6 } },
  { { 2, 3 }, { {}, 2 }, { 2 }, { 2, 5 } }, { { 2, 3 }, { {}, -1 }, { 2 }, { 3, 6 } },
  { { 2, 3 }, { {}, { 2, 3 } }, { 2, 2 }, { 2, 3, 5, 6 } },
  { { 2, 3 }, { {}, { 2, -1 } }, { 2, 2 }, { 2, 3, 5, 6 } },
  { { 2, 3 }, { { 2 } }, { 1, 3 }, { 4, 5, 6 } }, { { 2, 3 }, { 1, { -2, -1 } }, { 2 }, { 2, 3 } },
  { { 2, 3 }, { {}, { nil, 2 } }, { 2, 2 }, { 1, 2, 4, 5 } }, { { 2, 3 }, long(2, 1), 4 },
  { { 2, 3 }, long(-1, -1), 6 },
  { { 2, 3, 4 }, 2, { 3, 4 }, { 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24 } },
  { { 2, 3, 4 }, { 2, 3, 4 }, 24 }, { { 2, 3, 4 }, { {}, 2, 1 }, { 2 }, { 5, 17 } },
  { { 2, 3, 4 }, { 1, {}, { 2, 3 } }, { 3, 2 }, { 2, 3, 6, 7, 10, 11 } },
  { { 2, 3, 4 }, { { 1, 2 }, { 2 }, 4 }, { 2, 1 }, { 8, 20 } }, { { 2, 3, 4 }, long(1, 2, 3), 7 },
}

local function show(key)
  if type(key) == 'table' then
    local parts = {}
    for i = 1, 2 do
      if key[i] ~= nil or key[i + 1] ~= nil then parts[#parts + 1] = show(key[i]) end
    end
    if key[3] ~= nil then parts[3] = show(key[3]) end
    return '{' .. table.concat(parts, ',') .. '}'
  end
  return (tostring(key):gsub('%s+', ' '))
end

describe('brackets', function()
  for layout, make in pairs(layouts.makers) do
    for _, row in ipairs(READS) do
      local sizes, key, result, list = row[1], row[2], row[3], row[4]
      local title = ('[%s] of a %s tensor, %s'):format(show(key), table.concat(sizes, 'x'), layout)
      it('read ' .. title, function()
        for _, kind in ipairs { 'Double', 'Byte', 'Long' } do
          local got = make(kind, sizes, DATA)[key]
          if type(result) == 'number' then
            assert.equal(result, got)
          else
            assert.is_nil(layouts.difference(kind, result, list, got))
          end
        end
      end)

      it('assign to ' .. title, function()
        local t = make('Float', sizes, DATA)
        local chosen = {}
        for _, x in ipairs(list or { result }) do chosen[x] = true end
        t[key] = 50.5
        for i, x in ipairs(values(t)) do assert.equal(chosen[i] and 50.5 or i, x) end
        if list then -- views write through; a tensor of any type and shape can be assigned
          t[key]:fill(7)
          for i, x in ipairs(values(t)) do assert.equal(chosen[i] and 7 or i, x) end
          t[key] = torch.IntTensor(list)
          assert.same(values(make('Float', sizes, DATA)), values(t))
        else
          assert.is_false(pcall(function() t[key] = torch.FloatTensor { 1 } end))
        end
      end)
    end

    it('take a mask, ' .. layout, function()
      local t = make('Double', { 2, 3 }, DATA)
      local mask = make('Byte', { 2, 3 }, { 1, 0, 1, 0, 0, 1 })
      assert.same({ 1, 3, 6 }, t[mask]:totable())
      assert.same({ 1, 3, 6 }, t:maskedSelect(mask):totable())
      assert.same({ 1, 3, 6 }, torch.maskedSelect(torch.Tensor(9), t, mask):totable())
      assert.equal(0, t[torch.ByteTensor(2, 3):zero()]:dim())
      t[mask] = torch.Tensor { 7, 8, 9, 10 }
      assert.same({ 7, 2, 8, 4, 5, 9 }, values(t))
      t[t:gt(6)] = 0
      assert.same({ 0, 2, 0, 4, 5, 0 }, values(t))
      assert.equal(t, t:maskedCopy(mask, make('Double', { 3 }, { 1, 3, 6 })))
      assert.same({ 1, 2, 3, 4, 5, 6 }, values(t))
      assert.equal(-1, t:maskedFill(mask, -1))
      assert.same({ -1, 2, -1, 4, 5, -1 }, values(t))
      assert.same({ -1, -1, -1 }, t[mask:contiguous():view(3, 2)]:totable())
    end)
  end

  it('assign rows of one tensor to one another', function()
    local t = torch.range(1, 6):resize(2, 3)
    t[1] = t[2]
    assert.same({ { 4, 5, 6 }, { 4, 5, 6 } }, t:totable())
    t = torch.range(1, 4)
    t[{ { 2, 4 } }] = t[{ { 1, 3 } }] -- overlapping: the elements as they were
    assert.same({ 1, 1, 2, 3 }, t:totable())
    t = torch.range(1, 4):resize(2, 2)
    t:copy(t:t())
    assert.same({ { 1, 3 }, { 2, 4 } }, t:totable())
  end)

  it('of other keys fall through', function()
    local t = torch.Tensor { 1, 2 }
    assert.is_nil(t.noSuchMethod)
    assert.is_nil(t[torch.LongTensor { 1 }])
    assert.is_nil(t[true])
    assert.equal('function', type(t.size))
  end)

  local t2, t1 = torch.Tensor { { 1, 2, 3 }, { 4, 5, 6 } }, torch.Tensor { 1, 2, 3 }
  for _, row in ipairs {
    -- tensor, key, message of reading (and of assigning a number)
    { t1, 0, 'index 0 out of range 1 to 3' }, { t1, 4, 'index 4 out of range 1 to 3' },
    { t1, -4, 'index %-4 out of range' }, { t1, 1e15, 'index 1000000000000000 out of range' },
    { t1, 1 / 0, 'index .* out of range' }, { t2, 3, 'index 3 out of range 1 to 2' },
    { t2, { 1, 2, 3 }, 'too many indices provided: 3 for a tensor of size 2x3' },
    { t2, { 1, 4 }, 'index 4 out of range 1 to 3' },
    { t2, { { 1, 3 } }, 'range end 3 out of range' },
    { t2, { { 2, 1 } }, 'range end 1 is before its start 2' },
    { t2, { { 0 } }, 'range start 0 out of range' }, { t2, { 'x' }, 'index 1 should be a number' },
    { t2, { { 'x' } }, 'a range is made of numbers, got string' },
    { t2, long(1), '1 indices for a tensor of size 2x3' },
    { t2, long(1, 4), 'index 4 out of range 1 to 3' },
    { t2, torch.ByteTensor { 1 }, 'mask of size 1 should have as many elements .* 2x3' },
    { t2, torch.ByteTensor(2, 3):fill(2), 'a mask holds 0 and 1 only, element 1 is 2' },
    { torch.Tensor(), 1, 'an empty tensor cannot be indexed' },
    { torch.Tensor(), long(), 'an empty tensor cannot be indexed' },
    { torch.Tensor(), { 1 }, 'too many indices' },
  } do
    it('refuse [' .. show(row[2]) .. ']: ' .. row[3], function()
      local t, key = row[1], row[2]
      local before = layouts.snapshot(t)
      assert.error_matches(function() return t[key] end, row[3])
      assert.error_matches(function() t[key] = 9 end, row[3])
      assert.same(before, layouts.snapshot(t))
    end)
  end

  local all = torch.ByteTensor(2, 3):fill(1)
  for _, row in ipairs {
    { t1, 1, 'x', 'a number expected as value, got string' }, { t1, 1, t1, 'a number expected' },
    { t2, 1, t2, 'same number of elements, got sizes 3 and 2x3' },
    { t2, 1, {}, 'a number or a tensor expected as value, got table' },
    { t2, { {}, 1 }, torch.Tensor(3), 'same number of elements' },
    { t2, all, t1, 'selects 6 elements, the source of size 3 has fewer' },
    { t2, all, torch.IntTensor(6), 'a number or a DoubleTensor expected' },
    { t2, torch.LongTensor { 1 }, 1, 'cannot be indexed' }, { t2, 'name', 1, 'cannot be indexed' },
  } do
    it('refuse a value: ' .. row[4], function()
      local t = row[1]
      local before = layouts.snapshot(t)
      assert.error_matches(function() t[row[2]] = row[3] end, row[4])
      assert.same(before, layouts.snapshot(t))
    end)
  end
end)
