--- Random calls of everything that facula.core offers: the whole table of operations, by method and
-- by function, the other methods of its classes, and the constructors. Arguments follow the call
-- forms (src/core/args.h) most of the time, in all types, shapes and layouts, so that many calls
-- succeed; then some are made wrong.
-- Checked at each call: an error is a string that names the operation, and nothing has changed;
-- after a success no result leaves its storage, and operands that are not results are as they were.
-- The sanitizers see the rest.
-- Neighbours: operands.lua makes tensors and remembers their bytes; run.lua runs this.

require 'torch'
local core = require 'facula.core'
local random = require 'fuzz.random'
local operands = require 'fuzz.operands'

local unpack = rawget(table, 'unpack') or unpack
local calls = {}

-- --- what is called ------------------------------------------------------------------------------

-- They would touch the file system or other processes, or end this one.
local SKIPPED = {
  ['torch.DiskFile'] = true, ['torch.PipeFile'] = true, ['torch.File'] = true,
  gunzip_file = true, gunzip_start = true, setnumthreads = true, __gc = true,
}

local OPERATOR = 'self b:T | self v:num | v:num b:T | a:any b:any'

-- Forms of methods that are no rows.
local FORMS = {
  Tensor = {
    set = 'self [t:any] [offset:int] [size:any] [stride:any]', resize = 'self size:sizes',
    __index__ = 'self key:any', __newindex__ = 'self key:any value:any', __unm__ = 'self [x:any]',
    __add__ = OPERATOR, __sub__ = OPERATOR, __mul__ = OPERATOR, __div__ = OPERATOR,
    __mod__ = OPERATOR,
    apply = 'self f:function', map = 'self t f:function', map2 = 'self t u f:function',
  },
  Storage = {
    resize = 'self n:int', fill = 'self v:num', copy = 'self source:storage',
    __index__ = 'self i:int', __newindex__ = 'self i:int v:num', string = 'self [text:string]',
  },
  File = {
    seek = 'self n:int', readString = 'self what:any', writeString = 'self text:string',
    longSize = 'self n:int',
  },
}

-- Dimensions of the tensors of operations that want certain ones; the others get equal ones.
local NDIMS = {
  mm = { 2 }, mv = { 1, 2, 1 }, ger = { 2, 1, 1 }, bmm = { 3 }, addmm = { 2 }, t = { 2 },
  addmv = { 1, 1, 2, 1 }, addr = { 2, 2, 1, 1 }, addbmm = { 2, 2, 3, 3 }, baddbmm = { 3 },
  dot = { 1 }, multinomial = { 2 }, cross = { 2 }, gesv = { 2 }, gels = { 2 }, trtrs = { 2 },
  symeig = { 1, 2, 2 }, eig = { 2 }, svd = { 2 }, inverse = { 2 }, potrf = { 2 }, potri = { 2 },
  potrs = { 2 }, pstrf = { 2 }, qr = { 2 }, geqrf = { 2, 1, 2 }, orgqr = { 2, 2, 1 },
  ormqr = { 2, 2, 1, 2 }, trace = { 2 }, tril = { 2 }, triu = { 2 }, diag = { 2 },
  Linear_updateOutput = { 2, 2, 2, 1 }, Linear_updateGradInput = { 2 },
  Linear_accGradParameters = { 2, 2, 2, 1 }, LookupTable_updateOutput = { 2, 1, 2 },
  LookupTable_accGradParameters = { 1, 2, 2 }, LookupTable_renorm = { 1, 2 },
  ClassNLLCriterion_updateOutput = { 2, 1, 1 },
  ClassNLLCriterion_updateGradInput = { 2, 2, 1, 1 },
  conv2 = { 2 }, xcorr2 = { 2 }, conv3 = { 3 }, xcorr3 = { 3 }, renorm = { 2 },
}

