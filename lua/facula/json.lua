--- Reads JSON (RFC 8259) that nobody vouches for: strict, with limits on size and depth.
-- Objects and arrays become tables, numbers, strings and booleans become those of Lua, null becomes
-- json.null. Refused are: text behind the value, a key twice in an object, commas and comments that
-- JSON lacks, control characters in strings, half surrogates, what is not UTF-8, and numbers too
-- large for a double.
-- Neighbours: safetensors.lua reads the heads of its files with this.
-- @usage json.decode '{"shape": [2, 3]}'.shape[2]  --> 3
local json = {}

local MOST_BYTES, MOST_DEPTH = 2 ^ 27, 64

--- What stands for null, since a table cannot hold nil.
json.null = setmetatable({}, { __tostring = function() return 'null' end })

local arrays = setmetatable({}, { __mode = 'k' })

--- Whether a value was an array: an empty table may have been {} or [].
-- @param value  what json.decode returned, or a part of it
-- @usage json.is_array(json.decode '[]'), json.is_array(json.decode '{}')  --> true, false
function json.is_array(value)
  return arrays[value] == true
end

-- The byte that stands at a place, for messages.
local function found(text, at)
  local c = text:sub(at, at)
  if c == '' then return 'the end of the text' end
  return c:find '[ -~]' and c ~= '"' and ("'%s'"):format(c) or ('byte 0x%02x'):format(c:byte())
end

local function fail(at, expected, what)
  error({ byte = at - 1, expected = expected, found = what }, 0)
end

local function expected(text, at, what)
  fail(at, what, found(text, at))
end

local function skip(text, at)
  return text:match('^[ \t\r\n]*()', at)
end

-- The UTF-8 of a code point.
local function utf8(code)
  local char, floor = string.char, math.floor
  if code < 0x80 then return char(code) end
  local tail = char(0x80 + code % 64)
  code = floor(code / 64)
  if code < 32 then return char(0xC0 + code) .. tail end
  tail = char(0x80 + code % 64) .. tail
  code = floor(code / 64)
  if code < 16 then return char(0xE0 + code) .. tail end
  return char(0xF0 + floor(code / 64), 0x80 + code % 64) .. tail
end

-- Well-formed sequences of more than one byte (Unicode, table 3-7).
local SEQUENCES = {
  '^[\194-\223][\128-\191]()', '^\224[\160-\191][\128-\191]()',
  '^[\225-\236\238\239][\128-\191][\128-\191]()', '^\237[\128-\159][\128-\191]()',
  '^\240[\144-\191][\128-\191][\128-\191]()', '^[\241-\243][\128-\191][\128-\191][\128-\191]()',
  '^\244[\128-\143][\128-\191][\128-\191]()',
}

local function sequence_end(text, at)
  for _, pattern in ipairs(SEQUENCES) do
    local stop = text:match(pattern, at)
    if stop then return stop end
  end
  expected(text, at, 'UTF-8')
end

local ESCAPES = { ['"'] = '"', ['\\'] = '\\', ['/'] = '/', b = '\b', f = '\f', n = '\n', r = '\r',
  t = '\t' }

-- The text of \uXXXX, or of two that make one character, whose backslash is at this place.
local function unicode_escape(text, at)
  local digits, stop = text:match('^\\u(%x%x%x%x)()', at)
  if not digits then expected(text, at + 2, 'four hexadecimal digits') end
  local code = tonumber(digits, 16)
  if code < 0xD800 or code > 0xDFFF then return utf8(code), stop end
  local low, after = text:match('^\\u([dD][c-fC-F]%x%x)()', stop)
  if code > 0xDBFF or not low then fail(at, 'a pair of surrogates', '\\u' .. digits) end
  return utf8(0x10000 + (code - 0xD800) * 0x400 + tonumber(low, 16) - 0xDC00), after
end

