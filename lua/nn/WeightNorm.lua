-- nn.WeightNorm(module[, outputDim]): a layer whose weight is g v / ||v|| for each output, which
-- separates its length from its direction. v and g are learned in place of the weight.
-- (T. Salimans, D. Kingma, Weight Normalization, NIPS 2016.)
-- Neighbours: Decorator.lua, weightnorm.lua, LinearWeightNorm.lua.
--
-- Shapes: those of the module.
-- Example: nn.WeightNorm(nn.Linear(5, 3)):forward(torch.rand(2, 5))  --> 2x3

local check = require 'nn.check'
local weightnorm = require 'nn.weightnorm'

local WeightNorm, parent = torch.class('nn.WeightNorm', 'nn.Decorator')

local eps = 1e-4 -- added to the squared norm

-- The sizes of the weight with the outputs in front, and of the matrix that has a row for each.
local function sizes(self, weight)
  local inside = weight:size()
  inside[1], inside[self.outputDim] = inside[self.outputDim], inside[1]
  local n = inside[1]
  return inside, torch.LongStorage{n, n > 0 and weight:nElement() / n or 0}
end

--- @param module a layer with a weight, and a bias or not
-- @param outputDim the weight's dimension that counts the outputs; default 1
-- v (outputs x other elements) is drawn from a normal distribution of standard deviation
-- sqrt(2 / other elements), g (outputs x 1) is the norm of its rows; the bias becomes 0.
function WeightNorm:__init(module, outputDim)
  if not torch.isTypeOf(module, 'nn.Module') or not torch.isTensor(module.weight) then
    check.fail(self, 'module', 'a module with a weight', module)
  end
  parent.__init(self, module)
  local weight = module.weight
  self.outputDim = check.integer(self, 'outputDim', outputDim or 1, 1)
  if self.outputDim > weight:dim() then
    check.fail(self, 'outputDim', 'a dimension of the weight', outputDim)
  end
  self.viewOut, self.viewIn = sizes(self, weight)
  self.v = torch.Tensor(self.viewIn):type(weight:type())
  self.g = torch.Tensor(self.viewIn[1], 1):type(weight:type())
  self.gradV = self.v:clone():zero()
  self.gradG = self.g:clone():zero()
  self._type = module:type()
  self:reset()
end

--- Draws new parameters: v, and g and the bias that follow.
function WeightNorm:reset()
  self.v:normal(0, math.sqrt(2 / self.v:size(2)))
  self.g:norm(self.v, 2, 2)
  local module = self.modules[1]
  if module.bias then module.bias:zero() end
end

--- v, g and the bias; the weight follows from them.
function WeightNorm:parameters()
  local module = self.modules[1]
  if module.bias then
    return {self.v, self.g, module.bias}, {self.gradV, self.gradG, module.gradBias}
  end
  return {self.v, self.g}, {self.gradV, self.gradG}
end

-- A buffer under a name of its own, made at the first use.
local function buffer(self, name)
  if not torch.isTensor(self[name]) then self[name] = self.v.new() end
  return self[name]
end

-- The module's weight, or its gradient, with the outputs in front.
local function permuted(self, weight)
  return self.outputDim == 1 and weight or weight:transpose(1, self.outputDim)
end

local function updateWeight(self)
  local rows, inside = buffer(self, '_weight'):resizeAs(self.v),
    permuted(self, self.modules[1].weight)
  if inside:nElement() ~= self.v:nElement() then
    check.fail(self, 'weight', ('%d elements like v'):format(self.v:nElement()), inside)
  end
  weightnorm.forward(rows, self.v, self.g, buffer(self, '_norm'), buffer(self, '_scale'), eps, 0)
  inside:copy(rows:view(inside:size()))
end

--- The weight is computed in training, and at the first forward in use.
function WeightNorm:updateOutput(input)
  if self.train ~= false or not self._isEvaluated then
    updateWeight(self)
    self._isEvaluated = self.train == false
  end
  self.output = self.modules[1]:updateOutput(input)
  return self.output
end

function WeightNorm:updateGradInput(input, gradOutput)
  self.gradInput = self.modules[1]:updateGradInput(input, gradOutput)
  return self.gradInput
end

--- The module adds up the gradient of its weight; those of v and g are computed from the sum.
function WeightNorm:accGradParameters(input, gradOutput, scale)
  local module = self.modules[1]
  module:accGradParameters(input, gradOutput, scale or 1)
  local inside = permuted(self, module.gradWeight)
  local gradWeight = buffer(self, '_gradWeight'):resize(inside:size()):copy(inside)
  local gradV, gradG = buffer(self, '_gradV'), buffer(self, '_gradG')
  weightnorm.backward(gradV, gradG, gradWeight:viewAs(self.v), self.v, self._norm, self._scale,
    buffer(self, '_buffer'))
  self.gradV:resize(inside:size()):copy(gradV)
  self.gradG:copy(gradG)
end

--- By way of the gradients, since those of v depend on g.
function WeightNorm:accUpdateGradParameters(input, gradOutput, lr)
  self:zeroGradParameters()
  self:accGradParameters(input, gradOutput, 1)
  self:updateParameters(lr)
end

function WeightNorm:sharedAccUpdateGradParameters(input, gradOutput, lr)
  self:accUpdateGradParameters(input, gradOutput, lr)
end

function WeightNorm:zeroGradParameters()
  self.modules[1]:zeroGradParameters()
  self.gradV:zero()
  self.gradG:zero()
end

function WeightNorm:updateParameters(lr)
  local params, gradParams = self:parameters()
  for i = 1, #params do params[i]:add(-lr, gradParams[i]) end
  self._isEvaluated = false
end

function WeightNorm:training()
  self._isEvaluated = false
  parent.training(self)
end

function WeightNorm:evaluate()
  self._isEvaluated = false
  parent.evaluate(self)
end

-- What stands for the module's weight and its gradient.
local instead = {weight = {'v', 'g'}, gradWeight = {'gradV', 'gradG'}}

--- See Module:share; with the weight v and g are shared, with gradWeight their gradients.
function WeightNorm:share(mlp, ...)
  for i = 1, select('#', ...) do
    local name = select(i, ...)
    for _, field in ipairs(instead[name] or {name}) do nn.Module.share(self, mlp, field) end
  end
  return parent.share(self, mlp, ...)
end

local buffers = {'_weight', '_norm', '_scale', '_gradWeight', '_gradV', '_gradG', '_buffer'}

function WeightNorm:clearState()
  for _, name in ipairs(buffers) do self[name] = nil end
  self._isEvaluated = false
  self.modules[1]:clearState()
  return nn.Module.clearState(self)
end

--- Files of Torch7 leave the weight and its gradient out; they are made from v again.
function WeightNorm:read(file)
  nn.Module.read(self, file)
  self.outputDim = self.outputDim or 1
  self._isEvaluated = false
  local module = self.modules[1]
  if not torch.isTensor(module.weight) then
    local size = self.viewOut
    if type(size) == 'table' then size = torch.LongStorage(size) end
    module.weight = permuted(self, self.v.new(size)):contiguous()
    module.gradWeight = module.weight:clone():zero()
    updateWeight(self)
  end
end
