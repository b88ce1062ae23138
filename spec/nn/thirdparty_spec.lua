-- What packages on top of nn do with it, in small: a graph of modules in the manner of nngraph, and
-- modules over time in the manner of rnn and dpnn. They define classes, call methods of nn as plain
-- functions, set operators of nn.Module and add methods to it.
local layers = require 'support.layers'

local function same(a, b)
  assert.equal(0, layers.distance(a, b))
end

local function near(a, b)
  assert.is_true(layers.distance(a, b) < 1e-12)
end

-- --- a graph of modules --------------------------------------------------------------------------

local graph = {}

-- A node holds a module and the nodes that it takes its input from. It remembers the line of the
-- user's file that made it, which it finds by counting levels of the stack.
local Node = torch.class('specgraph.Node', graph)

function Node:__init(module, parents)
  self.module, self.parents = module, parents
  local info = debug.getinfo(6, 'Sl')
  self.label = ('%s:%d'):format(info.short_src:match('[^/]*$'), info.currentline)
end

function Node:__sub__(module)
  return module(self)
end

-- The operators that the package sets on nn.Module; returns a function that takes them away again.
local function install()
  local Module = torch.getmetatable('nn.Module')
  local saved = { rawget(Module, '__call__'), rawget(Module, '__unm__'), rawget(Module, '__sub__') }
  function Module:__call__(parents)
    if torch.isTypeOf(parents, 'specgraph.Node') then parents = { parents } end
    local node = graph.Node(self, parents or {})
    return node
  end
  function Module:__unm__() return self() end
  function Module.__sub__(a, b) return b(a()) end
  return function()
    Module.__call__, Module.__unm__, Module.__sub__ = saved[1], saved[2], saved[3]
  end
end

-- The network that leads from nodes without parents to a last one.
local Graph, parent = torch.class('specgraph.Graph', 'nn.Container', graph)

