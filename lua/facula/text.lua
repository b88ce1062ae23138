--- Text for training: vocabularies of words or characters, text as numbers and back, windows and
-- sequences of them as data sets.
-- Neighbours: src/torch/text.c cuts text into units; dataset.lua makes batches;
-- examples/language.lua learns a language model.
--
--   local corpus = text.read 'shakespeare.txt'
--   local words = text.vocabulary(corpus, { least = 3 })
--   local set = text.windows(words:encode(corpus), 4)   -- 4 words, and the one that follows
local torch = require 'torch'
local core = require 'facula.core'
local dataset = require 'facula.dataset'

local text = {}

local MOST_BYTES = 2 ^ 30
local UNKNOWN = '<unknown>'

--- What text.vocabulary makes. Fields: units, the list of them by number; numbers, by unit; counts,
-- how often each came.
-- @usage local words = text.vocabulary 'to be or not to be'
--   words:decode(words:encode 'not to be')  --> not to be
local Vocabulary = torch.class('facula.Vocabulary', text)

-- level counts as that of error: 3 blames the caller of the function that calls this.
local function fail(level, message, ...)
  error(('facula.text.vocabulary: ' .. message):format(...), level)
end

--- The content of a text file, plain or gzip-compressed, as a string.
-- @param path  name of the file
-- Errors: it cannot be read, is damaged, or has more than 1 GiB.
-- @usage local path = os.tmpname()
--   local file = io.open(path, 'w'); file:write('to be\n'); file:close()
--   text.read(path) == 'to be\n'  --> true
function text.read(path)
  if type(path) ~= 'string' then
    error(('facula.text.read: the name of a file expected, got %s'):format(torch.type(path)), 2)
  end
  local bytes = core.io.gunzip_file(path, MOST_BYTES)
  return bytes:nElement() == 0 and '' or bytes:storage():string():sub(1, bytes:nElement())
end

-- --- vocabularies --------------------------------------------------------------------------------

local OPTIONS = { unit = 'string', lines = 'boolean', least = 'number', most = 'number',
  unknown = 'string' }
local UNITS = { word = true, run = true, character = true }

local function checked_options(options)
  if options ~= nil and type(options) ~= 'table' then
    fail(4, 'a table of options expected, got %s', torch.type(options))
  end
  local given = {}
  for name, value in pairs(options or {}) do
    local may_be_off = name == 'unknown' and value == false
    if not OPTIONS[name] then fail(4, 'unknown option %s', tostring(name)) end
    if type(value) ~= OPTIONS[name] and not may_be_off then
      fail(4, 'option %s: a %s expected, got %s', name, OPTIONS[name], torch.type(value))
    end
    given[name] = value
  end
  given.unit = given.unit or 'word'
  if not UNITS[given.unit] then
    fail(4, "option unit: 'word', 'run' or 'character' expected, got %q", given.unit)
  end
  if given.unknown == nil then given.unknown = UNKNOWN end
  given.lines = given.lines or false
  return given
end

