-- Text, rectangles, the test card, grids, and what display does without windows.
require 'torch'
local image = require 'image'
local files = require 'support.files'
local process = require 'support.process'

-- A plane as lines of '#' where it is not 0.
local function drawn(plane)
  local lines = {}
  for y = 1, plane:size(1) do
    local cells = {}
    for x = 1, plane:size(2) do cells[x] = plane[y][x] ~= 0 and '#' or '.' end
    lines[y] = table.concat(cells)
  end
  return lines
end

local function refused(f, ...)
  local wanted, message = (...), files.message(f, select(2, ...))
  assert.truthy(message:find(wanted, 1, true), message)
end

describe('image.drawText', function()
  it('draws letters from x and y on', function()
    local got = image.drawText(torch.zeros(3, 9, 13), 'Hi', 2, 2)
    assert.same({
      '.............',
      '.#...#...#...',
      '.#...#.......',
      '.#...#..##...',
      '.#####...#...',
      '.#...#...#...',
      '.#...#...#...',
      '.#...#..###..',
      '.............',
    }, drawn(got[1]))
    assert.equal(1, got[1]:max())
    assert.equal(0, got[2]:max() + got[3]:max())
  end)

  it('has colours, a background, sizes, lines and wraps', function()
    local src = torch.ByteTensor(3, 40, 26):fill(9)
    local got = image.drawText(src, 'ab\nc', 1, 1, { color = { 0, 255, 40 }, bg = { 1, 2, 3 },
      size = 2 })
    assert.equal(9, src:max())
    assert.same({ 9, 2, 40 }, { got[1][17][25], got[2][1][1], got[3]:max() })
    assert.same(drawn(image.scale(image.drawText(torch.zeros(16, 12), 'ab\nc', 1, 1), 24, 32,
      'simple')), drawn(got[2]:eq(255):narrow(1, 1, 32):narrow(2, 1, 24)))
    -- the third letter does not fit
    local wrapped = image.drawText(torch.zeros(20, 15), 'abc', 1, 1)
    assert.same(drawn(image.drawText(torch.zeros(20, 15), 'ab\nc', 1, 1)), drawn(wrapped))
    local cut = image.drawText(torch.zeros(20, 15), 'abc', 1, 1, { wrap = false })
    assert.equal(0, cut:narrow(1, 9, 12):max())
  end)

  it('cuts off what lies outside, and can work in place', function()
    local src = torch.zeros(1, 6, 6)
    assert.equal(src, image.drawText(src, 'XX\200\nYY', -2, -3, { inplace = true, wrap = false }))
    assert.is_true(src:max() == 1)
    assert.equal(0, image.drawText(torch.zeros(3, 6, 6), 'X', 100, 100):max())
    assert.equal(0, image.drawText(torch.zeros(3, 6, 6), ' ', 1, 1):max())
  end)

  it('has a letter for each character of ASCII, all different', function()
    local seen = {}
    for byte = 33, 127 do
      local letter = table.concat(drawn(image.drawText(torch.zeros(8, 6), string.char(byte), 1, 1)))
      assert.is_nil(seen[letter], string.char(byte))
      seen[letter] = true
    end
  end)

  it('refuses other arguments', function()
    local src = torch.zeros(3, 9, 9)
    refused(image.drawText, 'a string expected', src, 5, 1, 1)
    refused(image.drawText, 'x: a finite number', src, 'a')
    refused(image.drawText, 'a colour of 3 numbers', src, 'a', 1, 1, { color = { 1, 2 } })
    refused(image.drawText, 'a colour of 3 numbers', src, 'a', 1, 1, { color = { 0, 0, 256 } })
    refused(image.drawText, "option: one of 'color'", src, 'a', 1, 1, { colour = { 0, 0, 0 } })
    refused(image.drawText, 'a size of at least 1', src, 'a', 1, 1, { size = 0 })
  end)
end)

describe('image.drawRect', function()
  it('draws an outline', function()
    local got = image.drawRect(torch.zeros(3, 6, 7), 2, 3, 6, 5)
    assert.same({ '.......', '.......', '.#####.', '.#...#.', '.#####.', '.......' }, drawn(got[1]))
    assert.equal(0, got[2]:max())
  end)

  it('has lines of any width, half outside, cut off at the edge', function()
    local got = image.drawRect(torch.ByteTensor(9, 9):zero(), 4, 4, 9, 9, { lineWidth = 3,
      color = 7 })
    assert.same({ '.........', '.........', '..#######', '..#######', '..#######', '..###..##',
      '..###..##', '..#######', '..#######' }, drawn(got))
    assert.equal(7, got:max())
  end)

  it('refuses edges in the wrong order', function()
    refused(image.drawRect, 'x1 up to x2', torch.zeros(9, 9), 5, 5, 2, 6)
    refused(image.drawRect, 'a line width', torch.zeros(9, 9), 1, 1, 2, 2, { lineWidth = 0 })
  end)
end)

describe('pictures made by code', function()
  it('image.testCard has bars, a ramp, squares and a disc', function()
    local card = image.testCard(80, 64)
    assert.equal('torch.FloatTensor', torch.type(card))
    assert.same({ 3, 64, 80 }, card:size():totable())
    assert.is_true(card:min() >= 0 and card:max() <= 1)
    assert.same({ 1, 1, 1 }, card:select(2, 1):select(2, 1):totable())
    assert.same({ 0, 0, 0 }, card:select(2, 1):select(2, 80):totable())
    assert.same({ 1, 1, 0 }, card:select(2, 1):select(2, 15):totable())
    assert.same({ 1, 1, 1 }, image.testCard(1):view(-1):gt(-1):totable())
    refused(image.testCard, 'sides of at least 1', 0)
  end)

  it('photographs of Torch7 are not there', function()
    refused(image.lena, 'image.lena: this photograph is not part of Facula')
    refused(image.fabio, 'image.testCard() makes a picture')
  end)
end)

