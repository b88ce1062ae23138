-- Layers that measure and multiply pairs: Euclidean, WeightedEuclidean, Cosine, Kmeans, Bilinear,
-- CosineDistance, PairwiseDistance, DotProduct, MM, MV, MixtureTable.
local layers = require 'support.layers'
local misuse = require 'support.misuse'

torch.manualSeed(41)
local function any() return torch.random(2, 6) end
local n, m, b, h = any(), any(), any(), any()

local function pair(...) return { { ... }, { ... } } end

describe('nn.', function()
  for name, run in layers.module_checks {
    { 'Euclidean', function() return nn.Euclidean(n, m) end, { { n }, { b, n }, { 1, n } } },
    { 'Euclidean to many', function() return nn.Euclidean(n, 67) end, { { n }, { 2, n } } },
    { 'WeightedEuclidean', function() return nn.WeightedEuclidean(n, m) end,
      { { n }, { b, n }, { 1, n } } },
    { 'WeightedEuclidean with other factors', function()
      local module = nn.WeightedEuclidean(8, 67)
      module.diagCov:uniform(0.5, 1.5)
      return module
    end, { { 8 }, { 2, 8 } } },
    { 'Cosine', function() return nn.Cosine(n, m) end, { { n }, { b, n }, { 1, n } } },
    { 'Bilinear', function() return nn.Bilinear(n, m, h) end,
      { { { b, n }, { b, m } }, { { 1, n }, { 1, m } } } },
    { 'Bilinear without bias', function() return nn.Bilinear(n, m, 1, false) end,
      { { { b, n }, { b, m } } } },
    { 'CosineDistance', function() return nn.CosineDistance() end,
      { pair(n), pair(b, n), pair(1, n) } },
    { 'CosineDistance of long vectors', function() return nn.CosineDistance() end,
      { pair(b, 37) } },
    { 'PairwiseDistance', function() return nn.PairwiseDistance() end,
      { pair(n), pair(b, n), pair(b, 19) } },
    { 'PairwiseDistance 1', function() return nn.PairwiseDistance(1) end,
      { pair(n), pair(b, n), pair(b, 19) } },
    { 'PairwiseDistance 1.5', function() return nn.PairwiseDistance(1.5) end, { pair(b, n) } },
    { 'PairwiseDistance 3', function() return nn.PairwiseDistance(3) end,
      { pair(40), pair(b, 40) } },
    { 'DotProduct', function() return nn.DotProduct() end, { pair(n), pair(b, n), pair(1, n) } },
    { 'MM', function() return nn.MM() end,
      { { { n, h }, { h, m } }, { { b, n, h }, { b, h, m } } } },
    { 'MM of the first transposed', function() return nn.MM(true) end,
      { { { h, n }, { h, m } }, { { b, h, n }, { b, h, m } } } },
    { 'MM of the second transposed', function() return nn.MM(false, true) end,
      { { { n, h }, { m, h } }, { { b, n, h }, { b, m, h } } } },
    { 'MM of both transposed', function() return nn.MM(true, true) end,
      { { { h, n }, { m, h } }, { { b, h, n }, { b, m, h } } } },
    { 'MV', function() return nn.MV() end, { { { n, m }, { m } }, { { b, n, m }, { b, m } } } },
    { 'MV transposed', function() return nn.MV(true) end,
      { { { n, m }, { n } }, { { b, n, m }, { b, n } } } },
    { 'MixtureTable', function() return nn.MixtureTable() end, {
      { { 2 }, { { n }, { n } } }, { { b, 2 }, { { b, n }, { b, n } } },
      { { b, 2 }, { { b, n, h }, { b, n, h } } }, { { 3 }, { 3, n } },
      { { b, 3 }, { b, 3, n } } } },
    { 'MixtureTable along dimension 3', function() return nn.MixtureTable(3) end,
      { { { b, 3 }, { b, n, 3 } } } },
    { 'MixtureTable of one expert', function() return nn.MixtureTable() end,
      { { { b, 1 }, { { b, n } } } } },
    { 'PartialLinear', function() return nn.PartialLinear(n, m) end, { { b, n }, { 1, n } } },
    { 'PartialLinear without bias', function() return nn.PartialLinear(n, m, false) end,
      { { b, n } } },
    { 'PartialLinear of a part', function()
      local module = nn.PartialLinear(n, 6)
      module:setPartition(torch.Tensor { 5, 2, 3 })
      return module
    end, { { b, n } } },
  } do it(name, run) end

  for name, run in misuse.checks {
    { 'Euclidean of no centres', function() return nn.Euclidean(3, 0) end, 'outputSize' },
    { 'Euclidean of other columns', function()
      return nn.Euclidean(3, 2):forward(torch.rand(4, 2))
    end, 'input must be' },
    { 'Euclidean of a cube', function() return nn.Euclidean(3, 2):forward(torch.rand(2, 2, 3)) end,
      'input must be' },
    { 'Euclidean of an empty tensor', function() nn.Euclidean(3, 2):forward(torch.Tensor()) end,
      'input must be' },
    { 'Euclidean of a table', function() return nn.Euclidean(3, 2):forward({}) end, 'input' },
    { 'Euclidean with another gradOutput', function()
      local module, x = nn.Euclidean(3, 2), torch.rand(4, 3)
      module:forward(x)
      module:backward(x, torch.rand(4, 3))
    end, 'gradOutput' },
    { 'Euclidean backward before forward', function()
      nn.Euclidean(3, 2):backward(torch.rand(4, 3), torch.rand(4, 2))
    end, 'output' },
    { 'Euclidean with a gradWeight of another size', function()
      local module, x = nn.Euclidean(3, 2), torch.rand(4, 3)
      module.gradWeight = torch.rand(2, 2)
      module:backward(x, module:forward(x):clone())
    end, 'gradWeight' },
    { 'WeightedEuclidean with a diagCov of another size', function()
      local module = nn.WeightedEuclidean(3, 2)
      module.diagCov = torch.rand(1)
      module:forward(torch.rand(4, 3))
    end, 'diagCov' },
    { 'Cosine of other columns', function() nn.Cosine(3, 2):forward(torch.rand(4)) end, 'input' },
    { 'Cosine of floats', function() nn.Cosine(3, 2):forward(torch.FloatTensor(3)) end, 'input' },
    { 'Bilinear of one tensor', function() nn.Bilinear(3, 2, 1):forward(torch.rand(3)) end,
      'a table of 2 tensors' },
    { 'Bilinear of different batches', function()
      nn.Bilinear(3, 2, 1):forward { torch.rand(4, 3), torch.rand(5, 2) }
    end, 'input[2]' },
    { 'Bilinear with another gradOutput', function()
      nn.Bilinear(3, 2, 1):backward({ torch.rand(4, 3), torch.rand(4, 2) }, torch.rand(4, 2))
    end, 'gradOutput' },
    { 'CosineDistance of different sizes', function()
      nn.CosineDistance():forward { torch.rand(3), torch.rand(4) }
    end, 'input[2]' },
    { 'CosineDistance of empty tensors', function()
      nn.CosineDistance():forward { torch.Tensor(), torch.Tensor() }
    end, 'input' },
    { 'CosineDistance with another gradOutput', function()
      nn.CosineDistance():backward({ torch.rand(3, 2), torch.rand(3, 2) }, torch.rand(2))
    end, 'gradOutput' },
    { 'PairwiseDistance of norm 0', function()
      nn.PairwiseDistance(0):forward { torch.rand(3), torch.rand(3) }
    end, 'norm' },
    { 'PairwiseDistance of norm nan', function()
      nn.PairwiseDistance(0 / 0):forward { torch.rand(3), torch.rand(3) }
    end, 'norm' },
    { 'DotProduct of different sizes', function()
      nn.DotProduct():forward { torch.rand(3), torch.rand(4) }
    end, 'input[2]' },
    { 'MM of vectors', function() nn.MM():forward { torch.rand(3), torch.rand(3) } end,
      'input tensors must be 2D or 3D' },
    { 'MM of a matrix and a batch', function()
      nn.MM():forward { torch.rand(3, 3), torch.rand(2, 3, 3) }
    end, 'input[2]' },
    { 'MM of sizes that do not fit', function()
      nn.MM(true):forward { torch.rand(3, 2), torch.rand(2, 3) }
    end, 'input[2]' },
    { 'MM with another gradOutput', function()
      nn.MM():backward({ torch.rand(3, 2), torch.rand(2, 3) }, torch.rand(2, 2))
    end, 'gradOutput' },
    { 'MV of sizes that do not fit', function()
      nn.MV():forward { torch.rand(3, 2), torch.rand(3) }
    end, 'input[2]' },
    { 'MixtureTable of too few experts', function()
      nn.MixtureTable():forward { torch.rand(3), { torch.rand(2), torch.rand(2) } }
    end, 'input[2]' },
    { 'MixtureTable of different experts', function()
      nn.MixtureTable():forward { torch.rand(2), { torch.rand(2), torch.rand(3) } }
    end, 'input[2][2]' },
    { 'MixtureTable of another batch', function()
      nn.MixtureTable():forward { torch.rand(4, 2), { torch.rand(3, 2), torch.rand(3, 2) } }
    end, 'batch' },
    { 'PartialLinear with a partition out of range', function()
      nn.PartialLinear(3, 2):setPartition(torch.Tensor { 3 })
    end, 'partition' },
    { 'PartialLinear with a changed partition', function()
      local module = nn.PartialLinear(3, 2)
      module.partition = torch.Tensor { -4 }
      module:forward(torch.rand(1, 3))
    end, 'range' },
    { 'Kmeans of other columns', function() nn.Kmeans(3, 2):forward(torch.rand(4, 3)) end,
      'input' },
    { 'Kmeans backward before forward', function()
      nn.Kmeans(3, 2):accGradParameters(torch.rand(4, 2), nil, 1)
    end, 'forward first' },
    { 'Kmeans with changed numbers of clusters', function()
      local module, x = nn.Kmeans(3, 2), torch.rand(4, 2)
      module:forward(x)
      module._nearest[2] = 4
      module:backward(x, module.output)
    end, 'out of range' },
    { 'Kmeans from fewer samples than centres', function()
      nn.Kmeans(3, 2):initRandom(torch.rand(2, 2))
    end, 'at least 3 rows' },
  } do it(name, run) end
end)

