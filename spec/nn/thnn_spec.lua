-- The C functions in the argument order of Torch7's THNN library, against the layers.
local layers = require 'support.layers'
local THNN = require 'nn.THNN'

local function same(a, b)
  assert.equal(0, layers.distance(a, b))
end

-- What cdata() gives, and the tensors themselves.
local forms = {
  ['cdata()'] = function(t) return t and t:cdata() end,
  ['tensors'] = function(t) return t end,
}

for form, c in pairs(forms) do
  for _, type in ipairs { 'torch.FloatTensor', 'torch.DoubleTensor' } do
    describe(('THNN with %s of %s:'):format(form, type), function()
      local function random(...) return torch.randn(...):type(type) end
      local function empty() return torch.Tensor():type(type) end
      local input, gradOutput = random(3, 4), random(3, 4)

      for _, class in ipairs { 'Tanh', 'Sigmoid', 'Abs', 'LogSoftMax', 'SoftMax' } do
        it(class, function()
          local module, output, gradInput = nn[class]():type(type), empty(), empty()
          input.THNN[class .. '_updateOutput'](c(input), c(output))
          same(module:forward(input), output)
          input.THNN[class .. '_updateGradInput'](c(input), c(gradOutput), c(gradInput), c(output))
          same(module:backward(input, gradOutput), gradInput)
        end)
      end

      it('Threshold', function()
        local module, output, gradInput = nn.Threshold(0.1, -2):type(type), empty(), empty()
        input.THNN.Threshold_updateOutput(c(input), c(output), 0.1, -2, false)
        same(module:forward(input), output)
        input.THNN.Threshold_updateGradInput(c(input), c(gradOutput), c(gradInput), 0.1, -2, 0)
        same(module:backward(input, gradOutput), gradInput)
      end)

      it('Linear', function()
        local module, output, gradInput = nn.Linear(4, 2):type(type), empty(), empty()
        local weight, bias = module.weight, module.bias
        local gradWeight, gradBias = weight:clone():zero(), bias:clone():zero()
        local gradient = random(3, 2)
        module:zeroGradParameters()
        input.THNN.Linear_updateOutput(c(input), c(output), c(weight), c(bias), c(empty()))
        same(module:forward(input), output)
        input.THNN.Linear_updateGradInput(c(input), c(gradient), c(gradInput), c(weight))
        same(module:backward(input, gradient), gradInput)
        input.THNN.Linear_accGradParameters(c(input), c(gradient), c(gradInput), c(weight), c(bias),
          c(gradWeight), c(gradBias), nil, 1)
        same({ module.gradWeight, module.gradBias }, { gradWeight, gradBias })
      end)

      it('LookupTable', function()
        local module, index = nn.LookupTable(5, 2):type(type), torch.LongTensor { 1, 3, 1 }
        local gradWeight, gradient = module.weight:clone():zero(), random(3, 2)
        module:forward(index)
        module:backward(index, gradient, 2)
        input.THNN.LookupTable_accGradParameters(c(index), c(gradient), c(gradWeight), nil, nil,
          nil, false, 0, 2)
        same(module.gradWeight, gradWeight)
        module.weight:fill(9)
        input.THNN.LookupTable_renorm(c(index), c(module.weight), 1, 2)
        assert.is_true(module.weight[3]:norm() <= 1 + 1e-6)
        assert.is_true(module.weight[2]:norm() > 9)
      end)

      it('MSECriterion', function()
        local criterion, loss, gradInput = nn.MSECriterion():type(type), empty(), empty()
        input.THNN.MSECriterion_updateOutput(c(input), c(gradOutput), c(loss), true)
        assert.is_true(math.abs(criterion:forward(input, gradOutput) - loss[1]) < 1e-6)
        input.THNN.MSECriterion_updateGradInput(c(input), c(gradOutput), c(gradInput), true)
        same(criterion:backward(input, gradOutput), gradInput)
      end)

      it('ClassNLLCriterion', function()
        local weights, target = torch.range(1, 4):type(type), torch.LongTensor { 1, 4, -100 }
        local criterion = nn.ClassNLLCriterion(weights):type(type)
        local loss, total, gradInput = empty(), empty(), empty()
        input.THNN.ClassNLLCriterion_updateOutput(c(input), c(target), c(loss), true, c(weights),
          c(total), -100)
        assert.is_true(math.abs(criterion:forward(input, target) - loss[1]) < 1e-6)
        assert.equal(5, total[1])
        input.THNN.ClassNLLCriterion_updateGradInput(c(input), c(target), c(gradInput), true,
          c(weights), c(total))
        same(criterion:backward(input, target), gradInput)
        input.THNN.ClassNLLCriterion_updateOutput(c(input), c(target), c(loss), true,
          THNN.optionalTensor(nil), c(total))
        assert.equal(2, total[1])
      end)
    end)
  end
