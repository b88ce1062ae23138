-- nn.Bent(): (sqrt(x^2 + 1) - 1) / 2 + x of each element, computed by bent.c.
-- The class holds the buffers; each method is one call into C.

require 'nn'
local C = require 'bent_c'

local Bent = torch.class('nn.Bent', 'nn.Module')

function Bent:updateOutput(input)
  return C.updateOutput(self.output, input)
end

function Bent:updateGradInput(input, gradOutput)
  return C.updateGradInput(self.gradInput, input, gradOutput)
end

return nn.Bent
