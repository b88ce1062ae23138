-- Checkpoints: what is kept, what is left out, and files that are none.
local torch = require 'torch'
require 'nn'
local checkpoint = require 'facula.checkpoint'
local files = require 'support.files'

local function network()
  torch.manualSeed(3)
  return nn.Sequential()
    :add(nn.View(1, 8, 8):setNumInputDims(1))
    :add(nn.SpatialConvolution(1, 4, 3, 3))
    :add(nn.SpatialBatchNormalization(4))
    :add(nn.SpatialMaxPooling(2, 2))
    :add(nn.View(36))
    :add(nn.ConcatTable():add(nn.Linear(36, 5)):add(nn.Identity()))
    :add(nn.SelectTable(1))
    :add(nn.Dropout(0.5))
    :add(nn.Linear(5, 2))
end

-- A network that has been used, so that its buffers are full.
local function used_network()
  local net = network()
  local params, grads = net:getParameters()
  grads:zero() -- they are made without being set
  local x = torch.randn(10, 64)
  net:forward(x)
  net:backward(x, torch.randn(10, 2))
  return net, params, grads, x
end

local function output(net, x)
  net:evaluate()
  return net:forward(x):clone()
end

local function parameters(net)
  local params, grads = net:getParameters()
  return params, grads
end

