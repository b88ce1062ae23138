-- nn.VolumetricDropout([p[, stochasticInference]]): in training, zeroes whole volumes with
-- probability p, without scaling the others; in use all are multiplied by 1-p.
-- Neighbours: featuredropout.lua, SpatialDropout.lua.
--
-- Shapes: planes x time x height x width, with a batch in front or not; output as input.
-- Example: nn.VolumetricDropout(0.2):forward(torch.ones(4, 2, 3, 3))  --> 4x2x3x3

local VolumetricDropout, parent = torch.class('nn.VolumetricDropout', 'nn.Module')

require 'nn.featuredropout'(VolumetricDropout, parent, 3)
