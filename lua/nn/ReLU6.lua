-- nn.ReLU6([inplace]): min(max(x, 0), 6). (A. Krizhevsky, Convolutional deep belief networks on
-- CIFAR-10, 2010.) Neighbours: HardTanh.lua; src/nn/activation.c.
--
-- Shapes: any input; output as input.
-- Example: nn.ReLU6():forward(torch.Tensor{-1, 4, 8})  --> {0, 4, 6}

local C = require 'facula.core'.nn

local ReLU6, parent = torch.class('nn.ReLU6', 'nn.Module')

--- @param inplace write the output into the input, the gradient into gradOutput; default false
function ReLU6:__init(inplace)
  parent.__init(self)
  self.inplace = inplace or false
end

function ReLU6:updateOutput(input)
  C.HardTanh_updateOutput(self.output, input, 0, 6, self.inplace or false)
  return self.output
end

function ReLU6:updateGradInput(input, gradOutput)
  C.HardTanh_updateGradInput(self.gradInput, input, gradOutput, 0, 6, self.inplace or false)
  return self.gradInput
end
