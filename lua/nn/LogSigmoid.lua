-- nn.LogSigmoid(): log(1 / (1 + exp(-x))), without overflow. Neighbours: src/nn/activation.c.
--
-- Shapes: any input; output as input.
-- Example: nn.LogSigmoid():forward(torch.Tensor{-1, 0.5, 2})  --> {-1.313, -0.4741, -0.1269}

local C = require 'facula.core'.nn

local LogSigmoid, parent = torch.class('nn.LogSigmoid', 'nn.Module')

--- Fields: buffer, which Torch7's layer computes in and this one leaves empty.
function LogSigmoid:__init()
  parent.__init(self)
  self.buffer = torch.Tensor()
end

function LogSigmoid:updateOutput(input)
  C.LogSigmoid_updateOutput(self.output, input)
  return self.output
end

function LogSigmoid:updateGradInput(input, gradOutput)
  C.LogSigmoid_updateGradInput(self.gradInput, input, gradOutput, self.output)
  return self.gradInput
end

function LogSigmoid:clearState()
  nn.utils.clear(self, 'buffer')
  return parent.clearState(self)
end
