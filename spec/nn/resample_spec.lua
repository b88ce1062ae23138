-- Upsampling and padding of planes: rows for the checks of support/layers.lua, small results
-- written out, and misuse.
local layers = require 'support.layers'

torch.manualSeed(19)

local image, batch = { 2, 3, 4 }, { 2, 3, 2, 5 }
local volume, volumes = { 2, 3, 2, 4 }, { 2, 1, 2, 3, 4 }

-- name, what makes the module, inputs
local modules = {
  { 'SpatialUpSamplingNearest', function() return nn.SpatialUpSamplingNearest(2) end,
    { image, batch } },
  { 'SpatialUpSamplingNearest by 3', function() return nn.SpatialUpSamplingNearest(3) end,
    { image, batch } },
  { 'SpatialUpSamplingBilinear', function() return nn.SpatialUpSamplingBilinear(2) end,
    { image, batch, { 1, 1, 40 } } },
  { 'SpatialUpSamplingBilinear to a size', function()
    return nn.SpatialUpSamplingBilinear { owidth = 7, oheight = 2 }
  end, { image, batch, { 1, 1, 1 } } },
  { 'UpSampling of images', function() return nn.UpSampling(2) end, { image, batch } },
  { 'UpSampling of volumes', function() return nn.UpSampling(3) end, { volumes } },
  { 'UpSampling of images, linear', function() return nn.UpSampling(2, 'linear') end,
    { image, batch } },
  { 'UpSampling of volumes, linear', function() return nn.UpSampling(2, 'trilinear') end,
    { volumes } },
  { 'UpSampling to a size', function()
    return nn.UpSampling({ owidth = 3, oheight = 5 }, 'bilinear')
  end, { image, batch } },
  { 'UpSampling of volumes to a size', function()
    return nn.UpSampling({ owidth = 3, oheight = 5, odepth = 4 }, 'linear')
  end, { volume, volumes } },
  { 'PixelShuffle', function() return nn.PixelShuffle(2) end, { { 4, 2, 3 }, { 2, 8, 2, 1 } } },
  { 'SpatialZeroPadding', function() return nn.SpatialZeroPadding(1, 2, 0, 3) end,
    { image, batch } },
  { 'SpatialZeroPadding that cuts off', function() return nn.SpatialZeroPadding(-1, 2, 1, -1) end,
    { image, batch } },
  { 'SpatialReplicationPadding', function() return nn.SpatialReplicationPadding(1, 2, 0, 3) end,
    { image, batch } },
  { 'SpatialReplicationPadding that cuts off', function()
    return nn.SpatialReplicationPadding(-1, 2, 3, -1)
  end, { image, batch } },
  { 'SpatialReflectionPadding', function() return nn.SpatialReflectionPadding(3, 2, 1, 0) end,
    { image, batch } },
  { 'SpatialReflectionPadding that cuts off', function()
    return nn.SpatialReflectionPadding(-1, 2, 1, -1)
  end, { image, batch } },
  { 'VolumetricReplicationPadding', function()
    return nn.VolumetricReplicationPadding(1, 2, 0, 1, 2, 1)
  end, { volume, volumes } },
}

describe('nn.', function()
  for name, run in layers.module_checks(modules) do it(name, run) end
end)

