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
    assert.same({}, THNN.faults)
    local count = 0
    for _ in pairs(THNN.functions) do count = count + 1 end
    assert.is_true(count >= 21)
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
