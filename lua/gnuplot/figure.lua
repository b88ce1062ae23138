--- Figures: what is drawn, how it is labelled, and where it is shown. A figure of the screen is a
-- window of gnuplot where there are a display and gnuplot, otherwise text in the terminal; a figure
-- of a file is written by gnuplot. Neighbours: init.lua has the functions that users call.
-- @module gnuplot.figure
local paths = require 'paths'
local program = require 'gnuplot.program'
local script = require 'gnuplot.script'
local text = require 'gnuplot.text'

local Figure = {}
Figure.__index = Figure

local figure = {}

local all = {} -- figures by number
local current -- number of the one that functions work on
local wanted_terminal -- what setterm named

-- Settings that a text has shown already can be told below it; these need a new drawing.
local REDRAWN = { range = true, log = true }
-- Captions, told below a text that is there already.
local CAPTIONS = { title = true, xlabel = true, ylabel = true, zlabel = true }

local function fail(where, message, ...)
  error(('gnuplot.%s: ' .. message):format(where, ...), 0)
end

-- --- the figures that there are ------------------------------------------------------------------

-- Makes figure n, by default with the first number that is free, the current one.
local function add(n, target)
  if not n then
    n = 1
    while all[n] do n = n + 1 end
  end
  all[n] = setmetatable({ number = n, target = target, settings = { raw = {} } }, Figure)
  current = n
  return all[n]
end

local function screen_target()
  local terminal = wanted_terminal or program.window()
  if not terminal or terminal == 'text' then return { kind = 'text' } end
  return { kind = 'window', terminal = terminal }
end

--- Makes figure n the current one, and makes it if it does not exist; without n, a new one.
-- Returns it.
function figure.select(n)
  if not all[n] then return add(n, screen_target()) end
  current = n
  return all[n]
end

--- The current figure, or a new one if there is none.
function figure.current()
  return all[current] or figure.select()
end

--- Figure n, or the current one; nil if there is none.
function figure.get(n)
  return all[n or current]
end

