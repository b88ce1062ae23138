--- Tables in text, comma-separated or with other separators: numbers stay numbers, words become
-- the numbers of their classes.
-- Format: RFC 4180, with a header, and more freely: blanks around fields and blank lines do not
-- count, lines may end with a line feed alone. Files may be gzip-compressed.
-- Neighbours: src/torch/csv.c reads the fields; data.lua offers load as data.table.
-- @usage local file = io.open('iris.csv', 'w')
--   file:write('width,species\n1.5,lily\n2,iris\n'); file:close()
--   local iris = csv.load 'iris.csv'
--   iris.words.species  --> {'iris', 'lily'}
local torch = require 'torch'
local binary = require 'facula.binary'
local core = require 'facula.core'

local csv = {}

local MOST_BYTES = 2 ^ 32
local MISSING = { '', 'NA', 'nan', 'NaN' }

--- What csv.load gives. Fields: names, the list of columns; values, a DoubleTensor lines x columns;
-- words, for each column of words the list of them.
-- @usage local file = io.open('iris.csv', 'w')
--   file:write('width,species\n1.5,lily\n2,iris\n'); file:close()
--   print(csv.load 'iris.csv')  --> facula.Table of 2 lines: width, species (2 words)
local Table = torch.class('facula.Table', csv)

local function fail(path, text, ...)
  error(('facula.csv.load: %s: ' .. text):format(path, ...), 0)
end

-- --- options -------------------------------------------------------------------------------------

local EXPECTED = {
  header = { 'boolean' }, separator = { 'string' }, quotes = { 'boolean' }, skip = { 'number' },
  words = { 'table' }, missing = { 'table' }, fill = { 'string', 'number' }, like = { 'table' },
}
local FILLS = { error = true, drop = true, mean = true, nan = true }

local function checked_options(path, options)
  if type(path) ~= 'string' then
    error(('facula.csv.load: the name of a file expected, got %s'):format(torch.type(path)), 0)
  end
  if type(options) ~= 'table' then
    fail(path, 'a table of options expected, got %s', torch.type(options))
  end
  local given = {}
  for name, value in pairs(options) do
    local kinds = EXPECTED[name]
    if not kinds then fail(path, 'unknown option %s', tostring(name)) end
    if type(value) ~= kinds[1] and type(value) ~= kinds[2] then
      fail(path, 'option %s: a %s expected, got %s', name, table.concat(kinds, ' or a '),
        torch.type(value))
    end
    given[name] = value
  end
  if type(given.fill) == 'string' and not FILLS[given.fill] then
    fail(path, "option fill: 'error', 'drop', 'mean', 'nan' or a number expected, got %q",
      given.fill)
  end
  local skip = given.skip or 0
  if skip < 0 or skip % 1 ~= 0 then
    fail(path, 'option skip: a number of lines expected, got %s', tostring(skip))
  end
  if given.like and not torch.isTypeOf(given.like, 'facula.Table') then
    fail(path, 'option like: a table that was read before expected')
  end
  local like = given.like or {}
  given.separator = given.separator or (path:find '%.tsv$' or path:find '%.tsv%.gz$') and '\t'
    or ','
  if given.header == nil then given.header = like.header == nil or like.header end
  if given.quotes == nil then given.quotes = true end
  given.fill = given.fill or like.fill or 'error'
  given.missing = given.missing or like.missing or MISSING
  given.skip = skip
  return given
end

-- --- reading -------------------------------------------------------------------------------------

-- The names of the columns, and how many lines stand before the values.
local function read_names(bytes, path, options)
  local fields, skip = core.io.csv_record(bytes, path, options.separator, options.quotes,
    options.skip)
  if not options.header then
    for c = 1, #fields do fields[c] = tostring(c) end
    return fields, options.skip
  end
  local seen = {}
  for c, name in ipairs(fields) do
    if seen[name] then
      fail(path, 'columns %d and %d of the header have the same name %q', seen[name], c, name)
    end
    seen[name] = c
  end
  return fields, skip
