--- Random numbers for the fuzzers: the same on every Lua, and each call has its own stream, so that
-- any one can be replayed without those before it.
-- The generator is the minimal standard of Park and Miller (CACM 31, 1988), which fits in a double.
--
--   local draw = random.stream(seed, number)
--   draw.int(1, 6)  draw.chance(0.5)  draw.pick { 'a', 'b' }

local random = {}

function random.stream(seed, number)
  local x = (seed * 7919 + number * 104729 + 12345) % 2147483646 + 1
  local function fraction()
    x = x * 16807 % 2147483647
    return x / 2147483647
  end
  for _ = 1, 8 do fraction() end

  local draw = { fraction = fraction }

  --- A whole number from low to high.
  function draw.int(low, high)
    return low + math.floor(fraction() * (high - low + 1))
  end

  function draw.chance(p)
    return fraction() < p
  end

  --- One of a list.
  function draw.pick(list)
    return list[draw.int(1, #list)]
  end

  return draw
end

return random
