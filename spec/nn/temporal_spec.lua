-- Layers over sequences of frames: the checks of every layer, each against its definition in plain
-- Lua, and what they refuse.
local layers = require 'support.layers'

local function conv(...)
  local args = { ... }
  return function() return nn.TemporalConvolution(table.unpack(args)) end
end
local function row(...)
  local args = { ... }
  return function() return nn.TemporalRowConvolution(table.unpack(args)) end
end
local function plain_row(...)
  local make = row(...)
  return function() return make():noBias() end
end
local function sum(...)
  local args = { ... }
  return function() return nn.TemporalSubSampling(table.unpack(args)) end
end

describe('nn.', function()
  for name, run in layers.module_checks {
    { 'TemporalConvolution', conv(3, 4, 3), { { 7, 3 }, { 2, 7, 3 }, { 3, 3 } } },
    { 'TemporalConvolution with steps', conv(2, 3, 5, 2), { { 11, 2 }, { 1, 12, 2 } } },
    { 'TemporalConvolution with gaps', conv(2, 3, 2, 3), { { 9, 2 }, { 2, 8, 2 } } },
    { 'TemporalConvolution of one feature', conv(1, 1, 4), { { 6, 1 }, { 9, 6, 1 } } },
    { 'TemporalConvolution of single frames', conv(3, 2, 1), { { 4, 3 }, { 2, 4, 3 } } },
    { 'TemporalRowConvolution', row(3, 3), { { 7, 3 }, { 2, 7, 3 }, { 3, 3 } } },
    { 'TemporalRowConvolution with steps', row(2, 3, 2), { { 8, 2 }, { 2, 8, 2 } } },
    { 'TemporalRowConvolution without bias', plain_row(2, 2), { { 5, 2 }, { 2, 5, 2 } } },
    { 'TemporalRowConvolution, features first', row(3, 4, 1, true), { { 3, 7 }, { 2, 3, 7 } } },
    { 'TemporalRowConvolution, features first, with steps', row(2, 2, 3, true),
      { { 2, 9 }, { 2, 2, 9 } } },
    { 'TemporalRowConvolution, features first, without bias', plain_row(2, 3, 1, true),
      { { 2, 5 } } },
    { 'TemporalSubSampling', sum(3, 3), { { 7, 3 }, { 2, 7, 3 } } },
    { 'TemporalSubSampling with steps', sum(2, 2, 3), { { 9, 2 }, { 2, 8, 2 } } },
  } do
    it(name, run)
  end
end)

-- Definitions, element by element.
local function places(m, x)
  return math.floor((x:size(1) - m.kW) / m.dW) + 1
end

local function conv_by_definition(m, x)
  local y = torch.Tensor(places(m, x), m.outputFrameSize)
  for t = 1, y:size(1) do
    for o = 1, y:size(2) do
      local total = m.bias[o]
      for k = 1, m.kW do
        for i = 1, x:size(2) do
          total = total + m.weight[o][(k - 1) * x:size(2) + i] * x[(t - 1) * m.dW + k][i]
        end
      end
      y[t][o] = total
    end
  end
  return y
end

local function rows_by_definition(m, x, weight_of)
  local y = torch.Tensor(places(m, x), x:size(2))
  for t = 1, y:size(1) do
    for f = 1, y:size(2) do
      local total = m.bias and m.bias[f] or 0
      for k = 1, m.kW do total = total + weight_of(f, k) * x[(t - 1) * m.dW + k][f] end
      y[t][f] = total
    end
  end
  return y
end

local function row_by_definition(m, x)
  return rows_by_definition(m, x, function(f, k) return m.weight[f][1][k] end)
end

local function row_first_by_definition(m, x)
  return row_by_definition(m, x:t()):t()
end

local function sum_by_definition(m, x)
  return rows_by_definition(m, x, function(f) return m.weight[f] end)
end

describe('by definition, nn.', function()
  torch.manualSeed(6)
  for _, case in ipairs {
    -- name, module, definition, sizes of a sample
    { 'TemporalConvolution', conv(5, 6, 4)(), conv_by_definition, { 19, 5 } },
    { 'TemporalConvolution with steps', conv(5, 6, 7, 3)(), conv_by_definition, { 30, 5 } },
    { 'TemporalConvolution of one window', conv(2, 3, 9, 4)(), conv_by_definition, { 9, 2 } },
    { 'TemporalRowConvolution', row(70, 4, 2)(), row_by_definition, { 13, 70 } },
    { 'TemporalRowConvolution without bias', plain_row(65, 3)(), row_by_definition, { 8, 65 } },
    { 'TemporalRowConvolution, features first', row(4, 6, 1, true)(), row_first_by_definition,
      { 4, 40 } },
    { 'TemporalSubSampling', sum(130, 5, 2)(), sum_by_definition, { 14, 130 } },
  } do
    it(case[1], function()
      local m, definition = case[2], case[3]
      local x = torch.randn(torch.LongStorage(case[4]))
      local expected = definition(m, x)
      assert.is_true(layers.distance(expected, m:forward(x)) < 1e-12)
      local batch = torch.randn(12, table.unpack(case[4]))
      batch[12]:copy(x)
      assert.is_true(layers.distance(expected, m:forward(batch)[12]) < 1e-12)
    end)
  end
end)

