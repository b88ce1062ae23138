-- Containers, decorators and layers over nested tables: the common checks, errors with their place
-- in networks of two and more levels, and nn.checkNaN.
local layers = require 'support.layers'

torch.manualSeed(57)
local function any() return torch.random(2, 5) end
local n, m, b, h = any(), any(), any(), any()
local x = torch.ones

local function same(a, c)
  assert.equal(0, layers.distance(a, c))
end

local function message_of(f, ...)
  local ok, message = pcall(f, ...)
  assert.is_false(ok, 'no error was raised')
  return type(message) == 'string' and message:gsub('[^%s:]+%.lua:%d+: ', '') or message
end

local function says(message, ...)
  for _, text in ipairs { ... } do
    assert.truthy(message:find(text, 1, true), ('"%s" is not in: %s'):format(text, message))
  end
end

-- --- the common checks ---------------------------------------------------------------------------

local rows = {
  { 'Parallel', function()
    return nn.Parallel(1, 1):add(nn.Linear(n, m)):add(nn.Linear(n, h))
  end, { { 2, n } } },
  { 'Parallel over columns', function()
    return nn.Parallel(2, 2):add(nn.Linear(n, m)):add(nn.Tanh()):add(nn.Linear(n, 1))
  end, { { b, 3, n }, { 1, 3, n } } },
  { 'Parallel with a module that has no slice', function()
    return nn.Parallel(1, 1):add(nn.Linear(n, m)):add(nn.Tanh())
  end, { { 1, n } } },
  { 'DepthConcat', function()
    return nn.DepthConcat(1):add(nn.Identity()):add(nn.Sequential():add(nn.Linear(n, n + 3))
      :add(nn.Tanh()))
  end, { { b, n }, { 1, n } } },
  { 'DepthConcat along columns', function()
    return nn.DepthConcat(2):add(nn.Linear(n, m)):add(nn.Sequential()
      :add(nn.Sum(1, nil, nil, false)):add(nn.Tanh()))
  end, { { b, n } } },
  { 'MapTable', function() return nn.MapTable(nn.Linear(n, m)) end,
    { { { n } }, { { b, n }, { n }, { 1, n } } } },
  { 'MapTable without sharing', function() return nn.MapTable(nn.Tanh(), false) end,
    { { { n }, { b, n } } } },
  { 'MapTable of a network', function()
    return nn.MapTable():add(nn.Sequential():add(nn.Linear(n, m)):add(nn.Tanh()))
  end, { { { n }, { b, n } } } },
  { 'Decorator', function() return nn.Decorator(nn.Linear(n, m)) end, { { n }, { b, n } } },
  { 'Decorator of tables', function() return nn.Decorator(nn.ParallelTable():add(nn.Tanh())
    :add(nn.Linear(n, m))) end, { { { h }, { n } } } },
  { 'Bottle', function() return nn.Bottle(nn.Linear(n, m)) end,
    { { n }, { b, n }, { b, h, n }, { 1, b, h, n } } },
  { 'Bottle that drops a dimension', function() return nn.Bottle(nn.Sum(2), 2, 1) end,
    { { b, n }, { b, h, n } } },
  { 'Bottle of networks', function()
    return nn.Bottle(nn.Sequential():add(nn.Linear(n, m)):add(nn.LogSoftMax()))
  end, { { b, h, n } } },
  { 'GPU', function() return nn.GPU(nn.Linear(n, m), 2, 1) end, { { n }, { b, n } } },
  { 'NaN', function() return nn.NaN(nn.Linear(n, m), 'mine') end, { { n }, { b, n } } },
  { 'Profile', function() return nn.Profile(nn.Linear(n, m), 1e9) end, { { n }, { b, n } } },
  { 'FlattenTable', function() return nn.FlattenTable() end,
    { { { n } }, { { n }, { { m, b }, { { h } } } } } },
  { 'SplitTable', function() return nn.SplitTable(2) end, { { n, m }, { n, m, h } } },
  { 'SplitTable from the end', function() return nn.SplitTable(-1) end, { { n, m }, { b, n, m } } },
  { 'SplitTable with batches', function() return nn.SplitTable(1, 2) end,
    { { n, m }, { b, n, m } } },
  { 'ZipTable', function() return nn.ZipTable() end,
    { { { { n }, { m } }, { { h }, { b } }, { { 1 }, { n } } } } },
  { 'ZipTableOneToMany', function() return nn.ZipTableOneToMany() end,
    { { { n }, { { m }, { n }, { b, h } } } } },
}

