-- input.THNN: the C functions of layers and criteria under the names and in the argument order of
-- Torch7's THNN library, for packages that call them past the layers. nn itself does not.
-- Neighbours: thnnorders.lua has the orders, thnnwritten.lua what is more than an order; src/nn has
-- the functions; lua/torch/foreign.lua takes back what cdata() gave.
--
-- Tensors may be given as they are or as cdata(). Results go into the tensors that are given.
-- As in: input.THNN.LogSoftMax_updateOutput(input:cdata(), output:cdata())

local core = require 'facula.core'
local foreign = require 'torch.foreign'
local orders = require 'nn.thnnorders'
local written = require 'nn.thnnwritten'

local THNN = {}

-- What is used for arguments that THNN, or an older version of it, does not have.
local defaults = {
  ignoreIndex = -100, scale = 1, divide = true, countPad = true, ceil = false,
  padT = 0, padW = 0, padH = 0,
}

-- What orders make of a tensor: x=input.dims.
local derived = {
  dims = function(tensor) return tensor:dim() end,
  sample = function(planes) return planes:dim() == 4 and planes[1] or planes end,
}

-- The parameters of a C function: list of {name=, kind=, optional=}, from its row.
local function parametersOf(forms)
  local list = {}
  for open, name, kind in forms:gsub('|.*', ''):gmatch('(%[?)([%w_]+):(%w+)') do
    list[#list + 1] = {name = name, kind = kind, optional = open ~= ''}
  end
  return list
end

-- A value as the C function wants it.
local function plain(value, kind)
  if type(value) == 'cdata' then value = foreign.object(value) end
  if kind == 'num' and torch.isTensor(value) then return value[1] end
  if kind == 'bool' and type(value) == 'number' then return value ~= 0 end
  return value
end

-- Writes numbers that a C function returned into tensors.
local function store(targets, ...)
  for i, target in ipairs(targets) do
    target = plain(target)
    if torch.isTensor(target) then target:resize(1):fill((select(i, ...))) end
  end
end

-- A function that finds the value of a source, as in thnnorders.lua, among given arguments; nil for
-- a name that the order does not have.
local function reader(source, places)
  local number = tonumber(source)
  if number then return function() return number end end
  local name, part = source:match('^([%w_]+)%.?(.*)$')
  local place = places[name]
  if not place then return nil end
  if part == '' then return function(given) return given[place] end end
  local get = derived[part] or function(tensor) return tensor:size(tonumber(part)) end
  return function(given)
    local tensor = plain(given[place])
    if not torch.isTensor(tensor) then error(('nn.THNN: %s: tensor expected'):format(name), 0) end
    return get(tensor)
  end
end

-- An order taken apart: places of the arguments by their names, places of results, and the words
-- with =.
local function parse(order)
  local places, results, settings, count = {}, {}, {}, 0
  for word in order:gmatch('%S+') do
    local name, value = word:match('^([%w_]+)=(.+)$')
    if name then
      settings[name] = value
    else
      count = count + 1
      if word:sub(1, 1) == '[' then
        results[#results + 1] = count
      else
        places[word] = count
      end
    end
  end
  return places, results, settings
end

-- Functions that find the arguments of the C function, one for each.
local function readersOf(name, parameters, places, settings)
  local readers = {}
  local function add(source, default)
    local read = reader(source, places)
    if not read and default == nil then
      error(('THNN.%s: the order lacks %s'):format(name, source), 0)
    end
    readers[#readers + 1] = read or function() return default end
  end
  for _, parameter in ipairs(parameters) do
    if parameter.kind == 'sizes' then
      for source in settings[parameter.name]:gmatch('[^,]+') do add(source) end
    else
      add(settings[parameter.name] or parameter.name, defaults[parameter.name])
    end
  end
  return readers
end

-- The function in THNN's order for a row of a C function.
local function ordered(name, row, order)
  local places, results, settings = parse(order)
  local parameters = parametersOf(row.forms)
  local readers = readersOf(name, parameters, places, settings)
  local call = core.nn[row.name]
  return function(...)
    local given, arguments, targets, count = {...}, {}, {}, #readers
    for i, read in ipairs(readers) do
      local parameter = parameters[i] or parameters[#parameters]
      local value = read(given)
      if value == nil then value = defaults[parameter.name] end
      arguments[i] = plain(value, parameter.kind)
      if parameter.optional and arguments[i] == nil then count = i - 1 end
    end
    for i, place in ipairs(results) do targets[i] = given[place] or false end
    store(targets, call((table.unpack or unpack)(arguments, 1, count)))
  end
end

-- A function of thnnwritten.lua for arguments that may be cdata.
local function unwrapped(f)
  return function(...)
    local n, arguments = select('#', ...), {...}
    for i = 1, n do arguments[i] = plain(arguments[i]) end
    f((table.unpack or unpack)(arguments, 1, n))
  end
end

-- name -> row of the C functions of nn
local rows

local function rowOf(name)
  if not rows then
    rows = {}
    for _, row in ipairs(core.operations) do
      if row.prefix == 'nn.' then rows[row.name] = row end
    end
  end
  return rows[name]
end

--- The functions, by name, each made when it is first asked for; the same as the field THNN of
-- FloatTensors and DoubleTensors.
THNN.functions = setmetatable({}, {
  __index = function(functions, name)
    local order, f = orders[name], written[name] and unwrapped(written[name])
    if order then f = ordered(name, rowOf(order:match('call=(%S+)') or name), order) end
    functions[name] = f
    return f
  end,
})

--- type name -> functions, as in Torch7.
THNN.kernels = {}

for _, name in ipairs({'torch.FloatTensor', 'torch.DoubleTensor'}) do
  THNN.kernels[name] = THNN.functions
  torch.getmetatable(name).THNN = THNN.functions
end

--- What stands for a tensor that is not there.
THNN.NULL = nil

--- The cdata() of a tensor, or what stands for none.
function THNN.optionalTensor(tensor)
  return tensor and tensor:cdata() or THNN.NULL
end

return THNN
