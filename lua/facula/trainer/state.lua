-- What a training needs to go on from, to a file and back. Neighbours: init.lua; checkpoint.lua.
local torch = require 'torch'
local checkpoint = require 'facula.checkpoint'
local figures = require 'facula.trainer.figures'

local state = {}

-- What a checkpoint must hold, and of what type.
local SAVED = {
  net = 'nn.Module', optim = 'table', epoch = 'number', t = 'number', done = 'number',
  average = 'number', weight = 'number', waiting = 'number', history = 'table', user = 'table',
  random = 'torch.ByteTensor',
}

-- The fields of the state that a checkpoint holds beside the network and the random state.
local KEPT = {
  'optim', 'epoch', 't', 'done', 'order', 'pass', 'average', 'weight', 'history', 'best', 'waiting',
  'user',
}

--- Writes the checkpoint of a trainer, if it is to have one.
function state.save(self)
  if not self.checkpoint then return end
  local record = { net = self.net, random = torch.getRNGState() }
  for _, name in ipairs(KEPT) do record[name] = self.state[name] end
  self.bytes = checkpoint.save(self.checkpoint, record, { light = self.light })
end

local function is_whole(n, least, most) return n >= least and n <= most and n % 1 == 0 end

local function is_best(best)
  return best == nil
    or type(best) == 'table' and type(best.value) == 'number' and type(best.epoch) == 'number'
end

-- Why a checkpoint does not fit; nil when it does. Files are not trusted.
local function fault_of(saved, self, size)
  local most = 2 ^ 53
  if not (is_whole(saved.epoch, 1, most) and is_whole(saved.t, 0, most)
      and is_whole(saved.waiting, 0, most) and is_whole(saved.done, 0, most)
      and is_best(saved.best)
      and pcall(torch.setRNGState, torch.Generator(), saved.random)) then
    return 'it is damaged'
  end
  if not saved.order then return saved.done > 0 and 'it lacks the order of the samples' or nil end
  if torch.type(saved.order) ~= 'torch.LongTensor' or saved.order:dim() ~= 1 then
    return 'the order of the samples is damaged'
  end
  if saved.order:size(1) ~= size then
    return ('it is of %d samples, here are %d'):format(saved.order:size(1), size)
  end
  if saved.done > size or saved.order:min() < 1 or saved.order:max() > size then
    return 'the order of the samples is damaged'
  end
  return figures.fault(saved.pass, self.metrics)
end

--- Makes network and state of a trainer those of its checkpoint.
-- Errors: it cannot be read, is damaged, or of another network, other samples or metrics.
function state.resume(self)
  local s, path = self.state, self.checkpoint
  local saved = checkpoint.load(path, SAVED)
  local fault = fault_of(saved, self, s.size)
  if fault then error(('%s: the checkpoint does not fit: %s'):format(path, fault), 0) end
  local ok, problem = pcall(checkpoint.restore, s.network, saved.net)
  if not ok then error(path .. ': ' .. problem, 0) end
  for _, name in ipairs(KEPT) do s[name] = saved[name] end
  s.random, s.resumed = saved.random, true
  if s.weight < 1 then s.smoothed = s.average / (1 - s.weight) end
end

return state
