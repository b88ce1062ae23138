-- Damaged pictures: every truncation is refused with a sentence, sizes that lie are refused before
-- memory is taken for them, and whatever else is changed gives a picture or a sentence.
require 'torch'
local image = require 'image'
local files = require 'support.files'
local png_files = require 'support.png'

local folder = debug.getinfo(1, 'S').source:match '^@(.*)image[/\\]damage_spec%.lua$'
  .. 'golden/image/'

local SAMPLES = {
  PNG = { 'grey.png', 'color-opacity.png', 'palette-opacity.png', 'bits.png', 'color-16.png',
    'interlaced.png' },
  JPEG = { 'grey.jpg', 'color.jpg', 'progressive.jpg', 'cmyk.jpg' },
  PPM = { 'color.ppm', 'grey.pgm', 'bits.pbm' },
}

local function is_sentence(message)
  local text = type(message) == 'string' and message:match 'image%.decompress: (.*)$' or ''
  return text:find '^cannot be read as %u+: .' ~= nil or text:find '^neither PNG nor ' ~= nil
end

-- A picture, or a sentence about the format; returns whether it was a picture.
local function read(bytes)
  local ok, result = pcall(image.decompress, bytes)
  if ok then
    assert.equal('torch.FloatTensor', torch.type(result))
    assert.is_true(result:min() >= 0 and result:max() <= 1)
  else
    assert.is_true(is_sentence(result), result)
  end
  return ok, result
end

-- The JPEG with another width and height in its frame header.
local function with_jpeg_size(bytes, width, height)
  local frame = bytes:find '\255[\192\194]%z\17\8' or bytes:find '\255[\192\194]%z\11\8'
  return bytes:sub(1, frame + 4) .. png_files.big_endian(height):sub(3) ..
    png_files.big_endian(width):sub(3) ..
    bytes:sub(frame + 9)
end

describe('damaged pictures', function()
  for format, names in pairs(SAMPLES) do
    for _, name in ipairs(names) do
      local whole = files.read(folder .. name)

      it('are refused wherever they end: ' .. name, function()
        assert.is_true((read(whole)))
        for length = 0, #whole - 1 do
          local ok, message = read(whole:sub(1, length))
          assert.is_false(ok, ('a picture of %d of %d bytes'):format(length, #whole))
          assert.truthy(length <= 8 or message:find('read as ' .. format, 1, true), message)
        end
      end)

      it('do no harm with another byte anywhere: ' .. name, function()
        local finish = format == 'PNG' and png_files.with_checksums or tostring
        for at = 1, #whole do
          local value = ({ 0, 255, (whole:byte(at) + 1) % 256 })[at % 3 + 1]
          local ok, result = pcall(image.decompress,
            finish(whole:sub(1, at - 1) .. string.char(value) .. whole:sub(at + 1)))
          assert.is_true(ok or is_sentence(result), result)
        end
      end)
    end
  end

  it('made of a wrong start are no pictures', function()
    for _, name in ipairs { 'grey.png', 'grey.jpg', 'grey.pgm' } do
      local whole = files.read(folder .. name)
      for _, start in ipairs { 'X', '\0', 'GIF8', '\254' } do
        assert.is_false((read(start .. whole:sub(#start + 1))))
      end
    end
  end)
end)

describe('sizes that lie', function()
  local png, jpeg = files.read(folder .. 'grey.png'), files.read(folder .. 'color.jpg')
  local progressive = files.read(folder .. 'progressive.jpg')

  it('are made right by these helpers', function()
    assert.equal(png, png_files.with_size(png, 7, 5))
    assert.equal(jpeg, with_jpeg_size(jpeg, 19, 18))
  end)

  local rows = {
    { 'a PNG higher than its data', png_files.with_size(png, 7, 6) },
    { 'a PNG wider than its data', png_files.with_size(png, 8, 5) },
    { 'a PNG of many rows', png_files.with_size(png, 7, 1000000), 'too few bytes' },
    { 'a PNG of many columns', png_files.with_size(png, 1000000, 1), 'too few bytes' },
    { 'the largest PNG', png_files.with_size(png, 2147483647, 2147483647), 'IHDR' },
    { 'a PNG above the limit', png_files.with_size(png, 1000000, 1000000), 'limit' },
    { 'an empty PNG', png_files.with_size(png, 0, 5), 'IHDR' },
    { 'a JPEG higher than its data', with_jpeg_size(jpeg, 19, 40) },
    { 'the largest JPEG', with_jpeg_size(jpeg, 65500, 65500), 'too few bytes' },
    { 'a JPEG above the largest', with_jpeg_size(jpeg, 65535, 65535), '65500' },
    { 'an empty JPEG', with_jpeg_size(jpeg, 0, 18), 'mpty' },
    { 'a large progressive JPEG', with_jpeg_size(progressive, 60000, 60000), 'too few bytes' },
    { 'a PPM of many rows', 'P6 3 1000000 255\nabc', 'too few bytes' },
  }
  for _, row in ipairs(rows) do
    it('are refused: ' .. row[1], function()
      local ok, message = read(row[2])
      assert.is_false(ok)
      assert.truthy(message:find(row[3] or 'cannot be read', 1, true), message)
    end)
  end

  it('of work, too: a JPEG with many scans', function()
    -- the first scan, which has the mean of each block, made final and said again and again
    local first = progressive:find('\255\218', 1, true)
    local after = progressive:find('\255[\196\218]', first + 2)
    local scan = progressive:sub(first, first + 12) .. '\0' ..
      progressive:sub(first + 14, after - 1)
    local function repeated(n)
      return read(progressive:sub(1, first - 1) .. scan:rep(n) .. '\255\217')
    end
    assert.is_true((repeated(1)))
    assert.is_true((repeated(100)))
    local ok, message = repeated(101)
    assert.is_false(ok)
    assert.truthy(message:find('scans', 1, true), message)
  end)
end)
