--- Random numbers for the fuzzers: the same on every Lua, and each call has its own stream, so that
-- any one can be replayed without those before it.
-- The generator combines two multiplicative ones (L'Ecuyer, CACM 31, 1988); all fits in a double.
--
--   local draw = random.stream(seed, number)
--   draw.int(1, 6)  draw.chance(0.5)  draw.pick { 'a', 'b' }

local random = {}

function random.stream(seed, number)
  local a = (number * 104729 + 12345) % 2147483562 + 1
  local b = (seed * 7919 + number * 1299709 + 54321) % 2147483398 + 1
  local function fraction()
    a, b = a * 40014 % 2147483563, b * 40692 % 2147483399
    return (a - b) % 2147483562 / 2147483562
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
