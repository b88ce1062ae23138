-- Layers that normalise, drop, add noise or change gradients on the way: gradients and all else by
-- rows, references in plain Lua, misuse.
local layers = require 'support.layers'

torch.manualSeed(43)

local function use(module) -- for layers that draw in training
  module:evaluate()
  return module
end

local function kernel(...)
  torch.manualSeed(9)
  return torch.rand(...):add(0.1)
end

describe('nn.', function()
  for name, run in layers.module_checks {
    { 'Normalize', function() return nn.Normalize(2) end, { { 5 }, { 4, 5 }, { 1, 9 } } },
    { 'Normalize by the sum', function() return nn.Normalize(1) end, { { 5 }, { 4, 5 } } },
    { 'Normalize by the maximum', function() return nn.Normalize(math.huge) end,
      { { 5 }, { 4, 5 } } },
    { 'Normalize with a broken p', function() return nn.Normalize(2.5, 0.1) end,
      { { 5 }, { 4, 5 } } },
    { 'Normalize with a small p', function() return nn.Normalize(1.2) end, { { 4, 5 } } },
    { 'SpatialCrossMapLRN', function() return nn.SpatialCrossMapLRN(3, 0.5) end,
      { { 4, 3, 2 }, { 2, 5, 2, 3 } } },
    { 'SpatialCrossMapLRN with other numbers',
      function() return nn.SpatialCrossMapLRN(5, 0.9, 0.6, 2) end,
      { { 3, 2, 2 }, { 2, 7, 1, 2 } } },
    { 'SpatialCrossMapLRN of more planes than there are',
      function() return nn.SpatialCrossMapLRN(99, 5) end, { { 3, 2, 2 } } },
    { 'SpatialCrossMapLRN of each plane alone',
      function() return nn.SpatialCrossMapLRN(1, 0.5) end, { { 3, 2, 2 } } },
    { 'SpatialSubtractiveNormalization',
      function() return nn.SpatialSubtractiveNormalization(2, kernel(3, 5)) end,
      { { 2, 4, 5 }, { 2, 2, 3, 2 } } },
    { 'SpatialSubtractiveNormalization along both sides',
      function() return nn.SpatialSubtractiveNormalization(2, kernel(3)) end,
      { { 2, 4, 5 }, { 2, 2, 3, 2 } } },
    { 'SpatialSubtractiveNormalization of its own kernel',
      function() return nn.SpatialSubtractiveNormalization() end, { { 1, 4, 3 } } },
    { 'SpatialDivisiveNormalization',
      function() return nn.SpatialDivisiveNormalization(2, kernel(5, 3)) end,
      { { 2, 4, 5 }, { 2, 2, 3, 2 } } },
    { 'SpatialDivisiveNormalization along both sides',
      function() return nn.SpatialDivisiveNormalization(2, kernel(3)) end,
      { { 2, 4, 5 }, { 2, 2, 3, 2 } } },
    { 'SpatialDivisiveNormalization with a threshold',
      function() return nn.SpatialDivisiveNormalization(1, kernel(3, 3), 1, 0.4) end,
      { { 1, 5, 4 }, { 2, 1, 3, 3 } } },
    { 'SpatialContrastiveNormalization',
      function() return nn.SpatialContrastiveNormalization(2, kernel(3, 3)) end,
      { { 2, 4, 5 }, { 2, 2, 3, 4 } } },
    { 'SpatialContrastiveNormalization along both sides',
      function() return nn.SpatialContrastiveNormalization(1, kernel(3), 0.1, 0.2) end,
      { { 1, 4, 5 } } },
    { 'LayerNormalization', function() return nn.LayerNormalization(5) end, { { 5 }, { 3, 5 } } },
    { 'LayerNormalization without parameters',
      function() return nn.LayerNormalization(4, nil, 0.1, false) end, { { 3, 4 } } },
    { 'LinearWeightNorm', function() return nn.LinearWeightNorm(4, 3) end, { { 4 }, { 5, 4 } } },
    { 'LinearWeightNorm without bias', function() return nn.LinearWeightNorm(4, 3, false) end,
      { { 4 }, { 5, 4 } } },
    { 'WeightNorm', function() return nn.WeightNorm(nn.Linear(4, 3)) end, { { 4 }, { 5, 4 } } },
    { 'WeightNorm of columns', function() return nn.WeightNorm(nn.Linear(4, 3), 2) end,
      { { 4 }, { 5, 4 } } },
    { 'WeightNorm without bias', function() return nn.WeightNorm(nn.Linear(4, 3, false)) end,
      { { 5, 4 } } },
    { 'WeightNorm of more dimensions', function() return nn.WeightNorm(nn.CMul(2, 3, 2), 3) end,
      { { 2, 3, 2 }, { 4, 2, 3, 2 } } },
    { 'SoftMin', function() return nn.SoftMin() end,
      { { 5 }, { 3, 5 }, { 3, 2, 4 }, { 2, 3, 2, 2 } } },
    { 'SpatialSoftMax', function() return nn.SpatialSoftMax() end,
      { { 3, 2, 4 }, { 2, 3, 2, 2 }, { 3, 4 } } },
    { 'SpatialLogSoftMax', function() return nn.SpatialLogSoftMax() end,
      { { 3, 2, 4 }, { 2, 3, 2, 2 }, { 3, 4 } } },
    { 'SpatialDropout in use', function() return use(nn.SpatialDropout(0.3)) end,
      { { 3, 2, 2 }, { 2, 3, 2, 2 } } },
    { 'VolumetricDropout in use', function() return use(nn.VolumetricDropout(0.3)) end,
      { { 3, 2, 2, 2 }, { 2, 3, 1, 2, 2 } } },
    { 'WhiteNoise in use', function() return use(nn.WhiteNoise()) end, { { 5 }, { 3, 4 } } },
    { 'GradientReversal of nothing', function() return nn.GradientReversal(-1) end,
      { { 5 }, { 3, 4 } } },
  } do
    it(name, run)
  end
end)

