-- nn.SpatialSubtractiveNormalization([nInputPlane[, kernel]]): subtracts from each pixel the
-- weighted mean of its neighbourhood over all planes. At the edges only what is there counts.
-- (K. Jarrett et al., What is the Best Multi-Stage Architecture for Object Recognition?, ICCV
-- 2009.) Neighbours: neighbourhood.lua, SpatialDivisiveNormalization.lua.
--
-- Shapes: nInputPlane x height x width, with a batch in front or not; output as input.
-- Example:
--   local layer = nn.SpatialSubtractiveNormalization(1, torch.ones(3, 3))
--   layer:forward(torch.rand(1, 5, 5))  --> 1x5x5

local neighbourhood = require 'nn.neighbourhood'
local buffer, filter, spread = neighbourhood.buffer, neighbourhood.filter, neighbourhood.spread

local Subtractive, parent = torch.class('nn.SpatialSubtractiveNormalization', 'nn.Module')

--- @param nInputPlane number of planes; default 1
-- @param kernel weights of the neighbourhood, 2-D, or 1-D for both sides, of odd sizes; default 9 x
--   9 ones. It is normalised in place.
function Subtractive:__init(nInputPlane, kernel)
  parent.__init(self)
  neighbourhood.init(self, nInputPlane, kernel)
end

function Subtractive:updateOutput(input)
  local batch = neighbourhood.batch(self, input)
  self.output:resizeAs(input):copy(input)
  if input:nElement() == 0 then return self.output end
  local sum, mean = buffer(self, 'sum'), buffer(self, 'mean')
  local coef = neighbourhood.coefficients(self, batch:size(3), batch:size(4))
  filter(self, mean, sum:sum(batch, 2):select(2, 1))
  mean:cdiv(coef:expandAs(mean))
  self.output:viewAs(batch):add(-1, spread(mean, batch))
  return self.output
end

function Subtractive:updateGradInput(input, gradOutput)
  local gradient = neighbourhood.gradient(self, input, gradOutput)
  self.gradInput:resizeAs(gradOutput):copy(gradOutput)
  if input:nElement() == 0 then return self.gradInput end
  local sum, mean = buffer(self, 'sum'), buffer(self, 'mean')
  local coef = neighbourhood.coefficients(self, gradient:size(3), gradient:size(4))
  local total = sum:sum(gradient, 2):select(2, 1)
  total:cdiv(coef:expandAs(total))
  filter(self, mean, total, true)
  self.gradInput:viewAs(gradient):add(-1, spread(mean, gradient))
  return self.gradInput
end

function Subtractive:clearState()
  nn.utils.clear(self, 'sum', 'mean', 'between', 'coef')
  return parent.clearState(self)
end
