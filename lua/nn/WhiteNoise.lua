-- nn.WhiteNoise([mean[, std]]): adds normal noise in training; the input as it is in use.
--
-- Shapes: any; output as input.
-- Example: nn.WhiteNoise(0, 0.5):forward(torch.zeros(5)):size()  --> {5}

local check = require 'nn.check'

local WhiteNoise, parent = torch.class('nn.WhiteNoise', 'nn.Module')

--- @param mean of the noise; default 0
-- @param std its standard deviation; default 0.1
-- Field noise: what the last forward in training added. One number is drawn for each element.
function WhiteNoise:__init(mean, std)
  parent.__init(self)
  self.mean = check.number(self, 'mean', mean or 0)
  self.std = check.number(self, 'std', std or 0.1)
  self.noise = torch.Tensor()
end

function WhiteNoise:updateOutput(input)
  check.own(self, 'input', input)
  self.output:resizeAs(input):copy(input)
  if self.train ~= false then
    self.noise = self.noise or input.new()
    self.noise:resizeAs(input)
    if input:nElement() > 0 then
      self.noise:normal(self.mean, self.std)
      self.output:add(self.noise)
    end
  end
  return self.output
end

function WhiteNoise:updateGradInput(input, gradOutput)
  check.own(self, 'gradOutput', gradOutput)
  check.sameCount(self, input, gradOutput)
  self.gradInput:resizeAs(gradOutput):copy(gradOutput)
  return self.gradInput
end

function WhiteNoise:clearState()
  nn.utils.clear(self, 'noise')
  return parent.clearState(self)
end

function WhiteNoise:__tostring__()
  return ('%s mean: %f, std: %f'):format(torch.type(self), self.mean, self.std)
end
