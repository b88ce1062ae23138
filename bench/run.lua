-- What calls and training steps cost: medians beside targets, and beside PyTorch when python3 has
-- it. `make bench` runs this file; rows.lua says what is measured.
--
-- Ours, the bare matrix products and PyTorch take turns, round by round, so that a machine that
-- grows slower or faster while this runs does so for all of them.
local torch = require 'torch'
local core = require 'facula.core'

local here = arg[0]:match '^(.*[/\\])' or ''
local rows = dofile(here .. 'rows.lua')

local cmd = torch.CmdLine()
cmd:text('Measures calls and training steps; prints medians.')
cmd:text()
cmd:option('--rounds', 15, 'rounds of our measurements')
cmd:option('--reference', 5, 'rounds of PyTorch among them; 0 leaves it out')
cmd:option('--slice', 0.02, 'seconds of one measurement')
cmd:option('--only', '', 'pattern of the keys of rows.lua and networks.lua to measure; all')
local opt = cmd:parse(arg)

-- The rows whose key is asked for.
local function chosen(list)
  local some = {}
  for _, row in ipairs(list) do
    if (row.key or ''):find(opt.only) then some[#some + 1] = row end
  end
  return some
end
if opt.only ~= '' then
  rows.calls, rows.steps, rows.starts = chosen(rows.calls), {}, {}
  for _, group in ipairs(rows.groups) do group.rows = chosen(group.rows) end
end

torch.manualSeed(1)
local cores = torch.getnumcores()
local thread_counts = cores > 1 and { 1, cores } or { 1 }

-- ---- measuring ----------------------------------------------------------------------------------

local function median(values)
  local sorted = {}
  for i, v in ipairs(values) do sorted[i] = v end
  table.sort(sorted)
  local n = #sorted
  if n == 0 then return nil end
  return (sorted[math.floor((n + 1) / 2)] + sorted[math.floor(n / 2) + 1]) / 2
end

local function seconds(body, n)
  local start = torch.tic()
  body(n)
  return torch.toc(start)
end

-- A thing to measure: its body, how often it runs in a slice (found while warming up), its times.
local function prepare(make, threads)
  torch.setnumthreads(threads)
  local body, n = make(), 1
  local elapsed = seconds(body, n)
  while elapsed < opt.slice do
    n = n * 2
    elapsed = seconds(body, n)
  end
  n = math.max(1, math.floor(n * opt.slice / elapsed))
  return { body = body, n = n, threads = threads, times = {} }
end

-- One more time of that thing, in microseconds for each run of its body. What ran before has left
-- its own data in the caches, so the body runs once for itself, as PyTorch's does in pytorch.py.
local function measure(thing)
  torch.setnumthreads(thing.threads)
  collectgarbage()
  thing.body(thing.n)
  thing.times[#thing.times + 1] = seconds(thing.body, thing.n) / thing.n * 1e6
end

-- ---- PyTorch ------------------------------------------------------------------------------------

-- The command of a Python that has PyTorch; the system's own first.
local function find_python()
  for _, python in ipairs { '/usr/bin/python3', 'python3' } do
    local status = os.execute(python .. " -c 'import torch' >/dev/null 2>&1")
    if status == true or status == 0 then return python end
  end
end

local python = opt.reference > 0 and find_python()
local reference = {} -- key -> list of microseconds
local reference_version

-- The keys of the rows that are measured.
local function chosen_keys()
  local keys = {}
  local function add(list)
    for _, row in ipairs(list) do keys[#keys + 1] = row.key end
  end
  add(rows.calls)
  for _, group in ipairs(rows.groups) do add(group.rows) end
  for _, row in ipairs(rows.steps) do
    for _, key in ipairs(row.reference) do keys[#keys + 1] = key end
  end
  return keys
end

-- PyTorch on Debian uses the same OpenBLAS. Where that is older than the processor and has to be
-- told which kernels to take, PyTorch is told so too.
local function measure_reference()
  local command = ("OPENBLAS_CORETYPE=%s %s -B %spytorch.py '%s' %s"):format(core.blas_kernels(),
    python, here, table.concat(chosen_keys(), ','), table.concat(thread_counts, ' '))
  local lines = assert(io.popen(command))
  for line in lines:lines() do
    local key, value = line:match '^([%w_.]+)=(.+)$'
    if key == 'version' then
      reference_version = value
    elseif key then
      reference[key] = reference[key] or {}
      table.insert(reference[key], tonumber(value))
    end
  end
  lines:close()
end

-- ---- fresh processes ----------------------------------------------------------------------------

local function interpreter()
  local first = 0
  while arg[first - 1] do first = first - 1 end
  return arg[first]
end

-- Milliseconds of a process that runs this code and ends.
local function process(code)
  local start = torch.tic()
  local status = os.execute(('%s -e "%s"'):format(interpreter(), code))
  if status ~= true and status ~= 0 then error('cannot run ' .. interpreter()) end
  return torch.toc(start) * 1e3
end

-- ---- the measurements ---------------------------------------------------------------------------

local things, calls, groups, steps = {}, {}, {}, {}

local function add(make, threads)
  local thing = prepare(make, threads)
  things[#things + 1] = thing
  return thing
end

-- Calls come first and alone: what they cost depends on how much the collector has to look
-- through, and the networks of the other rows would weigh on them.
for i, row in ipairs(rows.calls) do calls[i] = add(row.make, 1) end
for _ = 1, opt.rounds do
  for _, thing in ipairs(things) do measure(thing) end
end
things = {}

for g, group in ipairs(rows.groups) do
  groups[g] = {}
  for i, row in ipairs(group.rows) do
    groups[g][i] = {}
    for _, threads in ipairs(thread_counts) do groups[g][i][threads] = add(row.make, threads) end
  end
end
for i, row in ipairs(rows.steps) do
  steps[i] = { bare = {}, variants = {} }
  for _, threads in ipairs(thread_counts) do
    steps[i].bare[threads] = add(row.bare.make, threads)
    for v, variant in ipairs(row.variants) do
      steps[i].variants[v] = steps[i].variants[v] or {}
      steps[i].variants[v][threads] = add(variant.make, threads)
    end
  end
end

local empty, starts = {}, {}
for i in ipairs(rows.starts) do starts[i] = {} end

local reference_every = python and math.max(1, math.floor(opt.rounds / opt.reference))
for round = 1, opt.rounds do
  for _, thing in ipairs(things) do measure(thing) end
  empty[round] = process('')
  for i, row in ipairs(rows.starts) do starts[i][round] = process(row.code) end
  if python and round % reference_every == 0 then measure_reference() end
end

-- ---- the report ---------------------------------------------------------------------------------

local function number(value)
  if not value then return '' end
  return (value < 10 and '%.3f' or value < 100 and '%.1f' or '%.0f'):format(value)
end

local function cells(name, ...)
  local line = ('  %-42s'):format(name)
  for i = 1, select('#', ...) do line = line .. ('%11s'):format((select(i, ...))) end
  print((line:gsub('%s+$', '')))
end

local function times(ratio)
  return ratio and ('%.2f x'):format(ratio) or ''
end

local function verdict(good)
  return good and 'ok' or 'MISSED'
end

local function report_calls()
  if #rows.calls == 0 then return end
  print '\ncalls, microseconds, one thread'
  cells('', 'Facula', 'at most', '', 'PyTorch', 'ratio')
  for i, row in ipairs(rows.calls) do
    local ours, theirs = median(calls[i].times), median(reference[row.key] or {})
    cells(row.name, number(ours), number(row.target),
      row.target and verdict(ours <= row.target) or '', number(theirs),
      times(theirs and theirs / ours))
  end
end

local function each_count(f)
  local result = {}
  for i, threads in ipairs(thread_counts) do result[i] = f(threads) or '' end
  return result
end

local function spread(list, ...)
  local row = { list[1], list[2] or '' }
  for i = 1, select('#', ...) do row[2 + i] = (select(i, ...)) end
  return row[1], row[2], row[3] or '', row[4] or ''
end

local function least(a, b)
  if not a or not b then return a or b end
  return math.min(a, b)
end

-- Our time for a row, and PyTorch's, with the better number of threads of each.
local function best_times(row, measured)
  local ours, theirs
  for _, threads in ipairs(thread_counts) do
    ours = least(ours, median(measured[threads].times))
    theirs = least(theirs, median(reference[row.key .. '.' .. threads] or {}))
  end
  return ours, theirs
end

-- Floating-point operations in a microsecond of the row that counts as the peak.
local function peak()
  for g, group in ipairs(rows.groups) do
    for i, row in ipairs(group.rows) do
      if row.key == rows.peak then return row.flops / best_times(row, groups[g][i]) end
    end
  end
end

local function report_group(group, measured)
  if #group.rows == 0 then return end
  print(('\n%s, microseconds, best number of threads of each'):format(group.name))
  cells('', 'Facula', 'PyTorch', 'ratio', 'at least', '', 'GFLOP/s', 'of peak')
  for i, row in ipairs(group.rows) do
    local ours, theirs = best_times(row, measured[i])
    local ratio, speed = theirs and theirs / ours, row.flops and row.flops / ours
    cells(row.name, number(ours), number(theirs), times(ratio),
      ratio and row.at_least .. ' x' or '', ratio and verdict(ratio >= row.at_least) or '',
      speed and ('%.0f'):format(speed / 1e3) or '',
      speed and peak() and ('%.0f %%'):format(100 * speed / peak()) or '')
  end
end

local function report_step(row, step)
  print(('\n%s, microseconds'):format(row.name))
  cells('', spread(each_count(function(threads)
    return threads == 1 and '1 thread' or threads .. ' threads'
  end)))
  cells(row.bare.name, spread(each_count(function(threads)
    return number(median(step.bare[threads].times))
  end)))
  local theirs
  for _, key in ipairs(row.reference) do
    if python then
      cells(rows.reference_names[key], spread(each_count(function(threads)
        local time = median(reference[key .. '.' .. threads] or {})
        theirs = least(theirs, time)
        return number(time)
      end)))
    end
  end
  for v, variant in ipairs(row.variants) do
    local ours, good
    cells('Facula, ' .. variant.name, spread(each_count(function(threads)
      local time = median(step.variants[v][threads].times)
      ours = least(ours, time)
      return number(time)
    end)))
    local ratios = each_count(function(threads)
      local ratio = median(step.variants[v][threads].times) / median(step.bare[threads].times)
      good = (good == nil or good) and ratio <= row.at_most
      return times(ratio)
    end)
    cells('  to its sgemm calls', spread(ratios, '<= ' .. row.at_most, verdict(good)))
    if theirs then
      cells('  PyTorch to it, best threads of each', times(theirs / ours), '',
        '>= ' .. row.at_least, verdict(theirs / ours >= row.at_least))
    end
  end
end

local function report_starts()
  if #rows.starts == 0 then return end
  print '\nfresh process, milliseconds'
  cells('', 'whole', 'less Lua', 'at most')
  cells('the interpreter alone', number(median(empty)))
  for i, row in ipairs(rows.starts) do
    local whole = median(starts[i])
    local own = whole - median(empty)
    cells(row.name, number(whole), number(own), number(row.target),
      row.target and verdict(own <= row.target) or '')
  end
end

print(('Facula on %s, %d cores, %s; OpenBLAS for %s; medians of %d rounds'):format(
  _G.jit and _G.jit.version or _VERSION, cores, core.instruction_set(), core.blas_kernels(),
  opt.rounds))
if python then
  print(('PyTorch %s of %s, the same OpenBLAS kernels; medians of %d runs'):format(
    reference_version, python, math.floor(opt.rounds / reference_every)))
else
  print 'no python3 with torch: PyTorch is left out'
end
report_calls()
for g, group in ipairs(rows.groups) do report_group(group, groups[g]) end
for i, row in ipairs(rows.steps) do report_step(row, steps[i]) end
report_starts()