describe('SpatialCrossMapLRN', function()
  for _, row in ipairs {
    -- size, alpha, beta, k, sizes of the input
    { 3, 0.5, 0.75, 1, { 2, 6, 9, 10 } },
    { 5, 2, 0.75, 0.5, { 1, 3, 8, 8 } },
    { 7, 1, 1.3, 2, { 2, 9, 1, 1 } },
  } do
    local size, alpha, beta, k = row[1], row[2], row[3], row[4]
    it(('agrees with the formula for size %d, beta %g'):format(size, beta), function()
      local input = layers.input(row[5])
      local output = nn.SpatialCrossMapLRN(size, alpha, beta, k):forward(input)
      local planes, reach = input:size(2), (size - 1) / 2
      for p = 1, planes do
        local sum = torch.zeros(input:select(2, p):size())
        for q = math.max(1, p - reach), math.min(planes, p + reach) do
          sum:addcmul(1, input:select(2, q), input:select(2, q))
        end
        local expected = torch.cmul(input:select(2, p),
          sum:mul(alpha / size):add(k):pow(-beta))
        assert.is_true(layers.distance(expected, output:select(2, p):clone()) < 1e-13)
      end
    end)
  end

  it('has the value that was observed', function()
    local output = nn.SpatialCrossMapLRN(3, 1, 0.75, 1):forward(torch.ones(3, 1, 1))
    assert.is_true(math.abs(output[2][1][1] - 2 ^ -0.75) < 1e-15)
  end)
end)

-- The weighted sum around each pixel over all planes, and the same of ones.
local function around(input, weights)
  local planes, height, width = input:size(1), input:size(2), input:size(3)
  local up, left = (weights:size(1) - 1) / 2, (weights:size(2) - 1) / 2
  local sum, ones = torch.zeros(height, width), torch.zeros(height, width)
  for y = 1, height do
    for x = 1, width do
      for i = 1, weights:size(1) do
        for j = 1, weights:size(2) do
          local v, u = y + i - 1 - up, x + j - 1 - left
          if v >= 1 and v <= height and u >= 1 and u <= width then
            ones[y][x] = ones[y][x] + planes * weights[i][j]
            for p = 1, planes do
              sum[y][x] = sum[y][x] + weights[i][j] * input[p][v][u]
            end
          end
        end
      end
    end
  end
  return sum, ones
end

