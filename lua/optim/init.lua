-- The contents page of optim: optimization methods. Sets the global `optim`.
-- One method, one file, same name; fused update steps are in src/optim. Neighbours: torch below.

require 'torch'

optim = {}

require 'optim.sgd'

return optim
