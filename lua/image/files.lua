-- Pictures in files and in memory: PNG and JPEG through libpng and libjpeg, PPM, PGM and PBM.
-- Files are not trusted: sizes are checked against the bytes that are there before memory is taken,
-- and a picture has at most 2^28 samples (height x width x channels).
-- Neighbours: src/image/png.c, jpeg.c and pnm.c decode and encode.
local torch = require 'torch'
local core = require 'facula.image'
local args = require 'image.args'

-- The formats. decode and encode are names in facula.image, which lacks those of a library that was
-- missing when it was built.
local PNG = {
  name = 'PNG', extensions = { 'png' }, magic = '^\137PNG', decode = 'decode_png',
  encode = 'encode_png', channels = { true, true, true, true }, library = 'libpng',
  packages = 'libpng-dev (Debian), libpng-devel (Fedora), libpng (Arch, Homebrew)',
}
local JPEG = {
  name = 'JPEG', extensions = { 'jpg', 'jpeg' }, magic = '^\255\216', decode = 'decode_jpeg',
  encode = 'encode_jpeg', channels = { true, false, true }, library = 'libjpeg',
  packages = 'libjpeg-dev (Debian), libjpeg-turbo-devel (Fedora), libjpeg-turbo (Arch), ' ..
    'jpeg-turbo (Homebrew)',
}
local PNM = {
  name = 'PPM', extensions = { 'ppm', 'pgm', 'pbm', 'pnm' }, magic = '^P[1-6]',
  decode = 'decode_pnm', encode = 'encode_pnm', channels = { true, false, true },
}
local FORMATS = { PNG, JPEG, PNM }

-- The function of the module for a format.
local function coder(name, format, which)
  local f = core[format[which]]
  if not f then
    args.fail(name, '%s needs %s, which was missing when Facula was built; install %s and build ' ..
      'again', format.name, format.library, format.packages)
  end
  return f
end

local function format_of_extension(path)
  local extension = path:match '([^./\\]*)$':lower()
  for _, format in ipairs(FORMATS) do
    for _, known in ipairs(format.extensions) do
      if extension == known then return format, extension end
    end
  end
  return nil, extension
end

-- --- decoding ------------------------------------------------------------------------------------

local function read_file(name, path)
  if type(path) ~= 'string' then
    args.fail(name, 'the name of a file expected, got %s', args.describe(path))
  end
  local file, problem = io.open(path, 'rb')
  if not file then args.fail(name, '%s', problem) end
  local bytes, why = file:read '*a'
  file:close()
  if not bytes then args.fail(name, '%s: %s', path, why or 'cannot be read') end
  return bytes
end

-- The format by the first bytes; `where` starts the messages.
local function format_of_content(name, start, where)
  for _, format in ipairs(FORMATS) do
    if start:find(format.magic) then return format end
  end
  local shown = start:sub(1, 4):gsub('.', function(c) return ('%02x '):format(c:byte()) end)
  args.fail(name, '%sneither PNG nor JPEG nor PPM, PGM or PBM: it %s', where,
    start == '' and 'is empty' or 'starts with ' .. shown:sub(1, -2))
end

-- What the decoder of a format returns; a refusal becomes an error.
local function decode(name, format, bytes, where, head_only)
  local first, second, third = coder(name, format, 'decode')(bytes, head_only)
  if first == nil then
    args.fail(name, '%scannot be read as %s: %s', where, format.name, second)
  end
  return first, second, third
end

local TYPES = {
  float = 'torch.FloatTensor', double = 'torch.DoubleTensor', byte = 'torch.ByteTensor',
}

local function check_wishes(name, depth, tensortype)
  if depth ~= nil and depth ~= 1 and depth ~= 3 then
    args.fail(name, 'a depth of 1 or 3 expected, got %s', tostring(depth))
  end
  if tensortype ~= nil and not TYPES[tensortype] then
    args.fail(name, "a tensor type 'float', 'double' or 'byte' expected, got %s",
      tostring(tensortype))
  end
end

-- height x width x channels with values from 0 to most -> a picture of that type.
local function to_picture(samples, most, tensortype)
  local planes = samples:transpose(1, 3):transpose(2, 3)
  if tensortype ~= 'byte' then return planes:type(TYPES[tensortype]):contiguous():div(most) end
  if most == 255 then return planes:contiguous() end
  return planes:double():mul(255 / most):add(0.5):floor():byte()
end

-- The same picture with 1 or 3 channels; opacity is left out.
local function to_depth(picture, depth)
  local channels = picture:size(1)
  if depth == nil or channels == depth then return picture end
  if depth == 1 then
    return channels == 2 and picture:narrow(1, 1, 1):clone()
      or image.rgb2y(picture:narrow(1, 1, 3))
  end
  if channels == 4 then return picture:narrow(1, 1, 3):clone() end
  return picture:narrow(1, 1, 1):expand(3, picture:size(2), picture:size(3)):clone()
