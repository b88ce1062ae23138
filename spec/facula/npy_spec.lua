-- facula.npy: files of NumPy itself, files for NumPy, and files that lie.
local torch = require 'torch'
local npy = require 'facula.npy'
local files = require 'support.files'

local FOLDER = 'spec/golden/numpy/'
local message = files.message

local function values(tensor)
  return tensor:double():totable()
end

-- A .npy file of version 1.0 with this header text and these elements.
local function npy_file(text, elements)
  return files.with('\147NUMPY\1\0' .. string.char(#text % 256, math.floor(#text / 256)) .. text
    .. (elements or ''))
end

describe('facula.npy', function()
  teardown(files.remove)

  local KINDS = { f8 = 'Double', f4 = 'Float', f2 = 'Half', i8 = 'Long', i4 = 'Int', i2 = 'Short',
    i1 = 'Char', u1 = 'Byte' }
  for name, kind in pairs(KINDS) do
    for _, order in ipairs(name:sub(2) == '1' and { 'le' } or { 'le', 'be' }) do
      it(('reads %s, %s'):format(name, order), function()
        local tensor = npy.load(FOLDER .. name .. '_' .. order .. '.npy')
        assert.equal('torch.' .. kind .. 'Tensor', torch.typename(tensor))
        local expected = { { -11, -4, 3 }, { 10, 17, 24 } }
        if name == 'u1' then expected[1] = { 245, 252, 3 } end
        if name:sub(1, 1) == 'f' then
          expected = { { -2.75, -1, 0.75 }, { 2.5, 4.25, 6 } }
        end
        assert.same(expected, values(tensor))
      end)
    end
  end

  it('reads bools, versions 2 and 3, a single number, no elements', function()
    assert.same({ { 1, 0 }, { 0, 1 } }, values(npy.load(FOLDER .. 'bool.npy')))
    assert.same({ 0, 1, 2, 3 }, values(npy.load(FOLDER .. 'version2.npy')))
    assert.same({ 0, 1, 2, 3 }, values(npy.load(FOLDER .. 'version3.npy')))
    assert.same({ 2.5 }, values(npy.load(FOLDER .. 'scalar.npy')))
    local empty = npy.load(FOLDER .. 'empty.npy')
    assert.equal('torch.FloatTensor', torch.typename(empty))
    assert.equal(0, empty:nElement())
  end)

  it('reads the order of Fortran', function()
    local tensor = npy.load(FOLDER .. 'fortran.npy')
    assert.same({ 1, 2, 6 }, tensor:stride():totable())
    assert.same(values(torch.range(0, 23):view(2, 3, 4)), values(tensor))
  end)

  it('reads unsigned numbers into wider types', function()
    local tensors = npy.loadz 'spec/golden/formats/unsigned.npz'
    assert.equal('torch.IntTensor', torch.typename(tensors.u2))
    assert.same({ 1, 65535 }, values(tensors.u2))
    assert.same({ 1, 65535 }, values(tensors.u2_be))
    assert.equal('torch.LongTensor', torch.typename(tensors.u4))
    assert.same({ { 0, 2 ^ 32 - 1 } }, values(tensors.u4))
    assert.equal(torch.LongTensor({ 2 ^ 62 }):add(1)[1], tensors.u8[1])
    assert.matches('expected unsigned numbers below 2^63',
      message(npy.load, 'spec/golden/formats/u8_beyond.npy'), 1, true)
  end)

  for name, found in pairs { complex = '<c8', text = '<U2', record = "'a', '<f4'" } do
    it('refuses an array of ' .. name, function()
      local text = message(npy.load, FOLDER .. name .. '.npy')
      assert.is_truthy(text:find(FOLDER .. name .. '.npy: byte ', 1, true), text)
      assert.is_truthy(text:find(found, 1, true), text)
    end)
  end

  it('reads back what it writes', function()
    for _, kind in pairs(KINDS) do
      local base = torch.range(1, 12):view(3, 4):type('torch.' .. kind .. 'Tensor')
      local name = files.name()
      for _, tensor in ipairs { base, base:t(), base:narrow(2, 2, 2), base:select(1, 2) } do
        npy.save(name, tensor)
        local again = npy.load(name)
        assert.equal(torch.typename(tensor), torch.typename(again))
        assert.same(values(tensor), values(again))
      end
      npy.save(name, torch[kind .. 'Tensor']())
      assert.equal(0, npy.load(name):nElement())
    end
  end)

  it('writes the bytes that NumPy writes', function()
    local name = files.name()
    for kind in pairs(KINDS) do
      npy.save(name, npy.load(FOLDER .. kind .. '_le.npy'))
      assert.equal(files.read(FOLDER .. kind .. '_le.npy'), files.read(name))
    end
  end)

  it('leaves an old file as it was when it cannot write', function()
    local name = files.with 'old'
    assert.matches('a tensor expected, got table', message(npy.save, name, {}))
    assert.equal('old', files.read(name))
    assert.matches('name of a file expected', message(npy.save, 3, torch.ones(1)))
    assert.matches('/no/such/folder', message(npy.save, '/no/such/folder/x.npy', torch.ones(1)))
  end)

  it('names what it cannot open', function()
    assert.matches('/no/such/file', message(npy.load, '/no/such/file'))
    assert.matches('name of a file expected', message(npy.load, nil))
  end)

  for _, name in ipairs { 'f4_be', 'fortran', 'version2', 'scalar' } do
    it('refuses every beginning of ' .. name, function()
      local content, path = files.read(FOLDER .. name .. '.npy'), files.name()
      for length = 0, #content - 1 do
        files.write(path, content:sub(1, length))
        assert.matches('byte %d+: expected .+, found', message(npy.load, path))
      end
      files.write(path, content .. '\0')
      assert.matches('expected %d+ bytes', message(npy.load, path))
    end)
  end

  local four = ('\0'):rep(16)
  for _, row in ipairs {
    { "{'descr': '<f4', 'fortran_order': False, 'shape': (4)}", four, 'a tuple' },
    { "{'descr': '<f4', 'fortran_order': False, 'shape': (4 4)}", four, 'a tuple' },
    { "{'descr': '<f4', 'fortran_order': False, 'shape': (-4,)}", four, 'a tuple' },
    { "{'descr': '<f4', 'fortran_order': False, 'shape': (4,", four, 'a tuple' },
    { "{'descr': '<f4', 'fortran_order': 1, 'shape': (4,)}", four, 'True or False' },
    { "{'descr': '<f4', 'fortran_order': False}", four, "an entry 'shape'" },
    { "{'descr': '<f4', 'descr': '<f4', 'shape': (4,)}", four, 'each once' },
    { "{'descr': '<f4', 'fortran_order': False, 'shape': (4,), 'x': 1}", four, 'each once' },
    { "{'descr': '<f4', 'fortran_order': False, 'shape': (4,)} x", four, 'nothing but spaces' },
    { "{'descr': '<f4' 'fortran_order': False, 'shape': (4,)}", four, "',' or '}'" },
    { "{'descr': 'f4', 'fortran_order': False, 'shape': (4,)}", four, 'one of the types' },
    { "{'descr': '=f4', 'fortran_order': False, 'shape': (4,)}", four, 'byte order' },
    { "{'descr': '|O', 'fortran_order': False, 'shape': (4,)}", four, 'one of the types' },
    { "{'descr': '|b1', 'fortran_order': False, 'shape': (2,)}", '\1\2', 'bools of 0 or 1' },
    { "{'descr': '<f4', 'fortran_order': False, 'shape': (5,)}", four, '20 bytes' },
    { "{'descr': '<f4', 'fortran_order': False, 'shape': (3,)}", four, '12 bytes' },
    { "{'descr': '<f4', 'fortran_order': False, 'shape': (4611686018427387904, 4)}", four,
      'expected 7%d+ bytes' },
    { "{'descr': '<f4', 'fortran_order': False, 'shape': (4294967296, 4294967296)}", '',
      'expected 7%d+ bytes' },
    { "{'descr': '<f4', 'fortran_order': False, 'shape': (" .. ('9'):rep(400) .. ',)}', four,
      'expected inf bytes' },
    { "{'descr': '<f4', 'fortran_order': False, 'shape': (" .. ('1, '):rep(65) .. ')}', '\0\0\0\0',
      'at most 64' },
    { 'import os', four, "'{'" },
    { '', four, "'{'" },
  } do
    it('refuses the header ' .. row[1]:sub(1, 90), function()
      local path = npy_file(row[1], row[2])
      local text = message(npy.load, path)
      assert.is_truthy(text:find(path .. ': byte ', 1, true), text)
      assert.matches(row[3], text)
    end)
  end

  it('takes a header in another order, with other spaces and quotes', function()
    local tensor = npy.load(npy_file(
      '{"shape":(2L,2),"fortran_order":False,"descr":"|u1"}\n', 'ABCD'))
    assert.same({ { 65, 66 }, { 67, 68 } }, values(tensor))
  end)

  it('refuses a header longer than any', function()
    local path = files.with('\147NUMPY\2\0\255\255\255\255{')
    assert.matches('at most 1048576 bytes, found 4294967295', message(npy.load, path))
    assert.matches('version 1.0, 2.0 or 3.0, found 9.0', message(npy.load,
      files.with '\147NUMPY\9\0\1\0  '))
  end)

  describe('loadz', function()
    for _, name in ipairs { 'stored', 'deflated' } do
      it('reads ' .. name .. ' members', function()
        local tensors = npy.loadz(FOLDER .. name .. '.npz')
        assert.same({ 0, 1, 2 }, values(tensors.a))
        assert.equal('torch.LongTensor', torch.typename(tensors.b))
        assert.same({ { 0, 1 }, { 2, 3 } }, values(tensors.b))
        if tensors.big then assert.same({ 500 }, tensors.big:size():totable()) end
      end)

      it('refuses every beginning of ' .. name .. ' members', function()
        local content, path = files.read(FOLDER .. name .. '.npz'), files.name()
        for length = 0, #content - 1 do
          files.write(path, content:sub(1, length))
          assert.matches('byte %d+: expected .+, found', message(npy.loadz, path))
        end
      end)

      it('survives changed bytes of ' .. name .. ' members', function()
        local content, path = files.read(FOLDER .. name .. '.npz'), files.name()
        for at = 1, #content, 3 do
          files.write(path, content:sub(1, at - 1) .. string.char((content:byte(at) + 128) % 256)
            .. content:sub(at + 1))
          local ok, result = pcall(npy.loadz, path)
          if ok then
            assert.same({ 0, 1, 2 }, values(result.a or torch.range(0, 2)))
          else
            assert.matches('byte %d+: expected .+, found', result)
          end
        end
      end)
    end

    it('notices a wrong checksum', function()
      local content = files.read(FOLDER .. 'stored.npz')
      local at = content:find('\0\0\128\63', 1, true) -- 1 as a float
      local path = files.with(content:sub(1, at - 1) .. '\0\0\0\64' .. content:sub(at + 4))
      assert.matches('checksum', message(npy.loadz, path))
    end)

    it('unpacks in memory', function()
      local tmpname = os.tmpname
      os.tmpname = error -- luacheck: ignore 122
      local ok, tensors = pcall(npy.loadz, FOLDER .. 'deflated.npz')
      os.tmpname = tmpname -- luacheck: ignore 122
      assert.is_true(ok, tensors)
    end)

    it('inflates what is whole, of the size that is told, with nothing behind it', function()
      local core = require 'facula.core'
      for _, count in ipairs { 1, 7, 70000 } do
        local bytes = torch.ByteTensor(count):random(0, 3)
        local packed = core.io.deflate(bytes, 9)
        assert.is_true(torch.equal(bytes, core.io.inflate(packed, count)))
        local n = packed:size(1)
        for _, row in ipairs {
          { packed, count - 1 }, { packed, count + 1 }, { packed:narrow(1, 1, n - 1), count },
          { torch.cat(packed, torch.ByteTensor { 0 }, 1), count }, { torch.ByteTensor(), count },
        } do
          assert.matches('damaged or does not hold', message(core.io.inflate, row[1], row[2]))
        end
      end
      assert.equal(0, core.io.inflate(core.io.deflate(torch.ByteTensor(), 9), 0):nElement())
      for _, count in ipairs { -1, 2 ^ 62 } do
        assert.matches('count of bytes', message(core.io.inflate, torch.ByteTensor { 3, 0 }, count))
      end
    end)

    it('refuses members that overlap', function()
      local content = files.read(FOLDER .. 'stored.npz')
      local first = content:find('PK\1\2', 1, true)
      local second = content:find('PK\1\2', first + 4, true)
      local stop = content:find('PK\5\6', 1, true)
      -- both entries of the directory are the first one
      local twice = content:sub(1, second - 1) .. content:sub(first, second - 1)
        .. content:sub(stop)
      assert.matches('overlaps', message(npy.loadz, files.with(twice)))
    end)

    it('refuses what is no zip file', function()
      assert.matches("end of a zip file, 'PK", message(npy.loadz, FOLDER .. 'f8_le.npy'))
    end)
  end)

  describe('savez', function()
    it('writes what loadz reads, of all types, stored and deflated', function()
      local path = files.name()
      for _, level in ipairs { 0, 1, 9 } do
        local tensors = { empty = torch.FloatTensor(), big = torch.zeros(300, 100) }
        for name, kind in pairs(KINDS) do
          tensors[name] = torch.range(1, 12):view(3, 4):type('torch.' .. kind .. 'Tensor'):t()
        end
        npy.savez(path, tensors, level)
        local again = npy.loadz(path)
        for name, tensor in pairs(tensors) do
          assert.equal(torch.typename(tensor), torch.typename(again[name]))
          assert.same(values(tensor), values(again[name]))
          again[name] = nil
        end
        assert.is_nil(next(again))
        assert.equal(level == 0, #files.read(path) > 240000)
      end
      npy.savez(path, {})
      assert.is_nil(next(npy.loadz(path)))
    end)

    it('writes the same bytes each time', function()
      local a, b = files.name(), files.name()
      for _, path in ipairs { a, b } do
        npy.savez(path, { x = torch.ones(3), y = torch.ByteTensor { 7 }, ['a b'] = torch.ones(1) })
      end
      assert.equal(files.read(a), files.read(b))
    end)

    it('leaves an old file as it was when it cannot write', function()
      local path = files.with 'old'
      assert.matches('a table of tensors', message(npy.savez, path, torch.ones(1)))
      assert.matches('a tensor expected, got number', message(npy.savez, path, { x = 3 }))
      assert.matches('a name expected', message(npy.savez, path, { torch.ones(1) }))
      assert.matches('a level from 0 to 9', message(npy.savez, path, {}, 10))
      assert.matches('at most 4 GiB', message(npy.savez, path,
        { [('x'):rep(70000)] = torch.ones(1) }))
      assert.equal('old', files.read(path))
    end)

    it('is read by NumPy, and by what unpacks zip files', function()
      if not files.has_numpy then pending('no /usr/bin/python3 with numpy here') end
      local path, packed = files.name '.npz', files.name '.npz'
      local tensors = { ['naïve'] = torch.range(1, 6):view(2, 3):t(),
        half = torch.HalfTensor { 0.5, -2 }, long = torch.LongTensor { 2 ^ 40 } }
      npy.savez(path, tensors)
      npy.savez(packed, tensors, 9)
      local line = 'half <f2 [0.5, -2.0]\nlong <i8 [1099511627776]\n'
        .. 'naïve <f8 [[1.0, 4.0], [2.0, 5.0], [3.0, 6.0]]\nNone\n'
      assert.equal(line:rep(2), files.python(([[
import numpy, zipfile, sys
sys.stdout.reconfigure(encoding='utf-8')
for path in '%s', '%s':
    z = numpy.load(path, allow_pickle=False)
    for name in sorted(z):
        print(name, z[name].dtype.str, z[name].tolist())
    print(zipfile.ZipFile(path).testzip())
print('done')]]):format(path, packed)))
    end)
  end)

  it('is read by NumPy', function()
    if not files.has_numpy then pending('no /usr/bin/python3 with numpy here') end
    local paths, expected = {}, {}
    for name, kind in pairs(KINDS) do
      local path = files.name()
      npy.save(path, torch.range(1, 6):view(2, 3):t():type('torch.' .. kind .. 'Tensor'))
      paths[#paths + 1] = path
      expected[#expected + 1] = name .. ' (3, 2) [1.0, 4.0, 2.0, 5.0, 3.0, 6.0]\n'
    end
    assert.equal(table.concat(expected), files.python(([[
import numpy
for path in '%s'.split():
    a = numpy.load(path, allow_pickle=False)
    print(a.dtype.str[1:], a.shape, a.astype('f8').ravel().tolist())
print('done')]]):format(table.concat(paths, ' '))))
  end)

  it('reads what NumPy writes now', function()
    if not files.has_numpy then pending('no /usr/bin/python3 with numpy here') end
    local path = files.name '.npz'
    assert.is_string(files.python(([[
import numpy
numpy.savez_compressed('%s', x=numpy.arange(1e5), y=numpy.asfortranarray(numpy.eye(3, dtype='>f4')))
print('done')]]):format(path)))
    local tensors = npy.loadz(path)
    assert.same(torch.range(0, 99999):totable(), values(tensors.x))
    assert.same(values(torch.eye(3)), values(tensors.y))
  end)
end)
