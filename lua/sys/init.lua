--- The package sys: clocks, commands of the shell, small things. Sets the global `sys`.
-- Neighbours: paths; src/torch/path.c asks the operating system.
-- @module sys

local system = require('facula.core').path
local paths = require 'paths'

sys = {}

sys.COLORS = require 'sys.colors'

-- --- time ----------------------------------------------------------------------------------------

--- The time in seconds, with fractions, since 1970.
function sys.clock()
  return system.now()
end

--- Does nothing for so many microseconds.
function sys.usleep(microseconds)
  system.sleep(microseconds * 1e-6)
end

--- Does nothing for so many seconds.
function sys.sleep(seconds)
  system.sleep(seconds)
end

local started = system.now()

--- Starts the clock that sys.toc reads.
function sys.tic()
  started = system.now()
end

--- Seconds since sys.tic.
-- @param[opt] verbose true: also prints them
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
-- @usage sys.execute('uname')
function sys.execute(command)
  check_string('execute', command)
  local pipe = assert(io.popen(grouped(command) .. ' 2>&1'))
  local text = pipe:read('*a')
  pipe:close()
  return trimmed(text)
end

--- The same through a temporary file.
-- @param command for the shell
-- @param[opt='*all'] what to read, as for file:read: '*line', '*number' ...
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

--- What is in a folder (the current one), as ls, ls -l, ls -a and ls -la print it.
sys.ls, sys.ll, sys.la, sys.lla = listing '', listing '-l ', listing '-a ', listing '-la '

-- --- the system ----------------------------------------------------------------------------------

local names = { Linux = 'linux', Darwin = 'macos' }

--- The system: 'linux', 'macos', otherwise its own name in small letters.
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
function sys.fpath()
  local path = paths.thisfile(nil, 3)
  if not path then return nil end
  return paths.dirname(path), paths.basename(path)
end

-- --- strings and numbers -------------------------------------------------------------------------

--- The pieces of a string between the matches of a pattern. An empty piece at the begin or the end
-- is left out.
-- @usage sys.split('a,b,,c', ',') --> { 'a', 'b', '', 'c' }
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
function sys.isNaN(number)
  return number ~= number
end

return sys
