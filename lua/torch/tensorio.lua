--- The bodies of tensors, storages and generators in files: the methods `write` and `read` of their
-- classes, which File:writeObject and File:readObject call.
-- A tensor is its sizes, strides and offset (from 1) and its whole storage, a storage its size and
-- elements, a generator 5048 bytes.
-- Neighbours: torch/File.lua.
-- @module torch.tensorio

local MOST_DIMENSIONS = 16 -- FAC_MAX_DIMS of src/core/tensor.h

local function malformed(file, format, ...)
  error(format:format(...) .. ' (' .. file:where() .. ')', 0)
end

-- --- tensors -------------------------------------------------------------------------------------

local function write_tensor(self, file)
  file:writeInt(self:dim())
  file:writeLong(self:size())
  file:writeLong(self:stride())
  file:writeLong(self:storageOffset())
  file:writeObject(self:storage())
end

-- One past the last element that a view touches, counted from 1. In floating point, so that what
-- does not fit into an integer is just large.
local function view_end(size, stride, offset)
  local last = offset + 0.0
  for d = 1, #size do last = last + (size[d] - 1.0) * stride[d] end
  return last + 1.0
end

local function list(storage)
  return #storage > 0 and table.concat(storage:totable(), 'x') or 'nothing'
end

-- A file must not make a view of what its storage does not have.
local function check_view(file, size, stride, offset, room)
  for d = 1, #size do
    if size[d] < 1 or stride[d] < 0 then
      malformed(file, 'a tensor of size %s and stride %s', list(size), list(stride))
    end
  end
  if offset < 1 or offset > room + 1 or
    (#size > 0 and view_end(size, stride, offset) > room + 1) then
    malformed(file, 'a tensor of size %s, stride %s and offset %s in a storage of %d elements',
              list(size), list(stride), tostring(offset), room)
  end
end

local function tensor_reader(storage_name)
  return function(self, file)
    local dimensions = file:readInt()
    if dimensions < 0 or dimensions > MOST_DIMENSIONS then
      malformed(file, 'a tensor of %d dimensions', dimensions)
    end
    local size, stride = file:readLong(dimensions), file:readLong(dimensions)
    local offset = file:readLong()
    local storage = file:readObject()
    if storage ~= nil and torch.typename(storage) ~= storage_name then
      malformed(file, '%s expected, got %s', storage_name, torch.type(storage))
    end
    check_view(file, size, stride, offset, storage and storage:size() or 0)
    if storage then self:set(storage, offset, size, stride) end
  end
end

-- --- storages ------------------------------------------------------------------------------------

local function storage_writer(method)
  return function(self, file)
    file:writeLong(self:size())
    file[method](file, self)
  end
end

local function storage_reader(method)
  return function(self, file)
    local size = file:readLong()
    if size < 0 then malformed(file, 'a storage of %s elements', tostring(size)) end
    file[method](file, self, size)
  end
end

for _, name in ipairs { 'Byte', 'Char', 'Short', 'Int', 'Long', 'Float', 'Double', 'Half' } do
  local storage_name = 'torch.' .. name .. 'Storage'
  local tensor = torch.getmetatable('torch.' .. name .. 'Tensor')
  tensor.write, tensor.read = write_tensor, tensor_reader(storage_name)
  local storage = torch.getmetatable(storage_name)
  storage.write, storage.read = storage_writer('write' .. name), storage_reader('read' .. name)
end

-- --- generators ----------------------------------------------------------------------------------

local STATE_BYTES = 5048

local generator = torch.getmetatable('torch.Generator')

function generator:write(file)
  file:writeByte(torch.getRNGState(self):storage())
end

function generator:read(file)
  torch.setRNGState(self, torch.ByteTensor(file:readByte(STATE_BYTES)))
end
