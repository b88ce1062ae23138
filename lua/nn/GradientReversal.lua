-- nn.GradientReversal([lambda]): the input as it is; the gradient is turned round, times lambda.
-- (Y. Ganin, V. Lempitsky, Unsupervised Domain Adaptation by Backpropagation, ICML 2015.)
--
-- Shapes: any; output is a view of the input.
-- Example: nn.GradientReversal(0.5):forward(torch.Tensor{-1, 0.5, 2})  --> {-1, 0.5, 2}

local check = require 'nn.check'

local GradientReversal, parent = torch.class('nn.GradientReversal', 'nn.Module')

--- @param lambda the gradient's factor is -lambda; default 1
function GradientReversal:__init(lambda)
  parent.__init(self)
  self:setLambda(lambda or 1)
end

--- Sets lambda.
function GradientReversal:setLambda(lambda)
  self.lambda = check.number(self, 'lambda', lambda)
end

function GradientReversal:updateOutput(input)
  self.output:set(check.own(self, 'input', input))
  return self.output
end

function GradientReversal:updateGradInput(input, gradOutput)
  check.own(self, 'gradOutput', gradOutput)
  check.sameCount(self, input, gradOutput)
  self.gradInput:resizeAs(gradOutput):copy(gradOutput):mul(-self.lambda)
  return self.gradInput
end
