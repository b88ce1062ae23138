-- nn.SpatialContrastiveNormalization([nInputPlane[, kernel[, threshold[, thresval]]]]):
-- subtractive, then divisive normalisation with the same kernel.
-- (K. Jarrett et al., What is the Best Multi-Stage Architecture for Object Recognition?, ICCV
-- 2009.) Neighbours: SpatialSubtractiveNormalization, SpatialDivisiveNormalization.
--
-- Shapes: nInputPlane x height x width, with a batch in front or not; output as input.
-- Example:
--   local layer = nn.SpatialContrastiveNormalization(1, torch.ones(3, 3))
--   layer:forward(torch.rand(1, 5, 5))  --> 1x5x5

local SpatialContrastiveNormalization, parent =
  torch.class('nn.SpatialContrastiveNormalization', 'nn.Module')

--- @param nInputPlane, kernel, threshold, thresval as for SpatialDivisiveNormalization
-- Field normalizer: a Sequential of both layers.
function SpatialContrastiveNormalization:__init(nInputPlane, kernel, threshold, thresval)
  parent.__init(self)
  self.nInputPlane = nInputPlane or 1
  self.kernel = kernel or torch.Tensor(9, 9):fill(1)
  self.threshold = threshold or 1e-4
  self.thresval = thresval or self.threshold
  self.normalizer = nn.Sequential()
    :add(nn.SpatialSubtractiveNormalization(self.nInputPlane, self.kernel))
    :add(nn.SpatialDivisiveNormalization(self.nInputPlane, self.kernel, self.threshold,
      self.thresval))
end

function SpatialContrastiveNormalization:updateOutput(input)
  self.output = self.normalizer:forward(input)
  return self.output
end

function SpatialContrastiveNormalization:updateGradInput(input, gradOutput)
  self.gradInput = self.normalizer:backward(input, gradOutput)
  return self.gradInput
end

function SpatialContrastiveNormalization:clearState()
  self.normalizer:clearState()
  return parent.clearState(self)
end
