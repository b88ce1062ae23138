-- The learning-rate finder, on the digits that lie beside it.
local process = require 'support.process'

local QUIET = 'LC_ALL=C COLUMNS=80 '

describe('examples/lr_finder.lua', function()
  it('draws the loss against the rate and suggests a rate', function()
    local text, status = process.run('examples/lr_finder.lua --hidden 32', QUIET)
    assert.equal(0, status, text)
    local rate = tonumber(text:match 'suggested learning rate ([%d.e-]+),')
    assert.is_true(rate > 0.01 and rate < 1, text)
    assert.matches('Loss of sgd against the learning rate\n smoothed loss\n', text)
    assert.matches('\n +1e%-5 +1e%-4 +1e%-3 +1e%-2', text)
    assert.is_nil(text:find '[\r\27]')
  end)

  it('finds smaller rates for Adam than for plain descent', function()
    local function rate(words)
      local text = process.run('examples/lr_finder.lua --hidden 32 --method ' .. words, QUIET)
      return assert(tonumber(text:match 'suggested learning rate ([%d.e-]+),'), text)
    end
    assert.is_true(rate 'adam' < rate 'sgd')
  end)

  for words, expected in pairs {
    ['--help'] = '%-%-method',
    ['--data /no/such/folder'] = 'train%-images%-idx3%-ubyte',
    ['--method newton'] = 'expected sgd, momentum, adagrad, rmsprop or adam, got newton',
    ['--from 2 --to 1'] = 'optim.findLearningRate: to: expected a finite number > from',
    ['--svg /no/such/folder/a.svg'] = 'there is no folder /no/such/folder',
  } do
    it('answers ' .. words, function()
      local text, status = process.run('examples/lr_finder.lua ' .. words, QUIET)
      assert.equal(words == '--help' and 0 or 1, status)
      assert.matches(expected, text)
      assert.is_nil(text:find 'traceback')
    end)
  end
end)
