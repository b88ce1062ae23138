--- NumPy's files: .npy holds one array, .npz several by name.
-- Formats: numpy.lib.format (versions 1.0, 2.0, 3.0) and, around it for .npz, zip (APPNOTE 6.3).
--
--     NumPy           torch           NumPy           torch
--     float64 f8      DoubleTensor    int32   i4      IntTensor
--     float32 f4      FloatTensor     int16   i2      ShortTensor
--     float16 f2      HalfTensor      int8    i1      CharTensor
--     int64   i8      LongTensor      uint8   u1      ByteTensor
--                                     bool    b1      ByteTensor of 0 and 1
--
-- Other types (complex, text, dates, records, objects, wider unsigned integers) are refused with
-- their name. Either byte order and either order of elements is read. An array without dimensions
-- becomes a tensor of one element, one without elements a tensor without dimensions.
-- Files are not trusted: what a file says of itself is checked against the bytes that are there
-- before memory is taken for it. Pickled objects, which are programs, are never loaded.
-- Neighbours: binary.lua reads and writes the pieces, facula.core unpacks.
-- @usage npy.save('x.npy', torch.ones(2, 3))
--   npy.load 'x.npy'  --> 2x3
local torch = require 'torch'
local binary = require 'facula.binary'
local core = require 'facula.core'

local npy = {}

local MAGIC = '\147NUMPY'
local MOST_HEADER, MOST_DIMENSIONS = 2 ^ 20, 64

local KINDS = { f8 = 'Double', f4 = 'Float', f2 = 'Half', i8 = 'Long', i4 = 'Int', i2 = 'Short',
  i1 = 'Char', u1 = 'Byte', b1 = 'Byte' }
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
    r:fail(10, 'one of the types <f8 <f4 <f2 <i8 <i4 <i2 |i1 |u1 |b1', '%q', head.descr)
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

-- The end of a zip file: a record of 22 bytes and a comment, at most 65535 bytes.
local END, DIRECTORY, LOCAL = 'PK\5\6', 'PK\1\2', 'PK\3\4'
local MOST_MEMBERS, MOST_RATIO, STORED_BLOCK = 65535, 1032, 65535

-- Where the directory starts and ends, and of how many members.
local function find_directory(r)
  r:need(0, 22, 'a zip file')
  local from = math.max(0, r.size - 22 - 65535)
  local tail = r:string(from, r.size - from, 'the end of a zip file')
  for at = #tail - 21, 1, -1 do
    if tail:sub(at, at + 3) == END and at + 21 + binary.uint(tail, at + 20, 2) == #tail then
      local count, size = binary.uint(tail, at + 10, 2), binary.uint(tail, at + 12, 4)
      local start, stop = binary.uint(tail, at + 16, 4), from + at - 1
      if start + size > stop then
        r:fail(stop + 16, ('a directory before byte %.0f'):format(stop), '%.0f bytes from %.0f on',
          size, start)
      end
      return start, start + size, count
    end
  end
  r:fail(from, "the end of a zip file, 'PK\\5\\6'", 'none in the last %.0f bytes', r.size - from)
end

-- The members that the directory tells of.
local function read_directory(r)
  local at, stop, count = find_directory(r)
  local members = {}
  for i = 1, math.min(count, MOST_MEMBERS) do
    if at + 46 > stop then
      r:fail(at, ('entry %d of %d of the directory'):format(i, count), '%.0f bytes', stop - at)
    end
    local entry = r:string(at, 46, 'an entry of the directory')
    if entry:sub(1, 4) ~= DIRECTORY then
      r:fail(at, "an entry of the directory, 'PK\\1\\2'", '%q', entry:sub(1, 4))
    end
    local function uint(offset, bytes) return binary.uint(entry, offset + 1, bytes) end
    local length = uint(28, 2)
    local size = 46 + length + uint(30, 2) + uint(32, 2)
    if at + size > stop then
      r:fail(at, ('an entry of %d bytes'):format(size), '%.0f to the end', stop - at)
    end
    members[i] = { at = at, name = r:string(at + 46, length, 'a name'), flags = uint(8, 2),
      method = uint(10, 2), crc = entry:sub(17, 20), packed = uint(20, 4), size = uint(24, 4),
      head = uint(42, 4) }
    at = at + size
  end
  if at ~= stop then r:fail(at, 'the end of the directory', '%.0f bytes more', stop - at) end
  return members, stop
