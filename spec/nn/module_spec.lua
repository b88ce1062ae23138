-- What modules and containers do beyond computing: flat parameters, sharing, editing, errors.
local layers = require 'support.layers'

local function same(a, b)
  assert.equal(0, layers.distance(a, b))
end

-- Calls f, which has to fail; returns the message.
local function message_of(f)
  local ok, message = pcall(f)
  assert.is_false(ok, 'no error was raised')
  return tostring(message)
end

-- Checks that each text occurs in message, in any place. Positions in files are not looked at.
local function says(message, ...)
  message = message:gsub('[^%s:]+%.lua:%d+: ', '')
  for _, text in ipairs { ... } do
    assert.truthy(message:find(text, 1, true), ('"%s" is not in: %s'):format(text, message))
  end
end

local x = torch.ones

describe('misuse:', function()
  local function net()
    return nn.Sequential():add(nn.Linear(3, 2)):add(nn.Tanh()):add(nn.Linear(3, 1))
  end
  local function branches(container)
    return container:add(nn.Linear(3, 2)):add(nn.Linear(4, 2))
  end
  local function after(module, input) -- a module that has seen a good input
    module:forward(input)
    return module
  end
  local long = torch.LongTensor

  for _, row in ipairs {
    -- what is wrong, what is called, texts that the message has to hold
    { 'sizes', function() nn.Linear(3, 2):forward(x(4)) end, 'nn.Linear', '3', '4' },
    { 'sizes of a batch', function() nn.Linear(3, 2):forward(x(5, 4)) end, 'nn.Linear', '5x4' },
    { 'dimensions', function() nn.Linear(3, 2):forward(x(2, 2, 3)) end, 'nn.Linear', '2x2x3',
      'vector or matrix' },
    { 'type', function() nn.Linear(3, 2):forward(x(3):float()) end, 'nn.Linear', 'Float' },
    { 'no tensor', function() nn.Linear(3, 2):forward('abc') end, 'nn.Linear', 'string' },
    { 'nothing', function() nn.Linear(3, 2):forward() end, 'nn.Linear', 'nil' },
    { 'gradOutput', function() after(nn.Linear(3, 2), x(3)):backward(x(3), x(3)) end,
      'nn.Linear', '2', '3' },
    { 'a size that is no number', function() nn.Linear(3) end, 'nn.Linear', 'outputSize',
      'integer', 'nil' },
    { 'a size of 0', function() nn.Linear(0, 2) end, 'nn.Linear', 'inputSize', '0' },
    { 'a fraction', function() nn.Linear(1.5, 2) end, 'nn.Linear', 'inputSize', '1.5' },
    { 'no sizes', function() nn.CMul() end, 'nn.CMul', 'size' },
    { 'an index above the table', function() nn.LookupTable(5, 2):forward(long { 6 }) end,
      'nn.LookupTable', '6', '5' },
    { 'an index of 0', function() nn.LookupTable(5, 2):forward(long { 1, 0 }) end,
      'nn.LookupTable', '0' },
    { 'CMul', function() nn.CMul(3):forward(x(4)) end, 'nn.CMul', '3', '4' },
    { 'Add', function() nn.Add(3):forward(x(2, 4)) end, 'nn.Add', '3', '2x4' },
    { 'Tanh', function() nn.Tanh():forward({}) end, 'nn.Tanh', 'table' },
    { 'Tanh, gradOutput', function() after(nn.Tanh(), x(3)):backward(x(3), x(2)) end, 'nn.Tanh',
      '3', '2' },
    { 'SoftMax', function() nn.SoftMax():forward(x(1, 1, 1, 1, 2)) end, 'nn.SoftMax',
      '1x1x1x1x2' },
    { 'Sum', function() nn.Sum(3):forward(x(2, 3)) end, 'nn.Sum', '3', '2x3' },
    { 'Max', function() nn.Max(-3):forward(x(2, 3)) end, 'nn.Max', '-3', '2x3' },
    { 'View', function() nn.View(4):forward(x(2, 3)) end, 'nn.View', '4', '2x3' },
    { 'View of nothing known', function() nn.View(-1, -1) end, 'nn.View', '-1, -1' },
    { 'Reshape', function() nn.Reshape(4):forward(x(2, 3)) end, 'nn.Reshape', '4', '2x3' },
    { 'Dropout', function() nn.Dropout(1) end, '<Dropout>', '0 <= p < 1' },
    { 'Threshold', function() nn.Threshold(0, 1, true) end,
      'in-place processing requires value (1) not exceed threshold (0)' },
    { 'CAddTable, sizes', function() nn.CAddTable():forward { x(3), x(4) } end, 'nn.CAddTable',
      'input[2]', '3', '4' },
    { 'CAddTable, a tensor', function() nn.CAddTable():forward(x(3)) end, 'nn.CAddTable',
      'table', 'torch.DoubleTensor' },
    { 'CAddTable, types', function() nn.CAddTable():forward { x(3), x(3):float() } end,
      'nn.CAddTable', 'input[2]', 'torch.FloatTensor' },
    { 'CAddTable of nothing', function() nn.CAddTable():forward {} end, 'nn.CAddTable' },
    { 'JoinTable', function() nn.JoinTable(1):forward { x(2, 3), x(2, 4) } end, 'nn.JoinTable',
      'input[2]', '2x3', '2x4' },
    { 'JoinTable, dimension', function() nn.JoinTable(3):forward { x(2, 3) } end, 'nn.JoinTable',
      '3', '2x3' },
    { 'NarrowTable', function() nn.NarrowTable(2, 2):forward { x(1), x(1) } end,
      'nn.NarrowTable', '3' },
    { 'SelectTable', function() nn.SelectTable(3):forward { x(1), x(1) } end, 'nn.SelectTable',
      '3' },
    { 'ParallelTable', function() branches(nn.ParallelTable()):forward { x(3) } end,
      'nn.ParallelTable', '2' },
    { 'ConcatTable, gradOutput', function()
      nn.ConcatTable():add(nn.Tanh()):add(nn.Tanh()):backward(x(2), { x(2) })
    end, 'nn.ConcatTable', 'gradOutput', '2' },
    { 'Concat, gradOutput', function()
      after(nn.Concat(1):add(nn.Tanh()), x(2)):backward(x(2), x(3))
    end, 'nn.Concat', 'gradOutput', '2', '3' },
    { 'Concat of outputs that do not fit', function()
      nn.Concat(1):add(nn.Linear(3, 2)):add(nn.Identity()):forward(x(2, 3))
    end, 'nn.Concat', 'outputs[2]', '2x2', '2x3' },
    { 'a place in a network', function() net():forward(x(3)) end,
      'In 3 module of nn.Sequential:\nnn.Linear' },
    { 'places in networks', function()
      branches(nn.ConcatTable()):add(net()):forward(x(3))
    end, 'In 2 module of nn.ConcatTable:\nnn.Linear' },
    { 'a place inside of a place', function()
      nn.Sequential():add(nn.Identity()):add(nn.ConcatTable():add(net())):forward(x(3))
    end, 'In 2 module of nn.Sequential:\nIn 1 module of nn.ConcatTable:\n'
      .. 'In 3 module of nn.Sequential:\nnn.Linear' },
    { 'a place on the way back', function()
      local m = nn.Sequential():add(nn.Linear(3, 2)):add(nn.Tanh())
      m:forward(x(3))
      m:backward(x(3), x(4))
    end, 'In 2 module of nn.Sequential:\nnn.Tanh' },
    { 'what is no module', function() nn.Sequential():add(3) end, 'nn.Sequential', 'module',
      '3' },
    { 'insertion behind the end', function() nn.Sequential():insert(nn.Tanh(), 2) end,
      'nn.Sequential', 'insert', '1', '2' },
    { 'removal from nothing', function() nn.Sequential():remove() end, 'nn.Sequential',
      'remove' },
    { 'a type that is not there', function() nn.Linear(2, 2):type('torch.HugeTensor') end,
      'nn.Linear', 'torch.HugeTensor' },
    { 'MSECriterion', function() nn.MSECriterion():forward(x(3), x(4)) end, 'nn.MSECriterion',
      '3', '4' },
    { 'a class above the scores', function()
      nn.ClassNLLCriterion():forward(x(2, 3), long { 1, 4 })
    end, 'nn.ClassNLLCriterion', '4', '3' },
    { 'too few classes', function()
      nn.ClassNLLCriterion():forward(x(2, 3), long { 1 })
    end, 'nn.ClassNLLCriterion', '2', '1' },
    { 'weights', function() nn.ClassNLLCriterion(x(2, 2)) end, 'nn.ClassNLLCriterion',
      'weights', '2x2' },
    { 'no target', function() nn.CrossEntropyCriterion():forward(x(3)) end,
      'nn.ClassNLLCriterion' },
    { 'a criterion without a type', function() nn.MSECriterion():type() end, 'nn.MSECriterion',
      'type', 'nil' },
  } do
    it(row[1], function() says(message_of(row[2]), (table.unpack or unpack)(row, 3)) end)
  end

  it('leaves everything as it was', function()
    torch.manualSeed(1)
    local module = nn.Linear(3, 2)
    module:zeroGradParameters()
    local output = module:forward(x(3)):clone()
    local weight, gradWeight = module.weight:clone(), module.gradWeight:clone()
    pcall(module.forward, module, x(2, 4))
    pcall(module.backward, module, x(3), x(3))
    pcall(module.accGradParameters, module, x(3), x(3))
    pcall(module.backwardUpdate, module, x(3), x(3), 1)
    pcall(module.type, module, 'torch.HugeTensor')
    same({ output, weight, gradWeight }, { module.output, module.weight, module.gradWeight })
    assert.equal('torch.DoubleTensor', module:type())
    assert.is_true(module.gradWeight ~= module.weight)
  end)

  it('begins with the place', function()
    local message = message_of(function() net():forward(x(3)) end)
    assert.equal(1, message:find('In 3 module of nn.Sequential:\n', 1, true))
  end)

  it('passes errors on that are no strings', function()
    local thrown, module = {}, nn.Identity()
    function module.updateOutput() error(thrown) end
    local _, caught = pcall(function() nn.Sequential():add(module):forward(x(1)) end)
    assert.equal(thrown, caught)
  end)
end)

