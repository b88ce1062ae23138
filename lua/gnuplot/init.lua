--- The package gnuplot: plots of tensors in a window, in files, and as text in the terminal.
-- Sets the global `gnuplot`. Where there are a display and the program gnuplot, figures open
-- windows; otherwise they are drawn as text. Files are written by gnuplot.
--
-- A picture in text is printed by the function that draws it; title and labels that are set before
-- stand in it, those that are set afterwards are printed below.
--
--     require 'gnuplot'
--     local x = torch.linspace(0, 10, 100)
--     gnuplot.title('two waves')
--     gnuplot.plot({'sine', x, torch.sin(x), '-'}, {'cosine', x, torch.cos(x), '+'})
--
--     gnuplot.pngfigure('wave.png')
--     gnuplot.plot(x, torch.sin(x))
--     gnuplot.plotflush() -- now the file is complete
-- Neighbours: curves.lua reads the call forms, figure.lua keeps the figures, script.lua writes
-- gnuplot's commands, program.lua runs it, text.lua draws text.
-- @module gnuplot
require 'torch'
local curves = require 'gnuplot.curves'
local figure = require 'gnuplot.figure'
local histogram = require 'gnuplot.histogram'
local program = require 'gnuplot.program'

gnuplot = {}

local function fail(where, text, ...)
  error(('gnuplot.%s: ' .. text):format(where, ...), 0)
end

local function check_string(where, value)
  if type(value) ~= 'string' then fail(where, 'expected a string, got %s', torch.type(value)) end
  return value
end

-- A number of a figure: a whole number from 1, or nil.
local function check_figure(where, n)
  if n ~= nil and (type(n) ~= 'number' or n < 1 or n % 1 ~= 0 or n > 1e6) then
    fail(where, 'expected the number of a figure, got %s', tostring(n))
  end
  return n
end

-- Whether a switch is on: true, 'on' or nothing; false or 'off'.
local function is_on(where, value)
  if value == nil or value == true or value == 'on' then return true end
  if value == false or value == 'off' then return false end
  return fail(where, "expected true, false, 'on' or 'off', got %s", tostring(value))
end

-- These take the current figure, or make one, after their arguments have been found in order.
local function draw(drawing) figure.current():draw(drawing) end
local function set(name, value) figure.current():set(name, value) end

-- --- figures -------------------------------------------------------------------------------------

--- Makes a figure of the screen the current one, in which everything is drawn.
-- @param[opt] n its number; it is made if it does not exist; without n a new one is made
-- @return its number
-- @usage local first, second = gnuplot.figure(1), gnuplot.figure(2)
--   gnuplot.figure(first) -- and what is drawn now goes into the first one
function gnuplot.figure(n)
  return figure.select(check_figure('figure', n)).number
end

--- A new figure that is written to a file, by gnuplot. The file is complete after plotflush or
-- close, or when the script has ended.
-- @function gnuplot.pngfigure, svgfigure, pdffigure, epsfigure
-- @param name of the file
-- @return the number of the figure, which is the current one
-- Errors: there is no gnuplot, no such folder.
-- @usage -- not run: it takes gnuplot
--   gnuplot.pngfigure('wave.png')
--   gnuplot.plot('sin(x)')
--   gnuplot.plotflush()
for format in pairs(program.formats) do
  local where = format .. 'figure'
  gnuplot[where] = function(name) return figure.file(where, format, name).number end
end

--- Writes the current figure to a file as well.
-- @param name of the file; its ending tells the format: .png, .svg, .pdf, .eps, and .txt, for which
-- gnuplot is not needed
-- @usage gnuplot.bar(torch.Tensor{3, 1, 2})
--   gnuplot.figprint('bars.txt')
function gnuplot.figprint(name)
  figure.current():print(name)
end

--- Waits until gnuplot has written the file of a figure.
-- @param[opt] n number of the figure, by default the current one
-- Errors: what gnuplot complained about.
-- @see gnuplot.pngfigure
function gnuplot.plotflush(n)
  local f = figure.get(check_figure('plotflush', n))
  if f then f:flush() end
end

--- Closes a figure: its file is complete, its window gone.
-- @param[opt] n number of the figure, by default the current one
-- @usage gnuplot.close(gnuplot.figure())
function gnuplot.close(n)
  local f = figure.get(check_figure('close', n))
  if f then f:close() end
end

--- Closes all figures.
-- @usage gnuplot.closeall()
function gnuplot.closeall()
  for _, n in ipairs(figure.numbers()) do figure.get(n):close() end
end

