-- optim.Logger([filename[, timestamp]]): numbers in columns, written to a file line by line, and
-- plotted by gnuplot where that is installed. Neighbours: ConfusionMatrix.lua counts predictions.
--
-- Example:
--   local logger = optim.Logger('train.log')
--   logger:setNames {'loss', 'accuracy'}
--   logger:add {0.5, 0.9}

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

--- Writes the header line: the names of the columns. Returns self.
function Logger:setNames(names)
  if type(names) ~= 'table' then fail('setNames', 'expected a table, got %s', torch.type(names)) end
  self.names = names
  self.empty = false
  for i, name in ipairs(names) do
    self.symbols[i] = self.symbols[i] or {}
    self.idx[name] = i
    self.file:write(tostring(name), '\t')
  end
  self.file:write('\n')
  self.file:flush()
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
      text[i] = ('%11.4e'):format(value)
    elseif type(value) == 'string' then
      text[i] = value
    else
      fail('add', 'expected numbers and strings, got %s', torch.type(value))
    end
  end
  for i, value in ipairs(list) do
    self.symbols[i] = self.symbols[i] or {}
    table.insert(self.symbols[i], value)
  end
  self.empty = false
  self.file:write(table.concat(text, '\t'), #text > 0 and '\t' or '', '\n')
  self.file:flush()
end

--- Sets how columns are plotted: a list of gnuplot's styles, such as '-' or '+'. Returns self.
function Logger:style(styles)
  if type(styles) ~= 'table' then fail('style', 'expected a table, got %s', torch.type(styles)) end
  self.styles = styles
  return self
end

--- Whether plots have logarithmic axes.
-- @param state boolean
function Logger:setlogscale(state)
  self.logscale = state
end

--- Whether plot shows a window; the file is written anyway.
-- @param state boolean
function Logger:display(state)
  self.showPlot = state
end

local warned = false

--- Plots the columns, on the screen and into epsfile, with the package gnuplot; without it, warns
-- once.
-- @param ... names of the columns to plot; default all
function Logger:plot(...)
  local found, gnuplot = pcall(require, 'gnuplot')
  if not found then
    if not warned then
      print('<Logger> warning: cannot plot with this version of Torch: gnuplot is missing')
    end
    warned = true
    return
  end
  local wanted, lines = {...}, {}
  if #wanted == 0 then
    for i = 1, #self.symbols do wanted[i] = i end
  end
  for _, name in ipairs(wanted) do
    local i = self.idx[name] or name
    local values = self.symbols[i]
    if values and #values > 0 and type(values[1]) == 'number' then
      lines[#lines + 1] = {tostring(self.names[i] or i), torch.Tensor(values),
        self.styles[i] or self.defaultStyle}
    end
  end
  if #lines == 0 then return end
  local function draw()
    if self.logscale then gnuplot.logscale('on') end
    if type(self.plotRawCmd) == 'string' then gnuplot.raw(self.plotRawCmd) end
    if type(self.plotRawCmd) == 'function' then self.plotRawCmd(self) end
    gnuplot.plot(lines)
    gnuplot.grid(true)
    gnuplot.title('<Logger::' .. self.name .. '>')
  end
  if self.showPlot then
    self.figure = gnuplot.figure(self.figure)
    draw()
  end
  if self.epsfile then
    local figure = gnuplot.epsfigure(self.epsfile)
    draw()
    gnuplot.plotflush()
    gnuplot.close(figure)
  end
end
