-- A layer of your own in Lua: nn.MyLayer(n), with a learned parameter, checked against finite
-- differences and used in a small network.
--
--   facula examples/my_layer.lua
--
-- The layer computes y = x / (1 + exp(-a x)) for each of n features, where a is learned per feature
-- (Ramachandran, Zoph, Le: Searching for activation functions, 2017). A layer is a class below
-- nn.Module that has
--   updateOutput(input)                          fills and returns self.output
--   updateGradInput(input, gradOutput)           fills and returns self.gradInput
--   accGradParameters(input, gradOutput, scale)  adds to the gradients of its parameters
-- Everything else (forward, backward, training, clone, type, saving, getParameters) is inherited,
-- as long as parameters are called weight and bias, their gradients gradWeight and gradBias.
-- examples/c_layer is a layer in C.

require 'nn'

local MyLayer, parent = torch.class('nn.MyLayer', 'nn.Module')

-- n: the number of features. Fields of tensors are converted, saved and cloned with the layer.
function MyLayer:__init(n)
  parent.__init(self) -- makes self.output and self.gradInput
  self.weight = torch.ones(n)
  self.gradWeight = torch.zeros(n)
  self.gate = torch.Tensor() -- a buffer: kept from call to call, so that nothing is allocated
  self.slope = torch.Tensor()
end

-- The parameter as a view of the input's size: input is a vector of n or a batch, N x n.
function MyLayer:expanded(input)
  local n = self.weight:size(1)
  if not torch.isTensor(input) or input:dim() < 1 or input:dim() > 2
    or input:size(input:dim()) ~= n then
    error(('nn.MyLayer: input: expected %d features or a batch of them, got %s'):format(n,
      torch.isTensor(input) and table.concat(input:size():totable(), 'x') or torch.type(input)))
  end
  return input:dim() == 1 and self.weight or self.weight:view(1, n):expandAs(input)
end

function MyLayer:updateOutput(input)
  self.gate:cmul(input, self:expanded(input)):sigmoid()
  self.output:cmul(input, self.gate)
  return self.output
end

-- slope = output (1 - gate), which both gradients need; forward left output and gate.
function MyLayer:updateSlope()
  return self.slope:resizeAs(self.gate):fill(1):csub(self.gate):cmul(self.output)
end

-- dy/dx = gate + a slope
function MyLayer:updateGradInput(input, gradOutput)
  self.gradInput:cmul(self:updateSlope(), self:expanded(input)):add(self.gate):cmul(gradOutput)
  return self.gradInput
end

-- dy/da = x slope, summed over the batch
function MyLayer:accGradParameters(input, gradOutput, scale)
  local gradient = self:updateSlope():cmul(input):cmul(gradOutput)
  if input:dim() == 2 then gradient = gradient:sum(1):view(-1) end
  self.gradWeight:add(scale or 1, gradient)
end

-- What tostring and print show.
function MyLayer:__tostring__()
  return ('%s(%d)'):format(torch.type(self), self.weight:size(1))
end

-- Buffers are dropped with output and gradInput before a network is saved.
function MyLayer:clearState()
  nn.utils.clear(self, 'gate', 'slope')
  return parent.clearState(self)
end

-- --- is it right? --------------------------------------------------------------------------------

torch.manualSeed(1)

local layer = nn.MyLayer(4)
layer.weight:uniform(0.5, 2)
for name, difference in pairs {
  gradInput = nn.Jacobian.testJacobian(layer, torch.Tensor(3, 4)),
  gradWeight = nn.Jacobian.testJacobianParameters(layer, torch.Tensor(3, 4), layer.weight,
    layer.gradWeight),
  ['the gradInput of one sample'] = nn.Jacobian.testJacobian(layer, torch.Tensor(4)),
} do
  assert(difference < 1e-6, name .. ' differs from finite differences by ' .. difference)
end
print 'gradients agree with finite differences'

-- --- is it useful? -------------------------------------------------------------------------------

local net = nn.Sequential()
  :add(nn.Linear(2, 8))
  :add(nn.MyLayer(8))
  :add(nn.Linear(8, 1))
print(net)

-- To learn: the product of two numbers
local input = torch.rand(200, 2):mul(2):add(-1)
local target = input:select(2, 1):clone():cmul(input:select(2, 2)):view(-1, 1)
local criterion = nn.MSECriterion()
local first, last
for step = 1, 500 do
  last = criterion:forward(net:forward(input), target)
  first = first or last
  net:zeroGradParameters()
  net:backward(input, criterion:backward(net.output, target))
  net:updateParameters(0.2)
  if step % 100 == 0 then print(('step %d: loss %.5f'):format(step, last)) end
end
print(('the loss fell from %.4f to %.4f'):format(first, last))

-- It is saved and read back like any layer, where its class is known.
local copy = torch.deserialize(torch.serialize(net:clearState()))
assert((copy:forward(input) - net:forward(input)):abs():max() == 0)
print 'saved and read back'