describe('misuse of modules:', function()
  for name, row in pairs {
    ['share with nothing'] = { function() nn.Linear(2, 2):share(nil, 'weight') end,
      'nn.Linear: share', 'a module', 'nil' },
    ['share with a layer without the field'] = { function()
      nn.Linear(2, 2):share(nn.Tanh(), 'weight')
    end, 'nn.Linear: share: weight of the other module', 'torch.DoubleTensor', 'nil' },
    ['share with another type'] = { function()
      nn.Linear(2, 2):share(nn.Linear(2, 2):float(), 'weight')
    end, 'torch.DoubleTensor', 'torch.FloatTensor' },
    ['share what is no tensor'] = { function()
      nn.Linear(2, 2):share(nn.Linear(2, 2), '_type')
    end, 'nn.Linear: share: _type', 'a tensor' },
    ['share of containers of different sizes'] = { function()
      nn.Sequential():add(nn.Tanh()):share(nn.Sequential(), 'weight')
    end, 'nn.Sequential: share', 'a container of 1 modules' },
    ['updateParameters without a rate'] = { function() nn.Linear(2, 2):updateParameters() end,
      'nn.Linear: learning rate', 'a number', 'nil' },
    ['flatten of a number'] = { function() nn.Module.flatten(3) end, 'nn.Module.flatten',
      'number' },
    ['flatten of numbers'] = { function() nn.Module.flatten { x(1), 3 } end, 'nn.Module.flatten',
      'number', '2' },
    ['addSingletonDimension'] = { function() nn.utils.addSingletonDimension(3) end, 'tensor',
      'number' },
    ['addSingletonDimension at nan'] = { function()
      nn.utils.addSingletonDimension(x(2), 0 / 0)
    end, 'addSingletonDimension', '1 to 2' },
    ['contiguousView'] = { function() nn.utils.contiguousView(nil, 3, 2) end, 'tensor',
      'number' },
    ['a container with a hole'] = { function()
      local net = nn.ConcatTable():add(nn.Tanh()):add(nn.Tanh())
      net:rethrowErrors(net.modules[3], 3, 'updateOutput', x(2))
    end, 'nn.ConcatTable: module 3', 'a module', 'nil' },
  } do
    it(name, function() says(message_of(row[1]), (table.unpack or unpack)(row, 2)) end)
  end

  it('share changes nothing then', function()
    local a, c = nn.Linear(2, 2), nn.Linear(2, 2)
    c.bias = c.bias:float()
    pcall(a.share, a, c, 'weight', 'bias')
    c.weight:fill(7)
    assert.is_true(a.weight[1][1] ~= 7)
    assert.is_nil(a.shared)
  end)
end)

