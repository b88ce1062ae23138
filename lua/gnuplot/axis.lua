--- Axes of text plots: from numbers to places on the axis, and ticks at 1, 2 or 5 times a power of
-- ten. Neighbours: text.lua draws with them; knows numbers only.
-- @module gnuplot.axis

local axis = {}

local HUGEST = 1e300 -- larger numbers count as infinite, so that no difference overflows
local ALMOST = 1e-9 -- of a step: what rounding may do to a multiple of it

local function log10(v)
  return math.log(v) / math.log(10)
end

--- Whether a number has a place on an axis.
-- @param v the number
-- @param[opt] log whether the axis is logarithmic
function axis.drawable(v, log)
  return v == v and math.abs(v) < HUGEST and (not log or v > 1 / HUGEST)
end

-- The smallest 1, 2 or 5 times a power of ten that is at least v.
local function round_step(v)
  local power = 10 ^ math.floor(log10(v) + ALMOST)
  for _, factor in ipairs { 1, 2, 5 } do
    if factor * power >= v * (1 - ALMOST) then return factor * power end
  end
  return 10 * power
end

-- "1.5e-05" as "1.5e-5", "1e+06" as "1e6".
local function short_exponent(text)
  return (text:gsub('e%+?(%-?)0*(%d)', 'e%1%2'))
end

-- A format for the multiples of step up to most: as many digits as tell them apart.
local function label_format(step, most)
  local first = most > 0 and math.floor(log10(most) + ALMOST) or 0
  local last = math.floor(log10(step) + ALMOST)
  if first >= 6 or first < -3 then
    local format = ('%%.%de'):format(math.max(0, first - last))
    return function(v) return v == 0 and '0' or short_exponent(format:format(v)) end
  end
  local format = ('%%.%df'):format(math.max(0, -last))
  return function(v) return format:format(v) end
end

local function linear_ticks(low, high, most, place)
  local step = round_step((high - low) / most)
  local label = label_format(step, math.max(math.abs(low), math.abs(high)))
  local ticks = {}
  for k = math.ceil(low / step - ALMOST), math.floor(high / step + ALMOST) do
    ticks[#ticks + 1] = { at = place(k * step), label = label(k * step + 0) } -- + 0: never "-0"
  end
  return ticks
end

-- Powers of ten, or 1, 2 and 5 times them where there is room.
local function log_ticks(low, high, most, place)
  local first, last = math.ceil(log10(low) - ALMOST), math.floor(log10(high) + ALMOST)
  local factors = (log10(high) - log10(low)) * 2 <= most and { 1, 2, 5 } or { 1 }
  local skip = math.ceil((last - first + 1) / most)
  local plain = first >= -4 and last <= 4 -- 0.001 and 1000 read better than 1e-3 and 1e3
  local ticks = {}
  for k = #factors > 1 and first - 1 or first, last, math.max(1, skip) do
    for _, factor in ipairs(factors) do
      local v = factor * 10 ^ k
      if v >= low * (1 - ALMOST) and v <= high * (1 + ALMOST) then
        local label = plain and ('%.12g'):format(v) or ('%de%d'):format(factor, k)
        ticks[#ticks + 1] = { at = place(v), label = label }
      end
    end
  end
  if #ticks >= 2 then return ticks end
  return linear_ticks(low, high, most, place)
end

-- Room around a range that is a single number.
local function spread(low, high, log)
  if log then
    if high / low > 1 + 1e-9 then return low, high end
    return low / 10, high * 10
  end
  if high - low > 1e-12 * math.max(math.abs(low), math.abs(high), 1e-280) then return low, high end
  local room = low == 0 and 1 or math.max(math.abs(low) / 10, 1e-290)
  return low - room, high + room
end

--- An axis over a range of numbers.
-- @param low, high the range; without them (no data) it is 0 to 1, or 1 to 10 with log
-- @param options table: most (about how many ticks there is room for, default 5), log (logarithmic;
-- then low is above 0), widen (whether the ends move out to ticks; not with log)
-- @return a table: low, high, log; ticks, a list of {at, label} from low to high, where at is the
-- place on the axis from 0 to 1; place(v), the place of a number
-- @usage require('gnuplot.axis').new(0, 0.93, { most = 5, widen = true }).high  --> 1
function axis.new(low, high, options)
  local log, most = options.log, math.max(1, options.most or 5)
  if not low then low, high = log and 1 or 0, log and 10 or 1 end
  low, high = spread(low, high, log)
  if options.widen and not log then
    local step = round_step((high - low) / most)
    low = math.min(low, math.floor(low / step + ALMOST) * step)
    high = math.max(high, math.ceil(high / step - ALMOST) * step)
  end
  local scale = log and math.log or function(v) return v end
  local from, to = scale(low), scale(high)
  local function place(v) return (scale(v) - from) / (to - from) end
  local ticks = (log and log_ticks or linear_ticks)(low, high, most, place)
  return { low = low, high = high, log = log, ticks = ticks, place = place }
end

return axis
