-- The size of the output of full convolutions, which their input leaves open up to the step: a
-- number of additional rows, or a tensor whose size the output shall have.
-- Neighbours: SpatialFullConvolution.lua, VolumetricFullConvolution.lua.

local check = require 'nn.check'

local fullSize = {}

--- Raises unless adjW < dW and so on, for the letters of the dimensions.
function fullSize.checkAdjustment(layer, ...)
  for i = 1, select('#', ...) do
    local letter = select(i, ...)
    local adjust, step = layer['adj' .. letter], layer['d' .. letter]
    if adjust >= step then
      check.fail(layer, 'adj' .. letter, ('less than d%s = %d'):format(letter, step), adjust)
    end
  end
end

-- The additional rows along the dimension of that letter, if it shall have this size.
local function adjustment(layer, letter, size)
  local pad = layer['pad' .. letter] or 0
  return (size + 2 * pad - layer['k' .. letter]) % (layer['d' .. letter] or 1)
end

--- The tensor x of an input x or {x, like}.
function fullSize.tensor(layer, input)
  if torch.type(input) ~= 'table' then return input end
  return check.tensor(layer, 'input[1]', input[1])
end

--- The additional rows for each of the letters, which stand for the last dimensions.
function fullSize.adjustments(layer, input, a, b, c)
  if torch.type(input) ~= 'table' then
    return layer['adj' .. a] or 0, layer['adj' .. b] or 0, c and (layer['adj' .. c] or 0)
  end
  local like, count = check.tensor(layer, 'input[2]', input[2]), c and 3 or 2
  local n = like:dim()
  if n < count then
    check.fail(layer, 'input[2]', ('a tensor of at least %d dimensions'):format(count), like)
  end
  return adjustment(layer, a, like:size(n - count + 1)),
    adjustment(layer, b, like:size(n - count + 2)), c and adjustment(layer, c, like:size(n))
end

--- The tensor for the gradient of x. gradInput becomes a table with zeros for `like` if the input
-- is one, and else a tensor.
function fullSize.gradInput(layer, input)
  local gradInput = layer.gradInput
  local first = gradInput
  if torch.type(gradInput) == 'table' then first = gradInput[1] or layer.output.new() end
  if torch.type(input) ~= 'table' then
    layer.gradInput = first
    return first
  end
  if torch.type(gradInput) ~= 'table' then gradInput = {} end
  local like = check.tensor(layer, 'input[2]', input[2])
  local zeros = gradInput[2]
  if torch.type(zeros) ~= torch.type(like) then zeros = like.new() end
  gradInput[1], gradInput[2] = first, zeros:resizeAs(like):zero()
  layer.gradInput = gradInput
  return first
end

return fullSize