describe('getParameters', function()
  it('keeps partly shared parameters shared, and squeezes holes', function()
    local a, c = nn.Linear(2, 2), nn.Linear(2, 2)
    local values, gradients = torch.range(1, 10), torch.range(11, 20)
    -- a.weight at 3..6, c.weight at 5..8; 1, 2, 9 and 10 belong to nobody
    for name, storage in pairs { weight = values:storage(), gradWeight = gradients:storage() } do
      a[name]:set(storage, 3, 2, 2, 2, 1)
      c[name]:set(storage, 5, 2, 2, 2, 1)
    end
    a:noBias()
    c:noBias()
    local net = nn.Sequential():add(a):add(c)
    local flat, flat_gradients = net:getParameters()
    same(flat, torch.range(3, 8))
    same(flat_gradients, torch.range(13, 18))
    a.weight[2][2] = 100
    assert.equal(100, c.weight[1][2])
    assert.equal(100, flat[4])
    assert.equal(1, a.weight:storageOffset())
    assert.equal(3, c.weight:storageOffset())
    assert.equal(6, flat:storage():size())
  end)

  it('squeezes holes between parameters', function()
    local all = torch.range(1, 9)
    local first, second = all:narrow(1, 8, 2), all:narrow(1, 2, 3)
    same(nn.Module.flatten { first, second }, torch.Tensor { 2, 3, 4, 8, 9 })
    same(first, torch.Tensor { 8, 9 })
    same(second, torch.Tensor { 2, 3, 4 })
  end)

  it('accepts a transposed parameter', function()
    local module = nn.CMul(3, 2)
    local value, gradient = torch.range(1, 6):resize(2, 3), torch.range(7, 12):resize(2, 3)
    module.weight, module.gradWeight = value:t(), gradient:t()
    same(module:getParameters(), torch.range(1, 6))
    same(module.weight, value:t())
  end)

  it('refuses a parameter with gaps that nobody fills', function()
    local module = nn.CMul(3)
    module.weight, module.gradWeight = torch.ones(3, 2):select(2, 1), torch.ones(3, 2):select(2, 1)
    says(message_of(function() module:getParameters() end), 'gaps')
    assert.equal(6, module.weight:storage():size())
  end)

  it('takes columns that fill each other\'s gaps', function()
    local both = torch.range(1, 6):resize(3, 2)
    local a, c = both:select(2, 1), both:select(2, 2)
    same(nn.Module.flatten { a, c }, torch.range(1, 6))
    same(a, torch.Tensor { 1, 3, 5 })
  end)

  it('refuses gradients that are shared differently', function()
    local a = nn.Linear(2, 2)
    local c = a:clone('weight', 'bias')
    local net = nn.Sequential():add(a):add(c)
    says(message_of(function() net:getParameters() end), 'misaligned parameter at 3',
      'check that you are sharing parameters and gradParameters')
  end)

  it('refuses parameters of several types', function()
    local net = nn.Sequential():add(nn.Linear(2, 2)):add(nn.Linear(2, 2):float())
    says(message_of(function() net:getParameters() end), 'torch.FloatTensor',
      'torch.DoubleTensor')
  end)

  it('counts a module that is there twice once', function()
    local shared = nn.Linear(2, 2)
    local net = nn.Sequential():add(shared):add(nn.Tanh()):add(shared)
    local flat = net:getParameters()
    assert.equal(6, flat:nElement())
    flat:fill(3)
    assert.equal(12, shared.weight:sum())
  end)

  it('gives empty tensors without parameters', function()
    local flat, gradients = nn.Tanh():getParameters()
    assert.equal(0, flat:nElement())
    assert.equal(0, gradients:nElement())
  end)

  it('detaches the earlier vector when called again', function()
    local net = nn.Sequential():add(nn.Linear(2, 2))
    local old = net:getParameters()
    local new = net:getParameters()
    same(old, new)
    old:zero()
    assert.is_true(layers.distance(old, new) > 0)
    net:get(1).weight:fill(2)
    assert.equal(2, new[1])
  end)
end)

