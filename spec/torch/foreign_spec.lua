-- What foreign code wants of tensors: addresses, references held outside of Lua, objects for
-- addresses; storages over files and over foreign memory.
require 'torch'
local has_ffi, ffi = pcall(require, 'ffi')

local kinds = { 'Byte', 'Char', 'Short', 'Int', 'Long', 'Half', 'Float', 'Double' }

describe('pointers', function()
  for _, kind in ipairs(kinds) do
    it('to the elements of a ' .. kind .. 'Tensor', function()
      local tensor = torch[kind .. 'Tensor'](4)
      local storage = tensor:storage()
      local size = tensor:elementSize()
      local start = tonumber(torch.data(tensor, true))
      assert.equal(start, tonumber(storage:data(true)))
      assert.equal(start + size, tonumber(tensor:narrow(1, 2, 2):data(true)))
      assert.is_nil(torch.data(torch[kind .. 'Tensor'](), true))
      assert.is_nil(torch[kind .. 'Storage']():data(true))
      if not has_ffi then
        assert.error_matches(function() tensor:data() end, 'need the FFI of LuaJIT')
        return
      end
      assert.equal(start, tonumber(ffi.cast('intptr_t', tensor:data())))
      assert.equal(start + size, tonumber(ffi.cast('intptr_t', tensor:data() + 1)))
    end)
  end

  if has_ffi then
    it('read and write elements', function()
      for _, kind in ipairs { 'Byte', 'Char', 'Short', 'Int', 'Float', 'Double' } do
        local tensor = torch[kind .. 'Tensor'] { 1, 2, 3 }
        local p = tensor:data()
        assert.equal(3, p[2])
        p[0] = 9
        assert.same({ 9, 2, 3 }, tensor:totable())
        assert.equal(2, tensor:storage():data()[1])
      end
      local long = torch.LongTensor { 1 }
      long:data()[0] = 2 ^ 40
      assert.equal(2 ^ 40, long[1])
      local target = torch.FloatTensor(3)
      ffi.copy(target:data(), torch.FloatTensor { 4, 5, 6 }:data(), 12)
      assert.same({ 4, 5, 6 }, target:totable())
    end)

    it('to objects have a type of their own', function()
      local tensor = torch.FloatTensor(2)
      assert.is_truthy(tostring(tensor:cdata()):find('THFloatTensor', 1, true))
      assert.is_truthy(tostring(tensor:storage():cdata()):find('THFloatStorage', 1, true))
      assert.is_truthy(tostring(torch.cdata(torch._gen)):find('THGenerator', 1, true))
    end)
  end

  it('to objects are those of torch.pointer', function()
    local tensor = torch.FloatTensor(2)
    assert.equal(torch.pointer(tensor), tonumber(tensor:cdata(true)))
    assert.equal(torch.pointer(tensor:storage()), tonumber(torch.cdata(tensor:storage(), true)))
    assert.is_nil(torch.cdata(nil))
    assert.is_nil(torch.data(nil))
  end)

  for _, row in ipairs {
    { function() torch.data(1) end, 'a tensor or storage expected, got number' },
    { function() torch.cdata {} end, 'tensor, storage or generator expected, got table' },
    { function()
      local t = torch.ones(200)
      t:storage():resize(3)
      t:data(true)
    end, 'reaches beyond its storage' },
  } do
    it('refuse: ' .. row[2], function() assert.error_matches(row[1], row[2]) end)
  end
end)

