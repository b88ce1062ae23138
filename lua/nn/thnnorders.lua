-- The arguments of Torch7's THNN functions, in their order: what THNN.lua makes the field THNN of.
-- Neighbours: THNN.lua; the rows of src/nn, whose names for arguments these are.
--
-- An order is a list of words for the arguments as THNN takes them:
--   name      the argument of that name of the C function
--   -         one that is not needed here: buffers, sizes that the tensors tell
--   [output]  a tensor that gets a number which the C function returns
-- and behind the list what the C function wants besides:
--   x=y       x is y: an argument in the list or a number, or what `derived` in THNN.lua makes of
--             an argument; weight.3 is the size of dimension 3 of weight
--   numbers=a,b,...  the list at the end of the arguments of a convolution
--   call=f    the name of the C function, where it is another one

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
  FeatureLPPooling_updateOutput = 'input output power width stride batch',
  FeatureLPPooling_updateGradInput = 'gradOutput input output gradInput power width stride batch',
  GatedLinear_updateOutput = 'input output dim call=GatedLinearUnit_updateOutput',
  GatedLinear_updateGradInput =
    'input gradOutput gradInput dim call=GatedLinearUnit_updateGradInput',
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
  RReLU_updateOutput = 'input output noise lower upper train inplace gen',
  RReLU_updateGradInput = 'input gradOutput gradInput noise lower upper train inplace',
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
  SpatialDilatedMaxPooling_updateOutput =
    'input output indices kW kH dW dH padW padH dilationW dilationH ceil',
  SpatialDilatedMaxPooling_updateGradInput = 'input gradOutput gradInput indices',
  SpatialAdaptiveMaxPooling_updateOutput = 'input output indices W H',
  SpatialAdaptiveMaxPooling_updateGradInput =
    'input gradOutput gradInput indices W=gradOutput.-1 H=gradOutput.-2',
  SpatialAdaptiveAveragePooling_updateOutput = 'input output W H',
  SpatialAdaptiveAveragePooling_updateGradInput =
    'input gradOutput gradInput W=gradOutput.-1 H=gradOutput.-2',
  SpatialFractionalMaxPooling_updateOutput =
    'input output outW outH poolSizeW poolSizeH indices randomSamples',
  SpatialFractionalMaxPooling_updateGradInput = 'input gradOutput gradInput - - - - indices',
  SpatialMaxUnpooling_updateOutput = 'input output indices width height',
  SpatialMaxUnpooling_updateGradInput = 'input gradOutput gradInput indices - -',
  SpatialSubSampling_updateOutput = 'input output weight bias kW kH dW dH',
  SpatialSubSampling_updateGradInput = 'input gradOutput gradInput weight kW kH dW dH',
  SpatialSubSampling_accGradParameters =
    'input gradOutput gradWeight gradBias kW kH dW dH scale',
  SpatialConvolutionLocal_updateOutput =
    'input output weight bias finput fgradInput kW kH dW dH padW padH - - - -',
  SpatialConvolutionLocal_updateGradInput = 'input gradOutput gradInput weight finput fgradInput '
    .. 'kW kH dW dH padW padH - - - - bias=gradOutput.sample',
  SpatialConvolutionLocal_accGradParameters = 'input gradOutput gradWeight gradBias finput '
    .. 'fgradInput kW kH dW dH padW padH - - - - scale',
  SpatialUpSamplingBilinear_updateOutput = 'input output oheight owidth',
  SpatialAveragePooling_updateOutput = 'input output kW kH dW dH padW padH ceil countPad',
  SpatialAveragePooling_updateGradInput =
    'input gradOutput gradInput kW kH dW dH padW padH ceil countPad',
  TemporalMaxPooling_updateOutput = 'input output indices kW dW',
  TemporalMaxPooling_updateGradInput = 'input gradOutput gradInput indices kW dW',
  TemporalSubSampling_updateOutput = 'input output weight bias kW dW -',
  TemporalSubSampling_updateGradInput = 'input gradOutput gradInput weight kW dW',
  TemporalSubSampling_accGradParameters = 'input gradOutput gradWeight gradBias kW dW scale',
  TemporalRowConvolution_updateOutput = 'input output weight bias - - kW dW - featFirst',
  TemporalRowConvolution_updateGradInput =
    'input gradOutput gradInput weight - - kW dW - featFirst',
  TemporalRowConvolution_accGradParameters =
    'input gradOutput gradWeight gradBias - - kW dW - featFirst scale',
  TemporalConvolution_updateOutput = 'input output weight bias kW dW - -',
  TemporalConvolution_updateGradInput = 'input gradOutput gradInput weight kW dW',
  TemporalConvolution_accGradParameters = 'input gradOutput gradWeight gradBias kW dW scale',
  SpatialUpSamplingNearest_updateOutput = 'input output scale_factor',
  SpatialUpSamplingNearest_updateGradInput = 'input gradOutput gradInput scale_factor',
  SpatialReplicationPadding_updateOutput = 'input output left right top bottom',
  SpatialReplicationPadding_updateGradInput = 'input gradOutput gradInput left right top bottom',
  SpatialReflectionPadding_updateOutput = 'input output left right top bottom',
  SpatialReflectionPadding_updateGradInput = 'input gradOutput gradInput left right top bottom',
  -- volumes
  VolumetricMaxPooling_updateOutput =
    'input output indices kT kW kH dT dW dH padT padW padH ceil',
  VolumetricMaxPooling_updateGradInput = 'input gradOutput gradInput indices',
  VolumetricDilatedMaxPooling_updateOutput = 'input output indices kT kW kH dT dW dH '
    .. 'padT padW padH dilationT dilationW dilationH ceil',
  VolumetricDilatedMaxPooling_updateGradInput = 'input gradOutput gradInput indices',
  VolumetricAveragePooling_updateOutput =
    'input output kT kW kH dT dW dH padT padW padH ceil countPad',
  VolumetricAveragePooling_updateGradInput =
    'input gradOutput gradInput kT kW kH dT dW dH padT padW padH ceil countPad',
  VolumetricFractionalMaxPooling_updateOutput = 'input output outT outW outH '
    .. 'poolSizeT poolSizeW poolSizeH indices randomSamples',
  VolumetricFractionalMaxPooling_updateGradInput =
    'input gradOutput gradInput - - - - - - indices',
  VolumetricMaxUnpooling_updateOutput = 'input output indices time width height',
  VolumetricMaxUnpooling_updateGradInput = 'input gradOutput gradInput indices',
  VolumetricReplicationPadding_updateOutput = 'input output left right top bottom front back',
  VolumetricReplicationPadding_updateGradInput =
    'input gradOutput gradInput left right top bottom front back',
  VolumetricUpSamplingNearest_updateOutput = 'input output scale_factor call=UpSampling_nearest3',
  VolumetricUpSamplingNearest_updateGradInput =
    'input gradOutput gradInput scale_factor call=UpSampling_nearest3Back',
  VolumetricUpSamplingTrilinear_updateOutput =
    'input output odepth oheight owidth call=UpSampling_linear3',
  -- normalisation
  BatchNormalization_updateOutput = 'input output weight bias running_mean running_var save_mean '
    .. 'save_std train momentum eps nDim=input.dims',
  BatchNormalization_backward = 'input gradOutput gradInput gradWeight gradBias weight '
    .. 'running_mean running_var save_mean save_std train scale eps nDim=input.dims',
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

