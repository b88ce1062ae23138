-- facula.data: files that are what they claim, and files that are not.
local torch = require 'torch'
local core = require 'facula.core'
local data = require 'facula.data'

local DIGITS = 'examples/data/digits-8x8.csv.gz'

local made = {}

-- A new file with this content; returns its name.
local function file(content)
  local name = os.tmpname()
  local out = assert(io.open(name, 'wb'))
  out:write(content)
  out:close()
  made[#made + 1] = name
  return name
end

local function content(name)
  local input = assert(io.open(name, 'rb'))
  local all = input:read '*a'
  input:close()
  return all
end

local function values(tensor)
  return tensor:totable()
end

local function message(f, ...)
  local ok, err = pcall(f, ...)
  assert.is_false(ok, 'expected an error')
  return tostring(err)
end

-- IDX with sizes as big-endian 32-bit numbers.
local function idx(code, sizes, elements)
  local parts = { string.char(0, 0, code, #sizes) }
  for _, size in ipairs(sizes) do
    for shift = 24, 0, -8 do
      parts[#parts + 1] = string.char(math.floor(size / 2 ^ shift) % 256)
    end
  end
  return table.concat(parts) .. elements
end

describe('facula.data', function()
  teardown(function()
    for _, name in ipairs(made) do os.remove(name) end
  end)

  describe('bytes', function()
    it('reads a plain file as it is', function()
      assert.same({ 0, 10, 255, 13, 65 }, values(data.bytes(file '\0\10\255\13A')))
    end)

    it('gives no dimension for an empty file', function()
      assert.equal(0, data.bytes(file ''):nElement())
    end)

    it('unpacks gzip, also of several members', function()
      local once = data.bytes(DIGITS)
      local twice = data.bytes(file(content(DIGITS):rep(2)))
      assert.equal(2 * once:size(1), twice:size(1))
      assert.same(values(once:narrow(1, 1, 100)), values(twice:narrow(1, once:size(1) + 1, 100)))
    end)

    it('reads more than its first buffer', function()
      local bytes = data.bytes(file(('0123456789'):rep(300000)))
      assert.equal(3000000, bytes:size(1))
      assert.equal(('9'):byte(), bytes[3000000])
      assert.equal(('3'):byte(), bytes[2 ^ 21 + 2]) -- behind the second buffer: 2097154
    end)

    local packed = content(DIGITS)
    local damaged = packed:sub(1, 30000) .. string.char((packed:byte(30001) + 1) % 256)
      .. packed:sub(30002)
    for _, row in ipairs {
      { 'a missing file', '/no/such/file', nil, 'cannot open /no/such/file: No such file' },
      { 'a folder', '.', nil, 'cannot .* %.: ' },
      { 'gzip that is cut off', packed:sub(1, 30000), nil, 'ends in the middle' },
      { 'gzip whose check sum is cut off', packed:sub(1, -5), nil, 'ends in the middle' },
      { 'damaged gzip', damaged, nil, 'damaged' },
      { 'more than the limit', 'abcdef', 5, 'holds more than the limit of 5 bytes' },
      { 'packed, more than the limit', packed, 70000, 'holds more than the limit of 70000 bytes' },
      { 'a negative limit', 'abc', -1, 'limit must be' },
    } do
      local name, what, limit, expected = row[1], row[2], row[3], row[4]
      it('refuses ' .. name, function()
        local path = #what > 1 and what:sub(1, 1) ~= '/' and file(what) or what
        assert.matches(expected, message(data.bytes, path, limit))
      end)
    end

    it('accepts exactly the limit', function()
      assert.equal(5, data.bytes(file 'abcde', 5):size(1))
    end)
  end)

  describe('csv', function()
    for _, row in ipairs {
      { 'numbers', '1,2,3\n4,5,6\n', { { 1, 2, 3 }, { 4, 5, 6 } } },
      { 'no newline at the end', '1,2\n3,4', { { 1, 2 }, { 3, 4 } } },
      { 'returns, blanks and blank lines', ' 1 , 2\r\n\r\n3,\t4 \r\n  \n', { { 1, 2 }, { 3, 4 } } },
      { 'signs, fractions, exponents', '-1.5,+2e3,.25', { { -1.5, 2000, 0.25 } } },
      { 'one column', '7\n8\n', { { 7 }, { 8 } } },
      { 'a heading', 'width,height\n3,4\n', { { 3, 4 } }, 1 },
    } do
      it('reads ' .. row[1], function()
        local table = data.csv(file(row[2]), row[4])
        assert.equal('torch.DoubleTensor', torch.type(table))
        assert.same(row[3], values(table))
      end)
    end

    for _, row in ipairs {
      { 'a line that is too short', '1,2\n\n3\n', 'line 3: expected 2 fields.*got 1' },
      { 'a line that is too long', '1,2\n3,4,5\n', 'line 2: expected 2 fields.*got 3' },
      { 'a word', '1,2\n3,four\n', "line 2, field 2: expected a number, got 'four'" },
      { 'an empty field', '1,,3\n', "line 1, field 2: expected a number, got ''" },
      { 'a comma at the end', '1,2,\n', "line 1, field 3: expected a number, got ''" },
      { 'rubbish behind a number', '1,2x\n', "field 2: expected a number, got '2x'" },
      { 'a zero byte', '1,2\0\n', 'field 2: expected a number' },
      { 'a field without end', ('9'):rep(10000), "expected a number, got '9+'%.%.%." },
      { 'an empty file', '', 'expected lines of numbers, got none' },
      { 'blank lines alone', '\n \n', 'expected lines of numbers, got none' },
      { 'nothing behind the heading', 'a,b\n', 'expected lines of numbers, got none', 1 },
    } do
      it('refuses ' .. row[1], function()
        local path = file(row[2])
        local text = message(data.csv, path, row[4])
        assert.matches(row[3], text)
        assert.is_truthy(text:find(path, 1, true), 'the file is not named: ' .. text)
      end)
    end

    it('reads the digits', function()
      local digits = data.csv(DIGITS)
      assert.same({ 1797, 65 }, digits:size():totable())
      assert.equal(16, digits:narrow(2, 1, 64):max())
      assert.equal(9, digits:select(2, 65):max())
      assert.equal(0, digits:min())
    end)
  end)

  describe('idx', function()
    for _, row in ipairs {
      { 'bytes', 'Byte', 0x08, { 2, 3 }, '\1\2\3\4\5\255', { { 1, 2, 3 }, { 4, 5, 255 } } },
      { 'signed bytes', 'Char', 0x09, { 3 }, '\1\128\255', { 1, -128, -1 } },
      { 'shorts', 'Short', 0x0B, { 2 }, '\1\2\255\254', { 258, -2 } },
      { 'integers', 'Int', 0x0C, { 1, 2 }, '\0\1\0\0\255\255\255\255', { { 65536, -1 } } },
      { 'floats', 'Float', 0x0D, { 2 }, '\63\192\0\0\192\0\0\0', { 1.5, -2 } },
      { 'doubles', 'Double', 0x0E, { 1 }, '\191\240\0\0\0\0\0\0', { -1 } },
    } do
      it('reads ' .. row[1], function()
        local tensor = data.idx(file(idx(row[3], row[4], row[5])))
        assert.equal('torch.' .. row[2] .. 'Tensor', torch.type(tensor))
        assert.same(row[6], values(tensor))
      end)
    end

    for _, row in ipairs {
      { 'an empty file', '', 'expected an IDX file.*empty' },
      { 'two bytes', '\0\0', 'expected an IDX file.*starts with 00 00$' },
      { 'another format', 'P5 3 4', 'expected an IDX file.*starts with 50 35 20 33' },
      { 'an unknown type', '\0\0\10\1\0\0\0\1A', 'expected an IDX file.*00 00 0a 01' },
      { 'no dimensions', '\0\0\8\0', 'expected 1 to 32 dimensions, got 0' },
      { '200 dimensions', '\0\0\8\200' .. ('\0\0\0\1'):rep(200) .. 'A', 'dimensions, got 200' },
      { 'sizes that are cut off', '\0\0\8\3\0\0\0\1', 'head of 16 bytes for 3 dimensions.*has 8' },
      { 'too few elements', idx(8, { 2, 3 }, 'ABCDE'), '2x3 elements of 1 bytes need 6 .* has 5' },
      { 'too many elements', idx(8, { 2, 3 }, 'ABCDEFG'), 'need 6 bytes .* has 7' },
      { 'half an element', idx(11, { 2 }, 'ABC'), '2 elements of 2 bytes need 4 .* has 3' },
      { 'a size of zero', idx(8, { 0, 3 }, ''), 'has no elements: its sizes are 0x3' },
      { 'sizes whose product overflows', idx(14, { 2 ^ 32 - 1, 2 ^ 32 - 1, 2 ^ 31 }, 'ABCD'),
        'the file has 4' },
      { 'other dimensions than asked for', idx(8, { 2 }, 'AB'), 'expected 2 dimensions, got 1', 2 },
    } do
      it('refuses ' .. row[1], function()
        local path = file(row[2])
        local text = message(data.idx, path, row[4])
        assert.matches(row[3], text)
        assert.is_truthy(text:find(path, 1, true), 'the file is not named: ' .. text)
      end)
    end
  end)

  it('reads IDX and CIFAR files that NumPy wrote', function()
    local shorts = data.idx('spec/golden/formats/shorts.idx.gz', 3)
    assert.equal('torch.ShortTensor', torch.type(shorts))
    assert.same(torch.range(-12000, 11000, 1000):view(2, 3, 4):totable(),
      shorts:double():totable())
    local set = data.cifar10 'spec/golden/formats/cifar.bin.gz'
    assert.same({ 7, 0 }, values(set.labels))
    assert.same({ 2, 3, 32, 32 }, set.images:size():totable())
    -- a row of pixels has the number of the row
    assert.same(torch.range(0, 191):view(2, 3, 32):totable(),
      set.images:select(4, 32):double():totable())
  end)

  it('refuses every beginning of an IDX file, and what is far too long', function()
    local whole, path = idx(12, { 2, 3 }, ('\0\0\1\2'):rep(6)), file ''
    for length = 0, #whole - 1 do
      local out = assert(io.open(path, 'wb'))
      out:write(whole:sub(1, length))
      out:close()
      assert.is_truthy(message(data.idx, path):find(path, 1, true))
    end
    -- 20 MB of zeros behind a head that wants three bytes
    local packed = core.io.deflate(torch.ByteTensor(20e6):zero(), 9)
    local zeros = packed:storage():string():sub(1, packed:size(1))
    local bomb = file('\31\139\8\0\0\0\0\0\0\255' .. '\0\9\0\246\255\0\0\8\1\0\0\0\3\1' .. zeros)
    assert.matches('holds more than the limit of 16777216 bytes', message(data.idx, bomb))
  end)

  -- A folder with files of these names, in their order; nil leaves one out.
  local function folder_of(names, files)
    local name = os.tmpname()
    os.remove(name)
    assert(os.execute('mkdir ' .. name))
    for i, content_of_file in pairs(files) do
      local path = name .. '/' .. names[i]
      local out = assert(io.open(path, 'wb'))
      out:write(content_of_file)
      out:close()
      made[#made + 1] = path
    end
    return name
  end

  describe('mnist', function()
    local NAMES = { 'train-images-idx3-ubyte', 'train-labels-idx1-ubyte',
      't10k-images-idx3-ubyte', 't10k-labels-idx1-ubyte' }

    local images, labels = idx(8, { 2, 2, 3 }, 'ABCDEFGHIJKL'), idx(8, { 2 }, '\9\0')

    it('reads images and labels', function()
      local name = folder_of(NAMES, { images, labels, idx(8, { 1, 2, 3 }, 'abcdef'),
        idx(8, { 1 }, '\3') })
      local train, test = data.mnist(name)
      assert.same({ 2, 2, 3 }, train.images:size():totable())
      assert.same({ 9, 0 }, values(train.labels))
      assert.same({ { { 97, 98, 99 }, { 100, 101, 102 } } }, values(test.images))
      assert.same({ 3 }, values(test.labels))
    end)

    it('names the missing files and all four', function()
      local text = message(data.mnist, folder_of(NAMES, { images, nil, images }))
      assert.matches('lacks train%-labels%-idx1%-ubyte, t10k%-labels%-idx1%-ubyte', text)
      assert.matches('Nothing is downloaded', text)
      for _, name in ipairs(NAMES) do assert.is_truthy(text:find(name, 1, true)) end
    end)

    for _, row in ipairs {
      { 'images in place of labels', { images, images, images, labels }, 'expected 1 dimensions' },
      { 'fewer labels than images', { images, idx(8, { 1 }, '\1'), images, labels },
        'a label for each of the 2 images, got 1' },
      { 'labels beyond 9', { images, idx(8, { 2 }, '\1\10'), images, labels },
        'from 0 to 9, got 10' },
      { 'shorts', { images, idx(11, { 2 }, '\0\1\0\1'), images, labels }, 'expected bytes' },
    } do
      it('refuses ' .. row[1], function()
        local name = folder_of(NAMES, row[2])
        local text = message(data.mnist, name)
        assert.matches(row[3], text)
        assert.is_truthy(text:find(name .. '/train-labels', 1, true))
      end)
    end
  end)

  describe('cifar10', function()
    local NAMES = { 'data_batch_1.bin', 'data_batch_2.bin', 'data_batch_3.bin', 'data_batch_4.bin',
      'data_batch_5.bin', 'test_batch.bin' }

    local function record(label)
      return string.char(label) .. ('R'):rep(1024) .. ('G'):rep(1024) .. 'B' .. ('b'):rep(1023)
    end

    it('reads pictures and labels of the folder, and of one file', function()
      local name = folder_of(NAMES, { record(1) .. record(2), record(3), record(4), record(5),
        record(6), record(9) .. record(0) })
      local train, test = data.cifar10(name)
      assert.same({ 1, 2, 3, 4, 5, 6 }, values(train.labels))
      assert.same({ 6, 3, 32, 32 }, train.images:size():totable())
      assert.same({ 9, 0 }, values(test.labels))
      local picture = test.images[2]
      assert.equal(('R'):byte(), picture[1]:min())
      assert.equal(('G'):byte(), picture[2]:max())
      assert.equal(('B'):byte(), picture[3][1][1])
      assert.equal(('b'):byte(), picture[3][1][2])
      assert.same({ 3 }, values(data.cifar10(name .. '/data_batch_2.bin').labels))
    end)

    it('names the missing files', function()
      assert.matches('lacks data_batch_2%.bin, data_batch_4%.bin, data_batch_5%.bin, test_batch',
        message(data.cifar10, folder_of(NAMES, { record(1), nil, record(2) })))
      assert.matches('name of a folder', message(data.cifar10, 3))
    end)

    it('refuses records that are cut off, and labels beyond 9', function()
      local one = record(1)
      for _, row in ipairs {
        { '', 'byte 0: expected records of 3073 bytes, found 0' },
        { one .. 'x', 'byte 3073: expected records of 3073 bytes, found 1' },
        { one:sub(2), 'byte 0: expected records of 3073 bytes, found 3072' },
        { one .. record(10), 'byte 3073: expected a label from 0 to 9, found 10' },
      } do
        local name = folder_of(NAMES, { one, row[1], one, one, one, one })
        local text = message(data.cifar10, name)
        assert.matches(row[2], text)
        assert.is_truthy(text:find(name .. '/data_batch_2.bin', 1, true))
      end
    end)
  end)
end)
