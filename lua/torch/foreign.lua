--- Tensors for foreign code: FFI pointers to their elements and to themselves (LuaJIT), and objects
-- for addresses.
-- A pointer keeps nothing alive: hold on to the tensor for as long as its pointer is in use, and
-- ask again after anything that may resize it.
-- Neighbours: src/torch/foreign.c has the addresses, retain() and free().
-- @module torch.foreign

local core = require 'facula.core'

local has_ffi, ffi = pcall(require, 'ffi')

local c_types = { Byte = 'unsigned char', Char = 'char', Short = 'short', Int = 'int',
  Long = 'long', Half = 'uint16_t', Float = 'float', Double = 'double' }

-- address -> the object that torch.cdata was asked for, as long as it lives
local known = setmetatable({}, { __mode = 'v' })

-- class -> FFI type of a pointer to elements, and to an object
local element_pointers, object_pointers = {}, {}

if has_ffi then
  for name, c_type in pairs(c_types) do
    for _, what in ipairs { 'Tensor', 'Storage' } do
      local class_name, struct = 'torch.' .. name .. what, 'TH' .. name .. what
      ffi.cdef(('typedef struct %s %s;'):format(struct, struct))
      element_pointers[class_name] = ffi.typeof(c_type .. ' *')
      object_pointers[class_name] = ffi.typeof(struct .. ' *')
    end
  end
  ffi.cdef 'typedef struct THGenerator THGenerator;'
  object_pointers['torch.Generator'] = ffi.typeof 'THGenerator *'
end

-- An address in the wanted form.
local function as_pointer(name, address, pointers, object, as_number)
  if not has_ffi then
    if as_number then return address end
    error(('torch.%s: pointers need the FFI of LuaJIT; torch.%s(x, true) gives the address')
          :format(name, name), 3)
  end
  if as_number then return ffi.cast('intptr_t', address) end
  return ffi.cast(pointers[torch.typename(object)], address)
end

--- A pointer to the first element of a tensor or storage.
-- @param object the tensor or storage; nil gives nil
-- @param[opt] as_number true: the address as a number (an intptr_t where there is an FFI)
-- @return the pointer, typed such as `double *`; nil if there are no elements. Elements of a tensor
-- that is not contiguous do not lie one after the other.
-- @usage local t = torch.Tensor {1, 2}
--   local address = t:data(true)
--   if jit then print(t:data()[1]) end   -- 2
function torch.data(object, as_number)
  if object == nil then return nil end
  local address = core.address(object)
  if not address then return nil end
  local pointer = as_pointer('data', address, element_pointers, object, as_number)
  return pointer
end

--- A pointer to the C object behind a tensor, storage or generator, of a type without visible
-- fields such as `THDoubleTensor *`. Under a Lua without FFI it is the object itself.
-- @param object the object; nil gives nil
-- @param[opt] as_number true: the address as a number (an intptr_t where there is an FFI)
-- @usage local p = torch.cdata(torch.ones(2))
function torch.cdata(object, as_number)
  if object == nil then return nil end
  local name = torch.typename(object)
  if not (torch.isTensor(object) or torch.isStorage(object) or name == 'torch.Generator') then
    error(('torch.cdata: tensor, storage or generator expected, got %s')
          :format(torch.type(object)), 2)
  end
  if not has_ffi and not as_number then return object end
  local address = torch.pointer(object)
  known[address] = object
  local pointer = as_pointer('cdata', address, object_pointers, object, as_number)
  return pointer
end

local foreign = {}

--- The object that a pointer from torch.cdata stands for; NULL gives nil. For functions that take
-- such pointers.
-- Raises if the object is gone or was never asked for its pointer.
function foreign.object(pointer)
  local ok, address = pcall(ffi.cast, 'intptr_t', pointer)
  address = ok and tonumber(address)
  if address == 0 then return nil end
  local object = known[address]
  if object == nil then
    error(('expected the cdata() of a tensor or storage that is still in use, got %s')
          :format(tostring(pointer)), 0)
  end
  return object
end

--- The object at an address that another thread or a C library hands over.
-- @param pointer the address: number, FFI pointer or light userdata
-- @param name the object's class. A tensor or storage must have been lent by its method retain();
-- the new object takes that reference over. For a class that a C library has defined the address is
-- wrapped as it is.
-- @return the object
-- Raises if the class is unknown or no such object was lent.
-- @usage t = torch.ones(3); t:retain(); print(torch.pushudata(torch.pointer(t), torch.type(t)))
function torch.pushudata(pointer, name)
  local mt = torch.getmetatable(name)
  if not mt then error(('torch.pushudata: unknown class %s'):format(name), 2) end
  if core.classes[name] and not (name:find 'Tensor$' or name:find 'Storage$') then
    error(('torch.pushudata: objects of class %s have no address'):format(name), 2)
  end
  return core.pushudata(pointer, name)
end

for class_name in pairs(core.classes) do
  local mt = torch.getmetatable(class_name)
  if class_name:find 'Tensor$' or class_name:find 'Storage$' then
    function mt.data(self, as_number) return torch.data(self, as_number) end
    function mt.cdata(self, as_number) return torch.cdata(self, as_number) end
  elseif class_name == 'torch.Generator' then
    function mt.cdata(self, as_number) return torch.cdata(self, as_number) end
  end
end

-- In Torch7 an allocator is a table of C functions that no Lua code can make: the class has a name,
-- which thread libraries look up, and no constructor.
torch.newmetatable 'torch.Allocator'

return foreign
