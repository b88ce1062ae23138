--- Pictures for the fuzzer of formats, formats.lua: rows { name, numbers, originals, read }. How
-- numbers stand in the files, sound files, and a function that reads one or raises an error.
-- Neighbours: random.lua has the numbers; images_spec.lua reads the sound files.

require 'torch'
local image = require 'image'
local png = require 'support.png'
local random = require 'fuzz.random'

local folder = debug.getinfo(1, 'S').source:match '^@(.*)fuzz[/\\]images%.lua$' .. 'golden/image/'

local function contents(path)
  local file = assert(io.open(path, 'rb'))
  local bytes = file:read '*a'
  file:close()
  return bytes
end

-- The files of other programs: kinds that image.save does not write.
local function recorded(list, ...)
  for _, name in ipairs { ... } do list[#list + 1] = contents(folder .. name) end
  return list
end

local function picture(draw, channels)
  local bytes = torch.ByteTensor(channels, draw.int(1, 24), draw.int(1, 24)):fill(draw.int(0, 255))
  if draw.chance(0.7) then -- else of one colour, which packs well
    bytes:apply(function() return draw.int(0, 255) end)
  end
  return bytes
end

local function anymap(draw)
  local kind, width, height = draw.int(1, 6), draw.int(1, 12), draw.int(1, 12)
  local most = kind % 3 == 1 and 1 or draw.pick { 255, 65535, draw.int(1, 65535) }
  local parts = { ('P%d %d\n# comment\n%d\n'):format(kind, width, height) }
  if kind % 3 ~= 1 then parts[2] = ('%d\n'):format(most) end
  local count = width * height * (kind % 3 == 0 and 3 or 1)
  if kind == 4 then count = math.ceil(width / 8) * height end
  for _ = 1, count do
    local value = draw.int(0, kind == 4 and 255 or most)
    if kind <= 3 then
      parts[#parts + 1] = value .. ' '
    elseif most > 255 then
      parts[#parts + 1] = string.char(math.floor(value / 256), value % 256)
    else
      parts[#parts + 1] = string.char(value)
    end
  end
  return table.concat(parts)
end

-- Some files of a maker.
local function made(n, make)
  local list = {}
  for i = 1, n do
    local bytes = make(random.stream(7, i), i)
    list[i] = type(bytes) == 'string' and bytes or bytes:storage():string()
  end
  return list
end

local function read(path)
  image.getSize(path)
  return image.load(path)
end

-- Damage that the checksums would show, with checksums that agree.
local function read_repaired(path)
  local bytes = png.with_checksums(contents(path))
  local file = assert(io.open(path, 'wb'))
  file:write(bytes)
  file:close()
  return read(path)
end

local PNG = recorded(
  made(8, function(draw, i) return image.compressPNG(picture(draw, (i - 1) % 4 + 1)) end),
  'bits.png', 'color-16.png', 'grey-2.png', 'interlaced.png', 'palette.png', 'palette-opacity.png')

local JPEG = recorded(
  made(6, function(draw, i)
    return image.compressJPG(picture(draw, i % 2 * 2 + 1), draw.int(1, 100))
  end),
  'cmyk.jpg', 'progressive.jpg', 'coarse.jpg', 'whole.jpg')

return {
  { name = 'png', numbers = 'big', originals = PNG, read = read },
  { name = 'png with checksums', numbers = 'big', originals = PNG, read = read_repaired },
  { name = 'jpeg', numbers = 'big', originals = JPEG, read = read },
  { name = 'ppm', numbers = 'ascii', originals = made(12, anymap), read = read },
}
