--- Formulas such as 'sin(x) / x' or 'x**2 + y**2' as functions. Only numbers, operators, x, y, pi
-- and the functions of the math library are read, so a formula can do nothing but compute.
-- Neighbours: curves.lua takes samples of them.
-- @module gnuplot.formula

local formula = {}

local load_text = loadstring or load

local known = { pi = math.pi, abs = math.abs, log10 = math.log10 }
for _, name in ipairs { 'acos', 'asin', 'atan', 'ceil', 'cos', 'exp', 'floor', 'log', 'max', 'min',
  'sin', 'sqrt', 'tan' } do
  known[name] = math[name]
end
known.log10 = known.log10 or function(v) return math.log(v, 10) end
function known.sinh(v) return (math.exp(v) - math.exp(-v)) / 2 end
function known.cosh(v) return (math.exp(v) + math.exp(-v)) / 2 end
function known.tanh(v)
  local e = math.exp(-2 * math.abs(v))
  return (v < 0 and -1 or 1) * (1 - e) / (1 + e)
end

-- The formula in Lua's spelling; nil and what is wrong with it.
local function translated(text)
  if not text:find '%S' then return nil, 'it is empty' end
  local strange = text:match('[^%w%s%.%+%-%*/%^%%(),_]')
  if strange then return nil, ('it has the character %q'):format(strange) end
  local bare = text:gsub('%d+%.?%d*[eE][+-]?%d+', '0') -- the e of 1e-3 is no name
  for name in bare:gmatch('%f[%w_]([%a_][%w_]*)') do
    if name ~= 'x' and name ~= 'y' and not known[name] then
      return nil, ('%s is not x, y, pi or a function of the math library'):format(name)
    end
  end
  return (text:gsub('%*%*', '^'):gsub('%-%-', '- -')) -- two minus signs would start a comment
end

--- Compiles a formula.
-- @param text the formula; powers are written ** or ^
-- @return a function of x and y; or nil and what is wrong
-- @usage require('gnuplot.formula').compile('x**2')(3)  --> 9
function formula.compile(text)
  local code, problem = translated(text)
  if not code then return nil, problem end
  code = code:gsub('%f[%w_%.]([%a_][%w_]*)', function(name)
    return (name == 'x' or name == 'y') and name or 'known.' .. name
  end)
  local chunk = load_text('local known = ... return function(x, y) return ' .. code .. '\nend')
  if not chunk then return nil, 'it is not complete or not in order' end
  local compute = chunk(known)
  return function(x, y)
    local ok, value = pcall(compute, x, y)
    return ok and type(value) == 'number' and value or 0 / 0
  end
end

return formula
