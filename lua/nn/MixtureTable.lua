-- nn.MixtureTable([dim]): the sum of the outputs of experts, weighted by a gate.
--
-- Shapes: input { gate, experts }; gate n or B x n; experts a table of n tensors, or one tensor
-- whose dimension dim counts them; in a batch the first dimension of each expert is B.
-- Output as one expert.
-- Example:
--   local layer = nn.MixtureTable()
--   layer:forward({torch.Tensor{0.3, 0.7}, {torch.ones(2), torch.zeros(2)}})  --> {0.3, 0.3}
-- Source: Jacobs, Jordan, Nowlan, Hinton, "Adaptive Mixtures of Local Experts", 1991.

local check = require 'nn.check'
local lists = require 'nn.lists'

local MixtureTable, parent = torch.class('nn.MixtureTable', 'nn.Module')

--- @param dim the dimension of a tensor of experts that counts them; default the one that the gate
-- has for them: 1, or 2 in a batch
function MixtureTable:__init(dim)
  parent.__init(self)
  self.dim = dim and check.integer(self, 'dim', dim, 1)
  self.gradInput = {}
end

-- The experts, tensors of one size. Of one tensor, its slices.
local function slices(self, what, experts, gate, like)
  local n, dims = gate:size(gate:dim()), gate:dim()
  local list = experts
  if torch.isTensor(experts) then
    local dim = self.dim or dims
    if experts:dim() < dim or experts:dim() < 2 or experts:size(dim) ~= n then
      check.fail(self, what, ('a tensor of %d experts along dimension %d'):format(n, dim), experts)
    end
    list = {}
    for i = 1, n do list[i] = experts:select(dim, i) end
  end
  lists.checkTensors(self, what, list)
  if #list ~= n then check.fail(self, what, ('%d tensors'):format(n), list) end
  check.own(self, what, list[1])
  like = like or list[1]
  for i = 1, n do
    local t = list[i]
    if not t:isSameSizeAs(like) or t:dim() < dims or (dims == 2 and t:size(1) ~= gate:size(1)) then
      check.fail(self, ('%s[%d]'):format(what, i),
        (dims == 2 and 'a batch of %d, ' or 'an expert '):format(gate:size(1)) .. 'of the size of '
          .. check.describe(like), t)
    end
  end
  return list
end

-- Gate and experts, checked.
local function parts(self, input)
  if torch.type(input) ~= 'table' or #input ~= 2 then
    check.fail(self, 'input', 'a table { gate, experts }', input)
  end
  local gate = check.own(self, 'input[1]', input[1])
  if gate:dim() ~= 1 and gate:dim() ~= 2 then
    check.fail(self, 'input[1]', 'a vector or a matrix', gate)
  end
  return gate, slices(self, 'input[2]', input[2], gate)
end

-- The weights of the i-th expert, spread over the size of like.
local function weights(gate, i, like)
  local w = gate:select(gate:dim(), i)
  if gate:dim() == 1 then w = gate:narrow(1, i, 1) end
  local size = {}
  for d = 1, like:dim() do size[d] = 1 end
  size[1] = w:size(1)
  return w:contiguous():view(torch.LongStorage(size)):expandAs(like)
end

function MixtureTable:updateOutput(input)
  local gate, experts = parts(self, input)
  local output = self.output:resizeAs(experts[1])
  output:cmul(experts[1], weights(gate, 1, experts[1]))
  for i = 2, #experts do output:addcmul(experts[i], weights(gate, i, experts[i])) end
  return output
end

-- gradInput[2] in the form of the experts, and its slices.
local function results(self, input, gate, experts)
  local gradInput = self.gradInput
  if torch.type(gradInput) ~= 'table' then
    gradInput = {}
    self.gradInput = gradInput
  end
  gradInput[1] = torch.isTensor(gradInput[1]) and gradInput[1] or gate.new()
  gradInput[1]:resizeAs(gate)
  if torch.isTensor(input[2]) then
    gradInput[2] = torch.isTensor(gradInput[2]) and gradInput[2] or gate.new()
    gradInput[2]:resizeAs(input[2])
    return gradInput[1], slices(self, 'gradInput[2]', gradInput[2], gate)
  end
  if torch.type(gradInput[2]) ~= 'table' then gradInput[2] = {} end
  for i = 1, #experts do
    gradInput[2][i] = gradInput[2][i] or gate.new()
    gradInput[2][i]:resizeAs(experts[i])
  end
  lists.trim(gradInput[2], #experts)
  return gradInput[1], gradInput[2]
end

function MixtureTable:updateGradInput(input, gradOutput)
  local gate, experts = parts(self, input)
  check.own(self, 'gradOutput', gradOutput)
  if not gradOutput:isSameSizeAs(experts[1]) then
    check.fail(self, 'gradOutput', check.describe(experts[1]) .. ' like an expert', gradOutput)
  end
  local gradGate, gradExperts = results(self, input, gate, experts)
  local samples = gate:dim() == 2 and gate:size(1) or 1
  self.product = self.product or gate.new()
  self.sum = self.sum or gate.new()
  for i = 1, #experts do
    gradExperts[i]:cmul(gradOutput, weights(gate, i, gradOutput))
    self.product:resizeAs(gradOutput):cmul(gradOutput, experts[i])
    torch.sum(self.sum, self.product:view(samples, -1), 2)
    gradGate:narrow(gate:dim(), i, 1):copy(self.sum)
  end
  return self.gradInput
end

function MixtureTable:type(type, tensorCache)
  if type then self.gradInput, self.product, self.sum = {}, nil, nil end
  return parent.type(self, type, tensorCache)
end

function MixtureTable:clearState()
  self.gradInput, self.product, self.sum = {}, nil, nil
  self.output:set()
  return self
end
