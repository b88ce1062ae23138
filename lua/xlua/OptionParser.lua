--- xlua.OptionParser: options of a script, described one by one.
-- Neighbours: xlua/init.lua loads this; torch.CmdLine does the same in another style.
--
-- Example:
--   local parser = xlua.OptionParser('%prog [options] file')
--   parser:option {'-r', '--rate', action = 'store', dest = 'rate', default = 0.1,
--     help = 'learning rate'}
--   local options, args = parser:parse {'--rate=0.5', 'x.t7'}
--   options.rate, args  --> 0.5, {'x.t7'}
local OptionParser = torch.class('xlua.OptionParser')

local ACTIONS = { store = true, store_true = true, store_false = true }

--- A parser with the option --help.
-- @param[opt] usage one line; %prog in it becomes the name of the script
function OptionParser:__init(usage)
  self.usage = usage or '%prog [options]'
  self.option_descriptions = {}
  self.option_of = {} -- flag -> description
  self:option { '-h', '--help', action = 'store_true', dest = 'help',
    help = 'show this help and exit' }
end

--- Describes an option.
-- @param description a list of flags ('-s', '--long') with the fields: action ('store' takes a
-- value, 'store_true' and 'store_false' none), dest (name of the result, default: the last flag
-- without dashes), default, type ('number', 'string' or 'boolean', default: that of default),
-- help, metavar (what the value is called), req (true: it must be given)
function OptionParser:option(description)
  local action = description.action or 'store'
  if not ACTIONS[action] then
    error(("xlua.OptionParser: action 'store', 'store_true' or 'store_false' expected, got %s")
          :format(tostring(action)), 2)
  end
  if #description == 0 then error('xlua.OptionParser: an option needs a flag such as -s', 2) end
  local option = { action = action }
  for key, value in pairs(description) do option[key] = value end
  option.action = action
  option.dest = description.dest or description[#description]:gsub('^%-+', '')
  for _, flag in ipairs(description) do
    if self.option_of[flag] then
      error(('xlua.OptionParser: the option %s is there already'):format(flag), 2)
    end
    self.option_of[flag] = option
  end
  table.insert(self.option_descriptions, option)
end

-- A word as the value of an option.
local function convert(option, word)
  local kind = option.type or type(option.default)
  if kind == 'number' then return tonumber(word) end
  if kind == 'boolean' then return word == 'true' end
  return word
end

-- Obeys the flag at args[i]; returns the index of the last word it took.
function OptionParser:_take(options, args, i)
  local flag, value = args[i], nil
  local name, behind = flag:match('^(%-%-[^=]+)=(.*)$')
  if name then flag, value = name, behind end
  local option = self.option_of[flag]
  if not option then self:fail('unknown option: ' .. flag) end
  if option.action ~= 'store' then
    options[option.dest] = option.action == 'store_true'
    return i
  end
  if not value then
    i = i + 1
    value = args[i]
    if value == nil then self:fail(flag .. ' expects a value') end
  end
  options[option.dest] = convert(option, value)
  if options[option.dest] == nil then
    self:fail(('%s expects a number, got %s'):format(flag, value))
  end
  return i
end

--- Reads a command line.
-- @param[opt=arg] args list of words
-- @return a table of options and a list of the other words. -h prints the help and ends the
-- program; what cannot be understood does so too, with the status 1.
function OptionParser:parse(args)
  args = args or rawget(_G, 'arg') or {}
  local options, others, given = {}, {}, {}
  for _, option in ipairs(self.option_descriptions) do
    if options[option.dest] == nil then options[option.dest] = option.default end
  end
  local i = 1
  while args[i] ~= nil do
    local word = tostring(args[i])
    if word == '--' then
      for k = i + 1, #args do others[#others + 1] = args[k] end
      break
    end
    if word:find('^%-.') and not tonumber(word) then
      local last = self:_take(options, args, i)
      given[self.option_of[word:match('^(%-%-[^=]+)=') or word]] = true
      i = last
    else
      others[#others + 1] = args[i]
    end
    i = i + 1
  end
  if options.help then
    self:help()
    os.exit(0)
  end
  options.help = nil
  for _, option in ipairs(self.option_descriptions) do
    if option.req and not given[option] then self:fail('missing option: ' .. self:flags(option)) end
  end
  self.options = options
  return options, others
end

--- The flags of an option as the help shows them: '-r RATE, --rate=RATE'.
-- @param option as given to option(), or one of its flags
function OptionParser:flags(option)
  option = self.option_of[option] or option
  local meta = option.metavar or (option.dest or option[#option]:gsub('^%-+', '')):upper()
  local flags = {}
  for i, flag in ipairs(option) do
    if (option.action or 'store') ~= 'store' then
      flags[i] = flag
    else
      flags[i] = flag .. (flag:find('^%-%-') and '=' or ' ') .. meta
    end
  end
  return table.concat(flags, ', ')
end

local function help_text(self)
  local program = (rawget(_G, 'arg') or {})[0] or 'script'
  local lines = { 'Usage: ' .. self.usage:gsub('%%prog', (program:gsub('%%', '%%%%'))), '',
    'Options:' }
  local width = 0
  for _, option in ipairs(self.option_descriptions) do
    width = math.max(width, #self:flags(option))
  end
  for _, option in ipairs(self.option_descriptions) do
    local line = ('  %-' .. width .. 's  %s'):format(self:flags(option), option.help or '')
    if option.default ~= nil then line = ('%s [%s]'):format(line, tostring(option.default)) end
    if option.req then line = line .. ' [required]' end
    lines[#lines + 1] = line
  end
  return table.concat(lines, '\n') .. '\n'
end

--- Prints the help.
function OptionParser:help()
  io.stdout:write(help_text(self))
end

--- Prints a message and the help where errors go and ends the program with the status 1.
function OptionParser:fail(message)
  io.stderr:write(tostring(message), '\n\n', help_text(self))
  os.exit(1)
end

--- The options that parse has found, as text.
-- @param[opt=false] compact one line 'key=value,key=value', for names of files
function OptionParser:tostring(compact)
  local parts = {}
  for key, value in pairs(self.options or {}) do
    parts[#parts + 1] = compact and ('%s=%s'):format(key, tostring(value))
      or ('  + %s = %s'):format(key, tostring(value))
  end
  table.sort(parts)
  return table.concat(parts, compact and ',' or '\n')
end

--- Prints the options that parse has found.
-- @param[opt=false] compact see tostring
function OptionParser:summarize(compact)
  io.stdout:write(self:tostring(compact), '\n')
end
