-- nn.DepthConcat(dimension): a Concat for outputs of different sizes: in the dimensions that are
-- not joined each output is centred and zeros are put around it. Neighbours: Concat.lua.
-- From: Szegedy et al., Going deeper with convolutions (2014), the inception module.
--
-- Shapes: the modules' outputs have the same number of dimensions; the output is as large as the
-- largest of them in each dimension but `dimension`. Of an odd number of zeros the larger half
-- goes to the end.
-- Example:
--   local layer = nn.DepthConcat(1):add(nn.Identity()):add(nn.Sum(1))
--   layer:forward(torch.ones(2))  --> {1, 1, 2}

local check = require 'nn.check'

local DepthConcat, Concat = torch.class('nn.DepthConcat', 'nn.Concat')

-- The largest size in each dimension, the sum in `dimension`.
function DepthConcat:joinedSize(outputs)
  local size = outputs[1]:size()
  for i = 2, #outputs do
    local output = outputs[i]
    if output:dim() ~= #size then
      check.fail(self, ('outputs[%d]'):format(i),
        ('%d dimensions like the first'):format(#size), output)
    end
    for d = 1, #size do
      if d == self.dimension then
        size[d] = size[d] + output:size(d)
      else
        size[d] = math.max(size[d], output:size(d))
      end
    end
  end
  return size
end

function DepthConcat:windowNarrow(joined, output, first)
  local window = Concat.windowNarrow(self, joined, output, first)
  for d = 1, joined:dim() do
    local length = output:size(d)
    if d ~= self.dimension and length < joined:size(d) then
      window = window:narrow(d, math.floor((joined:size(d) - length) / 2) + 1, length)
    end
  end
  return window
end

function DepthConcat:joinOutputs(outputs)
  self.output:zero()
  local first = 1
  for i = 1, #outputs do
    self:windowNarrow(self.output, outputs[i], first):copy(outputs[i])
    first = first + outputs[i]:size(self.dimension)
  end
end
