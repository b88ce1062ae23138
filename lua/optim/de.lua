-- optim.de(opfunc, x, config): differential evolution, a search that needs no gradient.
-- Neighbours: cmaes.lua is another.
--
-- R. Storn, K. Price, Differential Evolution, J. Global Optimization 1997; the variant best/1/bin.

local state = require 'optim.state'

-- A positive number from the configuration.
local function positive(config, name, default)
  local value = config[name] or default
  if type(value) ~= 'number' or value <= 0 or value ~= value then
    error(('optim.de: %s: expected a number > 0, got %s'):format(name, tostring(value)), 3)
  end
  return value
end

--- @param opfunc function of x that returns f(x)
-- @param x tensor whose type and number of elements the solution has; its values do not matter
-- @param config table: maxFEs (evaluations, required), popsize (10 times the elements of x),
--   scaleFactor, crossoverRate, maxRegion (30) and minRegion (-30), where the search begins
-- @return the best point that was found; a tensor of all values of f
--
-- It draws from a generator of its own with seed 1. As in Torch7, the search starts around the
-- worst of the first points, and the element that is always crossed over is the one with the number
-- of the individual.
--
-- Example:
--   optim.de(function(p) return p:dot(p) end, torch.zeros(2),
--     {popsize = 20, scaleFactor = 0.5, crossoverRate = 0.9, maxFEs = 2000})
function optim.de(opfunc, x, config)
  config = state.tables('de', config)
  if not torch.isTensor(x) or x:nElement() == 0 then
    error('optim.de: x: expected a tensor with elements', 2)
  end
  local D = x:nElement()
  local size = math.floor(positive(config, 'popsize', 10 * D))
  local maxFEs = math.floor(positive(config, 'maxFEs'))
  local scale, rate = positive(config, 'scaleFactor'), config.crossoverRate
  if type(rate) ~= 'number' then
    error('optim.de: crossoverRate: expected a number, got ' .. torch.type(rate), 2)
  end
  if size < 3 then error('optim.de: popsize: expected at least 3, got ' .. size, 2) end
  if maxFEs < size then
    error(('optim.de: maxFEs: expected at least the popsize %d, got %d'):format(size, maxFEs), 2)
  end

  local generator = torch.Generator()
  torch.manualSeed(generator, 1)
  local pop = x.new(size, D):uniform(generator, config.minRegion or -30, config.maxRegion or 30)
  local children, values, done = x.new(size, D), x.new(maxFEs), 0
  local function evaluate(point)
    done = done + 1
    values[done] = opfunc(point)
    return values[done]
  end
  local function other(...) -- a member that is none of these
    while true do
      local k = torch.random(generator, 1, size)
      local fresh = true
      for i = 1, select('#', ...) do fresh = fresh and k ~= select(i, ...) end
      if fresh then return k end
    end
  end

  local fitness, worst = {}, 1
  for i = 1, size do
    fitness[i] = evaluate(pop[i])
    if fitness[i] > fitness[worst] then worst = i end
  end
  local best, smallest = pop[worst]:clone(), fitness[worst]

  while done < maxFEs do
    local born = math.min(size, maxFEs - done)
    local results = {}
    children:copy(pop)
    for i = 1, born do
      local r1 = other(i)
      local r2 = other(i, r1)
      local always = torch.random(generator, 1, D)
      for j = 1, D do
        if torch.uniform(generator, 0, 1) < rate or i == always then
          children[i][j] = best[j] + scale * (pop[r1][j] - pop[r2][j])
        end
      end
      results[i] = evaluate(children[i])
    end
    for i = 1, born do
      if results[i] <= fitness[i] then
        pop[i]:copy(children[i])
        fitness[i] = results[i]
        if results[i] < smallest then
          smallest = results[i]
          best:copy(children[i])
        end
      end
    end
  end
  return best, values
end
