-- conv2 xcorr2 conv3 xcorr3 against sums written out, over types, layouts, modes and sizes.
local layouts = require 'support.layouts'

-- Small integers, exact in every type.
local function numbers(n, seed)
  local list, x = {}, seed
  for i = 1, n do
    x = (x * 37 + 11) % 101
    list[i] = x % 7
  end
  return list
end

local function count(sizes)
  local n = 1
  for _, size in ipairs(sizes) do n = n * size end
  return n
end

-- The tensor of one plane (or volume) as sizes and a reader at(z, y, x), 0 outside of it.
local function volume(sizes, list, offset)
  local depth, height, width = sizes[1], sizes[2], sizes[3]
  return function(z, y, x)
    if z < 0 or y < 0 or x < 0 or z >= depth or y >= height or x >= width then return 0 end
    return list[offset + (z * height + y) * width + x + 1]
  end
end

-- The last three sizes, 1 where there are fewer.
local function three(sizes, inner)
  local n = #sizes
  return { inner == 3 and sizes[n - 2] or 1, sizes[n - 1], sizes[n] }
end

-- Sizes and values of a correlation, straight from its definition: out(p) is the sum over q of
-- x(p + q - pad) w(q); a convolution turns w around.
local function reference(inner, flip, full, x_sizes, x, k_sizes, k)
  local xs, ks = three(x_sizes, inner), three(k_sizes, inner)
  local x_planes = #x_sizes > inner and x_sizes[1] or 1
  local by_plane = #k_sizes == #x_sizes
  local out_planes = #k_sizes > inner and k_sizes[1] or 1
  local pad, out = {}, {}
  for d = 1, 3 do
    pad[d] = full and ks[d] - 1 or 0
    out[d] = xs[d] + 2 * pad[d] - ks[d] + 1
  end
  local values = {}
  for o = 0, out_planes - 1 do
    for z = 0, out[1] - 1 do
      for y = 0, out[2] - 1 do
        for c = 0, out[3] - 1 do
          local sum = 0
          for i = by_plane and o or 0, by_plane and o or x_planes - 1 do
            local at = volume(xs, x, i * count(xs))
            local weight = volume(ks, k, (by_plane and o or o * x_planes + i) * count(ks))
            for kz = 0, ks[1] - 1 do
              for ky = 0, ks[2] - 1 do
                for kx = 0, ks[3] - 1 do
                  local w = flip and weight(ks[1] - 1 - kz, ks[2] - 1 - ky, ks[3] - 1 - kx)
                    or weight(kz, ky, kx)
                  sum = sum + w * at(z + kz - pad[1], y + ky - pad[2], c + kx - pad[3])
                end
              end
            end
          end
          values[#values + 1] = sum
        end
      end
    end
  end
  local size = {}
  if #k_sizes > inner then size[1] = out_planes end
  for d = 4 - inner, 3 do size[#size + 1] = out[d] end
  return size, values
end

local OPERATIONS = { { 'conv2', 2, true }, { 'xcorr2', 2, false },
                     { 'conv3', 3, true }, { 'xcorr3', 3, false } }

-- sizes of x and k; a third entry: only mode 'F' can do it
local SIZES = {
  [2] = {
    { { 1, 1 }, { 1, 1 } }, { { 5, 4 }, { 2, 3 } }, { { 7, 9 }, { 3, 6 } }, { { 3, 5 }, { 3, 5 } },
    { { 2, 3 }, { 4, 2 }, true }, { { 1, 6 }, { 1, 9 }, true }, { { 3, 6, 5 }, { 3, 2, 4 } },
    { { 3, 6, 5 }, { 2, 3, 4, 5 } }, { { 1, 4, 4 }, { 2, 1, 3, 1 } },
  },
  [3] = {
    { { 3, 4, 5 }, { 2, 2, 3 } }, { { 2, 2, 2 }, { 3, 1, 2 }, true },
    { { 2, 3, 4, 5 }, { 2, 2, 3, 5 } }, { { 2, 3, 4, 6 }, { 3, 2, 2, 2, 5 } },
  },
}

local function wrapped(kind, list)
  local result = {}
  for i, x in ipairs(list) do result[i] = layouts.element(kind, x) end
  return result
end

describe('conv:', function()
  for _, operation in ipairs(OPERATIONS) do
    local name, inner, flip = operation[1], operation[2], operation[3]
    for _, row in ipairs(SIZES[inner]) do
      local xs, ks, full_only = row[1], row[2], row[3]
      it(('%s of %s and %s'):format(name, table.concat(xs, 'x'), table.concat(ks, 'x')), function()
        local x, k = numbers(count(xs), 3), numbers(count(ks), 5)
        for _, mode in ipairs { 'V', 'F' } do
          if mode == 'F' or not full_only then
            local size, plain = reference(inner, flip, mode == 'F', xs, x, ks, k)
            for _, kind in ipairs(layouts.kinds) do
              local expected = wrapped(kind, plain)
              for layout, make in pairs(layouts.makers) do
                local a, b = make(kind, xs, x), make(kind, ks, k)
                local before = layouts.snapshot(a, b)
                local function agrees(t)
                  assert.is_nil(layouts.difference(kind, size, expected, t), layout .. ' ' .. mode)
                end
                agrees(torch[name](a, b, mode))
                agrees(a[name](a, b, mode))
                if mode == 'V' then agrees(torch[name](a, b)) end
                local given = make(kind, size, expected):zero()
                assert.equal(given, torch[name](given, a, b, mode))
                agrees(given)
                given = torch[kind .. 'Tensor'](2, 2)
                agrees(given[name](given, a, b, mode))
                assert.same(before, layouts.snapshot(a, b))
                if layout ~= 'window of a storage' then -- which cannot grow
                  agrees(torch[name](a, a, b, mode))
                end
              end
            end
          end
        end
      end)
    end
  end

  it('mode F does not multiply weights with what is outside', function()
    local k = torch.Tensor { { 1 / 0, 1 } }
    assert.same({ { 1 / 0, 1 } }, torch.conv2(torch.ones(1, 1), k, 'F'):totable())
    assert.same({ { 1, 1 / 0 } }, torch.xcorr2(torch.ones(1, 1), k, 'F'):totable())
  end)

  it('gives the same bits for any number of threads', function()
    torch.manualSeed(3)
    local threads = torch.getnumthreads()
    local x, k = torch.randn(8, 60, 60):float(), torch.randn(16, 8, 5, 5):float()
    torch.setnumthreads(1)
    local one = torch.conv2(x, k)
    torch.setnumthreads(4)
    local four = torch.conv2(x, k)
    torch.setnumthreads(threads)
    assert.is_true(one:equal(four))
  end)

  local function t(...) return torch.zeros(...) end
  for _, row in ipairs {
    { 'conv2', { t(3, 3), t(4, 2) }, 'k is larger than x: x is 3x3, k is 4x2' },
    { 'conv2', { t(3, 3), t(2, 2), 'X' }, "mode should be 'V' (valid) or 'F' (full), got 'X'" },
    { 'conv2', { t(3), t(2, 2) }, 'x is 3, k is 2x2' },
    { 'conv2', { t(2, 2), t(2, 2, 2) }, 'x and k should be 2D and 2D, 3D and 3D, or 3D and 4D' },
    { 'xcorr2', { t(2, 3, 3), t(3, 2, 2) }, 'x and k should have as many planes' },
    { 'xcorr2', { t(2, 3, 3), t(2, 3, 2, 2) },
      'size 2 of k should be the number of planes of x: x is 2x3x3, k is 2x3x2x2' },
    { 'conv3', { t(2, 2), t(2, 2) }, 'x and k should be 3D and 3D, 4D and 4D, or 4D and 5D' },
    { 'xcorr3', { t(2, 2, 2), t(3, 2, 2) }, 'k is larger than x' },
    { 'conv2', { torch.Tensor(), t(2, 2) }, 'x is no dimension' },
  } do
    local name, arguments, message = row[1], row[2], row[3]
    it(name .. ' says: ' .. message, function()
      local result = torch.Tensor { 42 }
      local ok, problem = pcall(torch[name], result, (unpack or table.unpack)(arguments))
      assert.is_false(ok)
      assert.truthy(problem:find('torch.' .. name .. ': ', 1, true), problem)
      assert.truthy(problem:find(message, 1, true), problem)
      assert.same({ 42 }, result:totable())
    end)
  end
end)
