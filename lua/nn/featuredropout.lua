-- What SpatialDropout and VolumetricDropout have in common: one draw for each feature map.

local check = require 'nn.check'

-- Whether noise was, or will be, drawn in the present mode.
local function draws(self)
  return self.train ~= false or self.stochasticInference
end

-- The factors of the input's maps: one for each, of size 1 in their dimensions.
local function draw(self, input, dims)
  local size = input:size()
  for d = input:dim() - dims + 1, input:dim() do size[d] = 1 end
  self.noise = self.noise or input.new()
  self.noise:resize(size):bernoulli(1 - self.p)
end

--- Defines the methods of a class.
-- dims: the dimensions of a map, 2 for images, 3 for volumes
return function(FeatureDropout, parent, dims)
  --- @param p probability that a map is zeroed, 0 <= p < 1; default 0.5
  -- @param stochasticInference draw in use as well; default false
  -- Fields: p, train, stochasticInference, noise (a 1 or 0 for each map).
  function FeatureDropout:__init(p, stochasticInference)
    parent.__init(self)
    self.train = true
    self.stochasticInference = stochasticInference or false
    self.noise = torch.Tensor()
    self:setp(p or 0.5)
  end

  --- Sets the probability of a zero.
  -- @param p the probability, 0 <= p < 1
  function FeatureDropout:setp(p)
    if type(p) ~= 'number' or not (p >= 0 and p < 1) then
      check.fail(self, 'p', 'a probability, 0 <= p < 1', p)
    end
    self.p = p
  end

  function FeatureDropout:updateOutput(input)
    check.own(self, 'input', input)
    if input:dim() ~= dims + 1 and input:dim() ~= dims + 2 then
      check.fail(self, 'input', ('%d or %d dimensions'):format(dims + 1, dims + 2), input)
    end
    self.output:resizeAs(input):copy(input)
    if not draws(self) then
      self.output:mul(1 - self.p)
    elseif input:nElement() > 0 then
      draw(self, input, dims)
      self.output:cmul(self.noise:expandAs(input))
    end
    return self.output
  end

  function FeatureDropout:updateGradInput(input, gradOutput)
    check.own(self, 'gradOutput', gradOutput)
    if not check.tensor(self, 'input', input):isSameSizeAs(gradOutput) then
      check.fail(self, 'gradOutput', check.describe(input), gradOutput)
    end
    if draws(self) and (not self.noise or self.noise:dim() ~= input:dim()) then
      check.fail(self, 'noise', 'a forward with this input before backward', self.noise)
    end
    self.gradInput:resizeAs(gradOutput):copy(gradOutput)
    if draws(self) then
      self.gradInput:cmul(self.noise:expandAs(gradOutput))
    else
      self.gradInput:mul(1 - self.p)
    end
    return self.gradInput
  end

  function FeatureDropout:clearState()
    nn.utils.clear(self, 'noise')
    return parent.clearState(self)
  end

  function FeatureDropout:__tostring__()
    return ('%s(%f)'):format(torch.type(self), self.p)
  end
end
