-- nn.BatchNormalization(nOutput[, eps[, momentum[, affine]]]): brings each feature to mean 0 and
-- variance 1 over the batch, then scales and shifts it: y = weight (x - mean) / sqrt(var + eps) +
-- bias. (S. Ioffe, C. Szegedy, Batch Normalization, ICML 2015.) In use, running averages of mean
-- and variance take the place of those of the batch.
-- Neighbours: SpatialBatchNormalization, VolumetricBatchNormalization; src/nn/batchnorm.c.
--
-- Shapes: input N x nOutput; output as input.
-- Example: nn.BatchNormalization(3):forward(torch.randn(8, 3))  --> 8x3

local check = require 'nn.check'
local C = require 'facula.core'.nn

local BatchNormalization, parent = torch.class('nn.BatchNormalization', 'nn.Module')

-- Version 1 had running_std, the inverse of the standard deviation, in place of running_var.
BatchNormalization.__version = 2

-- Dimensions of an input; the variants differ in nothing else.
BatchNormalization.nDim = 2

local default_eps, default_momentum = 1e-5, 0.1

--- @param nOutput number of features (of planes, in the variants)
-- @param eps added to the variance; default 1e-5
-- @param momentum weight of a new batch in the running averages; default 0.1
-- @param affine false for a layer without weight and bias; default true
-- weight is drawn from U(0, 1), bias starts as 0, running_mean as 0, running_var as 1.
-- Fields save_mean, save_std: the mean of the last batch in training, and what it was multiplied
-- by, 1/sqrt(var + eps).
function BatchNormalization:__init(nOutput, eps, momentum, affine)
  parent.__init(self)
  check.integer(self, 'nOutput', nOutput, 1)
  if affine ~= nil and type(affine) ~= 'boolean' then
    check.fail(self, 'affine', 'true or false', affine)
  end
  self.affine = affine ~= false
  self.eps = check.number(self, 'eps', eps or default_eps)
  self.train = true
  self.momentum = check.number(self, 'momentum', momentum or default_momentum)
  self.running_mean = torch.zeros(nOutput)
  self.running_var = torch.ones(nOutput)
  if self.affine then
    self.weight = torch.Tensor(nOutput)
    self.bias = torch.Tensor(nOutput)
    self.gradWeight = torch.Tensor(nOutput)
    self.gradBias = torch.Tensor(nOutput)
  end
  self:reset()
end

--- Draws a new weight, and sets all else back to where it started.
function BatchNormalization:reset()
  if self.weight then self.weight:uniform() end
  if self.bias then self.bias:zero() end
  self.running_mean:zero()
  self.running_var:fill(1)
end

-- Files of Torch7 come without the buffers.
local function buffer(self, name)
  if not torch.isTensor(self[name]) then self[name] = self.running_mean.new() end
  return self[name]
end

function BatchNormalization:updateOutput(input)
  C.BatchNormalization_updateOutput(self.output, input, self.weight, self.bias, self.running_mean,
    self.running_var, buffer(self, 'save_mean'), buffer(self, 'save_std'), self.train ~= false,
    self.momentum or default_momentum, self.eps or default_eps, self.nDim)
  return self.output
end

local function backward(self, input, gradOutput, scale, gradInput, gradWeight, gradBias)
  C.BatchNormalization_backward(input, gradOutput, gradInput, gradWeight, gradBias, self.weight,
    self.running_mean, self.running_var, self.save_mean, self.save_std, scale or 1,
    self.train ~= false, self.eps or default_eps, self.nDim)
  return gradInput
end

--- Both gradients in one call, which share their sums.
function BatchNormalization:backward(input, gradOutput, scale)
  return backward(self, input, gradOutput, scale, self.gradInput, self.gradWeight, self.gradBias)
end

function BatchNormalization:updateGradInput(input, gradOutput)
  if not self.gradInput then return nil end
  return backward(self, input, gradOutput, 1, self.gradInput)
end

function BatchNormalization:accGradParameters(input, gradOutput, scale)
  if self.gradWeight or self.gradBias then
    backward(self, input, gradOutput, scale, nil, self.gradWeight, self.gradBias)
  end
end

function BatchNormalization:read(file, version)
  parent.read(self, file)
  if (version or 0) < 2 and self.running_std then
    self.running_var = self.running_std:pow(-2):add(-(self.eps or default_eps))
    self.running_std = nil
  end
end

-- The buffers of older versions are dropped as well.
function BatchNormalization:clearState()
  nn.utils.clear(self, 'buffer', 'buffer2', 'centered', 'std', 'normalized', '_input',
    '_gradOutput', 'save_mean', 'save_std')
  return parent.clearState(self)
end

function BatchNormalization:__tostring__()
  return ('%s (%dD) (%d)'):format(torch.type(self), self.nDim, self.running_mean:nElement())
end
