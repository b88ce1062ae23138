-- What pooling layers share: their indices, which stay a LongTensor, and their printed form.
-- Neighbours: the pooling layers; src/nn/pooling.c fills the indices.

local check = require 'nn.check'

local pooled = {}

--- The field `indices`: a new LongTensor where it is missing or another tensor, as in files of old
-- versions.
function pooled.indices(module)
  local indices = module.indices
  if torch.typename(indices) ~= 'torch.LongTensor' then
    indices = torch.LongTensor()
    module.indices = indices
  end
  return indices
end

--- Gives a class the methods that its indices need: type, which leaves them a LongTensor (without
-- elements), and clearState.
function pooled.keepIndices(class, parent)
  function class:type(type, tensorCache)
    if not type then return parent.type(self) end
    self.indices = nil
    parent.type(self, type, tensorCache)
    self.indices = torch.LongTensor()
    return self
  end

  function class:clearState()
    nn.utils.clear(self, 'indices')
    return parent.clearState(self)
  end
end

--- Gives a class the methods ceil and floor, which say how the number of windows is rounded.
function pooled.addRounding(class)
  --- A last window may reach over the edge; returns self.
  function class:ceil()
    self.ceil_mode = true
    return self
  end

  --- All windows are whole, the default; returns self.
  function class:floor()
    self.ceil_mode = false
    return self
  end
end

--- Checks the fields with these names: integers of at least least. A missing one becomes default.
function pooled.integers(module, names, least, default)
  for _, name in ipairs(names) do
    if module[name] == nil then module[name] = default end
    check.integer(module, name, module[name], least)
  end
end

--- "nn.X(2x2, 1,1)" from lists of names of fields. The first is joined with x; padding is left out
-- if it is 0.
function pooled.text(module, sizes, strides, pads, dilations)
  local function values(names, separator)
    local list, any = {}, false
    for i, name in ipairs(names) do
      list[i] = ('%d'):format(module[name] or 0)
      any = any or (module[name] or 0) ~= 0
    end
    return table.concat(list, separator), any
  end
  local parts = { (values(sizes, 'x')), (values(strides, ',')) }
  local padding, any = values(pads or {}, ',')
  if any then parts[#parts + 1] = padding end
  if dilations then parts[#parts + 1] = (values(dilations, ',')) end
  return ('%s(%s)'):format(torch.type(module), table.concat(parts, ', '))
end

return pooled
