-- nn.ConcatTable(): every module gets the input; the output is the table of their outputs.
-- The gradients with respect to the input are added up; the input may be a nested table.
-- Neighbours: Container.lua, lists.lua, draw.lua; Concat joins the outputs to one tensor.
--
-- Shapes: input as the modules take it, all of them the same; output a table of the modules'
-- outputs.
-- Example:
--   local layer = nn.ConcatTable():add(nn.Identity()):add(nn.Square())
--   layer:forward(torch.Tensor{2, 3})  --> {{2, 3}, {4, 9}}

local lists = require 'nn.lists'
local draw = require 'nn.draw'

local ConcatTable, parent = torch.class('nn.ConcatTable', 'nn.Container')

function ConcatTable:__init()
  parent.__init(self)
  self.output = {}
end

function ConcatTable:updateOutput(input)
  local modules = self.modules
  for i = 1, #modules do
    self.output[i] = self:rethrowErrors(modules[i], i, 'updateOutput', input)
  end
  lists.trim(self.output, #modules)
  return self.output
end

-- Calls a method of each module with its entry of gradOutput; returns the list of results.
local function distribute(self, method, input, gradOutput, factor)
  lists.checkEntries(self, 'gradOutput', gradOutput, #self.modules)
  local results = {}
  for i = 1, #self.modules do
    local module, part = self.modules[i], gradOutput[i]
    results[#results + 1] = self:rethrowErrors(module, i, method, input, part, factor)
  end
  return results
end

function ConcatTable:updateGradInput(input, gradOutput)
  local results = distribute(self, 'updateGradInput', input, gradOutput)
  self.gradInput = lists.sum(self.gradInput, results)
  return self.gradInput
end

function ConcatTable:accGradParameters(input, gradOutput, scale)
  distribute(self, 'accGradParameters', input, gradOutput, scale or 1)
end

function ConcatTable:backward(input, gradOutput, scale)
  local results = distribute(self, 'backward', input, gradOutput, scale or 1)
  self.gradInput = lists.sum(self.gradInput, results)
  return self.gradInput
end

function ConcatTable:accUpdateGradParameters(input, gradOutput, lr)
  distribute(self, 'accUpdateGradParameters', input, gradOutput, lr)
end

function ConcatTable:__tostring__()
  return draw.branches(torch.type(self), self.modules)
end
