-- nn.MulConstant(constant[, inplace]): multiplies each element with a constant.
-- Neighbours: constantlayer.lua; src/nn/activation.c.
--
-- Shapes: any input; output as input. The constant may be a tensor that fits the input, or each
-- sample of a batch.
-- Example: nn.MulConstant(2.5):forward(torch.Tensor{-1, 0.5, 2})  --> {-2.5, 1.25, 5}

local check = require 'nn.check'
local C = require 'facula.core'.nn

local MulConstant, parent = torch.class('nn.MulConstant', 'nn.Module')

require 'nn.constantlayer'(MulConstant, parent, C.MulConstant_updateOutput,
  C.CMul_updateOutput)

-- Undoes the multiplication of the input where that is possible.
local function restore(input, constant)
  if torch.isTensor(constant) then
    C.CMul_updateOutput(input, input, constant:clone():pow(-1))
  elseif constant ~= 0 then
    input:div(constant)
  end
end

function MulConstant:updateGradInput(input, gradOutput)
  if not self.gradInput then return nil end
  check.sameCount(self, input, gradOutput)
  check.own(self, 'gradOutput', gradOutput)
  local constant, inplace = self.constant_scalar, self.inplace or false
  local target = inplace and gradOutput or self.gradInput
  if torch.isTensor(constant) then
    C.CMul_updateOutput(target, gradOutput, constant)
    if inplace then self.gradInput:set(gradOutput) end
  else
    C.MulConstant_updateGradInput(self.gradInput, gradOutput, constant, inplace)
  end
  if inplace then restore(input, constant) end
  return self.gradInput
end
