-- nn.TanhShrink(): x - tanh(x). Neighbours: src/nn/activation.c.
--
-- Shapes: any input; output as input.
-- Example: nn.TanhShrink():forward(torch.Tensor{-1, 0.5, 2})  --> {-0.2384, 0.03788, 1.036}

local C = require 'facula.core'.nn

local TanhShrink, parent = torch.class('nn.TanhShrink', 'nn.Module')

--- Fields: tanh, the nn.Tanh that Torch7's layer is made of; computing takes one pass without it.
function TanhShrink:__init()
  parent.__init(self)
  self.tanh = nn.Tanh()
end

function TanhShrink:updateOutput(input)
  C.TanhShrink_updateOutput(self.output, input)
  return self.output
end

function TanhShrink:updateGradInput(input, gradOutput)
  C.TanhShrink_updateGradInput(self.gradInput, input, gradOutput, self.output)
  return self.gradInput
end

function TanhShrink:clearState()
  if self.tanh then self.tanh:clearState() end
  return parent.clearState(self)
end
