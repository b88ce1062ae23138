-- optim.ConfusionMatrix(classes[, names]): counts how often each class was taken for which.
-- Neighbours: Logger.lua writes numbers to files.
--
-- Example:
--   local m = optim.ConfusionMatrix({'cat', 'dog'})
--   m:add(1, 2)   -- a dog that was taken for a cat
--   print(m)

local ConfusionMatrix = torch.class('optim.ConfusionMatrix')

local function fail(method, format, ...)
  error(('optim.ConfusionMatrix: %s: %s'):format(method, format:format(...)), 0)
end

--- @param nclasses the number of classes, or a list of their names
-- @param classes list of names, where nclasses is a number
-- Fields: mat (LongTensor, a row for each right class, a column for each prediction), valids and
-- unionvalids (FloatTensors, see updateValids), totalValid, averageValid, averageUnionValid,
-- nclasses, classes.
function ConfusionMatrix:__init(nclasses, classes)
  if type(nclasses) == 'table' then
    classes = nclasses
    nclasses = #classes
  end
  if type(nclasses) ~= 'number' or nclasses < 1 or nclasses % 1 ~= 0 then
    fail('nclasses', 'expected a number or names of classes, got %s', tostring(nclasses))
  end
  self.mat = torch.LongTensor(nclasses, nclasses):zero()
  self.valids = torch.FloatTensor(nclasses):zero()
  self.unionvalids = torch.FloatTensor(nclasses):zero()
  self.nclasses = nclasses
  self.totalValid = 0
  self.averageValid = 0
  self.averageUnionValid = 0
  self.classes = classes or {}
end

-- The class that a number or a vector of scores stands for.
local function classOf(self, what, value)
  if torch.isTensor(value) then
    if value:nElement() == 0 then fail('add', '%s: expected a class or scores', what) end
    if value:nElement() == 1 and self.nclasses > 1 then
      value = value:sum()
    else
      local _, best = value:contiguous():view(-1):max(1)
      value = best[1]
    end
  end
  if type(value) ~= 'number' then
    fail('add', '%s: expected a class or a tensor of scores, got %s', what, torch.type(value))
  end
  return value
end

local function checkClass(self, what, class)
  if class % 1 ~= 0 or class < 1 or class > self.nclasses then
    fail('add', '%s: expected a class from 1 to %d, got %s', what, self.nclasses, tostring(class))
  end
end

--- Counts one prediction. A target below 1 is left out.
-- @param prediction, target a class, or a vector of scores whose largest counts
function ConfusionMatrix:add(prediction, target)
  local row = classOf(self, 'target', target)
  if row <= 0 then return end
  local column = classOf(self, 'prediction', prediction)
  checkClass(self, 'target', row)
  checkClass(self, 'prediction', column)
  self.mat[row][column] = self.mat[row][column] + 1
end

-- The classes of a batch as a LongTensor: of class numbers (N or N x 1) or scores (N x classes).
local function classesOf(self, what, batch)
  if not torch.isTensor(batch) or batch:dim() < 1 or batch:dim() > 2 then
    fail('batchAdd', '%s: expected a vector of classes or a matrix of scores', what)
  end
  if batch:dim() == 2 and batch:size(2) > 1 then
    if batch:size(2) ~= self.nclasses then
      fail('batchAdd', '%s: expected %d columns, got %d', what, self.nclasses, batch:size(2))
    end
    local _, best = batch:max(2)
    return best:view(-1)
  end
  return batch:long():contiguous():view(-1)
end

--- Counts a batch of predictions. Targets below 1 are left out.
-- @param predictions, targets N or N x 1 classes, or N x nclasses scores
function ConfusionMatrix:batchAdd(predictions, targets)
  local columns = classesOf(self, 'predictions', predictions)
  local rows = classesOf(self, 'targets', targets)
  if columns:size(1) ~= rows:size(1) then
    fail('batchAdd', 'expected as many predictions as targets, got %d and %d', columns:size(1),
      rows:size(1))
  end
  local counted = rows:ge(1)
  if counted:sum() == 0 then return end
  rows, columns = rows:maskedSelect(counted), columns:maskedSelect(counted)
  for what, list in pairs {targets = rows, predictions = columns} do
    if list:min() < 1 or list:max() > self.nclasses then
      fail('batchAdd', '%s: expected classes from 1 to %d, got %d to %d', what, self.nclasses,
        list:min(), list:max())
    end
  end
  local places = (rows - 1) * self.nclasses + columns
  self.mat:view(-1):indexAdd(1, places, torch.ones(places:size(1)):long())
end

--- Forgets all counts.
function ConfusionMatrix:zero()
  self.mat:zero()
  self.valids:zero()
  self.unionvalids:zero()
  self.totalValid = 0
  self.averageValid = 0
  self.averageUnionValid = 0
end