end

-- The picture that some bytes hold, a string or a ByteTensor.
local function picture_of(name, format, bytes, where, depth, tensortype)
  check_wishes(name, depth, tensortype)
  local samples, most = decode(name, format, bytes, where)
  return to_depth(to_picture(samples, most, tensortype or 'float'), depth)
end

local function load_as(name, format)
  return function(path, depth, tensortype)
    check_wishes(name, depth, tensortype)
    local bytes = read_file(name, path)
    return picture_of(name, format or format_of_content(name, bytes:sub(1, 8), path .. ': '), bytes,
      path .. ': ', depth, tensortype)
  end
end

--- The picture in a file, whose format is told by its content: PNG, JPEG, PPM, PGM or PBM.
-- @param path  name of the file
-- @param[opt] depth  1: made grey with image.rgb2y; 3: grey becomes three equal channels; either
--   leaves out opacity. Without it the channels are those of the file: 1 grey, 2 grey and opacity,
--   3 colour, 4 colour and opacity. CMYK files become colour, palettes are looked up.
-- @param[opt='float'] tensortype  'float' or 'double': values from 0 to 1; 'byte': 0 to 255
-- @return channels x height x width
-- Errors: no such file; not one of the formats; damaged, cut off, or with a size that its bytes
--   cannot hold; more than 2^28 samples; a format whose library was missing at build time.
-- @usage
-- image.save('card.png', image.testCard(64))
-- print(image.load('card.png', 3, 'byte'):size())
image.load = load_as('load')

--- The same as image.load for one format.
-- @function image.loadPNG, loadJPG, loadPPM
-- @see image.load
image.loadPNG, image.loadJPG = load_as('loadPNG', PNG), load_as('loadJPG', JPEG)
image.loadPPM = load_as('loadPPM', PNM)

local function size_as(name, format)
  return function(path)
    local bytes = read_file(name, path)
    local where = path .. ': '
    local channels, height, width = decode(name,
      format or format_of_content(name, bytes:sub(1, 8), where), bytes, where, true)
    return torch.LongStorage { channels, height, width }
  end
end

--- The size of the picture in a file, from its head alone.
-- @param path  name of the file
-- @return a LongStorage of channels, height, width
-- Errors: those of image.load, as far as the head shows them.
-- @usage
-- image.save('card.png', image.testCard(64, 48))
-- print(image.getSize('card.png')) -- 3, 48, 64
image.getSize = size_as('getSize')

--- The same as image.getSize for one format.
-- @function image.getPNGsize, getJPGsize, getPPMsize
-- @see image.getSize
image.getPNGsize, image.getJPGsize = size_as('getPNGsize', PNG), size_as('getJPGsize', JPEG)
image.getPPMsize = size_as('getPPMsize', PNM)

local function decompress_as(name, format)
  return function(bytes, depth, tensortype)
    if type(bytes) ~= 'string' and torch.type(bytes) ~= 'torch.ByteTensor' then
      args.fail(name, 'a ByteTensor expected, got %s', args.describe(bytes))
    end
    local found = format
    if not found then
      local start = bytes
      if type(bytes) ~= 'string' then
        local all = bytes:contiguous():view(-1)
        local n = math.min(8, all:nElement())
        start = n > 0 and string.char((unpack or table.unpack)(all:narrow(1, 1, n):totable())) or ''
      end
      found = format_of_content(name, start:sub(1, 8), '')
    end
    return picture_of(name, found, bytes, '', depth, tensortype)
  end
end

--- The picture in the bytes of a file, as image.load would read it.
-- @param bytes  a ByteTensor, as from image.compressPNG, or a string
-- @param[opt] depth  1 or 3, as for image.load
-- @param[opt='float'] tensortype  'float', 'double' or 'byte'
-- @return channels x height x width
-- Errors: those of image.load.
-- @usage print(image.decompress(image.compressPNG(image.testCard(32))):size())
image.decompress = decompress_as('decompress')

--- The same as image.decompress for one format.
-- @function image.decompressPNG, decompressJPG
-- @see image.decompress
image.decompressPNG, image.decompressJPG =
  decompress_as('decompressPNG', PNG), decompress_as('decompressJPG', JPEG)

-- --- encoding ------------------------------------------------------------------------------------

-- Values from 0 to 1 as bytes; what lies outside is taken to the nearer end, as in Torch7.
local function to_bytes(name, picture)
  if torch.type(picture) == 'torch.ByteTensor' then return picture end
  if picture:ne(picture):max() > 0 then
    args.fail(name, 'values from 0 to 1 expected, those of the picture contain nan')
  end
  return picture:clone():clamp(0, 1):mul(255):add(0.5):floor():byte()
end

