--- Counts elements in bins of equal width. Neighbours: init.lua has histc and hist.
-- @module gnuplot.histogram
local torch = require 'torch'

local histogram = {}

local MOST_BINS = 1e6
local LONGEST = 40 -- cells of the longest bar of a printed histogram

local function fail(where, text, ...)
  error(('gnuplot.%s: ' .. text):format(where, ...), 0)
end

-- The smallest and largest finite number of a tensor; 0 and 1 when there is none.
local function extremes(t)
  local min, max = math.huge, -math.huge
  t:apply(function(v)
    if v == v and math.abs(v) < math.huge then
      if v < min then min = v end
      if v > max then max = v end
    end
  end)
  if min > max then return 0, 1 end
  return min, max
end

local function to_text(h)
  local most, lines = 1, {}
  for _, bin in ipairs(h) do most = math.max(most, bin.nb) end
  for i, bin in ipairs(h) do
    local low = h.min + (i - 1) * h.binwidth
    lines[i] = ('%11.4g .. %-11.4g %s %d'):format(low, low + h.binwidth,
      ('='):rep(math.floor(LONGEST * bin.nb / most + 0.5)), bin.nb)
  end
  return table.concat(lines, '\n')
end

--- Counts.
-- @param where  name of the function that was called, for errors
-- @param t, bins, min, max  see gnuplot.histc; a single value gets a range of width 1 around it
function histogram.count(where, t, bins, min, max)
  if not torch.isTensor(t) then fail(where, 'expected a tensor, got %s', torch.type(t)) end
  bins = bins or 10
  if type(bins) ~= 'number' or bins < 1 or bins > MOST_BINS or bins % 1 ~= 0 then
    fail(where, 'bins: expected a whole number from 1 to %d, got %s', MOST_BINS, tostring(bins))
  end
  t = t:double()
  local low, high = extremes(t)
  min, max = min or low, max or high
  if type(min) ~= 'number' or type(max) ~= 'number' or min > max
    or max - min ~= max - min or max - min == math.huge then
    fail(where, 'expected a range from min to max, got %s to %s', tostring(min), tostring(max))
  end
  if min == max then min, max = min - 0.5, max + 0.5 end
  local width = (max - min) / bins
  local counts = {}
  for i = 1, bins do counts[i] = 0 end
  t:apply(function(v)
    if v >= min and v <= max then
      local i = math.min(bins, math.floor((v - min) / width) + 1)
      counts[i] = counts[i] + 1
    end
  end)
  local h = { raw = torch.Tensor(counts), min = min, max = max, binwidth = width }
  for i = 1, bins do h[i] = { val = min + (i - 0.5) * width, nb = counts[i] } end
  return setmetatable(h, { __tostring = to_text })
end

return histogram
