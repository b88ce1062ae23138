-- Small pictures to convolve with.
-- Neighbour: filters.lua.
local torch = require 'torch'
local args = require 'image.args'

local PLANE = {
  'size', 'sigma', 'amplitude', 'normalize', 'width', 'height', 'sigma_horz', 'sigma_vert',
  'mean_horz', 'mean_vert', 'tensor',
}

local LINE = { 'size', 'sigma', 'amplitude', 'normalize', 'mean', 'tensor' }

local function positive(name, what, value, default)
  value = args.number(name, what, value or default)
  if value <= 0 then args.fail(name, '%s: a number above 0 expected, got %g', what, value) end
  return value
end

-- Half the squared distance of n pixels from the mean, in units of sigma * n.
local function half_squares(n, sigma, mean)
  return torch.DoubleTensor():range(1, n):add(-(mean * n + 0.5)):div(sigma * n):pow(2):div(2)
end

local function finish(name, kernel, given)
  if given.normalize then kernel:div(kernel:sum()) end
  if given.tensor == nil then return torch.Tensor(kernel:size()):copy(kernel) end
  if not torch.isTensor(given.tensor) then
    args.fail(name, 'tensor: a tensor expected, got %s', args.describe(given.tensor))
  end
  return given.tensor:resize(kernel:size()):copy(kernel)
end

-- Half squares of both directions, added: height x width.
local function plane(name, given)
  local size = given.size or 3
  local sigma = given.sigma or 0.25
  local width = math.floor(positive(name, 'width', given.width, size))
  local height = math.floor(positive(name, 'height', given.height, size))
  if width < 1 or height < 1 then args.fail(name, 'a size of at least 1 pixel expected') end
  local x = half_squares(width, positive(name, 'sigma_horz', given.sigma_horz, sigma),
    args.number(name, 'mean_horz', given.mean_horz or 0.5))
  local y = half_squares(height, positive(name, 'sigma_vert', given.sigma_vert, sigma),
    args.number(name, 'mean_vert', given.mean_vert or 0.5))
  return y:view(height, 1):expand(height, width) + x:view(1, width):expand(height, width)
end

--- image.gaussian{size = 3, ...}, image.gaussian(size, sigma, ...): a bell, amplitude exp(-(dx^2 +
-- dy^2) / 2), where dx and dy are distances from the mean in units of sigma times the size.
-- Arguments by name in a table, or by place.
-- @param[opt=3] size  pixels of a side
-- @param[opt=0.25] sigma  standard deviation, as a part of the size
-- @param[opt=1] amplitude  value at the mean
-- @param[opt=false] normalize  divide by the sum
-- @param[opt=size] width  pixels
-- @param[opt=size] height  pixels
-- @param[opt=sigma] sigma_horz  as a part of the width
-- @param[opt=sigma] sigma_vert  as a part of the height
-- @param[opt=0.5] mean_horz  as a part of the width
-- @param[opt=0.5] mean_vert  as a part of the height
-- @param[opt] tensor  takes the result
-- @return height x width
-- Errors: sizes or sigmas that are not positive; an unknown name.
-- @usage print(image.gaussian{size = 5, normalize = true})
function image.gaussian(...)
  local given = args.named('gaussian', PLANE, ...)
  local kernel = plane('gaussian', given):mul(-1):exp()
  kernel:mul(args.number('gaussian', 'amplitude', given.amplitude or 1))
  return finish('gaussian', kernel, given)
end

--- image.laplacian{size = 3, ...}, image.laplacian(size, sigma, ...): the bell of image.gaussian
-- times 1 - (dx^2 + dy^2) / 2, a detector of edges and blobs. The arguments are the same.
-- @return height x width
-- @see image.gaussian
-- @usage print(image.laplacian{size = 7})
function image.laplacian(...)
  local given = args.named('laplacian', PLANE, ...)
  local squares = plane('laplacian', given)
  local kernel = torch.exp(-squares):cmul(squares:mul(-1):add(1))
  kernel:mul(args.number('laplacian', 'amplitude', given.amplitude or 1))
  return finish('laplacian', kernel, given)
end

--- image.gaussian1D{size = 3, ...}, image.gaussian1D(size, sigma, ...): a bell in one dimension.
-- Arguments by name in a table, or by place.
-- @param[opt=3] size  elements
-- @param[opt=0.25] sigma  standard deviation, as a part of the size
-- @param[opt=1] amplitude  value at the mean
-- @param[opt=false] normalize  divide by the sum
-- @param[opt=0.5] mean  as a part of the size
-- @param[opt] tensor  takes the result
-- @return a tensor of one dimension
-- Errors: a size or a sigma that is not positive; an unknown name.
-- @usage print(image.gaussian1D(5))
function image.gaussian1D(...)
  local name = 'gaussian1D'
  local given = args.named(name, LINE, ...)
  local size = math.floor(positive(name, 'size', given.size, 3))
  if size < 1 then args.fail(name, 'a size of at least 1 element expected') end
  local kernel = half_squares(size, positive(name, 'sigma', given.sigma, 0.25),
    args.number(name, 'mean', given.mean or 0.5)):mul(-1):exp()
  kernel:mul(args.number(name, 'amplitude', given.amplitude or 1))
  return finish(name, kernel, given)
end

return image
