--- Recorded values: loading them, making objects of them, comparing with them.
--
-- The files in spec/golden are Lua chunks that return tables. In them a tensor is written
-- {type='torch.DoubleTensor', size={2,3}, data={...}} (row-major), a storage
-- {type='torch.LongStorage', data={...}}, a table of such values {table=true, ...}; numbers,
-- strings and booleans are themselves.
--
--   local golden = require 'support.golden'
--   for _, case in ipairs(golden.load 'tensor/views') do
--     it(case.name, function()
--       local got = golden.evaluate(case.code, golden.build_all(case.inputs))
--       assert.is_nil(golden.difference(case.result, got, 1e-12))
--     end)
--   end

local golden = {}

local folder = debug.getinfo(1, 'S').source:match('^@(.*)support[/\\]golden%.lua$') .. 'golden/'

--- What spec/golden/NAME.lua returns.
function golden.load(name)
  return dofile(folder .. name .. '.lua')
end

-- --- objects of values ---------------------------------------------------------------------------

local function storage_type(type_name)
  return torch[type_name:match('^torch%.(%a-)Tensor$') .. 'Storage']
end

local function build_tensor(value)
  local t = torch[value.type:match('^torch%.(.*)$')]()
  if #value.data == 0 then return t end
  t:resize(torch.LongStorage(value.size))
  t:storage():copy(storage_type(value.type)(value.data))
  return t
end

--- The object that a recorded value describes; fresh, so it may be changed.
function golden.build(value)
  if type(value) ~= 'table' then return value end
  if value.type and value.size then return build_tensor(value) end
  if value.type then return torch[value.type:match('^torch%.(.*)$')](value.data) end
  local result = {}
  for k, v in pairs(value) do
    if k ~= 'table' then result[k] = golden.build(v) end
  end
  return result
end

--- The objects of a list of values, which may be nil.
function golden.build_all(values)
  local result = {}
  for i, v in ipairs(values or {}) do result[i] = golden.build(v) end
  return result
end

--- The value of a Lua expression in which a, b, c stand for the first three inputs.
function golden.evaluate(code, inputs)
  inputs = inputs or {}
  local f = assert((loadstring or load)('local a, b, c = ...; return ' .. code, '=' .. code))
  return f(inputs[1], inputs[2], inputs[3])
end

-- --- comparison ----------------------------------------------------------------------------------

local function same_number(x, y, tolerance)
  if x == y then return true end
  if x ~= x then return y ~= y end
  local distance = math.abs(x - y)
  return distance < math.huge and distance <= tolerance * math.max(1, math.abs(x), math.abs(y))
end

-- Integers have to be exact, floats cannot do better than their seven digits.
local function tolerance_for(type_name, tolerance)
  if type_name:find('Double') then return tolerance end
  if type_name:find('Float') then return math.max(tolerance, 1e-5) end
  return 0
end

local function flatten(t, out)
  for i = 1, #t do
    if type(t[i]) == 'table' then flatten(t[i], out) else out[#out + 1] = t[i] end
  end
  return out
end

local function numbers_difference(expected, got, tolerance, where)
  if #expected ~= #got then
    return ('%s: expected %d elements, got %d'):format(where, #expected, #got)
  end
  for i = 1, #expected do
    if not same_number(expected[i], got[i], tolerance) then
      return ('%s: element %d: expected %.17g, got %.17g'):format(where, i, expected[i], got[i])
    end
  end
  return nil
end

local function object_difference(expected, got, tolerance, where)
  local name = torch.type(got)
  if name ~= expected.type then
    return ('%s: expected a %s, got %s'):format(where, expected.type, name)
  end
  if expected.size then
    local size = {}
    for d = 1, got:dim() do size[d] = ('%d'):format(got:size(d)) end
    local wanted, found = table.concat(expected.size, 'x'), table.concat(size, 'x')
    if wanted ~= found then
      return ('%s: expected size %s, got %s'):format(where, wanted, found)
    end
  end
  return numbers_difference(expected.data, flatten(got:totable(), {}),
                            tolerance_for(expected.type, tolerance), where)
end

local function table_difference(expected, got, tolerance, where)
  if type(got) ~= 'table' then
    return ('%s: expected a table, got %s'):format(where, torch.type(got))
  end
  for k, v in pairs(expected) do
    if k ~= 'table' then
      local message = golden.difference(v, got[k], tolerance, ('%s[%s]'):format(where, tostring(k)))
      if message then return message end
    end
  end
  for k in pairs(got) do
    if expected[k] == nil then return ('%s: unexpected key %s'):format(where, tostring(k)) end
  end
  return nil
end

--- Compares an object with a recorded value: |x - y| <= tolerance * max(1, |x|, |y|) for numbers,
-- nan equals nan, infinities only themselves.
-- @param expected recorded value
-- @param got number, string, boolean, tensor, storage or table of them
-- @param tolerance 0 for exact
-- @param[opt] where what got is called in the message
-- @return nil if they agree, else a message with the first difference
function golden.difference(expected, got, tolerance, where)
  where = where or 'result'
  if type(expected) == 'table' then
    local compare = expected.type and expected.data and object_difference or table_difference
    return compare(expected, got, tolerance, where)
  end
  if type(expected) == 'number' and type(got) == 'number' then
    if same_number(expected, got, tolerance) then return nil end
    return ('%s: expected %.17g, got %.17g'):format(where, expected, got)
  end
  if expected == got then return nil end
  return ('%s: expected %s, got %s'):format(where, tostring(expected), tostring(got))
end

return golden
