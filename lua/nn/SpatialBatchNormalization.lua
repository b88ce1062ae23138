-- nn.SpatialBatchNormalization(nOutput[, eps[, momentum[, affine]]]): BatchNormalization of the
-- planes of images, over the batch and all positions. Neighbours: BatchNormalization.lua.
--
-- Shapes: input N x nOutput x height x width; output as input.
-- Example: nn.SpatialBatchNormalization(3):forward(torch.randn(8, 3, 5, 5))  --> 8x3x5x5

local SpatialBatchNormalization = torch.class('nn.SpatialBatchNormalization',
  'nn.BatchNormalization')

SpatialBatchNormalization.__version = 2
SpatialBatchNormalization.nDim = 4
