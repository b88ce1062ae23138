-- nn.NaN(module[, id]): raises an error as soon as a pass of its module gives nan.
-- Neighbours: Decorator.lua; checknan.lua watches all modules of a network.
--
-- Shapes: those of the module inside.
-- Example: nn.NaN(nn.Linear(5, 2)):forward(torch.rand(5)):size()  --> {2}

local finite = require 'nn.finite'

local NaN, parent = torch.class('nn.NaN', 'nn.Decorator')

local made = 0 -- modules without an id of their own are numbered

--- @param module what is watched
-- @param id what errors call it; default a number
function NaN:__init(module, id)
  parent.__init(self, module)
  made = made + 1
  self.id = id or made
end

-- Raises if value, or a tensor in it, has nan.
local function refuse(self, value, what)
  if finite.fault(value) == 'nan' then
    error(('NaN found in %s of module :\n%s'):format(what, tostring(self)), 0)
  end
end

function NaN:updateOutput(input)
  parent.updateOutput(self, input)
  refuse(self, self.output, 'output')
  return self.output
end

function NaN:updateGradInput(input, gradOutput)
  parent.updateGradInput(self, input, gradOutput)
  refuse(self, self.gradInput, 'gradInput')
  return self.gradInput
end

function NaN:accGradParameters(input, gradOutput, scale)
  parent.accGradParameters(self, input, gradOutput, scale)
  local _, gradients = self:parameters()
  refuse(self, gradients, 'gradParameters')
end

function NaN:__tostring__()
  return ('%s(%s) @ %s'):format(torch.type(self), tostring(self.id), tostring(self.modules[1]))
end
