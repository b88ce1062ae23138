--- What plot, splot and scatter3 were called with, as curves and surfaces of plain numbers.
-- A curve is a table {label =, style =, x = {...}, y = {...}}, arrows have dx and dy besides; a
-- surface or a cloud of points has lists x, y, z, a surface also the number of its rows.
-- Neighbours: init.lua calls it; script.lua and text.lua draw what it returns.
-- @module gnuplot.curves
local torch = require 'torch'
local formula = require 'gnuplot.formula'

local curves = {}

local SAMPLES, MESH = 200, 40 -- values of a formula along x; along x and y for a surface
local RANGE = { -10, 10 } -- where formulas are drawn if nothing else tells

-- Torch's short names of styles, in gnuplot's words.
local STYLES = {
  ['-'] = 'lines', ['.'] = 'dots', ['+'] = 'points', ['+-'] = 'linespoints', ['|'] = 'boxes',
  ['~'] = 'smooth', ['v'] = 'vectors',
}

local function fail(where, text, ...)
  error(('gnuplot.%s: ' .. text):format(where, ...), 0)
end

local function kind_of(value)
  if torch.isTensor(value) then
    return ('a %s of size %s'):format(torch.type(value), table.concat(value:size():totable(), 'x'))
  end
  return type(value) == 'string' and ('%q'):format(value) or torch.type(value)
end

-- --- single arguments ----------------------------------------------------------------------------

local function is_list(value)
  return type(value) == 'table' and not getmetatable(value) and type(value[1]) == 'number'
end

-- Whether a value holds numbers: a tensor, a storage, or a list of numbers.
local function is_data(value)
  return torch.isTensor(value) or torch.isStorage(value) or is_list(value)
end

-- The numbers of a vector as a list.
local function numbers(where, value, what)
  if is_list(value) then
    local list = {}
    for i, v in ipairs(value) do
      if type(v) ~= 'number' then
        fail(where, '%s: expected a list of numbers, got %s at %d', what, torch.type(v), i)
      end
      list[i] = v
    end
    return list
  end
  if torch.isStorage(value) then return value:totable() end
  if not torch.isTensor(value) then
    fail(where, '%s: expected a tensor or a list of numbers, got %s', what, kind_of(value))
  end
  if value:nElement() == 0 then return {} end
  local squeezed = value:nElement() == 1 and value:reshape(1) or value:squeeze()
  if squeezed:dim() ~= 1 then
    fail(where, '%s: expected a vector, got %s', what, kind_of(value))
  end
  return squeezed:totable()
end

--- The numbers of a vector as a list.
-- @param where  name of the function that was called, for errors
-- @param value  tensor with one dimension that is not 1, storage or list of numbers
-- @param what  name of the argument, for errors
curves.numbers = numbers

--- The rows of a matrix as lists of numbers.
-- @param where, value, what  as for curves.numbers; value is a tensor with two dimensions that may
-- be longer than 1
function curves.rows(where, value, what)
  if torch.isTensor(value) and value:nElement() > 0 then
    while value:dim() > 2 and value:size(1) == 1 do value = value[1] end
    if value:dim() == 2 then return value:totable() end
  end
  return fail(where, '%s: expected a matrix with elements, got %s', what,
    kind_of(value))
end

-- gnuplot's words for a style. Others than Torch's go to gnuplot as they are, unless they could
-- end the command or name a file or a program.
local function style_of(where, text)
  if STYLES[text] then return STYLES[text] end
  local words = text:match('^%s*with%s+(.*)$') or text
  if not words:match('^%l[%w %.%-_#\'"]*$') or select(2, words:gsub('[\'"]', '')) % 2 ~= 0 then
    fail(where, 'style: expected one of - . + +- | ~ v or a style of gnuplot such as '
      .. "'lines lw 3', got %q", text)
  end
  return words
end

local function looks_like_style(text)
  return STYLES[text] ~= nil or text:match('^%s*with%s') ~= nil
end

local function function_of(where, value)
  if type(value) == 'function' then return value end
  local compiled, problem = formula.compile(value)
  if not compiled then fail(where, 'formula %q: %s', value, problem) end
  return compiled
end

-- --- call forms ----------------------------------------------------------------------------------

