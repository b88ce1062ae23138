-- Layers, criteria, module functions and printed forms against recorded values.
local golden = require 'support.golden'
require 'nn'
require 'optim'

local tolerance = 1e-9

-- The classes that have recorded cases: the files of a folder, in order.
local function classes(folder)
  local names = {}
  for file in pairs(golden.load 'index') do
    names[#names + 1] = file:match('^' .. folder .. '/(.*)%.lua$')
  end
  table.sort(names)
  return names
end

-- One `it` for each case, called what name_of says.
local function each_case(cases, name_of, check)
  for _, case in ipairs(cases) do
    it(name_of(case), function() check(case) end)
  end
end

local function agrees(expected, got, where, tolerated)
  assert.is_nil(golden.difference(expected, got, tolerated or tolerance, where))
end

local function name_of(case) return case.name end
local function code_of(case) return case.code end

local function parameters(m)
  local values, gradients = m:parameters()
  return values or {}, gradients or {}
end

-- f's result; what it prints, as PrintSize does, is not shown.
local function quietly(f)
  local print = _G.print
  _G.print = function() end
  local ok, result = pcall(f)
  _G.print = print
  if not ok then error(result, 0) end
  return result
end

local function check_module(case)
  torch.manualSeed(case.seed)
  local m = golden.evaluate(case.ctor)
  if case.type == 'float' then m:float() end
  agrees(case.params or { table = true }, (parameters(m)), 'params')
  if case.train then m:training() else m:evaluate() end
  m:zeroGradParameters()
  if case.forwardSeed then torch.manualSeed(case.forwardSeed) end
  local input = golden.build(case.input)
  local near = case.type == 'float' and type(case.output) == 'number' and 1e-5
  agrees(case.output, m:forward(input), 'output', near or tolerance)
  agrees(case.inputAfterForward or case.input, input, 'input after forward')
  if case.gradOutput then
    local gradInput = quietly(function()
      return m:backward(input, golden.build(case.gradOutput))
    end)
    if case.gradInput then agrees(case.gradInput, gradInput, 'gradInput') end
    local values, gradients = parameters(m)
    if case.gradParams then agrees(case.gradParams, gradients, 'gradParams') end
    agrees(case.paramsAfter or case.params or { table = true }, values, 'params after backward')
  end
  for name, value in pairs(case.extra or {}) do agrees(value, m[name], name) end
  if case.learningRate then
    m:updateParameters(case.learningRate)
    agrees(case.paramsAfterUpdate, (parameters(m)), 'params after update')
  end
end

local function check_criterion(case)
  local c = golden.evaluate(case.ctor)
  if case.type == 'float' then c:type('torch.FloatTensor') end
  for name, value in pairs(case.fields or {}) do c[name] = value end
  local input, target = golden.build(case.input), golden.build(case.target)
  local loss = c:forward(input, target)
  assert.is_nil(golden.difference(case.loss, loss, case.type == 'float' and 1e-5 or tolerance))
  if case.gradInput then agrees(case.gradInput, c:backward(input, target), 'gradInput') end
end

for _, name in ipairs(classes 'nn') do
  describe('nn.' .. name .. ' as recorded:', function()
    each_case(golden.load('nn/' .. name), name_of, check_module)
  end)
end

for _, name in ipairs(classes 'criterion') do
  describe('nn.' .. name .. ' as recorded:', function()
    each_case(golden.load('criterion/' .. name), name_of, check_criterion)
  end)
end

describe('modules as recorded:', function()
  each_case(golden.load 'module_api', code_of, function(case)
    torch.manualSeed(case.seed)
    agrees(case.result, golden.evaluate(case.code))
  end)
end)

describe('the printed form of', function()
  each_case(golden.load 'print/module', code_of, function(case)
    torch.manualSeed(1)
    assert.equal(case.text, tostring(golden.evaluate(case.code)))
  end)
end)
