-- Ctrl-C, as real signals to real processes.
local files = require 'support.files'
local process = require 'support.process'

-- What the program wrote before it ended, and how: the exit status, 130 when SIGINT ended it.
-- In it, interrupt() sends SIGINT to the program itself and returns when that has happened.
local function run(program)
  local script = files.with([[
    require 'torch'
    local core = require 'facula.core'
    local watch, pending = core.interrupt.watch, core.interrupt.pending
    local function interrupt() io.popen('kill -INT $PPID'):close() end
    io.stdout:setvbuf 'no'
  ]] .. program)
  return process.run(script)
end

describe('core.interrupt', function()
  after_each(files.remove)

  it('notes an interrupt once, and the program goes on', function()
    local text, status = run [[
      watch(true)
      print(pending())
      interrupt()
      print(pending(), pending())
      interrupt()
      print(pending())
    ]]
    assert.equal('false\ntrue\tfalse\ntrue\n', text)
    assert.equal(0, status)
  end)

  -- The program's own handler is the one of the Lua interpreter: an error, 'interrupted!'.
  local ends = {
    ['at the second one when nobody asked'] = 'watch(true); interrupt(); print(1); interrupt()',
    ['at the first one that is not watched'] = 'watch(true); watch(false); print(1); interrupt()',
    ['when it was watched twice and given up twice'] =
      'watch(true); watch(true); watch(false); interrupt(); print(pending() and 1)'
      .. ' watch(false); interrupt()',
  }
  for name, program in pairs(ends) do
    it('ends the program ' .. name, function()
      local text, status = run(program .. '; for i = 1, 1e9 do local _ = {} end; print(2)')
      assert.equal('1', text:sub(1, 1), text)
      assert.is_nil(text:match '2\n$')
      assert.not_equal(0, status)
    end)
  end

  it('forgets what was noted before the watch', function()
    local text = run 'watch(true); interrupt(); watch(false); watch(true); print(pending())'
    assert.equal('false\n', text)
  end)

  it('stands more ends than begins', function()
    local text, status =
      run 'watch(false); watch(false); watch(true); interrupt(); print(pending())'
    assert.equal('true\n', text)
    assert.equal(0, status)
  end)

  it('wants a boolean', function()
    local interrupt = require 'facula.core'.interrupt
    assert.has_error(function() interrupt.watch(1) end)
    assert.has_error(function() interrupt.watch() end)
  end)
end)
