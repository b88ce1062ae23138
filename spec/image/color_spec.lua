-- Colour spaces against plain Lua and against known colours, their inverses, colour maps.
require 'torch'
local image = require 'image'
local files = require 'support.files'

local draw = torch.Generator()

local function random_picture(kind)
  torch.manualSeed(draw, 11)
  local src = torch.Tensor(3, 7, 9):uniform(draw, 0, 1):type('torch.' .. kind)
  -- greys, primary colours, black and white among them
  local corners = { { 0, 0, 0 }, { 1, 1, 1 }, { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 }, { 1, 1, 0 },
    { 0, 1, 1 }, { 1, 0, 1 }, { 0.5, 0.5, 0.5 } }
  for x, color in ipairs(corners) do
    for c = 1, 3 do src[c][1][x] = color[c] end
  end
  return src
end

local references = {}

function references.rgb2y(r, g, b) return 0.299 * r + 0.587 * g + 0.114 * b end

function references.rgb2yuv(r, g, b)
  return references.rgb2y(r, g, b), -0.14713 * r - 0.28886 * g + 0.436 * b,
    0.615 * r - 0.51499 * g - 0.10001 * b
end

function references.yuv2rgb(y, u, v)
  return y + 1.13983 * v, y - 0.39465 * u - 0.58060 * v, y + 2.03211 * u
end

function references.rgb2nrgb(r, g, b)
  local sum = r + g + b
  if sum == 0 then return 0, 0, 0 end
  return r / sum, g / sum, b / sum
end

local function hue(r, g, b)
  local most, least = math.max(r, g, b), math.min(r, g, b)
  local d = most - least
  if d == 0 then return 0 end
  if most == r then return (g - b) / d / 6 % 1 end
  if most == g then return ((b - r) / d + 2) / 6 end
  return ((r - g) / d + 4) / 6
end

function references.rgb2hsl(r, g, b)
  local most, least = math.max(r, g, b), math.min(r, g, b)
  local l = (most + least) / 2
  return hue(r, g, b), most == least and 0 or (most - least) / (1 - math.abs(2 * l - 1)), l
end

function references.rgb2hsv(r, g, b)
  local most, least = math.max(r, g, b), math.min(r, g, b)
  return hue(r, g, b), most == 0 and 0 or (most - least) / most, most
end

-- Colours by sector of 60 degrees.
local function by_sector(h, chroma, lowest)
  local sector = h * 6 % 6
  local x = chroma * (1 - math.abs(sector % 2 - 1))
  local mixed = ({ { chroma, x, 0 }, { x, chroma, 0 }, { 0, chroma, x }, { 0, x, chroma },
    { x, 0, chroma }, { chroma, 0, x } })[math.floor(sector) + 1]
  return mixed[1] + lowest, mixed[2] + lowest, mixed[3] + lowest
end

function references.hsl2rgb(h, s, l)
  local chroma = (1 - math.abs(2 * l - 1)) * s
  return by_sector(h, chroma, l - chroma / 2)
end

function references.hsv2rgb(h, s, v)
  return by_sector(h, v * s, v - v * s)
end

function references.rgb2lab(...)
  local linear = {}
  for c, x in ipairs { ... } do
    linear[c] = x <= 0.04045 and x / 12.92 or ((x + 0.055) / 1.055) ^ 2.4
  end
  local function f(x) return x > (6 / 29) ^ 3 and x ^ (1 / 3) or x * (29 / 6) ^ 2 / 3 + 4 / 29 end
  local r, g, b = linear[1], linear[2], linear[3]
  local fx = f((0.412453 * r + 0.357580 * g + 0.180423 * b) / 0.950456)
  local fy = f(0.212671 * r + 0.715160 * g + 0.072169 * b)
  local fz = f((0.019334 * r + 0.119193 * g + 0.950227 * b) / 1.088754)
  return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)
end

