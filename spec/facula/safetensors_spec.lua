-- facula.safetensors: files made from the description of the format, round trips, files that lie.
local torch = require 'torch'
local safetensors = require 'facula.safetensors'
local files = require 'support.files'

local ALL = 'spec/golden/safetensors/all.safetensors'
local message = files.message

local function values(tensor)
  return tensor:double():totable()
end

-- The content of a file with this head and these elements.
local function content(head, elements)
  local length, bytes = #head, {}
  for i = 1, 8 do
    bytes[i] = string.char(length % 256)
    length = math.floor(length / 256)
  end
  return table.concat(bytes) .. head .. (elements or '')
end

describe('facula.safetensors', function()
  teardown(files.remove)

  it('reads every type', function()
    local tensors, metadata = safetensors.load(ALL)
    assert.same({ format = 'pt' }, metadata)
    for name, kind in pairs { f64 = 'Double', f32 = 'Float', f16 = 'Half', i64 = 'Long',
      i32 = 'Int', i16 = 'Short', i8 = 'Char', u8 = 'Byte' } do
      assert.equal('torch.' .. kind .. 'Tensor', torch.typename(tensors[name]))
      local expected = { { -5, -2, 1 }, { 4, 7, 10 } }
      if name == 'u8' then expected = { { 0, 3, 6 }, { 9, 12, 15 } } end
      if name:sub(1, 1) == 'f' then expected = { { -1.25, -0.5, 0.25 }, { 1, 1.75, 2.5 } } end
      assert.same(expected, values(tensors[name]))
    end
    assert.equal('torch.FloatTensor', torch.typename(tensors.bf16))
    assert.same({ 1.5, -2, 0 }, values(tensors.bf16))
    assert.same({ 1, 0 }, values(tensors.bool))
    assert.same({ 2.5 }, values(tensors.scalar))
    assert.equal(0, tensors.empty:nElement())
  end)

  it('reads unsigned numbers into wider types', function()
    local tensors = safetensors.load(files.with(content(
      '{"a":{"dtype":"U16","shape":[2],"data_offsets":[0,4]},'
      .. '"b":{"dtype":"U32","shape":[1],"data_offsets":[4,8]},'
      .. '"c":{"dtype":"U64","shape":[1],"data_offsets":[8,16]}}',
      '\1\0\255\255\255\255\255\255\1\0\0\0\0\0\0\64')))
    assert.equal('torch.IntTensor', torch.typename(tensors.a))
    assert.same({ 1, 65535 }, values(tensors.a))
    assert.same({ 2 ^ 32 - 1 }, values(tensors.b))
    assert.equal(torch.LongTensor({ 2 ^ 62 }):add(1)[1], tensors.c[1])
    assert.matches('unsigned numbers below 2%^63', message(safetensors.load, files.with(content(
      '{"c":{"dtype":"U64","shape":[1],"data_offsets":[0,8]}}', ('\255'):rep(8)))))
  end)

  it('reads back what it writes', function()
    local tensors, path = {}, files.name()
    for _, kind in ipairs { 'Double', 'Float', 'Half', 'Long', 'Int', 'Short', 'Char', 'Byte' } do
      local base = torch.range(1, 12):view(3, 4):type('torch.' .. kind .. 'Tensor')
      tensors[kind], tensors[kind .. ' "t"'], tensors[kind .. '\nn'] = base, base:t(),
        base:narrow(2, 2, 2)
    end
    safetensors.save(path, tensors, { epoch = '2', ['a"b'] = '\\' })
    local again, metadata = safetensors.load(path)
    assert.same({ epoch = '2', ['a"b'] = '\\' }, metadata)
    for name, tensor in pairs(tensors) do
      assert.equal(torch.typename(tensor), torch.typename(again[name]))
      assert.same(values(tensor), values(again[name]))
    end
    for name in pairs(again) do assert.is_truthy(tensors[name]) end
  end)

  it('writes no tensors at all, and tensors without elements', function()
    local path = files.name()
    safetensors.save(path, {})
    assert.same({}, (safetensors.load(path)))
    safetensors.save(path, { x = torch.FloatTensor() })
    assert.equal(0, safetensors.load(path).x:nElement())
  end)

  it('refuses to write anything else, and leaves an old file as it was', function()
    local path, one = files.with 'old', torch.ones(1)
    assert.matches('a table of tensors', message(safetensors.save, path, one))
    assert.matches('a tensor expected for "x"', message(safetensors.save, path, { x = 1 }))
    assert.matches('a name expected', message(safetensors.save, path, { one }))
    assert.matches('a name expected', message(safetensors.save, path, { __metadata__ = one }))
    assert.matches('UTF%-8', message(safetensors.save, path, { ['\255'] = one }))
    assert.matches('metadata must be strings', message(safetensors.save, path, {}, { a = 1 }))
    assert.matches('a table as metadata', message(safetensors.save, path, {}, 1))
    assert.equal('old', files.read(path))
  end)

  it('refuses every beginning of a file, and a byte more', function()
    local all, path = files.read(ALL), files.name()
    for length = 0, #all - 1 do
      files.write(path, all:sub(1, length))
      local text = message(safetensors.load, path)
      assert.is_truthy(text:find(path .. ': byte ', 1, true), text)
      assert.matches('expected .+, found', text)
    end
    files.write(path, all .. '\0')
    assert.matches('the end of the file', message(safetensors.load, path))
  end)

  it('survives any changed byte of the head', function()
    local all, path = files.read(ALL), files.name()
    for at = 1, #all do
      files.write(path, all:sub(1, at - 1) .. string.char((all:byte(at) + 1) % 256)
        .. all:sub(at + 1))
      local ok, result = pcall(safetensors.load, path)
      if not ok then assert.matches('byte %d+: expected .+, found', result) end
    end
  end)

  local four = 'AAAA'
  for _, row in ipairs {
    { '', '', 'a value' },
    { '[]', '', 'an object' },
    { '{"x":3}', '', 'an object of "x"' },
    { '{"x":null}', '', 'an object of "x", found null' },
    { '{"x":{}}', '', 'a dtype' },
    { '{"x":{"dtype":"F8","shape":[1],"data_offsets":[0,1]}}', 'A', 'a dtype .*found F8' },
    { '{"x":{"dtype":["F32"],"shape":[1],"data_offsets":[0,4]}}', four, 'a dtype' },
    { '{"x":{"dtype":"F32","shape":1,"data_offsets":[0,4]}}', four, 'a shape' },
    { '{"x":{"dtype":"F32","shape":{},"data_offsets":[0,4]}}', four, 'a shape' },
    { '{"x":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}', four, 'a shape' },
    { '{"x":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}}', four, 'a shape' },
    { '{"x":{"dtype":"F32","shape":[1e300],"data_offsets":[0,4]}}', four, 'a shape' },
    { '{"x":{"dtype":"F32","shape":[[1]],"data_offsets":[0,4]}}', four, 'less depth' },
    { '{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4,4]}}', four, 'data_offsets' },
    { '{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,8]}}', four, 'within 4 bytes' },
    { '{"x":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}', four, 'data_offsets' },
    { '{"x":{"dtype":"F32","shape":[1],"data_offsets":[-4,0]}}', four, 'data_offsets' },
    { '{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}', four, '8 bytes for the shape' },
    { '{"x":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,4]}}', four,
      '7%d+ bytes for the shape' },
    { '{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"y":1}}', four, 'nothing but' },
    { '{"x":{"dtype":"U8","shape":[2],"data_offsets":[2,4]}}', four, 'to start at 0' },
    { '{"x":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}}', four, 'the end of the file' },
    { '{"x":{"dtype":"U8","shape":[3],"data_offsets":[0,3]},' ..
      '"y":{"dtype":"U8","shape":[2],"data_offsets":[2,4]}}', four, 'not overlap' },
    { '{"x":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},' ..
      '"y":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}}', four, 'not overlap' },
    { '{"x":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},' ..
      '"x":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}}', four, 'a key that is new' },
    { '{"x":{"dtype":"BOOL","shape":[4],"data_offsets":[0,4]}}', four, 'bools of 0 or 1' },
    { '{"__metadata__":[]}', '', '__metadata__ as an object' },
    { '{"__metadata__":"%d"}', '', '__metadata__ as an object' },
    { '{"__metadata__":{"a":1}}', '', 'a string in __metadata__' },
  } do
    it('refuses ' .. row[1]:sub(1, 100), function()
      local path = files.with(content(row[1], row[2]))
      local text = message(safetensors.load, path)
      assert.is_truthy(text:find(path .. ': byte ', 1, true), text)
      assert.matches(row[3], text)
    end)
  end

  it('refuses a head longer than any, or than the file', function()
    assert.matches('at most 100000000 bytes', message(safetensors.load,
      files.with(('\255'):rep(8) .. '{}')))
    assert.matches('a head of 3 bytes, found 2 bytes', message(safetensors.load,
      files.with('\3' .. ('\0'):rep(7) .. '{}')))
  end)

  it('writes what the description of the format says, as Python reads it', function()
    if not files.has_numpy then pending('no /usr/bin/python3 with numpy here') end
    local path = files.name()
    safetensors.save(path, { x = torch.range(1, 6):view(2, 3):t(), y = torch.ByteTensor { 7 } })
    assert.equal('x F64 [1.0, 4.0, 2.0, 5.0, 3.0, 6.0]\ny U8 [7]\nTrue\n', files.python(([=[
import json, struct, numpy
b = open('%s', 'rb').read()
n = struct.unpack('<Q', b[:8])[0]
for k, v in json.loads(b[8:8 + n]).items():
    first, last = v['data_offsets']
    print(k, v['dtype'], numpy.frombuffer(b[8 + n + first:8 + n + last],
          {'F64': '<f8', 'U8': 'u1'}[v['dtype']]).reshape(v['shape']).ravel().tolist())
print(n %% 8 == 0)
print('done')]=]):format(path)))
  end)
end)
