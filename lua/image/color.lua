-- Colour spaces and colour maps.
-- Neighbour: src/image/color.c has the formulas.
local torch = require 'torch'
local core = require 'facula.image'
local args = require 'image.args'

local function conversion(name)
  return function(...)
    local dst, src = args.split(1, ...)
    if name == 'rgb2y' then args.picture(name, src) else args.real_picture(name, src) end
    if src:dim() ~= 3 or src:size(1) ~= 3 then
      args.fail(name, 'a picture 3 x height x width expected, got %s', args.describe(src))
    end
    return args.deliver(name, dst, core.convert_colors(src, name))
  end
end

--- Colour to grey: 0.299 R + 0.587 G + 0.114 B (ITU-R BT.601).
-- @param[opt] dst  takes the result
-- @param src  3 x height x width; bytes, too, which are rounded
-- @return 1 x height x width
-- Errors: another number of channels.
-- @usage image.save('grey.png', image.rgb2y(image.testCard(64)))
image.rgb2y = conversion 'rgb2y'

--- Colour to YUV. Y as rgb2y gives it, U = 0.492 (B - Y), V = 0.877 (R - Y)
-- (ITU-R BT.601).
-- @param[opt] dst  takes the result
-- @param src  3 x height x width, floats or doubles from 0 to 1
-- @return 3 x height x width: Y from 0 to 1, U and V around 0
-- Errors: bytes, another number of channels.
-- @usage local yuv = image.rgb2yuv(image.testCard(64))
image.rgb2yuv = conversion 'rgb2yuv'

--- YUV to colour, the inverse of image.rgb2yuv.
-- @param[opt] dst  takes the result
-- @param src  3 x height x width, as image.rgb2yuv gives it
-- @return 3 x height x width, red, green and blue
-- Errors: bytes, another number of channels.
-- @usage image.save('dull.png', image.yuv2rgb(image.rgb2yuv(image.testCard(64)):mul(0.5)))
image.yuv2rgb = conversion 'yuv2rgb'

--- Colour to hue, saturation and lightness (A. R. Smith, 1978).
-- @param[opt] dst  takes the result
-- @param src  3 x height x width, floats or doubles from 0 to 1
-- @return 3 x height x width, all from 0 to 1; hue 0 is red, 1/3 green, 2/3 blue; that of grey is 0
-- Errors: bytes, another number of channels.
-- @usage local hue = image.rgb2hsl(image.testCard(64))[1]
image.rgb2hsl = conversion 'rgb2hsl'

--- Hue, saturation and lightness to colour, the inverse of image.rgb2hsl.
-- @param[opt] dst  takes the result
-- @param src  3 x height x width, from 0 to 1; hues outside go around
-- @return 3 x height x width, red, green and blue from 0 to 1
-- Errors: bytes, another number of channels.
-- @usage image.save('hues.png', image.hsl2rgb(torch.rand(3, 8, 8)))
image.hsl2rgb = conversion 'hsl2rgb'

--- Colour to hue, saturation and value (A. R. Smith, 1978).
-- @param[opt] dst  takes the result
-- @param src  3 x height x width, floats or doubles from 0 to 1
-- @return 3 x height x width, all from 0 to 1, hue as in image.rgb2hsl
-- Errors: bytes, another number of channels.
-- @usage local value = image.rgb2hsv(image.testCard(64))[3]
image.rgb2hsv = conversion 'rgb2hsv'

--- Hue, saturation and value to colour, the inverse of image.rgb2hsv.
-- @param[opt] dst  takes the result
-- @param src  3 x height x width, from 0 to 1; hues outside go around
-- @return 3 x height x width, red, green and blue from 0 to 1
-- Errors: bytes, another number of channels.
-- @usage image.save('hues.png', image.hsv2rgb(torch.rand(3, 8, 8)))
image.hsv2rgb = conversion 'hsv2rgb'

