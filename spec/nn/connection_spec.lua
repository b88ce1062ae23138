-- Layers that filter planes by a table or place by place, and sums of windows: the checks of every
-- layer, each against its definition in plain Lua, and what they refuse.
local layers = require 'support.layers'

local function map(...)
  local args = { ... }
  return function() return nn.SpatialConvolutionMap(table.unpack(args)) end
end
local function full(...)
  local args = { ... }
  return function() return nn.SpatialFullConvolutionMap(table.unpack(args)) end
end
local function place(...)
  local args = { ... }
  return function() return nn.SpatialConvolutionLocal(table.unpack(args)) end
end
local function sum(...)
  local args = { ... }
  return function() return nn.SpatialSubSampling(table.unpack(args)) end
end

-- Rows in any order, one plane twice, output plane 2 with nothing but its bias.
local sparse = torch.Tensor { { 3, 3 }, { 1, 1 }, { 3, 1 }, { 1, 1 } }

describe('nn.', function()
  for name, run in layers.module_checks {
    { 'SpatialConvolutionMap', map(nn.tables.full(2, 3), 3, 2), { { 2, 4, 5 }, { 3, 2, 4, 5 } } },
    { 'SpatialConvolutionMap with steps', map(nn.tables.oneToOne(2), 2, 3, 3, 2),
      { { 2, 6, 8 }, { 1, 2, 7, 9 } } },
    { 'SpatialConvolutionMap of a sparse table', map(sparse, 5, 1),
      { { 3, 2, 7 }, { 2, 4, 1, 5 } } },
    { 'SpatialConvolutionMap of one weight', map(nn.tables.full(1, 1), 1, 1), { { 1, 3, 2 } } },
    { 'SpatialFullConvolutionMap', full(nn.tables.full(2, 3), 3, 2), { { 2, 4, 3 },
      { 3, 2, 1, 1 } } },
    { 'SpatialFullConvolutionMap with steps', full(sparse, 2, 3, 3, 2), { { 3, 2, 3 },
      { 2, 3, 3, 2 } } },
    { 'SpatialConvolutionLocal', place(2, 3, 5, 4, 3, 2), { { 2, 4, 5 }, { 3, 2, 4, 5 },
      { 1, 2, 4, 5 } } },
    { 'SpatialConvolutionLocal with steps and padding', place(2, 2, 5, 4, 3, 2, 2, 1, 1, 2),
      { { 2, 4, 5 }, { 2, 2, 4, 5 } } },
    { 'SpatialConvolutionLocal with more padding than weights', place(1, 1, 2, 1, 2, 2, 1, 1, 4),
      { { 1, 1, 2 } } },
    { 'SpatialConvolutionLocal of one place', place(2, 4, 3, 3, 3, 3), { { 2, 3, 3 } } },
    { 'SpatialSubSampling', sum(2, 3, 2), { { 2, 4, 5 }, { 3, 2, 2, 3 } } },
    { 'SpatialSubSampling with steps', sum(3, 2, 1, 2, 3), { { 3, 7, 5 }, { 2, 3, 4, 6 } } },
  } do
    it(name, run)
  end
end)

-- Definitions, element by element. large[y0 .. ][x0 .. ] meets weight.
local function window(plane, weight, y0, x0)
  local total = 0
  for i = 1, weight:size(1) do
    for j = 1, weight:size(2) do total = total + weight[i][j] * plane[y0 + i - 1][x0 + j - 1] end
  end
  return total
end

local function map_by_definition(m, x)
  local h = math.floor((x:size(2) - m.kH) / m.dH) + 1
  local w = math.floor((x:size(3) - m.kW) / m.dW) + 1
  local y = torch.Tensor(m.bias:size(1), h, w)
  for p = 1, m.bias:size(1) do y[p]:fill(m.bias[p]) end
  for c = 1, m.connTable:size(1) do
    local from, to = m.connTable[c][1], m.connTable[c][2]
    for i = 1, h do
      for j = 1, w do
        y[to][i][j] = y[to][i][j]
          + window(x[from], m.weight[c], (i - 1) * m.dH + 1, (j - 1) * m.dW + 1)
      end
    end
  end
  return y
