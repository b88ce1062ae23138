-- Storages: constructors, elements, windows, and what tensors do when one shrinks beneath them.
local layouts = require 'support.layouts'
local core = require 'facula.core'

describe('storages:', function()
  for _, kind in ipairs(layouts.kinds) do
    local Storage, Tensor = torch[kind .. 'Storage'], torch[kind .. 'Tensor']
    it(kind .. 'Storage', function()
      assert.equal(0, Storage():size())
      assert.equal(5, #Storage(5))
      local s = Storage { 1, 2, '3' }
      assert.same({ 1, 2, 3 }, s:totable())
      assert.equal('torch.' .. kind .. 'Storage', torch.typename(s))
      assert.equal(s, s:resize(5))
      assert.equal(s, s:fill(7))
      assert.same({ 7, 7, 7, 7, 7 }, s:totable())
      s[2] = 9
      assert.equal(9, s[2])
      assert.same({ 7, 9 }, s:resize(2):totable())
      assert.same({ 4, 5 }, s:copy(torch.IntStorage { 4, 5 }):totable())
      assert.equal(Tensor():elementSize(), s:elementSize())
      assert.equal(0, #s:resize(0))
    end)

    it('windows of a ' .. kind .. 'Storage', function()
      local s = Storage { 1, 2, 3, 4 }
      local w, rest, all = Storage(s, 2, 2), Storage(s, 3), Storage(s)
      assert.same({ { 2, 3 }, { 3, 4 }, { 1, 2, 3, 4 } },
                  { w:totable(), rest:totable(), all:totable() })
      w[1] = 20
      assert.equal(20, s[2])
      assert.equal(0, #Storage(s, 5))
      for _, f in ipairs { function() w:resize(5) end, function() s:resize(100) end,
        function() Tensor(w):resize(10) end, function() Tensor(w, 1, 9) end } do
        assert.error_matches(f, 'cannot be resized')
      end
      local again = Storage(w, 2)
      s, w = nil, nil
      collectgarbage()
      collectgarbage()
      assert.same({ 3 }, again:totable())
      rest, all, again = nil, nil, nil
      collectgarbage()
      assert.is_nil(rest or all or again)
    end)
  end

  local s = torch.DoubleStorage { 1, 2, 3 }
  for _, row in ipairs {
    { function() return s[0] end, 'index 0 out of bounds 1 to 3' },
    { function() return s[4] end, 'index 4 out of bounds' },
    { function() return s[-1] end, 'index %-1 out of bounds' },
    { function() s[4] = 1 end, 'index 4 out of bounds' },
    { function() s[1] = 'x' end, 'a number expected for element 1, got string' },
    { function() s.name = 1 end, 'cannot be indexed' },
    { function() s:copy(torch.DoubleStorage(2)) end, 'size mismatch: 3 elements here, 2 in' },
    { function() s:copy(1) end, 'a storage expected, got number' },
    { function() s:resize(-1) end, 'size %-1 is negative' },
    { function() s:resize(1e15) end, 'not enough memory: .*8000000000000000 bytes' },
    { function() torch.DoubleStorage(-1) end, 'size %-1 is negative' },
    { function() torch.DoubleStorage { 1, {} } end, 'element 2 should be a number, got table' },
    { function() torch.DoubleStorage(true) end,
      'a size, a table, a storage or the name of a file expected, got boolean' },
    { function() torch.DoubleStorage(torch.IntStorage(1)) end,
      'cannot be a window of a IntStorage' },
    { function() torch.DoubleStorage(s, 5) end, 'offset 5 out of range 1 to 4' },
    { function() torch.DoubleStorage(s, 0) end, 'offset 0 out of range' },
    { function() torch.DoubleStorage(s, 2, 3) end, 'size 3 out of range 0 to 2' },
    { function() torch.DoubleStorage(s, -2 ^ 63, 1) end, 'offset .* out of range' },
    { function() torch.DoubleStorage(s, 1, 0 / 0) end, 'size .* out of range' },
  } do
    it('refuse: ' .. row[2], function()
      assert.error_matches(row[1], row[2])
      assert.same({ 1, 2, 3 }, s:totable())
    end)
  end

  it('of bytes are strings', function()
    for _, kind in ipairs { 'Byte', 'Char' } do
      local bytes = torch[kind .. 'Storage']()
      assert.equal(bytes, bytes:string('a\0b'))
      assert.equal(3, #bytes)
      assert.equal('a\0b', bytes:string())
    end
    assert.equal('', torch.ByteStorage():string())
    assert.is_nil(torch.IntStorage().string)
  end)

  it('count only the references that retain took', function()
    local t = torch.Tensor(200):fill(1)
    local storage = t:storage()
    storage:free()
    storage:retain()
    storage:free()
    storage:free()
    storage = nil
    collectgarbage()
    collectgarbage()
    assert.equal(200, t:sum())
    assert.is_nil(storage)
  end)
end)

describe('a tensor whose storage shrank', function()
  local function shrunk()
    local t = torch.Tensor(4, 5):fill(1)
    t:storage():resize(7)
    return t
  end

  for name, f in pairs {
    sum = function(t) return t:sum() end, add = function(t) t:add(1) end,
    copy = function(t) torch.Tensor(4, 5):copy(t) end,
    ['copy to'] = function(t) t:copy(torch.Tensor(20)) end,
    mm = function(t) return torch.mm(torch.Tensor(2, 4), t) end,
    clone = function(t) return t:clone() end,
    ['reading'] = function(t) return t[1] end, ['assigning'] = function(t) t[{ 4, 5 }] = 1 end,
    ['mask'] = function(t) return t[torch.ByteTensor(4, 5)] end,
    ['operator'] = function(t) return t + 1 end,
    ['right operand'] = function(t) return torch.Tensor(4, 5) + t end,
    ['as value'] = function(t) torch.Tensor(4, 5)[{}] = t end,
    cat = function(t) return torch.cat { t, t } end,
    ['constructor'] = function(t) return torch.Tensor(t) end,
    totable = function(t) return t:totable() end,
    ['as result'] = function(t) torch.add(t, torch.Tensor(4, 5), 1) end, printing = tostring,
  } do
    it('raises: ' .. name, function()
      assert.error_matches(function() f(shrunk()) end,
                           'size 4x5 reaches beyond its storage, which was resized to 7')
    end)
  end

  it('works again when the storage has grown', function()
    local storage = torch.DoubleStorage(20)
    local t = torch.Tensor(storage)
    storage:resize(7)
    assert.is_false(pcall(t.fill, t, 1))
    storage:resize(20)
    assert.equal(20, t:fill(1):sum())
    storage:resize(7)
    assert.equal(7, t:resize(7):sum())
  end)
end)

describe('memory', function()
  local function peak() -- of this process, in bytes; nil where the system does not tell
    local f = io.open '/proc/self/status'
    if not f then return nil end
    local kilobytes = f:read('*a'):match('VmHWM:%s*(%d+) kB')
    f:close()
    return kilobytes and tonumber(kilobytes) * 1024
  end

  it('stays bounded in a loop that makes large temporaries', function()
    collectgarbage()
    local megabyte, before, highest = 2 ^ 20, core.buffer_bytes(), 0
    for _ = 1, 300 do
      local t = torch.FloatTensor(100 * megabyte / 4)
      t[1], t[-1] = 1, 1
      highest = math.max(highest, core.buffer_bytes())
    end
    assert.is_true(highest - before <= 700 * megabyte, 'buffers: ' .. highest - before)
    local most = peak()
    if most then assert.is_true(most < 2500 * megabyte, 'process: ' .. most) end
    collectgarbage()
    collectgarbage()
    assert.is_true(core.buffer_bytes() - before <= 110 * megabyte)
  end)

  it('of small tensors is given back', function()
    collectgarbage()
    collectgarbage()
    local before = core.buffer_bytes()
    for i = 1, 20000 do torch.Tensor(100 + i % 7):add(torch.Tensor(1, 2):t():sum()) end
    collectgarbage()
    collectgarbage()
    assert.is_true(core.buffer_bytes() - before < 2 ^ 20)
  end)

  for _, row in ipairs {
    { function() torch.Tensor(1e5, 1e5, 1e5) end,
      'torch%.DoubleTensor: not enough memory: a DoubleTensor of size 100000x100000x100000 needs '
      .. '8000000000000000 bytes' },
    { function() torch.zeros(1e15) end, 'torch%.zeros: not enough memory: .*1000000000000000' },
    { function() torch.ByteTensor(2 ^ 40, 2 ^ 10) end, 'needs 1125899906842624 bytes' },
    { function() torch.Tensor(2 ^ 32, 2 ^ 32) end,
      'size 4294967296x4294967296 has too many elements' },
    { function() torch.Tensor(2 ^ 61, 2) end, 'bytes' },
    { function() torch.Tensor { 1 }:repeatTensor(2 ^ 50) end,
      'torch%.repeatTensor: not enough memory' },
    { function() torch.range(1, 8e15) end, 'torch%.range: not enough memory' },
    { function() torch.Tensor(2):resize(2 ^ 50) end, 'torch%.resize: not enough memory' },
    { function() torch.Tensor(torch.DoubleStorage(2), 2 ^ 62, 4) end, 'memory' },
    { function() torch.eye(1e9) end, 'torch%.eye: not enough memory' },
  } do
    it('that cannot be had raises: ' .. row[2], function()
      local t = torch.ones(3)
      assert.error_matches(row[1], row[2])
      assert.equal(3, t:sum())
      assert.equal(4, torch.ones(2, 2):sum())
    end)
  end

  it('that cannot be had leaves the result as it was', function()
    local t = torch.Tensor { 1, 2 }
    assert.is_false(pcall(torch.zeros, t, 1e15))
    assert.is_false(pcall(t.resize, t, 2 ^ 50))
    assert.is_false(pcall(torch.repeatTensor, t, torch.Tensor { 1 }, 2 ^ 50))
    assert.same({ 1, 2 }, t:totable())
    assert.equal(2, #t:storage())
  end)
end)
