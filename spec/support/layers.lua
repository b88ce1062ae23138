--- What every layer and every criterion has to stand: gradients against finite differences, clone,
-- serialisation, conversion of type, any memory layout, clearState. A row of a spec buys them all.
--
--   local layers = require 'support.layers'
--   for name, run in layers.module_checks {
--     { 'nn.Tanh', function() return nn.Tanh() end, { { 4 }, { 2, 3 } } },   -- name, make, inputs
--   } do
--     it(name, run)
--   end
--
-- An input is written as its sizes, or as a table of inputs. Neighbours: golden.lua.

local assert = require 'luassert'
require 'nn'

local layers = {}

local gradient_tolerance = 1e-6 -- central differences of doubles
local float_tolerance = 1e-4

--- A random input of the given sizes, or a table of them.
function layers.input(sizes)
  if type(sizes[1]) == 'number' then return torch.randn(torch.LongStorage(sizes)) end
  local list = {}
  for i, entry in ipairs(sizes) do list[i] = layers.input(entry) end
  return list
end

-- f of every tensor in a nested table.
local function map(x, f)
  if torch.isTensor(x) then return f(x) end
  local result = {}
  for i, v in ipairs(x) do result[i] = map(v, f) end
  return result
end

local function copy(x)
  return map(x, function(t) return t:clone() end)
end

