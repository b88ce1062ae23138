-- facula.weights: a network that PyTorch trained, here, and one of ours, there.
require 'nn'
local torch = require 'torch'
local weights = require 'facula.weights'
local npy = require 'facula.npy'
local safetensors = require 'facula.safetensors'
local files = require 'support.files'

local FOLDER = 'spec/golden/formats/'
local message = files.message

-- The network of make.py.
local function network()
  return nn.Sequential()
    :add(nn.SpatialConvolution(2, 3, 3, 3))
    :add(nn.SpatialBatchNormalization(3))
    :add(nn.ReLU())
    :add(nn.Sequential()
      :add(nn.View(3, 9):setNumInputDims(3))
      :add(nn.Sequential():add(nn.Transpose({ 2, 3 })):add(nn.TemporalConvolution(3, 2, 3))
        :add(nn.Transpose({ 2, 3 }))))
    :add(nn.Reshape(14))
    :add(nn.Linear(14, 4)):float()
end

-- Our convolution over time lies one module deeper than theirs.
local function rename(name)
  return (name:gsub('^3%.1%.1%.', '3.1.'))
end

describe('facula.weights', function()
  teardown(files.remove)

  local example = npy.loadz(FOLDER .. 'net.npz')

  it('makes a network of one that PyTorch trained', function()
    local net = network()
    weights.set(net, safetensors.load(FOLDER .. 'net.safetensors'), rename)
    net:evaluate()
    local output = net:forward(example.input)
    assert.is_true((output - example.output):abs():max() < 1e-5)
  end)

  it('does the same with a file of NumPy and names of its own', function()
    local net, state = network():double(), {}
    for name, tensor in pairs(example) do
      if name:find '^state' then state[name] = tensor end
    end
    local flat = net:getParameters()
    weights.set(net, state, function(name) return 'state.' .. rename(name) end)
    net:evaluate()
    local output = net:forward(example.input:double())
    assert.is_true((output:float() - example.output):abs():max() < 1e-5)
    assert.is_true(torch.isequal(flat:storage(), net:get(1).weight:storage()))
  end)

  it('gives back what it was given', function()
    local net, again, path = network(), network(), files.name()
    net:forward(example.input)
    safetensors.save(path, weights.get(net))
    weights.set(again, safetensors.load(path)) -- its metadata come along
    local ours, theirs = weights.get(net), weights.get(again)
    local count = 0
    for name, tensor in pairs(ours) do
      count = count + 1
      assert.same(tensor:totable(), theirs[name]:totable(), name)
    end
    assert.equal(10, count)
  end)

  it('lays convolutions of matrices out as pictures', function()
    local layer = nn.SpatialConvolutionMM(2, 3, 5, 4)
    local tensor = weights.get(layer).weight
    assert.same({ 3, 2, 4, 5 }, tensor:size():totable())
    tensor:fill(7)
    assert.equal(7, layer.weight:min())
  end)

  it('has all parameters of layers with other fields', function()
    for _, layer in ipairs { nn.LinearWeightNorm(2, 3), nn.WeightNorm(nn.Linear(2, 3)),
      nn.WeightedEuclidean(2, 3), nn.PReLU(2), nn.CMul(3), nn.Linear(2, 3, false) } do
      local count, expected = 0, 0
      for _, tensor in pairs(weights.get(layer)) do count = count + tensor:nElement() end
      for _, tensor in ipairs(layer:parameters()) do expected = expected + tensor:nElement() end
      assert.equal(expected, count, torch.typename(layer))
    end
    assert.same({}, weights.get(nn.ReLU()))
  end)

  it('changes nothing when something is wrong', function()
    local net = nn.Sequential():add(nn.Linear(2, 3)):add(nn.Linear(3, 2))
    local before = net:getParameters():clone()
    local state = {}
    for name, tensor in pairs(weights.get(net)) do state[name] = tensor:clone():fill(9) end
    local function refused(expected, change)
      local given = {}
      for name, tensor in pairs(state) do given[name] = tensor end
      change(given)
      assert.matches(expected, message(weights.set, net, given))
      assert.same(before:totable(), (net:getParameters()):totable())
    end
    refused('no tensor for 0.bias, 1.weight', function(t) t['0.bias'], t['1.weight'] = nil, nil end)
    refused('the module has no 2.weight', function(t) t['2.weight'] = torch.ones(1) end)
    refused('1.weight: expected the size 2x3, got 3x2', function(t)
      t['1.weight'] = torch.ones(3, 2)
    end)
    refused('0.bias: expected the size 3, got none', function(t) t['0.bias'] = torch.Tensor() end)
    refused('no tensor for 0.bias', function(t) t['0.bias'] = 3 end)
    assert.matches('a module expected, got table', message(weights.get, {}))
    local layer = nn.Linear(2, 2)
    local hidden = torch.ones(2)
    layer.parameters = function() return { layer.weight, hidden }, { layer.weight, hidden } end
    assert.matches('facula.weights: parameter 2 of nn.Linear: expected it in a field',
      message(weights.get, layer))
    assert.matches('a table of tensors expected', message(weights.set, net, 3))
    state['0.num_batches_tracked'] = torch.LongTensor { 3 }
    weights.set(net, state)
    assert.equal(9, (net:getParameters()):min())
  end)

  it('is understood by PyTorch', function()
    local net, path, io_path = network(), files.name '.npz', files.name '.npz'
    net:forward(torch.randn(8, 2, 5, 5):float())
    net:evaluate()
    local state = {}
    for name, tensor in pairs(weights.get(net)) do state[rename(name)] = tensor end
    npy.savez(path, state, 6)
    npy.savez(io_path, { input = example.input, output = net:forward(example.input) })
    local difference = files.python(([[
try:
    import torch, numpy
except ImportError:
    print('absent\ndone')
    raise SystemExit
state = {k: torch.from_numpy(v) for k, v in numpy.load('%s').items()}
net = torch.nn.Sequential(
    torch.nn.Conv2d(2, 3, 3), torch.nn.BatchNorm2d(3), torch.nn.ReLU(),
    torch.nn.Sequential(torch.nn.Flatten(2), torch.nn.Conv1d(3, 2, 3)),
    torch.nn.Flatten(), torch.nn.Linear(14, 4))
state['1.num_batches_tracked'] = torch.tensor(1)
net.load_state_dict(state)
net.eval()
ours = numpy.load('%s')
print(float((net(torch.from_numpy(ours['input'])) - torch.from_numpy(ours['output'])).abs().max()))
print('done')]]):format(path, io_path))
    if not difference or difference:find 'absent' then
      pending('no /usr/bin/python3 with torch and numpy here')
    end
    assert.is_true(tonumber(difference) < 1e-5, difference)
  end)
end)