describe('references outside of Lua', function()
  for _, kind in ipairs(kinds) do
    for _, what in ipairs { 'Tensor', 'Storage' } do
      it(('of a %s%s'):format(kind, what), function()
        local object, name = torch[kind .. what](300), 'torch.' .. kind .. what
        local address = torch.pointer(object)
        object:retain()
        object = nil
        collectgarbage()
        collectgarbage()
        local again = torch.pushudata(address, name)
        assert.equal(name, torch.typename(again))
        assert.equal(address, torch.pointer(again))
        assert.equal(300, what == 'Tensor' and again:nElement() or #again)
        assert.is_nil(object)
        assert.error_matches(function() torch.pushudata(address, name) end, 'no torch.*was lent')
      end)
    end
  end

  it('are as many as retain made', function()
    local t = torch.ones(3)
    for _ = 1, 3 do t:retain() end
    for _ = 1, 3 do t:free() end
    t:free()
    t:storage():free()
    t:retain()
    assert.equal(t, torch.pushudata(torch.pointer(t), 'torch.DoubleTensor'))
    assert.is_false(pcall(torch.pushudata, torch.pointer(t), 'torch.DoubleTensor'))
    collectgarbage()
    assert.equal(3, t:sum())
  end)

  it('of one kind are none of another', function()
    local t = torch.ones(3)
    t:retain()
    for _, name in ipairs { 'torch.FloatTensor', 'torch.DoubleStorage' } do
      assert.error_matches(function() torch.pushudata(torch.pointer(t), name) end, 'was lent')
    end
    t:free()
  end)

  for _, row in ipairs {
    { function() torch.pushudata(4096, 'torch.DoubleTensor') end, 'was lent by retain' },
    { function() torch.pushudata('x', 'torch.DoubleTensor') end, 'address expected, got string' },
    { function() torch.pushudata(0, 'torch.DoubleTensor') end, 'an address expected' },
    { function() torch.pushudata(4096, 'torch.Nothing') end, 'unknown class torch.Nothing' },
    { function() torch.pushudata(4096, 'torch.DiskFile') end, 'have no address' },
  } do
    it('refuse: ' .. row[2], function() assert.error_matches(row[1], row[2]) end)
  end
end)

describe('storages over files', function()
  local path

  before_each(function() path = os.tmpname() end)
  after_each(function() os.remove(path) end)

  local function write(text)
    local file = assert(io.open(path, 'wb'))
    file:write(text)
    file:close()
  end

  local function contents()
    local file = assert(io.open(path, 'rb'))
    local text = file:read('*a')
    file:close()
    return text
  end

  for _, row in ipairs {
    -- storage, bytes in the file, arguments, elements
    { 'Byte', 'abcde', {}, 5 }, { 'Int', 'abcdefgh', {}, 2 }, { 'Int', 'abcdefghi', {}, 2 },
    { 'Double', 'abcdefghi', {}, 1 }, { 'Byte', 'abcde', { false, 3 }, 3 },
    { 'Byte', '', {}, 0 }, { 'Byte', '', { true }, 0 }, { 'Int', 'abcdefgh', { true, 1 }, 1 },
    { 'Half', 'abcd', {}, 2 },
  } do
    it(('%sStorage of %d bytes has %d elements'):format(row[1], #row[2], row[4]), function()
      write(row[2])
      local s = torch[row[1] .. 'Storage'](path, row[3][1], row[3][2])
      assert.equal(row[4], #s)
      if row[1] == 'Byte' then assert.equal(row[2]:sub(1, row[4]), s:string()) end
    end)
  end

  it('that are private leave the file as it is', function()
    write 'abc'
    local s = torch.ByteStorage(path)
    s:fill(65)
    assert.equal('AAA', s:string())
    s = nil
    collectgarbage()
    assert.equal('abc', contents())
    assert.is_nil(s)
  end)

  it('that are shared write to it', function()
    write 'abcdef'
    local s, t = torch.ByteStorage(path, true), torch.ByteStorage(path, true)
    s[2] = 66
    assert.equal(66, t[2])
    torch.ByteTensor(s):narrow(1, 3, 2):fill(67)
    assert.equal('aBCCef', contents())
  end)

  it('that are shared make and enlarge it', function()
    os.remove(path)
    local s = torch.ShortStorage(path, true, 4)
    assert.same({ 0, 0, 0, 0 }, s:totable())
    s:fill(257)
    s = nil
    collectgarbage()
    assert.equal(('\1'):rep(8), contents())
    assert.equal(6, #torch.ShortStorage(path, true, 6))
    assert.equal(12, #contents())
    assert.is_nil(s)
  end)

  it('live as long as a tensor or window needs them', function()
    write 'abcdef'
    local t = torch.ByteTensor(torch.ByteStorage(torch.ByteStorage(path), 2, 3))
    collectgarbage()
    collectgarbage()
    assert.same({ 98, 99, 100 }, t:totable())
    os.remove(path) -- the mapping outlives the name
    assert.same({ 98, 99, 100 }, t:totable())
  end)

  for _, row in ipairs {
    { function(p) torch.ByteStorage(p, false, 4) end, 'it has 3 bytes, 4 are wanted' },
    { function(p) torch.DoubleStorage(p, false, 1) end, 'it has 3 bytes, 8 are wanted' },
    { function(p) torch.ByteStorage(p .. '.none') end, 'cannot map <.*%.none>: No such file' },
    { function(p) torch.ByteStorage(p .. '/x') end, 'Not a directory' },
    { function() torch.ByteStorage '/' end, 'Is a directory' },
    { function() torch.ByteStorage '/dev/null' end, 'cannot map </dev/null>' },
    { function(p) torch.ByteStorage(p .. '\0x') end, 'zero byte' },
    { function() torch.ByteStorage '' end, 'cannot map <>' },
    { function() torch.ByteStorage(('x'):rep(100000)) end, 'File name too long' },
    { function(p) torch.ByteStorage(p, false, -1) end, 'out of range' },
    { function(p) torch.DoubleStorage(p, true, 2 ^ 62) end, 'out of range' },
    { function(p) torch.ByteStorage(p):resize(10) end, 'cannot be resized' },
  } do
    it('refuse: ' .. row[2], function()
      write 'abc'
      assert.error_matches(function() row[1](path) end, row[2])
      assert.equal('abc', contents())
    end)
  end
end)

describe('storages over foreign memory', function()
  it('share it', function()
    local owner = torch.IntTensor { 1, 2, 3, 4 }
    for _, address in ipairs { owner:data(true), has_ffi and owner:data() or nil } do
      local s = torch.IntStorage(3, address)
      assert.same({ 1, 2, 3 }, s:totable())
      s[2] = 20
      assert.equal(20, owner[2])
      owner[2] = 2
      assert.error_matches(function() s:resize(100) end, 'cannot be resized')
    end
  end)

  for _, row in ipairs {
    { function() torch.IntStorage(3, 'x') end, 'an address expected' },
    { function() torch.IntStorage(3, 0) end, 'an address expected' },
    { function() torch.IntStorage(3, 4097) end, 'no multiple of the 4 bytes' },
    { function() torch.IntStorage(-1, 4096) end, 'size %-1 is negative' },
    { function() torch.IntStorage(2 ^ 62, 4096) end, 'out of range' },
  } do
    it('refuse: ' .. row[2], function() assert.error_matches(row[1], row[2]) end)
  end
end)
