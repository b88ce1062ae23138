-- nn.GPU(module, device[, outdevice]): marks the device that a module is to run on. On a processor
-- it does what its module does, so that networks that were made for several devices work.
-- Neighbours: Decorator.lua.
--
-- Shapes: those of the module inside.
-- Example: nn.GPU(nn.Linear(5, 2), 1):forward(torch.rand(5)):size()  --> {2}

local check = require 'nn.check'

local GPU, parent = torch.class('nn.GPU', 'nn.Decorator')

--- @param module what runs there
-- @param device number of the device, 1-based
-- @param outdevice number of the device that the output is for; default device
function GPU:__init(module, device, outdevice)
  parent.__init(self, module)
  self.device = check.integer(self, 'device', device, 1)
  self.outdevice = check.integer(self, 'outdevice', outdevice or device, 1)
end

--- Sets the device; returns self.
function GPU:setDevice(device)
  self.device = device or self.device
  return self
end

function GPU:__tostring__()
  return ('%s(%d) @ %s'):format(torch.type(self), self.device, tostring(self.modules[1]))
end
