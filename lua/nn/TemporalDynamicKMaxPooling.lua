-- nn.TemporalDynamicKMaxPooling(minK[, factor]): for each feature the k largest elements of a
-- sequence, in their order in time; k grows with the sequence.
-- (N. Kalchbrenner, E. Grefenstette, P. Blunsom, A Convolutional Neural Network for Modelling
-- Sentences, ACL 2014.)
-- Neighbours: TemporalMaxPooling.lua; composed of torch operations.
--
-- Shapes: input frames x features, with or without a batch in front; output k x features with k =
-- max(minK, ceil(factor frames)).
-- Example: nn.TemporalDynamicKMaxPooling(2, 0.6):forward(torch.rand(6, 3))  --> 4x3

local check = require 'nn.check'

local TemporalDynamicKMaxPooling, parent =
  torch.class('nn.TemporalDynamicKMaxPooling', 'nn.Module')

--- @param minK least number of elements to keep
-- @param factor share of the frames to keep; default 0
-- Field switches, a LongTensor: the frames that were kept, in order.
function TemporalDynamicKMaxPooling:__init(minK, factor)
  parent.__init(self)
  self.minK = check.integer(self, 'minK', minK, 1)
  self.factor = check.number(self, 'factor', factor or 0)
  if self.factor < 0 or self.factor ~= self.factor then
    check.fail(self, 'factor', 'a number >= 0', factor)
  end
  self.switches = torch.LongTensor()
end

function TemporalDynamicKMaxPooling:updateOutput(input)
  local dims = check.own(self, 'input', input):dim()
  if dims ~= 2 and dims ~= 3 then
    check.fail(self, 'input', 'frames x features, with or without a batch in front', input)
  end
  local frames = input:size(dims - 1)
  local k = math.max(self.minK, math.ceil((self.factor or 0) * frames))
  if frames < k then
    check.fail(self, 'input', ('at least %d frames'):format(k), input)
  end
  if torch.typename(self.switches) ~= 'torch.LongTensor' then self.switches = torch.LongTensor() end
  self._largest = self._largest or input.new()
  self._order = self._order or torch.LongTensor()
  self._frames = self._frames or torch.LongTensor()
  torch.topk(self._largest, self._frames, input, k, dims - 1, true)
  torch.sort(self.switches, self._order, self._frames, dims - 1)
  torch.gather(self.output, input, dims - 1, self.switches)
  return self.output
end

function TemporalDynamicKMaxPooling:updateGradInput(input, gradOutput)
  if not self.gradInput then return nil end
  check.own(self, 'input', input)
  check.own(self, 'gradOutput', gradOutput)
  local switches = self.switches
  if not switches or not gradOutput:isSize(switches:size()) or input:dim() ~= switches:dim() then
    check.fail(self, 'gradOutput', 'the size of the output', gradOutput)
  end
  self.gradInput:resizeAs(input):zero()
  self.gradInput:scatter(input:dim() - 1, switches, gradOutput)
  return self.gradInput
end

-- The frames that were kept stay a LongTensor; buffers are made anew.
function TemporalDynamicKMaxPooling:type(type, tensorCache)
  if not type then return parent.type(self) end
  self.switches, self._largest, self._order, self._frames = nil, nil, nil, nil
  parent.type(self, type, tensorCache)
  self.switches = torch.LongTensor()
  return self
end

function TemporalDynamicKMaxPooling:clearState()
  nn.utils.clear(self, 'switches', '_largest', '_order', '_frames')
  return parent.clearState(self)
end
