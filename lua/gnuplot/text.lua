--- Drawings as text: curves in braille dots or marks, bars, images as shades, with axes and legend.
-- Neighbours: canvas.lua holds the dots, axis.lua finds ticks; figure.lua prints what is made here.
-- @module gnuplot.text
local torch = require 'torch'
local axis = require 'gnuplot.axis'
local canvas = require 'gnuplot.canvas'

local text = {}

local WIDTH, HEIGHT = 80, 18 -- default width of lines; rows of a drawing
local NARROWEST, WIDEST = 20, 400 -- terminals
local LEAST_COLUMNS = 10 -- of a drawing, however narrow the terminal
local TALLEST = 24 -- rows of an image
local MARKS = { '*', '+', 'o', 'x', '#', '@', '%', '&', '=', '~' }
local COLORS = { 34, 31, 32, 35, 33, 36 } -- ANSI: blue, red, green, magenta, yellow, cyan

local UNICODE = {
  vertical = '│', y_tick = '┤', corner = '└', horizontal = '─', x_tick = '┬', grid = '·',
  shades = { ' ', '░', '▒', '▓', '█' }, dots = { '░', '▒', '▓', '█' },
  eighths = { '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█' }, line = '⠒⠒',
  box = { '┌', '─', '┐', '└', '┘' },
}
local ASCII = {
  vertical = '|', y_tick = '+', corner = '+', horizontal = '-', x_tick = '+', grid = '.',
  shades = { ' ', '.', ':', '-', '=', '+', '*', '#', '%', '@' }, dots = { '.', 'o', 'O', '@' },
  eighths = { '.', '.', '.', ':', ':', ':', '#', '#' },
  box = { '+', '-', '+', '+', '+' },
}

-- Backgrounds among the 256 colours of terminals, from low to high.
local GRAYS, RAMP = {}, { 54, 60, 24, 30, 36, 71, 113, 148, 226 }
for i = 0, 23 do GRAYS[i + 1] = 232 + i end

-- --- what the terminal can do --------------------------------------------------------------------

local function speaks_utf8()
  for _, name in ipairs { 'LC_ALL', 'LC_CTYPE', 'LANG' } do
    local value = os.getenv(name)
    if value and value ~= '' then return value:lower():find 'utf%-?8' ~= nil end
  end
  return false
end

local function columns_of_terminal()
  local n = tonumber((os.getenv 'COLUMNS' or ''):match '^%d+$')
  return n and math.max(NARROWEST, math.min(WIDEST, n)) or WIDTH
end

--- How to draw for a file: the options of text.draw.
-- @param out  an open file. In colours if it is a terminal and NO_COLOR is not set; in Unicode if
-- the locale is; as wide as $COLUMNS says
function text.options(out)
  local no_color = os.getenv 'NO_COLOR'
  return {
    width = columns_of_terminal(),
    unicode = speaks_utf8(),
    color = torch.isatty(out) and os.getenv 'TERM' ~= 'dumb' and (no_color or '') == '',
  }
end

-- --- words ---------------------------------------------------------------------------------------

-- A label without control characters, which could move the cursor or worse.
local function clean(label)
  return (label:gsub('%c', ' '):gsub('\194[\128-\159]', ' '))
end

-- How many characters a string has: bytes that do not continue a character of UTF-8.
local function length(label)
  return select(2, label:gsub('[^\128-\191]', ''))
end

local function colored(label, color)
  return color and ('\27[%dm%s\27[0m'):format(color, label) or label
end

local function trimmed(line)
  return (line:gsub('%s+$', ''))
end

local function centred(label, columns)
  return (' '):rep(math.floor((columns - length(label)) / 2)) .. label
end

