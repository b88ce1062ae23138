--- How values look at the prompt, and what `print` makes of tables: Torch7's format, with the keys
-- in order.
--
--   {
--     1 : "a"
--     net :
--       {
--         weight : DoubleTensor - size: 2x3
--       }
--   }
--
-- Objects with a text of their own (__tostring), such as networks, keep it.
-- Neighbours: prompt.lua and trepl print with it; torch/print.lua makes the text of a tensor.
-- @module facula.show

local torch = require 'torch'

local show = {
  --- Tables inside of so many others are not opened.
  depth = 4,
  --- Code of the terminal for each type and for what is said.
  colours = {
    ['nil'] = '1;30', number = '36', boolean = '34', ['function'] = '35', string = '32',
    error = '1;31', dim = '2',
  },
}

local SHOWN_WHOLE = 10000 -- elements of a tensor
local CORNER = 10 -- rows and columns that are shown of a larger one


--- Text in a colour of terminals.
-- @param kind a Lua type, or 'error' or 'dim'
-- @param text what to colour
-- @param colour false: the text as it is
function show.paint(kind, text, colour)
  local code = colour and show.colours[kind]
  return code and ('\27[%sm%s\27[0m'):format(code, text) or text
end

--- Whether colours may be written to an open file: to terminals that know them, unless the
-- environment has NO_COLOR (no-color.org).
function show.may_colour(file)
  local forbidden = os.getenv 'NO_COLOR'
  return torch.isatty(file) and os.getenv 'TERM' ~= 'dumb' and (forbidden or '') == ''
end

local function has_own_text(value)
  local mt = debug.getmetatable(value)
  return type(mt) == 'table' and rawget(mt, '__tostring') ~= nil
end

-- Whether print would say no more of it than its address.
local function is_plain_table(value)
  return type(value) == 'table' and not has_own_text(value)
end

local function sorted_keys(t)
  local keys = {}
  for key in next, t do keys[#keys + 1] = key end
  table.sort(keys, function(a, b)
    if type(a) == 'number' and type(b) == 'number' then return a < b end
    if type(a) ~= type(b) then
      return type(a) == 'number' or type(b) ~= 'number' and type(a) < type(b)
    end
    return tostring(a) < tostring(b)
  end)
  return keys
end

local function size_text(t)
  local size = {}
  for d = 1, t:dim() do size[d] = ('%d'):format(t:size(d)) end
  return table.concat(size, 'x')
end

-- A tensor or storage in a table: its type and size.
local function in_short(value)
  local name = torch.typename(value):gsub('^torch%.', '')
  if torch.isStorage(value) then return ('%s - size: %d'):format(name, value:size()) end
  return value:dim() == 0 and name .. ' - empty' or name .. ' - size: ' .. size_text(value)
end

local function indented(text, indent)
  return (text:gsub('\n+$', ''):gsub('\n', '\n' .. indent))
end

local function quoted(text)
  return '"' .. text:gsub('[%c"\\]', function(c)
    return ({ ['\n'] = '\\n', ['\t'] = '\\t', ['"'] = '\\"', ['\\'] = '\\\\' })[c]
      or ('\\%d'):format(c:byte())
  end) .. '"'
end

local table_text

-- What stands behind `key : `. context has the tables around it, the depth and the colour.
local function entry_text(value, indent, context)
  local kind = type(value)
  if torch.isTensor(value) or torch.isStorage(value) then return in_short(value) end
  if kind == 'string' then return show.paint(kind, quoted(value), context.colour) end
  if is_plain_table(value) then
    if next(value) == nil then return '{}' end
    if context.inside[value] or context.level >= context.depth then return '{...}' end
    local inner = indent .. '  '
    return '\n' .. inner .. table_text(value, inner, context)
  end
  return show.paint(kind, indented(tostring(value), indent .. '  '), context.colour)
end

function table_text(t, indent, context)
  if next(t) == nil then return '{}' end
  context.inside[t] = true
  context.level = context.level + 1
  local lines = { '{' }
  for _, key in ipairs(sorted_keys(t)) do
    local value = entry_text(rawget(t, key), indent .. '  ', context)
    lines[#lines + 1] = ('%s  %s :%s%s'):format(indent, tostring(key),
                                                value:sub(1, 1) == '\n' and '' or ' ', value)
  end
  context.level = context.level - 1
  context.inside[t] = nil
  lines[#lines + 1] = indent .. '}'
  return table.concat(lines, '\n')
end

-- The first rows and columns of a tensor that nobody wants to read whole.
local function corner_text(t)
  local corner = t
  for d = 1, t:dim() do
    local length = d < t:dim() - 1 and 1 or CORNER
    corner = corner:narrow(d, 1, math.min(length, t:size(d)))
  end
  local text = tostring(corner):gsub('%[[^%[]*%]%s*$', '')
  return ('%s[%s of size %s; here the first %s, print shows all]')
    :format(text, torch.typename(t), size_text(t), size_text(corner))
end

--- The text of a value.
-- @param value anything
-- @param[opt=false] colour true: in colours of terminals
-- @param[opt] depth how many tables may be inside of each other, show.depth by default
-- @return text without a newline at its end
-- @usage print(show.text { a = { 1, 2 }, t = torch.zeros(2, 3) })
function show.text(value, colour, depth)
  if is_plain_table(value) then
    return table_text(value, '',
                      { inside = {}, level = 0, depth = depth or show.depth, colour = colour })
  end
  local text = tostring(value):gsub('\n+$', '')
  return type(value) == 'string' and text or show.paint(type(value), text, colour)
end

-- Texts side by side as print has them, those of several lines on lines of their own.
local function joined(texts)
  local out = {}
  for i, text in ipairs(texts) do
    local alone = text:find '\n' or i > 1 and texts[i - 1]:find '\n'
    out[#out + 1] = i > 1 and (alone and '\n' or '\t') or ''
    out[#out + 1] = text
  end
  return table.concat(out)
end

--- The text of the results of an expression. A large tensor is shown by its corner.
-- @param colour true: in colours of terminals
-- @param ... the results
-- @return text without a newline at its end
function show.results(colour, ...)
  local texts = {}
  for i = 1, select('#', ...) do
    local value = select(i, ...)
    local large = torch.isTensor(value) and value:nElement() > SHOWN_WHOLE
    texts[i] = large and corner_text(value) or show.text(value, colour)
  end
  return joined(texts)
end

local plain_print = print

--- As print, but tables are shown with what is in them.
function show.print(...)
  local texts, opened = {}, false
  for i = 1, select('#', ...) do
    local value = select(i, ...)
    opened = opened or is_plain_table(value)
    texts[i] = is_plain_table(value) and show.text(value) or tostring(value)
  end
  if not opened then return plain_print(...) end
  plain_print(joined(texts))
end

return show
