-- Looks for numbers that are none. Neighbours: checknan.lua and NaN.lua raise errors with it.

local finite = {}

-- What is wrong with the elements of a tensor: 'nan', 'infinity' or nil. A finite sum settles it
-- in one pass; only else are the elements looked at.
local function faultOf(tensor)
  local name = torch.typename(tensor)
  if name ~= 'torch.DoubleTensor' and name ~= 'torch.FloatTensor' or tensor:nElement() == 0 then
    return nil
  end
  local sum = tensor:sum()
  if sum - sum == 0 then return nil end
  if tensor:ne(tensor):max() == 1 then return 'nan' end
  local low, high = tensor:min(), tensor:max()
  if low - low ~= 0 or high - high ~= 0 then return 'infinity' end
  return nil -- the sum was too large, the elements are not
end

--- Looks through a tensor or nested table of tensors.
-- @return 'nan' or 'infinity' and the tensor that has it; nil if all is well
function finite.fault(value)
  if torch.isTensor(value) then
    local fault = faultOf(value)
    if fault then return fault, value end
  elseif torch.type(value) == 'table' then
    local infinity, where
    for _, entry in pairs(value) do
      local fault, tensor = finite.fault(entry)
      if fault == 'nan' then return fault, tensor end
      if fault then infinity, where = fault, tensor end
    end
    return infinity, where
  end
  return nil
end

return finite
