--- A progress bar that stays on its line.
-- On a terminal the line is drawn again and again, with speed, time left and a note of yours;
-- elsewhere (a pipe, a log) only the final line of each bar is written.
-- Neighbours: examples/ use it; torch tells the time and what a terminal is.
--
--   local bar = progress.new(60000, { label = 'epoch 1', unit = 'images' })
--   for i = 1, 60000, 64 do
--     ...
--     bar:add(64, ('loss %.3f'):format(loss))
--   end
--   bar:finish(('loss %.3f'):format(loss))
local torch = require 'torch'

local Bar = {}
Bar.__index = Bar

local progress = {}

local CELLS = 16 -- of the bar itself
local REDRAW_AFTER = 0.1 -- seconds: more is not seen and costs time
local CLEAR_TO_END = '\27[K'

--- A number with three digits, which are enough to compare speeds.
-- @param n the number, 0 or more
-- @return text such as 842, 12.3k, 4.57M
-- @usage progress.short(12345)  --> 12.3k
function progress.short(n)
  for _, step in ipairs { { 1e9, 'G' }, { 1e6, 'M' }, { 1e3, 'k' } } do
    if n >= 0.9995 * step[1] then
      local value = n / step[1]
      local digits = value < 9.995 and 2 or value < 99.95 and 1 or 0
      return ('%.' .. digits .. 'f%s'):format(value, step[2])
    end
  end
  return ('%.0f'):format(n)
end

--- A time as a clock shows it.
-- @param seconds 0 or more
-- @return text such as 0:07, 12:30, 1:02:03
-- @usage progress.clock(3723)  --> 1:02:03
function progress.clock(seconds)
  local s = math.floor(seconds + 0.5)
  local h, m = math.floor(s / 3600), math.floor(s / 60) % 60
  if h > 0 then return ('%d:%02d:%02d'):format(h, m, s % 60) end
  return ('%d:%02d'):format(m, s % 60)
end

local function is_terminal(out)
  return torch.isatty(out) and os.getenv 'TERM' ~= 'dumb'
end

--- A new bar.
-- @param total  how many units there are, above 0
-- @param options  optional, a table of:
--   label: text before the bar
--   unit: what is counted, such as 'images', for the speed
--   done: units that were ready before and do not count for the speed, default 0
--   out: a file, default io.stdout
--   width: of the line, default $COLUMNS or 80
--   terminal: draw or not, default: whether out is one
--   now: function that returns seconds, default torch.tic
-- @return a bar with the methods set, add, finish and leave
-- Errors: total is not a number above 0.
-- @usage local bar = progress.new(10, {out = io.tmpfile(), label = 'epoch 1'})
--   for i = 1, 10 do bar:set(i, 'loss 0.5') end
--   bar:finish()
function progress.new(total, options)
  if type(total) ~= 'number' or total <= 0 or total ~= total then
    error(('facula.progress: expected a total above 0, got %s'):format(tostring(total)), 2)
  end
  options = options or {}
  local out = options.out or io.stdout
  local bar = setmetatable({
    total = total,
    done = options.done or 0,
    before = options.done or 0,
    label = options.label,
    unit = options.unit or '',
    out = out,
    width = options.width or tonumber(os.getenv 'COLUMNS') or 80,
    now = options.now or torch.tic,
    terminal = options.terminal,
  }, Bar)
  if bar.terminal == nil then bar.terminal = is_terminal(out) end
  bar.started = bar.now()
  bar.drawn = bar.started
  return bar
end

local function join(parts)
  local words = {}
  for _, part in ipairs(parts) do
    if part and part ~= '' then words[#words + 1] = part end
  end
  return table.concat(words, '  ')
end

-- The first so many characters; the bytes of one of UTF-8 stay together.
local function cut(text, count)
  local n = 0
  return (text:gsub('[^\128-\191][\128-\191]*', function()
    n = n + 1
    if n > count then return '' end
  end))
end

function Bar:speed(elapsed)
  if elapsed <= 0 then return '' end
  local unit = self.unit ~= '' and ' ' .. self.unit or ''
  return progress.short((self.done - self.before) / elapsed) .. unit .. '/s'
end

-- The line while work is going on.
function Bar:line(note)
  local elapsed, part = self.now() - self.started, self.done / self.total
  local filled = math.floor(part * CELLS)
  local ready = self.done - self.before
  local left = ready > 0 and elapsed * (self.total - self.done) / ready
  return cut(join {
    self.label or '',
    '[' .. ('='):rep(filled) .. ('.'):rep(CELLS - filled) .. ']',
    ('%3d %%'):format(math.floor(part * 100)),
    self:speed(elapsed),
    left and progress.clock(left) .. ' left' or '',
    note or '',
  }, self.width - 1)
end

--- Tells that done units are ready now; note is text for the end of the line.
function Bar:set(done, note)
  self.done = math.max(0, math.min(done, self.total))
  if not self.terminal then return self end
  local now = self.now()
  if now - self.drawn >= REDRAW_AFTER then
    self.drawn = now
    self.out:write('\r', self:line(note), CLEAR_TO_END)
    self.out:flush()
  end
  return self
end

--- Tells that n more units are ready; note as for set.
function Bar:add(n, note)
  return self:set(self.done + n, note)
end

--- Leaves the bar as it stands, so that what is written next, an error say, gets its own line.
function Bar:leave()
  if self.terminal then self.out:write('\n') end
end

--- Ends the bar: its line becomes label, units, time, speed and note.
function Bar:finish(note)
  local elapsed = self.now() - self.started
  local text = join {
    self.label or '',
    ('%d %s'):format(self.done, self.unit),
    ('%.2f s'):format(elapsed),
    self:speed(elapsed),
    note or '',
  }
  if self.terminal then
    self.out:write('\r', text, CLEAR_TO_END, '\n')
  else
    self.out:write(text, '\n')
  end
  self.out:flush()
  return self
end

return progress
