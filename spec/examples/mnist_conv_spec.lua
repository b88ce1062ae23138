-- The convolutional network of examples/mnist.lua, on small pictures.
local pictures = require 'support.pictures'
local process = require 'support.process'

describe('examples/mnist.lua --model conv', function()
  it('learns, and goes on from a checkpoint as if it had not stopped', function()
    process.in_folder(function(folder)
      pictures.write(folder, 16)
      local function train(words)
        local text, status = process.run(("examples/mnist.lua --data '%s' --model conv --batch 20 "
          .. '--momentum 0.9 --lr 0.02 %s'):format(folder, words))
        assert.equal(0, status, text)
        assert.is_nil(text:match '[\r\27]')
        return text
      end
      local whole = train '--epochs 6'
      assert.matches('nn.SpatialConvolution%(1 %-> 32, 5x5%)', whole)
      assert.is_true(tonumber(whole:match 'test accuracy ([%d.]+) %%\n$') >= 90, whole)
      local checkpoint = ("--checkpoint '%s/state.t7'"):format(folder)
      train('--epochs 3 ' .. checkpoint)
      local rest = train('--epochs 6 --resume ' .. checkpoint)
      local last = 'epoch  6 [^\n]*(loss [^\n]*)'
      assert.equal(whole:match(last), rest:match(last))
      assert.is_nil(rest:match 'epoch  3  300')
      assert.matches('checkpoint [^\n]*state.t7: [%d.]+ [kM]B', rest)
    end)
  end)
end)