local function sorted_keys(t)
  local keys = {}
  for key in pairs(t) do keys[#keys + 1] = key end
  table.sort(keys)
  return keys
end

-- "*res a:T [v:num=1] | ..." as lists of { mark, name, kind, optional, nilable }.
local function parse(text)
  local forms = {}
  for alternative in (text .. '|'):gmatch('([^|]*)|') do
    local form = {}
    for word in alternative:gmatch('%S+') do
      local optional, inner = false, word
      if word:sub(1, 1) == '[' then optional, inner = true, word:sub(2, -2) end
      local mark, name, rest = inner:match('^([*?!]?)([%w_]+)(.*)$')
      local kind = rest:match('^:([%a]+)') or (name == 'self' and 'self') or 'T'
      form[#form + 1] = { name = name, kind = kind, optional = optional,
                          mark = mark ~= '' and mark or nil, nilable = rest:find('?', 1, true) }
    end
    forms[#forms + 1] = form
  end
  return forms
end

local homes = { ['torch.'] = core.functions, ['nn.'] = core.nn, ['optim.'] = core.optim,
                ['facula.'] = core.io }

-- Functions: { label, names, forms, f or types, of }. names: what an error must contain one of.
local function subjects()
  local list, rows = {}, {}
  for _, op in ipairs(core.operations) do
    if not SKIPPED[op.name] then
      local forms = parse(op.forms)
      local is_torch = op.prefix == 'torch.'
      local s = { label = op.prefix .. op.name, name = op.name, forms = forms, row = is_torch,
                  names = { is_torch and op.name or (op.name:match('^(%w+)_') or op.name) },
                  random = op.forms:find('gen', 1, true) ~= nil, ndims = NDIMS[op.name] }
      if op.callable then s.f = homes[op.prefix] and homes[op.prefix][op.name] end
      if is_torch and op.method then s.method = true end
      if s.f or s.method then list[#list + 1] = s end
    end
    rows[op.name] = true
  end
  for _, class in ipairs(sorted_keys(core.classes)) do
    if not SKIPPED[class] or class == 'torch.File' then
      local what = class:match('Tensor$') or class:match('Storage$') or class:match('File$')
        or ''
      local c = core.classes[class]
      for _, name in ipairs(sorted_keys(c.methods)) do
        if not SKIPPED[name] and not (what == 'Tensor' and rows[name]) then
          local form = (FORMS[what] or {})[name] or 'self [value:any] [more:any]'
          list[#list + 1] = { label = class .. '.' .. name, name = name, forms = parse(form),
                              names = { name, 'torch.' .. what, 'torch.MemoryFile', '(memory',
                                        'bad argument' }, -- Lua names what is called by name
                              f = c.methods[name], self = class, unnamed = name:find('^__') }
        end
      end
      if c.ctor and class ~= 'torch.File' then
        list[#list + 1] = { label = class, name = class, f = c.ctor, ctor = true,
                            names = { class, 'torch.' .. what, 'bad argument' },
                            forms = parse('[a:ctor] [b:ctor] [c:ctor] [d:ctor]') }
      end
    end
  end
  return list
end

local all = subjects()

-- --- arguments -----------------------------------------------------------------------------------

local KINDS = { 'Byte', 'Char', 'Short', 'Int', 'Long', 'Half', 'Float', 'Double' }
local HUGE = { 2 ^ 31, 2 ^ 31 - 1, -2 ^ 31, 2 ^ 53, -2 ^ 53, 2 ^ 62, 2 ^ 63, -2 ^ 63, 2 ^ 64, 1e300,
               -1e300, 1 / 0, -1 / 0, 0 / 0 }
local STRINGS = { '', 'a', '3', '-1', 'nan', '1e400', 'torch.FloatTensor', 'torch.IntTensor', 'U',
                  'V', 'N', 'T', 'L', 'F', '*a', '*l', '%', ('x'):rep(300), 'a\0b' }

local make -- kind -> a maker of arguments

local function any_number(draw)
  local r = draw.int(1, 10)
  if r <= 6 then return draw.int(-2, 6) end
  if r == 7 then return draw.chance(0.5) and draw.fraction() or draw.int(-40, 40) / 8 end
  if r == 8 then return 0 end
  if r == 9 then return draw.int(-300, 300) end
  return draw.pick(HUGE)
end

local function long_storage(numbers)
  local s = torch.LongStorage(#numbers)
  for i = 1, #numbers do s[i] = numbers[i] end
  return s
end

local function some_sizes(draw, pool)
  local r = draw.int(1, 12)
  if r <= 5 then return { unpack(pool.base) } end
  if r <= 7 then
    local n = 1
    for _, size in ipairs(pool.base) do n = n * size end
    if r == 6 then return { n } end
    return { -1, draw.pick { 1, 2, n } }
  end
  local sizes = {}
  for d = 1, draw.pick { 0, 1, 1, 2, 2, 3, 4, 5, 16, 17 } do
    sizes[d] = draw.chance(0.03) and draw.pick(HUGE) or draw.int(draw.chance(0.1) and -1 or 1, 4)
  end
  return sizes
end

local function table_of(draw, pool, depth)
  local r, list = draw.int(1, 6), {}
  if r <= 3 then -- tensors, mostly of one type
    for i = 1, draw.int(0, 4) do list[i] = make.T(draw, pool) end
  elseif r == 4 or depth == 0 then
    for i = 1, draw.int(0, 4) do list[i] = any_number(draw) end
  elseif r == 5 then -- nested, now and then ragged
    local width = draw.int(0, 3)
    for i = 1, draw.int(1, 3) do
      list[i] = {}
      for j = 1, draw.chance(0.8) and width or draw.int(0, 4) do list[i][j] = draw.int(-3, 3) end
    end
  else
    for i = 1, draw.int(1, 3) do list[i] = make.any(draw, pool, depth - 1) end
  end
  return list
end

local function tensor_of(kind)
  return function(draw, pool) return operands.tensor(draw, pool, kind) end
end

make = {
  T = function(draw, pool) return operands.tensor(draw, pool, pool.kind) end,
  tensor = function(draw, pool)
    return operands.tensor(draw, pool, draw.chance(0.5) and pool.kind or draw.pick(KINDS))
  end,
  storage = function(draw, pool)
    return operands.storage(draw, pool, draw.chance(0.6) and pool.kind or draw.pick(KINDS))
  end,
  num = any_number,
  int = function(draw, pool)
    if draw.chance(0.3) then return draw.pick(pool.base) or 1 end
    return draw.chance(0.6) and draw.int(0, 4) or any_number(draw)
  end,
  dim = function(draw, pool)
    local n = math.max(#pool.base, 1)
    return draw.chance(0.85) and draw.int(1, n) * draw.pick { 1, 1, -1 } or any_number(draw)
  end,
  bool = function(draw) return draw.chance(0.5) end,
  string = function(draw) return draw.pick(STRINGS) end,
  table = function(draw, pool) return table_of(draw, pool, 2) end,
  ['function'] = function(draw)
    return draw.pick { function(x) return x end, function() end, function() return 'a' end,
                       function(x, y) return x, y end }
  end,
  gen = function(draw, pool)
    local g = torch.Generator()
    torch.manualSeed(g, draw.int(1, 1000))
    pool.generators[#pool.generators + 1] = g
    return g
  end,
  file = function(draw)
    local f = torch.MemoryFile()
    if draw.chance(0.5) then f:binary() end
    for _ = 1, draw.int(0, 3) do
      if draw.chance(0.5) then f:writeInt(draw.int(-5, 5)) end
      f:writeString(draw.pick(STRINGS))
    end
    if draw.chance(0.5) then f:quiet() end
    return f:seek(1)
  end,
}
for _, kind in ipairs(KINDS) do make[kind] = tensor_of(kind) end

-- What other operations made for certain parameters, sound or damaged.
local function damaged_bytes(draw, t)
  for _ = 1, draw.pick { 0, 0, 1, 3 } do t[draw.int(1, t:size(1))] = draw.int(0, 255) end
  return t
end

local special = {
  ['state:Byte'] = function(draw) -- of a generator; the fields are at either end
    local t = torch.getRNGState()
    if draw.chance(0.5) then return damaged_bytes(draw, t) end
    t[draw.pick { draw.int(1, 40), t:size(1) - draw.int(0, 40) }] = draw.int(0, 255)
    return t
  end,
  ['state:table'] = function(draw, pool) -- of multinomialAlias
    local probs = torch[pool.kind .. 'Tensor'](draw.int(1, 6)):fill(1)
    local ok, state = pcall(torch.multinomialAliasSetup, probs)
    if not ok then return {} end
    if draw.chance(0.3) then state[1]:fill(any_number(draw)) end
    if draw.chance(0.1) then state[1]:resize(draw.int(1, 3)) end
    if draw.chance(0.05) then state[draw.int(1, 2)]:storage():resize(0) end
    if draw.chance(0.2) then state[draw.int(1, 2)] = make.any(draw, pool) end
    return state
  end,
  ['bytes:Byte'] = function(draw)
    local text = draw.pick { '1,2\n3,4\n', '1,,2\n', '1 2\n', 'a,b\n1,2\n', '1,2', '\n\n', '' }
    return damaged_bytes(draw, torch.ByteTensor(torch.ByteStorage():string(text .. '\n')))
  end,
  ['separator:string'] = function(draw) return draw.pick { ',', ',', ' ', '\t', ',,' } end,
  ['kinds:table'] = function(draw)
    local kinds = {}
    for c = 1, draw.int(1, 3) do
      kinds[c] = draw.pick { 'number', 'maybe', 'maybe', 'words', 'words', { a = 1, ['1'] = 2 } }
    end
    return kinds
  end,
  ['missing:table'] = function(draw) return draw.pick { {}, { '' }, { '2', 'a' } } end,
  ['text:string'] = function(draw)
    return draw.pick { "to be, don't\n", 'aé\255€', '', '\240\159\152', 'a b\n\nc-d e-' }
  end,
  ['unit:string'] = function(draw) return draw.pick { 'word', 'run', 'character' } end,
  ['numbers:table'] = function() return { a = 1, to = 2, b = 3 } end,
}

local ANY = { 'T', 'T', 'T', 'tensor', 'Byte', 'Long', 'storage', 'num', 'num', 'num', 'bool',
              'string', 'table', 'gen', 'file', 'function', 'nil' }

make['nil'] = function() return nil end
function make.any(draw, pool, depth)
  local kind = draw.pick(ANY)
  if kind == 'table' then return table_of(draw, pool, depth or 1) end
  return make[kind](draw, pool)
end
-- No strings: those would be names of files to map.
function make.ctor(draw, pool)
  local kind = draw.pick { 'num', 'int', 'int', 'storage', 'table', 'T', 'Long', 'bool' }
  if draw.chance(0.2) then return long_storage(some_sizes(draw, pool)) end
  return make[kind](draw, pool)
end

local function add(args, value)
  args.n = args.n + 1
  args[args.n] = value
end

local function self_of(class, draw, pool)
  local kind = class:match('^torch%.(%a+)Tensor$')
  if kind then
    pool.kind = kind
    return make.T(draw, pool)
  end
  kind = class:match('^torch%.(%a+)Storage$')
  if kind then
    pool.kind = kind
    return operands.storage(draw, pool, kind)
  end
  return class:find('File') and make.file(draw) or make.gen(draw, pool)
end

-- Arguments for one of the forms. Returns the numbers of those that are results.
local function fitting(subject, form, as_method, draw, pool)
  local args, results, tensors = { n = 0 }, {}, 0
  for k, p in ipairs(form) do
    local there
    if p.mark then
      there = (as_method and p.mark ~= '?') or draw.chance(as_method and 0.4 or 0.5)
      if as_method and p.mark == '*' then there = true end
    else
      there = not p.optional or draw.chance(0.5)
    end
    if as_method and form[1].mark == '*' and k > 1 and not pool.operand_seen and p.kind == 'T' then
      pool.operand_seen = true -- self stands for it, or not
      there = draw.chance(0.5)
    end
    if p.kind == 'T' or p.kind == 'tensor' then
      tensors = tensors + 1
      local want = subject.ndims
      pool.ndim = want and (want[tensors] or want[#want]) or nil
    end
    if there and p.kind == 'self' then
      add(args, self_of(subject.self, draw, pool))
    elseif there and p.kind == 'sizes' then
      local sizes = some_sizes(draw, pool)
      if draw.chance(0.4) then
        add(args, long_storage(sizes))
      else
        for i = 1, #sizes do add(args, sizes[i]) end
      end
    elseif there and p.nilable and draw.chance(0.3) then
      add(args, nil)
    elseif there then
      pool.is_result = p.mark ~= nil
      local maker = draw.chance(0.8) and special[p.name .. ':' .. p.kind] or make[p.kind]
      add(args, maker(draw, pool))
      if p.mark then results[args.n] = true end
    elseif p.nilable then
      add(args, nil)
    end
    pool.ndim, pool.is_result = nil, false
  end
  return args, results
end

-- Makes something wrong.
local function spoil(args, draw, pool)
  local r, at = draw.int(1, 6), draw.int(1, math.max(args.n, 1))
  if r == 1 and args.n > 0 then
    for i = at, args.n do args[i] = args[i + 1] end
    args.n = args.n - 1
  elseif r == 2 then
    for i = args.n, at, -1 do args[i + 1] = args[i] end
    args[at] = make.any(draw, pool)
    args.n = args.n + 1
  elseif r == 3 and args.n > 1 then
    local other = draw.int(1, args.n)
    args[at], args[other] = args[other], args[at]
  elseif r == 4 and args.n > 0 then
    args[at] = draw.pick(HUGE)
  elseif args.n > 0 then
    args[at] = make.any(draw, pool)
  end
end

local function is_file_name(subject, args)
  return subject.ctor and subject.label:find('Storage') and type(args[1]) == 'string'
end

-- The call with this number: what, the function, arguments, and what is known of them.
local function prepare(seed, number)
  local draw = random.stream(seed, number)
  local subject = draw.pick(all)
  local pool = operands.pool(draw, draw.pick(KINDS))
  if draw.chance(0.5) then pool.kind = draw.pick { 'Float', 'Double' } end
  local form = draw.pick(subject.forms)
  local as_method = subject.method and (not subject.f or draw.chance(0.5))
  local args, results = fitting(subject, form, as_method, draw, pool)
  local spoiled = draw.chance(0.2)
  if spoiled then spoil(args, draw, pool) end
  if is_file_name(subject, args) then args[1] = nil end
  local f = subject.f
  if as_method then
    local methods = core.classes['torch.' .. pool.kind .. 'Tensor'].methods
    f = methods[subject.name] or subject.f
  end
  return subject, f, args, { results = results, pool = pool, form = form, draw = draw,
                             spoiled = spoiled }
end

-- --- checks --------------------------------------------------------------------------------------

local function state_of_generators(pool)
  local states = { torch.getRNGState() }
  for i, g in ipairs(pool.generators) do states[i + 1] = torch.getRNGState(g) end
  for i = 1, #states do states[i] = states[i]:storage():string() end
  return table.concat(states)
end

local function names_it(subject, message)
  if subject.unnamed then return true end
  for _, name in ipairs(subject.names) do
    if message:find(name, 1, true) then return true end
  end
  return false
end

local function check_error(subject, args, known, before, message)
  if type(message) ~= 'string' then return 'the error is a ' .. type(message) end
  if not names_it(subject, message) then return 'the error does not name it: ' .. message end
  -- what there was to read has been read
  if subject.self == 'torch.File' then return nil end
  for _, p in ipairs(known.form) do
    if p.kind == 'function' then return nil end -- what was computed before the function's error
  end
  local what = operands.difference(args, before)
  if what then return ('%s, after the error: %s'):format(what, message) end
  if known.states and known.states ~= state_of_generators(known.pool) then
    return 'a generator has changed, after the error: ' .. message
  end
  return nil
end

-- Operands of rows with marked results are inputs, unless they share memory with a result.
local function check_inputs(subject, args, known, before)
  if not subject.row or not known.form[1] or not known.form[1].mark or known.spoiled then
    return nil
  end
  if not next(known.results) then return operands.difference(args, before) end
  local written = {}
  for k in pairs(known.results) do written[#written + 1] = before[k] end
  return operands.difference(args, before, written)
end

local function check_results(returned)
  for k = 2, returned.n do
    local problem = operands.leaves_storage(returned[k])
    if problem then return ('result %d %s'):format(k - 1, problem) end
  end
  return nil
end

local function pack(...)
  return { n = select('#', ...), ... }
end

--- Makes call number of this seed.
-- @return what was called, whether it succeeded, what is wrong (or nil), the error
function calls.run(seed, number)
  local subject, f, args, known = prepare(seed, number)
  if not f then return subject.label, false, nil, 'not for this type' end
  local before = operands.snapshot(args)
  if subject.random then
    torch.manualSeed(number)
    known.states = state_of_generators(known.pool)
  end
  local returned = pack(pcall(f, unpack(args, 1, args.n)))
  local problem
  if returned[1] then
    problem = check_results(returned) or check_inputs(subject, args, known, before)
      or operands.spill(args, before, known.pool)
  else
    problem = check_error(subject, args, known, before, returned[2])
  end
  if problem then problem = subject.label .. ': ' .. problem end
  return subject.label, returned[1], problem, returned[2]
end

--- The call as text.
function calls.describe(seed, number)
  local subject, _, args = prepare(seed, number)
  local lines = { subject.label }
  for i = 1, args.n do lines[#lines + 1] = ('  %d: %s'):format(i, operands.describe(args[i])) end
  return table.concat(lines, '\n')
end

return calls
