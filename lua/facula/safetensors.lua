--- Files of named tensors in the safetensors format.
-- Format (https://github.com/huggingface/safetensors#format): the length of the head as 8 bytes,
-- little-endian; the head, a JSON object of name: {"dtype", "shape", "data_offsets": [begin, end]},
-- offsets counted from the end of the head; the elements, little-endian, row-major, without gaps.
--
--     F64 DoubleTensor   F16 HalfTensor   I32 IntTensor     I8 CharTensor   BOOL ByteTensor
--     F32 FloatTensor    I64 LongTensor   I16 ShortTensor   U8 ByteTensor   BF16 as FloatTensor
--
-- BOOL, read as 0 and 1, and BF16 are not written, nor are U16, read as an IntTensor, U32, read as
-- a LongTensor, and U64, read as a LongTensor if its numbers fit. Other types are refused with
-- their name. A tensor without dimensions in the file becomes one of one element, one without
-- elements becomes a tensor without dimensions.
-- Files are not trusted: the head is checked whole, and against the bytes that are there, before
-- memory is taken for the tensors.
-- Neighbours: json.lua reads the head, binary.lua the elements.
-- @usage safetensors.save('model.safetensors', {weight = torch.ones(2, 3)})
--   safetensors.load('model.safetensors').weight  --> 2x3
local torch = require 'torch'
local binary = require 'facula.binary'
local json = require 'facula.json'

local safetensors = {}

local MOST_HEAD, MOST_DIMENSIONS, HEAD_DEPTH = 100e6, 64, 3

local TYPES = {
  F64 = { kind = 'Double', bytes = 8 }, F32 = { kind = 'Float', bytes = 4 },
  F16 = { kind = 'Half', bytes = 2 }, BF16 = { kind = 'Short', bytes = 2 },
  I64 = { kind = 'Long', bytes = 8 }, I32 = { kind = 'Int', bytes = 4 },
  I16 = { kind = 'Short', bytes = 2 }, I8 = { kind = 'Char', bytes = 1 },
  U8 = { kind = 'Byte', bytes = 1 }, BOOL = { kind = 'Byte', bytes = 1 },
  U16 = { kind = 'Short', bytes = 2 }, U32 = { kind = 'Int', bytes = 4 },
  U64 = { kind = 'Long', bytes = 8 },
}
local NAMES = { Double = 'F64', Float = 'F32', Half = 'F16', Long = 'I64', Int = 'I32',
  Short = 'I16', Char = 'I8', Byte = 'U8' }

-- Whether a value is an array of at most this many whole numbers from 0 on.
local function is_counts(value, most)
  if not json.is_array(value) or #value > most then return false end
  for _, n in ipairs(value) do
    if type(n) ~= 'number' or n < 0 or n > 2 ^ 53 or n % 1 ~= 0 then return false end
  end
  return true
end

local function is_object(value)
  return type(value) == 'table' and value ~= json.null and not json.is_array(value)
end

local function describe(value)
  if value == nil then return 'nothing' end
  if not json.is_array(value) then
    return is_object(value) and 'an object' or ('%.60s'):format(tostring(value))
  end
  local parts = {}
  for i = 1, math.min(#value, 8) do
    parts[i] = type(value[i]) == 'number' and ('%.14g'):format(value[i]) or type(value[i])
  end
  return ('[%s%s]'):format(table.concat(parts, ', '), #value > 8 and ', ...' or '')
end

-- Checks one entry of the head; all that it says of itself but whether its place is free.
local function check_entry(r, name, entry, data_size)
  local function fail(expected, found)
    r:fail(8, ('%s of %q'):format(expected, name), '%s', found)
  end
  if not is_object(entry) then fail('an object', describe(entry)) end
  for key in pairs(entry) do
    if key ~= 'dtype' and key ~= 'shape' and key ~= 'data_offsets' then
      fail('nothing but dtype, shape, data_offsets', ('%q'):format(key))
    end
  end
  local kind = TYPES[entry.dtype]
  if not kind then
    fail('a dtype F64 F32 F16 BF16 I64 I32 I16 I8 U64 U32 U16 U8 BOOL', describe(entry.dtype))
  end
  if not is_counts(entry.shape, MOST_DIMENSIONS) then
    fail(('a shape of at most %d sizes'):format(MOST_DIMENSIONS), describe(entry.shape))
  end
  local offsets = entry.data_offsets
  if not is_counts(offsets, 2) or #offsets ~= 2 or offsets[1] > offsets[2]
      or offsets[2] > data_size then
    fail(('data_offsets [begin, end] within %.0f bytes'):format(data_size), describe(offsets))
  end
  local wanted = binary.count(entry.shape) * kind.bytes
  if wanted ~= offsets[2] - offsets[1] then
    fail(('%.0f bytes for the shape %s and %s'):format(wanted, describe(entry.shape), entry.dtype),
      ('%.0f'):format(offsets[2] - offsets[1]))
  end
end

local function check_metadata(r, metadata)
  if metadata == nil then return {} end
  if not is_object(metadata) then
    r:fail(8, '__metadata__ as an object', '%s', describe(metadata))
  end
  for key, value in pairs(metadata) do
    if type(value) ~= 'string' then
      r:fail(8, ('a string in __metadata__ for %q'):format(key), '%s', describe(value))
    end
  end
  return metadata
end

-- The entries in the order of their elements, which must follow each other without gaps, the
-- metadata, and the byte at which the elements start.
local function read_head(r)
  local length = binary.uint(r:string(0, 8, 'the length of the head'), 1, 8)
  if length > MOST_HEAD then
    r:fail(0, ('a head of at most %.0f bytes'):format(MOST_HEAD), '%.0f', length)
  end
  local head, problem = json.decode(r:string(8, length, 'a head'),
    { bytes = MOST_HEAD, depth = HEAD_DEPTH })
  if problem then r:fail(8 + problem.byte, problem.expected, '%s', problem.found) end
  if not is_object(head) then r:fail(8, 'an object', '%s', describe(head)) end
  local metadata = check_metadata(r, head.__metadata__)
  head.__metadata__ = nil
  local start, entries = 8 + length, {}
  for name, entry in pairs(head) do
    check_entry(r, name, entry, r.size - start)
    entries[#entries + 1] = { name = name, dtype = entry.dtype, shape = entry.shape,
      first = entry.data_offsets[1], last = entry.data_offsets[2] }
  end
  table.sort(entries, function(a, b)
    if a.first ~= b.first then return a.first < b.first end
    if a.last ~= b.last then return a.last < b.last end
    return a.name < b.name
  end)
  local at = 0
  for _, entry in ipairs(entries) do
    if entry.first ~= at then
      r:fail(start + entry.first, ('%q to start at %.0f of the elements'):format(entry.name, at),
        '%.0f: tensors must not overlap or leave gaps', entry.first)
    end
    at = entry.last
  end
  if start + at ~= r.size then
    r:fail(start + at, 'the end of the file behind the last tensor', '%.0f bytes more',
      r.size - start - at)
  end
  return entries, metadata, start
end

-- BF16 is the upper half of a float: two zero bytes before each make floats of them.
local function widen(shorts)
  local count = shorts:size()
  local file = torch.MemoryFile():binary():littleEndianEncoding()
  local pairs_of_shorts = torch.ShortTensor(count, 2):zero()
  pairs_of_shorts:select(2, 2):copy(torch.ShortTensor(shorts))
  file:writeShort(pairs_of_shorts:storage())
  return file:seek(1):readFloat(count)
end

local function read_tensor(r, entry, start)
  local kind = TYPES[entry.dtype].kind
  local count = binary.count(entry.shape)
  local storage = r:elements(kind, start + entry.first, count)
  if entry.dtype == 'BF16' then
    kind = 'Float'
    if count > 0 then storage = widen(storage) end
  elseif entry.dtype:find '^U%d%d$' then
    kind, storage = r:unsigned(kind, storage, start + entry.first)
  end
  local tensor = binary.tensor(kind, storage, entry.shape)
  if entry.dtype == 'BOOL' and count > 0 and tensor:max() > 1 then
    r:fail(start + entry.first, ('bools of 0 or 1 for %q'):format(entry.name), '%d', tensor:max())
  end
  return tensor
end

--- The tensors of a safetensors file.
-- @param path  name of the file
-- @return a table of tensors by name, and the table of strings that the file has as its metadata
-- Errors: the file cannot be read or is cut off; its head is no JSON, or no head of such a file;
--   tensors overlap, leave gaps, do not fit the bytes in the file or have another type.
-- @usage safetensors.save('b.safetensors', {bias = torch.zeros(3)}, {epoch = '2'})
--   safetensors.load 'b.safetensors'  --> {bias = {0, 0, 0}}, {epoch = '2'}
function safetensors.load(path)
  local tensors, metadata = binary.read(path, 'facula.safetensors.load', function(r)
    local entries, metadata, start = read_head(r)
    local tensors = {}
    for _, entry in ipairs(entries) do tensors[entry.name] = read_tensor(r, entry, start) end
    return tensors, metadata
  end)
  return tensors, metadata
end

local SAVE = 'facula.safetensors.save'

-- The tensors in the order of the file: large elements first, which aligns all, then by name.
local function order_tensors(tensors)
  local entries = {}
  for name, tensor in pairs(tensors) do
    if type(name) ~= 'string' or name == '__metadata__' then
      error(('%s: a name expected for each tensor, got %s'):format(SAVE, tostring(name)), 3)
    end
    local dtype = NAMES[binary.kind(tensor)]
    if not dtype then
      error(('%s: a tensor expected for %q, got %s'):format(SAVE, name, torch.type(tensor)), 3)
    end
    entries[#entries + 1] = { name = name, tensor = tensor, dtype = dtype,
      bytes = TYPES[dtype].bytes }
  end
  table.sort(entries, function(a, b)
    if a.bytes ~= b.bytes then return a.bytes > b.bytes end
    return a.name < b.name
  end)
  return entries
end

local function metadata_text(metadata)
  local parts = {}
  for key, value in pairs(metadata) do
    if type(key) ~= 'string' or type(value) ~= 'string' then
      error(('%s: metadata must be strings by strings, got %s = %s')
            :format(SAVE, tostring(key), tostring(value)), 3)
    end
    parts[#parts + 1] = json.quote(key) .. ':' .. json.quote(value)
  end
  table.sort(parts)
  return '"__metadata__":{' .. table.concat(parts, ',') .. '}'
end

-- The head, filled up with spaces to a multiple of 8 bytes.
local function head_text(entries, metadata)
  local parts, at = { metadata }, 0
  for _, entry in ipairs(entries) do
    local tensor, sizes = entry.tensor, {}
    for d = 1, tensor:dim() do sizes[d] = ('%d'):format(tensor:size(d)) end
    if #sizes == 0 then sizes[1] = '0' end
    local stop = at + tensor:nElement() * entry.bytes
    parts[#parts + 1] = ('%s:{"dtype":"%s","shape":[%s],"data_offsets":[%.0f,%.0f]}'):format(
      json.quote(entry.name), entry.dtype, table.concat(sizes, ','), at, stop)
    at = stop
  end
  local text = '{' .. table.concat(parts, ',') .. '}'
  return text .. (' '):rep(-#text % 8)
end

--- Writes tensors to a safetensors file. The file is complete or not there, as with torch.save. A
-- tensor without dimensions is written with the shape [0].
-- @param path  name of the file
-- @param tensors  a table of tensors by name; they need not be contiguous
-- @param metadata  optional: a table of strings by strings
-- Errors: something else is in the tables; names are not UTF-8; the file cannot be written.
-- @usage safetensors.save('a.safetensors', { bias = torch.zeros(3) }, { epoch = '2' })
function safetensors.save(path, tensors, metadata)
  if type(tensors) ~= 'table' then
    error(('%s: a table of tensors by name expected, got %s'):format(SAVE, torch.type(tensors)), 2)
  end
  if metadata ~= nil and type(metadata) ~= 'table' then
    error(('%s: a table as metadata expected, got %s'):format(SAVE, torch.type(metadata)), 2)
  end
  local entries = order_tensors(tensors)
  local head = head_text(entries, metadata and metadata_text(metadata))
  binary.write(path, SAVE, function(file)
    file:writeString(binary.pack(#head, 8) .. head)
    for _, entry in ipairs(entries) do binary.write_elements(file, entry.tensor) end
  end)
end

return safetensors
