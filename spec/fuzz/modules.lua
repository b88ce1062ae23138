--- Modules and criteria used wrongly: the recorded ones of spec/golden with other numbers in their
-- constructors, inputs and gradients of other sizes, types and layouts, and fields that somebody
-- exchanged.
-- Checked: the error is a string and says something; results lie inside of their storages; inputs
-- of layers that do not work in place stay as they were; nothing crashes or takes long (run.lua
-- sees to that).
-- Neighbours: random.lua, run.lua, which runs this, support/golden.lua, operands.lua.

require 'nn'
local golden = require 'support.golden'
local operands = require 'fuzz.operands'
local random = require 'fuzz.random'

local modules = {}

-- The recorded cases: constructor, inputs, and what the class is.
local cases = {}
for file in pairs(golden.load 'index') do
  local folder, class = file:match('^(%a+)/(%w+)%.lua$')
  if (folder == 'nn' or folder == 'criterion') and nn[class] then
    for _, case in ipairs(golden.load(folder .. '/' .. class)) do
      cases[#cases + 1] = { class = class, criterion = folder == 'criterion', ctor = case.ctor,
                            input = case.input, target = case.target, name = case.name or '' }
    end
  end
end
table.sort(cases, function(a, b)
  if a.class ~= b.class then return a.class < b.class end
  if a.ctor ~= b.ctor then return a.ctor < b.ctor end
  return a.name < b.name
end)

-- Layers that print, or that wait for somebody.
local quiet = { PrintSize = true, Profile = true }

local NUMBERS = { '0', '-1', '1', '2', '3', '4', '7', '0.5', '-2', '1e9', '2^40', '0/0', '1/0',
                  'nil', 'true', '"x"', '{}' }

-- The constructor with some of its numbers exchanged.
local function other_constructor(draw, code)
  return (code:gsub('([^%w_.])(%-?%d+%.?%d*)', function(before, number)
    if draw.chance(0.3) then return before .. draw.pick(NUMBERS) end
    return before .. number
  end))
end

local TYPES = { 'Byte', 'Int', 'Long', 'Float', 'Double' }

-- ---- inputs -------------------------------------------------------------------------------------