end

-- Finds where the bytes of a member start; checks all that can be known without unpacking.
local function locate(r, member)
  if member.flags % 2 == 1 then
    r:fail(member.at + 8, 'no encryption', 'some in %q', member.name)
  end
  if member.method ~= 0 and member.method ~= 8 then
    r:fail(member.at + 10, 'method 0 (stored) or 8 (deflated)', '%d', member.method)
  end
  for _, field in ipairs { 'packed', 'size', 'head' } do
    if member[field] == 2 ^ 32 - 1 then
      r:fail(member.at, 'members below 4 GiB', '%q, which is larger (zip64)', member.name)
    end
  end
  local most = member.method == 0 and member.packed or member.packed * MOST_RATIO
  if member.size > most or member.method == 0 and member.size ~= most then
    r:fail(member.at + 24, ('a size that %.0f bytes can hold'):format(member.packed), '%.0f',
      member.size)
  end
  local head = r:string(member.head, 30, 'the head of a member')
  if head:sub(1, 4) ~= LOCAL then
    r:fail(member.head, "the head of a member, 'PK\\3\\4'", '%q', head:sub(1, 4))
  end
  local length = binary.uint(head, 27, 2)
  local name = r:string(member.head + 30, length, 'a name')
  if name ~= member.name then
    r:fail(member.head + 30, ('the name %q'):format(member.name), '%q', name)
  end
  member.start = member.head + 30 + length + binary.uint(head, 29, 2)
  r:need(member.start, member.packed, 'a member')
end

-- No byte may belong to two members, or a small file could unpack to a large one many times over.
local function check_overlap(r, members)
  local sorted = {}
  for i, member in ipairs(members) do sorted[i] = member end
  table.sort(sorted, function(a, b) return a.head < b.head end)
  for i = 2, #sorted do
    local before, after = sorted[i - 1], sorted[i]
    if before.start + before.packed > after.head then
      r:fail(after.head, ('a member behind byte %.0f'):format(before.start + before.packed),
        '%q, which overlaps %q', after.name, before.name)
    end
  end
end

-- The head of a gzip file: deflated, no name, no time.
local GZIP = '\31\139\8\0\0\0\0\0\0\255'

-- Writes stored bytes as deflate's blocks without compression: last?, length, its complement.
local function write_stored(file, r, member)
  local done = 0
  repeat
    local length = math.min(member.size - done, STORED_BLOCK)
    file:writeString((done + length == member.size and '\1' or '\0') .. binary.pack(length, 2)
      .. binary.pack(65535 - length, 2))
    file:writeString(r:string(member.start + done, length, 'a member'))
    done = done + length
  until done == member.size
end

-- The bytes of a member. A gzip file is a deflated member with another head and the same checksum,
-- so it is made one, and what unpacks gzip files does the rest, the check of the checksum included.
local function unpack_member(r, member)
  local path = os.tmpname()
  local file = torch.DiskFile(path, 'w'):binary()
  local ok, result = pcall(function()
    file:writeString(GZIP)
    if member.method == 0 then
      write_stored(file, r, member)
    else
      file:writeString(r:string(member.start, member.packed, 'a member'))
    end
    file:writeString(member.crc .. binary.pack(member.size, 4))
    file:close()
    return core.io.gunzip_file(path, member.size)
  end)
  if file:isOpened() then file:quiet():close() end
  os.remove(path)
  if not ok then
    r:fail(member.start, ('%.0f bytes of %q, with the checksum in the directory')
      :format(member.size, member.name), 'that it %s',
      tostring(result):gsub('^.*' .. path:gsub('%p', '%%%0') .. ':? ?', ''))
  end
  return result
end

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
    local members = read_directory(r)
    for _, member in ipairs(members) do locate(r, member) end
    check_overlap(r, members)
    local tensors = {}
    for _, member in ipairs(members) do
      local name = member.name:match '^(.*)%.npy$'
      if name then
        if tensors[name] then r:fail(member.at, 'a name that is new', '%q again', name) end
        local bytes = unpack_member(r, member)
        tensors[name] = read_array(binary.memory(bytes, who, path .. '(' .. member.name .. ')'))
      end
    end
    return tensors
  end)
  return tensors
end

return npy
