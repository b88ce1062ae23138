-- A recorded tutorial on nn, step by step: the same random numbers after the same seed, so every
-- number has to come out to the printed digits. The record's runs of blanks are collapsed.
--
-- The record also shows the fields of some modules. Those without a leading underscore are checked
-- by kind and size; the others (_output, _repeat, _expand, _weight, _count, _input) are buffers
-- that only Torch7's way to compute needs.
require 'nn'

local function collapse(text)
  return (tostring(text):gsub('%s+', ' '):gsub('^ ', ''):gsub(' $', ''))
end

-- The numbers are one line each here; the size at the end is part of the text.
local function prints(expected, value)
  assert.equal(collapse(expected), collapse(value))
end

-- '5' or '2x3' for tensors and storages, 'empty', or the type of other values
local function shape(value)
  if torch.isTensor(value) then
    local size = table.concat(value:size():totable(), 'x')
    return torch.type(value):sub(7) .. ' ' .. (size == '' and 'empty' or size)
  elseif torch.isStorage(value) then
    return torch.type(value):sub(7) .. ' ' .. value:size()
  elseif torch.type(value) == 'table' then
    return 'table'
  end
  return tostring(value)
end

local function has_fields(expected, module)
  for name, description in pairs(expected) do
    assert.equal(description, shape(module[name]), name)
  end
end

local lookup_rows = [[
 -0.3408 0.8594 1.2139
  0.1566 -0.5897 0.1788
 -0.0315 0.1821 -0.7354
  0.1246 0.2621 -0.0320
  1.1030 -0.9798 0.3587
 [torch.DoubleTensor of size 5x3] ]]

