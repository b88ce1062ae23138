-- Pooling: rows for the checks of support/layers.lua, a plain implementation to compare with, and
-- misuse.
local layers = require 'support.layers'

torch.manualSeed(17)

-- Wide enough for vectors and what is left over, sizes that differ in every dimension.
local image, batch = { 2, 7, 9 }, { 2, 3, 6, 8 }
local wide = { 1, 5, 45 }
local volume, volumes = { 2, 4, 5, 6 }, { 2, 1, 3, 5, 4 }

-- Windows of fixed places, else every pass draws others.
local function fixed(module, ...)
  module:fixPoolingRegions()
  module:forward(torch.rand(...))
  return module
end

local function unpooled(pool, unpool)
  return function()
    local pooling = pool()
    return nn.Sequential():add(pooling):add(unpool(pooling))
  end
end

-- name, what makes the module, inputs
local modules = {
  { 'SpatialMaxPooling', function() return nn.SpatialMaxPooling(2, 2) end,
    { image, batch, wide, { 1, 1, 2, 2 }, { 1, 2, 80 } } },
  { 'SpatialMaxPooling that overlaps', function() return nn.SpatialMaxPooling(3, 2, 1, 2) end,
    { image, batch, wide } },
  { 'SpatialMaxPooling with padding', function()
    return nn.SpatialMaxPooling(3, 3, 2, 2, 1, 1)
  end, { image, batch, wide } },
  { 'SpatialMaxPooling rounded up', function()
    return nn.SpatialMaxPooling(3, 2, 2, 3, 1, 0):ceil()
  end, { image, batch } },
  { 'SpatialMaxPooling with gaps', function() return nn.SpatialMaxPooling(2, 1, 5, 3) end,
    { image, { 1, 3, 60 } } },
  { 'SpatialDilatedMaxPooling', function()
    return nn.SpatialDilatedMaxPooling(3, 2, 1, 2, 1, 1, 2, 3)
  end, { image, batch, wide } },
  { 'SpatialAveragePooling', function() return nn.SpatialAveragePooling(3, 2) end,
    { image, batch, wide } },
  { 'SpatialAveragePooling of 2x2', function() return nn.SpatialAveragePooling(2, 2, 2, 2) end,
    { image, batch, wide } },
  { 'SpatialAveragePooling with padding', function()
    return nn.SpatialAveragePooling(3, 3, 2, 2, 1, 1)
  end, { image, batch, wide } },
  { 'SpatialAveragePooling without the padding', function()
    return nn.SpatialAveragePooling(3, 2, 2, 1, 1, 1):setCountExcludePad():ceil()
  end, { image, batch, wide } },
  { 'SpatialAveragePooling of everything', function() return nn.SpatialAveragePooling(45, 5) end,
    { wide } },
  { 'SpatialAveragePooling that sums', function()
    local module = nn.SpatialAveragePooling(3, 3, 3, 3, 1, 1)
    module.divide = false
    return module
  end, { image, batch } },
  { 'SpatialAdaptiveMaxPooling', function() return nn.SpatialAdaptiveMaxPooling(4, 3) end,
    { image, batch, { 1, 2, 2 } } },
  { 'SpatialAdaptiveAveragePooling', function()
    return nn.SpatialAdaptiveAveragePooling(4, 3)
  end, { image, batch, { 1, 2, 2 }, wide } },
  { 'SpatialFractionalMaxPooling', function()
    return fixed(nn.SpatialFractionalMaxPooling(2, 3, 5, 4), 2, 7, 9)
  end, { image } },
  { 'SpatialFractionalMaxPooling by ratios', function()
    return fixed(nn.SpatialFractionalMaxPooling(2, 2, 0.7, 0.6), 2, 3, 6, 8)
  end, { batch } },
  { 'VolumetricMaxPooling', function() return nn.VolumetricMaxPooling(2, 2, 2) end,
    { volume, volumes } },
  { 'VolumetricMaxPooling with padding', function()
    return nn.VolumetricMaxPooling(2, 3, 3, 1, 2, 2, 1, 1, 1):ceil()
  end, { volume, volumes } },
  { 'VolumetricDilatedMaxPooling', function()
    return nn.VolumetricDilatedMaxPooling(2, 2, 2, 1, 2, 1, 1, 0, 1, 2, 1, 3)
  end, { volume, volumes } },
  { 'VolumetricAveragePooling', function()
    return nn.VolumetricAveragePooling(2, 3, 2, 1, 1, 2)
  end, { volume, volumes } },
  { 'VolumetricFractionalMaxPooling', function()
    return fixed(nn.VolumetricFractionalMaxPooling(2, 2, 2, 3, 2, 2), 2, 4, 5, 6)
  end, { volume } },
  { 'SpatialMaxUnpooling', unpooled(function() return nn.SpatialMaxPooling(2, 3) end,
    function(pooling) return nn.SpatialMaxUnpooling(pooling) end), { image, batch } },
  { 'SpatialMaxUnpooling with padding', unpooled(
    function() return nn.SpatialMaxPooling(3, 3, 3, 3, 1, 1) end,
    function(pooling) return nn.SpatialMaxUnpooling(pooling) end), { image, batch } },
  { 'VolumetricMaxUnpooling', unpooled(
    function() return nn.VolumetricMaxPooling(2, 2, 2) end,
    function(pooling) return nn.VolumetricMaxUnpooling(pooling) end), { volume, volumes } },
  { 'TemporalMaxPooling', function() return nn.TemporalMaxPooling(2) end,
    { { 6, 3 }, { 2, 5, 4 } } },
  { 'TemporalMaxPooling that overlaps', function() return nn.TemporalMaxPooling(3, 1) end,
    { { 6, 20 }, { 2, 5, 4 } } },
  { 'TemporalDynamicKMaxPooling', function() return nn.TemporalDynamicKMaxPooling(2, 0.5) end,
    { { 7, 3 }, { 2, 5, 4 } } },
}

