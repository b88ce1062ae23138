-- Layers that cut, pad, turn and combine: Select, Narrow, Transpose, Padding, Convert, the C*Tables
-- and their kin.
local layers = require 'support.layers'
local misuse = require 'support.misuse'

torch.manualSeed(51)
local function any() return torch.random(2, 6) end
local n, m, b, h = any(), any(), any(), any()

local function several(count, ...)
  local list = {}
  for i = 1, count do list[i] = { ... } end
  return list
end

-- Replicate with a copy behind it: its own output repeats elements.
local function replicate(...)
  return nn.Sequential():add(nn.Replicate(...)):add(nn.Tanh())
end

describe('nn.', function()
  for name, run in layers.module_checks {
    { 'Select', function() return nn.Select(1, 2) end, { { n }, { n, m }, { n, m, h } } },
    { 'Select from the end', function() return nn.Select(-1, -2) end, { { n }, { n, m } } },
    { 'Narrow', function() return nn.Narrow(1, 2) end, { { n }, { n, m } } },
    { 'Narrow to the end', function() return nn.Narrow(-1, 2, -1) end, { { n }, { n, m } } },
    { 'Narrow with a negative offset', function() return nn.Narrow(1, -1, 1) end, { { n, m } } },
    { 'Transpose', function() return nn.Transpose({ 1, 2 }, { 2, 3 }) end, { { n, m, h } } },
    { 'Transpose with batches', function() return nn.Transpose({ 1, 2 }):setNumInputDims(2) end,
      { { n, m }, { b, n, m } } },
    { 'Transpose of nothing', function() return nn.Transpose() end, { { n, m } } },
    { 'Squeeze', function() return nn.Squeeze() end, { { n, 1, m, 1 }, { 1 }, { 1, 1 }, { n } } },
    { 'Squeeze of one dimension', function() return nn.Squeeze(2) end,
      { { n, 1, m, 1 }, { n, m }, { 1, 1 } } },
    { 'Squeeze with batches', function() return nn.Squeeze(nil, 2) end,
      { { n, 1 }, { b, n, 1 }, { 1, n, 1 } } },
    { 'Unsqueeze', function() return nn.Unsqueeze(2) end, { { n }, { n, m } } },
    { 'Unsqueeze with batches', function() return nn.Unsqueeze(1, 1) end, { { n }, { b, n } } },
    { 'Collapse', function() return nn.Collapse(2) end, { { n, m }, { b, n, m } } },
    { 'Replicate', function() return replicate(3) end, { { n }, { n, m } } },
    { 'Replicate at the end', function() return replicate(3, 3) end, { { n, m } } },
    { 'Replicate with batches', function() return replicate(3, 1, 1) end, { { n }, { b, n } } },
    { 'Padding', function() return nn.Padding(1, 2) end, { { n }, { n, m } } },
    { 'Padding in front', function() return nn.Padding(-1, -2, nil, 0.5) end, { { n }, { n, m } } },
    { 'Padding with batches', function() return nn.Padding(1, 3, 1) end, { { n }, { b, n } } },
    { 'Padding in the middle', function() return nn.Padding(1, 1, 1, 0.5, 2) end,
      { { n }, { b, n } } },
    { 'Padding of nothing', function() return nn.Padding(1, 0) end, { { n, m } } },
    { 'Constant', function() return nn.Constant(3) end, { { n }, { n, m } } },
    { 'Constant with batches', function() return nn.Constant(torch.ones(2, 3), 1) end,
      { { n }, { b, n } } },
    { 'Convert', function() return nn.Convert() end, { { n }, { n, m } } },
    { 'Convert bchw to bf', function() return nn.Convert('bchw', 'bf') end,
      { { b, 2, n, m }, { 2, n, m } } },
    { 'Convert chwb to bf', function() return nn.Convert('chwb', 'bf') end, { { 2, n, m, b } } },
    { 'Convert bhwc to bchw', function() return nn.Convert('bhwc', 'bchw') end,
      { { b, n, m, 2 }, { n, m, 2 } } },
    { 'Convert chw to hwc', function() return nn.Convert('chw', 'hwc') end,
      { { b, 2, n, m }, { 2, n, m } } },
    { 'Convert bf to fb', function() return nn.Convert('bf', 'fb') end, { { b, n }, { n } } },
    { 'Convert b to bt', function() return nn.Convert('b', 'bt') end, { { b } } },
    { 'Convert bt to b', function() return nn.Convert('bt', 'b') end, { { b, n } } },
    { 'Convert fb to b', function() return nn.Convert('fb', 'b') end, { { 1, b } } },
    { 'CSubTable', function() return nn.CSubTable() end, { several(2, n), several(2, b, n) } },
    { 'CMulTable', function() return nn.CMulTable() end,
      { several(1, n), several(2, n), several(3, b, n), several(5, b, n) } },
    { 'CDivTable', function()
      return nn.Sequential():add(nn.ParallelTable():add(nn.Identity()):add(nn.Sigmoid()))
        :add(nn.CDivTable())
    end, { several(2, b, n) } },
    { 'CMaxTable', function() return nn.CMaxTable() end,
      { several(1, n), several(2, n), several(3, b, n) } },
    { 'CMinTable', function() return nn.CMinTable() end, { several(2, n), several(3, b, n) } },
    { 'CAddTensorTable', function() return nn.CAddTensorTable() end,
      { { { n }, { { n }, { n } } }, { { b, n }, { { b, n } } } } },
  } do it(name, run) end

  local function use(make, input, gradOutput)
    return function()
      local module = make()
      module:forward(input)
      if gradOutput then module:backward(input, gradOutput) end
    end
  end

  local x = torch.rand(3, 4)
  for name, run in misuse.checks {
    { 'Select out of range', use(function() return nn.Select(1, 4) end, x), 'index 4' },
    { 'Select 0', use(function() return nn.Select(1, 0) end, x), 'index 0' },
    { 'Select along dimension 3', use(function() return nn.Select(3, 1) end, x), 'dimension 3' },
    { 'Select without index', function() nn.Select(1) end, 'index' },
    { 'Select with another gradOutput', use(function() return nn.Select(1, 1) end, x, x),
      'gradOutput' },
    { 'Narrow out of range', use(function() return nn.Narrow(1, 3, 2) end, x), 'length 2' },
    { 'Narrow of a huge length', use(function() return nn.Narrow(1, 1, 2 ^ 53) end, x), 'length' },
    { 'Narrow of nothing', use(function() return nn.Narrow(1, 1, 0) end, x), 'length 0' },
    { 'Narrow from behind the end', use(function() return nn.Narrow(1, 9, -1) end, x), 'slices 9' },
    { 'Narrow of a table', use(function() return nn.Narrow(1, 1) end, { x }), 'input' },
    { 'Transpose of missing dimensions', use(function() return nn.Transpose({ 1, 3 }) end, x),
      'at least 3 dimensions' },
    { 'Transpose of dimension 0', function() nn.Transpose({ 0, 1 }) end, 'dimension' },
    { 'Transpose of numbers', function() nn.Transpose(1, 2) end, 'pair' },
    { 'Transpose with another gradOutput', use(function() return nn.Transpose({ 1, 2 }) end, x, x),
      'gradOutput' },
    { 'Squeeze of a missing dimension', use(function() return nn.Squeeze(3) end, x),
      'at least 3 dimensions' },
    { 'Squeeze with another gradOutput', use(function() return nn.Squeeze() end, x, torch.rand(2)),
      'gradOutput' },
    { 'Unsqueeze far behind the end', use(function() return nn.Unsqueeze(4) end, x), 'dimensions' },
    { 'Unsqueeze of 0', function() nn.Unsqueeze(0) end, 'pos' },
    { 'Collapse of too few dimensions', use(function() return nn.Collapse(3) end, x),
      'at least 3 dimensions' },
    { 'Replicate 0 times', function() nn.Replicate(0) end, 'nFeature' },
    { 'Replicate far behind the end', use(function() return nn.Replicate(2, 4) end, x),
      'dimensions' },
    { 'Replicate with another gradOutput', use(function() return nn.Replicate(2) end, x, x),
      'gradOutput' },
    { 'Padding along dimension 3', use(function() return nn.Padding(3, 1) end, x), 'dimension 3' },
    { 'Padding behind the end', use(function() return nn.Padding(1, 1, nil, 0, 5) end, x),
      'at least 4 slices' },
    { 'Padding with another gradOutput', use(function() return nn.Padding(1, 1) end, x, x),
      'gradOutput' },
    { 'Padding at index 0', function() nn.Padding(1, 1, 1, 0, 0) end, 'index' },
    { 'Padding by more than there is memory', use(function() return nn.Padding(1, 2 ^ 50) end, x),
      '' },
    { 'Replicate beyond all numbers', use(function() return nn.Replicate(2 ^ 62) end, x), '' },
    { 'Padding by a string', function() nn.Padding(1, 'a') end, 'pad' },
    { 'Constant of a string', function() nn.Constant('a') end, 'value' },
    { 'Constant for a number', use(function() return nn.Constant(1) end, 5), 'input' },
    { 'Convert of an axis twice', function() nn.Convert('bcc', 'bf') end, 'each axis once' },
    { 'Convert to what there is not', function() nn.Convert('bf', 'bchw') end, 'outputShape' },
    { 'Convert from b*', function() nn.Convert('b*', 'bf') end, 'outputShape' },
    { 'Convert with an outputShape only', function() nn.Convert(nil, 'bf') end, 'inputShape' },
    { 'Convert of too many dimensions', use(function() return nn.Convert('bf', 'fb') end,
      torch.rand(2, 2, 2)), 'dimensions' },
    { 'Convert of features to one', use(function() return nn.Convert('bf', 'b') end, x),
      'one feature' },
    { 'CSubTable of three', use(function() return nn.CSubTable() end, { x, x, x }),
      'a table of 2 tensors' },
    { 'CSubTable of different sizes', use(function() return nn.CSubTable() end,
      { x, torch.rand(2) }), 'input[2]' },
    { 'CMulTable of nothing', use(function() return nn.CMulTable() end, {}), 'input' },
    { 'CMulTable of a tensor', use(function() return nn.CMulTable() end, x), 'input' },
    { 'CMulTable with another gradOutput', use(function() return nn.CMulTable() end, { x, x },
      torch.rand(2)), 'gradOutput' },
    { 'CDivTable of floats', use(function() return nn.CDivTable() end, { x:float(), x:float() }),
      'input[1]' },
    { 'CMaxTable of mixed types', use(function() return nn.CMaxTable() end, { x, x:float() }),
      'input[2]' },
    { 'CAddTensorTable of tensors', use(function() return nn.CAddTensorTable() end, { x, x }),
      'input[2]' },
    { 'CAddTensorTable of different sizes', use(function() return nn.CAddTensorTable() end,
      { x, { x, torch.rand(3) } }), 'input[3]' },
    { 'Index out of range', use(function() return nn.Index(1) end,
      { x, torch.LongTensor { 4 } }), 'nn.Index: input[2]: expected indices from 1 to 3, got 4' },
    { 'Index out of range backward', function()
      nn.Index(1):updateGradInput({ x, torch.LongTensor { 4 } }, torch.rand(1, 4))
    end, 'indices from 1 to 3' },
    { 'Index by doubles', use(function() return nn.Index(1) end, { x, torch.ones(2) }),
      'LongTensor' },
    { 'Index with another gradOutput', use(function() return nn.Index(1) end,
      { x, torch.LongTensor { 2 } }, x), 'gradOutput' },
    { 'MaskedSelect by a mask of another size', use(function() return nn.MaskedSelect() end,
      { x, torch.ByteTensor { 1 } }), 'input[2]' },
    { 'MaskedSelect by doubles', use(function() return nn.MaskedSelect() end, { x, x }),
      'ByteTensor' },
    { 'MaskedSelect with another gradOutput', use(function() return nn.MaskedSelect() end,
      { x, x:ge(0.5) }, torch.rand(20)), 'gradOutput' },
    { 'OneHot of class 0', use(function() return nn.OneHot(3) end, torch.LongTensor { 1, 0 }),
      'classes from 1 to 3' },
    { 'OneHot of class 4', use(function() return nn.OneHot(3) end, torch.LongTensor { 1, 4 }),
      'classes from 1 to 3' },
    { 'OneHot of nan', use(function() return nn.OneHot(3) end, torch.Tensor { 0 / 0 }),
      'classes from 1 to 3' },
    { 'OneHot of nothing', use(function() return nn.OneHot(3) end, torch.LongTensor()), 'classes' },
    { 'OneHot of no classes', function() nn.OneHot(0) end, 'outputSize' },
  } do it(name, run) end
end)

