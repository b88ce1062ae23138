-- Images to learn from, for the examples that compare ways to learn: images(folder) reads the
-- training images of MNIST from a folder, or for '' the digits of 8x8 pixels beside this file.
-- Returns the images as rows of floats with mean 0 and deviation 1, and their classes, from 1 on.
local data = require 'facula.data'

local here = debug.getinfo(1, 'S').source:match '^@(.*[/\\])' or ''

return function(folder)
  local x, y
  if folder == '' then
    local digits = data.csv(here .. 'digits-8x8.csv.gz') -- 64 pixels and the digit
    x, y = digits:narrow(2, 1, 64):float(), digits:select(2, 65):long()
  else
    local train = data.mnist(folder)
    x, y = train.images:float():view(train.images:size(1), -1), train.labels:long()
  end
  return x:add(-x:mean()):div(x:std()), y:add(1)
end
