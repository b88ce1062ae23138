-- Tensor operations against recorded values. A case that calls something not built yet is pending;
-- what that may be is listed here, so that a name that goes missing fails.
local golden = require 'support.golden'
require 'nn'

-- group of cases, tolerance for doubles
local GROUPS = {
  { 'arithmetic', 1e-12 }, { 'bitops', 0 }, { 'comparison', 0 }, { 'constructors', 1e-12 },
  { 'conv', 1e-9 }, { 'indexing', 1e-12 }, { 'linalg', 1e-8 }, { 'misc', 1e-9 },
  { 'pointwise', 1e-12 }, { 'reduction', 1e-9 }, { 'sorting', 1e-12 }, { 'views', 0 },
}

local LATER = {}
for name in ([[
  take zerosLike onesLike
  count
  data
]]):gmatch('%w+') do
  LATER[name] = true
end

local function exists(name)
  return torch[name] ~= nil or torch.DoubleTensor[name] ~= nil
end

-- The first name called in the code that is listed and not there.
local function missing(code)
  for _, pattern in ipairs { 'torch%.(%w+)', ':(%w+)' } do
    for name in code:gmatch(pattern) do
      if LATER[name] and not exists(name) then return name end
    end
  end
  return nil
end

local function inputs_of(case)
  local recorded = case.inputs or {}
  local built = golden.build(recorded)
  return { built.a or built[1], built.b or built[2], built.c or built[3] }
end

for _, group in ipairs(GROUPS) do
  local name, tolerance = group[1], group[2]
  describe('torch as recorded, ' .. name .. ':', function()
    for _, case in ipairs(golden.load('tensor/' .. name)) do
      local later = missing(case.code)
      if later then
        pending(case.name .. ' needs ' .. later)
      else
        it(case.name, function()
          torch.manualSeed(1)
          local got = golden.evaluate(case.code, inputs_of(case))
          local float = case.name:find('[Float', 1, true)
          assert.is_nil(golden.difference(case.result, got, float and 1e-5 or tolerance))
        end)
      end
    end
  end)
end
