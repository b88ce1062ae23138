-- nn.SpatialLPPooling(nInputPlane, pnorm, kW, kH[, dW, dH]): the p-norm of each kW x kH window,
-- (x1^p + x2^p + ...)^(1/p), as a sequence of layers.
-- Neighbours: Sequential.lua, its parent; SpatialAveragePooling.lua; FeatureLPPooling.lua.
--
-- Shapes: as nn.SpatialAveragePooling without padding.
-- Example: nn.SpatialLPPooling(3, 2, 2, 2):forward(torch.rand(3, 8, 8))  --> 3x4x4

local check = require 'nn.check'

local SpatialLPPooling, parent = torch.class('nn.SpatialLPPooling', 'nn.Sequential')

--- @param nInputPlane number of planes of the input; does not matter
-- @param pnorm the p; the sign of the elements counts in odd powers
-- @param kW, kH size of a window
-- @param dW, dH from one window to the next; default kW, kH
function SpatialLPPooling:__init(nInputPlane, pnorm, kW, kH, dW, dH) -- luacheck: no unused args
  parent.__init(self)
  check.number(self, 'pnorm', pnorm)
  if pnorm <= 0 or pnorm ~= pnorm then check.fail(self, 'pnorm', 'a positive number', pnorm) end
  self.kW, self.kH = kW, kH
  self.dW, self.dH = dW or kW, dH or kH
  self:add(pnorm == 2 and nn.Square() or nn.Power(pnorm))
  self:add(nn.SpatialAveragePooling(kW, kH, self.dW, self.dH))
  self:add(nn.MulConstant(kW * kH))
  self:add(pnorm == 2 and nn.Sqrt() or nn.Power(1 / pnorm))
end

-- There is nothing to learn or to draw.
function SpatialLPPooling:reset() end

function SpatialLPPooling:accGradParameters() end

function SpatialLPPooling:accUpdateGradParameters() end

function SpatialLPPooling:zeroGradParameters() end

function SpatialLPPooling:updateParameters() end