--- The numbers of all figures, in order.
function figure.numbers()
  local list = {}
  for n in pairs(all) do list[#list + 1] = n end
  table.sort(list)
  return list
end

-- Where a format of files goes to; raises if it cannot be written.
local function file_target(where, format, name)
  if type(name) ~= 'string' or name == '' or name:find '%c' then
    fail(where, 'expected the name of a file, got %s',
      type(name) == 'string' and ('%q'):format(name) or type(name))
  end
  local folder = paths.dirname(name)
  if not paths.dirp(folder) then fail(where, '%s: there is no folder %s', name, folder) end
  local terminal, options = program.writer(format)
  if not terminal then fail(where, '%s: %s', name, options) end
  return { kind = 'file', name = name, terminal = terminal, options = options }
end

--- Adds a figure that is written to a file and makes it the current one.
-- @param where  name of the function that was called, for errors
-- @param format  'png', 'svg', 'pdf' or 'eps'
-- @param name  of the file
function figure.file(where, format, name)
  return add(nil, file_target(where, format, name))
end

--- Sets the terminal of figures of the screen from now on.
-- @param name  a terminal of gnuplot; 'text' draws in the terminal without gnuplot; nil chooses
function figure.set_terminal(name)
  if name and name ~= 'text' then
    local ok, problem = program.has_terminal(name)
    if not ok then fail('setterm', '%s', problem) end
  end
  wanted_terminal = name
end

-- --- showing a figure ----------------------------------------------------------------------------

-- The commands that say where gnuplot draws to.
local function terminal_commands(self)
  local target = self.target
  if target.kind == 'window' then
    return ('set terminal %s %d noenhanced\n'):format(target.terminal, self.number)
  end
  -- gnuplot takes what follows a | for a command of the shell
  local name = target.name:match '^|' and './' .. target.name or target.name
  return ('set terminal %s %s\nset output %s\n'):format(target.terminal, target.options,
    program.quote(name))
end

-- Raises what gnuplot has complained about.
local function blame(self, complaint)
  if complaint then
    error(('gnuplot: figure %d%s: gnuplot says: %s'):format(self.number,
      self.target.name and (' (%s)'):format(self.target.name) or '', complaint), 0)
  end
end

local function show_by_program(self)
  local blocks, commands = script.write(self.drawing, self.settings)
  if not self.process or self.process.ended then
    self.process = program.start(self.target.kind == 'window')
    self.sent = nil
  end
  if self.sent ~= self.drawing then
    self.process:send(blocks)
    self.sent = self.drawing
  end
  local output = self.target.kind == 'file' and 'unset output\n' or ''
  self.process:send(program.MARK .. terminal_commands(self) .. commands .. output)
end

local function show_as_text(self)
  io.write(text.draw(self.drawing, self.settings, text.options(io.stdout)))
  io.flush()
end

--- Shows the figure as it is now, if something is drawn in it.
function Figure:show()
  if not self.drawing then return end
  if self.target.kind == 'text' then return show_as_text(self) end
  if self.process then blame(self, self.process:complaint()) end
  show_by_program(self)
end

--- Draws something else.
-- @param drawing  see script.write
function Figure:draw(drawing)
  if drawing.kind == 'raw' and self.target.kind == 'text' then
    fail('raw', 'only gnuplot can draw %q, and this figure is text: %s', drawing.command,
      select(2, program.find()) or 'there is no display')
  end
  self.drawing = drawing
  self:show()
end

--- Changes a setting and shows it.
function Figure:set(name, value)
  if self.settings[name] == value then return end
  self.settings[name] = value
  if not self.drawing then return end
  if self.target.kind ~= 'text' or REDRAWN[name] then return self:show() end
  if CAPTIONS[name] and value then io.write(text.caption(name, value), '\n') end
end

--- Hands a command to gnuplot: one that plots is a new drawing, others stay settings of the figure.
function Figure:raw(command)
  if command:match '^%s*s?plot%f[%s]' then return self:draw { kind = 'raw', command = command } end
  if not command:match '^%s*replot' and not command:match '^%s*refresh' then
    local list = self.settings.raw
    for i = #list, 1, -1 do -- a command that is given again counts last
      if list[i] == command then table.remove(list, i) end
    end
    list[#list + 1] = command
  end
  if self.target.kind ~= 'text' then self:show() end
end

--- Waits until the file is written. A window keeps its gnuplot.
-- Errors: what gnuplot complained about.
function Figure:flush()
  if self.target.kind == 'text' then return io.flush() end
  if not self.process then return end
  if self.target.kind == 'window' then return blame(self, self.process:complaint()) end
  local complaint = self.process:close()
  self.process = nil
  if not complaint and not paths.filep(self.target.name) then complaint = 'nothing was written' end
  blame(self, complaint)
end

--- Writes the figure, as it is now, to a file of its own.
-- @param name  of the file, ending in .png, .svg, .pdf or .eps; or in .txt, which needs no gnuplot
function Figure:print(name)
  local ending = type(name) == 'string' and (paths.extname(name) or ''):lower() or ''
  if not program.formats[ending] and ending ~= 'txt' then
    fail('figprint', 'expected the name of a file that ends in .png, .svg, .pdf, .eps or .txt, '
      .. 'got %s', type(name) == 'string' and ('%q'):format(name) or type(name))
  end
  if not self.drawing then fail('figprint', 'nothing is drawn in figure %d', self.number) end
  if ending == 'txt' then
    if self.drawing.kind == 'raw' then fail('figprint', 'only gnuplot can draw this figure') end
    local out, problem = io.open(name, 'w')
    if not out then fail('figprint', 'cannot write %s', problem) end
    out:write(text.draw(self.drawing, self.settings, text.options(out)))
    out:close()
    return
  end
  local copy = setmetatable({ number = self.number, drawing = self.drawing,
    settings = self.settings, target = file_target('figprint', ending, name) }, Figure)
  copy:show()
  copy:flush()
end

--- Ends the figure: its file is complete, its window shut.
function Figure:close()
  all[self.number] = nil
  if current == self.number then current = nil end
  if self.target.kind == 'window' and self.process then
    pcall(self.process.send, self.process,
      ('set terminal %s %d close\n'):format(self.target.terminal, self.number))
    self.process:close()
  else
    self:flush()
  end
end

return figure
