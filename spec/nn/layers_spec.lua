-- Every layer and every criterion: one row buys the checks of support/layers.lua.
local layers = require 'support.layers'

-- Sizes that differ from run to run of the list but not between runs of the spec.
torch.manualSeed(31)
local function any() return torch.random(2, 6) end
local n, m, b, h, w = any(), any(), any(), any(), any()

local function use(module) -- for layers that draw in training
  module:evaluate()
  return module
end

-- name, what makes the module, inputs (sizes, or tables of sizes)
local modules = {
  -- with parameters
  { 'Linear', function() return nn.Linear(n, m) end, { { n }, { b, n }, { 1, n } } },
  { 'Linear to one', function() return nn.Linear(n, 1) end, { { n }, { b, n } } },
  { 'Linear without bias', function() return nn.Linear(n, m, false) end, { { n }, { b, n } } },
  { 'CMul', function() return nn.CMul(n) end, { { n }, { b, n } } },
  { 'CMul of a matrix', function() return nn.CMul(n, m) end, { { n, m }, { b, n, m } } },
  { 'CMul expanded', function() return nn.CMul(1, n, 1) end, { { b, n, w } } },
  { 'Add', function() return nn.Add(n) end, { { n }, { b, n } } },
  { 'Add of one number', function() return nn.Add(n, true) end, { { n }, { b, n } } },
  -- point-wise
  { 'Tanh', function() return nn.Tanh() end, { { n }, { b, n }, { b, n, h, w } } },
  { 'Sigmoid', function() return nn.Sigmoid() end, { { n }, { b, n, h } } },
  { 'Abs', function() return nn.Abs() end, { { n }, { b, n } } },
  { 'ReLU', function() return nn.ReLU() end, { { n }, { b, n } } },
  { 'ReLU in place', function() return nn.ReLU(true) end, { { n }, { b, n } } },
  { 'Threshold', function() return nn.Threshold(0.5, -1) end, { { n }, { b, n } } },
  { 'Threshold in place', function() return nn.Threshold(0.5, -1, true) end, { { b, n } } },
  { 'Identity', function() return nn.Identity() end, { { n }, { { n }, { { b, n } } } } },
  { 'Dropout in use', function() return use(nn.Dropout(0.3)) end, { { b, n } } },
  { 'Dropout v1 in use', function() return use(nn.Dropout(0.3, true)) end, { { b, n } } },
  { 'Dropout in place in use', function() return use(nn.Dropout(0.3, true, true)) end,
    { { b, n } } },
  -- over a dimension
  { 'SoftMax', function() return nn.SoftMax() end, { { n }, { b, n }, { n, h, w },
    { b, n, h, w } } },
  { 'LogSoftMax', function() return nn.LogSoftMax() end, { { n }, { b, n }, { n, h, w },
    { b, n, h, w } } },
  { 'Sum', function() return nn.Sum() end, { { n }, { n, m }, { n, m, h } } },
  { 'Sum from the end', function() return nn.Sum(-1) end, { { n }, { n, m }, { n, m, h } } },
  { 'Sum with batches', function() return nn.Sum(1, 1) end, { { n }, { b, n } } },
  { 'Sum that keeps the dimension', function() return nn.Sum(2, nil, false, false) end,
    { { n, m }, { n, m, h } } },
  { 'Mean', function() return nn.Mean(2) end, { { n, m }, { n, m, h } } },
  { 'Mean with batches', function() return nn.Mean(1, 1) end, { { n }, { b, n } } },
  { 'Max', function() return nn.Max(1) end, { { n }, { n, m }, { n, m, h } } },
  { 'Max with batches', function() return nn.Max(-1, 2) end, { { n, m }, { b, n, m } } },
  { 'Min', function() return nn.Min(2) end, { { n, m }, { n, m, h } } },
  { 'Min with batches', function() return nn.Min(1, 1) end, { { n }, { b, n } } },
  -- shapes
  { 'View', function() return nn.View(n * m) end, { { n, m }, { b, n, m } } },
  { 'View with a size to fill in', function() return nn.View(-1):setNumInputDims(2) end,
    { { n, m }, { b, n, m } } },
  { 'Reshape', function() return nn.Reshape(m, n) end, { { n, m }, { n * m }, { b, n, m } } },
  { 'Reshape of batches', function() return nn.Reshape(n * m, true) end,
    { { 1, n, m }, { b, n, m } } },
  { 'Reshape without batches', function() return nn.Reshape(m, n, false) end, { { n, m } } },
  -- tables
  { 'CAddTable', function() return nn.CAddTable() end, { { { n }, { n } },
    { { b, n }, { b, n }, { b, n } } } },
  { 'CAddTable in place', function() return nn.CAddTable(true) end, { { { b, n }, { b, n } } } },
  { 'JoinTable', function() return nn.JoinTable(1) end, { { { n }, { m } },
    { { n, h }, { m, h }, { 1, h } } } },
  { 'JoinTable with batches', function() return nn.JoinTable(1, 1) end,
    { { { n }, { m } }, { { b, n }, { b, m } } } },
  { 'JoinTable from the end', function() return nn.JoinTable(-1) end,
    { { { b, h, n }, { b, h, m } } } },
  { 'NarrowTable', function() return nn.NarrowTable(2, 2) end,
    { { { n }, { m }, { b, n } }, { { n }, { m }, { { b }, { n } }, { h } } } },
  { 'SelectTable', function() return nn.SelectTable(2) end, { { { n }, { m } } } },
  { 'SelectTable from the end', function() return nn.SelectTable(-1) end,
    { { { n }, { { m }, { b } } } } },
  -- containers
  { 'Sequential', function()
    return nn.Sequential():add(nn.Linear(n, m)):add(nn.Tanh()):add(nn.Linear(m, h))
  end, { { n }, { b, n } } },
  { 'Sequential in Sequential', function()
    return nn.Sequential():add(nn.Sequential():add(nn.Linear(n, m)):add(nn.Sigmoid()))
      :add(nn.LogSoftMax())
  end, { { n }, { b, n } } },
  { 'Sequential of nothing', function() return nn.Sequential() end, { { n } } },
  { 'Concat', function()
    return nn.Concat(1):add(nn.Linear(n, m)):add(nn.Tanh())
  end, { { n } } },
  { 'Concat of batches', function()
    return nn.Concat(2):add(nn.Linear(n, m)):add(nn.Tanh()):add(nn.Linear(n, 1))
  end, { { b, n } } },
  { 'ConcatTable', function()
    return nn.ConcatTable():add(nn.Linear(n, m)):add(nn.Identity()):add(nn.Tanh())
  end, { { n }, { b, n } } },
  { 'ConcatTable of a table', function()
    return nn.ConcatTable():add(nn.SelectTable(1)):add(nn.Identity()):add(nn.NarrowTable(2))
  end, { { { n }, { { m }, { b } } } } },
  { 'ParallelTable', function()
    return nn.ParallelTable():add(nn.Linear(n, m)):add(nn.Identity())
  end, { { { b, n }, { { m }, { h } } } } },
  { 'a residual block', function()
    return nn.Sequential():add(nn.ConcatTable()
      :add(nn.Sequential():add(nn.Linear(n, m)):add(nn.Tanh()):add(nn.Linear(m, n)))
      :add(nn.Identity())):add(nn.CAddTable()):add(nn.Sigmoid())
  end, { { n }, { b, n } } },
}

