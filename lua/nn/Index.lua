-- nn.Index(dimension): slices of a tensor by their numbers, which are an input too.
-- Neighbours: Select.lua and Narrow.lua know in advance what they take.
--
-- Shapes: input { tensor, indices }, indices a LongTensor vector of numbers from 1; output as the
-- tensor, with as many slices along the dimension as there are indices.
-- Example: nn.Index(1):forward({torch.rand(4, 3), torch.LongTensor{2, 4, 2}})  --> 3x3

local check = require 'nn.check'

local Index, parent = torch.class('nn.Index', 'nn.Module')

--- @param dimension along which slices are taken; negative ones count from the end
function Index:__init(dimension)
  parent.__init(self)
  self.dimension = check.integer(self, 'dimension', dimension)
  self.gradInput = {self.gradInput, self.gradInput.new()}
end

local function parts(self, input)
  if torch.type(input) ~= 'table' or #input ~= 2 then
    check.fail(self, 'input', 'a table { tensor, indices }', input)
  end
  local t, indices = check.own(self, 'input[1]', input[1]), input[2]
  if torch.typename(indices) ~= 'torch.LongTensor' or indices:dim() ~= 1 then
    check.fail(self, 'input[2]', 'indices in a LongTensor vector', indices)
  end
  local dimension = check.dimension(self, t)
  local size = t:size(dimension)
  if indices:nElement() > 0 and (indices:min() < 1 or indices:max() > size) then
    local outside = indices[indices:lt(1):add(indices:gt(size)):nonzero()[1][1]]
    check.fail(self, 'input[2]', ('indices from 1 to %d'):format(size), outside)
  end
  return t, indices, dimension
end

function Index:updateOutput(input)
  local t, indices, dimension = parts(self, input)
  self.output:index(t, dimension, indices)
  return self.output
end

--- Slices that were taken several times get the sum. Indices have no gradient: zeros.
function Index:updateGradInput(input, gradOutput)
  local t, indices, dimension = parts(self, input)
  check.own(self, 'gradOutput', gradOutput)
  local size = t:size()
  size[dimension] = indices:size(1)
  if not gradOutput:isSize(size) then
    check.fail(self, 'gradOutput', 'size ' .. table.concat(size:totable(), 'x'), gradOutput)
  end
  local gradInput = check.pairOfResults(self)
  gradInput[1]:resizeAs(t):zero():indexAdd(dimension, indices, gradOutput)
  gradInput[2]:resize(indices:size()):zero()
  return gradInput
end