-- Convolutions with a table of connections.
for _, class in ipairs({'SpatialConvolutionMap', 'SpatialFullConvolutionMap'}) do
  orders[class .. '_updateOutput'] =
    'input output weight bias connTable - - dW dH kW=weight.3 kH=weight.2'
  orders[class .. '_updateGradInput'] =
    'input gradOutput gradInput weight bias connTable - - dW dH kW=weight.3 kH=weight.2'
  orders[class .. '_accGradParameters'] = 'input gradOutput gradWeight gradBias connTable - - '
    .. 'dW dH scale kW=gradWeight.3 kH=gradWeight.2'
end

-- Convolutions: `of` is the layer that computes them, `geometry` their numbers in THNN's order and
-- `numbers` those that the C functions take, where W stands for weight or its gradient. finput is
-- the buffer that is used; THNN's passes take one or two, `buffers` for each pass.
local function convolution(class, of, geometry, numbers, buffers)
  local function order(pass, first, i, weight, last)
    orders[class .. pass] = ('%s %s %s%s numbers=%s call=%s'):format(first, buffers[i], geometry,
      last, numbers:gsub('W%.', weight .. '.'), of .. pass)
  end
  order('_updateOutput', 'input output weight bias', 1, 'weight', '')
  order('_updateGradInput', 'input gradOutput gradInput weight', 2, 'weight', '')
  order('_accGradParameters', 'input gradOutput gradWeight gradBias', 3, 'gradWeight', ' scale')
end

local two = {'finput -', 'finput -', 'finput -'}
local columns = {'finput -', 'finput', 'finput -'} -- and a vector of ones
local image, volume = 'kW kH dW dH padW padH', 'dT dW dH padT padW padH'

convolution('SpatialConvolutionMM', 'SpatialConvolution', image, 'kH,kW,dH,dW,padH,padW,1,1', two)
convolution('SpatialDepthWiseConvolution', 'SpatialDepthWiseConvolution', image,
  'kH,kW,dH,dW,padH,padW,1,1', two)
convolution('SpatialDilatedConvolution', 'SpatialConvolution', image .. ' dilationW dilationH',
  'kH,kW,dH,dW,padH,padW,dilationH,dilationW', columns)
convolution('SpatialFullConvolution', 'SpatialFullConvolution', image .. ' adjW adjH',
  'kH,kW,dH,dW,padH,padW,adjH,adjW', columns)
convolution('VolumetricConvolution', 'VolumetricConvolution', volume,
  'W.3,W.4,W.5,dT,dH,dW,padT,padH,padW,1,1,1', columns)
convolution('VolumetricConvolutionMM', 'VolumetricConvolution', 'kT kW kH ' .. volume,
  'kT,kH,kW,dT,dH,dW,padT,padH,padW,1,1,1', {'finput', 'finput -', 'finput'})
convolution('VolumetricDilatedConvolution', 'VolumetricConvolution',
  'kT kW kH ' .. volume .. ' dilationT dilationW dilationH',
  'kT,kH,kW,dT,dH,dW,padT,padH,padW,dilationT,dilationH,dilationW', columns)
convolution('VolumetricFullConvolution', 'VolumetricFullConvolution', volume .. ' adjT adjW adjH',
  'W.3,W.4,W.5,dT,dH,dW,padT,padH,padW,adjT,adjH,adjW', two)

return orders
