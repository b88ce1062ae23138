--- The few operations that HalfTensors have although they are for storing only: computed as floats.
-- Neighbours: init.lua loads this file; the conversions are in C.
-- @module torch.half

local half = torch.getmetatable('torch.HalfTensor')

local function is_half(x)
  return torch.typename(x) == 'torch.HalfTensor'
end

-- The results of the FloatTensor's method for self and the arguments, halves as floats.
local function as_float(name, self, ...)
  local n, arguments = select('#', ...), { ... }
  for i = 1, n do
    if is_half(arguments[i]) then arguments[i] = arguments[i]:float() end
  end
  local x = self:float()
  return x[name](x, (unpack or table.unpack)(arguments, 1, n))
end

local function in_place(name)
  half[name] = function(self, ...)
    local result = as_float(name, self, ...)
    return self:resize(result:size()):copy(result)
  end
end

local function reduction(name)
  half[name] = function(self, ...)
    local value, positions = as_float(name, self, ...)
    if torch.isTensor(value) then value = value:half() end
    if positions then return value, positions end
    return value
  end
end

--- The absolute values, in place: t:abs().
in_place 'abs'
--- A sum in place: t:add(number), t:add([factor,] u) and so on as other tensors have it.
-- @usage torch.HalfTensor { 1, 2 }:add(torch.HalfTensor { 3, 4 })
in_place 'add'
--- The largest element, or with a dimension the largest along it and their positions.
reduction 'max'
--- The mean, of all elements or along a dimension.
reduction 'mean'
