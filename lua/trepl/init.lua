--- The package trepl: what scripts expect of Torch7's `th` besides its prompt. Sets the globals
-- print (tables are shown with what is in them), print_old, print_new, who, import, monitor_G,
-- setprintlevel and noColors.
-- Neighbours: facula/show.lua prints, facula/prompt.lua is the prompt.
-- @module trepl

local show = require 'facula.show'
local torch = require 'torch'

local trepl = {}

print_old = print
print_new = show.print
print = print_new

--- How many tables inside of each other are printed.
-- @param depth whole number from 1 on; 4 at the start
function setprintlevel(depth)
  if type(depth) ~= 'number' or depth ~= depth or depth < 1 then
    error(('setprintlevel: a number from 1 on expected, got %s'):format(tostring(depth)), 2)
  end
  show.depth = depth
end

--- From now on no colours are written.
function noColors()
  show.colours = {}
end

-- --- globals -------------------------------------------------------------------------------------

local own = {} -- the globals that are no variables of the user

local function in_one_line(value)
  if type(value) == 'string' then
    local text = #value > 40 and value:sub(1, 40) .. '...' or value
    return ('%q'):format(text):gsub('\\\n', '\\n')
  end
  if torch.isTensor(value) or torch.isStorage(value) then
    return show.text({ value }):match ': (.-)\n'
  end
  if type(value) == 'table' and not torch.typename(value) then
    return ('table - size: %d'):format(#value)
  end
  return torch.typename(value) or tostring(value)
end

--- Lists the variables: the globals that were made by hand.
-- @param[opt=false] system true: also the other globals
function who(system)
  local names = {}
  for name in next, _G do
    local known = own[name] or package.loaded[name] ~= nil or name == '_LAST' or name == '_RESULTS'
    if system or not known then names[#names + 1] = tostring(name) end
  end
  table.sort(names)
  for _, name in ipairs(names) do
    print_old(('%-24s = %s'):format(name, in_one_line(rawget(_G, name))))
  end
end

--- Makes everything in a package a global.
-- @param name of the package, which is required
-- @param[opt=false] forced true: also where a global of that name exists
-- @usage import 'paths'
function import(name, forced)
  for key, value in pairs(require(name)) do
    if type(key) == 'string' and (forced or rawget(_G, key) == nil) then rawset(_G, key, value) end
  end
end

-- Globals of other Luas, for which programs look that run on all of them.
local elsewhere = {
  unpack = true, loadstring = true, setfenv = true, getfenv = true, rawlen = true, jit = true,
  bit = true, bit32 = true, utf8 = true, warn = true,
}

-- Calls report(text) when a global is made, and when one is read that does not exist.
local function watch(report)
  local mt = getmetatable(_G) or {}
  local index = mt.__index
  local function place()
    local info = debug.getinfo(3, 'Sl')
    return info and ('%s:%d'):format(info.short_src, info.currentline) or '?'
  end
  function mt.__newindex(t, name, value)
    rawset(t, name, value)
    report(('global %s is made at %s'):format(tostring(name), place()), name)
  end
  function mt.__index(t, name)
    local value = index and index(t, name)
    if value == nil and not elsewhere[name] then
      report(('there is no global %s, read at %s'):format(tostring(name), place()), name)
    end
    return value
  end
  setmetatable(_G, mt)
end

--- From now on globals that are made, and reads of globals that do not exist, are reported.
-- @param[opt] report function that gets a sentence and the name; without it the sentence is printed
function monitor_G(report)
  watch(report or function(text) io.stderr:write(text, '\n') end)
end

--- For the options -g and -gg.
-- @param forbid true: raise an error instead of reporting
function trepl.watch_globals(forbid)
  monitor_G(forbid and function(text) error(text, 4) end or nil)
end

for name in next, _G do own[name] = true end

--- `require('trepl')()` starts the prompt.
return setmetatable(trepl, {
  __call = function() require('facula.prompt').run() end,
})
