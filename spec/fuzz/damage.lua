--- Damage to files, for the fuzzers: bits flipped, parts cut out, doubled and exchanged, and
-- numbers that may be lengths set to 0, -1 and huge ones.
-- Neighbours: t7.lua and formats.lua use it; random.lua draws.

local damage = {}

local BINARY = { '\0\0\0\0', '\255\255\255\255', '\255\255\255\127', '\0\0\0\128', '\0\0\0\64',
                 '\0\0\0\1', '\1\0\0\0', '\4\0\0\0', '\0\0\0\0\0\0\0\0', '\8\0\0\0\0\0\0\0',
                 '\255\255\255\255\255\255\255\255', '\255\255\255\255\255\255\255\127',
                 '\0\0\0\0\1\0\0\0', '\0\0\0\0\0\0\0\64', '\0\0\0\0\0\0\0\32' }
local ASCII = { '0', '-1', '1', '3', '8', '2147483647', '2147483648', '4294967296', '1e300', 'nan',
                '9223372036854775807', '9223372036854775808', '99999999999999999999999', '',
                '-2147483648', 'x', '0x10', '4611686018427387904', '100000000' }

local function splice(text, at, length, with)
  return text:sub(1, at - 1) .. with .. text:sub(at + length)
end

local damages = {
  function(text, draw) -- a bit
    local at = draw.int(1, #text)
    local byte, bit = text:byte(at), 2 ^ draw.int(0, 7)
    local set = math.floor(byte / bit) % 2 == 1
    return splice(text, at, 1, string.char(set and byte - bit or byte + bit))
  end,
  function(text, draw) -- a byte
    return splice(text, draw.int(1, #text), 1, string.char(draw.int(0, 255)))
  end,
  function(text, draw) return text:sub(1, draw.int(0, #text - 1)) end,
  function(text, draw) -- something missing
    return splice(text, draw.int(1, #text), draw.pick { 1, 4, 8, draw.int(1, 40) }, '')
  end,
  function(text, draw) -- something twice
    local at, length = draw.int(1, #text), draw.pick { 4, 8, draw.int(1, 40) }
    return splice(text, at, 0, text:sub(at, at + length - 1))
  end,
  function(text, draw, other) -- a part of another file of that kind
    if #other == 0 then other = text end
    local from, length = draw.int(1, #other), draw.int(1, 60)
    return splice(text, draw.int(1, #text), draw.pick { 0, length },
                  other:sub(from, from + length - 1))
  end,
}

-- Puts another number where one may stand.
local function a_number(text, draw, numbers)
  if numbers == 'ascii' then
    local places = {}
    for at, number in text:gmatch('()(%-?%d+)') do places[#places + 1] = { at, #number } end
    if #places == 0 then return text end
    local place = draw.pick(places)
    return splice(text, place[1], place[2], draw.pick(ASCII))
  end
  local with = draw.pick(BINARY)
  if numbers == 'big' then with = with:reverse() end
  -- strings put numbers at any byte; most lie at multiples of four
  local at = draw.chance(0.6) and 4 * draw.int(0, math.floor(#text / 4)) + 1 or draw.int(1, #text)
  return splice(text, at, #with, with)
end

--- A text with one to three damages.
-- @param numbers  how numbers stand in it: 'ascii', 'little' or 'big'
-- @param other  a text of the same kind, parts of which may be put in
function damage.some(text, draw, numbers, other)
  for _ = 1, draw.pick { 1, 1, 1, 2, 3 } do
    if #text > 0 and draw.chance(0.5) then
      text = a_number(text, draw, numbers)
    elseif #text > 0 then
      text = draw.pick(damages)(text, draw, other)
    end
  end
  return text
end

--- The content of a file.
function damage.contents(path)
  local file = assert(io.open(path, 'rb'))
  local text = file:read('*a')
  file:close()
  return text
end

function damage.write(path, text)
  local file = assert(io.open(path, 'wb'))
  file:write(text)
  file:close()
end

--- The most memory that this process has had; nil where the system does not tell.
function damage.peak_memory()
  local file = io.open('/proc/self/status')
  if not file then return nil end
  local kilobytes = file:read('*a'):match('VmHWM:%s*(%d+)')
  file:close()
  return kilobytes and tonumber(kilobytes) * 1024
end

return damage