end

local function full_by_definition(m, x)
  local h, w = (x:size(2) - 1) * m.dH + m.kH, (x:size(3) - 1) * m.dW + m.kW
  local y = torch.Tensor(m.bias:size(1), h, w)
  for p = 1, m.bias:size(1) do y[p]:fill(m.bias[p]) end
  for c = 1, m.connTable:size(1) do
    local from, to = m.connTable[c][1], m.connTable[c][2]
    for i = 1, x:size(2) do
      for j = 1, x:size(3) do
        y[to]:sub((i - 1) * m.dH + 1, (i - 1) * m.dH + m.kH, (j - 1) * m.dW + 1,
          (j - 1) * m.dW + m.kW):add(x[from][i][j], m.weight[c])
      end
    end
  end
  return y
end

local function padded(x, padH, padW)
  local y = torch.zeros(x:size(1), x:size(2) + 2 * padH, x:size(3) + 2 * padW)
  y:sub(1, -1, padH + 1, padH + x:size(2), padW + 1, padW + x:size(3)):copy(x)
  return y
end

local function local_by_definition(m, x)
  x = padded(x, m.padH, m.padW)
  local y = m.bias:clone()
  for o = 1, m.nOutputPlane do
    for i = 1, m.oH do
      for j = 1, m.oW do
        for p = 1, m.nInputPlane do
          y[o][i][j] = y[o][i][j]
            + window(x[p], m.weight[i][j][o][p], (i - 1) * m.dH + 1, (j - 1) * m.dW + 1)
        end
      end
    end
  end
  return y
end

local function sum_by_definition(m, x)
  local h = math.floor((x:size(2) - m.kH) / m.dH) + 1
  local w = math.floor((x:size(3) - m.kW) / m.dW) + 1
  local y, ones = torch.Tensor(x:size(1), h, w), torch.ones(m.kH, m.kW)
  for p = 1, x:size(1) do
    for i = 1, h do
      for j = 1, w do
        y[p][i][j] = m.bias[p]
          + m.weight[p] * window(x[p], ones, (i - 1) * m.dH + 1, (j - 1) * m.dW + 1)
      end
    end
  end
  return y
end

describe('by definition, nn.', function()
  torch.manualSeed(5)
  for _, row in ipairs {
    -- name, module, definition, sizes of a sample
    { 'SpatialConvolutionMap', map(nn.tables.random(6, 5, 3), 5, 4)(), map_by_definition,
      { 6, 9, 40 } },
    { 'SpatialConvolutionMap, 7 wide', map(sparse, 7, 2)(), map_by_definition, { 5, 3, 11 } },
    { 'SpatialConvolutionMap with steps', map(sparse, 3, 3, 2, 3)(), map_by_definition,
      { 3, 8, 10 } },
    { 'SpatialFullConvolutionMap', full(nn.tables.random(4, 3, 2), 3, 4)(), full_by_definition,
      { 4, 5, 20 } },
    { 'SpatialFullConvolutionMap with gaps', full(sparse, 1, 2, 3, 4)(), full_by_definition,
      { 3, 3, 4 } },
    { 'SpatialConvolutionLocal', place(3, 4, 9, 7, 3, 4)(), local_by_definition, { 3, 7, 9 } },
    { 'SpatialConvolutionLocal with padding', place(2, 3, 6, 5, 4, 3, 2, 3, 3, 1)(),
      local_by_definition, { 2, 5, 6 } },
    { 'SpatialSubSampling', sum(3, 4, 2, 3, 1)(), sum_by_definition, { 3, 6, 20 } },
  } do
    it(row[1], function()
      local m, definition = row[2], row[3]
      local x = torch.randn(torch.LongStorage(row[4]))
      local expected = definition(m, x)
      assert.is_true(layers.distance(expected, m:forward(x)) < 1e-12)
      local batch = torch.randn(12, table.unpack(row[4]))
      batch[12]:copy(x)
      assert.is_true(layers.distance(expected, m:forward(batch)[12]) < 1e-12)
    end)
  end
end)

