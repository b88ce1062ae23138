--- Trains a network: batches in random order, a progress bar, validation, early stop, checkpoints.
--
--   local trainer = require 'facula.trainer'
--   local t = trainer.new {
--     net = net, criterion = nn.ClassNLLCriterion(),
--     train = { input = x, target = y },
--     validation = { input = vx, target = vy },
--     method = optim.adam, config = { learningRate = 1e-3 },
--     epochs = 10, batch = 64, metrics = { accuracy = trainer.accuracy },
--     checkpoint = 'state.t7', resume = 'auto', best = 'best.t7', patience = 3,
--   }
--   t:run()
--   print(t:evaluate { input = tx, target = ty }.accuracy)
--
-- A training that was killed, even by force, and is resumed from its checkpoint ends with the same
-- bits as one that ran through. The first Ctrl-C ends it cleanly after the batch and saves; a
-- second one ends the program the usual way.
-- Neighbours: options.lua (what may be given), samples.lua (where batches come from), figures.lua
-- (metrics), state.lua (to the checkpoint and back); progress.lua draws the bar, checkpoint.lua
-- writes files; optim has the methods and schedules.
--
-- Hooks, named as in torchnet, are functions in the table `hooks`, called with the state:
--
--   onStart, then for each epoch
--     onStartEpoch, then for each batch
--       onSample, onForward, onForwardCriterion,
--       onBackwardCriterion, onBackward, onUpdate
--     onEndEpoch, after validation
--   onEnd
--
-- Fields of the state:
--
--   network, criterion     as given
--   config, optim          the trainer's own copy; what the method keeps
--   params, gradParams     all parameters and their gradients as two flat tensors
--   epoch, maxepoch        the epoch, from 1, and the last one
--   t                      steps done
--   size, done             samples of an epoch, and how many of them are done
--   sample                 the batch: input, target, indices
--   loss, smoothed         of the batch, and its exponential average
--   gradNorm               that of the gradient before clipNorm
--   history                a list of what Trainer:run returns
--   best, waiting          { epoch, value } of the best epoch; epochs since
--   user                   a table of yours, which checkpoints keep
--   resumed, interrupted   booleans
--   stop, reason           a hook that sets stop = true ends the training after
--                          this batch or epoch; it may set reason, a text,
--                          which is told
local torch = require 'torch'
require 'nn'
local optim = require 'optim'
local interrupt = require 'facula.core'.interrupt
local checkpoint = require 'facula.checkpoint'
local progress = require 'facula.progress'
local figures = require 'facula.trainer.figures'
local rules = require 'facula.trainer.options'
local samples = require 'facula.trainer.samples'
local state_file = require 'facula.trainer.state'

local trainer = { accuracy = figures.accuracy }

local Trainer = {}
Trainer.__index = Trainer

-- --- a new trainer -------------------------------------------------------------------------------

local function fail(level, text, ...)
  error('facula.trainer: ' .. text:format(...), level + 1)
end

local function exists(path)
  local file = io.open(path, 'rb')
  if file then file:close() end
  return file ~= nil
end

local function source(options, name)
  if not options[name] then return nil end
  local ok, result = pcall(samples.source, options[name])
  if not ok then fail(3, '%s: %s', name, result) end
  return result
end

-- That a file cannot be written is told before the training, not after its first epoch.
local function check_writable(self, name)
  if not self[name] then return end
  local ok, file = pcall(torch.getmetatable('torch.DiskFile').replace, self[name])
  if not ok then fail(3, '%s: %s', name, file) end
  file:close()
end

-- All parameters and gradients as two flat tensors; self.probe is one of the views of the first.
local function flatten(self)
  local state = self.state
  state.params, state.gradParams = self.net:getParameters()
  for _, param in ipairs((self.net:parameters()) or {}) do
    if param:nElement() > 0 then self.probe = param end
  end
end

-- Flattens again when somebody else has called getParameters, which takes the views away.
local function stay_attached(self)
  local theirs, ours = self.probe:storage(), self.state.params:storage()
  if torch.pointer(theirs) ~= torch.pointer(ours) then flatten(self) end
end

