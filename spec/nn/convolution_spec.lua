-- Convolution layers: gradients and what layers have to stand, values against plain loops, shapes,
-- layers as older files have them, misuse.
local layers = require 'support.layers'
local unpack = rawget(table, 'unpack') or unpack

local function row(name, make, inputs) return { name, make, inputs } end
local function with(module, fields)
  for key, value in pairs(fields) do module[key] = value end
  return module
end

local rows = {
  row('SpatialConvolution', function() return nn.SpatialConvolution(2, 3, 3, 2) end,
    { { 2, 5, 4 }, { 3, 2, 4, 5 }, { 1, 2, 2, 3 } }),
  row('SpatialConvolution with steps and padding', function()
    return nn.SpatialConvolution(2, 3, 3, 2, 2, 3, 2, 1)
  end, { { 2, 5, 4 }, { 2, 2, 3, 6 } }),
  row('SpatialConvolution without bias', function()
    return nn.SpatialConvolution(1, 2, 2, 2, 1, 1, 1):noBias()
  end, { { 1, 3, 3 }, { 2, 1, 3, 3 } }),
  row('SpatialConvolution of single elements', function()
    return nn.SpatialConvolution(3, 2, 1, 1)
  end, { { 3, 4, 3 }, { 2, 3, 2, 3 } }),
  row('SpatialConvolution of single elements with steps', function()
    return nn.SpatialConvolution(2, 2, 1, 1, 2, 2)
  end, { { 2, 5, 4 } }),
  row('SpatialConvolution of a row wider than the kernel of its padding', function()
    return nn.SpatialConvolution(1, 1, 2, 2, 1, 1, 3, 3)
  end, { { 1, 1, 1 } }),
  row('SpatialConvolution of wide rows', function()
    return nn.SpatialConvolution(1, 2, 3, 3, 1, 1, 1, 1)
  end, { { 1, 3, 37 } }),
  row('SpatialConvolutionMM', function() return nn.SpatialConvolutionMM(2, 3, 3, 2, 1, 2, 1) end,
    { { 2, 4, 4 }, { 2, 2, 3, 3 } }),
  row('SpatialDilatedConvolution', function()
    return nn.SpatialDilatedConvolution(2, 2, 2, 3, 1, 2, 1, 2, 3, 2)
  end, { { 2, 5, 4 }, { 2, 2, 3, 6 } }),
  row('SpatialDepthWiseConvolution', function()
    return nn.SpatialDepthWiseConvolution(2, 3, 3, 2, 1, 2, 1, 1)
  end, { { 2, 4, 5 }, { 3, 2, 3, 4 } }),
  row('SpatialDepthWiseConvolution with steps', function()
    return nn.SpatialDepthWiseConvolution(3, 1, 2, 3, 2, 1):noBias()
  end, { { 3, 4, 5 }, { 2, 3, 3, 5 } }),
  row('SpatialDepthWiseConvolution of wide rows', function()
    return nn.SpatialDepthWiseConvolution(1, 2, 3, 2, 1, 1, 2, 3)
  end, { { 1, 2, 35 }, { 1, 1, 1, 18 } }),
  row('SpatialFullConvolution', function() return nn.SpatialFullConvolution(2, 3, 3, 2) end,
    { { 2, 3, 2 }, { 2, 2, 1, 3 } }),
  row('SpatialFullConvolution with steps', function()
    return nn.SpatialFullConvolution(2, 3, 3, 4, 2, 3, 1, 2, 1, 2)
  end, { { 2, 3, 2 }, { 2, 2, 3, 3 } }),
  row('SpatialFullConvolution of single elements', function()
    return nn.SpatialFullConvolution(2, 3, 1, 1)
  end, { { 2, 3, 2 }, { 2, 2, 3, 3 } }),
  row('SpatialFullConvolution without bias', function()
    return nn.SpatialFullConvolution(2, 1, 2, 2, 2, 2):noBias()
  end, { { 2, 2, 2 } }),
  row('VolumetricConvolution', function()
    return nn.VolumetricConvolution(2, 2, 2, 3, 1, 1, 2, 1, 1, 2, 0)
  end, { { 2, 3, 2, 3 }, { 2, 2, 2, 2, 3 } }),
  row('VolumetricConvolution without bias', function()
    return nn.VolumetricConvolution(1, 2, 2, 2, 2):noBias()
  end, { { 1, 3, 2, 3 } }),
  row('VolumetricDilatedConvolution', function()
    return nn.VolumetricDilatedConvolution(1, 2, 2, 2, 1, 1, 1, 1, 1, 0, 1, 2, 3, 1)
  end, { { 1, 3, 2, 4 }, { 2, 1, 2, 3, 4 } }),
  row('VolumetricFullConvolution', function()
    return nn.VolumetricFullConvolution(2, 1, 2, 3, 2, 2, 1, 2, 1, 1, 0, 1, 0, 1)
  end, { { 2, 2, 3, 2 }, { 2, 2, 2, 2, 2 } }),
}