-- Sorts the parts of {[label,] data... [,style]}: label, style, and the data between them. Of
-- strings alone the first is a label if another follows that is no style.
local function parts_of(where, spec, n)
  if n == 0 then fail(where, 'expected something to plot, got an empty table') end
  local first, last = 1, n
  local label, style
  if type(spec[last]) == 'string' and last > first
    and (type(spec[last - 1]) ~= 'string' or last - first >= 2 or looks_like_style(spec[last]))
  then
    style = spec[last]
    last = last - 1
  end
  if type(spec[first]) == 'string' and first < last then
    label = spec[first]
    first = first + 1
  end
  local data = {}
  for i = first, last do data[#data + 1] = spec[i] end
  return label, style and style_of(where, style), data
end

-- The specs of all curves with their lengths: each argument a table, a table of such tables, or all
-- arguments one spec.
local function specs_of(where, ...)
  local arguments, n = { ... }, select('#', ...)
  while n > 0 and arguments[n] == nil do n = n - 1 end
  if n == 0 then fail(where, 'expected something to plot, got nothing') end
  local function is_spec(value) return type(value) == 'table' and not is_data(value) end
  if n == 1 and is_spec(arguments[1]) and is_spec(arguments[1][1]) then
    arguments, n = arguments[1], #arguments[1]
  end
  if not is_spec(arguments[1]) then return { { n = n, parts = arguments } } end
  local specs = {}
  for i = 1, n do
    if not is_spec(arguments[i]) then
      fail(where, 'curve %d: expected a table, got %s', i, kind_of(arguments[i]))
    end
    specs[i] = { n = #arguments[i], parts = arguments[i] }
  end
  return specs
end

local function counted(n)
  local list = {}
  for i = 1, n do list[i] = i end
  return list
end

-- Splits a matrix: of two columns into x and y, of four into x, y and the arrows dx, dy.
local function from_matrix(where, matrix, style)
  local columns = matrix:size(2)
  if columns ~= (style == 'vectors' and 4 or 2) then
    fail(where, style == 'vectors' and 'expected a matrix with columns x, y, dx, dy, got %s'
      or 'expected a vector, or a matrix with columns x and y, got %s', kind_of(matrix))
  end
  local lists = {}
  for i = 1, columns do lists[i] = matrix:select(2, i):totable() end
  return lists
end

local function is_matrix(value)
  return torch.isTensor(value) and value:dim() == 2 and value:size(1) > 0 and value:size(2) > 1
    and (value:size(1) > 1 or value:size(2) == 2 or value:size(2) == 4)
end

-- One curve of plot; a formula stays a function, until all of the others tell where to sample it.
local function curve_of(where, spec)
  local label, style, data = parts_of(where, spec.parts, spec.n)
  local curve = { label = label, style = style or 'lines' }
  local first, second = data[1], data[2]
  if #data == 1 and (type(first) == 'string' or type(first) == 'function') then
    curve.f = function_of(where, first)
    curve.label = label or type(first) == 'string' and first or nil
    return curve
  end
  local lists
  if #data == 1 and is_data(first) then
    if is_matrix(first) then
      lists = from_matrix(where, first, curve.style)
    else
      local y = numbers(where, first, 'y')
      lists = { counted(#y), y }
    end
  elseif #data == 2 then
    lists = { numbers(where, first, 'x'), numbers(where, second, 'y') }
  else
    fail(where, 'expected [label,] y [,style], [label,] x, y [,style] or a formula, got %d '
      .. 'arguments with %s first', spec.n, kind_of(spec.parts[1]))
  end
  if #lists[1] ~= #lists[2] then
    fail(where, '%sx has %d numbers, y has %d', label and ('curve %q: '):format(label) or '',
      #lists[1], #lists[2])
  end
  if curve.style == 'vectors' and not lists[3] then
    fail(where, "style v: expected a matrix with columns x, y, dx, dy")
  end
  curve.x, curve.y, curve.dx, curve.dy = lists[1], lists[2], lists[3], lists[4]
  return curve
end

-- The range of x over which formulas are sampled: that of the axis, else that of the other curves.
local function sample_range(list, range)
  local low, high
  for _, curve in ipairs(list) do
    for _, x in ipairs(curve.x or {}) do
      if x == x and math.abs(x) < math.huge then
        low, high = math.min(low or x, x), math.max(high or x, x)
      end
    end
  end
  if not low or low == high then low, high = RANGE[1], RANGE[2] end
  return range[1] or low, range[2] or high
end

local function sample(f, low, high)
  local x, y = {}, {}
  for i = 1, SAMPLES do
    x[i] = low + (high - low) * (i - 1) / (SAMPLES - 1)
    local value = f(x[i])
    y[i] = type(value) == 'number' and value or 0 / 0
  end
  return x, y
end

--- The curves that plot was called with.
-- @param where  name of the function, for errors
-- @param range  {xmin, xmax}, either nil: where formulas are drawn
-- @param ...  the arguments of plot
-- @return a list of curves
function curves.read(where, range, ...)
  local list = {}
  for i, spec in ipairs(specs_of(where, ...)) do list[i] = curve_of(where, spec) end
  local low, high = sample_range(list, range)
  for _, curve in ipairs(list) do
    if curve.f then
      curve.x, curve.y = sample(curve.f, low, high)
      curve.f = nil
    end
  end
  return list
end

-- --- in space ------------------------------------------------------------------------------------

-- x and y of all points of a matrix with so many rows and columns: columns and rows count from 1.
local function counted_mesh(rows, columns)
  local x, y = {}, {}
  for i = 1, rows do
    for k = 1, columns do
      x[#x + 1], y[#y + 1] = k, i
    end
  end
  return x, y
end

local function sampled_mesh(f)
  local s = { x = {}, y = {}, z = {}, rows = MESH }
  local low, step = RANGE[1], (RANGE[2] - RANGE[1]) / (MESH - 1)
  for i = 0, MESH - 1 do
    for k = 0, MESH - 1 do
      local x, y = low + k * step, low + i * step
      local value = f(x, y)
      s.x[#s.x + 1], s.y[#s.y + 1] = x, y
      s.z[#s.z + 1] = type(value) == 'number' and value or 0 / 0
    end
  end
  return s
end

local function flat(rows)
  local list = {}
  for _, row in ipairs(rows) do
    for _, v in ipairs(row) do list[#list + 1] = v end
  end
  return list
end

local function surface_of(where, spec)
  local label, style, data = parts_of(where, spec.parts, spec.n)
  local s
  if #data == 1 and (type(data[1]) == 'string' or type(data[1]) == 'function') then
    s = sampled_mesh(function_of(where, data[1]))
    label = label or type(data[1]) == 'string' and data[1] or nil
  elseif #data == 1 then
    local rows = curves.rows(where, data[1], 'z')
    s = { z = flat(rows), rows = #rows }
    s.x, s.y = counted_mesh(#rows, #rows[1])
  elseif #data == 3 then
    s = {}
    for i, name in ipairs { 'x', 'y', 'z' } do
      local rows = curves.rows(where, data[i], name)
      if s.rows and (#rows ~= s.rows or #s.x ~= #rows * #rows[1]) then
        fail(where, 'x, y and z: expected matrices of one size, got %s and %s',
          kind_of(data[1]), kind_of(data[i]))
      end
      s[name], s.rows = flat(rows), #rows
    end
  else
    fail(where, 'expected [label,] z [,style] or [label,] x, y, z [,style], got %d arguments '
      .. 'with %s first', spec.n, kind_of(spec.parts[1]))
  end
  s.label, s.style = label, style or 'lines'
  return s
end

--- The surfaces that splot was called with: list of {label, style, x, y, z, rows}.
-- @param where  name of the function, for errors
-- @param ...  the arguments of splot
function curves.surfaces(where, ...)
  local list = {}
  for i, spec in ipairs(specs_of(where, ...)) do list[i] = surface_of(where, spec) end
  return list
end

--- The points that scatter3 was called with: list of {label, style, x, y, z}.
-- @param where  name of the function, for errors
-- @param ...  the arguments of scatter3
function curves.points(where, ...)
  local list = {}
  for i, spec in ipairs(specs_of(where, ...)) do
    local label, style, data = parts_of(where, spec.parts, spec.n)
    if #data ~= 3 then
      fail(where, 'expected [label,] x, y, z, got %d arguments with %s first', spec.n,
        kind_of(spec.parts[1]))
    end
    local p = { label = label, style = style or 'points' }
    for k, name in ipairs { 'x', 'y', 'z' } do p[name] = numbers(where, data[k], name) end
    if #p.x ~= #p.y or #p.x ~= #p.z then
      fail(where, 'x has %d numbers, y has %d, z has %d', #p.x, #p.y, #p.z)
    end
    list[i] = p
  end
  return list
end

return curves
