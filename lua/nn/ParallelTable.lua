-- nn.ParallelTable(): the i-th module gets the i-th entry of the input table; the output is the
-- table of their outputs. Neighbours: Container.lua, lists.lua, draw.lua.
--
-- Shapes: input a table, entry i as module i takes it; output a table of the modules' outputs.
-- Example:
--   local both = nn.ParallelTable():add(nn.Linear(5, 2)):add(nn.Tanh())
--   both:forward({torch.rand(7, 5), torch.rand(4, 3)})  --> {7x2, 4x3}

local lists = require 'nn.lists'
local draw = require 'nn.draw'

local ParallelTable, parent = torch.class('nn.ParallelTable', 'nn.Container')

function ParallelTable:__init()
  parent.__init(self)
  self.output = {}
  self.gradInput = {}
end

function ParallelTable:updateOutput(input)
  lists.checkEntries(self, 'input', input, #self.modules)
  local modules = self.modules
  for i = 1, #modules do
    self.output[i] = self:rethrowErrors(modules[i], i, 'updateOutput', input[i])
  end
  lists.trim(self.output, #modules)
  return self.output
end

-- Calls a method of each module with its entries and keeps the results in the table `into`.
local function distribute(self, method, into, input, gradOutput, factor)
  lists.checkEntries(self, 'input', input, #self.modules)
  lists.checkEntries(self, 'gradOutput', gradOutput, #self.modules)
  for i = 1, #self.modules do
    local module = self.modules[i]
    local result = self:rethrowErrors(module, i, method, input[i], gradOutput[i], factor)
    if into then into[i] = result end
  end
  if into then lists.trim(into, #self.modules) end
  return into
end

function ParallelTable:updateGradInput(input, gradOutput)
  return distribute(self, 'updateGradInput', self.gradInput, input, gradOutput)
end

function ParallelTable:accGradParameters(input, gradOutput, scale)
  distribute(self, 'accGradParameters', nil, input, gradOutput, scale or 1)
end

function ParallelTable:backward(input, gradOutput, scale)
  return distribute(self, 'backward', self.gradInput, input, gradOutput, scale or 1)
end

function ParallelTable:accUpdateGradParameters(input, gradOutput, lr)
  distribute(self, 'accUpdateGradParameters', nil, input, gradOutput, lr)
end

function ParallelTable:__tostring__()
  return draw.branches(torch.type(self), self.modules)
end
