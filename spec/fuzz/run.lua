-- Runs a fuzzer, calls.lua, t7.lua, formats.lua or modules.lua, in child processes, so that a crash
-- is a finding like others.
--
--   lua spec/fuzz/run.lua calls SEED FIRST LAST   runs these cases; fails if there is a finding
--   lua spec/fuzz/run.lua calls SEED NUMBER       replays one here, and says what it is
--
-- A fuzzer is a module with run(seed, number) -> label, succeeded, problem and describe(seed,
-- number) -> text. A child says what it does in lines of text: "@N" before case N, "!N problem" for
-- a finding, "#label succeeded failed" for each label and "." at the end.

local CHUNK = 2000   -- cases for one child
local SECONDS = 600  -- for a chunk; after that it hangs

-- Memory is bounded, so that a layer of 1e9 weights is refused rather than filled page by page. The
-- sanitizers reserve more addresses than that and have a bound of their own, see Makefile.
local BOUND = os.getenv 'FACULA_SANITIZE' and '' or 'ulimit -v 4000000; '

local kind, seed, first, last, role = arg[1], tonumber(arg[2]), tonumber(arg[3]), tonumber(arg[4]),
  arg[5]
local kinds = { calls = true, t7 = true, formats = true, modules = true }
if not kinds[kind] or not seed or not first then
  io.stderr:write('usage: run.lua calls|t7|formats|modules SEED FIRST [LAST]\n')
  os.exit(2)
end

local function one_line(text)
  return (tostring(text):gsub('%c', ' '):sub(1, 400))
end

local function child()
  local fuzzer = require('fuzz.' .. kind)
  io.stdout:setvbuf('line')
  local succeeded, failed, order = {}, {}, {}
  for number = first, last do
    io.write(('@%d\n'):format(number))
    local started = os.clock()
    local label, ok, problem = fuzzer.run(seed, number)
    if not succeeded[label] then
      succeeded[label], failed[label] = 0, 0
      order[#order + 1] = label
    end
    local count = ok and succeeded or failed
    count[label] = count[label] + 1
    if not problem and os.clock() - started > 20 then problem = label .. ': takes too long' end
    if problem then io.write(('!%d %s\n'):format(number, one_line(problem))) end
  end
  for _, label in ipairs(order) do
    io.write(('#%s %d %d\n'):format(label, succeeded[label], failed[label]))
  end
  io.write('.\n')
end

local function replay()
  local fuzzer = require('fuzz.' .. kind)
  io.stdout:setvbuf('no')
  print(fuzzer.describe(seed, first))
  local label, ok, problem, message = fuzzer.run(seed, first)
  print(label, ok and 'succeeded' or 'raised', message or '')
  if problem then print('FINDING: ' .. problem) end
  os.exit(problem and 1 or 0)
end

local function quoted(text)
  return "'" .. text:gsub("'", "'\\''") .. "'"
end

local findings, counts, seen = 0, {}, {}

local function report(number, problem, log)
  findings = findings + 1
  local key = problem:gsub('%d+', '0'):sub(1, 60)
  seen[key] = (seen[key] or 0) + 1
  if seen[key] > 3 then return end
  print(('finding: %s seed %d number %d: %s'):format(kind, seed, number, problem))
  print(("  replay: make fuzz REPLAY='%s %d %d'"):format(kind, seed, number))
  if log then print(log) end
end

local function add_counts(line)
  local label, ok, failed = line:match('^#(.*) (%d+) (%d+)$')
  local count = counts[label] or { 0, 0 }
  counts[label] = count
  count[1], count[2] = count[1] + tonumber(ok), count[2] + tonumber(failed)
end

local function contents(path)
  local file = io.open(path)
  local text = file and file:read('*a') or ''
  if file then file:close() end
  return text
end

-- Which kernels a chunk takes: all have their turn.
local function kernels(from)
  return ({ 'avx512', 'avx2', 'plain' })[math.floor(from / CHUNK) % 3 + 1]
end

-- Cases from..to in a child; the number of the last one that was begun.
local function run_chunk(from, to, log)
  local command = BOUND .. ('FACULA_CPU=%s timeout -s KILL %d %s %s %s %d %d %d child 2>%s'):format(
    kernels(from), SECONDS, quoted(arg[-1]), quoted(arg[0]), kind, seed, from, to, quoted(log))
  local pipe = assert(io.popen(command))
  local at, finished = nil, false
  for line in pipe:lines() do
    local mark = line:sub(1, 1)
    if mark == '@' then
      at = tonumber(line:sub(2)) or at
    elseif mark == '!' then
      report(at, (line:gsub('^!%d+ ', '')))
    elseif mark == '#' then
      add_counts(line)
    elseif line == '.' then
      finished = true
    end
  end
  pipe:close()
  if not at then
    io.stderr:write('the fuzzer does not start:\n', contents(log))
    os.exit(2)
  end
  if not finished then report(at, 'the process ended, or hung', contents(log):sub(1, 4000)) end
  return finished and to or at
end

local function parent()
  local log = os.tmpname()
  local from = first
  while from <= last do
    from = run_chunk(from, math.min(from + CHUNK - 1, last), log) + 1
  end
  os.remove(log)
  local labels, ok, failed = {}, 0, 0
  for label, count in pairs(counts) do
    ok, failed = ok + count[1], failed + count[2]
    if count[1] == 0 then labels[#labels + 1] = label end
  end
  table.sort(labels)
  print(('%s: seed %d, %d to %d: %d succeeded, %d raised an error, %d findings'):format(
    kind, seed, first, last, ok, failed, findings))
  if #labels > 0 and last - first >= 200000 then
    print('  never succeeded: ' .. table.concat(labels, ' '))
  end
  os.exit(findings > 0 and 1 or 0)
end

if role == 'child' then child() elseif last then parent() else replay() end
