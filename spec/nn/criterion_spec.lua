-- The criteria: one row buys the checks of support/layers.lua; against plain Lua where recorded
-- values are few; what they refuse.
local layers = require 'support.layers'

local function vector(...) return torch.LongTensor { ... } end

-- Functions that make targets.
local function numbers(...)
  local sizes = torch.LongStorage { ... }
  return function() return torch.randn(sizes) end
end

local function fractions(...)
  local sizes = torch.LongStorage { ... }
  return function() return torch.rand(sizes) end
end

local function signs(...)
  local sizes = torch.LongStorage { ... }
  return function() return torch.Tensor(sizes):bernoulli():mul(2):add(-1) end
end

local function classes(n, ...)
  local sizes = torch.LongStorage { ... }
  return function() return torch.LongTensor():resize(sizes):random(1, n) end
end

local function labels() return torch.LongTensor { { 3, 1, 0, 2, 0 }, { 0, 1, 2, 3, 4 },
  { 5, 4, 3, 2, 1 } } end

-- A criterion with fields that are set after construction.
local function with(criterion, fields)
  for name, value in pairs(fields) do criterion[name] = value end
  return criterion
end

local total = { sizeAverage = false }

-- Probabilities for criteria that take logarithms: the input goes through the logistic function.
local function probable(criterion) return nn.ModuleCriterion(criterion, nn.Sigmoid()) end

