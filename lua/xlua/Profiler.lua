--- xlua.Profiler: named stop-watches for parts of a program.
-- Neighbours: xlua/init.lua loads this; torch.Timer has the clocks.
--
-- Example:
--   local profiler = xlua.Profiler()
--   profiler:start('load')
--   profiler:lap('load')
--   profiler:printAll()
local Profiler = torch.class('xlua.Profiler')

--- A profiler without events.
-- @param[opt] mode 'off': it measures and prints nothing
-- @param[opt=false] verbose print every lap
function Profiler:__init(mode, verbose)
  self.off = mode == 'off'
  self.verbose = verbose
  self.events = {} -- name -> event
  self.names = {}  -- in the order of their first start
  self.color = ''
end

--- Starts the watch of that name.
-- @param name any name
-- @param[opt=false] fps print laps per second instead of their time
function Profiler:start(name, fps)
  if self.off then return end
  local event = self.events[name]
  if not event then
    event = { name = name, laps = 0, cpu = 0, real = 0 }
    self.events[name] = event
    self.names[#self.names + 1] = name
  end
  event.fps = fps
  event.timer = torch.Timer()
end

function Profiler:_event(name, method)
  local event = self.events[name]
  if not event then
    error(('xlua.Profiler: %s: no event called %s was started'):format(method, tostring(name)), 3)
  end
  return event
end

--- Ends a lap: the event's times are those since its start. The watch keeps running.
-- @return the real and the processor time, in seconds
-- @param name of the event
function Profiler:lap(name)
  if self.off then return end
  local event = self:_event(name, 'lap')
  local time = event.timer:time()
  event.laps = event.laps + 1
  event.real, event.cpu = time.real, time.user + time.sys
  if self.verbose then self:print(name) end
  return event.real, event.cpu
end

--- The processor time of the last lap, in seconds.
-- @param name of the event
-- @param[opt=1] divider the time is divided by this
function Profiler:cpu(name, divider)
  if self.off then return 0 end
  return self:_event(name, 'cpu').cpu / (divider or 1)
end

--- The real time of the last lap, in seconds.
-- @param name of the event
-- @param[opt=1] divider the time is divided by this
function Profiler:real(name, divider)
  if self.off then return 0 end
  return self:_event(name, 'real').real / (divider or 1)
end

--- The colour in which lines are printed.
-- @param color a name of sys.COLORS
function Profiler:setColor(color)
  if not sys.COLORS[color] then
    error(('xlua.Profiler: a colour of sys.COLORS expected, got %s'):format(tostring(color)), 2)
  end
  self.color = sys.COLORS[color]
end

--- An event as a line of text.
-- @param name of the event
function Profiler:format(name)
  if self.off then return '' end
  local event = self:_event(name, 'format')
  if event.fps then
    return ('%s: %.2f laps per second'):format(name, event.real > 0 and 1 / event.real or 0)
  end
  return ('%s: real %s | cpu %s'):format(name, xlua.formatTime(event.real),
                                         xlua.formatTime(event.cpu))
end

--- All events as lines of text: a list.
function Profiler:formatAll()
  local lines = {}
  for _, name in ipairs(self.names) do lines[#lines + 1] = self:format(name) end
  return lines
end

--- Prints an event.
-- @param name of the event
function Profiler:print(name)
  if self.off then return end
  print(self.color .. self:format(name) .. (self.color ~= '' and sys.COLORS.none or ''))
end

--- Prints all events.
function Profiler:printAll()
  for _, name in ipairs(self.names) do self:print(name) end
end

--- Shows all events, which is to print them.
Profiler.displayAll = Profiler.printAll
