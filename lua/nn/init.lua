-- The contents page of nn: neural network layers and criteria. Sets the global `nn`.
-- One class, one file, same name; the arithmetic is in src/nn. Neighbours: torch below it.

require 'torch'

nn = {}

require 'nn.utils'

-- The two base classes of layers
require 'nn.Module'
require 'nn.Container'

-- Containers
require 'nn.Sequential'
require 'nn.Concat'
require 'nn.DepthConcat'
require 'nn.Parallel'
require 'nn.ConcatTable'
require 'nn.ParallelTable'
require 'nn.MapTable'

-- Modules around a module
require 'nn.Decorator'
require 'nn.Bottle'
require 'nn.DontCast'
require 'nn.GPU'
require 'nn.NaN'
require 'nn.Profile'
require 'nn.WeightNorm'

-- Layers over tables
require 'nn.CAddTable'
require 'nn.FlattenTable'
require 'nn.JoinTable'
require 'nn.NarrowTable'
require 'nn.SelectTable'
require 'nn.SplitTable'
require 'nn.ZipTable'
require 'nn.ZipTableOneToMany'
require 'nn.CAddTensorTable'
require 'nn.CDivTable'
require 'nn.CMaxTable'
require 'nn.CMinTable'
require 'nn.CMulTable'
require 'nn.CSubTable'
require 'nn.CosineDistance'
require 'nn.DotProduct'
require 'nn.Index'
require 'nn.MM'
require 'nn.MV'
require 'nn.MaskedSelect'
require 'nn.MixtureTable'
require 'nn.PairwiseDistance'

-- Layers with parameters
require 'nn.Add'
require 'nn.CAdd'
require 'nn.CMul'
require 'nn.Linear'
require 'nn.LinearWeightNorm'
require 'nn.LookupTable'
require 'nn.Mul'

-- Convolution
require 'nn.SpatialConvolution'
require 'nn.SpatialConvolutionMM'
require 'nn.SpatialDilatedConvolution'
require 'nn.SpatialDepthWiseConvolution'
require 'nn.SpatialFullConvolution'
require 'nn.VolumetricConvolution'
require 'nn.VolumetricDilatedConvolution'
require 'nn.VolumetricFullConvolution'
require 'nn.Bilinear'
require 'nn.Cosine'
require 'nn.Euclidean'
require 'nn.IndexLinear'
require 'nn.Kmeans'
require 'nn.PartialLinear'
require 'nn.SparseLinear'
require 'nn.WeightedEuclidean'

-- Point-wise functions
require 'nn.Abs'
require 'nn.AddConstant'
require 'nn.Contiguous'
require 'nn.Copy'
require 'nn.Dropout'
require 'nn.ELU'
require 'nn.Exp'
require 'nn.HardShrink'
require 'nn.HardTanh'
require 'nn.Clamp'
require 'nn.Identity'
require 'nn.LeakyReLU'
require 'nn.Log'
require 'nn.LogSigmoid'
require 'nn.MulConstant'
require 'nn.Power'
require 'nn.PReLU'
require 'nn.RReLU'
require 'nn.ReLU6'
require 'nn.Sigmoid'
require 'nn.SoftPlus'
require 'nn.SoftShrink'
require 'nn.SoftSign'
require 'nn.Sqrt'
require 'nn.Square'
require 'nn.Tanh'
require 'nn.TanhShrink'
require 'nn.Threshold'
require 'nn.ReLU'
require 'nn.CReLU'

-- Functions over a dimension
require 'nn.LogSoftMax'
require 'nn.Max'
require 'nn.Min'
require 'nn.SoftMax'
require 'nn.SoftMin'
require 'nn.SpatialLogSoftMax'
require 'nn.SpatialSoftMax'
require 'nn.Sum'
require 'nn.Mean'
require 'nn.GatedLinearUnit'
require 'nn.Maxout'

