-- examples/sparse_dense.lua as users start it, in small.
local process = require 'support.process'

describe('examples/sparse_dense.lua', function()
  it('computes what one layer does, and learns', function()
    local written, status = process.run(
      'examples/sparse_dense.lua --samples 2000 --towns 10 --tags 30 --epochs 10 --each 3')
    assert.equal(0, status, written)
    local difference = written:match 'differs by (%S+) at most'
    assert.is_true(tonumber(difference) < 1e-12, written)
    local accuracy = written:match 'test accuracy ([%d.]+) %% on 500 visitors'
    assert.is_true(tonumber(accuracy) > 90, written)
    assert.is_nil(written:match '[\r\27]')
  end)

  it('tells its options', function()
    local written, status = process.run 'examples/sparse_dense.lua --help'
    assert.equal(0, status)
    assert.matches('%-%-towns', written)
  end)
end)
