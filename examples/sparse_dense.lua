-- One linear layer over features of different kinds. Of a stacked input, a one-hot vector over
-- sparse features over dense ones, a layer computes
--
--   W [c; s; d] + b  =  Wc c + Ws s + Wd d + b
--
-- and each product has a module that does no work for zeros: a row of nn.LookupTable for the
-- one-hot c, nn.SparseLinear for the pairs {index, value} of s, nn.Linear for d. nn.ParallelTable
-- gives each its part of the input, nn.CAddTable adds what they make.
--
-- The data are made up: visitors, each with a home town (one of many), tags (a few of many, with
-- weights) and some measurements. Whether they come back depends on all three.
--
--   examples/sparse_dense.lua
--   examples/sparse_dense.lua --tags 5000 --epochs 20
local torch = require 'torch'
local nn = require 'nn'
local optim = require 'optim'
local dataset = require 'facula.dataset'
local progress = require 'facula.progress'

local cmd = torch.CmdLine()
cmd:text('Learns from sparse and dense features side by side.')
cmd:text()
cmd:option('--samples', 6000, 'visitors; a quarter of them is for testing')
cmd:option('--towns', 40, 'towns to come from')
cmd:option('--tags', 200, 'tags there are')
cmd:option('--each', 4, 'tags of one visitor')
cmd:option('--dense', 3, 'measurements')
cmd:option('--hidden', 16, 'hidden units')
cmd:option('--epochs', 15, 'how often to go through the training set')
cmd:option('--rate', 0.01, 'learning rate')
cmd:option('--batch', 32, 'samples per step')
cmd:option('--seed', 1, 'seed of the random numbers')
local opt = cmd:parse(arg)

torch.manualSeed(opt.seed)

-- The three kinds of features, and classes 1 and 2: the sign of a sum to which all contribute.
local function make_data(n)
  local town = torch.LongTensor(n):random(opt.towns)
  local tags = torch.Tensor(n, opt.each, 2)
  tags:select(3, 1):random(opt.tags)
  tags:select(3, 2):uniform(0.5, 1.5)
  local dense = torch.randn(n, opt.dense)

  local town_worth, tag_worth = torch.randn(opt.towns), torch.randn(opt.tags)
  local worth = town_worth:index(1, town):mul(2)
  local chosen = tag_worth:index(1, tags:select(3, 1):contiguous():view(-1):long())
  worth:add(chosen:cmul(tags:select(3, 2):contiguous():view(-1)):view(n, opt.each):sum(2):view(n))
  worth:add(torch.mv(dense, torch.ones(opt.dense)))
  return dataset.new({ town, tags, dense }, worth:gt(0):long():add(1))
end

local train, test = make_data(opt.samples):split(0.75)
print(train)

-- The layer that takes all three.
local function sparse_and_dense(outputs)
  return nn.Sequential()
    :add(nn.ParallelTable()
      :add(nn.LookupTable(opt.towns, outputs))
      :add(nn.SparseLinear(opt.tags, outputs))
      :add(nn.Linear(opt.dense, outputs)))
    :add(nn.CAddTable())
end

-- That it computes what one layer over the stacked vector does: the largest difference.
local function check_layer()
  local layer = sparse_and_dense(opt.hidden)
  local lookup, sparse, dense = layer:get(1):get(1), layer:get(1):get(2), layer:get(1):get(3)
  local whole = nn.Linear(opt.towns + opt.tags + opt.dense, opt.hidden)
  whole.weight:copy(torch.cat({ lookup.weight:t(), sparse.weight, dense.weight }, 2))
  whole.bias:copy(sparse.bias):add(dense.bias)

  local input = train:batch(torch.range(1, 8):long())
  local stacked = torch.zeros(8, opt.towns + opt.tags + opt.dense)
  for i = 1, 8 do
    local row = stacked[i]
    row[input[1][i]] = 1
    for k = 1, opt.each do
      local pair = input[2][i][k]
      row[opt.towns + pair[1]] = row[opt.towns + pair[1]] + pair[2]
    end
    row:narrow(1, opt.towns + opt.tags + 1, opt.dense):copy(input[3][i])
  end
  return (layer:forward(input) - whole:forward(stacked)):abs():max()
end

print(('one layer over the stacked vector differs by %.0e at most'):format(check_layer()))

local net = sparse_and_dense(opt.hidden)
  :add(nn.Tanh())
  :add(nn.Linear(opt.hidden, 2))
  :add(nn.LogSoftMax())
local criterion = nn.ClassNLLCriterion()
print(net)

local params, grads = net:getParameters()
local adam = { learningRate = opt.rate }

local function step(input, target)
  local _, loss = optim.adam(function()
    grads:zero()
    local loss = criterion:forward(net:forward(input), target)
    net:backward(input, criterion:backward(net.output, target))
    return loss, grads
  end, params, adam)
  return loss[1]
end

-- How many samples the network gets right, in percent.
local function accuracy(set)
  local right = 0
  for input, target in set:batches(500) do
    local _, guess = net:forward(input):max(2)
    right = right + guess:view(-1):eq(target):sum()
  end
  return 100 * right / set:size()
end

local bar = progress.new(opt.epochs, { label = 'training', unit = 'epochs' })
local note
for _ = 1, opt.epochs do
  local total = 0
  for input, target in train:shuffle():batches(opt.batch) do
    total = total + step(input, target) * target:size(1)
  end
  note = ('loss %.4f, test %.1f %%'):format(total / train:size(), accuracy(test))
  bar:add(1, note)
end
bar:finish(note)

print(('test accuracy %.2f %% on %d visitors never seen'):format(accuracy(test), test:size()))
