-- Other sizes, cuts, turns and warps.
-- Neighbours: src/image/scale.c and warp.c have the loops.
local torch = require 'torch'
local core = require 'facula.image'
local args = require 'image.args'

-- --- cuts and shifts -----------------------------------------------------------------------------

-- The part of a picture from column x1 and row y1 to before x2 and y2, as a view.
local function part_of(name, src, x1, y1, x2, y2)
  local height, width = args.size_of(src)
  if x1 < 0 or y1 < 0 or x2 > width or y2 > height or x1 >= x2 or y1 >= y2 then
    args.fail(name, 'a part within the picture, %d wide and %d high, expected; got columns %d ' ..
      'to %d and rows %d to %d (from 0, ends exclusive)', width, height, x1, x2, y1, y2)
  end
  local d = src:dim()
  return src:narrow(d - 1, y1 + 1, y2 - y1):narrow(d, x1 + 1, x2 - x1)
end

-- Where a part of that size starts.
local STARTS = {
  c = function(w, h) return math.floor(w / 2), math.floor(h / 2) end,
  tl = function() return 0, 0 end,
  tr = function(w) return w, 0 end,
  bl = function(_, h) return 0, h end,
  br = function(w, h) return w, h end,
}

--- image.crop([dst,] src, x1, y1[, x2, y2]), image.crop([dst,] src, format, width, height): a part
-- of a picture.
-- @param[opt] dst  takes the part. One that has a size already keeps it where no end is given (the
--   part then has that size), else the part is scaled to it, as in Torch7.
-- @param src  the picture
-- @param x1, y1  first column and row, from 0
-- @param x2, y2  the column and row after the last, default by the size of dst, or the end of src
-- @param format  where the part lies: 'c' middle, 'tl' top left, 'tr', 'bl', 'br'
-- @param width, height  of the part
-- @return the part, with its own memory
-- Errors: a part that is empty or not within the picture.
-- @usage print(image.crop(image.testCard(64), 'c', 32, 16):size())
function image.crop(...)
  local dst, src, x1, y1, x2, y2 = args.split(1, ...)
  args.picture('crop', src)
  local height, width = args.size_of(src)
  if type(x1) == 'string' then
    local start = STARTS[x1]
    if not start then
      args.word('crop', 'format', x1, { 'c', 'tl', 'tr', 'bl', 'br' })
    end
    local w, h = args.integer('crop', 'width', y1), args.integer('crop', 'height', x2)
    x1, y1 = start(width - w, height - h)
    x2, y2 = x1 + w, y1 + h
  else
    x1, y1 = args.integer('crop', 'x1', x1), args.integer('crop', 'y1', y1)
    if x2 == nil and dst and dst:dim() >= 2 then
      local h, w = args.size_of(dst)
      x2, y2 = x1 + w, y1 + h
    end
    x2 = args.integer('crop', 'x2', x2 or width)
    y2 = args.integer('crop', 'y2', y2 or height)
  end
  local part = part_of('crop', src, x1, y1, x2, y2):clone()
  if dst and dst:dim() >= 2 then return image.scale(dst, part) end
  return args.deliver('crop', dst, part)
end

--- A picture moved by whole pixels; what comes in from outside is 0.
-- @param[opt] dst  takes the result
-- @param src  the picture
-- @param x  pixels to the right, negative to the left
-- @param y  pixels downwards, negative upwards
-- @return a picture of the same size
-- @usage image.save('moved.png', image.translate(image.testCard(64), 10, -5))
function image.translate(...)
  local dst, src, x, y = args.split(1, ...)
  args.picture('translate', src)
  x, y = args.integer('translate', 'x', x), args.integer('translate', 'y', y)
  local height, width = args.size_of(src)
  local result = src:clone():zero()
  if math.abs(x) < width and math.abs(y) < height then
    local left, top = math.max(0, x), math.max(0, y)
    local right, bottom = math.min(width, width + x), math.min(height, height + y)
    part_of('translate', result, left, top, right, bottom)
      :copy(part_of('translate', src, left - x, top - y, right - x, bottom - y))
  end
  return args.deliver('translate', dst, result)
end

