--- The package sys: clocks, commands of the shell, small things. Sets the global `sys`.
-- Neighbours: paths; src/torch/path.c asks the operating system.
-- @module sys

local system = require('facula.core').path
local paths = require 'paths'

sys = {}

--- Colours of terminals as text: none, red (plain), Red (bold), _red (background) and so on.
-- @usage print(sys.COLORS.red .. 'hot' .. sys.COLORS.none)  --> hot
sys.COLORS = require 'sys.colors'

-- --- time ----------------------------------------------------------------------------------------

--- The time in seconds, with fractions, since 1970.
-- @usage sys.clock() > 1e9  --> true
function sys.clock()
  return system.now()
end

--- Does nothing for so many microseconds.
-- @param microseconds how many
-- @usage sys.usleep(1)
function sys.usleep(microseconds)
  system.sleep(microseconds * 1e-6)
end

--- Does nothing for so many seconds.
-- @param seconds how many, fractions too
-- @usage sys.sleep(0.001)
function sys.sleep(seconds)
  system.sleep(seconds)
end

local started = system.now()

--- Starts the clock that sys.toc reads.
-- @usage sys.tic()
--   sys.toc() >= 0  --> true
function sys.tic()
  started = system.now()
end

--- Seconds since sys.tic.
-- @param[opt] verbose true: also prints them
-- @usage sys.tic()
--   sys.toc() >= 0  --> true
function sys.toc(verbose)
  local seconds = system.now() - started
  if verbose then print(seconds) end
  return seconds
end

-- --- commands ------------------------------------------------------------------------------------

local function check_string(name, value)
  if type(value) ~= 'string' then
    error(('sys.%s: string expected, got %s'):format(name, type(value)), 3)
  end
end

local function trimmed(text)
  return (text:gsub('^%s+', ''):gsub('%s+$', ''))
end

-- The command in braces, so that what is put behind counts for all of it.
local function grouped(command)
  return '{ ' .. command .. '\n}'
end

--- Runs a command of the shell and returns what it prints, errors included, without blanks around.
-- @param command for the shell
-- @usage sys.execute('echo hello')  --> hello
function sys.execute(command)
  check_string('execute', command)
  local pipe = assert(io.popen(grouped(command) .. ' 2>&1'))
  local text = pipe:read('*a')
  pipe:close()
  return trimmed(text)
end

--- Runs a command of the shell, by way of a temporary file, and returns what it prints.
-- @param command for the shell
-- @param[opt='*all'] what to read, as for file:read: '*line', '*number' ...
-- @usage sys.fexecute('echo 7', '*number')  --> 7
function sys.fexecute(command, what)
  check_string('fexecute', command)
  local path = os.tmpname()
  os.execute(("%s >'%s' 2>&1"):format(grouped(command), path))
  local file = assert(io.open(path))
  local result = file:read(what or '*a')
  file:close()
  os.remove(path)
  return type(result) == 'string' and trimmed(result) or result
end

-- What exists is meant as it is; all else is the shell's, '*.lua' for instance.
local function as_argument(path)
  if paths.dirp(path) or paths.filep(path) then
    return "'" .. path:gsub("'", "'\\''") .. "'"
  end
  return path
end

local function listing(options)
  return function(folder)
    return sys.execute('ls ' .. options .. as_argument(folder or '.'))
  end
end

--- sys.ls([folder]): what is in a folder (the current one), as ls prints it.
-- @usage sys.ls '/dev/null'  --> /dev/null
sys.ls = listing ''

--- sys.ll([folder]): what is in a folder, as ls -l prints it.
-- @usage sys.ll('/'):find 'dev' ~= nil  --> true
sys.ll = listing '-l '

--- sys.la([folder]): what is in a folder, as ls -a prints it.
-- @usage sys.la('/'):find 'dev' ~= nil  --> true
sys.la = listing '-a '

--- sys.lla([folder]): what is in a folder, as ls -la prints it.
-- @usage sys.lla('/'):find 'dev' ~= nil  --> true
sys.lla = listing '-la '

-- --- the system ----------------------------------------------------------------------------------

local names = { Linux = 'linux', Darwin = 'macos' }

--- The system: 'linux', 'macos', otherwise its own name in small letters.
-- @usage #sys.uname() > 0  --> true
function sys.uname()
  local name = paths.uname()
  return names[name] or (name or '?'):lower()
end

--- The system's name, as from sys.uname.
sys.OS = sys.uname()

--- The folder whose bin holds the running program.
sys.prefix = paths.dirname(paths.execdir() or '/usr/bin')

-- --- names of files ------------------------------------------------------------------------------

sys.concat, sys.dirname = paths.concat, paths.dirname

--- The folder and the name of the file whose code calls this.
-- @usage -- not run: only a file has a place
--   local folder, name = sys.fpath()
function sys.fpath()
  local path = paths.thisfile(nil, 3)
  if not path then return nil end
  return paths.dirname(path), paths.basename(path)
end

-- --- strings and numbers -------------------------------------------------------------------------

--- The pieces of a string between the matches of a pattern. An empty piece at the begin or the end
-- is left out.
-- @usage sys.split('a,b,,c', ',') --> { 'a', 'b', '', 'c' }
-- @param text a string
-- @param pattern a Lua pattern
function sys.split(text, pattern)
  check_string('split', text)
  check_string('split', pattern)
  local pieces, from = {}, 1
  while from <= #text do
    local first, last = text:find(pattern, from)
    if not first or last < first then break end -- an empty match separates nothing
    if first > 1 then pieces[#pieces + 1] = text:sub(from, first - 1) end
    from = last + 1
  end
  if from <= #text then pieces[#pieces + 1] = text:sub(from) end
  return pieces
end

--- Whether a number is a nan.
-- @param number any number
-- @usage sys.isNaN(0 / 0), sys.isNaN(1)  --> true, false
function sys.isNaN(number)
  return number ~= number
end

return sys