describe('nn.Euclidean', function()
  it('has a gradient of 0 where a sample lies on a centre', function()
    for _, class in ipairs { 'Euclidean', 'WeightedEuclidean' } do
      local module = nn[class](3, 2)
      local x = module.weight:t():clone()
      assert.equal(0, module:forward(x)[1][1])
      assert.equal(0, module.output[2][2])
      module:zeroGradParameters()
      local g = torch.eye(2)
      assert.equal(0, module:backward(x, g):abs():sum())
      assert.equal(0, module.gradWeight:abs():sum())
    end
  end)

  it('gives the same bits for any number of threads', function()
    torch.manualSeed(3)
    local module, x, g = nn.WeightedEuclidean(40, 130), torch.randn(64, 40), torch.randn(64, 130)
    local threads, results = torch.getnumthreads(), {}
    for _, count in ipairs { 1, 3 } do
      torch.setnumthreads(count)
      module:zeroGradParameters()
      module:forward(x)
      module:backward(x, g)
      results[#results + 1] = { module.output:clone(), module.gradInput:clone(),
        module.gradWeight:clone(), module.gradDiagCov:clone() }
    end
    torch.setnumthreads(threads)
    assert.equal(0, layers.distance(results[1], results[2]))
  end)
end)

describe('nn.CosineDistance', function()
  it('of zeros is 0', function()
    local module, x = nn.CosineDistance(), { torch.zeros(2, 3), torch.ones(2, 3) }
    assert.equal(0, module:forward(x):abs():sum())
    local g = module:backward(x, torch.ones(2))
    assert.equal(g[1]:sum(), g[1]:sum())
  end)
end)

