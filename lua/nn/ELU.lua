-- nn.ELU([alpha[, inplace]]): x where x > 0, else alpha (exp(x) - 1).
-- (D.-A. Clevert, T. Unterthiner, S. Hochreiter, Fast and accurate deep network learning by
-- exponential linear units, 2015.) Neighbours: src/nn/activation.c.
--
-- Shapes: any input; output as input.
-- Example: nn.ELU():forward(torch.Tensor{-1, 0.5, 2})  --> {-0.6321, 0.5, 2}

local check = require 'nn.check'
local C = require 'facula.core'.nn

local ELU, parent = torch.class('nn.ELU', 'nn.Module')

--- @param alpha what the output tends to for small x, negated; default 1
-- @param inplace write the output into the input, the gradient into gradOutput; default false.
-- Needs alpha >= 0.
function ELU:__init(alpha, inplace)
  parent.__init(self)
  self.alpha = check.number(self, 'alpha', alpha or 1)
  self.inplace = inplace or false
end

function ELU:updateOutput(input)
  C.ELU_updateOutput(self.output, input, self.alpha, self.inplace or false)
  return self.output
end

function ELU:updateGradInput(input, gradOutput)
  C.ELU_updateGradInput(self.gradInput, input, gradOutput, self.output, self.alpha,
    self.inplace or false)
  return self.gradInput
end

function ELU:__tostring__()
  return ('%s (alpha:%f)'):format(torch.type(self), self.alpha)
end
