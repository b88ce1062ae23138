-- Looks for a learning rate: trains with rates that grow from tiny to huge, and draws the smoothed
-- loss against them. While the rate is too small nothing happens, then the loss falls, then it
-- flies off. A good rate lies where it still falls, well before its minimum. After L. N. Smith,
-- Cyclical Learning Rates for Training Neural Networks, WACV 2017; optim.findLearningRate does the
-- work.
--
--   examples/lr_finder.lua                               on the digits of 8x8 beside this file
--   examples/lr_finder.lua --method adam --png rates.png   and into a file, by gnuplot
--   examples/lr_finder.lua --data mnist
local torch = require 'torch'
local nn = require 'nn'
local optim = require 'optim'
local gnuplot = require 'gnuplot'

local here = arg[0]:match '^(.*[/\\])' or ''

local cmd = torch.CmdLine()
cmd:text('Looks for a learning rate and draws the loss against the rates.')
cmd:text()
cmd:option('--data', '', 'folder with the four MNIST files, plain or .gz; without it digits of 8x8')
cmd:option('--method', 'sgd', 'sgd, momentum, adagrad, rmsprop or adam')
cmd:option('--from', 1e-5, 'first learning rate')
cmd:option('--to', 100, 'last learning rate')
cmd:option('--steps', 300, 'how many rates to try')
cmd:option('--smooth', 0.95, 'share of the old average in the smoothed loss, 0 to below 1')
cmd:option('--batch', 64, 'images per step')
cmd:option('--hidden', 100, 'hidden units')
cmd:option('--seed', 1, 'seed of the random numbers')
cmd:option('--png', '', 'PNG file to draw into, by gnuplot')
cmd:option('--svg', '', 'SVG file to draw into, by gnuplot')
local opt = cmd:parse(arg)

local function stop(message)
  io.stderr:write(message, '\n')
  os.exit(1)
end

local methods = {
  sgd = { optim.sgd, {} },
  momentum = { optim.sgd, { momentum = 0.9, dampening = 0 } },
  adagrad = { optim.adagrad, {} },
  rmsprop = { optim.rmsprop, {} },
  adam = { optim.adam, {} },
}
if not methods[opt.method] then
  stop('--method: expected sgd, momentum, adagrad, rmsprop or adam, got ' .. opt.method)
end
local method, config = methods[opt.method][1], methods[opt.method][2]

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
torch.manualSeed(opt.seed)
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

-- Loss and gradient of the next batch of randomly drawn images.
local function loss_and_gradient()
  local batch = torch.LongTensor(opt.batch):random(1, count)
  local x, y = images:index(1, batch), classes:index(1, batch)
  grads:zero()
  local loss = criterion:forward(net:forward(x), y)
  net:backward(x, criterion:backward(net.output, y))
  return loss, grads
end

local tried, rates, losses, suggestion = pcall(optim.findLearningRate, method, loss_and_gradient,
  params, config, { from = opt.from, to = opt.to, steps = opt.steps, smooth = opt.smooth })
if not tried then stop(rates) end

local function draw()
  gnuplot.title(('Loss of %s against the learning rate'):format(opt.method))
  gnuplot.xlabel 'learning rate'
  gnuplot.ylabel 'smoothed loss'
  gnuplot.grid(true)
  gnuplot.logscale 'x'
  gnuplot.plot(rates, losses, '-')
end

gnuplot.setterm 'text'
gnuplot.figure()
draw()
for _, figure in ipairs(figures) do
  gnuplot.figure(figure)
  draw()
  gnuplot.close(figure)
end

if suggestion then
  print(('suggested learning rate %.2g, a tenth of where the loss was lowest'):format(suggestion))
else
  print 'the loss never fell: try a smaller --from'
end
