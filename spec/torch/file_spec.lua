-- Files of torch.File: values, strings, flags, places, failures. Objects are in serialize_spec.lua.
require 'torch'
local golden = require 'support.golden'

local folder = debug.getinfo(1, 'S').source:match('^@(.*)torch[/\\]file_spec%.lua$') .. 'golden/t7/'
local to_integer = math.tointeger or function(n) return n end

local types = { 'Byte', 'Char', 'Short', 'Int', 'Long', 'Float', 'Double' }

-- Edge values of each type, all of which Lua numbers hold exactly.
local edges = {
  Byte = { 0, 1, 10, 32, 255 },
  Char = { -128, -1, 0, 10, 127 },
  Short = { -32768, -1, 0, 32767 },
  Int = { -2147483648, -1, 0, 2147483647 },
  Long = { -2 ^ 53, -1, 0, 2 ^ 53, 2 ^ 62 },
  Float = { 0, -1.5, 2 ^ -149, 16777216, 0.333333343267440796, 1 / 0, -1 / 0 },
  Double = { 0, -1.5, 5e-324, 0.1, 1 / 3, 1e300, 1 / 0, -1 / 0 },
}

-- Edge values as elements of their type: whole numbers are integers where Lua has them.
local function edges_of(type_name)
  local values = {}
  for i, v in ipairs(edges[type_name]) do
    local whole = type_name ~= 'Float' and type_name ~= 'Double'
    values[i] = whole and to_integer(v) or v
  end
  return values
end

local function storage_of(type_name, values)
  return torch[type_name .. 'Storage'](values)
end

local function contents(path)
  local file = assert(io.open(path, 'rb'))
  local text = file:read('*a')
  file:close()
  return text
end

local path
local function with_path()
  path = os.tmpname()
end
local function without_path()
  os.remove(path)
end

-- A file that can be written and then read, of either kind.
local kinds = {
  { 'disk', function() return torch.DiskFile(path, 'rw') end },
  { 'memory', function() return torch.MemoryFile() end },
}

local encodings = {
  { 'ascii', function(f) return f:ascii() end },
  { 'binary', function(f) return f:binary() end },
  { 'big-endian', function(f) return f:binary():bigEndianEncoding() end },
  { 'little-endian', function(f) return f:binary():littleEndianEncoding() end },
}

local function each_file(body)
  for _, kind in ipairs(kinds) do
    for _, encoding in ipairs(encodings) do
      body(kind[1] .. ' ' .. encoding[1], function() return encoding[2](kind[2]()) end)
    end
  end
end

-- Calls code, an expression or statement on f.
local function run(code, f)
  local compile = loadstring or load
  local chunk = compile('local f = ...; return ' .. code)
  return chunk(f)
end

describe('files recorded from Torch7', function()
  before_each(with_path)
  after_each(without_path)

  local function prepare(f, case)
    f[case.mode](f)
    if case.longSize then f:longSize(case.longSize) end
    if case.endian then f[case.endian](f) end
    if case.noAutoSpacing then f:noAutoSpacing() end
    return f
  end

  for _, case in ipairs(golden.load 't7/manifest') do
    if case.kind == 'raw' then
      local expected = contents(folder .. case.file)

      it('are written byte for byte: ' .. case.file, function()
        local disk, memory = torch.DiskFile(path, 'w'), torch.MemoryFile()
        for _, f in ipairs { prepare(disk, case), prepare(memory, case) } do
          for _, code in ipairs(case.writes) do run(code, f) end
        end
        disk:close()
        assert.equal(expected, contents(path))
        assert.equal(expected, memory:seek(1):readString('*a'))
      end)

      it('are read: ' .. case.file, function()
        local memory = torch.MemoryFile()
        memory:writeString(expected)
        memory:seek(1)
        for _, f in ipairs { torch.DiskFile(folder .. case.file), memory } do
          prepare(f, case)
          for _, read in ipairs(case.reads) do
            assert.is_nil(golden.difference(read.result, run(read.code, f), 0), read.code)
          end
        end
      end)
    end
  end
end)