describe('nn.PairwiseDistance', function()
  it('has a gradient of 0 at a distance of 0', function()
    for _, p in ipairs { 1, 1.5, 2, 3 } do
      local module, x = nn.PairwiseDistance(p), torch.rand(2, 3)
      assert.equal(0, module:forward({ x, x:clone() }):sum())
      local g = module:backward({ x, x:clone() }, torch.ones(2))
      assert.equal(0, g[1]:abs():sum())
      assert.equal(0, g[2]:abs():sum())
    end
  end)
end)

describe('nn.Bilinear', function()
  it('is the same in blocks of samples', function()
    torch.manualSeed(6)
    local module = nn.Bilinear(900, 1000, 2) -- two samples a block
    local x = { torch.randn(5, 900), torch.randn(5, 1000) }
    local output = module:forward(x):clone()
    for i = 1, 5 do
      for k = 1, 2 do
        local expected = torch.dot(x[1][i], torch.mv(module.weight[k], x[2][i])) + module.bias[k]
        assert.is_true(math.abs(expected - output[i][k]) < 1e-9)
      end
    end
    local g = torch.randn(5, 2)
    module:zeroGradParameters()
    module:backward(x, g)
    local expected = torch.mv(module.weight[1], x[2][4]) * g[4][1]
      + torch.mv(module.weight[2], x[2][4]) * g[4][2]
    assert.is_true(layers.distance(expected, module.gradInput[1][4]) < 1e-9)
    expected = torch.Tensor(900, 1000):zero()
    for i = 1, 5 do expected:addr(g[i][2], x[1][i], x[2][i]) end
    assert.is_true(layers.distance(expected, module.gradWeight[2]) < 1e-9)
  end)
end)