local function read_string(text, at)
  local parts = {}
  at = at + 1
  while true do
    local stop = text:match('^[ !#-Z^-\127%[%]]*()', at)
    if stop > at then parts[#parts + 1] = text:sub(at, stop - 1) end
    local c = text:sub(stop, stop)
    if c == '"' then return table.concat(parts), stop + 1 end
    if c == '\\' then
      local kind = text:sub(stop + 1, stop + 1)
      if kind == 'u' then
        parts[#parts + 1], at = unicode_escape(text, stop)
      else
        if not ESCAPES[kind] then expected(text, stop + 1, 'one of "\\/bfnrtu') end
        parts[#parts + 1], at = ESCAPES[kind], stop + 2
      end
    elseif c ~= '' and c:byte() >= 0x80 then
      at = sequence_end(text, stop)
      parts[#parts + 1] = text:sub(stop, at - 1)
    else
      expected(text, stop, 'a character of a string or its closing quote')
    end
  end
end

local function read_number(text, at)
  local stop = text:match('^%-?0()', at) or text:match('^%-?[1-9]%d*()', at)
  if not stop then expected(text, at, 'a value') end
  if text:find('^[%d.]', stop) then
    stop = text:sub(stop, stop) == '.' and text:match('^%.%d+()', stop)
      or expected(text, stop, 'a number as JSON writes it')
  end
  if text:find('^[eE]', stop) then
    stop = text:match('^[eE][+-]?%d+()', stop) or expected(text, stop + 1, 'digits of an exponent')
  end
  local digits = text:sub(at, stop - 1)
  -- LuaJIT gives nil for exponents of many digits
  local number = tonumber(digits) or (digits:find('-', 2, true) and 0 or 1 / 0)
  if number - number ~= 0 then fail(at, 'a number that a double holds', 'one beyond') end
  return number, stop
end

local read

local function read_array(text, at, depth)
  local array = {}
  arrays[array] = true
  at = skip(text, at + 1)
  if text:sub(at, at) == ']' then return array, at + 1 end
  while true do
    array[#array + 1], at = read(text, at, depth)
    at = skip(text, at)
    local c = text:sub(at, at)
    if c == ']' then return array, at + 1 end
    if c ~= ',' then expected(text, at, "',' or ']'") end
    at = skip(text, at + 1)
  end
end

local function read_object(text, at, depth)
  local object = {}
  at = skip(text, at + 1)
  if text:sub(at, at) == '}' then return object, at + 1 end
  while true do
    if text:sub(at, at) ~= '"' then expected(text, at, 'a key in quotes') end
    local start = at
    local key, stop = read_string(text, at)
    if object[key] ~= nil then fail(start, 'a key that is new', ('%q again'):format(key)) end
    at = skip(text, stop)
    if text:sub(at, at) ~= ':' then expected(text, at, "':'") end
    object[key], at = read(text, skip(text, at + 1), depth)
    at = skip(text, at)
    local c = text:sub(at, at)
    if c == '}' then return object, at + 1 end
    if c ~= ',' then expected(text, at, "',' or '}'") end
    at = skip(text, at + 1)
  end
end

local WORDS = { { 'true', true }, { 'false', false }, { 'null', json.null } }

function read(text, at, depth)
  local c = text:sub(at, at)
  if c == '"' then return read_string(text, at) end
  if c == '{' or c == '[' then
    if depth == 0 then fail(at, 'less depth', 'one more object or array') end
    return (c == '{' and read_object or read_array)(text, at, depth - 1)
  end
  for _, word in ipairs(WORDS) do
    if text:sub(at, at + #word[1] - 1) == word[1] then return word[2], at + #word[1] end
  end
  return read_number(text, at)
end

local function read_all(text, depth)
  local value, at = read(text, skip(text, 1), depth)
  at = skip(text, at)
  if at <= #text then expected(text, at, 'nothing behind the value') end
  return value
end

--- The value that a JSON text stands for.
-- @param text  a string
-- @param limits  optional: {bytes = the longest text, default 128 MiB; depth = how deep objects and
--   arrays may nest, default 64}
-- @return the value; or nil and a table with what is wrong: byte (counted from 0), expected, found
-- Errors: text is not a string.
-- @usage local value, problem = json.decode '[1, 2'
--   value, problem.byte  --> nil, 5
function json.decode(text, limits)
  if type(text) ~= 'string' then
    error(('facula.json.decode: a string expected, got %s'):format(type(text)), 2)
  end
  local most = limits and limits.bytes or MOST_BYTES
  if #text > most then
    return nil, { byte = 0, expected = ('at most %.0f bytes'):format(most),
      found = ('%d bytes'):format(#text) }
  end
  local ok, value = pcall(read_all, text, math.min(limits and limits.depth or MOST_DEPTH, 150))
  if ok then return value end
  if type(value) ~= 'table' then error(value, 0) end
  return nil, value
end

--- A string as JSON writes it.
-- @param text  a string of UTF-8
-- @usage json.quote 'one "word"'  --> "one \"word\""
-- Errors: text is not UTF-8.
function json.quote(text)
  local quoted = '"' .. text:gsub('[%z\1-\31"\\]', function(c)
    if c == '"' or c == '\\' then return '\\' .. c end
    return ('\\u%04x'):format(c:byte())
  end) .. '"'
  local ok = pcall(read_string, quoted, 1)
  if not ok then error('facula.json.quote: UTF-8 expected, got ' .. ('%q'):format(text), 2) end
  return quoted
end

return json
