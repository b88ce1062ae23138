-- nn.Constant(value[, nInputDim]): a fixed value, whatever the input.
--
-- Shapes: output of the size of value; with nInputDim and an input of one dimension more, once for
-- each sample of that batch.
-- Example: nn.Constant(torch.Tensor{1, 2}, 1):forward(torch.rand(3, 5))  --> 3x2

local check = require 'nn.check'

local Constant, parent = torch.class('nn.Constant', 'nn.Module')

--- @param value a number or a tensor. Field value, a tensor.
-- @param nInputDim dimensions of an input that is no batch; default nil, no batches
function Constant:__init(value, nInputDim)
  parent.__init(self)
  if type(value) == 'number' then
    value = torch.Tensor {value}
  elseif not torch.isTensor(value) then
    check.fail(self, 'value', 'a number or a tensor', value)
  end
  self.value = value
  self.nInputDim = nInputDim and check.integer(self, 'nInputDim', nInputDim, 0)
end

function Constant:updateOutput(input)
  check.tensor(self, 'input', input)
  local value = self.value
  if self.nInputDim and input:dim() > self.nInputDim then
    local size = value:size():totable()
    table.insert(size, 1, input:size(1))
    local one = nn.utils.addSingletonDimension(value, 1)
    self.output:resize(torch.LongStorage(size))
    self.output:copy(one:expandAs(self.output))
  else
    self.output:resize(value:size()):copy(value)
  end
  return self.output
end

--- Zeros of the input's size.
function Constant:updateGradInput(input)
  check.tensor(self, 'input', input)
  self.gradInput:resize(input:size()):zero()
  return self.gradInput
end