describe('nn.Kmeans', function()
  -- Two clouds far from each other.
  local function clouds()
    torch.manualSeed(9)
    local x = torch.randn(40, 3):mul(0.1)
    x:narrow(1, 1, 20):add(5)
    return x
  end

  it('finds two clouds', function()
    local x = clouds()
    local module = nn.Kmeans(2, 3)
    module:initKmeansPlus(x, 0.6)
    local first = module:forward(x) and module.loss
    for _ = 1, 3 do
      module:zeroGradParameters()
      module:forward(x)
      module:backward(x, module.output)
      module:updateParameters(1)
    end
    module:forward(x)
    assert.is_true(module.loss <= first)
    assert.is_true(module.loss < 40 * 3 * 0.1)
    assert.equal(20, module.clusterSampleCount[1])
    local mean = x:narrow(1, 1, 20):mean(1):view(3)
    assert.is_true(layers.distance(module.weight[module.output[1]], mean) < 1e-6)
  end)

  it('starts from samples', function()
    local x = clouds()
    local module = nn.Kmeans(5, 3)
    module:initRandom(x)
    local found = nn.Kmeans(40, 3)
    found.weight:copy(x)
    found:forward(module.weight)
    assert.equal(0, found.loss)
  end)

  it('survives cloning, files, conversion and clearState', function()
    local x = clouds()
    local module = nn.Kmeans(4, 3)
    local output = module:forward(x):clone()
    local copy = module:clone()
    assert.equal(0, layers.distance(output, copy:forward(x)))
    assert.equal(0, layers.distance(output, copy:clearState():forward(x)))
    copy:float()
    assert.equal('torch.FloatTensor', torch.typename(copy:forward(x:float())))
    copy:zeroGradParameters()
    copy:backward(x:float(), copy.output)
    module:zeroGradParameters()
    module:backward(x, output)
    assert.is_true(layers.distance(module.gradWeight, copy.gradWeight) < 1e-4)
  end)
end)