end

local function by_word(words)
  local numbers = {}
  for i, word in ipairs(words) do numbers[word] = i end
  return numbers
end

-- Checks what the option words says of a column: that it has words, or which ones.
local function check_words(path, name, words)
  if type(words) ~= 'table' then
    fail(path, 'option words: column %s: a list of words expected, got %s', name, torch.type(words))
  end
  local seen = {}
  for _, word in ipairs(words) do
    if type(word) ~= 'string' or seen[word] then
      fail(path, 'option words: column %s: different words expected, got %s', name,
        type(word) == 'string' and word .. ' twice' or torch.type(word))
    end
    seen[word] = true
  end
end

-- What each column holds, in the language of csv_table.
local function kinds_of(path, names, options)
  local kinds, columns, like = {}, {}, options.like
  if like and table.concat(names, '\0') ~= table.concat(like.names, '\0') then
    fail(path, 'expected the columns %s, got %s', table.concat(like.names, ', '),
      table.concat(names, ', '))
  end
  for c, name in ipairs(names) do
    columns[name] = c
    kinds[c] = not like and 'maybe' or like.words[name] and by_word(like.words[name]) or 'number'
  end
  for key, value in pairs(options.words or {}) do
    local name = type(key) == 'number' and value or key
    if type(name) == 'number' then name = names[name] end
    if not columns[name] then fail(path, 'option words: no column %s', tostring(name)) end
    if type(key) ~= 'number' then check_words(path, name, value) end
    kinds[columns[name]] = type(key) ~= 'number' and by_word(value) or 'words'
  end
  return kinds
end

-- The values; a column that turned out to hold words is read as such the second time.
local function read_values(bytes, path, options, skip, kinds)
  local strict = options.fill == 'error'
  local function read()
    return core.io.csv_table(bytes, path, options.separator, options.quotes, skip, kinds,
      options.missing, strict)
  end
  local values, found = read()
  local again = false
  for c = 1, #kinds do
    if kinds[c] == 'maybe' and found[c] then
      kinds[c], again = 'words', true
    end
  end
  if again then values, found = read() end
  return values, found
end

local function missing_in(column)
  return column:ne(column)
end

