-- examples/fashion.lua as users start it, on small pictures.
local pictures = require 'support.pictures'
local process = require 'support.process'

describe('examples/fashion.lua', function()
  it('learns, tells what it confuses, and goes on from a checkpoint', function()
    process.in_folder(function(folder)
      pictures.write(folder, 16)
      local function train(words)
        local text, status = process.run(("examples/fashion.lua --data '%s' --batch 20 %s"):format(
          folder, words))
        assert.equal(0, status, text)
        return text
      end
      local checkpoint = ("--checkpoint '%s/state.t7'"):format(folder)
      local text = train('--epochs 5 ' .. checkpoint)
      assert.matches('nn.SpatialConvolution%(1 %-> 32, 3x3%)', text)
      assert.matches('epoch  5  300 pictures ', text)
      assert.matches('%[class: sneaker%]', text)
      local accuracy = tonumber(text:match 'test accuracy ([%d.]+) %%\n$')
      assert.is_true(accuracy >= 90, text)
      local again = train('--epochs 5 ' .. checkpoint)
      assert.matches('going on from [^\n]*, after epoch 5', again)
      assert.is_nil(again:match 'epoch  %d  300')
      assert.equal(accuracy, tonumber(again:match 'test accuracy ([%d.]+) %%\n$'))
    end)
  end)

  it('says which files are missing', function()
    local text, status = process.run 'examples/fashion.lua --data /no/such/folder'
    assert.equal(1, status)
    assert.matches('train%-images%-idx3%-ubyte', text)
    assert.matches('Nothing is downloaded', text)
    assert.is_nil(text:match 'traceback')
  end)

  it('tells its options', function()
    local text, status = process.run 'examples/fashion.lua --help'
    assert.equal(0, status)
    assert.matches('%-%-rate', text)
  end)
end)
