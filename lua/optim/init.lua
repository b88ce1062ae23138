-- The package optim: methods that change parameters x so that f(x) gets smaller, schedules of their
-- learning rates, logs and confusion matrices. Sets the global `optim`.
-- A method takes a function that returns f(x) and df/dx, x itself, a table of options, and a table
-- in which it keeps what it needs from step to step, by default that of the options.
-- @usage local x, config = torch.Tensor{3, 4}, {learningRate = 0.1}
--   for _ = 1, 100 do optim.sgd(function(p) return p:dot(p), p * 2 end, x, config) end
--   x:norm() < 1e-6  --> true
--
-- Neighbours: torch below. One method, one file, same name; fused update steps are in src/optim.

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
