-- crop, scale, rotate, warp and their relatives against plain Lua.
require 'torch'
local image = require 'image'
local files = require 'support.files'

local unpack = unpack or table.unpack
local draw = torch.Generator()

-- A picture of random bytes in a type; layouts: contiguous, turned, every second column.
local function picture(kind, channels, height, width, layout)
  torch.manualSeed(draw, channels * 100 + height * 10 + width)
  local bytes = torch.ByteTensor(channels, height, width):random(draw, 0, 255)
  local values = bytes:type('torch.' .. kind)
  if kind ~= 'ByteTensor' then values:div(255) end
  if layout == 'turned' then return values:transpose(1, 3):clone():transpose(1, 3) end
  if layout == 'wide' then
    local wide = torch.Tensor(channels, height, 2 * width):type('torch.' .. kind):zero()
    local view = wide:view(channels, height, width, 2):select(4, 1)
    return view:copy(values)
  end
  return values
end

local LAYOUTS = { 'plain', 'turned', 'wide' }
local TOLERANCE = { ByteTensor = 0.501, FloatTensor = 2e-6, DoubleTensor = 1e-12 }

-- One channel as rows of numbers; at[y][x] counts from 0.
local function plane_of(tensor)
  local at = {}
  for y, row in ipairs(tensor:totable()) do
    at[y - 1] = {}
    for x, value in ipairs(row) do at[y - 1][x - 1] = value end
  end
  return at
end

-- Compares each channel of a result with f(plane, height, width, y, x), places from 0.
local function agrees(kind, src, result, f)
  local height, width = src:size(src:dim() - 1), src:size(src:dim())
  for c = 1, src:dim() == 3 and src:size(1) or 1 do
    local from = plane_of(src:dim() == 3 and src[c] or src)
    local got = plane_of(result:dim() == 3 and result[c] or result)
    for y = 0, result:size(result:dim() - 1) - 1 do
      for x = 0, result:size(result:dim()) - 1 do
        local wanted = f(from, height, width, y, x)
        if kind == 'ByteTensor' then wanted = math.max(0, math.min(255, wanted)) end
        if math.abs(wanted - got[y][x]) > TOLERANCE[kind] then
          error(('channel %d, y %d, x %d: expected %.17g, got %.17g'):format(c, y, x, wanted,
            got[y][x]))
        end
      end
    end
  end
end

-- --- scale ---------------------------------------------------------------------------------------

-- Lines after the description in Torch7's documentation, one function for each mode.
local lines = {}

function lines.bilinear(line, from, to)
  local result = {}
  for i = 0, to - 1 do
    if to > from then
      local at = i * (from - 1) / (to - 1)
      local left = math.min(math.floor(at), from - 1)
      local part = at - left
      result[i] = (1 - part) * line[left] + part * (line[left + 1] or 0)
    elseif to == from then
      result[i] = line[i]
    else -- the integral over the stretch, sample k covering k to k + 1
      local first, last, sum = i * from / to, (i + 1) * from / to, 0
      for k = 0, from - 1 do
        sum = sum + line[k] * math.max(0, math.min(last, k + 1) - math.max(first, k))
      end
      result[i] = sum / (last - first)
    end
  end
  return result
end

function lines.simple(line, from, to)
  local result = {}
  for i = 0, to - 1 do result[i] = line[math.floor(i * from / to)] end
  return result
end

function lines.bicubic(line, from, to)
  local result = {}
  for i = 0, to - 1 do
    local at = to > 1 and i * (from - 1) / (to - 1) or from - 1
    local k = math.floor(at)
    local x = at - k
    local p1, p2 = line[k], line[k + 1]
    if to == from or not p2 then
      result[i] = to == from and line[i] or p1
    else
      local p0, p3 = line[k - 1] or 2 * p1 - p2, line[k + 2] or 2 * p2 - p1
      result[i] = p1 + 0.5 * x * (p2 - p0 + x * (2 * p0 - 5 * p1 + 4 * p2 - p3
        + x * (3 * (p1 - p2) + p3 - p0)))
    end
  end
  return result
