-- Programs in processes of their own, for specs of examples and of the command.

local process = {}

-- The interpreter that runs this spec.
function process.interpreter()
  local first = 0
  while arg and arg[first - 1] do first = first - 1 end
  return first < 0 and arg[first] or _G.jit and 'luajit' or 'lua' .. _VERSION:match '[%d.]+'
end

-- Assignments for the shell that let the program find modules where this spec finds them.
function process.environment()
  local words = {}
  for name, value in pairs { LUA_PATH = package.path, LUA_CPATH = package.cpath } do
    words[#words + 1] = ("%s='%s' %s_5_4='%s' "):format(name, value, name, value)
  end
  return table.concat(words)
end

-- Runs a line of shell; returns all that it wrote to both streams, and its exit status.
function process.shell(line)
  local pipe = assert(io.popen(('{ %s\n} 2>&1; echo "status $?"'):format(line)))
  local text = pipe:read '*a'
  pipe:close()
  local written, status = text:match '^(.*)status (%d+)\n$'
  return written, tonumber(status)
end

-- Runs a Lua program with its arguments, one string; returns what it wrote and its exit status.
function process.run(words, environment)
  return process.shell(process.environment() .. (environment or '') .. ' '
    .. process.interpreter() .. ' ' .. words)
end

-- Calls f with the path of a fresh folder, which is gone afterwards whatever happens.
function process.in_folder(f)
  local folder = os.tmpname()
  os.remove(folder)
  assert(os.execute("mkdir '" .. folder .. "'"))
  local ok, err = pcall(f, folder)
  os.execute("rm -r '" .. folder .. "'")
  if not ok then error(err, 0) end
end

return process