describe('large passes of', function()
  -- The same bits for any number of threads.
  for _, row in ipairs {
    { 'SpatialConvolutionMap', map(nn.tables.random(16, 16, 4), 5, 5), { 6, 16, 32, 32 } },
    { 'SpatialFullConvolutionMap', full(nn.tables.random(16, 16, 4), 5, 5), { 6, 16, 32, 32 } },
    { 'SpatialConvolutionLocal', place(8, 8, 24, 24, 5, 5, 1, 1, 2), { 5, 8, 24, 24 } },
    { 'SpatialConvolutionLocal of a sample', place(8, 8, 24, 24, 5, 5, 1, 1, 2), { 8, 24, 24 } },
    { 'SpatialSubSampling', sum(16, 2, 2, 2, 2), { 8, 16, 48, 48 } },
    { 'TemporalConvolution', function() return nn.TemporalConvolution(30, 40, 5, 2) end,
      { 20, 60, 30 } },
    { 'TemporalRowConvolution', function() return nn.TemporalRowConvolution(200, 5) end,
      { 8, 90, 200 } },
    { 'TemporalSubSampling', function() return nn.TemporalSubSampling(200, 5, 2) end,
      { 8, 90, 200 } },
  } do
    it(row[1] .. ' do not depend on the number of threads', function()
      local threads = torch.getnumthreads()
      torch.manualSeed(3)
      local m = row[2]():float()
      local x = torch.randn(torch.LongStorage(row[3])):float()
      local g = m:forward(x):clone():normal()
      local function pass(n)
        torch.setnumthreads(n)
        m:zeroGradParameters()
        m:forward(x)
        m:backward(x, g, 0.5)
        torch.setnumthreads(threads)
        return { m.output:clone(), m.gradInput:clone(), m.gradWeight:clone(), m.gradBias:clone() }
      end
      assert.equal(0, layers.distance(pass(1), pass(4)))
    end)
  end
end)

describe('nn.tables.', function()
  it('full joins all, output by output', function()
    assert.are.same({ 1, 1, 2, 1, 1, 2, 2, 2, 1, 3, 2, 3 },
      nn.tables.full(2, 3):view(12):totable())
  end)

  it('oneToOne joins equals', function()
    assert.are.same({ 1, 1, 2, 2, 3, 3 }, nn.tables.oneToOne(3):view(6):totable())
  end)

  it('random draws different inputs for each output and uses all about equally', function()
    local t = nn.tables.random(6, 9, 2)
    assert.are.same({ 18, 2 }, t:size():totable())
    local used = torch.zeros(6)
    for i = 1, 9 do
      local a, b = t[2 * i - 1], t[2 * i]
      assert.is_true(a[2] == i and b[2] == i and a[1] ~= b[1])
      used[a[1]], used[b[1]] = used[a[1]] + 1, used[b[1]] + 1
    end
    assert.is_true(used:min() == 3 and used:max() == 3)
  end)

  it('functions refuse what is no number of planes', function()
    assert.has_error(function() nn.tables.full(0, 2) end,
      'nn.tables.full: nin: expected an integer >= 1, got 0')
    assert.has_error(function() nn.tables.oneToOne() end,
      'nn.tables.oneToOne: nfeat: expected an integer >= 1, got nil')
    assert.has_error(function() nn.tables.random(2, 2, 3) end,
      'nn.tables.random: nto: expected at most nin = 2, got 3')
  end)
end)

describe('an empty tensor', function()
  for _, make in ipairs {
    map(nn.tables.full(2, 3), 2, 2), full(nn.tables.full(2, 3), 2, 2), place(2, 3, 4, 4, 2, 2),
    sum(2, 2, 2),
  } do
    local m = make()
    it('is refused by ' .. torch.type(m), function()
      for _, method in ipairs { 'updateOutput', 'updateGradInput', 'accGradParameters' } do
        local ok, message = pcall(m[method], m, torch.Tensor(), torch.Tensor())
        assert.is_false(ok)
        assert.is_truthy(message:find('3D or 4D (batch mode) tensor expected', 1, true), message)
      end
    end)
  end
end)

