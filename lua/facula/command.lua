--- The `facula` command, which is also installed as `th`: runs a script or a line of code with
-- torch loaded, or starts a prompt.
-- Neighbours: facula/main.lua calls it; prompt.lua is the prompt, trepl what th's scripts expect.

local command = {}

local usage = [=[
usage: facula [options] [script.lua [arguments]]
  -e CODE        run CODE; nn, optim and other packages load when first used
  -l NAME        require NAME
  -i             start the prompt after the script or -e
  -g, -gg        report globals that are made or missing; -gg as errors
  -v, --version  print the version and how it was built
  -h, --help     print this
  -              run what comes from standard input
Without a script or -e it starts a prompt, where expressions print by themselves; if standard input
is no terminal it is run as a script. torch is loaded before anything runs, and before that the file
that $TREPLSTARTUP names. -a and -x of Torch7's th are accepted and do nothing.
]=]

local load_text = loadstring or load
local unpack = unpack or table.unpack

-- --- running -------------------------------------------------------------------------------------

-- An error as a script's user wants it: with the way that led there. Error objects stay themselves.
local function with_trace(err)
  if type(err) ~= 'string' then return err end
  return debug.traceback(err, 2)
end

-- Calls f(...) and returns true, or reports the error and returns false.
local function report(f, ...)
  local arguments, n = { ... }, select('#', ...)
  local ok, err = xpcall(function() return f(unpack(arguments, 1, n)) end,
                         with_trace)
  if not ok then
    io.stdout:flush()
    io.stderr:write('facula: ', tostring(err), '\n')
  end
  return ok
end

local function run_code(code)
  assert(load_text(code, '=(-e)'))()
end

-- Runs the script at position i of the command line, '-' being standard input, with what follows it
-- as its arguments, which it also finds in the global `arg`, as under plain Lua.
local function run_script(args, i)
  local script = args[i] or '-'
  local f = assert(loadfile(script ~= '-' and script or nil))
  local rest = {}
  for k = i + 1, #args do rest[#rest + 1] = args[k] end
  for k in pairs(args) do args[k] = nil end
  args[0] = script
  for k, v in ipairs(rest) do args[k] = v end
  f(unpack(rest))
end

-- --- packages ------------------------------------------------------------------------------------

local PACKAGES = { 'nn', 'optim', 'image', 'gnuplot', 'xlua', 'sys' }

local function is_installed(name)
  for _, templates in ipairs { package.path, package.cpath } do
    for template in templates:gmatch '[^;]+' do
      local file = io.open((template:gsub('%?', name)))
      if file then
        file:close()
        return true
      end
    end
  end
  return false
end

--- Lets the globals nn, optim and so on load their packages when they are first used. For what is
-- typed: a script that forgets to require them is to find out.
function command.offer_packages()
  if getmetatable(_G) then return end
  local offered = require('facula.complete').packages
  for _, name in ipairs(PACKAGES) do
    offered[name] = rawget(_G, name) == nil and is_installed(name) or nil
  end
  setmetatable(_G, {
    __index = function(_, name)
      if not offered[name] then return nil end
      offered[name] = nil
      local module = require(name)
      return rawget(_G, name) or module
    end,
  })
end

-- --- the command line ----------------------------------------------------------------------------

local FLAGS = {
  ['-i'] = 'interactive', ['-v'] = 'version', ['--version'] = 'version', ['-h'] = 'help',
  ['--help'] = 'help', ['-g'] = 'report_globals', ['-gg'] = 'forbid_globals',
  ['--interactive'] = 'interactive', ['--globals'] = 'report_globals',
  ['--gglobals'] = 'forbid_globals', ['-a'] = 'ignored', ['--async'] = 'ignored',
  ['-x'] = 'ignored', ['--gfx'] = 'ignored',
}

-- The command line as {actions = {{f, argument}...}, script = index or nil, ...}; or nil and what
-- is wrong with it.
local function parse(args)
  local parsed = { actions = {} }
  local i = 1
  while args[i] and args[i]:find '^%-.' do
    local option, name = args[i], args[i]:match '^%-l(.+)$'
    if FLAGS[option] then
      parsed[FLAGS[option]] = true
    elseif name then
      table.insert(parsed.actions, { require, name })
    elseif option == '-e' or option == '-l' then
      i = i + 1
      if not args[i] then return nil, option .. ' expects an argument' end
      table.insert(parsed.actions, { option == '-e' and run_code or require, args[i] })
      parsed.has_code = parsed.has_code or option == '-e'
    else
      return nil, 'unknown option ' .. option
    end
    i = i + 1
  end
  parsed.script = args[i] and i
  parsed.next = i
  return parsed
end

-- What this is and how it was built, on one line.
local function version_text()
  local core = require 'facula.core'
  local threads = core.functions.getnumthreads()
  return ('Facula %s on %s, %s (%s), %d %s, %s kernels, %s\n'):format(
    require 'facula.version', jit and jit.version or _VERSION, core.blas_library(),
    core.blas_kernels(), threads, threads == 1 and 'thread' or 'threads', core.instruction_set(),
    require('facula.line').editing or 'no line editing')
end

local function prepare(parsed)
  require 'torch'
  require 'trepl'
  local startup = os.getenv 'TREPLSTARTUP'
  if startup and startup ~= '' then dofile(startup) end
  if parsed.report_globals or parsed.forbid_globals then
    require('trepl').watch_globals(parsed.forbid_globals)
  end
end

local function run_parsed(parsed, args)
  for _, action in ipairs(parsed.actions) do
    if parsed.has_code then command.offer_packages() end
    if not report(action[1], action[2]) then return 1 end
  end
  local wants_prompt = parsed.interactive or not (parsed.script or parsed.has_code)
  if wants_prompt and not parsed.interactive and not torch.isatty(io.stdin) then
    wants_prompt, parsed.script = false, parsed.next
  end
  if parsed.script and not report(run_script, args, parsed.script) then return 1 end
  if wants_prompt then
    command.offer_packages()
    require('facula.prompt').run()
  end
  return 0
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
    io.write(version_text())
    return 0
  end
  if not report(prepare, parsed) then return 1 end
  return run_parsed(parsed, args)
end

return command
