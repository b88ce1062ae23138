-- nn.SpatialFullConvolutionMap(connTable, kW, kH[, dW[, dH]]): a full convolution, which enlarges,
-- with a table that says which input plane feeds which output plane.
-- Neighbours: tables.lua, SpatialConvolutionMap.lua (its reverse); src/nn/connection.c.
--
-- Shapes: input (N x) planes x height x width; output (N x) planes x (height - 1) dH + kH x
-- (width - 1) dW + kW. Each element of an input plane puts the connection's weights, times itself,
-- down on the output plane.
-- Example:
--   local layer = nn.SpatialFullConvolutionMap(nn.tables.full(2, 3), 2, 2)
--   layer:forward(torch.rand(2, 4, 4))  --> 3x5x5

local C = require 'facula.core'.nn

local SpatialFullConvolutionMap =
  torch.class('nn.SpatialFullConvolutionMap', 'nn.Module')

--- As nn.SpatialConvolutionMap, fields and draws too.
-- @param connTable tensor of n x 2, rows {input plane, output plane}, counted from 1
-- @param kW, kH width and height of the filters
-- @param dW, dH steps; default 1
function SpatialFullConvolutionMap:__init(connTable, kW, kH, dW, dH)
  nn.SpatialConvolutionMap.__init(self, connTable, kW, kH, dW, dH)
end

--- Draws new parameters; see nn.SpatialConvolutionMap.
function SpatialFullConvolutionMap:reset(stdv)
  nn.SpatialConvolutionMap.reset(self, stdv)
end

function SpatialFullConvolutionMap:updateOutput(input)
  C.SpatialFullConvolutionMap_updateOutput(self.output, input, self.weight, self.bias,
    self.connTable, self.kW, self.kH, self.dW, self.dH)
  return self.output
end

function SpatialFullConvolutionMap:updateGradInput(input, gradOutput)
  if not self.gradInput then return nil end
  C.SpatialFullConvolutionMap_updateGradInput(self.gradInput, input, gradOutput, self.weight,
    self.bias, self.connTable, self.kW, self.kH, self.dW, self.dH)
  return self.gradInput
end

function SpatialFullConvolutionMap:accGradParameters(input, gradOutput, scale)
  C.SpatialFullConvolutionMap_accGradParameters(input, gradOutput, self.gradWeight, self.gradBias,
    scale or 1, self.connTable, self.kW, self.kH, self.dW, self.dH)
end
