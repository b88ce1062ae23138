-- Learns to read handwritten digits: 1797 images of 8x8 pixels, of which 300 are held out to see
-- how well the network reads digits that it has never met.
local torch = require 'torch'
local nn = require 'nn'
local optim = require 'optim'
local data = require 'facula.data'
local progress = require 'facula.progress'

local here = arg[0]:match '^(.*[/\\])' or ''

local cmd = torch.CmdLine()
cmd:text('Trains a network on handwritten digits and tests it on digits it has not seen.')
cmd:text()
cmd:option('--epochs', 30, 'how often to go through the training images')
cmd:option('--rate', 0.1, 'learning rate')
cmd:option('--momentum', 0.9, 'momentum')
cmd:option('--batch', 32, 'images per step')
cmd:option('--hidden', 128, 'hidden units')
cmd:option('--seed', 3, 'seed of the random numbers')
cmd:option('--data', here .. 'data/digits-8x8.csv.gz', 'the images, as comma-separated numbers')
local opt = cmd:parse(arg)

torch.manualSeed(opt.seed)
local timer = torch.Timer()

-- The images in random order: 64 pixels from 0 to 16, and in column 65 the digit. Classes count
-- from 1, so digit 0 is class 1.
local digits = data.csv(opt.data)
local count, held_out = digits:size(1), 300
digits = digits:index(1, torch.randperm(count):long())
local pixels = digits:narrow(2, 1, 64):clone():div(16)
local classes = digits:select(2, 65):clone():add(1)

local function part(first, n)
  return { x = pixels:narrow(1, first, n), y = classes:narrow(1, first, n), n = n }
end
local train, test = part(1, count - held_out), part(count - held_out + 1, held_out)

local net = nn.Sequential()
  :add(nn.Linear(64, opt.hidden))
  :add(nn.ReLU())
  :add(nn.Linear(opt.hidden, 10))
  :add(nn.LogSoftMax())
local criterion = nn.ClassNLLCriterion()
print(net)

-- How many of the images the network reads right, in percent.
local function accuracy(set)
  local _, guess = net:forward(set.x):max(2)
  return 100 * guess:typeAs(set.y):eq(set.y):sum() / set.n
end

-- Loss of a batch and its gradient by all parameters, which lie in one long tensor.
local params, grads = net:getParameters()
local x, y = torch.Tensor(), torch.Tensor()
local function loss_and_gradient()
  grads:zero()
  local loss = criterion:forward(net:forward(x), y)
  net:backward(x, criterion:backward(net.output, y))
  return loss, grads
end

-- One epoch: all training images in a new order, batch by batch. Returns the mean loss.
local sgd = { learningRate = opt.rate, momentum = opt.momentum, dampening = 0 }
local function epoch()
  local order, total = torch.randperm(train.n):long(), 0
  for first = 1, train.n, opt.batch do
    local batch = order:narrow(1, first, math.min(opt.batch, train.n - first + 1))
    x:index(train.x, 1, batch)
    y:index(train.y, 1, batch)
    local _, loss = optim.sgd(loss_and_gradient, params, sgd)
    total = total + loss[1] * batch:size(1)
  end
  return total / train.n
end

local bar = progress.new(opt.epochs, { label = 'training', unit = 'epochs' })
local note
for _ = 1, opt.epochs do
  local loss = epoch()
  note = ('loss %.4f, test %.1f %%'):format(loss, accuracy(test))
  bar:add(1, note)
end
bar:finish(note)

print(('test accuracy %.2f %% on %d images never seen, after %.2f s'):format(
  accuracy(test), test.n, timer:time().real))
