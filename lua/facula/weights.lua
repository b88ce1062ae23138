--- The weights of a module by name, as PyTorch names and lays them out: '0.weight', '0.bias' of the
-- first module of an nn.Sequential, '3.1.weight' of one inside of another. With facula.safetensors
-- or facula.npy they travel to PyTorch and back. Layers of both worlds keep their weights alike:
-- Linear, the convolutions, LookupTable (Embedding there), PReLU, batch normalization.
-- Neighbours: safetensors.lua, npy.lua; VIEWS has the layers that keep theirs in another way.
--
--   safetensors.save('net.safetensors', weights.get(net))
--   -- there: net.load_state_dict(safetensors.torch.load_file('net.safetensors')), and back here:
--   weights.set(net, safetensors.load 'net.safetensors')
local torch = require 'torch'
local nn = require 'nn'

local weights = {}

-- Layers whose weight is laid out in another way here: a view of it as PyTorch has it.
local VIEWS = {
  ['nn.SpatialConvolutionMM'] = function(layer, weight)
    return weight:view(layer.nOutputPlane, layer.nInputPlane, layer.kH, layer.kW)
  end,
  ['nn.TemporalConvolution'] = function(layer, weight)
    return weight:view(layer.outputFrameSize, layer.kW, layer.inputFrameSize):transpose(2, 3)
  end,
}

-- What is kept beside the parameters.
local BUFFERS = { 'running_mean', 'running_var' }
-- What PyTorch keeps and nothing here needs.
local IGNORED = '%f[%w]num_batches_tracked$'

-- The field of a layer, or of the module that it decorates, that holds a tensor.
local function name_of(layer, tensor)
  for name, value in pairs(layer) do
    if torch.isTensor(value) and torch.isequal(value, tensor) then return name end
  end
  return layer.modules and name_of(layer.modules[1], tensor)
end

-- Puts the tensors of a module into the table.
local function collect(module, prefix, tensors)
  if module.modules and module.parameters == nn.Container.parameters then
    for i, child in ipairs(module.modules) do
      collect(child, ('%s%d.'):format(prefix, i - 1), tensors)
    end
    return
  end
  local view = VIEWS[torch.typename(module)]
  for i, parameter in ipairs(module:parameters() or {}) do
    local name = name_of(module, parameter)
    if not name then
      error(('facula.weights: parameter %d of %s: expected it in a field of the module, which '
        .. 'names it, found it in none'):format(i, torch.type(module)), 0)
    end
    tensors[prefix .. name] = name == 'weight' and view and view(module, parameter) or parameter
  end
  for _, name in ipairs(BUFFERS) do
    if torch.isTensor(module[name]) then tensors[prefix .. name] = module[name] end
  end
end

local function check_module(where, module)
  if not torch.isTypeOf(module, 'nn.Module') then
    error(('facula.weights.%s: a module expected, got %s'):format(where, torch.type(module)), 3)
  end
end

--- The weights of a module, and the running averages of its batch normalizations.
-- @param module  an nn.Module
-- @return a table of tensors by name, which share the module's memory; not all are contiguous
-- Errors: no module; a parameter that is in no field of its module, which gives it its name.
-- @usage local net = nn.Sequential():add(nn.Linear(2, 3))
--   weights.get(net)['0.weight']  --> 3x2
function weights.get(module)
  check_module('get', module)
  local tensors = {}
  collect(module, '', tensors)
  return tensors
end

local function sorted(names)
  table.sort(names)
  return table.concat(names, ', ')
end

local function shape(tensor)
  return torch.typename(tensor) and tensor:dim() > 0
    and table.concat(tensor:size():totable(), 'x') or 'none'
end

--- Copies tensors into the weights of a module. All names must be there, and no others but the
-- num_batches_tracked of PyTorch; all sizes must agree. Types are converted.
-- @param module  an nn.Module
-- @param tensors  a table of tensors by name, such as safetensors.load and npy.loadz return
-- @param rename  optional: a function that says which name in tensors a name of weights.get has;
--   anything else, such as the metadata that safetensors.load returns, does not count
-- Errors: no module, missing or unknown names, other sizes; then nothing has changed.
-- @usage local net = nn.Sequential():add(nn.Linear(2, 3))
--   local given = { ['fc.0.weight'] = torch.ones(3, 2), ['fc.0.bias'] = torch.zeros(3) }
--   weights.set(net, given, function(name) return 'fc.' .. name end)
--   net:forward(torch.ones(2))  --> {2, 2, 2}
function weights.set(module, tensors, rename)
  check_module('set', module)
  if type(tensors) ~= 'table' then
    error(('facula.weights.set: a table of tensors expected, got %s'):format(torch.type(tensors)),
      2)
  end
  local used, missing, unknown, copies = {}, {}, {}, {}
  for own, tensor in pairs(weights.get(module)) do
    local name = type(rename) == 'function' and rename(own) or own
    local given = tensors[name]
    used[tostring(name)] = true
    if not torch.isTensor(given) then
      missing[#missing + 1] = tostring(name)
    elseif shape(given) ~= shape(tensor) then
      error(('facula.weights.set: %s: expected the size %s, got %s'):format(name, shape(tensor),
        shape(given)), 2)
    else
      copies[#copies + 1] = { tensor, given }
    end
  end
  for name in pairs(tensors) do
    if not used[name] and not tostring(name):find(IGNORED) then
      unknown[#unknown + 1] = tostring(name)
    end
  end
  if #missing > 0 then
    error(('facula.weights.set: no tensor for %s'):format(sorted(missing)), 2)
  end
  if #unknown > 0 then
    error(('facula.weights.set: the module has no %s'):format(sorted(unknown)), 2)
  end
  for _, pair in ipairs(copies) do pair[1]:copy(pair[2]) end
end

return weights
