-- Pipes to programs that have ended: an error, and this process lives on.
require 'torch'

-- A pipe whose reader is gone.
local function dead_pipe()
  local f = torch.PipeFile('exec true', 'w'):binary()
  f:noAutoSpacing()
  os.execute 'sleep 0.05'
  return f
end

describe('a pipe without a reader', function()
  for name, write in pairs {
    numbers = function(f) for i = 1, 10000 do f:writeInt(i) end end,
    storage = function(f) f:writeDouble(torch.DoubleStorage(10000):fill(1)) end,
    string = function(f) f:writeString(('x'):rep(100000)) end,
    object = function(f) f:writeObject(torch.zeros(10000)) end,
    synchronize = function(f) f:writeInt(1); f:synchronize() end,
    close = function(f) f:writeInt(1); f:close() end,
    text = function(f)
      f:ascii():writeInt(1)
      f:synchronize()
    end,
  } do
    it('makes writing an error: ' .. name, function()
      local f = dead_pipe()
      assert.error_matches(function() write(f) end, 'Broken pipe')
      pcall(f.close, f)
    end)
  end

  it('only marks a quiet file', function()
    local f = dead_pipe():quiet()
    f:writeString(('x'):rep(100000))
    assert.is_true(f:hasError())
    f:close()
  end)

  it('may be left to the collector', function()
    local f = dead_pipe()
    f:writeInt(1)
    f = nil
    collectgarbage()
    collectgarbage()
    assert.is_nil(f)
  end)
end)

it('a pipe with a reader takes all', function()
  local path = os.tmpname()
  local f = torch.PipeFile("cat >'" .. path .. "'", 'w')
  for i = 1, 1000 do f:writeInt(i) end
  f:close()
  local sum, back = 0, torch.PipeFile("cat '" .. path .. "'")
  for _ = 1, 1000 do sum = sum + back:readInt() end
  back:close()
  os.remove(path)
  assert.equal(500500, sum)
end)