describe('a module', function()
  it('is converted with its sharing, also by a common cache', function()
    local a = nn.Linear(2, 2)
    local c, cache = a:clone('weight'), {}
    a:float(cache)
    c:float(cache)
    a.weight:fill(5)
    assert.equal(20, c.weight:sum())
  end)

  it('keeps one tensor in two fields one tensor when converted', function()
    local net = nn.Sequential():add(nn.Tanh())
    net:float()
    assert.equal(net:get(1).output, net.output)
  end)

  it('keeps views of one storage views of one storage when converted', function()
    local net = nn.Sequential():add(nn.Linear(2, 2)):add(nn.Linear(2, 1))
    net:getParameters()
    net:float()
    local storage = net:get(1).weight:storage()
    for _, p in ipairs(net:parameters()) do
      assert.equal(torch.pointer(storage), torch.pointer(p:storage()))
    end
  end)

  it('shares parameters by name and then updates them in either way', function()
    local a, c = nn.Linear(2, 2), nn.Linear(2, 2)
    assert.equal(c, c:share(a, 'weight', 'nosuchfield'))
    assert.is_true(a.shared and c.shared)
    a.weight:fill(1)
    c:forward(x(2))
    c:backwardUpdate(x(2), x(2), 0.5)
    assert.equal(2, a.weight:sum())
  end)

  it('can spare gradInput', function()
    local net = nn.Sequential():add(nn.Linear(2, 2)):add(nn.Tanh())
    net:get(1).gradInput = nil
    net:forward(x(2))
    assert.is_nil(net:backward(x(2), x(2)))
  end)

  it('has a user\'s subclass, which containers and files know', function()
    local Twice = torch.class('nn.SpecTwice', 'nn.Module')
    function Twice:updateOutput(input)
      self.output:resizeAs(input):copy(input):mul(2)
      return self.output
    end
    function Twice:updateGradInput(_, gradOutput)
      self.gradInput:resizeAs(gradOutput):copy(gradOutput):mul(2)
      return self.gradInput
    end
    local net = nn.Sequential():add(nn.SpecTwice()):add(nn.SpecTwice())
    same(net:clone():float():forward(x(2):float()), torch.Tensor { 4, 4 })
    assert.is_true(nn.Jacobian.testJacobian(net, torch.Tensor(3)) < 1e-6)
  end)
end)

