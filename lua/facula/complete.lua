--- What Tab does at the prompt: completes names of globals, fields, methods and files. It looks at
-- values and calls nothing but their __index.
-- Neighbours: prompt.lua hands it to src/terminal/line.c.
-- @module facula.complete

local paths = require 'paths'

local complete = {}

local KEYWORDS = {
  'and', 'break', 'do', 'else', 'elseif', 'end', 'false', 'for', 'function', 'if', 'in', 'local',
  'nil', 'not', 'or', 'repeat', 'return', 'then', 'true', 'until', 'while',
}

--- Names of packages that are loaded when their global is first used; see command.lua.
complete.packages = {}

local MOST = 200 -- names that are listed

-- --- values --------------------------------------------------------------------------------------

-- Adds the names in t and in the tables to which its __index leads.
local function add_names(t, names, seen)
  while type(t) == 'table' and not seen[t] do
    seen[t] = true
    for key in next, t do
      if type(key) == 'string' and key:find '^[%a_][%w_]*$' then names[key] = true end
    end
    local mt = debug.getmetatable(t)
    t = type(mt) == 'table' and rawget(mt, '__index') or nil
  end
end

-- The names of the fields and methods of a value, as a set.
local function names_of(value)
  local names, seen = {}, {}
  add_names(value, names, seen)
  local mt = debug.getmetatable(value)
  if type(mt) == 'table' then
    add_names(rawget(mt, '__index'), names, seen)
    -- the class of a userdata has a function there, and its methods beside it
    if rawget(mt, '__typename') then add_names(mt, names, seen) end
  end
  return names
end

local function read(value, key)
  local ok, field = pcall(function() return value[key] end)
  if ok then return field end
  return nil
end

