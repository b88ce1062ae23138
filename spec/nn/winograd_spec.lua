-- Convolution by minimal filtering, which 3 x 3 kernels with steps of 1 and many planes go through,
-- against convolution by windows: that is what a kernel of 3 x 4 with a column of zeros takes.
local torch = require 'torch'
local nn = require 'nn'

-- planes, filters, height, width, padding below and beside, samples (0: a single one)
local cases = {
  { 16, 17, 9, 7, 1, 1, 3 },
  { 20, 33, 8, 8, 0, 0, 2 },
  { 16, 16, 5, 12, 2, 1, 0 },
  { 48, 50, 13, 10, 1, 2, 5 },
  { 64, 96, 16, 37, 1, 1, 2 },
  { 17, 30, 6, 150, 0, 2, 1 },
}

local function input_of(case, columns, tensor)
  local planes, height, n = case[1], case[3], case[7]
  if n == 0 then return tensor(planes, height, columns) end
  return tensor(n, planes, height, columns)
end

-- The largest difference in units of the largest value.
local function distance(a, b)
  return torch.add(a, -1, b):abs():max() / torch.abs(b):max()
end

for name, tolerance in pairs { ['torch.DoubleTensor'] = 1e-13, ['torch.FloatTensor'] = 5e-6 } do
  describe('convolution by minimal filtering of ' .. name, function()
    for _, case in ipairs(cases) do
      local planes, filters, _, width, padH, padW, n = (unpack or table.unpack)(case)
      local layer, wide, x, wideX
      before_each(function()
        torch.manualSeed(1)
        layer = nn.SpatialConvolution(planes, filters, 3, 3, 1, 1, padW, padH):type(name)
        wide = nn.SpatialConvolution(planes, filters, 4, 3, 1, 1, padW, padH):type(name)
        wide.weight:zero():narrow(4, 1, 3):copy(layer.weight)
        wide.bias:copy(layer.bias)
        x = input_of(case, width, torch.randn):type(name)
        wideX = input_of(case, width + 1, torch.zeros):type(name)
        wideX:narrow(x:dim(), 1, width):copy(x)
      end)

      it(table.concat(case, ' ') .. ' is convolution', function()
        local y, expected = layer:forward(x), wide:forward(wideX)
        assert.is_true(distance(y, expected) < tolerance)
        local g = y:clone():normal()
        layer:zeroGradParameters()
        wide:zeroGradParameters()
        layer:backward(x, g, 0.5)
        wide:backward(wideX, g, 0.5)
        assert.is_true(distance(layer.gradInput, wide.gradInput:narrow(x:dim(), 1, width))
                       < tolerance)
        assert.is_true(distance(layer.gradWeight, wide.gradWeight:narrow(4, 1, 3)) < tolerance)
        assert.is_true(distance(layer.gradBias, wide.gradBias) < tolerance)
        -- gradients are added to
        local once = layer.gradWeight:clone()
        layer:accGradParameters(x, g, 0.5)
        assert.is_true(distance(layer.gradWeight, once * 2) < tolerance)
      end)

      if n > 1 then
        it(table.concat(case, ' ') .. ' gives a sample the same in a batch and alone', function()
          local y = layer:forward(x):clone()
          for i = 1, n do assert.equal(0, torch.add(layer:forward(x[i]), -1, y[i]):abs():max()) end
        end)
      end
    end
  end)
end

describe('convolution by minimal filtering', function()
  it('gives the same bits for any number of threads', function()
    torch.manualSeed(2)
    local layer = nn.SpatialConvolution(64, 48, 3, 3, 1, 1, 1, 1):float()
    local x = torch.FloatTensor(7, 64, 15, 18):normal()
    local g = torch.FloatTensor(7, 48, 15, 18):normal()
    local threads, first = torch.getnumthreads(), nil
    for _, count in ipairs { 1, 2, 3, 5 } do
      torch.setnumthreads(count)
      layer:zeroGradParameters()
      layer:forward(x)
      layer:backward(x, g)
      local results = { layer.output, layer.gradInput, layer.gradWeight, layer.gradBias }
      first = first or nn.utils.recursiveCopy(nil, results)
      for i, r in ipairs(results) do assert.equal(0, torch.add(r, -1, first[i]):abs():max()) end
    end
    torch.setnumthreads(threads)
  end)

  it('serves full convolution, in the other direction', function()
    torch.manualSeed(3)
    local full = nn.SpatialFullConvolution(50, 48, 3, 3, 1, 1, 1, 1)
    local plain = nn.SpatialConvolution(48, 50, 3, 3, 1, 1, 1, 1)
    plain.weight:copy(full.weight)
    plain.bias:zero()
    local x, g = torch.randn(2, 50, 9, 8), torch.randn(2, 48, 9, 8)
    -- <full(x), g> = <x, plain(g)> + the bias's part
    local y = full:forward(x)
    local bias = full.bias:view(1, 48, 1, 1):expandAs(y)
    local left = (y - bias):cmul(g):sum()
    assert.is_true(math.abs(left - torch.cmul(plain:forward(g), x):sum()) < 1e-9 * y:nElement())
    full:zeroGradParameters()
    local gradInput = full:backward(x, g)
    assert.is_true(distance(gradInput, plain.output) < 1e-13)
    plain:zeroGradParameters()
    plain:backward(g, x)
    assert.is_true(distance(full.gradWeight, plain.gradWeight) < 1e-13)
  end)

  it('agrees with finite differences', function()
    torch.manualSeed(4)
    local layer = nn.SpatialConvolution(48, 48, 3, 3, 1, 1, 1, 1)
    local x, g = torch.randn(1, 48, 4, 5), torch.randn(1, 48, 4, 5)
    layer:zeroGradParameters()
    layer:forward(x)
    layer:backward(x, g)
    local function check(values, gradient)
      values, gradient = values:view(-1), gradient:view(-1)
      for k = 1, values:size(1), math.floor(values:size(1) / 23) do
        local kept, h = values[k], 1e-3
        values[k] = kept + h
        local up = torch.cmul(layer:forward(x), g):sum()
        values[k] = kept - h
        local down = torch.cmul(layer:forward(x), g):sum()
        values[k] = kept
        assert.is_true(math.abs((up - down) / (2 * h) - gradient[k]) < 1e-8)
      end
    end
    check(x, layer.gradInput)
    check(layer.weight, layer.gradWeight)
    check(layer.bias, layer.gradBias)
  end)
end)