end

local function store(kind, value)
  return kind == 'ByteTensor' and math.max(0, math.min(255, math.floor(value + 0.5))) or value
end

local function scale_plane(kind, plane, height, width, new_height, new_width, mode)
  local between, result = {}, {}
  for y = 0, height - 1 do
    between[y] = lines[mode](plane[y], width, new_width)
    for x = 0, new_width - 1 do between[y][x] = store(kind, between[y][x]) end
  end
  for y = 0, new_height - 1 do result[y] = {} end
  for x = 0, new_width - 1 do
    local column = {}
    for y = 0, height - 1 do column[y] = between[y][x] end
    for y, value in pairs(lines[mode](column, height, new_height)) do
      result[y][x] = store(kind, value)
    end
  end
  return result
end

describe('image.scale', function()
  for _, kind in ipairs { 'ByteTensor', 'FloatTensor', 'DoubleTensor' } do
    for mode in pairs(lines) do
      for _, sizes in ipairs {
        { 5, 7, 5, 7 }, { 5, 7, 11, 13 }, { 11, 13, 5, 7 }, { 4, 9, 9, 4 }, { 1, 1, 4, 3 },
        { 6, 8, 1, 1 }, { 6, 8, 3, 4 }, { 1, 5, 3, 2 }, { 2, 150, 3, 140 },
      } do
        local height, width, new_height, new_width = unpack(sizes)
        local name = ('%s, %s, %dx%d to %dx%d'):format(kind, mode, unpack(sizes))
        it(name, function()
          for _, layout in ipairs(LAYOUTS) do
            local src = picture(kind, 2, height, width, layout)
            local result = image.scale(src, new_width, new_height, mode)
            assert.equal('torch.' .. kind, torch.type(result))
            assert.same({ 2, new_height, new_width }, result:size():totable())
            for c = 1, 2 do
              local expected = scale_plane(kind, plane_of(src[c]), height, width, new_height,
                new_width, mode)
              agrees(kind, src[c], result[c], function(_, _, _, y, x) return expected[y][x] end)
            end
          end
        end)
      end
    end
  end

  it('takes sizes in all their forms', function()
    local src = torch.rand(3, 30, 40)
    for _, row in ipairs {
      { 30, 40, 40, 30 }, { 9, 12, 12, 9 }, { 9, 12, '12x9' }, { 15, 20, 20 }, { 15, 20, '20' },
      { 15, 20, '^15' }, { 60, 80, '*2' }, { 15, 20, '*0.5' }, { 10, 13, '*1/3' }, { 1, 1, '1' },
    } do
      local height, width = row[1], row[2]
      assert.same({ 3, height, width }, image.scale(src, unpack(row, 3)):size():totable())
    end
    assert.same({ 20, 15 }, image.scale(src[1]:t(), 20, 'simple'):size():totable())
  end)

  it('takes a destination, which may overlap the source', function()
    local src = torch.rand(2, 8, 8)
    local expected = image.scale(src, 4, 6)
    local dst = torch.Tensor(2, 6, 4)
    assert.equal(dst, image.scale(dst, src))
    assert.same(expected:totable(), dst:totable())
    local part = src:narrow(2, 2, 6):narrow(3, 2, 4)
    image.scale(part, src)
    assert.same(expected:totable(), part:totable())
  end)

  it('keeps the mean when it gets smaller and constants always', function()
    local src = torch.rand(1, 37, 53)
    assert.near(src:mean(), image.scale(src, 10, 10):mean(), 1e-12)
    for mode in pairs(lines) do
      local flat = torch.Tensor(1, 7, 9):fill(0.3)
      assert.is_true((image.scale(flat, 31, 4, mode) - 0.3):abs():max() < 1e-12)
    end
  end)

  for _, row in ipairs {
    { "size 'WxH', 'N'", torch.rand(3, 4, 4), 'big' }, { "got '*0'", torch.rand(3, 4, 4), '*0' },
    { 'got nil', torch.rand(3, 4, 4) }, { 'got 0 x 5', torch.rand(3, 4, 4), 0, 5 },
    { "'bilinear', 'simple', 'bicubic'", torch.rand(3, 4, 4), 5, 5, 'best' },
    { 'a picture expected', torch.LongTensor(3, 4, 4), 5, 5 }, { 'a picture expected', {}, 5, 5 },
    { 'a picture expected', torch.Tensor(), 5, 5 },
    { 'the result is a torch.DoubleTensor, its place a torch.FloatTensor',
      torch.FloatTensor(3, 2, 2), torch.rand(3, 4, 4) },
  } do
    it('refuses: ' .. row[1], function()
      local message = files.message(image.scale, unpack(row, 2, 5))
      assert.truthy(message:find('image.scale: ', 1, true), message)
      assert.truthy(message:find(row[1], 1, true), message)
    end)
  end
end)