local function same(a, b_)
  assert.equal(0, layers.distance(a, b_))
end

describe('the output of', function()
  local x = torch.range(1, 12):view(3, 4)
  for _, row in ipairs {
    { 'Narrow with a negative offset', nn.Narrow(2, -2, 1), x, x:narrow(2, 1, 3) },
    { 'Select from the end', nn.Select(-1, -1), x, torch.Tensor { 4, 8, 12 } },
    { 'Padding in front', nn.Padding(2, -1, nil, 7), torch.Tensor { { 1 }, { 2 } },
      torch.Tensor { { 7, 1 }, { 7, 2 } } },
    { 'Padding in the middle', nn.Padding(1, -1, nil, 7, 2), torch.Tensor { 1, 2, 3 },
      torch.Tensor { 1, 7, 2, 3 } },
    { 'Padding in the middle from the end', nn.Padding(1, 1, nil, 7, 2), torch.Tensor { 1, 2, 3 },
      torch.Tensor { 1, 2, 7, 3 } },
    { 'Convert hwbc to bhwc', nn.Convert('hbc', 'bch'), x:view(3, 2, 2),
      x:view(3, 2, 2):transpose(1, 2):transpose(2, 3) },
    { 'Convert of floats', nn.Convert('bf', 'fb'), x:float(), x:t() },
    { 'Replicate of batches', nn.Replicate(2, 1, 1), x, torch.cat({ x, x }, 2):view(3, 2, 4) },
    { 'CMulTable with zeros', nn.CMulTable(), { x, torch.zeros(3, 4), x }, torch.zeros(3, 4) },
    { 'CMaxTable', nn.CMaxTable(), { x, x * -1, x + 1 }, x + 1 },
    { 'CMinTable', nn.CMinTable(), { x, x * -1, x + 1 }, x * -1 },
    { 'Index', nn.Index(2), { x, torch.LongTensor { 4, 1 } },
      torch.Tensor { { 4, 1 }, { 8, 5 }, { 12, 9 } } },
    { 'MaskedSelect', nn.MaskedSelect(), { x, x:gt(10) }, torch.Tensor { 11, 12 } },
    { 'OneHot', nn.OneHot(3), torch.IntTensor { { 3 }, { 1 } },
      torch.Tensor { { { 0, 0, 1 } }, { { 1, 0, 0 } } } },
  } do
    it(row[1], function()
      same(row[4], row[2]:forward(row[3]))
      same(row[4], row[2]:clone():forward(row[3]))
      same(row[4], row[2]:clearState():forward(row[3]))
    end)
  end
end)