describe('subtractive and divisive normalisation', function()
  for name, row in pairs {
    ['a 2-D kernel'] = { kernel(3, 5), function(k) return k end, 2 },
    ['a 1-D kernel'] = { kernel(5), function(k) return torch.ger(k, k) end, 2 },
    ['a kernel larger than the image'] = { kernel(13, 11), function(k) return k end, 3 },
  } do
    local weights, square, planes = row[1], row[2], row[3]
    it('agree with the formulas: ' .. name, function()
      local input = torch.randn(planes, 6, 7)
      local sum, ones = around(input, square(weights / weights:sum()))
      local mean = torch.cdiv(sum, ones):view(1, 6, 7):expandAs(input)
      local module = nn.SpatialSubtractiveNormalization(planes, weights:clone())
      assert.is_true(layers.distance(input - mean, module:forward(input)) < 1e-13)

      module = nn.SpatialDivisiveNormalization(planes, weights:clone())
      sum, ones = around(torch.cmul(input, input), square(module.kernel))
      local deviation = sum:sqrt():cdiv(ones):view(1, 6, 7):expandAs(input)
      assert.is_true(layers.distance(torch.cdiv(input, deviation), module:forward(input)) < 1e-12)
    end)
  end

  it('normalise the kernel in place', function()
    local weights = torch.ones(3, 3)
    local module = nn.SpatialContrastiveNormalization(2, weights)
    assert.is_true(math.abs(weights:sum() - 0.5) < 1e-15)
    assert.equal(0, layers.distance(weights, module.kernel))
  end)

  it('follow a change of the size of the image', function()
    local module = nn.SpatialContrastiveNormalization(1, torch.ones(3, 3))
    module:forward(torch.randn(1, 5, 5))
    local input = torch.randn(2, 1, 4, 6)
    local expected = nn.SpatialContrastiveNormalization(1, torch.ones(3, 3)):forward(input)
    assert.equal(0, layers.distance(expected, module:forward(input)))
  end)

  it('give zeros for zeros, and a finite gradient', function()
    local module, input = nn.SpatialDivisiveNormalization(1, torch.ones(3, 3)), torch.zeros(1, 3, 3)
    assert.equal(0, module:forward(input):sum())
    assert.is_true(layers.distance(torch.ones(1, 3, 3):mul(1e4),
      module:backward(input, torch.ones(1, 3, 3))) < 1e-8)
  end)
end)

describe('Normalize', function()
  it('keeps zeros', function()
    for _, p in ipairs { 1, 1.5, 2, 3, math.huge } do
      local module, input = nn.Normalize(p), torch.zeros(2, 3)
      assert.equal(0, module:forward(input):abs():sum())
      local gradInput = module:backward(input, torch.ones(2, 3))
      assert.equal(gradInput:sum(), gradInput:sum())
    end
  end)

  it('is nan where the input is', function()
    local output = nn.Normalize(math.huge):forward(torch.Tensor { { 1, 2 }, { 0 / 0, 1 } })
    assert.is_true(math.abs(output[1][2] - 1) < 1e-9)
    assert.is_true(output[2][2] ~= output[2][2])
  end)
end)