--- Sets where figures of the screen are shown that are made from now on.
-- @param[opt] name a terminal of gnuplot, such as 'qt', 'wxt' or 'x11'; 'text' for text in the
-- terminal, which does without gnuplot; nil for what suits the system
-- @usage gnuplot.setterm('text')
--   gnuplot.plot('x**2')
--   gnuplot.setterm()
function gnuplot.setterm(name)
  if name ~= nil then check_string('setterm', name) end
  figure.set_terminal(name)
end

--- Names the program gnuplot, by default the one that is found in PATH.
-- @param path of the program
-- @usage -- not run: the program may be elsewhere
--   gnuplot.setgnuplotexe('/usr/local/bin/gnuplot')
function gnuplot.setgnuplotexe(path)
  local ok, problem = program.choose(check_string('setgnuplotexe', path))
  if not ok then fail('setgnuplotexe', '%s', problem) end
end

-- --- drawings ------------------------------------------------------------------------------------

--- gnuplot.plot([label,] [x,] y[, style]), gnuplot.plot({[label,] [x,] y[, style]}, ...): plots one
-- curve, or several.
-- @param label a text for the legend
-- @param x, y vectors (tensors, storages or lists of numbers), x by default 1, 2, 3 ...; a matrix
--   of two columns x and y stands for both; a formula such as 'x**2' or 'sin(x)', or a function of
--   x, stands for y
-- @param style '-' lines (default), '.' dots, '+' points, '+-' points on lines, '~' a smooth line,
--   '|' boxes, 'v' arrows (of a matrix with columns x, y, dx, dy), or words of gnuplot such as
--   'lines lw 3'
--
-- Numbers that are nan or infinite leave a gap.
-- @usage gnuplot.plot({'line', torch.range(1, 9)}, {'parabola', 'x**2', '~'})
function gnuplot.plot(...)
  local f = figure.get()
  draw { kind = 'curves', curves = curves.read('plot', f and f.settings.range or {}, ...) }
end

--- gnuplot.splot([label,] [x, y,] z[, style]), gnuplot.splot({[label,] [x, y,] z[, style]}, ...):
-- draws one surface over a plane, or several.
-- @param label a text for the legend
-- @param x, y, z matrices of one size, x and y by default columns and rows; or z is a formula or a
--   function of x and y
-- @param style words of gnuplot, such as 'lines'
-- In text it is seen from above, heights as shades.
-- @usage gnuplot.splot('x**2 - y**2')
function gnuplot.splot(...)
  draw { kind = 'surfaces', surfaces = curves.surfaces('splot', ...) }
end

--- gnuplot.scatter3([label,] x, y, z), gnuplot.scatter3({[label,] x, y, z}, ...): draws one cloud
-- of points in space, or several.
-- @param label a text for the legend
-- @param x, y, z vectors of one length
-- In text they are seen from above, heights as shades.
-- @usage gnuplot.scatter3(torch.randn(50), torch.randn(50), torch.randn(50))
function gnuplot.scatter3(...)
  draw { kind = 'points', sets = curves.points('scatter3', ...) }
end

-- What a palette of gnuplot may look like: words that cannot end the command or name a program.
local PALETTE = '^%l[%w %.%-#\'",()]*$'

--- Draws a matrix as an image, its first row on top.
-- @param z the matrix, of any numbers
-- @param[opt='gray'] palette 'gray', 'color' or words of gnuplot, such as 'rgbformulae 33,13,10'
-- @usage gnuplot.imagesc(torch.rand(8, 8), 'color')
function gnuplot.imagesc(z, palette)
  local rows = curves.rows('imagesc', z, 'z')
  palette = palette or 'gray'
  if not check_string('imagesc', palette):match(PALETTE) or palette:match 'file' then
    fail('imagesc', "palette: expected 'gray', 'color' or words of gnuplot, got %q", palette)
  end
  draw { kind = 'image', rows = rows, palette = palette }
end

--- Draws a bar for each number of a vector.
-- @param y the vector
-- @usage gnuplot.bar(torch.Tensor{3, 1, 2})
function gnuplot.bar(y)
  local list, x = curves.numbers('bar', y, 'y'), {}
  for i = 1, #list do x[i] = i end
  draw { kind = 'bars', x = x, y = list, width = 0.8, counted = true }
end