local function other_size(draw, t)
  local size = t:size():totable()
  local way = draw.int(1, 6)
  if way == 1 and #size > 0 then
    size[draw.int(1, #size)] = draw.pick { 0, 1, 2, 3, 5, 9 }
  elseif way == 2 then
    table.insert(size, draw.int(1, #size + 1), draw.pick { 0, 1, 2, 3 })
  elseif way == 3 and #size > 1 then
    table.remove(size, draw.int(1, #size))
  elseif way == 4 then
    return t.new()
  elseif way == 5 then
    for d = 1, draw.int(1, 5) do size[d] = draw.int(1, 4) end
  else
    return t:clone():add(draw.pick { -1, 1, 100 })
  end
  local other = t.new():resize(torch.LongStorage(size))
  if other:nElement() > 0 then
    other:fill(1)
    if t:nElement() > 0 then
      local n = math.min(other:nElement(), t:nElement())
      other:view(-1):narrow(1, 1, n):copy(t:contiguous():view(-1):narrow(1, 1, n))
    end
  end
  return other
end

local function scattered(t)
  if t:dim() == 0 then return t end
  local size = t:size():totable()
  size[#size + 1] = 2
  local wide = t.new():resize(torch.LongStorage(size)):fill(7)
  return wide:select(#size, 1):copy(t)
end

-- A value like x that is wrong in some way, or has another layout.
local function spoiled(draw, x)
  if type(x) == 'table' then
    local list = {}
    for i, v in pairs(x) do list[i] = draw.chance(0.5) and spoiled(draw, v) or v end
    if draw.chance(0.1) then list[#list] = nil end
    if draw.chance(0.05) then list[#list + 1] = 3 end
    if draw.chance(0.05) then return list[1] end
    return list
  elseif torch.isTensor(x) then
    local way = draw.int(1, 10)
    if way <= 4 then return other_size(draw, x) end
    if way == 5 then return torch[draw.pick(TYPES) .. 'Tensor']():resize(x:size()):copy(x) end
    if way <= 7 then return scattered(x) end
    if way == 8 and x:dim() > 1 then return x:transpose(1, x:dim()) end
    if way == 9 then return { x } end
    return draw.pick { 3, 'x', false, torch.Tensor() }
  end
  return draw.pick { 0, -1, 1e10, 0 / 0, 'x', false, torch.Tensor(), x }
end

-- Exchanges a field of the module, or of one inside.
local function tamper(draw, m)
  local list = m.listModules and m:listModules() or { m }
  local object = draw.pick(list)
  local names = {}
  for name, value in pairs(object) do
    if torch.isTensor(value) or type(value) == 'number' then names[#names + 1] = name end
  end
  if #names == 0 then return end
  table.sort(names)
  local name = draw.pick(names)
  object[name] = spoiled(draw, object[name])
end

-- ---- a case -------------------------------------------------------------------------------------

local function case_of(seed, number)
  local draw = random.stream(seed, number)
  local case = draw.pick(cases)
  while quiet[case.class] do case = draw.pick(cases) end
  local ctor = draw.chance(0.4) and other_constructor(draw, case.ctor) or case.ctor
  local source = draw.chance(0.1) and draw.pick(cases) or case
  local input, target = golden.build(source.input), golden.build(source.target)
  if draw.chance(0.6) then input = spoiled(draw, input) end
  if draw.chance(0.4) then target = spoiled(draw, target) end
  return draw, case, ctor, input, target
end

local function leaves_storage(x, depth)
  if torch.isTensor(x) then return operands.leaves_storage(x) end
  if type(x) ~= 'table' or depth > 3 then return nil end
  for _, v in pairs(x) do
    local problem = leaves_storage(v, depth + 1)
    if problem then return problem end
  end
  return nil
end

local function use_module(draw, m, input)
  local output = m:forward(input)
  local problem = leaves_storage(output, 0)
  if problem then return 'output ' .. problem end
  if torch.isTensor(output) then output = output:clone() end
  local gradOutput = draw.chance(0.4) and spoiled(draw, output) or output
  if draw.chance(0.2) then tamper(draw, m) end
  if draw.chance(0.1) then input = spoiled(draw, input) end
  problem = leaves_storage(m:backward(input, gradOutput), 0)
  if problem then return 'gradInput ' .. problem end
  m:zeroGradParameters()
  m:clearState()
  m:float()
  tostring(m)
  return nil
end

local function use_criterion(draw, c, input, target)
  c:forward(input, target)
  if draw.chance(0.2) then tamper(draw, c) end
  if draw.chance(0.2) then input = spoiled(draw, input) end
  if draw.chance(0.2) then target = spoiled(draw, target) end
  local problem = leaves_storage(c:backward(input, target), 0)
  return problem and 'gradInput ' .. problem
end

--- Runs case number of this seed.
-- @return the class, whether all went through, what is wrong (or nil), the error
function modules.run(seed, number)
  torch.manualSeed(number)
  local draw, case, ctor, input, target = case_of(seed, number)
  local ok, result = pcall(function()
    local m = golden.evaluate(ctor)
    if draw.chance(0.3) then m:type('torch.FloatTensor') end
    if draw.chance(0.1) then tamper(draw, m) end
    if case.criterion then return use_criterion(draw, m, input, target) end
    return use_module(draw, m, input)
  end)
  local problem
  if ok then
    problem = result
  elseif type(result) ~= 'string' then
    problem = 'the error is a ' .. type(result)
  elseif #result < 10 then
    problem = 'the error says nothing: ' .. result
  end
  if problem then problem = case.class .. ': ' .. problem end
  return case.class, ok, problem, not ok and result or nil
end

--- The case as text.
function modules.describe(seed, number)
  local _, case, ctor, input, target = case_of(seed, number)
  return ('%s, recorded as %s\ninput: %s\ntarget: %s'):format(ctor, case.ctor,
    operands.describe(input), operands.describe(target))
end

return modules
