-- nn.HardTanh([min[, max[, inplace]]]): the element, but at least min and at most max.
-- Neighbours: Clamp.lua and ReLU6.lua, special cases; src/nn/activation.c.
--
-- Shapes: any input; output as input.
-- Example: nn.HardTanh(-2, 2):forward(torch.Tensor{-1, 0.5, 2})  --> {-1, 0.5, 2}

local check = require 'nn.check'
local C = require 'facula.core'.nn

local HardTanh, parent = torch.class('nn.HardTanh', 'nn.Module')

--- @param min default -1
-- @param max default 1, greater than min
-- @param inplace write the output into the input, the gradient into gradOutput; default false
-- Fields: min_val, max_val, inplace.
function HardTanh:__init(min, max, inplace)
  parent.__init(self)
  self.min_val = check.number(self, 'min', min or -1)
  self.max_val = check.number(self, 'max', max or 1)
  self.inplace = inplace or false
  local proper = self.max_val > self.min_val -- which is false with nan
  if not proper then
    error(('%s: max_value must be larger than min_value, got min %g, max %g')
      :format(torch.type(self), self.min_val, self.max_val), 0)
  end
end

function HardTanh:updateOutput(input)
  C.HardTanh_updateOutput(self.output, input, self.min_val or -1, self.max_val or 1,
    self.inplace or false)
  return self.output
end

function HardTanh:updateGradInput(input, gradOutput)
  C.HardTanh_updateGradInput(self.gradInput, input, gradOutput, self.min_val or -1,
    self.max_val or 1, self.inplace or false)
  return self.gradInput
end
