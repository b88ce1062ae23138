-- Who may know whom: reads the #include lines of src/ and the requires of lua/ and says where a
-- wall of docs/architecture.md is broken. Run from the root of the project by `make lint`.
-- That globals are set in init.lua files only is checked by luacheck, see .luacheckrc.

-- Each C folder: what its files may include from other folders. Files of their own folder are free
-- to them, except where `order` says otherwise.
local below = { '^core/', '^kernel/' }
local c_walls = {
  {
    folder = 'src/kernel',
    may = { '^core/dtype%.h$', '^core/each_dtype%.h$' },
    never = { '^lua', '^lauxlib', '^cblas', '^pthread', '^stdlib%.h$', '^stdio%.h$' },
    why = 'kernels know numbers only',
  },
  { folder = 'src/core', may = {}, why = 'core knows nothing above it' },
  { folder = 'src/torch', may = below, why = 'torch uses core and kernels only' },
  { folder = 'src/nn', may = below, why = 'nn uses core and kernels only' },
  { folder = 'src/optim', may = below, why = 'optim uses core and kernels only' },
  {
    folder = 'src/image',
    may = {},
    never = { '^cblas', '^pthread', '^lualib' },
    why = 'image is a module of its own, it knows facula.h only',
  },
  {
    folder = 'src/terminal',
    may = { '^core/compat%.h$', '^core/interrupt%.h$' },
    why = 'a module of its own, it cannot call the library',
  },
}

-- Only these files of core may include kernel headers: the iterators that run the leaf loops, and
-- the choice of the set for this processor.
local kernel_users = { loop = true, dense = true, cpu = true, random = true, transpose = true }

-- Inside core: a file -> the files it must not include.
local above = {
  storage = { 'tensor', 'loop', 'args' },
  tensor = { 'loop', 'args' },
  loop = { 'args' },
  blas = { 'storage', 'tensor', 'loop', 'args' },
  interrupt = { 'storage', 'tensor', 'loop', 'args' },
  cpu = { 'storage', 'tensor', 'loop', 'args' },
  thread = { 'storage', 'tensor', 'loop', 'args' },
}

-- Each Lua folder: what its files may require.
local engine, torch, gnuplot = '^facula%.core$', '^torch%f[.%z]', '^gnuplot%f[.%z]'
local lua_walls = {
  { folder = 'lua/paths', may = { engine } },
  { folder = 'lua/torch', may = { engine, torch, '^paths$', '^ffi$' } },
  { folder = 'lua/sys', may = { engine, '^paths$', '^sys%f[.%z]' } },
  { folder = 'lua/xlua', may = { torch, '^paths$', '^sys$', '^xlua%f[.%z]' } },
  { folder = 'lua/trepl', may = { torch, '^sys%.colors$', '^trepl%f[.%z]', '^facula%.show$',
                                 '^facula%.prompt$' } },
  { folder = 'lua/nn', may = { engine, torch, '^nn%f[.%z]' } },
  { folder = 'lua/optim', may = { engine, torch, '^optim%f[.%z]', gnuplot } },
  { folder = 'lua/gnuplot', may = { torch, '^paths$', gnuplot } },
  { folder = 'lua/image', may = { '^facula%.image$', torch, '^image%f[.%z]' } },
}

local faults = 0

local function fault(path, line, text)
  faults = faults + 1
  io.stderr:write(('%s:%d: %s\n'):format(path, line, text))
end

local function matches_any(text, patterns)
  for _, pattern in ipairs(patterns or {}) do
    if text:find(pattern) then return true end
  end
  return false
end

-- The files under a folder that end in one of the given ways.
local function files_of(folder, ...)
  local found = {}
  local list = io.popen(("find '%s' -type f 2>/dev/null | sort"):format(folder))
  for path in list:lines() do
    for _, ending in ipairs({ ... }) do
      if path:sub(-#ending) == ending then found[#found + 1] = path end
    end
  end
  list:close()
  return found
end

-- Calls visit(line number, line) for each line of a file.
local function each_line(path, visit)
  local n = 0
  for line in io.lines(path) do
    n = n + 1
    visit(n, line)
  end
end

-- An included path as seen from src/: 'core/dtype.h' for "../core/dtype.h" in src/kernel.
local function resolve(folder, included)
  local path = folder:gsub('^src/?', '') .. '/' .. included
  local count
  repeat
    path, count = path:gsub('[^/]+/%.%./', '', 1)
  until count == 0
  return (path:gsub('^/', ''))
end

local function check_include(wall, path, line, included, is_system)
  if is_system then
    if matches_any(included, wall.never) then
      fault(path, line, ('<%s>: %s'):format(included, wall.why))
    end
    return
  end
  local target = resolve(wall.folder, included)
  local own = wall.folder:gsub('^src/', '') .. '/'
  local stem = path:match('([^/]+)%.%w+$')
  if target:sub(1, #own) == own then
    for _, name in ipairs(wall.folder == 'src/core' and above[stem] or {}) do
      if target == 'core/' .. name .. '.h' then
        fault(path, line, ('"%s": %s stands below %s'):format(included, stem, name))
      end
    end
  elseif wall.folder == 'src/core' and target:find('^kernel/') and kernel_users[stem] then
    return
  elseif not matches_any(target, wall.may) then
    fault(path, line, ('"%s": %s'):format(included, wall.why))
  end
end

for _, wall in ipairs(c_walls) do
  for _, path in ipairs(files_of(wall.folder, '.c', '.h', '.inc')) do
    each_line(path, function(n, line)
      local open, included = line:match('^%s*#%s*include%s*(["<])([^">]+)[">]')
      if included then check_include(wall, path, n, included, open == '<') end
    end)
  end
end

-- Only the contents page of the C side stands outside of the folders.
for _, path in ipairs(files_of('src', '.c', '.h', '.inc')) do
  if not path:find('^src/[^/]+/') and path ~= 'src/facula.c' then
    fault(path, 1, 'a C file belongs into a folder of src/; only facula.c knows all of them')
  end
end

for _, wall in ipairs(lua_walls) do
  for _, path in ipairs(files_of(wall.folder, '.lua')) do
    each_line(path, function(n, line)
      local code = line:gsub('^%s*%-%-.*', '')
      for name in code:gmatch('require%s*%(?%s*["\']([^"\']+)["\']') do
        if not matches_any(name, wall.may) then
          fault(path, n, ("require '%s': %s must not know it"):format(name, wall.folder))
        end
      end
    end)
  end
end

if faults > 0 then
  io.stderr:write(faults, ' broken\n')
  os.exit(1)
end
