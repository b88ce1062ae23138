-- nn.RReLU([lower[, upper[, inplace]]]): x where x > 0, else x times a slope that is drawn from
-- U(lower, upper) for each element in training; in use the slope is (lower + upper) / 2.
-- (B. Xu, N. Wang, T. Chen, M. Li, Empirical evaluation of rectified activations in convolutional
-- network, 2015.) Neighbours: LeakyReLU.lua; src/nn/activation.c.
--
-- Shapes: any input; output as input.
-- Example: nn.RReLU(0.1, 0.3):forward(torch.randn(3)):size()  --> {3}

local check = require 'nn.check'
local C = require 'facula.core'.nn

local RReLU, parent = torch.class('nn.RReLU', 'nn.Module')

--- @param lower default 1/8
-- @param upper default 1/3; 0 <= lower <= upper
-- @param inplace write the output into the input, the gradient into gradOutput; default false
-- Fields: lower, upper, inplace, train, noise (the slopes of the last forward in training, 1 where
-- x > 0). Slopes are drawn in row-major order, none where x > 0.
function RReLU:__init(lower, upper, inplace)
  parent.__init(self)
  self.lower = check.number(self, 'lower', lower or 1 / 8)
  self.upper = check.number(self, 'upper', upper or 1 / 3)
  if not (self.lower >= 0 and self.lower <= self.upper) then
    error(('%s: expected 0 <= lower <= upper, got lower %g, upper %g')
      :format(torch.type(self), self.lower, self.upper), 0)
  end
  self.noise = torch.Tensor()
  self.train = true
  self.inplace = inplace or false
end

function RReLU:updateOutput(input)
  C.RReLU_updateOutput(self.output, input, self.noise, self.lower, self.upper,
    self.train or false, self.inplace or false)
  return self.output
end

function RReLU:updateGradInput(input, gradOutput)
  C.RReLU_updateGradInput(self.gradInput, input, gradOutput, self.noise, self.lower, self.upper,
    self.train or false, self.inplace or false)
  return self.gradInput
end

function RReLU:clearState()
  nn.utils.clear(self, 'noise')
  return parent.clearState(self)
end

function RReLU:__tostring__()
  return ('%s (l:%f, u:%f)'):format(torch.type(self), self.lower, self.upper)
end