--- A trainer, which does nothing yet.
-- @param options  a table of:
--   net, criterion: the network (it is trained in place) and what it is to make small
--   train: samples, { input =, target = } or an object with the methods size and batches, such as a
--     facula.Dataset
--   validation: samples to measure after each epoch; optional
--   method, config: a method of optim, default optim.sgd, and its options, default {}
--   epochs, batch: passes over the samples, default 10; samples for a step, default 32
--   shuffle: a new order in each epoch, default true
--   schedule: a function of t that returns learning rate and, if it wants, momentum (beta1 for
--     adam, adamax and adamw), such as those of optim.schedule; its second argument is the state
--   scheduleBy: what t counts, from 0: 'step' (the default) or 'epoch'
--   clipNorm, clipValue: limits for norm or elements of the gradient, see optim.clipGradNorm
--   metrics: what to measure beside the loss, by name: functions of output and target of a batch
--     that return the mean over its samples, such as trainer.accuracy, or confusion matrices
--   smooth: share of the old value in the smoothed loss, default 0.98
--   watch, goal: the figure, of validation if there is one, that tells the best epoch: 'loss' (the
--     default) or the name of a metric; 'min' or 'max', default 'min' for the loss, else 'max'
--   patience: stop after so many epochs in which it was not better than before
--   best: file that keeps the best network: a light checkpoint of net, epoch, figures
--   checkpoint, every: file that keeps all to go on from, written after each epoch, and after every
--     so many steps
--   light: leave buffers and gradients out of it, default true
--   resume: go on from it: true, or 'auto' for only if it is there; default false
--   hooks: functions by the names above
--   quiet, unit: write nothing, default false; what samples are called, default 'samples'
--   report: function of the last entry of history that returns the text at the end of its line
-- @return a trainer with the methods run and evaluate and the fields net and state
-- Errors: an option is missing, unknown or not what it must be; a file cannot be written; the
-- checkpoint to resume from cannot be read, or is of another network or other samples.
-- @usage local net = nn.Sequential():add(nn.Linear(2, 2)):add(nn.LogSoftMax())
--   local samples = { input = torch.randn(20, 2), target = torch.ones(20) }
--   local t = trainer.new { net = net, criterion = nn.ClassNLLCriterion(),
--     train = samples, epochs = 2, quiet = true }
--   torch.type(t.net), t.state.size  --> nn.Sequential, 20
function trainer.new(options)
  rules.check(options)
  local self = setmetatable({}, Trainer)
  for name, value in pairs(rules.defaults) do self[name] = value end
  for name, value in pairs(options) do self[name] = value end
  self.train, self.validation = source(options, 'train'), source(options, 'validation')
  self.metrics, self.hooks = options.metrics or {}, options.hooks or {}
  self.goal = options.goal or (self.watch == 'loss' and 'min' or 'max')
  check_writable(self, 'checkpoint')
  check_writable(self, 'best')

  local config = {}
  for key, value in pairs(options.config or {}) do config[key] = value end
  self.state = {
    trainer = self, network = self.net, criterion = self.criterion, config = config, optim = {},
    size = self.train:size(), epoch = 1, t = 0, done = 0, average = 0, weight = 1, history = {},
    waiting = 0, user = {},
  }
  if self.resume == true or self.resume and exists(self.checkpoint) then state_file.resume(self) end
  flatten(self)
  if not self.probe then fail(2, 'the network has no parameters to train') end
  return self
end

-- --- one step ------------------------------------------------------------------------------------

local function call(self, hook)
  local f = self.hooks[hook]
  if f then f(self.state) end
end

local TAKES_BETA1 = { [optim.adam] = true, [optim.adamax] = true, [optim.adamw] = true }

local function set_rate(self)
  if not self.schedule then return end
  local state = self.state
  local t = self.scheduleBy == 'epoch' and state.epoch - 1 or state.t
  local rate, momentum = self.schedule(t, state)
  state.config.learningRate = rate
  if momentum then state.config[TAKES_BETA1[self.method] and 'beta1' or 'momentum'] = momentum end
end

-- How many samples a batch has.
local function count(indices)
  if not torch.isTensor(indices) then
    error(('facula.trainer: expected batches of input, target and indices, got %s for the latter')
      :format(torch.type(indices)), 0)
  end
  return indices:size(1)
end

-- The sum of the losses of n samples whose criterion returned this.
local function total(criterion, loss, n)
  return criterion.sizeAverage == false and loss or loss * n
end

-- What the method minimises: the loss of the batch, and its gradient by all parameters.
local function loss_and_gradient(self)
  local state = self.state
  local net, criterion, sample = state.network, state.criterion, state.sample
  state.gradParams:zero()
  local output = net:forward(sample.input)
  call(self, 'onForward')
  local loss = criterion:forward(output, sample.target)
  if not state.loss then -- a method may ask for more than one point, the first is the present one
    state.loss = loss
    local n = count(sample.indices)
    figures.add(state.pass, self.metrics, total(criterion, loss, n), output, sample.target, n)
  end
  call(self, 'onForwardCriterion')
  local gradOutput = criterion:backward(output, sample.target)
  call(self, 'onBackwardCriterion')
  net:backward(sample.input, gradOutput)
  call(self, 'onBackward')
  if self.clipValue then optim.clipGradValue(state.gradParams, self.clipValue) end
  if self.clipNorm then state.gradNorm = optim.clipGradNorm(state.gradParams, self.clipNorm) end
  return loss, state.gradParams
