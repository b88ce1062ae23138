-- nn.tables: connection tables for nn.SpatialConvolutionMap and its kin. A table is a tensor of n x
-- 2: each row joins an input plane (column 1) to an output plane (column 2).
-- Neighbours: SpatialConvolutionMap.lua, SpatialFullConvolutionMap.lua.
--
-- Example: nn.tables.full(2, 2)   -- {1,1}, {2,1}, {1,2}, {2,2}

local check = require 'nn.check'

local tables = {}
nn.tables = tables

--- Every input plane to every output plane; those of one output plane in a row.
-- @param nin, nout numbers of planes
-- @return n x 2, input plane and output plane of each connection
-- @usage nn.tables.full(2, 2)  --> {{1, 1}, {2, 1}, {1, 2}, {2, 2}}
function tables.full(nin, nout)
  check.integer('nn.tables.full', 'nin', nin, 1)
  check.integer('nn.tables.full', 'nout', nout, 1)
  local connections = torch.Tensor(nout, nin, 2)
  connections:select(3, 1):copy(torch.range(1, nin):view(1, nin):expand(nout, nin))
  connections:select(3, 2):copy(torch.range(1, nout):view(nout, 1):expand(nout, nin))
  return connections:view(nin * nout, 2)
end

--- Input plane i to output plane i.
-- @param nfeat number of planes
-- @return nfeat x 2, input plane and output plane of each connection
-- @usage nn.tables.oneToOne(2)  --> {{1, 1}, {2, 2}}
function tables.oneToOne(nfeat)
  check.integer('nn.tables.oneToOne', 'nfeat', nfeat, 1)
  return torch.range(1, nfeat):view(nfeat, 1):expand(nfeat, 2):clone()
end

--- nto input planes, drawn at random, to each output plane. The draws go through random orders of
-- the input planes, nto at a time, so that all of them are used about equally often.
-- @param nin, nout numbers of planes
-- @param nto input planes of an output plane, at most nin
-- @return (nout * nto) x 2, input plane and output plane of each connection
-- @usage nn.tables.random(4, 3, 2)  --> 6x2
function tables.random(nin, nout, nto)
  check.integer('nn.tables.random', 'nin', nin, 1)
  check.integer('nn.tables.random', 'nout', nout, 1)
  check.integer('nn.tables.random', 'nto', nto, 1)
  if nto > nin then check.fail('nn.tables.random', 'nto', 'at most nin = ' .. nin, nto) end
  local connections = torch.Tensor(nout, nto, 2)
  local groups = math.floor(nin / nto) -- that an order is good for
  local order, group = torch.randperm(nin), 0
  for i = 1, nout do
    connections[i]:select(2, 1):copy(order:narrow(1, group * nto + 1, nto))
    connections[i]:select(2, 2):fill(i)
    group = group + 1
    if group == groups then order, group = torch.randperm(nin), 0 end
  end
  return connections:view(nto * nout, 2)
end

return tables
