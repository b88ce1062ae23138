-- input.THNN: the C functions of layers and criteria under the names and in the argument order of
-- Torch7's THNN library, for packages that call them past the layers. nn itself does not.
-- Neighbours: src/nn has the functions; lua/torch/foreign.lua takes back what cdata() gave.
--
-- Tensors may be given as they are or as cdata(). Results go into the tensors that are given.
-- As in: input.THNN.LogSoftMax_updateOutput(input:cdata(), output:cdata())

local core = require 'facula.core'
local foreign = require 'torch.foreign'

local THNN = {}

-- name of the function -> THNN's arguments in order, by the names that the row of the C function
-- gives them. '-' is one that is not needed here, [x] a tensor that gets what the C function
-- returns as a number, x=y behind the list hands y over for x.
local orders = {
  Abs_updateOutput = 'input output',
  Abs_updateGradInput = 'input gradOutput gradInput output=input',
  ClassNLLCriterion_updateOutput = 'input target [output] sizeAverage weights [total] ignoreIndex',
  ClassNLLCriterion_updateGradInput =
    'input target gradInput sizeAverage weights total_weight ignoreIndex',
  Linear_updateOutput = 'input output weight bias -',
  Linear_updateGradInput = 'input gradOutput gradInput weight',
  Linear_accGradParameters = 'input gradOutput - - - gradWeight gradBias - scale',
  LogSoftMax_updateOutput = 'input output',
  LogSoftMax_updateGradInput = 'input gradOutput gradInput output',
  LookupTable_accGradParameters =
    'input gradOutput gradWeight - - - scaleGradByFreq paddingValue scale',
  LookupTable_renorm = 'input weight maxNorm normType',
  Sigmoid_updateOutput = 'input output',
  Sigmoid_updateGradInput = 'input gradOutput gradInput output',
  SoftMax_updateOutput = 'input output',
  SoftMax_updateGradInput = 'input gradOutput gradInput output',
  Tanh_updateOutput = 'input output',
  Tanh_updateGradInput = 'input gradOutput gradInput output',
  Threshold_updateOutput = 'input output threshold value inplace',
  Threshold_updateGradInput = 'input gradOutput gradInput threshold - inplace',
  -- transfer functions
  ELU_updateOutput = 'input output alpha inplace',
  ELU_updateGradInput = 'input gradOutput gradInput output alpha inplace',
  HardShrink_updateOutput = 'input output lambda',
  HardShrink_updateGradInput = 'input gradOutput gradInput lambda',
  HardTanh_updateOutput = 'input output min max inplace',
  HardTanh_updateGradInput = 'input gradOutput gradInput min max inplace',
  LeakyReLU_updateOutput = 'input output negval inplace',
  LeakyReLU_updateGradInput = 'input gradOutput gradInput negval inplace',
  LogSigmoid_updateOutput = 'input output -',
  LogSigmoid_updateGradInput = 'input gradOutput gradInput - output=input',
  PReLU_updateOutput = 'input output weight -',
  PReLU_updateGradInput = 'input gradOutput gradInput weight -',
  PReLU_accGradParameters = 'input gradOutput - - gradWeight - - - scale',
  SoftPlus_updateOutput = 'input output beta threshold',
  SoftPlus_updateGradInput = 'input gradOutput gradInput - beta threshold',
  SoftShrink_updateOutput = 'input output lambda',
  SoftShrink_updateGradInput = 'input gradOutput gradInput lambda',
  Sqrt_updateOutput = 'input output -',
  Sqrt_updateGradInput = 'input gradOutput gradInput output',
  Square_updateOutput = 'input output',
  Square_updateGradInput = 'input gradOutput gradInput output=input',
  -- windows and images
  SpatialMaxPooling_updateOutput = 'input output indices kW kH dW dH padW padH ceil',
  SpatialMaxPooling_updateGradInput = 'input gradOutput gradInput indices - - - - - - -',
  SpatialAveragePooling_updateOutput = 'input output kW kH dW dH padW padH ceil countPad',
  SpatialAveragePooling_updateGradInput =
    'input gradOutput gradInput kW kH dW dH padW padH ceil countPad',
  TemporalMaxPooling_updateOutput = 'input output indices kW dW',
  TemporalMaxPooling_updateGradInput = 'input gradOutput gradInput indices kW dW',
  TemporalConvolution_updateOutput = 'input output weight bias kW dW - -',
  TemporalConvolution_updateGradInput = 'input gradOutput gradInput weight kW dW',
  TemporalConvolution_accGradParameters = 'input gradOutput gradWeight gradBias kW dW scale',
  SpatialUpSamplingNearest_updateOutput = 'input output scale_factor',
  SpatialUpSamplingNearest_updateGradInput = 'input gradOutput gradInput scale_factor',
  SpatialReplicationPadding_updateOutput = 'input output left right top bottom',
  SpatialReplicationPadding_updateGradInput = 'input gradOutput gradInput left right top bottom',
  SpatialReflectionPadding_updateOutput = 'input output left right top bottom',
  SpatialReflectionPadding_updateGradInput = 'input gradOutput gradInput left right top bottom',
  -- criteria
  L1Cost_updateOutput = 'input [output]',
  L1Cost_updateGradInput = 'input - gradInput',
  MultiLabelMarginCriterion_updateOutput = 'input target [output] isTarget sizeAverage',
  MultiLabelMarginCriterion_updateGradInput = 'input target gradInput isTarget sizeAverage',
  SpatialClassNLLCriterion_updateOutput = 'input target [output] sizeAverage weights [total]',
  SpatialClassNLLCriterion_updateGradInput =
    'input target gradInput sizeAverage weights total_weight',
  MultiMarginCriterion_updateOutput = 'input target [output] sizeAverage p weights margin',
  MultiMarginCriterion_updateGradInput = 'input target gradInput sizeAverage p weights margin',
}