end

-- Exponential average, without the pull to 0 that its start has: D. P. Kingma, J. Ba, Adam, 2015,
-- section 3.
local function smooth(self)
  local state = self.state
  state.average = self.smooth * state.average + (1 - self.smooth) * state.loss
  state.weight = state.weight * self.smooth
  state.smoothed = state.average / (1 - state.weight)
end

local function stop(state, reason, ...)
  state.stop = true
  state.reason = state.reason or reason:format(...)
end

-- One step with the batch in state.sample.
local function step(self)
  local state = self.state
  self.opfunc = self.opfunc or function() return loss_and_gradient(self) end
  call(self, 'onSample')
  stay_attached(self)
  set_rate(self)
  state.pass.learningRate = state.config.learningRate
  state.loss = nil
  self.method(self.opfunc, state.params, state.config, state.optim)
  state.t = state.t + 1
  state.done = state.done + count(state.sample.indices)
  smooth(self)
  if state.loss ~= state.loss then
    state.spoilt = true
    stop(state, 'the loss became nan in step %d, epoch %d', state.t, state.epoch)
  end
  call(self, 'onUpdate')
end

-- --- Ctrl-C --------------------------------------------------------------------------------------

local function watch(self, on)
  if (self.watching or false) == on then return end
  self.watching = on
  interrupt.watch(on)
end

-- Whether there was a Ctrl-C; the next one is not held back any more.
local function interrupted(self)
  if not (self.watching and interrupt.pending()) then return false end
  watch(self, false)
  self.state.interrupted = true
  stop(self.state, 'interrupted')
  return true
end

-- --- measuring -----------------------------------------------------------------------------------

-- The figures of samples; nil when stopped(self), asked after each batch, is true.
local function measure(self, data, stopped)
  local net, criterion, pass = self.net, self.criterion, figures.start(self.metrics)
  for input, target, indices in data:batches(self.batch) do
    local output, n = net:forward(input), count(indices)
    local loss = criterion:forward(output, target)
    figures.add(pass, self.metrics, total(criterion, loss, n), output, target, n)
    if stopped and stopped(self) then return nil end
  end
  return figures.result(pass, self.metrics)
end

--- Measures the network, in the mode for use, on samples.
-- @param data  samples as for the option train
-- @return a table with loss, the mean over the samples, and the metrics by name
-- @usage local net = nn.Sequential():add(nn.Linear(2, 2)):add(nn.LogSoftMax())
--   local samples = { input = torch.randn(20, 2), target = torch.ones(20) }
--   local t = trainer.new { net = net, criterion = nn.ClassNLLCriterion(),
--     train = samples, metrics = { accuracy = trainer.accuracy } }
--   local result = t:evaluate(samples)
--   result.loss > 0, result.accuracy <= 100  --> true, true
function Trainer:evaluate(data)
  local ok, result = pcall(samples.source, data)
  if not ok then fail(2, 'evaluate: %s', result) end
  local was_training = self.net.train ~= false
  self.net:evaluate()
  ok, result = pcall(measure, self, result)
  if was_training then self.net:training() end
  if not ok then error(result, 0) end
  return result
end

-- --- one epoch -----------------------------------------------------------------------------------

local function begin_epoch(self)
  local state = self.state
  state.done, state.pass = 0, figures.start(self.metrics)
  call(self, 'onStartEpoch')
  if self.shuffle then
    state.order = torch.randperm(state.size):long()
  else
    state.order = torch.range(1, state.size):long()
  end
end

local function note(state) return ('loss %.4f'):format(state.smoothed or 0 / 0) end

-- The samples of the epoch that are not done yet. A checkpoint is written between steps, where the
-- random state is what the next batch will find.
local function train_epoch(self)
  local state = self.state
  if state.done >= state.size then return end
  state.network:training()
  local rest = state.order:narrow(1, state.done + 1, state.size - state.done)
  for input, target, indices in self.train:batches(self.batch, rest) do
    state.sample = { input = input, target = target, indices = indices }
    step(self)
    if self.bar then self.bar:set(state.done, note(state)) end
    if interrupted(self) or state.stop then return end
    if self.every and state.t % self.every == 0 then state_file.save(self) end
  end
end

local function better(self, value)
  local best = self.state.best
  if not best or best.value ~= best.value then return true end
  if self.goal == 'min' then return value < best.value end
  return value > best.value
end

-- Notes whether this epoch is the best one, and keeps its network.
local function judge(self, entry)
  local state = self.state
  local value = (entry.validation or entry.train)[self.watch]
  if better(self, value) then
    if self.best then
      checkpoint.save(self.best, { net = self.net, epoch = state.epoch, figures = entry },
        { light = true })
    end
    state.best, state.waiting = { epoch = state.epoch, value = value }, 0
    return
  end
  state.waiting = state.waiting + 1