describe('misuse of', function()
  local function tampered(make, change)
    local m = make()
    m.connTable = m.connTable and m.connTable:clone()
    change(m)
    return m
  end
  local two = nn.tables.full(2, 2)
  local huge = 2 ^ 40
  for name, row in pairs {
    -- what: a function that must raise, part of the message
    ['the table: no tensor'] = { map({ 1, 1 }, 2, 2), 'connTable: expected a tensor of n x 2' },
    ['the table: one column'] = { map(torch.ones(3, 1), 2, 2), 'expected a tensor of n x 2' },
    ['the table: plane 0'] = { map(torch.zeros(1, 2), 2, 2), 'counted from 1' },
    ['the table: half a plane'] = { map(torch.ones(1, 2):mul(1.5), 2, 2), 'counted from 1' },
    ['the table: nan'] = { map(torch.ones(1, 2):fill(0 / 0), 2, 2), 'counted from 1' },
    ['the kernel: 0'] = { map(two, 0, 2), 'kW: expected an integer >= 1' },
    ['the step: a string'] = { map(two, 2, 2, 'x'), 'dW: expected an integer >= 1' },
    ['Local: too large a kernel'] = { place(1, 1, 3, 3, 4, 3), 'kW: expected at most iW + 2 padW' },
    ['Local: a negative pad'] = { place(1, 1, 3, 3, 2, 2, 1, 1, -1), 'padW: expected an integer' },
    ['Map: too few planes'] = { function()
      map(two, 2, 2)():forward(torch.ones(1, 4, 4))
    end, 'connTable names input plane 2, but there are 1' },
    ['Map: no planes'] = { function()
      map(two, 2, 2)():forward(torch.ones(4, 4))
    end, '3D or 4D (batch mode) tensor expected', true },
    ['Map: too small'] = { function()
      map(two, 2, 3)():forward(torch.ones(2, 2, 4))
    end, 'smaller than the kernel' },
    ['Map: other type'] = { function()
      map(two, 2, 2)():forward(torch.ones(2, 4, 4):float())
    end, 'FloatTensor' },
    ['Map: gradOutput'] = { function()
      local m, x = map(two, 2, 2)(), torch.ones(2, 4, 4)
      m:forward(x)
      m:backward(x, torch.ones(2, 4, 4))
    end, 'gradOutput must have size 2x3x3, got 2x4x4' },
    ['Map: table out of range'] = { function()
      tampered(map(two, 2, 2), function(m) m.connTable[3][2] = 9 end):forward(torch.ones(2, 4, 4))
    end, 'connTable names output plane 9, but there are 2' },
    ['Map: table of nan'] = { function()
      tampered(map(two, 2, 2), function(m) m.connTable:fill(0 / 0) end):forward(torch.ones(2, 4, 4))
    end, 'connTable names input plane' },
    ['Map: table too long'] = { function()
      tampered(map(two, 2, 2), function(m) m.connTable = two:repeatTensor(2, 1) end)
        :forward(torch.ones(2, 4, 4))
    end, 'weight must have size 8x2x2, got 4x2x2' },
    ['Map: kernel that the weight has not'] = { function()
      tampered(map(two, 2, 2), function(m) m.kW = 3 end):forward(torch.ones(2, 4, 4))
    end, 'weight must have size 4x2x3' },
    ['Map: huge step'] = { function()
      tampered(map(two, 2, 2), function(m) m.dW = huge end):forward(torch.ones(2, 4, 4))
    end, 'dW must be an integer >= 1' },
    ['Map: bias'] = { function()
      tampered(map(two, 2, 2), function(m) m.bias = torch.Tensor() end):forward(torch.ones(2, 4, 4))
    end, 'is empty' },
    ['FullMap: huge step'] = { function()
      tampered(full(two, 2, 2), function(m) m.dW = 2 ^ 31 - 1 end):forward(torch.ones(2, 4, 4))
    end, 'too large an output' },
    ['FullMap: gradOutput'] = { function()
      local m, x = full(two, 2, 2)(), torch.ones(2, 4, 4)
      m:forward(x)
      m:accGradParameters(x, torch.ones(2, 5, 4))
    end, 'gradOutput must have size 2x5x5, got 2x5x4' },
    ['Local: other size'] = { function()
      place(2, 3, 4, 4, 2, 2)():forward(torch.ones(2, 5, 4))
    end, 'makes an output of 4x3 places' },
    ['Local: other planes'] = { function()
      place(2, 3, 4, 4, 2, 2)():forward(torch.ones(3, 4, 4))
    end, 'weight of size 3x3x3x2x2x2 does not fit' },
    ['Local: weight'] = { function()
      tampered(place(2, 3, 4, 4, 2, 2), function(m) m.weight = torch.ones(3) end)
        :forward(torch.ones(2, 4, 4))
    end, 'weight of size 3 does not fit' },
    ['Local: huge padding'] = { function()
      tampered(place(2, 3, 4, 4, 2, 2), function(m) m.padW = huge end):forward(torch.ones(2, 4, 4))
    end, 'padW must be an integer >= 0' },
    ['Local: buffers'] = { function()
      tampered(place(2, 3, 4, 4, 2, 2), function(m) m.finput = m.fgradInput end)
        :forward(torch.ones(2, 4, 4))
    end, 'finput' },
    ['Local: gradOutput'] = { function()
      local m, x = place(2, 3, 4, 4, 2, 2)(), torch.ones(2, 4, 4)
      m:updateGradInput(x, torch.ones(3, 3, 2))
    end, 'gradOutput must have size 3x3x3' },
    ['SubSampling: other planes'] = { function()
      sum(2, 2, 2)():forward(torch.ones(3, 4, 4))
    end, 'input must have 2 planes, got size 3x4x4' },
    ['SubSampling: bias'] = { function()
      tampered(sum(2, 2, 2), function(m) m.bias = torch.ones(3) end):forward(torch.ones(2, 4, 4))
    end, 'bias must have 2 elements' },
  } do
    it(name, function()
      local ok, message = pcall(row[1])
      assert.is_false(ok)
      assert.is_truthy(tostring(message):find(row[2], 1, true), tostring(message))
    end)
  end
end)