-- Numbers the words of a column by their alphabetical order; returns the words.
local function sort_words(column, found)
  local words = {}
  for i = 1, #found do words[i] = found[i] end
  table.sort(words)
  local place = by_word(words)
  if #words == 0 then return words end
  local order = torch.Tensor(#found)
  for i = 1, #found do order[i] = place[found[i]] end
  local there = column:eq(column)
  if there:max() > 0 then column[there] = order:index(1, column[there]:long()) end
  return words
end

-- A word that is missing becomes the word '', if there is to be one.
local function fill_words(path, name, column, words, closed)
  local missing = missing_in(column)
  if missing:max() == 0 then return end
  local number = by_word(words)['']
  if not number then
    if closed then
      fail(path, 'column %q: a word is missing, and none of its words is empty', name)
    end
    words[#words + 1] = ''
    number = #words
  end
  column[missing] = number
end

-- What stands for missing numbers of a column: as asked for, or as in the table that this one is
-- like.
local function fill_number(column, fill, before)
  local missing = missing_in(column)
  local value = before
  if not value and type(fill) == 'number' then value = fill end
  if not value and fill == 'mean' then
    local there = missing:eq(0)
    value = there:max() > 0 and column[there]:mean() or nil
  end
  if value and missing:max() > 0 then column[missing] = value end
  return value
end

local function drop_rows(path, values)
  local missing = missing_in(values):double():sum(2):view(-1)
  if missing:max() == 0 then return values end
  if missing:min() > 0 then fail(path, 'a value is missing in each of the lines') end
  return values:index(1, missing:eq(0):nonzero():view(-1))
end

local function load(path, options)
  options = checked_options(path, options == nil and {} or options)
  local bytes = core.io.gunzip_file(path, MOST_BYTES)
  local names, skip = read_names(bytes, path, options)
  local kinds = kinds_of(path, names, options)
  local values, found = read_values(bytes, path, options, skip, kinds)
  if options.fill == 'drop' then values = drop_rows(path, values) end
  local result = { names = names, values = values, words = {}, fills = {}, fill = options.fill,
    missing = options.missing, header = options.header }
  for c, name in ipairs(names) do
    local column, kind = values:select(2, c), kinds[c]
    if kind == 'words' then
      result.words[name] = sort_words(column, found[c])
    elseif type(kind) == 'table' then
      result.words[name] = {}
      for word, i in pairs(kind) do result.words[name][i] = word end
    end
    if result.words[name] then
      fill_words(path, name, column, result.words[name], type(kind) == 'table')
    else
      result.fills[name] = fill_number(column, options.fill, options.like
        and options.like.fills[name])
    end
  end
  return csv.Table(result)
end

--- The table of a text file.
-- @param path  name of the file, plain or gzip-compressed
-- @param options  optional, a table of:
--   header: whether the first line has the names of the columns, default true; without one they
--     are '1', '2', ...
--   separator: one character, default a tab for names that end in .tsv or .tsv.gz, else a comma
--   quotes: whether "..." encloses a field, default true
--   skip: number of lines to leave out at the start, default 0
--   words: columns to take as words even if they are numbers, a list of names or numbers; or
--     name = list of all its words, in the order of their numbers. Columns with anything but
--     numbers are taken as words by themselves.
--   missing: list of what stands for a missing value, default '', NA, nan, NaN
--   fill: what becomes of missing values: 'error' (the default); 'drop' leaves out the line; 'nan';
--     'mean' of the column; a number. But for 'drop' a missing word is the word ''.
--   like: a table that was read before: the columns, words and fills are those of that one
-- @return a facula.Table: names, the list of columns; values, a DoubleTensor lines x columns, words
--   as their numbers, from 1 on; words, for each column of words the list of them, in alphabetical
--   order
-- Errors, with file, line and field: lines of different length, quotes that are not closed, missing
--   values, words where numbers or other words must stand; no lines; unknown options.
-- @usage local file = io.open('iris.csv', 'w')
--   file:write('width,species\n1.5,lily\n2,iris\n'); file:close()
--   local train = csv.load('iris.csv', { fill = 'mean' })
--   local test = csv.load('iris.csv', { like = train })
--   test.values  --> {{1.5, 2}, {2, 1}}
function csv.load(path, options)
  local ok, result = pcall(load, path, options)
  if not ok then error(result, 2) end
  return result
end

-- --- the table -----------------------------------------------------------------------------------

function Table:__init(fields)
  for key, value in pairs(fields) do self[key] = value end
end

--- How many lines the table has.
function Table:size()
  return self.values:size(1)
end

-- The number of a column.
local function place_of(self, where, name)
  for c, other in ipairs(self.names) do
    if other == name or c == name then return c end
  end
  error(('facula.Table.%s: no column %s; there are %s'):format(where, tostring(name),
    table.concat(self.names, ', ')), 3)
end

--- One column.
-- @param name  its name or its number
-- @return the numbers of its words, a LongTensor; or its numbers, a DoubleTensor; a copy
-- @usage local file = io.open('iris.csv', 'w')
--   file:write('width,species\n1.5,lily\n2,iris\n'); file:close()
--   csv.load('iris.csv'):column 'species'  --> {2, 1}
function Table:column(name)
  local c = place_of(self, 'column', name)
  local column = self.values:select(2, c)
  return self.words[self.names[c]] and column:long() or column:clone()
end

--- Some columns side by side.
-- @param names  a list of names or numbers, default all columns
-- @return a DoubleTensor lines x columns, a copy
-- @usage local file = io.open('iris.csv', 'w')
--   file:write('width,species\n1.5,lily\n2,iris\n'); file:close()
--   csv.load('iris.csv'):matrix { 'species', 'width' }  --> {{2, 1.5}, {1, 2}}
function Table:matrix(names)
  names = names or self.names
  if type(names) ~= 'table' then
    error(('facula.Table.matrix: a list of columns expected, got %s'):format(torch.type(names)), 2)
  end
  local places = {}
  for i, name in ipairs(names) do places[i] = place_of(self, 'matrix', name) end
  if #places == 0 then error('facula.Table.matrix: names of columns expected, got none', 2) end
  return self.values:index(2, torch.LongTensor(places))
end

function Table:__tostring__()
  local parts = {}
  for c, name in ipairs(self.names) do
    local words = self.words[name]
    parts[c] = name .. (words and (' (%d words)'):format(#words) or '')
  end
  return ('facula.Table of %d lines: %s'):format(self:size(), table.concat(parts, ', '))
end

-- --- writing -------------------------------------------------------------------------------------

-- The shortest text of a number that reads back as the same, with a point in any locale.
local function number_text(value)
  for digits = 15, 17 do
    local text = ('%.' .. digits .. 'g'):format(value)
    if tonumber(text) == value then return (text:gsub(',', '.')) end
  end
  return value ~= value and 'nan' or value > 0 and 'inf' or '-inf'
end

local function field_text(text, separator)
  if text:find('["\r\n]') or text:find(separator, 1, true) or text:find '^%s' or text:find '%s$'
      or text == '' then
    return '"' .. text:gsub('"', '""') .. '"'
  end
  return text
end

--- Writes a table. The file is complete or not there.
-- @param path  name of the file
-- @param values  a facula.Table, or a tensor lines x columns
-- @param options  optional, a table of: names, the list of columns of a tensor, default no header;
--   separator, default a tab for names that end in .tsv, else a comma
-- Errors: something else; the file cannot be written.
-- @usage csv.save('points.csv', torch.ones(4, 2), { names = { 'x', 'y' } })
--   csv.load('points.csv'):size()  --> 4
function csv.save(path, values, options)
  options = options == nil and {} or options
  if type(options) ~= 'table' then
    error(('facula.csv.save: a table of options expected, got %s'):format(torch.type(options)), 2)
  end
  local words, names = {}, options.names
  if torch.isTypeOf(values, 'facula.Table') then
    values, words, names = values.values, values.words, values.header and values.names
  end
  if not torch.isTensor(values) or values:dim() ~= 2 then
    error(('facula.csv.save: a table, or a tensor of 2 dimensions, expected, got %s'):format(
      torch.type(values)), 2)
  end
  if names and (type(names) ~= 'table' or #names ~= values:size(2)) then
    error(('facula.csv.save: %d names expected, got %s'):format(values:size(2),
      type(names) == 'table' and #names or torch.type(names)), 2)
  end
  local separator = options.separator or tostring(path):find '%.tsv$' and '\t' or ','
  if type(separator) ~= 'string' or not separator:find '^[^%w%z"\r\n.+-]$' then
    error(('facula.csv.save: a separator of one character, which is no part of numbers, expected, '
      .. 'got %s'):format(tostring(separator)), 2)
  end
  local function line(fields) return table.concat(fields, separator) .. '\n' end
  binary.write(path, 'facula.csv.save', function(file)
    local fields = {}
    for c, name in ipairs(names or {}) do fields[c] = field_text(tostring(name), separator) end
    if names then file:writeString(line(fields)) end
    for r = 1, values:size(1) do
      local row = values[r]:totable()
      for c, value in ipairs(row) do
        local list = names and words[names[c]] or words[tostring(c)]
        if list and not list[value] then
          error(('facula.csv.save: line %d, column %d: the number of one of %d words expected, '
            .. 'got %s'):format(r, c, #list, tostring(value)), 0)
        end
        fields[c] = list and field_text(list[value], separator) or number_text(value)
      end
      file:writeString(line(fields))
    end
  end)
end

return csv
