-- The THNN functions whose arguments need more than another order: gradients that are given sizes
-- in place of an input, and sparse inputs in another form. THNN.lua hands tensors over, no cdata.
-- Neighbours: THNN.lua, thnnorders.lua; src/nn/resample.c, src/nn/sparse.c.

local C = require 'facula.core'.nn

local written = {}

-- Adds a function whose first arguments, so many as `tensors` says, are tensors.
local function define(name, tensors, f)
  written[name] = function(...)
    for i = 1, tensors do
      local value = select(i, ...)
      if not torch.isTensor(value) then
        error(('nn.THNN: %s: argument %d: tensor expected, got %s')
          :format(name, i, torch.type(value)), 0)
      end
    end
    f(...)
  end
end

-- A tensor of a size, for functions that ask for no more than its size.
local function sized(like, ...)
  local size = torch.LongStorage({...})
  return like.new(torch.LongStorage(#size):fill(1)):expand(size)
end

define('SpatialUpSamplingBilinear_updateGradInput', 2,
  function(gradOutput, gradInput, batch, planes, height, width, ...)
    C.SpatialUpSamplingBilinear_updateGradInput(gradInput,
      sized(gradOutput, batch, planes, height, width), gradOutput, ...)
  end)

define('VolumetricUpSamplingTrilinear_updateGradInput', 2,
  function(gradOutput, gradInput, batch, planes, depth, height, width, ...)
    C.UpSampling_linear3Back(gradInput, sized(gradOutput, batch, planes, depth, height, width),
      gradOutput, ...)
  end)

-- --- SparseLinear --------------------------------------------------------------------------------

-- Rows {sample, index, value} in any order as the rows {index, value} of all samples, one sample
-- after the other, and their number for each sample.
local function grouped(rows, samples)
  if rows:dim() ~= 2 or rows:size(2) ~= 3 then
    error('nn.THNN: SparseLinear: expected an input with rows {sample, index, value}', 0)
  end
  local sizes = torch.LongTensor(samples):zero()
  local sample, order = torch.sort(rows:select(2, 1))
  for i = 1, sample:size(1) do
    local s = sample[i]
    if not (s >= 1 and s <= samples and s % 1 == 0) then
      error(('nn.THNN: SparseLinear: sample %g is out of range, there are %d')
        :format(s, samples), 0)
    end
    sizes[s] = sizes[s] + 1
  end
  return rows:index(1, order):narrow(2, 2, 2):contiguous(), sizes
end

-- samples x n x 2, as old versions had it, in the same form.
local function listed(input)
  if input:dim() ~= 3 or input:size(3) ~= 2 then
    error('nn.THNN: SparseLinear: expected an input of samples x n x 2', 0)
  end
  local sizes = torch.LongTensor(input:size(1)):fill(input:size(2))
  return input:contiguous():view(-1, 2), sizes
end

local function accumulate(pairs, sizes, gradOutput, gradWeight, gradBias, weight, decay, scale)
  C.SparseLinear_accGradParameters(pairs, sizes, gradOutput, gradWeight, gradBias, scale or 1)
  if (decay or 0) ~= 0 then gradWeight:add((scale or 1) * decay, weight) end
end

-- output has its size, samples x outputs, already.
define('SparseLinear_updateOutput', 4, function(input, output, weight, bias)
  if output:dim() ~= 2 then
    error('nn.THNN: SparseLinear: expected an output of size samples x outputs', 0)
  end
  local pairs, sizes = grouped(input, output:size(1))
  C.SparseLinear_updateOutput(output, pairs, sizes, weight, bias, true)
end)

define('SparseLinear_legacyUpdateOutput', 4, function(input, output, weight, bias)
  local pairs, sizes = listed(input)
  C.SparseLinear_updateOutput(output, pairs, sizes, weight, bias, true)
end)

define('SparseLinear_accGradParameters', 5,
  function(input, gradOutput, gradWeight, gradBias, weight, _, decay, scale)
    local pairs, sizes = grouped(input, gradOutput:dim() > 0 and gradOutput:size(1) or 0)
    accumulate(pairs, sizes, gradOutput, gradWeight, gradBias, weight, decay, scale)
  end)

define('SparseLinear_legacyAccGradParameters', 5,
  function(input, gradOutput, gradWeight, gradBias, weight, _, decay, scale)
    local pairs, sizes = listed(input)
    accumulate(pairs, sizes, gradOutput, gradWeight, gradBias, weight, decay, scale)
  end)

-- Torch7 looks at the columns of the last input only, the others being zero.
for _, form in ipairs({'SparseLinear_zero', 'SparseLinear_legacyZero'}) do
  define(form .. 'GradParameters', 2, function(gradWeight, gradBias)
    gradWeight:zero()
    gradBias:zero()
  end)
end

for _, form in ipairs({'SparseLinear_update', 'SparseLinear_legacyUpdate'}) do
  define(form .. 'Parameters', 4, function(weight, bias, gradWeight, gradBias, _, learningRate)
    if type(learningRate) ~= 'number' then
      error('nn.THNN: SparseLinear: expected a number as learning rate', 0)
    end
    weight:add(-learningRate, gradWeight)
    bias:add(-learningRate, gradBias)
  end)
end

return written
