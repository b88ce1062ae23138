-- What AddConstant and MulConstant have in common: their constructor and their forward pass.
-- Neighbours: src/nn/activation.c, src/nn/scale.c.

local check = require 'nn.check'

--- Defines the methods of a class.
-- number: its function of C for a constant that is a number; tensor: for one that is a tensor
return function(ConstantLayer, parent, number, tensor)
  --- @param constant number or tensor
  -- @param inplace write the output into the input, which backward restores; default false
  -- Fields: constant_scalar, inplace.
  function ConstantLayer:__init(constant, inplace)
    parent.__init(self)
    if type(constant) ~= 'number' and not torch.isTensor(constant) then
      check.fail(self, 'constant', 'a number or a tensor', constant)
    end
    self.constant_scalar = constant
    self.inplace = inplace or false
  end

  function ConstantLayer:updateOutput(input)
    local constant = self.constant_scalar
    if not torch.isTensor(constant) then
      number(self.output, input, constant, self.inplace or false)
    elseif self.inplace then
      check.own(self, 'input', input)
      tensor(input, input, constant)
      self.output:set(input)
    else
      tensor(self.output, input, constant)
    end
    return self.output
  end
end
