-- nn.Clamp(min, max): the element, but at least min and at most max. Neighbours: HardTanh.lua, its
-- parent.
--
-- Shapes: any; output as input.
-- Example: nn.Clamp(-0.1, 0.8):forward(torch.Tensor{-1, 0.5, 2})  --> {-0.1, 0.5, 0.8}

local check = require 'nn.check'

local Clamp, parent = torch.class('nn.Clamp', 'nn.HardTanh')

--- @param min, max numbers, min < max
function Clamp:__init(min, max)
  parent.__init(self, check.number(self, 'min', min), check.number(self, 'max', max))
end
