-- What `make bench` measures. A new measurement is a row here, with its twin of the same key in
-- pytorch.py. Neighbours: networks.lua has the rows of nn; run.lua times the rows and prints.
--
-- A row's make() prepares the data and returns a function that does the work n times, so that no
-- call but the measured ones is inside the loop.
local torch = require 'torch'
local nn = require 'nn'
local optim = require 'optim'

local here = arg[0]:match '^(.*[/\\])' or ''
local networks = dofile(here .. 'networks.lua')

local rows = {}

-- Single calls: name, key, target (microseconds, or nil), make.
rows.calls = {
  { name = 'a:add(b), 10 floats', key = 'add10', target = 0.15, make = function()
    local a, b = torch.FloatTensor(10):zero(), torch.FloatTensor(10):fill(1e-3)
    return function(n)
      for _ = 1, n do a:add(b) end
    end
  end },
  { name = 'm:select(1, 2)', key = 'select', target = 0.2, make = function()
    local m = torch.FloatTensor(10, 10):zero()
    return function(n)
      for _ = 1, n do m:select(1, 2) end
    end
  end },
  { name = 'm[3][4]', key = 'index', make = function()
    local m = torch.FloatTensor(10, 10):zero()
    return function(n)
      local sum = 0
      for _ = 1, n do sum = sum + m[3][4] end
      return sum
    end
  end },
  { name = 'torch.FloatTensor(10)', key = 'new', make = function()
    return function(n)
      for _ = 1, n do torch.FloatTensor(10) end
    end
  end },
  { name = 'nn.Linear(10, 10):forward(x)', key = 'linear10', make = function()
    local layer, x = nn.Linear(10, 10):float(), torch.FloatTensor(10):fill(0.5)
    return function(n)
      for _ = 1, n do layer:forward(x) end
    end
  end },
}

local RATE = 0.01

-- Data, network and the part that all steps of the network share: gradients of one batch.
local function mlp(inputs, hidden, classes, batch)
  local net = nn.Sequential()
    :add(nn.Linear(inputs, hidden))
    :add(nn.ReLU())
    :add(nn.Linear(hidden, classes))
    :add(nn.LogSoftMax()):float()
  local criterion = nn.ClassNLLCriterion():float()
  local x = torch.FloatTensor(batch, inputs):uniform()
  local y = torch.LongTensor(batch):random(1, classes)
  local params, grads = net:getParameters()
  local function gradients()
    grads:zero()
    local loss = criterion:forward(net:forward(x), y)
    net:backward(x, criterion:backward(net.output, y))
    return loss, grads
  end
  return gradients, params, grads
end

-- The products of that step, into results that are there already: two forward, two for the
-- gradients by inputs, two for the gradients by weights.
local function mlp_products(inputs, hidden, classes, batch)
  local function filled(r, c) return torch.FloatTensor(r, c):uniform() end
  local x, h, o = filled(batch, inputs), filled(batch, hidden), filled(batch, classes)
  local w1, w2 = filled(hidden, inputs), filled(classes, hidden)
  local dx, dh, dw1, dw2 = x:clone(), h:clone(), w1:clone(), w2:clone()
  local w1t, w2t, ht, ot = w1:t(), w2:t(), h:t(), o:t()
  return function(n)
    for _ = 1, n do
      torch.mm(h, x, w1t)
      torch.mm(o, h, w2t)
      torch.mm(dw2, ot, h)
      torch.mm(dh, o, w2)
      torch.mm(dw1, ht, x)
      torch.mm(dx, dh, w1)
    end
  end
end

-- Training steps: forward, loss, backward, update. name; bare: make for the bare matrix products;
-- variants: name, key, make; at_most: times bare; at_least: times as fast as PyTorch. All are
-- measured with one thread and with as many as there are cores.
rows.steps = {
  { name = 'training step of 784-100-10 (ReLU), batch 64, float',
    at_most = 1.4,
    at_least = 1.3,
    bare = { name = 'its 6 sgemm calls', make = function()
      return mlp_products(784, 100, 10, 64)
    end },
    reference = { 'mlp100', 'mlp100_sgd' },
    variants = {
      { name = 'params:add(-rate, grads)', make = function()
        local gradients, params, grads = mlp(784, 100, 10, 64)
        return function(n)
          for _ = 1, n do
            gradients()
            params:add(-RATE, grads)
          end
        end
      end },
      { name = 'optim.sgd', make = function()
        local gradients, params = mlp(784, 100, 10, 64)
        local config = { learningRate = RATE }
        return function(n)
          for _ = 1, n do optim.sgd(gradients, params, config) end
        end
      end },
    } },
}

