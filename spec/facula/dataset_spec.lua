-- facula.dataset: batches against plain loops, with and without prefetching.
local torch = require 'torch'
local dataset = require 'facula.dataset'
local core = require 'facula.core'
local files = require 'support.files'

local message = files.message

-- n samples: a row of 3 numbers that begins with the number of the sample, and that number.
local function numbered(n, kind)
  local input = torch.range(1, 3 * n):view(n, 3):add(-1):div(3):type(kind or 'torch.DoubleTensor')
  return dataset.new(input, torch.range(1, n):long())
end

-- What an iterator gives, as tables.
local function collect(...)
  local all = {}
  for input, target, numbers in ... do
    all[#all + 1] = { input:double():totable(), target:totable(), numbers:totable() }
  end
  return all
end

local function targets(set, size)
  local all = {}
  for _, target in set:batches(size or 3) do
    for i = 1, target:size(1) do all[#all + 1] = target[i] end
  end
  return all
end

local KINDS = { 'Byte', 'Char', 'Short', 'Int', 'Long', 'Half', 'Float', 'Double' }

describe('facula.dataset', function()
  teardown(files.remove)

  it('gives all samples in batches, the last one with the rest', function()
    local input = torch.range(1, 14):view(7, 2)
    local set = dataset.new(input, torch.range(11, 17):long())
    assert.equal(7, set:size())
    assert.same({
      { { { 1, 2 }, { 3, 4 }, { 5, 6 } }, { 11, 12, 13 }, { 1, 2, 3 } },
      { { { 7, 8 }, { 9, 10 }, { 11, 12 } }, { 14, 15, 16 }, { 4, 5, 6 } },
      { { { 13, 14 } }, { 17 }, { 7 } },
    }, collect(set:batches(3)))
    assert.equal(1, #collect(set:batches(100)))
    assert.equal(7, #collect(set:batches(1)))
    assert.same({ { { { 13, 14 }, { 1, 2 } }, { 17, 11 }, { 7, 1 } } },
      collect(set:batches(3, torch.LongTensor { 7, 1 })))
  end)

  it('uses its buffers again and leaves the set alone', function()
    local input = torch.ones(6, 2)
    local first
    for batch in dataset.new(input):map(function(x) return x:mul(5) end):batches(2) do
      first = first or batch
      assert.is_true(torch.isequal(first:storage(), batch:storage()))
      assert.equal(20, batch:sum())
    end
    assert.equal(12, input:sum())
  end)

  it('keeps the order that was given when the tensor of it changes', function()
    local set, order, seen = numbered(6), torch.LongTensor { 6, 5, 4, 3, 2, 1 }, {}
    for _, target in set:batches(2, order) do
      seen[#seen + 1] = target[1]
      order:fill(1)
    end
    assert.same({ 6, 4, 2 }, seen)
  end)

  it('takes tables, nested ones too, and sets without targets', function()
    local set = dataset.new({ torch.range(1, 4), { a = torch.range(1, 8):view(4, 2) } },
      { torch.range(5, 8):long() })
    local input, target = set:batch(torch.LongTensor { 4, 1 })
    assert.same({ 4, 1 }, input[1]:totable())
    assert.same({ { 7, 8 }, { 1, 2 } }, input[2].a:totable())
    assert.same({ 8, 5 }, target[1]:totable())
    local x, y = dataset.new(torch.range(1, 3)):batches(2)()
    assert.same({ 1, 2 }, x:totable())
    assert.is_nil(y)
  end)

  it('takes storages, those of mapped files too', function()
    local path = files.with(string.char(1, 2, 3, 4, 5, 6))
    local set = dataset.new(torch.ByteStorage(path))
    assert.same({ 5, 6 }, set:batch(torch.LongTensor { 5, 6 }):totable())
  end)

  it('is shuffled and split by number', function()
    torch.manualSeed(4)
    local set = numbered(20)
    local shuffled = set:shuffle()
    local all = targets(shuffled)
    assert.are_not.same(targets(set), all)
    assert.same(all, targets(shuffled, 7))
    local a, b, c = shuffled:split(0.5, 4)
    assert.same({ 10, 4, 6 }, { a:size(), b:size(), c:size() })
    local parts = {}
    for _, part in ipairs { a, b, c } do
      for _, number in ipairs(targets(part)) do parts[#parts + 1] = number end
    end
    assert.same(all, parts)
    table.sort(parts)
    assert.same(targets(set), parts)
    assert.is_true(torch.isequal(set.input, c.input))
    -- a view of a view: numbers count within the view
    assert.same({ all[18], all[15] }, targets(c:index(torch.LongTensor { 4, 1 })))
    local d, e = set:split(0.25, 0.75)
    assert.same({ 5, 15, 6 }, { d:size(), e:size(), targets(e)[1] })
    assert.equal(3, select('#', set:split(0.7, 0.1)))
    local g = torch.Generator()
    torch.manualSeed(g, 1)
    local once = targets(set:shuffle(g))
    torch.manualSeed(g, 1)
    assert.same(once, targets(set:shuffle(g)))
  end)

  it('maps batches, one map after the other', function()
    local set = numbered(5)
      :map(function(x, y, numbers) return x:float():mul(2), y:clone():add(numbers) end)
      :map(function(x) return x + 1 end)
    local input, target = set:batches(2)()
    assert.equal('torch.FloatTensor', torch.typename(input))
    assert.same({ 1, 3 }, input:select(2, 1):totable())
    assert.same({ 2, 4 }, target:totable())
  end)

  it('maps samples', function()
    local set = dataset.new({ torch.range(1, 4), torch.range(1, 8):view(4, 2) },
      torch.range(1, 4):long())
    local buffer = torch.FloatTensor(2)
    local mapped = set:map(function(x, y)
      buffer[1], buffer[2] = x[1], x[2]:sum()
      return { buffer, x[1] + 0.5 }, y * 10
    end, 'sample')
    local input, target = mapped:batch(torch.LongTensor { 2, 3 })
    assert.same({ { 2, 7 }, { 3, 11 } }, input[1]:totable())
    assert.equal('torch.FloatTensor', torch.typename(input[1]))
    assert.same({ 2.5, 3.5 }, input[2]:totable())
    assert.same({ 20, 30 }, target:totable())
    assert.equal('torch.LongTensor', torch.typename(target))
    local ragged = set:map(function(x) return torch.ones(x[1]) end, 'sample')
    assert.matches('of one form, got a tensor of 1 and a tensor of 2', message(ragged:batches(2)))
  end)

  it('refuses samples of a map that do not fit into one batch', function()
    local set = dataset.new(torch.range(1, 2))
    local one = torch.ones(3)
    for _, row in ipairs {
      { 'got a number and a tensor of 3', 3, one },
      { 'got a tensor of 3 and a number', one, 3 },
      { 'got a tensor of 3 and a table of a', one, { a = one } },
      { 'got a table of a and a table of a, b', { a = one }, { a = one, b = one } },
      { 'got a table of a, b and a table of a', { a = one, b = one }, { a = one } },
      { 'for a sample, got string', 'x', 'y' },
      { 'for a sample, got torch.DoubleTensor', torch.Tensor(), torch.Tensor() },
    } do
      local mapped = set:map(function(x) return row[1 + x] end, 'sample')
      assert.matches(row[1], message(mapped:batches(2)))
    end
    local mapped = set:map(function(x) return x, x == 1 and x or nil end, 'sample')
    assert.matches('got a number and none', message(mapped:batches(2)))
    local words = set:map(function() return 'x' end)
    assert.matches('a map must return tensors, got string', message(words.get, words, 1))
  end)

  it('gives one sample, to nn.StochasticGradient, too', function()
    local set = numbered(4):map(function(x) return x:mul(2) end)
    local x, y = set:get(3)
    assert.same({ 4, 3 }, { x[1], y })
    assert.same({ { 4, 3 } }, { { set[3][1][1], set[3][2] } })
    assert.matches('Dataset of 4 samples, input DoubleTensor 3, target LongTensor', tostring(set))
  end)

  it('refuses what it cannot use', function()
    local set = numbered(5)
    for _, row in ipairs {
      { 'input: a tensor.*got number', dataset.new, 3 },
      { 'input: a tensor.*got {}', dataset.new, {} },
      { 'input: a tensor.*got nil', dataset.new },
      { 'input: expected samples', dataset.new, torch.Tensor() },
      { 'target: expected 3 samples.*got 2', dataset.new, torch.ones(3), torch.ones(2) },
      { 'input: expected 3 samples.*got 2', dataset.new, { torch.ones(3), torch.ones(2) } },
      { 'number of samples expected, got 0', set.batches, set, 0 },
      { 'number of samples expected, got 1.5', set.batches, set, 1.5 },
      { 'number of samples expected, got nil', set.batches, set },
      { 'LongTensor of sample numbers', set.batches, set, 2, torch.ones(2) },
      { 'from 1 to 5 expected, got 6', set.batches, set, 2, torch.LongTensor { 1, 6 } },
      { 'from 1 to 5 expected, got 0', set.index, set, torch.LongTensor { 0, 6 } },
      { 'from 1 to 5 expected, got %-1', set.batch, set, torch.LongTensor { -1 } },
      { 'from 1 to 5 expected, got 6', set.get, set, 6 },
      { 'fractions below 1', set.split, set, 0 },
      { 'fractions below 1', set.split, set, 'a' },
      { 'part 2 would have more', set.split, set, 3, 3 },
      { 'part 1 would have none', set.split, set, 0.01 },
      { "function, and 'sample'", set.map, set, 3 },
      { "function, and 'sample'", set.map, set, print, 'batch' },
    } do
      assert.matches(row[1], message(row[2], row[3], row[4], row[5]))
    end
    assert.matches('returned no input', message(set:map(function() end):batches(2)))
  end)

  describe('prefetch', function()
    it('gives the same batches, of all types and layouts', function()
      torch.manualSeed(2)
      for _, kind in ipairs(KINDS) do
        local base = torch.range(1, 120):type('torch.' .. kind .. 'Tensor')
        for _, input in ipairs {
          base:view(20, 6), base:view(6, 20):t(), base:view(20, 3, 2):transpose(2, 3),
          base:view(20, 6):narrow(2, 2, 3), base:narrow(1, 1, 20), base:unfold(1, 101, 1),
          base:narrow(1, 3, 1):expand(20), base:view(4, 5, 2, 3):select(2, 2),
        } do
          local n = input:size(1)
          local set = dataset.new(input, torch.range(1, n):long()):shuffle()
          local order = torch.randperm(n):long()
          assert.same(collect(set:batches(7, order)), collect(set:prefetch():batches(7, order)))
        end
      end
    end)

    it('applies maps in the same order, random ones too', function()
      local set = numbered(11):map(function(x) return x + torch.uniform() end)
      torch.manualSeed(9)
      local plain = collect(set:batches(2))
      torch.manualSeed(9)
      assert.same(plain, collect(set:prefetch():batches(2)))
    end)

    it('keeps a batch while the next one is fetched', function()
      local set = dataset.new(torch.range(1, 4000):view(4, 1000)):prefetch()
      local number = 0
      for batch in set:batches(1) do
        number = number + 1
        for _ = 1, 20 do assert.equal(1000 * number, batch:max()) end
      end
      assert.equal(4, number)
    end)

    it('can be given up, at any time, by an error, by the collector', function()
      for _ = 1, 50 do
        local input = torch.ones(64, 500)
        dataset.new(input):prefetch():batches(8)()
        pcall(function()
          for _ in dataset.new(input):prefetch():batches(8) do error 'enough' end
        end)
        dataset.new(input):prefetch():batches(8)
      end
      collectgarbage()
      collectgarbage()
      local input = torch.ones(8, 2)
      dataset.new(input):prefetch():batches(2)()
      collectgarbage()
      collectgarbage()
      input:resize(100, 100) -- nothing holds it any more
      assert.equal(10000, input:nElement())
    end)

    it('holds the tensors while it reads', function()
      local input = torch.range(1, 6)
      local next_batch = dataset.new(input):prefetch():batches(2)
      assert.matches('cannot be resized', message(input.resize, input, 1000))
      assert.same({ 1, 2 }, next_batch():totable())
      next_batch()
      next_batch()
      assert.is_nil(next_batch())
      input:resize(1000)
      -- a set that nobody else knows
      next_batch = dataset.new(torch.range(1, 1e5):view(1000, 100)):prefetch():batches(500)
      collectgarbage()
      collectgarbage()
      assert.equal(50000 * 50001 / 2, next_batch():sum())
    end)

    it('holds the buffers that it fills', function()
      local next_batch = dataset.new(torch.range(1, 6)):prefetch():batches(2)
      local first = next_batch()
      next_batch()
      assert.matches('cannot be resized', message(first.resize, first, 1000))
      assert.same({ 5, 6 }, next_batch():totable())
      assert.same({ 5, 6 }, first:totable())
      first:resize(1000)
    end)

    it('checks before it begins', function()
      local x, rows = torch.ones(4, 2), torch.LongTensor { 1, 4 }
      local out = torch.Tensor()
      for _, row in ipairs {
        { 'row 5 is out of range, there are 4', { out }, { x }, torch.LongTensor { 5 } },
        { 'row 0 is out of range', { out }, { x }, torch.LongTensor { 0 } },
        { 'row 4 is out of range, there are 3', { out, torch.Tensor() }, { x, torch.ones(3) } },
        { 'got none', { out }, { x }, torch.LongTensor() },
        { '1 to 1000 sources', {}, {} },
        { '1 to 1000 sources', { out, torch.Tensor() }, { x } },
        { 'a tensor expected, got number', { 3 }, { x } },
        { 'DoubleTensor as the source expected, got a Float', { torch.FloatTensor() }, { x } },
        { 'shares memory', { x }, { x } },
        { 'shares memory', { out, out }, { x, x } },
        { 'shares memory', { x:narrow(1, 1, 2) }, { x } },
        { 'has no rows', { out }, { torch.Tensor() } },
        { 'contiguous', { torch.ones(2, 2):t() }, { x } },
      } do
        assert.matches(row[1], message(core.io.prefetch, row[2], row[3], row[4] or rows))
        assert.equal(0, out:nElement())
      end
      assert.matches('a job of prefetch expected', message(core.io.prefetch_wait, {}))
      assert.matches('a job of prefetch expected', message(core.io.prefetch_wait, io.stdout))
      local job = core.io.prefetch({ out }, { x }, rows)
      core.io.prefetch_wait(job)
      core.io.prefetch_wait(job)
      assert.equal(4, out:sum())
    end)
  end)
end)
