-- The comparison of variants of gradient descent, on the digits that lie beside it.
local process = require 'support.process'

local QUIET = 'LC_ALL=C COLUMNS=80 '

describe('examples/sgd_variants.lua', function()
  it('trains all variants from one start and draws their losses', function()
    local text, status = process.run('examples/sgd_variants.lua --epochs 3 --hidden 16', QUIET)
    assert.equal(0, status, text)
    local losses = {}
    for name, loss in text:gmatch '(%w+) +5391 images [^\n]* loss ([%d.]+)\n' do
      losses[name] = tonumber(loss)
    end
    for _, name in ipairs { 'momentum', 'Nesterov', 'Adagrad', 'RMSprop', 'Adam', 'AdamW' } do
      assert.is_true(losses[name] < losses.SGD, text) -- as the picture shows, too
    end
    assert.is_true(losses.SGD < 2.3, text) -- the logarithm of ten classes
    assert.matches('Variants of gradient descent on digits', text)
    assert.matches('%* SGD  %+ momentum  o Nesterov  x Adagrad  # RMSprop  @ Adam  %% AdamW\n$',
      text)
    assert.is_nil(text:find '[\r\27]')
  end)

  it('draws into files', function()
    process.in_folder(function(folder)
      local text, status = process.run(
        ("examples/sgd_variants.lua --epochs 1 --hidden 4 --svg '%s/v.svg'"):format(folder), QUIET)
      if text:find 'gnuplot was not found' then
        assert.equal(1, status)
        return pending 'gnuplot is not installed'
      end
      assert.equal(0, status, text)
      local svg = assert(io.open(folder .. '/v.svg')):read '*a'
      for _, word in ipairs { 'Nesterov', 'AdamW', 'smoothed loss' } do
        assert.matches(word, svg)
      end
    end)
  end)

  for words, expected in pairs {
    ['--help'] = '%-%-smooth',
    ['--data /no/such/folder'] = 'train%-images%-idx3%-ubyte',
    ['--png /no/such/folder/a.png'] = 'pngfigure: /no/such/folder/a.png: there is no folder',
  } do
    it('answers ' .. words, function()
      local text, status = process.run('examples/sgd_variants.lua ' .. words, QUIET)
      assert.equal(words == '--help' and 0 or 1, status)
      assert.matches(expected, text)
      assert.is_nil(text:find 'traceback')
    end)
  end
end)
