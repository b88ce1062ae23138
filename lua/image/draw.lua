-- Text, rectangles, and pictures made by code.
-- Neighbour: font.lua has the letters.
local torch = require 'torch'
local args = require 'image.args'
local font = require 'image.font'

-- A colour, as 0 to 255 for each channel, a table or a number, in the values of the picture.
local function color_for(name, picture, color)
  local channels = picture:dim() == 3 and picture:size(1) or 1
  if type(color) == 'number' then color = { color } end
  local values = {}
  for c = 1, channels do
    local value = color[c] or #color == 1 and color[1] or nil
    if channels == 1 and #color == 3 then
      value = 0.299 * color[1] + 0.587 * color[2] + 0.114 * color[3]
    end
    if type(value) ~= 'number' or value < 0 or value > 255 then
      args.fail(name, 'a colour of %d numbers from 0 to 255 expected', channels)
    end
    values[c] = torch.type(picture) == 'torch.ByteTensor' and math.floor(value + 0.5) or value / 255
  end
  return values
end

-- Fills the part of a picture from column x and row y (from 0) that lies within it.
local function fill(picture, x, y, width, height, color)
  local rows, columns = args.size_of(picture)
  local right, bottom = math.min(columns, x + width), math.min(rows, y + height)
  x, y = math.max(0, x), math.max(0, y)
  if x >= right or y >= bottom then return end
  local d = picture:dim()
  local part = picture:narrow(d - 1, y + 1, bottom - y):narrow(d, x + 1, right - x)
  if d == 2 then return part:fill(color[1]) end
  for c = 1, picture:size(1) do part[c]:fill(color[c]) end
end

local function options_of(name, given, keys)
  if given == nil then return {} end
  if type(given) ~= 'table' then
    args.fail(name, 'a table of options expected, got %s', args.describe(given))
  end
  for key in pairs(given) do
    args.word(name, 'option', key, keys)
  end
  return given
end

local RED = { 255, 0, 0 }

local function default_color(picture)
  return picture:dim() == 3 and picture:size(1) == 3 and RED or { 255 }
end

--- A picture with text on it: letters of 5 x 7 pixels in cells of 6 x 8. A newline starts a line
-- below. What does not fit is cut off.
-- @param src  the picture, usually 3 x height x width
-- @param text  a string; characters outside of ASCII are boxes
-- @param x  the column of the left edge, from 1
-- @param y  the row of the upper edge, from 1
-- @param[opt] options  a table of: color, a number from 0 to 255 for each channel, whatever the
--   type of the picture (default {255, 0, 0}, in grey pictures 255); bg, the colour of the cells
--   (default none: the picture shows); size, pixels for each pixel of a letter (default 1); wrap,
--   goes on at the left edge of the next line when the right edge is reached (default true);
--   inplace, draws into src (default false)
-- @return the picture with the text
-- Errors: an unknown option, a colour that does not fit.
-- @usage
-- local card = image.testCard(128)
-- image.save('hello.png', image.drawText(card, 'hello\nworld', 10, 20, {size = 2}))
function image.drawText(src, text, x, y, options)
  local name = 'drawText'
  args.picture(name, src)
  if type(text) ~= 'string' then
    args.fail(name, 'a string expected, got %s', args.describe(text))
  end
  x, y = args.integer(name, 'x', x) - 1, args.integer(name, 'y', y) - 1
  options = options_of(name, options, { 'color', 'bg', 'size', 'wrap', 'inplace' })
  local size = args.integer(name, 'size', options.size or 1)
  if size < 1 then args.fail(name, 'a size of at least 1 expected, got %d', size) end
  local color = color_for(name, src, options.color or default_color(src))
  local background = options.bg and color_for(name, src, options.bg)
  local result = options.inplace and src or src:clone()
  local rows, columns = args.size_of(src)
  local cell_width, cell_height = (font.WIDTH + 1) * size, (font.HEIGHT + 1) * size
  local left, top = x, y
  for character in text:gmatch '[^\r]' do
    if character ~= '\n' and options.wrap ~= false and left + cell_width - size > columns and
      left > 0 then
      left, top = 0, top + cell_height
    end
    if top >= rows then break end
    if character == '\n' then
      left, top = x, top + cell_height
    else
      if background then fill(result, left, top, cell_width, cell_height, background) end
      font.each_pixel(character, function(dx, dy)
        fill(result, left + dx * size, top + dy * size, size, size, color)
      end)
      left = left + cell_width
    end
  end
  return result
end

