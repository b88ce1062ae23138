--- Where training gets its batches from: tensors in memory, a data set, or any object like one.
-- Neighbours: trainer/init.lua; dataset.lua.
--
-- A source of samples has two methods:
--   source:size()               the number of samples
--   source:batches(n[, order])  an iterator that gives input, target and indices (a LongTensor of
--                               sample numbers) of up to n samples at a time, until all numbers in
--                               order (a LongTensor, default 1 to size) are through. Input and
--                               target may be the same tensors each time, filled anew.
local torch = require 'torch'
local dataset = require 'facula.dataset'

local samples = {}

--- A source of samples.
-- @param data  such a source, which is returned as it is; or { input =, target = } of tensors or
--   nested tables of tensors, whose first dimension counts the samples
-- @return an object with the methods size and batches
-- Errors: data is neither, there are no samples, or the tensors differ in their first dimension.
-- @usage local source = samples.source { input = torch.rand(9, 2), target = torch.ones(9) }
function samples.source(data)
  if type(data) ~= 'table' then
    error(('expected a source of samples or { input =, target = }, got %s'):format(
      torch.type(data)), 0)
  end
  if data.size and data.batches then
    local n = data:size()
    if type(n) ~= 'number' or n < 1 or n % 1 ~= 0 then
      error(('expected 1 sample or more, got %s'):format(tostring(n)), 0)
    end
    return data
  end
  if data.target == nil then error('expected samples with a target, got none', 0) end
  local ok, result = pcall(dataset.new, data.input, data.target)
  if not ok then error(result:match 'facula.dataset.new: (.*)' or result, 0) end
  return result
end

return samples
