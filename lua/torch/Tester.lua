--- torch.Tester: runs tests and counts what they assert.
-- Assertions return whether they held and note a failure otherwise; the test goes on. An error ends
-- its test only. run() prints one line per test, a summary and all that went wrong.
-- Neighbours: torch/TestSuite.lua collects tests.
--
-- Example:
--   local tester = torch.Tester()
--   tester:add(function() tester:eq(torch.ones(2) * 2, torch.Tensor {2, 2}) end, 'product')
--   tester:run()
local Tester = torch.class('torch.Tester')

local COLUMNS = 80
local AROUND = { _setUp = true, _tearDown = true } -- run around each test

--- A tester without tests.
function Tester:__init()
  self.tests = {}         -- name -> function
  self.disabledTests = {} -- name -> true
  self._order = {}        -- names as they came
  self:_forget()
end

-- Sets everything that a run counts to zero.
function Tester:_forget()
  self.errors, self.warnings = {}, {}  -- { name, message } each
  self.assertionPass, self.assertionFail, self.testError = {}, {}, {} -- name -> count
  self.countasserts = 0
  self._current = ''
end

--- Stop after the first test that fails. Returns the tester, as the next two do.
-- @param wanted boolean
function Tester:setEarlyAbort(wanted)
  self._earlyAbort = wanted and true or false
  return self
end

--- Let errors in tests through to who called run, for debugging.
-- @param wanted boolean
function Tester:setRethrowErrors(wanted)
  self._rethrow = wanted and true or false
  return self
end

--- Print the summary only: no line per test, no messages.
-- @param wanted boolean
function Tester:setSummaryOnly(wanted)
  self._summaryOnly = wanted and true or false
  return self
end

-- --- tests ---------------------------------------------------------------------------------------

