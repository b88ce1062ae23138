-- nn.Padding(dim, pad[, nInputDim[, value[, index]]]): inserts |pad| slices of one value.
-- Neighbours: Narrow.lua takes slices away.
--
-- Shapes: output as input, |pad| larger along dim.
-- Example: nn.Padding(1, -2):forward(torch.ones(3))  --> {0, 0, 1, 1, 1}

local check = require 'nn.check'

local Padding, parent = torch.class('nn.Padding', 'nn.Module')

--- @param dim dimension to make larger; negative ones count from the end
-- @param pad how many slices; a negative number puts them in front, a positive one at the end
-- @param nInputDim dimensions of an input; one more means a batch in front, which is not counted;
--   default nil: no batch
-- @param value of the new elements; default 0
-- @param index the slice from the front (or the end, for a positive pad) that they are put before;
--   default 1
function Padding:__init(dim, pad, nInputDim, value, index)
  parent.__init(self)
  self.value = value or 0
  self.index = check.integer(self, 'index', index or 1, 1)
  self.dim = check.integer(self, 'dim', dim)
  self.pad = check.integer(self, 'pad', pad)
  self.nInputDim = nInputDim
  self.outputSize = torch.LongStorage()
end

-- The dimension, its size, the number of slices before the gap, and the width of the gap.
local function geometry(self, input)
  check.own(self, 'input', input)
  local dim, dims = self.dim, input:dim()
  if dim < 0 then
    dim = dims + dim + 1
  elseif self.nInputDim and dims == self.nInputDim + 1 then
    dim = dim + 1
  end
  if dim < 1 or dim > dims then
    check.fail(self, 'input', 'a tensor that has dimension ' .. self.dim, input)
  end
  local size, index = input:size(dim), self.index or 1
  if index > size + 1 then
    check.fail(self, 'input', ('at least %d slices along dimension %d'):format(index - 1, dim),
      input)
  end
  local before = self.pad > 0 and size - index + 1 or index - 1
  return dim, size, before, math.abs(self.pad)
end

-- Copies the slices before and behind the gap between whole, which has it, and part.
local function eachSide(dim, size, before, gap, f)
  if before > 0 then f(dim, 1, 1, before) end
  if before < size then f(dim, before + 1, before + gap + 1, size - before) end
end

function Padding:updateOutput(input)
  local dim, size, before, gap = geometry(self, input)
  local sizes = input:size()
  sizes[dim] = size + gap
  self.outputSize = sizes
  local output = self.output:resize(sizes)
  if gap > 0 then output:narrow(dim, before + 1, gap):fill(self.value or 0) end
  eachSide(dim, size, before, gap, function(d, from, to, count)
    output:narrow(d, to, count):copy(input:narrow(d, from, count))
  end)
  return output
end

function Padding:updateGradInput(input, gradOutput)
  local dim, size, before, gap = geometry(self, input)
  check.own(self, 'gradOutput', gradOutput)
  local sizes = input:size()
  sizes[dim] = size + gap
  if not gradOutput:isSize(sizes) then
    check.fail(self, 'gradOutput', 'size ' .. table.concat(sizes:totable(), 'x'), gradOutput)
  end
  local gradInput = self.gradInput:resizeAs(input)
  eachSide(dim, size, before, gap, function(d, from, to, count)
    gradInput:narrow(d, from, count):copy(gradOutput:narrow(d, to, count))
  end)
  return gradInput
end