describe('a container', function()
  it('is edited', function()
    local net = nn.Sequential():add(nn.Tanh()):add(nn.Linear(2, 2))
    net:insert(nn.Abs(), 1)
    net:insert(nn.ReLU())
    assert.equal('nn.Abs nn.Tanh nn.Linear nn.ReLU', (function()
      local names = {}
      for i = 1, net:size() do names[i] = torch.type(net:get(i)) end
      return table.concat(names, ' ')
    end)())
    assert.equal(net:get(4).output, net.output)
    assert.equal(net:get(1).gradInput, net.gradInput)
    for _ = 1, 4 do net:remove() end
    same(net:forward(x(2)), x(2))
    assert.equal(0, net:clearState().output:nElement())
  end)

  if #setmetatable({}, { __len = function() return 3 end }) == 3 then
    it('has a length where Lua lets tables have one', function()
      assert.equal(2, #nn.Sequential():add(nn.Tanh()):add(nn.Tanh()))
    end)
  end

  it('leaves the input alone when its state is cleared', function()
    local input = x(3)
    for _, net in ipairs {
      nn.Sequential(), nn.Sequential():add(nn.Identity()), nn.Sequential():add(nn.View(3)),
      nn.Sequential():add(nn.Reshape(3)), nn.ConcatTable():add(nn.Identity()),
    } do
      net:forward(input)
      net:clearState()
      assert.equal(3, input:nElement())
    end
    local list = { input, input }
    for _, module in ipairs { nn.SelectTable(1), nn.NarrowTable(1, 2), nn.Identity() } do
      module:forward(list)
      module:clearState()
      assert.equal(2, #list)
      assert.equal(3, input:nElement())
    end
  end)

  it('takes nothing for a length that was set to nonsense, at once', function()
    for _, length in ipairs { -2 ^ 53, 0 / 0 } do
      local narrow = nn.NarrowTable(1, 1)
      narrow.length = length
      assert.same({}, narrow:forward { x(1) })
      assert.equal(0, narrow:backward({ x(1) }, {})[1]:sum())
    end
  end)

  it('says and forwards what its modules have', function()
    local net = nn.Sequential():add(nn.Dropout()):add(nn.ConcatTable():add(nn.Linear(1, 1)))
    net:evaluate()
    assert.is_false(net:get(1).train or net:get(2):get(1).train)
    net:training()
    assert.is_true(net:get(1).train and net:get(2):get(1).train)
    local count = 0
    net:applyToModules(function() count = count + 1 end)
    assert.equal(2, count)
    torch.manualSeed(2)
    net:reset()
    local values = net:parameters()[1]:clone()
    torch.manualSeed(2)
    net:reset()
    same(values, net:parameters()[1])
    local other = net:clone()
    other:share(net, 'weight')
    net:get(2):get(1).weight:fill(9)
    assert.equal(9, other:get(2):get(1).weight:sum())
  end)

  it('forgets entries of longer inputs', function()
    local join, sum = nn.JoinTable(1), nn.CAddTable()
    for _, module in ipairs { join, sum } do
      module:forward { x(2), x(2), x(2) }
      module:backward({ x(2), x(2), x(2) }, module.output)
      module:forward { x(2), x(2) }
      assert.equal(2, #module:backward({ x(2), x(2) }, module.output))
    end
  end)
end)

describe('nn.utils', function()
  it('walks nested tables', function()
    local utils = nn.utils
    local t = { torch.ones(2), { torch.ones(1, 3) } }
    local copy, source = utils.recursiveCopy({}, t)
    assert.equal(t, source)
    same(copy, t)
    utils.recursiveFill(copy, 4)
    same(utils.recursiveAdd(copy, -3, t), t)
    assert.equal('torch.FloatTensor', torch.type(utils.recursiveType(t, 'torch.FloatTensor')[2][1]))
    assert.is_nil(utils.recursiveResizeAs({ 1, 2, x(1) }, { x(2) })[3])
    assert.equal('1x2x3', table.concat(utils.addSingletonDimension(x(2, 3)):size():totable(), 'x'))
    assert.equal('2x3x1', table.concat(utils.addSingletonDimension(torch.Tensor(), x(2, 3), 3)
      :size():totable(), 'x'))
    says(message_of(function() utils.recursiveCopy({}, 'a') end), 'recursiveCopy', 'string')
    says(message_of(function() utils.recursiveAdd({}, t) end), 'recursiveAdd')
  end)

  it('makes contiguous views', function()
    local input = torch.range(1, 6):resize(2, 3)
    local view = nn.utils.contiguousView(nil, input, 6)
    assert.equal(torch.pointer(input:storage()), torch.pointer(view:storage()))
    view = nn.utils.contiguousView(view, input:t(), 6)
    same(view, torch.Tensor { 1, 4, 2, 5, 3, 6 })
    same(input, torch.range(1, 6):resize(2, 3))
  end)

  it('clears fields', function()
    local object = { a = x(2), b = { 1 }, c = 3, d = 4 }
    assert.equal(object, nn.utils.clear(object, 'a', 'b', 'c', 'nosuch'))
    assert.equal(0, object.a:nElement())
    assert.same({}, object.b)
    assert.is_nil(object.c)
    assert.equal(4, object.d)
  end)
end)

-- The text of the file of a class, or nil.
local function source_of(name)
  local folder = debug.getinfo(1, 'S').source:match('^@(.*)spec[/\\]nn') .. 'lua/nn/'
  local file = io.open(folder .. name .. '.lua')
  local text = file and file:read('*a')
  if file then file:close() end
  return text
end

-- The classes of nn, without those that specs add.
local classes = {}
for name, value in pairs(nn) do
  local is_class = torch.getconstructortable('nn.' .. name) == value
  if is_class and source_of(name) then classes[#classes + 1] = name end
end
table.sort(classes)

describe('the example in', function()
  -- x, y, a ... d are what the examples call their inputs
  local inputs = 'local x, y = torch.rand(5), torch.rand(3)\n'
    .. 'local a, b, c, d = torch.rand(2), torch.rand(3), torch.rand(4), torch.rand(5)\nreturn '
  local count = 0
  for _, name in ipairs(classes) do
    for example in source_of(name):gmatch('%-%- Example: ([^\n]+)') do
      count = count + 1
      it(name .. ' runs', function()
        example = example:gsub('^(%w+) = ', '')
        assert.is_truthy(assert((loadstring or load)(inputs .. example))())
      end)
    end
  end

  it('most files is there', function() assert.is_true(count >= 28) end)
end)

describe('the classes of nn', function()
  -- in a Lua of its own, in which no class has been used
  local function fresh(code)
    local path = os.tmpname()
    local file = assert(io.open(path, 'w'))
    file:write(code)
    file:close()
    local pipe = io.popen(('"%s" "%s" 2>&1'):format(arg[-1], path))
    local said = pipe:read '*a'
    pipe:close()
    os.remove(path)
    return said
  end

  it('are there when nn is there, and are read when they are used', function()
    local said = fresh [[
      require 'nn'
      local count = 0
      for name, value in pairs(nn) do
        local mt = getmetatable(value)
        if mt and mt.__typename == 'nn.' .. name then count = count + 1 end
      end
      print(count, package.loaded['nn.Linear'], getmetatable(getmetatable(nn.ReLU)).__typename)
      local Mine, parent = torch.class('nn.Mine', 'nn.ReLU')
      print(parent == getmetatable(nn.ReLU), package.loaded['nn.ReLU'], Mine.updateOutput ~= nil)
      print(torch.factory('nn.Linear')().updateOutput ~= nil, nn.Linear(3, 2))
      function nn.Tanh:updateOutput() return 'mine' end
      print(nn.Tanh():forward(), nn.Tanh.updateGradInput ~= nil)
      print(pcall(torch.class, 'nn.Sigmoid', 'nn.Module'))
    ]]
    said = said:gsub('[ \t\r]+', ' ')
    assert.equal([[
190 nil nn.Threshold
true true true
true nn.Linear(3 -> 2)
mine true
false torch.newmetatable: nn.Sigmoid: the class is already assigned a parent class
]], said)
  end)

  it('are defined by the files of their names', function()
    assert.equal(190, #classes)
    for _, name in ipairs(classes) do
      local mt = torch.getmetatable('nn.' .. name)
      assert.equal(getmetatable(nn[name]), mt)
      assert.truthy(source_of(name):find(("torch.class('nn.%s'"):format(name), 1, true), name)
      assert.is_true(mt.forward ~= nil or mt.train ~= nil, name)
    end
  end)
end)

describe('the module of a class', function()
  local process = require 'support.process'

  it('can be required, before and after the class is used', function()
    local text, status = process.run([[-e "require 'nn'
      assert(require 'nn.Linear' == require 'nn.Linear')
      local net = nn.Sequential():add(nn.Linear(2, 3))
      require 'nn.Sequential'
      require 'nn.Linear'
      print(net:forward(torch.ones(2)):size(1))"]])
    assert.equal(0, status, text)
    assert.equal('3\n', text)
  end)
end)