function Graph:__init(inputs, last)
  parent.__init(self)
  self.order, self.inputs, self.seen = {}, inputs, {}
  local function visit(node)
    if self.seen[node] then return end
    self.seen[node] = true
    for _, before in ipairs(node.parents) do visit(before) end
    self.order[#self.order + 1] = node
    self:add(node.module)
  end
  visit(last)
  self.seen = nil
end

local function gathered(node)
  if #node.parents == 1 then return node.parents[1].module.output end
  local list = {}
  for i, before in ipairs(node.parents) do list[i] = before.module.output end
  return list
end

function Graph:inputOf(node, input)
  if #node.parents > 0 then return gathered(node) end
  for i, at in ipairs(self.inputs) do
    if at == node then return #self.inputs == 1 and input or input[i] end
  end
end

function Graph:updateOutput(input)
  for i, node in ipairs(self.order) do
    self.output = self:rethrowErrors(node.module, i, 'updateOutput', self:inputOf(node, input))
  end
  return self.output
end

-- Calls a pass from the last node to the first; gradients that meet are added up.
local function backwards(self, name, input, gradOutput, ...)
  local gradients, results = { [self.order[#self.order]] = gradOutput }, {}
  for i = #self.order, 1, -1 do
    local node = self.order[i]
    self:rethrowErrors(node.module, i, name, self:inputOf(node, input), gradients[node], ...)
    local gradInput = node.module.gradInput
    for k, before in ipairs(node.parents) do
      local part = #node.parents == 1 and gradInput or gradInput[k]
      gradients[before] = gradients[before] and gradients[before] + part or part
    end
    for k, at in ipairs(self.inputs) do
      if at == node then results[k] = gradInput end
    end
  end
  return #self.inputs == 1 and results[1] or results
end

function Graph:updateGradInput(input, gradOutput)
  self.gradInput = backwards(self, 'updateGradInput', input, gradOutput)
  return self.gradInput
end

function Graph:accGradParameters(input, gradOutput, scale)
  backwards(self, 'accGradParameters', input, gradOutput, scale)
end

describe('a graph of modules', function()
  local restore

  setup(function() restore = install() end)
  teardown(function() restore() end)

  -- two inputs, a branch that meets again, and a chain written with operators
  local function build()
    torch.manualSeed(5)
    local a, b = nn.Identity()(), -nn.Identity()
    local hidden = a - nn.Linear(3, 4) - nn.Tanh()
    local sum = nn.CAddTable()({ hidden, nn.Linear(2, 4)(b), hidden })
    local last = nn.Linear(4, 2)(sum)
    return graph.Graph({ a, b }, last)
  end

  -- the same with containers
  local function reference()
    torch.manualSeed(5)
    local hidden = nn.Sequential():add(nn.Linear(3, 4)):add(nn.Tanh())
    local other, last = nn.Linear(2, 4), nn.Linear(4, 2)
    local twice = nn.ConcatTable():add(nn.Identity()):add(nn.Identity())
    return nn.Sequential():add(nn.ParallelTable():add(hidden:add(twice)):add(other))
      :add(nn.FlattenTable()):add(nn.CAddTable()):add(last)
  end

  it('knows the line of its user, by the levels of the stack', function()
    local line = debug.getinfo(1, 'l').currentline + 1
    local node = nn.Linear(3, 2)()
    assert.equal('thirdparty_spec.lua:' .. line, node.label)
    local second = nn.Tanh()({ node })
    assert.equal('thirdparty_spec.lua:' .. line + 2, second.label)
  end)

  it('finds its user from a constructor, too', function()
    local Located = torch.class('specgraph.Located', 'nn.Module', graph)
    function Located:__init()
      nn.Module.__init(self)
      self.line = debug.getinfo(4, 'l').currentline
    end
    local line = debug.getinfo(1, 'l').currentline + 1
    local module = graph.Located()
    assert.equal(line, module.line)
  end)

  it('computes what containers compute', function()
    local net, expected = build(), reference()
    local input, gradOutput = { torch.randn(5, 3), torch.randn(5, 2) }, torch.randn(5, 2)
    near(expected:forward(input), net:forward(input))
    for _, module in ipairs { net, expected } do
      module:zeroGradParameters()
      module:backward(input, gradOutput)
    end
    near(expected.gradInput, net.gradInput)
    local _, gradients = net:getParameters()
    local _, expected_gradients = expected:getParameters()
    near(expected_gradients, gradients)
    assert.is_true(nn.Jacobian.testJacobian(net, input) < 1e-6)
  end)

  it('is saved, cloned and converted', function()
    local net = build()
    local input = { torch.randn(3), torch.randn(2) }
    local copy = net:clone()
    same(net:forward(input), copy:forward(input))
    copy:float()
    assert.equal('torch.FloatTensor',
      torch.type(copy:forward { input[1]:float(), input[2]:float() }))
    assert.equal(copy, copy:clearState())
  end)

  it('tells the place of an error', function()
    local whole = build()
    local ok, message = pcall(whole.forward, whole, { torch.randn(4), torch.randn(2) })
    assert.is_false(ok)
    assert.truthy(message:find('In 2 module of specgraph.Graph:\n', 1, true), message)
  end)

  it('goes on with subclasses that are called', function()
    local Mine = torch.class('specgraph.Mine', 'nn.Tanh', graph)
    assert.equal('specgraph.Node', torch.type(graph.Mine()()))
    function Mine:__call__() return 'mine' end
    assert.equal('mine', graph.Mine()())
  end)
end)

describe('nn.Module after that', function()
  it('is called as before', function()
    same(nn.Tanh()(torch.ones(2)), torch.ones(2):tanh())
    assert.is_false(pcall(function() return -nn.Tanh() end))
    assert.is_false(pcall(function() return nn.Tanh() - nn.Tanh() end))
  end)

  it('may get operators for criteria', function()
    local Criterion = torch.getmetatable('nn.Criterion')
    local saved = rawget(Criterion, '__call__')
    function Criterion:__call__(...) return torch.type(self), select('#', ...) end
    assert.equal('nn.MSECriterion', (nn.MSECriterion()(1, 2)))
    Criterion.__call__ = saved
    assert.equal(1, (nn.MSECriterion()(torch.ones(2), torch.zeros(2))))
  end)
end)

-- --- modules over time ---------------------------------------------------------------------------

local rnn = {}

-- Applies a module to each entry of a sequence, by clones that share its parameters.
local Sequencer, sequencer_parent = torch.class('specrnn.Sequencer', 'nn.Decorator', rnn)

function Sequencer:__init(module)
  sequencer_parent.__init(self, module)
  self.clones, self.output, self.gradInput = {}, {}, {}
end

function Sequencer:at(step)
  if not self.clones[step] then self.clones[step] = self.modules[1]:sharedClone() end
  return self.clones[step]
end

function Sequencer:updateOutput(input)
  self.output = {}
  for step, x in ipairs(input) do self.output[step] = self:at(step):updateOutput(x) end
  return self.output
end

function Sequencer:updateGradInput(input, gradOutput)
  self.gradInput = {}
  for step = #input, 1, -1 do
    self.gradInput[step] = self:at(step):updateGradInput(input[step], gradOutput[step])
  end
  return self.gradInput
end

function Sequencer:accGradParameters(input, gradOutput, scale)
  for step = #input, 1, -1 do
    self:at(step):accGradParameters(input[step], gradOutput[step], scale)
  end
end

function Sequencer:training()
  nn.Container.training(self)
  for _, clone in ipairs(self.clones) do clone:training() end
end

function Sequencer:clearState()
  self.clones = {}
  nn.utils.clear(self, 'output', 'gradInput')
  return nn.Container.clearState(self)
end

function Sequencer:forget()
  self.forgotten = true
  return nn.Container.forget(self)
end

Sequencer.__tostring__ = function(self)
  return self.__typename .. ' over ' .. tostring(self.modules[1])
end

describe('modules over time', function()
  local Module, Container = nn.Module, nn.Container
  local zero_grad = Module.zeroGradParameters

  setup(function()
    -- methods that the packages add to the base classes, after subclasses exist
    function Module:sharedClone()
      local copy = self:clone()
      local from, fromGradients = self:parameters()
      local to, toGradients = copy:parameters()
      for i = 1, from and #from or 0 do
        to[i]:set(from[i])
        toGradients[i]:set(fromGradients[i])
      end
      return copy
    end
    function Module:forget() return self end
    function Container:forget()
      self:applyToModules(function(module) module:forget() end)
      return self
    end
  end)

  teardown(function()
    Module.sharedClone, Module.forget, Container.forget = nil, nil, nil
    Module.zeroGradParameters = zero_grad
  end)

  local function sequence(n)
    local list = {}
    for i = 1, n do list[i] = torch.randn(2, 3) end
    return list
  end

  it('are a decorator with clones', function()
    torch.manualSeed(3)
    local cell = nn.Sequential():add(nn.Linear(3, 3)):add(nn.Tanh())
    local net = rnn.Sequencer(cell)
    local input, gradOutput = sequence(4), sequence(4)
    local reference = nn.MapTable(cell:clone())
    near(reference:forward(input), net:forward(input))
    reference:zeroGradParameters()
    net:zeroGradParameters()
    near(reference:backward(input, gradOutput), net:backward(input, gradOutput))
    near(reference.module:get(1).gradWeight, cell:get(1).gradWeight)
    assert.equal(12, net:getParameters():nElement())
    assert.equal('specrnn.Sequencer over nn.Sequential {', tostring(net):match '^[^\n]*')
  end)

  it('stand beside others in a network', function()
    torch.manualSeed(4)
    local net = nn.Sequential():add(rnn.Sequencer(nn.Linear(3, 2)))
      :add(nn.SelectTable(-1)):add(nn.LogSoftMax())
    local input = sequence(3)
    assert.is_true(nn.Jacobian.testJacobian(net, input) < 1e-6)
    assert.equal(net, net:forget())
    assert.is_true(net:get(1).forgotten)
    net:evaluate()
    net:training()
    assert.is_true(net:get(1).clones[2].train)
    local copy = torch.deserialize(torch.serialize(net:clearState()))
    near(net:forward(input), copy:forward(input))
  end)

  it('override methods of nn.Module for all layers', function()
    local calls = 0
    function Module:zeroGradParameters()
      calls = calls + 1
      return zero_grad(self)
    end
    nn.Sequential():add(nn.Linear(1, 1)):add(nn.Tanh()):zeroGradParameters()
    Module.zeroGradParameters = zero_grad
    assert.equal(2, calls)
  end)

  it('call methods of nn.Container as functions', function()
    local net = nn.Sequential():add(nn.Linear(2, 2))
    assert.equal(2, #nn.Container.parameters(net))
    assert.equal(1, nn.Container.size(net))
    assert.equal(net, nn.Container.add(net, nn.Tanh()))
    nn.Container.evaluate(net)
    assert.is_false(net:get(2).train)
    assert.equal(1, #nn.Container.findModules(net, 'nn.Tanh'))
    assert.equal(3, #nn.Module.listModules(net))
    nn.Container.zeroGradParameters(net)
    assert.equal(0, net:get(1).gradWeight:abs():sum())
    nn.Module.zeroGradParameters(net)
  end)

  it('make objects of classes by name', function()
    local module = torch.factory('nn.Linear')()
    nn.Linear.__init(module, 3, 2)
    assert.equal('nn.Linear(3 -> 2)', tostring(module))
    local raw = torch.setmetatable({ modules = {} }, 'nn.Sequential')
    assert.equal(1, raw:add(nn.Tanh()):size())
    assert.equal('nn.Tanh', raw:get(1).__typename)
  end)
end)

-- --- packages that change torch itself -----------------------------------------------------------

describe('packages that change torch itself', function()
  -- Calls f and puts the fields of t back, whatever happens.
  local function restoring(t, names, f)
    local saved = {}
    for _, name in ipairs(names) do saved[name] = rawget(t, name) end
    local ok, message = pcall(f)
    for _, name in ipairs(names) do rawset(t, name, saved[name]) end
    if not ok then error(message, 0) end
  end

  it('replace torch.factory, which the reader of files asks', function()
    restoring(torch, { 'factory' }, function()
      local factory, asked = torch.factory, {}
      function torch.factory(name)
        asked[name] = true
        return factory(name)
      end
      assert.equal('nn.Tanh', torch.type(torch.deserialize(torch.serialize(nn.Tanh()))))
      assert.is_true(asked['nn.Tanh'])
    end)
  end)

  it('set methods and operators in the metatables of tensors', function()
    local mt = torch.getmetatable('torch.DoubleTensor')
    restoring(mt, { 'add', '__add' }, function()
      rawset(mt, 'add', function() return 'method' end)
      rawset(mt, '__add', function() return 'operator' end)
      assert.equal('method', torch.DoubleTensor { 1 }:add(1))
      assert.equal('operator', torch.DoubleTensor { 1 } + 1)
      assert.equal(2, torch.FloatTensor { 1 }:add(1)[1])
    end)
    assert.equal(2, (torch.DoubleTensor { 1 } + 1)[1])
  end)

  it('give numbers a metatable', function()
    debug.setmetatable(1, { __index = { sum = function(x) return x end } })
    local ok, message = pcall(function()
      assert.equal(3, (3):sum())
      same(torch.Tensor { 3 }, 2 * torch.ones(1) + 1)
      assert.equal('number', torch.type(1))
      assert.is_nil(torch.typename(1))
    end)
    debug.setmetatable(1, nil)
    assert.is_true(ok, message)
  end)

  it('hand tensors over by their addresses', function()
    local mt = torch.getmetatable('torch.DoubleTensor')
    restoring(mt, { 'write', 'read', '__factory' }, function()
      mt.__factory = function(file)
        return torch.pushudata(file:readLong(), 'torch.DoubleTensor')
      end
      function mt.write(tensor, file)
        tensor:retain()
        file:writeLong(torch.pointer(tensor))
      end
      function mt.read() end
      local tensor = torch.randn(3)
      local copy = torch.deserialize(torch.serialize { tensor })[1]
      assert.equal(torch.pointer(tensor), torch.pointer(copy))
      same(tensor, copy)
    end)
  end)

  it('walk over nn and find constructors and base classes', function()
    local modules, criteria = 0, 0
    for _, value in pairs(nn) do
      local mt = type(value) == 'table' and getmetatable(value)
      while mt and getmetatable(mt) do mt = getmetatable(mt) end
      local base = mt and rawget(mt, '__typename')
      if base == 'nn.Module' then modules = modules + 1 end
      if base == 'nn.Criterion' then criteria = criteria + 1 end
    end
    assert.is_true(modules >= 160, modules)
    assert.is_true(criteria >= 25, criteria)
  end)

  local has_ffi, ffi = pcall(require, 'ffi')
  if has_ffi then
    it('make classes of FFI types, and copy into tensors', function()
      ffi.cdef 'typedef struct facula_spec_hash { int n; } facula_spec_hash;'
      torch.metatype('spec.Hash', {}, 'facula_spec_hash *')
      assert.equal('spec.Hash', torch.typename(ffi.new 'facula_spec_hash *'))
      local tensor = torch.FloatTensor(4)
      ffi.copy(tensor:data(), ffi.new('float[4]', { 1, 2, 3, 4 }), 16)
      same(torch.range(1, 4):float(), tensor)
    end)
  end
end)