describe('buffers of nn.SpatialConvolutionLocal', function()
  it('may be views of any kind', function()
    local m = nn.SpatialConvolutionLocal(2, 3, 4, 4, 2, 2)
    local x = torch.randn(2, 4, 4)
    local expected = m:forward(x):clone()
    m.finput = torch.zeros(1):expand(m.finput:nElement())
    m.fgradInput = torch.zeros(1):expand(m.fgradInput:nElement())
    assert.equal(0, layers.distance(expected, m:forward(x)))
  end)

  it('may be missing, as may the padding', function()
    local m = nn.SpatialConvolutionLocal(2, 3, 4, 4, 2, 2)
    local x = torch.randn(2, 4, 4)
    local expected = m:forward(x):clone()
    m.finput, m.fgradInput, m.padW, m.padH = nil, nil, nil, nil
    assert.equal(0, layers.distance(expected, m:forward(x)))
    m:backward(x, expected)
    assert.equal('nn.SpatialConvolutionLocal(2 -> 3, 4x4, 2x2)', tostring(m))
  end)
end)

describe('a table of another type', function()
  it('is converted', function()
    local m = nn.SpatialConvolutionMap(torch.LongTensor { { 1, 1 }, { 2, 1 } }, 2, 2)
    assert.equal('torch.DoubleTensor', torch.typename(m.connTable))
    assert.are.same({ 1, 3, 3 }, m:forward(torch.ones(2, 4, 4)):size():totable())
  end)

  it('is left as it was', function()
    local t = nn.tables.full(2, 2)
    local copy = t:clone()
    nn.SpatialConvolutionMap(t, 2, 2):forward(torch.ones(2, 4, 4))
    assert.equal(0, layers.distance(copy, t))
  end)
end)
