--- The same elements in many layouts and types, and what a type makes of a number: for specs that
-- compare tensor operations with plain Lua.
--
--   for layout, make in pairs(layouts.makers) do
--     local t = make('Float', { 2, 3 }, { 1, 2, 3, 4, 5, 6 })
--     assert.same({ 1, 2, 3, 4, 5, 6 }, layouts.values(t))
--   end
--
-- Neighbours: golden.lua compares with recorded values.

require 'torch'

local layouts = {}

layouts.kinds = { 'Byte', 'Char', 'Short', 'Int', 'Long', 'Float', 'Double' }
layouts.integer_kinds = { 'Byte', 'Char', 'Short', 'Int', 'Long' }
layouts.real_kinds = { 'Float', 'Double' }

local BITS = { Byte = 8, Char = 8, Short = 16, Int = 32, Long = 64 }

--- Whether a kind such as 'Float' is one of real numbers.
function layouts.is_real(kind)
  return not BITS[kind]
end

--- A number as an element of that kind: integers are cut off and wrap. Exact for results that fit
-- into a double; a Long is only cut off.
function layouts.element(kind, x)
  if layouts.is_real(kind) then return x end
  x = x < 0 and math.ceil(x) or math.floor(x)
  if kind == 'Long' then return x end
  local range = 2 ^ BITS[kind]
  x = x % range
  if kind ~= 'Byte' and x >= range / 2 then x = x - range end
  return x
end

--- The elements of a tensor (or nested table) in row-major order.
function layouts.values(t)
  local list = {}
  local function add(x)
    for i = 1, #x do
      if type(x[i]) == 'table' then add(x[i]) else list[#list + 1] = x[i] end
    end
  end
  add(type(t) == 'table' and t or t:totable())
  return list
end

--- A contiguous tensor of that kind with the first of these values.
function layouts.tensor(kind, sizes, values)
  local t = torch[kind .. 'Tensor']():resize(torch.LongStorage(sizes))
  local storage = t:storage()
  for i = 1, #storage do storage[i] = values[i] end
  return t
end

local function filled(view, kind, sizes, values)
  return view:copy(layouts.tensor(kind, sizes, values))
end

local function blank(kind, sizes)
  return torch[kind .. 'Tensor']():resize(torch.LongStorage(sizes)):fill(99)
end

--- Functions (kind, sizes, values) that make the tensor in one layout each.
layouts.makers = {
  contiguous = layouts.tensor,

  transposed = function(kind, sizes, values)
    local reversed, order = {}, {}
    for d = 1, #sizes do
      reversed[d] = sizes[#sizes + 1 - d]
      order[d] = #sizes + 1 - d
    end
    return filled(blank(kind, reversed):permute((unpack or table.unpack)(order)), kind, sizes,
                  values)
  end,

  narrowed = function(kind, sizes, values)
    local wide = {}
    for d = 1, #sizes do wide[d] = sizes[d] + 2 end
    local view = blank(kind, wide)
    for d = 1, #sizes do view = view:narrow(d, 2, sizes[d]) end
    return filled(view, kind, sizes, values)
  end,

  scattered = function(kind, sizes, values)
    local wide = {}
    for d = 1, #sizes do wide[d] = sizes[d] end
    wide[#wide + 1] = 3
    return filled(blank(kind, wide):narrow(#wide, 2, 1):select(#wide, 1), kind, sizes, values)
  end,

  ['window of a storage'] = function(kind, sizes, values)
    local Storage = torch[kind .. 'Storage']
    local count = torch[kind .. 'Tensor']():resize(torch.LongStorage(sizes)):nElement()
    local window = Storage(Storage(count + 5):fill(99), 3, count)
    local t = torch[kind .. 'Tensor'](window, 1, torch.LongStorage(sizes))
    return filled(t, kind, sizes, values)
  end,
}

local function near(x, y, tolerance)
  return x == y or (x ~= x and y ~= y) or
    math.abs(x - y) <= tolerance * math.max(1, math.abs(x), math.abs(y))
end

--- Compares a tensor with sizes and row-major values: exactly for integers, else with tolerance.
-- @return nil if they agree, else what differs
function layouts.difference(kind, sizes, values, t, tolerance)
  if torch.typename(t) ~= 'torch.' .. kind .. 'Tensor' then
    return ('a %sTensor expected, got %s'):format(kind, torch.type(t))
  end
  local size = table.concat(t:size():totable(), 'x'):gsub('%.0', '')
  if size ~= table.concat(sizes, 'x') then
    return ('size %s expected, got %s'):format(table.concat(sizes, 'x'), size)
  end
  local got = layouts.values(t)
  tolerance = layouts.is_real(kind) and (tolerance or (kind == 'Float' and 1e-6 or 1e-13)) or 0
  for i = 1, math.max(#values, #got) do
    if not (values[i] and got[i] and near(values[i], got[i], tolerance)) then
      return ('element %d: %s expected, got %s'):format(i, tostring(values[i]), tostring(got[i]))
    end
  end
  return nil
end

--- All storages' contents and geometries of some tensors; two such snapshots of unchanged tensors
-- are the same for assert.same.
function layouts.snapshot(...)
  local list = {}
  for i, t in ipairs { ... } do
    local s = t:storage()
    list[i] = { t:size():totable(), t:stride():totable(), t:storageOffset(),
                s and tostring(s) or 'none' }
  end
  return list
end

return layouts
