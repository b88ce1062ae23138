-- nn.Decorator(module): does what its module does; the base class of modules that add something to
-- another, which override the passes. Neighbours: Container.lua; Bottle, NaN, Profile, DontCast,
-- GPU below.
--
-- Shapes: those of the module inside.
-- Example: nn.Decorator(nn.Linear(5, 2)):forward(torch.rand(5)):size()  --> {2}

local Decorator, parent = torch.class('nn.Decorator', 'nn.Container')

--- @param module what is decorated, field modules[1]
function Decorator:__init(module)
  parent.__init(self)
  parent.add(self, module)
  -- the same objects as in the module, such as tables instead of tensors
  self.output, self.gradInput = module.output, module.gradInput
end

-- A method of the module, with errors that say where they happened.
local function call(self, name, ...)
  return self:rethrowErrors(self.modules[1], 1, name, ...)
end

function Decorator:updateOutput(input)
  self.output = call(self, 'updateOutput', input)
  return self.output
end

function Decorator:updateGradInput(input, gradOutput)
  self.gradInput = call(self, 'updateGradInput', input, gradOutput)
  return self.gradInput
end

function Decorator:accGradParameters(input, gradOutput, scale)
  call(self, 'accGradParameters', input, gradOutput, scale or 1)
end

function Decorator:accUpdateGradParameters(input, gradOutput, lr)
  call(self, 'accUpdateGradParameters', input, gradOutput, lr)
end

function Decorator:sharedAccUpdateGradParameters(input, gradOutput, lr)
  call(self, 'sharedAccUpdateGradParameters', input, gradOutput, lr)
end

function Decorator:__tostring__()
  return torch.type(self) .. ' @ ' .. tostring(self.modules[1])
end
