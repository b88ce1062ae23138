--- The package paths: names of files, folders and what is in them. Sets the global `paths`.
-- Neighbours: src/torch/path.c asks the operating system; torch loads this package.
-- @module paths

local system = require('facula.core').path

paths = {}

--- The user's folder.
paths.home = system.home()

local function check_string(name, position, value)
  if type(value) ~= 'string' then
    error(('paths.%s: argument %d: string expected, got %s'):format(name, position, type(value)), 3)
  end
end

-- --- what there is -------------------------------------------------------------------------------

--- Whether path exists and is a file (or anything else that is not a folder).
-- @usage paths.filep('/'), paths.filep('/dev/null')  --> false, true
function paths.filep(path)
  check_string('filep', 1, path)
  local kind = system.kind(path)
  return kind ~= nil and kind ~= 'directory'
end

--- Whether path exists and is a folder.
-- @usage paths.dirp('/'), paths.dirp('/dev/null')  --> true, false
function paths.dirp(path)
  check_string('dirp', 1, path)
  return system.kind(path) == 'directory'
end

--- The folder where relative paths start.
-- @usage paths.dirp(paths.cwd())  --> true
function paths.cwd()
  return system.current()
end

--- The folder of the running program.
-- @usage paths.dirp(paths.execdir())  --> true
function paths.execdir()
  local path, problem = system.program()
  if not path then return nil, problem end
  return paths.dirname(path)
end

--- The names in a folder, '.' and '..' among them; nil and a message when it cannot be read.
-- @param folder its path
-- @usage local names = paths.dir('/')
--   #names > 2  --> true
function paths.dir(folder)
  check_string('dir', 1, folder)
  return system.list(folder)
end

-- An iterator over the names in a folder for which accept(name) is true; over nothing when the
-- folder cannot be read.
local function each_name(folder, accept)
  local names, i = system.list(folder) or {}, 0
  return function()
    repeat i = i + 1 until names[i] == nil or accept(names[i])
    return names[i]
  end
end

--- Iterates over the names in a folder, '.' and '..' among them.
-- @param folder its path
-- @param[opt] filter a Lua pattern that names must match, or a function that is true for them
-- @usage for name in paths.files('/', '^%.+$') do assert(name == '.' or name == '..') end
function paths.files(folder, filter)
  check_string('files', 1, folder)
  local accept = filter
  if filter == nil then
    accept = function() return true end
  elseif type(filter) == 'string' then
    accept = function(name) return name:find(filter) ~= nil end
  elseif type(filter) ~= 'function' then
    error(('paths.files: argument 2: pattern or function expected, got %s')
          :format(type(filter)), 2)
  end
  return each_name(folder, accept)
end

--- Iterates over the names of the plain files in a folder.
-- @param folder its path
-- @usage for name in paths.iterfiles('/') do assert(paths.filep('/' .. name)) end
function paths.iterfiles(folder)
  check_string('iterfiles', 1, folder)
  return each_name(folder, function(name) return paths.filep(folder .. '/' .. name) end)
end

--- Iterates over the names of the folders in a folder, without '.' and '..'.
-- @param folder its path
-- @usage for name in paths.iterdirs('/') do assert(paths.dirp('/' .. name)) end
function paths.iterdirs(folder)
  check_string('iterdirs', 1, folder)
  return each_name(folder, function(name)
    return name ~= '.' and name ~= '..' and paths.dirp(folder .. '/' .. name)
  end)
end

-- --- names ---------------------------------------------------------------------------------------

-- A path without slashes at its end; '/' stays.
local function trimmed(path)
  local bare = path:gsub('/+$', '')
  return bare == '' and path ~= '' and '/' or bare
end

--- The last part of a path.
-- @param path the path
-- @param[opt] suffix removed from the end if it is there, with or without its dot
-- @usage paths.basename('/a/b.lua', 'lua') --> b
function paths.basename(path, suffix)
  check_string('basename', 1, path)
  local name = trimmed(path)
  if name ~= '/' then name = name:match('[^/]*$') end
  if suffix == nil then return name end
  check_string('basename', 2, suffix)
  local ending = suffix:sub(1, 1) == '.' and suffix or '.' .. suffix
  if #name > #ending and name:sub(-#ending) == ending then return name:sub(1, -#ending - 1) end
  return name
end

--- A path without its last part; '.' if it has only one.
-- @param path the path
-- @usage paths.dirname('/a/b.lua')  --> /a
function paths.dirname(path)
  check_string('dirname', 1, path)
  local folder = trimmed(path):match('^(.*/)[^/]*$')
  return folder and trimmed(folder) or '.'
end

--- What stands behind the last dot of the last part of a path, or nil.
-- @param path the path
-- @usage paths.extname('/a/b.lua')  --> lua
function paths.extname(path)
  check_string('extname', 1, path)
  return path:match('%.([^./]*)$')
end

