-- nn.SpatialZeroPadding(pad_l[, pad_r, pad_t, pad_b]): planes with zeros around them.
-- Neighbours: the other padding layers; src/nn/padding.c.
--
-- Shapes: input planes x height x width, with or without a batch in front; output planes x
-- height + pad_t + pad_b x width + pad_l + pad_r.
-- Example: nn.SpatialZeroPadding(1, 2, 2, 1):forward(torch.rand(2, 4, 4))  --> 2x7x7

local check = require 'nn.check'
local C = require 'facula.core'.nn

local SpatialZeroPadding, parent = torch.class('nn.SpatialZeroPadding', 'nn.Module')

--- @param pad_l columns of zeros on the left; a negative number cuts off
-- @param pad_r, pad_t, pad_b the same on the right, at the top, at the bottom; default pad_l
function SpatialZeroPadding:__init(pad_l, pad_r, pad_t, pad_b)
  parent.__init(self)
  self.pad_l = check.integer(self, 'pad_l', pad_l)
  self.pad_r = check.integer(self, 'pad_r', pad_r or pad_l)
  self.pad_t = check.integer(self, 'pad_t', pad_t or pad_l)
  self.pad_b = check.integer(self, 'pad_b', pad_b or pad_l)
end

function SpatialZeroPadding:updateOutput(input)
  C.SpatialZeroPadding_updateOutput(self.output, input, self.pad_l, self.pad_r, self.pad_t,
    self.pad_b)
  return self.output
end

function SpatialZeroPadding:updateGradInput(input, gradOutput)
  if not self.gradInput then return nil end
  C.SpatialZeroPadding_updateGradInput(self.gradInput, input, gradOutput, self.pad_l,
    self.pad_r, self.pad_t, self.pad_b)
  return self.gradInput
end

function SpatialZeroPadding:__tostring__()
  return ('%s(l=%d, r=%d, t=%d, b=%d)'):format(torch.type(self), self.pad_l, self.pad_r,
    self.pad_t, self.pad_b)
end