describe('the tutorial', function()
  -- The steps follow each other: each block starts where the one before stopped.
  it('prints what was recorded', function()
    torch.manualSeed(287)

    -- the forward pass
    local x = torch.range(1, 5)
    local f = nn.CMul(x:size())
    prints('-0.3180 -0.0484 0.1885 0.4165 0.3364 [torch.DoubleTensor of size 5]', f.weight)
    local product = '-0.3180 -0.0968 0.5655 1.6661 1.6822 [torch.DoubleTensor of size 5]'
    prints(product, f:forward(x))
    prints(product, f.output)
    local g = nn.Sum(1)
    prints('15 [torch.DoubleTensor of size 1]', g:forward(x))

    -- batches
    local X = x:view(1, 5):expand(3, 5)
    prints([[-0.3180 -0.0968 0.5655 1.6661 1.6822
             -0.3180 -0.0968 0.5655 1.6661 1.6822
             -0.3180 -0.0968 0.5655 1.6661 1.6822 [torch.DoubleTensor of size 3x5] ]],
      f:forward(X))

    -- containers
    local h = nn.Sequential():add(f):add(g)
    prints('3.4990 [torch.DoubleTensor of size 1]', h:forward(x))
    local cat = nn.Concat(1):add(f):add(g)
    prints([[-0.3180 -0.0968 0.5655 1.6661 1.6822 15.0000
             [torch.DoubleTensor of size 6] ]], cat:forward(x))
    prints([[nn.Sequential {
              [input -> (1) -> (2) -> output]
              (1): nn.CMul
              (2): nn.Sum
            }]], h)
    has_fields({ gradInput = 'DoubleTensor empty', output = 'DoubleTensor 1', modules = 'table' },
      h)
    has_fields({ output = 'DoubleTensor 5', gradInput = 'DoubleTensor empty',
      gradWeight = 'DoubleTensor 5', size = 'LongStorage 1', weight = 'DoubleTensor 5' }, f)
    has_fields({ gradInput = 'DoubleTensor empty', output = 'DoubleTensor 1', dimension = '1' }, g)
    assert.equal(f, h:get(1))
    assert.equal(f, h.modules[1])

    -- the backward pass
    local gradOut = torch.randn(1)
    prints('1.6834 [torch.DoubleTensor of size 1]', gradOut)
    h:backward(x, gradOut)
    prints('-0.5353 -0.0815 0.3173 0.7012 0.5664 [torch.DoubleTensor of size 5]', h.gradInput)
    prints('1.6834 1.6834 1.6834 1.6834 1.6834 [torch.DoubleTensor of size 5]', g.gradInput)
    assert.is_true((g.gradInput - torch.ones(x:size()):mul(gradOut[1])):abs():max() < 1e-10)
    assert.is_true((f.gradInput - torch.cmul(g.gradInput, f.weight)):abs():max() < 1e-10)
    h:zeroGradParameters()
    h:backward(x, gradOut)
    prints('1.6834 3.3668 5.0503 6.7337 8.4171 [torch.DoubleTensor of size 5]', f.gradWeight)
    assert.is_true((f.gradWeight - torch.cmul(g.gradInput, x)):abs():max() < 1e-10)

    -- layers with parameters
    local lin = nn.Linear(x:size(1), 3)
    prints('-2.8031 1.9383 -1.8525 [torch.DoubleTensor of size 3]', lin:forward(x))
    local lookup = nn.LookupTable(5, 3)
    prints(lookup_rows, lookup.weight)
    prints([[-0.3408 0.8594 1.2139
              0.1566 -0.5897 0.1788
              1.1030 -0.9798 0.3587 [torch.DoubleTensor of size 3x3] ]],
      lookup:forward(torch.LongTensor { 1, 2, 5 }))
    prints([[(1,.,.) =
               -0.3408 0.8594 1.2139
               -0.0315 0.1821 -0.7354
             (2,.,.) =
                0.1246 0.2621 -0.0320
                1.1030 -0.9798 0.3587
             (3,.,.) =
                0.1566 -0.5897 0.1788
               -0.0315 0.1821 -0.7354 [torch.DoubleTensor of size 3x2x3] ]],
      lookup:forward(torch.LongTensor { { 1, 3 }, { 4, 5 }, { 2, 3 } }))
    local add = nn.Add(x:size())
    prints('1.4369 2.2328 2.5575 4.2737 4.6302 [torch.DoubleTensor of size 5]', add:forward(x))

    -- layers without
    x = torch.randn(5)
    for _, case in ipairs {
      { nn.Sigmoid(), '0.6790 0.5264 0.6779 0.6240 0.5938' },
      { nn.LogSoftMax(), '-1.3853 -2.0289 -1.3905 -1.6280 -1.7545' },
      { nn.Tanh(), '0.6346 0.1051 0.6315 0.4672 0.3626' },
      { nn.ReLU(), '0.7491 0.1055 0.7440 0.5065 0.3799' },
    } do
      prints(case[2] .. ' [torch.DoubleTensor of size 5]', case[1]:forward(x))
    end
    X = torch.randn(3, 2)
    prints('0.9011 2.5226 [torch.DoubleTensor of size 2]', nn.Max(1, 2):forward(X))
    prints('0.4434 0.2421 1.2315 [torch.DoubleTensor of size 3]', nn.Mean(2, 2):forward(X))
    prints('0.9011 0.0143 0.8167 1.3009 0.0597 2.5226 [torch.DoubleTensor of size 3x2]',
      nn.Abs():forward(X))
    prints('0.9011 -0.0143 -0.8167 1.3009 -0.0597 2.5226 [torch.DoubleTensor of size 2x3]',
      nn.View(2, 3):forward(X))

    -- tables
    local sparse, dense = torch.LongTensor { 2 }, torch.randn(1, 3)
    local parallel = nn.ParallelTable():add(nn.LookupTable(5, 2)):add(nn.Linear(3, 2))
    local outputs = parallel:forward { sparse, dense }
    assert.equal(2, #outputs)
    has_fields({ 'DoubleTensor 1x2', 'DoubleTensor 1x2' }, outputs)
    local net = nn.Sequential():add(parallel):add(nn.CAddTable())
    -- the record is of an older release, which drew the last branch like the others
    prints([[nn.Sequential {
              [input -> (1) -> (2) -> output]
              (1): nn.ParallelTable {
                input
                  |`-> (1): nn.LookupTable
                  |`-> (2): nn.Linear(3 -> 2)
                   ... -> output
              }
              (2): nn.CAddTable
            }]], (tostring(net):gsub(' `%->', '|`->')))
    assert.equal(parallel.gradInput, net.gradInput)
    has_fields({ gradInput = 'table', modules = 'table', output = 'DoubleTensor empty' }, net)
    has_fields({ gradInput = 'table', modules = 'table', output = 'table' }, parallel)
    has_fields({ copiedInput = 'false', shouldScaleGradByFreq = 'false',
      weight = 'DoubleTensor 5x2', gradWeight = 'DoubleTensor 5x2',
      gradInput = 'DoubleTensor empty', output = 'DoubleTensor 1x2' }, parallel:get(1))
    has_fields({ weight = 'DoubleTensor 2x3', bias = 'DoubleTensor 2',
      gradWeight = 'DoubleTensor 2x3', gradBias = 'DoubleTensor 2',
      gradInput = 'DoubleTensor empty', addBuffer = 'DoubleTensor 1',
      output = 'DoubleTensor 1x2' }, parallel:get(2))
    has_fields({ gradInput = 'table', output = 'DoubleTensor empty' }, net:get(2))
    prints('1.2212 -2.0951 [torch.DoubleTensor of size 1x2]', net:forward { sparse, dense })
    local t = { torch.randn(1, 3), torch.randn(1, 3), torch.randn(1, 2) }
    prints([[-0.6461 2.0589 -0.7707 0.0129 -0.6880 0.9008 0.0479 1.5202
             [torch.DoubleTensor of size 1x8] ]], nn.JoinTable(2, 2):forward(t))
    local narrowed = nn.NarrowTable(1, 2):forward(t)
    assert.equal(2, #narrowed)
    has_fields({ 'DoubleTensor 1x3', 'DoubleTensor 1x3' }, narrowed)

    -- criteria
    local mse = nn.MSECriterion()
    local y, yhat = torch.randn(3), torch.zeros(3)
    assert.equal('1.8225688302461', ('%.14g'):format(mse:forward(yhat, y)))
    mse.sizeAverage = false
    assert.equal('5.4677064907383', ('%.14g'):format(mse:forward(yhat, y)))
    prints('2.3650 -1.6119 3.6986 [torch.DoubleTensor of size 3]', mse:backward(yhat, y))

    -- no output was recorded from here on
    local nll = nn.ClassNLLCriterion()
    local scores = torch.randn(2, 3)
    local logs, classes = nn.LogSoftMax():forward(scores), torch.Tensor { 3, 1 }
    assert.near(-(logs[1][3] + logs[2][1]) / 2, (nll:forward(logs, classes)), 1e-12)
    prints('0.0000 0.0000 -0.5000 -0.5000 0.0000 0.0000 [torch.DoubleTensor of size 2x3]',
      nll:backward(logs, classes))
  end)

  -- Five epochs of gradient descent with a step of the caller's; returns the losses.
  local function train(flat)
    torch.manualSeed(287)
    local X = torch.randn(5, 4)
    local y = torch.mv(X, torch.randn(4)):pow(2):add(torch.randn(5))
    local mlp = nn.Sequential():add(nn.Linear(4, 3)):add(nn.Tanh()):add(nn.Linear(3, 1))
    local mse, losses = nn.MSECriterion(), {}
    local params, gradParams
    if flat then params, gradParams = mlp:getParameters() end
    for epoch = 1, 5 do
      mlp:zeroGradParameters()
      losses[epoch] = mse:forward(mlp:forward(X), y)
      mlp:backward(X, mse:backward(mlp.output, y))
      if flat then params:add(-0.01, gradParams) else mlp:updateParameters(0.01) end
    end
    return losses
  end

  it('trains, the same way with getParameters and with updateParameters', function()
    local losses = train(true)
    for epoch = 2, 5 do assert.is_true(losses[epoch] < losses[epoch - 1]) end
    assert.same(losses, train(false))
  end)
end)
