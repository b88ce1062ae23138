-- Pictures to look at: grids of many, and the terminal. There are no windows here.
-- Neighbours: files.lua writes them.
local torch = require 'torch'
local args = require 'image.args'

-- --- grids ---------------------------------------------------------------------------------------

local GRID = { 'input', 'padding', 'nrow', 'scaleeach', 'min', 'max', 'symmetric', 'saturate' }

-- A list of pictures of one size as one tensor, n x channels x height x width.
local function pack(name, list)
  local packed
  for i, picture in ipairs(list) do
    args.picture(name, picture)
    local height, width = args.size_of(picture)
    local channels = picture:dim() == 3 and picture:size(1) or 1
    packed = packed or torch.Tensor(#list, channels, height, width)
    if channels ~= packed:size(2) or height ~= packed:size(3) or width ~= packed:size(4) then
      args.fail(name, 'pictures of one size expected; the first is %dx%dx%d, number %d is %dx%dx%d',
        packed:size(2), packed:size(3), packed:size(4), i, channels, height, width)
    end
    packed[i]:copy(picture)
  end
  if not packed then args.fail(name, 'a picture or a list of pictures expected, got none') end
  return packed
end

-- The input as pictures n x 1 or 3 x height x width.
local function pictures_of(name, input)
  if not torch.isTensor(input) then
    if type(input) ~= 'table' then
      args.fail(name, 'a tensor or a list of pictures expected, got %s', args.describe(input))
    end
    input = pack(name, input)
  end
  local d = input:dim()
  if d < 2 or d > 4 then
    args.fail(name, 'a tensor of 2 to 4 dimensions expected, got %s', args.describe(input))
  end
  local all = torch.Tensor(input:size()):copy(input)
  local height, width = args.size_of(all)
  local channels = d > 2 and all:size(d - 2) or 1
  if channels ~= 3 or d == 2 then channels = 1 end -- the planes of other pictures stand alone
  return all:view(-1, channels, height, width)
end

--- image.toDisplayTensor{input = x, ...}, image.toDisplayTensor(input, padding, ...): pictures laid
-- out in a grid, with values brought to 0 to 1, ready to be saved. Arguments by name in a table, or
-- by place.
-- @param input  n x 3 x height x width: n colour pictures; n x k x height x width: n * k grey ones;
--   3 x height x width: one colour picture; k x height x width: k grey ones; height x width; or a
--   table of pictures of one size
-- @param[opt=0] padding  pixels between pictures, white
-- @param[opt=6] nrow  pictures in a row
-- @param[opt=false] scaleeach  brings each picture to 0 to 1 by itself
-- @param[opt] min  the value that becomes 0, default the smallest
-- @param[opt] max  the value that becomes 1, default the largest
-- @param[opt=false] symmetric  0 becomes 0.5, as in image.minmax
-- @param[opt=true] saturate  brings values outside of min and max to 0 and 1
-- @return 1 or 3 x height x width
-- Errors: pictures of different sizes; an unknown name.
-- @usage image.save('grid.png', image.toDisplayTensor{input = torch.rand(20, 8, 8), padding = 2})
function image.toDisplayTensor(...)
  local name = 'toDisplayTensor'
  local given = args.named(name, GRID, ...)
  local pictures = pictures_of(name, given.input)
  local padding = args.integer(name, 'padding', given.padding or 0)
  local columns = math.min(args.integer(name, 'nrow', given.nrow or 6), pictures:size(1))
  if padding < 0 or columns < 1 then
    args.fail(name, 'padding of at least 0 and nrow of at least 1 expected, got %d and %d', padding,
      columns)
  end
  local function scaled(tensor)
    return image.minmax { tensor = tensor, min = given.min, max = given.max,
      symm = given.symmetric, saturate = given.saturate }
  end
  if given.scaleeach then
    for i = 1, pictures:size(1) do pictures[i]:copy(scaled(pictures[i])) end
  end
  local n, channels = pictures:size(1), pictures:size(2)
  local height, width = args.size_of(pictures)
  local rows, margin = math.ceil(n / columns), math.floor(padding / 2)
  if n == 1 then padding, margin = 0, 0 end
  local grid = torch.Tensor(channels, rows * (height + padding), columns * (width + padding))
    :fill(given.max or pictures:max())
  for i = 0, n - 1 do
    local row, column = math.floor(i / columns), i % columns
    grid:narrow(2, row * (height + padding) + margin + 1, height)
      :narrow(3, column * (width + padding) + margin + 1, width):copy(pictures[i + 1])
  end
  return given.scaleeach and grid or scaled(grid)
end

-- --- the terminal --------------------------------------------------------------------------------

local COLUMNS = 80

local function byte(x)
  return math.max(0, math.min(255, math.floor(x * 255 + 0.5)))
end

-- Two pixels one above the other in a cell: the upper half block in front of a background.
local function color_lines(picture)
  local lines, at = {}, picture:expand(3, picture:size(2), picture:size(3))
  for y = 1, picture:size(2), 2 do
    local cells = {}
    local below = math.min(y + 1, picture:size(2))
    for x = 1, picture:size(3) do
      cells[x] = ('\27[38;2;%d;%d;%dm\27[48;2;%d;%d;%dm\226\150\128'):format(
        byte(at[1][y][x]), byte(at[2][y][x]), byte(at[3][y][x]),
        byte(at[1][below][x]), byte(at[2][below][x]), byte(at[3][below][x]))
    end
    lines[#lines + 1] = table.concat(cells) .. '\27[0m'
  end
  return lines
end

local SHADES = ' .:-=+*#%@'

-- Letters of different darkness, for a file, a pipe, or who wants no colour.
local function letter_lines(picture)
  local lines = {}
  local grey = picture:size(1) == 3 and image.rgb2y(picture)[1] or picture[1]
  grey = image.scale(grey, grey:size(2), math.max(1, math.floor(grey:size(1) / 2)))
  for y = 1, grey:size(1) do
    local cells = {}
    for x = 1, grey:size(2) do
      local shade = math.min(#SHADES, 1 + math.floor(byte(grey[y][x]) / 256 * #SHADES))
      cells[x] = SHADES:sub(shade, shade)
    end
    lines[y] = table.concat(cells):gsub('%s+$', '')
  end
  return lines
end

local function draw_in_terminal(picture)
  local columns = math.min(tonumber(os.getenv 'COLUMNS') or COLUMNS, 200)
  if picture:size(3) > columns then
    picture = image.scale(picture, columns,
      math.max(1, math.floor(picture:size(2) * columns / picture:size(3) + 0.5)))
  end
  local no_color = os.getenv 'NO_COLOR'
  local colored = torch.isatty(io.stdout) and (no_color == nil or no_color == '')
  for _, line in ipairs((colored and color_lines or letter_lines)(picture)) do
    io.stdout:write(line, '\n')
  end
end

local DISPLAY = {
  'image', 'zoom', 'min', 'max', 'legend', 'win', 'x', 'y', 'scaleeach', 'gui', 'offscreen',
  'padding', 'symmetric', 'nrow', 'saturate', 'file', 'terminal',
}

--- image.display{image = x, ...}, image.display(image, zoom, ...): pictures to look at, into a
-- file, or drawn in the terminal. Torch7 opens a window here; Facula has none. Arguments by name in
-- a table, or by place.
-- @param image  one or many, as input of image.toDisplayTensor, whose arguments padding, nrow,
--   scaleeach, min, max, symmetric and saturate are taken, too
-- @param[opt=1] zoom  a factor for the size
-- @param[opt] legend  a title, printed above a picture in the terminal
-- @param[opt] file  the name of a file to write, see image.save
-- @param[opt=false] terminal  true: draws with two pixels in a cell, in colour on a terminal and in
--   letters elsewhere or where NO_COLOR is set; COLUMNS says how wide, else 80
-- @return the tensor that is shown, 1 or 3 x height x width
-- Errors: neither file nor terminal is given; those of image.toDisplayTensor and image.save.
--   win, x, y, gui and offscreen are accepted and mean nothing.
-- @usage image.display{image = torch.rand(12, 8, 8), padding = 2, zoom = 4, file = 'filters.png'}
function image.display(...)
  local given = args.named('display', DISPLAY, ...)
  if not given.file and not given.terminal then
    args.fail('display', 'there are no windows here; display{image = ..., file = ' ..
      "'picture.png'} writes a file, display{image = ..., terminal = true} draws in the terminal")
  end
  local grid = {}
  for _, key in ipairs(GRID) do grid[key] = given[key] end
  grid.input = given.image
  local picture = image.toDisplayTensor(grid)
  local zoom = args.number('display', 'zoom', given.zoom or 1)
  local height, width = args.size_of(picture)
  if zoom ~= 1 then picture = image.scale(picture, width * zoom, height * zoom, 'simple') end
  if given.file then image.save(given.file, picture) end
  if given.terminal then
    if given.legend then io.stdout:write(tostring(given.legend), '\n') end
    draw_in_terminal(picture)
  end
  return picture
end

--- Raises an error that says how to look at a picture: there are no windows here.
-- @usage (pcall(image.window))  --> false
function image.window()
  args.fail('window', 'there are no windows here; image.save writes a file, ' ..
    'image.display{image = ..., terminal = true} draws in the terminal')
end

return image
