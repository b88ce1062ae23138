-- nn.Mean([dimension[, nInputDims]]): the mean along a dimension. Neighbours: Sum.lua, its parent.
--
-- Shapes: input of any size; output without that dimension.
-- Example: nn.Mean(2):forward(torch.rand(3, 4)):size()  --> {3}

local Mean, parent = torch.class('nn.Mean', 'nn.Sum')

--- @param dimension, nInputDims as for nn.Sum
function Mean:__init(dimension, nInputDims)
  parent.__init(self, dimension, nInputDims, true)
end