describe('facula.checkpoint', function()
  after_each(files.remove)

  it('gives back what was saved, and says how big it is', function()
    local path = files.name()
    local state = { epoch = 3, name = 'x', list = { 1, 2 }, t = torch.randn(3) }
    local bytes = checkpoint.save(path, state)
    assert.equal(#files.read(path), bytes)
    local back = checkpoint.load(path)
    assert.equal(3, back.epoch)
    assert.equal('x', back.name)
    assert.same({ 1, 2 }, back.list)
    assert.is_true(torch.equal(state.t, back.t))
  end)

  it('writes sizes for people', function()
    assert.equal('842 B', checkpoint.size_text(842))
    assert.equal('12.3 kB', checkpoint.size_text(12340))
    assert.equal('4.57 MB', checkpoint.size_text(4567000))
  end)

  describe('light', function()
    it('is smaller and computes the same', function()
      local net, params, _, x = used_network()
      local full, light = files.name(), files.name()
      local full_bytes = checkpoint.save(full, { net = net })
      local light_bytes = checkpoint.save(light, { net = net }, { light = true })
      local parameter_bytes = 8 * params:nElement()
      assert.is_true(light_bytes < full_bytes - parameter_bytes - 8 * 10 * 64)
      for _, path in ipairs { full, light } do
        local back = checkpoint.load(path, { net = 'nn.Sequential' }).net
        assert.is_true(torch.equal(output(net, x), output(back, x)))
        assert.is_true(torch.equal(net:get(3).running_var, back:get(3).running_var))
      end
    end)

    it('takes nothing from the network', function()
      local net, params, grads, x = used_network()
      local before, noise, seen = grads:clone(), net:get(8).noise, net:get(2).output
      local elements = { noise:nElement(), seen:nElement(), net.output:nElement() }
      checkpoint.save(files.name(), { net = net, again = net }, { light = true })
      assert.same(elements, { noise:nElement(), seen:nElement(), net.output:nElement() })
      assert.equal(seen, net:get(2).output)
      assert.is_true(torch.equal(before, grads))
      assert.equal(torch.pointer(params:storage()), torch.pointer(net:get(2).weight:storage()))
      assert.equal(torch.pointer(grads:storage()), torch.pointer(net:get(9).gradBias:storage()))
      net:backward(x, torch.ones(10, 2)) -- with the buffers of the last forward
    end)

    it('keeps what is shared shared, and writes it once', function()
      local net, params = used_network()
      local path = files.name()
      local once = checkpoint.save(path, { net = net }, { light = true })
      local twice = checkpoint.save(path, { net = net, flat = params, same = net },
        { light = true })
      assert.is_true(twice - once < 500, twice - once)
      local back = checkpoint.load(path)
      assert.equal(back.net, back.same)
      back.flat:fill(0.25)
      local weight = back.net:get(9).weight
      assert.is_true(torch.equal(torch.Tensor(2, 5):fill(0.25), weight))
    end)

    it('gives gradients back as zeros where the parameters are', function()
      local net, params = used_network()
      local path = files.name()
      checkpoint.save(path, { net = net }, { light = true })
      local back = checkpoint.load(path).net
      for _, module in ipairs { back:get(2), back:get(9) } do
        assert.is_true(module.gradWeight:isSameSizeAs(module.weight))
        assert.equal(0, module.gradWeight:norm())
      end
      assert.equal(torch.pointer(back:get(2).gradWeight:storage()),
        torch.pointer(back:get(9).gradBias:storage()))
      local flat, grads = parameters(back)
      assert.is_true(torch.equal(params, flat))
      assert.equal(params:nElement(), grads:nElement())
    end)

    it('keeps parameters that two modules share', function()
      local a, b = nn.Linear(3, 3), nn.Linear(3, 3)
      b:share(a, 'weight', 'gradWeight')
      local net = nn.Sequential():add(a):add(b)
      local path = files.name()
      checkpoint.save(path, { net = net }, { light = true })
      local back = checkpoint.load(path).net
      local x, g = torch.randn(4, 3), torch.randn(4, 3)
      for _, n in ipairs { net, back } do
        n:zeroGradParameters()
        n:forward(x)
        n:backward(x, g)
      end
      local params, grads = parameters(net)
      local their_params, their_grads = parameters(back)
      assert.equal(15, their_params:nElement())
      assert.is_true(torch.equal(params, their_params))
      assert.is_true(torch.equal(grads, their_grads))
    end)

    it('finds modules wherever they are', function()
      local net = used_network()
      local deep = { a = { b = { [net] = 'key' } }, nn.PartialLinear(3, 4) }
      local path = files.name()
      local bytes = checkpoint.save(path, deep, { light = true })
      assert.is_true(bytes < checkpoint.save(path, deep))
    end)
  end)

  describe('load', function()
    local function refused(path, fields)
      local text = files.message(checkpoint.load, path, fields)
      assert.is_truthy(text:find(path, 1, true), text)
      assert.is_nil(text:find('%.lua:%d'), text)
      return text
    end

    local function saved(object)
      local path = files.name()
      torch.save(path, object)
      return path
    end

    it('refuses files that are no checkpoints', function()
      assert.matches('No such file', refused '/no/such/checkpoint.t7')
      refused(files.with '')
      refused(files.with 'a text')
      assert.matches('is not a checkpoint but holds a table', refused(saved { net = 1 }))
      assert.matches('is not a checkpoint but holds a number', refused(saved(7)))
      assert.matches('is not a checkpoint but holds a nn.Linear', refused(saved(nn.Linear(2, 2))))
    end)

    it('refuses envelopes that are wrong', function()
      local kind = 'facula.checkpoint'
      assert.matches('version 2', refused(saved { kind = kind, version = 2, state = {} }))
      assert.matches('version nil', refused(saved { kind = kind }))
      assert.matches('damaged', refused(saved { kind = kind, version = 1, state = 1 }))
      assert.matches('damaged', refused(saved { kind = kind, version = 1, state = {} }))
      for _, pair in ipairs { 3, { 3 }, { torch.ones(2) }, { torch.ones(2), 'x' },
        { torch.ones(2), torch.FloatTensor() } } do
        assert.matches('gradients do not belong',
          refused(saved { kind = kind, version = 1, state = {}, gradients = { pair } }))
      end
    end)

    it('refuses what lacks a field', function()
      local path = files.name()
      checkpoint.save(path, { net = 'a', epoch = 1 })
      assert.matches('expected net to be of type nn.Module, got string',
        refused(path, { net = 'nn.Module' }))
      assert.matches('expected t to be of type number, got nil', refused(path, { t = 'number' }))
      assert.equal(1, checkpoint.load(path, { epoch = 'number', net = 'string' }).epoch)
    end)

    it('stands files that are cut off or damaged anywhere', function()
      local path = files.name()
      checkpoint.save(path, { net = nn.Sequential():add(nn.Linear(2, 2)), epoch = 1 },
        { light = true })
      local whole = files.read(path)
      local fields = { net = 'nn.Module', epoch = 'number' }
      for length = 0, #whole - 1, 13 do
        files.write(path, whole:sub(1, length))
        refused(path, fields)
      end
      local state = 1
      for _ = 1, 400 do
        state = (state * 16807) % 2147483647
        local at = state % #whole
        files.write(path, whole:sub(1, at) .. string.char(state % 251) .. whole:sub(at + 2))
        local ok, result = pcall(checkpoint.load, path, fields)
        assert.equal(ok and 'table' or 'string', type(result))
      end
    end)
  end)

  describe('save', function()
    it('leaves the old file as it was when it fails', function()
      local path = files.name()
      checkpoint.save(path, { epoch = 1 })
      for _, options in ipairs { {}, { light = true } } do
        local text = files.message(checkpoint.save, path,
          { worker = coroutine.create(function() end) }, options)
        assert.matches('worker', text)
        assert.equal(1, checkpoint.load(path).epoch)
      end
    end)

    it('wants a name and tables', function()
      assert.matches('path: expected a string, got nil', files.message(checkpoint.save))
      assert.matches('checkpoint.save: options: expected a table, got boolean',
        files.message(checkpoint.save, '/tmp/x', {}, true))
      assert.matches('checkpoint.load: path: expected a string, got nil',
        files.message(checkpoint.load))
      assert.matches('checkpoint.load: fields: expected a table, got string',
        files.message(checkpoint.load, '/tmp/x', 'net'))
      assert.matches('state: expected a table, got nn.Linear',
        files.message(checkpoint.save, '/tmp/x', nn.Linear(2, 2)))
    end)
  end)

  describe('restore', function()
    it('makes a network the saved one, and keeps its modules', function()
      local net, params, _, x = used_network()
      local path = files.name()
      checkpoint.save(path, { net = net }, { light = true })
      local other = network()
      other:getParameters()
      local last = other:get(9)
      last.weight:fill(3)
      local input = torch.ones(2, 64)
      other:forward(input)
      assert.equal(other, checkpoint.restore(other, checkpoint.load(path).net))
      assert.equal(last, other:get(9))
      assert.is_true(torch.equal(output(net, x), output(other, x)))
      assert.is_true(torch.equal(params, (parameters(other))))
      assert.equal(128, input:sum()) -- the user's, which modules had kept
    end)

    it('keeps functions, which files do not bring back', function()
      local function hook() return 'mine' end
      local net = nn.Linear(2, 2)
      net.hook = hook
      local path = files.name()
      checkpoint.save(path, { net = net }, { light = true })
      checkpoint.restore(net, checkpoint.load(path).net)
      assert.equal(hook, net.hook)
    end)

    local different = {
      ['it is a nn.Linear, here is a nn.Sequential'] = function() return nn.Linear(2, 2) end,
      ['it has 2 tensors of parameters, here are 8'] = function()
        return nn.Sequential():add(nn.Linear(2, 2))
      end,
      ['parameter 7 is a torch.DoubleTensor of 3x5, here it is a torch.DoubleTensor of 2x5'] =
        function()
          local net = network()
          net.modules[9] = nn.Linear(5, 3)
          return net
        end,
      ['parameter 1 is a torch.FloatTensor of 4x1x3x3'] = function() return network():float() end,
    }
    for message, make in pairs(different) do
      it('refuses another network: ' .. message, function()
        local net = network()
        local before = parameters(net):clone()
        local text = files.message(checkpoint.restore, net, make())
        assert.is_truthy(text:find(message, 1, true), text)
        assert.is_true(torch.equal(before, (parameters(net))))
      end)
    end

    it('wants modules', function()
      assert.matches('checkpoint.restore: net: expected a nn.Module, got nil',
        files.message(checkpoint.restore))
      assert.matches('checkpoint.restore: saved: expected a nn.Module, got table',
        files.message(checkpoint.restore, network(), {}))
    end)

    it('refuses a damaged network', function()
      local damaged = network()
      damaged.modules[9].weight = 'nothing'
      assert.matches('another one', files.message(checkpoint.restore, network(), damaged))
      damaged.modules = 3
      assert.matches('another one', files.message(checkpoint.restore, network(), damaged))
      damaged.modules = { damaged } -- goes round in circles
      assert.matches('another one', files.message(checkpoint.restore, network(), damaged))
    end)
  end)
end)
