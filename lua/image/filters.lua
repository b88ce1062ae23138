-- Filters: convolution and what is made with it, ranges of values.
-- Neighbours: kernels.lua; torch.conv2 computes.
local torch = require 'torch'
local args = require 'image.args'

-- --- convolution ---------------------------------------------------------------------------------

-- The middle of a full convolution, as large as its source.
local function middle(full, height, width)
  local top = math.floor((full:size(1) - height) / 2)
  local left = math.floor((full:size(2) - width) / 2)
  return full:narrow(1, top + 1, height):narrow(2, left + 1, width)
end

local function convolve_plane(plane, kernel, mode)
  if mode == 'valid' then return torch.conv2(plane, kernel, 'V') end
  local full = torch.conv2(plane, kernel, 'F')
  return mode == 'full' and full or middle(full, plane:size(1), plane:size(2))
end

--- A picture convolved with a kernel.
-- @param[opt] dst  takes the result
-- @param src  floats or doubles
-- @param kernel  height x width, for all channels; or one for each channel of src, channels x
--   height x width; brought to the type of src
-- @param[opt='valid'] mode  'valid': only where the kernel lies within the picture; 'full':
--   wherever the two touch; 'same': the middle of that, with the size of src
-- @return the sides are those of src less those of the kernel plus 1 ('valid'), or plus those of
--   the kernel less 1 ('full'), or those of src
-- Errors: a kernel of other dimensions, or larger than the picture in mode 'valid'.
-- @usage
-- local blur = image.gaussian{size = 7, normalize = true}
-- image.save('blurred.png', image.convolve(image.testCard(64), blur, 'same'))
function image.convolve(...)
  local dst, src, kernel, mode = args.split(2, ...)
  local name = 'convolve'
  args.real_picture(name, src)
  mode = args.word(name, 'mode', mode, { 'valid', 'full', 'same' })
  if not torch.isTensor(kernel) or kernel:dim() ~= 2 and
    not (kernel:dim() == 3 and src:dim() == 3 and kernel:size(1) == src:size(1)) then
    args.fail(name, 'a kernel height x width%s expected, got %s',
      src:dim() == 3 and (' or %d x height x width'):format(src:size(1)) or '',
      args.describe(kernel))
  end
  kernel = kernel:typeAs(src)
  local height, width = args.size_of(src)
  local kernel_height, kernel_width = args.size_of(kernel)
  if mode == 'valid' and (kernel_height > height or kernel_width > width) then
    args.fail(name, "the kernel, %d x %d, is larger than the picture, %d x %d; mode 'valid' " ..
      'leaves nothing', kernel_height, kernel_width, height, width)
  end
  if src:dim() == 2 then
    return args.deliver(name, dst, convolve_plane(src, kernel, mode):clone())
  end
  local result
  for c = 1, src:size(1) do
    local plane = convolve_plane(src[c], kernel:dim() == 3 and kernel[c] or kernel, mode)
    result = result or src.new(src:size(1), plane:size(1), plane:size(2))
    result[c]:copy(plane)
  end
  return args.deliver(name, dst, result)
end

-- A plane with a border of `value` around it.
local function with_border(plane, rows, columns, value)
  local height, width = plane:size(1), plane:size(2)
  local result = plane.new(height + 2 * rows, width + 2 * columns):fill(value)
  result:narrow(1, rows + 1, height):narrow(2, columns + 1, width):copy(plane)
  return result
end

-- How many pixels under the kernel are set, for each pixel of a picture of zeros and ones; and the
-- most that can be.
local function count_set(name, src, kernel, pad)
  args.picture(name, src)
  local plane = src:dim() == 3 and src:size(1) == 1 and src[1] or src
  if plane:dim() ~= 2 or plane:eq(0):sum() + plane:eq(1):sum() ~= plane:nElement() then
    args.fail(name, 'a picture of zeros and ones with one channel expected, got %s',
      args.describe(src))
  end
  kernel = kernel or torch.ones(3, 3)
  if not torch.isTensor(kernel) or kernel:dim() ~= 2 or kernel:size(1) % 2 == 0 or
    kernel:size(2) % 2 == 0 then
    args.fail(name, 'a kernel height x width with odd sides expected, got %s',
      args.describe(kernel))
  end
  kernel = kernel:ne(0):double()
  local bordered = with_border(plane:double(), (kernel:size(1) - 1) / 2, (kernel:size(2) - 1) / 2,
    args.number(name, 'pad', pad) ~= 0 and 1 or 0)
  return torch.xcorr2(bordered, kernel, 'V'), kernel:sum()
