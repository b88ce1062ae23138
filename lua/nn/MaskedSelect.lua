-- nn.MaskedSelect(): the elements of a tensor where a mask is 1.
-- Neighbours: Index.lua.
--
-- Shapes: input { tensor, mask }, mask a ByteTensor with as many elements; output a vector.
-- Example: nn.MaskedSelect():forward({torch.rand(3), torch.ByteTensor{1, 0, 1}}):size()  --> {2}

local check = require 'nn.check'

local MaskedSelect, parent = torch.class('nn.MaskedSelect', 'nn.Module')

function MaskedSelect:__init()
  parent.__init(self)
  self.gradInput = {torch.Tensor(), torch.ByteTensor()}
end

local function parts(self, input)
  if torch.type(input) ~= 'table' or #input ~= 2 then
    check.fail(self, 'input', 'a table { tensor, mask }', input)
  end
  local t, mask = check.own(self, 'input[1]', input[1]), input[2]
  if torch.typename(mask) ~= 'torch.ByteTensor' or mask:nElement() ~= t:nElement() then
    check.fail(self, 'input[2]', ('a ByteTensor of %d elements'):format(t:nElement()), mask)
  end
  return t, mask
end

function MaskedSelect:updateOutput(input)
  local t, mask = parts(self, input)
  self.output:maskedSelect(t, mask)
  return self.output
end

--- Elements that were not taken get 0. The mask has no gradient: zeros.
function MaskedSelect:updateGradInput(input, gradOutput)
  local t, mask = parts(self, input)
  check.own(self, 'gradOutput', gradOutput)
  if mask:max() > 1 then check.fail(self, 'input[2]', 'a mask of zeros and ones', mask) end
  if gradOutput:nElement() ~= mask:sum() then
    check.fail(self, 'gradOutput', ('%d elements'):format(mask:sum()), gradOutput)
  end
  if torch.type(self.gradInput) ~= 'table' then self.gradInput = {} end
  local gradInput = self.gradInput
  gradInput[1] = gradInput[1] or t.new()
  gradInput[2] = gradInput[2] or torch.ByteTensor()
  gradInput[1]:resizeAs(t):zero():maskedCopy(mask, gradOutput)
  gradInput[2]:resize(mask:size()):zero()
  return gradInput
end

-- The zeros of the mask stay a ByteTensor.
function MaskedSelect:type(type, tensorCache)
  if type then self.gradInput = {} end
  return parent.type(self, type, tensorCache)
end
