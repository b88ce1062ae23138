-- BatchNormalization and its variants: gradients, a reference in plain tensor operations, running
-- statistics, old files, threads, misuse.
local layers = require 'support.layers'

torch.manualSeed(41)

-- In use, with statistics that are not those of a new layer.
local function used(module)
  module.running_mean:uniform(-1, 1)
  module.running_var:uniform(0.5, 2)
  module:evaluate()
  return module
end

local function shifted(module)
  module.bias:uniform(-1, 1)
  return module
end

local rows = {}
for _, row in ipairs {
  -- class, inputs for 3 planes
  { 'BatchNormalization', { { 4, 3 }, { 2, 3 } } },
  { 'SpatialBatchNormalization', { { 2, 3, 4, 5 }, { 1, 3, 2, 2 }, { 5, 3, 1, 1 } } },
  { 'VolumetricBatchNormalization', { { 2, 3, 2, 3, 2 } } },
} do
  local name, inputs = row[1], row[2]
  rows[#rows + 1] = { name, function() return shifted(nn[name](3)) end, inputs }
  rows[#rows + 1] = { name .. ' with other numbers',
    function() return shifted(nn[name](3, 0.1, 0.7)) end, inputs }
  rows[#rows + 1] = { name .. ' without parameters',
    function() return nn[name](3, nil, nil, false) end, inputs }
  rows[#rows + 1] = { name .. ' in use', function() return used(shifted(nn[name](3))) end, inputs }
  rows[#rows + 1] = { name .. ' in use without parameters',
    function() return used(nn[name](3, 0.1, nil, false)) end, inputs }
end

describe('nn.', function()
  for name, run in layers.module_checks(rows) do it(name, run) end
end)

-- N x planes x area from the layer's shape.
local function planes_of(t)
  return t:view(t:size(1), t:size(2), t:nElement() / t:size(1) / t:size(2))
end

-- Forward and backward in tensor operations on planes x elements.
local function reference(module, input, gradOutput)
  local function flat(t) return planes_of(t):transpose(1, 2):contiguous():view(t:size(2), -1) end
  local x, g = flat(input), flat(gradOutput)
  local function over(v) return v:view(-1, 1):expandAs(x) end
  local mean = x:mean(2)
  local centred = x - over(mean)
  local variance = torch.cmul(centred, centred):mean(2)
  local factor = (variance + module.eps):pow(-0.5)
  local normal = torch.cmul(centred, over(factor))
  local output = torch.cmul(normal, over(module.weight)) + over(module.bias)
  local gw = torch.cmul(g, normal):sum(2)
  local gb = g:sum(2)
  local n = x:size(2)
  local gradInput = g - over(gb / n) - torch.cmul(normal, over(gw / n))
  gradInput:cmul(over(torch.cmul(factor, module.weight)))
  local function back(t)
    return t:view(input:size(2), input:size(1), -1):transpose(1, 2):contiguous():viewAs(input)
  end
  return back(output), back(gradInput), gw:view(-1), gb:view(-1), mean:view(-1),
    variance:view(-1) * n / (n - 1)
end

describe('batch normalisation', function()
  for _, row in ipairs {
    { 'of vectors', 'BatchNormalization', { 37, 130 } },
    { 'of few vectors', 'BatchNormalization', { 3, 1 } },
    { 'of images', 'SpatialBatchNormalization', { 3, 5, 9, 11 } },
    { 'of large images', 'SpatialBatchNormalization', { 2, 3, 120, 131 } },
    { 'of images of one pixel', 'SpatialBatchNormalization', { 9, 70, 1, 1 } },
    { 'of volumes', 'VolumetricBatchNormalization', { 2, 4, 3, 5, 7 } },
  } do
    it(row[1] .. ' agrees with the formulas', function()
      local input, gradOutput = layers.input(row[3]):mul(3):add(5), layers.input(row[3])
      local module = shifted(nn[row[2]](row[3][2]))
      local output, gradInput, gw, gb, mean, variance = reference(module, input, gradOutput)
      module:zeroGradParameters()
      assert.is_true(layers.distance(output, module:forward(input)) < 1e-11)
      assert.is_true(layers.distance(gradInput, module:backward(input, gradOutput)) < 1e-11)
      assert.is_true(layers.distance(gw, module.gradWeight) < 1e-9)
      assert.is_true(layers.distance(gb, module.gradBias) < 1e-9)
      assert.is_true(layers.distance(mean, module.save_mean) < 1e-11)
      assert.is_true(layers.distance(mean * 0.1, module.running_mean) < 1e-11)
      assert.is_true(layers.distance(variance * 0.1 + 0.9, module.running_var) < 1e-10)
    end)

    it(row[1] .. ' gives the same bits with any number of threads', function()
      local before = torch.getnumthreads()
      local input, gradOutput = layers.input(row[3]):float(), layers.input(row[3]):float()
      local module = nn[row[2]](row[3][2]):float()
      local results = {}
      for i, threads in ipairs { 1, 3, 4 } do
        torch.setnumthreads(threads)
        module:zeroGradParameters()
        local output = module:forward(input):clone()
        results[i] = { output, module:backward(input, gradOutput):clone(),
          module.gradWeight:clone(), module.gradBias:clone() }
      end
      torch.setnumthreads(before)
      assert.equal(0, layers.distance(results[1], results[2]))
      assert.equal(0, layers.distance(results[1], results[3]))
    end)
  end

  it('is exact far away from zero', function()
    local module = nn.SpatialBatchNormalization(1, 0, nil, false):float()
    local near = torch.randn(4, 1, 30, 30):mul(1000):floor():float()
    local expected = module:forward(near):clone()
    local far = near + 2 ^ 23 -- still integers that a float can hold
    assert.is_true(layers.distance(expected, module:forward(far)) < 1e-5)
  end)

  it('of equal elements gives the bias', function()
    local module = shifted(nn.SpatialBatchNormalization(2))
    local output = module:forward(torch.Tensor(3, 2, 4, 4):fill(0.1))
    for plane = 1, 2 do
      assert.equal(0, output:select(2, plane):add(-module.bias[plane]):abs():max())
    end
    assert.is_true(math.abs(module.running_var[1] - 0.9) < 1e-15)
  end)

  -- Torch7 divides by zero there and writes nan into running_var.
  it('of a single element keeps its running statistics finite', function()
    local module = nn.BatchNormalization(2)
    module:forward(torch.Tensor { { 3, 4 } })
    assert.equal(0, layers.distance(torch.Tensor { 0.9, 0.9 }, module.running_var))
  end)

  it('leaves its statistics alone in use', function()
    local module = used(nn.BatchNormalization(3))
    local mean, var = module.running_mean:clone(), module.running_var:clone()
    module:forward(torch.randn(5, 3))
    assert.equal(0, layers.distance({ mean, var }, { module.running_mean, module.running_var }))
  end)

  it('works without gradInput', function()
    local module, input = nn.BatchNormalization(3), torch.randn(5, 3)
    module:zeroGradParameters()
    module.gradInput = nil
    module:forward(input)
    module:backward(input, torch.ones(5, 3))
    assert.is_nil(module.gradInput)
    assert.equal(0, layers.distance(torch.Tensor(3):fill(5), module.gradBias))
  end)

  it('resets its parameters and statistics', function()
    local module = used(shifted(nn.BatchNormalization(3)))
    torch.manualSeed(7)
    module:reset()
    torch.manualSeed(7)
    assert.equal(0, layers.distance(torch.Tensor(3):uniform(), module.weight))
    assert.equal(0, module.bias:sum() + module.running_mean:sum())
    assert.equal(3, module.running_var:sum())
  end)
end)

describe('a BatchNormalization from a file', function()
  local function read(fields, version)
    local module = setmetatable({}, getmetatable(nn.BatchNormalization(1)))
    module:read({ readObject = function() return fields end }, version)
    return module
  end

  it('of version 1 has running_std', function()
    local module = read({ output = torch.Tensor(), gradInput = torch.Tensor(), eps = 0.5,
      running_mean = torch.zeros(2), running_std = torch.Tensor { 1, 0.5 }, affine = false,
      train = false }, 1)
    assert.is_nil(module.running_std)
    assert.is_true(layers.distance(torch.Tensor { 0.5, 3.5 }, module.running_var) < 1e-15)
    local output = module:forward(torch.Tensor { { 3, 3 } })
    assert.is_true(layers.distance(torch.Tensor { { 3, 1.5 } }, output) < 1e-15)
  end)

  it('needs no field that old versions lack', function()
    local module = read({ output = torch.Tensor(), gradInput = torch.Tensor(),
      running_mean = torch.zeros(2), running_var = torch.ones(2) }, 2)
    local fresh, input = nn.BatchNormalization(2, nil, nil, false), torch.randn(4, 2)
    assert.equal(0, layers.distance(fresh:forward(input), module:forward(input)))
    assert.equal(0, layers.distance(fresh:backward(input, input), module:backward(input, input)))
  end)

  it('is written as version 2', function()
    for _, name in ipairs { 'BatchNormalization', 'SpatialBatchNormalization',
      'VolumetricBatchNormalization' } do
      assert.truthy(torch.serialize(nn[name](2), 'ascii'):find('V 2', 1, true))
    end
  end)
end)

describe('misuse of batch normalisation', function()
  local input = torch.randn(4, 3)
  local function trained()
    local module = nn.BatchNormalization(3)
    module:forward(input)
    return module
  end
  for name, row in pairs {
    ['a vector'] = { 'only mini%-batch supported %(2D tensor%), got 1D tensor instead',
      function() nn.BatchNormalization(3):forward(torch.randn(3)) end },
    ['an empty tensor'] = { 'got 0D tensor instead',
      function() nn.BatchNormalization(3):forward(torch.Tensor()) end },
    ['a sample'] = { 'only mini%-batch supported %(4D tensor%), got 3D tensor instead',
      function() nn.SpatialBatchNormalization(3):forward(torch.randn(3, 2, 2)) end },
    ['other planes'] = { 'got 2%-feature tensor, expected 3',
      function() nn.BatchNormalization(3):forward(torch.randn(4, 2)) end },
    ['no tensor'] = { 'BatchNormalization', function() trained():forward('x') end },
    ['another type'] = { 'BatchNormalization', function() trained():forward(input:float()) end },
    ['an affine that is a number'] = { 'affine',
      function() nn.BatchNormalization(3, nil, nil, 1) end },
    ['no planes'] = { 'nOutput', function() nn.BatchNormalization(0) end },
    ['an eps that is a string'] = { 'eps', function() nn.BatchNormalization(3, 'x') end },
    ['another gradOutput'] = { 'gradOutput is 4x2, but input is 4x3',
      function() trained():backward(input, torch.randn(4, 2)) end },
    ['backward first'] = { 'save_mean',
      function() nn.BatchNormalization(3):backward(input, input) end },
    ['a weight of another size'] = { 'weight must have 3 elements, got size 2', function()
      local module = trained()
      module.weight = torch.Tensor(2)
      module:forward(input)
    end },
    ['a bias of another size'] = { 'bias must have 3 elements', function()
      local module = trained()
      module.bias = torch.Tensor(2)
      module:forward(input)
    end },
    ['a variance of another size'] = { 'running_var must have 3 elements', function()
      local module = trained()
      module.running_var = torch.Tensor(300)
      module:forward(input)
    end },
    ['gradients of another size'] = { 'gradWeight must have 3 elements', function()
      local module = trained()
      module.gradWeight = torch.Tensor(1)
      module:backward(input, input)
    end },
    ['an output that is the input'] = { 'same tensor', function()
      local module = trained()
      module.output = input
      module:forward(input)
    end },
    ['a buffer that is the input'] = { 'same tensor', function()
      local module = trained()
      module.save_std = input
      module:forward(input)
    end },
  } do
    it('is an error: ' .. name, function() assert.error_matches(row[2], row[1]) end)
  end

  it('may be an output that shares memory with the input', function()
    local module, x = nn.BatchNormalization(3), input:clone()
    local expected = module:forward(x):clone()
    module.output = x:view(12)
    assert.equal(0, layers.distance(expected, module:forward(x)))
  end)

  it('may be a strided buffer', function()
    local module = nn.BatchNormalization(3)
    local expected = module:forward(input):clone()
    module.save_mean = torch.zeros(3, 5):select(2, 5)
    assert.equal(0, layers.distance(expected, module:forward(input)))
    assert.is_true(layers.distance(input:mean(1):view(3), module.save_mean) < 1e-15)
  end)
end)