-- FeatureLPPooling wants positive elements where the power is odd.
local squares = {
  { 'FeatureLPPooling', function() return nn.FeatureLPPooling(3, 2, 2, false) end,
    { { 7 }, { 7, 3 }, { 5, 2, 3 } } },
  { 'FeatureLPPooling of batches', function() return nn.FeatureLPPooling(2, 1, 4, true) end,
    { { 2, 6 }, { 2, 5, 3 }, { 2, 4, 2, 2 } } },
}

describe('nn.', function()
  for name, run in layers.module_checks(modules) do it(name, run) end
  for name, run in layers.module_checks(squares) do it(name, run) end
end)

local unpack = table.unpack or unpack -- luacheck: compat

-- The places of a window that lie in the input along one dimension, from 1, and how many positions
-- it has with the padding.
local function window(o, kernel, stride, pad, dilation, size)
  local places, positions = {}, 0
  for tap = 0, kernel - 1 do
    local at = (o - 1) * stride - pad + tap * dilation
    if at >= 0 and at < size then places[#places + 1] = at + 1 end
    if at < size + pad then positions = positions + 1 end
  end
  return places, positions
end

-- The maximum of a window of a plane (depth x height x width), its index, the sum and the number of
-- elements. places: of the window, for each dimension.
local function look(plane, places)
  local best, index, sum, count = nil, nil, 0, 0
  for _, z in ipairs(places[1]) do
    for _, y in ipairs(places[2]) do
      for _, x in ipairs(places[3]) do
        local v = plane[z][y][x]
        sum, count = sum + v, count + 1
        if not best or v > best then
          best, index = v, ((z - 1) * plane:size(2) + y - 1) * plane:size(3) + x
        end
      end
    end
  end
  return best, index, sum, count
end

-- Compares a pooling module with the definition. w: kernel, stride, pad, dilation as lists in the
-- order depth, height, width.
local function compare(module, w, size, kind)
  local input = torch.randn(unpack(size))
  local output = module:forward(input)
  local dims = #w.kernel
  local lead = #size - dims
  local planes = 1
  for d = 1, lead do planes = planes * size[d] end
  local function three(list, filler)
    return dims == 3 and list or { filler, list[1], list[2] }
  end
  local kernel, stride = three(w.kernel, 1), three(w.stride, 1)
  local pad, dilation = three(w.pad, 0), three(w.dilation or { 1, 1, 1 }, 1)
  local last = {}
  for d = 1, dims do last[d] = size[lead + d] end
  local inner = three(last, 1)
  local x = input:view(planes, unpack(inner))
  local out = {}
  for d = 1, dims do out[d] = output:size(lead + d) end
  out = three(out, 1)
  local y = output:view(planes, unpack(out))
  local indices = module.indices and module.indices:view(planes, unpack(out))
  for n = 1, planes do
    for oz = 1, out[1] do
      for oy = 1, out[2] do
        for ox = 1, out[3] do
          local places, positions, at = {}, 1, { oz, oy, ox }
          for d = 1, 3 do
            local count
            places[d], count = window(at[d], kernel[d], stride[d], pad[d], dilation[d], inner[d])
            positions = positions * count
          end
          local best, index, sum, count = look(x[n], places)
          local got = y[n][oz][oy][ox]
          if kind == 'max' then
            assert.equal(best, got)
            assert.equal(index, indices[n][oz][oy][ox])
          else
            local mean = sum / (kind == 'inner mean' and count or positions)
            assert.is_true(math.abs(mean - got) < 1e-12)
          end
        end
      end
    end
  end
end

describe('pooling by its definition:', function()
  local cases = 0
  for _, kernel in ipairs { { 2, 2 }, { 3, 3 }, { 3, 2 }, { 1, 4 }, { 5, 7 } } do
    for _, stride in ipairs { { 1, 1 }, { 2, 2 }, { 3, 2 }, { 1, 4 } } do
      for _, pad in ipairs { { 0, 0 }, { 1, 1 }, { 0, 2 } } do
        for _, up in ipairs { false, true } do
          if pad[1] <= kernel[1] / 2 and pad[2] <= kernel[2] / 2 then
            cases = cases + 1
            local w = { kernel = kernel, stride = stride, pad = pad }
            local function make(class, ...)
              local module = nn[class](kernel[2], kernel[1], stride[2], stride[1], pad[2], pad[1],
                ...)
              return up and module:ceil() or module
            end
            it(('windows %dx%d, %d,%d apart, padding %d,%d%s'):format(kernel[1], kernel[2],
              stride[1], stride[2], pad[1], pad[2], up and ', rounded up' or ''), function()
              local size = { 2, 7, 21 + cases % 18 }
              compare(make('SpatialMaxPooling'), w, size, 'max')
              compare(make('SpatialAveragePooling'), w, size, 'mean')
              compare(make('SpatialAveragePooling'):setCountExcludePad(), w, size, 'inner mean')
              local dilated = { kernel = kernel, stride = stride, pad = pad, dilation = { 1, 2 } }
              compare(make('SpatialDilatedMaxPooling', 2, 1), dilated, size, 'max')
            end)
          end
        end
      end
    end
  end

  it('volumes', function()
    local w = { kernel = { 2, 3, 2 }, stride = { 1, 2, 1 }, pad = { 1, 1, 0 } }
    compare(nn.VolumetricMaxPooling(2, 2, 3, 1, 1, 2, 1, 0, 1), w, { 2, 2, 3, 5, 19 }, 'max')
    w.dilation = { 2, 1, 3 }
    compare(nn.VolumetricDilatedMaxPooling(2, 2, 3, 1, 1, 2, 1, 0, 1, 2, 3, 1), w,
      { 2, 2, 3, 5, 19 }, 'max')
    compare(nn.VolumetricAveragePooling(2, 2, 3, 1, 1, 2),
      { kernel = { 2, 3, 2 }, stride = { 1, 2, 1 }, pad = { 0, 0, 0 } }, { 2, 3, 5, 19 }, 'mean')
  end)
end)

describe('a maximum', function()
  it('is a nan where the window has one, and the first of equal elements', function()
    local input = torch.zeros(1, 2, 40)
    input[1][2][6] = 0 / 0
    local module = nn.SpatialMaxPooling(2, 2)
    local output = module:forward(input)
    assert.are_not.equal(output[1][1][3], output[1][1][3])
    assert.equal(46, module.indices[1][1][3])
    assert.equal(1, module.indices[1][1][1])
    assert.equal(39, module.indices[1][1][20])
  end)

  it('is found among infinities', function()
    local module = nn.SpatialMaxPooling(3, 3, 1, 1, 1, 1)
    local input = torch.Tensor(1, 4, 20):fill(-1 / 0)
    assert.equal(-1 / 0, module:forward(input):max())
    assert.is_true(module.indices:min() >= 1)
    assert.equal(80, module:backward(input, torch.ones(1, 4, 20)):sum())
  end)
end)

describe('a layer from a file of an old version', function()
  it('has the defaults of what it lacks', function()
    local max = nn.SpatialMaxPooling(2, 2)
    max.padW, max.padH, max.ceil_mode, max.indices = nil, nil, nil, torch.FloatTensor(3)
    assert.equal(12, max:forward(torch.rand(3, 4, 5)):nElement())
    assert.equal('torch.LongTensor', torch.typename(max.indices))
    local average = nn.SpatialAveragePooling(2, 2, 2, 2)
    average.padW, average.padH, average.ceil_mode, average.divide = nil, nil, nil, nil
    average.count_include_pad = nil
    assert.equal(1, average:forward(torch.ones(1, 2, 2))[1][1][1])
    assert.equal('nn.SpatialAveragePooling(2x2, 2,2)', tostring(average))
  end)

  it('keeps its indices a LongTensor when it is converted', function()
    local module = nn.TemporalMaxPooling(2)
    module:forward(torch.rand(4, 2))
    assert.equal('torch.LongTensor', torch.typename(module:float().indices))
  end)
end)

describe('fractional pooling', function()
  it('draws for each pass, or keeps its windows', function()
    torch.manualSeed(2)
    local module, input = nn.SpatialFractionalMaxPooling(2, 2, 11, 11), torch.rand(4, 16, 16)
    local first = module:forward(input):clone()
    assert.is_true(layers.distance(first, module:forward(input)) > 0)
    assert.equal(module, module:fixPoolingRegions())
    first:copy(module:forward(input))
    assert.equal(0, layers.distance(first, module:forward(input)))
    module:fixPoolingRegions(false)
    assert.is_true(layers.distance(first, module:forward(input)) > 0)
  end)

  it('stays inside of the input whatever the samples are', function()
    local module, input = nn.SpatialFractionalMaxPooling(2, 2, 5, 5), torch.rand(1, 8, 8)
    module:fixPoolingRegions():forward(input)
    for _, sample in ipairs { 0 / 0, 1 / 0, -1 / 0, 1e30, -3, 7 } do
      module.randomSamples:fill(sample)
      assert.equal(1, module:forward(input):le(1):min())
      assert.equal(1, module.indices:ge(1):min())
      assert.equal(1, module.indices:le(64):min())
    end
  end)
end)

describe('misuse of', function()
  local function backward(module, input, change)
    return function()
      local output = module:forward(input)
      change(module)
      module:backward(input, output:clone())
    end
  end
  local function fill(value)
    return function(module) module.indices:fill(value) end
  end
  for _, row in ipairs {
    { 'padding', 'pad should be smaller than half of kernel size', function()
      nn.SpatialMaxPooling(2, 2, 2, 2, 2, 2):forward(torch.rand(1, 4, 4))
    end },
    { 'small inputs', 'Given input size: %(2x1x5%)%. Calculated output size: %(2x0x2%)', function()
      nn.SpatialMaxPooling(2, 2):forward(torch.rand(2, 1, 5))
    end },
    { 'dimensions', 'got size 4x4', function()
      nn.SpatialMaxPooling(2, 2):forward(torch.rand(4, 4))
    end },
    { 'an empty input', 'got size no dimension', function()
      nn.SpatialMaxPooling(2, 2):forward(torch.Tensor())
    end },
    { 'an empty input of frames', 'got size no dimension', function()
      nn.TemporalMaxPooling(2):forward(torch.Tensor())
    end },
    { 'volumes', 'got size 4x4x4', function()
      nn.VolumetricMaxPooling(2, 2, 2):forward(torch.rand(4, 4, 4))
    end },
    { 'types', 'Float', function()
      nn.SpatialMaxPooling(2, 2):forward(torch.rand(1, 4, 4):float())
    end },
    { 'kernels', 'kW', function() nn.SpatialMaxPooling(0, 2) end },
    { 'kernels that are missing', 'kH', function() nn.SpatialMaxPooling(2) end },
    { 'fields of layers', 'kW must be 1 to', function()
      local module = nn.SpatialAveragePooling(2, 2)
      module.kW = -3
      module:forward(torch.rand(1, 4, 4))
    end },
    { 'huge kernels', 'Output size is too small', function()
      nn.SpatialDilatedMaxPooling(2 ^ 30, 2 ^ 30, 1, 1, 0, 0, 2 ^ 30, 2 ^ 30)
        :forward(torch.rand(1, 4, 4))
    end },
    { 'dilation', 'a window meets padding only', function()
      nn.SpatialDilatedMaxPooling(2, 2, 1, 1, 1, 1, 5, 5):forward(torch.rand(1, 4, 4))
    end },
    { 'gradOutput', 'gradOutput', function()
      local module, input = nn.SpatialMaxPooling(2, 2), torch.rand(1, 4, 4)
      module:forward(input)
      module:backward(input, torch.rand(1, 2, 3))
    end },
    { 'gradOutput of averages', 'gradOutput must have size 1x3x3, got 1x3x2', function()
      nn.SpatialAveragePooling(2, 2):backward(torch.rand(1, 4, 4), torch.rand(1, 3, 2))
    end },
    { 'backward without forward', 'was forward called', function()
      nn.SpatialMaxPooling(2, 2):backward(torch.rand(1, 4, 4), torch.rand(1, 2, 2))
    end },
    { 'indices that are 0', 'index 0 is out of range',
      backward(nn.SpatialMaxPooling(2, 2), torch.rand(1, 4, 4), fill(0)) },
    { 'indices behind the plane', 'index 17 is out of range',
      backward(nn.SpatialMaxPooling(2, 2), torch.rand(1, 4, 4), fill(17)) },
    { 'indices of frames', 'index 2 is out of range',
      backward(nn.TemporalMaxPooling(2), torch.rand(4, 4), fill(2)) },
    { 'indices of adaptive windows', 'outside of its window',
      backward(nn.SpatialAdaptiveMaxPooling(2, 2), torch.rand(1, 4, 4), fill(3)) },
    { 'indices of fractional windows', 'index %-1 is out of range',
      backward(nn.SpatialFractionalMaxPooling(2, 2, 2, 2), torch.rand(1, 4, 4), fill(-1)) },
    { 'indices of unpooling', 'index 99 is out of range', function()
      local pooling = nn.SpatialMaxPooling(2, 2)
      local output = pooling:forward(torch.rand(1, 4, 4))
      pooling.indices:fill(99)
      nn.SpatialMaxUnpooling(pooling):forward(output)
    end },
    { 'unpooling first', 'forward of the pooling module must come first', function()
      nn.SpatialMaxUnpooling(nn.SpatialMaxPooling(2, 2)):forward(torch.rand(1, 2, 2))
    end },
    { 'unpooling of overlaps', 'must be equal to its stride', function()
      nn.SpatialMaxUnpooling(nn.SpatialMaxPooling(2, 2, 1, 1))
    end },
    { 'unpooling of other layers', 'nn.SpatialMaxPooling', function()
      nn.SpatialMaxUnpooling(nn.SpatialAveragePooling(2, 2))
    end },
    { 'short sequences', 'input sequence smaller than kernel size', function()
      nn.TemporalMaxPooling(5):forward(torch.rand(4, 2))
    end },
    { 'the k of dynamic pooling', 'at least 5 frames', function()
      nn.TemporalDynamicKMaxPooling(5):forward(torch.rand(4, 2))
    end },
    { 'fractional sizes', 'not both', function()
      nn.SpatialFractionalMaxPooling(2, 2, 3, 0.5)
    end },
    { 'fractional windows', 'too large relative to input', function()
      nn.SpatialFractionalMaxPooling(3, 3, 4, 4):forward(torch.rand(1, 5, 5))
    end },
    { 'types of fractional pooling', 'a torch.FloatTensor', function()
      local module = nn.SpatialFractionalMaxPooling(2, 2, 2, 2)
      local input = torch.rand(1, 4, 4)
      module:fixPoolingRegions():forward(input)
      module.randomSamples = torch.FloatTensor()
      module.output = torch.FloatTensor()
      module:forward(input)
    end },
    { 'the batch mode', 'batch_mode', function() nn.FeatureLPPooling(2, 2, 2) end },
    { 'few features', 'fewer than the width', function()
      nn.FeatureLPPooling(4, 1, 2, false):forward(torch.rand(3))
    end },
  } do
    it(row[1] .. ' is an error', function() assert.error_matches(row[3], row[2]) end)
  end
end)
