--- The program gnuplot: where it is, which terminals it has, and a running one that obeys commands
-- through a pipe. Words of users go through quote, so that a label or the name of a file can never
-- be a command. Neighbours: figure.lua runs it, script.lua writes what it obeys.
-- @module gnuplot.program
local torch = require 'torch'
local paths = require 'paths'

local program = {}

local Process = {}
Process.__index = Process

local MISSING = 'the program gnuplot was not found; install the package gnuplot-nox (Debian, '
  .. 'Ubuntu) or gnuplot (Fedora, Arch, Homebrew), or name it with gnuplot.setgnuplotexe'

-- Terminals that open windows, and those that write the formats of files, the best first.
local WINDOWS = { 'qt', 'wxt', 'x11', 'aqua' }
local FORMATS = {
  png = { { 'pngcairo', 'noenhanced size 800,500' }, { 'png', 'noenhanced size 800,500' } },
  svg = { { 'svg', "noenhanced size 800,500 background rgb 'white'" } },
  pdf = { { 'pdfcairo', 'noenhanced' }, { 'pdf', 'noenhanced' } },
  eps = { { 'epscairo', 'noenhanced' }, { 'postscript', 'eps noenhanced color' } },
}

local executable -- what setgnuplotexe named
local known = {} -- terminals by path of the program

local function shell_word(text)
  return "'" .. text:gsub("'", "'\\''") .. "'"
end

--- A string of gnuplot for any text. Between single quotes nothing has a meaning to gnuplot, not
-- even backquotes; newlines are joined from outside, other control characters become blanks.
-- @usage print(require('gnuplot.program').quote("it's")) --> 'it''s'
function program.quote(text)
  text = text:gsub('\r\n', '\n'):gsub('[^\n%C]', ' '):gsub("'", "''")
  return "'" .. text:gsub('\n', [['."\n".']]) .. "'"
end

--- A command that marks, among what gnuplot says, where a drawing begins: complaints about those
-- before it do not count any more.
program.MARK = "print 'facula: a drawing'\n"

--- Names the program, instead of the gnuplot that is found in PATH.
-- @param path  of the program, or a name to be found in PATH
-- @return true; or nil and a message when there is no such program
function program.choose(path)
  local found = paths.findprogram(path)
  if not found then return nil, ('there is no program %q'):format(path) end
  executable = found
  return true
end

--- The path of the program; nil and a sentence when there is none.
function program.find()
  local found = paths.findprogram(executable or 'gnuplot')
  if not found then return nil, MISSING end
  return found
end

-- The terminals that a program has, asked from it once.
local function terminals(path)
  if not known[path] then
    known[path] = {}
    local pipe = assert(io.popen(shell_word(path)
      .. [[ -e "set print '-'; print GPVAL_TERMINALS" 2>/dev/null </dev/null]]))
    for name in pipe:read('*a'):gmatch('%S+') do known[path][name] = true end
    pipe:close()
  end
  return known[path]
end

--- The terminal that writes a format, and its options.
-- @param format  'png', 'svg', 'pdf' or 'eps'
-- @return name and options; or nil and a sentence
function program.writer(format)
  local path, missing = program.find()
  if not path then return nil, missing end
  for _, choice in ipairs(FORMATS[format]) do
    if terminals(path)[choice[1]] then return choice[1], choice[2] end
  end
  return nil, ('%s cannot write %s: it has no terminal %s'):format(path, format,
    FORMATS[format][1][1])
end

--- The formats of files, by ending.
program.formats = FORMATS

--- Whether gnuplot has a terminal: true; or nil and a sentence.
function program.has_terminal(name)
  local path, missing = program.find()
  if not path then return nil, missing end
  if terminals(path)[name] then return true end
  return nil, ('%s has no terminal %q'):format(path, name)
end

--- The terminal that opens windows, where there is a display, a gnuplot and such a terminal.
function program.window()
  if not (os.getenv 'DISPLAY' or os.getenv 'WAYLAND_DISPLAY' or paths.is_mac()) then return nil end
  local path = program.find()
  for _, name in ipairs(path and WINDOWS or {}) do
    if terminals(path)[name] then return name end
  end
end

--- Starts the program.
-- @param to_window  true: what it prints is shown and its windows stay when the script has ended
-- @return a process with the methods send and close
function program.start(to_window)
  local path, missing = program.find()
  if not path then error('gnuplot: ' .. missing, 0) end
  local errors = paths.tmpname()
  local command = shell_word(path) .. (to_window and ' -persist' or ' >/dev/null')
    .. ' 2>' .. shell_word(errors)
  local process = { pipe = torch.PipeFile('exec ' .. command, 'w'), errors = errors, told = 0 }
  return setmetatable(process, Process)
end

--- Hands commands to the program, which obeys them while the script goes on.
-- Errors: the program ended before, for instance because its window was closed.
function Process:send(text)
  local ok = pcall(function()
    self.pipe:writeString(text)
    self.pipe:synchronize()
  end)
  if ok then return end
  self.ended = true
  local complaint = self:complaint()
  error('gnuplot: the program ended' .. (complaint and ': ' .. complaint or ''), 0)
end

--- What the program has complained about, since this was asked last and since the last MARK that
-- it obeyed: a sentence or nil. Warnings do not count.
function Process:complaint()
  local file = io.open(self.errors)
  if not file then return nil end
  file:seek('set', self.told)
  local text = file:read('*a')
  self.told = file:seek()
  file:close()
  text = text:match '.*facula: a drawing\n(.*)$' or text
  for line in text:gmatch('[^\n]+') do
    local problem = line:match('line %d+: (.+)$')
    if problem and not problem:lower():match('^%s*warning') then return problem end
  end
  -- said by the shell or the loader before gnuplot came to life
  return text:match('^[^\n]*sh: [^\n]+') or text:match('error while loading[^\n]+')
end

--- Ends the program once it has obeyed all commands.
-- @return what it complained about, or nil
function Process:close()
  pcall(self.pipe.close, self.pipe)
  local complaint = self:complaint()
  os.remove(self.errors)
  return complaint
end

return program