describe('values in files', function()
  before_each(with_path)
  after_each(without_path)

  each_file(function(name, make)
    for _, type_name in ipairs(types) do
      local values = edges_of(type_name)
      local write, read = 'write' .. type_name, 'read' .. type_name

      it(('come back: %s, %s'):format(type_name, name), function()
        local f = make()
        for _, v in ipairs(values) do f[write](f, v) end
        assert.equal(#values, f[write](f, storage_of(type_name, values)))
        assert.equal(#values, f[write](f, storage_of(type_name, values)))
        assert.equal(#values, f[write](f, storage_of(type_name, values)))
        f:writeInt(77)

        f:seek(1)
        for _, v in ipairs(values) do assert.equal(v, f[read](f)) end
        assert.same(values, f[read](f, #values):totable())
        local given = torch[type_name .. 'Storage'](#values):fill(0)
        assert.equal(#values, f[read](f, given))
        assert.same(values, given:totable())
        local resized = torch[type_name .. 'Storage']()
        assert.equal(#values, f[read](f, resized, #values))
        assert.same(values, resized:totable())
        assert.equal(77, f:readInt())
      end)
    end

    it('keep nan: ' .. name, function()
      local f = make()
      f:writeDouble(0 / 0)
      f:writeFloat(-(0 / 0))
      f:seek(1)
      local x, y = f:readDouble(), f:readFloat()
      assert.is_true(x ~= x and y ~= y)
    end)

    it('of many elements come back: ' .. name, function()
      local n = 70000
      local f = make()
      local long = torch.LongStorage(n)
      for i = 1, n, 7 do long[i] = i * 1000 end
      f:writeLong(long)
      f:seek(1)
      assert.same(long:totable(), f:readLong(n):totable())
    end)

    it('of no elements leave no trace: ' .. name, function()
      local f = make()
      assert.equal(0, f:writeFloat(torch.FloatStorage()))
      assert.equal(1, f:position())
      assert.equal(0, f:readFloat(0):size())
      assert.equal(0, f:readFloat(torch.FloatStorage()))
    end)

    it('that are strings and booleans come back: ' .. name, function()
      local f = make()
      assert.equal(11, f:writeString('one\ntwo\n\0\255x'))
      f:seek(1)
      assert.equal('one', f:readString('*l'))
      assert.equal('two', f:readString('*l'))
      assert.equal('\0\255x', f:readString('*a'))
      f:seek(1)
      assert.equal('one', f:readString(3))
      f:seekEnd()
      local at = f:position()
      f:writeBool(true)
      f:writeBool(false)
      f:seek(at)
      assert.is_true(f:readBool())
      assert.is_false(f:readBool())
    end)
  end)

  it('are long integers of 64 bits', function()
    if not math.tointeger then return end -- numbers are doubles
    local least, most = tonumber('-9223372036854775808'), tonumber('9223372036854775807')
    for _, encoding in ipairs(encodings) do
      local f = encoding[2](torch.MemoryFile())
      f:writeLong(most)
      f:writeLong(least)
      f:seek(1)
      assert.equal(most, f:readLong())
      assert.equal(least, f:readLong())
    end
  end)

  it('are addresses of objects, exactly', function()
    local f = torch.MemoryFile():binary()
    f:writeLong(torch.pointer(f))
    assert.equal(torch.pointer(f), f:seek(1):readLong())
  end)

  it('can have longs of 4 bytes', function()
    local f = torch.MemoryFile():binary():longSize(4)
    f:writeLong(torch.LongStorage { -2147483648, 7 })
    assert.equal(9, f:position())
    assert.same({ -2147483648, 7 }, f:seek(1):readLong(2):totable())
    assert.error_matches(function() f:writeLong(2 ^ 31) end, '2147483648 does not fit')
    assert.equal(9, f:position())
    f:longSize(0):writeLong(1)
    assert.equal(17, f:position())
  end)

  local words = {
    { 'integers', ' \n\t+12 -7\r\n', { { 'Int', 12 }, { 'Short', -7 } } },
    { 'a whole number before a point', '3.75\n', { { 'Int', 3 }, { 'Double', 0.75 } } },
    { 'reals', '1e3 .5 -2. 1E-2 inf -INF', { { 'Double', 1000 }, { 'Float', 0.5 },
      { 'Double', -2 }, { 'Double', 0.01 }, { 'Float', 1 / 0 }, { 'Double', -1 / 0 } } },
    { 'lines ended by one newline', '1\n\n2\n', { { 'Int', 1 }, { 'Byte', 10 }, { 'Int', 2 } } },
  }
  for _, row in ipairs(words) do
    it('are read from text: ' .. row[1], function()
      local f = torch.MemoryFile()
      f:writeString(row[2])
      f:seek(1)
      for _, value in ipairs(row[3]) do assert.equal(value[2], f['read' .. value[1]](f)) end
    end)
  end

  local no_numbers = {
    { 'Int', 'x' }, { 'Int', '' }, { 'Int', '  ' }, { 'Int', '-' }, { 'Int', '2147483648' },
    { 'Short', '40000' }, { 'Long', '9223372036854775808' }, { 'Double', 'infinit' },
    { 'Double', '1e' }, { 'Double', '-' }, { 'Float', '.' }, { 'Double', ('1'):rep(2000) },
  }
  for _, row in ipairs(no_numbers) do
    it(('are refused: %s as %s'):format(row[2]:sub(1, 20), row[1]), function()
      local f = torch.MemoryFile()
      f:writeString(row[2])
      f:seek(1)
      assert.error_matches(function() f['read' .. row[1]](f) end,
                           'read error: read 0 blocks instead of 1 %(memory, byte %d+%)')
    end)
  end

  it('are the same whatever the locale says', function()
    local old = os.setlocale(nil, 'numeric')
    for _, name in ipairs { 'de_DE.UTF-8', 'fr_FR.UTF-8', 'C' } do
      if os.setlocale(name, 'numeric') then break end
    end
    local f = torch.MemoryFile()
    f:writeDouble(0.5)
    f:seek(1)
    local text, value = f:readString('*l'), f:seek(1):readDouble()
    os.setlocale(old, 'numeric')
    assert.equal('0.5', text)
    assert.equal(0.5, value)
  end)
end)

describe('places in files', function()
  before_each(with_path)
  after_each(without_path)

  for _, kind in ipairs(kinds) do
    it('can be gone to: ' .. kind[1], function()
      local f = kind[2]():binary()
      f:writeInt(torch.IntStorage { 1, 2, 3 })
      assert.equal(13, f:position())
      assert.equal(2, f:seek(5):readInt())
      f:seek(5)
      f:writeInt(9)
      assert.equal(3, f:readInt())
      assert.equal(13, f:seekEnd():position())
      assert.same({ 1, 9, 3 }, f:seek(1):readInt(3):totable())
    end)
  end

  it('do not exist before the begin or outside of memory', function()
    local f = torch.MemoryFile()
    f:writeString('abc')
    assert.error_matches(function() f:seek(0) end, 'position must be at least 1, not 0')
    assert.error_matches(function() f:seek(5) end,
                         'unable to seek to position 5 %(memory, byte 3%)')
    assert.error_matches(function() f:seek('x') end, 'a position expected, got string')
    assert.is_true(f:quiet():seek(5):hasError())
  end)

  it('rw keeps an old file', function()
    local f = torch.DiskFile(path, 'w')
    f:writeString('hello')
    f:close()
    f = torch.DiskFile(path, 'rw')
    f:writeString('J')
    assert.equal('ello', f:readString('*a'))
    f:writeString('!')
    f:close()
    assert.equal('Jello!', contents(path))
  end)
end)

describe('the state of files', function()
  before_each(with_path)
  after_each(without_path)

  it('starts as text, readable as asked, loud', function()
    local f = torch.DiskFile(path)
    assert.same({ false, true, false, true, false, false, true },
                { f:isBinary(), f:isAutoSpacing(), f:isQuiet(), f:isReadable(), f:isWritable(),
                  f:hasError(), f:isReferenced() })
    local g = torch.MemoryFile('w')
    assert.same({ false, true }, { g:isReadable(), g:isWritable() })
    assert.is_true(f:isLittleEndianCPU() ~= f:isBigEndianCPU())
  end)

  local flags = {
    { 'binary', 'isBinary', true }, { 'ascii', 'isBinary', false },
    { 'noAutoSpacing', 'isAutoSpacing', false }, { 'autoSpacing', 'isAutoSpacing', true },
    { 'quiet', 'isQuiet', true }, { 'pedantic', 'isQuiet', false },
  }
  for _, row in ipairs(flags) do
    it('is changed by ' .. row[1], function()
      local f = torch.MemoryFile()
      assert.equal(f, f[row[1]](f))
      assert.equal(row[3], f[row[2]](f))
    end)
  end

  local texts = {
    { function() return torch.DiskFile(path) end,
      'torch.DiskFile on <PATH> [status: open -- mode r ]' },
    { function() return torch.DiskFile(path, 'w') end,
      'torch.DiskFile on <PATH> [status: open -- mode  w]' },
    { function() return torch.DiskFile(path):close() end,
      'torch.DiskFile on <PATH> [status: closed]' },
    { function() return torch.MemoryFile() end, 'torch.MemoryFile [status: open -- mode: rw]' },
    { function() return torch.PipeFile('true') end,
      'torch.PipeFile on <true> [status: open -- mode r ]' },
  }
  for _, row in ipairs(texts) do
    it('is printed: ' .. row[2], function()
      assert.equal(row[2]:gsub('PATH', path), tostring(row[1]()))
    end)
  end

  it('has a class', function()
    local f = torch.PipeFile('true')
    assert.is_true(torch.isTypeOf(f, 'torch.File'))
    assert.is_true(torch.isTypeOf(f, 'torch.DiskFile'))
    assert.equal('torch.PipeFile', torch.typename(f))
    assert.equal(f, f:noBuffer())
  end)

  it('ends', function()
    for _, f in ipairs { torch.DiskFile(path), torch.MemoryFile(), torch.PipeFile('true') } do
      assert.is_true(f:isOpened())
      assert.equal(f, f:close())
      assert.is_false(f:isOpened())
      for _, code in ipairs { 'f:readInt()', 'f:close()', 'f:position()', 'f:seek(1)',
        'f:seekEnd()', 'f:readString("*a")', 'f:synchronize()' } do
        assert.error_matches(function() run(code, f) end, 'attempt to use a closed file')
      end
    end
  end)
end)

describe('failing files', function()
  before_each(with_path)
  after_each(without_path)

  it('tell what and where', function()
    local f = torch.DiskFile(path, 'rw'):binary()
    f:writeString('12345')
    f:seek(1)
    f:readInt()
    local ok, message = pcall(f.readInt, f)
    assert.is_false(ok)
    assert.is_truthy(message:find('read error: read 0 blocks instead of 1 (' .. path .. ', byte 5)',
                                  1, true), message)
    assert.is_true(f:hasError())
    assert.is_false(f:clearError():hasError())
  end)

  it('give what there is when quiet', function()
    for _, encoding in ipairs(encodings) do
      local f = encoding[2](torch.MemoryFile()):quiet()
      f:writeInt(torch.IntStorage { 5, 6 })
      f:seek(1)
      assert.same({ 5, 6 }, f:readInt(4):totable())
      assert.is_true(f:hasError())
      f:clearError():seek(1)
      assert.equal(2, f:readInt(torch.IntStorage(3)))
      f:clearError()
      assert.equal(0, f:readInt())
      assert.equal('', f:readString('*a'))
      assert.equal('', f:readString('*l'))
      assert.is_true(f:hasError())
      assert.is_false(f:readBool())
    end
  end)

  it('allocate nothing that the file cannot fill', function()
    local f = torch.DiskFile(path, 'rw')
    f:writeString(('7 '):rep(50000))
    for _, mode in ipairs { 'binary', 'ascii' } do
      f[mode](f)
      for _, type_name in ipairs(types) do
        for _, n in ipairs { 2 ^ 31, 2 ^ 45, 2 ^ 62 } do
          f:seek(1)
          assert.error_matches(function() f['read' .. type_name](f, n) end,
                               'read error: read %d+ blocks instead of %d+')
        end
      end
      f:seek(1)
      assert.error_matches(function() f:readString(2 ^ 50) end, 'read %d+ blocks instead of %d+')
    end
    local pipe = torch.PipeFile('head -c 300000 /dev/zero'):binary()
    assert.error_matches(function() pipe:readDouble(2 ^ 45) end,
                         'read 37500 blocks instead of 35184372088832')
  end)

  it('to write to a full disk say so', function()
    local full = io.open('/dev/full', 'w')
    if not full then return end
    full:close()
    local f = torch.DiskFile('/dev/full', 'w'):binary():noBuffer()
    assert.error_matches(function() f:writeInt(1) end,
                         'write error: wrote 0 blocks instead of 1: .+ %(/dev/full, byte 0%)')
    local g = torch.DiskFile('/dev/full', 'w')
    g:writeString('x')
    assert.error_matches(function() g:synchronize() end, 'write error: ')
    local h = torch.DiskFile('/dev/full', 'w')
    h:writeString('x')
    assert.error_matches(function() h:close() end, 'write error: ')
  end)

  local function disk(mode) return torch.DiskFile(path, mode) end
  local wrong = {
    { 'a missing file', function() torch.DiskFile('/no/such/file') end,
      'cannot open </no/such/file> in mode r : No such file' },
    { 'a missing folder', function() torch.DiskFile('/no/such/file', 'w') end,
      'cannot open </no/such/file> in mode  w: ' },
    { 'a zero byte in a name', function() torch.DiskFile('/no\0/file', 'w') end,
      'torch.DiskFile: expected a name without zero bytes, got one in </no>' },
    { 'a zero byte in the name of a new file', function() torch.save('/no/such\0', 3) end,
      'expected a name without zero bytes, got one in </no/such>' },
    { 'a folder', function() torch.DiskFile('/') end, 'cannot open </> in mode r : ' },
    { 'a mode', function() disk('x') end, "file mode should be 'r','w' or 'rw'" },
    { 'a mode of a pipe', function() torch.PipeFile('true', 'rw') end,
      "file mode should be 'r' or 'w'" },
    { 'no name', function() torch.DiskFile() end, 'string expected' },
    { 'a storage without zero', function() torch.MemoryFile(torch.CharStorage { 1, 2 }) end,
      'provided CharStorage must be terminated by 0' },
    { 'an empty storage', function() torch.MemoryFile(torch.CharStorage()) end,
      'provided CharStorage must be terminated by 0' },
    { 'a storage of bytes', function() torch.MemoryFile(torch.ByteStorage { 0 }) end,
      'a CharStorage expected, got torch.ByteStorage' },
    { 'no storage', function() torch.MemoryFile({}) end,
      'a CharStorage or a mode expected, got table' },
    { 'writing to read', function() disk('w'):readInt() end,
      'attempt to read in a write%-only file' },
    { 'reading to write', function() disk('r'):writeInt(1) end,
      'attempt to write in a read%-only file' },
    { 'another type', function() disk('w'):writeInt(torch.FloatStorage(2)) end,
      'torch.DiskFile: a number or torch.IntStorage expected, got torch.FloatStorage' },
    { 'no value', function() disk('w'):writeInt() end, 'IntStorage expected, got no value' },
    { 'a table', function() disk('w'):writeFloat({}) end, 'FloatStorage expected, got table' },
    { 'a negative count', function() disk('r'):readInt(-1) end, 'a count of %-1 is negative' },
    { 'a count of nan', function() disk('r'):readInt(0 / 0) end, 'is negative' },
    { 'a number as boolean', function() disk('w'):writeBool(1) end,
      'boolean expected, got number' },
    { 'a format', function() disk('r'):readString('*n') end, "format must be '%*a' or '%*l'" },
    { 'a table as string', function() disk('w'):writeString({}) end,
      'a string expected, got table' },
    { 'a size of longs', function() disk('r'):longSize(3) end, 'must be 0, 4 or 8' },
    { 'no file', function() torch.MemoryFile().readInt(3) end, 'a file expected .* got number' },
    { 'something else', function() torch.MemoryFile().readInt(io.stdout) end, 'a file expected' },
    { 'a tensor', function() torch.MemoryFile().readInt(torch.FloatTensor()) end,
      'a file expected' },
    { 'the storage of a disk file', function() torch.MemoryFile().storage(disk('r')) end,
      'only a torch.MemoryFile has a storage' },
    { 'to commit memory', function() torch.DiskFile(path).commit(torch.MemoryFile()) end,
      'only a torch.DiskFile can be committed' },
  }
  for _, row in ipairs(wrong) do
    it('are refused: ' .. row[1], function() assert.error_matches(row[2], row[3]) end)
  end

  it('give nil when opened quietly', function()
    assert.is_nil(torch.DiskFile('/no/such/file', 'r', true))
    assert.is_true(torch.DiskFile(path, 'r', true):isQuiet())
  end)
end)

describe('memory files', function()
  it('share their storage', function()
    local f = torch.MemoryFile()
    f:writeString('abc')
    local storage = f:storage()
    assert.same({ 97, 98, 99, 0 }, storage:totable())
    assert.equal('abc', torch.MemoryFile(storage, 'r'):readString('*a'))
    storage[1] = 65
    assert.equal('Abc', f:seek(1):readString('*a'))
    assert.equal(torch.pointer(storage), torch.pointer(f:storage()))
  end)

  it('grow over the storage they were given', function()
    local storage = torch.CharStorage { 65, 0 }
    local f = torch.MemoryFile(storage)
    f:seekEnd():writeString('BC')
    assert.same({ 65, 66, 67, 0 }, f:storage():totable())
    assert.equal(4, storage:size())
  end)

  it('survive a storage that is resized behind their back', function()
    local f = torch.MemoryFile()
    f:writeString(('x'):rep(5000))
    local storage = f:storage()
    for _, size in ipairs { 100, 1, 0 } do
      storage:resize(size)
      assert.equal(math.max(size - 1, 0), f:seekEnd():position() - 1)
      f:quiet():seek(1)
      assert.equal(math.max(size - 1, 0), #f:readString('*a'))
    end
    f:writeString('new')
    assert.equal('new', f:seek(1):readString('*a'))
  end)

  it('can be written to themselves', function()
    local f = torch.MemoryFile():binary()
    f:writeString('abcd')
    f:writeChar(f:storage())
    assert.equal('abcdabcd\0', f:seek(1):readString('*a'))
    assert.equal(9, f:quiet():seek(1):readChar(f:storage()))
  end)

  it('write linear-time in many pieces', function()
    local f = torch.MemoryFile():binary()
    for i = 1, 20000 do f:writeInt(i) end
    assert.equal(80001, f:storage():size())
    assert.equal(20000, f:seek(79997):readInt())
  end)
end)

describe('pipes', function()
  it('read what a command prints', function()
    local f = torch.PipeFile('echo 3; echo 4.5; echo a line; echo rest')
    assert.equal(3, f:readInt())
    assert.equal(4.5, f:readDouble())
    assert.equal('a line', f:readString('*l'))
    assert.equal('rest\n', f:readString('*a'))
    assert.error_matches(function() f:readInt() end, 'read error: .*echo 3.*, byte 18%)')
    assert.error_matches(function() f:seek(1) end, 'unable to seek')
    f:close()
  end)

  it('write what a command reads', function()
    local target = os.tmpname()
    local f = torch.PipeFile('cat > ' .. target, 'w')
    f:writeInt(torch.IntStorage { 1, 2 })
    f:close()
    assert.equal('1 2\n', contents(target))
    os.remove(target)
  end)

  it('read more than fits into one piece', function()
    local f = torch.PipeFile('head -c 1000000 /dev/zero'):binary()
    assert.equal(900000, f:readByte(900000):size())
    assert.equal(100000, #f:readString('*a'))
  end)
end)
