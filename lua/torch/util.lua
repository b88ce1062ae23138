--- Small services in the table torch: files of packages, time, environments of functions.
-- Neighbours: init.lua copies these functions into torch.
-- @module torch.util

local core = require 'facula.core'

local util = {}

-- --- files of packages ---------------------------------------------------------------------------

local function readable(path)
  local file = io.open(path, 'r')
  if file then file:close() end
  return file ~= nil
end

local function directory(path)
  return path:match('^(.*)[/\\][^/\\]*$') or '.'
end

-- Path of the init.lua of a package, looked for along package.path, or nil.
local function init_file(package_name)
  local name = package_name:gsub('%.', '/')
  for template in package.path:gmatch('[^;]+') do
    local path = template:gsub('%?', (name:gsub('%%', '%%%%')))
    if path:find('init%.lua$') and readable(path) then return path end
  end
  return nil
end

--- Where a Lua package lies.
-- @param[opt] package_name its name; without it torch's parent folder is meant
-- @return the folder of its init.lua
-- @usage paths.basename(torch.packageLuaPath('nn'))  --> nn
function util.packageLuaPath(package_name)
  local path = init_file(package_name or 'torch')
  if not path then
    error(('torch.packageLuaPath: no init.lua of package %s in package.path')
          :format(tostring(package_name)), 2)
  end
  return package_name and directory(path) or directory(directory(path))
end

-- Runs a file. Not a tail call, so that files which include others see one level each.
local function run(path)
  local result = dofile(path)
  return result
end

--- Runs a file of a package.
-- @param package_name the package
-- @param file name relative to the package's folder
-- @return what the file returns first
-- @usage -- not run: there is no such file
--   torch.include('nn', 'my_layer.lua')
function util.include(package_name, file)
  if type(package_name) ~= 'string' or type(file) ~= 'string' then
    error(('torch.include: package and file name (strings) expected, got %s and %s')
          :format(type(package_name), type(file)), 2)
  end
  local path = util.packageLuaPath(package_name) .. '/' .. file
  local result = run(path)
  return result
end

--- Runs a file that lies next to the file of the caller. The global include.
-- @param file name relative to the caller's folder, or absolute
-- @param[opt=1] depth which caller: 1 is who calls include, 2 its caller ...
-- @return what the file returns first
function util.include_beside(file, depth)
  if type(file) ~= 'string' then
    error(('include: file name (string) expected, got %s'):format(type(file)), 2)
  end
  local path = file
  if not file:find('^[/\\]') then
    local caller = debug.getinfo(1 + (depth or 1), 'S')
    local source = caller and caller.source:match('^@(.*)')
    path = (source and directory(source) or '.') .. '/' .. file
  end
  local result = run(path)
  return result
end

-- --- time and terminal ---------------------------------------------------------------------------

--- The time in seconds, to be handed to torch.toc.
-- @usage local start = torch.tic()
--   torch.toc(start) >= 0  --> true
function util.tic()
  return core.clock('wall')
end

--- Seconds that have passed since torch.tic.
-- @param start what torch.tic returned
-- @usage local start = torch.tic()
--   torch.toc(start) >= 0  --> true
function util.toc(start)
  if type(start) ~= 'number' then
    error(('torch.toc: number expected, got %s'):format(type(start)), 2)
  end
  return core.clock('wall') - start
end

-- --- environments --------------------------------------------------------------------------------

-- Position and value of the upvalue _ENV, which is what a function's environment is since Lua 5.2.
local function env_upvalue(f)
  for i = 1, 255 do
    local name, value = debug.getupvalue(f, i)
    if not name then return nil end
    if name == '_ENV' then return i, value end
  end
  return nil
end

local function check_environment(name, object)
  if type(object) ~= 'function' and type(object) ~= 'userdata' then
    error(('torch.%s: function or userdata expected, got %s'):format(name, type(object)), 3)
  end
end

--- The environment table of a function or a userdata: the global names that it sees.
-- @param object a function or userdata
-- @usage torch.getenv(function() return print end).torch == torch  --> true
function util.getenv(object)
  check_environment('getenv', object)
  if debug.getfenv then return debug.getfenv(object) end
  if type(object) == 'userdata' then return debug.getuservalue(object) end
  local _, value = env_upvalue(object)
  return value or _G
end

--- Changes the environment table of a function or a userdata. A function that uses no global names
-- has none to change.
-- @param object a function or userdata
-- @param environment the table
-- @usage local f = function() return answer end
--   torch.setenv(f, {answer = 42})
--   f()  --> 42
function util.setenv(object, environment)
  check_environment('setenv', object)
  if type(environment) ~= 'table' then
    error(('torch.setenv: table expected, got %s'):format(type(environment)), 2)
  end
  if debug.setfenv then
    debug.setfenv(object, environment)
  elseif type(object) == 'userdata' then
    debug.setuservalue(object, environment)
  else
    local i = env_upvalue(object)
    -- a cell of its own: other functions share the old one
    if i then debug.upvaluejoin(object, i, function() return environment end, 1) end
  end
end

-- --- kept for old scripts ------------------------------------------------------------------------

--- Does nothing: errors are raised in the Lua state that made the call, so there is no handler to
-- renew.
-- @usage torch.updateerrorhandlers()
function util.updateerrorhandlers() end

--- Does nothing, see updateerrorhandlers.
-- @usage torch.updatethreadlocals()
function util.updatethreadlocals() end

return util
