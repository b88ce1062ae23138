-- nn.Kmeans(k, dim[, scale]): the nearest of k centres; its backward pass is a step of online
-- k-means. Neighbours: src/nn/distance.c.
--
-- Shapes: input N x dim; output N, numbers of centres from 1.
-- Example:
--   local m, x = nn.Kmeans(2, 1), torch.Tensor{{1}, {2}, {9}}
--   m:initKmeansPlus(x, 0.5); m:zeroGradParameters(); m:forward(x); m:backward(x, m.output)
--   m:updateParameters(1)   -- the centres are now the means of their samples
--   m.weight:view(-1):sort()[2]  --> 9

local check = require 'nn.check'
local C = require 'facula.core'.nn

local Kmeans, parent = torch.class('nn.Kmeans', 'nn.Module')

--- @param k number of centres
-- @param dim elements of a sample
-- @param scale factor for gradients in place of the one that backward gets; default nil: that one
-- Fields: weight (k x dim), the centres, drawn from U(-1, 1); loss, the sum of the squared
-- distances in the last forward pass; clusterSampleCount, the number of samples of each centre in
-- the last backward pass.
function Kmeans:__init(k, dim, scale)
  parent.__init(self)
  self.k = check.integer(self, 'k', k, 1)
  self.dim = check.integer(self, 'dim', dim, 1)
  self.scale = scale
  self.weight = torch.Tensor(k, dim)
  self.gradWeight = torch.Tensor(k, dim)
  self.loss = 0
  self.clusterSampleCount = torch.Tensor(k)
  self:reset()
end

--- Draws new centres from U(-stdv, stdv), stdv 1 by default.
function Kmeans:reset(stdv)
  stdv = stdv or 1
  self.weight:uniform(-stdv, stdv)
end

local function checkSamples(self, input)
  check.own(self, 'input', input)
  if input:dim() ~= 2 or input:size(2) ~= self.weight:size(2) then
    check.fail(self, 'input', ('a matrix of %d columns'):format(self.weight:size(2)), input)
  end
  return input:size(1)
end

--- Makes random samples the centres. There must be at least k.
-- @param input N x dim
function Kmeans:initRandom(input)
  local samples = checkSamples(self, input)
  if samples < self.k then check.fail(self, 'input', ('at least %d rows'):format(self.k), input) end
  local indices = torch.rand(self.k):mul(samples):ceil():cmax(1):long()
  self.weight:copy(input:index(1, indices))
end

--- Makes samples far from each other the centres, in the manner of k-means++: the first is random,
-- each next one a random one of the samples that are farthest from the centres so far.
-- @param p the part of the samples that is near and left out; default the last one given, or 0.95
-- @param input N x dim
function Kmeans:initKmeansPlus(input, p)
  local samples = checkSamples(self, input)
  self.p = p or self.p or 0.95
  if type(self.p) ~= 'number' or not (self.p >= 0 and self.p <= 1) then
    check.fail(self, 'p', 'a number between 0 and 1', self.p)
  end
  if samples == 0 then check.fail(self, 'input', 'at least one row', input) end
  local candidates = math.min(samples, math.max(1, math.ceil((1 - self.p) * samples)))
  local weight, nearest, distances = self.weight, torch.LongTensor(), torch.DoubleTensor()
  weight:select(1, 1):copy(input:select(1, torch.random(samples)))
  for k = 2, self.k do
    C.Kmeans_updateOutput(nearest, distances, input, weight:narrow(1, 1, k - 1))
    local _, order = torch.sort(distances, 1, true)
    weight:select(1, k):copy(input:select(1, order[torch.random(candidates)]))
  end
end

local function longBuffer(self)
  if torch.typename(self._nearest) ~= 'torch.LongTensor' then self._nearest = torch.LongTensor() end
  return self._nearest
end

function Kmeans:updateOutput(input)
  local nearest = longBuffer(self)
  if torch.typename(self._distances) ~= 'torch.DoubleTensor' then
    self._distances = torch.DoubleTensor()
  end
  checkSamples(self, input)
  self.loss = C.Kmeans_updateOutput(nearest, self._distances, input, self.weight)
  self.output:resize(nearest:size()):copy(nearest)
  return self.output
end

--- Numbers of centres have no gradient: zeros.
function Kmeans:updateGradInput(input)
  check.tensor(self, 'input', input)
  self.gradInput:resize(input:size()):zero()
  return self.gradInput
end

--- For each centre with samples, adds scale (centre - their mean), made smaller by one part in ten
-- million of a sample as in Torch7.
function Kmeans:accGradParameters(input, _gradOutput, scale)
  checkSamples(self, input)
  C.Kmeans_accGradParameters(input, longBuffer(self), self.weight, self.gradWeight,
    self.clusterSampleCount, self.scale or scale or 1)
end

-- The numbers stay a LongTensor.
function Kmeans:type(type, tensorCache)
  if type then self._nearest, self._distances = nil, nil end
  return parent.type(self, type, tensorCache)
end

function Kmeans:clearState()
  nn.utils.clear(self, '_nearest', '_distances')
  return parent.clearState(self)
end
