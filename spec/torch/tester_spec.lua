-- torch.Tester and torch.TestSuite: assertions, what is counted, what is printed.
require 'torch'

-- Runs f and returns what it writes with io.write, and its results.
local function captured(f, ...)
  local parts, write = {}, io.write
  -- luacheck: push ignore 122
  io.write = function(...)
    for i = 1, select('#', ...) do parts[#parts + 1] = tostring((select(i, ...))) end
  end
  local ok, result = pcall(f, ...)
  io.write = write
  -- luacheck: pop
  return table.concat(parts), ok, result
end

-- A tester that ran one test.
local function after(test)
  local tester = torch.Tester()
  tester:add(function() test(tester) end, 'one')
  local text, ok, result = captured(tester.run, tester)
  return tester, text, ok, result
end

local nan, inf = 0 / 0, math.huge
local T, L = torch.Tensor, torch.LongTensor
local cycle = { 1 }
cycle[2] = cycle
local function fails() error('no way', 0) end
local function fails_here() error 'no way' end
local function works() end

describe('assertion', function()
  for _, row in ipairs {
    -- name, arguments, whether it holds
    { 'assert', { 1 }, true }, { 'assert', { false, 'text' }, false }, { 'assert', {}, false },
    { 'assertlt', { 1, 2 }, true }, { 'assertlt', { 2, 2 }, false },
    { 'assertgt', { 2, 1 }, true }, { 'assertgt', { 2, 2 }, false },
    { 'assertle', { 2, 2 }, true }, { 'assertle', { 3, 2 }, false },
    { 'assertge', { 2, 2 }, true }, { 'assertge', { 1, 2 }, false },
    { 'asserteq', { 'a', 'a' }, true }, { 'asserteq', { 1, 2 }, false },
    { 'assertne', { 1, 2 }, true }, { 'assertne', { 1, 1 }, false },
    { 'assertalmosteq', { 1, 1 }, true }, { 'assertalmosteq', { 1, 1.1 }, false },
    { 'assertalmosteq', { 1, 1.1, 0.2 }, true }, { 'assertalmosteq', { 1, 1.1, 'm', 0.2 }, true },
    { 'assertalmosteq', { 1, nan, 1 }, false },
    { 'eq', { 1, 1 }, true }, { 'eq', { 1, 1.05 }, false }, { 'eq', { 1, 1.05, 0.1 }, true },
    { 'eq', { 1, 1.05, 0.1, 'text' }, true }, { 'eq', { 1, 1.05, 'text', 0.1 }, true },
    { 'eq', { inf, inf }, true }, { 'eq', { inf, -inf, 1 }, false }, { 'eq', { nan, nan }, false },
    { 'eq', { 1, '1' }, false }, { 'eq', { 'a', 'a' }, true }, { 'eq', { nil, nil }, true },
    { 'eq', { {}, {} }, true }, { 'eq', { { 1, x = { 2 } }, { 1, x = { 2 } } }, true },
    { 'eq', { { 1 }, { 1, 2 } }, false }, { 'eq', { { 1, 2 }, { 1 } }, false },
    { 'eq', { { 1 }, { 1.05 }, 0.1 }, true }, { 'eq', { cycle, cycle }, true },
    { 'eq', { T { 1, 2 }, T { 1, 2 } }, true }, { 'eq', { T { 1, 2 }, T { 1, 3 } }, false },
    { 'eq', { T { 1, 2 }, T { 1, 2.05 }, 0.1 }, true },
    { 'eq', { T { 1, 2 }, L { 1, 2 } }, false }, { 'eq', { T(2, 3):fill(1), T(6):fill(1) }, false },
    { 'eq', { T { inf, -inf }, T { inf, -inf } }, true },
    { 'eq', { T { inf }, T { -inf }, 1 }, false }, { 'eq', { T { nan }, T { nan }, 1 }, false },
    { 'eq', { T(), T() }, true }, { 'eq', { T(), T(1) }, false },
    { 'eq', { L { 7, 2 }, L { 7, 2 } }, true }, { 'eq', { L { 7 }, L { 8 } }, false },
    { 'eq', { L { 7 }, L { 8 }, 1 }, true },
    { 'eq', { torch.ByteTensor { 255 }, torch.ByteTensor { 0 }, 1 }, false },
    { 'eq', { T { 1, 2 }:storage(), T { 1, 2 }:storage() }, true },
    { 'eq', { T { 1, 2 }:storage(), T { 1, 3 }:storage() }, false },
    { 'eq', { { a = { T { 1 } } }, { a = { T { 1.05 } } }, 0.1 }, true },
    { 'assertGeneralEq', { 1, 1 }, true }, { 'assertGeneralNe', { 1, 1 }, false },
    { 'ne', { 1, 2 }, true }, { 'ne', { T { 1 }, T { 1.05 }, 0.1 }, false },
    { 'ne', { { 1 }, { 1, 2 } }, true }, { 'ne', { T(2), 'x' }, true },
    { 'assertTensorEq', { T { 1, 2 }, T { 1, 2 } }, true },
    { 'assertTensorEq', { T { 1, 2 }, T { { 1 }, { 2 } } }, true },
    { 'assertTensorEq', { T { 1, 2 }, T { 1, 2.05 }, 0.01, 'text' }, false },
    { 'assertTensorEq', { T { 1, 2 }, T { 1 } }, false },
    { 'assertTensorNe', { T { 1, 2 }, T { 1, 3 } }, true },
    { 'assertTensorNe', { T { 1, 2 }, T { 1, 2 } }, false },
    { 'assertTableEq', { { 1, { 2 } }, { 1, { 2 } } }, true },
    { 'assertTableEq', { { 1, { 2 } }, { 1, { 3 } } }, false },
    { 'assertTableNe', { { 1 }, { 2 } }, true }, { 'assertTableNe', { { 1 }, { 1 } }, false },
    { 'assertError', { fails }, true }, { 'assertError', { works }, false },
    { 'assertNoError', { works }, true }, { 'assertNoError', { fails }, false },
    { 'assertErrorMsg', { fails, 'no way' }, true }, { 'assertErrorMsg', { fails, 'no' }, false },
    { 'assertErrorMsg', { fails_here, 'no way' }, true },
    { 'assertErrorMsg', { works, 'no way' }, false },
    { 'assertErrorPattern', { fails, 'n. w' }, true },
    { 'assertErrorPattern', { fails, '^way' }, false },
    { 'assertErrorObj', { fails, function(e) return e == 'no way' end }, true },
    { 'assertErrorObj', { fails, function() return false end }, false },
  } do
    local name, arguments, holds = row[1], row[2], row[3]
    it(('%s %s: %s'):format(name, tostring(arguments[1]):gsub('\n', ' '), tostring(holds)),
    function()
      local result
      local tester, _, ok = after(function(t)
        result = t[name](t, table.unpack(arguments, 1, 5))
      end)
      assert.equal(holds, result)
      assert.equal(holds, ok)
      assert.equal(1, tester.countasserts)
      assert.equal(holds and 1 or 0, tester.assertionPass.one)
      assert.equal(holds and 0 or 1, tester.assertionFail.one)
      assert.equal(0, tester.testError.one)
      assert.equal(holds and 0 or 1, #tester.errors)
    end)
  end

  it('of long elements beyond 2^53 is exact', function()
    local a, b = L { 1 }, L { 1 }
    a:mul(2 ^ 30):mul(2 ^ 30)
    b:copy(a):add(1)
    local _, _, ok = after(function(t) t:eq(a, b) end)
    assert.is_false(ok)
  end)

  it('of shapes that differ is a warning', function()
    local tester, text = after(function(t) t:assertTensorEq(T(2, 3):fill(1), T(6):fill(1)) end)
    assert.equal(1, #tester.warnings)
    assert.is_truthy(text:find('with 0 failures and 0 errors and 1 warning\n', 1, true))
  end)

  for _, row in ipairs {
    { function(t) t:eq(1, 1, {}) end, 'a number as tolerance' },
    { function(t) t:eq(1, 1, -1) end, 'tolerance %-1 is negative' },
    { function(t) t:assertTensorEq(1, T()) end, 'argument 1: tensor expected, got number' },
    { function(t) t:assertTableEq({}, nil) end, 'argument 2: table expected' },
    { function(t) t:add(1) end, 'function expected, got number' },
    { function(t) t:add({}, 'name') end, 'takes no name' },
    { function(t) t:add(works); t:add(works) end, 'called unknown already' },
    { function(t) t:run 'nothing like this' end, 'no test matches nothing like this' },
    { function(t) t:disable(1) end, 'list of names expected, got number' },
  } do
    it('refuses: ' .. row[2], function()
      assert.error_matches(function() row[1](torch.Tester()) end, row[2])
    end)
  end
end)

describe('a run', function()
  -- Three tests: one that passes, one that fails, one that raises; and one more.
  local function mixed()
    local tester = torch.Tester()
    tester:add(function() tester:eq(1, 1) tester:eq(2, 2) end, 'good')
    tester:add(function() tester:assert(false, 'so bad') end, 'bad')
    tester:add(function() error('oh no', 0) end, 'ugly')
    tester:add(works, 'more')
    return tester
  end

  it('prints lines of 80 columns, a summary and the errors', function()
    local text, ok, problem = captured(function() mixed():disable('more'):run() end)
    assert.is_false(ok)
    assert.is_truthy(problem:find('An error was found while running tests!', 1, true))
    assert.equal('Running 4 tests\n', text:match '^[^\n]*\n')
    local seen = {}
    for line in text:gmatch '[^\n\r]+' do
      local position, name, state = line:match '^(%d)/4 (%a+) %.+ %[(%u+)%]$'
      if position then
        assert.equal(80, #line)
        seen[#seen + 1] = position .. name .. state
      end
    end
    assert.same({ '1goodWAIT', '1goodPASS', '2badWAIT', '2badFAIL', '3uglyWAIT', '3uglyERROR',
      '4moreWAIT', '4moreSKIP' }, seen)
    assert.is_truthy(text:find('Completed 3 asserts in 3 tests with 1 failure and 1 error '
                               .. 'and 1 disabled\n' .. ('-'):rep(80) .. '\n', 1, true))
    assert.is_truthy(text:find('bad\nso bad\nassert: the condition is false\n', 1, true))
    assert.is_truthy(text:find('tester_spec.lua:%d+'))
    assert.is_truthy(text:find('ugly\noh no', 1, true))
  end)

  it('that goes well returns 0', function()
    local _, text, ok, result = after(function(t) t:eq(1, 1) end)
    assert.is_true(ok)
    assert.equal(0, result)
    assert.is_truthy(text:find 'Running 1 test\n')
    assert.is_truthy(text:find 'Completed 1 assert in 1 test with 0 failures and 0 errors\n$')
  end)

  for _, row in ipairs {
    { 'good', 'good' }, { { 'good', 'more' }, 'good more' }, { 'o', 'good more' },
    { '^m', 'more' }, { { 'more', 'good' }, 'good more' },
  } do
    it('of ' .. row[2], function()
      local text, ok = captured(function() mixed():run(row[1]) end)
      local ran = {}
      for name in text:gmatch '(%a+) %.+ %[PASS%]' do ran[#ran + 1] = name end
      assert.equal(row[2], table.concat(ran, ' '))
      assert.is_true(ok)
    end)
  end

  it('may stop early', function()
    local tester = mixed()
    tester:setEarlyAbort(true)
    captured(tester.run, tester)
    assert.equal(1, #tester.errors)
    assert.is_nil(tester.assertionPass.ugly)
  end)

  it('may let errors through', function()
    local tester = torch.Tester()
    tester:add(fails, 'x')
    tester:setRethrowErrors(true)
    local _, ok, problem = captured(tester.run, tester)
    assert.is_false(ok)
    assert.equal('no way', problem)
  end)

  it('may print the summary only', function()
    local tester = mixed()
    tester:setSummaryOnly(true)
    assert.equal('Running 4 tests\nCompleted 3 asserts in 4 tests with 1 failure and 1 error\n',
                 (captured(tester.run, tester)))
  end)

  it('counts anew', function()
    local tester = after(function(t) t:eq(1, 1) end)
    captured(tester.run, tester)
    assert.equal(1, tester.countasserts)
  end)

  it('puts _setUp and _tearDown around each test', function()
    local calls, tester = {}, torch.Tester()
    local function note(what) return function(name) calls[#calls + 1] = what .. (name or '') end end
    tester:add { _setUp = note '+', _tearDown = note '-', a = note 'a', b = note 'b' }
    captured(tester.run, tester)
    assert.equal('+a aa -a +b bb -b', table.concat(calls, ' '))
  end)
end)

describe('torch.TestSuite', function()
  it('keeps tests for a tester', function()
    local suite, ran = torch.TestSuite(), {}
    function suite.b() ran[#ran + 1] = 'b' end
    suite.a = function() ran[#ran + 1] = 'a' end
    assert.equal('function', type(suite.a))
    assert.is_nil(suite.c)
    local tester = torch.Tester()
    captured(tester.run, tester:add(suite))
    assert.same({ 'a', 'b' }, ran)
  end)

  for _, row in ipairs {
    { function(s) s.x = works end, 'Test x is already defined%.' },
    { function(s) s.y = {} end, 'nested tables' },
    { function(s) s.y = 3 end, 'only functions are tests, got number' },
    { function(s) s[1] = works end, 'string as its name, got number' },
  } do
    it('refuses: ' .. row[2], function()
      local suite = torch.TestSuite()
      suite.x = works
      local _, problem = pcall(row[1], suite)
      assert.is_truthy(problem:find('tester_spec%.lua:%d+: .*' .. row[2]), problem)
    end)
  end
end)

it('torch.test finds this installation working', function()
  local text, ok, result = captured(torch.test)
  assert.is_true(ok, text)
  assert.equal(0, result)
end)
