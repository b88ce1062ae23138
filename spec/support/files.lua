-- Files for specs: temporary ones, and programs of NumPy's side.
local files = {}

local made = {}

-- A name for a new file, which goes with files.remove().
function files.name(suffix)
  local base = os.tmpname()
  made[#made + 1] = base
  if not suffix then return base end
  made[#made + 1] = base .. suffix
  return base .. suffix
end

-- A new file with this content; returns its name.
function files.with(content, suffix)
  local name = files.name(suffix)
  files.write(name, content)
  return name
end

function files.write(name, content)
  local out = assert(io.open(name, 'wb'))
  out:write(content)
  out:close()
end

function files.read(name)
  local input = assert(io.open(name, 'rb'))
  local all = input:read '*a'
  input:close()
  return all
end

function files.remove()
  for _, name in ipairs(made) do os.remove(name) end
  made = {}
end

-- The message of the error that a call raises.
function files.message(f, ...)
  local ok, problem = pcall(f, ...)
  assert(not ok, 'expected an error')
  return tostring(problem)
end

-- Runs a Python program; returns what it prints, or nil if it fails.
function files.python(program)
  local out, script = files.name(), files.with(program)
  os.execute(('/usr/bin/python3 %s >%s 2>/dev/null'):format(script, out))
  local text = files.read(out)
  return text:match '^(.*)done\n$'
end

files.has_numpy = files.python 'import numpy\nprint("done")' ~= nil

return files