describe('nn.', function()
  for name, run in layers.module_checks(rows) do it(name, run) end
end)

-- The output of a convolution over two dimensions, element by element, as the definition says.
-- weight is nOut x nIn x kH x kW.
local function convolve(m, weight, input)
  local nOut, nIn = weight:size(1), weight:size(2)
  local kH, kW, lH, lW = m.kH, m.kW, m.dilationH or 1, m.dilationW or 1
  local H, W = input:size(2), input:size(3)
  local oH = math.floor((H + 2 * m.padH - lH * (kH - 1) - 1) / m.dH) + 1
  local oW = math.floor((W + 2 * m.padW - lW * (kW - 1) - 1) / m.dW) + 1
  local output = torch.zeros(nOut, oH, oW)
  for o = 1, nOut do
    for y = 1, oH do
      for x = 1, oW do
        local sum = m.bias and m.bias[o] or 0
        for i = 1, nIn do
          for a = 1, kH do
            for b = 1, kW do
              local h, w = (y - 1) * m.dH - m.padH + (a - 1) * lH + 1,
                (x - 1) * m.dW - m.padW + (b - 1) * lW + 1
              if h >= 1 and h <= H and w >= 1 and w <= W then
                sum = sum + weight[{ o, i, a, b }] * input[{ i, h, w }]
              end
            end
          end
        end
        output[{ o, y, x }] = sum
      end
    end
  end
  return output
end

local function is_near(a, b, tolerance)
  local distance = layers.distance(a, b)
  assert.is_true(distance <= tolerance, ('off by %g'):format(distance))
end

-- Sizes for which images are cut into tiles, vectors and their rests.
local planes = {
  { 'SpatialConvolution', { 3, 5, 3, 3, 1, 1, 1, 1 }, 17, 19 },
  { 'SpatialConvolution', { 7, 13, 5, 5 }, 12, 12 },
  { 'SpatialConvolution', { 64, 9, 3, 3, 1, 1, 1, 1 }, 16, 33 },
  { 'SpatialConvolution', { 9, 4, 3, 3, 2, 2, 1, 1 }, 21, 40 },
  { 'SpatialConvolution', { 2, 6, 2, 7, 3, 1, 0, 2 }, 11, 26 },
  { 'SpatialConvolution', { 10, 3, 3, 3, 2, 2, 1, 1 }, 31, 33 },
  { 'SpatialConvolution', { 9, 2, 3, 3, 2, 2, 5, 4 }, 15, 17 },
  { 'SpatialConvolution', { 2, 3, 5, 3, 3, 3, 7, 5 }, 25, 27 },
  { 'SpatialConvolution', { 1, 2, 3, 3, 3, 2, 40, 9 }, 3, 5 },
  { 'SpatialConvolution', { 5, 8, 1, 1 }, 9, 7 },
  { 'SpatialConvolution', { 1, 1, 1, 9, 1, 1, 0, 4 }, 9, 70 },
  { 'SpatialDilatedConvolution', { 4, 6, 3, 3, 1, 1, 2, 2, 2, 2 }, 14, 23 },
  { 'SpatialDilatedConvolution', { 2, 6, 3, 2, 2, 1, 3, 1, 3, 2 }, 14, 23 },
}

