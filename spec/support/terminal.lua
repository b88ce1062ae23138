-- A terminal with somebody at it, for specs of the prompt: tmux runs the program, types and reads
-- the screen. Nothing depends on how long something takes; what never comes fails in the end.
local core = require 'facula.core'
local process = require 'support.process'

local Terminal = {}
Terminal.__index = Terminal

local terminal = {}

local LIMIT = 12 -- seconds until what was awaited is given up
local PAUSE = 0.05

local function quote(text)
  return "'" .. text:gsub("'", "'\\''") .. "'"
end

--- Whether there is a tmux to work with.
function terminal.is_available()
  local _, status = process.shell 'command -v tmux >/dev/null && tmux -V >/dev/null'
  return status == 0
end

-- Preloaded libraries are meant for the program, not for tmux.
function Terminal:tmux(words)
  local text, status = process.shell(('env -u LD_PRELOAD -u TMUX LC_ALL=C.UTF-8 tmux -L %s %s')
                                       :format(self.name, words))
  return text, status
end

--- Starts the facula command in a terminal.
-- @param[opt] environment assignments for the shell, such as "NO_COLOR=1"
-- @param[opt] arguments of the command
function terminal.open(environment, arguments)
  local path = os.tmpname()
  os.remove(path)
  local self = setmetatable({ name = 'facula' .. path:gsub('[^%w]', '') }, Terminal)
  local preload = os.getenv 'LD_PRELOAD'
  -- the shell survives Ctrl-C, to tell how the program ended
  local command = ('trap : INT; env -u NO_COLOR %s LC_ALL=C.UTF-8 %s %s %s lua/facula/main.lua %s; '
                   .. 'echo "the program ended: $?"; cat')
    :format(preload and 'LD_PRELOAD=' .. quote(preload) or '', process.environment(),
            environment or '', process.interpreter(), arguments or '')
  local text, status = self:tmux('-f /dev/null new-session -d -x 100 -y 50 ' .. quote(command))
  assert(status == 0, text)
  return self
end

--- The screen as text without blanks at its end, with colour codes if wanted.
function Terminal:screen(colours)
  return (self:tmux('capture-pane -p -J' .. (colours and ' -e' or '')):gsub('%s+$', ''))
end

--- Types text.
function Terminal:type(text)
  self:tmux('send-keys -l -- ' .. quote(text))
end

--- Presses keys by the names that tmux has for them.
function Terminal:press(keys)
  self:tmux('send-keys -- ' .. keys)
end

--- Waits until a pattern is on the screen; returns the screen.
function Terminal:wait(pattern)
  local started = core.clock()
  while true do
    local screen = self:screen()
    if screen:find(pattern) then return screen end
    if core.clock() - started > LIMIT then
      error(('%q did not come; on the screen is\n%s'):format(pattern, screen), 2)
    end
    core.path.sleep(PAUSE)
  end
end

--- Types a line and waits until a pattern is on the screen, which must not be part of the line.
function Terminal:enter(line, pattern)
  self:type(line)
  self:press 'Enter'
  return self:wait(pattern)
end

function Terminal:close()
  self:tmux 'kill-server'
end

--- Calls f(terminal), which is gone afterwards whatever happens.
function terminal.with(environment, f)
  local self = terminal.open(environment)
  local ok, err = pcall(function()
    self:wait 'Ctrl%-D leaves'
    f(self)
  end)
  self:close()
  if not ok then error(err, 0) end
end

return terminal
