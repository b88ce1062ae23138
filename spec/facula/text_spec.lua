-- facula.text: vocabularies, text as numbers and back, windows.
local torch = require 'torch'
local text = require 'facula.text'
local files = require 'support.files'

local message = files.message

local function units(corpus, options)
  options = options or {}
  options.unknown = false
  local vocabulary = text.vocabulary(corpus, options)
  local list = {}
  for i, number in ipairs(vocabulary:encode(corpus):totable()) do
    list[i] = vocabulary.units[number]
  end
  return list
end

describe('facula.text', function()
  teardown(files.remove)

  for _, row in ipairs {
    { 'words and signs', "Don't stop, well-known fool!", { "Don't", 'stop', ',', 'well-known',
      'fool', '!' } },
    { 'quotes and dashes at the edge of words', "'tis -- 'so'", { "'", 'tis', '-', '-', "'", 'so',
      "'" } },
    { 'numbers, names with bars', 'x_1=3.5', { 'x_1', '=', '3', '.', '5' } },
    { 'words beyond ASCII', 'Größe naïve', { 'Größe', 'naïve' } },
    { 'lines', 'a b\n\nc', { 'a', 'b', '\n', '\n', 'c' }, { lines = true } },
    { 'no lines', ' a\tb\r\n c ', { 'a', 'b', 'c' } },
    { 'runs', "don't! <eos>\nx", { "don't!", '<eos>', 'x' }, { unit = 'run' } },
    { 'runs and lines', 'a\nb', { 'a', '\n', 'b' }, { unit = 'run', lines = true } },
    { 'characters', 'aé€😀 \n', { 'a', 'é', '€', '😀', ' ', '\n' }, { unit = 'character' } },
    { 'bytes that are no UTF-8', '\128\192\128é\195x\224\128\128\237\160\128\240\159\152',
      { '\128', '\192', '\128', 'é', '\195', 'x', '\224', '\128', '\128', '\237', '\160', '\128',
        '\240', '\159', '\152' }, { unit = 'character' } },
    { 'zero bytes', 'a\0b', { 'a', '\0', 'b' } },
  } do
    it('finds ' .. row[1], function()
      assert.same(row[3], units(row[2], row[4]))
    end)
  end

  it('numbers the most common first, equal ones by alphabet', function()
    local v = text.vocabulary 'b a c b c b z z'
    assert.same({ 'b', 'c', 'z', 'a', '<unknown>' }, v.units)
    assert.same({ 3, 2, 2, 1, 0 }, v.counts)
    assert.equal(5, v:size())
    assert.same({ 5, 1 }, v:encode('other b'):totable())
    assert.same({ 1, 5 }, { v:number 'b', v:number 'y' })
    assert.matches('Vocabulary of 5 words', tostring(v))
  end)

  it('leaves rare units out and counts them together', function()
    local v = text.vocabulary('b a c b c b z z', { least = 2, unknown = '?' })
    assert.same({ 'b', 'c', 'z', '?' }, v.units)
    assert.same({ 3, 2, 2, 1 }, v.counts)
    v = text.vocabulary('b a c b c b z z', { most = 1 })
    assert.same({ 'b', '<unknown>' }, v.units)
    assert.same({ 3, 5 }, v.counts)
    -- the unknown word is in the text itself
    v = text.vocabulary('a <unknown> a b', { unit = 'run', least = 1 })
    assert.same({ 'a', '<unknown>', 'b' }, v.units)
    assert.equal(2, v.unknown)
  end)

  it('writes numbers as text', function()
    local corpus = 'To be,\nor not'
    local words = text.vocabulary(corpus, { lines = true })
    assert.equal('To be ,\nor not', words:decode(words:encode(corpus)))
    local letters = text.vocabulary('naïve €\n', { unit = 'character', unknown = false })
    assert.equal('naïve €\n', letters:decode(letters:encode 'naïve €\n'))
    assert.equal('v€', letters:decode { letters:number 'v', letters:number '€' })
    assert.equal('', letters:decode(letters:encode ''))
    assert.matches('from 1 to 8 expected, got 9', message(letters.decode, letters, { 9 }))
  end)

  it('is saved', function()
    local path, v = files.name(), text.vocabulary 'a b a'
    torch.save(path, v)
    local again = torch.load(path)
    assert.same({ 1, 2, 3 }, again:encode('a b x'):totable())
  end)

  it('refuses what it cannot use', function()
    local strict = text.vocabulary('a b', { unknown = false })
    for _, row in ipairs {
      { 'a string expected, got nil', text.vocabulary },
      { 'unknown option size', text.vocabulary, 'a', { size = 3 } },
      { "'word', 'run' or 'character' expected", text.vocabulary, 'a', { unit = 'line' } },
      { 'option least: a number expected, got string', text.vocabulary, 'a', { least = 'x' } },
      { 'no word in the text', text.vocabulary, ' \n', { unknown = false } },
      { "byte 2: 'xyz' is not in the vocabulary", strict.encode, strict, 'a xyz' },
      { 'a string expected, got number', strict.encode, strict, 3 },
      { 'table of options expected, got number', text.vocabulary, 'a', 3 },
      { 'a tensor or a list of numbers expected, got nil', strict.decode, strict },
      { 'name of a file expected, got nil', text.read },
      { 'cannot open /no/such/file', text.read, '/no/such/file' },
      { 'one less than the text', text.windows, torch.LongTensor { 1, 2, 3 }, 3 },
      { 'tensor of 1 dimension', text.windows, torch.ones(2, 2), 1 },
      { 'a step from 1 on', text.sequences, torch.ones(9), 2, 0 },
    } do
      assert.matches(row[1], message(row[2], row[3], row[4], row[5]))
    end
  end)

  it('reads files, packed ones too', function()
    assert.equal('a\0b\n', text.read(files.with 'a\0b\n'))
    assert.equal('', text.read(files.with ''))
    assert.matches('^[%d,%s]+$', text.read 'examples/data/digits-8x8.csv.gz')
  end)

  it('makes windows that share the memory of the text', function()
    local numbers = torch.range(1, 7):long()
    local set = text.windows(numbers, 3)
    assert.equal(4, set:size())
    local input, target = set:prefetch():batches(4, torch.LongTensor { 4, 1 })()
    assert.same({ { 4, 5, 6 }, { 1, 2, 3 } }, input:totable())
    assert.same({ 7, 4 }, target:totable())
    assert.is_true(torch.isequal(numbers:storage(), set.input:storage()))
  end)

  it('makes sequences', function()
    local numbers = torch.range(1, 8):long()
    local input, target = text.sequences(numbers, 3):batches(9)()
    assert.same({ { 1, 2, 3 }, { 4, 5, 6 } }, input:totable())
    assert.same({ { 2, 3, 4 }, { 5, 6, 7 } }, target:totable())
    assert.equal(5, text.sequences(numbers, 3, 1):size())
  end)
end)
