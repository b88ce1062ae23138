-- Layers, criteria, module functions and printed forms against recorded values. A case that needs
-- a class which nn does not have is left out; how many must run is counted.
local golden = require 'support.golden'
require 'nn'
pcall(require, 'optim')

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

-- Whether all classes and functions that a piece of code names are there.
local function can_run(code)
  for _, package in ipairs { 'nn', 'optim' } do
    for name in code:gmatch('%f[%w]' .. package .. '%.(%a%w*)') do
      local t = rawget(_G, package)
      if not t or t[name] == nil then return false end
    end
  end
  return true
end

local ran = {}

-- One `it` for each case that can run.
local function each_case(group, cases, code_of, check)
  ran[group] = ran[group] or 0
  for _, case in ipairs(cases) do
    if can_run(code_of(case)) then
      ran[group] = ran[group] + 1
      it(case.name or code_of(case), function() check(case) end)
    end
  end
end

local function agrees(expected, got, where, tolerated)
  assert.is_nil(golden.difference(expected, got, tolerated or tolerance, where))
end

local function constructor(case) return case.ctor end

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
    each_case('modules', golden.load('nn/' .. name), constructor, check_module)
  end)
end

for _, name in ipairs(classes 'criterion') do
  describe('nn.' .. name .. ' as recorded:', function()
    each_case('criteria', golden.load('criterion/' .. name), constructor, check_criterion)
  end)
end

describe('modules as recorded:', function()
  each_case('functions', golden.load 'module_api', function(case) return case.code end,
    function(case)
      torch.manualSeed(case.seed)
      agrees(case.result, golden.evaluate(case.code))
    end)
end)

describe('the printed form of', function()
  each_case('texts', golden.load 'print/module', function(case) return case.code end,
    function(case)
      torch.manualSeed(1)
      assert.equal(case.text, tostring(golden.evaluate(case.code)))
    end)
end)

describe('recorded cases', function()
  for group, least in pairs { modules = 140, criteria = 148, functions = 31, texts = 47 } do
    it(('that ran: at least %d %s'):format(least, group), function()
      assert.is_true(ran[group] >= least, ('only %d ran'):format(ran[group]))
    end)
  end
end)