--- Joins parts to one absolute path without '.' and '..'. Relative parts start where the parts
-- before them end, the first at the current folder; an absolute part starts anew.
-- @usage paths.concat('/a/b', '../c') --> /a/c
function paths.concat(...)
  local parts = {}
  local function follow(path)
    if path:sub(1, 1) == '/' then parts = {} end
    for part in path:gmatch('[^/]+') do
      if part == '..' then
        parts[#parts] = nil
      elseif part ~= '.' then
        parts[#parts + 1] = part
      end
    end
  end
  local first = ...
  if type(first) ~= 'string' or first:sub(1, 1) ~= '/' then follow(assert(paths.cwd())) end
  for i = 1, select('#', ...) do
    local part = select(i, ...)
    check_string('concat', i, part)
    follow(part)
  end
  return '/' .. table.concat(parts, '/')
end

-- --- changing files ------------------------------------------------------------------------------

--- Makes a folder and those above it that are missing.
-- @return true (also when it is there already); or nil and a message
-- @param folder its path
-- @usage local folder = os.tmpname() .. '.d'
--   paths.mkdir(folder), paths.rmdir(folder)  --> true, true
function paths.mkdir(folder)
  check_string('mkdir', 1, folder)
  if paths.dirp(folder) then return true end
  local above = paths.dirname(folder)
  if above ~= folder and not paths.dirp(above) then
    local ok, problem = paths.mkdir(above)
    if not ok then return nil, problem end
  end
  local ok, problem = system.make_folder(trimmed(folder))
  if ok or paths.dirp(folder) then return true end -- somebody else may have been faster
  return nil, problem
end

--- Removes an empty folder: true, or nil and a message.
-- @param folder its path
-- @usage local folder = os.tmpname() .. '.d'
--   paths.mkdir(folder), paths.rmdir(folder)  --> true, true
function paths.rmdir(folder)
  check_string('rmdir', 1, folder)
  return system.remove_folder(folder)
end

local function remove_all(path)
  local is_link, problem = system.is_link(path)
  if is_link == nil then return nil, problem end
  if is_link or system.kind(path) ~= 'directory' then return system.remove_file(path) end
  local names
  names, problem = system.list(path)
  if not names then return nil, problem end
  for _, name in ipairs(names) do
    if name ~= '.' and name ~= '..' then
      local ok
      ok, problem = remove_all(path .. '/' .. name)
      if not ok then return nil, problem end
    end
  end
  return system.remove_folder(path)
end

--- Removes a file or folder with all that is in it. Links are removed, not followed.
-- @param path what to remove
-- @param sure the word 'yes'
-- @return true; or nil and a message
-- @usage local folder = os.tmpname() .. '.d'
--   paths.mkdir(folder .. '/a/b')
--   paths.rmall(folder, 'yes')  --> true
function paths.rmall(path, sure)
  check_string('rmall', 1, path)
  if sure ~= 'yes' then return nil, "paths.rmall: it takes 'yes' as the second argument" end
  return remove_all(path)
end

--- The path of a new empty file, which is removed when the program ends.
-- @usage paths.filep(paths.tmpname())  --> true
function paths.tmpname()
  return system.temporary()
end

-- --- programs and the system ---------------------------------------------------------------------

--- The path of the first of some programs that is found in the folders of PATH; nil if none is.
-- @param ... names of programs
-- @usage paths.basename(paths.findprogram('no-such-program', 'sh'))  --> sh
function paths.findprogram(...)
  for i = 1, select('#', ...) do
    local name = select(i, ...)
    check_string('findprogram', i, name)
    if name:find('/', 1, true) then
      if system.is_program(name) then return paths.concat(name) end
    else
      for folder in (os.getenv 'PATH' or ''):gmatch('[^:]+') do
        local path = folder .. '/' .. name
        if system.is_program(path) then return path end
      end
    end
  end
  return nil
end

--- The system's name, the host's and the kind of machine: three strings.
-- @usage local system, host, machine = paths.uname()
function paths.uname()
  return system.uname()
end

--- Whether this is Windows: false.
-- @usage paths.is_win()  --> false
function paths.is_win()
  return false
end

--- Whether this is a Mac.
-- @usage paths.is_mac() == (paths.uname() == 'Darwin')  --> true
function paths.is_mac()
  return system.uname() == 'Darwin'
end

--- Values of the registry of Windows, which is not here: raises an error.
-- @usage pcall(paths.getregistryvalue) == false  --> true
function paths.getregistryvalue()
  error('paths.getregistryvalue: there is a registry on Windows only', 2)
end

-- --- files beside the caller ---------------------------------------------------------------------

--- The absolute path of the file whose code calls this, or of a file beside it.
-- @param[opt] relative a path that starts in that file's folder
-- @param[opt=2] depth level of the stack that counts as the caller: 2 calls this function, 3 calls
-- that one ...
-- @return the path, or nil where the code comes from no file
-- @usage -- not run: only a file has a place
--   local data = paths.thisfile('data.t7')
function paths.thisfile(relative, depth)
  local at = debug.getinfo(depth or 2, 'S')
  local source = at and at.source:match('^@(.*)$')
  if not source then return nil end
  local path = paths.concat(source)
  if relative == nil then return path end
  return paths.concat(paths.dirname(path), relative)
end

--- Runs a Lua file; a relative path starts in the folder of the file whose code calls this.
-- @param file its path
-- @param[opt=2] depth see paths.thisfile
-- @return what the file returns
-- @usage local path = os.tmpname()
--   local file = io.open(path, 'w'); file:write('return 6 * 7'); file:close()
--   paths.dofile(path)  --> 42
function paths.dofile(file, depth)
  check_string('dofile', 1, file)
  local path = paths.thisfile(file, 1 + (depth or 2)) or file
  return dofile(path)
end

--- Loads a module as require does.
-- @param name of the module
-- @usage paths.require('torch') == torch  --> true
function paths.require(name)
  return require(name)
end

return paths