-- The keys in a chain such as net.modules[1].weight["x"]; nil if the text is no chain.
local function keys_of(chain)
  local keys = {}
  local key, rest = chain:match '^([%a_][%w_]*)(.*)$'
  while key do
    keys[#keys + 1] = key
    if rest == '' then return keys end
    local number, after = rest:match '^%[(%d+)%](.*)$'
    key = tonumber(number)
    if not key then key, after = rest:match '^[.:]([%a_][%w_]*)(.*)$' end
    if not key then key, after = rest:match '^%["([^"]*)"%](.*)$' end
    if not key then key, after = rest:match "^%['([^']*)'%](.*)$" end
    rest = after
  end
  return nil
end

-- The value of the longest chain at the end of a text; nil where none leads to one.
local function value_at_end(text)
  for i = 1, #text do
    local before = text:sub(1, i - 1)
    local begins = not before:find '[%w_]$' and (not before:find '[.:]$' or before:find '%.%.$')
    local keys = begins and keys_of(text:sub(i))
    if keys then
      local value = _G
      for _, key in ipairs(keys) do
        if value == nil then break end
        value = read(value, key)
      end
      return value
    end
  end
  return nil
end

-- --- candidates ----------------------------------------------------------------------------------

-- The names of the set that begin with prefix, in order. Names of the language's own, __index and
-- such, are offered to those who ask for them.
local function beginning_with(prefix, set)
  local list = {}
  for name in pairs(set) do
    local hidden = name:sub(1, 1) == '_' and prefix == ''
      or name:sub(1, 2) == '__' and prefix:sub(1, 2) ~= '__'
    if not hidden and name:sub(1, #prefix) == prefix then list[#list + 1] = name end
  end
  table.sort(list)
  return list
end

local function globals()
  local set = {}
  for _, word in ipairs(KEYWORDS) do set[word] = true end
  for name in pairs(complete.packages) do set[name] = true end
  for name in next, _G do
    if type(name) == 'string' then set[name] = true end
  end
  return set
end

local function methods(value)
  local set = names_of(value)
  for name in pairs(set) do
    if type(read(value, name)) ~= 'function' then set[name] = nil end
  end
  return set
end

local function names_for(text)
  local word = text:match '[%a_][%w_]*$' or ''
  local before = text:sub(1, #text - #word)
  local mark = before:match '[.:]$'
  if not mark or before:find '%.%.$' then
    return word, before:find '%d$' and {} or beginning_with(word, globals())
  end
  local value = value_at_end(before:sub(1, -2))
  if value == nil then return word, {} end
  return word, beginning_with(word, mark == ':' and methods(value) or names_of(value))
end

-- Names of files that begin with path, folders with a slash behind.
local function files_for(path)
  local folder, base = path:match '^(.*/)([^/]*)$'
  if not folder then folder, base = '', path end
  local place = folder:gsub('^~/', (paths.home or '~') .. '/')
  local list = {}
  for _, name in ipairs(paths.dir(place == '' and '.' or place) or {}) do
    local hidden = name == '.' or name == '..' or name:sub(1, 1) == '.' and base == ''
    if not hidden and name:sub(1, #base) == base then
      list[#list + 1] = paths.dirp(place .. name) and name .. '/' or name
    end
  end
  table.sort(list)
  return base, list
end

-- The beginning of the string in which text ends, and its quote; nil outside of strings.
local function open_string(text)
  local quote, from
  local i = 1
  while i <= #text do
    local c = text:sub(i, i)
    if quote then
      if c == '\\' then i = i + 1 elseif c == quote then quote = nil end
    elseif c == '"' or c == "'" then
      quote, from = c, i + 1
    elseif text:sub(i, i + 1) == '--' then
      return nil
    end
    i = i + 1
  end
  if quote then return text:sub(from), quote end
  return nil
end

--- The ways to go on with a text.
-- @param text what stands before the cursor
-- @return the end of the text that each candidate would replace; the candidates, in order; what
-- follows a candidate if it is the only one
-- @usage complete.candidates('torch.cm') --> 'cm', { 'cmax', 'cmin', 'cmod', 'cmul' }, ''
function complete.candidates(text)
  local command = text:match '^%s*%$%s*(.*)$'
  if command then
    local word, list = files_for(command:match '%S*$')
    return word, list, ' '
  end
  if text:find '^%s*:%a*$' then
    local word = text:match '%a*$'
    return word, beginning_with(word, { trace = true }), ''
  end
  local path, quote = open_string(text)
  if path then
    local word, list = files_for(path)
    return word, list, quote
  end
  local word, list = names_for(text)
  return word, list, ''
end

-- --- Tab -----------------------------------------------------------------------------------------

local function common_prefix(list)
  local prefix = list[1]
  for _, name in ipairs(list) do
    while name:sub(1, #prefix) ~= prefix do prefix = prefix:sub(1, -2) end
  end
  return prefix
end

--- Names in columns, as many as the width allows, read from top to bottom.
-- @usage print(complete.columns({ 'a', 'b', 'c' }, 80))
function complete.columns(list, width)
  local longest, shown = 0, math.min(#list, MOST)
  for i = 1, shown do longest = math.max(longest, #list[i]) end
  local columns = math.max(1, math.floor((width + 1) / (longest + 2)))
  local height = math.ceil(shown / columns)
  local lines = {}
  for row = 1, height do
    local cells = {}
    for i = row, shown, height do cells[#cells + 1] = ('%-' .. longest .. 's'):format(list[i]) end
    lines[row] = (table.concat(cells, '  '):gsub('%s+$', ''))
  end
  if shown < #list then lines[#lines + 1] = ('... and %d more'):format(#list - shown) end
  return table.concat(lines, '\n')
end

--- What Tab inserts and shows.
-- @param text what stands before the cursor
-- @param width columns of the terminal
-- @return text to insert at the cursor, or nil; text to show below the line, or nil
function complete.tab(text, width)
  if text:find '^%s*$' then return '  ' end -- the beginning of a line is there to be indented
  local word, list, ending = complete.candidates(text)
  if #list == 0 then return nil end
  local insert = common_prefix(list):sub(#word + 1)
  if #list == 1 then
    insert = insert .. (list[1]:sub(-1) == '/' and '' or ending)
  elseif insert == '' then
    return nil, complete.columns(list, width)
  end
  return insert ~= '' and insert or nil
end

return complete
