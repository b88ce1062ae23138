-- nn.utils: functions over tensors and nested tables of tensors, which layers and users share.
-- Neighbours: Module and Criterion convert and clear themselves with it.

local utils = {}
nn.utils = utils

-- Tensors that share a storage share its conversion, so that views stay views. `cache` maps tensors
-- to their conversions and storage addresses to converted storages. Its keys keep the old tensors
-- alive, and with them the addresses unique.
local function convertTensor(tensor, type, cache)
  local converted = cache[tensor]
  if converted then return converted end
  converted = torch.Tensor():type(type)
  local storage = tensor:storage()
  if storage and storage:size() > 0 then
    local address = torch.pointer(storage)
    if not cache[address] then
      cache[address] = tensor.new(storage):type(type):storage()
    end
    converted:set(cache[address], tensor:storageOffset(), tensor:size(), tensor:stride())
  end
  cache[tensor] = converted
  return converted
end

--- Converts a tensor, module, criterion or nested table of them to another tensor type.
-- Tables, modules and criteria are changed in place.
-- @param param what to convert; other values are returned as they are
-- @param type name such as 'torch.FloatTensor'
-- @param tensorCache table; one that is used for several calls keeps sharing between them
-- @return the converted value
-- @usage local t = nn.utils.recursiveType({torch.rand(2)}, 'torch.FloatTensor')
--   t[1]:type()  --> torch.FloatTensor
function utils.recursiveType(param, type, tensorCache)
  tensorCache = tensorCache or {}
  if torch.type(param) == 'table' then
    for key, value in pairs(param) do
      param[key] = utils.recursiveType(value, type, tensorCache)
    end
  elseif torch.isTypeOf(param, 'nn.Module') or torch.isTypeOf(param, 'nn.Criterion') then
    param:type(type, tensorCache)
  elseif torch.isTensor(param) and torch.typename(param) ~= type then
    return convertTensor(param, type, tensorCache)
  end
  return param
end

-- Raises for operands that are neither both tables nor both tensors.
local function mismatch(name, t1, t2)
  error(('nn.utils.%s: expected nested tensors or tables, got %s and %s')
    :format(name, torch.type(t1), torch.type(t2)), 0)
end

--- Gives t1 the structure and sizes of t2. Tensors of t1 keep their type, missing ones are made.
-- @return t1 (a new object where it could not be kept) and t2
-- @usage nn.utils.recursiveResizeAs({}, {torch.zeros(2, 3)})  --> {2x3}, {2x3}
function utils.recursiveResizeAs(t1, t2)
  if torch.type(t2) == 'table' then
    t1 = torch.type(t1) == 'table' and t1 or {t1}
    for key, value in pairs(t2) do
      t1[key] = utils.recursiveResizeAs(t1[key], value)
    end
    for key in pairs(t1) do
      if t2[key] == nil then t1[key] = nil end
    end
  elseif torch.isTensor(t2) then
    t1 = torch.isTensor(t1) and t1 or t2.new()
    t1:resize(t2:size())
  else
    mismatch('recursiveResizeAs', t1, t2)
  end
  return t1, t2
end

--- Fills every tensor of t with val; returns t.
-- @usage nn.utils.recursiveFill({torch.zeros(2), {torch.zeros(1)}}, 7)  --> {{7, 7}, {{7}}}
function utils.recursiveFill(t, val)
  if torch.type(t) == 'table' then
    for key, value in pairs(t) do t[key] = utils.recursiveFill(value, val) end
  elseif torch.isTensor(t) then
    t:fill(val)
  else
    error('nn.utils.recursiveFill: expected nested tensors or tables, got ' .. torch.type(t), 0)
  end
  return t
end

