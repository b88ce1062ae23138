-- facula.progress: what is drawn on a terminal and what is written elsewhere.
local progress = require 'facula.progress'

-- A file that keeps what is written, and a clock that stands where it is put.
local function recorder()
  local out = { text = '', time = 100 }
  function out:write(...)
    self.text = self.text .. table.concat { ... }
    return self
  end
  function out:flush() self.flushed = #self.text end
  return out, function() return out.time end
end

local function bar(total, options)
  local out, now = recorder()
  options.out, options.now, options.width = out, now, options.width or 120
  return progress.new(total, options), out
end

describe('facula.progress', function()
  for n, text in pairs { [0] = '0', [842] = '842', [999.7] = '1.00k', [12345] = '12.3k',
    [123456] = '123k', [999999] = '1.00M', [4.57e6] = '4.57M', [2e9] = '2.00G' } do
    it('writes ' .. n .. ' as ' .. text, function()
      assert.equal(text, progress.short(n))
    end)
  end

  for seconds, text in pairs { [0] = '0:00', [7.4] = '0:07', [59.6] = '1:00', [750] = '12:30',
    [3723] = '1:02:03' } do
    it('writes ' .. seconds .. ' seconds as ' .. text, function()
      assert.equal(text, progress.clock(seconds))
    end)
  end

  it('draws part, speed, time left and note on one line', function()
    local b, out = bar(1000, { terminal = true, label = 'epoch 1', unit = 'images' })
    out.time = 102
    b:add(250, 'loss 0.5')
    assert.equal('\repoch 1  [====............]   25 %  125 images/s  0:06 left  loss 0.5'
      .. '\27[K', out.text)
    assert.equal(#out.text, out.flushed)
  end)

  it('does not count what was ready before for the speed', function()
    local b, out = bar(1000, { terminal = true, done = 500, unit = 'images' })
    out.time = 102
    b:add(250)
    assert.equal('\r[============....]   75 %  125 images/s  0:02 left\27[K', out.text)
  end)

  it('can be left as it stands', function()
    for _, terminal in ipairs { true, false } do
      local b, out = bar(10, { terminal = terminal })
      b:leave()
      assert.equal(terminal and '\n' or '', out.text)
    end
  end)

  it('does not draw again at once', function()
    local b, out = bar(1000, { terminal = true })
    out.time = 101
    b:add(1)
    local drawn = #out.text
    out.time = 101.01
    b:add(1)
    assert.equal(drawn, #out.text)
    out.time = 102
    b:add(1)
    assert.is_true(#out.text > drawn)
  end)

  it('stays within the width', function()
    local b, out = bar(10, { terminal = true, width = 40, label = ('x'):rep(60) })
    out.time = 101
    b:add(5, ('y'):rep(60))
    assert.equal(39, #out.text:gsub('\r', ''):gsub('\27%[K', ''))
  end)

  it('never cuts a character in two', function()
    local b, out = bar(10, { terminal = true, width = 11, label = ('ü'):rep(60) })
    out.time = 101
    b:add(5)
    assert.equal(('ü'):rep(10), (out.text:gsub('\r', ''):gsub('\27%[K', '')))
  end)

  it('ends in a line of its own', function()
    local b, out = bar(100, { terminal = true, label = 'epoch 1', unit = 'images' })
    out.time = 104
    b:add(100):finish('loss 0.1')
    assert.matches('\repoch 1  100 images  4%.00 s  25 images/s  loss 0%.1\27%[K\n$', out.text)
  end)

  it('writes only that line when there is no terminal', function()
    local b, out = bar(100, { terminal = false, label = 'epoch 1', unit = 'images' })
    for _ = 1, 10 do
      out.time = out.time + 1
      b:add(10, 'loss 0.1')
    end
    assert.equal('', out.text)
    b:finish('loss 0.1')
    assert.equal('epoch 1  100 images  10.00 s  10 images/s  loss 0.1\n', out.text)
  end)

  it('never goes beyond its ends', function()
    local b, out = bar(10, { terminal = true })
    out.time = 101
    b:set(25)
    assert.matches('%[=+%]  100 %%', out.text)
    out.time = 102
    b:set(-3)
    assert.matches('%[%.+%]    0 %%', out.text)
  end)

  for _, total in ipairs { 0, -1, 0 / 0, 'ten', false } do
    it('refuses a total of ' .. tostring(total), function()
      assert.has_error(function() progress.new(total) end,
        'facula.progress: expected a total above 0, got ' .. tostring(total))
    end)
  end
end)