--- Counts the elements of a tensor in bins of equal width.
-- @param t tensor of any size
-- @param[opt=10] bins how many
-- @param[opt] min, max the range, by default that of the elements; what lies outside, and nan, does
-- not count
-- @return a list of bins {val = the middle, nb = the number of elements}, with the fields raw (a
-- tensor of the numbers), min, max and binwidth; printed, it is a picture
-- @usage print(gnuplot.histc(torch.randn(1000), 5)[3].nb)
function gnuplot.histc(t, bins, min, max)
  return histogram.count('histc', t, bins, min, max)
end

--- Draws the histogram of the elements of a tensor.
-- @param t tensor of any size
-- @param[opt] bins, min, max as for histc
-- @return what histc returns
-- @usage gnuplot.hist(torch.randn(1000), 20)
function gnuplot.hist(t, bins, min, max)
  local h = histogram.count('hist', t, bins, min, max)
  local x, y = {}, {}
  for i, bin in ipairs(h) do x[i], y[i] = bin.val, bin.nb end
  draw { kind = 'bars', x = x, y = y, width = h.binwidth }
  return h
end

-- --- around the drawing --------------------------------------------------------------------------

--- Text above the figure, and along its axes.
-- @function gnuplot.title, xlabel, ylabel, zlabel
-- @param text shown as it is, without gnuplot's markup
-- @usage gnuplot.title('a parabola'); gnuplot.xlabel('x'); gnuplot.ylabel('x squared')
--   gnuplot.plot('x**2')
for _, name in ipairs { 'title', 'xlabel', 'ylabel', 'zlabel' } do
  gnuplot[name] = function(text) set(name, check_string(name, text)) end
end

--- Lines across the figure at the ticks.
-- @param on true or 'on', false or 'off'
-- @usage gnuplot.grid(true)
function gnuplot.grid(on)
  set('grid', is_on('grid', on))
end

--- Logarithmic axes.
-- @param axes 'on' or true for all, 'x', 'y' or 'xy' for some; 'off' or false
-- @usage gnuplot.logscale('y')
function gnuplot.logscale(axes)
  if type(axes) ~= 'string' or not axes:match '^[xyz]+$' then
    axes = is_on('logscale', axes) and 'xy' or nil
  end
  set('log', axes)
end

local HORIZONTAL = { left = 'left', center = 'center', right = 'right' }
local VERTICAL = { top = 'top', center = 'center', middle = 'center', bottom = 'bottom' }

--- Moves the legend. (In text it always stands below.)
-- @param horizontal 'left', 'center' or 'right'
-- @param vertical 'top', 'middle' or 'bottom'
-- @usage gnuplot.movelegend('left', 'top')
function gnuplot.movelegend(horizontal, vertical)
  local h, v = HORIZONTAL[horizontal], VERTICAL[vertical]
  if not h or not v then
    fail('movelegend', "expected 'left', 'center' or 'right' and 'top', 'middle' or 'bottom', "
      .. 'got %s and %s', tostring(horizontal), tostring(vertical))
  end
  set('legend', { h, v })
end

local SHAPES = { auto = true, equal = true, image = true, fill = true }

--- Sets what the axes show.
-- @param what {xmin, xmax, ymin, ymax}, where '' leaves the choice to the data; 'auto' or 'fill'
-- for all of the data; 'equal' or 'image' for that with units of one length on both axes
-- @usage gnuplot.axis{0, '', -1, 1}
function gnuplot.axis(what)
  if SHAPES[what] then
    set('shape', what)
    return set('range', nil)
  end
  if type(what) ~= 'table' then
    fail('axis', "expected {xmin, xmax, ymin, ymax}, 'auto', 'fill', 'equal' or 'image', got %s",
      type(what) == 'string' and ('%q'):format(what) or torch.type(what))
  end
  local range = {}
  for i, name in ipairs { 'xmin', 'xmax', 'ymin', 'ymax' } do
    local v = what[i]
    if v ~= '' and v ~= nil and (type(v) ~= 'number' or v ~= v or math.abs(v) == math.huge) then
      fail('axis', "%s: expected a number or '', got %s", name, tostring(v))
    end
    if v ~= '' then range[i] = v end
  end
  for i = 1, 3, 2 do
    if range[i] and range[i + 1] and range[i] >= range[i + 1] then
      fail('axis', 'expected a range that goes up, got %g to %g', range[i], range[i + 1])
    end
  end
  set('range', range)
end

--- Hands a command to gnuplot as it is. One that begins with plot or splot is a new drawing; others
-- count for the current figure before it is drawn. In text only the former is an error, the latter
-- do nothing.
-- @param command the text of it
-- @usage gnuplot.raw('set xtics 5')
function gnuplot.raw(command)
  check_string('raw', command)
  figure.current():raw(command)
end

return gnuplot
