-- What calls and training steps cost: medians beside targets, and beside PyTorch when python3 has
-- it. `make bench` runs this file; rows.lua says what is measured.
--
-- Ours, the bare matrix products and PyTorch take turns within each row, a slice of time after the
-- other, so that a machine that grows slower or faster while this runs does so for all of them. A
-- ratio is the median of the ratios of neighbouring slices.
local torch = require 'torch'
local sys = require 'sys'
local core = require 'facula.core'

local here = arg[0]:match '^(.*[/\\])' or ''
local rows = dofile(here .. 'rows.lua')

local cmd = torch.CmdLine()
cmd:text('Measures calls and training steps; prints medians.')
cmd:text()
cmd:option('--rounds', 9, 'turns of each measurement')
cmd:option('--reference', 1, '0 leaves PyTorch out')
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

-- One more time of that thing, in microseconds for each run of its body: the median of some slices,
-- after one that lets its data and its threads find their places again, as in pytorch.py.
local SLICES = 3
local function measure(thing)
  torch.setnumthreads(thing.threads)
  collectgarbage()
  thing.body(thing.n)
  local times = {}
  for i = 1, SLICES do times[i] = seconds(thing.body, thing.n) / thing.n * 1e6 end
  thing.times[#thing.times + 1] = median(times)
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

-- PyTorch as it comes, and with threads that sleep while they wait: its own and those of its BLAS
-- fight for the cores otherwise. Each row takes the best of these.
local settings = { { threads = 1, environment = '' } }
if cores > 1 then
  settings[2] = { threads = cores, environment = '' }
  settings[3] = { threads = cores, environment = 'OMP_WAIT_POLICY=passive' }
end

-- Starts pytorch.py, which answers through a pipe what it is asked through a named one; returns the
-- two and the version. PyTorch on Debian uses the same OpenBLAS. Where that is older than the
-- processor and has to be told which kernels to take, PyTorch is told so too.
local function start_reference(setting)
  local fifo = os.tmpname()
  os.remove(fifo)
  assert(os.execute('mkfifo ' .. fifo))
  local answers = assert(io.popen(('OPENBLAS_CORETYPE=%s %s %s -B %spytorch.py %d <%s'):format(
    core.blas_kernels(), setting.environment, python, here, setting.threads, fifo)))
  local questions = assert(io.open(fifo, 'w'))
  os.remove(fifo)
  return questions, answers, answers:read()
end

local reference_version
for _, setting in ipairs(python and settings or {}) do
  setting.questions, setting.answers, reference_version = start_reference(setting)
end

-- One more time of PyTorch's twin of that key.
local function measure_reference(key, setting, times)
  setting.questions:write(key, '\n')
  setting.questions:flush()
  times[#times + 1] = assert(tonumber(setting.answers:read()),
    key .. ' is not in pytorch.py')
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

-- Seconds after which threads of PyTorch's BLAS do not wait actively any more.
local PAUSE = 0.05

-- Measures functions, makes[name], and PyTorch's twins in turns. Returns ours[name], with a list of
-- times for every number of threads, and theirs[key], with one for every setting; all are in the
-- order of the rounds.
local function take_turns(makes, keys, counts)
  local things, ours, theirs = {}, {}, {}
  if not python then keys = {} end
  for name, make in pairs(makes) do
    ours[name] = {}
    for _, threads in ipairs(counts) do
      things[#things + 1] = prepare(make, threads)
      ours[name][threads] = things[#things].times
    end
  end
  for _, key in ipairs(keys) do
    theirs[key] = {}
    for i in ipairs(settings) do theirs[key][i] = {} end
  end
  for _ = 1, opt.rounds do
    for _, thing in ipairs(things) do measure(thing) end
    for _, key in ipairs(keys) do
      for i, setting in ipairs(settings) do measure_reference(key, setting, theirs[key][i]) end
    end
    if #keys > 0 then sys.sleep(PAUSE) end
  end
  return ours, theirs
end

-- The list with the smallest median, of those that are wanted.
local function best(lists, wanted)
  local found
  for i, times in pairs(lists) do
    local better = not found or median(times) < median(found)
    if better and (not wanted or wanted(i)) then found = times end
  end
  return found
end

-- How many times as long the first list's things took, side by side.
local function ratio_of(times, others)
  local ratios = {}
  for i, time in ipairs(times) do ratios[i] = time / others[i] end
  return median(ratios)
end

-- The times of a row and of PyTorch's twin, which are nil without it, and their ratio.
local function compare(row, counts)
  local ours, theirs = take_turns({ row.make }, { row.key }, counts)
  ours, theirs = best(ours[1]), best(theirs[row.key] or {})
  if not theirs then return median(ours) end
  return median(ours), median(theirs), ratio_of(theirs, ours)
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

-- Calls come first: what they cost depends on how much the collector has to look through.
local function report_calls()
  if #rows.calls == 0 then return end
  print '\ncalls, microseconds, one thread'
  cells('', 'Facula', 'at most', '', 'PyTorch', 'ratio')
  for _, row in ipairs(rows.calls) do
    local ours, theirs, ratio = compare(row, { 1 })
    cells(row.name, number(ours), number(row.target),
      row.target and verdict(ours <= row.target) or '', number(theirs), times(ratio))
  end
end

local peak -- floating-point operations in a microsecond of the row with the key rows.peak

local function report_group(group)
  if #group.rows == 0 then return end
  print(('\n%s, microseconds, best number of threads of each'):format(group.name))
  cells('', 'Facula', 'PyTorch', 'ratio', 'at least', '', 'GFLOP/s', 'of peak')
  for _, row in ipairs(group.rows) do
    local ours, theirs, ratio = compare(row, thread_counts)
    local speed = row.flops and row.flops / ours
    if row.key == rows.peak then peak = speed end
    cells(row.name, number(ours), number(theirs), times(ratio),
      ratio and row.at_least .. ' x' or '', ratio and verdict(ratio >= row.at_least) or '',
      speed and ('%.0f'):format(speed / 1e3) or '',
      speed and peak and ('%.0f %%'):format(100 * speed / peak) or '')
  end
end

local function each_count(f)
  local result = {}
  for i, threads in ipairs(thread_counts) do result[i] = f(threads) end
  return result
end

local function spread(list, ...)
  local row = { list[1], list[2] or '' }
  for i = 1, select('#', ...) do row[2 + i] = (select(i, ...)) end
  return row[1], row[2], row[3] or '', row[4] or ''
end

local function medians(lists)
  return spread(each_count(function(threads) return number(median(lists[threads])) end))
end

local function report_step(row)
  local makes = { bare = row.bare.make }
  for v, variant in ipairs(row.variants) do makes[v] = variant.make end
  local ours, theirs = take_turns(makes, row.reference, thread_counts)

  print(('\n%s, microseconds'):format(row.name))
  cells('', spread(each_count(function(threads)
    return threads == 1 and '1 thread' or threads .. ' threads'
  end)))
  cells(row.bare.name, medians(ours.bare))
  local lists = {}
  for _, key in ipairs(python and row.reference or {}) do
    cells(rows.reference_names[key], spread(each_count(function(threads)
      local function with_these(i) return settings[i].threads == threads end
      return number(median(best(theirs[key], with_these)))
    end)))
    lists[#lists + 1] = best(theirs[key])
  end
  local fastest = best(lists)
  for v, variant in ipairs(row.variants) do
    local good = true
    cells('Facula, ' .. variant.name, medians(ours[v]))
    local ratios = each_count(function(threads)
      local ratio = ratio_of(ours[v][threads], ours.bare[threads])
      good = good and ratio <= row.at_most
      return times(ratio)
    end)
    cells('  to its sgemm calls', spread(ratios, '<= ' .. row.at_most, verdict(good)))
    if fastest then
      local ratio = ratio_of(fastest, best(ours[v]))
      cells('  PyTorch to it, best threads of each', times(ratio), '', '>= ' .. row.at_least,
        verdict(ratio >= row.at_least))
    end
  end
end

local function report_starts()
  if #rows.starts == 0 then return end
  local empty, starts = {}, {}
  for i in ipairs(rows.starts) do starts[i] = {} end
  for round = 1, opt.rounds do
    empty[round] = process('')
    for i, row in ipairs(rows.starts) do starts[i][round] = process(row.code) end
  end
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
  print(('PyTorch %s of %s, the same OpenBLAS kernels'):format(reference_version, python))
else
  print 'no python3 with torch: PyTorch is left out'
end
report_calls()
for _, group in ipairs(rows.groups) do report_group(group) end
for _, row in ipairs(rows.steps) do report_step(row) end
report_starts()
if python then
  -- each inherited the pipes of those before it, so all have to be closed before one ends
  for _, setting in ipairs(settings) do setting.questions:close() end
  for _, setting in ipairs(settings) do setting.answers:close() end
end
