-- nn.SpatialDropout([p[, stochasticInference]]): in training, zeroes whole planes with probability
-- p, without scaling the others; in use all are multiplied by 1-p.
-- (J. Tompson et al., Efficient Object Localization Using Convolutional Networks, CVPR 2015.)
-- Neighbours: featuredropout.lua.
--
-- Shapes: planes x height x width or N x planes x height x width; output as input.
-- Example: nn.SpatialDropout(0.2):forward(torch.ones(4, 3, 3))  --> 4x3x3

local SpatialDropout, parent = torch.class('nn.SpatialDropout', 'nn.Module')

require 'nn.featuredropout'(SpatialDropout, parent, 2)
