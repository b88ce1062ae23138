-- nn.SpatialConvolutionMap(connTable, kW, kH[, dW[, dH]]): a convolution with a table that says
-- which input plane feeds which output plane. Neighbours: tables.lua makes such tables,
-- SpatialFullConvolutionMap.lua is the reverse; src/nn/connection.c.
--
-- Shapes: input (N x) planes x height x width; output (N x) planes x (height - kH) / dH + 1 x
-- (width - kW) / dW + 1. Each output plane is its bias plus the sum of its input planes, each
-- filtered by the connection's weights.
-- Reference: LeCun, Bottou, Bengio, Haffner, Gradient-based learning applied to document
-- recognition, 1998.
-- Example:
--   local layer = nn.SpatialConvolutionMap(nn.tables.random(4, 6, 2), 5, 5)
--   layer:forward(torch.rand(4, 9, 9))  --> 6x5x5

local check = require 'nn.check'
local C = require 'facula.core'.nn

local SpatialConvolutionMap, parent = torch.class('nn.SpatialConvolutionMap', 'nn.Module')

--- @param connTable tensor of n x 2, rows {input plane, output plane}, counted from 1
-- @param kW, kH width and height of the filters
-- @param dW, dH steps; default 1
-- Fields: weight (n x kH x kW), bias (output planes). The weights of a connection and the bias of a
-- plane are drawn from U(-s, s), s = 1/sqrt(kW kH times the inputs of the output plane).
function SpatialConvolutionMap:__init(connTable, kW, kH, dW, dH)
  parent.__init(self)
  self.kW = check.integer(self, 'kW', kW, 1)
  self.kH = check.integer(self, 'kH', kH, 1)
  self.dW = check.integer(self, 'dW', dW or 1, 1)
  self.dH = check.integer(self, 'dH', dH or 1, 1)
  connTable = check.connections(self, 'connTable', connTable)
  self.connTable = connTable
  self.nInputPlane = connTable:select(2, 1):max()
  self.nOutputPlane = connTable:select(2, 2):max()
  self.weight = torch.Tensor(connTable:size(1), kH, kW)
  self.bias = torch.Tensor(self.nOutputPlane)
  self.gradWeight = torch.Tensor(connTable:size(1), kH, kW)
  self.gradBias = torch.Tensor(self.nOutputPlane)
  self:reset()
end

--- Draws new parameters, connection by connection, then the biases; with stdv from a uniform
-- distribution with that standard deviation.
function SpatialConvolutionMap:reset(stdv)
  local outputs, inputs = self.connTable:select(2, 2), {}
  for i = 1, outputs:size(1) do inputs[outputs[i]] = (inputs[outputs[i]] or 0) + 1 end
  local function limit(plane)
    return stdv and stdv * math.sqrt(3) or 1 / math.sqrt(self.kW * self.kH * (inputs[plane] or 1))
  end
  for i = 1, outputs:size(1) do
    local s = limit(outputs[i])
    self.weight:select(1, i):uniform(-s, s)
  end
  for plane = 1, self.bias:size(1) do
    local s = limit(plane)
    self.bias:narrow(1, plane, 1):uniform(-s, s)
  end
end

function SpatialConvolutionMap:updateOutput(input)
  C.SpatialConvolutionMap_updateOutput(self.output, input, self.weight, self.bias, self.connTable,
    self.kW, self.kH, self.dW, self.dH)
  return self.output
end

function SpatialConvolutionMap:updateGradInput(input, gradOutput)
  if not self.gradInput then return nil end
  C.SpatialConvolutionMap_updateGradInput(self.gradInput, input, gradOutput, self.weight,
    self.bias, self.connTable, self.kW, self.kH, self.dW, self.dH)
  return self.gradInput
end

function SpatialConvolutionMap:accGradParameters(input, gradOutput, scale)
  C.SpatialConvolutionMap_accGradParameters(input, gradOutput, self.gradWeight, self.gradBias,
    scale or 1, self.connTable, self.kW, self.kH, self.dW, self.dH)
end
