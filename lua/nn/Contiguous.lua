-- nn.Contiguous(): the input itself if its elements lie in one row in memory, else a copy
-- that does.
--
-- Shapes: any input; output as input.
-- Example: nn.Contiguous():forward(torch.rand(2, 3):t())  --> 3x2

local check = require 'nn.check'

local Contiguous = torch.class('nn.Contiguous', 'nn.Module')

-- Makes target a view of source, or a contiguous copy. A view that is there from before is left.
local function pass(self, name, what, source)
  check.own(self, what, source)
  local target = self[name]
  if source:isContiguous() then
    target:set(source)
  else
    if target:nElement() > 0 and target:storage() == source:storage() then target:set() end
    target:resizeAs(source):copy(source)
  end
  return target
end

function Contiguous:updateOutput(input)
  return pass(self, 'output', 'input', input)
end

function Contiguous:updateGradInput(_input, gradOutput)
  return pass(self, 'gradInput', 'gradOutput', gradOutput)
end
