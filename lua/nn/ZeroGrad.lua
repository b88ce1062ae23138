-- nn.ZeroGrad(): the input as it is; the gradient is zero, so nothing below learns from here.
--
-- Shapes: any; output is a view of the input.
-- Example: nn.ZeroGrad():forward(torch.Tensor{-1, 0.5, 2})  --> {-1, 0.5, 2}

local check = require 'nn.check'

local ZeroGrad = torch.class('nn.ZeroGrad', 'nn.Module')

function ZeroGrad:updateOutput(input)
  self.output:set(check.own(self, 'input', input))
  return self.output
end

function ZeroGrad:updateGradInput(input, _gradOutput)
  self.gradInput:resizeAs(check.own(self, 'input', input)):zero()
  return self.gradInput
end
