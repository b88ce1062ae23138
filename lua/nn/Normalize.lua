-- nn.Normalize(p[, eps]): divides a vector, or each row of a batch, by its Lp norm
-- (sum |x|^p + eps)^(1/p); by max |x| + eps for p = math.huge.
-- Neighbours: LayerNormalization; src/nn/normalize.c.
--
-- Shapes: input n or N x n; output as input.
-- Example: nn.Normalize(2):forward(torch.Tensor{3, 4})  --> {0.6, 0.8}

local check = require 'nn.check'
local C = require 'facula.core'.nn

local Normalize, parent = torch.class('nn.Normalize', 'nn.Module')

--- @param p of the norm, positive
-- @param eps keeps a row of zeros from dividing by zero; default 1e-10
-- Field norm: the norms of the last forward, N x 1.
function Normalize:__init(p, eps)
  parent.__init(self)
  if type(p) ~= 'number' or p <= 0 or p ~= p then check.fail(self, 'p', 'a positive number', p) end
  self.p = p
  self.eps = check.number(self, 'eps', eps or 1e-10)
end

function Normalize:updateOutput(input)
  if not torch.isTensor(self.norm) then self.norm = self.output.new() end
  C.Normalize_updateOutput(self.output, input, self.norm, self.p, self.eps)
  return self.output
end

function Normalize:updateGradInput(input, gradOutput)
  C.Normalize_updateGradInput(self.gradInput, input, gradOutput, self.norm, self.p,
    self.eps)
  return self.gradInput
end

-- The last ones are buffers in networks of Torch7.
function Normalize:clearState()
  nn.utils.clear(self, 'norm', '_output', '_indices', '_gradInput', 'normp', 'buffer', 'cross')
  return parent.clearState(self)
end

-- Torch7 keeps indices here; nothing reads them.
function Normalize:type(type, tensorCache)
  if not type then return parent.type(self) end
  self._indices = nil
  return parent.type(self, type, tensorCache)
end

function Normalize:__tostring__()
  return ('%s(%s)'):format(torch.type(self), (tostring(self.p):gsub('%.0$', '')))
end
