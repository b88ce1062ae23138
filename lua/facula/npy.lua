--- NumPy's files: .npy holds one array, .npz several by name.
-- Formats: numpy.lib.format (versions 1.0, 2.0, 3.0) and, around it for .npz, zip.
--
--     NumPy           torch           NumPy           torch
--     float64 f8      DoubleTensor    int32   i4      IntTensor
--     float32 f4      FloatTensor     int16   i2      ShortTensor
--     float16 f2      HalfTensor      int8    i1      CharTensor
--     int64   i8      LongTensor      uint8   u1      ByteTensor
--                                     bool    b1      ByteTensor of 0 and 1
--
-- Only read: uint16 u2 as an IntTensor, uint32 u4 as a LongTensor, uint64 u8 as a LongTensor if its
-- numbers fit. Other types (complex, text, dates, records, objects) are refused with their name.
-- Either byte order and either order of elements is read. An array without dimensions becomes a
-- tensor of one element, one without elements a tensor without dimensions.
-- Files are not trusted: what a file says of itself is checked against the bytes that are there
-- before memory is taken for it. Pickled objects, which are programs, are never loaded.
-- Neighbours: binary.lua reads and writes the pieces, zip.lua packs several arrays.
-- @usage npy.save('x.npy', torch.ones(2, 3))
--   npy.load 'x.npy'  --> 2x3
local torch = require 'torch'
local binary = require 'facula.binary'
local zip = require 'facula.zip'

local npy = {}

local MAGIC = '\147NUMPY'
local MOST_HEADER, MOST_DIMENSIONS = 2 ^ 20, 64

local KINDS = { f8 = 'Double', f4 = 'Float', f2 = 'Half', i8 = 'Long', i4 = 'Int', i2 = 'Short',
  i1 = 'Char', u1 = 'Byte', b1 = 'Byte', u2 = 'Short', u4 = 'Int', u8 = 'Long' }
local DESCR = { Double = '<f8', Float = '<f4', Half = '<f2', Long = '<i8', Int = '<i4',
  Short = '<i2', Char = '|i1', Byte = '|u1' }

-- --- the header: a dictionary as Python writes it ------------------------------------------------

-- Each reads a value at a place of the text and returns it and the place behind it, or nil.
local VALUES = {}

function VALUES.descr(text, at)
  local quote, value, stop = text:match('^(["\'])([^"\'\\]*)()', at)
  if quote and text:sub(stop, stop) == quote then return value, stop + 1 end
end

function VALUES.fortran_order(text, at)
  local word, stop = text:match('^(%a+)()', at)
  if word == 'True' then return true, stop end
  if word == 'False' then return false, stop end
end