describe('of a small image,', function()
  local function rows(tensor)
    local list = {}
    for i = 1, tensor:size(1) do list[i] = table.concat(tensor[i]:totable(), ' ') end
    return table.concat(list, ' / ')
  end
  local image123 = torch.Tensor { { { 1, 2, 3 }, { 4, 5, 6 } } }
  for _, row in ipairs {
    { 'zero padding', nn.SpatialZeroPadding(1, 0, 0, 1), '0 1 2 3 / 0 4 5 6 / 0 0 0 0' },
    { 'zero padding that cuts all off', nn.SpatialZeroPadding(-3, 2, 0, 0), '0 0 / 0 0' },
    { 'replication', nn.SpatialReplicationPadding(2, 0, 1, 0),
      '1 1 1 2 3 / 1 1 1 2 3 / 4 4 4 5 6' },
    { 'replication behind what is cut off', nn.SpatialReplicationPadding(-4, 5, 0, 0),
      '3 3 3 3 / 6 6 6 6' },
    { 'reflection', nn.SpatialReflectionPadding(2, 1, 0, 1),
      '3 2 1 2 3 2 / 6 5 4 5 6 5 / 3 2 1 2 3 2' },
    { 'reflection of what is cut off', nn.SpatialReflectionPadding(-2, 2, 0, 0), '3 2 1 / 6 5 4' },
    { 'nearest upsampling', nn.SpatialUpSamplingNearest(2),
      '1 1 2 2 3 3 / 1 1 2 2 3 3 / 4 4 5 5 6 6 / 4 4 5 5 6 6' },
    { 'linear upsampling', nn.SpatialUpSamplingBilinear { owidth = 5, oheight = 3 },
      '1 1.5 2 2.5 3 / 2.5 3 3.5 4 4.5 / 4 4.5 5 5.5 6' },
    { 'linear reduction', nn.SpatialUpSamplingBilinear { owidth = 2, oheight = 1 }, '1 3' },
  } do
    it(row[1], function()
      local got = {}
      for number in rows(row[2]:forward(image123)[1]):gmatch('[^ ]+') do
        got[#got + 1] = tonumber(number) and ('%g'):format(tonumber(number)) or number
      end
      assert.equal(row[3], table.concat(got, ' '))
    end)
  end

  it('reduction and enlargement of one row agree with the definition', function()
    local input = torch.randn(1, 1, 30)
    for _, width in ipairs { 1, 2, 29, 30, 31, 64, 65, 200 } do
      local output = nn.SpatialUpSamplingBilinear { owidth = width, oheight = 1 }:forward(input)
      for o = 1, width do
        local at = width > 1 and (o - 1) * 29 / (width - 1) or 0
        local left = math.min(math.floor(at), 28)
        local expected = input[1][1][left + 1] * (1 - at + left)
          + input[1][1][left + 2] * (at - left)
        assert.is_true(math.abs(expected - output[1][1][o]) < 1e-5)
      end
    end
  end)
end)

describe('upsampling', function()
  it('remembers the sizes of the last batch', function()
    local module = nn.UpSampling(2)
    module:forward(torch.rand(3, 4, 5))
    assert.same({ 1, 3, 4, 5 }, module.inputSize:totable())
    assert.same({ 1, 3, 8, 10 }, module.outputSize:totable())
    module:setSize(torch.rand(2, 1, 3, 4, 5))
    assert.same({ 2, 1, 6, 8, 10 }, module.outputSize:totable())
  end)

  it('works without the fields that a file lacks', function()
    local module = nn.SpatialUpSamplingBilinear(2)
    module.inputSize, module.outputSize = nil, nil
    assert.equal(60, module:forward(torch.rand(1, 3, 5)):nElement())
  end)
end)

describe('misuse of', function()
  local input = torch.rand(1, 3, 4)
  for _, row in ipairs {
    { 'the factor', 'scale_factor', function() nn.UpSampling(0) end },
    { 'a broken factor', 'scale_factor', function() nn.SpatialUpSamplingNearest(1.5) end },
    { 'sizes with repetition', 'scale_factor', function()
      nn.UpSampling { owidth = 3, oheight = 4 }
    end },
    { 'missing sizes', 'oheight', function() nn.SpatialUpSamplingBilinear { owidth = 3 } end },
    { 'the mode', 'cubic', function() nn.UpSampling(2, 'cubic') end },
    { 'sizes of images for volumes', 'odepth is not given', function()
      nn.UpSampling({ owidth = 3, oheight = 4 }, 'linear'):forward(torch.rand(1, 1, 2, 2, 2))
    end },
    { 'dimensions', 'got size 3x4', function()
      nn.SpatialUpSamplingNearest(2):forward(input[1])
    end },
    { 'an empty input', 'got size no dimension', function()
      nn.SpatialReflectionPadding(1):forward(torch.Tensor())
    end },
    { 'huge factors', 'too large', function()
      nn.SpatialUpSamplingNearest(2 ^ 30):forward(input)
    end },
    { 'fields of layers', 'owidth must be 1', function()
      local module = nn.SpatialUpSamplingBilinear { owidth = 3, oheight = 4 }
      module.owidth = -1
      module:forward(input)
    end },
    { 'gradOutput', 'gradOutput must have size 1x6x8, got 1x6x7', function()
      nn.SpatialUpSamplingNearest(2):backward(input, torch.rand(1, 6, 7))
    end },
    { 'gradOutput of interpolation', 'gradOutput must have size 1x6x8', function()
      nn.SpatialUpSamplingBilinear(2):backward(input, torch.rand(1, 8, 6))
    end },
    { 'padding that leaves nothing', 'too small for padding', function()
      nn.SpatialZeroPadding(-2, -2, 0, 0):forward(input)
    end },
    { 'long reflections', 'padding must be less than the input', function()
      nn.SpatialReflectionPadding(4, 0, 0, 0):forward(input)
    end },
    { 'broken padding', 'pad_l', function() nn.SpatialZeroPadding(0.5) end },
    { 'padding that is missing', 'pad_l', function() nn.SpatialReplicationPadding() end },
    { 'gradOutput of padding', 'gradOutput must have size 1x5x6', function()
      nn.SpatialReplicationPadding(1):backward(input, torch.rand(1, 3, 4))
    end },
    { 'planes to shuffle', '4 planes', function() nn.PixelShuffle(2):forward(input) end },
    { 'gradOutput of shuffling', 'gradOutput', function()
      nn.PixelShuffle(1):backward(input, torch.rand(1, 3, 5))
    end },
    { 'types', 'Float', function() nn.SpatialZeroPadding(1):forward(input:float()) end },
  } do
    it(row[1] .. ' is an error', function() assert.error_matches(row[3], row[2]) end)
  end
end)
