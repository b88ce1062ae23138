--- Plain Lua arrays of any number of dimensions, for references that tensor operations are compared
-- with: a list of values in row-major order beside a list of sizes.
--
--   for linear, at in arrays.each({ 2, 3 }) do print(linear, at[1], at[2]) end
--
-- Neighbours: layouts.lua makes tensors of such values.

local arrays = {}

--- The number of elements.
function arrays.count(sizes)
  local n = 1
  for d = 1, #sizes do n = n * sizes[d] end
  return n
end

--- The place of coordinates (from 1) in the list.
function arrays.linear(sizes, at)
  local place = 0
  for d = 1, #sizes do place = place * sizes[d] + at[d] - 1 end
  return place + 1
end

--- Walks over all places: their number and a fresh list of coordinates.
function arrays.each(sizes)
  local i, n = 0, arrays.count(sizes)
  return function()
    i = i + 1
    if i > n then return nil end
    local at, rest = {}, i - 1
    for d = #sizes, 1, -1 do
      at[d] = rest % sizes[d] + 1
      rest = math.floor(rest / sizes[d])
    end
    return i, at
  end
end

--- A function that gives reproducible integers first ... last.
function arrays.integers(seed)
  local state = seed
  return function(first, last)
    state = (state * 16807) % 2147483647
    return first + state % (last - first + 1)
  end
end

--- Values 1, 2, ... for these sizes.
function arrays.counting(sizes)
  local values = {}
  for i = 1, arrays.count(sizes) do values[i] = i end
  return values
end

--- A copy in which dimension dim has this size.
function arrays.resized(sizes, dim, n)
  local copy = {}
  for d = 1, #sizes do copy[d] = d == dim and n or sizes[d] end
  return copy
end

return arrays