describe('the gradient of', function()
  it('Index adds up what was taken twice', function()
    local module = nn.Index(1)
    local input = { torch.rand(3, 2), torch.LongTensor { 2, 2, 1 } }
    module:forward(input)
    local g = module:backward(input, torch.Tensor { { 1, 2 }, { 3, 4 }, { 5, 6 } })
    same(torch.Tensor { { 5, 6 }, { 4, 6 }, { 0, 0 } }, g[1])
    same(torch.zeros(3), g[2])
  end)

  it('MaskedSelect is 0 where nothing was taken', function()
    local module = nn.MaskedSelect()
    local input = { torch.rand(4), torch.ByteTensor { 0, 1, 0, 1 } }
    module:forward(input)
    same(torch.Tensor { 0, 5, 0, 6 }, module:backward(input, torch.Tensor { 5, 6 })[1])
    module:float()
    input[1] = input[1]:float()
    module:forward(input)
    local g = module:backward(input, torch.FloatTensor { 5, 6 })
    assert.equal('torch.FloatTensor', torch.typename(g[1]))
    assert.equal('torch.ByteTensor', torch.typename(g[2]))
  end)

  it('CMulTable has no trouble with zeros', function()
    local module, x = nn.CMulTable(), torch.Tensor { 2, 0, 0 }
    local input = { x, torch.Tensor { 3, 4, 0 }, torch.Tensor { 5, 6, 7 } }
    module:forward(input)
    local g = module:backward(input, torch.ones(3))
    same(torch.Tensor { 15, 24, 0 }, g[1])
    same(torch.Tensor { 10, 0, 0 }, g[2])
    same(torch.Tensor { 6, 0, 0 }, g[3])
  end)

  it('CMaxTable goes to the first of equal entries', function()
    local module = nn.CMaxTable()
    local input = { torch.Tensor { 1, 2 }, torch.Tensor { 1, 3 } }
    module:forward(input)
    same(torch.Tensor { 1, 2 }, module.maxIdx)
    same({ torch.Tensor { 5, 0 }, torch.Tensor { 0, 6 } },
      module:backward(input, torch.Tensor { 5, 6 }))
  end)

  it('OneHot is 0, in the type of the layer', function()
    local module, input = nn.OneHot(3):float(), torch.LongTensor { 1, 3 }
    assert.equal('torch.FloatTensor', torch.typename(module:forward(input)))
    same(torch.zeros(2), module:backward(input, module.output))
  end)
end)

describe('views', function()
  it('do not change the input when the layer is converted or cleared', function()
    for _, make in ipairs {
      function() return nn.Select(1, 1) end, function() return nn.Narrow(1, 1) end,
      function() return nn.Replicate(2) end, function() return nn.Unsqueeze(1) end,
      function() return nn.Squeeze() end, function() return nn.Collapse(1) end,
      function() return nn.Convert() end,
    } do
      local module, x = make(), torch.ones(2, 3)
      module:forward(x)
      module:clearState()
      module:forward(x)
      module:float()
      assert.equal('torch.DoubleTensor', torch.typename(x))
      same(torch.ones(2, 3), x)
      same(module:forward(x:float()), make():forward(x))
    end
  end)
end)