describe('weight normalisation', function()
  it('keeps LinearWeightNorm and Linear alike', function()
    local linear, input = nn.Linear(4, 3), torch.randn(5, 4)
    local normed = nn.LinearWeightNorm.fromLinear(linear)
    assert.is_true(layers.distance(linear:forward(input), normed:forward(input)) < 1e-14)
    normed.g:mul(2)
    local expected = normed:forward(input):clone()
    assert.is_true(layers.distance(expected, normed:toLinear():forward(input)) < 1e-14)
    local plain = nn.LinearWeightNorm.fromLinear(nn.Linear(4, 3, false))
    assert.is_nil(plain.bias)
    assert.is_nil(plain:toLinear().bias)
  end)

  for name, make in pairs {
    LinearWeightNorm = function() return nn.LinearWeightNorm(4, 3) end,
    WeightNorm = function() return nn.WeightNorm(nn.Linear(4, 3)) end,
  } do
    it('computes the same in use, also after an update: ' .. name, function()
      local module, input = make(), torch.randn(5, 4)
      for _ = 1, 2 do
        module:training()
        local expected = module:forward(input):clone()
        module:evaluate()
        assert.equal(0, layers.distance(expected, module:forward(input)))
        assert.equal(0, layers.distance(expected, module:forward(input)))
        module:training()
        module:zeroGradParameters()
        module:forward(input)
        module:backward(input, torch.ones(5, 3))
        module:updateParameters(0.1)
      end
      assert.equal(0, layers.distance(module:evaluate() or module:forward(input):clone(),
        module:clone():forward(input)))
    end)

    it('has rows as long as g says: ' .. name, function()
      local module = make()
      module.g:fill(2)
      module:forward(torch.randn(4))
      local weight = module.modules and module.modules[1].weight or module.weight
      assert.is_true(layers.distance(torch.Tensor(3, 1):fill(2), weight:norm(2, 2)) < 1e-3)
    end)
  end

  it('shares v and g with the weight', function()
    local module = nn.WeightNorm(nn.Linear(4, 3))
    local clone = module:clone('weight', 'bias', 'gradWeight', 'gradBias')
    local values, gradients = module:parameters()
    local same, sameGradients = clone:parameters()
    for i = 1, 3 do
      values[i]:fill(i)
      gradients[i]:fill(-i)
      assert.equal(0, layers.distance(values[i], same[i]))
      assert.equal(0, layers.distance(gradients[i], sameGradients[i]))
    end
  end)

  it('reads files that leave the weight out', function()
    local module, input = nn.WeightNorm(nn.CMul(2, 3), 2), torch.randn(2, 3)
    local expected = module:forward(input):clone()
    module.modules[1].weight, module.modules[1].gradWeight = nil, nil
    local back = torch.deserialize(torch.serialize(module))
    back:evaluate()
    assert.equal(0, layers.distance(expected, back:forward(input)))
    back:zeroGradParameters()
    assert.equal('2x3', table.concat(back:backward(input, input):size():totable(), 'x'))
  end)
end)