--- Colour (sRGB) to CIE L*a*b*, with white D65.
-- @param[opt] dst  takes the result
-- @param src  3 x height x width, floats or doubles from 0 to 1
-- @return 3 x height x width: L from 0 to 100, a and b around 0, within about -110 to 110
-- Errors: bytes, another number of channels.
-- @usage local lightness = image.rgb2lab(image.testCard(64))[1]
image.rgb2lab = conversion 'rgb2lab'

--- CIE L*a*b* to colour (sRGB), the inverse of image.rgb2lab.
-- @param[opt] dst  takes the result
-- @param src  3 x height x width, as image.rgb2lab gives it
-- @return 3 x height x width, red, green and blue
-- Errors: bytes, another number of channels.
-- @usage image.save('dark.png', image.lab2rgb(image.rgb2lab(image.testCard(64)):mul(0.5)))
image.lab2rgb = conversion 'lab2rgb'

--- Each colour's part of the sum of the three. Black stays black.
-- @param[opt] dst  takes the result
-- @param src  3 x height x width, floats or doubles from 0 to 1
-- @return 3 x height x width
-- Errors: bytes, another number of channels.
-- @usage local parts = image.rgb2nrgb(image.testCard(64))
image.rgb2nrgb = conversion 'rgb2nrgb'

-- --- maps ----------------------------------------------------------------------------------------

local function check_count(name, n)
  n = args.integer(name, 'the number of colours', n)
  if n < 1 then args.fail(name, 'at least 1 colour expected, got %d', n) end
  return n
end

--- Colours that differ from one to the next: hues 39 degrees apart in changing saturation.
-- @param n  how many
-- @return n x 3, red, green and blue from 0 to 1
-- @usage print(image.colormap(8))
function image.colormap(n)
  n = check_count('colormap', n)
  local hsl = torch.DoubleTensor(3, 1, n)
  for i = 0, n - 1 do
    hsl[1][1][i + 1] = 39 * i % 360 / 360
    hsl[2][1][i + 1] = i / 9 % 0.7 + 0.3
  end
  hsl[3]:fill(0.5)
  return torch.Tensor(n, 3):copy(image.hsl2rgb(hsl):view(3, n):t())
end

--- Colours from blue over cyan, yellow and red to dark red.
-- @param n  how many
-- @return n x 3, red, green and blue from 0 to 1
-- @usage print(image.jetColormap(8))
function image.jetColormap(n)
  n = check_count('jetColormap', n)
  local x = torch.DoubleTensor():range(1, n):mul(4 / n)
  local map = torch.Tensor(n, 3)
  for c, middle in ipairs { 3, 2, 1 } do -- a ramp up, a plateau, a ramp down
    map:select(2, c):copy((x - middle):abs():mul(-1):add(1.5):clamp(0, 1))
  end
  return map
end

--- A grey picture of levels 0 to L - 1 in the colours of image.jetColormap(L), where L - 1 is its
-- largest value.
-- @param[opt] dst  takes the result
-- @param src  height x width or 1 x height x width; values are brought to the integer below
-- @return 3 x height x width, of 0 to 255 for bytes, else of 0 to 1
-- Errors: negative values, more than 65536 levels, more channels than 1.
-- @usage image.save('heat.png', image.y2jet(torch.rand(32, 32):mul(255)))
function image.y2jet(...)
  local dst, src = args.split(1, ...)
  args.picture('y2jet', src)
  local grey = src:dim() == 3 and src:size(1) == 1 and src[1] or src
  local most = grey:dim() == 2 and math.floor(grey:max())
  if not most or not (grey:min() >= 0 and most < 65536) then
    args.fail('y2jet', 'a grey picture with values from 0 to 65535 expected, got %s',
      most and ('values from %g to %g'):format(grey:min(), grey:max()) or args.describe(src))
  end
  local map = image.jetColormap(most + 1)
  if torch.type(src) == 'torch.ByteTensor' then map:mul(255):add(0.5):floor() end
  local levels = grey:contiguous():view(-1):long():add(1)
  local height, width = args.size_of(grey)
  local result = map:typeAs(src):t():index(2, levels):view(3, height, width)
  return args.deliver('y2jet', dst, result)
end

return image
