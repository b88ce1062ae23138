-- image.load, save and their relatives: what comes out of files of other programs, what goes back
-- and forth, what is refused.
require 'torch'
local image = require 'image'
local files = require 'support.files'
local golden = require 'support.golden'

local unpack = unpack or table.unpack
local folder = debug.getinfo(1, 'S').source:match '^@(.*)image[/\\]files_spec%.lua$'
  .. 'golden/image/'

-- The samples that values.lua records, as integers channels x height x width.
local function recorded(row)
  local values = {}
  for digits in row.values:gmatch(('%x'):rep(row.digits)) do
    values[#values + 1] = tonumber(digits, 16)
  end
  return torch.IntTensor(values):view(row.channels, row.height, row.width)
end

local function largest_difference(a, b)
  assert.same(a:size():totable(), b:size():totable())
  return (a:double() - b:double()):abs():max()
end

describe('files of other programs', function()
  for _, row in ipairs(golden.load 'image/values') do
    local path, expected = folder .. row.name, recorded(row)
    local tolerance = row.name:find '%.jpg$' and 2 or 0 -- versions of libjpeg round differently
    local most = row.digits == 4 and 65535 or 255

    it('have their samples: ' .. row.name, function()
      local float = image.load(path)
      assert.equal('torch.FloatTensor', torch.type(float))
      assert.is_true(float:isContiguous())
      assert.is_true(largest_difference(float:double():mul(most), expected) < tolerance + 0.01)
      local double = image.load(path, nil, 'double')
      assert.is_true(largest_difference(double:mul(most), expected) < tolerance + 1e-9)
      local bytes = image.load(path, nil, 'byte')
      assert.equal('torch.ByteTensor', torch.type(bytes))
      local wanted = expected:double():mul(255 / most):add(0.5):floor()
      assert.is_true(largest_difference(bytes, wanted) <= tolerance)
    end)

    it('have their size: ' .. row.name, function()
      assert.same({ row.channels, row.height, row.width }, image.getSize(path):totable())
    end)

    it('are brought to a depth: ' .. row.name, function()
      local full = image.load(path, nil, 'double')
      local grey, color = image.load(path, 1, 'double'), image.load(path, 3, 'double')
      assert.same({ 1, row.height, row.width }, grey:size():totable())
      assert.same({ 3, row.height, row.width }, color:size():totable())
      if row.channels >= 3 then
        assert.equal(0, largest_difference(color, full:narrow(1, 1, 3)))
        local luma = full[1] * 0.299 + full[2] * 0.587 + full[3] * 0.114
        assert.is_true(largest_difference(grey[1], luma) < 1e-12)
      else
        for c = 1, 3 do assert.equal(0, largest_difference(color[c], full[1])) end
        assert.equal(0, largest_difference(grey[1], full[1]))
      end
    end)
  end
end)

describe('PPM, PGM and PBM', function()
  local rows = {
    { 'text, bits side by side', 'P1 3 2\n101\n0 1 0', { 0, 255, 0, 255, 0, 255 } },
    { 'text, comments everywhere', 'P2 # a\n#b\n2 #c\n2\n#d\n10\n0 # e\n5\n10 2#f\n',
      { 0, 128, 255, 51 } },
    { 'text, colour', 'P3\n1 2\n255\n1 2 3\n4 5 6', { 1, 4, 2, 5, 3, 6 } },
    { 'text of 16 bits', 'P2 2 1 65535 65535 257', { 255, 1 } },
    { 'bits, rows padded', 'P4\n9 2\n\170\128\1\0', { 0, 255, 0, 255, 0, 255, 0, 255, 0,
      255, 255, 255, 255, 255, 255, 255, 0, 255 } },
    { 'bytes with a small largest value', 'P5 3 1 3\n\0\1\3', { 0, 85, 255 } },
    { 'bytes of 16 bits', 'P5 2 1 1000\n\0\250\3\232', { 64, 255 } },
    { 'bytes, colour of 16 bits', 'P6 1 1 65535\n\255\255\0\0\1\1', { 255, 0, 1 } },
    { 'a second picture behind the first', 'P5 1 1 255\n\7P5 1 1 255\n\9', { 7 } },
  }
  for _, row in ipairs(rows) do
    it('reads ' .. row[1], function()
      assert.same(row[3], image.decompress(row[2], nil, 'byte'):view(-1):totable())
    end)
  end

  for _, row in ipairs {
    { 'P5 2 2 255\n\1\2\3', 'too few bytes' }, { 'P5 2 2 0\n\1\2\3\4', 'largest value' },
    { 'P5 2 2 65536\n\1\2\3\4', 'largest value' }, { 'P5 0 2 255\n', 'no pixels' },
    { 'P5 2\n', 'lacks a width' }, { 'P5 -2 2 255\n\1\2\3\4', 'lacks a width' },
    { 'P5 99999999999999999999 2 255\n\1', 'lacks a width' }, { 'P5 2 2', 'lacks a width' },
    { 'P5 2 2 255', 'ends after its head' }, { 'P55 2 2 255\n\1\2\3\4', 'no blank' },
    { 'P5 1 1 3\n\4', 'above the largest value' }, { 'P2 1 1 3\n4', 'above the largest value' },
    { 'P2 2 1 3\nxxxx', 'not a number' }, { 'P2 1 2 255\n1 2x', 'not a number' },
    { 'P1 2 1\n12', 'not a number' }, { 'P6 2147483647 2147483647 255\n\1', 'limit' },
  } do
    it(('refuses %q'):format(row[1]), function()
      local message = files.message(image.decompress, row[1])
      assert.truthy(message:find('image.decompress: cannot be read as PPM: ', 1, true), message)
      assert.truthy(message:find(row[2], 1, true), message)
    end)
  end
end)

describe('round trips', function()
  teardown(files.remove)
  local draw = torch.Generator()
  torch.manualSeed(draw, 3)

  for channels = 1, 4 do
    it('through PNG are exact for bytes, channels: ' .. channels, function()
      local bytes = torch.ByteTensor(channels, 13, 17):random(draw, 0, 255)
      local path = files.name '.png'
      image.save(path, bytes)
      assert.equal(0, largest_difference(image.load(path, nil, 'byte'), bytes))
      assert.equal(0, largest_difference(image.decompressPNG(image.compressPNG(bytes), nil, 'byte'),
        bytes))
      image.save(path, image.load(path)) -- by way of floats
      assert.equal(0, largest_difference(image.load(path, nil, 'byte'), bytes))
    end)
  end

  for _, case in ipairs { { 1, '.pgm' }, { 3, '.ppm' }, { 3, '.pnm' }, { 1, '.pnm' } } do
    it(('through %s are exact for bytes, channels: %d'):format(case[2], case[1]), function()
      local bytes = torch.ByteTensor(case[1], 6, 9):random(draw, 0, 255)
      local path = files.name(case[2])
      image.save(path, bytes)
      assert.equal(0, largest_difference(image.load(path, nil, 'byte'), bytes))
      assert.equal(0, largest_difference(image.loadPPM(path, nil, 'byte'), bytes))
    end)
  end

  it('through JPEG are close, and closer in better quality', function()
    local card = image.scale(image.scale(image.testCard(64), 16, 16), 64, 64)
    local path = files.name '.jpg'
    local function mean_error(quality)
      image.save(path, card, quality)
      return (image.load(path) - card):abs():mean(), #files.read(path)
    end
    local good, long = mean_error(95)
    local bad, short = mean_error(20)
    assert.is_true(good < 0.01 and good < bad and bad < 0.05 and short < long)
    assert.is_true((image.decompressJPG(image.compressJPG(card, 95)) - card):abs():mean() < 0.01)
    local grey = image.rgb2y(card)
    assert.is_true((image.decompressJPG(image.compressJPG(grey)) - grey):abs():mean() < 0.02)
    assert.equal(image.compressJPG(card):size(1), image.compressJPG(card, 75):size(1))
  end)

  it('take pictures of any memory layout and of two dimensions', function()
    local bytes = torch.ByteTensor(9, 5, 4):random(draw, 0, 255)
    local turned = bytes:narrow(1, 2, 3):transpose(2, 3)
    assert.equal(0, largest_difference(image.decompress(image.compressPNG(turned), nil, 'byte'),
      turned))
    local flat = bytes:select(2, 3)
    assert.equal(0, largest_difference(image.decompress(image.compressPNG(flat), nil, 'byte')[1],
      flat))
    local compressed = image.compressPNG(turned)
    local every_second = torch.ByteTensor(compressed:size(1), 2):zero()
    every_second:select(2, 1):copy(compressed)
    assert.equal(0, largest_difference(image.decompress(every_second:select(2, 1), nil, 'byte'),
      turned))
  end)

  it('bring values outside of 0 to 1 back', function()
    local bytes = image.compressPNG(torch.Tensor { { -7, 0.5, 255 } })
    assert.same({ 0, 128, 255 }, image.decompress(bytes, nil, 'byte'):view(-1):totable())
  end)

  it('tell the format by the content, not by the name', function()
    local path = files.name '.png'
    image.saveJPG(path, torch.rand(3, 8, 8))
    assert.same({ 3, 8, 8 }, image.load(path):size():totable())
    assert.same({ 3, 8, 8 }, image.getJPGsize(path):totable())
    assert.truthy(files.message(image.loadPNG, path):find('cannot be read as PNG', 1, true))
  end)

  it('make PGM files grey', function()
    local path, card = files.name '.pgm', image.testCard(16)
    image.savePGM(path, card)
    assert.is_true(largest_difference(image.load(path), image.rgb2y(card)) <= 0.5001 / 255)
  end)
end)

describe('what is refused', function()
  teardown(files.remove)

  local picture = torch.rand(3, 4, 4)
  local rows = {
    { 'image.load: no/such.png: No such file', image.load, 'no/such.png' },
    { 'image.load: the name of a file expected, got nil', image.load },
    { 'image.load: spec: Is a directory', image.load, 'spec' },
    { 'image.load: a depth of 1 or 3 expected, got 2', image.load, folder .. 'grey.png', 2 },
    { "image.load: a tensor type 'float', 'double' or 'byte' expected, got int", image.load,
      folder .. 'grey.png', 1, 'int' },
    { 'neither PNG nor JPEG nor PPM, PGM or PBM: it starts with 23 20 4d 61', image.load,
      folder .. 'make.py' },
    { 'image.decompress: neither PNG', image.decompress, torch.ByteTensor { 1, 2, 3 } },
    { 'it is empty', image.decompress, torch.ByteTensor() },
    { 'image.decompress: a ByteTensor expected, got torch.DoubleTensor', image.decompress,
      picture },
    { 'image.decompressPNG: cannot be read as PNG', image.decompressPNG,
      torch.ByteTensor { 1, 2, 3 } },
    { 'image.decompressJPG: cannot be read as JPEG', image.decompressJPG, torch.ByteTensor() },
    { 'a name that ends in .png', image.save, 'picture.gif', picture },
    { 'a name that ends in .png', image.save, 'picture', picture },
    { 'image.save: a picture expected', image.save, 'picture.png', 'text' },
    { 'got torch.IntTensor 4x4', image.save, 'picture.png', torch.IntTensor(4, 4):zero() },
    { 'got torch.DoubleTensor 2x3x4x4', image.save, 'picture.png', torch.rand(2, 3, 4, 4) },
    { 'a PNG has 1 to 4 channels, the picture 5', image.save, 'picture.png', torch.rand(5, 4, 4) },
    { 'a JPEG has 1 or 3 channels, the picture 4', image.save, 'picture.jpg', torch.rand(4, 4, 4) },
    { 'a PPM has 1 or 3 channels, the picture 2', image.save, 'picture.ppm', torch.rand(2, 4, 4) },
    { 'image.save: values from 0 to 1 expected', image.save, 'picture.png',
      torch.Tensor { { 0, 0 / 0, 1 } } },
    { 'a quality from 0 to 100 expected, got 101', image.save, 'picture.jpg', picture, 101 },
    { 'quality: a finite number expected, got high', image.compressJPG, picture, 'high' },
    { 'image.save: cannot open <no/such/picture.png>', image.save, 'no/such/picture.png', picture },
  }
  for _, row in ipairs(rows) do
    it(row[1], function()
      local message = files.message(unpack(row, 2, 6))
      assert.truthy(message:find(row[1], 1, true), message)
    end)
  end

  it('names the package of a library that was missing', function()
    local core = require 'facula.image'
    for _, case in ipairs {
      { 'decode_png', 'libpng-dev', image.load, folder .. 'grey.png' },
      { 'encode_jpeg', 'libjpeg-dev', image.compressJPG, picture },
    } do
      local f = core[case[1]]
      core[case[1]] = nil
      local message = files.message(case[3], case[4])
      local supported = image.is_supported 'png'
      core[case[1]] = f
      assert.truthy(message:find(case[2], 1, true), message)
      assert.equal(case[1] ~= 'decode_png', supported)
    end
  end)

  it('blames the line of the call', function()
    local message = files.message(function() image.load 'no/such.png' end)
    assert.truthy(message:find('files_spec.lua:%d+: image.load: '), message)
  end)

  it('leaves an old file as it was', function()
    local path = files.name '.png'
    image.save(path, picture)
    local before = files.read(path)
    assert.is_false(pcall(image.save, path, torch.Tensor(3, 4, 4):fill(0 / 0)))
    assert.equal(before, files.read(path))
  end)

  it('knows the endings', function()
    for _, name in ipairs { 'png', 'jpg', 'jpeg', 'ppm', 'pgm', 'pbm', 'PNG', 'a/b.c.jpg' } do
      assert.is_true(image.is_supported(name))
    end
    for _, name in ipairs { 'gif', '', 'apng', 'png/x' } do
      assert.is_false(image.is_supported(name))
    end
  end)
end)
