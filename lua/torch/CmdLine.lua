--- torch.CmdLine: options and arguments of scripts, their help, names of experiments, logs.
--
-- Example:
--   local cmd = torch.CmdLine()
--   cmd:text('Trains a network.')
--   cmd:option('-rate', 0.1, 'learning rate')
--   cmd:option('-quiet', false, 'say nothing')
--   cmd:parse {'-rate', '0.5'}  --> {quiet = false, rate = 0.5}
--
-- An option may be given with one dash or two, whatever it was declared with.
local CmdLine = torch.class('torch.CmdLine')

local VALUE_TYPES = { number = true, string = true, boolean = true }

local function bare(key)
  return (key:gsub('^%-+', ''))
end

-- What a word of the command line is as a value of that type; nil when it is none.
local function convert(word, kind)
  if kind == 'number' then return tonumber(word) end
  if kind == 'boolean' then
    local values = { ['true'] = true, ['false'] = false }
    return values[word]
  end
  return word
end

local function check_kind(method, key, kind)
  if not VALUE_TYPES[kind] then
    local text = "torch.CmdLine: %s %s: expected the type 'number', 'string' or 'boolean', got %s"
    error(text:format(method, tostring(key), tostring(kind)), 3)
  end
end

--- A command line without options.
-- @param[opt=','] argseparator between the parts of string()
-- @param[opt='='] keyseparator between key and value there
function CmdLine:__init(argseparator, keyseparator)
  self.argseparator = argseparator or ','
  self.keyseparator = keyseparator or '='
  self.options = {}
  self.arguments = {}
  self.helplines = {}
  self.dateformat = nil
  self.silentio = false
end

