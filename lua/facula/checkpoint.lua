--- Checkpoints: networks and what belongs to them in files, from which a training goes on.
-- A checkpoint is a .t7 file of a table of yours in an envelope that tells what it is. It is
-- complete or not there: writing goes to a file beside it that takes its place at the end.
-- Neighbours: trainer/ saves and resumes with it; torch/File.lua writes and reads the files.
--
--   checkpoint.save('net.t7', { net = net, epoch = 3 }, { light = true })
--   local net = checkpoint.load('net.t7', { net = 'nn.Module' }).net
local torch = require 'torch'
require 'nn'

local checkpoint = {}

local KIND, VERSION = 'facula.checkpoint', 1

-- --- arguments -----------------------------------------------------------------------------------

local function is_of_type(value, wanted)
  return torch.type(value) == wanted or torch.isTypeOf(value, wanted)
end

-- Checks an argument of a function that users call.
local function check_type(where, name, value, wanted)
  if not is_of_type(value, wanted) then
    error(('facula.checkpoint.%s: %s: expected a %s, got %s'):format(where, name, wanted,
      torch.type(value)), 3)
  end
end

-- --- leaving things out --------------------------------------------------------------------------

-- A copy of everything that can be emptied without harm to the original: tables and objects are
-- new, tensors are new views of the same storages. What was shared is shared. Modules that are met
-- on the way are added to a list.
local function shadow(value, seen, modules)
  local is_tensor = torch.isTensor(value)
  if not is_tensor and type(value) ~= 'table' then return value end
  local identity = is_tensor and torch.pointer(value) or value
  if seen[identity] then return seen[identity] end
  if is_tensor then
    seen[identity] = value.new():set(value)
    return seen[identity]
  end
  local copy = {}
  seen[value] = copy
  for key, field in next, value do
    copy[shadow(key, seen, modules)] = shadow(field, seen, modules)
  end
  setmetatable(copy, getmetatable(value))
  if torch.isTypeOf(copy, 'nn.Module') then modules[#modules + 1] = copy end
  return copy
end

-- Empties the gradients of modules; returns them as a list of { parameter, gradient }.
local function drop_gradients(modules)
  local pairs_of, seen = {}, {}
  for _, module in ipairs(modules) do
    local params, grads = module:parameters()
    for i, grad in ipairs(grads or {}) do
      local pointer = torch.pointer(grad)
      if not seen[pointer] then
        seen[pointer] = true
        grad:set()
        pairs_of[#pairs_of + 1] = { params[i], grad }
      end
    end
  end
  return pairs_of
end

-- The state without buffers and gradients, and the pairs of drop_gradients; the state itself stays
-- as it is.
local function lightened(state)
  local modules = {}
  local copy = shadow(state, {}, modules)
  local gradients = drop_gradients(modules)
  for _, module in ipairs(modules) do module:clearState() end
  return copy, gradients
end

-- Makes the gradients of drop_gradients again, all 0. They lie in storages as the parameters do, so
-- that gradients of shared parameters are shared.
local function renew_gradients(gradients)
  local storages = {}
  for _, pair in ipairs(gradients) do
    local param, grad = pair[1], pair[2]
    if param:nElement() > 0 then
      local storage = param:storage()
      local pointer = torch.pointer(storage)
      storages[pointer] = storages[pointer] or grad.new(storage:size()):zero():storage()
      grad:set(storages[pointer], param:storageOffset(), param:size(), param:stride())
    end
  end
end

-- --- writing -------------------------------------------------------------------------------------

local function bytes_of(path)
  local file = io.open(path, 'rb')
  if not file then return 0 end
  local bytes = file:seek 'end'
  file:close()
  return bytes
end

--- Writes a checkpoint.
-- @param path  name of the file
-- @param state  a table of what is to be kept: modules, tensors, numbers, strings, tables
-- @param options  optional table: light (default false) leaves out of all modules what they can
--   make again: output, gradInput and what else clearState drops, and the gradients of the
--   parameters, which are 0 after loading. The modules themselves lose nothing.
-- @return the size of the file in bytes
-- Errors: state is no table or holds what cannot be written, the file cannot be written.
-- @usage local bytes = checkpoint.save('net.t7', { net = nn.Linear(3, 2) }, { light = true })
function checkpoint.save(path, state, options)
  options = options or {}
  check_type('save', 'path', path, 'string')
  check_type('save', 'state', state, 'table')
  check_type('save', 'options', options, 'table')
  local envelope = { kind = KIND, version = VERSION, state = state, gradients = {} }
  if options.light then envelope.state, envelope.gradients = lightened(state) end
  torch.save(path, envelope)
  return bytes_of(path)
end

--- A number of bytes for people, such as 842 B, 12.3 kB or 4.57 MB.
-- @param bytes  the number
-- @usage checkpoint.size_text(12300)  --> 12.3 kB
function checkpoint.size_text(bytes)
  local short = require 'facula.progress'.short(bytes)
  local number, prefix = short:match '^([%d.]+)(%a?)$'
  return ('%s %sB'):format(number, prefix)
end

-- --- reading -------------------------------------------------------------------------------------

-- What is wrong with an object that was read; nil when it is a checkpoint. Files are not trusted.
local function fault_of(envelope)
  if type(envelope) ~= 'table' or envelope.kind ~= KIND then
    return ('is not a checkpoint but holds a %s'):format(torch.type(envelope))
  end
  if envelope.version ~= VERSION then
    return ('is a checkpoint of version %s, this program reads version %d'):format(
      tostring(envelope.version), VERSION)
  end
  if torch.type(envelope.state) ~= 'table' or torch.type(envelope.gradients) ~= 'table' then
    return 'is a damaged checkpoint: its state and gradients are not tables'
  end
  for _, pair in ipairs(envelope.gradients) do
    if type(pair) ~= 'table' or not torch.isTensor(pair[1])
      or torch.type(pair[1]) ~= torch.type(pair[2]) then
      return 'is a damaged checkpoint: its gradients do not belong to its parameters'
    end
  end
end

--- Reads a checkpoint. No code in the file is run.
-- @param path  name of the file
-- @param fields  optional: table of what must be there, such as { net = 'nn.Module', t = 'number' }
-- @return the state that was saved, with new modules and tensors
-- Errors, which begin with the name of the file: it cannot be read, is damaged, not a checkpoint,
-- or one of a later version; a field is missing or of another type.
-- @usage checkpoint.save('net.t7', { net = nn.Linear(3, 2), t = 7 })
--   local state = checkpoint.load('net.t7', { net = 'nn.Module', t = 'number' })
--   state.t, torch.type(state.net)  --> 7, nn.Linear
function checkpoint.load(path, fields)
  fields = fields or {}
  check_type('load', 'path', path, 'string')
  check_type('load', 'fields', fields, 'table')
  local file, why = io.open(path, 'rb')
  if not file then error('cannot open ' .. why, 0) end
  file:close()
  local ok, envelope = pcall(torch.load, path)
  if not ok then error(tostring(envelope), 0) end
  local fault = fault_of(envelope)
  if fault then error(('%s: %s'):format(path, fault), 0) end
  for name, wanted in pairs(fields) do
    local value = envelope.state[name]
    if not is_of_type(value, wanted) then
      error(('%s: is not a checkpoint of this kind: expected %s to be of type %s, got %s'):format(
        path, name, wanted, torch.type(value)), 0)
    end
  end
  renew_gradients(envelope.gradients)
  return envelope.state
end

-- --- going on ------------------------------------------------------------------------------------

local function shape(tensor)
  if not torch.isTensor(tensor) then return 'no size' end
  return tensor:dim() > 0 and table.concat(tensor:size():totable(), 'x') or 'empty'
end

-- How the networks differ in their parameters; nil when they do not.
local function difference(net, saved)
  if torch.type(net) ~= torch.type(saved) then
    return ('it is a %s, here is a %s'):format(torch.type(saved), torch.type(net))
  end
  local ok, problem = pcall(saved.getParameters, saved) -- sees whether gradients fit parameters
  if not ok then return 'it is damaged: ' .. tostring(problem) end
  local ours, theirs = net:parameters() or {}, saved:parameters() or {}
  if #ours ~= #theirs then
    return ('it has %d tensors of parameters, here are %d'):format(#theirs, #ours)
  end
  for i = 1, #ours do
    if torch.type(ours[i]) ~= torch.type(theirs[i]) or shape(ours[i]) ~= shape(theirs[i]) then
      return ('parameter %d is a %s of %s, here it is a %s of %s'):format(i, torch.type(theirs[i]),
        shape(theirs[i]), torch.type(ours[i]), shape(ours[i]))
    end
  end
end

-- Makes the fields of an object those of a saved one. Objects inside stay the same objects;
-- functions, which files do not bring back, stay too.
local function adopt(object, saved, seen)
  seen[object] = true
  for key in next, object do
    if saved[key] == nil and type(object[key]) ~= 'function' then object[key] = nil end
  end
  for key, value in next, saved do
    local old = rawget(object, key)
    if type(old) == 'table' and type(value) == 'table'
      and getmetatable(old) == getmetatable(value) then
      if not seen[old] then adopt(old, value, seen) end
    elseif type(value) ~= 'function' then
      object[key] = value
    end
  end
end

--- Makes a network the one that was saved: parameters, running averages and all else. It stays the
-- same object, and so do the modules inside; its tensors become those of saved, which is not to be
-- used any more. Earlier results of getParameters are detached.
-- @param net  a module, of the same structure as the saved one
-- @param saved  a module, as checkpoint.load returns it
-- @return net
-- Errors: the classes differ, or number, types or sizes of the parameters.
-- @usage local net = nn.Linear(3, 2)
--   checkpoint.save('net.t7', { net = net })
--   checkpoint.restore(net, checkpoint.load('net.t7', { net = 'nn.Module' }).net)
function checkpoint.restore(net, saved)
  check_type('restore', 'net', net, 'nn.Module')
  check_type('restore', 'saved', saved, 'nn.Module')
  local fault = difference(net, saved)
  if fault then error('the saved network is another one: ' .. fault, 0) end
  net:clearState() -- its buffers may be what the user gave to forward
  adopt(net, saved, {})
  return net
end

return checkpoint
