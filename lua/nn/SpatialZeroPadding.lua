-- nn.SpatialZeroPadding(pad_l[, pad_r, pad_t, pad_b]): planes with zeros around them.
-- Neighbours: planepadding.lua; src/nn/padding.c.
--
-- Shapes: input planes x height x width, with or without a batch in front; output planes x
-- height + pad_t + pad_b x width + pad_l + pad_r.
-- Example: nn.SpatialZeroPadding(1, 2, 2, 1):forward(torch.rand(2, 4, 4))  --> 2x7x7

local C = require 'facula.core'.nn

local SpatialZeroPadding, parent = torch.class('nn.SpatialZeroPadding', 'nn.Module')

require 'nn.planepadding'(SpatialZeroPadding, parent, C.SpatialZeroPadding_updateOutput,
  C.SpatialZeroPadding_updateGradInput)
