--- The package xlua: printing, progress, named arguments, and additions to table and string. Sets
-- the globals `xlua`, `xprint`, `xerror` and `xrequire`.
-- Neighbours: OptionParser.lua and Profiler.lua beside this file; sys has clocks and colours.
-- @module xlua

require 'torch'
require 'sys'

xlua = {}

local unpack = unpack or table.unpack

-- --- printing ------------------------------------------------------------------------------------

local function sorted_keys(t)
  local keys = {}
  for key in pairs(t) do keys[#keys + 1] = key end
  table.sort(keys, function(a, b)
    if type(a) == 'number' and type(b) == 'number' then return a < b end
    if type(a) ~= type(b) then return type(a) == 'number' end
    return tostring(a) < tostring(b)
  end)
  return keys
end

-- A value as text; `inside` holds the tables around it, which are not opened again.
local function describe(value, indent, inside)
  if type(value) == 'string' and indent ~= '' then return ('%q'):format(value) end
  local mt = getmetatable(value)
  if type(value) ~= 'table' or type(mt) == 'table' and mt.__tostring then return tostring(value) end
  if inside[value] then return '{...}' end
  inside[value] = true
  local lines, deeper = {}, indent .. '  '
  for _, key in ipairs(sorted_keys(value)) do
    lines[#lines + 1] = ('%s[%s] = %s'):format(deeper, tostring(key),
                                               describe(value[key], deeper, inside))
  end
  inside[value] = nil
  if #lines == 0 then return '{}' end
  return '{\n' .. table.concat(lines, ',\n') .. '\n' .. indent .. '}'
end

--- Prints values; tables with all that is in them.
-- @param ... any values
-- @usage xlua.print {1, x = 'a'}
function xlua.print(...)
  local texts = {}
  for i = 1, select('#', ...) do texts[i] = describe(select(i, ...), '', {}) end
  print(table.concat(texts, '\t'))
end

xprint = xlua.print

local plain_print

--- From now on print also writes to a file.
-- @param path of the file
-- @param[opt=false] append to what is there
-- @usage -- not run: changes print for good
--   xlua.log('run.log')
function xlua.log(path, append)
  local file = assert(io.open(path, append and 'a' or 'w'))
  plain_print = plain_print or print
  local screen = plain_print
  function print(...)
    local texts = {}
    for i = 1, select('#', ...) do texts[i] = tostring((select(i, ...))) end
    file:write(table.concat(texts, '\t'), '\n')
    file:flush()
    screen(...)
  end
end

--- A table as text on one line, or one line per entry.
-- @param t the table
-- @param[opt=false] newline true: one line per entry
-- @usage xlua.table2string {1, x = 'a'}  --> { [1]=1, [x]=string : "a" }
function xlua.table2string(t, newline)
  if type(t) ~= 'table' then
    error(('xlua.table2string: table expected, got %s'):format(type(t)), 2)
  end
  local parts = {}
  for _, key in ipairs(sorted_keys(t)) do
    local value = t[key]
    local text = type(value) == 'table' and xlua.table2string(value, newline) or tostring(value)
    if type(value) == 'string' then text = ('string : "%s"'):format(value) end
    parts[#parts + 1] = ('[%s]=%s'):format(tostring(key), text)
  end
  local separator = newline and '\n' or ', '
  return '{ ' .. table.concat(parts, separator) .. ' }'
end

-- --- globals -------------------------------------------------------------------------------------

local own = {} -- globals that were there when this package was loaded

--- Lists the globals that were made since this package was loaded, by their type.
-- @usage xlua.who()
function xlua.who()
  local names = {}
  for name in pairs(_G) do
    if not own[name] then names[#names + 1] = tostring(name) end
  end
  table.sort(names)
  for _, name in ipairs(names) do print(('%-24s %s'):format(name, torch.type(_G[name]))) end
end

--- Removes a global.
-- @param name of the global
-- @usage xlua.clear 'no_such_global'
function xlua.clear(name)
  if type(name) ~= 'string' then
    error(('xlua.clear: name of a global expected, got %s'):format(type(name)), 2)
  end
  rawset(_G, name, nil)
  collectgarbage()
end

--- Removes the globals that were made since this package was loaded; packages stay.
-- @usage -- not run: removes what others have made
--   xlua.clearall()
function xlua.clearall()
  for name in pairs(_G) do
    if not own[name] and package.loaded[name] == nil then
      rawset(_G, name, nil)
    end
  end
  collectgarbage()
end

-- --- time ----------------------------------------------------------------------------------------

local units = { { 'D', 86400000 }, { 'h', 3600000 }, { 'm', 60000 }, { 's', 1000 }, { 'ms', 1 } }

--- A time in its two largest units.
-- @usage xlua.formatTime(3725.5) --> 1h2m
-- @param seconds the time
function xlua.formatTime(seconds)
  local left = math.floor(seconds * 1000 + 1e-6)
  local parts = {}
  for _, unit in ipairs(units) do
    local count = math.floor(left / unit[2])
    left = left - count * unit[2]
    if count > 0 and #parts < 2 then parts[#parts + 1] = ('%d%s'):format(count, unit[1]) end
  end
  return #parts > 0 and table.concat(parts) or '0ms'
end

local BAR = 40 -- characters
local REDRAW_AFTER = 0.1 -- seconds
local bar -- the one that is being drawn

--- Draws a progress bar on one line: how far, the time per step and in total. At current == goal
-- the line ends.
-- @usage for i = 1, 100 do xlua.progress(i, 100) end
-- @param current steps done
-- @param goal all steps
function xlua.progress(current, goal)
  local now = sys.clock()
  if not bar or current < bar.current or goal ~= bar.goal then
    bar = { started = now, first = current, current = current, goal = goal, drawn = 0 }
  end
  bar.current = current
  if current < goal and now - bar.drawn < REDRAW_AFTER then return end
  bar.drawn = now
  local share = goal > 0 and math.min(1, math.max(0, current / goal)) or 1
  local filled = math.floor(share * BAR + 0.5)
  local elapsed, steps = now - bar.started, current - bar.first
  io.write(('\r [%s>%s] %s/%s | Tot: %s | Step: %s    ')
           :format(('='):rep(filled), ('.'):rep(BAR - filled), tostring(current), tostring(goal),
                   xlua.formatTime(elapsed), xlua.formatTime(steps > 0 and elapsed / steps or 0)))
  if current >= goal then
    io.write('\n')
    bar = nil
  end
  io.flush()
end

-- --- errors and packages -------------------------------------------------------------------------

--- Raises an error, with the name of the function that found it and how that is used.
-- @param message what is wrong
-- @param[opt] domain who says so
-- @param[opt] usage text, printed below
-- @usage pcall(xlua.error, 'no such file', 'reader')  --> false, <reader> no such file
function xlua.error(message, domain, usage)
  local c = sys.COLORS
  local text = c.Red .. (domain and '<' .. domain .. '> ' or '') .. tostring(message) .. c.none
  if usage then text = text .. '\n' .. tostring(usage) end
  error(text, 2)
end

xerror = xlua.error

--- Calls try(); if that raises an error, catch(error).
-- @param try, catch functions
-- @usage xlua.trycatch(function() error 'oh' end, function(problem) print 'caught' end)  --> caught
function xlua.trycatch(try, catch)
  local ok, problem = pcall(try)
  if not ok then catch(problem) end
end

--- Whether a package can be found (it is not loaded).
-- @param name of the package
-- @usage xlua.installed 'nn'  --> true
function xlua.installed(name)
  if package.loaded[name] or package.preload[name] then return true end
  local file = name:gsub('%.', '/')
  for template in (package.path .. ';' .. package.cpath):gmatch('[^;]+') do
    local path = template:gsub('%?', (file:gsub('%%', '%%%%')))
    local found = io.open(path)
    if found then
      found:close()
      return true
    end
  end
  return false
end

--- Loads a package if it is there.
-- @param name of the package
-- @param[opt] luarocks, server Nothing is installed: with luarocks true the message that is
-- printed when the package is missing says how to get it.
-- @return what require returns, or nil
-- @usage xlua.require 'paths' == paths  --> true
function xlua.require(name, luarocks, server)
  local ok, result = pcall(require, name)
  if ok then return result end
  if not xlua.installed(name) then
    print(('xlua.require: package %s is not installed%s'):format(
      name, luarocks and (', try: luarocks %sinstall %s')
        :format(server and '--server=' .. server .. ' ' or '', name) or ''))
    return nil
  end
  print(('xlua.require: package %s is broken: %s'):format(name, tostring(result)))
  return nil
end

xrequire = xlua.require

-- --- named arguments -----------------------------------------------------------------------------

local function argument_lines(definitions)
  local lines = {}
  for _, d in ipairs(definitions) do
    local default = ''
    if d.default ~= nil then default = ('  [default = %s]'):format(tostring(d.default)) end
    if d.defaulta then default = ('  [default == %s]'):format(d.defaulta) end
    if d.req then default = '  [required]' end
    lines[#lines + 1] = ('  %-14s %-10s %s%s')
      :format(d.arg or '', d.type or '', d.help or '', default)
  end
  return lines
end

--- How a function is used, as text.
-- @param name of the function
-- @param[opt] description what it does
-- @param[opt] example code, or nil
-- @param ... its arguments: tables {arg =, type =, help =, default =, req =}
-- @return the text
-- @usage local text = xlua.usage('double', 'doubles a number', 'double(2)', {arg = 'x',
--   type = 'number', help = 'any number', req = true})
function xlua.usage(name, description, example, ...)
  local c = sys.COLORS
  local lines = { c.magenta .. 'NAME' .. c.none, '  ' .. name }
  local function section(title, text)
    if not text then return end
    lines[#lines + 1] = c.magenta .. title .. c.none
    for line in (text .. '\n'):gmatch('(.-)\n') do lines[#lines + 1] = '  ' .. line end
  end
  section('DESCRIPTION', description)
  section('EXAMPLE', example)
  lines[#lines + 1] = c.magenta .. 'USAGE' .. c.none
  local definitions = { ... }
  if #definitions == 0 then
    lines[#lines + 1] = '  ' .. name .. '()'
  else
    lines[#lines + 1] = '  ' .. name .. '{'
    for _, line in ipairs(argument_lines(definitions)) do lines[#lines + 1] = '  ' .. line end
    lines[#lines + 1] = '  }'
  end
  return table.concat(lines, '\n')
end

-- The value that the caller gave for a definition, by name or by place, else its default.
local function value_of(args, definition, place, name, usage)
  local value = args[definition.arg]
  if value == nil then value = args[place] end
  if value == nil and definition.default ~= nil then value = definition.default end
  if value == nil and definition.defaulta then value = args[definition.defaulta] end
  if value == nil and definition.req then
    error(('%s: missing argument: %s\n%s'):format(name, definition.arg, usage()), 4)
  end
  return value
end

--- Takes the arguments of a function that is called with a table of them.
-- @param args the table: by name, or in their order
-- @param name of the function, for errors
-- @param description what it does, for errors
-- @param ... definitions {arg =, type =, help =, default =, req = true}; defaulta names another
-- argument whose value is the default
-- @return a table with all values by name and place, then the values one by one
-- Raises an error that shows the usage when a required argument is missing.
-- @usage local options, n = xlua.unpack({ n = 3 }, 'f', 'does it', { arg = 'n', type = 'number' })
function xlua.unpack(args, name, description, ...)
  local definitions = { ... }
  if type(args) ~= 'table' then
    error(('%s: a table of arguments expected, got %s'):format(tostring(name), type(args)), 3)
  end
  local function usage() return xlua.usage(name, description, nil, unpack(definitions)) end
  local options, values = {}, {}
  for place, definition in ipairs(definitions) do
    local value = value_of(args, definition, place, name, usage)
    if value == nil and definition.defaulta then value = options[definition.defaulta] end
    options[definition.arg], values[place] = value, value
  end
  for place = 1, #definitions do options[place] = values[place] end
  return options, unpack(values, 1, #definitions)
end

--- Like xlua.unpack, but puts the values into the fields of an object.
-- @param object gets the values
-- @param args, name, description, ... see xlua.unpack
-- @usage local object = {}
--   xlua.unpack_class(object, {n = 3}, 'f', 'does it', {arg = 'n', type = 'number'})
--   object.n  --> 3
function xlua.unpack_class(object, args, name, description, ...)
  local options = xlua.unpack(args, name, description, ...)
  for key, value in pairs(options) do
    if type(key) == 'string' then object[key] = value end
  end
end

--- Makes print(module) show what the module is and which functions it has.
-- @return that text
-- @param module a table of functions
-- @param name of it
-- @param[opt] description what it is for
-- @usage local m = {double = function(x) return 2 * x end}
--   local text = xlua.usage_module(m, 'm', 'arithmetic')
function xlua.usage_module(module, name, description)
  local c = sys.COLORS
  local lines = { c.magenta .. 'PACKAGE' .. c.none, '  ' .. name }
  if description then
    lines[#lines + 1] = c.magenta .. 'DESCRIPTION' .. c.none
    lines[#lines + 1] = '  ' .. description
  end
  lines[#lines + 1] = c.magenta .. 'FUNCTIONS' .. c.none
  for _, key in ipairs(sorted_keys(module)) do
    if type(module[key]) == 'function' then
      lines[#lines + 1] = ('  %s.%s'):format(name, tostring(key))
    end
  end
  local text = table.concat(lines, '\n')
  local mt = getmetatable(module) or {}
  mt.__tostring = function() return text end
  setmetatable(module, mt)
  return text
end

local converters = {
  number = tonumber,
  string = tostring,
  boolean = function(text) return text == 'true' or text == '1' or text == 'yes' end,
}

--- Parameters from the environment: the defaults, with the values of variables of the same names.
-- @param default table of numbers, strings and booleans
-- @return a table
-- @usage xlua.envparams({NO_SUCH_VARIABLE = 3})  --> {NO_SUCH_VARIABLE = 3}
function xlua.envparams(default)
  local params = {}
  for key, value in pairs(default) do
    local text, convert = os.getenv(key), converters[type(value)]
    params[key] = value
    if text and convert then
      local given = convert(text)
      if given == nil then
        error(('xlua.envparams: the variable %s should be a number, it is %q'):format(key, text), 2)
      end
      params[key] = given
    end
  end
  return params
end

-- --- additions to table and string ---------------------------------------------------------------

--- Takes a piece out of a list.
-- @param list it stays as it is
-- @param[opt=1] start first element that is taken
-- @param[opt=1] length how many
-- @return the rest, and what was taken, as new lists
function table.splice(list, start, length)
  start, length = start or 1, length or 1
  local rest, taken = {}, {}
  for i, value in ipairs(list) do
    local to = i >= start and i < start + length and taken or rest
    to[#to + 1] = value
  end
  return rest, taken
end

--- A list without duplicates.
-- @param list it stays as it is
-- @param[opt] hash function whose equal results tell duplicates; by default equal values are
-- @param[opt] merge function of two duplicates that returns what stands for both; by default the
-- later one
function table.prune(list, hash, merge)
  local order, found = {}, {}
  for _, value in ipairs(list) do
    local key = value
    if hash then key = hash(value) end
    if found[key] == nil then
      order[#order + 1] = key
      found[key] = value
    else
      found[key] = merge and merge(found[key], value) or value
    end
  end
  local pruned = {}
  for i, key in ipairs(order) do pruned[i] = found[key] end
  return pruned
end

--- The pieces of a string, see sys.split.
string.split = sys.split

--- What a global name stands for: ('sys.COLORS.red'):tosymbol() is sys.COLORS.red. Raises if
-- something on the way is missing.
function string.tosymbol(name)
  local value = _G
  for part in name:gmatch('[^.]+') do
    if value == nil then
      error(('string.tosymbol: %s: there is nothing before .%s'):format(name, part), 2)
    end
    value = value[part]
  end
  return value
end

require 'xlua.OptionParser'
require 'xlua.Profiler'

for name in pairs(_G) do own[name] = true end

return xlua
