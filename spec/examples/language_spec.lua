-- examples/language.lua as users start it, on small texts.
local process = require 'support.process'
local files = require 'support.files'

describe('examples/language.lua', function()
  teardown(files.remove)

  it('learns a text that repeats itself, and writes it', function()
    local path = files.with(('the cat sat on the mat .\nthe dog lay on the rug .\n'):rep(40))
    local written, status = process.run(('examples/language.lua --text %s --epochs 8 --hidden 16 '
      .. '--embedding 8 --rate 0.02 --batch 16 --near cat,king --lines 4'):format(path))
    assert.equal(0, status, written)
    assert.matches('640 words, 11 of them different, 0.0 %% of the text unknown', written)
    local first = written:match 'epoch  1 [^\n]* test [%d.]+, ([%d.]+)\n'
    local last = written:match 'epoch  8 [^\n]* test [%d.]+, ([%d.]+)\n'
    assert.is_true(tonumber(first) > tonumber(last) and tonumber(last) < 1.15, written)
    for line in written:match 'of its own:\n\n(.-)\nWords':gmatch '[^\n]+' do
      assert.is_true(line:find '^the cat sat on the mat %.' ~= nil
        or line:find '^the dog lay on the rug %.' ~= nil, written)
    end
    assert.matches('cat: [%a.()<>, ]+\n', written)
    assert.matches('king: not learnt', written)
    assert.is_nil(written:match '[\r\27]')
  end)

  it('reads the text that comes along', function()
    local written, status = process.run(
      'examples/language.lua --epochs 1 --least 100 --embedding 4 --hidden 4 --batch 512 --lines 1')
    assert.equal(0, status, written)
    assert.matches('epoch  1 .* perplexity [%d.]+, test [%d.]+, [%d.]+\n', written)
  end)

  it('tells its options, and which text is missing', function()
    local written, status = process.run 'examples/language.lua --help'
    assert.equal(0, status)
    assert.matches('%-%-window', written)
    written, status = process.run 'examples/language.lua --text /no/such/text'
    assert.equal(1, status)
    assert.matches('/no/such/text', written)
    assert.is_nil(written:match 'traceback')
  end)
end)
