-- What criteria over pairs of inputs and targets that may be numbers share.
-- Neighbours: check.lua words the errors.

local check = require 'nn.check'

local targets = {}

--- target itself, or a number as a tensor of one element with input's type, kept in self._target.
function targets.tensor(self, target, input)
  if type(target) ~= 'number' then return target end
  check.tensor(self, 'input', input)
  if torch.typename(self._target) ~= torch.typename(input) then self._target = input.new(1) end
  self._target[1] = target
  return self._target
end

--- The two tensors of an input; raises for anything else.
function targets.pair(self, input)
  check.list(self, 'input', input)
  return check.tensor(self, 'input[1]', input[1]), check.tensor(self, 'input[2]', input[2])
end

--- self.gradInput as a table of two tensors with input's type.
function targets.gradients(self, input)
  local list = self.gradInput
  if type(list) ~= 'table' then
    list = {}
    self.gradInput = list
  end
  for i = 1, 2 do
    if torch.typename(list[i]) ~= torch.typename(input) then list[i] = input.new() end
  end
  return list[1], list[2]
end

return targets
