-- nn.PReLU([nOutputPlane]): x where x > 0, else w x with a learnt slope w, one for all elements or
-- one for each plane. (K. He, X. Zhang, S. Ren, J. Sun, Delving deep into rectifiers, 2015.)
-- Neighbours: LeakyReLU.lua, RReLU.lua; src/nn/activation.c.
--
-- Shapes: any input; output as input. The planes are the elements of a vector, else dimension 2;
-- dimension 1 of a 3-D input whose dimension 2 is of another size.
-- Example: nn.PReLU(4):forward(torch.randn(2, 4, 5, 5))  --> 2x4x5x5

local check = require 'nn.check'
local C = require 'facula.core'.nn

local PReLU, parent = torch.class('nn.PReLU', 'nn.Module')

--- @param nOutputPlane number of planes; 0, the default, for one slope
-- weight starts as 0.25. Do not use weight decay with it.
function PReLU:__init(nOutputPlane)
  parent.__init(self)
  self.nOutputPlane = check.integer(self, 'nOutputPlane', nOutputPlane or 0, 0)
  local slopes = math.max(self.nOutputPlane, 1)
  self.weight = torch.Tensor(slopes):fill(0.25)
  self.gradWeight = torch.Tensor(slopes)
end

--- Sets the slopes back to 0.25; returns them.
function PReLU:reset()
  return self.weight:fill(0.25)
end

function PReLU:updateOutput(input)
  C.PReLU_updateOutput(self.output, input, self.weight)
  return self.output
end

function PReLU:updateGradInput(input, gradOutput)
  if not self.gradInput then return nil end
  C.PReLU_updateGradInput(self.gradInput, input, gradOutput, self.weight)
  return self.gradInput
end

function PReLU:accGradParameters(input, gradOutput, scale)
  C.PReLU_accGradParameters(input, gradOutput, self.gradWeight, scale or 1)
end

-- Buffers of Torch7's layer, which files may hold.
function PReLU:clearState()
  nn.utils.clear(self, 'gradWeightBuf', 'gradWeightBuf2')
  return parent.clearState(self)
end