-- The same values with gaps between the elements.
local function scattered(x)
  return map(x, function(t)
    local sizes = t:size():totable()
    sizes[#sizes + 1] = 2
    local wide = t.new():resize(torch.LongStorage(sizes)):fill(7)
    return wide:select(#sizes, 1):copy(t)
  end)
end

--- The largest absolute difference between the elements of two nested tables of tensors; infinite
-- where they differ in structure or size.
function layers.distance(a, b)
  if torch.isTensor(a) ~= torch.isTensor(b) then return 1 / 0 end
  if torch.isTensor(a) then
    if not a:isSize(b:size()) then return 1 / 0 end
    if a:nElement() == 0 then return 0 end
    local d = (a:double() - b:double()):abs():max()
    return d == d and d or 1 / 0
  end
  local largest = #a == #b and 0 or 1 / 0
  for i = 1, math.min(#a, #b) do largest = math.max(largest, layers.distance(a[i], b[i])) end
  return largest
end

local function is_near(a, b, tolerance, what)
  local distance = layers.distance(a, b)
  assert.is_true(distance <= tolerance, ('%s: off by %g'):format(what, distance))
end

-- What a pass through a module gives: output, gradInput and the gradients of the parameters.
local function pass(m, input, gradOutput)
  m:zeroGradParameters()
  local output = copy(m:forward(input))
  local gradInput = copy(m:backward(input, gradOutput))
  local _, gradients = m:parameters()
  return output, gradInput, copy(gradients or {})
end

local function same_pass(a, b, input, gradOutput, input_b, gradOutput_b, tolerance)
  local output, gradInput, gradients = pass(a, copy(input), copy(gradOutput))
  local output_b, gradInput_b, gradients_b = pass(b, input_b, gradOutput_b)
  is_near(output, output_b, tolerance, 'output')
  is_near(gradInput, gradInput_b, tolerance, 'gradInput')
  is_near(gradients, gradients_b, tolerance, 'gradients of parameters')
end

-- A module with an input and a gradOutput, as the checks want them.
local function case(row, sizes)
  torch.manualSeed(sizes[1] and type(sizes[1]) == 'number' and sizes[1] or 11)
  local m, input = row[2](), layers.input(sizes)
  local gradOutput = map(m:forward(copy(input)), function(t)
    return t.new():resizeAs(t):copy(torch.randn(t:nElement()))
  end)
  return m, input, gradOutput
end

local checks = {}

function checks.gradInput(m, input)
  assert.is_true(nn.Jacobian.testJacobian(m, input) < gradient_tolerance)
end

function checks.gradParameters(m, input)
  local values, gradients = m:parameters()
  for i = 1, values and #values or 0 do
    local off = nn.Jacobian.testJacobianParameters(m, input, values[i], gradients[i])
    assert.is_true(off < gradient_tolerance, ('parameter %d: off by %g'):format(i, off))
    off = nn.Jacobian.testJacobianUpdateParameters(m, input, values[i])
    assert.is_true(off < gradient_tolerance, ('update of %d: off by %g'):format(i, off))
  end
end

function checks.accumulation(m, input, gradOutput)
  local _, _, once = pass(m, copy(input), copy(gradOutput))
  local fresh = copy(input)
  m:forward(fresh)
  m:backward(fresh, copy(gradOutput), 0.5)
  local _, gradients = m:parameters()
  is_near(map(once, function(t) return t * 1.5 end), gradients or {}, 1e-12, 'after 1.5 passes')
end

function checks.clone(m, input, gradOutput)
  local clone = m:clone()
  assert.equal(torch.type(m), torch.type(clone))
  same_pass(m, clone, input, gradOutput, copy(input), copy(gradOutput), 0)
  local values = clone:parameters()
  for _, p in ipairs(values or {}) do p:fill(0 / 0) end
  for _, p in ipairs(m:parameters() or {}) do assert.equal(p:sum(), p:sum()) end
end

checks['round trip through a string'] = function(m, input, gradOutput)
  local back = torch.deserialize(torch.serialize(m))
  same_pass(m, back, input, gradOutput, copy(input), copy(gradOutput), 0)
  local ascii = torch.deserialize(torch.serialize(m, 'ascii'), 'ascii')
  assert.equal(tostring(m), tostring(ascii))
end

checks['float and back'] = function(m, input, gradOutput)
  local function float(x) return map(x, function(t) return t:float() end) end
  local reference = m:clone()
  assert.equal(m, m:float())
  assert.equal('torch.FloatTensor', m:type())
  for _, p in ipairs(m:parameters() or {}) do
    assert.equal('torch.FloatTensor', torch.typename(p))
  end
  same_pass(reference, m, input, gradOutput, float(input), float(gradOutput), float_tolerance)
  m:double()
  same_pass(reference, m, input, gradOutput, copy(input), copy(gradOutput), float_tolerance)
end

checks['scattered memory'] = function(m, input, gradOutput)
  local clone = m:clone()
  same_pass(m, clone, input, gradOutput, scattered(input), scattered(gradOutput), 1e-12)
end

checks['scattered parameters'] = function(m, input, gradOutput)
  local clone = m:clone()
  local values, gradients = clone:parameters()
  for _, list in ipairs { values or {}, gradients or {} } do
    for _, p in ipairs(list) do p:set(scattered(p)) end
  end
  same_pass(m, clone, input, gradOutput, copy(input), copy(gradOutput), 1e-12)
end

checks['parameters in one vector'] = function(m, input, gradOutput)
  local clone = m:clone()
  local values, gradients = clone:getParameters()
  local count = 0
  for _, p in ipairs(m:parameters() or {}) do count = count + p:nElement() end
  assert.equal(count, values:nElement())
  assert.equal(count, gradients:nElement())
  same_pass(m, clone, input, gradOutput, copy(input), copy(gradOutput), 1e-12)
end

function checks.clearState(m, input, gradOutput)
  local reference = m:clone()
  assert.equal(m, m:clearState())
  same_pass(reference, m, input, gradOutput, copy(input), copy(gradOutput), 0)
end

-- Nothing may be left over from an earlier pass, whatever the buffers hold.
checks['dirty buffers'] = function(m, input, gradOutput)
  local dirty = m:clone()
  for _, module in ipairs(dirty:listModules()) do
    for _, name in ipairs { 'output', 'gradInput' } do
      if torch.isTensor(module[name]) then
        module[name] = module[name].new():resizeAs(module[name]):fill(0 / 0)
      end
    end
  end
  same_pass(m, dirty, input, gradOutput, copy(input), copy(gradOutput), 0)
end

checks['text'] = function(m)
  assert.equal('nn.', tostring(m):sub(1, 3))
  assert.equal(tostring(m), tostring(m:clone()))
end

-- Iterates over name, function for each row and each check; run(check, row) does the work. The
-- order is the same each time.
local function each(rows, list, run)
  local names = {}
  for name in pairs(list) do names[#names + 1] = name end
  table.sort(names)
  return coroutine.wrap(function()
    for _, row in ipairs(rows) do
      for _, name in ipairs(names) do
        coroutine.yield(row[1] .. ': ' .. name, function() run(list[name], row) end)
      end
    end
  end)
end

--- All checks for each row {name, function that makes a module, list of inputs}, to be iterated
-- over: name of the check, function that raises if it fails.
function layers.module_checks(rows)
  return each(rows, checks, function(check, row)
    for _, sizes in ipairs(row[3]) do check(case(row, sizes)) end
  end)
end

-- A criterion as a module with one output, for nn.Jacobian.
local function as_module(criterion, target)
  return {
    forward = function(_, input)
      return torch.Tensor { (criterion:forward(input, target)) }
    end,
    updateGradInput = function(_, input, gradOutput)
      return map(criterion:backward(input, target), function(g) return g * gradOutput[1] end)
    end,
    zeroGradParameters = function() end,
    accGradParameters = function() end,
  }
end

local function same_loss(a, b, input, target, input_b, target_b, tolerance)
  local loss, loss_b = a:forward(input, target), b:forward(input_b, target_b)
  assert.is_true(math.abs(loss - loss_b) <= tolerance, ('loss: %g and %g'):format(loss, loss_b))
  is_near(a:backward(input, target), b:backward(input_b, target_b), tolerance, 'gradInput')
end

local criterion_checks = {}

function criterion_checks.gradInput(c, input, target)
  assert.is_true(nn.Jacobian.testJacobian(as_module(c, target), input) < gradient_tolerance)
end

function criterion_checks.clone(c, input, target)
  same_loss(c, c:clone(), input, target, input, target, 0)
end

criterion_checks['round trip through a string'] = function(c, input, target)
  same_loss(c, torch.deserialize(torch.serialize(c)), input, target, input, target, 0)
end

criterion_checks['float and back'] = function(c, input, target)
  local float = c:clone()
  c:forward(input, target)
  assert.equal(float, float:float())
  local function to_float(t)
    return torch.typename(t) == 'torch.DoubleTensor' and t:float() or t
  end
  same_loss(c, float, input, target, map(input, to_float), to_float(target), float_tolerance)
  same_loss(c, float:double(), input, target, input, target, float_tolerance)
end

criterion_checks['scattered memory'] = function(c, input, target)
  same_loss(c, c:clone(), input, target, scattered(input),
    torch.isTensor(target) and scattered(target) or target, 1e-12)
end

criterion_checks['call'] = function(c, input, target)
  local loss = c:forward(input, target)
  local gradInput = copy(c:backward(input, target))
  local called_loss, called_gradInput = c(input, target)
  assert.equal(loss, called_loss)
  is_near(gradInput, called_gradInput, 0, 'gradInput')
end

criterion_checks['text'] = function(c)
  assert.equal(torch.type(c), tostring(c))
end

--- The same for rows {name, function that makes a criterion, sizes of the input, target}; the
-- target is a value or a function that makes it.
function layers.criterion_checks(rows)
  return each(rows, criterion_checks, function(check, row)
    torch.manualSeed(12)
    local target = row[4]
    if type(target) == 'function' then target = target() end
    check(row[2](), layers.input(row[3]), target)
  end)
end

return layers