--- Adds val * t2 to t1, tensor by tensor; val may be left out.
-- @return t1 and t2
-- @usage local sum, t = {torch.ones(2)}, {torch.ones(2)}
--   nn.utils.recursiveAdd(sum, 0.5, t)
--   sum  --> {{1.5, 1.5}}
function utils.recursiveAdd(t1, val, t2)
  if t2 == nil then val, t2 = 1, val end
  if torch.type(t2) == 'table' then
    t1 = torch.type(t1) == 'table' and t1 or {t1}
    for key, value in pairs(t2) do
      t1[key] = utils.recursiveAdd(t1[key], val, value)
    end
  elseif torch.isTensor(t1) and torch.isTensor(t2) then
    t1:add(val, t2)
  else
    mismatch('recursiveAdd', t1, t2)
  end
  return t1, t2
end

--- Copies t2 to t1, resizing; missing tensors of t1 are made with the type of t2.
-- @return t1 (a new object where it could not be kept) and t2
-- @usage nn.utils.recursiveCopy({}, {torch.ones(2)})  --> {{1, 1}}, {{1, 1}}
function utils.recursiveCopy(t1, t2)
  if torch.type(t2) == 'table' then
    t1 = torch.type(t1) == 'table' and t1 or {t1}
    for key, value in pairs(t2) do
      t1[key] = utils.recursiveCopy(t1[key], value)
    end
  elseif torch.isTensor(t2) then
    t1 = torch.isTensor(t1) and t1 or t2.new()
    t1:resize(t2:size()):copy(t2)
  else
    mismatch('recursiveCopy', t1, t2)
  end
  return t1, t2
end

--- A view of t with a dimension of size 1 before dimension dim; in front of these two arguments may
-- stand a tensor that becomes the view.
-- @usage nn.utils.addSingletonDimension(torch.rand(2, 3), 2)  --> 2x1x3
function utils.addSingletonDimension(...)
  local view, t, dim
  if select('#', ...) < 3 and not torch.isTensor((select(2, ...))) then
    t, dim = ...
    view = torch.isTensor(t) and t.new()
  else
    view, t, dim = ...
  end
  dim = dim or 1
  if not torch.isTensor(t) or type(dim) ~= 'number' then
    error(('nn.utils.addSingletonDimension: expected a tensor and a dimension, got %s and %s')
      :format(torch.type(t), torch.type(dim)), 0)
  end
  if not (dim >= 1 and dim <= t:dim() + 1 and dim % 1 == 0) then -- nan is none of it
    error(('nn.utils.addSingletonDimension: dim: expected 1 to %d, got %g')
      :format(t:dim() + 1, dim), 0)
  end
  local size, stride = t:size():totable(), t:stride():totable()
  table.insert(size, dim, 1)
  table.insert(stride, dim, 1)
  return view:set(t:storage(), t:storageOffset(), torch.LongStorage(size),
    torch.LongStorage(stride))
end

--- Makes output a view of input with these sizes, or of a copy where input is not contiguous.
-- Returns output; a new tensor where it is nil or has another type than input.
-- @usage nn.utils.contiguousView(nil, torch.rand(2, 3):t(), 6):size()  --> {6}
function utils.contiguousView(output, input, ...)
  if not torch.isTensor(input) then
    error('nn.utils.contiguousView: expected a tensor, got ' .. torch.type(input), 0)
  end
  if torch.typename(output) ~= torch.typename(input) then output = input.new() end
  return output:view(input:contiguous(), ...)
end

local function clearField(object, name)
  local value = object[name]
  if torch.isTensor(value) then
    value:set()
  elseif type(value) == 'table' then
    object[name] = {}
  else
    object[name] = nil
  end
end

--- Empties the named fields of an object: tensors lose their elements, tables become new ones,
-- others nil. Names may be given as one table. Returns the object.
-- @usage local m = {output = torch.ones(3)}
--   nn.utils.clear(m, 'output')
--   m.output:nElement()  --> 0
function utils.clear(object, ...)
  local names = {...}
  if type(names[1]) == 'table' then names = names[1] end
  for i = 1, #names do clearField(object, names[i]) end
  return object
end

return utils
