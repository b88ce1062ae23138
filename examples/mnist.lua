-- Trains a network on MNIST, the handwritten digits of 28x28 pixels: the classic one of 784, 100
-- and 10 units, or a convolutional one after LeCun et al. 1998, "Gradient-based learning applied to
-- document recognition". The four files must lie in a folder; nothing is downloaded. Fashion-MNIST,
-- pictures of clothes, comes in files of the same names and form.
--
--   examples/mnist.lua --data mnist                      plain gradient descent: about 96 %
--   examples/mnist.lua --data mnist --momentum 0.9       about 98 %
--   examples/mnist.lua --data mnist --model conv --momentum 0.9 --lr 0.02 --epochs 3    about 99 %
--   examples/mnist.lua --data fashion --model conv --momentum 0.9 --lr 0.02 --epochs 5
--   examples/mnist.lua --data mnist --checkpoint m.t7    keeps the state after each epoch in m.t7;
--                                                        with --resume it goes on from there
local torch = require 'torch'
local nn = require 'nn'
local optim = require 'optim'
local data = require 'facula.data'
local progress = require 'facula.progress'

local cmd = torch.CmdLine()
cmd:text('Trains a network on MNIST.')
cmd:text()
cmd:option('--data', 'mnist', 'folder with the four MNIST files, plain or .gz')
cmd:option('--model', 'mlp', 'mlp, or conv for a convolutional network')
cmd:option('--epochs', 10, 'how often to go through the training images')
cmd:option('--lr', 0.01, 'learning rate')
cmd:option('--momentum', 0, 'momentum')
cmd:option('--batch', 64, 'images per step')
cmd:option('--hidden', 100, 'hidden units of the mlp')
cmd:option('--seed', 1, 'seed of the random numbers')
cmd:option('--threads', torch.getnumthreads(), 'threads to compute with')
cmd:option('--checkpoint', '', 'file that keeps the state after each epoch')
cmd:option('--resume', false, 'go on from the checkpoint')
local opt = cmd:parse(arg)

local function stop(message)
  io.stderr:write(message, '\n')
  os.exit(1)
end

if opt.resume and opt.checkpoint == '' then stop('--resume needs --checkpoint FILE') end
torch.setdefaulttensortype('torch.FloatTensor')
torch.setnumthreads(opt.threads)
torch.manualSeed(opt.seed)

-- Networks by name; height and width are those of the images.
local models = {}

function models.mlp(height, width)
  return nn.Sequential()
    :add(nn.View(height * width))
    :add(nn.Linear(height * width, opt.hidden))
    :add(nn.ReLU())
    :add(nn.Linear(opt.hidden, 10))
    :add(nn.LogSoftMax())
end

-- Two stages of convolution and pooling, then two layers that see everything.
function models.conv(height, width)
  local features = nn.Sequential()
    :add(nn.SpatialConvolution(1, 32, 5, 5))
    :add(nn.ReLU())
    :add(nn.SpatialMaxPooling(2, 2))
    :add(nn.SpatialConvolution(32, 64, 5, 5))
    :add(nn.ReLU())
    :add(nn.SpatialMaxPooling(2, 2))
  local size = features:forward(torch.zeros(1, 1, height, width)):nElement()
  return features
    :add(nn.View(size))
    :add(nn.Linear(size, 128))
    :add(nn.ReLU())
    :add(nn.Dropout(0.5))
    :add(nn.Linear(128, 10))
    :add(nn.LogSoftMax())
end

if not models[opt.model] then stop('--model: expected mlp or conv, got ' .. opt.model) end

-- Images as planes with mean 0 and deviation 1 over all training pixels; classes count from 1.
local found, train, test = pcall(data.mnist, opt.data)
if not found then stop(train) end
for _, set in ipairs { train, test } do
  set.x = set.images:float():view(set.images:size(1), 1, set.images:size(2), set.images:size(3))
  set.y = set.labels:long():add(1)
end
local mean, deviation = train.x:mean(), train.x:std()
for _, set in ipairs { train, test } do set.x:add(-mean):div(deviation) end

-- What a checkpoint keeps: all that the next epoch depends on.
local state
if opt.resume then
  local loaded
  loaded, state = pcall(torch.load, opt.checkpoint)
  if not loaded then stop(state) end
  if type(state) ~= 'table' or not (state.net and state.sgd and state.epoch and state.random) then
    stop(opt.checkpoint .. ' is not a checkpoint of this program')
  end
  torch.setRNGState(state.random)
  print(('going on after epoch %d of %s'):format(state.epoch, opt.checkpoint))
else
  local net = models[opt.model](train.x:size(3), train.x:size(4))
  state = { net = net, sgd = {}, epoch = 0 }
end

local net, criterion = state.net, nn.ClassNLLCriterion()
local params, grads = net:getParameters()
local sgd = { learningRate = opt.lr, momentum = opt.momentum, dampening = 0 }
print(net)

local function right_guesses(output, y)
  local _, guess = output:max(2)
  return guess:eq(y):sum()
end

-- Loss of the batch x, y and its gradient by all parameters.
local x, y = torch.Tensor(), torch.LongTensor()
local function loss_and_gradient()
  grads:zero()
  local loss = criterion:forward(net:forward(x), y)
  net:backward(x, criterion:backward(net.output, y))
  return loss, grads
end

-- One epoch over the training images in a new order. Returns mean loss and accuracy in percent.
local function train_epoch(bar)
  net:training()
  local n, total, right = train.x:size(1), 0, 0
  local order = torch.randperm(n):long()
  for first = 1, n, opt.batch do
    local batch = order:narrow(1, first, math.min(opt.batch, n - first + 1))
    x:index(train.x, 1, batch)
    y:index(train.y, 1, batch)
    local _, loss = optim.sgd(loss_and_gradient, params, sgd, state.sgd)
    total = total + loss[1] * batch:size(1)
    right = right + right_guesses(net.output, y)
    bar:add(batch:size(1), ('loss %.4f'):format(total / (first + batch:size(1) - 1)))
  end
  return total / n, 100 * right / n
end

local function test_accuracy()
  net:evaluate()
  local n, right, step = test.x:size(1), 0, 1000
  for first = 1, n, step do
    local rows = math.min(step, n - first + 1)
    local output = net:forward(test.x:narrow(1, first, rows))
    right = right + right_guesses(output, test.y:narrow(1, first, rows))
  end
  return 100 * right / n
end

local function save_checkpoint()
  state.random = torch.getRNGState()
  torch.save(opt.checkpoint, state)
end

for epoch = state.epoch + 1, opt.epochs do
  local label = ('epoch %2d'):format(epoch)
  local bar = progress.new(train.x:size(1), { label = label, unit = 'images' })
  local loss, accuracy = train_epoch(bar)
  bar:finish(('loss %.4f, accuracy %.2f %%, test %.2f %%'):format(loss, accuracy, test_accuracy()))
  state.epoch = epoch
  if opt.checkpoint ~= '' then save_checkpoint() end
end
print(('test accuracy %.2f %%'):format(test_accuracy()))