-- A picture as height x width x channels of bytes for the encoder of a format.
local function to_samples(name, format, picture)
  args.picture(name, picture)
  local bytes = to_bytes(name, picture)
  if bytes:dim() == 2 then bytes = bytes:contiguous():view(1, bytes:size(1), bytes:size(2)) end
  if not format.channels[bytes:size(1)] then
    args.fail(name, 'a %s has %s channels, the picture %d', format.name,
      format == PNG and '1 to 4' or '1 or 3', bytes:size(1))
  end
  return bytes:transpose(1, 3):transpose(1, 2):contiguous()
end

local function check_quality(name, quality)
  if quality == nil then return 75 end
  quality = args.integer(name, 'quality', quality)
  if quality < 0 or quality > 100 then
    args.fail(name, 'a quality from 0 to 100 expected, got %d', quality)
  end
  return quality
end

local function encode(name, format, picture, quality)
  quality = check_quality(name, quality)
  local f = coder(name, format, 'encode')
  local bytes, why = f(to_samples(name, format, picture), quality)
  if not bytes then args.fail(name, '%s', why) end
  return bytes
end

local function check_path(name, path)
  if type(path) ~= 'string' then
    args.fail(name, 'the name of a file expected, got %s', args.describe(path))
  end
end

-- Calls f; what it raises becomes an error of image.NAME.
local function attempt(name, f, ...)
  local ok, result = pcall(f, ...)
  if not ok then args.fail(name, '%s', tostring(result)) end
  return result
end

-- Writes bytes as one step: who reads meanwhile finds the old file or the new one, whole.
local function write_file(name, path, bytes)
  local file = attempt(name, torch.DiskFile.replace, path)
  attempt(name, file.writeByte, file, bytes:storage())
  attempt(name, file.commit, file)
end

local function save_as(name, format)
  return function(path, picture, quality)
    check_path(name, path)
    write_file(name, path, encode(name, format, picture, quality))
  end
end

--- A picture into a file, in the format that the ending of the name says: png, jpg, jpeg, ppm, pgm
-- or pnm. The file is replaced in one step: when the call raises, an old one is as it was.
-- @param path  name of the file
-- @param picture  channels x height x width or height x width. Floats and doubles from 0 to 1,
--   rounded to 255 steps; values outside are brought to 0 and 1. Bytes from 0 to 255. PNG has 1 to
--   4 channels, of which 2 and 4 have opacity last; the others 1 or 3.
-- @param[opt=75] quality  of a JPEG, 0 to 100
-- Errors: an unknown ending; nan; a number of channels that the format lacks; a file that cannot be
-- written.
-- @usage image.save('noise.png', torch.rand(3, 40, 60))
function image.save(path, picture, quality)
  check_path('save', path)
  local format, extension = format_of_extension(path)
  if not format or extension == 'pbm' then
    args.fail('save', "%s: a name that ends in .png, .jpg, .jpeg, .ppm, .pgm or .pnm expected",
      path)
  end
  save_as('save', format)(path, picture, quality)
end

--- The same as image.save for one format, whatever the name.
-- @function image.savePNG, saveJPG, savePPM
-- @see image.save
image.savePNG, image.saveJPG = save_as('savePNG', PNG), save_as('saveJPG', JPEG)
image.savePPM = save_as('savePPM', PNM)

--- A picture as a PGM file; colour is made grey with image.rgb2y.
-- @param path  name of the file
-- @param picture  as for image.save, 1 or 3 channels
-- @usage image.savePGM('card.pgm', image.testCard(64))
function image.savePGM(path, picture)
  args.picture('savePGM', picture)
  if picture:dim() == 3 and picture:size(1) == 3 then picture = image.rgb2y(picture) end
  save_as('savePGM', PNM)(path, picture)
end

--- A picture as the bytes of a JPEG file.
-- @param picture  as for image.save, 1 or 3 channels
-- @param[opt=75] quality  0 to 100
-- @return a ByteTensor of one dimension
-- Errors: those of image.save.
-- @usage print(image.compressJPG(image.testCard(64), 90):size(1))
function image.compressJPG(picture, quality)
  return encode('compressJPG', JPEG, picture, quality)
end

--- A picture as the bytes of a PNG file.
-- @param picture  as for image.save, 1 to 4 channels
-- @return a ByteTensor of one dimension
-- Errors: those of image.save.
-- @usage print(image.compressPNG(image.testCard(64)):size(1))
function image.compressPNG(picture)
  return encode('compressPNG', PNG, picture)
end

--- Whether files with this ending can be read here.
-- @param extension  'png', 'jpg', 'jpeg', 'ppm', 'pgm', 'pbm' or 'pnm', or a name that ends so
-- @return a boolean; false, too, for a format whose library was missing at build time
-- @usage print(image.is_supported('png'))
function image.is_supported(extension)
  if type(extension) ~= 'string' then
    args.fail('is_supported', 'an ending expected, got %s', args.describe(extension))
  end
  local format = format_of_extension(extension)
  return format ~= nil and core[format.decode] ~= nil
end

return image