-- --- sizes ---------------------------------------------------------------------------------------

local function rounded(x)
  return math.max(1, math.floor(x + 0.5))
end

-- Width and height by a description of size; nil when it is none.
local function parse_size(size, width, height)
  local w, h = size:match '^(%d+)x(%d+)$'
  if w then return tonumber(w), tonumber(h) end
  local factor
  local longest, shortest = size:match '^%d+$', size:match '^%^(%d+)$'
  local over, under = size:match '^%*(%d+)/(%d+)$'
  if longest then
    factor = tonumber(longest) / math.max(width, height)
  elseif shortest then
    factor = tonumber(shortest) / math.min(width, height)
  elseif over then
    factor = tonumber(over) / tonumber(under)
  else
    factor = tonumber((size:match '^%*([%d.]+)$'))
  end
  if not factor or not (factor > 0 and factor < math.huge) then return nil end
  return rounded(width * factor), rounded(height * factor)
end

--- image.scale(src, width, height[, mode]), image.scale(src, size[, mode]), image.scale(dst, src[,
-- mode]): a picture of another size.
-- @param src  the picture
-- @param width, height  in pixels
-- @param size  instead of width and height: 'WxH'; a number or 'N', the length of the longest side;
--   '^N', that of the shortest; '*F' or '*N/D', a factor
-- @param dst  takes the result and tells its size
-- @param[opt='bilinear'] mode  'bilinear': linear between neighbours when it gets larger, first and
--   last pixels meeting those of the source; the mean over the covered part of the source when it
--   gets smaller. 'simple': the pixel at the place. 'bicubic': Catmull and Rom's cubic through four
--   neighbours, which is no mean when it gets smaller.
-- @return the scaled picture, or dst
-- Errors: sizes that are not positive; a size that is not understood; an unknown mode.
-- @usage print(image.scale(image.testCard(64, 48), '^24'):size()) -- 3 x 24 x 32
function image.scale(...)
  local dst, src, a, b, c = args.split(1, ...)
  args.picture('scale', src)
  local width, height, mode
  if dst then
    if dst:dim() < 2 then
      args.fail('scale', 'a destination that has a size expected, got %s', args.describe(dst))
    end
    height, width = args.size_of(dst)
    mode = a
  elseif type(b) == 'number' then
    width, height, mode = args.integer('scale', 'width', a), args.integer('scale', 'height', b), c
  else
    local h, w = args.size_of(src)
    width, height = parse_size(type(a) == 'number' and ('%d'):format(math.floor(a)) or
      type(a) == 'string' and a or '', w, h)
    if not width then
      args.fail('scale', "a width and a height, or a size 'WxH', 'N', '^N', '*F' or '*N/D' " ..
        'expected, got %s', type(a) == 'string' and "'" .. a .. "'" or args.describe(a))
    end
    mode = b
  end
  if width < 1 or height < 1 or width > 2 ^ 24 or height > 2 ^ 24 then
    args.fail('scale', 'sides from 1 to 16777216 expected, got %.0f x %.0f', width, height)
  end
  mode = args.word('scale', 'mode', mode, { 'bilinear', 'simple', 'bicubic' })
  return args.deliver('scale', dst, core.scale(src, width, height, mode))
end

-- --- turns ---------------------------------------------------------------------------------------

--- A picture turned about its middle. The size stays; corners that come from outside are 0.
-- @param[opt] dst  takes the result
-- @param src  the picture
-- @param theta  the angle in radians, counter-clockwise
-- @param[opt='simple'] mode  'simple': the nearest pixel; 'bilinear': a mean of four
-- @return a picture of the same size
-- @usage image.save('turned.png', image.rotate(image.testCard(64), math.pi / 6, 'bilinear'))
function image.rotate(...)
  local dst, src, theta, mode = args.split(1, ...)
  args.picture('rotate', src)
  args.number('rotate', 'theta', theta)
  mode = args.word('rotate', 'mode', mode, { 'simple', 'bilinear' })
  return args.deliver('rotate', dst, core.rotate(src, theta, mode))
end

