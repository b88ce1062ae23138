-- nn.hessian, nn.SparseJacobian, and the small tests that users can call.
require 'nn'

-- enable changes methods for good; here they are put back.
local changed = {
  { nn.Module, 'parameters' }, { nn.Module, 'getParameters' }, { nn.Sequential, 'parameters' },
}

describe('nn.hessian', function()
  local before = {}

  setup(function()
    assert.is_nil(nn.Module.updateDiagHessianInput)
    for i, entry in ipairs(changed) do before[i] = entry[1][entry[2]] end
    nn.hessian.enable()
  end)

  teardown(function()
    for i, entry in ipairs(changed) do entry[1][entry[2]] = before[i] end
    nn.hessian.enabled = nil
  end)

  -- The exact diagonal: the sum of squares of the derivatives.
  local rows = {
    { 'Linear', function() return nn.Linear(3, 4) end, { 2, 3 } },
    { 'Linear of a sample', function() return nn.Linear(3, 4) end, { 3 } },
    { 'SpatialConvolutionLocal', function()
      return nn.SpatialConvolutionLocal(2, 3, 4, 5, 2, 3, 1, 1, 1)
    end, { 2, 5, 4 } },
    { 'SpatialConvolutionMap', function()
      return nn.SpatialConvolutionMap(nn.tables.full(2, 3), 2, 3)
    end, { 2, 5, 4 } },
    { 'SpatialFullConvolutionMap', function()
      return nn.SpatialFullConvolutionMap(nn.tables.full(2, 3), 2, 3)
    end, { 2, 4, 3 } },
  }
  if nn.SpatialConvolution then
    rows[#rows + 1] = { 'SpatialConvolution', function()
      return nn.SpatialConvolution(2, 3, 2, 3, 1, 1, 1)
    end, { 2, 5, 4 } }
  end
  if nn.SpatialFullConvolution then
    rows[#rows + 1] = { 'SpatialFullConvolution', function()
      return nn.SpatialFullConvolution(2, 3, 2, 3, 2, 2)
    end, { 2, 3, 4 } }
  end

  for _, row in ipairs(rows) do
    it('has the diagonal of nn.' .. row[1], function()
      torch.manualSeed(2)
      local m, input = row[2](), torch.Tensor(torch.LongStorage(row[3]))
      assert.is_true(nn.Jacobian.testDiagHessianInput(m, input) < 1e-9)
      -- with one sample the parameters' diagonal is exact as well
      local sample = input:dim() == 2 and input:narrow(1, 1, 1):clone() or input
      assert.is_true(nn.Jacobian.testDiagHessianWeight(m, sample) < 1e-9)
      assert.is_true(nn.Jacobian.testDiagHessianBias(m, sample) < 1e-9)
    end)
  end

  for _, name in ipairs { 'Tanh', 'Sqrt', 'Square' } do
    if nn[name] then
      it('has the diagonal of nn.' .. name, function()
        assert.is_true(nn.Jacobian.testDiagHessianInput(nn[name](), torch.Tensor(3, 2), 0.5, 2)
          < 1e-9)
      end)
    end
  end

  it('goes through networks', function()
    torch.manualSeed(4)
    local first = nn.Linear(3, 4)
    local net = nn.Sequential():add(first):add(nn.Reshape(2, 2)):add(nn.Reshape(4)):add(nn.Tanh())
    local x = torch.randn(3)
    net:initDiagHessianParameters()
    net:forward(x)
    local h = torch.rand(4)
    local gradInput, weights = net.gradInput, first.weight:clone()
    local result = net:updateDiagHessianInput(x, h)
    assert.is_true(result == net.diagHessianInput)
    net:accDiagHessianParameters(x, h)
    local inner = h:clone()
    for i = 1, 4 do inner[i] = inner[i] * (1 - net.output[i] ^ 2) ^ 2 end
    local expected = torch.ger(inner, torch.cmul(x, x))
    assert.is_true((first.diagHessianWeight - expected):abs():max() < 1e-12)
    assert.is_true((first.diagHessianBias - inner):abs():max() < 1e-12)
    local input = torch.mv(torch.cmul(weights, weights):t(), inner)
    assert.is_true((net.diagHessianInput - input):abs():max() < 1e-12)
    -- nothing else has moved
    assert.is_true(net.gradInput == gradInput)
    assert.equal(0, (first.weight - weights):norm())
  end)

  it('adds up and starts again from zero', function()
    local m, x = nn.Linear(2, 2), torch.randn(2)
    m:initDiagHessianParameters()
    m:forward(x)
    local h = torch.ones(2)
    m:accDiagHessianParameters(x, h)
    local once = m.diagHessianWeight:clone()
    m:accDiagHessianParameters(x, h)
    assert.is_true((m.diagHessianWeight - once * 2):abs():max() < 1e-12)
    m:initDiagHessianParameters()
    assert.equal(0, m.diagHessianWeight:norm())
  end)

  it('begins at a criterion', function()
    local x, y = torch.randn(2, 3), torch.randn(2, 3)
    local h = nn.MSECriterion():updateDiagHessianInput(x, y)
    assert.are.same({ 2, 3 }, h:size():totable())
    assert.is_true(math.abs(h:min() - 1 / 3) < 1e-15 and h:min() == h:max())
    assert.equal(2, nn.MSECriterion(false):updateDiagHessianInput(x, y):max())
  end)

  it('comes with the parameters', function()
    local net = nn.Sequential():add(nn.Linear(3, 2)):add(nn.Tanh()):add(nn.Linear(2, 1, false))
    assert.equal(0, #select(3, net:parameters()))
    local count = select('#', net:getParameters())
    assert.equal(2, count)
    net:initDiagHessianParameters()
    local values, gradients, hessians = net:parameters()
    assert.are.same({ 3, 3, 3 }, { #values, #gradients, #hessians })
    assert.is_true(hessians[2] == net:get(1).diagHessianBias)
    local flat, flatGradient, flatHessian = net:getParameters()
    assert.are.same({ 10, 10, 10 },
      { flat:nElement(), flatGradient:nElement(), flatHessian:nElement() })
    flatHessian:fill(3)
    assert.equal(3, net:get(3).diagHessianWeight[1][2])
    assert.is_nil((nn.Tanh():parameters()))
  end)

  it('may be enabled twice', function()
    nn.hessian.enable()
    local m = nn.Linear(2, 1)
    m:initDiagHessianParameters()
    assert.equal(3, #{ m:getParameters() })
  end)

  it('survives writing, reading and conversion', function()
    local m, x = nn.Linear(2, 2), torch.randn(2)
    m:initDiagHessianParameters()
    m:forward(x)
    m:updateDiagHessianInput(x, torch.ones(2))
    local float = m:clone():float()
    float:forward(x:float())
    float:updateDiagHessianInput(x:float(), torch.ones(2):float())
    assert.is_true((float.diagHessianInput:double() - m.diagHessianInput):abs():max() < 1e-5)
  end)

  it('says what it cannot do', function()
    assert.has_error(function() nn.Abs():updateDiagHessianInput(torch.ones(2), torch.ones(2)) end,
      'nn.Abs: updateDiagHessianInput is not defined for this class')
    assert.has_error(function()
      nn.ClassNLLCriterion():updateDiagHessianInput(torch.ones(2), 1)
    end, 'nn.ClassNLLCriterion: updateDiagHessianInput is not defined for this class')
    local m = nn.Linear(2, 2)
    assert.has_error(function() m:accDiagHessianParameters(torch.ones(2), torch.ones(2)) end,
      'nn.Linear: accDiagHessianParameters: call initDiagHessianParameters first')
  end)

  it('leaves the layer whole when it raises', function()
    local m = nn.Linear(2, 3)
    m:initDiagHessianParameters()
    local weight, gradWeight, gradInput = m.weight, m.gradWeight, m.gradInput
    assert.has_error(function() m:updateDiagHessianInput(torch.ones(2), torch.ones(4)) end)
    assert.has_error(function() m:accDiagHessianParameters(torch.ones(2), torch.ones(4)) end)
    assert.is_true(m.weight == weight and m.gradWeight == gradWeight and m.gradInput == gradInput)
  end)
end)

describe('nn.SparseJacobian', function()
  -- A layer that sums weight[index] * value^2 over the rows of its input.
  local Sparse, parent = torch.class('nn.SpecSparseSquares', 'nn.Module')
  function Sparse:__init(n)
    parent.__init(self)
    self.weight, self.bias = torch.randn(n), torch.randn(1)
    self.gradWeight, self.gradBias = torch.zeros(n), torch.zeros(1)
    self.fault = 1
  end
  function Sparse:updateOutput(input)
    local total = self.bias[1]
    for i = 1, input:size(1) do
      total = total + self.weight[input[i][1]] * input[i][2] ^ 2
    end
    self.output:resize(1)[1] = total
    return self.output
  end
  function Sparse:updateGradInput(input, gradOutput)
    self.gradInput:resizeAs(input):copy(input)
    for i = 1, input:size(1) do
      self.gradInput[i][2] =
        2 * self.fault * self.weight[input[i][1]] * input[i][2] * gradOutput[1]
    end
    return self.gradInput
  end
  function Sparse:accGradParameters(input, gradOutput, scale)
    for i = 1, input:size(1) do
      local k = input[i][1]
      self.gradWeight[k] = self.gradWeight[k] + (scale or 1) * input[i][2] ^ 2 * gradOutput[1]
    end
    self.gradBias[1] = self.gradBias[1] + (scale or 1) * gradOutput[1]
  end

  local S = nn.SparseJacobian
  local function input() return torch.Tensor { { 3, 0 }, { 1, 0 }, { 5, 0 } } end

  it('finds nothing in a layer that is right', function()
    torch.manualSeed(8)
    local m, x = nn.SpecSparseSquares(6), input()
    assert.is_true(S.testJacobian(m, x) < 1e-6)
    assert.is_true(S.testJacobianParameters(m, x, m.weight, m.gradWeight) < 1e-6)
    assert.is_true(S.testJacobianParameters(m, x, m.bias, m.gradBias) < 1e-6)
    assert.is_true(S.testJacobianUpdateParameters(m, x, m.weight) < 1e-6)
    assert.are.same({ 0, 0 }, { S.testIO(m, x) })
    for _, off in pairs(S.testAllUpdate(m, x, 'weight', 'gradWeight')) do
      assert.is_true(off < 1e-12)
    end
    assert.are.same({ 3, 1, 5 }, x:select(2, 1):totable())
    assert.is_true(x:select(2, 2):norm() > 0)
  end)

  it('finds a fault', function()
    torch.manualSeed(8)
    local m = nn.SpecSparseSquares(6)
    m.fault = 1.1
    assert.is_true(S.testJacobian(m, input()) > 1e-3)
  end)

  it('has a row for each value', function()
    local m, x = nn.SpecSparseSquares(6), input()
    x:select(2, 2):fill(2)
    for _, jacobian in ipairs { S.forward(m, x), S.backward(m, x) } do
      assert.are.same({ 3, 1 }, jacobian:size():totable())
      assert.is_true(math.abs(jacobian[2][1] - 4 * m.weight[1]) < 1e-6)
    end
    assert.equal(2, x[3][2])
    assert.is_true((S.forwardUpdate(m, x, m.weight) - S.backwardUpdate(m, x, m.weight)):abs():max()
      < 1e-6)
  end)

  it('refuses what is not sparse', function()
    assert.has_error(function() S.testJacobian(nn.SpecSparseSquares(3), torch.ones(3)) end,
      'nn.SparseJacobian: input: expected a tensor of N x 2, got torch.DoubleTensor of size 3')
    assert.has_error(function() S.forward(nn.SpecSparseSquares(3), 3) end,
      'nn.SparseJacobian: input: expected a tensor, got 3')
  end)
end)

describe('the tests for users', function()
  -- f without what it writes to the screen.
  local function quietly(f, ...)
    local write = io.write
    io.write = function() end -- luacheck: ignore 122
    local result = { pcall(f, ...) }
    io.write = write -- luacheck: ignore 122
    return table.unpack(result)
  end

  it('nn.test passes, and so do single layers', function()
    assert.are.same({ true, 0 }, { quietly(nn.test) })
    assert.are.same({ true, 0 }, { quietly(nn.test, 'Linear') })
  end)

  it('nn.testTHNN passes', function()
    assert.are.same({ true, 0 }, { quietly(nn.testTHNN) })
  end)

  it('nn.test fails for a layer that is wrong', function()
    local right = nn.Tanh.updateGradInput
    function nn.Tanh:updateGradInput(input, gradOutput)
      return right(self, input, gradOutput):mul(1.01)
    end
    local ok, message = quietly(nn.test, { 'Tanh' })
    nn.Tanh.updateGradInput = right
    assert.is_false(ok)
    assert.is_truthy(message:find('An error was found', 1, true))
    assert.are.same({ true, 0 }, { quietly(nn.test, { 'Tanh' }) })
  end)
end)
