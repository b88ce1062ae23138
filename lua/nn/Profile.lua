-- nn.Profile(module[, print_interval[, name]]): measures how long the passes of a module take and
-- prints the time every print_interval passes. Neighbours: Decorator.lua.
--
-- Shapes: those of the module inside.
-- Example: nn.Profile(nn.Linear(5, 2), 1000):forward(torch.rand(5)):size()  --> {2}

local check = require 'nn.check'

local Profile, parent = torch.class('nn.Profile', 'nn.Decorator')

--- @param module what is measured
-- @param print_interval passes between two lines; default 100
-- @param name what the lines call the module; default its class
-- Fields: numFwds, numBwds, summedFwdTime, summedBwdTime (seconds), since the last line.
function Profile:__init(module, print_interval, name)
  parent.__init(self, module)
  self.print_interval = check.integer(self, 'print_interval', print_interval or 100, 1)
  self.name = name or torch.type(module)
  self.module = module
  self.numFwds, self.numBwds = 0, 0
  self.summedFwdTime, self.summedBwdTime = 0, 0
end

--- Reads a file; those of Torch7 have a timer, which is of no use here.
function Profile:read(file)
  parent.read(self, file)
  self.timer = nil
end

-- Prints the time of the passes in one direction and begins to count anew.
local function report(self, count, time, direction)
  if self[count] < self.print_interval then return end
  print(('%s took %.3f seconds for %d %s passes'):format(self.name, self[time], self[count],
    direction))
  self[count], self[time] = 0, 0
end

function Profile:updateOutput(input)
  local timer = torch.Timer()
  parent.updateOutput(self, input)
  self.summedFwdTime = self.summedFwdTime + timer:time().real
  self.numFwds = self.numFwds + 1
  report(self, 'numFwds', 'summedFwdTime', 'forward')
  return self.output
end

function Profile:updateGradInput(input, gradOutput)
  local timer = torch.Timer()
  parent.updateGradInput(self, input, gradOutput)
  self.summedBwdTime = self.summedBwdTime + timer:time().real
  self.numBwds = self.numBwds + 1
  report(self, 'numBwds', 'summedBwdTime', 'backward')
  return self.gradInput
end
