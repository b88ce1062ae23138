-- Calls that once went wrong, as random calls found them: rows of a name, the function, a maker of
-- its arguments, and what the error must say, if there is to be one. It has to leave the arguments
-- as they were.
local core = require 'facula.core'

-- A tensor of n elements on a window of a storage, which cannot grow.
local function stuck(kind, n)
  local parent = torch[kind .. 'Storage'](n + 2):fill(1)
  return torch[kind .. 'Tensor'](torch[kind .. 'Storage'](parent, 2, n))
end

-- A tensor whose storage was made smaller behind its back.
local function hollow(kind, n)
  local t = torch[kind .. 'Tensor'](n):fill(1)
  t:storage():resize(0)
  return t
end

return {
  { 'a mask that lost its storage reads', core.classes['torch.DoubleTensor'].methods.__index__,
    function() return { torch.DoubleTensor(3):fill(0), hollow('Byte', 3) } end,
    'beyond its storage' },
  { 'a mask that lost its storage writes',
    core.classes['torch.DoubleTensor'].methods.__newindex__,
    function() return { torch.DoubleTensor(3):fill(0), hollow('Byte', 3), 1 } end,
    'beyond its storage' },
  { 'values for a mask lost their storage',
    core.classes['torch.DoubleTensor'].methods.__newindex__,
    function() return { torch.DoubleTensor(3):fill(0), torch.ByteTensor(3):fill(1),
                        hollow('Double', 3) } end, 'beyond its storage' },
  { 'an alias table lost its storage', torch.multinomialAlias,
    function() return { torch.LongTensor(3):fill(1),
                        { hollow('Long', 3), torch.DoubleTensor(3):fill(0.5) } } end,
    'beyond its storage' },
  { 'an alias table holds what is no index', torch.multinomialAlias,
    function()
      local J = torch.LongTensor(3):fill(-2 ^ 63)
      return { torch.LongTensor(3):fill(1), { J, torch.DoubleTensor(3):fill(0.5) } }
    end,
    'out of range' },
  { 'an alias table to be filled lost its storage', torch.multinomialAliasSetup,
    function() return { torch.DoubleTensor { 1, 2, 3 },
                        { hollow('Long', 3), torch.DoubleTensor(3) } } end, 'beyond its storage' },
  { 'more bytes than a signed number holds', function(...)
      pcall(torch.zeros, ...)
      return torch.zeros(...) -- the second one met what the first one left in a sum
    end, function() return { 2 ^ 53, 4, 2, 4, 4 } end, 'not enough memory' },
  { 'nn.Dropout: the output cannot grow', core.nn.Dropout_updateOutput,
    function() return { stuck('Float', 2), torch.FloatTensor(9):fill(1),
                        torch.FloatTensor(9):fill(2), 0.5, nil, false, n = 6 } end,
    'cannot be resized' },
  { 'nn.Max: the output cannot grow', core.nn.Max_updateOutput,
    function() return { torch.FloatTensor(2):fill(1), stuck('Long', 2),
                        torch.FloatTensor(4, 3):fill(2), 2 } end, 'cannot be resized' },
  { 'nn.Max: the indices cannot grow', core.nn.Max_updateOutput,
    function() return { stuck('Float', 2), torch.LongTensor(2):fill(1),
                        torch.FloatTensor(4, 3):fill(2), 2 } end, 'cannot be resized' },
  { 'symeig: the second result cannot grow', torch.symeig,
    function() return { torch.DoubleTensor(2):fill(1), stuck('Double', 2),
                        torch.DoubleTensor { { 2, 1, 0 }, { 1, 2, 1 }, { 0, 1, 2 } } } end,
    'cannot be resized' },
  { 'topk: the values cannot grow', torch.topk,
    function() return { stuck('Float', 1), torch.LongTensor(1):fill(1),
                        torch.FloatTensor(7):fill(2), 3 } end, 'cannot be resized' },
  -- without an error; the sanitizers see what is wrong
  { 'nn.LookupTable: the output lies in the weight', core.nn.LookupTable_updateOutput,
    function()
      local weight = torch.DoubleTensor(6, 5):fill(1)
      return { torch.DoubleTensor(weight:storage(), 3), torch.LongTensor { 1, 2, 1 }, weight, 0 }
    end },
  { 'nn.Linear: the output lies in the bias', core.nn.Linear_updateOutput,
    function()
      local bias = torch.DoubleTensor(5):fill(1)
      return { torch.DoubleTensor(bias:storage(), 2), torch.DoubleTensor(4, 3):fill(1),
               torch.DoubleTensor(5, 3):fill(1), bias }
    end },
  { 'a buffer of SpatialCrossMapLRN cannot grow', core.nn.SpatialCrossMapLRN_updateOutput,
    function()
      return { torch.DoubleTensor(4, 9):fill(0), torch.DoubleTensor(4, 5, 6):fill(1),
               stuck('Double', 3), 3, 1, 0.75, 1 }
    end, 'cannot be resized' },
  { 'the norms of Normalize cannot grow', core.nn.Normalize_updateOutput,
    function()
      return { torch.DoubleTensor(2):fill(0), torch.DoubleTensor(7, 4):fill(1), stuck('Double', 3),
               2, 1e-10 }
    end, 'cannot be resized' },
  { 'the gradient of MultiLabelMarginCriterion cannot grow',
    core.nn.MultiLabelMarginCriterion_updateGradInput,
    function()
      return { stuck('Double', 3), torch.DoubleTensor(2, 8):fill(1),
               torch.DoubleTensor(2, 8):fill(0), true, torch.DoubleTensor(1):fill(0) }
    end, 'cannot be resized' },
  { 'the distances of Kmeans cannot grow', core.nn.Kmeans_updateOutput,
    function()
      return { torch.LongTensor(2):fill(0), stuck('Double', 3), torch.DoubleTensor(7, 4):fill(1),
               torch.DoubleTensor(2, 4):fill(0) }
    end, 'cannot be resized' },
  { 'the means of BatchNormalization cannot grow', core.nn.BatchNormalization_updateOutput,
    function()
      local function ones(...) return torch.DoubleTensor(...):fill(1) end
      return { ones(2), ones(6, 4), ones(4), ones(4), ones(4), ones(4), ones(4), stuck('Double', 3),
               true, 0.1, 1e-5, 2 }
    end, 'cannot be resized' },
  { 'the probabilities of multinomialAliasSetup cannot grow', torch.multinomialAliasSetup,
    function()
      return { torch.DoubleTensor(7):fill(1), { torch.LongTensor(2):fill(0), stuck('Double', 3) } }
    end, 'cannot be resized' },
}
