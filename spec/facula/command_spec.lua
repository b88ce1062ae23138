-- The facula command: what the command line does, run as a user would.

local process = require 'support.process'

local function quote(s)
  return "'" .. s:gsub("'", "'\\''") .. "'"
end

-- Runs lua/facula/main.lua; returns its output, the error output included, and its exit status.
local function facula(...)
  local words = { 'lua/facula/main.lua' }
  for _, word in ipairs { ... } do words[#words + 1] = quote(word) end
  return process.run(table.concat(words, ' ') .. ' </dev/null')
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

describe('the facula command', function()
  for _, row in ipairs({
    -- arguments, what it prints (a pattern), exit status
    { { '-e', 'print(6 * 7)' }, '^42\n$', 0 },
    { { '-e', 'print(torch ~= nil)' }, '^true\n$', 0 },
    { { '-l', 'nn', '-e', 'print(nn ~= nil)' }, '^true\n$', 0 },
    { { '-e', 'a = 1', '-e', 'print(a)' }, '^1\n$', 0 },
    { { '-lnn', '-e', 'print(nn ~= nil)' }, '^true\n$', 0 },
    { { '-e', 'print(nn.Linear(2, 3), optim.sgd ~= nil)' }, '^nn%.Linear%(2 %-> 3%)\ttrue\n$', 0 },
    { { '-e', 'print(no_such_global)' }, '^nil\n$', 0 },
    { { '-e', 'print({ 1 })' }, '^{\n  1 : 1\n}\n$', 0 },
    { { '-g', '-e', 'made = 1' }, '^global made is made at %(%-e%):1\n$', 0 },
    { { '-gg', '-e', 'made = 1' }, '^facula: .*global made is made', 1 },
    { { '-gg', '-e', 'print(made)' }, '^facula: .*there is no global made', 1 },
    { { '--version' },
      '^Facula %d+%.%d+%.%d+ on Lua[^,]+, %S+ %S+ %(.+%), %d+ threads?, %l+%d* kernels, .+\n$', 0 },
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

  it('runs standard input as a script', function()
    local path = file_with('#!/usr/bin/env facula\nlocal x = 4\nprint(x, ...)\n')
    local function run(words) return (process.run(words .. " <'" .. path .. "'")) end
    assert.equal('4\n', run 'lua/facula/main.lua')
    assert.equal('4\ta\tb\n', run 'lua/facula/main.lua - a b')
    assert.equal('', facula())
  end)

  it('leaves it to a script to require its packages', function()
    assert.equal('nil\n', (facula(file_with 'print(nn)')))
  end)

  it('first runs the file that TREPLSTARTUP names', function()
    local path = file_with('started = 42')
    assert.equal('42\n', (process.run("lua/facula/main.lua -e 'print(started)'",
                                      "TREPLSTARTUP='" .. path .. "'")))
  end)
end)
