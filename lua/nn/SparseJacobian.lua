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
-- @param module, input a module and a sparse input for it, n x 2: index and value
-- @param param the parameter to vary instead of the values of the input
-- @usage local m = nn.SparseLinear(4, 2, true)
--   nn.SparseJacobian.forward(m, torch.Tensor{{1, 0.5}, {3, 2}})  --> 2x2
function SparseJacobian.forward(module, input, param)
  local adapter, values = dense(module, input)
  local jacobian = Jacobian.forward(adapter, values, param)
  input:select(2, 2):copy(values)
  return jacobian
end

--- See nn.Jacobian.backward.
-- @param module, input a module and a sparse input for it, n x 2: index and value
-- @param param, dparam the parameter and its gradient to take instead of gradInput
-- @usage local m = nn.SparseLinear(4, 2, true)
--   local x = torch.Tensor{{1, 0.5}, {3, 2}}
--   nn.SparseJacobian.backward(m, x, m.bias, m.gradBias)  --> 2x2
function SparseJacobian.backward(module, input, param, dparam)
  local adapter, values = dense(module, input)
  return Jacobian.backward(adapter, values, param, dparam)
end

--- See nn.Jacobian.forwardUpdate.
-- @param module, input a module and a sparse input for it, n x 2: index and value
-- @param param the parameter
-- @usage local m = nn.SparseLinear(4, 2, true)
--   nn.SparseJacobian.forwardUpdate(m, torch.Tensor{{1, 0.5}, {3, 2}}, m.bias)  --> 2x2
function SparseJacobian.forwardUpdate(module, input, param)
  local adapter, values = dense(module, input)
  return Jacobian.forwardUpdate(adapter, values, param)
end

--- See nn.Jacobian.backwardUpdate.
-- @param module, input a module and a sparse input for it, n x 2: index and value
-- @param param the parameter
-- @usage local m = nn.SparseLinear(4, 2, true)
--   nn.SparseJacobian.backwardUpdate(m, torch.Tensor{{1, 0.5}, {3, 2}}, m.bias)  --> 2x2
function SparseJacobian.backwardUpdate(module, input, param)
  local adapter, values = dense(module, input)
  return Jacobian.backwardUpdate(adapter, values, param)
end

--- See nn.Jacobian.testJacobian.
-- @param module, input a module and a sparse input for it, whose values are overwritten
-- @param minval, maxval range of the random numbers; default -2 to 2
-- @usage local m = nn.SparseLinear(4, 2, true)
--   local difference = nn.SparseJacobian.testJacobian(m, torch.Tensor{{1, 0.5}, {3, 2}})
function SparseJacobian.testJacobian(module, input, minval, maxval)
  local adapter, values = dense(module, input)
  return Jacobian.testJacobian(adapter, values, minval, maxval)
end

--- See nn.Jacobian.testJacobianParameters.
-- @param module, input a module and a sparse input for it, whose values are overwritten
-- @param param, dparam the parameter and its gradient
-- @param minval, maxval range of the random numbers; default -2 to 2
-- @usage local m, x = nn.SparseLinear(4, 2, true), torch.Tensor{{1, 0.5}, {3, 2}}
--   nn.SparseJacobian.testJacobianParameters(m, x, m.bias, m.gradBias) < 1e-6  --> true
function SparseJacobian.testJacobianParameters(module, input, param, dparam, minval, maxval)
  local adapter, values = dense(module, input)
  return Jacobian.testJacobianParameters(adapter, values, param, dparam, minval, maxval)
end

--- See nn.Jacobian.testJacobianUpdateParameters.
-- @param module, input a module and a sparse input for it, whose values are overwritten
-- @param param the parameter
-- @param minval, maxval range of the random numbers; default -2 to 2
-- @usage local m, x = nn.SparseLinear(4, 2, true), torch.Tensor{{1, 0.5}, {3, 2}}
--   nn.SparseJacobian.testJacobianUpdateParameters(m, x, m.bias) < 1e-6  --> true
function SparseJacobian.testJacobianUpdateParameters(module, input, param, minval, maxval)
  local adapter, values = dense(module, input)
  return Jacobian.testJacobianUpdateParameters(adapter, values, param, minval, maxval)
end

--- See nn.Jacobian.testIO.
-- @param module, input a module and a sparse input for it, whose values are overwritten
-- @param minval, maxval range of the random numbers; default -2 to 2
-- @usage nn.SparseJacobian.testIO(nn.SparseLinear(4, 2, true), torch.Tensor{{1, 0.5}, {3, 2}})
function SparseJacobian.testIO(module, input, minval, maxval)
  local adapter, values = dense(module, input)
  return Jacobian.testIO(adapter, values, minval, maxval)
end

--- See nn.Jacobian.testAllUpdate, which does not change the input.
-- @param module, input a module and a sparse input for it
-- @param weight, gradWeight names of the fields
-- @usage local m, x = nn.SparseLinear(4, 2, true), torch.Tensor{{1, 0.5}, {3, 2}}
--   nn.SparseJacobian.testAllUpdate(m, x, 'bias', 'gradBias').accGradParameters < 1e-12  --> true
function SparseJacobian.testAllUpdate(module, input, weight, gradWeight)
  return Jacobian.testAllUpdate(module, input, weight, gradWeight)
end

return SparseJacobian