local function classes(count, size)
  return function()
    local target = torch.LongTensor(size)
    for i = 1, size do target[i] = torch.random(1, count) end
    return target
  end
end

-- name, what makes the criterion, sizes of the input, target
local criteria = {
  { 'MSECriterion', function() return nn.MSECriterion() end, { b, n },
    function() return torch.randn(b, n) end },
  { 'MSECriterion, the sum', function() return nn.MSECriterion(false) end, { n },
    function() return torch.randn(n) end },
  { 'ClassNLLCriterion of a sample', function() return nn.ClassNLLCriterion() end, { n }, 2 },
  { 'ClassNLLCriterion', function() return nn.ClassNLLCriterion() end, { b, n }, classes(n, b) },
  { 'ClassNLLCriterion, the sum', function() return nn.ClassNLLCriterion(nil, false) end,
    { b, n }, classes(n, b) },
  { 'ClassNLLCriterion with weights', function()
    return nn.ClassNLLCriterion(torch.rand(n):add(0.5))
  end, { b, n }, classes(n, b) },
  { 'ClassNLLCriterion that ignores a class', function()
    return nn.ClassNLLCriterion(nil, true, 1)
  end, { 3, n }, function() return torch.LongTensor { 1, 2, 1 } end },
  { 'ClassNLLCriterion with a double target', function() return nn.ClassNLLCriterion() end,
    { b, n }, function() return classes(n, b)():double() end },
  { 'CrossEntropyCriterion of a sample', function() return nn.CrossEntropyCriterion() end, { n },
    1 },
  { 'CrossEntropyCriterion', function() return nn.CrossEntropyCriterion() end, { b, n },
    classes(n, b) },
  { 'CrossEntropyCriterion, the sum, with weights', function()
    return nn.CrossEntropyCriterion(torch.rand(n):add(0.5), false)
  end, { b, n }, classes(n, b) },
  { 'CrossEntropyCriterion of planes of one pixel', function()
    return nn.CrossEntropyCriterion()
  end, { b, n, 1, 1 }, classes(n, b) },
}

