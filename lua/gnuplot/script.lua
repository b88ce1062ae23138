--- Drawings as commands of gnuplot. Numbers go into data blocks, texts through quote.
-- Neighbours: figure.lua hands what is written here to gnuplot; curves.lua has read the numbers.
-- @module gnuplot.script
local quote = require('gnuplot.program').quote

local script = {}

-- The colours of Okabe and Ito, which the colour-blind can tell apart too (Color Universal Design,
-- 2008), without the yellow that is too light for lines.
local COLORS = { '#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#000000' }

local PALETTES = {
  gray = 'gray',
  color = "defined (0 '#440154', 1 '#3b528b', 2 '#21918c', 3 '#5ec962', 4 '#fde725')",
}

-- --- numbers -------------------------------------------------------------------------------------

local function number(v)
  return v ~= v and 'NaN' or v == math.huge and 'Inf' or v == -math.huge and '-Inf'
    or (('%.12g'):format(v):gsub(',', '.')) -- some locales have decimal commas
end

local function finite(v)
  return v == v and math.abs(v) < math.huge
end

-- Whether any row of the lists has numbers only; gnuplot stumbles over blocks without such a row.
local function has_points(lists)
  for i = 1, #lists[1] do
    local all = true
    for _, list in ipairs(lists) do all = all and finite(list[i]) end
    if all then return true end
  end
  return false
end