end

local function check_patience(self)
  local state = self.state
  if self.patience and state.waiting >= self.patience then
    stop(state, '%s was not better in %d epochs than %.4f in epoch %d', self.watch, state.waiting,
      state.best.value, state.best.epoch)
  end
end

local function text_of(self, entry)
  if self.report then return tostring(self.report(entry)) end
  local text = figures.text(entry.train, self.metrics)
  if entry.validation then
    text = text .. '; validation: ' .. figures.text(entry.validation, self.metrics)
  end
  return text
end

-- What follows the last batch: figures, validation, the best network. Returns the entry of history;
-- nil when a Ctrl-C came in between, and then nothing has changed.
local function finish_epoch(self)
  local state = self.state
  local entry = {
    epoch = state.epoch, learningRate = state.pass.learningRate,
    train = figures.result(state.pass, self.metrics),
  }
  if self.validation then
    local random = torch.getRNGState()
    self.net:evaluate()
    entry.validation = measure(self, self.validation, interrupted)
    if not entry.validation then
      torch.setRNGState(random)
      return nil
    end
  end
  judge(self, entry)
  state.history[#state.history + 1] = entry
  return entry
end

local function begin_bar(self)
  if self.quiet then return end
  local state = self.state
  self.bar = progress.new(state.size, {
    label = ('epoch %2d'):format(state.epoch), unit = self.unit, done = state.done,
  })
end

local function end_bar(self, text)
  if self.bar then self.bar:finish(text) end
  self.bar = nil
end

local function run_epoch(self)
  local state = self.state
  if not state.order then begin_epoch(self) end
  begin_bar(self)
  train_epoch(self)
  local entry = not state.stop and finish_epoch(self)
  end_bar(self, entry and text_of(self, entry) or note(state))
  if entry then
    local ok, problem = pcall(call, self, 'onEndEpoch')
    state.epoch, state.done, state.order, state.pass = state.epoch + 1, 0, nil, nil
    if not ok then error(problem, 0) end
    check_patience(self)
  end
  if not state.spoilt then state_file.save(self) end
end

-- --- the whole -----------------------------------------------------------------------------------

local function say(self, text, ...)
  if not self.quiet then print(text:format(...)) end
end

-- "in epoch 3, after 640 of 60000 images".
local function place(self)
  local state = self.state
  if state.done == 0 then return ('after epoch %d'):format(state.epoch - 1) end
  return ('in epoch %d, after %d of %d %s'):format(state.epoch, state.done, state.size, self.unit)
end

local function say_end(self)
  local reason = self.state.reason
  if reason then say(self, 'stopped %s: %s', place(self), reason) end
  if self.bytes then
    say(self, 'checkpoint %s: %s', self.checkpoint, checkpoint.size_text(self.bytes))
  end
end

local function run(self)
  local state = self.state
  if state.resumed then say(self, 'going on from %s, %s', self.checkpoint, place(self)) end
  call(self, 'onStart')
  if state.random then torch.setRNGState(state.random) end
  state.random = nil
  check_patience(self)
  while not state.stop and state.epoch <= self.epochs do run_epoch(self) end
  if state.stop then state.reason = state.reason or 'a hook asked for it' end
  call(self, 'onEnd')
  state.network:evaluate()
  say_end(self)
end

--- Trains until all epochs are done, patience is at its end, a hook or Ctrl-C stops it or the loss
-- is nan (then nothing is saved). The network is left in the mode for use. Called again, it goes
-- on, for instance when the field epochs was made larger.
-- @return history: for each epoch a table of epoch, learningRate and the figures train and
--   validation; why it stopped early, or nil
-- @usage local net = nn.Sequential():add(nn.Linear(2, 2)):add(nn.LogSoftMax())
--   local samples = { input = torch.randn(20, 2), target = torch.ones(20) }
--   local t = trainer.new { net = net, criterion = nn.ClassNLLCriterion(),
--     train = samples, epochs = 2, quiet = true }
--   local history, reason = t:run()
--   #history, reason  --> 2, nil
function Trainer:run()
  local state = self.state
  if self.running then fail(2, 'run: it is running already') end
  state.maxepoch, state.stop, state.reason, state.interrupted = self.epochs, nil, nil, nil
  self.running = true
  watch(self, true)
  local ok, problem = pcall(run, self)
  watch(self, false)
  self.running = false
  if not ok then
    if self.bar then self.bar:leave() end
    self.bar = nil
    error(problem, 0)
  end
  return state.history, state.reason
end

return trainer