describe('nn.', function()
  for name, run in layers.module_checks(modules) do it(name, run) end
  for name, run in layers.criterion_checks(criteria) do it(name, run) end
end)

describe('the shape of the output of', function()
  for _, row in ipairs {
    -- text, module, sizes of the input, sizes of the output
    { 'Reshape', nn.Reshape(6), '2x3', '6' },
    { 'Reshape of a batch of one', nn.Reshape(6), '1x6', '1x6' },
    { 'Reshape of batches only', nn.Reshape(6, true), '1x2x3', '1x6' },
    { 'Reshape without batches', nn.Reshape(6, false), '1x6', '6' },
    { 'View of a sample', nn.View(6), '1x2x3', '6' },
    { 'View of a batch of one', nn.View(6):setNumInputDims(2), '1x2x3', '1x6' },
    { 'View of a sample with known dimensions', nn.View(6):setNumInputDims(3), '1x2x3', '6' },
    { 'View of less than the known dimensions', nn.View(2, 3):setNumInputDims(3), '6', '2x3' },
    { 'View with a size to fill in', nn.View(2, -1), '2x3x2', '2x6' },
    { 'View of other sizes', nn.View(6):resetSize(3, 2), '4x6', '4x3x2' },
    { 'View of a LongStorage', nn.View(torch.LongStorage { 3, 2 }), '4x6', '4x3x2' },
    { 'Sum of a vector', nn.Sum(1), '4', '1' },
    { 'Sum of a batch', nn.Sum(1, 2), '3x4x5', '3x5' },
    { 'Max of a batch', nn.Max(-1, 2), '3x4x5', '3x4' },
    { 'Add of sizes', nn.Add(torch.LongStorage { 4 }), '3x4', '3x4' },
  } do
    it(row[1], function()
      local function sizes(text)
        local list = {}
        for size in text:gmatch('%d+') do list[#list + 1] = tonumber(size) end
        return torch.LongStorage(list)
      end
      local input = torch.randn(sizes(row[3]))
      local output = row[2]:forward(input)
      assert.equal(row[4], table.concat(output:size():totable(), 'x'))
      assert.equal(row[3], table.concat(row[2]:backward(input, output:clone()):size():totable(),
        'x'))
    end)
  end
end)

describe('LookupTable', function()
  local function lookup(...)
    torch.manualSeed(5)
    return nn.LookupTable(...)
  end

  -- Indices cannot be varied a little, so the weight is.
  for name, input in pairs {
    vector = torch.LongTensor { 1, 3, 3 },
    batch = torch.LongTensor { { 1, 5 }, { 4, 1 } },
    int = torch.IntTensor { 2, 5 },
    double = torch.DoubleTensor { 5, 2, 2 },
    scattered = torch.LongTensor { { 1, 2 }, { 3, 4 }, { 5, 1 } }:t(),
  } do
    it('has the gradient of its weight: ' .. name, function()
      local module = lookup(5, 3)
      local numeric = nn.Jacobian.forward(module, input:clone(), module.weight)
      local own = nn.Jacobian.backward(module, input:clone(), module.weight, module.gradWeight)
      assert.is_true(layers.distance(numeric, own) < 1e-6)
      module:float()
      assert.equal('torch.FloatTensor', torch.type(module:forward(input)))
      assert.equal(0, module:backward(input, module.output):ne(0):sum())
    end)
  end

  it('gives no gradient to the padding', function()
    local module, input = lookup(4, 2, 3), torch.LongTensor { 3, 1, 3 }
    module:forward(input)
    module:backward(input, torch.ones(3, 2))
    assert.equal(0, module.gradWeight[3]:sum())
    assert.equal(2, module.gradWeight[1]:sum())
  end)

  it('trains without gradWeight after accUpdateOnly', function()
    local module, input = lookup(4, 2):accUpdateOnly(), torch.LongTensor { 2, 2 }
    local before = module.weight[2]:clone()
    module:forward(input)
    module:backwardUpdate(input, torch.ones(2, 2), 0.5)
    assert.is_true(layers.distance(before - 1, module.weight[2]) < 1e-15)
    assert.is_nil(module.gradWeight)
  end)

  it('survives cloning, files and conversion', function()
    local module, input = lookup(4, 2), torch.LongTensor { 2, 4 }
    local output = module:forward(input):clone()
    assert.equal(0, layers.distance(output, module:clone():forward(input)))
    assert.is_true(layers.distance(output, module:float():forward(input)) < 1e-6)
    assert.equal('nn.LookupTable', tostring(module))
  end)
end)

describe('Dropout in training', function()
  for name, make in pairs {
    plain = function() return nn.Dropout(0.4) end,
    v1 = function() return nn.Dropout(0.4, true) end,
    ['in place'] = function() return nn.Dropout(0.4, false, true) end,
  } do
    it('multiplies with the noise, forward and backward: ' .. name, function()
      local module = make()
      torch.manualSeed(8)
      local draws = torch.Tensor(30, 4):bernoulli(0.6)
      local input, gradOutput = torch.randn(30, 4), torch.randn(30, 4)
      local expected = torch.cmul(input, draws):div(module.v2 and 0.6 or 1)
      torch.manualSeed(8)
      assert.is_true(layers.distance(expected, module:forward(input)) < 1e-14)
      expected = torch.cmul(gradOutput, module.noise)
      assert.is_true(layers.distance(expected, module:backward(input, gradOutput)) < 1e-14)
    end)
  end

  it('draws anew for each pass and not at all with p = 0', function()
    local module, input = nn.Dropout(0.5), torch.ones(100)
    local first = module:forward(input):clone()
    assert.is_true(layers.distance(first, module:forward(input)) > 0)
    module:setp(0)
    torch.manualSeed(3)
    assert.equal(0, layers.distance(input, module:forward(input)))
    local drawn = torch.random()
    torch.manualSeed(3)
    assert.equal(torch.random(), drawn)
  end)
end)

describe('nn.Jacobian', function()
  it('sees a wrong gradInput', function()
    local module = nn.Linear(3, 2)
    function module:updateGradInput(input, gradOutput)
      nn.Linear.updateGradInput(self, input, gradOutput)
      self.gradInput:narrow(1, 1, 1):mul(1.001)
      return self.gradInput
    end
    assert.is_true(nn.Jacobian.testJacobian(module, torch.Tensor(3)) > 1e-5)
  end)

  it('sees a wrong gradWeight and a wrong update', function()
    local module = nn.Linear(3, 2)
    function module:accGradParameters(input, gradOutput, scale)
      nn.Linear.accGradParameters(self, input, gradOutput, 1.001 * (scale or 1))
    end
    local input = torch.Tensor(4, 3)
    local jacobian = nn.Jacobian
    assert.is_true(jacobian.testJacobianParameters(module, input, module.bias, module.gradBias)
      > 1e-5)
    assert.is_true(jacobian.testJacobianUpdateParameters(module, input, module.weight) > 1e-5)
  end)

  it('finds Linear right in all respects', function()
    torch.manualSeed(4)
    local module, input = nn.Linear(3, 2), torch.randn(4, 3)
    local jacobian = nn.Jacobian
    local off, gradOff = jacobian.testIO(module, input)
    assert.equal(0, off)
    assert.equal(0, gradOff)
    local count = 0
    for name, norm in pairs(jacobian.testAllUpdate(module, input, 'weight', 'gradWeight')) do
      count = count + 1
      assert.is_true(norm < 1e-10, name)
    end
    assert.equal(4, count)
    assert.equal('6x8', table.concat(jacobian.forward(module, input, module.weight):size()
      :totable(), 'x'))
  end)
end)