-- Operations on large tensors of floats: name, key, at_least: times as fast as PyTorch with its
-- better number of threads, make.
local MILLION = 1000 * 1000

local function repeated(f)
  return function(n)
    for _ = 1, n do f() end
  end
end

-- A row over y and two operands of a million elements in (0, 1).
local function over_million(name, key, at_least, f)
  return { name = name, key = key, at_least = at_least, make = function()
    local y = torch.FloatTensor(MILLION):zero()
    local a, b = torch.FloatTensor(MILLION):uniform(), torch.FloatTensor(MILLION):uniform()
    return repeated(function() return f(y, a, b) end)
  end }
end

-- The same over matrices of 1000 x 1000.
local function over_matrix(name, key, at_least, f)
  return { name = name, key = key, at_least = at_least, make = function()
    local y, a = torch.FloatTensor(1000, 1000):zero(), torch.FloatTensor(1000, 1000):uniform()
    return repeated(function() return f(y, a) end)
  end }
end

local operations = {
  over_million('exp', 'exp', 2, function(y, a) y:exp(a) end),
  over_million('tanh', 'tanh', 2, function(y, a) y:tanh(a) end),
  over_million('sigmoid', 'sigmoid', 2, function(y, a) y:sigmoid(a) end),
  over_million('add', 'add', 1, function(y, a, b) y:add(a, b) end),
  over_million('cmul', 'cmul', 1, function(y, a, b) y:cmul(a, b) end),
  over_million('sum', 'sum', 1, function(_, a) a:sum() end),
  over_matrix('sum along dimension 1', 'sum1', 1, function(y, a) y:sum(a, 1) end),
  over_matrix('transposed copy', 'transpose', 2, function(y, a) y:copy(a:t()) end),
  over_million('sort', 'sort', 2, function(_, a) torch.sort(a) end),
  over_million('normal', 'normal', 1, function(y) y:normal() end),
  over_matrix('matrix product', 'mm', 1, function(y, a) y:mm(a, a) end),
}
operations[#operations].flops = 2 * 1000 ^ 3

-- One step of a method over a million parameters, with a gradient that is there already.
local function step_of(method, key)
  return { name = 'optim.' .. method, key = key, at_least = 1, make = function()
    local x, g = torch.FloatTensor(MILLION):uniform(), torch.FloatTensor(MILLION):uniform()
    local config = { learningRate = 1e-3 }
    local function gradient() return 0, g end
    return repeated(function() optim[method](gradient, x, config) end)
  end }
end

-- Groups of rows that are measured alike, with one thread and with as many as there are cores: name
-- and rows. Shares of the peak are shares of the row with the key rows.peak.
rows.groups = {
  { name = 'operations on 1,000,000 floats', rows = operations },
  { name = 'update of 1,000,000 parameters, float', rows = { step_of('adam', 'adam') } },
  { name = 'training steps, float', rows = networks.steps },
  { name = 'layers forward and backward, float, batch 32', rows = networks.layers },
  { name = 'answers to one sample, float', rows = networks.answers },
}
rows.peak = 'mm'

-- Names of what reference keys of steps stand for.
rows.reference_names = {
  mlp100 = 'PyTorch, p.add_(p.grad, alpha=-rate)',
  mlp100_sgd = 'PyTorch, torch.optim.SGD',
}

-- Times of fresh processes: name, target (milliseconds), code.
rows.starts = {
  { name = "require 'torch'", target = 15, code = "require 'torch'" },
  { name = "require 'nn'", code = "require 'nn'" },
  { name = 'facula -e 1', target = 30,
    code = "arg = { [0] = 'lua/facula/main.lua', '-e', 'return 1' } dofile(arg[0])" },
}

return rows