-- name, what makes the criterion, sizes of the input, target
local criteria = {
  { 'AbsCriterion', function() return nn.AbsCriterion() end, { 3, 4 }, numbers(3, 4) },
  { 'AbsCriterion, the sum', function() return nn.AbsCriterion(false) end, { 4 }, numbers(4) },
  { 'SmoothL1Criterion', function() return nn.SmoothL1Criterion() end, { 3, 4 }, numbers(3, 4) },
  { 'SmoothL1Criterion, the sum', function() return nn.SmoothL1Criterion(false) end,
    { 2, 3, 4 }, numbers(2, 3, 4) },
  { 'WeightedMSECriterion', function() return nn.WeightedMSECriterion(torch.rand(4)) end, { 3, 4 },
    numbers(3, 4) },
  { 'WeightedMSECriterion of a sample', function()
    return nn.WeightedMSECriterion(torch.rand(2, 2))
  end, { 2, 2 }, numbers(2, 2) },
  { 'SpatialAutoCropMSECriterion', function() return nn.SpatialAutoCropMSECriterion() end,
    { 2, 3, 2, 4 }, numbers(2, 3, 5, 4) },
  { 'SpatialAutoCropMSECriterion of a sample, the sum', function()
    return nn.SpatialAutoCropMSECriterion(false)
  end, { 3, 3, 2 }, numbers(3, 4, 7) },
  { 'SpatialClassNLLCriterion', function() return nn.SpatialClassNLLCriterion() end,
    { 2, 3, 4, 5 }, classes(3, 2, 4, 5) },
  { 'SpatialClassNLLCriterion with weights, the sum', function()
    return nn.SpatialClassNLLCriterion(torch.Tensor { 1, 0, 3 }, false)
  end, { 2, 3, 4, 5 }, classes(3, 2, 4, 5) },
  { 'SpatialClassNLLCriterion with a double target', function()
    return nn.SpatialClassNLLCriterion(torch.Tensor { 1, 2, 3 })
  end, { 1, 3, 2, 1 }, function() return torch.Tensor { { { 3 }, { 1 } } } end },
  { 'BCECriterion', function() return probable(nn.BCECriterion()) end, { 3, 4 },
    fractions(3, 4) },
  { 'BCECriterion with weights', function()
    return probable(nn.BCECriterion(torch.Tensor { 1, 2, 0, 4 }, false))
  end, { 3, 4 }, fractions(3, 4) },
  { 'MultiLabelSoftMarginCriterion', function() return nn.MultiLabelSoftMarginCriterion() end,
    { 3, 4 }, fractions(3, 4) },
  { 'MultiLabelSoftMarginCriterion with weights', function()
    return nn.MultiLabelSoftMarginCriterion(torch.Tensor { 1, 2, 0, 4 }, false)
  end, { 4 }, fractions(4) },
  { 'DistKLDivCriterion', function() return nn.DistKLDivCriterion() end, { 3, 4 },
    fractions(3, 4) },
  { 'DistKLDivCriterion, the sum', function() return with(nn.DistKLDivCriterion(), total) end,
    { 4 }, function() return torch.Tensor { 0.5, 0, 0.25, 0.25 } end },
  { 'MarginCriterion', function() return nn.MarginCriterion(0.7) end, { 3, 4 }, signs(3, 4) },
  { 'MarginCriterion, the sum', function() return with(nn.MarginCriterion(), total) end, { 4 },
    signs(4) },
  { 'SoftMarginCriterion', function() return nn.SoftMarginCriterion() end, { 3, 4 },
    signs(3, 4) },
  { 'SoftMarginCriterion, the sum', function() return with(nn.SoftMarginCriterion(), total) end,
    { 4 }, signs(4) },
  { 'HingeEmbeddingCriterion', function() return nn.HingeEmbeddingCriterion(1.5) end, { 3, 4 },
    signs(3, 4) },
  { 'HingeEmbeddingCriterion of a number', function() return nn.HingeEmbeddingCriterion() end,
    { 1 }, -1 },
  { 'MultiMarginCriterion', function() return nn.MultiMarginCriterion() end, { 3, 5 },
    classes(5, 3) },
  { 'MultiMarginCriterion of squares', function() return nn.MultiMarginCriterion(2) end, { 3, 5 },
    function() return torch.Tensor { 5, 1, 3 } end },
  { 'MultiMarginCriterion with weights, the sum', function()
    return with(nn.MultiMarginCriterion(2, torch.Tensor { 1, 2, 0, 4, 5 }, 0.5), total)
  end, { 3, 5 }, classes(5, 3) },
  { 'MultiMarginCriterion of a sample', function() return nn.MultiMarginCriterion() end, { 5 }, 2 },
  { 'MultiLabelMarginCriterion', function() return nn.MultiLabelMarginCriterion() end, { 3, 5 },
    labels },
  { 'MultiLabelMarginCriterion, the sum', function()
    return with(nn.MultiLabelMarginCriterion(), total)
  end, { 3, 5 }, function() return labels():double() end },
  { 'MultiLabelMarginCriterion of a sample', function()
    return nn.MultiLabelMarginCriterion()
  end, { 4 }, function() return vector(2, 4, 0, 0) end },
  { 'CosineEmbeddingCriterion', function() return nn.CosineEmbeddingCriterion(-0.2) end,
    { { 4, 3 }, { 4, 3 } }, function() return torch.Tensor { 1, -1, -1, 1 } end },
  { 'CosineEmbeddingCriterion, the sum', function()
    return with(nn.CosineEmbeddingCriterion(-0.9), total)
  end, { { 2, 3 }, { 2, 3 } }, function() return torch.Tensor { -1, 1 } end },
  { 'CosineEmbeddingCriterion of a sample', function() return nn.CosineEmbeddingCriterion() end,
    { { 5 }, { 5 } }, 1 },
  { 'MarginRankingCriterion', function() return nn.MarginRankingCriterion(0.5) end,
    { { 6 }, { 6 } }, signs(6) },
  { 'MarginRankingCriterion, the sum', function()
    return with(nn.MarginRankingCriterion(), total)
  end, { { 2, 3 }, { 2, 3 } }, signs(2, 3) },
  { 'MarginRankingCriterion of numbers', function() return nn.MarginRankingCriterion() end,
    { { 1 }, { 1 } }, -1 },
  { 'DistanceRatioCriterion', function() return nn.DistanceRatioCriterion() end,
    { { 5 }, { 5 } } },
  { 'DistanceRatioCriterion, the sum', function() return nn.DistanceRatioCriterion(false) end,
    { { 2, 3 }, { 2, 3 } } },
  { 'L1HingeEmbeddingCriterion', function() return nn.L1HingeEmbeddingCriterion() end,
    { { 5 }, { 5 } }, 1 },
  { 'L1HingeEmbeddingCriterion of what differs', function()
    return nn.L1HingeEmbeddingCriterion(30)
  end, { { 2, 3 }, { 2, 3 } }, -1 },
  { 'L1Cost', function() return nn.L1Cost() end, { 3, 4 } },
  { 'ClassSimplexCriterion', function() return nn.ClassSimplexCriterion(4) end, { 3, 4 },
    classes(4, 3) },
  { 'ClassSimplexCriterion of a sample, the sum', function()
    return with(nn.ClassSimplexCriterion(2), total)
  end, { 2 }, 1 },
  { 'MultiCriterion', function()
    return nn.MultiCriterion():add(nn.MSECriterion(), 2):add(nn.AbsCriterion())
  end, { 3, 2 }, numbers(3, 2) },
  { 'ParallelCriterion', function()
    return nn.ParallelCriterion(true):add(nn.MSECriterion()):add(nn.SmoothL1Criterion(), 0.5)
  end, { { 3, 2 }, { 6 } }, numbers(3, 2) },
  { 'ModuleCriterion', function()
    return nn.ModuleCriterion(nn.MSECriterion(), nn.Tanh(), nn.Sigmoid())
  end, { 3, 2 }, numbers(3, 2) },
}

