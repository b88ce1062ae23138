-- The prompt without a terminal: what it compiles, and a session whose input comes from a pipe.

local process = require 'support.process'
local prompt = require 'facula.prompt'

describe('facula.prompt.compile', function()
  for _, row in ipairs {
    { '1 + 1', 2 },
    { '= 3', 3 },
    { '3;', 3 },
    { '-- a comment\n4', 4 },
    { '5 -- a comment', 5 },
    { 'local x = 4; return x', 4 },
    { 'local x = 4\nreturn x + 1', 5 },
    { '"a\\nb"', 'a\nb' },
  } do
    it('runs ' .. row[1]:gsub('\n', ' / '), function()
      assert.equal(row[2], assert(prompt.compile(row[1]))())
    end)
  end

  for _, row in ipairs {
    { 'for i = 1, 2 do', true },
    { 'f = function()', true },
    { 'x = {1,', true },
    { 'print(', true },
    { '1 +', true },
    { 'x = [[', true },
    { 'x = = 1', false },
    { 'end', false },
    { '1)+(2', false },
    { 'x = "a', false },
  } do
    it((row[2] and 'asks for more after ' or 'refuses ') .. row[1], function()
      local f, err, incomplete = prompt.compile(row[1])
      assert.is_nil(f)
      assert.is_string(err)
      assert.equal(row[2], incomplete)
    end)
  end
end)

describe('a session of the prompt', function()
  -- What comes out for lines of input; errors are among it where they happened.
  local function session(input, options)
    local text, status
    process.in_folder(function(folder)
      local file = assert(io.open(folder .. '/input', 'w'))
      file:write(input)
      file:close()
      text, status = process.run(("lua/facula/main.lua %s -i <'%s/input'")
                                   :format(options or '', folder))
    end)
    assert.equal(0, status)
    return text
  end

  for _, row in ipairs {
    { 'prints expressions', '1 + 1\n"a", nil, true\n', '2\na\tnil\ttrue\n' },
    { 'prints nothing for statements and behind ;', 'x = 3\nx;\nx ;\nx\n', '3\n' },
    { 'keeps results', '6 * 7\n_LAST + 1\n_RESULTS[1]\n', '42\n43\n42\n' },
    { 'reads texts of several lines', 'for i = 1, 2 do\n\nprint(i)\nend\n', '1\n2\n' },
    { 'opens tables', '{ 1 }\nprint({ 2 })\n', '{\n  1 : 1\n}\n{\n  1 : 2\n}\n' },
    { 'folds an error into one line', 'error("a\\n  b", 0)\n1\n', 'a b\n1\n' },
    { 'says nothing of its own place', 'nothing.x -- there\n',
      "attempt to index .*nothing'?[^\n]*\n" },
    { 'shows error objects', 'error({ code = 3 })\n', '{ code : 3 }\n' },
    { 'tells where an error came from',
      'function f()\n error("no")\nend\nf()\n:trace\n',
      'no\nprompt:2: no\nstack traceback:\n.*'
        .. "prompt:2: in .-f.-\n%s*prompt:1: in what was typed\n" },
    { 'knows when there was no error', ':trace\n', 'There was no error%.\n' },
    { 'tells of a text that is not complete', 'for i = 1, 2 do\n', ".*'?end'? expected.*\n" },
    { 'survives a __tostring that raises',
      'setmetatable({}, { __tostring = function() error("bad", 0) end })\n2\n', 'bad\n2\n' },
    { 'survives endless recursion', 'function f() return 1 + f() end f()\n2\n',
      '[^\n]*stack overflow[^\n]*\n2\n' },
    { 'helps', '?torch.cmul\n', '.*element%-wise product\n.*for .*' },
    { 'helps with what a variable holds', 'x = torch.LongTensor()\n?x\n?x.cmul\n',
      'x is a torch%.LongTensor%..*' },
    { 'knows what it does not know', '?what.ever\n:what\n',
      'Nothing is known about what%.ever%.\nNo command :what; %? lists them%.\n' },
    { 'runs commands of the shell', '$ echo $((40 + 2))\n', '42\n' },
    { 'loads packages when they are used', 'nn.Linear(2, 3)\noptim ~= nil\nno_such\n',
      'nn%.Linear%(2 %-> 3%)\ntrue\nnil\n' },
    { 'leaves at exit', '1\nexit\n2\n', '1\n' },
    { 'lists variables', 'answer = 42\nt = torch.FloatTensor(2, 3)\nwho()\n',
      'answer +%= 42\nt +%= FloatTensor %- size: 2x3\n' },
  } do
    it(row[1], function()
      local text = session(row[2])
      assert.truthy(text:find('^' .. row[3] .. '$'), text)
    end)
  end

  it('sees what a script and -e left', function()
    assert.equal('42\n', session('x + y\n', '-e "x = 40 y = 2"'))
  end)

  it('writes no control characters into a pipe', function()
    assert.falsy(session('1\n{ "a" }\noops()\n:trace\n?\n'):find '[^\n\t\32-\126]')
  end)
end)

describe('facula.line.evaluate', function()
  local core = require 'facula.core'
  local line = require 'facula.line'

  it('returns what the function returns', function()
    assert.same({ true, 1, nil, 3, n = 4 }, (function(...)
      return { n = select('#', ...), ... }
    end)(line.evaluate(core.interrupt_flag, function() return 1, nil, 3 end)))
  end)

  it('returns the error as it is, and its trace', function()
    local object = {}
    local ok, err, trace, interrupted = line.evaluate(core.interrupt_flag, function()
      error(object)
    end)
    assert.is_false(ok)
    assert.equal(object, err)
    assert.truthy(trace:find 'stack traceback')
    assert.is_false(interrupted)
  end)

  it('may be nested', function()
    local ok, inner, value = line.evaluate(core.interrupt_flag, function()
      return line.evaluate(core.interrupt_flag, function() return 5 end)
    end)
    assert.same({ true, true, 5 }, { ok, inner, value })
  end)

  it('refuses what is no function', function()
    assert.has_error(function() line.evaluate(core.interrupt_flag, 3) end)
    assert.has_error(function() line.evaluate(3, print) end)
  end)
end)
