--- torch.TestSuite: a table of tests that refuses to lose one. A second test of the same name, a
-- test that is no function and a nested table are errors at the line that defines them.
-- Neighbours: torch/Tester.lua runs the tests.
--
-- Example:
--   local tester, tests = torch.Tester(), torch.TestSuite()
--   function tests.sum() tester:eq(torch.ones(3):sum(), 3) end
--   tester:add(tests):run()
local TestSuite = torch.class('torch.TestSuite')

--- A suite without tests. They lie in the field __tests, so that each assignment is seen.
function TestSuite:__init()
  rawset(self, '__tests', {})
end

function TestSuite:__index__(name)
  local tests = rawget(self, '__tests')
  if tests and tests[name] ~= nil then return tests[name], true end
  return false
end

function TestSuite:__newindex__(name, test)
  if type(name) ~= 'string' then
    error(('torch.TestSuite: a test needs a string as its name, got %s'):format(type(name)), 3)
  end
  if type(test) == 'table' then
    error(('torch.TestSuite: %s: nested tables of tests are not supported'):format(name), 3)
  end
  if type(test) ~= 'function' then
    error(('torch.TestSuite: %s: only functions are tests, got %s'):format(name, type(test)), 3)
  end
  if self.__tests[name] then error(('Test %s is already defined.'):format(name), 3) end
  self.__tests[name] = test
  return true
end
