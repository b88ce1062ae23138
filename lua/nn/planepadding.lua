-- What SpatialZeroPadding, SpatialReplicationPadding and SpatialReflectionPadding have in common:
-- all but what the elements around the planes are.
-- Neighbours: src/nn/padding.c.

local check = require 'nn.check'

--- Defines the methods of a class.
-- updateOutput, updateGradInput: its functions of C
return function(PlanePadding, parent, updateOutput, updateGradInput)
  --- @param pad_l columns to add on the left; a negative number cuts off
  -- @param pad_r, pad_t, pad_b the same on the right, at the top, at the bottom; default pad_l
  function PlanePadding:__init(pad_l, pad_r, pad_t, pad_b)
    parent.__init(self)
    self.pad_l = check.integer(self, 'pad_l', pad_l)
    self.pad_r = check.integer(self, 'pad_r', pad_r or pad_l)
    self.pad_t = check.integer(self, 'pad_t', pad_t or pad_l)
    self.pad_b = check.integer(self, 'pad_b', pad_b or pad_l)
  end

  function PlanePadding:updateOutput(input)
    updateOutput(self.output, input, self.pad_l, self.pad_r, self.pad_t, self.pad_b)
    return self.output
  end

  function PlanePadding:updateGradInput(input, gradOutput)
    if not self.gradInput then return nil end
    updateGradInput(self.gradInput, input, gradOutput, self.pad_l, self.pad_r, self.pad_t,
      self.pad_b)
    return self.gradInput
  end

  function PlanePadding:__tostring__()
    return ('%s(l=%d, r=%d, t=%d, b=%d)'):format(torch.type(self), self.pad_l, self.pad_r,
      self.pad_t, self.pad_b)
  end
end
