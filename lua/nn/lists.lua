-- What containers and table layers share: checking, joining and trimming lists of tensors, adding
-- up gradients. Neighbours: check.lua words the errors, utils.lua walks nested tables.

local check = require 'nn.check'

local lists = {}

--- Drops the entries of list behind the n-th: leftovers of a longer input.
function lists.trim(list, n)
  for i = #list, 1, -1 do -- not down to n + 1: Lua 5.4 would go on for ever to nan
    if i <= n then return end
    list[i] = nil
  end
end

--- Raises unless list is a table with at least one tensor, all with the type of the first.
function lists.checkTensors(object, what, list)
  check.list(object, what, list)
  if #list == 0 then check.fail(object, what, 'a table of tensors', list) end
  local type = torch.typename(check.tensor(object, what .. '[1]', list[1]))
  for i = 2, #list do
    if torch.typename(list[i]) ~= type then
      check.fail(object, ('%s[%d]'):format(what, i), 'a ' .. type .. ' like the first', list[i])
    end
  end
end

--- The size of the tensors joined along dimension. They must agree in all other dimensions.
function lists.joinedSize(object, what, tensors, dimension)
  local first = tensors[1]
  local size, total = first:size(), 0
  for i = 1, #tensors do
    local tensor = tensors[i]
    local fits = tensor:dim() == first:dim()
    for d = 1, fits and first:dim() or 0 do
      fits = fits and (d == dimension or tensor:size(d) == size[d])
    end
    if not fits then
      local expected = ('the sizes of the first (%s) but for dimension %d')
        :format(check.describe(first), dimension)
      check.fail(object, ('%s[%d]'):format(what, i), expected, tensor)
    end
    total = total + tensor:size(dimension)
  end
  size[dimension] = total
  return size
end

--- Copies tensors one after the other along dimension into joined, which has their joined size.
function lists.join(joined, tensors, dimension)
  local first = 1
  for i = 1, #tensors do
    local length = tensors[i]:size(dimension)
    joined:narrow(dimension, first, length):copy(tensors[i])
    first = first + length
  end
end

--- Raises unless value has the structure of like, nested tables of tensors, with tensors of as
-- many elements. checkNested(object, what, x, x) checks that x is such a structure at all.
function lists.checkNested(object, what, value, like)
  if torch.isTensor(like) then
    if not torch.isTensor(value) or value:nElement() ~= like:nElement() then
      check.fail(object, what, 'a ' .. check.describe(like), value)
    end
  elseif torch.type(like) == 'table' then
    if torch.type(value) ~= 'table' then check.fail(object, what, check.describe(like), value) end
    for key, entry in pairs(like) do
      lists.checkNested(object, ('%s[%s]'):format(what, tostring(key)), value[key], entry)
    end
  else
    check.fail(object, what, 'a tensor or a table', value)
  end
end

--- Raises unless list is a table with at least count entries.
function lists.checkEntries(object, what, list, count)
  if torch.type(list) ~= 'table' or #list < count then
    check.fail(object, what, ('a table of %d entries'):format(count), list)
  end
end

--- The sum of the gradients that the modules of a container returned: tensors, or nested tables
-- of one structure. sum is a buffer for it; returns it, or a new one where it does not fit.
function lists.sum(sum, gradients)
  local first = gradients[1]
  if torch.isTensor(first) and torch.type(sum) ~= torch.type(first) then sum = first.new() end
  if first ~= nil then
    sum = nn.utils.recursiveResizeAs(sum, first)
    nn.utils.recursiveCopy(sum, first)
  end
  for i = 2, #gradients do nn.utils.recursiveAdd(sum, gradients[i]) end
  return sum
end

return lists
