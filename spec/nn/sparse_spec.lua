-- SparseLinear and IndexLinear against Linear on the same inputs written out in full.
local layers = require 'support.layers'
local misuse = require 'support.misuse'

local inputSize, outputSize = 9, 4

-- Samples as lists of {index, value}; an index may occur twice.
local samples = {
  { { 3, 0.5 }, { 9, -1.5 }, { 1, 2 } },
  { { 3, 1 }, { 3, 0.25 } },
  { { 8, -0.75 }, { 2, 1 }, { 4, 0.125 }, { 5, 3 }, { 7, -1 } },
}

local function full(list)
  local x = torch.zeros(#list, inputSize)
  for i, sample in ipairs(list) do
    for _, entry in ipairs(sample) do x[i][entry[1]] = x[i][entry[1]] + entry[2] end
  end
  return x
end

-- Output and gradients of a dense layer with these parameters; weight is outputSize x inputSize.
local function dense(list, weight, bias, gradOutput)
  local m = nn.Linear(inputSize, outputSize)
  m.weight:copy(weight)
  m.bias:copy(bias)
  m:zeroGradParameters()
  local x = full(list)
  return m:forward(x), m:backward(x, gradOutput), m.gradWeight, m.gradBias
end

local function near(a, b)
  assert.is_true(layers.distance(a, b) < 1e-12, ('off by %g'):format(layers.distance(a, b)))
end

local function tables(list)
  local result = {}
  for i, sample in ipairs(list) do result[i] = torch.Tensor(sample) end
  return result
end

local function cube(list) -- filled up with rows of value 0 and an index that is none
  local longest = 0
  for _, sample in ipairs(list) do longest = math.max(longest, #sample) end
  local x = torch.zeros(#list, longest, 2)
  for i, sample in ipairs(list) do x[i]:narrow(1, 1, #sample):copy(torch.Tensor(sample)) end
  return x
end

describe('nn.SparseLinear', function()
  local function layer(...)
    torch.manualSeed(2)
    local m = nn.SparseLinear(inputSize, outputSize, ...)
    m.bias:uniform(-1, 1)
    return m
  end

  for form, make in pairs { ['tables'] = tables, ['a tensor of batches'] = cube } do
    for memory, scatter in pairs { dense = false, ['scattered'] = true } do
      it(('agrees with Linear: %s, %s'):format(form, memory), function()
        local m, x, g = layer(true), make(samples), torch.randn(3, outputSize)
        if scatter then -- weights stored by columns
          for _, name in ipairs { 'weight', 'gradWeight' } do
            m[name] = m[name]:t():clone():t()
          end
          g = g:t():clone():t()
          if torch.isTensor(x) then x = x:transpose(1, 2):clone():transpose(1, 2) end
        end
        local output, gradInput, gradWeight, gradBias = dense(samples, m.weight, m.bias, g)
        near(output, m:forward(x))
        local own = m:backward(x, g, 2)
        near(gradWeight * 2, m.gradWeight)
        near(gradBias * 2, m.gradBias)
        for i = 1, 3 do
          near(torch.range(1, inputSize), own[i]:select(2, 1))
          near(gradInput[i], own[i]:select(2, 2))
        end
      end)
    end
  end

  it('agrees with Linear for one sample', function()
    local m, x, g = layer(true), torch.Tensor(samples[1]), torch.randn(outputSize)
    local output, gradInput, gradWeight = dense({ samples[1] }, m.weight, m.bias, g:view(1, -1))
    near(output[1], m:forward(x))
    near(gradInput[1], m:backward(x, g)[1]:select(2, 2))
    near(gradWeight, m.gradWeight)
  end)

  it('updates the parameters at once', function()
    local m, x, g = layer(), tables(samples), torch.randn(3, outputSize)
    local n = m:clone()
    m:forward(x)
    m:backwardUpdate(x, g, 0.5)
    n:zeroGradParameters()
    n:forward(x)
    n:backward(x, g)
    n:updateParameters(0.5)
    near(n.weight, m.weight)
    near(n.bias, m.bias)
  end)

  it('adds weightDecay', function()
    local m, x, g = layer(), tables(samples), torch.zeros(3, outputSize)
    m.weightDecay = 0.5
    m:forward(x)
    m:backward(x, g)
    near(m.weight * 0.5, m.gradWeight)
  end)

  it('survives cloning, files, conversion and clearState', function()
    local m, x = layer(true), tables(samples)
    local output = m:forward(x):clone()
    near(output, m:clone():forward(x))
    near(output, m:clearState():forward(x))
    m:backward(x, output)
    m:float()
    for i = 1, 3 do x[i] = x[i]:float() end
    assert.is_true(layers.distance(output, m:forward(x)) < 1e-5)
    assert.equal('torch.FloatTensor', torch.typename(m:backward(x, output:float())[2]))
  end)

  it('changes nothing when an index is wrong', function()
    local m = layer()
    local before = m.gradWeight:clone()
    assert.is_false(pcall(m.accGradParameters, m, { torch.Tensor { { 1, 1 } },
      torch.Tensor { { inputSize + 1, 1 } } }, torch.ones(2, outputSize), 1))
    near(before, m.gradWeight)
    assert.equal(0, m.gradBias:abs():sum())
  end)

  local rows = {
    { 'a vector', function() layer():forward(torch.rand(4)) end, 'index, value' },
    { 'three columns', function() layer():forward(torch.rand(4, 3)) end, 'index, value' },
    { 'an empty table', function() layer():forward({}) end, 'input' },
    { 'a table of strings', function() layer():forward({ 'a' }) end, 'input[1]' },
    { 'floats', function() layer():forward(torch.FloatTensor(2, 2):fill(1)) end, 'input' },
    { 'another gradOutput', function()
      layer():accGradParameters(tables(samples), torch.rand(2, outputSize), 1)
    end, 'gradOutput' },
    { 'a smaller bias', function()
      local m = layer()
      m.bias = torch.rand(1)
      m:forward(tables(samples))
    end, 'bias' },
    { 'a weight that is a vector', function()
      local m = layer()
      m.weight = torch.rand(5)
      m:forward(tables(samples))
    end, 'weight' },
  }
  for _, index in ipairs { 0, -1, inputSize + 1, 1.5, 1e300, -1e300, 1 / 0, 0 / 0 } do
    rows[#rows + 1] = { 'index ' .. tostring(index), function()
      layer():forward(torch.Tensor { { 1, 1 }, { index, 1 } })
    end, 'out of range' }
  end
  for name, run in misuse.checks(rows) do it(name, run) end
end)

local function keyed(list, offset)
  local keys, values = {}, {}
  for i, sample in ipairs(list) do
    keys[i], values[i] = torch.LongTensor(#sample), torch.Tensor(#sample)
    for k, entry in ipairs(sample) do
      keys[i][k], values[i][k] = entry[1] - (offset or 0), entry[2]
    end
  end
  return { keys, values }
end

local function flat(list)
  local batch, sizes = keyed(list), torch.LongTensor(#list)
  for i, sample in ipairs(list) do sizes[i] = #sample end
  return { torch.cat(batch[1], 1), torch.cat(batch[2], 1), sizes }
end

describe('nn.IndexLinear', function()
  local function layer(...)
    torch.manualSeed(4)
    local m = nn.IndexLinear(inputSize, outputSize, ...)
    m:reset()
    m.bias:uniform(-1, 1)
    return m
  end

  it('agrees with Linear and its step', function()
    for name, make in pairs { tables = keyed, flat = flat } do
      local m, x, g = layer(true), make(samples), torch.randn(3, outputSize)
      local output, gradInput, gradWeight, gradBias = dense(samples, m.weight:t(), m.bias, g)
      local weight, bias = m.weight:clone(), m.bias:clone()
      near(output, m:forward(x))
      m:zeroGradParameters()
      local own = m:backward(x, g)
      for i = 1, 3 do near(gradInput[i], own[2][i]) end
      assert.equal(inputSize, own[1][3][inputSize], name)
      m:forward(x)
      m:backward(x, g) -- adds up
      m:updateParameters(0.25)
      near(weight - gradWeight:t() * 0.5, m.weight)
      near(bias - gradBias * 0.5, m.bias)
      m:zeroGradParameters()
      m:updateParameters(1)
      near(weight - gradWeight:t() * 0.5, m.weight)
    end
  end)

  it('agrees with Linear for one sample', function()
    local m, g = layer(true), torch.randn(outputSize)
    local batch = keyed(samples)
    local x = { batch[1][1], batch[2][1] }
    local output, gradInput = dense({ samples[1] }, m.weight:t(), m.bias, g:view(1, -1))
    near(output[1], m:forward(x))
    local own = m:backward(x, g)
    near(gradInput[1], own[2])
    near(torch.range(1, inputSize), own[1]:double())
  end)

  it('updates the parameters at once', function()
    for _, normalize in ipairs { false, true } do
      local x, g = keyed(samples), torch.randn(3, outputSize)
      local m = layer(false, nil, nil, nil, normalize or nil)
      m.weightDecay = 0.1
      local n = m:clone()
      m:forward(x)
      m:backwardUpdate(x, g, 0.5)
      n:zeroGradParameters()
      n:forward(x)
      n:backward(x, g)
      n:updateParameters(0.5)
      near(n.weight, m.weight)
      near(n.bias, m.bias)
    end
  end)

  it('shifts keys', function()
    local m, n = layer(), layer(false, 3)
    near(m:forward(keyed(samples)), n:forward(keyed(samples, 3)))
  end)

  it('scales values by the largest of each key, in training', function()
    local m = layer(false, nil, nil, nil, true)
    local x = { torch.LongTensor { 2, 2, 5 }, torch.Tensor { 4, -2, -3 } }
    m:forward(x)
    near(torch.Tensor { 1, -0.5, -1 }, m.normalizedValues)
    m:evaluate()
    local weight = m.weight:clone()
    m:forward({ torch.LongTensor { 2, 5, 1 }, torch.Tensor { 8, 1.5, 2 } })
    near(torch.Tensor { 1, 0.5, 1 }, m.normalizedValues)
    near(weight, m.weight)
  end)

  it('takes weight and bias', function()
    local weight, bias = torch.rand(7, 3), torch.rand(3)
    local m = nn.IndexLinear(1, 1, false, nil, weight, bias)
    assert.equal(7, m.inputSize)
    assert.equal(3, m.outputSize)
    near(weight[6] * 2 + bias, m:forward({ torch.LongTensor { 6 }, torch.Tensor { 2 } }))
  end)

  it('takes samples without keys', function()
    local m = layer()
    local x = { torch.LongTensor { 3 }, torch.Tensor { 1 }, torch.LongTensor { 0, 1, 0 } }
    near(m.bias, m:forward(x)[3])
    m:backward(x, torch.ones(3, outputSize))
    assert.equal(3, m.gradBias[1])
  end)

  it('survives cloning, files, conversion and clearState', function()
    local m, x = layer(), keyed(samples)
    local output = m:forward(x):clone()
    m:backward(x, output)
    near(output, m:clone():forward(x))
    near(output, m:clearState():forward(x))
    m:float()
    for i = 1, 3 do x[2][i] = x[2][i]:float() end
    assert.is_true(layers.distance(output, m:forward(x)) < 1e-5)
    m:backward(x, output:float())
    m:updateParameters(0.1)
  end)

  it('changes nothing when a key is wrong', function()
    local m = layer(false, nil, nil, nil, true)
    local weight = m.weight:clone()
    assert.is_false(pcall(m.forward, m, { torch.LongTensor { 1, 10 }, torch.Tensor { 1, 1 } }))
    near(weight, m.weight)
  end)

  local function long(...) return torch.LongTensor { ... } end
  local rows = {
    { 'a tensor', function() layer():forward(torch.rand(4)) end, 'input' },
    { 'keys that are doubles', function() layer():forward { torch.ones(2), torch.ones(2) } end,
      'LongTensor' },
    { 'fewer values than keys', function() layer():forward { long(1, 2), torch.ones(1) } end,
      'input[2]' },
    { 'sizes that are too small', function()
      layer():forward { long(1, 2), torch.ones(2), long(1) }
    end, 'sizes' },
    { 'sizes that are too large', function()
      layer():forward { long(1, 2), torch.ones(2), long(1, 3) }
    end, 'sizes' },
    { 'negative sizes', function()
      layer():forward { long(1, 2), torch.ones(2), long(3, -1) }
    end, 'sizes' },
    { 'another gradOutput', function()
      local m, x = layer(), keyed(samples)
      m:forward(x)
      m:backward(x, torch.rand(2, outputSize))
    end, 'gradOutput' },
    { 'a changed list of gradients', function()
      local m, x = layer(), keyed(samples)
      m:forward(x)
      m:backward(x, torch.rand(3, outputSize))
      m.running.keys[1][1] = 1000
      m:updateParameters(1)
    end, 'out of range' },
    { 'a weight without the columns for normalising', function()
      local m = layer(false, nil, nil, nil, true)
      m.weight = torch.rand(inputSize, outputSize + 3)
      m:forward(keyed(samples))
    end, 'weight' },
    { 'no learning rate', function() layer():updateParameters() end, 'learning rate' },
    { 'a wrong weight', function() nn.IndexLinear(1, 1, false, nil, torch.rand(3)) end, 'weight' },
    { 'an offset that is no integer', function() nn.IndexLinear(1, 1, false, 0.5) end,
      'keysOffset' },
  }
  for _, key in ipairs { 0, -1, inputSize + 1, -2 ^ 63, 2 ^ 62 } do
    rows[#rows + 1] = { ('key %g'):format(key), function()
      layer():forward { long(1, key), torch.ones(2) }
    end, 'out of range' }
  end
  for name, run in misuse.checks(rows) do it(name, run) end
end)
