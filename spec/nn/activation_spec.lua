-- Point-wise layers: the checks of support/layers.lua, values against plain Lua, misuse.
local layers = require 'support.layers'

torch.manualSeed(57)
local function any() return torch.random(2, 6) end
local n, m, b, h, w = any(), any(), any(), any(), any()

local function use(module)
  module:evaluate()
  return module
end

-- For functions of positive numbers.
local function of_squares(module)
  return nn.Sequential():add(nn.Square()):add(nn.AddConstant(0.5)):add(module)
end

local simple = { { n }, { b, n }, { b, n, h } }

local modules = {
  { 'Exp', function() return nn.Exp() end, simple },
  { 'Log', function() return of_squares(nn.Log()) end, simple },
  { 'Square', function() return nn.Square() end, simple },
  { 'Sqrt', function() return of_squares(nn.Sqrt()) end, simple },
  { 'LogSigmoid', function() return nn.LogSigmoid() end, simple },
  { 'SoftSign', function() return nn.SoftSign() end, simple },
  { 'TanhShrink', function() return nn.TanhShrink() end, simple },
  { 'Power(2)', function() return nn.Power(2) end, simple },
  { 'Power(3)', function() return nn.Power(3) end, simple },
  { 'Power(1.7)', function() return of_squares(nn.Power(1.7)) end, simple },
  { 'Power(0.5)', function() return of_squares(nn.Power(0.5)) end, simple },
  { 'Power(-1)', function() return of_squares(nn.Power(-1)) end, simple },
  { 'AddConstant', function() return nn.AddConstant(-1.5) end, simple },
  { 'AddConstant in place', function() return nn.AddConstant(2, true) end, simple },
  { 'AddConstant of a tensor', function()
    return nn.AddConstant(torch.range(1, n))
  end, { { n }, { b, n } } },
  { 'MulConstant', function() return nn.MulConstant(-1.5) end, simple },
  { 'MulConstant in place', function() return nn.MulConstant(2, true) end, simple },
  { 'MulConstant of a tensor', function()
    return nn.MulConstant(torch.range(1, n))
  end, { { n }, { b, n } } },
  { 'ReLU6', function() return nn.ReLU6() end, simple },
  { 'ReLU6 in place', function() return nn.ReLU6(true) end, simple },
  { 'HardTanh', function() return nn.HardTanh() end, simple },
  { 'HardTanh in place', function() return nn.HardTanh(-0.5, 0.75, true) end, simple },
  { 'Clamp', function() return nn.Clamp(-0.25, 0.5) end, simple },
  { 'ELU', function() return nn.ELU() end, simple },
  { 'ELU(0.3) in place', function() return nn.ELU(0.3, true) end, simple },
  { 'ELU(-0.7)', function() return nn.ELU(-0.7) end, simple },
  { 'LeakyReLU', function() return nn.LeakyReLU() end, simple },
  { 'LeakyReLU in place', function() return nn.LeakyReLU(0.2, true) end, simple },
  { 'LeakyReLU(-0.5)', function() return nn.LeakyReLU(-0.5, true) end, simple },
  { 'RReLU in use', function() return use(nn.RReLU()) end, simple },
  { 'RReLU in place in use', function() return use(nn.RReLU(0.1, 0.2, true)) end, simple },
  { 'RReLU with one slope', function() return nn.RReLU(0.2, 0.2) end, simple },
  { 'CReLU of vectors', function() return nn.CReLU(1) end, { { n }, { b, n }, { 1, n } } },
  { 'CReLU of images', function() return nn.CReLU(3, true) end, { { n, h, w }, { b, n, h, w } } },
  { 'SoftPlus', function() return nn.SoftPlus() end, simple },
  { 'SoftPlus(3)', function() return nn.SoftPlus(3) end, simple },
  { 'SoftShrink', function() return nn.SoftShrink() end, simple },
  { 'SoftShrink(1)', function() return nn.SoftShrink(1) end, simple },
  { 'HardShrink', function() return nn.HardShrink() end, simple },
  { 'HardShrink(0)', function() return nn.HardShrink(0) end, simple },
  { 'GatedLinearUnit', function() return nn.GatedLinearUnit() end,
    { { 6 }, { b, 4 }, { b, h, 2 } } },
  { 'GatedLinearUnit(1)', function() return nn.GatedLinearUnit(1) end, { { 6 }, { 4, n } } },
  { 'GatedLinearUnit(-2)', function() return nn.GatedLinearUnit(-2) end,
    { { 4, n }, { b, 2, n } } },
  { 'PReLU', function() return nn.PReLU() end, simple },
  { 'PReLU of planes', function() return nn.PReLU(n) end,
    { { n }, { b, n }, { b, n, n }, { b, n, h, w }, { 1, n, 1, 1 } } },
  { 'PReLU of an image', function() return nn.PReLU(3) end, { { 3, 5, 4 } } },
  { 'Mul', function() return nn.Mul() end, simple },
  { 'CAdd', function() return nn.CAdd(n) end, { { n }, { b, n } } },
  { 'CAdd of a matrix', function() return nn.CAdd(n, m) end, { { n, m }, { b, n, m } } },
  { 'CAdd expanded', function() return nn.CAdd(1, n, 1) end, { { b, n, w } } },
  { 'Maxout', function() return nn.Maxout(n, m, 3) end, { { n }, { b, n } } },
  { 'Maxout with a function between', function()
    return nn.Maxout(n, m, 2, nn.Tanh())
  end, { { n }, { b, n } } },
  { 'Contiguous', function() return nn.Contiguous() end, simple },
}

