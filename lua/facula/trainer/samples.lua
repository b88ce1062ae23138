--- Where training gets its batches from: tensors in memory, or any object that knows how to.
-- Neighbours: trainer.lua.
--
-- A source of samples has two methods:
--   source:size()               the number of samples
--   source:batches(n[, order])  an iterator that gives input, target and indices (a LongTensor of
--                               sample numbers) of up to n samples at a time, until all numbers in
--                               order (a LongTensor, default 1 to size) are through. Input and
--                               target may be the same tensors each time, filled anew.
local torch = require 'torch'

local samples = {}

local Tensors = {}
Tensors.__index = Tensors

-- Calls visit with every tensor in nested tables.
local function each_tensor(value, visit)
  if torch.isTensor(value) then return visit(value) end
  if torch.type(value) ~= 'table' then
    error(('expected a tensor or a table of tensors, got %s'):format(torch.type(value)), 0)
  end
  for _, part in pairs(value) do each_tensor(part, visit) end
end

-- The samples with these numbers, in buffer where it fits.
local function pick(buffer, value, numbers)
  if torch.isTensor(value) then
    return (buffer or value.new()):index(value, 1, numbers)
  end
  buffer = buffer or {}
  for key, part in pairs(value) do buffer[key] = pick(buffer[key], part, numbers) end
  return buffer
end

function Tensors:size() return self.count end

function Tensors:batches(n, order)
  order = order or torch.range(1, self.count):long()
  local input, target, numbers
  local first, total = 1, order:size(1)
  return function()
    if first > total then return nil end
    numbers = order:narrow(1, first, math.min(n, total - first + 1))
    first = first + n
    input, target = pick(input, self.input, numbers), pick(target, self.target, numbers)
    return input, target, numbers
  end
end

--- A source of samples.
-- @param data  such a source, which is returned as it is; or { input =, target = } of tensors or
--   nested tables of tensors, whose first dimension counts the samples
-- @return an object with the methods size and batches
-- Errors: data is neither, or the tensors differ in their first dimension.
-- @usage local source = samples.source { input = torch.rand(9, 2), target = torch.ones(9) }
function samples.source(data)
  if type(data) ~= 'table' then
    error(('expected a source of samples or { input =, target = }, got %s'):format(
      torch.type(data)), 0)
  end
  if data.size and data.batches then return data end
  local count
  for _, name in ipairs { 'input', 'target' } do
    each_tensor(data[name], function(tensor)
      local here = tensor:dim() > 0 and tensor:size(1) or 0
      count = count or here
      if here ~= count then
        error(('expected %d samples in all tensors, got %d in %s'):format(count, here, name), 0)
      end
    end)
  end
  if not count or count == 0 then error('there are no samples', 0) end
  return setmetatable({ input = data.input, target = data.target, count = count }, Tensors)
end

return samples