describe('nn.', function()
  for name, run in layers.criterion_checks(criteria) do it(name, run) end
end)

describe('a loss over many elements', function()
  -- x, y and the margin -> value, as text books write it
  local plain = {
    AbsCriterion = function(x, y) return math.abs(x - y) end,
    MSECriterion = function(x, y) return (x - y) ^ 2 end,
    SmoothL1Criterion = function(x, y)
      local d = math.abs(x - y)
      return d < 1 and d * d / 2 or d - 0.5
    end,
    MarginCriterion = function(x, y) return math.max(0, 1 - x * y) end,
    SoftMarginCriterion = function(x, y) return math.log(1 + math.exp(-x * y)) end,
    HingeEmbeddingCriterion = function(x, y) return y > 0 and x or math.max(0, 1 - x) end,
    DistKLDivCriterion = function(x, y) return y > 0 and y * (math.log(y) - x) or 0 end,
    MultiLabelSoftMarginCriterion = function(x, y)
      local s = 1 / (1 + math.exp(-x))
      return -(y * math.log(s) + (1 - y) * math.log(1 - s))
    end,
  }
  for name, value in pairs(plain) do
    it('is that of plain Lua and the same for any number of threads: ' .. name, function()
      torch.manualSeed(3)
      local n = 70001
      local x, y = torch.randn(n), torch.Tensor(n):bernoulli():mul(2):add(-1)
      local sum, i, data = 0, 0, y:storage()
      x:apply(function(element)
        i = i + 1
        sum = sum + value(element, data[i])
      end)
      local c, threads = nn[name](), torch.getnumthreads()
      torch.setnumthreads(1)
      local one, gradient = c:forward(x, y), c:backward(x, y):clone()
      torch.setnumthreads(3)
      local three = c:forward(x, y)
      local same = c:backward(x, y):equal(gradient)
      torch.setnumthreads(threads)
      assert.is_true(math.abs(one - sum / n) < 1e-10 * math.max(1, math.abs(one)))
      assert.equal(one, three)
      assert.is_true(same)
    end)
  end

  it('is finite where exp overflows', function()
    local x = torch.Tensor { -1000, 1000 }
    assert.equal(500, nn.SoftMarginCriterion():forward(x, torch.ones(2)))
    assert.equal(1000, nn.MultiLabelSoftMarginCriterion():forward(x, torch.Tensor { 1, 0 }))
    assert.equal(1000, nn.DistanceRatioCriterion():forward { torch.Tensor { 1000 },
      torch.Tensor { 0 } })
  end)

  it('repeats weights over the rows', function()
    local w, x, y = torch.rand(7), torch.randn(400, 7), torch.rand(400, 7)
    local wide = nn.MultiLabelSoftMarginCriterion(w, false):forward(x, y)
    local sum = 0
    for i = 1, 400 do
      sum = sum + nn.MultiLabelSoftMarginCriterion(w, false):forward(x[i], y[i])
    end
    assert.is_true(math.abs(wide - sum) < 1e-9)
  end)
end)

describe('the spatial criterion', function()
  it('is ClassNLLCriterion of the pixels', function()
    torch.manualSeed(9)
    local w = torch.rand(4):add(0.1)
    local x, y = torch.randn(3, 4, 30, 20), torch.LongTensor(3, 30, 20):random(1, 4)
    local spatial, flat = nn.SpatialClassNLLCriterion(w), nn.ClassNLLCriterion(w)
    local rows = x:permute(1, 3, 4, 2):contiguous():view(-1, 4)
    local loss, weight = spatial:forward(x, y)
    local expected, expectedWeight = flat:forward(rows, y:view(-1))
    assert.is_true(math.abs(loss - expected) < 1e-12)
    assert.is_true(math.abs(weight - expectedWeight) < 1e-9)
    local gradient = spatial:backward(x, y):permute(1, 3, 4, 2):contiguous():view(-1, 4)
    assert.is_true(layers.distance(gradient, flat:backward(rows, y:view(-1))) < 1e-15)
  end)
end)

