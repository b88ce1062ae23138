-- nn.ReLU([inplace]): max(x, 0), the rectified linear unit. Neighbours: Threshold.lua, its parent.
--
-- Shapes: any; output as input.
-- Example: nn.ReLU():forward(torch.Tensor{-1, 0.5, 2})  --> {0, 0.5, 2}

local ReLU, parent = torch.class('nn.ReLU', 'nn.Threshold')

--- @param inplace write the output into the input; default false
function ReLU:__init(inplace)
  parent.__init(self, 0, 0, inplace)
end
