-- nn.Criterion, the base class of losses: a number for an input and a target, and its gradient.
-- A criterion overrides updateOutput and updateGradInput. Neighbours: Module.lua for layers.
--
-- Shapes: a criterion tells what tensors or tables it takes; output is a number.
-- Example:
--   local c = nn.MSECriterion()
--   c:forward(torch.Tensor{1, 2}, torch.Tensor{1, 4})  --> 2
--   c:backward(torch.Tensor{1, 2}, torch.Tensor{1, 4})  --> {0, -2}

local Criterion = torch.class('nn.Criterion')

--- Fields: output (a number), gradInput (a tensor or table, reused between calls).
function Criterion:__init()
  self.gradInput = torch.Tensor()
  self.output = 0
end

--- Computes the loss; to be overridden.
-- @param input, target those of forward
-- @return self.output
function Criterion:updateOutput(_input, _target)
  return self.output
end

--- Computes the loss.
-- @usage loss = nn.MSECriterion():forward(torch.rand(3), torch.rand(3))
-- @param input, target tensors or tables, as the criterion tells
-- @usage nn.MSECriterion():forward(torch.Tensor{1, 2}, torch.Tensor{1, 4})  --> 2
function Criterion:forward(input, target)
  return self:updateOutput(input, target)
end

--- Computes the gradient of the loss with respect to the input. forward must have been called with
-- the same arguments. Returns self.gradInput.
-- @param input, target those of forward
function Criterion:backward(input, target)
  return self:updateGradInput(input, target)
end

--- Computes the gradient with respect to the input; to be overridden.
-- @param input, target those of forward
-- @return self.gradInput
function Criterion:updateGradInput(_input, _target)
  return self.gradInput
end

--- A deep copy, made by serialisation.
function Criterion:clone()
  local file = torch.MemoryFile('rw'):binary()
  file:writeObject(self)
  file:seek(1)
  local copy = file:readObject()
  file:close()
  return copy
end

--- Converts all tensors to another type.
-- @param type name of a tensor type
-- @param tensorCache table that keeps sharing between objects converted with the same one
-- @return self
function Criterion:type(type, tensorCache)
  if not type or not torch.getmetatable(type) then
    error(('%s: type: expected the name of a tensor type, got %s')
      :format(torch.type(self), tostring(type)), 0)
  end
  tensorCache = tensorCache or {}
  for key, value in pairs(self) do
    self[key] = nn.utils.recursiveType(value, type, tensorCache)
  end
  return self
end

--- Converts to torch.FloatTensor; returns self.
function Criterion:float(...)
  return self:type('torch.FloatTensor', ...)
end

--- Converts to torch.DoubleTensor; returns self.
function Criterion:double(...)
  return self:type('torch.DoubleTensor', ...)
end

--- Converts to torch.CudaTensor where a package provides that type; returns self.
function Criterion:cuda(...)
  return self:type('torch.CudaTensor', ...)
end

--- criterion(input, target) is forward and backward; returns output, gradInput.
function Criterion:__call__(input, target)
  self.output = self:forward(input, target)
  self.gradInput = self:backward(input, target)
  return self.output, self.gradInput
end
