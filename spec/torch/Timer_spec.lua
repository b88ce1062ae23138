-- torch.Timer: what it keeps while it runs and while it stands.
local torch = require 'torch'

local function work()
  local sum = 0
  for i = 1, 1e6 do sum = sum + i end
  return sum
end

describe('torch.Timer', function()
  it('runs from the start', function()
    local timer = torch.Timer()
    assert.equal('torch.Timer [status: running]', tostring(timer))
    local first = timer:time()
    work()
    local second = timer:time()
    for _, name in ipairs { 'real', 'user', 'sys' } do
      assert.equal('number', type(first[name]))
      assert.is_true(first[name] >= 0)
      assert.is_true(second[name] >= first[name])
    end
    assert.is_true(second.real > first.real)
  end)

  it('stands still when stopped, and goes on from there', function()
    local timer = torch.Timer()
    work()
    assert.equal(timer, timer:stop())
    assert.equal('torch.Timer [status: stopped]', tostring(timer))
    local stopped = timer:time()
    assert.is_true(stopped.real > 0)
    work()
    assert.same(stopped, timer:time())
    assert.same(stopped, timer:stop():time())
    assert.equal(timer, timer:resume())
    work()
    assert.is_true(timer:time().real > stopped.real)
  end)

  it('resets without starting or stopping', function()
    local timer = torch.Timer():stop()
    assert.equal(timer, timer:reset())
    assert.same({ real = 0, user = 0, sys = 0 }, timer:time())
    assert.equal('torch.Timer [status: stopped]', tostring(timer))
    assert.equal('torch.Timer [status: running]', tostring(timer:resume():reset()))
  end)

  it('is not saved', function()
    assert.error_matches(function() torch.Timer():write() end, 'a timer cannot be saved')
  end)
end)