describe('nn.ClassSimplexCriterion', function()
  it('has corners of length 1 with equal angles', function()
    for n = 2, 6 do
      local simplex = nn.ClassSimplexCriterion(n).simplex
      local expected = torch.eye(n):mul(1 + 1 / (n - 1)):add(-1 / (n - 1))
      assert.is_true(layers.distance(expected, torch.mm(simplex, simplex:t())) < 1e-12)
    end
  end)

  it('predicts the class of the nearest corner', function()
    local c = nn.ClassSimplexCriterion(5)
    local order = vector(3, 1, 5, 5, 2)
    assert.is_true(c:getTopPrediction(c.simplex:index(1, order)):equal(order))
    assert.equal('1x5', table.concat(c:getPredictions(c.simplex[2]):size():totable(), 'x'))
    assert.equal(2, c:getTopPrediction(c.simplex[2])[1])
  end)
end)

describe('nn.L1HingeEmbeddingCriterion', function()
  it('drives equal inputs apart by chance', function()
    local a = torch.ones(200)
    torch.manualSeed(1)
    local g = nn.L1HingeEmbeddingCriterion():backward({ a, a:clone() }, -1)
    assert.equal(0, g[1]:abs():ne(1):sum())
    assert.is_true(g[2]:eq(1):sum() > 50 and g[2]:eq(-1):sum() > 50)
  end)
end)

describe('nn.ModuleCriterion', function()
  it('converts the module of the target only if told to', function()
    local target = nn.CMul(2)
    nn.ModuleCriterion(nn.MSECriterion(), nil, target, false):float()
    assert.equal('torch.DoubleTensor', torch.typename(target.weight))
    nn.ModuleCriterion(nn.MSECriterion(), nil, target):float()
    assert.equal('torch.FloatTensor', torch.typename(target.weight))
  end)
end)

describe('nn.L1Cost', function()
  it('forgets its gradient', function()
    local c = nn.L1Cost()
    c:backward(torch.ones(3))
    assert.equal(c, c:clearState())
    assert.equal(0, c.gradInput:nElement())
  end)
end)

describe('criteria read from an older file', function()
  it('do without the fields that were added later', function()
    local x = torch.Tensor { 0.1, 0.2, 0.7 }
    local margin = with(nn.MultiMarginCriterion(), { p = 1 })
    margin.margin, margin.sizeAverage = nil, nil
    assert.is_true(math.abs(margin:forward(x, 1) - 0.9) < 1e-12)
    local label = nn.MultiLabelMarginCriterion()
    label.isTarget = nil
    assert.is_true(math.abs(label:forward(torch.Tensor { .1, .2, .4, .8 }, vector(4, 1, 0, 0))
      - 0.85) < 1e-12)
  end)
end)