describe('nn.', function()
  -- parameters() of a MapTable lists those of the clones as well, as in Torch7
  local other = { ['parameters in one vector'] = true, ['scattered parameters'] = true }
  for name, run in layers.module_checks(rows) do
    if not (name:find '^MapTable' and other[name:match ': (.*)$']) then it(name, run) end
  end
end)

-- --- what is particular to each class ------------------------------------------------------------

describe('nn.Parallel', function()
  it('is the modules side by side', function()
    local a, c = nn.Linear(3, 2), nn.Linear(3, 4)
    local net, input = nn.Parallel(2, 1):add(a):add(c), torch.randn(3, 2)
    local expected = torch.cat(a:forward(input:select(2, 1)), c:forward(input:select(2, 2)), 1)
    same(expected, net:forward(input))
    assert.equal(6, net.totalOutputSize[1])
  end)

  it('gives zeros where a module has no gradInput', function()
    local net = nn.Parallel(1, 1):add(nn.Linear(2, 2)):add(nn.Tanh())
    net:get(1).gradInput = nil
    net:forward(x(2, 2))
    local gradInput = net:backward(x(2, 2), x(4))
    assert.equal(0, gradInput[1]:abs():sum())
    assert.is_true(gradInput[2]:abs():sum() > 0)
  end)
end)

describe('nn.DepthConcat', function()
  it('centres small outputs in zeros', function()
    local middle = nn.Identity()
    function middle.updateOutput(self, input)
      self.output = input:narrow(2, 2, 2)
      return self.output
    end
    function middle.updateGradInput(self, input, gradOutput)
      self.given, self.gradInput = gradOutput, input:clone():zero()
      self.gradInput:narrow(2, 2, 2):copy(gradOutput)
      return self.gradInput
    end
    local net = nn.DepthConcat(1):add(nn.Identity()):add(middle)
    same(net:forward(torch.range(1, 5):resize(1, 5)),
      torch.Tensor { { 1, 2, 3, 4, 5 }, { 0, 2, 3, 0, 0 } })
    same(net:backward(torch.range(1, 5):resize(1, 5), torch.range(1, 10):resize(2, 5)),
      torch.Tensor { { 1, 9, 11, 4, 5 } })
    same(middle.given, torch.Tensor { { 7, 8 } })
  end)
end)

