-- nn.VolumetricBatchNormalization(nOutput[, eps[, momentum[, affine]]]): BatchNormalization of the
-- planes of volumes, over the batch and all positions. Neighbours: BatchNormalization.lua.
--
-- Shapes: input N x nOutput x time x height x width; output as input.
-- Example: nn.VolumetricBatchNormalization(3):forward(torch.randn(8, 3, 2, 5, 5))  --> 8x3x2x5x5

local VolumetricBatchNormalization = torch.class('nn.VolumetricBatchNormalization',
  'nn.BatchNormalization')

VolumetricBatchNormalization.__version = 2
VolumetricBatchNormalization.nDim = 5
