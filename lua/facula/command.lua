--- The `facula` command: runs a script or a line of code with torch loaded, or starts a prompt.
-- Called by facula/main.lua.

local command = {}

local usage = [=[
usage: facula [options] [script.lua [arguments]]
  -e CODE        run CODE
  -l NAME        require NAME
  -i             start the prompt after the script or -e
  -v, --version  print the version
  -h, --help     print this
Without a script or -e it starts a prompt, where expressions print by themselves.
torch is loaded before anything runs.
]=]

local load_text = loadstring or load

-- An error as one line: what was said, without a trace.
local function one_line(err)
  return (tostring(err):gsub('%s*\n%s*', ' '))
end

-- An error as a script's user wants it: with the way that led there. Error objects stay themselves.
local function with_trace(err)
  if type(err) ~= 'string' then return err end
  return debug.traceback(err, 2)
end

-- Calls f(...) and returns true, or reports the error and returns false.
local function report(f, ...)
  local arguments, n = { ... }, select('#', ...)
  local ok, err = xpcall(function() return f((unpack or table.unpack)(arguments, 1, n)) end,
                         with_trace)
  if not ok then io.stderr:write('facula: ', tostring(err), '\n') end
  return ok
end

--- Compiles what was typed at the prompt: an expression, `= expression` or statements.
-- @param text one or more lines
-- @return the function; or nil and the error; or nil, the error and true when more lines may
-- complete it
-- @usage command.compile('1 + 1')() --> 2
function command.compile(text)
  text = text:gsub('^%s*=', 'return ')
  local f = load_text('return ' .. text, '=prompt')
  if f then return f end
  local err
  f, err = load_text(text, '=prompt')
  if f then return f end
  return nil, err, err:find("near '?<eof>'?$") ~= nil
end

-- Prints the results of a protected call, or its error on one line.
local function show(ok, ...)
  if not ok then
    io.stderr:write(one_line((...)), '\n')
  elseif select('#', ...) > 0 then
    print(...)
  end
end

-- True when somebody sits at the terminal.
local function is_interactive()
  return torch.isatty(io.stdin)
end

-- `?torch.add` at the prompt: prints what is known of the operation; false if it is no such line.
local function answered_help(line)
  local name = line:match('^%s*%?%s*([%w_.]+)%s*$')
  if not name then return false end
  print(require('facula.help').about(name) or 'Nothing is known about ' .. name .. '.')
  return true
end

--- Reads lines until the end of input; runs each as soon as it is complete. Errors are printed on
-- one line and end nothing.
function command.prompt()
  local interactive = is_interactive()
  local function read_line(sign)
    if interactive then
      io.write(sign)
      io.flush()
    end
    return io.read()
  end
  if interactive then
    io.write('Facula ', require 'facula.version', ' on ', jit and jit.version or _VERSION,
             '. Ctrl-D leaves.\n')
  end
  local text
  while true do
    local line = read_line(text and '>> ' or '> ')
    if not line then break end
    if text or not answered_help(line) then
      text = text and text .. '\n' .. line or line
      local f, err, incomplete = command.compile(text)
      if f then
        show(pcall(f))
      elseif not incomplete then
        io.stderr:write(one_line(err), '\n')
      end
      if not incomplete then text = nil end
    end
  end
  if text then io.stderr:write(one_line(select(2, command.compile(text))), '\n') end
  if interactive then io.write('\n') end
end

local function run_code(code)
  assert(load_text(code, '=(-e)'))()
end

-- Runs the script at position i of the command line with what follows it as its arguments, which
-- it also finds in the global `arg`, as under plain Lua.
local function run_script(args, i)
  local script = args[i]
  local f = assert(loadfile(script))
  local rest = {}
  for k = i + 1, #args do rest[#rest + 1] = args[k] end
  for k in pairs(args) do args[k] = nil end
  args[0] = script
  for k, v in ipairs(rest) do args[k] = v end
  f((unpack or table.unpack)(rest))
end

-- The command line as {actions = {{f, argument}...}, script = index or nil, ...}; or nil and what
-- is wrong with it.
local function parse(args)
  local parsed = { actions = {} }
  local i = 1
  while args[i] and args[i]:sub(1, 1) == '-' do
    local option = args[i]
    if option == '-e' or option == '-l' then
      i = i + 1
      if not args[i] then return nil, option .. ' expects an argument' end
      table.insert(parsed.actions, { option == '-e' and run_code or require, args[i] })
      parsed.has_code = parsed.has_code or option == '-e'
    elseif option == '-i' then
      parsed.interactive = true
    elseif option == '-v' or option == '--version' then
      parsed.version = true
    elseif option == '-h' or option == '--help' then
      parsed.help = true
    else
      return nil, 'unknown option ' .. option
    end
    i = i + 1
  end
  parsed.script = args[i] and i
  return parsed
end

--- Obeys a command line.
-- @param args the arguments at 1, 2, ...; a script finds its own there
-- @return the exit status: 0, 1 after an error in code that ran, 2 for a bad command line
-- @usage os.exit(require('facula.command').run(arg))
function command.run(args)
  local parsed, err = parse(args)
  if not parsed then
    io.stderr:write('facula: ', err, '\n', usage)
    return 2
  end
  if parsed.help then
    io.write(usage)
    return 0
  end
  if parsed.version then
    io.write('Facula ', require 'facula.version', ' (', jit and jit.version or _VERSION, ')\n')
    return 0
  end
  if not report(require, 'torch') then return 1 end
  for _, action in ipairs(parsed.actions) do
    if not report(action[1], action[2]) then return 1 end
  end
  if parsed.script and not report(run_script, args, parsed.script) then return 1 end
  if parsed.interactive or not (parsed.script or parsed.has_code) then command.prompt() end
  return 0
end

return command
