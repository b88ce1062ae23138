--- Pieces of binary files for the readers and writers of npy.lua, zip.lua and safetensors.lua:
-- numbers and elements at a byte offset that has been checked, errors that say where, files that
-- appear whole.
-- Neighbours: the elements themselves are read and written by torch's File classes, in C.
local torch = require 'torch'

local binary = {}

local Reader = {}
Reader.__index = Reader

-- A file of torch as a Reader. who is the function that reads, for messages.
local function reader(file, who, path)
  file:binary():longSize(8)
  local size = file:seekEnd():position() - 1
  return setmetatable({ file = file, who = who, path = path, size = size }, Reader)
end

--- Raises an error that names the file and a byte, counted from 0.
function Reader:fail(offset, expected, found, ...)
  found = found:format(...)
  error(('%s: %s: byte %.0f: expected %s, found %s')
        :format(self.who, self.path, offset, expected, found), 0)
end

--- Checks that count bytes are there from offset on; what says what they are.
function Reader:need(offset, count, what)
  if offset + count > self.size then
    self:fail(math.min(offset, self.size), ('%s of %.0f bytes'):format(what, count),
      '%.0f bytes to the end', math.max(0, self.size - offset))
  end
end

--- count bytes from offset on as a string.
function Reader:string(offset, count, what)
  self:need(offset, count, what)
  if count == 0 then return '' end
  return (self.file:seek(offset + 1):readString(count))
end

--- count elements of a tensor type ('Float') from offset on as a storage.
function Reader:elements(kind, offset, count, big_endian)
  local storage = torch[kind .. 'Storage']()
  self:need(offset, count * storage:elementSize(), 'elements')
  if count == 0 then return storage end
  local file = self.file
  if big_endian then file:bigEndianEncoding() else file:littleEndianEncoding() end
  return file:seek(offset + 1)['read' .. kind](file, count)
end

-- The type that holds the unsigned numbers of the bytes of a type; what a number below 0 lacks.
local WIDER = { Short = { 'Int', 2 ^ 16 }, Int = { 'Long', 2 ^ 32 }, Long = { 'Long' } }

--- Elements that were read as signed, but are not, from offset on: the tensor type and the storage
-- that hold them as they are. 64 bits that a LongTensor cannot hold are an error.
function Reader:unsigned(kind, storage, offset)
  local wide, lacks = WIDER[kind][1], WIDER[kind][2]
  if storage:size() == 0 then return wide, torch[wide .. 'Storage']() end
  local values = torch[kind .. 'Tensor'](storage)
  if lacks then
    values = values:type('torch.' .. wide .. 'Tensor')
    local below = values:lt(0)
    if below:max() > 0 then values[below] = values[below]:add(lacks) end
  elseif values:min() < 0 then
    self:fail(offset, 'unsigned numbers below 2^63', 'larger ones')
  end
  return wide, values:storage()
end

--- A Reader of the bytes of a ByteTensor.
function binary.memory(bytes, who, path)
  local count = bytes:nElement()
  local chars = torch.CharTensor(count + 1):zero() -- a MemoryFile ends with a zero byte
  if count > 0 then chars:narrow(1, 1, count):copy(bytes) end
  return reader(torch.MemoryFile(chars:storage(), 'r'), who, path)
end

--- Calls f with a Reader of a file and returns what f returns; the file is closed in the end.
function binary.read(path, who, f)
  if type(path) ~= 'string' then
    error(('%s: the name of a file expected, got %s'):format(who, torch.type(path)), 3)
  end
  local ok, file = pcall(torch.DiskFile, path, 'r')
  if not ok then error(('%s: %s'):format(who, file:gsub('^[^\n]-:%d+: ', '')), 3) end
  local result = { pcall(function() return f(reader(file, who, path)) end) }
  file:close()
  if not result[1] then error(result[2], 0) end
  return result[2], result[3]
end

--- Calls f with a file to write to, little-endian, which takes the place of path when f is done;
-- when f fails, what was there stays.
function binary.write(path, who, f)
  if type(path) ~= 'string' then
    error(('%s: the name of a file expected, got %s'):format(who, torch.type(path)), 3)
  end
  local file = torch.getmetatable('torch.DiskFile').replace(path)
  file:binary():littleEndianEncoding():longSize(8)
  local ok, problem = pcall(f, file)
  if ok then ok, problem = pcall(file.commit, file) end
  if ok then return end
  if file:isOpened() then file:quiet():close() end
  error(problem, 0)
end

--- The tensor type of a tensor: 'Float' of a torch.FloatTensor; nil of all else.
function binary.kind(tensor)
  return torch.isTensor(tensor) and torch.typename(tensor):match '^torch%.(%a+)Tensor$' or nil
end

--- Writes the elements of a tensor in their order.
function binary.write_elements(file, tensor)
  local count = tensor:nElement()
  if count == 0 then return end
  if not tensor:isContiguous() or tensor:storage():size() ~= count then tensor = tensor:clone() end
  file['write' .. binary.kind(tensor)](file, tensor:storage())
end

--- The unsigned little-endian number of count bytes in a string, from position at on; a float, for
-- Lua's integers would wrap around.
function binary.uint(text, at, count)
  local value = 0.0
  for i = at + count - 1, at, -1 do value = value * 256 + text:byte(i) end
  return value
end

--- A number below 2^32 as 2 or 4 or 8 little-endian bytes.
function binary.pack(value, count)
  local bytes = {}
  for i = 1, count do
    bytes[i] = string.char(value % 256)
    value = math.floor(value / 256)
  end
  return table.concat(bytes)
end

--- How many elements a table of sizes stands for, as a float, which cannot overflow.
function binary.count(sizes)
  local count = 1.0
  for _, size in ipairs(sizes) do count = count * size end
  return count
end

--- A tensor of a storage and sizes; with fortran the first size runs fastest. No sizes stand for a
-- single number, which is a tensor of one element here; without elements there are no dimensions.
function binary.tensor(kind, storage, sizes, fortran)
  if #sizes == 0 then sizes = { 1 } end
  if binary.count(sizes) == 0 then return torch[kind .. 'Tensor']() end
  local rank = #sizes
  local dims, strides = torch.LongStorage(sizes), torch.LongStorage(rank)
  local stride = 1
  for i = 1, rank do
    local d = fortran and i or rank + 1 - i
    strides[d] = stride
    stride = stride * sizes[d]
  end
  return torch[kind .. 'Tensor'](storage, 1, dims, strides)
end

return binary