describe('by its definition', function()
  for _, case in ipairs(planes) do
    local name, arguments, H, W = case[1], case[2], case[3], case[4]
    it(('%s(%s) on %dx%d'):format(name, table.concat(arguments, ', '), H, W), function()
      torch.manualSeed(7)
      local m = nn[name](unpack(arguments))
      local input = torch.randn(arguments[1], H, W)
      local expected = convolve(m, m.weight, input)
      is_near(expected, m:forward(input), 1e-11)
      is_near(expected, m:float():forward(input:float()), 2e-4)
    end)
  end

  it('SpatialDepthWiseConvolution on images that are not square', function()
    torch.manualSeed(7)
    local m = nn.SpatialDepthWiseConvolution(3, 2, 3, 2, 2, 1, 1, 0)
    local input = torch.randn(2, 3, 5, 9)
    local output = m:forward(input)
    for sample = 1, 2 do
      for plane = 1, 3 do
        local one = with(nn.SpatialConvolution(1, 2, 3, 2, 2, 1, 1, 0), {
          weight = m.weight:narrow(2, plane, 1), bias = m.bias:select(2, plane),
        })
        local expected = convolve(one, one.weight, input[sample]:narrow(1, plane, 1))
        is_near(expected, output[sample]:narrow(1, 2 * plane - 1, 2), 1e-12)
      end
    end
  end)

  for _, width in ipairs { 1, 7, 16, 33, 70, 100 } do
    it('SpatialDepthWiseConvolution of rows of ' .. width, function()
      torch.manualSeed(7)
      local m = nn.SpatialDepthWiseConvolution(2, 1, 3, 3, 1, 1, 1, 1)
      local full = nn.SpatialConvolution(2, 2, 3, 3, 1, 1, 1, 1)
      full.weight:zero()
      m:forward(torch.zeros(2, 4, width))
      for plane = 1, 2 do full.weight[plane][plane]:copy(m.weight[1][plane]) end
      full.bias:copy(m.bias)
      local input = torch.randn(3, 2, 4, width)
      is_near(full:forward(input), m:forward(input), 1e-12)
      local gradOutput = m.output:clone():normal()
      m:zeroGradParameters()
      full:zeroGradParameters()
      is_near(full:backward(input, gradOutput), m:backward(input, gradOutput), 1e-12)
      is_near(full.gradBias, m.gradBias[1], 1e-12)
      for plane = 1, 2 do
        is_near(full.gradWeight[plane][plane], m.gradWeight[1][plane], 1e-11)
      end
    end)
  end

  it('VolumetricConvolution of depth 1 is SpatialConvolution', function()
    torch.manualSeed(7)
    local flat = nn.SpatialConvolution(2, 3, 3, 2, 1, 2, 1, 1)
    local deep = nn.VolumetricConvolution(2, 3, 1, 3, 2, 1, 1, 2, 0, 1, 1)
    deep.weight:copy(flat.weight)
    deep.bias:copy(flat.bias)
    local input = torch.randn(4, 2, 7, 8)
    is_near(flat:forward(input), deep:forward(input:view(4, 2, 1, 7, 8)):select(3, 1), 1e-12)
  end)

  it('VolumetricConvolution is the sum of SpatialConvolutions over depth', function()
    torch.manualSeed(7)
    local deep = nn.VolumetricConvolution(2, 3, 2, 3, 3):noBias()
    local input = torch.randn(2, 4, 6, 7)
    local output = deep:forward(input)
    for t = 1, 3 do
      local sum = torch.zeros(3, 4, 5)
      for i = 1, 2 do
        local flat = with(nn.SpatialConvolution(2, 3, 3, 3):noBias(),
          { weight = deep.weight:select(3, i) })
        sum:add(convolve(flat, flat.weight, input:select(2, t + i - 1)))
      end
      is_near(sum, output:select(2, t), 1e-12)
    end
  end)

  -- With the same weight, full convolution is the gradient of convolution.
  for _, case in ipairs(planes) do
    local p = case[2]
    if case[1] == 'SpatialConvolution' then
      it(('SpatialFullConvolution, from %d planes of %dx%d'):format(p[2], case[3], case[4]),
        function()
          torch.manualSeed(9)
          local m = nn.SpatialConvolution(unpack(p)):noBias()
          local input = torch.randn(p[1], case[3], case[4])
          local gradOutput = m:forward(input):clone():normal()
          local full = nn.SpatialFullConvolution(p[2], p[1], p[3], p[4], p[5], p[6], p[7], p[8])
          full.weight:copy(m.weight)
          full.bias:fill(2)
          is_near(m:backward(input, gradOutput) + 2, full:forward({ gradOutput, input }), 1e-11)
          is_near(m.output, full:backward({ gradOutput, input }, input)[1], 1e-11)
          m:zeroGradParameters()
          full:zeroGradParameters()
          m:accGradParameters(input, gradOutput)
          full:accGradParameters({ gradOutput, input }, input)
          is_near(m.gradWeight, full.gradWeight, 1e-10)
          assert.is_true(math.abs(full.gradBias:sum() - input:sum()) < 1e-10)
        end)
    end
  end
end)

