--- Damaged files of the formats that facula reads: small sound ones, damaged as damage.lua does it.
-- Checked: what is read can be used, or the error is a string that names the file; memory stays in
-- proportion to the file; nothing takes long (run.lua sees to that). t7.lua does this for .t7.
-- A format is a row of FORMATS: name, how numbers stand in it, sound files, a function that reads.
-- Neighbours: images.lua has the rows of pictures; damage.lua, random.lua; run.lua runs this.

local torch = require 'torch'
local damage = require 'fuzz.damage'
local random = require 'fuzz.random'
local csv = require 'facula.csv'
local data = require 'facula.data'
local json = require 'facula.json'
local npy = require 'facula.npy'
local safetensors = require 'facula.safetensors'
local text = require 'facula.text'

local formats = {}

local MEMORY = 64 * 2 ^ 20 -- bytes that reading a file of some kilobytes may take

local golden = debug.getinfo(1, 'S').source:match('^@(.*)fuzz[/\\]formats%.lua$') .. 'golden/'

-- The contents of files of a folder.
local function recorded(folder, ...)
  local texts = {}
  for i, name in ipairs { ... } do texts[i] = damage.contents(golden .. folder .. '/' .. name) end
  return texts
end

local function read_json(path)
  local value, problem = json.decode(damage.contents(path))
  if problem then error(('%s: byte %d'):format(path, problem.byte), 0) end
  return value
end

local function read_text(path)
  local corpus = text.read(path)
  local unit = #corpus % 2 == 0 and 'word' or 'character'
  local words = text.vocabulary(corpus, { unit = unit })
  words:decode(words:encode(corpus))
  return words
end

local CIFAR = ('\3' .. ('RGB'):rep(1024)):rep(2)

local FORMATS = {
  { name = 'npy', numbers = 'ascii', read = npy.load, originals = recorded('numpy', 'f4_be.npy',
    'i8_le.npy', 'fortran.npy', 'version2.npy', 'scalar.npy', 'bool.npy', 'empty.npy') },
  { name = 'npz', numbers = 'little', read = npy.loadz, originals = recorded('numpy', 'stored.npz',
    'deflated.npz') },
  { name = 'unsigned npz', numbers = 'little', read = npy.loadz,
    originals = recorded('formats', 'unsigned.npz') },
  { name = 'safetensors', numbers = 'ascii', read = safetensors.load, originals = {
    recorded('safetensors', 'all.safetensors')[1], recorded('formats', 'net.safetensors')[1] } },
  { name = 'safetensors head', numbers = 'little', read = safetensors.load,
    originals = recorded('safetensors', 'all.safetensors') },
  { name = 'json', numbers = 'ascii', read = read_json, originals = { '[[[]], {}, ""]',
    '{"shape": [2, 3], "name": "x\\u00e9", "more": {"a": [true, null, -1.5e3]}}' } },
  { name = 'csv', numbers = 'ascii',
    read = function(path) return csv.load(path, { fill = 'mean' }) end,
    originals = recorded('formats', 'table.csv', 'table.tsv.gz') },
  { name = 'numbers', numbers = 'ascii', read = data.csv,
    originals = { '1,2\n3,4.5\n-1e3,"7"\n' } },
  { name = 'idx', numbers = 'big', read = data.idx, originals = {
    '\0\0\8\2\0\0\0\2\0\0\0\3ABCDEF', '\0\0\13\1\0\0\0\2\63\128\0\0\64\0\0\0' } },
  { name = 'packed idx', numbers = 'little', read = data.idx,
    originals = recorded('formats', 'shorts.idx.gz') },
  { name = 'cifar', numbers = 'little', suffix = '.bin', read = data.cifar10,
    originals = { CIFAR, recorded('formats', 'cifar.bin.gz')[1] } },
  { name = 'text', numbers = 'ascii', read = read_text, originals = {
    "It's naïve, isn't it? 'Tis 3.5 €\n\nwell-known -- \240\159\152\128" } },
}

for _, row in ipairs(require 'fuzz.images') do FORMATS[#FORMATS + 1] = row end

local base = os.tmpname()

-- Reads what was loaded.
local function use(object, depth)
  if torch.isTensor(object) then
    assert(object:nElement() == 0 or object:clone():nElement() > 0)
  elseif type(object) == 'table' and depth > 0 then
    for _, value in pairs(object) do use(value, depth - 1) end
  end
end

local function case_of(seed, number)
  local draw = random.stream(seed, number)
  local format = draw.pick(FORMATS)
  local original, other = draw.pick(format.originals), draw.pick(format.originals)
  return format, damage.some(original, draw, format.numbers, other)
end

local function check_error(path, message)
  if type(message) ~= 'string' then return 'the error is a ' .. type(message) end
  if message:find('not enough memory', 1, true) then return 'runs out of memory: ' .. message end
  if message:find('^[^\n]*lua:%d+: attempt to') then return 'is no error of ours: ' .. message end
  if not message:find(path, 1, true) and not message:find('facula.text.vocabulary: no ', 1, true)
  then
    return 'the error does not name the file: ' .. message
  end
  return nil
end

--- Reads file number of this seed.
-- @return the format, whether it succeeded, what is wrong (or nil), the error
function formats.run(seed, number)
  local format, content = case_of(seed, number)
  local path = base .. (format.suffix or '')
  damage.write(path, content)
  local before = damage.peak_memory()
  local ok, result = pcall(format.read, path)
  local problem
  if ok then use(result, 5) else problem = check_error(path, result) end
  local after = damage.peak_memory()
  if before and after - before > MEMORY then
    problem = ('takes %d bytes for a file of %d'):format(after - before, #content)
  end
  if problem then problem = format.name .. ': ' .. problem end
  return format.name, ok, problem, not ok and result or nil
end

--- The file as text.
function formats.describe(seed, number)
  local format, content = case_of(seed, number)
  return ('%s\n%s'):format(format.name, (('%q'):format(content)))
end

return formats