--- Adds a line of text to the help, default an empty one.
function CmdLine:text(text)
  self.helplines[#self.helplines + 1] = text or ''
end

--- Declares an option.
-- @param key  its name with dashes, such as '-rate'
-- @param default  its value when it is not given: a number, string or boolean. A boolean option is
--   a flag: giving it, without a value, makes it the opposite of its default.
-- @param help  one line
-- @param kind  optional, the type of the value; must be that of default
-- Errors: the key has no dash or is taken, the default is nil or of another type.
function CmdLine:option(key, default, help, kind)
  if type(key) ~= 'string' or not key:match('^%-+[^%-]') then
    local text = "torch.CmdLine: option: expected a name such as '-rate', got %s"
    error(text:format(tostring(key)), 2)
  end
  kind = kind or type(default)
  check_kind('option', key, kind)
  if type(default) ~= kind then
    error(('torch.CmdLine: option %s: expected a default of type %s, got %s'):format(key, kind,
      type(default)), 2)
  end
  if self.options[bare(key)] then
    error(('torch.CmdLine: option %s is declared twice'):format(key), 2)
  end
  local option = { key = key, default = default, help = help or '', type = kind }
  self.options[bare(key)] = option
  self.helplines[#self.helplines + 1] = option
end

--- Declares an argument: a word that must be given, in the order of declaration.
-- @param key  its name
-- @param help  one line
-- @param kind  'string' (default), 'number' or 'boolean' (true, false)
function CmdLine:argument(key, help, kind)
  kind = kind or 'string'
  check_kind('argument', key, kind)
  local argument = { key = bare(key), help = help or '', type = kind }
  self.arguments[#self.arguments + 1] = argument
  self.helplines[#self.helplines + 1] = argument
end

--- The values of all options when none is given.
function CmdLine:default()
  local values = {}
  for name, option in pairs(self.options) do values[name] = option.default end
  return values
end

--- Prints message and help to stderr and ends the program with status 1.
-- @param message the text
function CmdLine:error(message)
  io.stderr:write('\n', message, '\n\n')
  self:help(arg, io.stderr)
  os.exit(1)
end

--- The option at words[i]; returns its value and the index of the last word it took. For parse.
function CmdLine:read_option(option, words, i)
  if option.type == 'boolean' then return not option.default, i end
  local word = words[i + 1]
  if word == nil then self:error(('option %s: a %s is missing'):format(option.key, option.type)) end
  local value = convert(word, option.type)
  if value == nil then
    self:error(("option %s: expected a %s, got '%s'"):format(option.key, option.type, word))
  end
  return value, i + 1
end

--- The value of an argument, from the word that was given. For parse.
function CmdLine:read_argument(argument, word)
  if not argument then self:error(("unexpected argument '%s'"):format(word)) end
  local value = convert(word, argument.type)
  if value == nil then
    self:error(("argument <%s>: expected a %s, got '%s'"):format(argument.key, argument.type, word))
  end
  return value
end

local HELP = { ['-h'] = true, ['-help'] = true, ['--help'] = true }

--- Reads a command line.
-- @param words  list of words, usually the global arg
-- @return table from names (without dashes) to values
-- -h, -help or --help print the help and end the program; so do, with status 1, words that do not
-- fit the declarations.
function CmdLine:parse(words)
  local values, given, i = self:default(), 0, 1
  while i <= #words do
    local word = words[i]
    local option = word:match('^%-') and self.options[bare(word)]
    if option then
      values[bare(word)], i = self:read_option(option, words, i)
    elseif HELP[word] then
      self:help(words)
      os.exit(0)
    elseif word:match('^%-') and not tonumber(word) then
      self:error(("unknown option '%s'"):format(word))
    else
      given = given + 1
      local argument = self.arguments[given]
      local value = self:read_argument(argument, word)
      values[argument.key] = value
    end
    i = i + 1
  end
  if given < #self.arguments then
    self:error(('argument <%s> is missing'):format(self.arguments[given + 1].key))
  end
  return values
end

local function help_columns(line)
  if line.default == nil then return '  <' .. line.key .. '>', line.help end
  return '  ' .. line.key, ('%s [%s]'):format(line.help, tostring(line.default))
end

--- Prints how to call the script and what its options are.
-- @param words  the command line; words[0] is the name of the script
-- @param out  a file, default stdout
function CmdLine:help(words, out)
  out = out or io.stdout
  local usage = 'Usage: ' .. (words and words[0] or 'script')
  if next(self.options) then usage = usage .. ' [options]' end
  for _, argument in ipairs(self.arguments) do usage = usage .. ' <' .. argument.key .. '>' end
  out:write(usage, '\n')
  local widest = 0
  for _, line in ipairs(self.helplines) do
    if type(line) == 'table' then widest = math.max(widest, #(help_columns(line))) end
  end
  for _, line in ipairs(self.helplines) do
    if type(line) == 'table' then
      local left, right = help_columns(line)
      out:write(left, (' '):rep(widest - #left + 1), right, '\n')
    else
      out:write(line, '\n')
    end
  end
end

local function short(value)
  if type(value) == 'boolean' then return value and 't' or 'f' end
  return tostring(value)
end

--- A name for an experiment: prefix and all options that differ from their defaults, such as
-- 'mnist,rate=0.2,verbose=t'; arguments first, then options, both sorted by name.
-- @param prefix  what the name starts with
-- @param params  table of values, as parse returns it; names that are not declared are told on
--   stderr and left out
-- @param ignore  optional table: names with a true value are left out
function CmdLine:string(prefix, params, ignore)
  ignore = ignore or {}
  local is_argument, arguments, options = {}, {}, {}
  for _, argument in ipairs(self.arguments) do is_argument[argument.key] = true end
  for name, value in pairs(params) do
    local option = self.options[name]
    if ignore[name] then -- luacheck: ignore 542
    elseif is_argument[name] then
      arguments[#arguments + 1] = name .. self.keyseparator .. short(value)
    elseif not option then
      io.stderr:write(("torch.CmdLine: string: '%s' is not an option\n"):format(tostring(name)))
    elseif option.default ~= value then
      options[#options + 1] = name .. self.keyseparator .. short(value)
    end
  end
  table.sort(arguments)
  table.sort(options)
  local parts = { prefix }
  for _, part in ipairs(arguments) do parts[#parts + 1] = part end
  for _, part in ipairs(options) do parts[#parts + 1] = part end
  return table.concat(parts, self.argseparator)
end

--- Lets the lines of a log begin with name and date.
-- @param name  default ''
-- @param format  of os.date, default '%Y-%m-%d %H:%M:%S'
function CmdLine:addTime(name, format)
  format = format or '%Y-%m-%d %H:%M:%S'
  if type(format) ~= 'string' then
    error(('torch.CmdLine: addTime: expected a date format, got a %s'):format(type(format)), 2)
  end
  name = name and name ~= '' and name .. ' ' or ''
  self.dateformat = '[' .. name .. format .. '] '
end

--- A log does not print to the screen any more, only to its file.
function CmdLine:silent()
  self.silentio = true
end

--- From now on the global print also writes to a file.
-- @param file  name of the file, which is overwritten, or an open file
-- @param params  optional table of values, written at the head of the log
-- Errors: the file cannot be opened.
function CmdLine:log(file, params)
  if type(file) == 'string' then
    local opened, why = io.open(file, 'w')
    if not opened then error('torch.CmdLine: log: cannot open ' .. why, 2) end
    file = opened
  end
  local screen = print
  local function log(...)
    if not self.silentio then screen(...) end
    local words = {}
    for i = 1, select('#', ...) do words[i] = tostring((select(i, ...))) end
    file:write(self.dateformat and os.date(self.dateformat) or '', table.concat(words, '\t'), '\n')
    file:flush()
  end
  rawset(_G, 'print', log) -- what logging is for
  if not params then return end
  file:write('[program started on ', os.date(), ']\n[command line arguments]\n')
  local names = {}
  for name in pairs(params) do names[#names + 1] = tostring(name) end
  table.sort(names)
  for _, name in ipairs(names) do file:write(name, '\t', tostring(params[name]), '\n') end
  file:write('[----------------------]\n')
  file:flush()
end