-- --- rotate --------------------------------------------------------------------------------------

local function round(x)
  return x < 0 and -math.floor(0.5 - x) or math.floor(x + 0.5)
end

local function turned(theta, mode)
  local c, s = math.cos(theta), math.sin(theta)
  return function(plane, height, width, y, x)
    local my, mx = (height - 1) / 2, (width - 1) / 2
    local sx, sy = c * (x - mx) - s * (y - my) + mx, c * (y - my) + s * (x - mx) + my
    if mode == 'simple' then
      local row = plane[round(sy)]
      return row and row[round(sx)] or 0
    end
    local x0, y0 = math.floor(sx), math.floor(sy)
    local x1, y1, wx, wy = x0 + 1, y0 + 1, sx - x0, sy - y0
    if x1 == width and wx < 0.5 then x1 = x0 end
    if y1 == height and wy < 0.5 then y1 = y0 end
    if x0 == -1 and wx > 0.5 then x0 = x1 end
    if y0 == -1 and wy > 0.5 then y0 = y1 end
    if x0 < 0 or y0 < 0 or x1 >= width or y1 >= height then return 0 end
    return (1 - wy) * ((1 - wx) * plane[y0][x0] + wx * plane[y0][x1])
      + wy * ((1 - wx) * plane[y1][x0] + wx * plane[y1][x1])
  end
end

describe('image.rotate', function()
  for kind in pairs(TOLERANCE) do
    for _, mode in ipairs { 'simple', 'bilinear' } do
      it(kind .. ', ' .. mode, function()
        for _, theta in ipairs { 0, 0.3, -1.1, 2.9, 100 } do
          for _, layout in ipairs(LAYOUTS) do
            local src = picture(kind, 3, 9, 12, layout)
            agrees(kind, src, image.rotate(src, theta, mode), turned(theta, mode))
          end
        end
      end)
    end
  end

  it('turns counter-clockwise, exactly by quarters', function()
    local src = picture('DoubleTensor', 1, 5, 5)
    local quarter = image.rotate(src, math.pi / 2)
    assert.same(image.vflip(src[1]:t()):totable(), quarter[1]:totable())
    assert.same(image.hflip(image.vflip(src)):totable(), image.rotate(src, math.pi):totable())
    assert.same(src:totable(), image.rotate(image.rotate(src, math.pi / 2), -math.pi / 2):totable())
  end)

  it('takes a destination, the source too', function()
    local src = picture('FloatTensor', 3, 6, 6)
    local expected = image.rotate(src, 1)
    local dst = torch.FloatTensor()
    image.rotate(dst, src, 1)
    image.rotate(src, src, 1)
    assert.same(expected:totable(), dst:totable())
    assert.same(expected:totable(), src:totable())
  end)

  it('refuses what is no angle', function()
    for _, theta in ipairs { 0 / 0, 1 / 0, 'half' } do
      assert.truthy(files.message(image.rotate, torch.rand(4, 4), theta):find('theta', 1, true))
    end
  end)
end)

