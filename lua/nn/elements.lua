-- What the layers over tables share that combine their entries element by element: checks, and
-- gradInput as a list. Neighbours: CSubTable.lua, CMulTable.lua, CDivTable.lua, CMaxTable.lua ...

local check = require 'nn.check'
local lists = require 'nn.lists'

local elements = {}

--- Raises unless input is a table of tensors of the module's type with equal numbers of elements.
-- count: how many there must be; nil for any number
function elements.check(module, input, count)
  lists.checkTensors(module, 'input', input)
  check.own(module, 'input[1]', input[1])
  if count and #input ~= count then
    check.fail(module, 'input', ('a table of %d tensors'):format(count), input)
  end
  for i = 2, #input do
    if input[i]:nElement() ~= input[1]:nElement() then
      check.fail(module, ('input[%d]'):format(i), check.describe(input[1]) .. ' like the first',
        input[i])
    end
  end
end

--- Checks input and gradOutput and returns gradInput with a tensor of the right size for each
-- entry.
function elements.results(module, input, gradOutput, count)
  elements.check(module, input, count)
  check.own(module, 'gradOutput', gradOutput)
  if gradOutput:nElement() ~= input[1]:nElement() then
    check.fail(module, 'gradOutput', check.describe(input[1]), gradOutput)
  end
  if torch.type(module.gradInput) ~= 'table' then module.gradInput = {} end
  local gradInput = module.gradInput
  for i = 1, #input do
    gradInput[i] = gradInput[i] or input[i].new()
    gradInput[i]:resizeAs(input[i])
  end
  lists.trim(gradInput, #input)
  return gradInput
end

return elements
