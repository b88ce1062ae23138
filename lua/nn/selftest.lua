--- nn.test and nn.testTHNN: short checks that this installation computes with layers as it should
-- on this machine. The library's own specs are much more than this.
-- Neighbours: Jacobian.lua finds faults in gradients, torch.Tester runs the tests; init.lua loads
-- this file at the first call.

local selftest = {}

local precision = 1e-5

-- name of a class, arguments of its constructor, sizes of an input. Classes that this installation
-- lacks are left out.
local layers = {
  {'Abs', {}, {3, 4}},
  {'Add', {5}, {5}},
  {'CMul', {5}, {5}},
  {'Identity', {}, {3, 2}},
  {'Linear', {4, 3}, {5, 4}},
  {'LogSoftMax', {}, {2, 5}},
  {'Max', {1}, {4, 3}},
  {'Mean', {2}, {4, 3}},
  {'Min', {1}, {4, 3}},
  {'Reshape', {6}, {2, 3}},
  {'Sigmoid', {}, {3, 4}},
  {'SoftMax', {}, {2, 5}},
  {'SpatialAveragePooling', {2, 2, 2, 2}, {2, 4, 4}},
  {'SpatialConvolution', {2, 3, 3, 3, 1, 1, 1, 1}, {2, 5, 4}},
  {'SpatialConvolutionLocal', {2, 3, 4, 5, 3, 3}, {2, 2, 5, 4}},
  {'SpatialConvolutionMap', {nn.tables.full(2, 3), 3, 2}, {2, 5, 4}},
  {'SpatialFullConvolution', {2, 3, 3, 3, 2, 2}, {2, 3, 3}},
  {'SpatialFullConvolutionMap', {nn.tables.full(2, 3), 3, 2}, {2, 3, 4}},
  {'SpatialMaxPooling', {2, 2}, {2, 4, 4}},
  {'SpatialSubSampling', {2, 2, 2, 2, 2}, {2, 4, 4}},
  {'Sum', {2}, {4, 3}},
  {'Tanh', {}, {3, 4}},
  {'TemporalConvolution', {3, 2, 3}, {2, 6, 3}},
  {'TemporalMaxPooling', {2}, {6, 3}},
  {'TemporalRowConvolution', {3, 2}, {6, 3}},
  {'TemporalSubSampling', {3, 2, 2}, {6, 3}},
  {'Threshold', {0.1, 0}, {3, 4}},
  {'VolumetricConvolution', {2, 2, 2, 2, 2}, {2, 3, 4, 3}},
}

-- Calls visit(name, module, input) for each class that there is.
local function each(visit)
  for _, row in ipairs(layers) do
    local class = nn[row[1]]
    if class then
      visit(row[1], class(table.unpack(row[2])), torch.randn(torch.LongStorage(row[3])))
    end
  end
end

-- A tester with one test for each class; run(tester, module, input).
local function suite(run)
  local tester, tests = torch.Tester(), torch.TestSuite()
  each(function(name, module, input)
    tests[name] = function() run(tester, module, input) end
  end)
  return tester, tests
end

-- Gradients against finite differences, what was written against what is read, and the ways to
-- update parameters against each other.
local function checkGradients(tester, module, input)
  tester:assertlt(nn.Jacobian.testJacobian(module, input), precision, 'gradInput')
  local values, gradients = module:parameters()
  for i = 1, values and #values or 0 do
    tester:assertlt(nn.Jacobian.testJacobianParameters(module, input, values[i], gradients[i]),
      precision, 'gradient of parameter ' .. i)
    tester:assertlt(nn.Jacobian.testJacobianUpdateParameters(module, input, values[i]), precision,
      'update of parameter ' .. i)
  end
  local output, gradInput = nn.Jacobian.testIO(module, input)
  tester:eq(output, 0, 'output of what was read')
  tester:eq(gradInput, 0, 'gradInput of what was read')
end

-- The loss of the criteria that regression and classification stand on.
local function addCriteria(tester, tests)
  function tests.MSECriterion()
    local x, y = torch.randn(7), torch.randn(7)
    tester:assertalmosteq(nn.MSECriterion():forward(x, y), (x - y):pow(2):mean(), 1e-12)
  end
  function tests.ClassNLLCriterion()
    local x = torch.randn(2, 3)
    tester:assertalmosteq(nn.ClassNLLCriterion():forward(x, torch.LongTensor{3, 1}),
      -(x[1][3] + x[2][1]) / 2, 1e-12)
  end
end

--- Checks layers; prints how it went and raises if something is wrong.
-- @param names of tests (names of classes), or Lua patterns for them; default all
-- @usage nn.test 'Linear'
function selftest.test(names)
  local tester, tests = suite(checkGradients)
  addCriteria(tester, tests)
  return tester:add(tests):run(names)
end

-- A pass in float against one in double.
local function checkFloat(tester, module, input)
  local gradOutput = module:forward(input):clone()
  gradOutput:copy(torch.randn(gradOutput:nElement()))
  local double, float = module:clone(), module:clone():float()
  local function pass(m, x, g)
    m:zeroGradParameters()
    local result = {m:forward(x):clone(), m:backward(x, g):clone()}
    local _, gradients = m:parameters()
    for _, t in ipairs(gradients or {}) do result[#result + 1] = t:clone() end
    return result
  end
  local expected = pass(double, input, gradOutput)
  local found = pass(float, input:float(), gradOutput:float())
  for i, t in ipairs(expected) do
    tester:eq(found[i]:double(), t, 1e-4 * math.max(1, t:clone():abs():max()))
  end
end

--- Checks the passes of the C library: those in float against those in double. Prints how it went
-- and raises if something is wrong.
-- @param names see test
-- @usage nn.testTHNN 'Linear'
function selftest.testTHNN(names)
  local tester, tests = suite(checkFloat)
  return tester:add(tests):run(names)
end

return selftest