-- --- warp ----------------------------------------------------------------------------------------

local function clamped(x, most)
  return math.max(0, math.min(x, most))
end

-- Weights of neighbours, by their distance from the floor of the place.
local weigh = {}

function weigh.bilinear(t) return { [0] = 1 - t, t } end

function weigh.bicubic(t) -- Lagrange: the product over the other nodes
  local weights = {}
  for k = -1, 2 do
    weights[k] = 1
    for other = -1, 2 do
      if other ~= k then weights[k] = weights[k] * (t - other) / (k - other) end
    end
  end
  return weights
end

function weigh.lanczos(t)
  local function sinc(x) return x == 0 and 1 or math.sin(math.pi * x) / (math.pi * x) end
  local weights, sum = {}, 0
  for k = -2, 3 do
    weights[k] = sinc(t - k) * sinc((t - k) / 3)
    sum = sum + weights[k]
  end
  for k = -2, 3 do weights[k] = weights[k] / sum end
  return weights
end

local function warped(field, mode, offset, pad)
  local dy, dx = plane_of(field[1]), plane_of(field[2])
  return function(plane, height, width, y, x)
    local sy, sx = dy[y][x] + (offset and y or 0), dx[y][x] + (offset and x or 0)
    if pad and (sy < 0 or sx < 0 or sy > height - 1 or sx > width - 1) then return pad end
    sy, sx = clamped(sy, height - 1), clamped(sx, width - 1)
    if mode == 'simple' then return plane[math.floor(sy + 0.5)][math.floor(sx + 0.5)] end
    local y0, x0, sum = math.floor(sy), math.floor(sx), 0
    for i, wy in pairs(weigh[mode](sy - y0)) do
      for j, wx in pairs(weigh[mode](sx - x0)) do
        sum = sum + wy * wx * plane[clamped(y0 + i, height - 1)][clamped(x0 + j, width - 1)]
      end
    end
    return sum
  end
end

describe('image.warp', function()
  for kind in pairs(TOLERANCE) do
    for _, mode in ipairs { 'simple', 'bilinear', 'bicubic', 'lanczos' } do
      it(kind .. ', ' .. mode, function()
        torch.manualSeed(draw, 8)
        for _, layout in ipairs(LAYOUTS) do
          local src = picture(kind, 2, 8, 10, layout)
          local moves = torch.Tensor(2, 7, 9):uniform(draw, -3, 3)
          agrees(kind, src, image.warp(src, moves, mode), warped(moves, mode, true))
          local places = torch.FloatTensor(9, 7, 2):uniform(draw, -2, 10):transpose(1, 3)
          agrees(kind, src, image.warp(src, places, mode, false, 'pad', 0.25),
            warped(places, mode, false, kind == 'ByteTensor' and 0 or 0.25))
        end
      end)
    end
  end

  it('changes nothing with a field of zeros, in all modes', function()
    local src = picture('DoubleTensor', 3, 6, 5)
    for _, mode in ipairs { 'simple', 'bilinear', 'bicubic', 'lanczos' } do
      assert.is_true((image.warp(src, torch.zeros(2, 6, 5), mode) - src):abs():max() < 1e-12)
    end
  end)

  it('survives fields of nan and infinity', function()
    local src, field = picture('FloatTensor', 1, 3, 3), torch.Tensor(2, 1, 3)
    field[1]:copy(torch.Tensor { 0 / 0, 1 / 0, -1 / 0 })
    field[2]:fill(1)
    assert.same({ src[1][1][2], src[1][3][2], src[1][1][2] },
      image.warp(src, field, 'bilinear', false):view(-1):totable())
    assert.same({ 9, 9, 9 }, image.warp(src, field, 'bilinear', false, 'pad', 9):view(-1):totable())
  end)

  it('refuses other fields', function()
    for _, field in ipairs { torch.rand(3, 4, 4), torch.rand(4, 4), 'field' } do
      assert.truthy(files.message(image.warp, torch.rand(4, 4), field)
        :find('a field 2 x height x width expected', 1, true))
    end
  end)
end)

