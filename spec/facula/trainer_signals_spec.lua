-- Training in processes of their own that are killed or interrupted at all sorts of moments.
local files = require 'support.files'
local process = require 'support.process'

-- A training of 3 epochs of 4 steps with everything that has a state: dropout, running averages, a
-- schedule with momentum, metrics, patience, the best network. The words after its name are the
-- checkpoint and when a signal comes. It prints its parameters at the end, to the last bit.
local PROGRAM = [[
  require 'torch'
  local nn, optim = require 'nn', require 'optim'
  local trainer = require 'facula.trainer'
  local path, signal, moment, count = arg[1], arg[2], arg[3], tonumber(arg[4])
  io.stdout:setvbuf 'no'

  local calls = 0
  local function at(where)
    if where ~= moment then return end
    calls = calls + 1
    if calls == count or signal == 'INTINT' and calls == count + 1 then
      io.popen(('kill -%s $PPID; echo done'):format(signal:sub(1, 4):gsub('INTI', 'INT')))
        :read '*a'
    end
  end

  -- An object that is written with the checkpoint: a signal in the middle of writing.
  local Witness = torch.class 'Witness'
  function Witness:__init() end
  function Witness:write(file)
    at 'write'
    file:writeObject {}
  end
  function Witness:read(file) file:readObject() end

  torch.manualSeed(5)
  local x = torch.randn(60, 4)
  local y = x:select(2, 1):gt(0):long():add(1)
  local net = nn.Sequential():add(nn.Linear(4, 7)):add(nn.BatchNormalization(7)):add(nn.ReLU())
    :add(nn.Dropout(0.4)):add(nn.Linear(7, 2)):add(nn.LogSoftMax())
  local t = trainer.new {
    net = net, criterion = nn.ClassNLLCriterion(),
    train = { input = x:narrow(1, 1, 50), target = y:narrow(1, 1, 50) },
    validation = { input = x:narrow(1, 51, 10), target = y:narrow(1, 51, 10) },
    batch = 16, epochs = 3, method = optim.adam, clipNorm = 1, patience = 9,
    schedule = optim.schedule.oneCycle { peak = 0.05, steps = 12 },
    metrics = { accuracy = trainer.accuracy, matrix = optim.ConfusionMatrix(2),
      moment = function(_, target)
        at(target:size(1) == 10 and 'validation' or 'measuring')
        return 0
      end },
    checkpoint = path, every = 1, resume = 'auto', best = path .. '.best',
    hooks = {
      onStart = function(s) s.user.witness = torch.factory "Witness"() end,
      onSample = function(s) s.sample.input = s.sample.input + torch.randn(1)[1] * 0.1 end,
      onForward = function() at 'onForward' end, onUpdate = function() at 'onUpdate' end,
      onEndEpoch = function() at 'onEndEpoch' end, onEnd = function() at 'onEnd' end,
    },
  }
  local history, reason = t:run()
  if reason then return end
  print 'result'
  for _, values in ipairs { (net:getParameters()), net:get(2).running_mean,
    net:get(2).running_var, torch.randn(2) } do
    for _, value in ipairs(values:totable()) do io.write(('%.17g '):format(value)) end
  end
  for _, e in ipairs(history) do
    io.write(('%.17g %.17g %.17g %.17g '):format(e.train.loss, e.validation.loss,
      e.train.matrix, e.learningRate))
  end
  print(t.state.best.epoch, ('%.17g %.17g'):format(t.state.best.value, t.state.smoothed))
]]

describe('a training', function()
  local script, whole

  local function start(path, words)
    return process.run(("'%s' '%s' %s"):format(script, path, words or ''))
  end

  local function result(text) return text:match 'result\n(.*)$' end

  local function in_fresh_folder(f)
    process.in_folder(function(folder) f(folder .. '/state.t7') end)
  end

  setup(function()
    script = files.with(PROGRAM)
    in_fresh_folder(function(path)
      local text = start(path)
      whole = assert(result(text), text)
    end)
  end)

  teardown(files.remove)

  local moments = {
    'onForward 1', 'onUpdate 4', 'validation 1', 'onEndEpoch 1', 'write 1', 'write 5',
    'measuring 7', 'onEnd 1',
  }
  for _, moment in ipairs(moments) do
    it('that is killed at ' .. moment .. ' ends with the same bits', function()
      in_fresh_folder(function(path)
        local text, status = start(path, 'KILL ' .. moment)
        assert.equal(137, status, text)
        text, status = start(path)
        assert.equal(0, status, text)
        assert.equal(whole, result(text), text)
      end)
    end)
  end

  it('that is killed again and again ends with the same bits', function()
    in_fresh_folder(function(path)
      local text, status
      for _ = 1, 20 do -- each time three steps are done
        text, status = start(path, 'KILL onForward 4')
        if status == 0 then break end
        assert.equal(137, status, text)
      end
      assert.equal(whole, result(text), text)
    end)
  end)

  for moment, where in pairs {
    ['onForward 2'] = 'epoch 1, after 32 of 50 samples',
    ['onUpdate 3'] = 'epoch 1, after 48 of 50 samples',
    ['validation 1'] = 'epoch 1, after 50 of 50 samples',
    ['onUpdate 12'] = 'epoch 3, after 50 of 50 samples',
  } do
    it('that Ctrl-C ends at ' .. moment .. ' has saved, and goes on to the same bits', function()
      in_fresh_folder(function(path)
        local text, status = start(path, 'INT ' .. moment)
        assert.equal(0, status, text)
        assert.is_nil(result(text))
        assert.is_truthy(text:find('stopped in ' .. where .. ': interrupted\n', 1, true), text)
        assert.matches('checkpoint [^\n]*: [%d.]+ kB\n$', text)
        assert.is_nil(text:match '[\r\27]')
        text, status = start(path)
        assert.equal(0, status, text)
        assert.is_truthy(text:find('going on from ' .. path .. ', in ' .. where, 1, true), text)
        assert.equal(whole, result(text), text)
      end)
    end)
  end

  it('ends at once at the second Ctrl-C, and still goes on to the same bits', function()
    in_fresh_folder(function(path)
      -- the first one in the first writing of the best network's epoch, the second in the next
      local text, status = start(path, 'INTINT write 2')
      assert.not_equal(0, status, text)
      assert.is_nil(result(text))
      assert.matches('interrupted!', text)
      text, status = start(path)
      assert.equal(0, status, text)
      assert.equal(whole, result(text), text)
    end)
  end)
end)