describe('refused:', function()
  local pair = { torch.rand(3), torch.rand(3) }
  for _, row in ipairs {
    -- text, what raises, part of the message
    { 'sizes that differ', function() nn.AbsCriterion():forward(torch.rand(3), torch.rand(4)) end,
      'numbers of elements differ' },
    { 'types that differ', function()
      nn.SmoothL1Criterion():forward(torch.rand(3), torch.rand(3):float())
    end, 'SmoothL1Criterion' },
    { 'no target', function() nn.MarginCriterion():forward(torch.rand(3)) end,
      'MarginCriterion' },
    { 'weights of the wrong size', function()
      nn.BCECriterion(torch.ones(2)):forward(torch.rand(2, 3), torch.rand(2, 3))
    end, 'weights must hold' },
    { 'weights that are a number', function() nn.BCECriterion(2) end, 'weights: expected' },
    { 'a class that is not there', function()
      nn.MultiMarginCriterion():forward(torch.rand(2, 3), vector(1, 4))
    end, 'out of range' },
    { 'class 0', function() nn.MultiMarginCriterion():forward(torch.rand(3), 0) end,
      'out of range' },
    { 'too few classes', function()
      nn.MultiMarginCriterion():forward(torch.rand(2, 3), vector(1))
    end, 'inconsistent target size' },
    { 'a power of 3', function() nn.MultiMarginCriterion(3) end, 'p: expected 1 or 2' },
    { 'a power changed behind its back', function()
      with(nn.MultiMarginCriterion(), { p = 3 }):forward(torch.rand(3), 1)
    end, 'p must be 1 or 2' },
    { 'a label that is not there', function()
      nn.MultiLabelMarginCriterion():forward(torch.rand(3), vector(1, 4, 0))
    end, 'out of range' },
    { 'labels behind a negative one', function()
      nn.MultiLabelMarginCriterion():forward(torch.rand(3), vector(1, -4, 0))
    end, 'out of range' },
    { 'labels of another size', function()
      nn.MultiLabelMarginCriterion():forward(torch.rand(3), vector(1, 0))
    end, 'inconsistent target size' },
    { 'marks that are the input', function()
      local x = torch.rand(3)
      with(nn.MultiLabelMarginCriterion(), { isTarget = x }):forward(x, vector(1, 0, 0))
    end, 'isTarget' },
    { 'a spatial input of three dimensions', function()
      nn.SpatialClassNLLCriterion():forward(torch.rand(3, 2, 2), torch.ones(1, 2, 2))
    end, 'only batches of spatial inputs' },
    { 'a spatial target of other planes', function()
      nn.SpatialClassNLLCriterion():forward(torch.rand(1, 3, 2, 2), torch.ones(1, 2, 3))
    end, 'target must be' },
    { 'a spatial class that is not there', function()
      nn.SpatialClassNLLCriterion():forward(torch.rand(1, 3, 2, 2), torch.zeros(1, 2, 2))
    end, 'out of range' },
    { 'a target smaller than the input', function()
      nn.SpatialAutoCropMSECriterion():forward(torch.rand(1, 3, 3), torch.rand(1, 4, 2))
    end, 'target: expected' },
    { 'weights that do not fit the target', function()
      nn.WeightedMSECriterion(torch.rand(3)):forward(torch.rand(2, 2), torch.rand(2, 2))
    end, 'target: expected' },
    { 'one tensor for a pair', function()
      nn.CosineEmbeddingCriterion():forward(torch.rand(3), 1)
    end, 'input: expected a table' },
    { 'half a pair', function() nn.MarginRankingCriterion():forward({ torch.rand(1) }, 1) end,
      'input%[2%]' },
    { 'a pair of other sizes', function()
      nn.CosineEmbeddingCriterion():forward({ torch.rand(3), torch.rand(4) }, 1)
    end, 'input%[2%] is 4' },
    { 'a pair of planes', function()
      nn.CosineEmbeddingCriterion():forward({ torch.rand(1, 3, 1), torch.rand(1, 3, 1) }, 1)
    end, 'vector or matrix' },
    { 'one target for a batch of pairs', function()
      nn.CosineEmbeddingCriterion():forward({ torch.rand(2, 3), torch.rand(2, 3) }, 1)
    end, 'target must hold 2' },
    { 'gradients in the same place', function()
      local c = nn.MarginRankingCriterion()
      c.gradInput[2] = c.gradInput[1]
      c:backward(pair, torch.ones(3))
    end, 'must not' },
    { 'a target for two differences', function()
      nn.L1HingeEmbeddingCriterion():forward(pair, torch.ones(2))
    end, 'target: expected' },
    { 'a simplex of one class', function() nn.ClassSimplexCriterion(1) end, 'nClasses' },
    { 'a corner that is not there', function()
      nn.ClassSimplexCriterion(3):forward(torch.rand(3), 4)
    end, 'classes from 1 to 3' },
    { 'no criterion', function() nn.MultiCriterion():add() end, 'a criterion' },
    { 'fewer inputs than criteria', function()
      nn.ParallelCriterion():add(nn.MSECriterion()):add(nn.MSECriterion())
        :forward({ torch.rand(1) }, { torch.rand(1), torch.rand(1) })
    end, 'input: expected a table of 2' },
    { 'a table without a criterion', function() nn.CriterionTable() end, 'a criterion' },
  } do
    it(row[1], function() assert.error_matches(row[2], row[3]) end)
  end

  it('and nothing has changed', function()
    local c = nn.AbsCriterion()
    c:backward(torch.ones(2), torch.zeros(2))
    local before = c.gradInput:clone()
    assert.is_false(pcall(c.backward, c, torch.ones(3), torch.zeros(2)))
    assert.is_true(before:equal(c.gradInput))
  end)
end)