describe('nn.TemporalRowConvolution', function()
  it('prints its bias, or that it has none', function()
    assert.equal('nn.TemporalRowConvolution(3, 2, 4)', tostring(row(3, 2, 4)()))
    assert.equal('nn.TemporalRowConvolution(3, 2) without bias', tostring(plain_row(3, 2)()))
  end)

  it('takes a file without featFirst for frames first', function()
    local m, x = row(3, 2)(), torch.randn(5, 3)
    local expected = m:forward(x):clone()
    m.featFirst = nil
    assert.equal(0, layers.distance(expected, m:forward(x)))
  end)
end)

describe('misuse of', function()
  local function tampered(make, change)
    local m = make()
    change(m)
    return m
  end
  for name, case in pairs {
    -- what: a function that must raise, part of the message
    ['the constructor: no sizes'] = { conv(), 'inputFrameSize: expected an integer >= 1, got nil' },
    ['the constructor: no kernel'] = { row(3, 0), 'kW: expected an integer >= 1, got 0' },
    ['the constructor: half a step'] = { sum(3, 1, 0.5), 'dW: expected an integer >= 1, got 0.5' },
    ['Convolution: no frames'] = { function()
      conv(3, 2, 2)():forward(torch.ones(3))
    end, '2D or 3D (batch mode) tensor expected for input, got size 3' },
    ['Convolution: nothing'] = { function()
      conv(3, 2, 2)():forward(torch.Tensor())
    end, '2D or 3D (batch mode) tensor expected for input' },
    ['Convolution: other features'] = { function()
      conv(3, 2, 2)():forward(torch.ones(5, 4))
    end, 'invalid input frame size: expected 3, got an input of size 5x4' },
    ['Convolution: too few frames'] = { function()
      conv(3, 2, 4)():forward(torch.ones(3, 3))
    end, 'input sequence smaller than kernel size: kW is 4' },
    ['Convolution: gradOutput'] = { function()
      conv(3, 2, 2)():updateGradInput(torch.ones(5, 3), torch.ones(5, 2))
    end, 'gradOutput must have size 4x2, got 5x2' },
    ['Convolution: gradOutput of gradients'] = { function()
      conv(3, 2, 2)():accGradParameters(torch.ones(5, 3), torch.ones(1, 4, 2))
    end, 'gradOutput must have size 4x2, got 1x4x2' },
    ['Convolution: weight'] = { function()
      tampered(conv(3, 2, 2), function(m) m.weight = torch.ones(2, 5) end)
        :forward(torch.ones(5, 3))
    end, 'weight must be a matrix with a multiple of 2 columns' },
    ['Convolution: bias'] = { function()
      tampered(conv(3, 2, 2), function(m) m.bias = torch.ones(3) end):forward(torch.ones(5, 3))
    end, 'bias must have 2 elements' },
    ['Convolution: a step of nothing'] = { function()
      tampered(conv(3, 2, 2), function(m) m.dW = 0 end):forward(torch.ones(5, 3))
    end, 'dW must be an integer >= 1' },
    ['RowConvolution: weight'] = { function()
      tampered(row(3, 2), function(m) m.weight = torch.ones(2, 3) end):forward(torch.ones(5, 3))
    end, 'weight must have size inputFrameSize x 1 x 2' },
    ['RowConvolution: features last'] = { function()
      row(3, 2, 1, true)():forward(torch.ones(5, 3))
    end, 'invalid input frame size: expected 3' },
    ['SubSampling: gradBias'] = { function()
      tampered(sum(3, 2), function(m) m.gradBias = torch.ones(2) end)
        :accGradParameters(torch.ones(5, 3), torch.ones(4, 3))
    end, 'gradBias must have 3 elements' },
    ['SubSampling: other type'] = { function()
      sum(3, 2)():forward(torch.ones(5, 3):float())
    end, 'FloatTensor' },
  } do
    it(name, function()
      local ok, message = pcall(case[1])
      assert.is_false(ok)
      assert.is_truthy(tostring(message):find(case[2], 1, true), tostring(message))
    end)
  end
end)
