--- Tensors and storages for random calls: made, remembered, compared, described.
-- A pool belongs to one call: the shape that most of its operands have, and what was made so far,
-- so that some operands share memory or are the same.
-- Neighbours: calls.lua.

require 'torch'

local operands = {}

local RANGE = { Byte = { 0, 255 }, Char = { -128, 127 }, Short = { -2 ^ 15, 2 ^ 15 - 1 },
                Int = { -2 ^ 31, 2 ^ 31 - 1 }, Long = { -2 ^ 63, 2 ^ 62 },
                Half = { -65504, 65504 }, Float = { -3e38, 3e38 }, Double = { -1e308, 1e308 } }
local SPECIAL = { 0, -0.0, 1 / 0, -1 / 0, 0 / 0, 1e-300, 0.5 }

--- What one call starts with.
function operands.pool(draw, kind)
  local pool = { kind = kind, base = {}, made = {}, storages = {}, generators = {},
                 margins = {} }
  local same = draw.chance(0.5) and draw.int(1, 5)
  for d = 1, draw.pick { 1, 1, 2, 2, 2, 3, 3, 4 } do
    pool.base[d] = same or draw.int(1, draw.chance(0.1) and 7 or 4)
  end
  if draw.chance(0.01) then pool.base[draw.int(1, #pool.base)] = draw.int(500, 5000) end
  -- mostly numbers that nearly everything takes
  pool.values = draw.pick { 'index', 'index', 'small', 'small', 'unit', 'unit', 'zero', 'wild' }
  return pool
end

local function element(draw, pool, kind)
  local values = pool.values
  if kind == 'Byte' and pool.kind ~= 'Byte' then return draw.int(0, 1) end -- a mask
  if kind == 'Long' and pool.kind ~= 'Long' and draw.chance(0.9) then values = 'index' end
  if values == 'index' then
    return draw.int(1, (draw.pick(pool.base)))
  elseif values == 'small' then
    return draw.int(kind == 'Byte' and 0 or -3, 5)
  elseif values == 'unit' then
    return draw.fraction()
  elseif values == 'zero' then
    return 0
  end
  local r = draw.int(1, 4)
  if r == 1 then return draw.pick(RANGE[kind]) end
  if r == 2 and (kind == 'Float' or kind == 'Double') then return draw.pick(SPECIAL) end
  return draw.int(kind == 'Byte' and 0 or -1, 2)
end

local function new_storage(draw, pool, kind, size)
  local s = torch[kind .. 'Storage'](size)
  if draw.chance(0.1) and size > 0 then -- a window of a larger one
    local parent = torch[kind .. 'Storage'](size + 3)
    parent:fill(1)
    s = torch[kind .. 'Storage'](parent, 2, size)
    pool.margins[#pool.margins + 1] = { parent = parent, size = size }
  end
  if size > 300 then
    s:fill(element(draw, pool, kind))
  else
    for i = 1, size do s[i] = element(draw, pool, kind) end
  end
  pool.storages[#pool.storages + 1] = { kind = kind, storage = s }
  return s
end

-- A storage of at least that size: a new one, or now and then that of another operand.
local function storage_for(draw, pool, kind, size)
  if draw.chance(0.12) then
    for _, known in ipairs(pool.storages) do
      if known.kind == kind and known.storage:size() >= size then return known.storage end
    end
  end
  return new_storage(draw, pool, kind, size)
end

function operands.storage(draw, pool, kind)
  return storage_for(draw, pool, kind, draw.pick { 0, 1, 2, 3, 6, 10 })
end

-- Sizes that many operands have.
local function raw_shape(draw, pool)
  local sizes = {}
  if pool.ndim and draw.chance(0.93) then
    for d = 1, pool.ndim do sizes[d] = pool.base[d] or pool.base[#pool.base] end
    return sizes
  end
  local r = draw.int(1, 20)
  if r <= 14 then
    for d = 1, #pool.base do sizes[d] = pool.base[d] end
    if r == 13 then sizes[draw.int(1, #sizes)] = 1 end
    if r == 14 then sizes[draw.int(1, #sizes)] = draw.int(1, 4) end
  elseif r == 15 then -- the same count in one dimension
    sizes[1] = 1
    for d = 1, #pool.base do sizes[1] = sizes[1] * pool.base[d] end
  elseif r == 16 then -- one dimension less
    for d = 2, #pool.base do sizes[d - 1] = pool.base[d] end
  elseif r <= 18 then -- a vector along one dimension
    sizes[1] = draw.pick(pool.base)
  elseif r == 19 then
    for d = 1, draw.int(1, 5) do sizes[d] = draw.int(1, 7) end
  end
  return sizes -- empty: no dimension
end

local function shape(draw, pool)
  local sizes, count = raw_shape(draw, pool), 1
  for d = 1, #sizes do count = count * sizes[d] end
  if count > 50000 then
    for d = 1, #sizes do sizes[d] = math.min(sizes[d], 7) end
  end
  return sizes
end

-- Strides of one of many layouts.
local function strides_for(draw, sizes)
  local strides, order, step = {}, {}, 1
  for d = 1, #sizes do order[d] = d end
  local layout = draw.int(1, 10)
  if layout >= 6 and layout <= 7 then -- transposed
    for d = #order, 2, -1 do
      local other = draw.int(1, d)
      order[d], order[other] = order[other], order[d]
    end
  end
  for k = #sizes, 1, -1 do
    local d = order[k]
    if layout == 8 then step = step + draw.int(0, 2) end -- gaps
    strides[d] = step
    step = step * sizes[d]
    if layout == 9 and draw.chance(0.5) then strides[d] = 0 end -- expanded
    if layout == 10 then strides[d] = draw.int(0, 3) end -- overlapping, as unfold makes them
  end
  return strides
end

local function new_tensor(draw, pool, kind)
  local sizes = shape(draw, pool)
  local t = torch[kind .. 'Tensor']()
  if #sizes == 0 then return t end
  local strides, last = strides_for(draw, sizes), 0
  if pool.is_result and draw.chance(0.5) then return t end
  for d = 1, #sizes do last = last + (sizes[d] - 1) * strides[d] end
  local offset = draw.chance(0.2) and draw.int(1, 3) or 0
  local s = storage_for(draw, pool, kind, last + 1 + offset)
  t:set(s, offset + 1, torch.LongStorage(sizes), torch.LongStorage(strides))
  if draw.chance(0.005) then pcall(s.resize, s, draw.int(0, last)) end -- made smaller behind it
  return t
end

--- A tensor of that kind.
function operands.tensor(draw, pool, kind)
  if draw.chance(0.08) then
    for _, known in ipairs(pool.made) do
      if known.kind == kind then return known.tensor end
    end
  end
  local t = new_tensor(draw, pool, kind)
  pool.made[#pool.made + 1] = { kind = kind, tensor = t }
  return t
end

-- --- what they are now ---------------------------------------------------------------------------

local function class_of(x)
  if type(x) ~= 'userdata' then return nil end
  return (torch.typename(x) or ''):match('^torch%.(%a-)(%u%l+)$')
end

local function bytes(kind, s)
  if s:size() == 0 then return '' end
  local f = torch.MemoryFile():binary()
  local write = f['write' .. kind]
  if not write then return table.concat(s:totable(), ' ') end
  write(f, s)
  return (f:storage():string():sub(1, -2)) -- without the zero byte of the file
end

local function geometry(t)
  local text, dims = { t:storageOffset() }, { offset = t:storageOffset() }
  for d = 1, t:dim() do
    dims[d] = { t:size(d), t:stride(d) }
    text[d + 1] = ('%dx%d'):format(dims[d][1], dims[d][2])
  end
  return table.concat(text, ' '), dims
end

local function record(x, into, seen)
  local kind, what = class_of(x)
  if type(x) == 'table' then
    if seen[x] then return end
    seen[x] = true
    for _, value in pairs(x) do record(value, into, seen) end
  elseif what == 'Tensor' then
    local _
    local ok, s = pcall(x.storage, x)
    if not ok then s = nil end -- the storage is too small for it
    local entry = { object = x, kind = kind, storage = s, pointer = s and torch.pointer(s) }
    _, entry.geometry, entry.dims = pcall(geometry, x)
    entry.bytes = s and bytes(kind, s)
    into[#into + 1] = entry
  elseif what == 'Storage' then
    into[#into + 1] = { object = x, kind = kind, storage = x, pointer = torch.pointer(x),
                        bytes = bytes(kind, x), geometry = '' }
  end
end

--- Geometry and bytes of all tensors and storages among the arguments: argument -> entries.
function operands.snapshot(args)
  local before = {}
  for i = 1, args.n do
    before[i] = {}
    record(args[i], before[i], {})
  end
  return before
end

local function changed(entry)
  local x = entry.object
  local _, what = class_of(x)
  if what == 'Tensor' then
    local _, text = pcall(geometry, x)
    if text ~= entry.geometry then
      return ('has changed from %s to %s'):format(entry.geometry, text)
    end
    local ok, s = pcall(x.storage, x)
    if ok and (s and torch.pointer(s)) ~= entry.pointer then return 'has another storage' end
  end
  if not entry.storage then return nil end
  local now = bytes(entry.kind, entry.storage)
  -- room that was made behind the elements of a tensor does no harm
  if what == 'Tensor' then now = now:sub(1, #entry.bytes) end
  if now ~= entry.bytes then return 'has other elements' end
  return nil
end

-- Whether two entries look at the same memory. Windows of storages do not share with each other
-- here, see new_storage.
local function may_share(a, b)
  return a.object == b.object or (a.pointer ~= nil and a.pointer == b.pointer)
end

--- What has changed since the snapshot, or nil. Entries that share memory with one of `written`
-- (lists of entries) may.
function operands.difference(args, before, written)
  for i = 1, args.n do
    for _, entry in ipairs(before[i]) do
      local excused = false
      for _, list in ipairs(written or {}) do
        for _, other in ipairs(list) do excused = excused or may_share(entry, other) end
      end
      local what = not excused and changed(entry)
      if what then return ('argument %d %s'):format(i, what) end
    end
  end
  return nil
end

-- Marks the positions in the storage of the elements of a tensor with these dimensions.
local function mark(dims, marked)
  local function walk(d, at)
    if not dims[d] then
      marked[at] = true
      return
    end
    for i = 0, dims[d][1] - 1 do walk(d + 1, at + i * dims[d][2]) end
  end
  if dims and dims[1] then walk(1, dims.offset) end
end

local function count(dims)
  local n = 1
  for d = 1, #(dims or {}) do n = n * dims[d][1] end
  return n
end

-- Elements of the storage of entry that have changed although no tensor among the entries has them.
local function spilled(entry, entries)
  if entry.storage:size() > 1e6 then return nil end -- the call resized it; a copy may not fit
  local now = bytes(entry.kind, entry.storage)
  if now == entry.bytes then return nil end
  local width = entry.storage:elementSize()
  local length = math.min(#now, #entry.bytes)
  if length > 5000 or entry.kind == 'Half' then return nil end
  local marked = {}
  for _, other in ipairs(entries) do
    if not other.dims then return nil end -- a storage itself, or a tensor that does not fit
    local ok, s = pcall(other.object.storage, other.object)
    local _, _, dims = pcall(geometry, other.object)
    if not ok or count(dims) > 5000 then return nil end
    if other.pointer == entry.pointer then mark(other.dims, marked) end
    if s and torch.pointer(s) == entry.pointer then mark(dims, marked) end
  end
  for i = 1, length / width do
    local from, to = (i - 1) * width + 1, i * width
    if not marked[i] and now:sub(from, to) ~= entry.bytes:sub(from, to) then
      return ('has changed element %d of its storage, which is no element of a tensor'):format(i)
    end
  end
  return nil
end

--- Whether something was written where no argument has its elements: what, or nil.
function operands.spill(args, before, pool)
  local entries = {}
  for i = 1, args.n do
    for _, entry in ipairs(before[i]) do entries[#entries + 1] = entry end
  end
  for i = 1, args.n do
    for _, entry in ipairs(before[i]) do
      local what = entry.bytes and entry.dims and spilled(entry, entries)
      if what then return ('argument %d %s'):format(i, what) end
    end
  end
  for _, margin in ipairs(pool.margins) do
    local n = margin.parent:size()
    if margin.parent[1] ~= 1 or margin.parent[n - 1] ~= 1 or margin.parent[n] ~= 1 then
      return 'something beyond a window of a storage has changed'
    end
  end
  return nil
end

--- A tensor that goes beyond its storage: what is wrong, or nil.
function operands.leaves_storage(t)
  local _, what = class_of(t)
  if what ~= 'Tensor' then return nil end
  local ok, s = pcall(t.storage, t)
  if not ok or t:dim() == 0 then return nil end
  local last = t:storageOffset()
  for d = 1, t:dim() do
    if t:size(d) < 0 or t:stride(d) < 0 then return 'has a negative size' end
    if t:size(d) == 0 then return nil end
    last = last + (t:size(d) - 1) * t:stride(d)
  end
  if not s or last > s:size() then return 'leaves its storage: ' .. geometry(t) end
  return nil
end

--- An argument as text.
function operands.describe(x)
  local kind, what = class_of(x)
  if what == 'Tensor' then
    local _, text = pcall(geometry, x)
    local ok, s = pcall(x.storage, x)
    local size = ok and s and s:size() or 0
    local list = size > 0 and size <= 40 and table.concat(s:totable(), ' ') or ''
    return ('%sTensor offset size x stride: %s, storage %s of %d: %s'):format(
      kind, text, s and ok and torch.pointer(s) or 'none', size, list)
  elseif what == 'Storage' then
    return ('%sStorage %s of %d: %s'):format(kind, torch.pointer(x), x:size(),
                                             table.concat(x:totable(), ' '))
  elseif type(x) == 'table' then
    local list = {}
    for key, value in pairs(x) do
      list[#list + 1] = ('[%s] = %s'):format(tostring(key), operands.describe(value))
    end
    return '{ ' .. table.concat(list, ', ') .. ' }'
  elseif type(x) == 'string' then
    return ('%q'):format(x):sub(1, 60)
  end
  return torch.typename(x) or tostring(x)
end

return operands
