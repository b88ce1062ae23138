-- Tells clothes apart: a small convolutional network on Fashion-MNIST, 70000 pictures of 28x28
-- pixels in ten classes (H. Xiao, K. Rasul, R. Vollgraf, 2017). Debian and Ubuntu have the files in
-- the package dataset-fashion-mnist; elsewhere --data tells the folder. Nothing is downloaded.
--
--   examples/fashion.lua                      goes through the pictures five times: about 91 %
--   examples/fashion.lua --checkpoint f.t7    keeps the state in f.t7; after Ctrl-C, or worse, the
--                                             same command goes on from there
local torch = require 'torch'
local nn = require 'nn'
local optim = require 'optim'
local data = require 'facula.data'
local trainer = require 'facula.trainer'

local cmd = torch.CmdLine()
cmd:text('Trains a small convolutional network on Fashion-MNIST.')
cmd:text()
cmd:option('--data', '/usr/share/datasets/fashion-mnist', 'folder with the four files')
cmd:option('--epochs', 5, 'how often to go through the training pictures')
cmd:option('--batch', 64, 'pictures per step')
cmd:option('--rate', 0.05, 'the highest learning rate')
cmd:option('--seed', 1, 'seed of the random numbers')
cmd:option('--checkpoint', '', 'file that keeps the state, to go on from')
local opt = cmd:parse(arg)

local function stop(message)
  io.stderr:write(message, '\n')
  os.exit(1)
end

torch.setdefaulttensortype('torch.FloatTensor')
torch.manualSeed(opt.seed)

-- Pictures as planes of numbers around 0; classes count from 1.
local found, train, test = pcall(data.mnist, opt.data)
if not found then stop(train) end
local mean, deviation
local function prepared(set)
  local images = set.images
  local x = images:float():view(images:size(1), 1, images:size(2), images:size(3))
  mean, deviation = mean or x:mean(), deviation or x:std()
  return { input = x:add(-mean):div(deviation), target = set.labels:long():add(1) }
end
train, test = prepared(train), prepared(test)

-- Two stages that look for patterns and keep the strongest of four neighbours, then two layers that
-- see everything.
local features = nn.Sequential()
  :add(nn.SpatialConvolution(1, 32, 3, 3)):add(nn.ReLU()):add(nn.SpatialMaxPooling(2, 2))
  :add(nn.SpatialConvolution(32, 64, 3, 3)):add(nn.ReLU()):add(nn.SpatialMaxPooling(2, 2))
local size = features:forward(train.input:narrow(1, 1, 1)):nElement()
local net = features
  :add(nn.View(size))
  :add(nn.Linear(size, 128)):add(nn.ReLU()):add(nn.Dropout(0.25))
  :add(nn.Linear(128, 10)):add(nn.LogSoftMax())

local matrix = optim.ConfusionMatrix {
  'T-shirt', 'trousers', 'pullover', 'dress', 'coat', 'sandal', 'shirt', 'sneaker', 'bag', 'boot',
}
local steps = opt.epochs * math.ceil(train.input:size(1) / opt.batch)
local made, training = pcall(trainer.new, {
  net = net,
  criterion = nn.ClassNLLCriterion(),
  train = train,
  validation = test,
  metrics = { accuracy = matrix },
  config = { dampening = 0 },
  schedule = optim.schedule.oneCycle { peak = opt.rate, steps = steps },
  epochs = opt.epochs,
  batch = opt.batch,
  checkpoint = opt.checkpoint ~= '' and opt.checkpoint or nil,
  resume = opt.checkpoint ~= '' and 'auto',
  every = opt.checkpoint ~= '' and 200 or nil,
  unit = 'pictures',
})
if not made then stop(training) end

print(net)
training:run()
local accuracy = training:evaluate(test).accuracy
print(matrix)
print(('test accuracy %.2f %%'):format(accuracy))
