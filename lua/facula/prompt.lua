--- The prompt of the `facula` command: reads a line or more, runs it, prints what comes out. An
-- error is one sentence, `:trace` shows where it came from; Ctrl-C stops what runs.
-- Neighbours: command.lua starts it; show.lua prints, complete.lua is Tab, help.lua answers `?`,
-- src/terminal reads lines and makes evaluations that can be stopped.
-- @module facula.prompt

local complete = require 'facula.complete'
local core = require 'facula.core'
local line = require 'facula.line'
local show = require 'facula.show'
local torch = require 'torch'

local prompt = {}

local SIGN, MORE_SIGN = '> ', '>> '
local NOTABLE = 1 -- seconds that are worth telling
local HISTORY = 1000 -- lines that are kept from session to session

local HELP = [=[
An expression prints its value; `;` at its end keeps it quiet. _LAST has the last value.
  ?torch.add   what is known about a name       Tab      completes names and files
  :trace       where the last error came from   Up, Down, Ctrl-R   lines of before
  $ ls         a command of the shell           Ctrl-C   stops what runs, clears the line
  exit         or Ctrl-D leaves                 who()    lists your variables
Lines are collected until they are complete. A local lives as long as the input it stands in.
nn, optim and other packages load when they are first used.]=]

-- The session: whether somebody sits at a terminal, and what was said so far.
local session = {}

local load_text = loadstring or load

--- An error as one line.
-- @param err the error, of any type
-- @usage prompt.sentence('a\n  b') --> 'a b'
function prompt.sentence(err)
  local text = type(err) == 'string' and err or show.text(err)
  return (text:gsub('%s*\n%s*', ' '))
end

-- --- compiling -----------------------------------------------------------------------------------

-- Whether more text may mend an error. A string in quotes ends with its line.
local function ends_early(err)
  return err:find "near '?<eof>'?$" ~= nil and not err:find 'unfinished string'
end

local function same(...) return ... end

-- LuaJIT's machine code does not look for Ctrl-C, so what is typed stays in the interpreter.
local function stoppable(f)
  if jit then jit.off(f, true) end
  return f
end

-- An expression as a function. `return f(x)` would be a tail call, which loses its place in traces.
local function compile_expression(text)
  local f, err = load_text('return ' .. text, '=prompt')
  if not f then return nil, err end
  local closing = text:find('--', 1, true) and '\n)' or ')' -- a comment hides the rest of its line
  f = stoppable(load_text('return (...)(' .. text .. closing, '=prompt') or f)
  return function() return f(same) end
end

--- Compiles what was typed: an expression, `= expression` or statements.
-- @param text one or more lines
-- @return the function; or nil and the error; or nil, the error and true when more lines may
-- complete it
-- @usage prompt.compile('1 + 1')() --> 2
function prompt.compile(text)
  text = text:gsub('^%s*=', '')
  local expression = text:gsub('%s*;%s*$', '')
  local f, err_expression = compile_expression(expression)
  if f then return f end
  local err
  f, err = load_text(text, '=prompt')
  if f then return stoppable(f) end
  return nil, err, ends_early(err) or ends_early(err_expression)
end

-- --- errors --------------------------------------------------------------------------------------

local function say(text)
  io.stdout:write(text, '\n')
end

local function complain(text)
  io.stdout:flush()
  io.stderr:write(show.paint('error', text, session.error_colour), '\n')
end

-- A hint that is given once in a session, to those who sit in front of it.
local function hint(text)
  if not session.interactive or session.hinted[text] then return end
  session.hinted[text] = true
  say(show.paint('dim', text, session.colour))
end

