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
require 'nn.ConcatTable'
require 'nn.ParallelTable'

-- Layers over tables
require 'nn.CAddTable'
require 'nn.JoinTable'
require 'nn.NarrowTable'
require 'nn.SelectTable'

-- Layers with parameters
require 'nn.Add'
require 'nn.CMul'
require 'nn.Linear'
require 'nn.LookupTable'

-- Point-wise functions
require 'nn.Abs'
require 'nn.Dropout'
require 'nn.Identity'
require 'nn.Sigmoid'
require 'nn.Tanh'
require 'nn.Threshold'
require 'nn.ReLU'

-- Functions over a dimension
require 'nn.LogSoftMax'
require 'nn.Max'
require 'nn.Min'
require 'nn.SoftMax'
require 'nn.Sum'
require 'nn.Mean'

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

-- Criteria
require 'nn.Criterion'
require 'nn.ClassNLLCriterion'
require 'nn.CrossEntropyCriterion'
require 'nn.MSECriterion'

-- Training
require 'nn.StochasticGradient'

-- The diagonal of the Hessian; nn.hessian.enable() switches it on
require 'nn.hessian'

-- Tests of layers
require 'nn.Jacobian'
require 'nn.SparseJacobian'

--- Checks that layers work on this machine; prints how it went and raises if they do not.
function nn.test(names)
  return require('nn.selftest').test(names)
end

--- Checks passes in float against passes in double.
function nn.testTHNN(names)
  return require('nn.selftest').testTHNN(names)
end

return nn
