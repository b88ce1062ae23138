-- nn.AddConstant(constant[, inplace]): adds a constant to each element.
-- Neighbours: constantlayer.lua; src/nn/activation.c.
--
-- Shapes: any input; output as input. The constant may be a tensor that fits the input, or each
-- sample of a batch.
-- Example: nn.AddConstant(2.5):forward(torch.Tensor{-1, 0.5, 2})  --> {1.5, 3, 4.5}

local check = require 'nn.check'
local C = require 'facula.core'.nn

local AddConstant, parent = torch.class('nn.AddConstant', 'nn.Module')

require 'nn.constantlayer'(AddConstant, parent, C.AddConstant_updateOutput,
  C.CAdd_updateOutput)

function AddConstant:updateGradInput(input, gradOutput)
  if not self.gradInput then return nil end
  check.sameCount(self, input, gradOutput)
  check.own(self, 'gradOutput', gradOutput)
  if self.inplace then
    local constant = self.constant_scalar
    if torch.isTensor(constant) then
      C.CAdd_updateOutput(input, input, -constant)
    else
      input:add(-constant)
    end
    self.gradInput:set(gradOutput)
  else
    self.gradInput:resizeAs(input):copy(gradOutput)
  end
  return self.gradInput
end
