-- Arguments of the functions of image: their forms, their checks, the wording of their errors.
-- Neighbours: every file of this folder.
local torch = require 'torch'

local args = {}

local here = debug.getinfo(1, 'S').source:match '^(.*)args%.lua$'

-- The level of the first function outside of this folder: the call that is to blame.
local function level_of_user()
  local level = 3
  while true do
    local info = debug.getinfo(level, 'S')
    if not info then return 3 end
    if info.what ~= 'C' and info.source:sub(1, #here) ~= here then return level end
    level = level + 1
  end
end

-- Raises 'image.NAME: text', with the place of the user's call.
function args.fail(name, text, ...)
  error(('image.%s: ' .. text):format(name, ...), level_of_user() - 1)
end

local function shape(tensor)
  return tensor:dim() == 0 and 'empty' or table.concat(tensor:size():totable(), 'x')
end

-- A value as messages name it: 'torch.FloatTensor 3x4x5', 'nil'.
function args.describe(value)
  if torch.isTensor(value) then return torch.type(value) .. ' ' .. shape(value) end
  return torch.type(value)
end

local KINDS = {
  ['torch.ByteTensor'] = true, ['torch.FloatTensor'] = true, ['torch.DoubleTensor'] = true,
}

-- A picture: channels x height x width or height x width of bytes, floats or doubles.
function args.picture(name, value)
  if not torch.isTensor(value) or not KINDS[torch.type(value)] or
    value:dim() ~= 2 and value:dim() ~= 3 then
    args.fail(name, 'a picture expected, a Byte-, Float- or DoubleTensor channels x height x ' ..
      'width or height x width; got %s', args.describe(value))
  end
  return value
end

-- A picture of floats or doubles.
function args.real_picture(name, value)
  args.picture(name, value)
  if torch.type(value) == 'torch.ByteTensor' then
    args.fail(name, 'a Float- or DoubleTensor of values from 0 to 1 expected, got %s; ' ..
      'picture:float():div(255) makes one of bytes', args.describe(value))
  end
  return value
end

-- Height and width.
function args.size_of(picture)
  local d = picture:dim()
  return picture:size(d - 1), picture:size(d)
end

function args.number(name, what, value)
  if type(value) ~= 'number' or value ~= value or math.abs(value) == math.huge then
    args.fail(name, '%s: a finite number expected, got %s', what, tostring(value))
  end
  return value
end

-- A number brought to the integer below it.
function args.integer(name, what, value)
  return math.floor(args.number(name, what, value))
end

-- One of the words, the first of them by default.
function args.word(name, what, value, words)
  if value == nil then return words[1] end
  for _, word in ipairs(words) do
    if value == word then return word end
  end
  args.fail(name, "%s: one of '%s' expected, got %s", what, table.concat(words, "', '"),
    type(value) == 'string' and "'" .. value .. "'" or args.describe(value))
end

-- Calls of the form f([dst,] src, ...), where `tensors` tensors stand first without dst: returns
-- dst or nil, then the rest.
function args.split(tensors, ...)
  if torch.isTensor((select(tensors + 1, ...))) then return ... end
  return nil, ...
end

-- The result in dst, if there is one, which gets its size; else the result itself.
function args.deliver(name, dst, result)
  if dst == nil then return result end
  if not torch.isTensor(dst) or torch.type(dst) ~= torch.type(result) then
    args.fail(name, 'the result is a %s, its place a %s', torch.type(result), torch.type(dst))
  end
  return dst:resizeAs(result):copy(result)
end

local function has_names(t)
  for key in pairs(t) do
    if type(key) == 'string' then return true end
  end
  return false
end

-- Arguments by place or, as one table, by name, as a table by name; an unknown name is an error.
-- keys: the names in the order of the places.
function args.named(name, keys, ...)
  local given, first = { ... }, (...)
  local values, by_name = {}, false
  if select('#', ...) == 1 and type(first) == 'table' and has_names(first) then
    given, by_name = first, true
  end
  for place, key in ipairs(keys) do
    values[key] = given[place]
    if by_name and given[key] ~= nil then values[key] = given[key] end
  end
  if by_name then
    local known = {}
    for place, key in ipairs(keys) do known[key], known[place] = true, true end
    for key in pairs(given) do
      if not known[key] then
        args.fail(name, "no argument '%s'; there are %s", tostring(key), table.concat(keys, ', '))
      end
    end
  end
  return values
end

return args
