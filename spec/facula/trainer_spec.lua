-- The trainer within one process: what it calls, measures, keeps and refuses. What survives signals
-- is in trainer_signals_spec.lua.
local torch = require 'torch'
local nn = require 'nn'
local optim = require 'optim'
local trainer = require 'facula.trainer'
local checkpoint = require 'facula.checkpoint'
local files = require 'support.files'

-- 50 points in two classes.
local function points()
  torch.manualSeed(11)
  local x = torch.randn(50, 4)
  return { input = x, target = x:select(2, 1):clone():add(x:select(2, 2)):gt(0):long():add(1) }
end

local function network()
  torch.manualSeed(12)
  return nn.Sequential()
    :add(nn.Linear(4, 6)):add(nn.BatchNormalization(6)):add(nn.Tanh()):add(nn.Dropout(0.3))
    :add(nn.Linear(6, 2)):add(nn.LogSoftMax())
end

-- A trainer with 4 steps in an epoch, and these options.
local function new(more)
  local options = {
    net = network(), criterion = nn.ClassNLLCriterion(), train = points(), batch = 16, epochs = 2,
    config = { learningRate = 0.1 }, quiet = true,
  }
  for key, value in pairs(more or {}) do options[key] = value end
  return trainer.new(options)
end

-- All bits of the parameters and the running averages, as hexadecimal floats.
local function bits(net)
  local words = {}
  for _, tensor in ipairs { (net:getParameters()), net:get(2).running_mean,
    net:get(2).running_var } do
    for _, value in ipairs(tensor:totable()) do words[#words + 1] = ('%.17g'):format(value) end
  end
  return table.concat(words, ' ')
end

describe('facula.trainer', function()
  after_each(files.remove)

  it('calls the hooks in order, with the state', function()
    local calls, hooks = {}, {}
    for _, name in ipairs { 'onStart', 'onStartEpoch', 'onSample', 'onForward',
      'onForwardCriterion', 'onBackwardCriterion', 'onBackward', 'onUpdate', 'onEndEpoch',
      'onEnd' } do
      hooks[name] = function(state)
        calls[#calls + 1] = ('%s %d %d'):format(name, state.epoch, state.t)
      end
    end
    new({ hooks = hooks, batch = 30 }):run()
    local function batch(epoch, t)
      return {
        ('onSample %d %d'):format(epoch, t), ('onForward %d %d'):format(epoch, t),
        ('onForwardCriterion %d %d'):format(epoch, t),
        ('onBackwardCriterion %d %d'):format(epoch, t), ('onBackward %d %d'):format(epoch, t),
        ('onUpdate %d %d'):format(epoch, t + 1),
      }
    end
    local expected = { 'onStart 1 0' }
    for epoch = 1, 2 do
      local t = 2 * (epoch - 1)
      expected[#expected + 1] = ('onStartEpoch %d %d'):format(epoch, t)
      for step = t, t + 1 do
        for _, line in ipairs(batch(epoch, step)) do expected[#expected + 1] = line end
      end
      expected[#expected + 1] = ('onEndEpoch %d %d'):format(epoch, t + 2)
    end
    expected[#expected + 1] = 'onEnd 3 4'
    assert.same(expected, calls)
  end)

  it('shows each sample once in an epoch, in a new order each time, the rest included', function()
    local data = points()
    local orders, sizes, numbers = {}, {}, {}
    new({ train = data, hooks = {
      onSample = function(s)
        sizes[#sizes + 1] = s.sample.indices:size(1)
        for i, n in ipairs(s.sample.indices:totable()) do
          numbers[#numbers + 1] = n
          assert.is_true(torch.equal(data.input[n], s.sample.input[i]))
          assert.equal(data.target[n], s.sample.target[i])
        end
      end,
      onEndEpoch = function()
        orders[#orders + 1] = table.concat(numbers, ' ')
        table.sort(numbers)
        for i = 1, 50 do assert.equal(i, numbers[i]) end
        assert.is_nil(numbers[51])
        numbers = {}
      end,
    } }):run()
    assert.same({ 16, 16, 16, 2, 16, 16, 16, 2 }, sizes)
    assert.not_equal(orders[1], orders[2])
  end)

  it('keeps the order of the samples without shuffle', function()
    local first = {}
    new({ shuffle = false, hooks = { onSample = function(s)
      first[#first + 1] = s.sample.indices[1]
    end } }):run()
    assert.same({ 1, 17, 33, 49, 1, 17, 33, 49 }, first)
  end)

  it('is plain gradient descent when that is asked for', function()
    local data, net = points(), nn.Linear(4, 1)
    local target, expected = data.target:double():view(50, 1), net:clone()
    new({ net = net, criterion = nn.MSECriterion(), shuffle = false,
      train = { input = data.input, target = target } }):run()
    local criterion = nn.MSECriterion()
    for _ = 1, 2 do
      for first = 1, 50, 16 do
        local n = math.min(16, 51 - first)
        local x, y = data.input:narrow(1, first, n), target:narrow(1, first, n)
        expected:zeroGradParameters()
        criterion:forward(expected:forward(x), y)
        expected:backward(x, criterion:backward(expected.output, y))
        expected:updateParameters(0.1)
      end
    end
    assert.is_true((net.weight - expected.weight):abs():max() < 1e-14)
    assert.is_true((net.bias - expected.bias):abs():max() < 1e-14)
  end)

  it('learns, with any method', function()
    for _, method in ipairs { 'sgd', 'adam', 'rmsprop', 'lbfgs' } do
      local t = new { method = optim[method], epochs = 12, train = points(),
        config = { learningRate = 0.02 }, metrics = { accuracy = trainer.accuracy } }
      local before = t:evaluate(points()).loss
      t:run()
      assert.is_true(t:evaluate(points()).loss < before, method)
    end
  end)

  describe('measures', function()
    it('loss and metrics as means over the samples', function()
      local data, matrix = points(), optim.ConfusionMatrix(2)
      local t = new { metrics = { accuracy = trainer.accuracy, matrix = matrix,
        first = function(output) return output:select(2, 1):mean() end }, validation = data }
      local history = t:run()
      local net = t.net
      net:evaluate()
      local output = net:forward(data.input):clone()
      local _, best = output:max(2)
      local right = best:view(-1):eq(data.target):sum()
      local figures = t:evaluate(data)
      assert.is_true(math.abs(nn.ClassNLLCriterion():forward(output, data.target) - figures.loss)
        < 1e-12)
      assert.is_true(math.abs(output:select(2, 1):mean() - figures.first) < 1e-12)
      assert.is_true(math.abs(2 * right - figures.accuracy) < 1e-9)
      assert.is_true(math.abs(2 * right - figures.matrix) < 1e-9)
      assert.equal(50, matrix.mat:sum())
      assert.same(figures, history[2].validation)
      assert.equal(2, #history)
      assert.equal(0.1, history[1].learningRate)
      assert.same({ 1, 2 }, { history[1].epoch, history[2].epoch })
    end)

    it('losses that are sums as they are', function()
      local criterion = nn.ClassNLLCriterion(nil, false)
      local mean, sum = new(), new { criterion = criterion }
      assert.is_true(math.abs(mean:evaluate(points()).loss - sum:evaluate(points()).loss) < 1e-12)
    end)

    it('the training figures from the steps themselves', function()
      local sum = 0
      local t = new { epochs = 1, hooks = { onUpdate = function(s)
        sum = sum + s.loss * s.sample.indices:size(1)
      end } }
      local history = t:run()
      assert.is_true(math.abs(sum / 50 - history[1].train.loss) < 1e-12)
    end)

    it('a smoothed loss without the pull of its start', function()
      local average, weight = 0, 0
      new({ smooth = 0.9, hooks = { onUpdate = function(s)
        average, weight = 0.9 * average + s.loss, 0.9 * weight + 1
        assert.is_true(math.abs(average / weight - s.smoothed) < 1e-12)
      end } }):run()
    end)

    it('in the mode for use, and trains in the mode for training', function()
      local t = new { validation = points(), hooks = {
        onForward = function(s) assert.is_true(s.network:get(4).train) end,
        onEndEpoch = function(s) assert.is_false(s.network:get(4).train) end,
      } }
      assert.same(t:evaluate(points()), t:evaluate(points()))
      assert.is_not_false(t.net.train)
      t:run()
      assert.is_false(t.net.train)
    end)
  end)

  it('does not mind that somebody else flattens the parameters', function()
    local one, other = new(), new { hooks = {
      onStart = function(s) s.network:getParameters() end,
      onSample = function(s) s.network:getParameters() end,
      onEndEpoch = function(s) s.network:getParameters() end,
    } }
    for _, t in ipairs { one, other } do
      torch.manualSeed(1)
      t:run()
    end
    assert.equal(bits(one.net), bits(other.net))
  end)

  describe('schedule', function()
    it('counts steps and sets rate and momentum', function()
      local seen = {}
      local t = new { config = { dampening = 0 }, schedule = function(t)
        return 1 / (t + 1), t / 100
      end, hooks = { onUpdate = function(s)
        seen[#seen + 1] = { s.config.learningRate, s.config.momentum }
      end } }
      t:run()
      for i = 1, 8 do assert.same({ 1 / i, (i - 1) / 100 }, seen[i]) end
      assert.equal(8, #seen)
    end)

    it('counts epochs, and gets the state', function()
      local seen = {}
      new({ scheduleBy = 'epoch', schedule = function(t, state)
        seen[#seen + 1] = { t, state.epoch }
        return 0.1
      end }):run()
      assert.equal(8, #seen)
      assert.same({ 0, 1 }, seen[4])
      assert.same({ 1, 2 }, seen[5])
    end)

    it('sets beta1 of adam, and leaves the table of the user alone', function()
      local config = { learningRate = 5 }
      local t = new { method = optim.adam, config = config,
        schedule = function() return 0.01, 0.8 end }
      t:run()
      assert.equal(0.8, t.state.config.beta1)
      assert.is_nil(t.state.config.momentum)
      assert.same({ learningRate = 5 }, config)
    end)
  end)

  it('clips gradients', function()
    local t = new { clipNorm = 0.01, hooks = { onUpdate = function(s)
      assert.is_true(s.gradNorm > 0.01)
      assert.is_true(math.abs(s.gradParams:norm() - 0.01) < 1e-9)
    end } }
    t:run()
    t = new { clipValue = 0.001, hooks = { onUpdate = function(s)
      assert.is_true(s.gradParams:clone():abs():max() <= 0.001)
    end } }
    t:run()
  end)

  describe('stops', function()
    local function some(n)
      local all = points()
      return { input = all.input:narrow(1, 1, n), target = all.target:narrow(1, 1, n) }
    end

    -- A metric that is these values in the epochs, whatever the network does.
    local function scripted(values)
      local epoch = 0
      return function(_, target)
        if target:size(1) == 50 then epoch = epoch + 1 end -- the validation, in one batch
        return values[epoch] or 0
      end
    end

    it('when patience is at its end', function()
      local t = new { epochs = 20, validation = points(), batch = 50, patience = 2,
        train = some(40), watch = 'm', metrics = { m = scripted { 1, 3, 2, 4, 4, 3, 9, 9 } } }
      local history, reason = t:run()
      assert.equal(6, #history)
      assert.same({ epoch = 4, value = 4 }, t.state.best)
      assert.equal('m was not better in 2 epochs than 4.0000 in epoch 4', reason)
    end)

    it('with the smallest as goal', function()
      local t = new { epochs = 20, validation = points(), batch = 50, patience = 3,
        train = some(40), watch = 'm', goal = 'min', metrics = { m = scripted { 5, 3, 4, 3, 6 } } }
      assert.equal(5, #t:run())
      assert.same({ epoch = 2, value = 3 }, t.state.best)
    end)

    it('when a hook says so', function()
      local ended = false
      local t = new { hooks = { onEnd = function() ended = true end, onUpdate = function(s)
        if s.t == 3 then s.stop, s.reason = true, 'enough' end
      end } }
      local history, reason = t:run()
      assert.equal(3, t.state.t)
      assert.equal(0, #history)
      assert.equal('enough', reason)
      t.hooks.onUpdate = function(s) s.stop = true end
      assert.equal('a hook asked for it', select(2, t:run()))
      assert.is_true(ended)
    end)

    it('when the loss is nan, and then saves nothing', function()
      local path = files.name()
      os.remove(path)
      local t = new { checkpoint = path, every = 1, hooks = { onSample = function(s)
        if s.t == 2 then s.sample.input:fill(0 / 0) end
      end } }
      local _, reason = t:run()
      assert.equal('the loss became nan in step 3, epoch 1', reason)
      local saved = checkpoint.load(path)
      assert.equal(2, saved.t)
      local params = saved.net:getParameters()
      assert.is_true(torch.equal(params, params))
    end)
  end)

  it('keeps the best network in a file of its own', function()
    local path, at_best = files.name(), nil
    local t = new { epochs = 10, validation = points(), best = path,
      schedule = function(t) return t < 20 and 0.1 or -0.5 end, -- 5 epochs down, then up
      hooks = { onEndEpoch = function(s)
        if s.best.epoch == s.epoch then at_best = bits(s.network) end
      end } }
    local history = t:run()
    local saved = checkpoint.load(path, { net = 'nn.Module', epoch = 'number' })
    assert.equal(t.state.best.epoch, saved.epoch)
    assert.equal(at_best, bits(saved.net))
    local lowest = math.huge
    for _, entry in ipairs(history) do lowest = math.min(lowest, entry.validation.loss) end
    assert.equal(lowest, saved.figures.validation.loss)
    assert.is_true(saved.epoch <= 6)
  end)

  describe('goes on', function()
    local function options(more)
      local all = { epochs = 3, method = optim.adam, validation = points(), patience = 5,
        schedule = optim.schedule.oneCycle { peak = 0.1, steps = 12 },
        metrics = { accuracy = trainer.accuracy, matrix = optim.ConfusionMatrix(2) } }
      for key, value in pairs(more) do all[key] = value end
      return all
    end

    for _, light in ipairs { true, false } do
      it(('to the same bits from wherever it was stopped, light = %s'):format(tostring(light)),
        function()
          local whole = new(options {})
          local history = whole:run()
          local expected = bits(whole.net)
          for at = 1, 12 do
            local path = files.name()
            local first = new(options { checkpoint = path, light = light, hooks = {
              onUpdate = function(s) s.stop = s.t == at end,
            } })
            first:run()
            assert.equal(at, first.state.t)
            torch.manualSeed(99)
            local second = new(options { checkpoint = path, resume = true })
            assert.equal(at, second.state.t)
            torch.randn(at)
            assert.same(history, (second:run()))
            assert.equal(expected, bits(second.net))
            assert.same(whole.state.smoothed, second.state.smoothed)
            assert.same(whole.state.best, second.state.best)
          end
        end)
    end

    it('in the same process, and with more epochs', function()
      local whole = new { epochs = 4 }
      whole:run()
      local t = new { epochs = 2, hooks = { onUpdate = function(s) s.stop = s.t == 5 end } }
      t:run()
      t:run()
      t.epochs = 4
      t:run()
      assert.equal(16, t.state.t)
      assert.equal(bits(whole.net), bits(t.net))
    end)

    it('with what hooks keep in state.user', function()
      local path = files.name()
      local hooks = { onUpdate = function(s) s.user.count = (s.user.count or 0) + s.t end }
      new({ checkpoint = path, epochs = 1, hooks = hooks }):run()
      local t = new { checkpoint = path, resume = true, epochs = 2, hooks = hooks }
      t:run()
      assert.equal(36, t.state.user.count)
    end)

    it('after the early stop only with more patience', function()
      local path = files.name()
      local constant = { m = function() return 1 end }
      local function go(patience, resume)
        local t = new { checkpoint = path, resume = resume, epochs = 20, patience = patience,
          watch = 'm', metrics = constant }
        t:run()
        return #t.state.history
      end
      assert.equal(3, go(2, false))
      assert.equal(3, go(2, true))
      assert.equal(6, go(5, true))
    end)

    it("only if there is a checkpoint with resume = 'auto'", function()
      local path = files.name()
      os.remove(path)
      local t = new { checkpoint = path, resume = 'auto' }
      assert.is_nil(t.state.resumed)
      t:run()
      assert.is_true(new({ checkpoint = path, resume = 'auto' }).state.resumed)
    end)
  end)

  it('takes tables of tensors as input and target', function()
    local data = points()
    local net = nn.Sequential():add(nn.ParallelTable():add(nn.Linear(4, 3)):add(nn.Linear(4, 3)))
      :add(nn.ConcatTable():add(nn.CAddTable()):add(nn.JoinTable(2)))
    local criterion = nn.ParallelCriterion():add(nn.MSECriterion()):add(nn.MSECriterion())
    local t = new { net = net, criterion = criterion, train = {
      input = { data.input, data.input:clone():mul(2) },
      target = { torch.zeros(50, 3), torch.ones(50, 6) },
    }, epochs = 10 }
    local history = t:run()
    assert.is_true(history[10].train.loss < history[1].train.loss)
  end)

  it('takes any source of samples', function()
    local data, asked = points(), {}
    local source = {}
    function source.size() return 50 end
    function source.batches(_, n, order)
      asked[#asked + 1] = n
      local first = 1
      return function()
        if first > order:size(1) then return nil end
        local numbers = order:narrow(1, first, math.min(n, order:size(1) - first + 1))
        first = first + n
        return data.input:index(1, numbers), data.target:index(1, numbers), numbers
      end
    end
    local own, plain = new { train = source }, new()
    torch.manualSeed(1)
    own:run()
    torch.manualSeed(1)
    plain:run()
    assert.same({ 16, 16 }, asked)
    assert.equal(bits(plain.net), bits(own.net))
  end)

  it('writes a line for each epoch and the size of the checkpoint', function()
    local path, lines = files.name(), {}
    local original = { print, io.stdout.write }
    local out = { write = function(_, ...) lines[#lines + 1] = table.concat { ... } end,
      flush = function() end }
    local progress = require 'facula.progress'
    local make = progress.new
    progress.new = function(total, options)
      options.out, options.terminal = out, false
      return make(total, options)
    end
    _G.print = function(text) lines[#lines + 1] = text end
    local ok, problem = pcall(function()
      new({ quiet = false, checkpoint = path, unit = 'points', validation = points(),
        metrics = { accuracy = trainer.accuracy } }):run()
    end)
    _G.print, progress.new = original[1], make
    assert.is_true(ok, problem)
    for i = 1, 2 do
      assert.matches(('^epoch  %d  50 points  [%%d.]+ s .*loss %%d%%.%%d+, accuracy [%%d.]+ %%%%; '
        .. 'validation: loss %%d%%.%%d+, accuracy [%%d.]+ %%%%\n$'):format(i), lines[i])
    end
    assert.equal(('checkpoint %s: %s'):format(path, checkpoint.size_text(#files.read(path))),
      lines[3])
    assert.equal(3, #lines)
  end)

  describe('refuses', function()
    local rows = {
      { 'the option net is missing', function() trainer.new {} end },
      { 'expected a table of options, got nil', function() trainer.new() end },
      { 'no option rate', { rate = 3 } },
      { 'net: expected of type nn.Module, got torch.DoubleTensor', { net = torch.ones(2) } },
      { 'epochs: expected a whole number >= 1, got 0', { epochs = 0 } },
      { 'epochs: expected a whole number >= 1, got 1.5', { epochs = 1.5 } },
      { "batch: expected a whole number >= 1, got '3'", { batch = '3' } },
      { 'hooks: expected a table of functions by the names of hooks, got onFoo',
        { hooks = { onFoo = print } } },
      { 'hooks: expected a table of functions by the names of hooks, got onEnd',
        { hooks = { onEnd = 3 } } },
      { "watch: expected 'loss' or the name of a metric, got 'accuracy'", { watch = 'accuracy' } },
      { 'metrics: expected a table of functions', { metrics = { a = 3 } } },
      { 'metrics: expected a table of functions', { metrics = { loss = print } } },
      { 'resume needs a checkpoint', { resume = true } },
      { 'every needs a checkpoint', { every = 3 } },
      { 'goal: expected min or max, got', { goal = 'best' } },
      { 'smooth: expected a number from 0 to below 1, got 1', { smooth = 1 } },
      { 'the network has no parameters to train', { net = nn.Tanh() } },
      { 'train: target: expected 50 samples as in the tensors before, got 49',
        { train = { input = torch.ones(50, 4), target = torch.ones(49) } } },
      { 'train: expected samples with a target, got none',
        { train = { input = torch.ones(50, 4) } } },
      { 'train: expected 1 sample or more, got 0',
        { train = { size = function() return 0 end, batches = print } } },
      { 'checkpoint: cannot open </no/such/x.t7>', { checkpoint = '/no/such/x.t7' } },
      { 'best: cannot open </no/such/x.t7>', { best = '/no/such/x.t7' } },
      { 'validation: input: a tensor, or a table of tensors, expected, got {}',
        { validation = { input = {}, target = {} } } },
    }
    for i, row in ipairs(rows) do
      it(('%s (%d)'):format(row[1], i), function()
        local f = type(row[2]) == 'function' and row[2] or function() new(row[2]) end
        local text = files.message(f)
        assert.is_truthy(text:find(row[1], 1, true), text)
      end)
    end

    -- A checkpoint after 3 steps, with one thing in it changed.
    local function changed(change)
      local path = files.name()
      new({ checkpoint = path, metrics = { accuracy = trainer.accuracy }, hooks = {
        onUpdate = function(s) s.stop = s.t == 3 end } }):run()
      local saved = checkpoint.load(path)
      change(saved)
      checkpoint.save(path, saved)
      return path
    end

    local damages = {
      ['expected optim to be of type table, got nil'] = function(s) s.optim = nil end,
      ['expected random to be of type torch.ByteTensor'] = function(s) s.random = 3 end,
      ['it lacks the order of the samples'] = function(s) s.order = nil end,
      ['the order of the samples is damaged'] = function(s) s.order = torch.ones(50) end,
      ['it is of 49 samples, here are 50'] = function(s) s.order = s.order:narrow(1, 1, 49) end,
      ['what was measured is damaged'] = function(s) s.pass = nil end,
      ['accuracy was not measured'] = function(s) s.pass.sums.accuracy = 'x' end,
      ['it is damaged'] = function(s) s.epoch = -1 end,
      ['fit: the order of the samples is damaged'] = function(s) s.done = 51 end,
      ['does not fit: the order of the samples is damaged'] = function(s) s.order[7] = 51 end,
      ['fit: it is damaged'] = function(s) s.t = 0 / 0 end,
      ['the checkpoint does not fit: it is damaged'] = function(s)
        s.random = s.random:narrow(1, 1, 100)
      end,
      ['another one: it is damaged'] = function(s) s.net:get(1).gradBias = torch.ones(5) end,
      [': it is damaged'] = function(s) s.best = { epoch = 'x', value = 1 } end,
      ['another one: it has 2 tensors of parameters, here are 6'] = function(s)
        s.net = nn.Sequential():add(nn.Linear(4, 2))
      end,
    }
    for message, change in pairs(damages) do
      it('a checkpoint when ' .. message, function()
        local path = changed(change)
        local net = network()
        local before = bits(net)
        local text = files.message(new, { net = net, checkpoint = path, resume = true,
          metrics = { accuracy = trainer.accuracy } })
        assert.is_truthy(text:find(message, 1, true), text)
        assert.is_truthy(text:find(path, 1, true), text)
        assert.equal(before, bits(net))
      end)
    end

    it('samples that are none for evaluate', function()
      assert.matches('facula.trainer: evaluate: expected a source', files.message(function()
        new():evaluate(3)
      end))
    end)

    it('batches without indices', function()
      local source = { size = function() return 50 end }
      function source.batches() return function() return points().input, points().target end end
      local t = new { train = source }
      assert.equal('facula.trainer: expected batches of input, target and indices, got nil for '
        .. 'the latter', files.message(t.run, t))
    end)

    it('metrics that are no numbers', function()
      local t = new { metrics = { width = function() return 'x' end } }
      assert.equal('facula.trainer: metrics: expected width to return a number, got string',
        files.message(t.run, t))
    end)

    it('an epoch without batches', function()
      local source = { size = function() return 50 end }
      function source.batches() return function() end end
      local t = new { train = source }
      assert.equal('facula.trainer: expected samples, got no batch', files.message(t.run, t))
    end)

    it('to run within a run', function()
      local t
      t = new { hooks = { onUpdate = function() t:run() end } }
      assert.matches('facula.trainer: run: it is running already', files.message(t.run, t))
      t.hooks = {}
      assert.equal(2, #t:run())
    end)

    it('to count an epoch twice whose last hook failed', function()
      local fails = true
      local t = new { hooks = { onEndEpoch = function()
        if fails then error('mine', 0) end
      end } }
      assert.equal('mine', files.message(t.run, t))
      fails = false
      local history = t:run()
      assert.equal(2, #history)
      assert.equal(2, history[2].epoch)
    end)

    it('to leave the mode for training when measuring fails', function()
      local t = new()
      t.net:training()
      files.message(t.evaluate, t, { input = torch.ones(3, 5), target = torch.ones(3) })
      assert.is_true(t.net.train)
    end)

    it('to call an epoch the best one whose network it could not write', function()
      local t = new { best = files.name() }
      t.best = '/no/such/x.t7'
      assert.matches('/no/such/x.t7', files.message(t.run, t))
      assert.is_nil(t.state.best)
    end)

    it('to hide errors of hooks', function()
      local t = new { hooks = { onForward = function() error('mine', 0) end } }
      assert.equal('mine', files.message(t.run, t))
      assert.is_false(t.watching)
    end)
  end)
end)
