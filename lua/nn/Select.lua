-- nn.Select(dimension, index): one slice of the input. Neighbours: Narrow.lua takes several.
--
-- Shapes: output as input without the dimension; a vector gives 1 element.
-- Example: nn.Select(2, -1):forward(torch.Tensor{{1, 2}, {3, 4}})  --> {2, 4}

local check = require 'nn.check'

local Select, parent = torch.class('nn.Select', 'nn.Module')

--- @param dimension, index which slice; negative ones count from the end
function Select:__init(dimension, index)
  parent.__init(self)
  self.dimension = check.integer(self, 'dimension', dimension)
  self.index = check.integer(self, 'index', index)
end

local function place(self, input)
  local dimension = check.dimension(self, check.own(self, 'input', input))
  local index = self.index
  if index < 0 then index = input:size(dimension) + index + 1 end
  if index < 1 or index > input:size(dimension) then
    check.fail(self, 'input', ('a tensor that has index %d along dimension %d')
      :format(self.index, dimension), input)
  end
  return dimension, index
end

-- The slice as a view; of a vector one element, for which select gives a number.
local function slice(t, dimension, index)
  return t:dim() == 1 and t:narrow(1, index, 1) or t:select(dimension, index)
end

function Select:updateOutput(input)
  local output = slice(input, place(self, input))
  return self.output:resizeAs(output):copy(output)
end

--- All other elements get 0.
function Select:updateGradInput(input, gradOutput)
  local dimension, index = place(self, input)
  check.own(self, 'gradOutput', gradOutput)
  local like = slice(input, dimension, index)
  if gradOutput:nElement() ~= like:nElement() then
    check.fail(self, 'gradOutput', check.describe(like), gradOutput)
  end
  self.gradInput:resizeAs(input):zero()
  slice(self.gradInput, dimension, index):copy(gradOutput)
  return self.gradInput
end