end

--- A picture of zeros and ones, in which pixels stay 1 where all under the kernel are 1.
-- @param src  height x width or 1 x height x width of zeros and ones
-- @param[opt] kernel  height x width, odd sides, default 3 x 3 ones; what is not 0 counts
-- @param[opt=1] pad  the value of what lies outside of the picture
-- @return a picture of the same size and type
-- Errors: other values, an even side.
-- @usage print(image.erode(torch.ones(5, 5), nil, 0))
function image.erode(src, kernel, pad)
  local set, most = count_set('erode', src, kernel, pad == nil and 1 or pad)
  return src:clone():copy(set:ge(most - 0.5))
end

--- A picture of zeros and ones, in which pixels become 1 where any under the kernel is 1.
-- @param src  height x width or 1 x height x width of zeros and ones
-- @param[opt] kernel  height x width, odd sides, default 3 x 3 ones; what is not 0 counts
-- @param[opt=0] pad  the value of what lies outside of the picture
-- @return a picture of the same size and type
-- Errors: other values, an even side.
-- @usage
-- local dot = torch.zeros(5, 5)
-- dot[3][3] = 1
-- print(image.dilate(dot))
function image.dilate(src, kernel, pad)
  local set = count_set('dilate', src, kernel, pad == nil and 0 or pad)
  return src:clone():copy(set:gt(0.5))
end

--- Local contrast normalisation: the picture is brought to mean 0 and deviation 1, then the mean
-- and the deviation around each pixel, weighted by the kernel, are taken out; deviations below 1
-- count as 1. (Jarrett, Kavukcuoglu, Ranzato, LeCun: What is the best multi-stage architecture for
-- object recognition?, 2009.)
-- @param im  height x width or 1 x height x width
-- @param[opt] kernel  height x width with the sum 1, default a bell of 9 x 9
-- @return a DoubleTensor (height - kernel's + 1) x (width - kernel's + 1)
-- Errors: more channels than 1, a picture smaller than the kernel or of one value only.
-- @usage image.save('local.png', image.minmax{tensor = image.lcn(image.rgb2y(image.testCard(64)))})
function image.lcn(im, kernel)
  args.picture('lcn', im)
  local plane = im:dim() == 3 and im:size(1) == 1 and im[1] or im
  if plane:dim() ~= 2 then
    args.fail('lcn', 'a picture with one channel expected, got %s', args.describe(im))
  end
  if kernel and (not torch.isTensor(kernel) or kernel:dim() ~= 2) then
    args.fail('lcn', 'a kernel height x width expected, got %s', args.describe(kernel))
  end
  kernel = (kernel or image.gaussian { size = 9, sigma = 1.591 / 9, normalize = true }):double()
  local height = plane:size(1) - kernel:size(1) + 1
  local width = plane:size(2) - kernel:size(2) + 1
  plane = plane:double():clone()
  if height < 1 or width < 1 then
    args.fail('lcn', 'a picture of at least %d x %d expected, as large as the kernel; got %d x %d',
      kernel:size(1), kernel:size(2), plane:size(1), plane:size(2))
  end
  local deviation = plane:nElement() > 1 and plane:std() or 0
  if deviation == 0 then args.fail('lcn', 'the picture has one value only') end
  plane:add(-plane:mean()):div(deviation)
  local mean = torch.conv2(plane, kernel)
  local variance = torch.conv2(torch.cmul(plane, plane), kernel):add(-1, torch.cmul(mean, mean))
  local deviations = variance:clamp(0, math.huge):sqrt():clamp(1, math.huge)
  return plane:narrow(1, math.floor(kernel:size(1) / 2) + 1, height)
    :narrow(2, math.floor(kernel:size(2) / 2) + 1, width):clone():add(-1, mean):cdiv(deviations)
end

-- --- pyramids ------------------------------------------------------------------------------------

