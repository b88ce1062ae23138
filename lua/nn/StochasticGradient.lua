-- nn.StochasticGradient(module, criterion): trains a module on a data set, one example after the
-- other. For batches and other ways to make a step see optim. Neighbours: Module.lua.
--
-- A data set is anything with dataset:size() and dataset[i] = {input, target}.
-- Reference: Robbins, Monro, A stochastic approximation method, 1951.
-- Example:
--   local dataset = {{torch.Tensor{1}, torch.Tensor{2}}, {torch.Tensor{2}, torch.Tensor{4}}}
--   function dataset:size() return #self end
--   local net = nn.Linear(1, 1)
--   local trainer = nn.StochasticGradient(net, nn.MSECriterion())
--   trainer.learningRate, trainer.maxIteration, trainer.verbose = 0.1, 100, false
--   trainer:train(dataset)
--   net:forward(torch.Tensor{5}):round()  --> {10}

local check = require 'nn.check'

local StochasticGradient = torch.class('nn.StochasticGradient')

--- Fields that may be set: learningRate (0.01), learningRateDecay (0), maxIteration (25 passes
-- through the data; 0 or less for no end), shuffleIndices (true: one random order, drawn when train
-- begins), verbose (true: prints the mean error of each pass), and two functions:
-- hookExample(trainer, example) after each example and hookIteration(trainer, iteration, error)
-- after each pass.
-- @param module the network
-- @param criterion the loss
function StochasticGradient:__init(module, criterion)
  if not torch.isTypeOf(module, 'nn.Module') then
    check.fail(self, 'module', 'a module', module)
  end
  if type(criterion) ~= 'table' or not criterion.updateGradInput then
    check.fail(self, 'criterion', 'a criterion', criterion)
  end
  self.learningRate = 0.01
  self.learningRateDecay = 0
  self.maxIteration = 25
  self.shuffleIndices = true
  self.module = module
  self.criterion = criterion
  self.verbose = true
end

-- One step for one example; returns its error.
local function learn(self, example, rate)
  local module, criterion = self.module, self.criterion
  local input, target = example[1], example[2]
  local loss = criterion:forward(module:forward(input), target)
  local gradOutput = criterion:updateGradInput(module.output, target)
  module:updateGradInput(input, gradOutput)
  module:accUpdateGradParameters(input, gradOutput, rate)
  if self.hookExample then self.hookExample(self, example) end
  return loss
end

--- Trains until maxIteration passes are done. The step is learningRate in the first pass and
-- learningRate / (1 + i * learningRateDecay) in pass i.
-- @param dataset dataset:size() and, for i from 1, dataset[i] = {input, target}
function StochasticGradient:train(dataset)
  local function say(...)
    if self.verbose ~= false then print(string.format(...)) end
  end
  local size = check.integer(self, 'dataset:size()', dataset:size(), 1)
  local order = torch.randperm(size) -- drawn in any case, so that later draws do not depend on it
  if self.shuffleIndices == false then order = torch.range(1, size) end

  local iteration, rate, loss = 1, self.learningRate
  say('# StochasticGradient: training')
  repeat
    loss = 0
    for i = 1, size do loss = loss + learn(self, dataset[order[i]], rate) end
    loss = loss / size
    if self.hookIteration then self.hookIteration(self, iteration, loss) end
    say('# current error = %.14g', loss)
    iteration = iteration + 1
    rate = self.learningRate / (1 + iteration * (self.learningRateDecay or 0))
  until self.maxIteration > 0 and iteration > self.maxIteration
  say('# StochasticGradient: you have reached the maximum number of iterations')
  say('# training error = %.14g', loss)
end