-- Entries {text, width} in lines as wide as they may be.
local function wrapped(entries, columns)
  local lines, line, used = {}, '', 0
  for _, entry in ipairs(entries) do
    if used > 0 and used + 2 + entry.width > columns then
      lines[#lines + 1] = line
      line, used = '', 0
    end
    line = line .. (used > 0 and '  ' or '') .. entry.text
    used = used + (used > 0 and 2 or 0) + entry.width
  end
  if used > 0 then lines[#lines + 1] = line end
  return lines
end

local CAPTIONS = { title = 'title', xlabel = 'x', ylabel = 'y', zlabel = 'z' }

--- A line that tells a caption below a drawing.
-- @param name  'title', 'xlabel', 'ylabel' or 'zlabel'
-- @param value  its text
function text.caption(name, value)
  return (' %s: %s'):format(CAPTIONS[name], clean(value))
end

-- --- the frame around a canvas -------------------------------------------------------------------

-- The cells of a canvas row as text, with grid where nothing is drawn.
local function row_text(c, row, grid_at)
  local pieces, color = {}, nil
  for column = 1, c.columns do
    local glyph, its_color = c:glyph(row, column)
    if not glyph then glyph = grid_at(row, column) or ' ' end
    if its_color ~= color then
      pieces[#pieces + 1] = its_color and ('\27[%dm'):format(its_color) or '\27[0m'
      color = its_color
    end
    pieces[#pieces + 1] = glyph
  end
  if color then pieces[#pieces + 1] = '\27[0m' end
  return trimmed(table.concat(pieces))
end

-- Ticks by the cell they fall into; `cells` is how many there are, dots how many dots each has.
local function ticks_by_cell(ticks, cells, dots, upward)
  local by_cell = {}
  for _, tick in ipairs(ticks) do
    local at = upward and 1 - tick.at or tick.at
    local cell = math.floor(math.floor(at * (cells * dots - 1) + 0.5) / dots) + 1
    if not by_cell[cell] then by_cell[cell] = tick.label end
  end
  return by_cell
end

-- The labels of the x axis in one line, each below its tick, as far as they do not touch.
local function x_labels(by_cell, columns, indent)
  local line, used = '', 0
  for column = 1, columns do
    local label = by_cell[column]
    if label then
      local first = math.max(0, indent + column - 1 - math.floor((#label - 1) / 2))
      first = math.min(first, indent + columns - #label)
      if first > used or used == 0 then
        line = line .. (' '):rep(first - used) .. label
        used = first + #label
      end
    end
  end
  return line
end

local function indent_of(y_axis)
  local widest = 0
  for _, tick in ipairs(y_axis.ticks) do widest = math.max(widest, #tick.label) end
  return widest + 2 -- a blank before and one before the axis
end

-- Columns that are left for the canvas beside labels of the y axis.
local function columns_beside(y_axis, options)
  return math.max(LEAST_COLUMNS, options.width - indent_of(y_axis) - 2)
end

-- Title, axes with ticks and labels, legend: all around what is drawn.
local function framed(c, x_axis, y_axis, settings, legend, options)
  local signs = options.unicode and UNICODE or ASCII
  local indent = indent_of(y_axis)
  local dots = c.fine and { 2, 4 } or { 1, 1 }
  local x_ticks = ticks_by_cell(x_axis.ticks, c.columns, dots[1])
  local y_ticks = ticks_by_cell(y_axis.ticks, c.rows, dots[2], true)
  local function grid_at(row, column)
    if settings.grid and (y_ticks[row] and column % 4 == 0 or x_ticks[column] and row % 2 == 0) then
      return signs.grid
    end
  end

  local lines = {}
  if settings.title then
    lines[1] = centred(clean(settings.title), indent * 2 + c.columns)
  end
  if settings.ylabel then lines[#lines + 1] = ' ' .. clean(settings.ylabel) end
  for row = 1, c.rows do
    local label = y_ticks[row]
    lines[#lines + 1] = ('%' .. indent - 1 .. 's %s%s'):format(label or '',
      label and signs.y_tick or signs.vertical, row_text(c, row, grid_at))
  end
  local base = {}
  for column = 1, c.columns do
    base[column] = x_ticks[column] and signs.x_tick or signs.horizontal
  end
  lines[#lines + 1] = (' '):rep(indent) .. signs.corner .. table.concat(base)
  lines[#lines + 1] = x_labels(x_ticks, c.columns, indent + 1)
  if settings.xlabel then
    lines[#lines + 1] = centred(clean(settings.xlabel), indent * 2 + c.columns)
  end
  for _, line in ipairs(wrapped(legend, c.columns)) do
    lines[#lines + 1] = (' '):rep(indent + 1) .. line
  end
  return table.concat(lines, '\n') .. '\n'
end

-- --- ranges --------------------------------------------------------------------------------------

-- The range of the drawable numbers in lists, within given bounds, as an axis.
local function axis_of(lists, low, high, options)
  local least, most = math.huge, -math.huge
  for _, list in ipairs(lists) do
    for _, v in ipairs(list) do
      if axis.drawable(v, options.log) then least, most = math.min(least, v), math.max(most, v) end
    end
  end
  if options.log then
    low, high = low and low > 0 and low or nil, high and high > 0 and high or nil
  end
  if low or high then options.widen = false end
  if least > most then
    least, most = low or high, high or low
  else
    least, most = low or math.min(least, high or least), high or math.max(most, low or most)
  end
  return axis.new(least, most, options)
end

local function is_log(settings, name)
  return settings.log ~= nil and settings.log:find(name, 1, true) ~= nil
end

-- The axes for lists of numbers.
local function axes_of(xs, ys, settings, options)
  local range = settings.range or {}
  local y = axis_of(ys, range[3], range[4], { log = is_log(settings, 'y'),
    most = math.max(2, math.floor(options.height / 3.5)), widen = true })
  local columns = columns_beside(y, options)
  local x = axis_of(xs, range[1], range[2],
    { log = is_log(settings, 'x'), most = math.max(2, math.floor(columns / 11)) })
  return x, y, columns
end

-- --- kinds of drawings ---------------------------------------------------------------------------

local kinds = {}

-- Which of lines, marks and boxes a style consists of.
local function shapes_of(style)
  if style == 'vectors' then return {} end
  if style:match '^linespoints' then return { line = true, mark = true } end
  if style:match '^points' then return { mark = true } end
  if style:match '^dots' then return { dot = true } end
  if style:match '^boxes' or style:match '^impulses' then return { bar = true } end
  return { line = true }
end

local CROSS = { { 0, 0 }, { -1, 0 }, { 1, 0 }, { 0, -1 }, { 0, 1 } }

local function draw_curve(c, curve, ink, x_axis, y_axis)
  local shapes = shapes_of(curve.style)
  local function place(x, y)
    return x_axis.place(x) * (c.width - 1), (1 - y_axis.place(y)) * (c.height - 1)
  end
  local function drawable(x, y)
    return axis.drawable(x, x_axis.log) and axis.drawable(y, y_axis.log)
  end
  local base = math.max(y_axis.low, math.min(y_axis.high, 0))
  local last_x, last_y
  for i = 1, #curve.x do
    local x, y = curve.x[i], curve.y[i]
    if not drawable(x, y) then
      last_x, last_y = nil, nil
    else
      local column, row = place(x, y)
      if shapes.line and last_x then c:line(last_x, last_y, column, row, ink) end
      -- a mark, and the end of a line that may have no other one
      for _, d in ipairs(shapes.mark and c.fine and CROSS or { CROSS[1] }) do
        local at_x, at_y = math.floor(column + 0.5) + d[1], math.floor(row + 0.5) + d[2]
        c:dot(at_x, at_y, ink)
      end
      if shapes.bar then c:line(column, select(2, place(x, base)), column, row, ink) end
      if curve.dx and drawable(x + curve.dx[i], y + curve.dy[i]) then
        local to_x, to_y = place(x + curve.dx[i], y + curve.dy[i])
        c:line(column, row, to_x, to_y, ink)
      end
      last_x, last_y = column, row
    end
  end
end

-- One curve, or colours, leave braille dots distinct; several without colours need marks.
function kinds.curves(drawing, settings, options)
  local list = drawing.curves
  local xs, ys = {}, {}
  for i, curve in ipairs(list) do xs[i], ys[i] = curve.x, curve.y end
  local x_axis, y_axis, columns = axes_of(xs, ys, settings, options)
  local fine = options.unicode and (options.color or #list == 1)
  local c = canvas.new(columns, options.height, fine)
  local legend = {}
  for i, curve in ipairs(list) do
    local ink = { glyph = MARKS[(i - 1) % #MARKS + 1],
      color = options.color and COLORS[(i - 1) % #COLORS + 1] or nil }
    draw_curve(c, curve, ink, x_axis, y_axis)
    if curve.label and curve.label ~= '' then
      local sign, label = fine and UNICODE.line or ink.glyph, clean(curve.label)
      legend[#legend + 1] = { text = colored(sign, ink.color) .. ' ' .. label,
        width = length(sign) + 1 + length(label) }
    end
  end
  return framed(c, x_axis, y_axis, settings, legend, options)
end

-- Fills a bar that rises from the row boundary `base` (counted from below) by a number of rows,
-- which may have a fraction or be below 0. Whatever is not 0 is seen.
local function fill_bar(c, first, last, base, rise, signs, color)
  local from, to = base + 1, base + math.ceil(rise)
  if rise < 0 then from, to = base - math.max(1, math.floor(-rise + 0.5)) + 1, base end
  for row = from, to do
    local part = rise < 0 and 8 or math.min(8, math.floor((base + rise - row + 1) * 8 + 0.5))
    for column = first, last do
      c:put(c.rows - row + 1, column, signs.eighths[math.max(1, part)], color)
    end
  end
end

function kinds.bars(drawing, settings, options)
  local half, edges = drawing.width / 2, {}
  for _, x in ipairs(drawing.x) do
    edges[#edges + 1], edges[#edges + 2] = x - half, x + half
  end
  local from_zero = is_log(settings, 'y') and {} or { 0 }
  local x_axis, y_axis, columns = axes_of({ edges }, { drawing.y, from_zero }, settings, options)
  local c = canvas.new(columns, options.height, false)
  local zero = y_axis.place(math.max(y_axis.low, math.min(y_axis.high, 0)))
  local base = math.floor(zero * c.rows + 0.5)
  for i, x in ipairs(drawing.x) do
    local y = drawing.y[i]
    if axis.drawable(y, y_axis.log) and axis.drawable(x, x_axis.log) then
      local first = math.floor(x_axis.place(x - half) * columns + 0.5) + 1
      local last = math.max(first, math.floor(x_axis.place(x + half) * columns + 0.5))
      local rise = y_axis.place(math.max(y_axis.low, math.min(y_axis.high, y))) - zero
      -- the boundary stands in for zero, so both sides stretch to fit
      local share = rise > 0 and (c.rows - base) / (1 - zero) or rise < 0 and base / zero or 0
      rise = rise * share
      fill_bar(c, math.max(1, first), math.min(columns, last), base, rise,
        options.unicode and UNICODE or ASCII, options.color and COLORS[1] or nil)
    end
  end
  return framed(c, x_axis, y_axis, settings, {}, options)
end

-- --- shades --------------------------------------------------------------------------------------

-- The range of the drawable numbers; nil when there is none.
local function range_of(list, low, high)
  for _, v in ipairs(list) do
    if axis.drawable(v) then low, high = math.min(low or v, v), math.max(high or v, v) end
  end
  return low, high
end

-- One of a list of shades for a number between low and high.
local function shade(shades, v, low, high)
  local part = high > low and (v - low) / (high - low) or 0.5
  return shades[math.min(#shades, math.floor(part * #shades) + 1)]
end

-- The mean of the drawable numbers of rows within a rectangle; nil when there is none.
local function mean_in(rows, top, bottom, left, right)
  local sum, n = 0, 0
  for i = top, bottom do
    for k = left, right do
      if axis.drawable(rows[i][k]) then
        sum, n = sum + rows[i][k], n + 1
      end
    end
  end
  return n > 0 and sum / n or nil
end

-- How many cells an image of so many pixels takes; a cell is twice as high as it is wide.
local function cells_of(height, width, options)
  local columns = math.max(1, math.min(2 * width, options.width - 4))
  local rows = math.max(1, math.floor(height * columns / (2 * width) + 0.5))
  if rows > TALLEST then
    columns = math.max(1, math.floor(columns * TALLEST / rows + 0.5))
    rows = TALLEST
  end
  return rows, columns
end

-- One character per cell: a shade, or a blank on a background of its colour.
local function pixels(row, low, high, palette, options)
  local signs = options.unicode and UNICODE or ASCII
  local pieces = {}
  for k = 1, row.n do
    local v = row[k]
    if not v then
      pieces[k] = options.color and '\27[0m?' or '?'
    elseif options.color then
      pieces[k] = ('\27[48;5;%dm '):format(shade(palette == 'gray' and GRAYS or RAMP, v, low, high))
    else
      pieces[k] = shade(signs.shades, v, low, high)
    end
  end
  return table.concat(pieces) .. (options.color and '\27[0m' or '')
end

-- The line that tells what the shades mean.
local function scale_line(low, high, palette, options)
  if not low then return 'no number to show' end
  local row, n = {}, options.color and 16 or #(options.unicode and UNICODE or ASCII).shades
  for k = 1, n do row[k] = low + (high - low) * (k - 1) / math.max(1, n - 1) end
  row.n = n
  return ('%.4g [%s] %.4g'):format(low, pixels(row, low, high, palette, options), high)
end

-- A box with the mean of the pixels in each cell.
local function boxed(rows, palette, title, options)
  local height, width = #rows, #rows[1]
  local low, high
  for _, row in ipairs(rows) do low, high = range_of(row, low, high) end
  local cell_rows, columns = cells_of(height, width, options)
  local box = (options.unicode and UNICODE or ASCII).box
  local vertical = (options.unicode and UNICODE or ASCII).vertical
  local function edge(i, count) return math.floor((i - 1) * count.of / count.cells) + 1 end
  local down, across = { of = height, cells = cell_rows }, { of = width, cells = columns }
  local lines = {}
  if title then lines[1] = centred(clean(title), columns + 4) end
  lines[#lines + 1] = ' ' .. box[1] .. box[2]:rep(columns) .. box[3]
  for i = 1, cell_rows do
    local row = { n = columns }
    local top = edge(i, down)
    for k = 1, columns do
      local left = edge(k, across)
      row[k] = mean_in(rows, top, math.max(top, edge(i + 1, down) - 1), left,
        math.max(left, edge(k + 1, across) - 1))
    end
    lines[#lines + 1] = ' ' .. vertical .. pixels(row, low, high, palette, options) .. vertical
  end
  lines[#lines + 1] = ' ' .. box[4] .. box[2]:rep(columns) .. box[5]
  lines[#lines + 1] = ' ' .. scale_line(low, high, palette, options)
  return table.concat(lines, '\n') .. '\n'
end

function kinds.image(drawing, settings, options)
  return boxed(drawing.rows, drawing.palette, settings.title, options)
end

-- A surface from above, y upward.
function kinds.surfaces(drawing, settings, options)
  local pictures = {}
  for i, s in ipairs(drawing.surfaces) do
    local rows, columns = {}, #s.z / s.rows
    for r = 1, s.rows do
      local row = {}
      for k = 1, columns do row[k] = s.z[(r - 1) * columns + k] end
      rows[s.rows - r + 1] = row
    end
    local x_low, x_high = range_of(s.x)
    local y_low, y_high = range_of(s.y)
    local picture = boxed(rows, 'color', s.label or settings.title, options)
    if x_low and y_low then
      picture = picture .. (' from above: x %.4g to %.4g, y %.4g to %.4g\n'):format(x_low, x_high,
        y_low, y_high)
    end
    pictures[i] = picture
  end
  return table.concat(pictures)
end

-- Points in space from above, their heights as shades.
function kinds.points(drawing, settings, options)
  local xs, ys, low, high = {}, {}, nil, nil
  for i, p in ipairs(drawing.sets) do
    xs[i], ys[i] = p.x, p.y
    low, high = range_of(p.z, low, high)
  end
  local x_axis, y_axis, columns = axes_of(xs, ys, settings, options)
  local c = canvas.new(columns, options.height, false)
  local shades = (options.unicode and UNICODE or ASCII).dots
  for _, p in ipairs(drawing.sets) do
    for i, z in ipairs(p.z) do
      local x, y = p.x[i], p.y[i]
      if axis.drawable(z) and axis.drawable(x, is_log(settings, 'x'))
        and axis.drawable(y, is_log(settings, 'y')) then
        c:put(math.floor((1 - y_axis.place(y)) * (c.rows - 1) + 0.5) + 1,
          math.floor(x_axis.place(x) * (c.columns - 1) + 0.5) + 1, shade(shades, z, low, high))
      end
    end
  end
  local note = low and ('from above, z: %s %.4g to %s %.4g'):format(shades[1], low, shades[#shades],
    high) or 'no number to show'
  return framed(c, x_axis, y_axis, settings, { { text = note, width = length(note) } }, options)
end

--- Draws a drawing as text.
-- @param drawing, settings  see script.write
-- @param options  table: width (of lines, default 80), height (rows of the drawing, default 18),
-- unicode (braille and box characters, default false: ASCII), color (ANSI colours, default false)
-- @return lines, each with a newline
function text.draw(drawing, settings, options)
  return kinds[drawing.kind](drawing, settings, {
    width = options.width or WIDTH, height = options.height or HEIGHT,
    unicode = options.unicode or false, color = options.color or false,
  })
end

return text