-- A picture blurred by a bell, its edge pixels going on outside.
local function blurred(src, sigma)
  local reach = math.max(1, math.ceil(3 * sigma))
  local size = 2 * reach + 1
  local height, width = args.size_of(src)
  local kernel = image.gaussian { size = size, sigma = sigma / size, normalize = true }
  local y = torch.DoubleTensor():range(-reach, height + reach - 1):clamp(0, height - 1)
  local x = torch.DoubleTensor():range(-reach, width + reach - 1):clamp(0, width - 1)
  local planes = src:index(src:dim() - 1, y:add(1):long()):index(src:dim(), x:add(1):long())
  return image.convolve(planes, kernel:typeAs(src), 'valid')
end

--- Smaller versions of a picture. Before it is scaled, it is blurred by a bell with the deviation
-- 0.5 sqrt(1 / scale^2 - 1) in pixels.
-- @param[opt] dst  a table that takes the pictures
-- @param src  floats or doubles
-- @param scales  a table or a tensor of factors above 0; those of 1 and above do not blur
-- @return a table with a picture for each factor
-- Errors: factors that are not positive.
-- @usage for _, p in ipairs(image.gaussianpyramid(image.testCard(64), {1, 0.5, 0.25})) do
--   print(p:size(2), p:size(3))
-- end
function image.gaussianpyramid(...)
  local dst, src, scales = ...
  if select('#', ...) < 3 then dst, src, scales = {}, dst, src end
  local name = 'gaussianpyramid'
  args.real_picture(name, src)
  if torch.isTensor(scales) then scales = scales:contiguous():view(-1):totable() end
  if type(scales) ~= 'table' or #scales == 0 or type(dst) ~= 'table' then
    args.fail(name, 'a table of factors expected, got %s', args.describe(scales))
  end
  local height, width = args.size_of(src)
  local pictures = {}
  for i, factor in ipairs(scales) do
    if args.number(name, 'a factor', factor) <= 0 then
      args.fail(name, 'factors above 0 expected, got %g', factor)
    end
    local smooth = factor < 1 and blurred(src, 0.5 * math.sqrt(1 / factor ^ 2 - 1)) or src
    pictures[i] = image.scale(smooth, math.max(1, math.floor(width * factor + 0.5)),
      math.max(1, math.floor(height * factor + 0.5)))
  end
  for i, picture in ipairs(pictures) do dst[i] = picture end
  return dst
end

-- --- ranges --------------------------------------------------------------------------------------

--- image.minmax{tensor = x, ...}, image.minmax(tensor, ...): values brought to 0 to 1, (x - min) /
-- (max - min). Arguments by name in a table, or by place.
-- @param tensor  floats or doubles of any size
-- @param[opt] min  becomes 0, default the smallest value
-- @param[opt] max  becomes 1, default the largest value
-- @param[opt=false] symm  0 becomes 0.5: where min or max is not given it is minus and plus the
--   largest absolute value
-- @param[opt=false] inplace  changes tensor itself
-- @param[opt=true] saturate  brings what lies outside of min and max to 0 and 1
-- @param[opt] tensorOut  takes the result
-- @return a tensor of the same size and type
-- Errors: no Float- or DoubleTensor; an unknown name.
-- @usage print(image.minmax{tensor = torch.range(1, 5)}) -- 0, 0.25, 0.5, 0.75, 1
function image.minmax(...)
  local name = 'minmax'
  local given = args.named(name,
    { 'tensor', 'min', 'max', 'symm', 'inplace', 'saturate', 'tensorOut' }, ...)
  local kind = torch.type(given.tensor)
  if kind ~= 'torch.FloatTensor' and kind ~= 'torch.DoubleTensor' or given.tensor:dim() == 0 then
    args.fail(name, 'a Float- or DoubleTensor expected, got %s', args.describe(given.tensor))
  end
  local x = given.tensor
  local largest = given.symm and math.max(math.abs(x:min()), math.abs(x:max()))
  local min = given.min and args.number(name, 'min', given.min) or largest and -largest or x:min()
  local max = given.max and args.number(name, 'max', given.max) or largest or x:max()
  local result = given.inplace and x or x:clone()
  if min ~= 0 then result:add(-min) end
  if max ~= min then result:div(max - min) end
  if given.saturate ~= false and (given.min or given.max) then result:clamp(0, 1) end
  return args.deliver(name, given.tensorOut, result)
end

return image