-- Normalisation
require 'nn.BatchNormalization'
require 'nn.SpatialBatchNormalization'
require 'nn.VolumetricBatchNormalization'
require 'nn.Normalize'
require 'nn.LayerNormalization'
require 'nn.SpatialCrossMapLRN'
require 'nn.SpatialSubtractiveNormalization'
require 'nn.SpatialDivisiveNormalization'
require 'nn.SpatialContrastiveNormalization'

-- Noise and gradients on the way
require 'nn.GradientReversal'
require 'nn.L1Penalty'
require 'nn.PrintSize'
require 'nn.SpatialDropout'
require 'nn.VolumetricDropout'
require 'nn.WhiteNoise'
require 'nn.ZeroGrad'

-- Filters over planes, by tables and by place
require 'nn.tables'
require 'nn.SpatialConvolutionLocal'
require 'nn.SpatialConvolutionMap'
require 'nn.SpatialFullConvolutionMap'
require 'nn.SpatialSubSampling'

-- Filters over sequences of frames
require 'nn.TemporalConvolution'
require 'nn.TemporalRowConvolution'
require 'nn.TemporalSubSampling'

-- Shapes
require 'nn.Reshape'
require 'nn.View'
require 'nn.Collapse'
require 'nn.Constant'
require 'nn.Convert'
require 'nn.Narrow'
require 'nn.OneHot'
require 'nn.Padding'
require 'nn.Replicate'
require 'nn.Select'
require 'nn.Squeeze'
require 'nn.Transpose'
require 'nn.Unsqueeze'

-- Pooling
require 'nn.SpatialMaxPooling'
require 'nn.SpatialDilatedMaxPooling'
require 'nn.SpatialAveragePooling'
require 'nn.SpatialAdaptiveMaxPooling'
require 'nn.SpatialAdaptiveAveragePooling'
require 'nn.SpatialFractionalMaxPooling'
require 'nn.SpatialLPPooling'
require 'nn.SpatialMaxUnpooling'
require 'nn.TemporalMaxPooling'
require 'nn.TemporalDynamicKMaxPooling'
require 'nn.VolumetricMaxPooling'
require 'nn.VolumetricDilatedMaxPooling'
require 'nn.VolumetricAveragePooling'
require 'nn.VolumetricFractionalMaxPooling'
require 'nn.VolumetricMaxUnpooling'
require 'nn.FeatureLPPooling'

-- Larger and smaller planes
require 'nn.SpatialUpSamplingNearest'
require 'nn.SpatialUpSamplingBilinear'
require 'nn.UpSampling'
require 'nn.PixelShuffle'
require 'nn.SpatialZeroPadding'
require 'nn.SpatialReplicationPadding'
require 'nn.SpatialReflectionPadding'
require 'nn.VolumetricReplicationPadding'

-- The base class of criteria
require 'nn.Criterion'

-- Criteria over numbers
require 'nn.AbsCriterion'
require 'nn.BCECriterion'
require 'nn.DistKLDivCriterion'
require 'nn.L1Cost'
require 'nn.MSECriterion'
require 'nn.SmoothL1Criterion'
require 'nn.SpatialAutoCropMSECriterion'
require 'nn.WeightedMSECriterion'

-- Criteria over classes
require 'nn.ClassNLLCriterion'
require 'nn.ClassSimplexCriterion'
require 'nn.CrossEntropyCriterion'
require 'nn.MarginCriterion'
require 'nn.MultiLabelMarginCriterion'
require 'nn.MultiLabelSoftMarginCriterion'
require 'nn.MultiMarginCriterion'
require 'nn.SoftMarginCriterion'
require 'nn.SpatialClassNLLCriterion'

-- Criteria over pairs
require 'nn.CosineEmbeddingCriterion'
require 'nn.DistanceRatioCriterion'
require 'nn.HingeEmbeddingCriterion'
require 'nn.L1HingeEmbeddingCriterion'
require 'nn.MarginRankingCriterion'

-- Criteria made of criteria
require 'nn.CriterionTable'
require 'nn.ModuleCriterion'
require 'nn.MultiCriterion'
require 'nn.ParallelCriterion'

-- Training
require 'nn.StochasticGradient'

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
