-- Kernels, convolution, morphology, local contrast, pyramids and ranges, against plain Lua.
require 'torch'
local image = require 'image'
local files = require 'support.files'

local unpack = unpack or table.unpack
local draw = torch.Generator()

local function random_tensor(...)
  torch.manualSeed(draw, 21)
  return torch.Tensor(...):uniform(draw, 0, 1)
end

local function near(expected, got, tolerance)
  assert.same(expected:size():totable(), got:size():totable())
  local difference = (expected:double() - got:double()):abs():max()
  assert.is_true(difference < (tolerance or 1e-12), 'they differ by ' .. difference)
end

describe('kernels', function()
  it('gaussian is a bell', function()
    local got = image.gaussian { width = 5, height = 4, sigma_horz = 0.3, sigma_vert = 0.2,
      amplitude = 2, mean_horz = 0.4, mean_vert = 0.6 }
    for y = 1, 4 do
      for x = 1, 5 do
        local dx, dy = (x - 0.5 - 0.4 * 5) / (0.3 * 5), (y - 0.5 - 0.6 * 4) / (0.2 * 4)
        assert.near(2 * math.exp(-(dx ^ 2 + dy ^ 2) / 2), got[y][x], 1e-12)
      end
    end
  end)

  it('have their defaults, by name and by place', function()
    local middle, side = 1, math.exp(-(1 / 0.75) ^ 2 / 2)
    near(torch.Tensor { { side * side, side, side * side }, { side, middle, side },
      { side * side, side, side * side } }, image.gaussian())
    near(image.gaussian { size = 7, sigma = 0.1 }, image.gaussian(7, 0.1))
    near(image.gaussian1D(5), image.gaussian { height = 1, width = 5 }[1])
    near(torch.Tensor { 1, 1 }, image.gaussian1D { size = 2, sigma = 1e9 })
    assert.near(1, image.gaussian { size = 9, normalize = true }:sum(), 1e-12)
    assert.near(1, image.gaussian1D { size = 9, normalize = true }:sum(), 1e-12)
    local place = torch.FloatTensor()
    assert.equal(place, image.gaussian { size = 4, tensor = place })
    near(image.gaussian(4), place, 1e-6)
  end)

  it('laplacian turns negative away from the middle', function()
    local got = image.laplacian { size = 7, sigma = 0.2, amplitude = 3 }
    for y = 1, 7 do
      for x = 1, 7 do
        local half = ((x - 4) ^ 2 + (y - 4) ^ 2) / (0.2 * 7) ^ 2 / 2
        assert.near(3 * (1 - half) * math.exp(-half), got[y][x], 1e-12)
      end
    end
  end)

  it('refuse what makes no bell', function()
    for _, row in ipairs {
      { 'sigma_horz: a number above 0', image.gaussian, { sigma = 0 } },
      { 'width: a number above 0', image.gaussian, { size = -1 } },
      { "no argument 'sgima'", image.gaussian, { sgima = 1 } },
      { 'mean: a finite number expected', image.gaussian1D, { mean = 0 / 0 } },
      { 'tensor: a tensor expected', image.laplacian, { tensor = 1 } },
    } do
      local message = files.message(row[2], row[3])
      assert.truthy(message:find(row[1], 1, true), message)
    end
  end)
end)

-- The full convolution of two planes.
local function convolved(a, k)
  local result = torch.zeros(a:size(1) + k:size(1) - 1, a:size(2) + k:size(2) - 1)
  for y = 1, a:size(1) do
    for x = 1, a:size(2) do
      for v = 1, k:size(1) do
        for u = 1, k:size(2) do
          result[y + v - 1][x + u - 1] = result[y + v - 1][x + u - 1] + a[y][x] * k[v][u]
        end
      end
    end
  end
  return result
end

