-- nn.LinearWeightNorm(inputSize, outputSize[, bias[, eps]]): Linear whose weight is g v / ||v|| for
-- each row, which separates its length from its direction.
-- (T. Salimans, D. Kingma, Weight Normalization, NIPS 2016.)
-- Neighbours: Linear.lua, weightnorm.lua; WeightNorm does it to any layer.
--
-- Shapes: input inputSize or N x inputSize; output outputSize or N x outputSize.
-- Example: nn.LinearWeightNorm(5, 3):forward(torch.rand(2, 5))  --> 2x3

local check = require 'nn.check'
local weightnorm = require 'nn.weightnorm'
local C = require 'facula.core'.nn

local LinearWeightNorm, parent = torch.class('nn.LinearWeightNorm', 'nn.Linear')

--- @param inputSize, outputSize numbers of elements
-- @param bias false for a layer without bias; default true
-- @param eps least norm of a row; default 1e-16
-- A weight is drawn as for Linear; v (outputSize x inputSize) and g (outputSize x 1) are taken from
-- it. Field weight: what forward computed from them.
function LinearWeightNorm:__init(inputSize, outputSize, bias, eps)
  nn.Module.__init(self)
  self.inputSize = check.integer(self, 'inputSize', inputSize, 1)
  self.outputSize = check.integer(self, 'outputSize', outputSize, 1)
  self.eps = check.number(self, 'eps', eps or 1e-16)
  self.v = torch.Tensor(outputSize, inputSize)
  self.gradV = torch.Tensor(outputSize, inputSize)
  self.weight = torch.Tensor(outputSize, inputSize)
  self.g = torch.Tensor(outputSize, 1)
  self.gradG = torch.Tensor(outputSize, 1)
  self.norm = torch.Tensor(outputSize, 1)
  self.scale = torch.Tensor(outputSize, 1)
  if bias ~= false then
    self.bias = torch.Tensor(outputSize)
    self.gradBias = torch.Tensor(outputSize)
  end
  self.addBuffer = torch.Tensor()
  self:reset()
end

--- Draws a new weight and a new bias; see Linear:reset. Returns self.
function LinearWeightNorm:reset(stdv)
  stdv = stdv and stdv * math.sqrt(3) or 1 / math.sqrt(self.v:size(2))
  self:initFromWeight(self.weight:uniform(-stdv, stdv))
  if self.bias then self.bias:uniform(-stdv, stdv) end
  return self
end

--- Takes v and g from a weight, the layer's own by default. Returns self.
function LinearWeightNorm:initFromWeight(weight)
  weight = check.own(self, 'weight', weight or self.weight)
  if not weight:isSameSizeAs(self.v) then
    check.fail(self, 'weight', check.describe(self.v), weight)
  end
  self.g:norm(weight, 2, 2):cmax(self.eps or 1e-16)
  self.v:copy(weight)
  return self
end

--- A layer that computes the same as a Linear.
-- @param linear the nn.Linear
-- @usage nn.LinearWeightNorm.fromLinear(nn.Linear(3, 2)):forward(torch.rand(4, 3))  --> 4x2
function LinearWeightNorm.fromLinear(linear)
  local layer = nn.LinearWeightNorm(linear.weight:size(2), linear.weight:size(1),
    linear.bias ~= nil):type(linear:type())
  layer.weight:copy(linear.weight)
  layer:initFromWeight()
  if linear.bias then layer.bias:copy(linear.bias) end
  return layer
end

--- A Linear that computes the same.
function LinearWeightNorm:toLinear()
  self:updateWeightMatrix()
  local linear = nn.Linear(self.v:size(2), self.v:size(1), self.bias ~= nil):type(self:type())
  linear.weight:copy(self.weight)
  if self.bias then linear.bias:copy(self.bias) end
  return linear
end

function LinearWeightNorm:parameters()
  if self.bias then
    return {self.v, self.g, self.bias}, {self.gradV, self.gradG, self.gradBias}
  end
  return {self.v, self.g}, {self.gradV, self.gradG}
end

-- A buffer under a name of its own, made at the first use.
local function buffer(self, name)
  if not torch.isTensor(self[name]) then self[name] = self.v.new() end
  return self[name]
end

--- Computes weight from v and g.
function LinearWeightNorm:updateWeightMatrix()
  local weight = buffer(self, 'weight'):resizeAs(self.v)
  weightnorm.forward(weight, self.v, self.g, buffer(self, 'norm'), buffer(self, 'scale'),
    0, self.eps or 1e-16)
end

--- In use the weight is computed once, here.
function LinearWeightNorm:evaluate()
  if self.train ~= false then self:updateWeightMatrix() end
  parent.evaluate(self)
end

function LinearWeightNorm:updateOutput(input)
  if self.train ~= false or buffer(self, 'weight'):nElement() == 0 then
    self:updateWeightMatrix()
  end
  return parent.updateOutput(self, input)
end

--- The gradient of the weight is computed in a buffer, turned into those of v and g and added.
function LinearWeightNorm:accGradParameters(input, gradOutput, scale)
  local gradWeight, gradV = buffer(self, '_gradWeight'), buffer(self, '_gradV')
  gradWeight:resizeAs(self.v):zero()
  C.Linear_accGradParameters(input, gradOutput, gradWeight, self.gradBias, scale or 1)
  weightnorm.backward(gradV, buffer(self, '_gradG'), gradWeight, self.v, self.norm, self.scale,
    buffer(self, '_buffer'))
  self.gradV:add(gradV)
  self.gradG:add(self._gradG)
end

-- The update goes by way of the gradients, since those of v depend on g.
function LinearWeightNorm:defaultAccUpdateGradParameters(input, gradOutput, lr)
  self:zeroGradParameters()
  self:accGradParameters(input, gradOutput, 1)
  self:updateParameters(lr)
end

LinearWeightNorm.sharedAccUpdateGradParameters = LinearWeightNorm.defaultAccUpdateGradParameters

-- weight, norm and scale follow from v and g at the next forward.
function LinearWeightNorm:clearState()
  nn.utils.clear(self, 'weight', 'norm', 'scale', '_gradWeight', '_gradV', '_gradG', '_buffer')
  return parent.clearState(self)
end

function LinearWeightNorm:__tostring__()
  return ('%s(%d -> %d)%s'):format(torch.type(self), self.v:size(2), self.v:size(1),
    self.bias and '' or ' without bias')
end
