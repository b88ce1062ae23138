-- nn.FeatureLPPooling(width, stride, power, batch_mode): the p-norm of each `width` neighbouring
-- features: (x1^p + ... + xw^p)^(1/p), with p = power.
-- Neighbours: SpatialLPPooling.lua; src/nn/adaptive.c.
--
-- Shapes: input features [x a [x b]], or batch x features [x a [x b]] with batch_mode; output with
-- floor((features - width) / stride) + 1 features.
-- Example: nn.FeatureLPPooling(2, 2, 2, true):forward(torch.rand(5, 6))  --> 5x3

local check = require 'nn.check'
local C = require 'facula.core'.nn

local FeatureLPPooling, parent = torch.class('nn.FeatureLPPooling', 'nn.Module')

--- @param width number of features in a window
-- @param stride features from one window to the next
-- @param power the p of the norm, positive; the sign of the elements counts in odd powers
-- @param batch_mode whether inputs are batches
function FeatureLPPooling:__init(width, stride, power, batch_mode)
  parent.__init(self)
  self.width = check.integer(self, 'width', width, 1)
  self.stride = check.integer(self, 'stride', stride, 1)
  self.power = check.number(self, 'power', power)
  if power <= 0 or power ~= power then check.fail(self, 'power', 'a positive number', power) end
  if batch_mode == nil then check.fail(self, 'batch_mode', 'true or false', batch_mode) end
  self.batch_mode = batch_mode
end

local function isBatch(self)
  return self.batch_mode ~= false and self.batch_mode ~= 0 and self.batch_mode ~= nil
end

function FeatureLPPooling:updateOutput(input)
  C.FeatureLPPooling_updateOutput(self.output, input, self.width, self.stride, self.power,
    isBatch(self))
  return self.output
end

function FeatureLPPooling:updateGradInput(input, gradOutput)
  if not self.gradInput then return nil end
  C.FeatureLPPooling_updateGradInput(self.gradInput, input, gradOutput, self.output, self.width,
    self.stride, self.power, isBatch(self))
  return self.gradInput
end

-- The bracket stays open, as in Torch7.
function FeatureLPPooling:__tostring__()
  return ('%s(w%d s%d power %s batch %d'):format(torch.type(self), self.width, self.stride,
    ('%.14g'):format(self.power), isBatch(self) and 1 or 0)
end
