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
require 'nn.CMul'
require 'nn.Linear'
require 'nn.LookupTable'
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

-- Criteria
require 'nn.Criterion'
require 'nn.ClassNLLCriterion'
require 'nn.CrossEntropyCriterion'
require 'nn.MSECriterion'

-- Tests of layers
require 'nn.Jacobian'

return nn
