-- nn.AddConstant(constant[, inplace]): adds a constant to each element.
-- Neighbours: src/nn/activation.c.
--
-- Shapes: any input; output as input. The constant may be a tensor that fits the input, or each
-- sample of a batch.
-- Example: nn.AddConstant(2.5):forward(torch.Tensor{-1, 0.5, 2})  --> {1.5, 3, 4.5}

local check = require 'nn.check'
local C = require 'facula.core'.nn

local AddConstant, parent = torch.class('nn.AddConstant', 'nn.Module')

--- @param constant number or tensor
-- @param inplace write the output into the input, which backward restores; default false
-- Fields: constant_scalar, inplace.
function AddConstant:__init(constant, inplace)
  parent.__init(self)
  if type(constant) ~= 'number' and not torch.isTensor(constant) then
    check.fail(self, 'constant', 'a number or a tensor', constant)
  end
  self.constant_scalar = constant
  self.inplace = inplace or false
end

function AddConstant:updateOutput(input)
  local constant = self.constant_scalar
  if not torch.isTensor(constant) then
    C.AddConstant_updateOutput(self.output, input, constant, self.inplace or false)
  elseif self.inplace then
    check.own(self, 'input', input)
    C.CAdd_updateOutput(input, input, constant)
    self.output:set(input)
  else
    C.CAdd_updateOutput(self.output, input, constant)
  end
  return self.output
end

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
