-- optim.Logger([filename[, timestamp]]): numbers in columns, written to a file line by line, and
-- plotted: on the screen or as text, and into a file where the program gnuplot is installed.
-- Neighbours: ConfusionMatrix.lua counts predictions; the package gnuplot draws, once it is asked.
--
-- Example:
--   local logger = optim.Logger('train.log')
--   logger:setNames {'loss', 'accuracy'}
--   logger:style {'-', '-'}
--   logger:add {0.5, 0.9}
--   logger:plot()

local Logger = torch.class('optim.Logger')

local function fail(method, format, ...)
  error(('optim.Logger: %s: %s'):format(method, format:format(...)), 0)
end

--- @param filename default: standard output, with a warning
-- @param timestamp whether to put the date behind the name
-- Fields: name, file, epsfile, empty, symbols (the columns), styles, names, idx, figure, showPlot
-- (true), plotRawCmd (a function or text handed to gnuplot before it plots), defaultStyle ('+'),
-- logscale (false).
function Logger:__init(filename, timestamp)
  if filename then
    if type(filename) ~= 'string' then
      fail('filename', 'expected a string, got %s', torch.type(filename))
    end
    self.name = timestamp and filename .. '-' .. os.date('%Y-%m-%d-%H-%M-%S') or filename
    local file, message = io.open(self.name, 'w')
    if not file then fail('filename', 'cannot write: %s', message) end
    self.file = file
    self.epsfile = self.name .. '.eps'
  else
    self.file = io.stdout
    self.name = 'stdout'
    print('<Logger> warning: no path provided, logging to std out')
  end
  self.empty = true
  self.symbols = {}
  self.styles = {}
  self.names = {}
  self.idx = {}
  self.figure = nil
  self.showPlot = true
  self.plotRawCmd = nil
  self.defaultStyle = '+'
  self.logscale = false
end

-- Writes a line, with a tab behind each text. What does not arrive, say on a full disk, is told.
local function write_line(self, where, texts)
  local line = #texts > 0 and table.concat(texts, '\t') .. '\t\n' or '\n'
  local ok, message = self.file:write(line)
  if ok then ok, message = self.file:flush() end
  if not ok then fail(where, 'cannot write %s: %s', self.name, message) end
end

--- Writes the header line: the names of the columns. Returns self.
function Logger:setNames(names)
  if type(names) ~= 'table' then fail('setNames', 'expected a table, got %s', torch.type(names)) end
  local texts = {}
  for i, name in ipairs(names) do texts[i] = tostring(name) end
  write_line(self, 'setNames', texts)
  self.names = names
  self.empty = false
  for i, name in ipairs(names) do
    self.symbols[i] = self.symbols[i] or {}
    self.idx[name] = i
  end
  return self
end

-- The values of a line in the order of the columns, as a list; new names become columns.
local function columns(self, symbols)
  if #symbols > 0 or next(symbols) == nil then return symbols end
  if self.empty then
    local names = {}
    for name in pairs(symbols) do names[#names + 1] = tostring(name) end
    table.sort(names)
    self:setNames(names)
  end
  local list = {}
  for name, value in pairs(symbols) do
    local i = self.idx[name]
    if not i then fail('add', 'there is no column %s', tostring(name)) end
    list[i] = value
  end
  for i = 1, #self.names do
    if list[i] == nil then fail('add', 'no value for column %s', tostring(self.names[i])) end
  end
  return list
end

--- Writes a line: a list of values, or a table of values by name, which names the columns if
-- setNames was not called. Numbers are written as %11.4e, strings as they are.
-- @param symbols the values
function Logger:add(symbols)
  if type(symbols) ~= 'table' then fail('add', 'expected a table, got %s', torch.type(symbols)) end
  local list = columns(self, symbols)
  local text = {}
  for i, value in ipairs(list) do
    if type(value) == 'number' then
      text[i] = ('%11.4e'):format(value):gsub(',', '.') -- some locales have decimal commas
    elseif type(value) == 'string' then
      text[i] = value
    else
      fail('add', 'expected numbers and strings, got %s', torch.type(value))
    end
  end
  write_line(self, 'add', text)
  for i, value in ipairs(list) do
    self.symbols[i] = self.symbols[i] or {}
    table.insert(self.symbols[i], value)
  end
  self.empty = false
end

--- Sets how columns are plotted: styles of gnuplot.plot such as '-' or '+', in the order of the
-- columns or by their names. Returns self.
function Logger:style(styles)
  if type(styles) ~= 'table' then fail('style', 'expected a table, got %s', torch.type(styles)) end
  for column, style in pairs(styles) do
    if type(style) ~= 'string' then
      fail('style', 'column %s: expected a string, got %s', tostring(column), torch.type(style))
    end
  end
  self.styles = styles
  return self
end

--- Whether plots have logarithmic axes.
-- @param state boolean
function Logger:setlogscale(state)
  self.logscale = state
end

--- Whether plot shows the curves on the screen; the file is written anyway.
-- @param state boolean
function Logger:display(state)
  self.showPlot = state
end

-- The curves of the wanted columns, for gnuplot.plot; strings among the numbers leave a gap.
local function curves(self, wanted)
  local list = {}
  for _, name in ipairs(wanted) do
    local i = self.idx[name] or name
    local values = self.symbols[i]
    if not values then fail('plot', 'there is no column %s', tostring(name)) end
    local numbers, any = {}, false
    for k, value in ipairs(values) do
      local is_number = type(value) == 'number'
      numbers[k], any = is_number and value or 0 / 0, any or is_number
    end
    local label = self.names[i] or i
    if any then
      list[#list + 1] = {tostring(label), torch.DoubleTensor(numbers),
        self.styles[i] or self.styles[label] or self.defaultStyle}
    end
  end
  return list
end

-- Draws in the current figure. What stands around the curves comes first: text is printed at once.
local function draw(self, gnuplot, list)
  gnuplot.title('<Logger::' .. self.name .. '>')
  gnuplot.grid(true)
  gnuplot.logscale(self.logscale and 'on' or 'off')
  if type(self.plotRawCmd) == 'string' then gnuplot.raw(self.plotRawCmd) end
  if type(self.plotRawCmd) == 'function' then self.plotRawCmd(self) end
  gnuplot.plot(list)
end

--- Plots the columns: on the screen (as text where there is neither display nor gnuplot), unless
-- display(false) was called, and into epsfile, if the program gnuplot is installed.
-- @param ... names or numbers of the columns to plot; default all
-- Errors: there is no such column; what gnuplot complained about.
function Logger:plot(...)
  local wanted = {...}
  if #wanted == 0 then
    for i = 1, #self.symbols do wanted[i] = i end
  end
  local list = curves(self, wanted)
  if #list == 0 then return end
  local gnuplot = require 'gnuplot'
  if self.showPlot then
    self.figure = gnuplot.figure(self.figure)
    draw(self, gnuplot, list)
  end
  if self.epsfile and require('gnuplot.program').find() then
    local figure = gnuplot.epsfigure(self.epsfile)
    draw(self, gnuplot, list)
    gnuplot.close(figure)
  end
end
