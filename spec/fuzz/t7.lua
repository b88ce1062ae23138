--- Damaged .t7 files: the recorded ones of spec/golden/t7 with bits flipped, parts cut out, doubled
-- and exchanged, and numbers that may be lengths set to 0, -1 and huge ones; loaded with torch.load
-- and torch.deserialize.
-- Checked: the result can be used, or the error is a string that names the file and the place in
-- it; memory stays in proportion to the file; nothing takes long (run.lua sees to that).
-- Neighbours: damage.lua, random.lua, run.lua, which runs this.

require 'torch'
require 'nn'
local damage = require 'fuzz.damage'
local random = require 'fuzz.random'

local t7 = {}

local MEMORY = 64 * 2 ^ 20 -- bytes that loading a file of some kilobytes may take

local folder = debug.getinfo(1, 'S').source:match('^@(.*)fuzz[/\\]t7%.lua$') .. 'golden/t7/'

local originals = {}
for _, case in ipairs(dofile(folder .. 'manifest.lua')) do
  if case.kind == 'object' then
    originals[#originals + 1] = { name = case.file, text = damage.contents(folder .. case.file),
                                  ascii = case.mode == 'ascii', long = case.longSize,
                                  big = case.endian == 'bigEndianEncoding',
                                  code = case.file:find('function') ~= nil }
  end
end

-- --- damage --------------------------------------------------------------------------------------

local function damaged(draw)
  local original = draw.pick(originals)
  local other = draw.pick(originals)
  if other.ascii ~= original.ascii or other.code then other = original end
  local numbers = original.ascii and 'ascii' or original.big and 'big' or 'little'
  return damage.some(original.text, draw, numbers, other.text), original
end

-- --- loading -------------------------------------------------------------------------------------

local path = os.tmpname()

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
  local before = damage.peak_memory()
  local ok, result
  if way == 'deserialize' then
    ok, result = pcall(torch.deserialize, text, mode)
  else
    damage.write(path, text)
    ok, result = pcall(torch.load, path, way == 'load' and mode or nil)
  end
  local problem
  if not ok then problem = check_error(way, result) else use(result, 0, {}) end
  local after = damage.peak_memory()
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
