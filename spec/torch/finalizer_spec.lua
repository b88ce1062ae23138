-- Finalizers of users run whenever Lua allocates, so also in the middle of an operation.
local torch = require 'torch'

-- Makes n objects that nobody holds, whose finalizers call f.
local function leave_behind(n, f)
  for _ = 1, n do
    if _G.newproxy then
      getmetatable(_G.newproxy(true)).__gc = f
    else
      setmetatable({}, { __gc = f })
    end
  end
end

describe('a finalizer', function()
  local function outcome(change, run)
    collectgarbage()
    local done, refused = 0, nil
    leave_behind(20, function()
      local ok, err = pcall(change)
      if ok then
        done = done + 1
      else
        refused = err
      end
    end)
    run()
    return done, refused
  end

  -- Allocates until the collector has run in the middle of an operation.
  local function operate(x)
    for _ = 1, 20 do torch.add(x, 1) end
  end

  local changes = {
    ['resize a storage'] = function(_, storage) storage:resize(1) end,
    ['resize a tensor'] = function(x) x:resize(2) end,
    ['make a tensor another'] = function(x) x:set(torch.DoubleTensor(3)) end,
    ['empty a tensor'] = function(x) x:set() end,
  }
  for name, change in pairs(changes) do
    it('cannot ' .. name .. ' while an operation runs', function()
      local x = torch.range(1, 1e6):resize(1000, 1000)
      local storage = x:storage()
      local done, refused = outcome(function() change(x, storage) end, function() operate(x) end)
      assert.equal(0, done)
      assert.matches('a finalizer %(__gc%) that runs in the middle of another operation', refused)
      assert.same({ 1000, 1000 }, x:size():totable())
      assert.equal(1e6, x:storage():size())
      assert.equal(1e6, x[1000][1000])
    end)

    it('can ' .. name .. ' otherwise', function()
      local x = torch.DoubleTensor(1000, 1000)
      local storage = x:storage()
      local done, refused = outcome(function() change(x, storage) end, collectgarbage)
      assert.is_nil(refused)
      assert.equal(20, done)
    end)
  end

  it('can make and use tensors of its own at any time', function()
    local x, total = torch.ones(1000, 1000), 0
    local done, refused = outcome(function()
      total = total + torch.add(torch.ones(3), 1):cat(torch.ones(2)):sum()
    end, function() operate(x) end)
    assert.is_nil(refused)
    assert.equal(20, done)
    assert.equal(20 * 8, total)
  end)

  it('that fails leaves later operations as they were', function()
    local x = torch.ones(1000, 1000)
    pcall(function()
      leave_behind(1, function() error('a fault of the finalizer', 0) end)
      operate(x)
    end)
    assert.equal(4, x:clone():resize(2, 2):sum())
  end)
end)