--- A tensor of any type with the elements along one dimension in reverse order.
-- @param[opt] dst  takes the result
-- @param src  a tensor
-- @param dim  the dimension, from 1
-- @return a tensor of the same size
-- @usage print(image.flip(torch.range(1, 3), 1)) -- 3, 2, 1
function image.flip(...)
  local dst, src, dim = args.split(1, ...)
  if not torch.isTensor(src) then
    args.fail('flip', 'a tensor expected, got %s', args.describe(src))
  end
  dim = args.integer('flip', 'dim', dim)
  if dim < 1 or dim > src:dim() then
    args.fail('flip', 'a dimension from 1 to %d expected, got %d', src:dim(), dim)
  end
  local backwards = torch.range(src:size(dim), 1, -1):long()
  return args.deliver('flip', dst, src:index(dim, backwards))
end

local function flip_by_name(name, from_last)
  return function(...)
    local dst, src = args.split(1, ...)
    args.picture(name, src)
    return args.deliver(name, dst, image.flip(src, src:dim() - from_last))
  end
end

--- A picture with left and right exchanged.
-- @param[opt] dst  takes the result
-- @param src  the picture
-- @usage image.save('mirrored.png', image.hflip(image.testCard(64)))
image.hflip = flip_by_name('hflip', 0)

--- A picture with top and bottom exchanged.
-- @param[opt] dst  takes the result
-- @param src  the picture
-- @usage image.save('upside-down.png', image.vflip(image.testCard(64)))
image.vflip = flip_by_name('vflip', 1)

-- --- warps ---------------------------------------------------------------------------------------

--- A picture whose pixels come from places of another.
-- @param[opt] dst  takes the result
-- @param src  the picture
-- @param field  2 x height x width, a tensor of any type: for each pixel of the result the place in
--   src that it shows, y in field[1] and x in field[2]
-- @param[opt='bilinear'] mode  'simple': the nearest pixel; 'bilinear'; 'bicubic': Lagrange's cubic
--   through four neighbours; 'lanczos': six neighbours, weighted by sinc(d) sinc(d / 3)
-- @param[opt=true] offset  true: places count from the pixel itself, so that a field of zeros
--   changes nothing; false: places in src, from 0
-- @param[opt='clamp'] clamp  places outside of src: 'clamp' takes them to its edge, 'pad' gives
--   those pixels the value pad
-- @param[opt=0] pad  that value
-- @return channels x height x width, the last two those of the field
-- Errors: a field that is not 2 x height x width; an unknown mode.
-- @usage
-- local field = torch.rand(2, 64, 64):mul(6):add(-3)
-- image.save('frosted.png', image.warp(image.testCard(64), field))
function image.warp(...)
  local dst, src, field, mode, offset, clamp, pad = args.split(2, ...)
  args.picture('warp', src)
  if not torch.isTensor(field) or field:dim() ~= 3 or field:size(1) ~= 2 then
    args.fail('warp', 'a field 2 x height x width expected, got %s', args.describe(field))
  end
  mode = args.word('warp', 'mode', mode, { 'bilinear', 'simple', 'bicubic', 'lanczos' })
  clamp = args.word('warp', 'clamp', clamp, { 'clamp', 'pad' })
  if clamp == 'pad' then pad = args.number('warp', 'pad', pad or 0) else pad = nil end
  return args.deliver('warp', dst, core.warp(src, field, mode, offset ~= false, pad))
end

