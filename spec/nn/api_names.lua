--- The names of Torch7's package nn, as data: what api_spec.lua looks for. The classes themselves
-- are walked by module_spec.lua.
local function words(text)
  local list = {}
  for word in text:gmatch '%S+' do list[#list + 1] = word end
  return list
end

local names = {}

-- Names in the table nn beside the classes.
names.namespace = words 'Jacobian SparseJacobian hessian tables utils test testTHNN'
names.utils = words [[
  recursiveType recursiveResizeAs recursiveCopy recursiveAdd recursiveFill addSingletonDimension
  contiguousView clear
]]
names.tables = words 'full oneToOne random'
names.Jacobian = words [[
  forward backward forwardUpdate backwardUpdate testJacobian testJacobianParameters
  testJacobianUpdateParameters testIO testAllUpdate linearModuleDiagHessian testDiagHessian
  testDiagHessianInput testDiagHessianWeight testDiagHessianBias
]]
names.SparseJacobian = words [[
  forward backward forwardUpdate backwardUpdate testJacobian testJacobianParameters
  testJacobianUpdateParameters testIO testAllUpdate
]]

-- Methods of every layer, of every container, of every criterion.
names.Module = words [[
  forward backward updateOutput updateGradInput accGradParameters backwardUpdate
  accUpdateGradParameters defaultAccUpdateGradParameters sharedAccUpdateGradParameters
  zeroGradParameters updateParameters parameters getParameters training evaluate share clone type
  float double cuda reset apply replace findModules listModules clearState write read __call__
]]
names.Container = words [[
  add get size reset zeroGradParameters updateParameters training evaluate share parameters
  applyToModules clearState rethrowErrors
]]
names.Criterion = words [[
  forward backward updateOutput updateGradInput clone type float double cuda __call__
]]

-- Methods that a class has beyond those.
names.methods = {
  Sequential = 'insert remove', MapTable = 'add resize', Linear = 'noBias',
  LinearWeightNorm = 'fromLinear toLinear', PartialLinear = 'setPartition resetPartition',
  LookupTable = 'setPadding setMaxNorm setNormType scaleGradByFreq accUpdateOnly renorm',
  Kmeans = 'initRandom initKmeansPlus', GradientReversal = 'setLambda', Dropout = 'setp',
  SpatialDropout = 'setp', VolumetricDropout = 'setp', View = 'setNumInputDims resetSize',
  Transpose = 'setNumInputDims', SpatialConvolution = 'noBias', SpatialConvolutionMM = 'noBias',
  SpatialDepthWiseConvolution = 'noBias', SpatialFullConvolution = 'noBias',
  TemporalRowConvolution = 'noBias', VolumetricConvolution = 'noBias',
  VolumetricFullConvolution = 'noBias', SpatialMaxPooling = 'ceil floor',
  SpatialDilatedMaxPooling = 'ceil floor',
  SpatialAveragePooling = 'ceil floor setCountIncludePad setCountExcludePad',
  VolumetricMaxPooling = 'ceil floor', VolumetricDilatedMaxPooling = 'ceil floor',
  SpatialFractionalMaxPooling = 'fixPoolingRegions',
  VolumetricFractionalMaxPooling = 'fixPoolingRegions', SpatialUpSamplingNearest = 'setSize',
  SpatialUpSamplingBilinear = 'setSize', UpSampling = 'setSize',
  ClassSimplexCriterion = 'getPredictions getTopPrediction', MultiCriterion = 'add',
  ParallelCriterion = 'add', L1Cost = 'clearState', StochasticGradient = 'train',
}

-- Arguments of the constructor, and fields that an object has after it.
names.fields = {
  { 'Module', '', 'output gradInput _type' },
  { 'Container', '', 'modules' },
  { 'Concat', '2', 'modules size dimension' },
  { 'MapTable', 'nn.Linear(2, 2)', 'module shared sharedparams' },
  { 'Bottle', 'nn.Linear(2, 2)', 'inShape outShape dimDelta' },
  { 'WeightNorm', 'nn.Linear(2, 2)', 'v g gradV gradG viewIn viewOut' },
  { 'Linear', '3, 2', 'weight bias gradWeight gradBias addBuffer' },
  { 'LinearWeightNorm', '3, 2', 'v g gradV gradG weight norm scale bias' },
  { 'SparseLinear', '3, 2', 'weight bias gradWeight gradBias weightDecay' },
  { 'IndexLinear', '3, 2', 'weight bias gradWeight gradBias running offset' },
  { 'PartialLinear', '3, 2', 'bias network' },
  { 'Bilinear', '3, 4, 2', 'weight bias gradWeight gradBias' },
  { 'Add', '3', 'bias gradBias _ones' },
  { 'CAdd', '2, 3', 'bias gradBias size' },
  { 'Mul', '', 'weight gradWeight' },
  { 'CMul', '2, 3', 'weight gradWeight size' },
  { 'Euclidean', '3, 2', 'weight gradWeight fastBackward' },
  { 'WeightedEuclidean', '3, 2', 'weight gradWeight diagCov gradDiagCov fastBackward' },
  { 'Cosine', '3, 2', 'weight gradWeight' },
  { 'LookupTable', '3, 2', 'weight gradWeight' },
  { 'Kmeans', '2, 3', 'k dim weight loss clusterSampleCount' },
  { 'PReLU', '2', 'weight gradWeight nOutputPlane' },
  { 'BatchNormalization', '3',
    'weight bias gradWeight gradBias running_mean running_var train affine eps momentum nDim' },
  { 'TanhShrink', '', 'tanh' },
  { 'Sqrt', '', 'eps' },
  { 'Power', '2', 'pow' },
  { 'AddConstant', '1', 'constant_scalar inplace' },
  { 'MulConstant', '2', 'constant_scalar inplace' },
  { 'Threshold', '', 'threshold val inplace' },
  { 'ReLU6', '', 'inplace' },
  { 'HardTanh', '', 'min_val max_val inplace' },
  { 'Clamp', '-1, 1', 'min_val max_val inplace' },
  { 'ELU', '', 'alpha inplace' },
  { 'LeakyReLU', '', 'negval inplace' },
  { 'RReLU', '', 'lower upper inplace noise' },
  { 'SoftPlus', '', 'beta threshold' },
  { 'SoftShrink', '', 'lambda' },
  { 'HardShrink', '', 'lambda' },
  { 'GradientReversal', '', 'lambda' },
  { 'Dropout', '', 'p train v2 noise inplace' },
  { 'SpatialDropout', '', 'p train noise' },
  { 'Max', '1', 'dimension' },
  { 'TemporalConvolution', '2, 3, 2',
    'inputFrameSize outputFrameSize kW dW weight bias gradWeight gradBias' },
  { 'SpatialConvolution', '2, 3, 4, 5',
    'nInputPlane nOutputPlane kW kH dW dH padW padH weight bias gradWeight gradBias' },
  { 'SpatialFullConvolution', '2, 3, 4, 5',
    'nInputPlane nOutputPlane kW kH dW dH padW padH adjW adjH weight bias' },
  { 'SpatialDilatedConvolution', '2, 3, 4, 5', 'dilationW dilationH weight bias' },
  { 'VolumetricConvolution', '2, 3, 2, 2, 2',
    'nInputPlane nOutputPlane kT kW kH dT dW dH padT padW padH weight bias' },
  { 'VolumetricFullConvolution', '2, 3, 2, 2, 2', 'adjT adjW adjH weight bias' },
  { 'SpatialMaxPooling', '2, 3', 'kW kH dW dH padW padH ceil_mode indices' },
  { 'SpatialAveragePooling', '2, 3', 'kW kH dW dH padW padH ceil_mode count_include_pad divide' },
  { 'VolumetricMaxPooling', '2, 3, 2', 'kT kW kH dT dW dH padT padW padH ceil_mode indices' },
  { 'SpatialZeroPadding', '1', 'pad_l pad_r pad_t pad_b' },
  { 'SpatialUpSamplingNearest', '2', 'scale_factor' },
  { 'SpatialCrossMapLRN', '3', 'size alpha beta k' },
  { 'MSECriterion', '', 'output gradInput sizeAverage' },
  { 'ClassNLLCriterion', '', 'output_tensor total_weight_tensor target sizeAverage ignoreIndex' },
  { 'CrossEntropyCriterion', '', 'lsm nll' },
  { 'MarginCriterion', '', 'margin sizeAverage' },
  { 'MultiCriterion', '', 'criterions weights' },
  { 'ParallelCriterion', '', 'criterions weights' },
  { 'StochasticGradient', 'nn.Linear(1, 1), nn.MSECriterion()',
    'learningRate learningRateDecay maxIteration shuffleIndices module criterion verbose' },
}

names.words = words

return names