describe('image.toDisplayTensor', function()
  it('lays pictures out in rows', function()
    local input = torch.range(1, 5 * 2 * 3):view(5, 2, 3)
    local got = image.toDisplayTensor { input = input, padding = 2, nrow = 2, min = 0, max = 60 }
    assert.same({ 1, 12, 10 }, got:size():totable())
    for k = 0, 4 do
      local y, x = math.floor(k / 2) * 4 + 2, k % 2 * 5 + 2
      local difference = got[1]:narrow(1, y, 2):narrow(2, x, 3) - input[k + 1] / 60
      assert.is_true(difference:abs():max() < 1e-12)
    end
    for _, place in ipairs { { 1, 1 }, { 4, 3 }, { 12, 10 }, { 10, 8 } } do
      assert.equal(1, got[1][place[1]][place[2]])
    end
  end)

  it('takes all sorts of input', function()
    for _, row in ipairs {
      { torch.rand(7, 3, 4, 5), { 3, 8, 30 } }, { torch.rand(7, 1, 4, 5), { 1, 8, 30 } },
      { torch.rand(4, 2, 4, 5), { 1, 8, 30 } }, { torch.rand(3, 4, 5), { 3, 4, 5 } },
      { torch.rand(8, 4, 5), { 1, 8, 30 } }, { torch.rand(4, 5), { 1, 4, 5 } },
      { torch.ByteTensor(2, 4, 5):fill(3), { 1, 4, 10 } },
      { { torch.rand(3, 4, 5), torch.rand(3, 4, 5):float() }, { 3, 4, 10 } },
      { { torch.rand(4, 5), torch.rand(1, 4, 5) }, { 1, 4, 10 } },
    } do
      local got = image.toDisplayTensor(row[1])
      assert.same(row[2], got:size():totable())
      assert.is_true(got:min() >= 0 and got:max() <= 1)
    end
  end)

  it('brings all or each to 0 to 1, and leaves its input', function()
    local input = torch.Tensor { { { 0, 1 } }, { { 5, 10 } } }
    assert.same({ { { 0, 0.1, 0.5, 1 } } }, image.toDisplayTensor(input):totable())
    assert.same({ { { 0, 1, 0, 1 } } },
      image.toDisplayTensor { input = input, scaleeach = true }:totable())
    assert.same({ { { 0.5, 0.55, 0.75, 1 } } },
      image.toDisplayTensor { input = input, symmetric = true }:totable())
    assert.same({ { { 0, 1 } }, { { 5, 10 } } }, input:totable())
  end)

  it('refuses what is no list of pictures', function()
    refused(image.toDisplayTensor, 'pictures of one size', { torch.rand(4, 4), torch.rand(4, 5) })
    refused(image.toDisplayTensor, 'got none', {})
    refused(image.toDisplayTensor, 'a tensor of 2 to 4 dimensions', torch.rand(4))
    refused(image.toDisplayTensor, "no argument 'cols'", { input = torch.rand(4, 4), cols = 2 })
    refused(image.toDisplayTensor, 'nrow of at least 1', { input = torch.rand(4, 4), nrow = 0 })
  end)
end)

describe('image.display', function()
  teardown(files.remove)

  it('writes a file', function()
    local path = files.name '.png'
    local shown = image.display { image = torch.rand(5, 4, 4), zoom = 3, nrow = 5, file = path }
    assert.same({ 1, 12, 60 }, shown:size():totable())
    assert.is_true((image.load(path):double() - shown:double()):abs():max() < 0.6 / 255)
  end)

  it('draws letters where there is no terminal, with no control characters', function()
    local program = files.with [[
      require 'torch'
      local image = require 'image'
      local ramp = torch.linspace(0, 1, 10):view(1, 10):expand(4, 10)
      image.display { image = ramp, terminal = true, legend = 'a ramp' }
    ]]
    local text, status = process.run(program, 'COLUMNS=40')
    assert.equal(0, status, text)
    assert.equal('a ramp\n .:-=+*#%@\n .:-=+*#%@\n', text)
  end)

  it('says that there are no windows', function()
    refused(image.display, 'image.display: there are no windows here', torch.rand(4, 4))
    refused(image.window, 'image.window: there are no windows here')
  end)
end)

describe('require "image"', function()
  it('sets the global that it returns, with all of Torch7\'s names', function()
    assert.equal(image, _G.image)
    for name in ([[load save getSize loadPNG loadJPG loadPPM savePNG saveJPG savePPM savePGM
      getPNGsize getJPGsize getPPMsize compressJPG compressPNG decompressJPG decompressPNG
      decompress is_supported crop translate scale rotate polar logpolar warp affinetransform
      hflip vflip flip convolve minmax gaussianpyramid lcn erode dilate rgb2yuv yuv2rgb rgb2y
      rgb2hsl hsl2rgb rgb2hsv hsv2rgb rgb2lab lab2rgb rgb2nrgb y2jet colormap jetColormap lena
      fabio gaussian gaussian1D laplacian drawText drawRect toDisplayTensor display
      window]]):gmatch '%S+' do
      assert.equal('function', type(image[name]), name)
    end
  end)
end)