--- A picture with the outline of a rectangle on it; the line lies half inside, half outside.
-- @param src  the picture, usually 3 x height x width
-- @param x1  the column of the left edge, from 1
-- @param y1  the row of the upper edge, from 1
-- @param x2  the column of the right edge
-- @param y2  the row of the lower edge
-- @param[opt] options  a table of: lineWidth in pixels (default 1); color, a number from 0 to 255
--   for each channel, whatever the type of the picture (default {255, 0, 0}, in grey pictures
--   255); inplace, draws into src (default false)
-- @return the picture with the rectangle
-- Errors: edges in the wrong order, an unknown option, a colour that does not fit.
-- @usage
-- local card = image.testCard(128)
-- local green = {lineWidth = 5, color = {0, 255, 0}}
-- image.save('box.png', image.drawRect(card, 20, 30, 90, 100, green))
function image.drawRect(src, x1, y1, x2, y2, options)
  local name = 'drawRect'
  args.picture(name, src)
  x1, y1 = args.integer(name, 'x1', x1), args.integer(name, 'y1', y1)
  x2, y2 = args.integer(name, 'x2', x2), args.integer(name, 'y2', y2)
  if x1 > x2 or y1 > y2 then
    args.fail(name, 'x1 up to x2 and y1 up to y2 expected, got columns %d to %d and rows %d to %d',
      x1, x2, y1, y2)
  end
  options = options_of(name, options, { 'lineWidth', 'color', 'inplace' })
  local line = args.integer(name, 'lineWidth', options.lineWidth or 1)
  if line < 1 then args.fail(name, 'a line width of at least 1 expected, got %d', line) end
  local color = color_for(name, src, options.color or default_color(src))
  local result = options.inplace and src or src:clone()
  local half = math.floor(line / 2)
  local left, top, right, bottom = x1 - 1 - half, y1 - 1 - half, x2 - 1 - half, y2 - 1 - half
  fill(result, left, top, right - left + line, line, color)
  fill(result, left, bottom, right - left + line, line, color)
  fill(result, left, top, line, bottom - top + line, color)
  fill(result, right, top, line, bottom - top + line, color)
  return result
end

-- --- pictures made by code -----------------------------------------------------------------------

--- A picture to try things on, made by code: eight bars of colour, a grey ramp, a chessboard and a
-- disc in all hues.
-- @param[opt=256] width  pixels
-- @param[opt=width] height  pixels
-- @return a FloatTensor 3 x height x width of 0 to 1
-- Errors: sizes below 1.
-- @usage image.save('card.png', image.testCard(320, 240))
function image.testCard(width, height)
  width = args.integer('testCard', 'width', width or 256)
  height = args.integer('testCard', 'height', height or width)
  if width < 1 or height < 1 then
    args.fail('testCard', 'sides of at least 1 expected, got %d x %d', width, height)
  end
  local card = torch.FloatTensor(3, height, width) -- first, for it may not fit
  local y = torch.FloatTensor():range(0, height - 1):add(0.5):div(height)
    :view(height, 1):expand(height, width)
  local x = torch.FloatTensor():range(0, width - 1):add(0.5):div(width)
    :view(1, width):expand(height, width)

  -- bars above: the bits of 7 to 0; a ramp in the middle; squares below
  local bar = torch.mul(x, -8):add(8):floor()
  local is_ramp, is_squares = y:gt(0.5), y:gt(0.625)
  local odd = torch.mul(x, 16):floor():add(torch.mul(y, 16):floor()):remainder(2)
  for c, place in ipairs { 2, 4, 1 } do
    card[c]:copy(torch.div(bar, place):floor():remainder(2))
    card[c][is_ramp] = x[is_ramp]
    card[c][is_squares] = odd[is_squares]
  end

  -- the disc: hue by angle, saturation by radius
  local dy, dx = y:clone():add(-0.5):mul(height), x:clone():add(-0.5):mul(width)
  local radius = torch.cmul(dy, dy):add(torch.cmul(dx, dx)):sqrt()
    :div(0.4 * math.min(width, height))
  local hsv = torch.FloatTensor(3, height, width):fill(1)
  hsv[1]:copy(torch.atan2(dy, dx)):div(2 * math.pi):add(0.5)
  hsv[2]:copy(radius):clamp(0, 1)
  local disc, is_disc = image.hsv2rgb(hsv), radius:lt(1)
  for c = 1, 3 do card[c][is_disc] = disc[c][is_disc] end
  return card
end

local function not_shipped(name)
  return function()
    args.fail(name, 'this photograph is not part of Facula, for want of a licence to pass it ' ..
      'on; image.testCard() makes a picture, image.load reads yours')
  end
end

--- Raises an error: Torch7's photographs are not part of Facula. image.testCard makes a picture.
-- @function image.lena, fabio
-- @usage (pcall(image.lena))  --> false
image.lena, image.fabio = not_shipped 'lena', not_shipped 'fabio'

return image
