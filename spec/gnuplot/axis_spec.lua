-- Ticks and places of axes.
local axis = require 'gnuplot.axis'

local function labels(a)
  local list = {}
  for i, tick in ipairs(a.ticks) do list[i] = tick.label end
  return table.concat(list, ' ')
end

describe('gnuplot.axis', function()
  for _, row in ipairs {
    { 0, 10, {}, '0 2 4 6 8 10' },
    { 0, 1, {}, '0.0 0.2 0.4 0.6 0.8 1.0' },
    { 0, 0.93, { widen = true }, '0.0 0.2 0.4 0.6 0.8 1.0' },
    { -3, 17, { most = 3 }, '0 10' },
    { -3, 17, { most = 3, widen = true }, '-10 0 10 20' },
    { 1, 1500, {}, '500 1000 1500' },
    { 0, 3e7, { most = 3 }, '0 1e7 2e7 3e7' },
    { -1.5e-7, 3e-7, { most = 4 }, '0 2e-7' },
    { 12345678, 12345679, { most = 2 }, '1.23456780e7 1.23456785e7 1.23456790e7' },
    { 1, 1000, { log = true }, '1 10 100 1000' },
    { 0.2, 30, { log = true, most = 10 }, '0.2 0.5 1 2 5 10 20' },
    { 1e-8, 1e8, { log = true }, '1e-8 1e-4 1e0 1e4 1e8' },
    { 1.2, 1.8, { log = true, most = 4 }, '1.2 1.4 1.6 1.8' },
    { nil, nil, { most = 2 }, '0.0 0.5 1.0' },
    { nil, nil, { log = true }, '1 2 5 10' },
    { 3, 3, { most = 4 }, '2.8 3.0 3.2' },
    { 0, 0, { most = 2 }, '-1 0 1' },
  } do
    local low, high, options, expected = row[1], row[2], row[3], row[4]
    it(('labels %s to %s with %s'):format(tostring(low), tostring(high), expected), function()
      assert.equal(expected, labels(axis.new(low, high, options)))
    end)
  end

  it('puts ticks of 1, 2 or 5 times a power of ten on any range', function()
    math.randomseed(1)
    for _ = 1, 2000 do
      local low = (math.random() - 0.5) * 10 ^ math.random(-12, 12)
      local high = low + math.random() * 10 ^ math.random(-10, 12) + 1e-10
      local most = math.random(1, 12)
      local a = axis.new(low, high, { most = most, widen = math.random() < 0.5 })
      assert.is_true(#a.ticks <= most + 3, #a.ticks .. ' ticks')
      local last
      for _, tick in ipairs(a.ticks) do
        assert.is_true(tick.at > -1e-6 and tick.at < 1 + 1e-6)
        assert.is_true(not last or tick.at > last)
        last = tick.at
      end
      assert.is_true(a.place(low) >= -1e-6 and a.place(high) <= 1 + 1e-6)
    end
  end)

  it('stands the ends of the range of numbers', function()
    for _, log in ipairs { false, true } do
      for _, range in ipairs { { 1e-300, 1e-299 }, { 9e299, 9.9e299 }, { 1e-299, 9e299 },
        { log and 2e-300 or 5e-324, log and 2e-300 or 5e-324 } } do
        local a = axis.new(range[1], range[2], { log = log })
        local at = a.place((range[1] + range[2]) / 2)
        assert.is_true(at >= 0 and at <= 1)
      end
    end
  end)

  it('knows which numbers have a place', function()
    for _, v in ipairs { 0 / 0, 1 / 0, -1 / 0, 1e301 } do
      assert.is_false(axis.drawable(v))
      assert.is_false(axis.drawable(v, true))
    end
    assert.is_true(axis.drawable(-3))
    assert.is_false(axis.drawable(-3, true))
    assert.is_false(axis.drawable(0, true))
    assert.is_true(axis.drawable(1e-9, true))
  end)
end)