describe('image.affinetransform', function()
  it('maps places about the middle', function()
    local src = picture('DoubleTensor', 2, 7, 9)
    local m = torch.Tensor { { 1.2, 0.3 }, { -0.4, 0.8 } }
    local moved = torch.Tensor(2, 7, 9)
    for y = 1, 7 do
      for x = 1, 9 do
        moved[1][y][x] = 3 + 1.2 * (y - 4) + 0.3 * (x - 5) - 0.5
        moved[2][y][x] = 4 - 0.4 * (y - 4) + 0.8 * (x - 5) + 0.25
      end
    end
    for _, mode in ipairs { 'bilinear', 'bicubic' } do
      local got = image.affinetransform(src, m, mode, torch.Tensor { 0.5, -0.25 }, 'pad', 0.1)
      assert.is_true((got - image.warp(src, moved, mode, false, 'pad', 0.1)):abs():max() < 1e-9)
    end
    local same = image.affinetransform(torch.Tensor(), src, torch.eye(2), 'bilinear')
    assert.is_true((same - src):abs():max() < 1e-12)
  end)

  it('refuses other matrices', function()
    assert.truthy(files.message(image.affinetransform, torch.rand(4, 4), torch.eye(3))
      :find('a matrix 2 x 2 expected, got torch.DoubleTensor 3x3', 1, true))
  end)
end)

describe('polar coordinates', function()
  it('show rings as columns', function()
    local n = 41
    local rings = torch.Tensor(1, n, n)
    for y = 1, n do
      for x = 1, n do rings[1][y][x] = math.sqrt((y - 21) ^ 2 + (x - 21) ^ 2) / 30 end
    end
    local flat = image.polar(rings, 'bilinear', 'valid')
    for r = 1, n do
      local radius = (r - 1) * (n / 2) / n
      local column = flat[1]:select(2, r)
      assert.is_true(radius > 19.5 or (column - radius / 30):abs():max() < 0.02)
    end
    local log = image.logpolar(rings, 'bilinear')
    for r = 10, n - 4 do
      local radius = math.exp((r - 1) * math.log(n / 2) / n)
      assert.is_true(radius > 19.5 or (log[1]:select(2, r) - radius / 30):abs():max() < 0.02)
    end
  end)

  it('start straight down and turn counter-clockwise', function()
    local src = torch.zeros(1, 9, 9)
    src[1][9][5], src[1][5][9], src[1][1][5], src[1][5][1] = 1, 2, 3, 4
    local dst = torch.Tensor(1, 4, 9)
    image.polar(dst, src, 'simple', 'valid')
    for k = 1, 4 do assert.equal(k, dst[1][k]:max()) end
  end)

  it('reach the corners in full, with 0 outside', function()
    local white = torch.ones(3, 10, 10)
    assert.equal(1, image.polar(white, 'simple', 'valid'):min())
    local full = image.polar(white, 'simple', 'full')
    assert.equal(0, full:min())
    assert.equal(1, full:narrow(3, 1, 5):min())
    assert.same({ 3, 10, 10 }, full:size():totable())
  end)
end)

-- --- cuts, shifts, flips -------------------------------------------------------------------------