--- A picture under a linear map about its middle.
-- @param[opt] dst  takes the result
-- @param src  the picture
-- @param matrix  2 x 2: a pixel at (y, x) from the middle shows the place of src at
--   matrix (y, x) - translation
-- @param[opt='bilinear'] mode  as for image.warp
-- @param[opt={0, 0}] translation  y and x in pixels, a table or a tensor
-- @param[opt='clamp'] clamp  as for image.warp
-- @param[opt=0] pad  as for image.warp
-- @return a picture of the same size
-- @usage
-- local shear = torch.Tensor { { 1, 0 }, { 0.5, 1 } }
-- image.save('sheared.png', image.affinetransform(image.testCard(64), shear))
function image.affinetransform(...)
  local dst, src, matrix, mode, translation, clamp, pad = args.split(2, ...)
  local name = 'affinetransform'
  args.picture(name, src)
  if not torch.isTensor(matrix) or matrix:dim() ~= 2 or matrix:size(1) ~= 2 or
    matrix:size(2) ~= 2 then
    args.fail(name, 'a matrix 2 x 2 expected, got %s', args.describe(matrix))
  end
  local shift = translation or { 0, 0 }
  local dy, dx = args.number(name, 'translation[1]', shift[1]),
    args.number(name, 'translation[2]', shift[2])
  local height, width = args.size_of(src)
  local y = torch.DoubleTensor():range(0, height - 1):add(-(height - 1) / 2)
  local x = torch.DoubleTensor():range(0, width - 1):add(-(width - 1) / 2)
  y = y:view(height, 1):expand(height, width)
  x = x:view(1, width):expand(height, width)
  local field = torch.DoubleTensor(2, height, width)
  field[1]:copy(y):mul(matrix[1][1]):add(matrix[1][2], x):add((height - 1) / 2 - dy)
  field[2]:copy(y):mul(matrix[2][1]):add(matrix[2][2], x):add((width - 1) / 2 - dx)
  return args.deliver(name, dst, image.warp(src, field, mode, false, clamp, pad))
end

-- Radii for the columns of a picture in polar coordinates.
local RADII = {
  polar = function(most, columns)
    return torch.DoubleTensor():range(0, columns - 1):mul(most / columns)
  end,
  logpolar = function(most, columns)
    return torch.DoubleTensor():range(0, columns - 1):mul(math.log(most) / columns):exp()
  end,
}

-- 1 where places lie on the picture, whose pixels reach half a pixel around them, else 0.
local function on_picture(field, height, width)
  local y, x = field[1], field[2]
  return y:ge(-0.5):cmul(y:lt(height - 0.5)):cmul(x:ge(-0.5)):cmul(x:lt(width - 0.5))
end

local function polar_by_name(name)
  return function(...)
    local dst, src, interpolation, mode = args.split(1, ...)
    args.picture(name, src)
    interpolation = args.word(name, 'interpolation', interpolation, { 'simple', 'bilinear' })
    mode = args.word(name, 'mode', mode, { 'valid', 'full' })
    local height, width = args.size_of(src)
    local rows, columns = math.max(height, width), math.max(height, width)
    if dst and dst:dim() >= 2 then rows, columns = args.size_of(dst) end
    local most = mode == 'full' and math.sqrt(height ^ 2 + width ^ 2) / 2
      or math.min(height, width) / 2
    local radius = RADII[name](most, columns)
    local angle = torch.DoubleTensor():range(0, rows - 1):mul(2 * math.pi / rows)
    local field = torch.DoubleTensor(2, rows, columns)
    field[1]:ger(torch.cos(angle), radius):add((height - 1) / 2)
    field[2]:ger(torch.sin(angle), radius):add((width - 1) / 2)
    local result = image.warp(src, field, interpolation, false)
    if mode == 'full' then
      local seen = on_picture(field, height, width):typeAs(result)
      result:cmul(result:dim() == 3 and seen:view(1, rows, columns):expandAs(result) or seen)
    end
    return args.deliver(name, dst, result)
  end
end

--- A picture in polar coordinates about its middle: the angle runs downwards, 0 to 2 pi, starting
-- from straight down and turning counter-clockwise; the radius runs to the right.
-- @param[opt] dst  takes the result, which gets its size if it has one; else the sides of the
--   result are as long as the longest side of src
-- @param src  the picture
-- @param[opt='simple'] interpolation  'simple': the nearest pixel; 'bilinear'
-- @param[opt='valid'] mode  'valid': radii up to the nearest edge; 'full': to the corners, what
--   lies outside is 0
-- @return channels x angles x radii
-- @usage image.save('polar.png', image.polar(image.testCard(64), 'bilinear', 'full'))
image.polar = polar_by_name('polar')

--- The same as image.polar with the logarithm of the radius, from 1 pixel on.
-- @see image.polar
-- @usage image.save('logpolar.png', image.logpolar(image.testCard(64), 'bilinear'))
image.logpolar = polar_by_name('logpolar')

return image
