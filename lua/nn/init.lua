-- The package nn: layers, networks made of them, and criteria, which tell how far the output is
-- from what it should be. Sets the global `nn`.
-- @usage local net = nn.Sequential():add(nn.Linear(4, 8)):add(nn.Tanh()):add(nn.Linear(8, 3))
--   local x, y, criterion = torch.rand(2, 4), torch.rand(2, 3), nn.MSECriterion()
--   local loss = criterion:forward(net:forward(x), y)
--   net:backward(x, criterion:backward(net.output, y))  --> 2x4
--
-- Neighbours: torch below it; torch/class.lua for what a declared class is. This is the contents
-- page: one class, one file, same name, read when the class is first used: reading all of them
-- would take most of the time in which torch and nn start. The arithmetic is in src/nn.

require 'torch'
local class = require 'torch.class'

nn = {}

-- Classes by their parent and their names.
local function declare(parent, names)
  for name in names:gmatch('%w+') do class.declare('nn.' .. name, parent) end
end

require 'nn.utils'

-- The two base classes of layers
require 'nn.Module'
require 'nn.Container'

-- Containers
declare('nn.Container', 'Sequential Concat Parallel ConcatTable ParallelTable MapTable')
declare('nn.Concat', 'DepthConcat')

-- Modules around a module
declare('nn.Container', 'Decorator')
declare('nn.Decorator', 'Bottle DontCast GPU NaN Profile WeightNorm')

-- Layers over tables
declare('nn.Module', [[
  CAddTable FlattenTable JoinTable NarrowTable SelectTable SplitTable ZipTable ZipTableOneToMany
  CAddTensorTable CDivTable CMaxTable CMinTable CMulTable CSubTable CosineDistance DotProduct Index
  MM MV MaskedSelect MixtureTable PairwiseDistance
]])

-- Layers with parameters
declare('nn.Module', [[
  Add Bilinear CAdd CMul Cosine Euclidean IndexLinear Kmeans Linear LookupTable Mul PartialLinear
  SparseLinear WeightedEuclidean
]])
declare('nn.Linear', 'LinearWeightNorm')

-- Convolution
declare('nn.Module', [[
  SpatialConvolution SpatialConvolutionMM SpatialDepthWiseConvolution SpatialFullConvolution
  VolumetricConvolution VolumetricFullConvolution
]])
declare('nn.SpatialConvolution', 'SpatialDilatedConvolution')
declare('nn.VolumetricConvolution', 'VolumetricDilatedConvolution')

-- Point-wise functions
declare('nn.Module', [[
  Abs AddConstant Contiguous Copy Dropout ELU Exp HardShrink HardTanh Identity LeakyReLU Log
  LogSigmoid MulConstant Power PReLU RReLU ReLU6 Sigmoid SoftPlus SoftShrink SoftSign Sqrt Square
  Tanh TanhShrink Threshold
]])
declare('nn.HardTanh', 'Clamp')
declare('nn.Threshold', 'ReLU')
declare('nn.Sequential', 'CReLU')

-- Functions over a dimension
declare('nn.Module', [[
  LogSoftMax Max Min SoftMax SoftMin SpatialLogSoftMax SpatialSoftMax Sum GatedLinearUnit
]])
declare('nn.Sum', 'Mean')
declare('nn.Sequential', 'Maxout')

-- Normalisation
declare('nn.Module', [[
  BatchNormalization Normalize SpatialCrossMapLRN SpatialSubtractiveNormalization
  SpatialDivisiveNormalization SpatialContrastiveNormalization
]])
declare('nn.BatchNormalization', 'SpatialBatchNormalization VolumetricBatchNormalization')
declare('nn.Sequential', 'LayerNormalization')

-- Noise and gradients on the way
declare('nn.Module', [[
  GradientReversal L1Penalty PrintSize SpatialDropout VolumetricDropout WhiteNoise ZeroGrad
]])

-- Filters over planes, by tables and by place
require 'nn.tables'
declare('nn.Module', [[
  SpatialConvolutionLocal SpatialConvolutionMap SpatialFullConvolutionMap SpatialSubSampling
]])

-- Filters over sequences of frames
declare('nn.Module', 'TemporalConvolution TemporalRowConvolution TemporalSubSampling')

-- Shapes
declare('nn.Module', [[
  Reshape View Collapse Constant Narrow OneHot Padding Replicate Select Squeeze Transpose Unsqueeze
]])
declare('nn.Container', 'Convert')

-- Pooling
declare('nn.Module', [[
  SpatialMaxPooling SpatialAveragePooling SpatialAdaptiveMaxPooling SpatialAdaptiveAveragePooling
  SpatialFractionalMaxPooling SpatialMaxUnpooling TemporalMaxPooling TemporalDynamicKMaxPooling
  VolumetricMaxPooling VolumetricAveragePooling VolumetricFractionalMaxPooling
  VolumetricMaxUnpooling FeatureLPPooling
]])
declare('nn.SpatialMaxPooling', 'SpatialDilatedMaxPooling')
declare('nn.Sequential', 'SpatialLPPooling')
declare('nn.VolumetricMaxPooling', 'VolumetricDilatedMaxPooling')

-- Larger and smaller planes
declare('nn.Module', [[
  SpatialUpSamplingNearest SpatialUpSamplingBilinear UpSampling PixelShuffle SpatialZeroPadding
  SpatialReplicationPadding SpatialReflectionPadding VolumetricReplicationPadding
]])

-- The base class of criteria
require 'nn.Criterion'

-- Criteria over numbers
declare('nn.Criterion', [[
  AbsCriterion BCECriterion DistKLDivCriterion L1Cost MSECriterion SmoothL1Criterion
]])
declare('nn.MSECriterion', 'SpatialAutoCropMSECriterion WeightedMSECriterion')

-- Criteria over classes
declare('nn.Criterion', [[
  ClassNLLCriterion CrossEntropyCriterion MarginCriterion MultiLabelMarginCriterion
  MultiLabelSoftMarginCriterion MultiMarginCriterion SoftMarginCriterion SpatialClassNLLCriterion
]])
declare('nn.MSECriterion', 'ClassSimplexCriterion')

-- Criteria over pairs
declare('nn.Criterion', [[
  CosineEmbeddingCriterion DistanceRatioCriterion HingeEmbeddingCriterion L1HingeEmbeddingCriterion
  MarginRankingCriterion
]])

-- Criteria made of criteria
declare('nn.Module', 'CriterionTable')
declare('nn.Criterion', 'ModuleCriterion MultiCriterion ParallelCriterion')

-- Training
declare(nil, 'StochasticGradient')

-- The diagonal of the Hessian; nn.hessian.enable() switches it on
require 'nn.hessian'

-- Tests of layers
require 'nn.Jacobian'
require 'nn.SparseJacobian'
require 'nn.checknan'

-- For packages that call the C functions past the layers
require 'nn.THNN'

--- Checks that layers work on this machine; prints how it went and raises if they do not.
-- @param names of tests (names of classes), or Lua patterns for them; default all
-- @usage nn.test 'Linear'
function nn.test(names)
  return require('nn.selftest').test(names)
end

--- Checks passes in float against passes in double.
-- @param names see nn.test
-- @usage nn.testTHNN 'Linear'
function nn.testTHNN(names)
  return require('nn.selftest').testTHNN(names)
end

return nn