describe('nn.', function()
  for name, run in layers.module_checks(modules) do
    -- CReLU is the one class that is printed without 'nn.'; golden_spec.lua sees to that
    if not name:find('^CReLU.*: text') then it(name, run) end
  end
end)

-- name, module, the function in plain Lua
local function softplus(x) return math.max(x, 0) + math.log(1 + math.exp(-math.abs(x))) end
local functions = {
  { 'Exp', nn.Exp(), math.exp },
  { 'Square', nn.Square(), function(x) return x * x end },
  { 'LogSigmoid', nn.LogSigmoid(), function(x) return -softplus(-x) end },
  { 'SoftSign', nn.SoftSign(), function(x) return x / (1 + math.abs(x)) end },
  { 'TanhShrink', nn.TanhShrink(), function(x)
    return x - (1 - math.exp(-2 * x)) / (1 + math.exp(-2 * x))
  end },
  { 'Power(3)', nn.Power(3), function(x) return x * x * x end },
  { 'ReLU6', nn.ReLU6(), function(x) return math.min(math.max(x, 0), 6) end },
  { 'Clamp', nn.Clamp(-2, 3), function(x) return math.min(math.max(x, -2), 3) end },
  { 'ELU', nn.ELU(0.5), function(x) return x > 0 and x or 0.5 * (math.exp(x) - 1) end },
  { 'LeakyReLU', nn.LeakyReLU(0.1), function(x) return x > 0 and x or 0.1 * x end },
  { 'SoftPlus', nn.SoftPlus(2), function(x) return softplus(2 * x) / 2 end },
  { 'SoftShrink', nn.SoftShrink(2), function(x)
    return x > 2 and x - 2 or x < -2 and x + 2 or 0
  end },
  { 'HardShrink', nn.HardShrink(2), function(x) return math.abs(x) > 2 and x or 0 end },
}

describe('the values of', function()
  for _, row in ipairs(functions) do
    it(row[1], function()
      local x = torch.linspace(-8, 8, 1003)
      local y, float = row[2]:forward(x), row[2]:clone():float():forward(x:float())
      for i = 1, 1003 do
        local expected = row[3](x[i])
        local scale = math.max(1, math.abs(expected))
        assert.is_true(math.abs(y[i] - expected) < 1e-13 * scale, ('%g'):format(x[i]))
        assert.is_true(math.abs(float[i] - expected) < 3e-6 * scale, ('float %g'):format(x[i]))
      end
    end)
  end
end)

describe('far from zero', function()
  it('LogSigmoid keeps its digits', function()
    local y = nn.LogSigmoid():forward(torch.Tensor { -1e4, -800, 40, 800 })
    assert.same({ -1e4, -800 }, { y[1], y[2] })
    assert.is_true(math.abs(y[3] / -math.exp(-40) - 1) < 1e-12)
    assert.equal(0, y[4])
  end)

  it('SoftPlus keeps its digits', function()
    local module = nn.SoftPlus()
    local x = torch.Tensor { -800, -40, 25, 1e4 }
    local y = module:forward(x)
    assert.equal(0, y[1])
    assert.is_true(math.abs(y[2] / math.exp(-40) - 1) < 1e-12)
    assert.same({ 25, 1e4 }, { y[3], y[4] })
    local gradInput = module:backward(x, torch.ones(4))
    assert.same({ 0, 1, 1 }, { gradInput[1], gradInput[3], gradInput[4] })
  end)

  it('the gradient of Sqrt at 0 is 0', function()
    local module, x = nn.Sqrt(), torch.Tensor { 0, 4 }
    module:forward(x)
    assert.same({ 0, 0.25 }, module:backward(x, torch.ones(2)):totable())
  end)
end)

