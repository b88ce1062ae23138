-- How tensors and storages print: recorded text, byte for byte.
local golden = require 'support.golden'
require 'torch'

describe('the text of', function()
  for _, case in ipairs(golden.load 'print/tensor') do
    it(case.code, function()
      torch.manualSeed(1)
      assert.equal(case.text, tostring(golden.evaluate(case.code)))
    end)
  end

  -- cases that the recorded ones leave out
  local function repeated(text, n) return (text .. ' '):rep(n):sub(1, -2) end

  for _, case in ipairs {
    { 'nan in a wide matrix: one block', 'torch.DoubleTensor(1, 30):fill(0/0)',
      repeated('nan', 30) .. '\n[torch.DoubleTensor of size 1x30]\n' },
    { 'minus zero among whole numbers', 'torch.DoubleTensor{-0.0, 1}',
      ' 0\n 1\n[torch.DoubleTensor of size 2]\n' },
    { 'a scale in slices', 'torch.DoubleTensor(2, 1, 2):fill(0.001)',
      '(1,.,.) = \n 0.001 *\n   1.0000  1.0000\n\n(2,.,.) = \n 0.001 *\n   1.0000  1.0000\n'
      .. '[torch.DoubleTensor of size 2x1x2]\n' },
    { 'infinity only', 'torch.FloatTensor{-1/0}',
      '       -inf\n[torch.FloatTensor of size 1]\n' },
    { 'the smallest LongTensor element', 'torch.LongTensor{-2^63}',
      '-9.2234e+18\n[torch.LongTensor of size 1]\n' },
    { 'a scale in a list', 'torch.DoubleTensor{1234567.5, 1000000}',
      '1e+06 *\n 1.2346\n 1.0000\n[torch.DoubleTensor of size 2]\n' },
  } do
    local name, code, text = case[1], case[2], case[3]
    it(name, function()
      assert.equal(text, tostring(golden.evaluate(code)))
    end)
  end

  it('a slice does not depend on its storage', function()
    local t = torch.DoubleTensor { { 1e6 + 0.5, 1 }, { 2, 3 } }
    assert.equal(' 2\n 3\n[torch.DoubleTensor of size 2]\n', tostring(t[2]))
  end)
end)