end

describe('THNN', function()
  it('is a field of real tensors only', function()
    assert.equal(THNN.functions, torch.FloatTensor().THNN)
    assert.equal(THNN.kernels['torch.DoubleTensor'], torch.DoubleTensor().THNN)
    assert.is_nil(torch.LongTensor().THNN)
  end)

  it('has orders that fit their C functions', function()
    local count = 0
    for name in pairs(require 'nn.thnnorders') do
      assert.is_function(THNN.functions[name], name)
      count = count + 1
    end
    assert.equal(153, count)
    assert.is_nil(THNN.functions.NoSuch_updateOutput)
  end)

  -- Every pair of a layer without parameters, by the same call as the layer makes.
  for class, options in pairs {
    ELU = { 1, false }, HardShrink = { 0.5 }, HardTanh = { -1, 1, false }, SoftShrink = { 0.5 },
    LeakyReLU = { 0.01, false }, Square = {}, SoftPlus = { 1, 20 }, Sqrt = { 0 }, LogSigmoid = {},
  } do
    if nn[class] then
      it('computes ' .. class, function()
        local unpack = table.unpack or unpack
        local module, input, gradOutput = nn[class](), torch.rand(4, 3), torch.randn(4, 3)
        local output, gradInput = torch.Tensor(), torch.Tensor()
        input.THNN[class .. '_updateOutput'](input:cdata(), output:cdata(), unpack(options))
        same(module:forward(input), output)
        local more = { unpack(options) }
        if class == 'Sqrt' then more = { output } end
        if class == 'ELU' or class == 'SoftPlus' then table.insert(more, 1, output) end
        input.THNN[class .. '_updateGradInput'](input:cdata(), gradOutput:cdata(),
          gradInput:cdata(), unpack(more))
        same(module:backward(input, gradOutput), gradInput)
      end)
    end
  end

  -- layers over windows: constructor, and what the calls have behind the tensors
  for class, row in pairs {
    SpatialMaxPooling = { { 2, 2 }, { 2, 2, 2, 2, 0, 0, false }, true },
    SpatialAveragePooling = { { 2, 2, 2, 2 }, { 2, 2, 2, 2, 0, 0, false, true } },
    SpatialUpSamplingNearest = { { 2 }, { 2 } },
    SpatialReplicationPadding = { { 1, 2, 1, 0 }, { 1, 2, 1, 0 } },
    SpatialReflectionPadding = { { 1, 2, 1, 0 }, { 1, 2, 1, 0 } },
  } do
    if nn[class] then
      it('computes ' .. class, function()
        local unpack = table.unpack or unpack
        local module, input = nn[class](unpack(row[1])), torch.randn(2, 4, 6)
        local output, gradInput, indices = torch.Tensor(), torch.Tensor(), torch.LongTensor()
        local more = { unpack(row[2]) }
        if row[3] then table.insert(more, 1, indices:cdata()) end
        input.THNN[class .. '_updateOutput'](input:cdata(), output:cdata(), unpack(more))
        same(module:forward(input), output)
        local gradOutput = torch.randn(output:size())
        input.THNN[class .. '_updateGradInput'](input:cdata(), gradOutput:cdata(),
          gradInput:cdata(), unpack(more))
        same(module:backward(input, gradOutput), gradInput)
      end)
    end
  end

  -- Layers with parameters over windows: what makes the layer, its input, the name in THNN, what
  -- the passes have behind the tensors (an 'f' is a buffer), and what comes before scale.
  local two, one = { 'f', 'f' }, { 'f' }
  local function join(...)
    local list = {}
    for _, part in ipairs { ... } do
      for _, value in ipairs(part) do
        list[#list + 1] = value == 'f' and torch.Tensor():cdata() or value
      end
    end
    return list
  end
  local geometry = { 2, 3, 2, 1, 1, 0 } -- kW kH dW dH padW padH
  local volume = { 2, 1, 1, 1, 0, 1 }   -- dT dW dH padT padW padH
  local places = { 6, 7, 4, 5 }
  for name, row in pairs {
    SpatialConvolutionMM = { nn.SpatialConvolutionMM(2, 3, 2, 3, 2, 1, 1, 0), { 4, 2, 7, 6 },
      { two, two, two }, geometry },
    SpatialDepthWiseConvolution = { nn.SpatialDepthWiseConvolution(2, 3, 2, 3, 2, 1, 1, 0),
      { 4, 2, 7, 6 }, { two, two, two }, geometry },
    SpatialDilatedConvolution = { nn.SpatialDilatedConvolution(2, 3, 2, 3, 2, 1, 1, 0, 3, 2),
      { 4, 2, 7, 6 }, { two, one, two }, join(geometry, { 3, 2 }) },
    SpatialFullConvolution = { nn.SpatialFullConvolution(2, 3, 2, 3, 2, 1, 1, 0, 1, 0),
      { 2, 7, 6 }, { two, one, two }, join(geometry, { 1, 0 }) },
    SpatialConvolutionLocal = { nn.SpatialConvolutionLocal(2, 3, 6, 7, 2, 3, 2, 1, 1, 0),
      { 4, 2, 7, 6 }, { two, two, two }, join(geometry, places) },
    SpatialConvolutionMap = { nn.SpatialConvolutionMap(nn.tables.oneToOne(2), 2, 3, 2, 1),
      { 2, 7, 6 }, 'map', { 2, 2, 2, 1 } },
    SpatialFullConvolutionMap = { nn.SpatialFullConvolutionMap(nn.tables.full(2, 3), 2, 3, 2, 1),
      { 2, 7, 6 }, 'map', { 2, 3, 2, 1 } },
    SpatialSubSampling = { nn.SpatialSubSampling(2, 2, 3, 2, 1), { 2, 7, 6 }, { {}, {}, {} },
      { 2, 3, 2, 1 } },
    TemporalConvolution = { nn.TemporalConvolution(2, 3, 2, 2), { 4, 7, 2 }, { {}, {}, {} },
      { 2, 2 } },
    TemporalRowConvolution = { nn.TemporalRowConvolution(2, 3, 2), { 4, 7, 2 }, { two, two, two },
      { 3, 2, 0, false } },
    TemporalSubSampling = { nn.TemporalSubSampling(2, 3, 2), { 7, 2 }, { {}, {}, {} }, { 3, 2 } },
    VolumetricConvolution = { nn.VolumetricConvolution(2, 3, 2, 1, 3, 2, 1, 1, 1, 0, 1),
      { 4, 2, 4, 5, 6 }, { two, one, two }, volume },
    VolumetricConvolutionMM = { nn.VolumetricConvolution(2, 3, 2, 1, 3, 2, 1, 1, 1, 0, 1),
      { 2, 4, 5, 6 }, { one, two, one }, join({ 2, 1, 3 }, volume) },
    VolumetricDilatedConvolution = {
      nn.VolumetricDilatedConvolution(2, 3, 2, 1, 3, 2, 1, 1, 1, 0, 1, 2, 1, 2),
      { 4, 2, 4, 5, 6 }, { two, one, two }, join({ 2, 1, 3 }, volume, { 2, 1, 2 }) },
    VolumetricFullConvolution = {
      nn.VolumetricFullConvolution(2, 3, 2, 1, 3, 2, 1, 1, 1, 0, 1, 1, 0, 0), { 2, 4, 5, 6 },
      { two, two, two }, join(volume, { 1, 0, 0 }) },
  } do
    it('computes ' .. name, function()
      local unpack = table.unpack or unpack
      local module, sizes, buffers, numbers = unpack(row)
      if buffers == 'map' then
        local connections = { module.connTable:cdata() }
        buffers = { connections, join({ module.bias:cdata() }, connections), connections }
      end
      local F, input = torch.Tensor().THNN, torch.randn(unpack(sizes))
      local output, gradInput = torch.Tensor(), torch.Tensor()
      local expected = module:forward(input)
      F[name .. '_updateOutput'](input:cdata(), output:cdata(), module.weight:cdata(),
        module.bias:cdata(), unpack(join(buffers[1], numbers)))
      same(expected, output)
      local gradOutput = torch.randn(output:size())
      local gradWeight = module.gradWeight:clone():zero()
      local gradBias = module.gradBias:clone():zero()
      module:zeroGradParameters()
      module:backward(input, gradOutput, 0.5)
      F[name .. '_updateGradInput'](input:cdata(), gradOutput:cdata(), gradInput:cdata(),
        module.weight:cdata(), unpack(join(buffers[2], numbers)))
      same(module.gradInput, gradInput)
      F[name .. '_accGradParameters'](input:cdata(), gradOutput:cdata(), gradWeight:cdata(),
        gradBias:cdata(), unpack(join(buffers[3], numbers, { 0.5 })))
      same({ module.gradWeight, module.gradBias }, { gradWeight, gradBias })
    end)
  end

  -- Layers without parameters: the layer, its input, what the passes have behind the tensors; 'i'
  -- are the indices, and a layer whose updateGradInput takes less has a third list.
  local pool = { 2, 2, 2, 2, 2, 2, 0, 1, 0 } -- kT kW kH dT dW dH padT padW padH
  for name, row in pairs {
    SpatialDilatedMaxPooling = { nn.SpatialDilatedMaxPooling(2, 2, 1, 1, 0, 0, 2, 2),
      { 2, 5, 6 }, { 'i', 2, 2, 1, 1, 0, 0, 2, 2, false } },
    SpatialAdaptiveMaxPooling = { nn.SpatialAdaptiveMaxPooling(3, 2), { 2, 5, 6 }, { 'i', 3, 2 },
      { 'i' } },
    SpatialAdaptiveAveragePooling = { nn.SpatialAdaptiveAveragePooling(3, 2), { 2, 2, 5, 6 },
      { 3, 2 }, {} },
    VolumetricMaxPooling = { nn.VolumetricMaxPooling(2, 2, 2, 2, 2, 2, 0, 1, 0), { 2, 4, 5, 6 },
      join({ 'i' }, pool, { false }) },
    VolumetricDilatedMaxPooling = {
      nn.VolumetricDilatedMaxPooling(2, 2, 2, 1, 1, 1, 0, 0, 0, 2, 1, 2), { 2, 4, 5, 6 },
      { 'i', 2, 2, 2, 1, 1, 1, 0, 0, 0, 2, 1, 2, false } },
    VolumetricAveragePooling = { nn.VolumetricAveragePooling(2, 2, 3), { 2, 4, 5, 6 },
      { 2, 2, 3, 2, 2, 3 } },
    VolumetricReplicationPadding = { nn.VolumetricReplicationPadding(1, 2, 0, 1, 2, 1),
      { 2, 4, 5, 6 }, { 1, 2, 0, 1, 2, 1 } },
    VolumetricUpSamplingNearest = { nn.UpSampling(2), { 1, 2, 3, 2, 4 }, { 2 } },
    VolumetricUpSamplingTrilinear = { nn.UpSampling(2, 'trilinear'), { 1, 2, 3, 2, 4 },
      { 6, 4, 8 }, { 1, 2, 3, 2, 4, 6, 4, 8 } },
    SpatialUpSamplingBilinear = { nn.SpatialUpSamplingBilinear(2), { 1, 2, 3, 4 }, { 6, 8 },
      { 1, 2, 3, 4, 6, 8 } },
    GatedLinear = { nn.GatedLinearUnit(2), { 3, 4, 2 }, { 2 } },
  } do
    it('computes ' .. name, function()
      local unpack = table.unpack or unpack
      local module, sizes, forward, backward = unpack(row)
      local F, input, indices = torch.Tensor().THNN, torch.randn(unpack(sizes)), torch.LongTensor()
      local output, gradInput = torch.Tensor(), torch.Tensor()
      local function with(list)
        local values = {}
        for i, value in ipairs(list) do values[i] = value == 'i' and indices:cdata() or value end
        return unpack(values)
      end
      F[name .. '_updateOutput'](input:cdata(), output:cdata(), with(forward))
      same(module:forward(input), output)
      local gradOutput = torch.randn(output:size())
      local first = { input:cdata(), gradOutput:cdata(), gradInput:cdata() }
      if name:find 'UpSampling%a*linear' then table.remove(first, 1) end
      local list = join(first, backward or forward)
      F[name .. '_updateGradInput'](with(list))
      same(module:backward(input, gradOutput), gradInput)
    end)
  end

  for _, class in ipairs { 'Spatial', 'Volumetric' } do
    local is_image = class == 'Spatial'
    local function layer(name, ...) return nn[class .. name](...) end

    it('computes ' .. class .. 'FractionalMaxPooling', function()
      local module = is_image and layer('FractionalMaxPooling', 2, 2, 3, 2)
        or layer('FractionalMaxPooling', 2, 2, 2, 2, 3, 2)
      local input = is_image and torch.randn(2, 5, 6) or torch.randn(2, 4, 6, 5)
      local F, output, gradInput = input.THNN, torch.Tensor(), torch.Tensor()
      local indices, unpack = torch.LongTensor(), table.unpack or unpack
      local numbers = is_image and { 3, 2, 2, 2 } or { 2, 3, 2, 2, 2, 2 }
      local expected = module:forward(input)
      local forward = join(numbers, { indices:cdata(), module.randomSamples:cdata() })
      F[class .. 'FractionalMaxPooling_updateOutput'](input:cdata(), output:cdata(),
        unpack(forward))
      same(expected, output)
      local gradOutput = torch.randn(output:size())
      F[class .. 'FractionalMaxPooling_updateGradInput'](input:cdata(), gradOutput:cdata(),
        gradInput:cdata(), unpack(forward))
      same(module:backward(input, gradOutput), gradInput)
    end)

    it('computes ' .. class .. 'MaxUnpooling', function()
      local pooling = is_image and layer('MaxPooling', 2, 2) or layer('MaxPooling', 2, 2, 2)
      local x = is_image and torch.randn(2, 4, 6) or torch.randn(2, 4, 6, 8)
      local module, input = layer('MaxUnpooling', pooling), pooling:forward(x)
      local F, output, gradInput = input.THNN, torch.Tensor(), torch.Tensor()
      local numbers = is_image and { 6, 4 } or { 4, 8, 6, 2, 2, 2, 0, 0, 0 }
      local unpack = table.unpack or unpack
      F[class .. 'MaxUnpooling_updateOutput'](input:cdata(), output:cdata(),
        pooling.indices:cdata(), unpack(numbers))
      same(module:forward(input), output)
      local gradOutput = torch.randn(output:size())
      F[class .. 'MaxUnpooling_updateGradInput'](input:cdata(), gradOutput:cdata(),
        gradInput:cdata(), pooling.indices:cdata(), unpack(numbers))
      same(module:backward(input, gradOutput), gradInput)
    end)
  end

  for _, train in ipairs { true, false } do
    it('computes BatchNormalization, train = ' .. tostring(train), function()
      local module, input = nn.SpatialBatchNormalization(2), torch.randn(3, 2, 4, 5)
      local copy, gradOutput = module:clone(), torch.randn(3, 2, 4, 5)
      module.train = train
      module:zeroGradParameters()
      local output, gradInput, mean, std = torch.Tensor(), torch.Tensor(), torch.Tensor(),
        torch.Tensor()
      local weight, bias = copy.weight:cdata(), copy.bias:cdata()
      local running_mean, running_var = copy.running_mean:cdata(), copy.running_var:cdata()
      local gradWeight, gradBias = torch.zeros(2), torch.zeros(2)
      input.THNN.BatchNormalization_updateOutput(input:cdata(), output:cdata(), weight, bias,
        running_mean, running_var, mean:cdata(), std:cdata(), train, 0.1, 1e-5)
      same(module:forward(input), output)
      same(module.running_var, copy.running_var)
      input.THNN.BatchNormalization_backward(input:cdata(), gradOutput:cdata(), gradInput:cdata(),
        gradWeight:cdata(), gradBias:cdata(), weight, running_mean, running_var, mean:cdata(),
        std:cdata(), train, 0.5, 1e-5)
      same(module:backward(input, gradOutput, 0.5), gradInput)
      same({ module.gradWeight, module.gradBias }, { gradWeight, gradBias })
    end)
  end

  it('computes RReLU and FeatureLPPooling', function()
    local module, input, gradOutput = nn.RReLU(), torch.randn(4, 3), torch.randn(4, 3)
    local output, gradInput, noise = torch.Tensor(), torch.Tensor(), torch.Tensor()
    torch.manualSeed(1)
    input.THNN.RReLU_updateOutput(input:cdata(), output:cdata(), noise:cdata(), 1 / 8, 1 / 3, true,
      false, torch._gen:cdata())
    torch.manualSeed(1)
    same(module:forward(input), output)
    input.THNN.RReLU_updateGradInput(input:cdata(), gradOutput:cdata(), gradInput:cdata(),
      noise:cdata(), 1 / 8, 1 / 3, true, false)
    same(module:backward(input, gradOutput), gradInput)
    input.THNN.RReLU_updateOutput(input, output, noise, 1 / 8, 1 / 3, false, false)
    same(module:evaluate() or module:forward(input), output)

    module, input = nn.FeatureLPPooling(2, 1, 2, true), torch.randn(3, 4)
    input.THNN.FeatureLPPooling_updateOutput(input:cdata(), output:cdata(), 2, 2, 1, true)
    same(module:forward(input), output)
    gradOutput = torch.randn(output:size())
    input.THNN.FeatureLPPooling_updateGradInput(gradOutput:cdata(), input:cdata(), output:cdata(),
      gradInput:cdata(), 2, 2, 1, true)
    same(module:backward(input, gradOutput), gradInput)
  end)

  for _, class in ipairs { 'AbsCriterion', 'SmoothL1Criterion', 'DistKLDivCriterion',
    'SoftMarginCriterion', 'BCECriterion' } do
    if nn[class] then
      it('computes ' .. class, function()
        local criterion, input, target = nn[class](), torch.rand(4, 3), torch.rand(4, 3)
        local output, gradInput = torch.Tensor(), torch.Tensor()
        input.THNN[class .. '_updateOutput'](input:cdata(), target:cdata(), output:cdata(), true)
        assert.is_true(math.abs(criterion:forward(input, target) - output[1]) < 1e-12)
        input.THNN[class .. '_updateGradInput'](input:cdata(), target:cdata(), gradInput:cdata(),
          true)
        same(criterion:backward(input, target), gradInput)
      end)
    end
  end

  it('computes SparseLinear', function()
    local module, F = nn.SparseLinear(6, 2), torch.Tensor().THNN
    local input = { torch.Tensor { { 2, 0.5 }, { 5, -1 } }, torch.Tensor { { 1, 3 }, { 6, 2 } } }
    local rows = torch.Tensor { { 2, 6, 2 }, { 1, 2, 0.5 }, { 1, 5, -1 }, { 2, 1, 3 } }
    local listed = torch.Tensor(2, 2, 2)
    for i = 1, 2 do listed[i]:copy(input[i]) end
    local gradOutput, output = torch.randn(2, 2), torch.Tensor(2, 2)
    local weight, bias = module.weight:cdata(), module.bias:cdata()
    module.weightDecay = 0.25
    for prefix, x in pairs { SparseLinear_ = rows, SparseLinear_legacy = listed } do
      local function call(name, ...)
        if prefix == 'SparseLinear_' then name = name:sub(1, 1):lower() .. name:sub(2) end
        F[prefix .. name](...)
      end
      call('UpdateOutput', x:cdata(), output:cdata(), weight, bias)
      same(module:forward(input), output)
      local gradWeight, gradBias = torch.zeros(2, 6), torch.zeros(2)
      module:zeroGradParameters()
      module:accGradParameters(input, gradOutput, 0.5)
      call('AccGradParameters', x:cdata(), gradOutput:cdata(), gradWeight:cdata(),
        gradBias:cdata(), weight, bias, 0.25, 0.5)
      same({ module.gradWeight, module.gradBias }, { gradWeight, gradBias })
      local copy = module:clone()
      copy:updateParameters(0.1)
      call('UpdateParameters', weight, bias, gradWeight:cdata(), gradBias:cdata(), x:cdata(), 0.1)
      same({ copy.weight, copy.bias }, { module.weight, module.bias })
      call('ZeroGradParameters', gradWeight:cdata(), gradBias:cdata(), x:cdata())
      assert.equal(0, gradWeight:abs():sum() + gradBias:abs():sum())
    end
    for _, wrong in ipairs { torch.Tensor { { 3, 1, 1 } }, torch.Tensor { { 0.5, 1, 1 } },
      torch.Tensor { { 1, 7, 1 } }, torch.ones(2) } do
      assert.error_matches(function()
        F.SparseLinear_updateOutput(wrong:cdata(), output:cdata(), weight, bias)
      end, 'SparseLinear')
    end
  end)

  for name, row in pairs {
    ['too few'] = { function() THNN.functions.Tanh_updateOutput(torch.ones(2)) end, 'nn.Tanh' },
    ['another type'] = { function()
      THNN.functions.Tanh_updateOutput(torch.ones(2), torch.FloatTensor())
    end, 'nn.Tanh' },
    ['no tensor'] = { function() THNN.functions.Tanh_updateOutput('a', 'b') end, 'nn.Tanh' },
  } do
    it('refuses ' .. name, function() assert.error_matches(row[1], row[2]) end)
  end

  local has_ffi, ffi = pcall(require, 'ffi')
  if has_ffi then
    it('refuses pointers that are nothing of ours', function()
      local pointer = ffi.new 'double[4]'
      local never_asked = ffi.cast('THDoubleTensor *', torch.pointer(torch.ones(2)))
      for _, wrong in ipairs { pointer, never_asked, ffi.new('int64_t', 12345) } do
        assert.error_matches(function()
          THNN.functions.Tanh_updateOutput(wrong, torch.Tensor())
        end, 'expected the cdata%(%)')
      end
      assert.error_matches(function()
        THNN.functions.Tanh_updateOutput(ffi.cast('void *', 0), torch.Tensor())
      end, 'nn.Tanh')
    end)
  end
end)
