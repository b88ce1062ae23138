-- Checks of arguments for the layers, and the wording of what they find. A layer whose method is
-- one C call leaves checking to C; these serve constructors and layers written in Lua.
-- Neighbours: lists.lua checks lists of tensors with it.

local check = {}

--- Says in a few words what a value is: 'torch.FloatTensor of size 2x3', 'a table of 2 entries'.
function check.describe(value)
  if torch.isTensor(value) then
    local name = torch.typename(value)
    if value:dim() == 0 then return 'an empty ' .. name end
    return ('%s of size %s'):format(name, table.concat(value:size():totable(), 'x'))
  elseif torch.type(value) == 'table' then
    return ('a table of %d entries'):format(#value)
  elseif type(value) == 'string' then
    return "'" .. value .. "'"
  end
  return type(value) == 'number' and tostring(value) or torch.type(value)
end

--- Raises "<class>: <what>: expected <expected>, got <description of value>".
-- object: a module or criterion, or the name of its class
function check.fail(object, what, expected, value)
  local class = type(object) == 'string' and object or torch.type(object)
  error(('%s: %s: expected %s, got %s'):format(class, what, expected, check.describe(value)), 0)
end

--- Raises unless value is a tensor; returns it.
function check.tensor(object, what, value)
  if not torch.isTensor(value) then check.fail(object, what, 'a tensor', value) end
  return value
end

--- Raises unless value is a tensor of the module's own type; returns it.
function check.own(module, what, value)
  local type = module.output and torch.typename(module.output) or module._type
  if torch.typename(value) ~= type then check.fail(module, what, 'a ' .. type, value) end
  return value
end

--- Raises unless value is a table of two tensors of the module's own type; returns them.
function check.pair(module, value)
  if torch.type(value) ~= 'table' or #value ~= 2 then
    check.fail(module, 'input', 'a table of 2 tensors', value)
  end
  return check.own(module, 'input[1]', value[1]), check.own(module, 'input[2]', value[2])
end

--- The gradInput of a module with two inputs: a table of two tensors of the module's type, made
-- anew where clearState or a user left something else.
function check.pairOfResults(module)
  local pair, type = module.gradInput, torch.typename(module.output)
  if torch.type(pair) ~= 'table' then pair = {} end
  for i = 1, 2 do
    if torch.typename(pair[i]) ~= type then pair[i] = module.output.new() end
  end
  module.gradInput = pair
  return pair
end

--- Raises unless input and gradOutput are tensors with the same number of elements.
function check.sameCount(module, input, gradOutput)
  check.tensor(module, 'input', input)
  check.tensor(module, 'gradOutput', gradOutput)
  local count = input:nElement()
  if gradOutput:nElement() ~= count or count == 0 then
    check.fail(module, 'gradOutput', ('%d elements like the input'):format(count), gradOutput)
  end
end

--- Raises unless value is a plain table; returns it.
function check.list(object, what, value)
  if torch.type(value) ~= 'table' then check.fail(object, what, 'a table', value) end
  return value
end

--- Raises unless value is an integer of at least least; returns it.
function check.integer(object, what, value, least)
  if type(value) ~= 'number' or value % 1 ~= 0 or value < (least or value) then
    check.fail(object, what, least and 'an integer >= ' .. least or 'an integer', value)
  end
  return value
end

--- Raises unless value is a number; returns it.
function check.number(object, what, value)
  if type(value) ~= 'number' then check.fail(object, what, 'a number', value) end
  return value
end

--- Raises unless value is a connection table (nn.tables): a tensor of n x 2 numbers of planes,
-- counted from 1. Returns it, converted to the default type if it has another.
function check.connections(object, what, value)
  local expected = 'a tensor of n x 2 numbers of planes, counted from 1'
  if not torch.isTensor(value) or value:dim() ~= 2 or value:size(2) ~= 2
      or value:nElement() == 0 then
    check.fail(object, what, expected, value)
  end
  local planes = value:type(torch.getdefaulttensortype())
  if not (planes:min() >= 1 and planes:max() < 2 ^ 31)
      or planes:clone():floor():ne(planes):sum() > 0 then
    check.fail(object, what, expected, value)
  end
  return planes
end

--- The sizes that a constructor got, as numbers or as one LongStorage; returns a new LongStorage.
-- least: the smallest size allowed
function check.sizes(object, least, ...)
  local sizes = {...}
  if #sizes == 1 and torch.typename(sizes[1]) == 'torch.LongStorage' then
    sizes = sizes[1]:totable()
  end
  if #sizes == 0 then check.fail(object, 'size', 'sizes or a LongStorage', (...)) end
  for i = 1, #sizes do check.integer(object, 'size ' .. i, sizes[i], least) end
  return torch.LongStorage(sizes)
end

--- The dimension that a module with the fields dimension and nInputDims means for this input:
-- negative ones count from the end, and one dimension more than nInputDims is a batch in front.
function check.dimension(module, input)
  local dimension, dims = module.dimension, input:dim()
  if dimension < 0 then
    dimension = dims + dimension + 1
  elseif module.nInputDims and dims == module.nInputDims + 1 then
    dimension = dimension + 1
  end
  if dimension < 1 or dimension > dims then
    check.fail(module, 'input', 'a tensor that has dimension ' .. module.dimension, input)
  end
  return dimension
end

return check