describe('the results of convolution are the same for any number of threads:', function()
  local function pass(make, input)
    torch.manualSeed(3)
    local m = make():float()
    m:zeroGradParameters()
    local gradOutput = m:forward(input):clone():cos()
    m:backward(input, gradOutput)
    return { m.output:clone(), m.gradInput:clone(), m.gradWeight:clone(), m.gradBias:clone() }
  end
  for name, case in pairs {
    ['a batch'] = { function() return nn.SpatialConvolution(8, 16, 3, 3, 1, 1, 1, 1) end,
      { 7, 8, 20, 20 } },
    ['one image'] = { function() return nn.SpatialConvolution(16, 16, 5, 5) end, { 16, 40, 41 } },
    ['full'] = { function() return nn.SpatialFullConvolution(8, 6, 4, 4, 2, 2, 1, 1) end,
      { 3, 8, 20, 20 } },
    ['by depth'] = { function() return nn.SpatialDepthWiseConvolution(8, 2, 3, 3) end,
      { 3, 8, 30, 30 } },
  } do
    it(name, function()
      local before = torch.getnumthreads()
      local input = torch.randn(torch.LongStorage(case[2])):float()
      torch.setnumthreads(1)
      local one = pass(case[1], input)
      for _, threads in ipairs { 2, 3, 5 } do
        torch.setnumthreads(threads)
        assert.equal(0, layers.distance(one, pass(case[1], input)))
      end
      torch.setnumthreads(before)
    end)
  end
end)

describe('SpatialConvolution', function()
  local input = torch.linspace(-1, 1, 2 * 2 * 5 * 4):view(2, 2, 5, 4)

  it('does without gradInput', function()
    local m = nn.SpatialConvolution(2, 3, 3, 2)
    m.gradInput = nil
    m:forward(input)
    assert.is_nil(m:backward(input, m.output))
    assert.is_true(m.gradWeight:ne(0):sum() > 0)
  end)

  it('reads layers of old files', function()
    local m = nn.SpatialConvolution(2, 3, 3, 3, 1, 1, 1, 1)
    local expected = m:forward(input):clone()
    m.padW, m.padH, m.padding, m.dW, m.dH = nil, nil, 1, nil, nil
    m.weight, m.gradWeight = m.weight:view(3, 18), m.gradWeight:view(3, 18)
    is_near(expected, m:forward(input), 0)
    assert.equal('nn.SpatialConvolution(2 -> 3, 3x3, 1,1, 1,1)', tostring(m))
    m:backward(input, expected)
    assert.equal('3x18', table.concat(m.gradWeight:size():totable(), 'x'))
  end)

  it('keeps its buffers', function()
    local m = nn.SpatialConvolution(2, 3, 3, 3, 1, 1, 1, 1)
    local function addresses()
      m:forward(input)
      m:backward(input, m.output)
      return torch.pointer(m.output:storage()), torch.pointer(m.finput:storage()),
        torch.pointer(m.gradInput:storage())
    end
    local first = { addresses() }
    assert.same(first, { addresses() })
    m:clearState()
    assert.equal(0, m.finput:nElement())
  end)

  it('draws its parameters with a given standard deviation', function()
    local m = nn.SpatialConvolution(2, 40, 3, 3):reset(0.5)
    assert.is_true(m.weight:max() <= 0.5 * math.sqrt(3) and m.weight:max() > 0.8)
    assert.is_true(math.abs(m.weight:std() - 0.5) < 0.03)
  end)
end)

