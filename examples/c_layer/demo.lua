-- Checks nn.Bent and uses it: run `make` in this folder first, then `facula demo.lua`.
-- BENT_C, if set, is the folder that bent_c.so is in; else it is this one.

local here = arg and arg[0]:match('^(.*)/[^/]*$') or '.'
package.path = here .. '/?.lua;' .. package.path
package.cpath = (os.getenv 'BENT_C' or here) .. '/?.so;' .. package.cpath

require 'Bent'
torch.manualSeed(1)

for _, type in ipairs {'torch.DoubleTensor', 'torch.FloatTensor'} do
  local x = torch.randn(300, 7):type(type)
  local layer = nn.Bent():type(type)
  local expected = torch.cmul(x, x):add(1):sqrt():add(-1):div(2):add(x)
  assert((layer:forward(x) - expected):abs():max() < 1e-6)
  assert((layer:forward(x:t()) - expected:t()):abs():max() < 1e-6) -- any memory layout
  print(type .. ': values are right')
end

local difference = nn.Jacobian.testJacobian(nn.Bent(), torch.Tensor(4, 3))
assert(difference < 1e-6, 'gradInput differs from finite differences by ' .. difference)
print 'gradInput agrees with finite differences'

local net = nn.Sequential():add(nn.Linear(3, 5)):add(nn.Bent()):add(nn.Linear(5, 1))
local input = torch.rand(50, 3)
local target, criterion = input:sum(2):sqrt(), nn.MSECriterion()
local loss
for _ = 1, 300 do
  loss = criterion:forward(net:forward(input), target)
  net:zeroGradParameters()
  net:backward(input, criterion:backward(net.output, target))
  net:updateParameters(0.05)
end
assert(loss < 0.01)
print(('trained to a loss of %.5f'):format(loss))

for _, wrong in ipairs {'text', torch.LongTensor(3), {}} do
  assert(not pcall(function() nn.Bent():forward(wrong) end))
end
print 'wrong arguments are errors'
