-- Gathers tensors into one flat storage: what Module:getParameters and Module.flatten stand on.
-- First a plan is made, which changes nothing and raises for what cannot be done; then it is
-- carried out. Neighbours: Module.lua.
--
-- Storages follow each other in the order in which the tensors first touch them. Of each storage
-- the ranges are kept that a tensor covers, in storage order, and the holes between them dropped.
-- So tensors that share elements still do, and each element is there once.

local flatten = {}

-- The elements that a tensor covers in its storage: first and last position (1-based), and whether
-- it covers all between them.
local function extent(tensor)
  local last, count = tensor:storageOffset(), 1
  for d = 1, tensor:dim() do
    local size, stride = tensor:size(d), tensor:stride(d)
    if stride > 0 then
      last = last + (size - 1) * stride
      count = count * size
    end
  end
  local first = tensor:storageOffset()
  return first, last, count == last - first + 1
end

-- Notes each tensor's place, grouped by storage. An item is {tensor, first, last, block}; a block
-- is {storage, items, dense}.
local function collect(tensors)
  local blocks, blockOf, items = {}, {}, {}
  local type = torch.typename(tensors[1])
  for i = 1, #tensors do
    local tensor = tensors[i]
    if not torch.isTensor(tensor) then
      error(('nn.Module.flatten: expected tensors, got %s at %d'):format(torch.type(tensor), i), 0)
    end
    if torch.typename(tensor) ~= type then
      error(('nn.Module.flatten: tensor %d is a %s, the first is a %s')
        :format(i, torch.type(tensor), type), 0)
    end
    if tensor:nElement() > 0 then
      local storage = tensor:storage()
      local address = torch.pointer(storage)
      local block = blockOf[address]
      if not block then
        block = {storage = storage, items = {}, dense = true}
        blockOf[address] = block
        blocks[#blocks + 1] = block
      end
      local first, last, dense = extent(tensor)
      block.dense = block.dense and dense
      local item = {tensor = tensor, index = i, first = first, last = last}
      block.items[#block.items + 1] = item
      items[#items + 1] = item
    end
  end
  return blocks, items
end

-- The union of the items' extents as ranges {first, last} in storage order.
local function ranges(block)
  local sorted = {}
  for i, item in ipairs(block.items) do sorted[i] = item end
  table.sort(sorted, function(a, b) return a.first < b.first end)
  local result = {}
  for _, item in ipairs(sorted) do
    local range = result[#result]
    if range and item.first <= range.last + 1 then
      range.last = math.max(range.last, item.last)
    else
      range = {first = item.first, last = item.last}
      result[#result + 1] = range
    end
    item.range = range
  end
  return result
end

-- Raises if a range has elements that no tensor covers: they would become parameters by accident.
local function checkCovered(block, blockRanges)
  if block.dense then return end
  local marks = torch.ByteTensor(block.storage:size()):zero()
  for _, item in ipairs(block.items) do
    local t = item.tensor
    torch.ByteTensor():set(marks:storage(), t:storageOffset(), t:size(), t:stride()):fill(1)
  end
  for _, range in ipairs(blockRanges) do
    if marks:narrow(1, range.first, range.last - range.first + 1):min() == 0 then
      error(('nn.Module.flatten: tensor %d and its neighbours leave gaps in their storage; '
        .. 'clone the tensor to make it compact'):format(block.items[1].index), 0)
    end
  end
end

--- Plans the flat storage for a list of tensors of one type. Changes nothing.
-- @return plan with .offsets[i], the 1-based place of tensor i in the flat storage (nil for tensors
--   without elements), and .size
function flatten.plan(tensors)
  local plan = {tensors = tensors, size = 0, ranges = {}, offsets = {}}
  if type(tensors) ~= 'table' then
    error('nn.Module.flatten: expected a table of tensors, got ' .. torch.type(tensors), 0)
  elseif #tensors == 0 then
    return plan
  end
  local blocks, items = collect(tensors)
  for _, block in ipairs(blocks) do
    local blockRanges = ranges(block)
    checkCovered(block, blockRanges)
    for _, range in ipairs(blockRanges) do
      range.storage, range.at = block.storage, plan.size + 1
      plan.size = plan.size + range.last - range.first + 1
      plan.ranges[#plan.ranges + 1] = range
    end
  end
  for _, item in ipairs(items) do
    plan.offsets[item.index] = item.range.at + item.first - item.range.first
  end
  return plan
end

--- Carries a plan out: copies the elements and turns the tensors into views of the flat storage.
-- @return the 1-D tensor over all of it; empty, of the default type, for a plan without tensors
function flatten.apply(plan)
  local tensors = plan.tensors
  if #tensors == 0 then return torch.Tensor() end
  local new = tensors[1].new
  local flat = new()
  if plan.size == 0 then return flat end
  flat:resize(plan.size)
  for _, range in ipairs(plan.ranges) do
    local count = range.last - range.first + 1
    flat:narrow(1, range.at, count):copy(new(range.storage, range.first, count))
  end
  for i, offset in pairs(plan.offsets) do
    local tensor = tensors[i]
    tensor:set(flat:storage(), offset, tensor:size(), tensor:stride())
  end
  return flat
end

return flatten
