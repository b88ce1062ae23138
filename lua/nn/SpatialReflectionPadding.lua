-- nn.SpatialReflectionPadding(pad_l[, pad_r, pad_t, pad_b]): planes with their mirror image around
-- them; the border itself is not repeated.
-- Neighbours: planepadding.lua; src/nn/padding.c.
--
-- Shapes: input planes x height x width, with or without a batch in front; output planes x
-- height + pad_t + pad_b x width + pad_l + pad_r. Each padding is less than the size of the input.
-- Example: nn.SpatialReflectionPadding(1, 2, 2, 1):forward(torch.rand(2, 4, 4))  --> 2x7x7

local C = require 'facula.core'.nn

local SpatialReflectionPadding, parent = torch.class('nn.SpatialReflectionPadding', 'nn.Module')

require 'nn.planepadding'(SpatialReflectionPadding, parent,
  C.SpatialReflectionPadding_updateOutput, C.SpatialReflectionPadding_updateGradInput)
