-- nn.CAdd(sizes): adds a bias, element by element. Neighbours: CMul.lua; src/nn/scale.c.
--
-- Shapes: input of `sizes`, with a batch in front, or of a size that `sizes` expands to where it
-- is 1; output as input.
-- Example: nn.CAdd(3, 1):forward(torch.rand(3, 4))   -- one bias for each row

local check = require 'nn.check'
local C = require 'facula.core'.nn

local CAdd, parent = torch.class('nn.CAdd', 'nn.Module')

--- @param ... sizes of the bias, or one LongStorage
-- bias is drawn from U(-s, s), s = 1/sqrt(number of elements).
function CAdd:__init(...)
  parent.__init(self)
  self.size = check.sizes(self, 1, ...)
  self.bias = torch.Tensor(self.size)
  self.gradBias = torch.Tensor(self.size)
  self.output:resize(self.size)
  self:reset()
end

--- Draws a new bias; with stdv from a uniform distribution with that standard deviation.
function CAdd:reset(stdv)
  stdv = stdv and stdv * math.sqrt(3) or 1 / math.sqrt(self.bias:nElement())
  self.bias:uniform(-stdv, stdv)
end

function CAdd:updateOutput(input)
  C.CAdd_updateOutput(self.output, input, self.bias)
  return self.output
end

function CAdd:updateGradInput(_input, gradOutput)
  if not self.gradInput then return nil end
  check.own(self, 'gradOutput', gradOutput)
  self.gradInput:resizeAs(gradOutput):copy(gradOutput)
  return self.gradInput
end

function CAdd:accGradParameters(_input, gradOutput, scale)
  C.CAdd_accGradParameters(gradOutput, self.gradBias, scale or 1)
end

-- Buffers of Torch7's layer, which files may hold.
function CAdd:clearState()
  nn.utils.clear(self, '_input', '_output', '_bias', '_expand', '_view', '_gradBias', '_gradOutput')
  return parent.clearState(self)
end