describe('SpatialFullConvolution with a tensor whose size it shall reach', function()
  it('adjusts, and gives that tensor no gradient', function()
    local m = nn.SpatialFullConvolution(2, 1, 3, 3, 2, 2, 1, 1)
    local x, like = torch.randn(2, 2, 4, 3), torch.randn(2, 5, 8, 5)
    assert.equal('2x1x8x5', table.concat(m:forward({ x, like }):size():totable(), 'x'))
    local gradInput = m:backward({ x, like }, m.output)
    assert.equal('2x2x4x3', table.concat(gradInput[1]:size():totable(), 'x'))
    assert.is_true(gradInput[2]:isSameSizeAs(like))
    assert.equal(0, gradInput[2]:ne(0):sum())
    m:clearState()
    m:forward({ x, like })
    is_near(gradInput, m:backward({ x, like }, m.output), 0)
    local plain = m:backward(x, m:forward(x))
    assert.equal('torch.DoubleTensor', torch.typename(plain))
    assert.equal('2x1x7x5', table.concat(m.output:size():totable(), 'x'))
  end)
end)

describe('misuse of', function()
  local spatial = function() return nn.SpatialConvolution(2, 3, 3, 3) end
  local t = torch.Tensor
  for _, case in ipairs {
    -- text, what is done, words of the error
    { 'SpatialConvolution: other planes', function() spatial():forward(torch.zeros(1, 5, 5)) end,
      'Need input of dimension 3 and input.size[0] == 2 but got input to be of shape: '
      .. '[1 x 5 x 5]' },
    { 'SpatialConvolution: other planes in a batch', function()
      spatial():forward(torch.zeros(4, 1, 5, 5))
    end, 'Need input of dimension 4 and input.size[1] == 2 but got input to be of shape: '
      .. '[4 x 1 x 5 x 5]' },
    { 'SpatialConvolution: a matrix', function() spatial():forward(torch.zeros(5, 5)) end,
      'Need input of dimension 3' },
    { 'SpatialConvolution: nothing', function() spatial():forward(t()) end,
      'Need input of dimension 3' },
    { 'SpatialConvolution: too small', function()
      nn.SpatialConvolution(2, 3, 8, 8):forward(torch.zeros(2, 5, 5))
    end, 'Given input size: (2 x 5 x 5). Calculated output size: (3 x -2 x -2). '
      .. 'Output size is too small' },
    { 'SpatialConvolution: another type', function()
      spatial():forward(torch.FloatTensor(2, 5, 5))
    end, 'DoubleTensor' },
    { 'SpatialConvolution: a number', function() spatial():forward(3) end, 'SpatialConvolution' },
    { 'SpatialConvolution: gradOutput of another size', function()
      spatial():updateGradInput(torch.zeros(2, 5, 5), torch.zeros(3, 3, 4))
    end, 'Need gradOutput of shape: [3 x 3 x 3] but got gradOutput to be of shape: [3 x 3 x 4]' },
    { 'SpatialConvolution: gradOutput of another size for the weight', function()
      spatial():accGradParameters(torch.zeros(2, 5, 5), torch.zeros(3))
    end, 'Need gradOutput of shape: [3 x 3 x 3]' },
    { 'SpatialConvolution: a weight of another size', function()
      with(spatial(), { weight = t(3, 2, 3, 4) }):forward(torch.zeros(2, 5, 5))
    end, 'weight of size 3x2x3x4 does not fit a kernel of [3 x 3]' },
    { 'SpatialConvolution: a matrix that is no weight', function()
      with(spatial(), { weight = t(3, 17) }):forward(torch.zeros(2, 5, 5))
    end, 'weight of size 3x17 does not fit' },
    { 'SpatialConvolution: no weight', function()
      with(spatial(), { weight = t() }):forward(torch.zeros(2, 5, 5))
    end, 'does not fit' },
    { 'SpatialConvolution: a bias of another size', function()
      with(spatial(), { bias = t(4) }):forward(torch.zeros(2, 5, 5))
    end, 'bias must have 3 elements' },
    { 'SpatialConvolution: a gradBias of another size', function()
      with(spatial(), { gradBias = t(4) }):accGradParameters(torch.zeros(2, 5, 5),
        torch.zeros(3, 3, 3))
    end, 'gradBias must have 3 elements' },
    { 'SpatialConvolution: a stride of 0', function()
      with(spatial(), { dW = 0 }):forward(torch.zeros(2, 5, 5))
    end, 'stride must be from 1' },
    { 'SpatialConvolution: a huge padding', function()
      with(spatial(), { padW = 2 ^ 40 }):forward(torch.zeros(2, 5, 5))
    end, 'padding must be from 0' },
    { 'SpatialConvolution: more padding than memory', function()
      with(spatial(), { padW = 2 ^ 29, padH = 2 ^ 29 }):forward(torch.zeros(2, 5, 5))
    end, 'too large' },
    { 'SpatialConvolution: negative padding', function()
      nn.SpatialConvolution(2, 3, 3, 3, 1, 1, -1)
    end, 'padW: expected an integer >= 0' },
    { 'SpatialConvolution: no kernel', function() nn.SpatialConvolution(2, 3) end,
      'kW: expected an integer >= 1, got nil' },
    { 'SpatialConvolution: a kernel that is larger than its weight', function()
      with(spatial(), { kW = 2 ^ 30, kH = 2 ^ 30 }):forward(torch.zeros(2, 5, 5))
    end, 'does not fit' },
    { 'SpatialConvolution: a scratch buffer in use', function()
      local m, input = spatial(), torch.zeros(2, 5, 5)
      with(m, { finput = input }):forward(input)
    end, 'finput' },
    { 'SpatialConvolution: a scratch buffer that is a window of the input', function()
      local storage = torch.zeros(400):storage()
      local input = torch.Tensor(storage, 1, torch.LongStorage { 2, 10, 10 })
      local window = torch.Tensor(torch.DoubleStorage(storage, 1, 400))
      with(spatial(), { finput = window }):forward(input)
    end, 'finput and a tensor must not share memory' },
    { 'SpatialConvolution: output that is the input', function()
      local m, input = spatial(), torch.zeros(2, 5, 5)
      with(m, { output = input }):forward(input)
    end, 'output and input must not be the same tensor' },
    { 'SpatialDilatedConvolution: a dilation of 0', function()
      nn.SpatialDilatedConvolution(2, 3, 3, 3, 1, 1, 0, 0, 0)
    end, 'dilationW: expected an integer >= 1' },
    { 'SpatialDilatedConvolution: a dilation of 0 set later', function()
      with(nn.SpatialDilatedConvolution(2, 3, 3, 3), { dilationH = -1 })
        :forward(torch.zeros(2, 5, 5))
    end, 'dilation must be from 1' },
    { 'SpatialDepthWiseConvolution: other planes', function()
      nn.SpatialDepthWiseConvolution(2, 3, 3, 3):forward(torch.zeros(3, 5, 5))
    end, 'input.size[0] == 2' },
    { 'SpatialFullConvolution: too much adjustment', function()
      nn.SpatialFullConvolution(2, 3, 3, 3, 2, 2, 0, 0, 2, 0)
    end, 'adjW: expected less than dW = 2' },
    { 'SpatialFullConvolution: too much adjustment set later', function()
      with(nn.SpatialFullConvolution(2, 3, 3, 3), { adjH = 1 }):forward(torch.zeros(2, 5, 5))
    end, 'output adjustment must be smaller than the stride' },
    { 'SpatialFullConvolution: a size from a vector', function()
      nn.SpatialFullConvolution(2, 3, 3, 3):forward({ torch.zeros(2, 5, 5), torch.zeros(3) })
    end, 'input[2]: expected a tensor of at least 2 dimensions' },
    { 'SpatialFullConvolution: an empty table', function()
      nn.SpatialFullConvolution(2, 3, 3, 3):forward({})
    end, 'input' },
    { 'SpatialFullConvolution: more padding than output', function()
      nn.SpatialFullConvolution(2, 3, 3, 3, 1, 1, 4, 4):forward(torch.zeros(2, 5, 5))
    end, 'Calculated output size: (3 x -1 x -1)' },
    { 'VolumetricConvolution: an image', function()
      nn.VolumetricConvolution(2, 3, 3, 3, 3):forward(torch.zeros(5, 5))
    end, 'Need input of dimension 4 and input.size[0] == 2 but got input to be of shape: [5 x 5]' },
    { 'VolumetricFullConvolution: too much adjustment', function()
      nn.VolumetricFullConvolution(2, 3, 3, 3, 3, 1, 1, 1, 0, 0, 0, 0, 0, 1)
    end, 'adjH: expected less than dH = 1' },
  } do
    it(case[1], function()
      local ok, message = pcall(case[2])
      assert.is_false(ok)
      assert.is_truthy(tostring(message):find(case[3], 1, true), tostring(message))
    end)
  end
end)
