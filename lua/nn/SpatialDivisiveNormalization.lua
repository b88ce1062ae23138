-- nn.SpatialDivisiveNormalization([nInputPlane[, kernel[, threshold[, thresval]]]]): divides each
-- pixel by the weighted standard deviation (around zero) of its neighbourhood over all planes.
-- (K. Jarrett et al., What is the Best Multi-Stage Architecture for Object Recognition?, ICCV
-- 2009.) Neighbours: neighbourhood.lua, SpatialSubtractiveNormalization.lua.
--
-- Shapes: nInputPlane x height x width, with a batch in front or not; output as input.
-- Example:
--   local layer = nn.SpatialDivisiveNormalization(1, torch.ones(3, 3))
--   layer:forward(torch.rand(1, 5, 5))  --> 1x5x5

local check = require 'nn.check'
local neighbourhood = require 'nn.neighbourhood'
local C = require 'facula.core'.nn
local buffer, filter, spread = neighbourhood.buffer, neighbourhood.filter, neighbourhood.spread

local Divisive, parent = torch.class('nn.SpatialDivisiveNormalization', 'nn.Module')

local smallest = 1e-30 -- of a deviation; only where the gradient is zero anyway

--- @param nInputPlane number of planes; default 1
-- @param kernel weights of the neighbourhood, 2-D, or 1-D for both sides, of odd sizes; default 9 x
--   9 ones. It is normalised in place.
-- @param threshold deviations up to this one are replaced; default 1e-4
-- @param thresval by this value; default threshold
function Divisive:__init(nInputPlane, kernel, threshold, thresval)
  parent.__init(self)
  neighbourhood.init(self, nInputPlane, kernel)
  self.threshold = check.number(self, 'threshold', threshold or 1e-4)
  self.thresval = check.number(self, 'thresval', thresval or threshold or 1e-4)
end

-- Fields: deviation, the standard deviations; adjusted, those divided by the coefficients of the
-- edges; divisor, what the input was divided by.
function Divisive:updateOutput(input)
  local batch = neighbourhood.batch(self, input)
  self.output:resizeAs(input):copy(input)
  if input:nElement() == 0 then return self.output end
  local sum, squares = buffer(self, 'sum'), buffer(self, 'squares')
  local deviation, adjusted = buffer(self, 'deviation'), buffer(self, 'adjusted')
  local divisor = buffer(self, 'divisor')
  local coef = neighbourhood.coefficients(self, batch:size(3), batch:size(4))
  squares:cmul(batch, batch)
  filter(self, deviation, sum:sum(squares, 2):select(2, 1))
  deviation:sqrt()
  adjusted:cdiv(deviation, coef:expandAs(deviation))
  C.Threshold_updateOutput(divisor, adjusted, self.threshold, self.thresval, false)
  self.output:viewAs(batch):cdiv(spread(divisor, batch))
  return self.output
end

function Divisive:updateGradInput(input, gradOutput)
  local gradient, batch = neighbourhood.gradient(self, input, gradOutput),
    neighbourhood.batch(self, input)
  self.gradInput:resizeAs(input):copy(gradOutput)
  if input:nElement() == 0 then return self.gradInput end
  local sum, squares = buffer(self, 'sum'), buffer(self, 'squares')
  local deviation, adjusted = buffer(self, 'deviation'), buffer(self, 'adjusted')
  local divisor, back = buffer(self, 'divisor'), buffer(self, 'back')
  local coef = neighbourhood.coefficients(self, batch:size(3), batch:size(4))
  if divisor:nElement() * self.nInputPlane ~= input:nElement() then
    check.fail(self, 'divisor', 'a forward with this input before backward', divisor)
  end
  -- the gradient of the divisor, through the threshold, of half the squared deviation
  squares:cmul(gradient, batch)
  local total = sum:sum(squares, 2):select(2, 1)
  total:cdiv(divisor):cdiv(divisor):mul(-1)
  C.Threshold_updateGradInput(back, adjusted, total, self.threshold, false)
  back:cdiv(coef:expandAs(back)):cdiv(total:cmax(deviation, smallest))
  filter(self, total, back, true)
  self.gradInput:viewAs(batch):cdiv(spread(divisor, batch)):addcmul(1, batch, spread(total, batch))
  return self.gradInput
end

function Divisive:clearState()
  nn.utils.clear(self, 'sum', 'squares', 'deviation', 'adjusted', 'divisor', 'back', 'between',
    'coef')
  return parent.clearState(self)
end