function VALUES.shape(text, at)
  local sizes = {}
  at = text:match('^%( *()', at)
  while at do
    local stop = text:match('^%)()', at)
    if stop then return sizes, stop end
    local digits
    digits, at = text:match('^(%d+)L? *()', at)
    if not digits or #sizes == MOST_DIMENSIONS then return nil end
    sizes[#sizes + 1] = tonumber(digits)
    local comma = text:match('^, *()', at)
    if not comma and (#sizes == 1 or text:sub(at, at) ~= ')') then return nil end
    at = comma or at
  end
end

local EXPECTED = { descr = 'the name of a type in quotes', fortran_order = 'True or False',
  shape = ('a tuple of at most %d sizes'):format(MOST_DIMENSIONS) }

-- The three entries of the header text, which starts at byte offset of the file.
local function parse_header(r, text, offset)
  local function fail(at, expected)
    local rest = text:sub(at, at + 19)
    r:fail(offset + at - 1, expected, '%s', rest == '' and 'the end of the header'
      or ('%q'):format(rest))
  end
  local entries = {}
  local at = text:match('^[ \n]*{ *()')
  if not at then fail(1, "'{'") end
  while text:sub(at, at) ~= '}' do
    local _, key, stop = text:match('^(["\'])([%a_]+)%1 *: *()', at)
    if not VALUES[key] or entries[key] ~= nil then
      fail(at, "'descr', 'fortran_order' and 'shape', each once")
    end
    entries[key], at = VALUES[key](text, stop)
    if entries[key] == nil then fail(stop, ('%s for %s'):format(EXPECTED[key], key)) end
    at = text:match('^ *()', at)
    local comma = text:match('^, *()', at)
    if not comma and text:sub(at, at) ~= '}' then fail(at, "',' or '}'") end
    at = comma or at
  end
  if not text:find('^[ \n]*$', at + 1) then fail(at + 1, 'nothing but spaces to the end') end
  for key in pairs(EXPECTED) do
    if entries[key] == nil then fail(at, ("an entry '%s'"):format(key)) end
  end
  return entries
end

-- The entries of the header, and the byte offset behind it.
local function read_header(r)
  local head = r:string(0, math.min(8, r.size), 'a head')
  if head:sub(1, 6) ~= MAGIC then
    r:fail(0, "'\\x93NUMPY'", '%s', head == '' and 'an empty file' or ('%q'):format(head:sub(1, 6)))
  end
  r:need(0, 10, 'a head')
  local version = head:byte(7)
  if version < 1 or version > 3 or head:byte(8) ~= 0 then
    r:fail(6, 'version 1.0, 2.0 or 3.0', '%d.%d', version, head:byte(8))
  end
  local width = version == 1 and 2 or 4
  local length = binary.uint(r:string(8, width, 'the length of the header'), 1, width)
  local start = 8 + width
  if length > MOST_HEADER then
    r:fail(8, ('a header of at most %d bytes'):format(MOST_HEADER), '%.0f', length)
  end
  return parse_header(r, r:string(start, length, 'a header'), start), start + length
end

-- The tensor that a Reader holds.
local function read_array(r)
  local head, start = read_header(r)
  local order, name = head.descr:match '^([<>|=]?)(%a%d+)$'
  local kind = KINDS[name]
  if not kind or (order == '|' or order == '') and name:sub(2) ~= '1' then
    r:fail(10, 'one of the types <f8 <f4 <f2 <i8 <i4 <i2 |i1 <u8 <u4 <u2 |u1 |b1', '%q', head.descr)
  end
  if order == '=' then
    r:fail(10, "a type with its byte order, '<' or '>'", '%q', head.descr)
  end
  local count = binary.count(head.shape)
  local wanted, present = count * tonumber(name:sub(2)), r.size - start
  if wanted ~= present then
    r:fail(start, ('%.0f bytes for an array of size (%s) and type %s'):format(wanted,
      table.concat(head.shape, ', '), head.descr), '%.0f', present)
  end
  local storage = r:elements(kind, start, count, order == '>')
  if name:find '^u[248]' then
    kind, storage = r:unsigned(kind, storage, start)
  end
  local tensor = binary.tensor(kind, storage, head.shape, head.fortran_order)
  if name == 'b1' and count > 0 and tensor:max() > 1 then
    r:fail(start, 'bools of 0 or 1', '%d', tensor:max())
  end
  return tensor
end

--- The tensor of a .npy file.
-- @param path  name of the file
-- @return a tensor of the type in the table above, with the sizes in the file. Arrays in Fortran's
--   order become tensors whose first stride is 1.
-- Errors: the file cannot be read, is no .npy file, is cut off or too long, holds another type.
-- @usage npy.save('x.npy', torch.range(1, 4):view(2, 2))
--   npy.load 'x.npy'  --> {{1, 2}, {3, 4}}
function npy.load(path)
  local tensor = binary.read(path, 'facula.npy.load', read_array)
  return tensor
end

-- --- writing -------------------------------------------------------------------------------------

-- All that stands before the elements: version 1.0, a multiple of 64 bytes, as NumPy does it.
local function header(tensor)
  local sizes = {}
  for d = 1, tensor:dim() do sizes[d] = ('%d'):format(tensor:size(d)) end
  local shape = #sizes == 0 and '0,' or table.concat(sizes, ', ') .. (#sizes == 1 and ',' or '')
  local text = ("{'descr': '%s', 'fortran_order': False, 'shape': (%s), }")
    :format(DESCR[binary.kind(tensor)], shape)
  local length = #text + 1
  length = length + (-(10 + length)) % 64
  return MAGIC .. '\1\0' .. binary.pack(length, 2) .. text .. (' '):rep(length - #text - 1) .. '\n'
end

local function check_tensor(who, tensor)
  if not DESCR[binary.kind(tensor)] then
    error(('%s: a tensor expected, got %s'):format(who, torch.type(tensor)), 3)
  end
  if tensor:dim() > 32 then
    error(('%s: NumPy reads at most 32 dimensions, got %d'):format(who, tensor:dim()), 3)
  end
end

--- Writes a tensor to a .npy file (version 1.0, little-endian, C order). The file is complete or
-- not there, as with torch.save. A tensor without dimensions is written as an array of size (0,).
-- @param path  name of the file
-- @param tensor  a tensor of any type; it need not be contiguous
-- Errors: no tensor; more than 32 dimensions; the file cannot be written.
-- @usage npy.save('weight.npy', torch.randn(3, 4):t())
function npy.save(path, tensor)
  check_tensor('facula.npy.save', tensor)
  binary.write(path, 'facula.npy.save', function(file)
    file:writeString(header(tensor))
    binary.write_elements(file, tensor)
  end)
end

-- --- .npz ----------------------------------------------------------------------------------------

--- The arrays of a .npz file, stored or compressed.
-- @param path  name of the file
-- @return a table of tensors by name; of members whose name does not end in .npy nothing is read
-- Errors: the file cannot be read, is no zip file, is cut off; members overlap, are encrypted, have
--   a wrong checksum, are larger than 4 GiB or no .npy files (see npy.load); a name comes twice.
-- @usage -- not run: needs a file of NumPy
--   for name, tensor in pairs(npy.loadz 'model.npz') do print(name, tensor:size()) end
function npy.loadz(path)
  local who = 'facula.npy.loadz'
  local tensors = binary.read(path, who, function(r)
    local tensors = {}
    for _, member in ipairs(zip.members(r)) do
      local name = member.name:match '^(.*)%.npy$'
      if name then
        if tensors[name] then r:fail(member.at, 'a name that is new', '%q again', name) end
        local bytes = zip.unpack(r, member)
        tensors[name] = read_array(binary.memory(bytes, who, path .. '(' .. member.name .. ')'))
      end
    end
    return tensors
  end)
  return tensors
end

-- The content of a .npy file.
local function array_bytes(tensor)
  local file = torch.MemoryFile():binary():littleEndianEncoding():longSize(8)
  file:writeString(header(tensor))
  binary.write_elements(file, tensor)
  local count = file:position() - 1
  return torch.CharTensor(file:storage(), 1, torch.LongStorage { count }):byte()
end

--- Writes tensors to a .npz file, which numpy.load reads. The file is complete or not there. The
-- same tensors make the same bytes.
-- @param path  name of the file
-- @param tensors  a table of tensors by name
-- @param level  optional: from 0, stored as they are (the default), to 9, compressed well
-- Errors: something else is in the table; the file would have more than 4 GiB, or it cannot be
--   written.
-- @usage npy.savez('model.npz', { weight = torch.randn(3, 4), bias = torch.zeros(3) }, 6)
--   npy.loadz('model.npz').bias  --> {0, 0, 0}
function npy.savez(path, tensors, level)
  local who = 'facula.npy.savez'
  if type(tensors) ~= 'table' then
    error(('%s: a table of tensors by name expected, got %s'):format(who, torch.type(tensors)), 2)
  end
  level = level or 0
  if type(level) ~= 'number' or level % 1 ~= 0 or level < 0 or level > 9 then
    error(('%s: a level from 0 to 9 expected, got %s'):format(who, tostring(level)), 2)
  end
  local names = {}
  for name, tensor in pairs(tensors) do
    if type(name) ~= 'string' then
      error(('%s: a name expected for each tensor, got %s'):format(who, tostring(name)), 2)
    end
    check_tensor(who, tensor)
    names[#names + 1] = name
  end
  table.sort(names)
  binary.write(path, who, function(file)
    local members = {}
    for _, name in ipairs(names) do
      zip.add(file, members, name .. '.npy', array_bytes(tensors[name]), level)
    end
    zip.finish(file, members)
  end)
end

return npy
