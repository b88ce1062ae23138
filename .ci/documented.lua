-- The lint of the documentation: walks all public names at run time and says which lack what
-- `?name` and the reference pages show. Run by `make lint-docs`; names of packages as arguments
-- stand for all there are.
--
-- Everything has a sentence on what it does. Functions, classes and methods tell of each of their
-- parameters; functions and classes have an example, which the specs run, or say which one to see;
-- layers and criteria tell the shapes of what they take. A method that overrides one is described
-- where that one is.

local torch = require 'torch'
local help = require 'facula.help'
local names = require 'facula.names'
local operations = require 'facula.operations'

-- Methods that the class system and files call.
local PROTOCOL = { new = true, read = true, write = true }

local faults, seen = 0, 0

local function fault(name, text, ...)
  faults = faults + 1
  io.stderr:write(name, ': ', text:format(...), '\n')
end

-- All that an entry says, as one text.
local function words_of(entry)
  local parts = {}
  for _, list in ipairs { entry.text, entry.params, entry.returns, entry.notes } do
    for _, item in ipairs(list) do
      if item.names then parts[#parts + 1] = table.concat(item.names, ' ') end
      parts[#parts + 1] = item.text
    end
  end
  return ' ' .. table.concat(parts, '\n') .. ' '
end

local function check_arguments(name, entry)
  local words = words_of(entry)
  for argument in (entry.arguments or ''):gsub('^[%w_.:]+', ''):gmatch('%.*[%a_]?[%w_]*') do
    argument = argument:gsub('^_', '')
    if argument:find('^%a[%w_]*$') and not words:find('%f[%w_]' .. argument .. '%f[^%w_]') then
      fault(name, 'says nothing of its parameter %s', argument)
    end
  end
end

local function is_layer(name)
  local mt = names.class(name)
  local object = setmetatable({}, mt)
  return torch.isTypeOf(object, 'nn.Module') or torch.isTypeOf(object, 'nn.Criterion')
end

-- Whether a method stands for one of a parent class.
local function overrides(item)
  local parent = item.kind == 'method' and names.parent((names.class(item.class)))
  return parent and parent[item.key] ~= nil
end

local function check(item)
  local entry = help.entry(item.name)
  seen = seen + 1
  if item.kind == 'method' and PROTOCOL[item.key] then return end
  if entry and overrides(item) then return end
  if not entry or #entry.text == 0 then
    fault(item.name, 'is not documented')
    return
  end
  if item.kind == 'module' or item.kind == 'value' then return end
  check_arguments(item.name, entry)
  if item.kind == 'method' then return end
  if #entry.examples == 0 and not entry.see then fault(item.name, 'has no example') end
  if item.kind == 'class' and item.name:find('^nn%.') and is_layer(item.name)
     and not words_of(entry):find('%f[%a][Ss]hapes?%f[%A]') then
    fault(item.name, 'does not tell the shapes of what it takes and gives')
  end
end

if #arg > 0 then
  for _, package_name in ipairs(arg) do
    require(package_name)
    for _, item in ipairs(names.of(package_name)) do check(item) end
  end
else
  for _, item in ipairs(names.all()) do check(item) end
  for _, name in ipairs(operations.names()) do
    check { name = 'torch.' .. name, kind = 'operation' }
  end
end

if faults > 0 then
  io.stderr:write(('%d of %d public names lack something\n'):format(faults, seen))
  os.exit(1)
end
