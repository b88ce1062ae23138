-- What `make bench` measures of nn: training steps of whole networks, single layers forward and
-- backward, and answers to one sample. Twins of the same key are in pytorch_networks.py.
-- Neighbours: rows.lua, whose form of rows this file shares; run.lua times and prints.
--
-- flops: floating-point operations of the products in one run, for the share of the peak.
local torch = require 'torch'
local nn = require 'nn'

local RATE = 0.01

local function uniform(...) return torch.FloatTensor(...):uniform() end
local function classes(n, count) return torch.LongTensor(n):random(1, count) end

local function repeated(f)
  return function(n)
    for _ = 1, n do f() end
  end
end

-- ---- the networks -------------------------------------------------------------------------------

local function mlp()
  return nn.Sequential()
    :add(nn.Linear(784, 1024)):add(nn.ReLU())
    :add(nn.Linear(1024, 10)):add(nn.LogSoftMax())
end

local function lenet()
  return nn.Sequential()
    :add(nn.SpatialConvolution(1, 32, 5, 5)):add(nn.ReLU()):add(nn.SpatialMaxPooling(2, 2))
    :add(nn.SpatialConvolution(32, 64, 5, 5)):add(nn.ReLU()):add(nn.SpatialMaxPooling(2, 2))
    :add(nn.View(1024)):add(nn.Linear(1024, 10)):add(nn.LogSoftMax())
end

-- Predicts a word from the four before it.
local WORDS = 10000

local function language_model()
  return nn.Sequential()
    :add(nn.LookupTable(WORDS, 64)):add(nn.View(4 * 64))
    :add(nn.Linear(4 * 64, 128)):add(nn.Tanh())
    :add(nn.Linear(128, WORDS)):add(nn.LogSoftMax())
end

local function block()
  return nn.Sequential()
    :add(nn.SpatialConvolution(64, 64, 3, 3, 1, 1, 1, 1))
    :add(nn.SpatialBatchNormalization(64)):add(nn.ReLU())
end

-- ---- what is done with them ---------------------------------------------------------------------

-- A network with its loss. The gradient by the input of the network is not computed, as little as
-- PyTorch computes it unless it is asked to.
local function to_train(make)
  local net, criterion = make():float(), nn.ClassNLLCriterion():float()
  if torch.type(net:get(1)) ~= 'nn.LookupTable' then net:get(1).gradInput = nil end
  return net, criterion
end

-- Forward, loss, backward, update.
local function training_step(make, x, y)
  return function()
    local net, criterion = to_train(make)
    local params, grads = net:getParameters()
    return repeated(function()
      grads:zero()
      criterion:forward(net:forward(x), y)
      net:backward(x, criterion:backward(net.output, y))
      params:add(-RATE, grads)
    end)
  end
end

-- The same step, which adds gradients to the parameters while it computes them.
local function updating_step(make, x, y)
  return function()
    local net, criterion = to_train(make)
    return repeated(function()
      criterion:forward(net:forward(x), y)
      net:backwardUpdate(x, criterion:backward(net.output, y), RATE)
    end)
  end
end

local function both_passes(make, x)
  return function()
    local net = make():float()
    local g = net:forward(x):clone():uniform()
    return repeated(function()
      net:zeroGradParameters()
      net:forward(x)
      net:backward(x, g)
    end)
  end
end

local function answer(make, x)
  return function()
    local net = make():float()
    net:evaluate()
    return repeated(function() net:forward(x) end)
  end
end

-- Operations of the products of a convolution, forward and both backward passes.
local function conv_flops(batch, nin, nout, kernel, height, width)
  return 3 * 2 * batch * nin * nout * kernel * kernel * height * width
end

local networks = {}

-- the first layers of the networks below have one backward pass, not two
local lenet_flops = conv_flops(64, 1, 32, 5, 24, 24) * 2 / 3 + conv_flops(64, 32, 64, 5, 8, 8) +
  3 * 2 * 64 * 1024 * 10

networks.steps = {}

-- Two rows for a network: its training step, and the same by backwardUpdate.
local function add_steps(name, key, at_least, flops, make, x, y)
  local function add(title, body)
    table.insert(networks.steps,
      { name = title, key = key, at_least = at_least, flops = flops, make = body(make, x, y) })
  end
  add(name, training_step)
  add('  the same by backwardUpdate', updating_step)
end

add_steps('MLP 784-1024-10, batch 128', 'mlp1024', 1.5, 2 * 128 * (2 * 784 * 1024 + 3 * 1024 * 10),
  mlp, uniform(128, 784), classes(128, 10))
add_steps('LeNet 32-64, 5x5, 28x28, batch 64', 'lenet', 1, lenet_flops,
  lenet, uniform(64, 1, 28, 28), classes(64, 10))
add_steps('word-window model, 10,000 words, batch 32', 'words', 1.5,
  3 * 2 * 32 * (256 * 128 + 128 * WORDS),
  language_model, classes(32 * 4, WORDS):view(32, 4), classes(32, WORDS))

local big, small = uniform(32, 64, 32, 32), uniform(32, 64, 16, 16)

-- A row over one layer, forward and backward.
local function layer(name, key, flops, make, x)
  return { name = name, key = key, at_least = 1, flops = flops, make = both_passes(make, x) }
end

networks.layers = {
  layer('3x3 64-64, batch norm, ReLU, 32x32', 'block', conv_flops(32, 64, 64, 3, 32, 32), block,
    big),
  layer('convolution 1x1 64-128, 32x32', 'conv1', conv_flops(32, 64, 128, 1, 32, 32),
    function() return nn.SpatialConvolution(64, 128, 1, 1) end, big),
  layer('convolution 3x3 64-64 stride 2, 32x32', 'strided', conv_flops(32, 64, 64, 3, 16, 16),
    function() return nn.SpatialConvolution(64, 64, 3, 3, 2, 2, 1, 1) end, big),
  layer('convolution 3x3 64-64 dilated 2, 32x32', 'dilated', conv_flops(32, 64, 64, 3, 32, 32),
    function() return nn.SpatialDilatedConvolution(64, 64, 3, 3, 1, 1, 2, 2, 2, 2) end, big),
  layer('convolution 3x3 64 depth-wise, 32x32', 'depthwise', nil,
    function() return nn.SpatialDepthWiseConvolution(64, 1, 3, 3, 1, 1, 1, 1) end, big),
  layer('full convolution 4x4 64-32 stride 2, 16x16', 'full', conv_flops(32, 64, 32, 4, 16, 16),
    function() return nn.SpatialFullConvolution(64, 32, 4, 4, 2, 2, 1, 1) end, small),
  layer('max pooling 2x2 of 64, 32x32', 'maxpool', nil,
    function() return nn.SpatialMaxPooling(2, 2) end, big),
  layer('average pooling 2x2 of 64, 32x32', 'avgpool', nil,
    function() return nn.SpatialAveragePooling(2, 2, 2, 2) end, big),
  layer('batch normalisation of 64, 32x32', 'batchnorm', nil,
    function() return nn.SpatialBatchNormalization(64) end, big),
}

networks.answers = {
  { name = 'MLP', key = 'mlp1024_one', at_least = 1.5, make = answer(mlp, uniform(784)) },
  { name = 'LeNet', key = 'lenet_one', at_least = 1.5, make = answer(lenet, uniform(1, 28, 28)) },
  { name = 'word-window model', key = 'words_one', at_least = 1.5,
    make = answer(language_model, classes(4, WORDS)) },
  { name = '3x3 64-64, batch norm, ReLU', key = 'block_one', at_least = 1.5,
    make = answer(block, uniform(1, 64, 32, 32)) },
}

return networks
