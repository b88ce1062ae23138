-- Objects in files: the .t7 format, torch.save, torch.load, torch.serialize, and files that are
-- damaged or want something bad. Values and flags of files are in file_spec.lua.
require 'torch'
local golden = require 'support.golden'
local has_nn = pcall(require, 'nn')

local folder = debug.getinfo(1, 'S').source:match('^@(.*)torch[/\\]serialize_spec%.lua$')
               .. 'golden/t7/'
local compile = loadstring or load
local is_luajit = rawget(_G, 'jit') ~= nil

local function contents(path)
  local file = assert(io.open(path, 'rb'))
  local text = file:read('*a')
  file:close()
  return text
end

local function write_file(path, text)
  local file = assert(io.open(path, 'wb'))
  file:write(text)
  file:close()
end

local function memory(text)
  local f = torch.MemoryFile()
  f:writeString(text)
  return f:seek(1)
end

-- What body writes to standard error, then what pcall(body) returns.
local function without_stderr(body)
  local said, old = {}, io.stderr
  local silent = { write = function(_, ...) said[#said + 1] = table.concat { ... } end }
  io.stderr = silent -- luacheck: ignore 122
  local ok, result = pcall(body)
  io.stderr = old -- luacheck: ignore 122
  return table.concat(said), ok, result
end

local path
local function with_path()
  path = os.tmpname()
end
local function without_path()
  os.remove(path)
end

-- --- recorded files ------------------------------------------------------------------------------

local function prepare(f, case)
  f[case.mode](f)
  if case.longSize then f:longSize(case.longSize) end
  if case.endian then f[case.endian](f) end
  if case.referenced == false then f:referenced(false) end
  return f
end

local function read_case(f, case)
  prepare(f, case)
  if case.kind == 'object' then return f:readObject() end
  local o = { f:readObject(), f:readObject() }
  assert.is_nil(f:readObject())
  o[3] = f:readObject()
  return o
end

-- Whether this Lua can do what the file is about.
local function out_of_reach(case)
  if case.vm then
    local ours = is_luajit and 'LuaJIT 2.1' or _VERSION
    return case.vm:sub(1, #ours) ~= ours
  end
  for name in (case.build or ''):gmatch('nn%.(%a+)') do
    if not has_nn or not nn[name] then return true end
  end
  return false
end

describe('objects recorded from Torch7', function()
  for _, case in ipairs(golden.load 't7/manifest') do
    if case.kind ~= 'raw' and not out_of_reach(case) then
      it('are read: ' .. case.file, function()
        for _, f in ipairs { torch.DiskFile(folder .. case.file),
          memory(contents(folder .. case.file)) } do
          local o = read_case(f, case)
          for _, check in ipairs(case.checks) do
            local result = assert(compile('local o = ...; return ' .. check.code))(o)
            assert.is_nil(golden.difference(check.result, result, 1e-12), check.code)
          end
          assert.equal(case.bytes + 1, f:position())
        end
      end)

      if case.build and case.bytesExact then
        it('are written byte for byte: ' .. case.file, function()
          local f = prepare(torch.MemoryFile(), case)
          f:writeObject(assert(compile('return ' .. case.build))())
          assert.equal(contents(folder .. case.file), f:seek(1):readString('*a'))
        end)
      end

      if case.build then
        it('come back after writing: ' .. case.file, function()
          local f = prepare(torch.MemoryFile(), case)
          f:writeObject(assert(compile('return ' .. case.build))())
          local o = f:seek(1):readObject()
          for _, check in ipairs(case.checks) do
            local result = assert(compile('local o = ...; return ' .. check.code))(o)
            assert.is_nil(golden.difference(check.result, result, 1e-12), check.code)
          end
        end)
      end
    end
  end

  it('that are functions of another Lua can be passed by', function()
    for _, case in ipairs(golden.load 't7/manifest') do
      if case.vm then
        local o = torch.load(folder .. case.file, case.mode)
        assert.equal(case.checks[1].result, case.checks[1].code == 'o.note' and o.note or 1)
      end
    end
  end)
end)

-- --- values --------------------------------------------------------------------------------------

-- Writes and reads in all the ways there are.
local ways = {
  { 'ascii string', function(o)
    return torch.deserialize(torch.serialize(o, 'ascii'), 'ascii')
  end },
  { 'binary string', function(o) return torch.deserialize(torch.serialize(o)) end },
  { 'storage', function(o) return torch.deserializeFromStorage(torch.serializeToStorage(o)) end },
  { 'ascii file', function(o)
    torch.save(path, o, 'ascii')
    return torch.load(path, 'ascii')
  end },
  { 'file', function(o)
    torch.save(path, o)
    return torch.load(path)
  end },
  { 'big-endian file', function(o)
    local f = torch.DiskFile(path, 'w'):binary():bigEndianEncoding()
    f:writeObject(o):close()
    return torch.load(path)
  end },
  { 'file with longs of 4 bytes', function(o)
    torch.DiskFile(path, 'w'):binary():longSize(4):writeObject(o):close()
    return torch.load(path)
  end },
}

local function each_way(description, body)
  for _, way in ipairs(ways) do
    it(('%s: %s'):format(description, way[1]), function() body(way[2]) end)
  end
end

local Point = torch.class('spec.serialize.Point', { Point = true })
function Point:__init(x) self.x = x end

local Hooked = torch.class('spec.serialize.Hooked', 'spec.serialize.Point', {})
function Hooked:write(file)
  file:writeObject(self.x)
  file:writeInt(5)
end
function Hooked:read(file, version)
  self.x = file:readObject()
  self.y = file:readInt() + version
end

local Versioned = torch.class('spec.serialize.Versioned', {})
Versioned.__version = 3
function Versioned:__write(file) file:writeObject { kept = self.kept } end

local function new(name, fields)
  local object = torch.factory(name)()
  for k, v in pairs(fields) do object[k] = v end
  return object
end

describe('serialisation', function()
  before_each(with_path)
  after_each(without_path)

  local values = { 0, -0.0, 1, -1.5, 2 ^ 53, 1e300, 1 / 0, '', 'a', 'a\n\0b', ('x'):rep(100000),
    true, false }
  for _, value in ipairs(values) do
    each_way('of ' .. tostring(value):sub(1, 20):gsub('%c', '?'), function(copy)
      local back = copy(value)
      assert.equal(value, back)
      assert.equal(type(value) == 'number' and 1 / value, type(back) == 'number' and 1 / back)
      if value == 1 then assert.equal('1', tostring(back)) end -- an integer where Lua has them
      assert.is_nil(copy(nil))
    end)
  end

  each_way('keeps tables with their sharing and cycles', function(copy)
    local shared = { 1, 2 }
    local o = { a = shared, b = shared, [3] = { deep = { shared } }, [true] = 'key', [1.5] = -1 }
    o.o = o
    o[shared] = 'by table'
    local back = copy(o)
    assert.same({ 1, 2 }, back.a)
    assert.equal(back.a, back.b)
    assert.equal(back.a, back[3].deep[1])
    assert.equal(back, back.o)
    assert.equal('key', back[true])
    assert.equal(-1, back[1.5])
    assert.equal('by table', back[back.a])
  end)

  each_way('keeps tensors, their views and their shared storage', function(copy)
    for _, name in ipairs { 'Byte', 'Char', 'Short', 'Int', 'Long', 'Float', 'Double' } do
      local t = torch[name .. 'Tensor'] { { 1, 2, 3 }, { 4, 5, 6 } }
      local back = copy { t, t:t(), t[2], t:storage(), t, torch[name .. 'Tensor']() }
      assert.same({ { 1, 2, 3 }, { 4, 5, 6 } }, back[1]:totable())
      assert.same({ { 1, 4 }, { 2, 5 }, { 3, 6 } }, back[2]:totable())
      assert.same({ 4, 5, 6 }, back[3]:totable())
      back[3][1] = 9
      assert.equal(9, back[1][2][1])
      assert.equal(9, back[4][4])
      assert.equal(torch.pointer(back[1]), torch.pointer(back[5]))
      assert.equal(0, back[6]:dim())
      assert.equal('torch.' .. name .. 'Tensor', torch.typename(back[6]))
    end
  end)

  each_way('keeps generators', function(copy)
    local g = torch.Generator()
    torch.manualSeed(g, 7)
    torch.random(g)
    local back = copy(g)
    assert.equal(torch.random(g), torch.random(back))
    assert.equal(7, torch.initialSeed(back))
  end)

  each_way('keeps objects of classes', function(copy)
    local p = new('spec.serialize.Point', { x = { 1 } })
    p.self = p
    local back = copy { p, p, new('spec.serialize.Hooked', { x = 'x', y = 0 }),
      new('spec.serialize.Versioned', { kept = 1, lost = 2 }) }
    assert.equal('spec.serialize.Point', torch.typename(back[1]))
    assert.same({ 1 }, back[1].x)
    assert.equal(back[1], back[1].self)
    assert.equal(back[1], back[2])
    assert.same({ 'x', 6 }, { back[3].x, back[3].y })
    assert.same({ 1 }, { back[4].kept, back[4].lost })
    assert.equal('spec.serialize.Versioned', torch.typename(back[4]))
  end)

  it('writes every object in full without references', function()
    local t = { 1 }
    for _, mode in ipairs { 'binary', 'ascii' } do
      torch.save(path, { t, t }, mode, false)
      local back = torch.load(path, mode, false)
      assert.same({ { 1 }, { 1 } }, back)
      assert.is_false(rawequal(back[1], back[2]))
      back = torch.load(path, mode, { referenced = false })
      assert.is_false(rawequal(back[1], back[2]))
    end
  end)

  it('remembers objects from one call to the next', function()
    local f, t = torch.MemoryFile(), { 1 }
    f:writeObject(t)
    f:writeObject { t }
    f:seek(1)
    local first = f:readObject()
    assert.equal(first, f:readObject()[1])
  end)

  it('writes the version and reads what has none', function()
    assert.is_truthy(torch.serialize(new('spec.serialize.Versioned', {}), 'ascii')
                     :find('\n3\nV 3\n24\nspec.serialize.Versioned\n', 1, true))
    local o = memory('4\n1\n21\nspec.serialize.Hooked\n1\n2\n5\n'):readObject()
    assert.same({ 2, 5 }, { o.x, o.y })
  end)

  it('passes over fields that cannot be written, and says so', function()
    local said = {}
    local old = _G.print
    _G.print = function(text) said[#said + 1] = text end -- luacheck: ignore 122
    local ok, back = pcall(function()
      return torch.deserialize(torch.serialize(
        { p = new('spec.serialize.Point', { x = 1, co = coroutine.create(function() end) }) }))
    end)
    _G.print = old -- luacheck: ignore 122
    assert.is_true(ok, back)
    assert.same({ '$ Warning: cannot write object field <co> of <spec.serialize.Point> <?>.p' },
                said)
    assert.equal(1, back.p.x)
    assert.is_nil(back.p.co)
  end)

  it('lets a hook replace what is written', function()
    local t = torch.FloatTensor { 1, 2 }
    local f = torch.MemoryFile()
    f:writeObject({ t, new('spec.serialize.Hooked', { x = t }), 'name' }, nil, function(o)
      if torch.typename(o) == 'torch.FloatTensor' then return torch.DoubleTensor { 7 } end
      return o == 'name' and 'other' or o
    end)
    local back = f:seek(1):readObject()
    assert.equal('torch.DoubleTensor', torch.typename(back[1]))
    assert.equal(torch.pointer(back[1]), torch.pointer(back[2].x))
    assert.equal('other', back[3])
  end)

  it('knows what can be written', function()
    local f = torch.MemoryFile()
    local kinds = { [0] = 1, [1] = 3, [2] = 'a', [3] = {}, [4] = torch.FloatTensor(), [5] = true,
      [8] = function() end }
    assert.equal(0, f:isWritableObject(nil))
    kinds[0] = nil
    assert.equal(1, f:isWritableObject(1))
    for kind, object in pairs(kinds) do assert.equal(kind, f:isWritableObject(object)) end
    for _, object in ipairs { coroutine.create(function() end), print, io.stdout, f } do
      assert.is_nil(f:isWritableObject(object))
    end
  end)

  local unwritable = {
    { coroutine.create(function() end), 'Unwritable object <thread> at <%?>$' },
    { { a = print }, 'Unwritable object <function> at <%?>%.a$' },
    { { a = { { io.stdout } } }, 'Unwritable object <userdata> at <%?>%.a%.1%.1$' },
    { { [print] = 1 }, 'Unwritable object <function> at <%?>%.<function>$' },
    { { p = new('spec.serialize.Point', { x = { y = print } }) },
      'Unwritable object <function> at <%?>%.p%.x%.y$' },
  }
  for i, row in ipairs(unwritable) do
    it('tells where it finds what cannot be written: ' .. i, function()
      assert.error_matches(function() torch.serialize(row[1]) end, row[2])
      assert.error_matches(function() torch.save(path, row[1]) end, row[2])
      assert.error_matches(function() torch.MemoryFile():writeObject(row[1], 'net') end,
                           (row[2]:gsub('<%%%?>', 'net')))
    end)
  end

  local wrong = {
    { function() torch.save(path, 1, 'b32') end,
      '"binary" or "ascii" %(or nil%) expected for mode' },
    { function() torch.serialize(1, 'x') end, '"binary" or "ascii" %(or nil%) expected for mode' },
    { function() torch.load(path, 'x') end, '"binary", "b32", "b64" or "ascii" expected for mode' },
    { function() torch.load('/no/such/file') end, 'cannot open </no/such/file> in mode r ' },
    { function() torch.save('/no/such/file', 1) end, 'cannot open </no/such/file> in mode  w' },
    { function() torch.deserialize({}) end, 'string expected, got table' },
    { function() torch.deserializeFromStorage(torch.ByteStorage(1)) end,
      'torch.CharStorage expected, got torch.ByteStorage' },
  }
  for i, row in ipairs(wrong) do
    it('refuses a wrong call: ' .. i, function() assert.error_matches(row[1], row[2]) end)
  end
end)

-- --- functions -----------------------------------------------------------------------------------

local function counters()
  local n = 10
  return { up = function() n = n + 1; return n end, get = function() return n end,
    far = function() return tostring(n) end }
end

describe('functions in files', function()
  before_each(with_path)
  after_each(without_path)

  it('keep and share their upvalues', function()
    local back = torch.deserialize(torch.serialize(counters()))
    assert.equal(11, back.up())
    assert.equal(is_luajit and 11 or debug.upvaluejoin and 11 or 10, back.get())
    assert.equal(debug.upvaluejoin and '11' or '10', (back.far():gsub('%.0$', '')))
  end)

  it('can refer to themselves', function()
    local function factorial(n) return n < 2 and 1 or n * factorial(n - 1) end
    assert.equal(120, torch.deserialize(torch.serialize(factorial))(5))
  end)

  it('are not loaded by torch.load unless trusted', function()
    torch.save(path, { f = counters().up, x = 1 })
    local careful = torch.load(path)
    assert.equal(1, careful.x)
    assert.error_matches(careful.f, 'this function came from ' .. path:gsub('%p', '%%%0')
                         .. ' and was not loaded.*torch.load%(path, format, {trust = true}%)')
    assert.equal(11, torch.load(path, 'binary', { trust = true }).f())
    assert.equal(11, torch.load(path, nil, { trust = true }).f())
  end)

  it('that were not loaded can be saved again', function()
    torch.save(path, counters())
    for _, mode in ipairs { 'ascii', 'binary' } do
      torch.save(path, torch.load(path), mode)
      assert.is_false(pcall(torch.load(path).up))
    end
    local back = torch.load(path, nil, { trust = true })
    assert.equal(11, back.up())
    assert.equal(debug.upvaluejoin and 11 or 10, back.get())
  end)

  it('of the older kinds are read', function()
    local k = 3
    local code = string.dump(function(x) return x * k end)
    for _, kind in ipairs { 6, 7 } do
      local f = torch.MemoryFile():binary()
      f:writeInt(kind)
      if kind == 7 then f:writeInt(100) end
      f:writeInt(#code)
      f:writeString(code)
      f:writeObject { 4 }
      assert.equal(20, f:seek(1):readObject()(5))
    end
  end)

  it('that cannot be compiled say so when called', function()
    local f = torch.MemoryFile():binary()
    f:writeInt(torch.IntStorage { 8, 100, 4 })
    f:writeString('\27bad')
    f:writeObject {}
    local said, ok, back = without_stderr(function() return f:seek(1):readObject() end)
    assert.is_true(ok, back)
    assert.is_truthy(said:find('Warning: Failed to load function from bytecode'))
    assert.error_matches(back, 'Failed to load function from bytecode')
  end)
end)

-- --- saving and loading --------------------------------------------------------------------------

describe('torch.save', function()
  before_each(with_path)
  after_each(without_path)

  local function files_beside(name)
    local dir = name:match('^(.*)/')
    local list = io.popen(('ls -a %q'):format(dir)):read('*a')
    local count = 0
    for _ in list:gmatch('%.facula%-[^\n]*tmp') do count = count + 1 end
    return count
  end

  it('leaves the old file when it fails', function()
    torch.save(path, 'old')
    local before = files_beside(path)
    assert.is_false(pcall(torch.save, path, { 1, 2, print }))
    assert.equal('old', torch.load(path))
    assert.equal(before, files_beside(path))
  end)

  it('keeps permissions and links', function()
    torch.save(path, 1)
    os.execute(('chmod 640 %q && ln -s %q %q'):format(path, path, path .. '.link'))
    torch.save(path .. '.link', 2)
    local mode = io.popen(('ls -l %q'):format(path)):read('*a')
    local link = io.popen(('ls -l %q'):format(path .. '.link')):read('*a')
    os.remove(path .. '.link')
    assert.equal('-rw-r-----', mode:sub(1, 10))
    assert.equal('l', link:sub(1, 1))
    assert.equal(2, torch.load(path))
  end)

  it('makes new files', function()
    os.remove(path)
    torch.save(path, 1)
    assert.equal(1, torch.load(path))
  end)

  it('writes to what is no plain file in place', function()
    torch.save('/dev/null', { 1 })
    local reader = io.popen(('cat > %q'):format(path), 'w')
    reader:close()
    os.execute(('rm %q; mkfifo %q; (cat %q > %q.out) &'):format(path, path, path, path))
    torch.save(path, 'through a pipe', 'ascii')
    for _ = 1, 100 do
      if contents(path .. '.out') ~= '' then break end
      os.execute('sleep 0.02')
    end
    assert.equal('2\n14\nthrough a pipe\n', contents(path .. '.out'))
    os.remove(path .. '.out')
  end)

  it('reports a full disk', function()
    local full = io.open('/dev/full', 'w')
    if not full then return end
    full:close()
    assert.error_matches(function() torch.save('/dev/full', 1) end, '/dev/full')
  end)

  it('vanishes when it is not committed', function()
    local f = torch.DiskFile.replace(path)
    f:writeObject(1)
    f:close()
    assert.equal('', contents(path))
    f = torch.DiskFile.replace(path)
    f:writeObject(1)
    f:commit()
    assert.is_false(f:isOpened())
    assert.equal(1, torch.load(path))
  end)
end)

describe('torch.load', function()
  before_each(with_path)
  after_each(without_path)

  it('takes the mode that is given', function()
    torch.save(path, 'x', 'ascii')
    assert.error_matches(function() torch.load(path, 'binary') end, 'unknown object')
    torch.save(path, torch.LongTensor { 1, 2 })
    assert.error_matches(function() torch.load(path, 'b32') end, '%(' .. path:gsub('%p', '%%%0'))
    assert.same({ 1, 2 }, torch.load(path, 'b64'):totable())
  end)

  it('reads from pipes', function()
    torch.save(path, { 1, 'x' })
    os.execute(('mkfifo %q.pipe; (cat %q > %q.pipe) &'):format(path, path, path))
    local back = torch.load(path .. '.pipe')
    os.remove(path .. '.pipe')
    assert.same({ 1, 'x' }, back)
  end)

  local function with_names(object, ...)
    local text = torch.serialize(object, 'ascii')
    local names = { ... }
    for i = 1, #names, 2 do
      local from, to = names[i], names[i + 1]
      text = text:gsub(('%d\n%s\n'):format(#from, from), ('%d\n%s\n'):format(#to, to))
    end
    write_file(path, text)
    return torch.load(path)
  end

  local gpu = { [''] = 'Float', Byte = 'Byte', Char = 'Char', Short = 'Short', Int = 'Int',
    Long = 'Long', Double = 'Double' }
  for cuda, name in pairs(gpu) do
    it('makes CPU tensors of GPU tensors: ' .. name, function()
      local tensor, storage = 'torch.%sTensor', 'torch.%sStorage'
      local back = with_names(torch[name .. 'Tensor'] { 1, 2 },
                              tensor:format(name), tensor:format('Cuda' .. cuda),
                              storage:format(name), storage:format('Cuda' .. cuda))
      assert.equal(tensor:format(name), torch.typename(back))
      assert.same({ 1, 2 }, back:totable())
    end)
  end

  it('makes nn layers of cudnn layers', function()
    if not has_nn then return end
    local back = with_names(nn.ReLU(), 'nn.ReLU', 'cudnn.ReLU')
    assert.equal('nn.ReLU', torch.typename(back))
  end)

  it('names classes it does not know', function()
    local p = new('spec.serialize.Point', {})
    local name = 'spec.serialize.Point'
    assert.error_matches(function() with_names(p, name, 'torch.CudaWideTensor') end,
                         'unknown Torch class <torch.CudaWideTensor> %(.+, byte %d+%)')
    assert.error_matches(function() with_names(p, name, 'onmt.Encoder') end,
                         "unknown Torch class <onmt.Encoder>: .* required first, 'onmt' perhaps?")
  end)
end)

-- --- damaged files -------------------------------------------------------------------------------

-- An int of 4 bytes in this machine's order.
local function int_bytes(n)
  local f = torch.MemoryFile():binary()
  f:writeInt(n)
  return f:seek(1):readString('*a')
end

describe('a damaged file', function()
  before_each(with_path)
  after_each(without_path)

  local sample = { 'text', { 1.5, true }, torch.DoubleTensor { { 1, 2 }, { 3, 4 } },
    torch.ByteTensor { 1, 2, 3 }, new('spec.serialize.Hooked', { x = {} }) }

  -- Reads the file at path. Whatever is in it, the answer is an object or an error with the place.
  local function load_or_explain(mode)
    local ok, message = pcall(torch.load, path, mode)
    if ok then return end
    assert.equal('string', type(message))
    local place = message:match('%((.-), byte %d+%)') or message:match('%((.-)%)$')
    assert.equal(path, place, message)
    assert.is_nil(message:find('memory')) -- nothing was allocated, so there was enough
  end

  for _, mode in ipairs { 'binary', 'ascii' } do
    it('that ends early is an error with the place: ' .. mode, function()
      local text = torch.serialize(sample, mode)
      for size = 0, #text - 2 do
        write_file(path, text:sub(1, size))
        local ok, message = pcall(torch.load, path, mode)
        assert.is_false(ok, 'cut at ' .. size)
        assert.is_truthy(message:find('(' .. path .. ', byte ', 1, true), message)
      end
    end)
  end

  it('with any wrong int is no crash and no flood: binary', function()
    local text = torch.serialize(sample)
    collectgarbage()
    for at = 1, #text - 3 do
      for _, wrong in ipairs { 0, -1, 4, 2147483647, -2147483648 } do
        write_file(path, text:sub(1, at - 1) .. int_bytes(wrong) .. text:sub(at + 4))
        load_or_explain('binary')
      end
    end
  end)

  it('with any wrong number is no crash and no flood: ascii', function()
    local text = torch.serialize(sample, 'ascii')
    for first, last in text:gmatch('()%f[%d]%d+%f[%D]()') do
      for _, wrong in ipairs { '0', '-1', '4', '2147483647', '9223372036854775807', 'x', '' } do
        write_file(path, text:sub(1, first - 1) .. wrong .. text:sub(last))
        load_or_explain('ascii')
      end
    end
  end)

  -- dimensions, sizes, strides, offset, elements of the storage
  local views = {
    { 1, { 3 }, { 1 }, 1, 2,
      'a tensor of size 3, stride 1 and offset 1 in a storage of 2 elements' },
    { 1, { 2 }, { 1 }, 2, 2, 'offset 2 in a storage of 2 elements' },
    { 1, { 2 }, { 1 }, 0, 2, 'offset 0 in a storage of 2 elements' },
    { 1, { 1 }, { 1 }, -1, 2, 'offset %-1 in a storage' },
    { 1, { -1 }, { 1 }, 1, 2, 'a tensor of size %-1 and stride 1' },
    { 2, { 1000, 0 }, { 1000, 1 }, 1, 2, 'a tensor of size 1000x0 and stride 1000x1' },
    { 1, { 2 }, { -1 }, 2, 2, 'a tensor of size 2 and stride %-1' },
    { 2, { 2 ^ 32, 2 ^ 32 }, { 2 ^ 32, 1 }, 1, 4, 'in a storage of 4 elements' },
    { 2, { 2 ^ 62, 4 }, { 0, 2 ^ 61 }, 1, 4, 'in a storage of 4 elements' },
    { 0, {}, {}, 7, 2, 'offset 7 in a storage of 2 elements' },
    { -1, {}, {}, 1, 2, 'a tensor of %-1 dimensions' },
    { 1000000000, {}, {}, 1, 2, 'a tensor of 1000000000 dimensions' },
  }
  for i, row in ipairs(views) do
    it('with a view that its storage does not have is refused: ' .. i, function()
      local f = torch.MemoryFile():binary()
      f:writeInt(torch.IntStorage { 4, 100, 3 })
      f:writeString('V 1')
      f:writeInt(17)
      f:writeString('torch.FloatTensor')
      f:writeInt(row[1])
      f:writeLong(torch.LongStorage(row[2]))
      f:writeLong(torch.LongStorage(row[3]))
      f:writeLong(row[4])
      f:writeObject(torch.FloatStorage(row[5]))
      assert.error_matches(function() f:seek(1):readObject() end,
                           row[6] .. '.*%(memory, byte %d+%)')
    end)
  end

  local texts = {
    { '9\n', 'unknown object: 9 is no kind of object %(memory, byte 2%)' },
    { '-1\n', 'unknown object: %-1' },
    { '3\n1\n1\n0\n0\n', 'a table with the key nil' },
    { '3\n1\n1\n1\nnan\n0\n', 'a table with the key %-?nan' },
    { '3\n1\n-5\n', 'a table of %-5 elements' },
    { '2\n-1\n', 'a string of %-1 bytes' },
    { '2\n2000000000\nabc', 'read error: read 3 blocks instead of 2000000000' },
    { '4\n1\n3\nV x\n', 'a class of version "x"' },
    { '4\n1\n3\nV 1\n14\ntorch.DiskFile\n', 'unknown Torch class <torch.DiskFile>' },
    { '4\n1\n3\nV 1\n20\nspec.serialize.Point\n1\n2\n', 'fields of class .* expected, got number' },
    { '4\n1\n3\nV 1\n18\ntorch.FloatStorage\n-1\n', 'a storage of %-1 elements' },
    { '4\n1\n3\nV 1\n18\ntorch.FloatStorage\n4000000000000000000\n1 2',
      'read error: read 2 blocks' },
    { '4\n1\n3\nV 1\n17\ntorch.FloatTensor\n0\n1\n1\n5\n',
      'torch.FloatStorage expected, got number' },
    { '8\n1\n3\nabc\n1\n2\n', 'upvalues of a function expected, got number' },
  }
  for _, row in ipairs(texts) do
    it('is explained: ' .. row[2], function()
      local f = memory(row[1])
      local _, ok, message = without_stderr(function() return f:readObject() end)
      assert.is_false(ok)
      assert.is_truthy(message:find(row[2]), message)
      assert.is_truthy(message:find('%(memory, byte %d+%)$'), message)
    end)
  end

  it('that makes a hook fail is named too', function()
    local f = memory('4\n1\n3\nV 1\n21\nspec.serialize.Hooked\n0\n')
    assert.error_matches(function() f:readObject() end, 'read error: .*%(memory, byte %d+%)')
  end)
end)

describe('deep nesting', function()
  it('comes back or is a clean error', function()
    local function chain(n)
      local o = {}
      for _ = 1, n do o = { o } end
      return o
    end
    local back = torch.deserialize(torch.serialize(chain(1000)))
    for _ = 1, 1000 do back = back[1] end
    assert.same({}, back)
    local ok, message = pcall(torch.serialize, chain(1000000))
    assert.is_true(ok or message:find('objects are nested too deeply') ~= nil, message)
    local f = torch.MemoryFile():binary()
    for i = 1, 300000 do f:writeInt(torch.IntStorage { 3, i, 1 }) end
    ok, message = pcall(f.seek(f, 1).readObject, f)
    assert.is_false(ok)
    assert.is_truthy(message:find('nested too deeply') or message:find('read error'), message)
  end)
end)
