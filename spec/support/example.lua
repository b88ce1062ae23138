-- Runs the examples of doc comments. Behind `-->` stands what a line gives: the values of an
-- expression, or what a statement prints. Blanks do not count. Tensors, storages and tables are
-- written as Lua tables, `{{1, 2}, {3, 4}}`, or by their sizes where the text has some, `2x3`;
-- numbers with four digits unless they are whole (no ties: Luas round them differently). `--` is
-- just a comment. `-- not run: REASON` in the first line keeps an example from being run.
-- An example sees all globals, those that it sets are its own, and the generator is seeded. The
-- files that it gets from os.tmpname() are removed.

local example = {}

local load_text = loadstring or load

-- A function from code, with the given globals; or nil and what is wrong.
local function compile(code, env)
  if setfenv then
    local f, message = loadstring(code, '=example')
    return f and setfenv(f, env), message
  end
  return load(code, '=example', 't', env)
end

local show

local function show_number(x)
  if x ~= x then return 'nan' end
  if x == math.floor(x) and math.abs(x) < 2 ^ 53 then
    return (('%.0f'):format(x):gsub('^-0$', '0'))
  end
  return (('%.4g'):format(x))
end

local function show_table(t, shapes)
  local parts, seen = {}, {}
  for i, value in ipairs(t) do
    parts[i], seen[i] = show(value, shapes, true), true
  end
  local keys = {}
  for key in pairs(t) do
    if not seen[key] then keys[#keys + 1] = key end
  end
  table.sort(keys, function(a, b) return tostring(a) < tostring(b) end)
  for _, key in ipairs(keys) do
    parts[#parts + 1] = ('%s = %s'):format(type(key) == 'string' and key
      or '[' .. show(key, shapes, true) .. ']', show(t[key], shapes, true))
  end
  return '{' .. table.concat(parts, ', ') .. '}'
end

-- A value as it is written behind `-->`; shapes: tensors by their sizes.
function show(value, shapes, inside)
  local kind = torch.type(value)
  if kind == 'number' then return show_number(value) end
  if kind == 'string' then return inside and ("'%s'"):format(value) or value end
  if kind == 'table' then return show_table(value, shapes) end
  if torch.isTensor(value) and shapes then
    return table.concat(value:size():totable(), 'x')
  end
  if torch.isTensor(value) or torch.isStorage(value) then
    return show_table(value:totable(), shapes)
  end
  if kind == 'function' or kind == 'userdata' or kind == 'cdata' then return kind end
  return tostring(value)
end

-- Without blanks and colours.
local function squeezed(text)
  return (text:gsub('\27%[[%d;]*m', ''):gsub('%s+', ''))
end

-- The line without its comment, and what it promises.
local function split(line)
  local code, promise = line:match('^(.-)%s*%-%->%s*(.-)%s*$')
  if code then return code, promise end
  return line:match('^(.-)%s*%-%-%s') or line, nil
end

-- Lines that are no statements are handed to `value`; promises are handed over too.
local function instrumented(text)
  local lines, promises = {}, {}
  for line in (text .. '\n'):gmatch('(.-)\n') do
    local code, promise = split(line)
    local n = #lines + 1
    promises[n] = promise
    local is_expression = load_text('return ' .. code)
    if is_expression and code:find '%S' and (promise or not load_text(code)) then
      lines[n] = ('__value(%d, %s)'):format(n, code)
    else
      lines[n] = promise and ('%s __printed(%d)'):format(code, n) or code
    end
  end
  return table.concat(lines, '\n'), promises
end

--- Whether an example says that it is not to be run.
function example.is_kept_back(text)
  return text:find('^%s*%-%- not run: %S') ~= nil
end

-- Calls f with what is printed going into a list and not to the screen.
local function quietly(f, printed)
  local plain_print, out, caught = print, io.output(), io.tmpfile()
  _G.print = function(...)
    local words = {}
    for i = 1, select('#', ...) do words[i] = tostring((select(i, ...))) end
    printed[#printed + 1] = table.concat(words, '\t') .. '\n'
  end
  io.output(caught)
  local ok, problem = pcall(f)
  io.output(out)
  caught:close()
  _G.print = plain_print
  return ok, problem
end

--- Runs an example.
-- @param text its lines
-- @param[opt] module of facula that it is for; the example knows it by the last part of its name
-- @return nil if all is as it says; else what is not
function example.fault(text, module)
  local code, promises = instrumented(text)
  local printed, faults = {}, {}
  local function compare(n, got)
    if promises[n] and squeezed(got) ~= squeezed(promises[n]) then
      faults[#faults + 1] = ('line %d gives\n  %s\nand not\n  %s'):format(n, got, promises[n])
    end
  end
  local files = {}
  local env = {
    os = setmetatable({
      tmpname = function()
        files[#files + 1] = os.tmpname()
        return files[#files]
      end,
    }, { __index = os }),
    __printed = function(n)
      compare(n, table.concat(printed))
      for i = #printed, 1, -1 do printed[i] = nil end
    end,
    __value = function(n, ...)
      local words, shapes = {}, promises[n] and promises[n]:find('%dx%d') ~= nil
      for i = 1, select('#', ...) do words[i] = show((select(i, ...)), shapes) end
      if #words == 0 then words[1] = table.concat(printed) end
      for i = #printed, 1, -1 do printed[i] = nil end
      compare(n, table.concat(words, ', '))
    end,
  }
  if module then env[module:match('[^.]+$')] = require(module) end
  local f, message = compile(code, setmetatable(env, { __index = _G }))
  if not f then return message end
  torch.manualSeed(1)
  local ok, problem = quietly(f, printed)
  for _, path in ipairs(files) do os.remove(path) end
  if not ok then return tostring(problem) end
  return #faults > 0 and table.concat(faults, '\n') or nil
end

example.show = show

return example