-- A data block of the lists as columns; an empty line after each `group` lines.
local function block(name, lists, group)
  local lines = { name .. ' << EOD' }
  for i = 1, #lists[1] do
    local row = {}
    for k, list in ipairs(lists) do row[k] = number(list[i]) end
    lines[#lines + 1] = table.concat(row, ' ')
    if group and i % group == 0 then lines[#lines + 1] = '' end
  end
  lines[#lines + 1] = 'EOD\n'
  return table.concat(lines, '\n')
end

-- --- drawings ------------------------------------------------------------------------------------

local function title_of(label)
  return label and label ~= '' and 'title ' .. quote(label) or 'notitle'
end

local STYLES = {
  dots = 'points pt 7 ps 0.3',
  points = 'points pt 1',
  linespoints = 'linespoints pt 7 ps 0.6',
  boxes = 'boxes fs solid 0.6',
  smooth = 'lines',
}

-- The end of a part of a plot command: title, style, and line type i unless the style names one.
local function look(item, i)
  local words = STYLES[item.style] or item.style
  local style, rest = words:match '^(%l+)(.*)$'
  local has_type = rest:match '%f[%w]l[ts]%f[%W]' or rest:match 'linetype'
    or rest:match 'linestyle'
  local line_type = has_type and '' or ' lt ' .. i
  return ('%s with %s%s%s'):format(title_of(item.label), style, line_type, rest)
end

local function plot_of(command, parts)
  return command .. ' ' .. table.concat(parts, ', \\\n  ') .. '\n'
end

-- Each kind of drawing: data blocks, settings of its own, and the command that plots.
local kinds = {}

function kinds.curves(drawing)
  local blocks, parts = {}, {}
  for i, c in ipairs(drawing.curves) do
    local name, lists = '$curve' .. i, { c.x, c.y, c.dx, c.dy }
    local what = 'NaN' -- a curve without points has only its name in the picture
    if has_points(lists) then
      blocks[#blocks + 1] = block(name, lists)
      what = ('%s using %s%s'):format(name, c.dx and '1:2:3:4' or '1:2',
        c.style == 'smooth' and ' smooth csplines' or '')
    end
    parts[i] = ('%s %s'):format(what, look(c, i))
  end
  local settings = #blocks == 0 and 'set xrange [0:1]\nset yrange [0:1]\n' or ''
  return table.concat(blocks), settings, plot_of('plot', parts)
end

function kinds.bars(drawing)
  local settings = ('set boxwidth %s\n'):format(number(drawing.width))
  if not has_points { drawing.x, drawing.y } then
    return '', settings .. 'set xrange [0:1]\nset yrange [0:1]\n', 'plot NaN notitle\n'
  end
  local low, n = 0, #drawing.x
  for _, y in ipairs(drawing.y) do low = math.min(low, y) end
  if low == 0 then settings = settings .. 'set yrange [0:*]\n' end
  settings = settings .. ('set xrange [%s:%s]\n'):format(number(drawing.x[1] - drawing.width),
    number(drawing.x[n] + drawing.width))
  if drawing.counted and n <= 30 then settings = settings .. 'set xtics 1\n' end
  return block('$bars', { drawing.x, drawing.y }), settings,
    'plot $bars using 1:2 ' .. look({ style = 'boxes' }, 1) .. '\n'
end

local MOST_UNEQUAL = 5 -- an image that is longer than this does not get square pixels

function kinds.image(drawing)
  local rows = drawing.rows
  local x, y, z = {}, {}, {}
  for i, row in ipairs(rows) do
    for k, v in ipairs(row) do
      x[#x + 1], y[#y + 1], z[#z + 1] = k, i, v
    end
  end
  local settings = ('set palette %s\nset autoscale cbfix\nset xrange [0.5:%s]\n'
    .. 'set yrange [%s:0.5]\nset border 31\nset tics out nomirror\n')
    :format(PALETTES[drawing.palette] or drawing.palette, number(#rows[1] + 0.5),
      number(#rows + 0.5))
  local shape = #rows[1] / #rows
  if shape > 1 / MOST_UNEQUAL and shape < MOST_UNEQUAL then
    settings = settings .. 'set size ratio -1\n'
  end
  if not has_points { z } then return '', settings, 'plot NaN notitle\n' end
  return block('$image', { x, y, z }), settings, 'plot $image using 1:2:3 with image notitle\n'
end

local IN_SPACE = "set border 31\nset xyplane 0\nset tics font ',9'\n"

function kinds.surfaces(drawing)
  local blocks, parts = {}, {}
  for i, s in ipairs(drawing.surfaces) do
    blocks[i] = block('$surface' .. i, { s.x, s.y, s.z }, #s.x / s.rows)
    parts[i] = ('$surface%d using 1:2:3 %s'):format(i, look(s, i))
  end
  return table.concat(blocks), IN_SPACE .. 'set hidden3d nooffset\n', plot_of('splot', parts)
end

function kinds.points(drawing)
  local blocks, parts = {}, {}
  for i, p in ipairs(drawing.sets) do
    blocks[i] = block('$points' .. i, { p.x, p.y, p.z })
    parts[i] = ('$points%d using 1:2:3 %s'):format(i, look(p, i))
  end
  return table.concat(blocks), IN_SPACE, plot_of('splot', parts)
end

function kinds.raw(drawing)
  return '', '', drawing.command .. '\n'
end

-- --- settings ------------------------------------------------------------------------------------

local function range(low, high)
  return ('[%s:%s]'):format(low and number(low) or '*', high and number(high) or '*')
end

local function settings_of(s)
  local lines = {}
  local function set(text, ...) lines[#lines + 1] = 'set ' .. text:format(...) end
  for _, name in ipairs { 'title', 'xlabel', 'ylabel', 'zlabel' } do
    if s[name] then set('%s %s', name, quote(s[name])) end
  end
  if s.grid then set("grid lt 1 lw 1 lc rgb '#dddddd'") end
  if s.log then
    set('logscale %s', s.log)
    for name in s.log:gmatch '.' do set("format %s '%%g'", name) end
  end
  if s.legend then set('key %s %s', s.legend[1], s.legend[2]) end
  if s.shape == 'equal' or s.shape == 'image' then set 'size ratio -1' end
  if s.range then
    set('xrange %s', range(s.range[1], s.range[2]))
    set('yrange %s', range(s.range[3], s.range[4]))
  end
  for _, command in ipairs(s.raw) do lines[#lines + 1] = command end
  lines[#lines + 1] = ''
  return table.concat(lines, '\n')
end

local function preamble()
  local lines = { 'reset', 'set encoding utf8', 'set border 3', 'set tics nomirror',
    'set key opaque' }
  for i, color in ipairs(COLORS) do
    lines[#lines + 1] = ("set linetype %d lc rgb '%s' lw 2"):format(i, color)
  end
  lines[#lines + 1] = 'set linetype cycle ' .. #COLORS
  return table.concat(lines, '\n') .. '\n'
end

--- The commands for a drawing.
-- @param drawing  table with the field kind: 'curves', 'bars', 'image', 'surfaces', 'points', 'raw'
-- @param settings  table: title, labels, grid, log, legend, shape, range, raw
-- @return the data blocks, which stay known to gnuplot; and all the rest, from reset to plot
function script.write(drawing, settings)
  local blocks, own, plot = kinds[drawing.kind](drawing)
  return blocks, preamble() .. own .. settings_of(settings) .. plot
end

return script
