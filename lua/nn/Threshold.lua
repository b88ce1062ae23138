-- nn.Threshold([threshold[, value[, inplace]]]): x where x > threshold, else value.
-- Neighbours: ReLU.lua is its best known case; src/nn/activation.c.
--
-- Shapes: any input; output as input.
-- Example: nn.Threshold(0.5, -1):forward(torch.Tensor{0.25, 1, 4})  --> {-1, 1, 4}

local check = require 'nn.check'
local C = require 'facula.core'.nn

local Threshold, parent = torch.class('nn.Threshold', 'nn.Module')

--- @param threshold default 1e-6
-- @param value default 0
-- @param inplace write the output into the input, the gradient into gradOutput; default false
-- Fields: threshold, val, inplace.
function Threshold:__init(threshold, value, inplace)
  parent.__init(self)
  self.threshold = check.number(self, 'threshold', threshold or 1e-6)
  self.val = check.number(self, 'value', value or 0)
  self.inplace = inplace or false
  self:validateParameters()
end

--- Raises for parameters that cannot work in place: the gradient is read off the output there.
function Threshold:validateParameters()
  if self.inplace and self.val > self.threshold then
    error(('%s: in-place processing requires value (%g) not exceed threshold (%g)')
      :format(torch.type(self), self.val, self.threshold), 0)
  end
end

function Threshold:updateOutput(input)
  self:validateParameters()
  C.Threshold_updateOutput(self.output, input, self.threshold, self.val, self.inplace or false)
  return self.output
end

function Threshold:updateGradInput(input, gradOutput)
  self:validateParameters()
  C.Threshold_updateGradInput(self.gradInput, input, gradOutput, self.threshold,
    self.inplace or false)
  return self.gradInput
end
