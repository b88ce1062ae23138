--- Valid pictures for the fuzzer to damage, and how they are read: rows { name, make, read }.
-- make(random) gives the bytes of a file; read(path) reads it or raises an error with a sentence.
-- Neighbours: formats.lua damages them; random.lua has the numbers.
require 'torch'
local image = require 'image'

local function picture(random, channels)
  local height, width = random.int(1, 24), random.int(1, 24)
  local bytes = torch.ByteTensor(channels, height, width):fill(random.int(0, 255))
  if random.int(1, 3) > 1 then -- else of one colour, which packs well
    bytes:apply(function() return random.int(0, 255) end)
  end
  return bytes
end

local function as_string(bytes)
  return bytes:storage():string()
end

-- The files of other programs: kinds that image.save does not write.
local folder = debug.getinfo(1, 'S').source:match '^@(.*)fuzz[/\\]images%.lua$' .. 'golden/image/'

local function recorded(names)
  return function(random)
    local file = assert(io.open(folder .. names[random.int(1, #names)], 'rb'))
    local bytes = file:read '*a'
    file:close()
    return bytes
  end
end

local function read(path)
  image.getSize(path)
  return image.load(path)
end

-- One of several makers.
local function any(...)
  local makers = { ... }
  return function(random) return makers[random.int(1, #makers)](random) end
end

local function png(random)
  return as_string(image.compressPNG(picture(random, random.int(1, 4))))
end

local function jpeg(random)
  return as_string(image.compressJPG(picture(random, random.int(0, 1) * 2 + 1), random.int(1, 100)))
end

local function anymap(random)
  local kind = random.int(1, 6)
  local width, height = random.int(1, 12), random.int(1, 12)
  local most = kind % 3 == 1 and 1 or ({ 255, 65535, random.int(1, 65535) })[random.int(1, 3)]
  local parts = { ('P%d %d\n# comment\n%d\n'):format(kind, width, height) }
  if kind % 3 ~= 1 then parts[2] = ('%d\n'):format(most) end
  local count = width * height * (kind % 3 == 0 and 3 or 1)
  if kind == 4 then count = math.ceil(width / 8) * height end
  for _ = 1, count do
    local value = random.int(0, kind == 4 and 255 or most)
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

return {
  { name = 'png', read = read, make = any(png, recorded {
    'bits.png', 'color-16.png', 'color-opacity.png', 'grey-2.png', 'interlaced.png', 'palette.png',
    'palette-opacity.png' }) },
  { name = 'jpeg', read = read, make = any(jpeg, recorded {
    'cmyk.jpg', 'progressive.jpg', 'coarse.jpg', 'whole.jpg' }) },
  { name = 'ppm', read = read, make = anymap },
}