describe('RReLU in training', function()
  for _, inplace in ipairs { false, true } do
    it('draws a slope for each element that is not positive, in place: ' .. tostring(inplace),
      function()
        local module = nn.RReLU(0.1, 0.4, inplace)
        local x, g = torch.randn(40, 20), torch.randn(40, 20)
        torch.manualSeed(3)
        local y = module:forward(x:clone()):clone()
        torch.manualSeed(3)
        local noise = x:clone():apply(function(v) return v > 0 and 1 or torch.uniform(0.1, 0.4) end)
        assert.equal(0, layers.distance(noise, module.noise))
        assert.is_true(layers.distance(torch.cmul(x, noise), y) < 1e-15)
        local gradInput = module:backward(x, g:clone())
        assert.is_true(layers.distance(torch.cmul(g, noise), gradInput) < 1e-15)
        assert.equal(0, module:clearState().noise:nElement())
      end)
  end
end)

describe('in place', function()
  for _, row in ipairs {
    { 'AddConstant', nn.AddConstant(2, true) }, { 'MulConstant', nn.MulConstant(2, true) },
    { 'AddConstant of a tensor', nn.AddConstant(torch.Tensor { 1, 2, 4 }, true) },
    { 'MulConstant of a tensor', nn.MulConstant(torch.Tensor { 1, 2, 4 }, true) },
  } do
    it(row[1] .. ' gives the input back', function()
      local x = torch.Tensor { { 1, 2, 3 }, { -1, 0, 5 } }
      local input = x:clone()
      local y = row[2]:forward(input)
      assert.equal(0, layers.distance(y, input))
      assert.is_true(layers.distance(y, x) > 0)
      row[2]:backward(input, torch.ones(2, 3))
      assert.equal(0, layers.distance(x, input))
    end)
  end

  it('MulConstant(0) leaves no nan behind', function()
    local module, input = nn.MulConstant(0, true), torch.ones(3)
    module:forward(input)
    module:backward(input, torch.ones(3))
    assert.equal(0, input:sum())
  end)

  it('LeakyReLU leaves it when the slope is negative', function()
    local module, input = nn.LeakyReLU(-1, true), torch.Tensor { -2, 2 }
    assert.same({ 2, 2 }, module:forward(input):totable())
    assert.same({ -2, 2 }, input:totable())
    assert.is_true(nn.LeakyReLU(true).inplace)
  end)
end)

describe('Copy', function()
  it('converts and converts back', function()
    local module, x = nn.Copy('torch.DoubleTensor', 'torch.FloatTensor'), torch.randn(3, 4):t()
    local y = module:forward(x)
    assert.equal('torch.FloatTensor', torch.type(y))
    assert.is_true(layers.distance(x, y) < 1e-6)
    local gradInput = module:backward(x, y)
    assert.equal('torch.DoubleTensor', torch.type(gradInput))
    assert.equal(0, layers.distance(gradInput, y))
  end)

  it('passes its input on between equal types, unless it must copy', function()
    local x = torch.randn(3)
    assert.equal(torch.pointer(x:storage()), torch.pointer(nn.Copy():forward(x):storage()))
    local copy = nn.Copy(nil, nil, true):forward(x)
    assert.are_not.equal(torch.pointer(x:storage()), torch.pointer(copy:storage()))
  end)

  it('survives files and casts only if it may', function()
    local module = nn.Copy('torch.DoubleTensor', 'torch.FloatTensor', false, true)
    local y = module:clone():float():forward(torch.randn(2))
    assert.equal('torch.FloatTensor', torch.type(y))
    assert.equal('torch.DoubleTensor', torch.type(module:double().gradInput))
  end)
end)

describe('Contiguous', function()
  it('copies only what has gaps', function()
    local module, x = nn.Contiguous(), torch.randn(3, 4)
    assert.equal(torch.pointer(x:storage()), torch.pointer(module:forward(x):storage()))
    local y = module:forward(x:t())
    assert.is_true(y:isContiguous())
    assert.equal(0, layers.distance(x:t(), y))
    assert.are_not.equal(torch.pointer(x:storage()), torch.pointer(y:storage()))
    assert.equal(0, layers.distance(x, module:forward(x)))
  end)
end)