describe('image.convolve', function()
  local src, kernel = random_tensor(2, 6, 7), random_tensor(3, 5):add(-0.3)

  it('has three modes', function()
    for c = 1, 2 do
      local full = convolved(src[c], kernel)
      near(full, image.convolve(src, kernel, 'full')[c])
      near(full:narrow(1, 2, 6):narrow(2, 3, 7), image.convolve(src, kernel, 'same')[c])
      near(full:narrow(1, 3, 4):narrow(2, 5, 3), image.convolve(src, kernel, 'valid')[c])
      near(full:narrow(1, 3, 4):narrow(2, 5, 3), image.convolve(src[c], kernel))
    end
  end)

  it('takes one kernel for each channel, floats, any layout, a destination', function()
    local kernels = random_tensor(2, 3, 3)
    for c = 1, 2 do
      near(convolved(src[c], kernels[c]), image.convolve(src, kernels, 'full')[c])
    end
    local turned = src:transpose(2, 3)
    near(convolved(turned[1], kernel), image.convolve(turned, kernel, 'full')[1])
    near(convolved(src[1], kernel), image.convolve(src:float(), kernel, 'full')[1], 1e-5)
    local dst = torch.Tensor()
    assert.equal(dst, image.convolve(dst, src, kernel, 'same'))
    near(image.convolve(src, kernel, 'same'), dst)
  end)

  for _, row in ipairs {
    { "larger than the picture, 2 x 2; mode 'valid' leaves nothing", torch.rand(2, 2), kernel },
    { 'a kernel height x width expected, got torch.DoubleTensor 3', torch.rand(9, 9),
      torch.rand(3) },
    { 'a kernel height x width expected, got nil', torch.rand(9, 9) },
    { 'a kernel height x width or 3 x height x width', torch.rand(3, 9, 9), torch.rand(2, 3, 3) },
    { 'a Float- or DoubleTensor of values from 0 to 1', torch.ByteTensor(9, 9), kernel },
    { "'valid', 'full', 'same'", torch.rand(9, 9), kernel, 'some' },
  } do
    it('refuses: ' .. row[1], function()
      local message = files.message(image.convolve, unpack(row, 2, 4))
      assert.truthy(message:find('image.convolve: ', 1, true), message)
      assert.truthy(message:find(row[1], 1, true), message)
    end)
  end
end)

describe('erode and dilate', function()
  local src = random_tensor(9, 8):gt(0.4):double()

  local function reference(kernel, pad, wanted)
    local result = torch.Tensor(9, 8)
    local ry, rx = (kernel:size(1) - 1) / 2, (kernel:size(2) - 1) / 2
    for y = 1, 9 do
      for x = 1, 8 do
        local found = false
        for v = -ry, ry do
          for u = -rx, rx do
            local inside = y + v >= 1 and y + v <= 9 and x + u >= 1 and x + u <= 8
            local value = inside and src[y + v][x + u] or not inside and pad
            if kernel[v + ry + 1][u + rx + 1] ~= 0 and value == wanted then found = true end
          end
        end
        result[y][x] = found == (wanted == 1) and 1 or 0
      end
    end
    return result
  end

  it('look at the pixels under the kernel', function()
    for _, kernel in ipairs { torch.ones(3, 3), torch.Tensor { { 0, 1, 0, 1, 1 } },
      torch.Tensor { { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 0 } } } do
      for pad = 0, 1 do
        near(reference(kernel, pad, 0), image.erode(src, kernel, pad))
        near(reference(kernel, pad, 1), image.dilate(src, kernel, pad))
      end
    end
    near(reference(torch.ones(3, 3), 1, 0), image.erode(src))
    near(reference(torch.ones(3, 3), 0, 1), image.dilate(src))
  end)

  it('keep type and shape', function()
    local bytes = src:byte():view(1, 9, 8)
    assert.equal('torch.ByteTensor', torch.type(image.erode(bytes)))
    near(image.erode(src), image.erode(bytes)[1])
  end)

  it('refuse other pictures and kernels', function()
    for _, row in ipairs { { torch.rand(3, 3) }, { torch.ones(3, 4, 4) },
      { src, torch.ones(2, 3) }, { src, 'cross' }, { src, nil, 'none' } } do
      assert.truthy(files.message(image.dilate, unpack(row, 1, 3)):find('image.dilate: ', 1, true))
    end
  end)
end)

