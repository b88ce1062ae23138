-- The contents page of optim: optimization methods. Sets the global `optim`.
-- One method, one file, same name; fused update steps are in src/optim. Neighbours: torch below.

require 'torch'

optim = {}

-- Steps along one gradient
require 'optim.sgd'
require 'optim.asgd'
require 'optim.nag'
require 'optim.adam'
require 'optim.adamw'
require 'optim.adamax'
require 'optim.adagrad'
require 'optim.adadelta'
require 'optim.rmsprop'
require 'optim.rprop'

-- Full batches
require 'optim.polyinterp'
require 'optim.lswolfe'
require 'optim.lbfgs'
require 'optim.cg'
require 'optim.fista'

-- Without gradients
require 'optim.cmaes'
require 'optim.de'

-- Around training
require 'optim.schedule'
require 'optim.findLearningRate'
require 'optim.clipGradNorm'
require 'optim.clipGradValue'
require 'optim.checkgrad'
require 'optim.ConfusionMatrix'
require 'optim.Logger'

return optim
