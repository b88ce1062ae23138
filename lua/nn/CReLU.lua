-- nn.CReLU(nInputDims[, inplace]): ReLU(x) and ReLU(-x), one behind the other in the channels.
-- (W. Shang, K. Sohn, D. Almeida, H. Lee, Understanding and improving convolutional neural networks
-- via concatenated rectified linear units, 2016.) Neighbours: src/nn/activation.c.
--
-- Shapes: a sample of nInputDims dimensions, the first of which is that of the channels, or a batch
-- of them; the output has twice as many channels.
-- Example: nn.CReLU(3):forward(torch.randn(2, 4, 5, 5))  --> 2x8x5x5

local check = require 'nn.check'
local C = require 'facula.core'.nn

local CReLU, parent = torch.class('nn.CReLU', 'nn.Sequential')

--- @param nInputDims dimensions of a sample
-- @param inplace spares Torch7's layer a buffer; this one needs none; default false
-- The modules inside are those that Torch7's layer is made of; computing takes one pass without
-- them.
function CReLU:__init(nInputDims, inplace)
  parent.__init(self)
  self.nInputDims = check.integer(self, 'nInputDims', nInputDims, 1)
  self.inplace = inplace or false
  self:add(nn.ConcatTable():add(nn.Identity()):add(nn.MulConstant(-1)))
  self:add(nn.JoinTable(2))
  self:add(nn.ReLU(self.inplace))
  self.output, self.gradInput = torch.Tensor(), torch.Tensor()
end

-- In files of Torch7, and after clearState, these can be views of what belongs to modules inside.
local function own(self, name)
  local tensor = self[name]
  for _, module in ipairs(self.modules or {}) do
    if rawequal(module[name], tensor) then tensor = nil end
  end
  if not torch.isTensor(tensor) then self[name] = torch.Tensor():type(self._type) end
  return self[name]
end

function CReLU:updateOutput(input)
  C.CReLU_updateOutput(own(self, 'output'), input, self.nInputDims)
  return self.output
end

function CReLU:updateGradInput(input, gradOutput)
  C.CReLU_updateGradInput(own(self, 'gradInput'), input, gradOutput, self.nInputDims)
  return self.gradInput
end

-- There are no parameters, so that a pass back is the gradient of the input.
function CReLU:backward(input, gradOutput)
  return self:updateGradInput(input, gradOutput)
end

function CReLU:accGradParameters() end

function CReLU:accUpdateGradParameters() end

function CReLU:__tostring__()
  return 'CReLU()'
end
