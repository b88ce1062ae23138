-- The examples as users start them: in a process of their own, on small data.

local process = require 'support.process'
local run = process.run

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

describe('examples/my_layer.lua', function()
  it('is right, learns and can be saved', function()
    local text, status = run 'examples/my_layer.lua'
    assert.equal(0, status, text)
    assert.matches('gradients agree', text)
    assert.matches('nn.MyLayer%(8%)', text)
    local first, last = text:match 'the loss fell from ([%d.]+) to ([%d.]+)'
    assert.is_true(tonumber(last) < tonumber(first) / 10, text)
    assert.matches('saved and read back', text)
  end)
end)

describe('examples/c_layer', function()
  local lua = _G.jit and 'luajit' or 'lua' .. _VERSION:match '[%d.]+'
  local folder

  local function script(name, text)
    local out = assert(io.open(folder .. '/' .. name, 'w'))
    out:write(text)
    out:close()
    return ("'%s/%s'"):format(folder, name)
  end

  setup(function()
    folder = os.tmpname()
    os.remove(folder)
    assert(os.execute("mkdir '" .. folder .. "'"))
    -- LD_PRELOAD: the compiler has to do without our sanitizers
    local text, status = process.shell(("LD_PRELOAD= make -s -C examples/c_layer OUT='%s' LUA=%s "
      .. "CFLAGS='-O2 -Wall -Wextra -Werror'"):format(folder, lua))
    assert(status == 0, text)
  end)

  teardown(function()
    os.execute("rm -r '" .. folder .. "'")
  end)

  it('is built, right, and learns', function()
    local text, status = run('examples/c_layer/demo.lua', ("BENT_C='%s' "):format(folder))
    assert.equal(0, status, text)
    for _, line in ipairs { 'torch.DoubleTensor: values are right',
      'torch.FloatTensor: values are right', 'gradInput agrees', 'trained to a loss',
      'wrong arguments are errors' } do
      assert.matches(line, text)
    end
  end)

  it('stands anything that it is given', function()
    local text, status = run(script('hostile.lua', ([[
      package.cpath = '%s/?.so;' .. package.cpath
      assert(not pcall(require, 'bent_c')) -- torch is not there yet
      package.loaded.bent_c = nil
      require 'torch'
      local C = require 'bent_c'
      local x = torch.randn(50)
      local expected = C.updateOutput(torch.Tensor(), x)
      -- gaps in input and output, an output that is the input's own memory and has to grow
      local wide = torch.zeros(50, 2)
      C.updateOutput(wide:select(2, 1), torch.randn(50, 3):select(2, 2):copy(x))
      assert((wide:select(2, 1) - expected):abs():max() == 0 and wide:select(2, 2):sum() == 0)
      local part = x:narrow(1, 1, 10)
      C.updateOutput(part, x)
      assert(part:size(1) == 50)
      assert(C.updateOutput(torch.Tensor(), torch.Tensor()):nElement() == 0)
      -- errors
      local shrunk = torch.randn(9)
      shrunk:storage():resize(3)
      local function refused(...)
        local ok, message = pcall(...)
        assert(not ok)
        print(message)
      end
      refused(C.updateOutput)
      refused(C.updateOutput, torch.Tensor(), torch.LongTensor(2))
      refused(C.updateOutput, torch.FloatTensor(), x)
      refused(C.updateOutput, torch.Tensor(), x:storage())
      refused(C.updateOutput, torch.Tensor(), shrunk)
      local columns = torch.randn(90, 90):t()
      columns:storage():resize(3)
      refused(C.updateOutput, torch.Tensor(), columns)
      refused(C.updateOutput, io.stdout, x)
      refused(C.updateGradInput, torch.Tensor(), x, torch.Tensor(3))
      local expanded = torch.ones(1):expand(50)
      refused(C.updateGradInput, torch.Tensor(), expanded, nil)
      C.updateGradInput(torch.Tensor(), expanded, x)
    ]]):format(folder)))
    assert.equal(0, status, text)
    assert.matches('bad argument #2.*tensor expected, got no value', text)
    assert.matches('torch.FloatTensor or torch.DoubleTensor expected', text)
    assert.matches('torch.DoubleTensor expected, got torch.FloatTensor', text)
    assert.matches('tensor expected, got userdata', text)
    assert.matches('gradOutput has another size', text)
    assert.matches('reaches beyond its storage.*reaches beyond its storage', text)
  end)
end)
