-- nn.MapTable([module[, shared]]): the same module for every entry of the input table. It is cloned
-- as often as the table is long; the clones share its parameters and their gradients.
-- Neighbours: Container.lua, lists.lua; ParallelTable has a module of its own for each entry.
--
-- Shapes: input a table of what the module takes; output a table of as many outputs.
-- Example: nn.MapTable(nn.Square()):forward({torch.Tensor{2}, torch.Tensor{3}})  --> {{4}, {9}}

local check = require 'nn.check'
local lists = require 'nn.lists'

local MapTable, parent = torch.class('nn.MapTable', 'nn.Container')

--- @param module for the entries; may also be added later
-- @param shared whether clones share parameters; default true
-- Fields: module, shared; sharedparams, the names of the fields that clones share; modules, the
-- module and its clones.
function MapTable:__init(module, shared)
  parent.__init(self)
  self.shared = shared == nil or shared
  self.sharedparams = {'weight', 'bias', 'gradWeight', 'gradBias'}
  self.output = {}
  self.gradInput = {}
  if module ~= nil then self:add(module) end
end

--- Sets the module; returns self. Only one can be added.
function MapTable:add(module)
  if self.module then
    error(torch.type(self) .. ': add: expected one module, it has one already', 0)
  end
  parent.add(self, module)
  self.module = module
  return self
end

--- Makes or drops clones, so that there are n modules.
function MapTable:resize(n)
  if not self.module then error(torch.type(self) .. ': there is no module', 0) end
  self.modules[1] = self.module
  for i = #self.modules + 1, n do
    local clone = self.module:clone()
    if self.shared then
      clone:share(self.module, (table.unpack or unpack)(self.sharedparams))
    end
    self.modules[i] = clone
  end
  lists.trim(self.modules, math.max(n, 1))
end

function MapTable:updateOutput(input)
  check.list(self, 'input', input)
  self:resize(#input)
  for i = 1, #input do
    self.output[i] = self:rethrowErrors(self.modules[i], i, 'updateOutput', input[i])
  end
  lists.trim(self.output, #input)
  return self.output
end

-- Calls a method of each module with its entries and keeps the results in the table `into`.
local function distribute(self, method, into, input, gradOutput, factor)
  check.list(self, 'input', input)
  lists.checkEntries(self, 'gradOutput', gradOutput, #input)
  self:resize(#input)
  for i = 1, #input do
    local result = self:rethrowErrors(self.modules[i], i, method, input[i], gradOutput[i], factor)
    if into then into[i] = result end
  end
  if into then lists.trim(into, #input) end
  return into
end

function MapTable:updateGradInput(input, gradOutput)
  return distribute(self, 'updateGradInput', self.gradInput, input, gradOutput)
end

function MapTable:accGradParameters(input, gradOutput, scale)
  distribute(self, 'accGradParameters', nil, input, gradOutput, scale or 1)
end

function MapTable:backward(input, gradOutput, scale)
  return distribute(self, 'backward', self.gradInput, input, gradOutput, scale or 1)
end

function MapTable:accUpdateGradParameters(input, gradOutput, lr)
  if self.shared then
    self:sharedAccUpdateGradParameters(input, gradOutput, lr)
  else
    distribute(self, 'accUpdateGradParameters', nil, input, gradOutput, lr)
  end
end

-- Shared parameters are there once, so steps on them are made once.

function MapTable:zeroGradParameters()
  if not self.shared then return parent.zeroGradParameters(self) end
  if self.module then self.module:zeroGradParameters() end
end

function MapTable:updateParameters(lr)
  if not self.shared then return parent.updateParameters(self, lr) end
  if self.module then self.module:updateParameters(lr) end
end

function MapTable:reset(stdv)
  if not self.shared then return parent.reset(self, stdv) end
  if self.module then self.module:reset(stdv) end
end

--- Shares fields of the module with that of another MapTable. The clones are made anew.
function MapTable:share(mlp, ...)
  if not torch.isTypeOf(mlp, 'nn.MapTable') then
    check.fail(self, 'share', 'an nn.MapTable', mlp)
  end
  if self.module and mlp.module then
    self:resize(1)
    self.module:share(mlp.module, ...)
  end
  return self
end

--- See Module:replace. The clones are made anew from the module that replaces the first.
function MapTable:replace(fn)
  local result = fn(self)
  if self.module then
    self.module = self.module:replace(fn)
    self.modules = {self.module}
  end
  return result
end

--- As Container:clearState; also drops the clones.
function MapTable:clearState()
  if self.module then self:resize(1) end
  return parent.clearState(self)
end

-- A child of several lines is indented as Torch7 does it.
function MapTable:__tostring__()
  if not self.module then return torch.type(self) .. ' { }' end
  return ('%s {\n  %s\n}'):format(torch.type(self),
    (tostring(self.module):gsub('\n', '\n' .. (' '):rep(8))))
end
