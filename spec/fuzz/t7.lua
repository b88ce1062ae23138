--- Damaged .t7 files: the recorded ones of spec/golden/t7 with bits flipped, parts cut out, doubled
-- and exchanged, and numbers that may be lengths set to 0, -1 and huge ones; loaded with torch.load
-- and torch.deserialize.
-- Checked: the result can be used, or the error is a string that names the file and the place in
-- it; memory stays in proportion to the file; nothing takes long (run.lua sees to that).
-- Neighbours: random.lua, run.lua, which runs this.

require 'torch'
require 'nn'
local random = require 'fuzz.random'

local t7 = {}

local MEMORY = 64 * 2 ^ 20 -- bytes that loading a file of some kilobytes may take

local folder = debug.getinfo(1, 'S').source:match('^@(.*)fuzz[/\\]t7%.lua$') .. 'golden/t7/'

local function contents(path)
  local file = assert(io.open(path, 'rb'))
  local text = file:read('*a')
  file:close()
  return text
end

local originals = {}
for _, case in ipairs(dofile(folder .. 'manifest.lua')) do
  if case.kind == 'object' then
    originals[#originals + 1] = { name = case.file, text = contents(folder .. case.file),
                                  ascii = case.mode == 'ascii', long = case.longSize,
                                  big = case.endian == 'bigEndianEncoding',
                                  code = case.file:find('function') ~= nil }
  end
end

-- --- damage --------------------------------------------------------------------------------------

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
  function(text, draw, original) -- a part of another file of that kind
    local other = draw.pick(originals)
    if other.ascii ~= original.ascii or other.code or #other.text == 0 then other = original end
    local from, length = draw.int(1, #other.text), draw.int(1, 60)
    return splice(text, draw.int(1, #text), draw.pick { 0, length },
                  other.text:sub(from, from + length - 1))
  end,
}

local function a_number(text, draw, original)
  if original.ascii then
    local places = {}
    for at, number in text:gmatch('()(%-?%d+)') do places[#places + 1] = { at, #number } end
    if #places == 0 then return text end
    local place = draw.pick(places)
    return splice(text, place[1], place[2], draw.pick(ASCII))
  end
  local with = draw.pick(BINARY)
  if original.big then with = with:reverse() end
  -- strings put numbers at any byte; most lie at multiples of four
  local at = draw.chance(0.6) and 4 * draw.int(0, math.floor(#text / 4)) + 1 or draw.int(1, #text)
  return splice(text, at, #with, with)
end

local function damaged(draw)
  local original = draw.pick(originals)
  local text = original.text
  for _ = 1, draw.pick { 1, 1, 1, 2, 3 } do
    if #text > 0 then
      local damage = draw.chance(0.5) and a_number or draw.pick(damages)
      text = damage(text, draw, original)
    end
  end
  return text, original
end

-- --- loading -------------------------------------------------------------------------------------

local path = os.tmpname()

local function write_file(text)
  local file = assert(io.open(path, 'wb'))
  file:write(text)
  file:close()
end

-- The most memory that this process has had; nil where the system does not tell.
local function peak_memory()
  local file = io.open('/proc/self/status')
  if not file then return nil end
  local kilobytes = file:read('*a'):match('VmHWM:%s*(%d+)')
  file:close()
  return kilobytes and tonumber(kilobytes) * 1024
end

-- Reads what was loaded.
local function use(object, depth, seen)
  if type(object) == 'table' then
    if seen[object] or depth > 20 then return end
    seen[object] = true
    for key, value in pairs(object) do
      use(key, depth + 1, seen)
      use(value, depth + 1, seen)
    end
    return
  end
  local what = torch.typename(object) or ''
  if what:find('Tensor$') and object:nElement() < 1e6 then
    object:clone()
  elseif what:find('Storage$') then
    object:totable()
  end
end

local function way_of(seed, number)
  local draw = random.stream(seed, number)
  local text, original = damaged(draw)
  local way = draw.pick { 'load', 'load', 'detect', 'deserialize' }
  local mode = original.ascii and 'ascii' or 'binary'
  if draw.chance(0.03) then mode = draw.pick { 'ascii', 'binary' } end
  -- deserialize loads functions, and a damaged function may do anything
  if way == 'deserialize' and (original.code or original.long == 4) then way = 'load' end
  if way == 'load' and original.long == 4 then mode = 'b32' end
  return text, original, way, mode
end

local function check_error(way, message)
  if type(message) ~= 'string' then return 'the error is a ' .. type(message) end
  if message:find('memory', 1, true) and not message:find('(memory, byte', 1, true) then
    return 'runs out of memory: ' .. message
  end
  if not message:find('byte %d') then return 'the error names no place: ' .. message end
  if way ~= 'deserialize' and not message:find(path, 1, true) then
    return 'the error does not name the file: ' .. message
  end
  return nil
end

--- Loads file number of this seed.
-- @return the way, whether it succeeded, what is wrong (or nil), the error
function t7.run(seed, number)
  local text, _, way, mode = way_of(seed, number)
  local before = peak_memory()
  local ok, result
  if way == 'deserialize' then
    ok, result = pcall(torch.deserialize, text, mode)
  else
    write_file(text)
    ok, result = pcall(torch.load, path, way == 'load' and mode or nil)
  end
  local problem
  if not ok then problem = check_error(way, result) else use(result, 0, {}) end
  local after = peak_memory()
  if before and after - before > MEMORY then
    problem = ('takes %d bytes for a file of %d'):format(after - before, #text)
  end
  return way, ok, problem, not ok and result or nil
end

--- The file as text.
function t7.describe(seed, number)
  local text, original, way, mode = way_of(seed, number)
  return ('%s, %s, %s\n%s'):format(original.name, way, mode, (('%q'):format(text)))
end

return t7