describe('nn.MapTable', function()
  it('shares its parameters and counts them once', function()
    local net = nn.MapTable(nn.Linear(2, 3))
    net:forward { x(2), x(2), x(2) }
    assert.equal(3, net:size())
    assert.equal(9, net:getParameters():nElement())
    net.module.weight:fill(4)
    assert.equal(4, net:get(3).weight[1][1])
    net:zeroGradParameters()
    net:backward({ x(2), x(2), x(2) }, { x(3), x(3), x(3) })
    same(net.module.gradBias, torch.Tensor { 3, 3, 3 })
    net:updateParameters(1)
    assert.equal(1, net:get(2).weight[1][1])
  end)

  it('follows the length of the table', function()
    local net = nn.MapTable(nn.Tanh())
    assert.equal(3, #net:forward { x(1), x(1), x(1) })
    assert.equal(1, #net:forward { x(1) })
    assert.equal(1, net:size())
    assert.same({}, net:forward {})
    net:forward { x(1), x(1) }
    assert.equal(1, net:clearState():size())
  end)

  it('learns at once as by steps', function()
    local net, input = nn.MapTable(nn.Linear(2, 2)), { x(2), x(2) * 2 }
    local gradOutput = { x(2), x(2) }
    local other = net:clone()
    for _, module in ipairs { net, other } do module:forward(input) end
    net:backwardUpdate(input, gradOutput, 0.5)
    other:zeroGradParameters()
    other:backward(input, gradOutput)
    other:updateParameters(0.5)
    assert.is_true(layers.distance(net:parameters(), other:parameters()) < 1e-15)
  end)

  it('shares with another, however long each is', function()
    local a, c = nn.MapTable(nn.Linear(2, 2)), nn.MapTable(nn.Linear(2, 2))
    a:forward { x(2), x(2), x(2) }
    c:forward { x(2), x(2) }
    assert.equal(c, c:share(a, 'weight', 'bias'))
    a.module.weight:fill(3)
    a.module.bias:fill(1)
    same(c:forward { x(2), x(2) }, { x(2) * 7, x(2) * 7 })
    local d = a:clone('weight')
    a.module.weight:fill(0)
    same(d:forward { x(2), x(2) }, { x(2), x(2) })
    says(message_of(a.share, a, nn.Tanh(), 'weight'), 'nn.MapTable: share', 'nn.Tanh')
  end)

  it('replaces its module', function()
    local net = nn.MapTable(nn.Tanh())
    net:forward { x(1), x(1) }
    net:replace(function(module)
      return torch.type(module) == 'nn.Tanh' and nn.Abs() or module
    end)
    same(net:forward { -x(1), -x(1) }, { x(1), x(1) })
    assert.equal('nn.Abs', torch.type(net.module))
  end)

  it('is drawn', function()
    assert.equal('nn.MapTable { }', tostring(nn.MapTable()))
  end)
end)

describe('nn.Bottle', function()
  it('knows the shapes', function()
    local net = nn.Bottle(nn.Linear(3, 2))
    net:forward(x(4, 5, 3))
    assert.same({ 20, 3 }, net.inShape:totable())
    assert.same({ 20, 2 }, net.outShape:totable())
    assert.same({ 4, 5, 2 }, net.output:size():totable())
    assert.equal(1, nn.Bottle(nn.Sum(2), 2, 1).dimDelta)
  end)
end)

describe('nn.DontCast', function()
  it('keeps the type of its module', function()
    local net = nn.Sequential():add(nn.DontCast(nn.Linear(2, 2):float(), true)):add(nn.Tanh())
    net:double()
    assert.equal('torch.FloatTensor', net:get(1):get(1):type())
    assert.equal('torch.DoubleTensor', torch.type(net:forward(x(2))))
    assert.equal('torch.DoubleTensor', torch.type(net:backward(x(2), x(2))))
    assert.equal('torch.DoubleTensor', net:get(1):type())
    net:float()
    assert.equal('torch.FloatTensor', torch.type(net:forward(x(2):float())))
    local plain = nn.DontCast(nn.Linear(2, 2))
    plain:float()
    assert.equal('torch.DoubleTensor', torch.type(plain:forward(x(2))))
  end)

  it('converts nested tables', function()
    local inner = nn.ParallelTable():add(nn.Linear(2, 2)):add(nn.Tanh()):float()
    local net = nn.DontCast(inner, true, true, 'torch.FloatTensor')
    local input = { x(2), x(3) }
    net:forward(input)
    assert.equal('torch.DoubleTensor', torch.type(net.output[2]))
    local gradInput = net:backward(input, { x(2), x(3) })
    assert.equal('torch.DoubleTensor', torch.type(gradInput[1]))
    net:clone():backwardUpdate(input, { x(2), x(3) }, 0.1)
    assert.is_nil(net:clearState()._input)
  end)
end)

describe('nn.NaN', function()
  local nan = 0 / 0

  it('raises in the pass that gives nan', function()
    local net = nn.NaN(nn.Linear(2, 2), 'first')
    says(message_of(net.forward, net, x(2) * nan), 'NaN found in output of module', 'nn.NaN(first)')
    net:forward(x(2))
    says(message_of(net.backward, net, x(2), x(2) * nan), 'NaN found in gradInput')
    net:get(1).gradWeight:fill(nan)
    says(message_of(net.accGradParameters, net, x(2), x(2)), 'NaN found in gradParameters')
    net = nn.NaN(nn.Identity())
    assert.equal(1 / 0, net:forward(x(2) / 0)[1])
    assert.equal('number', type(net.id))
  end)
end)

describe('nn.Profile', function()
  it('prints after every print_interval passes', function()
    local lines, print = {}, _G.print
    local net = nn.Profile(nn.Tanh(), 2, 'it')
    _G.print = function(line) lines[#lines + 1] = line end
    local ok, message = pcall(function()
      for _ = 1, 5 do
        net:forward(x(2))
        net:backward(x(2), x(2))
      end
    end)
    _G.print = print
    assert.is_true(ok, message)
    assert.equal(4, #lines)
    assert.matches('^it took %d+%.%d+ seconds for 2 forward passes$', lines[1])
    assert.matches('^it took %d+%.%d+ seconds for 2 backward passes$', lines[2])
    assert.equal(1, net.numFwds)
  end)
end)

describe('nn.Profile', function()
  it('is read from files of Torch7, which have an empty timer', function()
    local Timer = torch.getmetatable 'torch.Timer'
    local net, write = nn.Profile(nn.Tanh(), 7), Timer.write
    net.timer = torch.Timer()
    Timer.write = function() end
    local ok, text = pcall(torch.serialize, net)
    Timer.write = write
    assert.is_true(ok, text)
    local back = torch.deserialize(text)
    same(back:forward(x(2)), net:forward(x(2)))
    assert.is_nil(back.timer)
    assert.equal(7, back:clone().print_interval)
  end)
end)

describe('table layers', function()
  it('copy nothing', function()
    local input = { x(2), { x(3) } }
    local flat = nn.FlattenTable()
    assert.equal(input[2][1], flat:forward(input)[2])
    flat:float()
    flat:clearState()
    assert.equal('torch.DoubleTensor', torch.type(input[1]))
    assert.equal(2, input[1]:nElement())
    local split, whole = nn.SplitTable(1), x(2, 3)
    split:forward(whole)[2]:fill(5)
    assert.equal(5, whole[2][1])
    split:clearState()
    assert.equal(6, whole:nElement())
  end)
end)

-- --- misuse --------------------------------------------------------------------------------------

describe('misuse:', function()
  local function after(module, input)
    module:forward(input)
    return module
  end

  for _, row in ipairs {
    { 'Parallel of nothing', function() nn.Parallel() end, 'nn.Parallel: inputDimension' },
    { 'Parallel, too many slices', function()
      nn.Parallel(1, 1):add(nn.Tanh()):forward(x(3, 2))
    end, 'nn.Parallel', '1 to 1 slices', '3x2' },
    { 'Parallel, a vector', function() nn.Parallel(1, 1):add(nn.Tanh()):forward(x(1)) end,
      'nn.Parallel', 'at least 2 dimensions', '1' },
    { 'Parallel, gradOutput', function()
      after(nn.Parallel(1, 1):add(nn.Tanh()), x(1, 2)):backward(x(1, 2), x(3))
    end, 'nn.Parallel: gradOutput', 'size 2', 'size 3' },
    { 'Parallel, outputs', function()
      nn.Parallel(1, 1):add(nn.Linear(2, 2)):add(nn.View(1, 2)):forward(x(2, 2))
    end, 'nn.Parallel: outputs[2]' },
    { 'DepthConcat, dimensions', function()
      nn.DepthConcat(1):add(nn.Tanh()):add(nn.View(2, 1)):forward(x(2))
    end, 'nn.DepthConcat: outputs[2]', '1 dimensions' },
    { 'DepthConcat, gradOutput', function()
      after(nn.DepthConcat(1):add(nn.Tanh()), x(2)):backward(x(2), x(3))
    end, 'nn.DepthConcat: gradOutput', 'size 2', 'size 3' },
    { 'MapTable of nothing', function() nn.MapTable():forward { x(2) } end,
      'nn.MapTable: there is no module' },
    { 'MapTable of two', function() nn.MapTable(nn.Tanh()):add(nn.Tanh()) end,
      'nn.MapTable: add', 'one module' },
    { 'MapTable of a tensor', function() nn.MapTable(nn.Tanh()):forward(x(2)) end,
      'nn.MapTable: input', 'a table' },
    { 'MapTable, gradOutput', function()
      after(nn.MapTable(nn.Tanh()), { x(2), x(2) }):backward({ x(2), x(2) }, { x(2) })
    end, 'nn.MapTable: gradOutput', 'a table of 2 entries' },
    { 'Decorator of nothing', function() nn.Decorator() end, 'nn.Decorator', 'a module', 'nil' },
    { 'Bottle, output', function() nn.Bottle(nn.Sum(2)):forward(x(2, 3, 4)) end, 'nn.Bottle',
      "the module's output", '2 dimensions' },
    { 'Bottle, a table', function() nn.Bottle(nn.Sum(2)):forward {} end, 'nn.Bottle: input' },
    { 'Bottle, gradOutput', function()
      after(nn.Bottle(nn.Linear(4, 2)), x(2, 3, 4)):backward(x(2, 3, 4), x(5))
    end, 'nn.Bottle: gradOutput', '2x3x2', '5' },
    { 'Bottle, nInputDim', function() nn.Bottle(nn.Tanh(), 0) end, 'nn.Bottle: nInputDim' },
    { 'GPU without a device', function() nn.GPU(nn.Tanh()) end, 'nn.GPU: device' },
    { 'Profile, interval', function() nn.Profile(nn.Tanh(), 0) end, 'nn.Profile: print_interval' },
    { 'DontCast, type', function() nn.DontCast(nn.Tanh(), true, true, 'torch.Huge') end,
      'nn.DontCast: moduleType' },
    { 'DontCast to nothing', function() nn.DontCast(nn.Tanh()):type('torch.Huge') end,
      'nn.DontCast: type' },
    { 'FlattenTable of a tensor', function() nn.FlattenTable():forward(x(2)) end,
      'nn.FlattenTable: input' },
    { 'FlattenTable of text', function() nn.FlattenTable():forward { x(1), { 'a' } } end,
      'nn.FlattenTable: an entry', "'a'" },
    { 'FlattenTable, gradOutput', function()
      nn.FlattenTable():updateGradInput({ x(2), { x(2) } }, { x(2) })
    end, 'nn.FlattenTable: gradOutput', 'a table of 2 entries' },
    { 'SplitTable, dimension', function() nn.SplitTable(3):forward(x(2, 2)) end, 'nn.SplitTable',
      '3', '2x2' },
    { 'SplitTable, no tensor', function() nn.SplitTable(1):forward {} end, 'nn.SplitTable: input' },
    { 'SplitTable, gradOutput', function()
      nn.SplitTable(1):updateGradInput(x(2, 2), { x(2), x(3) })
    end, 'nn.SplitTable: gradOutput[2]', '3' },
    { 'ZipTable of different lengths', function()
      nn.ZipTable():forward { { x(1), x(1) }, { x(1) } }
    end, 'nn.ZipTable: input[2]', '2 entries' },
    { 'ZipTable of tensors', function() nn.ZipTable():forward { x(1) } end,
      'nn.ZipTable: input[1]', 'a table' },
    { 'ZipTableOneToMany of one', function() nn.ZipTableOneToMany():forward { x(1) } end,
      'nn.ZipTableOneToMany: input', '2 entries' },
    { 'ZipTableOneToMany, gradOutput', function()
      nn.ZipTableOneToMany():updateGradInput({ x(2), { x(1) } }, { { x(3), x(1) } })
    end, 'nn.ZipTableOneToMany: gradOutput[1][1]', '3' },
  } do
    it(row[1], function() says(message_of(row[2]), (table.unpack or unpack)(row, 3)) end)
  end
end)

-- --- places --------------------------------------------------------------------------------------

-- A layer that raises in one of its passes.
local Faulty = torch.class('nn.SpecFaulty', 'nn.Module')
function Faulty:__init(pass, thrown)
  nn.Module.__init(self)
  self.pass, self.thrown = pass, thrown or 'nn.SpecFaulty: ' .. pass
end
function Faulty:updateOutput(input)
  if self.pass == 'updateOutput' then error(self.thrown, 0) end
  self.output:resizeAs(input):copy(input)
  return self.output
end
function Faulty:updateGradInput(_, gradOutput)
  if self.pass == 'updateGradInput' then error(self.thrown, 0) end
  self.gradInput:resizeAs(gradOutput):copy(gradOutput)
  return self.gradInput
end
function Faulty:accGradParameters()
  if self.pass == 'accGradParameters' then error(self.thrown, 0) end
end

describe('an error in', function()
  -- each container, with a place for a module; inputs and gradOutputs that fit
  local containers = {
    Sequential = { function(f) return nn.Sequential():add(nn.Identity()):add(f) end, 2, x(2),
      x(2) },
    Concat = { function(f) return nn.Concat(1):add(nn.Identity()):add(f) end, 2, x(2), x(4) },
    DepthConcat = { function(f) return nn.DepthConcat(1):add(nn.Identity()):add(f) end, 2, x(2),
      x(4) },
    Parallel = { function(f) return nn.Parallel(1, 1):add(nn.Identity()):add(f) end, 2, x(2, 2),
      x(4) },
    ConcatTable = { function(f) return nn.ConcatTable():add(nn.Identity()):add(f) end, 2, x(2),
      { x(2), x(2) } },
    ParallelTable = { function(f) return nn.ParallelTable():add(nn.Identity()):add(f) end, 2,
      { x(2), x(2) }, { x(2), x(2) } },
    MapTable = { function(f) return nn.MapTable(f) end, 1, { x(2), x(2) }, { x(2), x(2) } },
    Decorator = { function(f) return nn.Decorator(f) end, 1, x(2), x(2) },
    Bottle = { function(f) return nn.Bottle(f, 1) end, 1, x(2, 2), x(2, 2) },
    DontCast = { function(f) return nn.DontCast(f, true) end, 1, x(2), x(2) },
    GPU = { function(f) return nn.GPU(f, 1) end, 1, x(2), x(2) },
    NaN = { function(f) return nn.NaN(f) end, 1, x(2), x(2) },
    Profile = { function(f) return nn.Profile(f) end, 1, x(2), x(2) },
  }
  local calls = {
    -- the pass of the layer, and how the container is called
    { 'updateOutput', 'forward', function(net, input) net:forward(input) end },
    { 'updateGradInput', 'updateGradInput', function(net, input, gradOutput)
      net:forward(input)
      net:updateGradInput(input, gradOutput)
    end },
    { 'updateGradInput', 'backward', function(net, input, gradOutput)
      net:forward(input)
      net:backward(input, gradOutput)
    end },
    { 'accGradParameters', 'accGradParameters', function(net, input, gradOutput)
      net:forward(input)
      net:updateGradInput(input, gradOutput)
      net:accGradParameters(input, gradOutput)
    end },
    { 'accGradParameters', 'backward for parameters', function(net, input, gradOutput)
      net:forward(input)
      net:backward(input, gradOutput)
    end },
    { 'accGradParameters', 'accUpdateGradParameters', function(net, input, gradOutput)
      net:forward(input)
      net:updateGradInput(input, gradOutput)
      net:apply(function(module) module.weight = module.weight or x(1) end)
      net:accUpdateGradParameters(input, gradOutput, 1)
    end },
  }
  for name, case in pairs(containers) do
    local make, place, input, gradOutput = (table.unpack or unpack)(case)
    for _, call in ipairs(calls) do
      local pass, title, run = (table.unpack or unpack)(call)

      it(('%s tells its place in %s, two levels deep'):format(title, name), function()
        local inner = make(nn.SpecFaulty(pass))
        local outer = nn.Sequential():add(nn.Identity()):add(nn.Identity()):add(inner)
        assert.equal(('In 3 module of nn.Sequential:\nIn %d module of nn.%s:\nnn.SpecFaulty: %s')
          :format(place, name, pass), message_of(run, outer, input, gradOutput))
        local innermost = make(nn.Sequential():add(nn.Identity()):add(nn.SpecFaulty(pass)))
        assert.equal(('In %d module of nn.%s:\nIn 2 module of nn.Sequential:\nnn.SpecFaulty: %s')
          :format(place, name, pass), message_of(run, innermost, input, gradOutput))
      end)

      it(('%s of %s is passed on as it is if it is no string'):format(title, name), function()
        local thrown = { 1 }
        local faulty = nn.SpecFaulty(pass, thrown)
        if name == 'MapTable' then function faulty.clone() return faulty end end
        assert.equal(thrown, message_of(run, nn.Sequential():add(make(faulty)), input, gradOutput))
      end)
    end
  end
end)

-- --- nn.checkNaN ---------------------------------------------------------------------------------

describe('nn.checkNaN', function()
  local nan, inf = 0 / 0, 1 / 0

  after_each(function() nn.checkNaN(false) end)

  local function net()
    return nn.Sequential():add(nn.Linear(2, 2)):add(nn.ConcatTable():add(nn.Tanh())
      :add(nn.Sequential():add(nn.Identity()):add(nn.Linear(2, 2))))
  end
  local input = x(2)
  local place = 'In 2 module of nn.Sequential:\nIn 2 module of nn.ConcatTable:\n'
    .. 'In 2 module of nn.Sequential:\n'
  local function deep(module) return module:get(2):get(2):get(2) end

  it('names the module whose output has the first nan', function()
    local module = net()
    deep(module).weight[1][1] = nan
    module:forward(input)
    assert.is_false(nn.checkNaN(true))
    assert.equal(place .. 'nn.Linear: updateOutput: nan in the output '
      .. '(torch.DoubleTensor of size 2), but not in what it was given',
      message_of(module.forward, module, input))
    assert.is_true(nn.checkNaN(false))
    module:forward(input)
  end)

  it('finds infinity, and says when it came from outside', function()
    local module = net()
    deep(module).bias[2] = inf
    nn.checkNaN()
    says(message_of(module.forward, module, input), place .. 'nn.Linear: updateOutput: infinity')
    says(message_of(module.forward, module, input * nan), 'In 1 module of nn.Sequential:\n'
      .. 'nn.Linear: updateOutput: nan', 'and nan in the input')
  end)

  it('watches gradInput and the gradients of parameters', function()
    local module = net()
    module:forward(input)
    local gradOutput = { x(2), x(2) }
    nn.checkNaN(true)
    module:backward(input, gradOutput)
    says(message_of(module.backward, module, input, { x(2), x(2) * nan }),
      place .. 'nn.Linear: updateGradInput: nan in gradInput', 'and nan in gradOutput')
    module:zeroGradParameters() -- a failed pass has left nan there
    deep(module).gradBias[1] = inf
    for _, name in ipairs { 'backward', 'accGradParameters' } do
      says(message_of(module[name], module, input, gradOutput),
        place .. 'nn.Linear: accGradParameters: infinity in the gradients of parameters')
    end
    says(message_of(module.accUpdateGradParameters, module, input, gradOutput, inf),
      'nn.Linear: accUpdateGradParameters: ', 'in the parameters')
    says(message_of(module.updateGradInput, module, input, { x(2), x(2) / 0 }),
      place .. 'nn.Linear: updateGradInput: infinity')
  end)

  it('lets numbers pass whose sum is too large, and other types', function()
    nn.checkNaN(true)
    local large = x(4) * 1e308
    same(nn.Sequential():add(nn.Identity()):forward(large), large)
    nn.Sequential():add(nn.Identity()):forward { torch.LongTensor { 1 }, x(1), torch.Tensor() }
  end)

  it('is another rethrowErrors, so that it costs nothing when it is off', function()
    local plain = nn.Container.rethrowErrors
    nn.checkNaN(true)
    nn.checkNaN(true)
    assert.is_true(plain ~= nn.Container.rethrowErrors)
    nn.checkNaN(false)
    assert.equal(plain, nn.Container.rethrowErrors)
  end)
end)
