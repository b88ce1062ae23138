--- Data sets: samples by number, shuffled, split, transformed and handed out in batches, without
-- copying the set. What is shuffled or split is a list of numbers; the samples stay where they are,
-- in tensors, which may lie over memory-mapped storages.
-- The trainer, or a loop of one's own, takes batches; nn.StochasticGradient takes dataset[i].
-- Names follow torchnet where it has them.
-- Neighbours: data.lua, csv.lua and text.lua make tensors of files; src/torch/prefetch.c fetches in
-- the background.
--
--   local all = dataset.new(images, labels):map(function(x, y) return x:float():div(255), y end)
--   local train, test = all:shuffle():split(0.9)
--   for epoch = 1, 10 do
--     for input, target in train:shuffle():prefetch():batches(64) do ... end
--   end
local torch = require 'torch'
local core = require 'facula.core'

local dataset = {}

--- What dataset.new makes.
-- @usage local set = dataset.new(torch.range(1, 10):view(5, 2), torch.range(1, 5))
--   for input, target in set:shuffle():batches(2) do print(input:size(1)) end  --> 2 2 1
local Dataset = torch.class('facula.Dataset', dataset)

-- level counts as that of error: 3 blames the caller of the function that calls this.
local function fail(level, where, text, ...)
  error(('%s: ' .. text):format(where, ...), level)
end

local function constructor(tensor)
  return torch.getconstructortable(torch.typename(tensor))
end

-- --- structures: a tensor, or tables of them -----------------------------------------------------

-- A structure like value with f(leaf) for each leaf.
local function map_leaves(value, f)
  if type(value) ~= 'table' then return f(value) end
  local result = {}
  for key, part in pairs(value) do result[key] = map_leaves(part, f) end
  return result
end

local function same(leaf) return leaf end

-- The tensors of a structure as it is given by a user; all have the same number of rows.
local function checked(value, what, state)
  return map_leaves(value, function(leaf)
    if torch.isStorage(leaf) then leaf = torch[torch.typename(leaf):match '(%a+)Storage$'
      .. 'Tensor'](leaf) end
    if not torch.isTensor(leaf) then
      fail(0, 'facula.dataset.new', '%s: a tensor, or a table of tensors, expected, got %s', what,
        torch.type(leaf))
    end
    if leaf:dim() == 0 then
      fail(0, 'facula.dataset.new', '%s: expected samples, got an empty tensor', what)
    end
    state.count = state.count or leaf:size(1)
    if leaf:size(1) ~= state.count then
      fail(0, 'facula.dataset.new', '%s: expected %d samples as in the tensors before, got %d',
        what, state.count, leaf:size(1))
    end
    return leaf
  end)
end

-- One sample of a batch: a slice, or a number where samples are numbers.
local function sample_of(batch, i)
  if batch == nil then return nil end
  return map_leaves(batch, function(leaf)
    if not torch.isTensor(leaf) then
      fail(0, 'facula.Dataset', 'a map must return tensors, got %s', torch.type(leaf))
    end
    return leaf[i]
  end)
end