describe('image.lcn', function()
  it('takes out mean and deviation around each pixel', function()
    local src = random_tensor(14, 13)
    local kernel = image.gaussian { size = 5, normalize = true }
    local got = image.lcn(src, kernel)
    local plane = (src - src:mean()) / src:std()
    assert.same({ 10, 9 }, got:size():totable())
    for y = 1, 10 do
      for x = 1, 9 do
        local part = plane:narrow(1, y, 5):narrow(2, x, 5)
        local mean = torch.cmul(part, kernel):sum()
        local variance = torch.cmul(torch.cmul(part, part), kernel):sum() - mean ^ 2
        assert.near((part[3][3] - mean) / math.max(1, math.sqrt(math.max(0, variance))), got[y][x],
          1e-9)
      end
    end
    near(got, image.lcn(src:view(1, 14, 13):clone(), kernel))
    assert.same({ 6, 5 }, image.lcn(src):size():totable())
  end)

  it('refuses what has no contrast', function()
    for _, row in ipairs { { torch.ones(12, 12), 'one value only' },
      { torch.rand(4, 4), 'at least 9 x 9' }, { torch.rand(3, 12, 12), 'one channel' } } do
      assert.truthy(files.message(image.lcn, row[1]):find(row[2], 1, true))
    end
  end)
end)

describe('image.gaussianpyramid', function()
  it('has pictures of the sizes that are asked for', function()
    local src = random_tensor(3, 24, 32):float()
    local list = image.gaussianpyramid(src, { 1, 0.5, 0.25 })
    near(src, list[1])
    assert.same({ 3, 12, 16 }, list[2]:size():totable())
    assert.same({ 3, 6, 8 }, list[3]:size():totable())
    assert.near(src:mean(), list[3]:mean(), 0.02)
    local place = {}
    assert.equal(place, image.gaussianpyramid(place, src, torch.Tensor { 0.5 }))
    near(list[2], place[1])
  end)

  it('blurs away what the smaller picture cannot show, and keeps constants', function()
    local stripes = torch.Tensor(16, 16):zero()
    for x = 1, 16, 2 do stripes:select(2, x):fill(1) end
    local small = image.gaussianpyramid(stripes, { 0.5 })[1]
    assert.is_true((small - 0.5):abs():max() < 0.15)
    local flat = torch.Tensor(2, 10, 10):fill(0.7)
    assert.is_true((image.gaussianpyramid(flat, { 0.3 })[1] - 0.7):abs():max() < 1e-12)
  end)

  it('refuses other factors', function()
    for _, scales in ipairs { {}, { 0 }, { -1 }, { 'half' }, 'all' } do
      assert.truthy(files.message(image.gaussianpyramid, torch.rand(4, 4), scales)
        :find('image.gaussianpyramid: ', 1, true))
    end
  end)
end)

describe('image.minmax', function()
  local x = torch.Tensor { -2, 0, 1, 4 }

  it('brings values to 0 to 1', function()
    near(torch.Tensor { 0, 2, 3, 6 } / 6, image.minmax { tensor = x })
    near(torch.Tensor { 0, 0, 0.5, 1 }, image.minmax { tensor = x, min = 0, max = 2 })
    near(torch.Tensor { -1, 0, 0.5, 2 },
      image.minmax { tensor = x, min = 0, max = 2, saturate = false })
    near(torch.Tensor { 2, 4, 5, 8 } / 8, image.minmax { tensor = x, symm = true })
    near(torch.Tensor { 0, 2, 3, 6 } / 6, image.minmax(x))
    near(torch.zeros(3), image.minmax(torch.ones(3)))
    near(torch.Tensor { -2, 0, 1, 4 }, x)
  end)

  it('in place and elsewhere', function()
    local copy, out = x:clone(), torch.Tensor()
    assert.equal(copy, image.minmax { tensor = copy, inplace = true })
    near(image.minmax(x), copy)
    assert.equal(out, image.minmax { tensor = x, tensorOut = out })
    near(image.minmax(x), out)
  end)

  it('refuses other values', function()
    for _, row in ipairs { { torch.ByteTensor(3) }, { torch.Tensor() }, {},
      { { tensor = x, mni = 0 } }, { { tensor = x, min = 'low' } } } do
      assert.truthy(files.message(image.minmax, row[1]):find('image.minmax: ', 1, true))
    end
  end)
end)
