--- torch.Timer: a stop-watch for wall time and processor time.
-- Neighbours: facula.core gives the clocks.
--
--   local timer = torch.Timer()
--   ...
--   print(timer:time().real)
local core = require 'facula.core'

--- torch.Timer: a stop-watch for wall time and processor time.
-- Neighbours: facula.core gives the clocks.
--
-- Example:
--   local timer = torch.Timer()
--   timer:stop():time().real >= 0  --> true
local Timer = torch.class('torch.Timer')

-- What time() tells, and the clock behind it.
local CLOCKS = { real = 'wall', user = 'user', sys = 'sys' }

local function read_clocks()
  local now = {}
  for name, clock in pairs(CLOCKS) do now[name] = core.clock(clock) end
  return now
end

--- A timer that is running.
function Timer:__init()
  self.running = true
  self:reset()
end

--- Sets the time to zero; a running timer keeps running. Returns the timer.
function Timer:reset()
  self.elapsed = { real = 0, user = 0, sys = 0 }
  self.started = read_clocks()
  return self
end

--- Stops the timer; time() stays as it is. Returns the timer.
function Timer:stop()
  if self.running then
    self.elapsed = self:time()
    self.running = false
  end
  return self
end

--- Lets a stopped timer go on. Returns the timer.
function Timer:resume()
  if not self.running then
    self.started = read_clocks()
    self.running = true
  end
  return self
end

--- The time while the timer ran: a table with real, user and sys, in seconds.
-- @usage torch.Timer():time().real >= 0  --> true
function Timer:time()
  local time, now = {}, self.running and read_clocks()
  for name, elapsed in pairs(self.elapsed) do
    time[name] = elapsed + (now and now[name] - self.started[name] or 0)
  end
  return time
end

function Timer:__tostring__()
  return ('torch.Timer [status: %s]'):format(self.running and 'running' or 'stopped')
end

-- Another process has other clocks.
function Timer.write()
  error('torch.Timer: a timer cannot be saved', 2)
end

-- Files of Torch7's nn.Profile have timers, of which nothing is written but the class.
function Timer:read()
  self:__init()
end
