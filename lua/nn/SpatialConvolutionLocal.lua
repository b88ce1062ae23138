-- nn.SpatialConvolutionLocal(nInputPlane, nOutputPlane, iW, iH, kW, kH[, dW, dH, padW, padH]): a
-- convolution whose weights differ from place to place. Neighbours: src/nn/local.c.
--
-- Shapes: input (N x) nInputPlane x iH x iW; output (N x) nOutputPlane x oH x oW with
-- oH = (iH + 2 padH - kH) / dH + 1, oW likewise.
-- Reference: LeCun, Generalization and network design strategies, 1989.
-- Example: nn.SpatialConvolutionLocal(2, 3, 8, 8, 3, 3):forward(torch.rand(2, 8, 8))  --> 3x6x6

local check = require 'nn.check'
local C = require 'facula.core'.nn

local SpatialConvolutionLocal, parent = torch.class('nn.SpatialConvolutionLocal', 'nn.Module')

--- @param nInputPlane, nOutputPlane numbers of planes
-- @param iW, iH width and height of the input, which fix the number of weights
-- @param kW, kH width and height of the filters
-- @param dW, dH steps; default 1
-- @param padW, padH zeros around the input; padW default 0, padH default padW
-- Fields: weight (oH x oW x nOutputPlane x nInputPlane x kH x kW) and bias (nOutputPlane x oH x
-- oW), drawn from U(-s, s), s = 1/sqrt(kW kH nInputPlane); finput and fgradInput, buffers.
function SpatialConvolutionLocal:__init(nInputPlane, nOutputPlane, iW, iH, kW, kH, dW, dH, padW,
    padH)
  parent.__init(self)
  self.nInputPlane = check.integer(self, 'nInputPlane', nInputPlane, 1)
  self.nOutputPlane = check.integer(self, 'nOutputPlane', nOutputPlane, 1)
  self.iW = check.integer(self, 'iW', iW, 1)
  self.iH = check.integer(self, 'iH', iH, 1)
  self.kW = check.integer(self, 'kW', kW, 1)
  self.kH = check.integer(self, 'kH', kH, 1)
  self.dW = check.integer(self, 'dW', dW or 1, 1)
  self.dH = check.integer(self, 'dH', dH or 1, 1)
  self.padW = check.integer(self, 'padW', padW or 0, 0)
  self.padH = check.integer(self, 'padH', padH or self.padW, 0)
  self.oW = math.floor((iW + 2 * self.padW - kW) / self.dW) + 1
  self.oH = math.floor((iH + 2 * self.padH - kH) / self.dH) + 1
  if self.oW < 1 then check.fail(self, 'kW', 'at most iW + 2 padW', kW) end
  if self.oH < 1 then check.fail(self, 'kH', 'at most iH + 2 padH', kH) end
  local oH, oW = self.oH, self.oW
  self.weight = torch.Tensor(torch.LongStorage{oH, oW, nOutputPlane, nInputPlane, kH, kW})
  self.bias = torch.Tensor(nOutputPlane, oH, oW)
  self.gradWeight = self.weight.new():resizeAs(self.weight)
  self.gradBias = torch.Tensor(nOutputPlane, oH, oW)
  self.finput, self.fgradInput = torch.Tensor(), torch.Tensor()
  self:reset()
end

--- Draws new parameters, weight first; with stdv from a uniform distribution with that standard
-- deviation.
function SpatialConvolutionLocal:reset(stdv)
  stdv = stdv and stdv * math.sqrt(3) or 1 / math.sqrt(self.kW * self.kH * self.nInputPlane)
  self.weight:uniform(-stdv, stdv)
  self.bias:uniform(-stdv, stdv)
end

-- Buffers, which files may lack.
local function buffers(self)
  self.finput = self.finput or self.weight.new()
  self.fgradInput = self.fgradInput or self.weight.new()
  return self.finput, self.fgradInput
end

function SpatialConvolutionLocal:updateOutput(input)
  local finput, fgradInput = buffers(self)
  C.SpatialConvolutionLocal_updateOutput(self.output, input, self.weight, self.bias, finput,
    fgradInput, self.kW, self.kH, self.dW, self.dH, self.padW or 0, self.padH or self.padW or 0)
  return self.output
end

function SpatialConvolutionLocal:updateGradInput(input, gradOutput)
  if not self.gradInput then return nil end
  local finput, fgradInput = buffers(self)
  C.SpatialConvolutionLocal_updateGradInput(self.gradInput, input, gradOutput, self.weight,
    self.bias, finput, fgradInput, self.kW, self.kH, self.dW, self.dH, self.padW or 0,
    self.padH or self.padW or 0)
  return self.gradInput
end

function SpatialConvolutionLocal:accGradParameters(input, gradOutput, scale)
  local finput, fgradInput = buffers(self)
  C.SpatialConvolutionLocal_accGradParameters(input, gradOutput, self.gradWeight, self.gradBias,
    finput, fgradInput, scale or 1, self.kW, self.kH, self.dW, self.dH, self.padW or 0,
    self.padH or self.padW or 0)
end

function SpatialConvolutionLocal:clearState()
  nn.utils.clear(self, 'finput', 'fgradInput')
  return parent.clearState(self)
end

function SpatialConvolutionLocal:__tostring__()
  local padW = self.padW or 0
  local padH = self.padH or padW
  local text = ('%s(%d -> %d, %dx%d, %dx%d'):format(torch.type(self), self.nInputPlane,
    self.nOutputPlane, self.iW, self.iH, self.kW, self.kH)
  if self.dW ~= 1 or self.dH ~= 1 or padW ~= 0 or padH ~= 0 then
    text = text .. (', %d,%d'):format(self.dW, self.dH)
  end
  if padW ~= 0 or padH ~= 0 then text = text .. (', %d,%d'):format(padW, padH) end
  return text .. ')'
end