-- The average of the elements that are numbers, and are so in `known` too; 0 where there are none.
local function average(t, known)
  known = known:totable()
  local sum, count = 0, 0
  for i, v in ipairs(t:totable()) do
    if v == v and known[i] == known[i] then sum, count = sum + v, count + 1 end
  end
  return count > 0 and sum / count or 0
end

local function row_sums(self)
  return self.mat:double():sum(2):view(-1)
end

local function column_sums(self)
  return self.mat:double():sum(1):view(-1)
end

--- Computes the fields valids (diagonal / row), unionvalids (diagonal / (row + column - diagonal)),
-- their averages over classes that occur as targets, and totalValid, the part of all that is right.
function ConfusionMatrix:updateValids()
  local right = torch.diag(self.mat:double())
  local rows = row_sums(self)
  self.valids:copy(torch.cdiv(right, rows))
  self.unionvalids:copy(torch.cdiv(right, rows + column_sums(self) - right))
  self.averageValid = average(self.valids, self.valids)
  self.averageUnionValid = average(self.unionvalids, self.valids)
  self.totalValid = right:sum() / self.mat:sum()
end

--- Rates of false acceptance and false rejection.
-- @return two FloatTensors, of rejections and acceptances of each class, and a FloatTensor of each
-- without the classes that do not occur
function ConfusionMatrix:farFrr()
  local right, rows, columns = torch.diag(self.mat:double()), row_sums(self), column_sums(self)
  local total = self.mat:sum()
  local frrs = torch.cdiv(rows - right, rows):float()
  local fars = torch.cdiv(columns - right, rows * -1 + total):float()
  local function known(rates)
    local mask = rates:eq(rates)
    return mask:sum() > 0 and rates:maskedSelect(mask) or torch.FloatTensor()
  end
  return frrs, fars, known(frrs), known(fars)
end

--- The counts as text, with the part of each row that is right, and the averages of updateValids.
function ConfusionMatrix:__tostring__()
  self:updateValids()
  local digits = math.max(8, #('%d'):format(self.mat:max()) + 1)
  local lines = {'ConfusionMatrix:'}
  for row = 1, self.nclasses do
    local cells = {row == 1 and '[[' or ' ['}
    for column = 1, self.nclasses do
      cells[#cells + 1] = ('%' .. digits .. 'd'):format(self.mat[row][column])
    end
    cells[#cells + 1] = row == self.nclasses and ']]  ' or ']   '
    local name = self.classes[1]
      and ('\t[class: %s]'):format(tostring(self.classes[row] or '')) or ''
    lines[#lines + 1] = ('%s%.3f%% %s'):format(table.concat(cells), self.valids[row] * 100, name)
  end
  lines[#lines + 1] = (' + average row correct: %.14g%% '):format(self.averageValid * 100)
  lines[#lines + 1] = (' + average rowUcol correct (VOC measure): %.14g%% ')
    :format(self.averageUnionValid * 100)
  lines[#lines + 1] = (' + global correct: %.14g%%'):format(self.totalValid * 100)
  return table.concat(lines, '\n')
end

-- The classes in the order of a list of keys, the largest first.
local function order(keys)
  local list = {}
  for i = 1, #keys do list[i] = i end
  table.sort(list, function(i, j)
    if keys[i] ~= keys[j] then return keys[i] > keys[j] end
    return i < j
  end)
  return list
end

--- The matrix as an image, a square for each cell: the part of its row that was predicted so.
-- @param sortmode 'score' (the default): classes that do best first; 'occurrence': the most
--   frequent
-- @param display whether to show it with the package image, if that is there
-- @param block height and width of a square; default 25
-- @param legendwidth width of a blank margin on the right for names; default 200
-- @return a tensor 3 x height x width of numbers from 0 to 1: right ones green, wrong ones red
function ConfusionMatrix:render(sortmode, display, block, legendwidth)
  sortmode, block, legendwidth = sortmode or 'score', block or 25, legendwidth or 200
  if sortmode ~= 'score' and sortmode ~= 'occurrence' then
    fail('render', "sortmode: expected 'score' or 'occurrence', got %s", tostring(sortmode))
  end
  self:updateValids()
  local rows, n = row_sums(self), self.nclasses
  local keys = sortmode == 'score' and self.valids:totable() or rows:totable()
  for i = 1, n do
    if keys[i] ~= keys[i] then keys[i] = -1 end
  end
  local list = order(keys)
  local picture = torch.zeros(3, n * block, n * block + legendwidth)
  for i = 1, n do
    for j = 1, n do
      local part = self.mat[list[i]][list[j]] / math.max(1, rows[list[i]])
      picture[i == j and 2 or 1]:narrow(1, (i - 1) * block + 1, block)
        :narrow(2, (j - 1) * block + 1, block):fill(part)
    end
  end
  if display then
    local found, image = pcall(require, 'image')
    if found then image.display {image = picture, legend = 'ConfusionMatrix'} end
  end
  return picture
end
