-- Compares the variants of gradient descent: each trains the same network from the same start on
-- the same batches, and all losses come into one picture. The digits of 8x8 pixels that lie beside
-- this file take seconds; --data names a folder with the four files of MNIST instead.
--
--   examples/sgd_variants.lua                            draws in the terminal
--   examples/sgd_variants.lua --svg variants.svg         and into a file, by gnuplot
--   examples/sgd_variants.lua --data mnist --epochs 1
--
-- The losses of single batches jump, so what is drawn is their exponential average, divided by the
-- sum of its weights so that the first values are right too.
local torch = require 'torch'
local nn = require 'nn'
local optim = require 'optim'
local gnuplot = require 'gnuplot'
local progress = require 'facula.progress'

local here = arg[0]:match '^(.*[/\\])' or ''

local cmd = torch.CmdLine()
cmd:text('Compares variants of gradient descent by their losses, in one picture.')
cmd:text()
cmd:option('--data', '', 'folder with the four MNIST files, plain or .gz; without it digits of 8x8')
cmd:option('--epochs', 15, 'how often to go through the training images')
cmd:option('--batch', 64, 'images per step')
cmd:option('--hidden', 100, 'hidden units')
cmd:option('--smooth', 0.95, 'share of the old average in the smoothed loss, 0 to below 1')
cmd:option('--seed', 1, 'seed of the random numbers')
cmd:option('--png', '', 'PNG file to draw into, by gnuplot')
cmd:option('--svg', '', 'SVG file to draw into, by gnuplot')
local opt = cmd:parse(arg)

local function stop(message)
  io.stderr:write(message, '\n')
  os.exit(1)
end

local variants = {
  { name = 'SGD', method = optim.sgd, config = { learningRate = 0.02 } },
  { name = 'momentum', method = optim.sgd,
    config = { learningRate = 0.02, momentum = 0.9, dampening = 0 } },
  { name = 'Nesterov', method = optim.sgd,
    config = { learningRate = 0.02, momentum = 0.9, dampening = 0, nesterov = true } },
  { name = 'Adagrad', method = optim.adagrad, config = { learningRate = 0.02 } },
  { name = 'RMSprop', method = optim.rmsprop, config = { learningRate = 0.002, alpha = 0.9 } },
  { name = 'Adam', method = optim.adam, config = { learningRate = 0.002 } },
  { name = 'AdamW', method = optim.adamw, config = { learningRate = 0.002, weightDecay = 0.1 } },
}

-- The files come first: without gnuplot the program says so before it computes anything.
local figures = {}
for _, format in ipairs { 'png', 'svg' } do
  if opt[format] ~= '' then
    local ok, figure = pcall(gnuplot[format .. 'figure'], opt[format])
    if not ok then stop(figure) end
    figures[#figures + 1] = figure
  end
end

torch.setdefaulttensortype('torch.FloatTensor')
local found, images, classes = pcall(dofile(here .. 'data/images.lua'), opt.data)
if not found then stop(images) end
local count, pixels = images:size(1), images:size(2)

local net = nn.Sequential()
  :add(nn.Linear(pixels, opt.hidden))
  :add(nn.ReLU())
  :add(nn.Linear(opt.hidden, 10))
  :add(nn.LogSoftMax())
local criterion = nn.ClassNLLCriterion()
local params, grads = net:getParameters()
torch.manualSeed(opt.seed)
net:reset()
local start = params:clone()

local x, y = torch.Tensor(), torch.LongTensor()
local function loss_and_gradient()
  grads:zero()
  local loss = criterion:forward(net:forward(x), y)
  net:backward(x, criterion:backward(net.output, y))
  return loss, grads
end

-- Trains from the common start; returns the smoothed loss of each step.
local function train(variant)
  params:copy(start)
  torch.manualSeed(opt.seed)
  local bar = progress.new(opt.epochs * count, { label = ('%-8s'):format(variant.name),
    unit = 'images' })
  local losses, average, weight, smoothed = {}, 0, 0, nil
  for _ = 1, opt.epochs do
    local order = torch.randperm(count):long()
    for first = 1, count, opt.batch do
      local batch = order:narrow(1, first, math.min(opt.batch, count - first + 1))
      x:index(images, 1, batch)
      y:index(classes, 1, batch)
      local _, loss = variant.method(loss_and_gradient, params, variant.config)
      average = opt.smooth * average + (1 - opt.smooth) * loss[1]
      weight = opt.smooth * weight + (1 - opt.smooth)
      smoothed = average / weight
      losses[#losses + 1] = smoothed
      bar:add(batch:size(1), ('loss %.4f'):format(smoothed))
    end
  end
  bar:finish(('loss %.4f'):format(smoothed))
  return losses
end

local curves = {}
for i, variant in ipairs(variants) do curves[i] = { variant.name, train(variant), '-' } end

local function draw()
  gnuplot.title(('Variants of gradient descent on %s'):format(
    opt.data == '' and 'digits of 8x8 pixels' or 'MNIST'))
  gnuplot.xlabel 'step'
  gnuplot.ylabel 'smoothed loss'
  gnuplot.logscale 'y' -- or nothing could be told apart near the end
  gnuplot.grid(true)
  gnuplot.plot(curves)
end

gnuplot.setterm 'text'
gnuplot.figure()
draw()
for _, figure in ipairs(figures) do
  gnuplot.figure(figure)
  draw()
  gnuplot.close(figure)
end