describe('conversions of colours', function()
  for name, reference in pairs(references) do
    for kind, tolerance in pairs { DoubleTensor = 1e-10, FloatTensor = 5e-5 } do
      it(name .. ', ' .. kind, function()
        local src = random_picture(kind)
        for _, layout in ipairs { src, src:transpose(1, 3):clone():transpose(1, 3) } do
          local got = image[name](layout)
          assert.equal('torch.' .. kind, torch.type(got))
          assert.same({ name == 'rgb2y' and 1 or 3, 7, 9 }, got:size():totable())
          for y = 1, 7 do
            for x = 1, 9 do
              local wanted = { reference(src[1][y][x], src[2][y][x], src[3][y][x]) }
              for c = 1, #wanted do assert.near(wanted[c], got[c][y][x], tolerance) end
            end
          end
        end
      end)
    end
  end

  for _, pair in ipairs { { 'rgb2yuv', 'yuv2rgb', 1e-4 }, { 'rgb2hsl', 'hsl2rgb', 1e-12 },
    { 'rgb2hsv', 'hsv2rgb', 1e-12 }, { 'rgb2lab', 'lab2rgb', 1e-7 } } do
    it(pair[2] .. ' is the inverse of ' .. pair[1], function()
      local src = random_picture 'DoubleTensor'
      assert.is_true((image[pair[2]](image[pair[1]](src)) - src):abs():max() < pair[3])
    end)
  end

  it('know white and red in Lab', function()
    local lab = image.rgb2lab(torch.Tensor { { { 1, 1 } }, { { 1, 0 } }, { { 1, 0 } } })
    for c, values in ipairs { { 100, 53.24 }, { 0, 80.09 }, { 0, 67.20 } } do
      for x = 1, 2 do assert.near(values[x], lab[c][1][x], 0.02) end
    end
  end)

  it('make bytes grey, rounded', function()
    local bytes = torch.ByteTensor { { { 255, 10 } }, { { 255, 20 } }, { { 255, 33 } } }
    local grey = image.rgb2y(bytes)
    assert.equal('torch.ByteTensor', torch.type(grey))
    assert.same({ 255, 18 }, grey:view(-1):totable())
  end)

  it('take a destination, the source too', function()
    local src = random_picture 'FloatTensor'
    local expected, dst = image.rgb2hsv(src), torch.FloatTensor()
    assert.equal(dst, image.rgb2hsv(dst, src))
    image.rgb2hsv(src, src)
    assert.same(expected:totable(), dst:totable())
    assert.same(expected:totable(), src:totable())
  end)

  it('refuse other pictures', function()
    for _, row in ipairs {
      { torch.rand(4, 4), 'a picture 3 x height x width expected' },
      { torch.rand(1, 4, 4), 'a picture 3 x height x width expected' },
      { torch.ByteTensor(3, 4, 4), 'values from 0 to 1 expected' },
      { 'blue', 'a picture expected' },
    } do
      local message = files.message(image.rgb2lab, row[1])
      assert.truthy(message:find('image.rgb2lab: ', 1, true), message)
      assert.truthy(message:find(row[2], 1, true), message)
    end
  end)
end)

describe('colour maps', function()
  it('jetColormap goes from blue to red', function()
    local map = image.jetColormap(8)
    assert.same({ { 0, 0, 1 }, { 0, 0.5, 1 }, { 0, 1, 1 }, { 0.5, 1, 0.5 }, { 1, 1, 0 },
      { 1, 0.5, 0 }, { 1, 0, 0 }, { 0.5, 0, 0 } }, map:totable())
  end)

  it('colormap has hues 39 degrees apart', function()
    local map = image.colormap(12)
    assert.same({ 12, 3 }, map:size():totable())
    for i = 1, 12 do
      local h, s, l = references.rgb2hsl(map[i][1], map[i][2], map[i][3])
      assert.near((i - 1) * 39 % 360 / 360, h, 1e-9)
      assert.near((i - 1) / 9 % 0.7 + 0.3, s, 1e-9)
      assert.near(0.5, l, 1e-9)
    end
  end)

  it('y2jet colours levels', function()
    local levels = torch.Tensor { { 0, 1, 2.9 }, { 3, 7, 4 } }
    for _, src in ipairs { levels, levels:view(1, 2, 3), levels:float(), levels:byte() } do
      local got, map = image.y2jet(src), image.jetColormap(8)
      assert.equal(torch.type(src), torch.type(got))
      local scale = torch.type(src) == 'torch.ByteTensor' and 255 or 1
      for c = 1, 3 do
        assert.near(map[4][c] * scale, got[c][2][1], 0.5001 * (scale - 1) / 254)
        assert.near(map[3][c] * scale, got[c][1][3], 0.5001 * (scale - 1) / 254)
        assert.near(map[1][c] * scale, got[c][1][1], 0.5001 * (scale - 1) / 254)
      end
    end
  end)

  it('refuse what they do not know', function()
    for _, row in ipairs {
      { image.y2jet, torch.rand(3, 4, 4), 'a grey picture' },
      { image.y2jet, torch.rand(4, 4):add(-2), 'values from' },
      { image.y2jet, torch.Tensor(2, 2):fill(1e9), 'values from' },
      { image.y2jet, torch.Tensor { { 0 / 0 } }, 'values from' },
      { image.colormap, 0, 'at least 1 colour' }, { image.jetColormap, 'x', 'a finite number' },
    } do
      local message = files.message(row[1], row[2])
      assert.truthy(message:find(row[3], 1, true), message)
    end
  end)
end)