function Tester:_addOne(test, name)
  if type(test) ~= 'function' then
    error(('torch.Tester: add: %s: function expected, got %s'):format(name, type(test)), 4)
  end
  if self.tests[name] then
    error(('torch.Tester: add: there is a test called %s already'):format(name), 4)
  end
  self.tests[name] = test
  if not AROUND[name] then self._order[#self._order + 1] = name end
end

function Tester:_addAll(tests)
  local names = {}
  for name in pairs(tests) do names[#names + 1] = name end
  table.sort(names, function(a, b) return tostring(a) < tostring(b) end)
  for _, name in ipairs(names) do self:_addOne(tests[name], tostring(name)) end
end

--- Adds tests. The names _setUp and _tearDown mean functions that run before and after each test
-- and get its name.
-- @param tests a function, a table of functions or a torch.TestSuite
-- @param[opt='unknown'] name of the one function; a table brings its names along
-- @return the tester
-- Raises if a name is taken already.
function Tester:add(tests, name)
  if type(tests) == 'table' then
    if name ~= nil then
      error('torch.Tester: add: a table of tests takes no name, its keys are the names', 2)
    end
    self:_addAll(rawget(tests, '__tests') or tests)
  else
    self:_addOne(tests, name or 'unknown')
  end
  return self
end

local function as_list(names, what)
  if type(names) == 'string' then return { names } end
  if type(names) ~= 'table' then
    error(('torch.Tester: %s: name or list of names expected, got %s'):format(what, type(names)), 3)
  end
  return names
end

--- Tests that run is to skip.
-- @param names a name or a list of names
-- @return the tester
function Tester:disable(names)
  for _, name in ipairs(as_list(names, 'disable')) do self.disabledTests[name] = true end
  return self
end

-- The names of tests that one of the patterns matches; all without patterns.
function Tester:_select(patterns)
  if patterns == nil then return self._order end
  local wanted = {}
  for _, pattern in ipairs(as_list(patterns, 'run')) do
    local found = false
    for _, name in ipairs(self._order) do
      if name == pattern or name:match(pattern) then found, wanted[name] = true, true end
    end
    if not found then error(('torch.Tester: run: no test matches %s'):format(pattern), 3) end
  end
  local names = {}
  for _, name in ipairs(self._order) do
    if wanted[name] then names[#names + 1] = name end
  end
  return names
end

-- --- running -------------------------------------------------------------------------------------

local function plural(n, word)
  return ('%d %s%s'):format(n, word, n == 1 and '' or 's')
end

-- One line per test, written over itself when its state is known.
function Tester:_show(position, total, name, state)
  if self._summaryOnly then return end
  local width = #tostring(total)
  local head = ('%' .. width .. 'd/%d %s '):format(position, total, name)
  local tail = (' [%s]'):format(state)
  local dots = ('.'):rep(COLUMNS - #head - #tail)
  io.write(state == 'WAIT' and '' or '\r', head, dots, tail, state == 'WAIT' and '' or '\n')
  io.flush()
end

local function with_trace(problem)
  if type(problem) ~= 'string' then return problem end
  return debug.traceback(problem, 2)
end

function Tester:_call(test, name)
  if self._rethrow then
    test(name)
    return true
  end
  local ok, problem = xpcall(function() test(name) end, with_trace)
  if not ok then
    self.testError[name] = 1
    self.errors[#self.errors + 1] = { name, tostring(problem) }
  end
  return ok
end

-- Runs one test with what goes around it; returns how it went.
function Tester:_runOne(name)
  self._current = name
  self.assertionPass[name], self.assertionFail[name], self.testError[name] = 0, 0, 0
  local before, after = self.tests._setUp, self.tests._tearDown
  local ok = not before or self:_call(before, name)
  if ok then self:_call(self.tests[name], name) end
  if after then self:_call(after, name) end
  self._current = ''
  if self.testError[name] > 0 then return 'ERROR' end
  return self.assertionFail[name] > 0 and 'FAIL' or 'PASS'
end

local function report_section(title, list)
  for _, entry in ipairs(list) do
    io.write(('-'):rep(COLUMNS), '\n', title, entry[1], '\n', entry[2], '\n')
  end
end

function Tester:_report(count, states)
  io.write('Completed ', plural(self.countasserts, 'assert'), ' in ', plural(count, 'test'),
           ' with ', plural(states.FAIL, 'failure'), ' and ', plural(states.ERROR, 'error'))
  if #self.warnings > 0 then io.write(' and ', plural(#self.warnings, 'warning')) end
  if states.SKIP > 0 then io.write((' and %d disabled'):format(states.SKIP)) end
  io.write('\n')
  if not self._summaryOnly then
    report_section('', self.errors)
    report_section('WARNING: ', self.warnings)
    if #self.errors + #self.warnings > 0 then io.write(('-'):rep(COLUMNS), '\n') end
  end
  io.flush()
end

--- Runs tests in the order in which they were added (those of one table by name).
-- @param[opt] names the name of a test or a Lua pattern, or a list of these; default: all tests
-- @return 0
-- Raises 'An error was found while running tests!' when an assertion failed or a test raised.
function Tester:run(names)
  names = self:_select(names)
  self:_forget()
  local states = { PASS = 0, FAIL = 0, ERROR = 0, SKIP = 0 }
  local ran = 0
  io.write('Running ', plural(#names, 'test'), '\n')
  for position, name in ipairs(names) do
    self:_show(position, #names, name, 'WAIT')
    local state = self.disabledTests[name] and 'SKIP' or self:_runOne(name)
    self:_show(position, #names, name, state)
    states[state] = states[state] + 1
    if state ~= 'SKIP' then ran = ran + 1 end
    if self._earlyAbort and (state == 'FAIL' or state == 'ERROR') then break end
  end
  self:_report(ran, states)
  if states.FAIL + states.ERROR > 0 then
    error('An error was found while running tests!', 2)
  end
  return 0
end

-- --- assertions ----------------------------------------------------------------------------------

-- "script.lua:12", the line outside of this file that led here.
local own_source = debug.getinfo(1, 'S').source
local function position()
  for level = 2, math.huge do
    local at = debug.getinfo(level, 'Sl')
    if not at then return '?' end
    if at.source ~= own_source and at.currentline > 0 then
      return at.short_src .. ':' .. at.currentline
    end
  end
end

local function count(counts, name)
  counts[name] = (counts[name] or 0) + 1
end

-- Counts an assertion; when it does not hold, notes what was found and what the caller says.
function Tester:_check(holds, found, message)
  self.countasserts = self.countasserts + 1
  count(holds and self.assertionPass or self.assertionFail, self._current)
  if not holds then
    local text = message ~= nil and tostring(message) .. '\n' .. found or found
    self.errors[#self.errors + 1] = { self._current, text .. '\n' .. position() }
  end
  return holds
end

function Tester:_warn(message)
  self.warnings[#self.warnings + 1] = { self._current, message .. '\n' .. position() }
end

-- Tolerance and message, which come in either order.
local function options(name, a, b)
  if type(a) == 'string' or type(b) == 'number' then a, b = b, a end
  if a ~= nil and type(a) ~= 'number' then
    error(('torch.Tester: %s: a number as tolerance and a string as message expected, got %s')
          :format(name, type(a)), 3)
  end
  if a and a < 0 then
    error(('torch.Tester: %s: the tolerance %g is negative'):format(name, a), 3)
  end
  return a or 0, b
end

--- Asserts that condition is neither false nor nil. Like all assertions it returns true or false.
-- @param[opt] message what to say when it does not hold
function Tester:assert(condition, message)
  return self:_check(condition and true or false,
                     ('assert: the condition is %s'):format(tostring(condition)), message)
end

--- torch.Tester:assertlt(a, b[, message]): asserts that a < b, as Lua compares; if not, message is
-- noted.

--- torch.Tester:assertgt(a, b[, message]): asserts that a > b, as Lua compares; if not, message is
-- noted.

--- torch.Tester:assertle(a, b[, message]): asserts that a <= b, as Lua compares; if not, message is
-- noted.

--- torch.Tester:assertge(a, b[, message]): asserts that a >= b, as Lua compares; if not, message is
-- noted.

--- torch.Tester:asserteq(a, b[, message]): asserts that a == b, as Lua compares; if not, message is
-- noted.

--- torch.Tester:assertne(a, b[, message]): asserts that a ~= b, as Lua compares; if not, message is
-- noted.
local comparisons = {
  lt = { '<', function(a, b) return a < b end },
  gt = { '>', function(a, b) return a > b end },
  le = { '<=', function(a, b) return a <= b end },
  ge = { '>=', function(a, b) return a >= b end },
  eq = { '==', function(a, b) return a == b end },
  ne = { '~=', function(a, b) return a ~= b end },
}

for name, comparison in pairs(comparisons) do
  local sign, holds = comparison[1], comparison[2]
  Tester['assert' .. name] = function(self, a, b, message)
    local found = ('assert%s: %s %s %s does not hold'):format(name, tostring(a), sign, tostring(b))
    return self:_check(holds(a, b), found, message)
  end
end

--- Asserts that two numbers differ by no more than tolerance (1e-16).
-- @param a, b numbers
-- @param[opt=1e-16] tolerance how far apart they may be
-- @param[opt] message what to say when they are further apart
function Tester:assertalmosteq(a, b, tolerance, message)
  if type(tolerance) == 'string' or type(message) == 'number' then
    tolerance, message = message, tolerance
  end
  tolerance = tolerance or 1e-16
  local found = ('assertalmosteq: |%s - %s| <= %s does not hold')
    :format(tostring(a), tostring(b), tostring(tolerance))
  return self:_check(math.abs(a - b) <= tolerance, found, message)
end

-- --- equality of all kinds of values -------------------------------------------------------------

local differences -- differences(a, b, tolerance): nil if equal, else what differs

local function number_difference(a, b, tolerance)
  if a == b or math.abs(a - b) <= tolerance then return nil end
  return ('%s is not %s (tolerance %g)'):format(tostring(a), tostring(b), tolerance)
end

local function in_double(tensor)
  return tensor:double():contiguous():view(tensor:nElement())
end

-- The same count of elements is granted. Infinities of one sign are equal; nan equals nothing.
local function element_difference(a, b, tolerance)
  if a:nElement() == 0 then return nil end
  if tolerance == 0 and torch.typename(a) == 'torch.LongTensor' then
    -- not as doubles, which do not hold whole numbers beyond 2^53
    local wrong = torch.ne(a, b):sum()
    return wrong > 0 and ('%d of %d elements differ'):format(wrong, a:nElement()) or nil
  end
  a, b = in_double(a), in_double(b)
  local gap = torch.add(a, -1, b):abs()
  local apart = torch.eq(torch.add(torch.eq(a, b), torch.le(gap, tolerance)), 0)
  local wrong = apart:sum()
  if wrong == 0 then return nil end
  return ('%d of %d elements differ, by %s at most (tolerance %g)')
    :format(wrong, gap:size(1), tostring(gap[apart]:max()), tolerance)
end

local function shape(tensor)
  return tensor:dim() == 0 and 'no dimension' or table.concat(tensor:size():totable(), 'x')
end

local function tensor_difference(a, b, tolerance)
  if shape(a) ~= shape(b) then return ('size %s is not %s'):format(shape(a), shape(b)) end
  return element_difference(a, b, tolerance)
end

local function storage_difference(a, b, tolerance)
  if #a ~= #b then return ('%d elements are not %d'):format(#a, #b) end
  for i = 1, #a do
    local difference = number_difference(a[i], b[i], tolerance)
    if difference then return ('element %d: %s'):format(i, difference) end
  end
  return nil
end

local function table_difference(a, b, tolerance, seen)
  if seen[a] == b then return nil end -- a cycle that is the same so far
  seen[a] = b
  for key, value in pairs(a) do
    local difference = differences(value, b[key], tolerance, seen)
    if difference then return ('[%s]: %s'):format(tostring(key), difference) end
  end
  for key, value in pairs(b) do
    if a[key] == nil then
      return ('[%s]: nil is not %s'):format(tostring(key), tostring(value))
    end
  end
  return nil
end

function differences(a, b, tolerance, seen)
  local kind = torch.type(a)
  if type(a) == 'number' and type(b) == 'number' then return number_difference(a, b, tolerance) end
  if kind ~= torch.type(b) then return ('a %s is not a %s'):format(kind, torch.type(b)) end
  if torch.isTensor(a) then return tensor_difference(a, b, tolerance) end
  if torch.isStorage(a) then return storage_difference(a, b, tolerance) end
  if type(a) == 'table' then
    if rawequal(a, b) then return nil end
    return table_difference(a, b, tolerance, seen or {})
  end
  if a == b then return nil end
  return ('%s is not %s'):format(tostring(a), tostring(b))
end

--- Asserts that two values are equal: numbers, tensors and storages within a tolerance, tables key
-- by key, all else as Lua compares.
-- @param got a value
-- @param expected another
-- @param[opt=0] tolerance how far numbers may be apart
-- @param[opt] message what to say; it may come before the tolerance
-- @usage torch.Tester():eq({torch.ones(2), 'a'}, {torch.ones(2), 'a'}, 1e-6)  --> true
function Tester:assertGeneralEq(got, expected, tolerance, message)
  tolerance, message = options('eq', tolerance, message)
  local difference = differences(got, expected, tolerance)
  return self:_check(difference == nil, 'eq: ' .. tostring(difference), message)
end

--- Asserts that two values are not equal, see assertGeneralEq.
-- @param got, unexpected values
-- @param[opt=0] tolerance how far numbers may be apart and still be equal
-- @param[opt] message what to say when they are equal
function Tester:assertGeneralNe(got, unexpected, tolerance, message)
  tolerance, message = options('ne', tolerance, message)
  local difference = differences(got, unexpected, tolerance)
  return self:_check(difference ~= nil,
                     ('ne: the two are equal (tolerance %g)'):format(tolerance), message)
end

Tester.eq, Tester.ne = Tester.assertGeneralEq, Tester.assertGeneralNe

local function check_kinds(name, kind, is_kind, a, b)
  for i, value in ipairs { a == nil and 0 or a, b == nil and 0 or b } do
    if not is_kind(value) then
      error(('torch.Tester: %s: argument %d: %s expected, got %s')
            :format(name, i, kind, torch.type(i == 1 and a or i == 2 and b)), 3)
    end
  end
end

-- What differs between two tensors; shapes count as equal when the counts of elements are.
function Tester:_tensorDifference(name, a, b, tolerance)
  if torch.typename(a) ~= torch.typename(b) then
    return ('a %s is not a %s'):format(torch.typename(a), torch.typename(b))
  end
  if a:nElement() ~= b:nElement() then return tensor_difference(a, b, tolerance) end
  if shape(a) ~= shape(b) then
    self:_warn(('%s: the sizes %s and %s differ, only the elements are compared; eq compares both')
               :format(name, shape(a), shape(b)))
  end
  return element_difference(a, b, tolerance)
end

--- Asserts that the elements of two tensors of one type are equal. Tensors of different shapes with
-- equally many elements are compared all the same, with a warning.
-- @param a, b tensors
-- @param[opt=0] tolerance how far apart elements may be
-- @param[opt] message what to say when they are not equal
function Tester:assertTensorEq(a, b, tolerance, message)
  tolerance, message = options('assertTensorEq', tolerance, message)
  check_kinds('assertTensorEq', 'tensor', torch.isTensor, a, b)
  local difference = self:_tensorDifference('assertTensorEq', a, b, tolerance)
  return self:_check(difference == nil, 'assertTensorEq: ' .. tostring(difference), message)
end

--- Asserts that elements of two tensors differ, see assertTensorEq.
-- @param a, b tensors
-- @param[opt=0] tolerance how far apart elements may be and still be equal
-- @param[opt] message what to say when they are equal
function Tester:assertTensorNe(a, b, tolerance, message)
  tolerance, message = options('assertTensorNe', tolerance, message)
  check_kinds('assertTensorNe', 'tensor', torch.isTensor, a, b)
  local difference = self:_tensorDifference('assertTensorNe', a, b, tolerance)
  return self:_check(difference ~= nil, ('assertTensorNe: the two are equal (tolerance %g)')
                     :format(tolerance), message)
end

local function is_table(x) return type(x) == 'table' end

--- Asserts that two tables are equal key by key, see assertGeneralEq.
-- @param a, b tables
-- @param[opt=0] tolerance how far numbers may be apart
-- @param[opt] message what to say when they are not equal
function Tester:assertTableEq(a, b, tolerance, message)
  tolerance, message = options('assertTableEq', tolerance, message)
  check_kinds('assertTableEq', 'table', is_table, a, b)
  local difference = differences(a, b, tolerance)
  return self:_check(difference == nil, 'assertTableEq: ' .. tostring(difference), message)
end

--- Asserts that two tables differ.
-- @param a, b tables
-- @param[opt=0] tolerance how far numbers may be apart and still be equal
-- @param[opt] message what to say when they are equal
function Tester:assertTableNe(a, b, tolerance, message)
  tolerance, message = options('assertTableNe', tolerance, message)
  check_kinds('assertTableNe', 'table', is_table, a, b)
  local difference = differences(a, b, tolerance)
  return self:_check(difference ~= nil, ('assertTableNe: the two are equal (tolerance %g)')
                     :format(tolerance), message)
end

-- --- errors --------------------------------------------------------------------------------------

--- Asserts that f() raises an error.
-- @param f a function
-- @param[opt] message what to say when it raises none
function Tester:assertError(f, message)
  return self:assertErrorObj(f, function() return true end, message)
end

--- Asserts that f() raises no error.
-- @param f a function
-- @param[opt] message what to say when it raises one
function Tester:assertNoError(f, message)
  local ok, problem = pcall(f)
  return self:_check(ok, 'assertNoError: it raised ' .. tostring(problem), message)
end

--- Asserts that f() raises an error with exactly this text, with or without the position
-- ("file.lua:3: ") in front.
-- @param f a function
-- @param expected the text
-- @param[opt] message what to say when it raises another one or none
function Tester:assertErrorMsg(f, expected, message)
  return self:assertErrorObj(f, function(problem)
    return problem == expected or
      type(problem) == 'string' and problem:gsub('^[^\n]-:%d+: ', '', 1) == expected
  end, message)
end

--- Asserts that f() raises an error whose text has a match for this Lua pattern.
-- @param f a function
-- @param pattern a Lua pattern
-- @param[opt] message what to say when it raises another one or none
function Tester:assertErrorPattern(f, pattern, message)
  return self:assertErrorObj(f, function(problem)
    return type(problem) == 'string' and problem:find(pattern) ~= nil
  end, message)
end

--- Asserts that f() raises an error for which accept(error) is true.
-- @param f a function
-- @param accept a function of what was raised
-- @param[opt] message what to say when it is not accepted
function Tester:assertErrorObj(f, accept, message)
  local ok, problem = pcall(f)
  local found = ok and 'an error was expected, none was raised'
    or 'another error was expected than: ' .. tostring(problem)
  return self:_check(not ok and accept(problem) and true or false, found, message)
end
