-- Trains a network on MNIST, the handwritten digits of 28x28 pixels: the classic one of 784, 100
-- and 10 units, or a convolutional one after LeCun et al. 1998, "Gradient-based learning applied to
-- document recognition". The four files must lie in a folder; nothing is downloaded. Fashion-MNIST,
-- pictures of clothes, comes in files of the same names and form.
--
--   examples/mnist.lua --data mnist                      plain gradient descent: about 96 %
--   examples/mnist.lua --data mnist --momentum 0.9       about 98 %
--   examples/mnist.lua --data mnist --model conv --momentum 0.9 --lr 0.02 --epochs 3    about 99 %
--   examples/mnist.lua --data fashion --model conv --momentum 0.9 --lr 0.02 --epochs 5
--   examples/mnist.lua --data mnist --checkpoint m.t7    keeps the state after each epoch in m.t7,
--                                                        also when Ctrl-C ends the training; with
--                                                        --resume it goes on from there
local torch = require 'torch'
local nn = require 'nn'
local data = require 'facula.data'
local trainer = require 'facula.trainer'

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

-- Plain gradient descent, with all that belongs to it: order, progress, checkpoints. The accuracy
-- on the test images, which the network does not learn from, is told after each epoch.
local net = models[opt.model](train.x:size(3), train.x:size(4))
local made, training = pcall(trainer.new, {
  net = net,
  criterion = nn.ClassNLLCriterion(),
  train = { input = train.x, target = train.y },
  validation = { input = test.x, target = test.y },
  metrics = { accuracy = trainer.accuracy },
  config = { learningRate = opt.lr, momentum = opt.momentum, dampening = 0 },
  epochs = opt.epochs,
  batch = opt.batch,
  checkpoint = opt.checkpoint ~= '' and opt.checkpoint or nil,
  resume = opt.resume,
  unit = 'images',
  report = function(epoch)
    return ('loss %.4f, accuracy %.2f %%, test %.2f %%'):format(epoch.train.loss,
      epoch.train.accuracy, epoch.validation.accuracy)
  end,
})
if not made then stop(training) end

print(net)
training:run()
print(('test accuracy %.2f %%'):format(
  training:evaluate({ input = test.x, target = test.y }).accuracy))
