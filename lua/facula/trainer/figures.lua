--- What is measured while the samples pass through a network: the mean loss and metrics.
-- A pass is a plain table, so that a checkpoint can hold one that is half done.
-- Neighbours: init.lua.
--
-- A metric is a function of output and target of a batch that returns its mean over the samples, or
-- an optim.ConfusionMatrix, which counts; its figure is the part that is right, in percent.
local torch = require 'torch'

local figures = {}

local function is_matrix(metric) return torch.isTypeOf(metric, 'optim.ConfusionMatrix') end

function figures.is_metric(metric) return type(metric) == 'function' or is_matrix(metric) end

--- How often the largest of the scores is that of the right class, in percent.
-- @param output  scores, N x classes
-- @param target  N classes, from 1 on
-- @usage trainer.accuracy(torch.eye(2), torch.Tensor { 1, 1 }) --> 50
function figures.accuracy(output, target)
  local _, best = output:max(2)
  return 100 * best:view(-1):eq(target:long():view(-1)):sum() / best:size(1)
end

--- A pass in which nothing is measured yet.
-- @param metrics  table of metrics by name
function figures.start(metrics)
  local pass = { samples = 0, loss = 0, sums = {}, counts = {} }
  for name, metric in pairs(metrics) do
    if is_matrix(metric) then
      pass.counts[name] = metric.mat:clone():zero()
    else
      pass.sums[name] = 0
    end
  end
  return pass
end

--- What is wrong with a pass from a file, which is not trusted, for these metrics; nil if nothing.
function figures.fault(pass, metrics)
  if torch.type(pass) ~= 'table' or type(pass.samples) ~= 'number' or type(pass.loss) ~= 'number'
    or torch.type(pass.sums) ~= 'table' or torch.type(pass.counts) ~= 'table' then
    return 'what was measured is damaged'
  end
  for name, metric in pairs(metrics) do
    local known = type(pass.sums[name]) == 'number'
    if is_matrix(metric) then
      local counts = pass.counts[name]
      known = torch.isTensor(counts) and counts:isSameSizeAs(metric.mat)
    end
    if not known then return ('%s was not measured as it is here'):format(name) end
  end
end

-- The matrix with the counts of the pass instead of its own.
local function with_counts(matrix, counts)
  matrix.mat:copy(counts)
  matrix:updateValids()
  return matrix
end

-- What a metric that is a function says about a batch.
local function value_of(name, metric, output, target)
  local value = metric(output, target)
  if type(value) ~= 'number' then
    error(('facula.trainer: metrics: expected %s to return a number, got %s'):format(name,
      torch.type(value)), 0)
  end
  return value
end

--- Adds a batch to a pass.
-- @param pass  from figures.start
-- @param metrics  those that were given there
-- @param loss  sum of the losses of the samples
-- @param output, target  of the batch
-- @param n  how many samples it has
function figures.add(pass, metrics, loss, output, target, n)
  for name, metric in pairs(metrics) do
    if is_matrix(metric) then
      metric.mat:copy(pass.counts[name])
      metric:batchAdd(output, target)
      pass.counts[name]:copy(metric.mat)
    else
      pass.sums[name] = pass.sums[name] + n * value_of(name, metric, output, target)
    end
  end
  pass.loss = pass.loss + loss
  pass.samples = pass.samples + n
end

--- The figures of a pass: a table with loss and the metrics by name. The confusion matrices among
-- the metrics show its counts from then on.
function figures.result(pass, metrics)
  if pass.samples == 0 then error('facula.trainer: expected samples, got no batch', 0) end
  local result = { loss = pass.loss / pass.samples }
  for name, metric in pairs(metrics) do
    if is_matrix(metric) then
      result[name] = 100 * with_counts(metric, pass.counts[name]).totalValid
    else
      result[name] = pass.sums[name] / pass.samples
    end
  end
  return result
end

--- Figures as text: "loss 0.0312, accuracy 99.10 %".
function figures.text(result, metrics)
  local names = {}
  for name in pairs(metrics) do names[#names + 1] = name end
  table.sort(names)
  local parts = { ('loss %.4f'):format(result.loss) }
  for _, name in ipairs(names) do
    local percent = is_matrix(metrics[name]) or metrics[name] == figures.accuracy
    parts[#parts + 1] = (percent and '%s %.2f %%' or '%s %.4f'):format(name, result[name])
  end
  return table.concat(parts, ', ')
end

return figures