-- The units that are counted often enough, the most common first, equal ones in alphabetical order.
local function by_count(counts, least, most)
  local units = {}
  for unit, count in pairs(counts) do
    if count >= least then units[#units + 1] = unit end
  end
  table.sort(units, function(a, b)
    if counts[a] ~= counts[b] then return counts[a] > counts[b] end
    return a < b
  end)
  for i = #units, most + 1, -1 do units[i] = nil end
  return units
end

--- The vocabulary of a text: its units, numbered from 1 on, the most common first.
-- @param corpus  the text, a string
-- @param options  optional, a table of:
--   unit: 'word' (the default), letters and digits together, other characters one by one; 'run',
--     whatever stands between blanks; 'character', of UTF-8, a byte that is none by itself
--   lines: whether the end of a line is a word, too, default false
--   least: how often a unit must come to have a number of its own, default 1
--   most: how many units have numbers, the most common ones, default all
--   unknown: the name of all other units, which gets the last number; default '<unknown>'; false
--     for none, encode then raises an error for other units
-- @return a facula.Vocabulary, which torch.save saves
-- Errors: no string, no unit in it, options that are none.
-- @usage local words = text.vocabulary 'to be or not to be'
--   words.units  --> {'be', 'to', 'not', 'or', '<unknown>'}
-- @usage local letters = text.vocabulary('to be', { unit = 'character', unknown = false })
--   letters:encode 'bet'  --> {2, 3, 5}
function text.vocabulary(corpus, options)
  if type(corpus) ~= 'string' then
    fail(3, 'a string expected, got %s', torch.type(corpus))
  end
  options = checked_options(options)
  local counts, total = core.io.text_count(corpus, options.unit, options.lines)
  local units = by_count(counts, options.least or 1, options.most or math.huge)
  local name = options.unknown
  if name and not counts[name] then units[#units + 1] = name end
  if #units == 0 then fail(3, 'no %s in the text', options.unit) end
  return text.Vocabulary(options, units, counts, total)
end

function Vocabulary:__init(options, units, counts, total)
  self.unit, self.lines = options.unit, options.lines
  self.units, self.numbers, self.counts = units, {}, {}
  local known = 0
  for i, unit in ipairs(units) do
    self.numbers[unit], self.counts[i] = i, counts[unit] or 0
    known = known + self.counts[i]
  end
  self.unknown = options.unknown and self.numbers[options.unknown] or nil
  if self.unknown then
    self.counts[self.unknown] = self.counts[self.unknown] + total - known
  end
end

--- How many units have numbers, the unknown one included.
function Vocabulary:size()
  return #self.units
end

--- The number of a unit; that of the unknown one, or nil, if it has none.
-- @param unit  a string
-- @usage text.vocabulary('to be'):number 'king'  --> 3
function Vocabulary:number(unit)
  return self.numbers[unit] or self.unknown
end

--- A text as numbers.
-- @param corpus  a string
-- @return a LongTensor with the number of each unit, without dimensions if there is none
-- Errors: a unit has no number, and there is no unknown one; the byte is told, from 0 on.
-- @usage text.vocabulary('to be'):encode 'be to be'  --> {1, 2, 1}
function Vocabulary:encode(corpus)
  if type(corpus) ~= 'string' then
    error(('facula.Vocabulary.encode: a string expected, got %s'):format(torch.type(corpus)), 2)
  end
  return core.io.text_encode(corpus, self.unit, self.lines, self.numbers, self.unknown or 0)
end

--- Numbers as text: characters side by side, other units with blanks between them.
-- @param numbers  a tensor or a list of numbers
-- Errors: a number that no unit has.
-- @usage text.vocabulary('to be'):decode { 2, 1, 2 }  --> to be to
function Vocabulary:decode(numbers)
  local parts = numbers
  if torch.isTensor(numbers) then
    parts = numbers:nElement() > 0 and numbers:contiguous():view(-1):totable() or {}
  end
  if type(parts) ~= 'table' then
    error(('facula.Vocabulary.decode: a tensor or a list of numbers expected, got %s'):format(
      torch.type(numbers)), 2)
  end
  local units = {}
  for i, number in ipairs(parts) do
    units[i] = self.units[number]
    if not units[i] then
      error(('facula.Vocabulary.decode: a number from 1 to %d expected, got %s'):format(
        #self.units, tostring(number)), 2)
    end
  end
  if self.unit == 'character' then return table.concat(units) end
  return (table.concat(units, ' '):gsub(' ?\n ?', '\n'))
end

function Vocabulary:__tostring__()
  return ('facula.Vocabulary of %d %ss'):format(#self.units, self.unit)
end

-- --- data sets -----------------------------------------------------------------------------------

-- Windows of so many numbers of a text, each a step behind the one before; they share its memory.
local function unfold(where, numbers, size, step)
  if not torch.isTensor(numbers) or numbers:dim() ~= 1 then
    error(('facula.text.%s: a tensor of 1 dimension expected, got %s'):format(where,
      torch.type(numbers)), 3)
  end
  if type(size) ~= 'number' or size % 1 ~= 0 or size < 1 or numbers:size(1) <= size then
    error(('facula.text.%s: a size from 1 to %d, one less than the text, expected, got %s'):format(
      where, numbers:size(1) - 1, tostring(size)), 3)
  end
  if type(step) ~= 'number' or step % 1 ~= 0 or step < 1 then
    error(('facula.text.%s: a step from 1 on expected, got %s'):format(where, tostring(step)), 3)
  end
  return numbers:unfold(1, size + 1, step)
end

--- All windows of n units, and the unit that follows each: for models that guess the next word
-- (Bengio et al., A neural probabilistic language model, 2003).
-- @param numbers  a tensor of 1 dimension, from encode; it is not copied
-- @param n  how many units a window has
-- @return a data set: input n numbers, target a number
-- @usage text.windows(torch.LongTensor { 7, 8, 9, 10 }, 2):get(1)  --> {7, 8}, 9
function text.windows(numbers, n)
  local all = unfold('windows', numbers, n, 1)
  return dataset.new(all:narrow(2, 1, n), all:select(2, n + 1))
end

--- Sequences of n units, and the same one unit later: for models that guess a unit at each place.
-- @param numbers  a tensor of 1 dimension, from encode; it is not copied
-- @param n  how many units a sequence has
-- @param step  optional: how many units behind it the next one starts, default n, without overlap
-- @return a data set: input n numbers, target n numbers
-- @usage text.sequences(torch.LongTensor { 7, 8, 9, 10 }, 2):get(1)  --> {7, 8}, {8, 9}
function text.sequences(numbers, n, step)
  local all = unfold('sequences', numbers, n, step or n)
  return dataset.new(all:narrow(2, 1, n), all:narrow(2, 2, n))
end

return text
