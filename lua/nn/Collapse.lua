-- nn.Collapse(nInputDim): the last nInputDim dimensions as one. Neighbours: View.lua, Reshape.lua.
--
-- Shapes: output is a view of the input, where that is contiguous.
-- Example: nn.Collapse(2):forward(torch.rand(5, 2, 3))  --> 5x6

local check = require 'nn.check'

local Collapse, parent = torch.class('nn.Collapse', 'nn.Module')

--- @param nInputDim how many dimensions; those before are the batch and stay
function Collapse:__init(nInputDim)
  parent.__init(self)
  self.nInputDim = check.integer(self, 'nInputDim', nInputDim, 1)
end

function Collapse:updateOutput(input)
  local dims = check.tensor(self, 'input', input):dim()
  if dims < self.nInputDim then
    check.fail(self, 'input', ('at least %d dimensions'):format(self.nInputDim), input)
  end
  local size, product = {}, 1
  for d = 1, dims - self.nInputDim do size[d] = input:size(d) end
  for d = dims - self.nInputDim + 1, dims do product = product * input:size(d) end
  size[#size + 1] = product
  self.output = nn.utils.contiguousView(self.output, input, torch.LongStorage(size))
  return self.output
end

function Collapse:updateGradInput(input, gradOutput)
  check.sameCount(self, input, gradOutput)
  self.gradInput = nn.utils.contiguousView(self.gradInput, gradOutput, input:size())
  return self.gradInput
end
