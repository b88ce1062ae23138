-- The examples as users start them: in a process of their own, on small data.

-- The interpreter that runs this spec, finding modules where this spec finds them.
local function interpreter()
  local first = 0
  while arg and arg[first - 1] do first = first - 1 end
  return first < 0 and arg[first] or _G.jit and 'luajit' or 'lua' .. _VERSION:match '[%d.]+'
end

-- Runs an example; returns all that it wrote, and its exit status.
local function run(words)
  local environment = ''
  for name, value in pairs { LUA_PATH = package.path, LUA_CPATH = package.cpath } do
    environment = environment .. ("%s='%s' %s_5_4='%s' "):format(name, value, name, value)
  end
  local pipe = assert(io.popen(('%s %s %s 2>&1; echo "status $?"'):format(environment,
    interpreter(), words)))
  local text = pipe:read '*a'
  pipe:close()
  local written, status = text:match '^(.*)status (%d+)\n$'
  return written, tonumber(status)
end

describe('examples/digits.lua', function()
  it('reads at least 97 % of the digits it has not seen', function()
    local text, status = run 'examples/digits.lua'
    assert.equal(0, status, text)
    local accuracy = text:match 'test accuracy ([%d.]+) %% on 300 images'
    assert.is_truthy(accuracy, text)
    assert.is_true(tonumber(accuracy) >= 97, text)
  end)

  it('obeys its options and writes no control characters into a pipe', function()
    local text, status = run 'examples/digits.lua --epochs 2 --hidden 8 --seed 3'
    assert.equal(0, status, text)
    assert.matches('training  2 epochs', text)
    assert.matches('nn.Linear%(64 %-> 8%)', text)
    assert.is_nil(text:match '[\r\27]')
  end)

  it('tells its options', function()
    local text, status = run 'examples/digits.lua --help'
    assert.equal(0, status)
    assert.matches('Usage: examples/digits.lua', text)
    assert.matches('%-%-rate', text)
  end)
end)

describe('examples/mnist.lua', function()
  local folder

  local function write(name, text)
    local out = assert(io.open(folder .. '/' .. name, 'wb'))
    out:write(text)
    out:close()
  end

  -- n images of 5x6 pixels and their labels: a bright row or column tells the digit.
  local function write_set(name, n)
    local images, labels = {}, {}
    for i = 1, n do
      local digit = (i * 7) % 10
      for row = 0, 4 do
        for column = 0, 5 do
          local bright = digit < 5 and row == digit or digit >= 5 and column == digit - 5
          images[#images + 1] = string.char(bright and 200 + i % 50 or (i * 31 + row * 7) % 40)
        end
      end
      labels[i] = string.char(digit)
    end
    write(name .. '-images-idx3-ubyte',
      ('\0\0\8\3\0\0\0%s\0\0\0\5\0\0\0\6'):format(string.char(n)) .. table.concat(images))
    write(name .. '-labels-idx1-ubyte',
      ('\0\0\8\1\0\0\0%s'):format(string.char(n)) .. table.concat(labels))
  end

  local function train(words)
    return run(("examples/mnist.lua --data '%s' --batch 16 --hidden 12 --momentum 0.9 %s"):format(
      folder, words))
  end

  -- Loss and accuracy of each epoch: what does not depend on the clock.
  local function numbers(text)
    local lines = {}
    for epoch, rest in text:gmatch 'epoch +(%d+) [^\n]*(loss [^\n]*)' do
      lines[tonumber(epoch)] = rest
    end
    return lines
  end

  setup(function()
    folder = os.tmpname()
    os.remove(folder)
    assert(os.execute("mkdir '" .. folder .. "'"))
    write_set('train', 240)
    write_set('t10k', 60)
  end)

  teardown(function()
    os.execute("rm -r '" .. folder .. "'")
  end)

  it('trains and tells loss and accuracy of each epoch', function()
    local text, status = train '--epochs 3'
    assert.equal(0, status, text)
    for _, line in ipairs(numbers(text)) do
      assert.matches('^loss [%d.]+, accuracy [%d.]+ %%, test [%d.]+ %%$', line)
    end
    assert.equal(3, #numbers(text), text)
    assert.matches('test accuracy [%d.]+ %%\n$', text)
  end)

  it('learns', function()
    local text = train '--epochs 40 --lr 0.05'
    assert.matches('test accuracy 100%.00 %%', text)
  end)

  it('goes on from a checkpoint as if it had not stopped', function()
    local whole = numbers((train '--epochs 4'))
    local checkpoint = "--checkpoint '" .. folder .. "/state.t7'"
    local first = numbers((train('--epochs 2 ' .. checkpoint)))
    local text, status = train('--epochs 4 --resume ' .. checkpoint)
    assert.equal(0, status, text)
    local rest = numbers(text)
    assert.equal(4, #whole)
    assert.same({ whole[1], whole[2] }, first)
    assert.same({ [3] = whole[3], [4] = whole[4] }, rest)
  end)

  it('says which files are missing and that it downloads nothing', function()
    local text, status = run "examples/mnist.lua --data /no/such/folder"
    assert.equal(1, status)
    assert.is_nil(text:match 'traceback')
    for _, name in ipairs { 'train%-images%-idx3%-ubyte', 'train%-labels%-idx1%-ubyte',
      't10k%-images%-idx3%-ubyte', 't10k%-labels%-idx1%-ubyte', 'Nothing is downloaded' } do
      assert.matches(name, text)
    end
  end)

  for words, expected in pairs {
    ['--resume'] = 'needs %-%-checkpoint',
    ['--resume --checkpoint /no/such/file'] = '/no/such/file',
    ['--lr fast'] = "%-%-lr: expected a number, got 'fast'",
    ['--speed 3'] = "unknown option '%-%-speed'",
  } do
    it('refuses ' .. words, function()
      local text, status = train(words)
      assert.equal(1, status)
      assert.matches(expected, text)
      assert.is_nil(text:match 'traceback')
    end)
  end
end)
