-- A process that is killed while it overwrites a checkpoint leaves the old or the new one whole.
require 'torch'

local ROUNDS = 30
local ELEMENTS = 200000

-- What the child does until it is killed: checkpoints whose elements are all their own number.
local child = [[
  require 'torch'
  local path, marker = ...
  io.open(marker, 'w'):close()
  for n = 1, math.huge do
    torch.save(path, { n = n, weight = torch.FloatTensor(%d):fill(n %% 1000), last = n })
  end
]]

local function quoted(text)
  return "'" .. text:gsub("'", "'\\''") .. "'"
end

-- The program that runs this spec.
local function interpreter()
  local i = 0
  while arg[i - 1] do i = i - 1 end
  return arg[i]
end

it('a killed torch.save leaves a whole checkpoint', function()
  local folder = os.tmpname()
  os.remove(folder)
  assert(paths.mkdir(folder))
  local path, script = folder .. '/model.t7', folder .. '/save.lua'
  local marker = folder .. '/started'
  local file = assert(io.open(script, 'w'))
  file:write(child:format(ELEMENTS))
  file:close()
  torch.save(path, { n = 0, weight = torch.FloatTensor(ELEMENTS):zero(), last = 0 })

  -- the child's life is counted from when it has torch loaded
  local command = ('{ %s %s %s %s & while kill -0 $! && [ ! -e %s ]; do sleep 0.005; done; '
                   .. 'sleep %%.4f; kill -9 $!; wait $!; } >/dev/null 2>&1')
    :format(quoted(interpreter()), quoted(script), quoted(path), quoted(marker), quoted(marker))
  local random = torch.Generator()
  torch.manualSeed(random, 7)
  local largest = 0
  for _ = 1, ROUNDS do
    os.remove(marker)
    os.execute(command:format(torch.uniform(random, 0, 0.06)))
    local checkpoint = torch.load(path)
    assert.equal(checkpoint.n, checkpoint.last)
    assert.equal(ELEMENTS, checkpoint.weight:nElement())
    assert.equal(checkpoint.n % 1000, checkpoint.weight:min())
    assert.equal(checkpoint.n % 1000, checkpoint.weight:max())
    largest = math.max(largest, checkpoint.n)
  end
  assert.is_true(largest > 0, 'no child came to save anything')
  assert(paths.rmall(folder, 'yes'))
end)
