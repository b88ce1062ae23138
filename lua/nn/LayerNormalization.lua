-- nn.LayerNormalization(nOutput[, bias[, eps[, affine]]]): brings each sample to mean 0 and
-- variance 1, then scales and shifts each of its elements.
-- (J. Ba, J. Kiros, G. Hinton, Layer Normalization, 2016.) Neighbours: Normalize.lua, CMul.lua,
-- Add.lua.
--
-- Shapes: nOutput or N x nOutput; output as input.
-- Example: nn.LayerNormalization(4):forward(torch.randn(2, 4))  --> 2x4

local check = require 'nn.check'

local LayerNormalization, parent = torch.class('nn.LayerNormalization', 'nn.Sequential')

--- @param nOutput number of elements of a sample
-- @param bias what the shifts start with; default 0
-- @param eps added to the sum of squares; default 1e-10
-- @param affine false for a layer without scales and shifts; default true
-- Fields gain, the scales, which start with ones, and bias, the shifts.
function LayerNormalization:__init(nOutput, bias, eps, affine)
  parent.__init(self)
  check.integer(self, 'nOutput', nOutput, 1)
  self:add(nn.ConcatTable()
    :add(nn.Identity())
    :add(nn.Sequential():add(nn.Mean(1, 1)):add(nn.Replicate(nOutput, 1, 1))))
  self:add(nn.CSubTable())
  self:add(nn.Normalize(2, eps or 1e-10))
  self:add(nn.MulConstant(math.sqrt(nOutput)))
  if affine ~= false then
    local shift, scale = nn.Add(nOutput), nn.CMul(nOutput)
    self.bias = shift.bias:fill(check.number(self, 'bias', bias or 0))
    self.gain = scale.weight:fill(1)
    self:add(scale):add(shift)
  end
end
