--- How tensors and storages look as text: one format for all numbers of a tensor, matrices in
-- blocks of columns that fit into a line of 80 characters, bigger tensors as matrices with the
-- leading indices above them.
-- Neighbours: init.lua makes these the __tostring__ of the classes.
-- @module torch.print

local class = require 'torch.class'

local printing = {}

local LINE = 80

local log10 = math.log10 or function(v) return math.log(v, 10) end

-- Digits before the point of a positive number: 3 for 123.4, 0 for 0.5, -2 for 0.001; 1 for 0.
local function magnitude(v)
  return v == 0 and 1 or math.floor(log10(v)) + 1
end

-- What decides on the format: whether all numbers are whole, whether one is a nan, and the
-- magnitudes of the smallest and the largest absolute value.
local function survey(rows)
  local whole, smallest, largest = true, math.huge, 0
  for r = 1, #rows do
    local row = rows[r]
    for i = 1, #row do
      local v = row[i] + 0.0
      if v ~= v then return false, true end
      if whole and v ~= math.ceil(v) then whole = false end
      if v < 0 then v = -v end
      if v < smallest then smallest = v end
      if v > largest then largest = v end
    end
  end
  return whole, false, magnitude(smallest), magnitude(largest)
end

-- Returns the format for the numbers in rows, the width of a column (nil: unknown) and the factor
-- to divide by (nil: none).
local function number_format(rows)
  local whole, has_nan, low, high = survey(rows)
  if has_nan then return '%f' end
  if whole then
    if high > 9 then return '%11.4e', 11 end
    return ('%%%d.0f'):format(high + 1), high + 1
  end
  if high - low > 4 then
    local width = (math.abs(high) > 99 or math.abs(low) > 99) and 12 or 11
    return ('%%%d.4e'):format(width), width
  end
  if high > 5 or high < 0 then
    local scale = 10.0 ^ (high - 1)
    return '%7.4f', 7, scale ~= 1 and scale or nil
  end
  local width = high == 0 and 7 or high + 6
  return ('%%%d.4f'):format(width), width
end

-- A function that turns one number into text. Whole numbers lose the sign of a zero; nan is never
-- signed, whatever the C library thinks.
local function formatter(format, scale)
  local whole = format:find('%.0f$')
  return function(v)
    if v ~= v then return 'nan' end
    if whole then v = v + 0.0 end
    return format:format(scale and v / scale or v)
  end
end

local function scale_line(scale)
  return ('%g *\n'):format(scale)
end

-- The lines of a list of numbers, one number each.
local function list_text(values)
  if #values == 0 then return '' end
  local format, _, scale = number_format({ values })
  local text = formatter(format, scale)
  local lines = {}
  for i = 1, #values do lines[i] = text(values[i]) end
  return (scale and scale_line(scale) or '') .. table.concat(lines, '\n') .. '\n'
end

-- Appends the matrix rows[first..last] to out. All lines but the headers of the second and later
-- blocks of columns start with indent.
local function add_matrix(out, rows, first, last, indent, format, width, scale)
  local text = formatter(format, scale)
  local columns = #rows[first]
  local fitting = width and math.max(1, math.floor((LINE - #indent) / (width + 1))) or columns
  local margin = scale and indent .. ' ' or indent
  for left = 1, columns, fitting do
    local right = math.min(left + fitting - 1, columns)
    if fitting < columns then
      out[#out + 1] = (left == 1 and indent or '\n') .. ('Columns %d to %d\n'):format(left, right)
    end
    if scale then out[#out + 1] = indent .. scale_line(scale) end
    for r = first, last do
      local row, cells = rows[r], {}
      for c = left, right do cells[c - left + 1] = text(row[c]) end
      out[#out + 1] = margin .. table.concat(cells, ' ') .. '\n'
    end
  end
end

-- All innermost tables of a nested table, in order.
local function innermost(t, out)
  if type(t[1]) == 'table' then
    for i = 1, #t do innermost(t[i], out) end
  else
    out[#out + 1] = t
  end
  return out
end

-- Appends a tensor of more than two dimensions: its matrices, the first index varying fastest.
local function add_slices(out, size, rows)
  local format, width, scale = number_format(rows)
  local leading, height = #size - 2, size[#size - 1]
  local count, index = #rows / height, {}
  for d = 1, leading do index[d] = 1 end
  for n = 1, count do
    local place = 0 -- of the slice in row-major order
    for d = 1, leading do place = place * size[d] + index[d] - 1 end
    out[#out + 1] = (n > 1 and '\n' or '') .. '(' .. table.concat(index, ',') .. ',.,.) = \n'
    add_matrix(out, rows, place * height + 1, (place + 1) * height, ' ', format, width, scale)
    local d = 1
    while d <= leading and index[d] == size[d] do
      index[d] = 1
      d = d + 1
    end
    if d <= leading then index[d] = index[d] + 1 end
  end
end

--- The text of a tensor.
-- @param t tensor of any type and shape
-- @return text with a newline at its end
-- @usage require 'torch.print'.tensor(torch.ones(2))  --> 1 1 [torch.DoubleTensor of size 2]
function printing.tensor(t)
  local name = class.typename(t)
  local size = {}
  for d = 1, t:dim() do size[d] = t:size(d) end
  if #size == 0 then return ('[%s with no dimension]\n'):format(name) end
  local values, out = t:totable(), {}
  if #size == 1 then
    out[1] = list_text(values)
  elseif #size == 2 then
    local format, width, scale = number_format(values)
    add_matrix(out, values, 1, #values, '', format, width, scale)
  else
    add_slices(out, size, innermost(values, {}))
  end
  local shape = {}
  for d = 1, #size do shape[d] = ('%d'):format(size[d]) end
  out[#out + 1] = ('[%s of size %s]\n'):format(name, table.concat(shape, 'x'))
  return table.concat(out)
end

--- The text of a storage: as that of a tensor with one dimension.
-- @param s storage of any type
-- @return text with a newline at its end
function printing.storage(s)
  local values = s:totable()
  return ('%s[%s of size %d]\n'):format(list_text(values), class.typename(s), #values)
end

return printing
