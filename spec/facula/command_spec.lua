-- The facula command: what the prompt accepts, and what the command line does, run as a user would.

local command = require 'facula.command'

local function quote(s)
  return "'" .. s:gsub("'", "'\\''") .. "'"
end

-- Runs lua/facula/main.lua on the Lua that runs this spec; returns its output, the error output
-- included, and whether it ended well.
local function facula(...)
  local interpreter
  local arg = _G.arg -- a vararg function of Lua 5.1 has a local of this name
  for i = -1, -10, -1 do interpreter = arg[i] or interpreter end
  local words = { quote(interpreter), 'lua/facula/main.lua' }
  for _, word in ipairs({ ... }) do words[#words + 1] = quote(word) end
  local pipe = assert(io.popen(table.concat(words, ' ') .. ' 2>&1 </dev/null; echo "=$?"'))
  local text = pipe:read('*a')
  pipe:close()
  local output, status = text:match('^(.*)=(%d+)\n$')
  return output, tonumber(status)
end

-- Writes text to a file that is gone after the spec.
local function file_with(text)
  local path = os.tmpname()
  local file = assert(io.open(path, 'w'))
  file:write(text)
  file:close()
  finally(function() os.remove(path) end)
  return path
end

describe('facula.command.compile', function()
  for _, row in ipairs({
    { '1 + 1', 2 },
    { '= 3', 3 },
    { 'local x = 4; return x', 4 },
    { 'local x = 4\nreturn x + 1', 5 },
    { '"a\\nb"', 'a\nb' },
  }) do
    it('runs ' .. row[1]:gsub('\n', ' / '), function()
      assert.equal(row[2], assert(command.compile(row[1]))())
    end)
  end

  for _, row in ipairs({
    { 'for i = 1, 2 do', true },
    { 'f = function()', true },
    { 'x = {1,', true },
    { 'x = = 1', false },
    { 'end', false },
  }) do
    it((row[2] and 'asks for more after ' or 'refuses ') .. row[1], function()
      local f, err, incomplete = command.compile(row[1])
      assert.is_nil(f)
      assert.is_string(err)
      assert.equal(row[2], incomplete)
    end)
  end
end)

describe('the facula command', function()
  for _, row in ipairs({
    -- arguments, what it prints (a pattern), exit status
    { { '-e', 'print(6 * 7)' }, '^42\n$', 0 },
    { { '-e', 'print(torch ~= nil)' }, '^true\n$', 0 },
    { { '-l', 'nn', '-e', 'print(nn ~= nil)' }, '^true\n$', 0 },
    { { '-e', 'a = 1', '-e', 'print(a)' }, '^1\n$', 0 },
    { { '--version' }, '^Facula %d+%.%d+%.%d+ %(.+%)\n$', 0 },
    { { '-h' }, '^usage: facula ', 0 },
    { { '-e', 'error("no")' }, '^facula: .*no\n', 1 },
    { { '-e', 'error({})' }, '^facula: table', 1 },
    { { '-e', 'x = = 1' }, '^facula: ', 1 },
    { { '-l', 'no.such.module' }, "^facula: .*module 'no.such.module' not found", 1 },
    { { 'no/such/script.lua' }, '^facula: .*no/such/script.lua', 1 },
    { { '--no-such' }, '^facula: unknown option %-%-no%-such\nusage', 2 },
    { { '-e' }, '^facula: %-e expects an argument\nusage', 2 },
  }) do
    it('with ' .. table.concat(row[1], ' '), function()
      local output, status = facula((unpack or table.unpack)(row[1]))
      assert.truthy(output:find(row[2]), output)
      assert.equal(row[3], status)
    end)
  end

  it('gives a script its arguments', function()
    local script = file_with('print(arg[0], #arg, arg[2], ...)')
    assert.equal(script .. '\t2\tb c\ta\tb c\n', (facula(script, 'a', 'b c')))
  end)

  it('prints expressions and errors of the prompt, one line each, and goes on', function()
    local input = file_with('1 + 1\nfor i = 1, 2 do\nprint(i)\nend\nerror("a\\n  b", 0)\n"end"\n')
    local script = file_with('io.input("' .. input .. '")')
    local output, status = facula('-i', script)
    assert.equal(0, status)
    local lines = {}
    for line in output:gmatch('[^\n]+') do lines[#lines + 1] = line end
    table.sort(lines) -- the two output streams may come in any order
    assert.same({ '1', '2', '2', 'a b', 'end' }, lines)
  end)
end)
