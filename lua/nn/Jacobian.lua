-- nn.Jacobian: checks the gradients of a module against finite differences. Every layer's spec
-- uses it; so may users for layers of their own. Neighbours: Module.lua, utils.lua.
--
-- Inputs, outputs and parameters may be tensors or nested tables of tensors; inputs and parameters
-- must be contiguous. A Jacobian is a matrix with a row for each element of the input (or
-- parameter) and a column for each element of the output. Modules must be double for the default
-- perturbation.
-- Example: error = nn.Jacobian.testJacobian(nn.Linear(3, 2), torch.Tensor(4, 3))   -- below 1e-7

local Jacobian = {}
nn.Jacobian = Jacobian

-- 1-D views of all tensors in x, in order. mayCopy: to be read only, so that copies do for tensors
-- that are not contiguous.
local function vectors(x, list, mayCopy)
  list = list or {}
  if torch.isTensor(x) then
    if mayCopy then
      x = x:contiguous()
    elseif not x:isContiguous() then
      error('nn.Jacobian: expected contiguous tensors', 0)
    end
    if x:nElement() > 0 then list[#list + 1] = x:view(x:nElement()) end
  elseif type(x) == 'table' then
    for i = 1, #x do vectors(x[i], list, mayCopy) end
  else
    error('nn.Jacobian: expected tensors or tables of them, got ' .. torch.type(x), 0)
  end
  return list
end

local function count(list)
  local n = 0
  for _, v in ipairs(list) do n = n + v:nElement() end
  return n
end

-- All elements of x in one new 1-D tensor of the default type.
local function flat(x)
  local list = vectors(x, nil, true)
  local result, first = torch.Tensor(count(list)), 1
  for _, v in ipairs(list) do
    result:narrow(1, first, v:nElement()):copy(v)
    first = first + v:nElement()
  end
  return result
end

local function copyOf(x)
  return (nn.utils.recursiveCopy(torch.isTensor(x) and x.new() or {}, x))
end

-- Fills x with random numbers between minval (default -2) and maxval (default 2).
local function randomize(x, minval, maxval)
  minval, maxval = minval or -2, maxval or 2
  for _, v in ipairs(vectors(x)) do
    v:copy(torch.rand(v:nElement()):mul(maxval - minval):add(minval))
  end
end

-- Calls visit(row, vector, i) for each element of x, rows counted from 1.
local function eachElement(x, visit)
  local row = 0
  for _, v in ipairs(vectors(x)) do
    for i = 1, v:nElement() do
      row = row + 1
      visit(row, v, i)
    end
  end
end

-- The output for a copy of the input, so that modules may work in place.
local function outputOf(module, input)
  return flat(module:forward(copyOf(input)))
end

-- Central differences of the output for each element of x.
local function differences(module, input, x, perturbation)
  perturbation = perturbation or 1e-6
  local jacobian = torch.Tensor(count(vectors(x)), outputOf(module, input):nElement())
  eachElement(x, function(row, v, i)
    local value = v[i]
    v[i] = value - perturbation
    local below = outputOf(module, input)
    v[i] = value + perturbation
    local above = outputOf(module, input)
    v[i] = value
    jacobian:select(1, row):copy(above:add(-1, below):div(2 * perturbation))
  end)
  return jacobian
end

--- The Jacobian by finite differences.
-- @param module to look at
-- @param input for it
-- @param param the parameter to vary instead of the input
-- @param perturbation step to both sides; default 1e-6
-- @return matrix, element of the input x element of the output
-- @usage nn.Jacobian.forward(nn.Linear(3, 2), torch.rand(3))  --> 3x2
function Jacobian.forward(module, input, param, perturbation)
  return differences(module, input, param or input, perturbation)
end

-- Calls visit(column, gradOutput) with gradOutput 1 in one element of the output and else 0, after
-- a forward, for each element.
local function eachOutput(module, input, visit)
  local output = module:forward(copyOf(input))
  local gradOutput = nn.utils.recursiveFill(copyOf(output), 0)
  eachElement(gradOutput, function(column, v, i)
    v[i] = 1
    visit(column, copyOf(gradOutput))
    v[i] = 0
  end)
end

--- The Jacobian by the module's own gradients.
-- @param param, dparam the parameter and its gradient to take instead of gradInput
-- @param module to look at
-- @param input for it
-- @usage nn.Jacobian.backward(nn.Linear(3, 2), torch.rand(3))  --> 3x2
function Jacobian.backward(module, input, param, dparam)
  local outputs = outputOf(module, input):nElement()
  local jacobian = torch.Tensor(count(vectors(param or input)), outputs):zero()
  eachOutput(module, input, function(column, gradOutput)
    local fresh = copyOf(input)
    module:forward(fresh)
    module:zeroGradParameters()
    local gradInput = module:updateGradInput(fresh, gradOutput)
    module:accGradParameters(fresh, gradOutput)
    jacobian:select(2, column):copy(flat(param and dparam or gradInput))
  end)
  return jacobian
end

--- The parameter after one update with rate 1 for each element of the output, by finite
-- differences: entry (i, j) is param[i] minus the derivative of output[j] by it.
-- @param module to look at
-- @param input for it
-- @param param the parameter
-- @param perturbation step to both sides; default 1e-6
-- @usage local m = nn.Linear(3, 2)
--   nn.Jacobian.forwardUpdate(m, torch.rand(3), m.bias)  --> 2x2
function Jacobian.forwardUpdate(module, input, param, perturbation)
  local jacobian = differences(module, input, param, perturbation):mul(-1)
  local values = flat(param)
  for column = 1, jacobian:size(2) do jacobian:select(2, column):add(values) end
  return jacobian
end

--- The same by the module's accUpdateGradParameters. The parameters are restored.
-- @param module to look at
-- @param input for it
-- @param param the parameter
-- @usage local m = nn.Linear(3, 2)
--   nn.Jacobian.backwardUpdate(m, torch.rand(3), m.bias)  --> 2x2
function Jacobian.backwardUpdate(module, input, param)
  local outputs = outputOf(module, input):nElement()
  local jacobian = torch.Tensor(count(vectors(param)), outputs)
  local params = module:parameters()
  local originals = copyOf(params)
  eachOutput(module, input, function(column, gradOutput)
    local fresh = copyOf(input)
    module:forward(fresh)
    module:updateGradInput(fresh, gradOutput)
    module:accUpdateGradParameters(fresh, gradOutput, 1)
    jacobian:select(2, column):copy(flat(param))
    for i = 1, #params do params[i]:copy(originals[i]) end
  end)
  return jacobian
end

local function largestDifference(a, b)
  return (a - b):abs():max()
end

--- Compares gradInput with finite differences at a random input.
-- @param module, input the input is overwritten with random numbers
-- @param minval, maxval their range; default -2 to 2
-- @param perturbation see forward
-- @return the largest absolute difference
-- @usage nn.Jacobian.testJacobian(nn.Tanh(), torch.Tensor(3)) < 1e-6  --> true
function Jacobian.testJacobian(module, input, minval, maxval, perturbation)
  randomize(input, minval, maxval)
  return largestDifference(Jacobian.forward(module, input, nil, perturbation),
    Jacobian.backward(module, input))
end

--- Compares the gradient of a parameter with finite differences at random input and parameter.
-- @param module, input the input is overwritten with random numbers
-- @param param, dparam the parameter and its gradient
-- @param minval, maxval range of the random numbers; default -2 to 2
-- @param perturbation see forward
-- @return the largest absolute difference
-- @usage local m = nn.Linear(3, 2)
--   nn.Jacobian.testJacobianParameters(m, torch.Tensor(3), m.weight, m.gradWeight) < 1e-6  --> true
function Jacobian.testJacobianParameters(module, input, param, dparam, minval, maxval,
    perturbation)
  randomize(input, minval, maxval)
  randomize(param, minval, maxval)
  return largestDifference(Jacobian.forward(module, input, param, perturbation),
    Jacobian.backward(module, input, param, dparam))
end

--- Compares accUpdateGradParameters with finite differences at random input and parameter.
-- @param module, input the input is overwritten with random numbers
-- @param param the parameter
-- @param minval, maxval range of the random numbers; default -2 to 2
-- @param perturbation see forward
-- @return the largest absolute difference
-- @usage local m = nn.Linear(3, 2)
--   nn.Jacobian.testJacobianUpdateParameters(m, torch.Tensor(3), m.bias) < 1e-6  --> true
function Jacobian.testJacobianUpdateParameters(module, input, param, minval, maxval, perturbation)
  randomize(input, minval, maxval)
  randomize(param, minval, maxval)
  return largestDifference(Jacobian.forwardUpdate(module, input, param, perturbation),
    Jacobian.backwardUpdate(module, input, param))
end

--- Compares a module with what is read back after it was written, at a random input.
-- @return largest absolute differences of output and of gradInput
-- @param module, input the input is overwritten with random numbers
-- @param minval, maxval their range; default -2 to 2
-- @usage nn.Jacobian.testIO(nn.Linear(3, 2), torch.Tensor(3))  --> 0, 0
function Jacobian.testIO(module, input, minval, maxval)
  randomize(input, minval, maxval)
  local gradOutput = copyOf(module:forward(copyOf(input)))
  randomize(gradOutput, 0, 1)
  local function run(m)
    local fresh = copyOf(input)
    local output = flat(m:forward(fresh))
    return output, flat(m:backward(fresh, copyOf(gradOutput)))
  end
  local output, gradInput = run(module)
  local output2, gradInput2 = run(module:clone())
  return largestDifference(output, output2), largestDifference(gradInput, gradInput2)
end

-- Clones of a module that share the named fields.
local function sharedPair(module, ...)
  local first, second = module:clone(), module:clone()
  second:share(first, ...)
  return first, second
end

--- Compares the ways to update a parameter, with and without sharing.
-- @param module, input a module and an input for it
-- @param weight, gradWeight names of the fields
-- @return table of norms of differences, all of which should be about 0: accGradParameters,
--   accUpdateGradParameters, "accGradParameters [shared]", "accUpdateGradParameters [shared]"
-- @usage local m, x = nn.Linear(3, 2), torch.rand(3)
--   nn.Jacobian.testAllUpdate(m, x, 'weight', 'gradWeight').accGradParameters < 1e-12  --> true
function Jacobian.testAllUpdate(module, input, weight, gradWeight)
  local lr, errors = torch.uniform(0.1, 1), {}
  local gradOutput = copyOf(module:forward(copyOf(input)))
  randomize(gradOutput, 0, 1)

  local function pass(m)
    m:forward(input)
    m:updateGradInput(input, gradOutput)
  end

  local plain = module:clone()
  plain:zeroGradParameters()
  pass(plain)
  plain:accGradParameters(input, gradOutput)
  plain:updateParameters(lr)
  local step = plain[gradWeight] * lr
  errors.accGradParameters = (module[weight] - step - plain[weight]):norm()

  local direct = module:clone()
  pass(direct)
  direct:accUpdateGradParameters(input, gradOutput, lr)
  errors.accUpdateGradParameters = (direct[weight] - plain[weight]):norm()

  -- Two modules that share the parameter make two steps together.
  local twice = module[weight] - step - step
  local first, second = sharedPair(module, weight, gradWeight)
  first:zeroGradParameters()
  for _, m in ipairs({first, second}) do
    pass(m)
    m:accGradParameters(input, gradOutput)
  end
  first:updateParameters(lr)
  errors['accGradParameters [shared]'] = (second[weight] - twice):norm()

  first, second = sharedPair(module, weight)
  pass(first)
  pass(second)
  first:accUpdateGradParameters(input, gradOutput, lr)
  second:accUpdateGradParameters(input, gradOutput, lr)
  errors['accUpdateGradParameters [shared]'] = (second[weight] - twice):norm()
  return errors
end

--- The diagonal of the Gauss-Newton matrix, for an identity at the output: for each element of the
-- input, or of a parameter, the sum of the squares of the derivatives of all outputs by it.
-- @param gradParamName name of the gradient, such as 'gradWeight'; nil or 'gradInput' for the input
-- @param module, input a module and an input for it
-- @usage nn.Jacobian.linearModuleDiagHessian(nn.Linear(3, 2), torch.rand(3)):size()  --> {3}
function Jacobian.linearModuleDiagHessian(module, input, gradParamName)
  local dparam = gradParamName ~= 'gradInput' and gradParamName and module[gradParamName] or nil
  local jacobian = Jacobian.backward(module, input, dparam, dparam)
  return jacobian:cmul(jacobian):sum(2):view(jacobian:size(1))
end

--- Compares one of the diagonals of nn.hessian with linearModuleDiagHessian at a random input.
-- nn.hessian.enable() must have been called.
-- @param gradParamName, diagHessianParamName names of fields: 'gradWeight', 'diagHessianWeight'
-- @return the largest absolute difference
-- @param module, input the input is overwritten with random numbers
-- @param minval, maxval their range; default -2 to 2
-- @usage nn.hessian.enable()
--   local m, x = nn.Linear(3, 2), torch.Tensor(3)
--   nn.Jacobian.testDiagHessian(m, x, 'gradWeight', 'diagHessianWeight') < 1e-12  --> true
function Jacobian.testDiagHessian(module, input, gradParamName, diagHessianParamName, minval,
    maxval)
  randomize(input, minval, maxval)
  module:initDiagHessianParameters()
  local expected = Jacobian.linearModuleDiagHessian(module, input, gradParamName)
  module:forward(input)
  local ones = nn.utils.recursiveFill(copyOf(module.output), 1)
  module:updateDiagHessianInput(input, ones)
  module:accDiagHessianParameters(input, ones)
  return largestDifference(expected, flat(module[diagHessianParamName]))
end

--- testDiagHessian of the input.
-- @param module, input, minval, maxval as there
-- @usage nn.hessian.enable()
--   nn.Jacobian.testDiagHessianInput(nn.Linear(3, 2), torch.Tensor(3)) < 1e-12  --> true
function Jacobian.testDiagHessianInput(module, input, minval, maxval)
  return Jacobian.testDiagHessian(module, input, 'gradInput', 'diagHessianInput', minval, maxval)
end

--- testDiagHessian of the weight.
-- @param module, input, minval, maxval as there
-- @usage nn.hessian.enable()
--   nn.Jacobian.testDiagHessianWeight(nn.Linear(3, 2), torch.Tensor(3)) < 1e-12  --> true
function Jacobian.testDiagHessianWeight(module, input, minval, maxval)
  return Jacobian.testDiagHessian(module, input, 'gradWeight', 'diagHessianWeight', minval, maxval)
end

--- testDiagHessian of the bias.
-- @param module, input, minval, maxval as there
-- @usage nn.hessian.enable()
--   nn.Jacobian.testDiagHessianBias(nn.Linear(3, 2), torch.Tensor(3)) < 1e-12  --> true
function Jacobian.testDiagHessianBias(module, input, minval, maxval)
  return Jacobian.testDiagHessian(module, input, 'gradBias', 'diagHessianBias', minval, maxval)
end

return Jacobian