describe('crops, shifts and flips', function()
  local function at(dy, dx)
    return function(plane, _, _, y, x) return plane[y + dy] and plane[y + dy][x + dx] or 0 end
  end

  for kind in pairs(TOLERANCE) do
    it(kind, function()
      for _, layout in ipairs(LAYOUTS) do
        local src = picture(kind, 3, 8, 11, layout)
        local part = image.crop(src, 2, 1, 7, 6)
        assert.same({ 3, 5, 5 }, part:size():totable())
        agrees(kind, src, part, at(1, 2))
        agrees(kind, src, image.crop(src, 3, 4), at(4, 3))
        for format, place in pairs { c = { 2, 3 }, tl = { 0, 0 }, tr = { 0, 6 }, bl = { 5, 0 },
          br = { 5, 6 } } do
          part = image.crop(src, format, 5, 3)
          assert.same({ 3, 3, 5 }, part:size():totable())
          agrees(kind, src, part, at(unpack(place)))
        end
        for _, move in ipairs { { 0, 0 }, { 3, -2 }, { -4, 5 }, { 20, 0 }, { 0, -8 } } do
          agrees(kind, src, image.translate(src, move[1], move[2]), at(-move[2], -move[1]))
        end
        local function mirrored(p, _, w, y, x) return p[y][w - 1 - x] end
        agrees(kind, src, image.hflip(src), mirrored)
        agrees(kind, src, image.vflip(src), function(p, h, _, y, x) return p[h - 1 - y][x] end)
        agrees(kind, src[1], image.hflip(src[1]), mirrored)
        assert.same(image.vflip(src):totable(), image.flip(src, 2):totable())
        assert.same(src[3]:totable(), image.flip(src, 1)[1]:totable())
      end
    end)
  end

  it('take a destination, the source too', function()
    local src = picture('DoubleTensor', 3, 5, 6)
    for _, f in ipairs {
      function(...) return image.hflip(...) end, function(...) return image.vflip(...) end,
      function(dst, s) if s then return image.translate(dst, s, 1, 2) end
        return image.translate(dst, 1, 2) end,
    } do
      local expected, copy, dst = f(src), src:clone(), torch.Tensor()
      assert.equal(dst, f(dst, src))
      assert.same(expected:totable(), dst:totable())
      f(copy, copy)
      assert.same(expected:totable(), copy:totable())
    end
  end)

  it('scale a crop to a destination that has a size', function()
    local src, dst = picture('DoubleTensor', 3, 8, 8), torch.Tensor(3, 2, 2)
    image.crop(dst, src, 2, 2, 6, 6)
    assert.same(image.scale(image.crop(src, 2, 2, 6, 6), 2, 2):totable(), dst:totable())
    image.crop(dst, src, 1, 3)
    assert.same(image.crop(src, 1, 3, 3, 5):totable(), dst:totable())
  end)

  it('flip tensors of any type and number of dimensions', function()
    local t = torch.range(1, 24):long():view(2, 3, 2, 2)
    assert.equal(t[2][3][1][2], image.flip(t, 2)[2][1][1][2])
    assert.equal(t[1][3][1][2], image.flip(t, 1)[2][3][1][2])
  end)

  for _, row in ipairs {
    { 'image.crop: a part within the picture', image.crop, 2, 2, 9, 3 },
    { 'image.crop: a part within the picture', image.crop, 2, 2, 2, 3 },
    { 'image.crop: a part within the picture', image.crop, -1, 2, 2, 3 },
    { 'image.crop: a part within the picture', image.crop, 'c', 9, 3 },
    { "image.crop: format: one of 'c', 'tl', 'tr', 'bl', 'br' expected, got 'x'", image.crop, 'x',
      1, 1 },
    { 'image.crop: y1: a finite number expected, got nil', image.crop, 1 },
    { 'image.translate: x: a finite number expected', image.translate },
    { 'image.flip: a dimension from 1 to 3 expected, got 4', image.flip, 4 },
  } do
    it('refuse: ' .. row[1], function()
      local message = files.message(row[2], torch.rand(3, 4, 4), unpack(row, 3, 6))
      assert.truthy(message:find(row[1], 1, true), message)
    end)
  end
end)
