-- Two ways to train the same network: at a constant learning rate, and along one cycle, in which
-- the rate rises and falls once while the momentum falls and rises (L. N. Smith, "A disciplined
-- approach to neural network hyper-parameters", 2018). The images are the digits beside this file,
-- or MNIST; nothing is downloaded.
--
--   examples/onecycle.lua
--   examples/onecycle.lua --epochs 20 --peak 0.5
--   examples/onecycle.lua --data mnist        the folder with the four MNIST files
local torch = require 'torch'
local nn = require 'nn'
local optim = require 'optim'
local gnuplot = require 'gnuplot'
local data = require 'facula.data'
local trainer = require 'facula.trainer'

local here = arg[0]:match '^(.*[/\\])' or ''

local cmd = torch.CmdLine()
cmd:text('Compares a constant learning rate with one cycle.')
cmd:text()
cmd:option('--data', '', 'folder with the MNIST files; without it the digits of 8x8 pixels')
cmd:option('--epochs', 10, 'how often to go through the training images')
cmd:option('--batch', 32, 'images per step')
cmd:option('--hidden', 128, 'hidden units')
cmd:option('--rate', 0.05, 'the constant rate; its momentum is 0.9')
cmd:option('--peak', 0.3, 'the highest rate of the cycle')
cmd:option('--seed', 1, 'seed of the random numbers')
local opt = cmd:parse(arg)

torch.setdefaulttensortype('torch.FloatTensor')
torch.manualSeed(opt.seed)

-- Training and test images as rows of pixels from 0 to 1; classes count from 1.
local function digits()
  local rows = data.csv(here .. 'data/digits-8x8.csv.gz'):float()
  rows = rows:index(1, torch.randperm(rows:size(1)):long())
  local function part(first, n)
    local some = rows:narrow(1, first, n)
    local images, labels = some:narrow(2, 1, 64), some:select(2, 65)
    return { input = images:clone():div(16), target = labels:long():add(1) }
  end
  return part(301, rows:size(1) - 300), part(1, 300)
end

local function mnist()
  local found, train, test = pcall(data.mnist, opt.data)
  if not found then
    io.stderr:write(train, '\n')
    os.exit(1)
  end
  local function part(set)
    local n = set.images:size(1)
    return { input = set.images:float():view(n, -1):div(255), target = set.labels:long():add(1) }
  end
  return part(train), part(test)
end

local load = opt.data == '' and digits or mnist
local train, test = load()
local pixels = train.input:size(2)

-- Trains a network that starts the same each time; returns its test accuracy after each epoch.
local function accuracies(config, schedule)
  torch.manualSeed(opt.seed)
  local training = trainer.new {
    net = nn.Sequential()
      :add(nn.Linear(pixels, opt.hidden))
      :add(nn.ReLU())
      :add(nn.Linear(opt.hidden, 10))
      :add(nn.LogSoftMax()),
    criterion = nn.ClassNLLCriterion(),
    train = train,
    validation = test,
    metrics = { accuracy = trainer.accuracy },
    config = config,
    schedule = schedule,
    epochs = opt.epochs,
    batch = opt.batch,
    unit = 'images',
  }
  local list = {}
  for i, epoch in ipairs((training:run())) do list[i] = epoch.validation.accuracy end
  return list
end

print(('constant rate %g'):format(opt.rate))
local constant = accuracies({ learningRate = opt.rate, momentum = 0.9, dampening = 0 })

print(('one cycle up to %g'):format(opt.peak))
local steps = opt.epochs * math.ceil(train.input:size(1) / opt.batch)
local cycle = accuracies({ dampening = 0 },
  optim.schedule.oneCycle { peak = opt.peak, steps = steps })

print '\ntest accuracy in percent\nepoch  constant  one cycle'
for i = 1, math.min(#constant, #cycle) do
  print(('%5d  %8.2f  %9.2f'):format(i, constant[i], cycle[i]))
end

if #cycle > 1 then
  print ''
  gnuplot.setterm 'text'
  gnuplot.title 'test accuracy in percent'
  gnuplot.xlabel 'epoch'
  gnuplot.plot({ 'constant', torch.Tensor(constant), '-' },
    { 'one cycle', torch.Tensor(cycle), '-' })
end
