--- Names that only old scripts know, made of what there is.
-- Neighbours: init.lua loads this file last.
-- @module torch.legacy

--- The tables of the alias method for probabilities.
-- @param probabilities a vector
-- @return a LongTensor with the aliases and a tensor with the columns
-- @usage J, q = torch.multinomialAliasSetup_(torch.Tensor { 1, 3 })
function torch.multinomialAliasSetup_(probabilities, aliases, columns)
  local state = torch.multinomialAliasSetup(probabilities, { aliases, columns })
  return state[1], state[2]
end

--- Fills a LongTensor with draws from such tables.
-- @return output
-- @param output the LongTensor
-- @param aliases, columns the tables
-- @usage local aliases, columns = torch.multinomialAliasSetup_(torch.Tensor {0.25, 0.75})
--   torch.multinomialAlias_(torch.LongTensor(5), aliases, columns):size(1)  --> 5
function torch.multinomialAlias_(output, aliases, columns)
  return torch.multinomialAlias(output, { aliases, columns })
end

for _, name in ipairs { 'torch.FloatTensor', 'torch.DoubleTensor' } do
  local mt = torch.getmetatable(name)
  mt.multinomialAliasSetup_ = torch.multinomialAliasSetup_
  -- its first argument is a LongTensor, so that scripts fetch the function from the class
  mt.multinomialAlias_ = torch.multinomialAlias_
end

-- A method of one type only, as it ever was.
torch.getmetatable('torch.DoubleTensor').isTensor = torch.isTensor
