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
require 'nn.CAdd'
require 'nn.CMul'
require 'nn.Linear'
require 'nn.LookupTable'
require 'nn.Mul'

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
require 'nn.Sum'
require 'nn.Mean'
require 'nn.GatedLinearUnit'
require 'nn.Maxout'

-- Shapes
require 'nn.Reshape'
require 'nn.View'

-- Criteria
require 'nn.Criterion'
require 'nn.ClassNLLCriterion'
require 'nn.CrossEntropyCriterion'
require 'nn.MSECriterion'

-- Tests of layers
require 'nn.Jacobian'

return nn