-- What a sample is like; samples of which this says the same fit into one batch.
local function form_of(value)
  if value == nil then return 'none' end
  if type(value) == 'number' then return 'a number' end
  if type(value) == 'table' then
    local keys = {}
    for key in pairs(value) do keys[#keys + 1] = tostring(key) end
    table.sort(keys)
    return 'a table of ' .. table.concat(keys, ', ')
  end
  if torch.isTensor(value) and value:dim() > 0 then
    return 'a tensor of ' .. table.concat(value:size():totable(), 'x')
  end
  fail(0, 'facula.Dataset', 'a map must return numbers or tensors with elements for a sample, '
    .. 'got %s', torch.type(value))
end

-- A place for count samples like value; numbers get the type of like.
local function room_for(count, value, like)
  if type(value) == 'table' then return {} end
  if type(value) == 'number' then
    return (torch.isTensor(like) and constructor(like) or torch.Tensor)(count)
  end
  local sizes = value:size():totable()
  return constructor(value)(torch.LongStorage { count, (unpack or table.unpack)(sizes) })
end

-- Writes sample i of count into batch, which is made with the first one, after the type of like.
local function put(batch, i, count, value, like)
  local form = form_of(value)
  local wanted = i == 1 and form or form_of(torch.isTensor(batch) and batch[1] or batch)
  if form ~= wanted then
    fail(0, 'facula.Dataset', 'the samples of a batch must be of one form, got %s and %s', wanted,
      form)
  end
  if value == nil then return nil end
  batch = batch or room_for(count, value, like)
  if type(value) == 'table' then
    for key, part in pairs(value) do
      batch[key] = put(batch[key], i, count, part, type(like) == 'table' and like[key])
    end
  elseif type(value) == 'number' then
    batch[i] = value
  else
    batch:select(1, i):copy(value)
  end
  return batch
end

-- A function on batches that calls f for each of their samples.
local function for_each_sample(f)
  return function(input, target, numbers)
    local count = numbers:size(1)
    local inputs, targets
    for i = 1, count do
      local x, y = f(sample_of(input, i), sample_of(target, i))
      if y == nil then y = sample_of(target, i) end
      inputs = put(inputs, i, count, x, input)
      targets = put(targets, i, count, y, target)
    end
    return inputs, targets
  end
end

-- --- batches -------------------------------------------------------------------------------------

-- Buffers like value; the lists get its tensors and their buffers, pair by pair.
local function mirror(value, sources, buffers)
  if value == nil then return nil end
  return map_leaves(value, function(source)
    local buffer = constructor(source)()
    sources[#sources + 1], buffers[#buffers + 1] = source, buffer
    return buffer
  end)
end

-- What a batch is gathered into: buffers, and the numbers of its samples and of their rows.
local function new_slot(self)
  local slot = { sources = {}, buffers = {}, numbers = torch.LongTensor(),
    rows = self.rows and torch.LongTensor() }
  slot.input = mirror(self.input, slot.sources, slot.buffers)
  slot.target = mirror(self.target, slot.sources, slot.buffers)
  return slot
end

-- The rows of the tensors that the samples of a slot are.
local function rows_of(self, slot)
  if not self.rows then return slot.numbers end
  return slot.rows:index(self.rows, 1, slot.numbers)
end

local function gather(self, slot)
  local rows = rows_of(self, slot)
  for i, source in ipairs(slot.sources) do slot.buffers[i]:index(source, 1, rows) end
end

-- The batch of a slot that is filled, transformed. The tables are new each time, so that a map may
-- change them.
local function deliver(self, slot)
  local input, target = map_leaves(slot.input, same), nil
  if slot.target ~= nil then target = map_leaves(slot.target, same) end
  for _, f in ipairs(self.maps) do
    local x, y = f(input, target, slot.numbers)
    if x == nil then error('facula.Dataset: a map returned no input', 0) end
    input = x
    if y ~= nil then target = y end
  end
  return input, target, slot.numbers
end

-- A function that puts the numbers of the next batch into a slot; false behind the last one.
local function counter(self, size, order)
  local count, done = order and order:size(1) or self:size(), 0
  return function(slot)
    if done == count then return false end
    local n = math.min(size, count - done)
    if order then
      slot.numbers = order:narrow(1, done + 1, n)
    else
      slot.numbers:range(done + 1, done + n)
    end
    done = done + n
    return true
  end
end

local function iterate(self, advance)
  local slot = new_slot(self)
  return function()
    if not advance(slot) then return nil end
    gather(self, slot)
    return deliver(self, slot)
  end
end

-- The same with a batch ahead: while one slot is used, the other is filled in the background.
local function iterate_ahead(self, advance)
  local used, filling = new_slot(self), new_slot(self)
  local function start(slot)
    return advance(slot) and core.io.prefetch(slot.buffers, slot.sources, rows_of(self, slot))
  end
  local job = start(filling)
  return function()
    if not job then return nil end
    core.io.prefetch_wait(job)
    used, filling = filling, used
    job = start(filling)
    return deliver(self, used)
  end
end

-- --- the data set --------------------------------------------------------------------------------

--- A data set of samples that lie in tensors, which are neither copied nor changed.
-- @param input  a tensor whose first dimension counts the samples, or a storage; or a table of
--   them, which may be nested: then each sample is such a table
-- @param target  optional: the same for the targets
-- @return a facula.Dataset
-- Errors: something else, tensors without elements, different numbers of samples.
-- @usage local set = dataset.new(torch.range(1, 10):view(5, 2), torch.range(1, 5))
--   set:size()  --> 5
-- @usage dataset.new({ torch.randn(9, 5), torch.ones(9) }):size()  --> 9
function dataset.new(input, target)
  local ok, result = pcall(dataset.Dataset, input, target)
  if not ok then error(result, 2) end
  return result
end

function Dataset:__init(input, target)
  local state = {}
  self.input = checked(input, 'input', state)
  if target ~= nil then self.target = checked(target, 'target', state) end
  if not state.count then
    fail(0, 'facula.dataset.new', 'input: a tensor, or a table of tensors, expected, got {}')
  end
  self.count = state.count
  self.maps = {}
end

-- A data set like this one but for some fields.
local function derive(self, changes)
  local new = {}
  for key, value in pairs(self) do new[key] = value end
  for key, value in pairs(changes) do new[key] = value end
  return setmetatable(new, getmetatable(self))
end

--- How many samples there are.
function Dataset:size()
  return self.count
end

-- Checks a list of sample numbers.
local function check_numbers(self, where, numbers)
  if torch.typename(numbers) ~= 'torch.LongTensor' or numbers:dim() ~= 1 then
    fail(4, where, 'a LongTensor of sample numbers expected, got %s', torch.type(numbers))
  end
  local low, high = numbers:min(), numbers:max()
  if low < 1 or high > self.count then
    fail(4, where, 'sample numbers from 1 to %d expected, got %d', self.count,
      low < 1 and low or high)
  end
end

--- The samples of these numbers, transformed, in tensors of their own.
-- @param numbers  a LongTensor of sample numbers
-- @return input and target as batches gives them
-- @usage local set = dataset.new(torch.range(1, 10):view(5, 2), torch.range(1, 5))
--   local x, y = set:batch(torch.LongTensor { 3, 1 })
--   x  --> {{5, 6}, {1, 2}}
--   y  --> {3, 1}
function Dataset:batch(numbers)
  check_numbers(self, 'facula.Dataset.batch', numbers)
  local slot = new_slot(self)
  slot.numbers = numbers
  gather(self, slot)
  local input, target = deliver(self, slot)
  return input, target
end

local function check_number(self, i, level)
  if type(i) ~= 'number' or i % 1 ~= 0 or i < 1 or i > self.count then
    fail(level, 'facula.Dataset.get', 'a sample number from 1 to %d expected, got %s', self.count,
      tostring(i))
  end
end

--- One sample, transformed: its input and its target; dataset[i] is a table of the two.
-- @param i  its number, from 1 on
-- @return a tensor with one dimension less than in batches, or a number; or a table of them
-- Errors: there is no such sample.
-- @usage local set = dataset.new(torch.range(1, 10):view(5, 2), torch.range(1, 5))
--   local x, y = set:get(1)
--   x  --> {1, 2}
--   y  --> 1
function Dataset:get(i)
  check_number(self, i, 4)
  local input, target = self:batch(torch.LongTensor { i })
  return sample_of(input, 1), sample_of(target, 1)
end

function Dataset:__index__(key)
  if type(key) ~= 'number' then return nil, false end
  check_number(self, key, 5)
  return { self:get(key) }, true
end

--- A data set of some of the samples, in this order; a number may come several times.
-- @param numbers  a LongTensor of sample numbers
-- Errors: no LongTensor, numbers that no sample has.
-- @usage local set = dataset.new(torch.range(1, 10):view(5, 2), torch.range(1, 5))
--   set:index(torch.LongTensor { 1, 2, 3 }):size()  --> 3
function Dataset:index(numbers)
  check_numbers(self, 'facula.Dataset.index', numbers)
  local rows = self.rows and self.rows:index(1, numbers) or numbers:clone()
  return derive(self, { rows = rows, count = rows:size(1) })
end

--- A data set of the same samples in random order.
-- @param generator  optional: where the random numbers come from, default torch's own
-- @usage local set = dataset.new(torch.range(1, 10):view(5, 2), torch.range(1, 5))
--   set:shuffle():size()  --> 5
function Dataset:shuffle(generator)
  local n = self.count
  return self:index((generator and torch.randperm(generator, n) or torch.randperm(n)):long())
end

-- Where each part ends, of n samples.
local function ends_of(n, sizes)
  local ends, sum = {}, 0
  for i, size in ipairs(sizes) do
    if type(size) ~= 'number' or size ~= size or size <= 0 then
      fail(4, 'facula.Dataset.split', 'fractions below 1 or numbers of samples expected, got %s',
        tostring(size))
    end
    sum = sum + (size < 1 and size * n or size)
    ends[i] = math.floor(sum + 0.5)
    if ends[i] == (ends[i - 1] or 0) or ends[i] > n then
      fail(4, 'facula.Dataset.split', 'part %d would have %s of %d samples', i,
        ends[i] > n and 'more than are left' or 'none', n)
    end
  end
  if ends[#ends] ~= n then ends[#ends + 1] = n end
  return ends
end

--- Data sets of the first samples, the next ones, and so on.
-- @param ...  the size of each part: a fraction below 1 of all samples, or a number of samples
-- @return a data set for each size, and one more if samples are left
-- Errors: a part would have no samples, or more than there are.
-- @usage local set = dataset.new(torch.range(1, 10):view(5, 2), torch.range(1, 5))
--   local train, valid, test = set:shuffle():split(0.6, 0.2)
--   train:size(), valid:size(), test:size()  --> 3, 1, 1
function Dataset:split(...)
  local ends, parts, done = ends_of(self.count, { ... }), {}, 0
  for i, stop in ipairs(ends) do
    local rows
    if self.rows then
      rows = self.rows:narrow(1, done + 1, stop - done)
    else
      rows = torch.LongTensor():range(done + 1, stop)
    end
    parts[i], done = derive(self, { rows = rows, count = stop - done }), stop
  end
  return (unpack or table.unpack)(parts)
end

--- A data set whose samples are transformed when they are asked for, batch by batch.
-- @param f  f(input, target, numbers) of a batch returns the new input and target; a target that it
--   does not return stays. It may change what it gets, which are copies.
-- @param how  'sample': f(input, target) is called for each sample and returns a new one, tensors
--   or numbers of the same size in all of a batch
-- Errors: f is no function; when batches are made, those of f.
-- @usage local set = dataset.new(torch.range(1, 10):view(5, 2), torch.range(1, 5))
--   set:map(function(x) return x:float():div(10) end):get(1)  --> {0.1, 0.2}, 1
--   local noisy = set:map(function(x) return x + torch.randn(2):mul(0.1) end, 'sample')
--   noisy:size()  --> 5
function Dataset:map(f, how)
  if type(f) ~= 'function' or (how ~= nil and how ~= 'sample') then
    fail(3, 'facula.Dataset.map', "a function, and 'sample' or nothing, expected, got %s, %s",
      torch.type(f), tostring(how))
  end
  local maps = { (unpack or table.unpack)(self.maps) }
  maps[#maps + 1] = how == 'sample' and for_each_sample(f) or f
  return derive(self, { maps = maps })
end

--- A data set that copies the samples of the next batch together in the background while the
-- present one is used. The batches are the same as without. As long as a loop over them runs, the
-- tensors of the set must not be changed, and their storages refuse to be resized; those of a loop
-- that was left early until the collector has found it.
-- @usage local set = dataset.new(torch.range(1, 10):view(5, 2), torch.range(1, 5))
--   for input in set:prefetch():batches(2) do print(input:size(1)) end  --> 2 2 1
function Dataset:prefetch()
  return derive(self, { ahead = true })
end

--- All samples, in batches.
-- @param size  how many samples a batch has; the last one has what is left
-- @param order  optional: a LongTensor of sample numbers, say a permutation; default 1 to size()
-- @return an iterator that gives input, target (nil if there is none) and a LongTensor with the
--   numbers of the samples. The tensors are used again for batches that follow.
-- Errors: size is no whole number from 1 on; order has numbers of no sample.
-- @usage local set = dataset.new(torch.range(1, 10):view(5, 2), torch.range(1, 5))
--   for input, target, numbers in set:batches(3, torch.LongTensor { 5, 4, 3, 2 }) do
--     print(input:size(1), numbers[1])
--   end  --> 3 5 1 2
function Dataset:batches(size, order)
  if type(size) ~= 'number' or size % 1 ~= 0 or size < 1 then
    fail(3, 'facula.Dataset.batches', 'a number of samples expected, got %s', tostring(size))
  end
  if order ~= nil then
    check_numbers(self, 'facula.Dataset.batches', order)
    order = order:clone()
  end
  return (self.ahead and iterate_ahead or iterate)(self, counter(self, size, order))
end

local function describe(value)
  if value == nil then return 'none' end
  if type(value) ~= 'table' then
    local sizes = value:size():totable()
    table.remove(sizes, 1)
    return (torch.typename(value):gsub('^torch%.', ''))
      .. (#sizes > 0 and ' ' .. table.concat(sizes, 'x') or '')
  end
  local parts = {}
  for key, part in pairs(value) do parts[#parts + 1] = tostring(key) .. ' ' .. describe(part) end
  table.sort(parts)
  return '{' .. table.concat(parts, ', ') .. '}'
end

function Dataset:__tostring__()
  return ('facula.Dataset of %d samples, input %s, target %s'):format(self.count,
    describe(self.input), describe(self.target))
end

return dataset
