-- facula.csv: tables of Python's csv module, round trips, and text that is no table.
local torch = require 'torch'
local csv = require 'facula.csv'
local data = require 'facula.data'
local decimal_comma = require 'support.decimal_comma'
local files = require 'support.files'

local FOLDER = 'spec/golden/formats/'
local message = files.message
local NAN = 'nan'

-- The values as lists, with a word for what no number equals.
local function values(tensor)
  local all = tensor:totable()
  for _, row in ipairs(all) do
    for c, value in ipairs(row) do
      if value ~= value then row[c] = NAN end
    end
  end
  return all
end

local function load(content, options, suffix)
  return csv.load(files.with(content, suffix or '.csv'), options)
end

describe('facula.csv', function()
  teardown(files.remove)

  it('reads what the csv module of Python writes', function()
    local all = csv.load(FOLDER .. 'table.csv', { fill = 'nan' })
    assert.same({ 'id', 'say "width"', 'kind', 'note' }, all.names)
    assert.same({ 'lily', 'setosa', 'virginica' }, all.words.kind)
    assert.same({ 'a "word"', 'a, b', 'two\nlines', '' }, all.words.note)
    assert.same({ { 1, 5.25, 2, 2 }, { 2, NAN, 3, 3 }, { 3, -0.001, 2, 1 }, { 4, 4, 1, 4 } },
      values(all.values))
    assert.equal(4, all:size())
    assert.equal('torch.LongTensor', torch.typename(all:column 'kind'))
    assert.same({ 2, 3, 2, 1 }, all:column(3):totable())
    assert.same({ 1, 2, 3, 4 }, all:column('id'):totable())
    assert.same({ { 2, 1 }, { 3, 2 }, { 2, 3 }, { 1, 4 } }, all:matrix({ 'kind', 'id' }):totable())
    assert.same({ 4, 4 }, all:matrix():size():totable())
    assert.matches('Table of 4 lines: id, .*kind %(3 words%)', tostring(all))
    assert.matches('no column x; there are id', message(all.column, all, 'x'))
  end)

  it('reads tabs and gzip by the name of the file', function()
    local all = data.table(FOLDER .. 'table.tsv.gz', { fill = 'drop' })
    assert.same({ 'x', 'kind' }, all.names)
    assert.same({ { 1, 1 }, { 3, 1 } }, all.values:totable())
    assert.equal('cat', all.words.kind[1])
  end)

  for _, row in ipairs {
    { 'marks of UTF-8, returns, blank lines', '\239\187\191a,b\r\n\r\n 1 ,\t2\r\n  \n3,4',
      { { 1, 2 }, { 3, 4 } } },
    { 'quoted numbers and blanks around quotes', 'a,b\n"1", "2" \n', { { 1, 2 } } },
    { 'no header', '1;2\n3;4\n', { { 1, 2 }, { 3, 4 } }, { header = false, separator = ';' } },
    { 'lines to skip', '# made\n# by hand\na,b\n1,2\n', { { 1, 2 } }, { skip = 2 } },
    { 'quotes as they are', 'a,b\n5",2\n', { { 1, 2 } }, { quotes = false } },
    { 'numbers as words', 'zip\n9\n10\n9\n', { { 2 }, { 1 }, { 2 } }, { words = { 'zip' } } },
    { 'columns by number', 'zip\n9\n10\n', { { 2 }, { 1 } }, { words = { 1 } } },
    { 'words in an order of ours', 'size\nL\nS\nL\n', { { 3 }, { 1 }, { 3 } },
      { words = { size = { 'S', 'M', 'L' } } } },
    { 'exponents, signs, infinity', 'a,b,c\n-1.5e3,+.25,inf\n', { { -1500, 0.25, 1 / 0 } } },
    { 'values that are missing as nan', 'a,b\n,NA\n1,2\n', { { NAN, NAN }, { 1, 2 } },
      { fill = 'nan' } },
    { 'the mean in their place', 'a,b\n,x\n1,y\n3,y', { { 2, 1 }, { 1, 2 }, { 3, 2 } },
      { fill = 'mean' } },
    { 'a number in their place', 'a\n-999\n1\n', { { 7 }, { 1 } },
      { fill = 7, missing = { '-999' } } },
    { 'an empty word in their place', 'a,b\n1,\n2,x\n3,\n', { { 1, 2 }, { 2, 1 }, { 3, 2 } },
      { fill = 0 } },
    { 'lines without them', 'a,b\n1,\n2,x\nNA,x\n', { { 2, 1 } }, { fill = 'drop' } },
    { 'words that come late', 'a,b\n1,1\n2,2\n3,x\n', { { 1, 1 }, { 2, 2 }, { 3, 3 } } },
  } do
    it('reads ' .. row[1], function()
      assert.same(row[3], values(load(row[2], row[4]).values))
    end)
  end

  it('reads a test set like the training set', function()
    local train = load('kind,x\nb,1\na,2\nb,\n', { fill = 'mean' })
    local path = files.with 'kind,x\na,\nb,5\n'
    local test = csv.load(path, { like = train })
    assert.same({ { 1, 1.5 }, { 2, 5 } }, test.values:totable())
    assert.same({ 'a', 'b' }, test.words.kind)
    files.write(path, 'kind,x\na,3\nc,5\n')
    assert.matches("line 3, field 1: expected one of the words of this column, got 'c'",
      message(csv.load, path, { like = train }))
    files.write(path, 'kind,y\na,3\n')
    assert.matches('expected the columns kind, x, got kind, y',
      message(csv.load, path, { like = train }))
    files.write(path, 'kind,x\n,3\n')
    assert.matches('a word is missing, and none of its words is empty',
      message(csv.load, path, { like = train }))
    local saved = files.name()
    torch.save(saved, train)
    assert.same(test.words, csv.load(files.with 'kind,x\na,1\n',
      { like = torch.load(saved) }).words)
  end)

  for _, row in ipairs {
    { 'lines that are too short', 'a,b\n1,2\n\n3\n', 'line 4: expected 2 fields.*got 1' },
    { 'lines that are longer than the header', 'a,b\n1,2,3\n', 'line 2: expected 2 fields.*got 3' },
    { 'missing values', 'a,b\n1,\n', "line 2, field 2: expected a value, got ''" },
    { 'an open quote', 'a,b\n1,"x\ny\n', "line 2, field 2: expected a closing quote.*got 'x" },
    { 'text behind a quote', 'a,b\n1,"x"y\n', 'line 2, field 2: expected a separator' },
    { 'a quote inside', 'a,b\n1,x"y\n', "line 2, field 2: expected no quote inside.*got 'x\"y'" },
    { 'equal names', 'a,a\n1,2\n', 'columns 1 and 2 of the header have the same name "a"' },
    { 'UTF-16', '\255\254a\0\n\0001\0', 'expected text in UTF%-8 or ASCII, got UTF%-16' },
    { 'UTF-16 of the other order', '\254\255\0a\0\n\0001', 'got UTF%-16' },
    { 'an empty file', '', 'expected a line of fields, got none' },
    { 'a header alone', 'a,b\n', 'expected lines of numbers, got none' },
    { 'nothing but missing values', 'a\nNA\n', 'missing in each', { fill = 'drop' } },
    { 'unknown words', 'a\nx\ny\n', "line 3, field 1: .*got 'y'", { words = { a = { 'x' } } } },
    { 'unknown columns', 'a\nx\n', 'option words: no column b', { words = { 'b' } } },
    { 'unknown options', 'a\n1\n', 'unknown option speed', { speed = 1 } },
    { 'long separators', 'a\n1\n', 'separator of one character', { separator = '::' } },
    { 'options of other types', 'a\n1\n', 'option skip: a number expected, got string',
      { skip = 'x' } },
    { 'other fills', 'a\n1\n', "'error', 'drop', 'mean', 'nan' or a number", { fill = 'median' } },
    { 'half lines to skip', 'a\n1\n', 'option skip: a number of lines expected, got 1.5',
      { skip = 1.5 } },
    { 'options that are none', 'a\n1\n', 'a table of options expected, got string', 'header' },
    { 'columns of words that are no words', 'a\n1\n', 'column a: a list of words.*got number',
      { words = { a = 3 } } },
    { 'words that are numbers', 'a\n1\n', 'column a: different words expected, got number',
      { words = { a = { 1 } } } },
    { 'words that come twice', 'a\nx\n', 'column a: different words expected, got x twice',
      { words = { a = { 'x', 'x' } } } },
    { 'likes that are no table', 'a\n1\n', 'option like', { like = {} } },
  } do
    it('refuses ' .. row[1], function()
      local path = files.with(row[2])
      local text = message(csv.load, path, row[4])
      assert.matches(row[3], text)
      assert.is_true(text:find(path, 1, true) ~= nil or row[1] == 'long separators', text)
    end)
  end

  it('tells the line behind quoted lines', function()
    assert.matches('line 5, field 1', message(csv.load, files.with 'a,b\n1,"x\n\ny"\n"z,1\n'))
    assert.matches('line 5: expected 2 fields', message(csv.load,
      files.with 'a,b\n1,"x\n\ny"\n1,2,3\n'))
  end)

  it('survives every beginning of a file', function()
    local content, path = files.read(FOLDER .. 'table.csv'), files.name()
    for length = 0, #content do
      files.write(path, content:sub(1, length))
      local ok, problem = pcall(csv.load, path, { fill = 'nan' })
      if not ok then assert.is_truthy(problem:find(path, 1, true), problem) end
    end
    local packed = files.read(FOLDER .. 'table.tsv.gz')
    for length = 3, #packed - 1 do
      files.write(path, packed:sub(1, length))
      assert.is_false(pcall(csv.load, path))
    end
  end)

  it('reads back what it writes', function()
    local all = csv.load(FOLDER .. 'table.csv', { fill = 'mean' })
    for _, suffix in ipairs { '.csv', '.tsv' } do
      local path = files.name(suffix)
      csv.save(path, all)
      local again = csv.load(path, { fill = 'mean', missing = { '-' } })
      assert.same(all.names, again.names)
      assert.same(all.values:select(2, 2):totable(), again.values:select(2, 2):totable())
      for i = 1, 4 do
        for _, name in ipairs { 'kind', 'note' } do
          assert.equal(all.words[name][all:column(name)[i]],
            again.words[name][again:column(name)[i]])
        end
      end
    end
    local path = files.name()
    local tensor = torch.Tensor { { 1 / 3, -1e300 }, { 2 ^ 53, 0.1 } }
    csv.save(path, tensor)
    assert.same(tensor:totable(), data.csv(path):totable())
    csv.save(path, tensor, { names = { 'a', 'b,c' } })
    assert.same({ 'a', 'b,c' }, csv.load(path).names)
    assert.matches('2 names expected, got 1', message(csv.save, path, tensor, { names = { 'a' } }))
    assert.matches('tensor of 2 dimensions', message(csv.save, path, torch.ones(2)))
  end)

  it('writes nothing that it could not read back', function()
    local path = files.with 'kind,x\na,1\nb,2\n'
    local two, all = torch.ones(2, 2), csv.load(path)
    for _, row in ipairs {
      { '2 names expected, got number', two, { names = 3 } },
      { 'a table of options expected, got string', two, ';' },
      { 'a separator of one character.*got 3', two, { separator = 3 } },
      { 'a separator of one character.*got %.', two, { separator = '.' } },
      { 'a separator of one character.*got $', two, { separator = '' } },
    } do
      assert.matches(row[1], message(csv.save, path, row[2], row[3]))
    end
    all.values[2][1] = 3
    assert.matches('line 2, column 1: the number of one of 2 words expected, got 3',
      message(csv.save, path, all))
    assert.equal(2, csv.load(path):size())
    assert.matches('a list of columns expected, got string', message(all.matrix, all, 'x'))
  end)

  it('writes points in locales with decimal commas', function()
    local path = files.name()
    local ok, problem = decimal_comma(csv.save, path, torch.Tensor { { 1.5, 2 } })
    assert.is_true(ok, problem)
    assert.equal('1.5,2\n', files.read(path))
  end)
end)