-- The trace down to what was typed; what stands below it is the prompt itself.
local function cleaned(trace)
  local lines, last = {}, nil
  for text in trace:gmatch '[^\n]+' do
    lines[#lines + 1] = text
    if text:find '^%s*prompt:%d+: in ' then last = #lines end
  end
  if last then lines[last] = lines[last]:gsub(': in .*', ': in what was typed') end
  return table.concat(lines, '\n', 1, last)
end

local function tell_error(text, err, trace, interrupted)
  session.error = type(err) == 'string' and err or show.text(err)
  session.trace = trace and cleaned(trace)
  if interrupted then return complain((session.interactive and '\n' or '') .. 'Interrupted.') end
  local sentence = prompt.sentence(err)
  if not text:find '\n' then sentence = sentence:gsub('^prompt:%d+: ', '') end
  complain(sentence)
  if trace then hint '(:trace shows where it came from)' end
end

local function tell_trace()
  if not session.trace then return say 'There was no error.' end
  say(session.error)
  say(session.trace)
end

-- --- running -------------------------------------------------------------------------------------

-- Keeps the first result where Torch7's scripts look for it. Old results live only as long as
-- somebody else knows them: tensors are large.
local function keep(value)
  rawset(_G, '_LAST', value)
  local results = rawget(_G, '_RESULTS')
  if type(results) ~= 'table' then
    results = setmetatable({}, { __mode = 'v' })
    rawset(_G, '_RESULTS', results)
  end
  results[#results + 1] = value
end

local function print_results(quiet, ...)
  if select('#', ...) == 0 then return end
  keep((...))
  if not quiet then say(show.results(session.colour, ...)) end
end

local function evaluate(text, f)
  local quiet = text:find ';%s*$' ~= nil
  local started = core.clock()
  local ok, err, trace, interrupted = line.evaluate(core.interrupt_flag, function()
    print_results(quiet, f())
  end)
  if not ok then return tell_error(text, err, trace, interrupted) end
  local seconds = core.clock() - started
  if session.interactive and seconds >= NOTABLE then
    say(show.paint('dim', ('[%.2f s]'):format(seconds), session.colour))
  end
  if text:find '^%s*local%s+[%a_][%w_%s,]*=[^\n]*$' and not text:find 'return' then
    hint '(a local is gone with its line; without `local` it stays)'
  end
end

-- --- lines that are no Lua -----------------------------------------------------------------------

local function value_named(name)
  local value = _G
  for key in name:gmatch '[%w_]+' do
    if type(value) ~= 'table' and type(value) ~= 'userdata' then return nil end
    value = value[key]
  end
  return value
end

-- Help on a name: of an operation or class, or of what a variable holds.
local function about(name)
  local help = require 'facula.help'
  name = name:gsub(':', '.')
  local text = help.about(name)
  if text then return text end
  local value = value_named(name)
  if value == nil then return ('Nothing is known about %s.'):format(name) end
  local class = torch.typename(value)
  local of_class = class and help.about(class)
  return ('%s is a %s.%s'):format(name, class or type(value), of_class and '\n' .. of_class or '')
end

local function answer(name)
  local ok, text = pcall(about, name)
  if ok then say(text) else complain(prompt.sentence(text)) end
end

local LISTINGS = { ll = 'ls -l', la = 'ls -a', lla = 'ls -la' }

local function run_shell(command)
  io.stdout:flush()
  os.execute(LISTINGS[command] or command)
end

local function leave()
  session.over = true
end

-- Pattern of a line -> what it does, with its captures.
local COMMANDS = {
  { '^%s*%?%s*$', function() say(HELP) end },
  { '^%s*%?%s*([%a_][%w_.:]*)%s*$', answer },
  { '^%s*%$%s*(.-)%s*$', run_shell },
  { '^%s*:trace%s*$', tell_trace },
  { '^%s*(:%a+)%s*$', function(name) complain('No command ' .. name .. '; ? lists them.') end },
  { '^%s*exit%s*$', leave }, { '^%s*quit%s*$', leave }, { '^%s*break%s*$', leave },
}

local function run_command(text)
  for _, command in ipairs(COMMANDS) do
    local capture = text:match(command[1])
    if capture then
      command[2](capture)
      return true
    end
  end
  return false
end

-- --- history -------------------------------------------------------------------------------------

-- Where lines are kept: $FACULA_HISTORY or Torch7's $TREPL_HISTORY, empty for nowhere; else in the
-- folder for such files, else in the home folder.
local function history_path()
  local told = os.getenv 'FACULA_HISTORY' or os.getenv 'TREPL_HISTORY'
  if told then return told ~= '' and told or nil end
  local state, home = os.getenv 'XDG_STATE_HOME', os.getenv 'HOME'
  if state and state ~= '' then return state .. '/facula_history' end
  return home and home .. '/.facula_history'
end

local function load_history()
  local path = history_path()
  local file = path and io.open(path)
  session.history = path
  if not file then return end
  local lines = {}
  for text in file:lines() do lines[#lines + 1] = text end
  file:close()
  local first = math.max(1, #lines - HISTORY + 1)
  for i = first, #lines do line.remember(lines[i]) end
  session.last = lines[#lines]
  if #lines > 2 * HISTORY then -- written anew beside it, so that it is whole at any time
    local fresh = path .. '.new'
    os.remove(fresh)
    if line.append(fresh, table.concat(lines, '\n', first) .. '\n') then os.rename(fresh, path) end
  end
end

local function remember(text)
  if not session.interactive or text:find '^%s*$' or text == session.last then return end
  session.last = text
  line.remember(text)
  if session.history and not line.append(session.history, text .. '\n') then
    session.history = nil -- a place that cannot be written is not tried again
  end
end

-- --- the loop ------------------------------------------------------------------------------------

local function read_line(sign)
  if not session.interactive then return io.read() end
  io.stdout:flush()
  local text = line.read(sign, complete.tab)
  if text then remember(text) end
  return text
end

-- Reads until the text is complete; returns it and its function, or nil and the error; no function
-- and no error where there is nothing to run. Returns nil at the end of input.
local function read_text()
  local text = read_line(SIGN)
  if text == nil then return nil end
  if not text or text:find '^%s*$' or run_command(text) then return '' end
  local f, err, incomplete = prompt.compile(text)
  while incomplete do
    local more = read_line(MORE_SIGN)
    if more == false then return '' end
    if not more then return text, nil, err end
    text = text .. '\n' .. more
    f, err, incomplete = prompt.compile(text)
  end
  return text, f, err
end

local function read_evaluate_print()
  while not session.over do
    local text, f, err = read_text()
    if f then
      evaluate(text, f)
    elseif err then
      tell_error(text, err)
    elseif text == nil then
      if session.interactive then io.write '\n' end
      return
    end
  end
end

--- Reads, evaluates and prints until the end of input. Errors are printed on one line and end
-- nothing. On a terminal lines are edited and remembered.
function prompt.run()
  local outer = session
  local interactive = torch.isatty(io.stdin) and torch.isatty(io.stdout)
  session = {
    interactive = interactive, hinted = {},
    colour = interactive and show.may_colour(io.stdout),
    error_colour = interactive and show.may_colour(io.stderr),
  }
  local compiling = jit and jit.status()
  if compiling then
    jit.off()
    jit.flush()
  end
  if interactive then
    load_history()
    say(('Facula %s on %s. ? for help, Ctrl-D leaves.')
      :format(require 'facula.version', jit and jit.version or _VERSION))
  end
  read_evaluate_print()
  if compiling then jit.on() end
  session = outer
end

return prompt
