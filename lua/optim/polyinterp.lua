-- optim.polyinterp(points[, xminBound[, xmaxBound]]): the minimum of the polynomial through points
-- with values and slopes, for line searches. Neighbours: lswolfe.lua.
--
-- J. Nocedal, S. J. Wright, Numerical Optimization, 2006, section 3.5; as M. Schmidt's minFunc uses
-- it (2005).

-- The real roots of the polynomial with the coefficients c, from the highest power on.
local function roots(c)
  local first = 1
  while first < #c and c[first] == 0 do first = first + 1 end
  local degree = #c - first
  if degree < 1 then return {} end
  if degree == 1 then return {-c[first + 1] / c[first]} end
  if degree == 2 then
    local a, b = c[first], c[first + 1]
    local inside = b * b - 4 * a * c[first + 2]
    if inside < 0 or inside ~= inside then return {} end
    local q = -0.5 * (b + (b < 0 and -1 or 1) * math.sqrt(inside))
    return {q / a, q ~= 0 and c[first + 2] / q or 0}
  end
  local companion = torch.zeros(degree, degree)
  for i = 1, degree do companion[1][i] = -c[first + i] / c[first] end
  for i = 2, degree do companion[i][i - 1] = 1 end
  local values, list = torch.eig(companion, 'N'), {}
  for i = 1, degree do
    if values[i][2] == 0 then list[#list + 1] = values[i][1] end
  end
  return list
end

local function evaluate(c, x)
  local sum = 0
  for i = 1, #c do sum = sum * x + c[i] end
  return sum
end

-- The coefficients of the polynomial that has the known values and slopes.
local function fit(rows, known)
  local a, b = torch.zeros(known, known), torch.zeros(known, 1)
  local order, row = known - 1, 0
  for _, p in ipairs(rows) do
    if p.f == p.f then
      row = row + 1
      for j = 0, order do a[row][j + 1] = p.x ^ (order - j) end
      b[row][1] = p.f
    end
  end
  for _, p in ipairs(rows) do
    if p.df == p.df then
      row = row + 1
      for j = 0, order - 1 do a[row][j + 1] = (order - j) * p.x ^ (order - j - 1) end
      b[row][1] = p.df
    end
  end
  local solution = torch.gesv(b, a)
  local c = {}
  for i = 1, known do c[i] = solution[i][1] end
  return c
end

-- The cubic through two points with slopes, in closed form.
local function cubic(p, q)
  if q.x < p.x then p, q = q, p end
  local d1 = p.df + q.df - 3 * (p.f - q.f) / (p.x - q.x)
  local inside = d1 * d1 - p.df * q.df
  if inside < 0 or inside ~= inside then return (p.x + q.x) / 2 end
  local d2 = math.sqrt(inside)
  local t = q.x - (q.x - p.x) * ((q.df + d2 - d1) / (q.df - p.df + 2 * d2))
  return math.min(math.max(t, p.x), q.x)
end

--- @param points n x 3 tensor or list of rows {x, f, df}; nan where f or df is not known
-- @param xminBound, xmaxBound where to search; default from the smallest to the largest x
-- @return the position of the minimum, and its value (but for two points with slopes and no bounds)
--
-- Example: optim.polyinterp(torch.Tensor{{0, 1, -1}, {2, 1, 1}})   -- 1
function optim.polyinterp(points, xminBound, xmaxBound)
  if torch.isTensor(points) then points = points:totable() end
  if type(points) ~= 'table' or #points == 0 then
    error('optim.polyinterp: points: expected rows of x, f and df', 2)
  end
  local rows, known = {}, 0
  local least, most = math.huge, -math.huge
  for i, p in ipairs(points) do
    if type(p) ~= 'table' or #p ~= 3 then
      error(('optim.polyinterp: points: expected x, f and df in row %d'):format(i), 2)
    end
    rows[i] = {x = p[1], f = p[2], df = p[3]}
    known = known + (p[2] == p[2] and 1 or 0) + (p[3] == p[3] and 1 or 0)
    least, most = math.min(least, p[1]), math.max(most, p[1])
  end
  if #rows == 2 and known == 4 and not xminBound and not xmaxBound then
    return cubic(rows[1], rows[2])
  end
  xminBound, xmaxBound = xminBound or least, xmaxBound or most

  local best, smallest = (xminBound + xmaxBound) / 2, math.huge
  if known == 0 then return best, smallest end
  local c = fit(rows, known)
  local slope = {}
  for i = 1, known - 1 do slope[i] = c[i] * (known - i) end
  local candidates = {xminBound, xmaxBound}
  for _, p in ipairs(rows) do candidates[#candidates + 1] = p.x end
  for _, x in ipairs(roots(slope)) do candidates[#candidates + 1] = x end
  for _, x in ipairs(candidates) do
    if x >= xminBound and x <= xmaxBound then
      local f = evaluate(c, x)
      if f < smallest then best, smallest = x, f end
    end
  end
  return best, smallest
end
