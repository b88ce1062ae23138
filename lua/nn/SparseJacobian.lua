-- nn.SparseJacobian: nn.Jacobian for modules whose input is sparse, such as nn.SparseLinear: a
-- matrix of N x 2 whose first column holds indices, which stay as they are, and whose second column
-- holds values. The rows of a Jacobian by the input stand for the values.
-- Neighbours: Jacobian.lua does the work.
--
-- Example: nn.SparseJacobian.testJacobian(nn.SparseLinear(9, 2, true), torch.rand(4, 2):ceil())

local check = require 'nn.check'
local Jacobian = require 'nn.Jacobian'

local SparseJacobian = {}
nn.SparseJacobian = SparseJacobian

-- A module as one of the values only, and the values. Writing to the values and calling forward
-- writes them to the input.
local function dense(module, input)
  check.tensor('nn.SparseJacobian', 'input', input)
  if input:dim() ~= 2 or input:size(2) ~= 2 then
    check.fail('nn.SparseJacobian', 'input', 'a tensor of N x 2', input)
  end
  local column = input:select(2, 2)
  local adapter = {}
  local function restore(values)
    column:copy(values)
    return input
  end
  function adapter.forward(_, values)
    return module:forward(restore(values))
  end
  function adapter.updateGradInput(_, values, gradOutput)
    local gradInput = module:updateGradInput(restore(values), gradOutput)
    if torch.type(gradInput) == 'table' then gradInput = gradInput[1] end
    if not torch.isTensor(gradInput) then
      check.fail('nn.SparseJacobian', 'module', 'one that computes gradInput', module)
    end
    if gradInput:dim() ~= 2 then return gradInput end
    local gradients = gradInput:select(2, 2)
    -- a gradient for each index that could be there, of which the input has some
    if gradients:size(1) ~= input:size(1) then
      return gradients:index(1, input:select(2, 1):long())
    end
    return gradients:clone()
  end
  function adapter:backward(values, gradOutput)
    local gradInput = self:updateGradInput(values, gradOutput)
    self:accGradParameters(values, gradOutput)
    return gradInput
  end
  function adapter.accGradParameters(_, values, gradOutput, scale)
    module:accGradParameters(restore(values), gradOutput, scale or 1)
  end
  function adapter.accUpdateGradParameters(_, values, gradOutput, lr)
    module:accUpdateGradParameters(restore(values), gradOutput, lr)
  end
  function adapter.zeroGradParameters(_) module:zeroGradParameters() end
  function adapter.parameters(_) return module:parameters() end
  function adapter.clone(_) return (dense(module:clone(), input:clone())) end
  return adapter, column:clone()
end

--- See nn.Jacobian.forward.
function SparseJacobian.forward(module, input, param)
  local adapter, values = dense(module, input)
  local jacobian = Jacobian.forward(adapter, values, param)
  input:select(2, 2):copy(values)
  return jacobian
end

--- See nn.Jacobian.backward.
function SparseJacobian.backward(module, input, param, dparam)
  local adapter, values = dense(module, input)
  return Jacobian.backward(adapter, values, param, dparam)
end

--- See nn.Jacobian.forwardUpdate.
function SparseJacobian.forwardUpdate(module, input, param)
  local adapter, values = dense(module, input)
  return Jacobian.forwardUpdate(adapter, values, param)
end

--- See nn.Jacobian.backwardUpdate.
function SparseJacobian.backwardUpdate(module, input, param)
  local adapter, values = dense(module, input)
  return Jacobian.backwardUpdate(adapter, values, param)
end

--- See nn.Jacobian.testJacobian.
function SparseJacobian.testJacobian(module, input, minval, maxval)
  local adapter, values = dense(module, input)
  return Jacobian.testJacobian(adapter, values, minval, maxval)
end

--- See nn.Jacobian.testJacobianParameters.
function SparseJacobian.testJacobianParameters(module, input, param, dparam, minval, maxval)
  local adapter, values = dense(module, input)
  return Jacobian.testJacobianParameters(adapter, values, param, dparam, minval, maxval)
end

--- See nn.Jacobian.testJacobianUpdateParameters.
function SparseJacobian.testJacobianUpdateParameters(module, input, param, minval, maxval)
  local adapter, values = dense(module, input)
  return Jacobian.testJacobianUpdateParameters(adapter, values, param, minval, maxval)
end

--- See nn.Jacobian.testIO.
function SparseJacobian.testIO(module, input, minval, maxval)
  local adapter, values = dense(module, input)
  return Jacobian.testIO(adapter, values, minval, maxval)
end

--- See nn.Jacobian.testAllUpdate, which does not change the input.
function SparseJacobian.testAllUpdate(module, input, weight, gradWeight)
  return Jacobian.testAllUpdate(module, input, weight, gradWeight)
end

return SparseJacobian