-- Criteria of one kind: what comes behind input, target, output or gradInput, and sizeAverage.
for class, rest in pairs({
  AbsCriterion = '', BCECriterion = ' weights', DistKLDivCriterion = '', MSECriterion = '',
  MarginCriterion = ' margin', SmoothL1Criterion = '', SoftMarginCriterion = '',
}) do
  orders[class .. '_updateOutput'] = 'input target [output] sizeAverage' .. rest
  orders[class .. '_updateGradInput'] = 'input target gradInput sizeAverage' .. rest
end

-- What is used for arguments that THNN, or an older version of it, does not have.
local defaults = {ignoreIndex = -100, scale = 1, divide = true}

-- The parameters of a C function: list of {name=, kind=}, from its row.
local function parametersOf(forms)
  local list = {}
  for word in forms:gmatch('%S+') do
    local name, kind = word:match('^([%w_]+):(%w+)')
    list[#list + 1] = {name = name, kind = kind}
  end
  return list
end

-- A value as the C function wants it.
local function plain(value, kind)
  if type(value) == 'cdata' then value = foreign.object(value) end
  if kind == 'num' and torch.isTensor(value) then return value[1] end
  if kind == 'bool' and type(value) == 'number' then return value ~= 0 end
  return value
end

-- Writes numbers that a C function returned into tensors.
local function store(targets, ...)
  for i, target in ipairs(targets) do
    target = plain(target)
    if torch.isTensor(target) then target:resize(1):fill((select(i, ...))) end
  end
end

-- The function in THNN's order for a C function and its row; nil and why if the names do not fit.
local function ordered(name, call, forms, order)
  local places, results, count = {}, {}, 0
  for word in order:gmatch('%S+') do
    local to, from = word:match('^([%w_]+)=([%w_]+)$')
    if to then
      places[to] = places[from]
    else
      count = count + 1
      if word:sub(1, 1) == '[' then
        results[#results + 1] = count
      else
        places[word] = count
      end
    end
  end
  local parameters = parametersOf(forms)
  for _, parameter in ipairs(parameters) do
    if not places[parameter.name] and defaults[parameter.name] == nil then
      return nil, ('%s: the order lacks %s'):format(name, tostring(parameter.name))
    end
  end
  return function(...)
    local given, arguments, targets = {...}, {}, {}
    for i, parameter in ipairs(parameters) do
      local place = places[parameter.name]
      local value = place and given[place]
      if value == nil then value = defaults[parameter.name] end
      arguments[i] = plain(value, parameter.kind)
    end
    for i, place in ipairs(results) do targets[i] = given[place] or false end
    store(targets, call((table.unpack or unpack)(arguments, 1, #parameters)))
  end
end

--- The functions, by name; the same as the field THNN of FloatTensors and DoubleTensors.
THNN.functions = {}

--- Orders that do not fit the row of their C function, for the spec.
THNN.faults = {}

for _, row in ipairs(core.operations) do
  local order = row.prefix == 'nn.' and orders[row.name]
  if order then
    local call, fault = ordered(row.name, core.nn[row.name], row.forms, order)
    THNN.functions[row.name] = call
    THNN.faults[#THNN.faults + 1] = fault
  end
end

--- type name -> functions, as in Torch7.
THNN.kernels = {}

for _, name in ipairs({'torch.FloatTensor', 'torch.DoubleTensor'}) do
  THNN.kernels[name] = THNN.functions
  torch.getmetatable(name).THNN = THNN.functions
end

--- What stands for a tensor that is not there.
THNN.NULL = nil

--- The cdata() of a tensor, or what stands for none.
function THNN.optionalTensor(tensor)
  return tensor and tensor:cdata() or THNN.NULL
end

return THNN