describe('CReLU', function()
  it('has the sizes of Torch7', function()
    for sizes, expected in pairs { ['4'] = '8', ['3x4'] = '3x8' } do
      local list = {}
      for size in sizes:gmatch('%d+') do list[#list + 1] = tonumber(size) end
      local y = nn.CReLU(1):forward(torch.randn(torch.LongStorage(list)))
      assert.equal(expected, table.concat(y:size():totable(), 'x'))
    end
  end)
end)

describe('an empty batch', function()
  for _, row in ipairs { { 'Exp', nn.Exp() }, { 'ELU', nn.ELU() }, { 'RReLU', nn.RReLU() },
                         { 'SoftPlus', nn.SoftPlus() }, { 'HardTanh', nn.HardTanh() } } do
    it('passes through ' .. row[1], function()
      local empty = torch.Tensor()
      assert.equal(0, row[2]:forward(empty):nElement())
      assert.equal(0, row[2]:backward(empty, empty:clone()):nElement())
    end)
  end
end)

describe('misuse:', function()
  local x = torch.randn(2, 3)
  local function tampered(module, fields)
    for key, value in pairs(fields) do module[key] = value end
    return module
  end
  for _, row in ipairs {
    -- text, function, part of the message
    { 'no number for Power', function() nn.Power('x') end, 'p: expected a number' },
    { 'no constant', function() nn.AddConstant() end, 'constant: expected a number or a tensor' },
    { 'a constant that does not fit', function()
      nn.MulConstant(torch.ones(4)):forward(x)
    end, 'does not fit' },
    { 'limits the wrong way round', function() nn.HardTanh(1, -1) end, 'larger than min_value' },
    { 'Clamp without limits', function() nn.Clamp() end, 'min: expected a number' },
    { 'RReLU with limits the wrong way round', function() nn.RReLU(0.5, 0.1) end,
      'expected 0 <= lower <= upper' },
    { 'RReLU with broken fields', function()
      tampered(nn.RReLU(), { lower = 2, upper = 0 / 0 }):forward(x)
    end, 'expected 0 <= lower <= upper' },
    { 'RReLU with noise of another size', function()
      local module = nn.RReLU()
      module:forward(x)
      module.noise = torch.ones(4)
      module:backward(x, x)
    end, 'RReLU' },
    { 'ELU in place with a negative alpha', function() nn.ELU(-1, true):forward(x) end,
      'in%-place processing requires alpha >= 0' },
    { 'LeakyReLU in place, changed to a negative slope', function()
      tampered(nn.LeakyReLU(0.1, true), { negval = -1 }):forward(x)
    end, 'in%-place processing requires negval >= 0' },
    { 'SoftPlus(0)', function() nn.SoftPlus(0) end, 'not 0' },
    { 'GatedLinearUnit of an odd size', function() nn.GatedLinearUnit():forward(x) end,
      'even size in dimension 2, got size 2x3' },
    { 'GatedLinearUnit of a dimension that is not there', function()
      nn.GatedLinearUnit(3):forward(x)
    end, 'GatedLinearUnit' },
    { 'GatedLinearUnit of nothing', function() nn.GatedLinearUnit():forward(torch.Tensor()) end,
      'even size' },
    { 'GatedLinearUnit with a gradOutput of another size', function()
      nn.GatedLinearUnit(1):updateGradInput(x, x)
    end, 'gradOutput' },
    { 'CReLU without dimensions', function() nn.CReLU() end, 'nInputDims: expected an integer' },
    { 'CReLU of an input with too many dimensions', function()
      nn.CReLU(1):forward(torch.randn(2, 3, 4))
    end, 'expected a sample of 1 dimensions' },
    { 'CReLU with a gradOutput of another size', function()
      nn.CReLU(1):updateGradInput(x, x)
    end, 'gradOutput' },
    { 'PReLU of other planes', function() nn.PReLU(4):forward(x) end,
      'wrong number of input planes' },
    { 'PReLU of nothing', function() nn.PReLU():forward(torch.Tensor()) end,
      'wrong number of input planes' },
    { 'PReLU without weight', function()
      tampered(nn.PReLU(), { weight = torch.Tensor() }):forward(x)
    end, 'wrong number of input planes' },
    { 'PReLU with another gradWeight', function()
      tampered(nn.PReLU(3), { gradWeight = torch.Tensor(2) }):accGradParameters(x, x)
    end, 'gradWeight' },
    { 'PReLU with a gradOutput of another size', function()
      nn.PReLU():updateGradInput(x, torch.ones(5))
    end, 'gradOutput' },
    { 'CAdd that does not fit', function() nn.CAdd(4):forward(x) end, 'does not fit' },
    { 'CAdd of no size', function() nn.CAdd(0) end, 'size' },
    { 'Maxout without a number', function() nn.Maxout(3, 2) end, 'maxoutNumber' },
    { 'Copy to no type', function() nn.Copy('torch.DoubleTensor', 'torch.LongStorage') end,
      'the name of a tensor type' },
    { 'Copy of a number', function() nn.Copy():forward(3) end, 'expected a tensor' },
    { 'Contiguous of floats', function() nn.Contiguous():forward(x:float()) end,
      'expected a torch.DoubleTensor' },
    { 'Exp of integers', function() nn.Exp():forward(torch.LongTensor { 1 }) end, 'Exp' },
    { 'a gradOutput of another size', function() nn.Log():updateGradInput(x, torch.ones(4)) end,
      'gradOutput' },
  } do
    it(row[1], function()
      local ok, message = pcall(row[2])
      assert.is_false(ok)
      assert.is_truthy(tostring(message):find(row[3]), message)
    end)
  end
end)