describe('feature dropout in training', function()
  for _, row in ipairs {
    { 'SpatialDropout', { 20, 3, 2 }, { 20, 1, 1 } },
    { 'SpatialDropout', { 4, 20, 3, 2 }, { 4, 20, 1, 1 } },
    { 'VolumetricDropout', { 20, 3, 2, 2 }, { 20, 1, 1, 1 } },
    { 'VolumetricDropout', { 4, 20, 1, 3, 2 }, { 4, 20, 1, 1, 1 } },
  } do
    it(('drops whole maps: %s of %d dimensions'):format(row[1], #row[2]), function()
      local module = nn[row[1]](0.4)
      local input, gradOutput = layers.input(row[2]), layers.input(row[2])
      torch.manualSeed(3)
      local draws = torch.Tensor(torch.LongStorage(row[3])):bernoulli(0.6):expandAs(input)
      torch.manualSeed(3)
      assert.equal(0, layers.distance(torch.cmul(input, draws), module:forward(input)))
      assert.equal(0, layers.distance(torch.cmul(gradOutput, draws),
        module:backward(input, gradOutput)))
      module:setp(0)
      assert.equal(0, layers.distance(input, module:forward(input)))
    end)
  end

  it('goes on in use with stochasticInference', function()
    local module = use(nn.SpatialDropout(0.5, true))
    local input = torch.ones(200, 2, 2)
    local kept = module:forward(input):sum() / 4
    assert.is_true(kept > 50 and kept < 150)
    assert.equal(0, layers.distance(module.output, module:backward(input, input)))
  end)
end)

describe('on the way,', function()
  it('WhiteNoise adds its noise in training', function()
    local module, input = nn.WhiteNoise(1, 2), torch.randn(3, 4)
    torch.manualSeed(6)
    local noise = torch.Tensor(3, 4):normal(1, 2)
    torch.manualSeed(6)
    assert.is_true(layers.distance(input + noise, module:forward(input)) < 1e-15)
    assert.equal(0, layers.distance(noise, module.noise))
    assert.equal(0, layers.distance(input, module:backward(input, input)))
  end)

  it('GradientReversal turns gradients round', function()
    local module, input = nn.GradientReversal(), torch.randn(3)
    module:setLambda(2)
    assert.equal(0, layers.distance(input, module:forward(input)))
    assert.equal(0, layers.distance(input * -2, module:backward(input, input)))
  end)

  it('ZeroGrad stops gradients', function()
    local module, input = nn.ZeroGrad(), torch.randn(3)
    assert.equal(0, layers.distance(input, module:forward(input)))
    assert.equal(0, layers.distance(torch.zeros(3), module:backward(input, input)))
  end)

  it('L1Penalty adds the gradient of its loss', function()
    local input, gradOutput = torch.Tensor { 3, 0, -1 }, torch.Tensor { 1, 1, 1 }
    local module = nn.L1Penalty(0.5)
    assert.equal(0, layers.distance(input, module:forward(input)))
    assert.equal(2, module.loss)
    assert.equal(0, layers.distance(torch.Tensor { 1.5, 1, 0.5 },
      module:backward(input, gradOutput)))
    module = nn.L1Penalty(0.5, true, false)
    module:forward(input)
    assert.is_true(math.abs(module.loss - 2 / 3) < 1e-15)
    assert.is_true(layers.distance(torch.Tensor { 1 / 6, 0, -1 / 6 },
      module:backward(input, gradOutput)) < 1e-15)
    module:clearState()
    assert.equal(3, input:nElement())
  end)

  it('PrintSize prints sizes', function()
    local lines, print_ = {}, _G.print
    local module, input = nn.PrintSize('here'), torch.randn(2, 3)
    _G.print = function(...)
      for i = 1, select('#', ...) do lines[#lines + 1] = tostring((select(i, ...))) end
    end
    local ok, output = pcall(module.forward, module, input)
    local gradInput = ok and module:backward(input, input)
    module:forward({ input })
    _G.print = print_
    assert.equal(input, output)
    assert.equal(input, gradInput)
    local text = table.concat(lines, ' ')
    assert.truthy(text:find('here:input\n  2\n 3\n', 1, true))
    assert.truthy(text:find('here:gradOutput\n  2\n 3\n', 1, true))
    module:clearState()
    assert.equal(6, input:nElement())
  end)
end)

describe('misuse is an error:', function()
  local image = torch.randn(2, 4, 4)
  local function forward(module, input)
    return function() module:forward(input) end
  end
  local function backward(module, input, gradOutput, change)
    return function()
      module:forward(input)
      if change then change(module) end
      module:backward(input, gradOutput)
    end
  end
  local ones = torch.ones(3, 3)
  local function subtractive() return nn.SpatialSubtractiveNormalization(2, ones:clone()) end
  local function divisive() return nn.SpatialDivisiveNormalization(2, ones:clone()) end
  for name, row in pairs {
    ['Normalize of a negative p'] = { 'p', function() nn.Normalize(-1) end },
    ['Normalize of nothing'] = { 'p', function() nn.Normalize() end },
    ['Normalize of an image'] = { 'only 1D or 2D', forward(nn.Normalize(2), image) },
    ['Normalize, another gradOutput'] = { 'gradOutput', backward(nn.Normalize(2), torch.randn(3),
      torch.randn(4)) },
    ['Normalize, another norm'] = { 'norm must have 2 elements', backward(nn.Normalize(2),
      torch.randn(2, 3), torch.randn(2, 3), function(m) m.norm:resize(1) end) },
    ['Normalize, a gradInput that is the input'] = { 'same tensor', function()
      local module, input = nn.Normalize(2), torch.randn(3)
      module:forward(input)
      module.gradInput = input
      module:backward(input, torch.randn(3))
    end },
    ['Normalize, a norm in the output'] = { 'norm and output must not share memory', function()
      local module = nn.Normalize(2)
      module.output:resize(2, 3)
      module.norm = module.output:narrow(2, 1, 1)
      module:forward(torch.randn(2, 3))
    end },
    ['LRN of size 0'] = { 'size', function() nn.SpatialCrossMapLRN(0) end },
    ['LRN of a matrix'] = { 'must be 3D or 4D', forward(nn.SpatialCrossMapLRN(3),
      torch.randn(3, 3)) },
    ['LRN, another gradOutput'] = { 'gradOutput', backward(nn.SpatialCrossMapLRN(3), image,
      torch.randn(2, 4, 3)) },
    ['LRN, another scale'] = { 'scale', backward(nn.SpatialCrossMapLRN(3), image, image,
      function(m) m.scale:resize(1) end) },
    ['LRN, a size that was changed'] = { 'size must be at least 1', backward(
      nn.SpatialCrossMapLRN(3), image, image, function(m) m.size = -5 end) },
    ['a kernel of even size'] = { 'odd', function()
      nn.SpatialSubtractiveNormalization(1, torch.ones(2, 3))
    end },
    ['a kernel of three dimensions'] = { '2D or 1D', function()
      nn.SpatialDivisiveNormalization(1, torch.ones(1, 3, 3))
    end },
    ['a kernel that was changed'] = { 'kernel', function()
      local module = subtractive()
      module.kernel = torch.ones(4, 4)
      module:forward(image)
    end },
    ['a kernel that is a number'] = { 'kernel', function()
      nn.SpatialContrastiveNormalization(1, 3)
    end },
    ['other planes, subtractive'] = { '2 planes', forward(subtractive(), torch.randn(3, 4, 4)) },
    ['other planes, divisive'] = { '2 planes', forward(divisive(), torch.randn(1, 4, 4)) },
    ['a matrix, subtractive'] = { '2 planes', forward(subtractive(), torch.randn(4, 4)) },
    ['another type, subtractive'] = { 'DoubleTensor', forward(subtractive(), image:float()) },
    ['another gradOutput, subtractive'] = { 'gradOutput', backward(subtractive(), image,
      torch.randn(2, 4, 5)) },
    ['another gradOutput, divisive'] = { 'gradOutput', backward(divisive(), image,
      torch.randn(2, 5, 4)) },
    ['backward first, divisive'] = { 'forward', function() divisive():backward(image, image) end },
    ['WeightNorm of a layer without weight'] = { 'weight', function()
      nn.WeightNorm(nn.Tanh())
    end },
    ['WeightNorm of a dimension that is not there'] = { 'outputDim', function()
      nn.WeightNorm(nn.Linear(2, 2), 3)
    end },
    ['WeightNorm, another v'] = { 'v', function()
      local module = nn.WeightNorm(nn.Linear(2, 2))
      module.v = torch.randn(3, 3)
      module:forward(torch.randn(2))
    end },
    ['LinearWeightNorm of nothing'] = { 'outputSize', function() nn.LinearWeightNorm(3, 0) end },
    ['LinearWeightNorm from another weight'] = { 'weight', function()
      nn.LinearWeightNorm(3, 2):initFromWeight(torch.randn(3, 2))
    end },
    ['SpatialDropout of a matrix'] = { 'input', forward(nn.SpatialDropout(), torch.randn(3, 3)) },
    ['SpatialDropout of everything'] = { 'p', function() nn.SpatialDropout(1) end },
    ['SpatialDropout, another gradOutput'] = { 'gradOutput', backward(nn.SpatialDropout(), image,
      torch.randn(2, 4, 3)) },
    ['VolumetricDropout, backward first'] = { 'forward', function()
      nn.VolumetricDropout():backward(torch.randn(2, 1, 4, 4), torch.randn(2, 1, 4, 4))
    end },
    ['WhiteNoise in words'] = { 'std', function() nn.WhiteNoise(0, 'loud') end },
    ['WhiteNoise, another gradOutput'] = { 'gradOutput', backward(nn.WhiteNoise(), image,
      torch.randn(2)) },
    ['GradientReversal in words'] = { 'lambda', function() nn.GradientReversal('x') end },
    ['GradientReversal of a table'] = { 'input', forward(nn.GradientReversal(), {}) },
    ['ZeroGrad of a number'] = { 'input', forward(nn.ZeroGrad(), 3) },
    ['L1Penalty of nothing'] = { 'l1weight', function() nn.L1Penalty() end },
    ['SoftMin of five dimensions'] = { '1D, 2D, 3D or 4D', forward(nn.SoftMin(),
      torch.randn(1, 2, 1, 2, 1)) },
  } do
    it(name, function() assert.error_matches(row[2], row[1]) end)
  end
end)
