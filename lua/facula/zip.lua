--- Zip files: reading and writing their members, stored or deflated, below 4 GiB.
-- Format: APPNOTE 6.3 by PKWARE. Files are not trusted: the directory is checked whole, against the
-- bytes that are there, before memory is taken for a member; members must not overlap, and their
-- sizes and checksums must be right.
-- Neighbours: npy.lua keeps arrays in such files; binary.lua reads and writes the pieces; zlib does
-- the packing (src/torch/gzip.c).
local torch = require 'torch'
local binary = require 'facula.binary'
local core = require 'facula.core'

local zip = {}

-- The end of a zip file: a record of 22 bytes and a comment, at most 65535 bytes.
local END, DIRECTORY, LOCAL = 'PK\5\6', 'PK\1\2', 'PK\3\4'
local MOST_MEMBERS, MOST_RATIO = 65535, 1032

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
      method = uint(10, 2), crc = uint(16, 4), packed = uint(20, 4), size = uint(24, 4),
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

--- The bytes of a member, as a ByteTensor.
function zip.unpack(r, member)
  local bytes = torch.ByteTensor(r:elements('Byte', member.start, member.packed))
  local ok, result = true, bytes
  if member.method == 8 then ok, result = pcall(core.io.inflate, bytes, member.size) end
  local sum = ok and core.io.crc32(result)
  if sum ~= member.crc then
    r:fail(member.start, ('%.0f bytes of %q, with the checksum %.0f'):format(member.size,
      member.name, member.crc), '%s', ok and ('the checksum %.0f'):format(sum) or result)
  end
  return result
end

--- The members of a zip file.
-- @param r  a Reader of binary.lua
-- @return a list of {name =, at = the byte of its entry in the directory, size = of its content},
--   which zip.unpack takes
function zip.members(r)
  local members = read_directory(r)
  for _, member in ipairs(members) do locate(r, member) end
  check_overlap(r, members)
  return members
end

-- --- writing -------------------------------------------------------------------------------------

local MOST_BYTES, MOST_NAME = 2 ^ 32 - 2, 65535

-- What both heads of a member have in common, behind the version that wants it: no flags but that
-- of UTF-8 in names, method, 1980-01-01 as the time, so that equal contents make equal files.
local function fields(member)
  return binary.pack(20, 2) .. binary.pack(2048, 2) .. binary.pack(member.method, 2) .. '\0\0\33\0'
    .. binary.pack(member.crc, 4) .. binary.pack(member.packed, 4) .. binary.pack(member.size, 4)
    .. binary.pack(#member.name, 2) .. '\0\0'
end

--- Writes a member at the present position of a file; zip.finish has to follow the last one.
-- @param file  a file of torch, binary, from its start on a zip file
-- @param members  a list of the members before, to which this one is added; at first empty
-- @param name  its name
-- @param bytes  its content, a ByteTensor
-- @param level  0 to store it as it is, up to 9 to deflate it to a small size
-- Errors: the file or the name is too long for the format.
function zip.add(file, members, name, bytes, level)
  local member = { name = name, method = level > 0 and 8 or 0, size = bytes:nElement(),
    crc = core.io.crc32(bytes), at = file:position() - 1 }
  local packed = level > 0 and core.io.deflate(bytes, level) or bytes
  member.packed = packed:nElement()
  if #name > MOST_NAME or #members == MOST_MEMBERS
      or member.at + math.max(member.size, member.packed) > MOST_BYTES then
    error(('%q: a zip file has at most 4 GiB and %d members'):format(name, MOST_MEMBERS), 0)
  end
  file:writeString(LOCAL .. fields(member) .. name)
  binary.write_elements(file, packed)
  members[#members + 1] = member
end

--- Writes the directory behind the members.
function zip.finish(file, members)
  local start = file:position() - 1
  for _, member in ipairs(members) do
    file:writeString(DIRECTORY .. binary.pack(20, 2) .. fields(member) .. ('\0'):rep(10)
      .. binary.pack(member.at, 4) .. member.name)
  end
  local stop = file:position() - 1
  if stop > MOST_BYTES then error('a zip file has at most 4 GiB', 0) end
  local count = binary.pack(#members, 2)
  file:writeString(END .. '\0\0\0\0' .. count .. count .. binary.pack(stop - start, 4)
    .. binary.pack(start, 4) .. '\0\0')
end

return zip
