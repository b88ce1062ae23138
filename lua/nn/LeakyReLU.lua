-- nn.LeakyReLU([negval[, inplace]]): x where x > 0, else negval x.
-- (A. Maas, A. Hannun, A. Ng, Rectifier nonlinearities improve neural network acoustic models,
-- 2013.) Neighbours: PReLU.lua learns negval, RReLU.lua draws it; src/nn/activation.c.
--
-- Shapes: any input; output as input.
-- Example: nn.LeakyReLU(0.2):forward(torch.Tensor{-1, 0.5, 2})  --> {-0.2, 0.5, 2}

local check = require 'nn.check'
local C = require 'facula.core'.nn

local LeakyReLU, parent = torch.class('nn.LeakyReLU', 'nn.Module')

--- @param negval slope for x <= 0; default 0.01. May be left out before inplace.
-- @param inplace write the output into the input, the gradient into gradOutput; default false.
-- A negative negval turns it off, since the sign of the input would be lost.
function LeakyReLU:__init(negval, inplace)
  parent.__init(self)
  if type(negval) == 'boolean' then negval, inplace = nil, negval end
  self.negval = check.number(self, 'negval', negval or 1 / 100)
  self.inplace = self.negval >= 0 and inplace or false
end

function LeakyReLU:updateOutput(input)
  C.LeakyReLU_updateOutput(self.output, input, self.negval, self.inplace or false)
  return self.output
end

function LeakyReLU:updateGradInput(input, gradOutput)
  C.LeakyReLU_updateGradInput(self.gradInput, input, gradOutput, self.negval,
    self.inplace or false)
  return self.gradInput
end

function LeakyReLU:__tostring__()
  return ('%s(%g)'):format(torch.type(self), self.negval)
end
