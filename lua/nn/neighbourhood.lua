-- Weighted sums over the neighbourhood of each pixel and all planes, for the Spatial.. layers of
-- subtractive and divisive normalisation. A 1-D kernel is applied along both sides.
-- All planes have the same kernel, so they are summed up first and one plane is filtered.
-- Neighbours: src/nn/normalize.c filters.

local check = require 'nn.check'
local C = require 'facula.core'.nn

local neighbourhood = {}

--- Sets the fields nInputPlane and kernel of a new layer. The kernel is divided, in place, by its
-- sum times the number of planes; a 1-D one, which is applied twice, by the root of that number.
function neighbourhood.init(self, nInputPlane, kernel)
  self.nInputPlane = check.integer(self, 'nInputPlane', nInputPlane or 1, 1)
  self.kernel = check.tensor(self, 'kernel', kernel or torch.Tensor(9, 9):fill(1))
  local dims = self.kernel:dim()
  if dims ~= 1 and dims ~= 2 then
    check.fail(self, 'kernel', 'an averaging kernel that is 2D or 1D', self.kernel)
  end
  for d = 1, dims do
    if self.kernel:size(d) % 2 == 0 then
      check.fail(self, 'kernel', 'an averaging kernel with odd dimensions', self.kernel)
    end
  end
  self.kernel:div(self.kernel:sum() * self.nInputPlane ^ (dims == 2 and 1 or 0.5))
end

--- A tensor of the layer's own type under a name of its own, made at the first use.
function neighbourhood.buffer(self, name)
  if not torch.isTensor(self[name]) then self[name] = self.output.new() end
  return self[name]
end

--- A view of input with a batch in front, N x planes x height x width; the input must fit.
function neighbourhood.batch(self, input)
  check.own(self, 'input', input)
  local dims = input:dim()
  if dims ~= 3 and dims ~= 4 or input:size(dims - 2) ~= self.nInputPlane then
    check.fail(self, 'input', ('%d planes of images, with or without a batch')
      :format(self.nInputPlane), input)
  end
  return dims == 4 and input or nn.utils.addSingletonDimension(input)
end

--- The same of a gradOutput, which must have the size of input.
function neighbourhood.gradient(self, input, gradOutput)
  check.own(self, 'gradOutput', gradOutput)
  if not check.own(self, 'input', input):isSameSizeAs(gradOutput) then
    check.fail(self, 'gradOutput', check.describe(input), gradOutput)
  end
  return neighbourhood.batch(self, gradOutput)
end

--- result = the filtered planes of an N x height x width tensor; with back, what carries gradients
-- back through that. self.between is a buffer.
function neighbourhood.filter(self, result, planes, back)
  return C.SpatialNormalization_filter(result, planes, self.kernel,
    neighbourhood.buffer(self, 'between'), back or false)
end

--- What the filter makes of ones: less at the edges than inside. height x width, in self.coef,
-- which is kept between calls.
function neighbourhood.coefficients(self, height, width)
  local coef = neighbourhood.buffer(self, 'coef')
  if coef:dim() ~= 3 or coef:size(1) ~= 1 or coef:size(2) ~= height or coef:size(3) ~= width then
    local ones = self.output.new(1, height, width):fill(self.nInputPlane)
    neighbourhood.filter(self, coef, ones)
  end
  return coef
end

--- N x height x width as a view of N x planes x height x width.
function neighbourhood.spread(t, like)
  return t:view(t:size(1), 1, t:size(2), t:size(3)):expandAs(like)
end

return neighbourhood
