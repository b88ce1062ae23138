--- Sums of products of tensors, described by letters: Einstein's summation as NumPy writes it.
--
--   torch.einsum('ij,jk->ik', a, b)     product of matrices
--   torch.einsum('bij,bjk->bik', a, b)  products of a batch
--   torch.einsum('ii->i', a)            diagonal
--   torch.einsum('i,j', a, b)           outer product
--   torch.einsum('ij,ij->', a, b)       a number
--
-- Two operands at a time are brought into the form batch x rows x columns and multiplied by bmm.
-- Neighbour: init.lua loads this file.

-- --- reading the equation ------------------------------------------------------------------------

-- The labels of one term as a list; '...' is one of them. nil and what is wrong otherwise.
local function labels_of(term)
  local labels, at = {}, 1
  while at <= #term do
    local letter = term:sub(at, at)
    if term:sub(at, at + 2) == '...' then
      if labels.ellipsis then return nil, ("'%s' has '...' twice"):format(term) end
      letter, labels.ellipsis = '...', #labels + 1
    elseif not letter:find('%a') then
      return nil, ("letters and '...' expected, got '%s' in '%s'"):format(letter, term)
    end
    labels[#labels + 1] = letter
    at = at + #letter
  end
  return labels
end

-- The terms of the operands and that of the result, which is nil where the equation leaves it out.
local function parse(equation)
  local text = equation:gsub('%s', '')
  local left, right = text:match('^(.-)%->(.*)$')
  local terms, output, problem = {}
  for term in ((left or text) .. ','):gmatch('(.-),') do
    terms[#terms + 1], problem = labels_of(term)
    if problem then return nil, problem end
  end
  if right then
    output, problem = labels_of(right)
    if problem then return nil, problem end
  end
  return terms, output
end

-- --- labels and sizes ----------------------------------------------------------------------------

local function shape(t)
  local size = {}
  for d = 1, t:dim() do size[d] = ('%d'):format(t:size(d)) end
  return table.concat(size, 'x')
end

-- Replaces '...' by labels for the dimensions it stands for: '.1' is the last one of them, '.2' the
-- one in front of that, so that equal labels fit each other by NumPy's rules. count: how many.
local function spell_out(labels, count)
  local list = {}
  for _, label in ipairs(labels) do
    if label == '...' then
      for k = count, 1, -1 do list[#list + 1] = '.' .. k end
    else
      list[#list + 1] = label
    end
  end
  return list
end

-- An operand: a tensor and a label for each dimension; one of a single element has none later on.
local function operand_of(k, labels, t)
  local letters = #labels - (labels.ellipsis and 1 or 0)
  local rest = t:dim() - letters
  if t:dim() == 0 then return nil, ('operand %d has no dimension'):format(k) end
  if rest < 0 or (rest > 0 and not labels.ellipsis) then
    return nil, ("operand %d has %d letters in the equation ('%s'), but its size is %s"):format(
      k, letters, table.concat(labels), shape(t))
  end
  return { t = t, labels = spell_out(labels, rest), ellipsis = rest, number = k, shape = shape(t) }
end

-- Checks that labels stand for one size everywhere (or 1, which is repeated) and returns the sizes.
local function sizes_of(operands)
  local sizes, from = {}, {}
  for _, o in ipairs(operands) do
    for d, label in ipairs(o.labels) do
      local size = o.t:size(d)
      if not sizes[label] or sizes[label] == 1 then
        sizes[label], from[label] = size, o
      elseif size ~= 1 and size ~= sizes[label] then
        local other = from[label]
        local what = label:find('%.') and "a dimension of '...'" or ("'%s'"):format(label)
        return nil, ('%s is %d in operand %d (%s), but %d in operand %d (%s)'):format(
          what, sizes[label], other.number, other.shape, size, o.number, o.shape)
      end
    end
  end
  return sizes
end

-- The labels of a result that the equation leaves out: '...', then the letters that occur once.
local function implicit_output(terms)
  local count, output = {}, {}
  for _, labels in ipairs(terms) do
    for _, label in ipairs(labels) do
      count[label] = (count[label] or 0) + 1
    end
  end
  for label, n in pairs(count) do
    if n == 1 and label ~= '...' then output[#output + 1] = label end
  end
  table.sort(output)
  if count['...'] then table.insert(output, 1, '...') end
  return output
end

-- Checks an output's labels against the operands'; dimensions: how many '...' stands for at most.
local function output_problem(output, sizes, dimensions)
  local seen = {}
  for _, label in ipairs(output) do
    if seen[label] then return ("the result has '%s' twice"):format(label) end
    seen[label] = true
    if label ~= '...' and not sizes[label] then
      return ("the result has '%s', which no operand has"):format(label)
    end
  end
  if dimensions > 0 and not seen['...'] then
    return ("the result should have '...', which stands for %d dimensions"):format(dimensions)
  end
  return nil
end

-- --- views and sums ------------------------------------------------------------------------------

local function index(list)
  local at = {}
  for k, x in ipairs(list) do at[x] = k end
  return at
end

local function view_of(t, size, stride)
  if #size == 0 then size, stride = { 1 }, { 1 } end
  return t.new():set(t:storage(), t:storageOffset(), torch.LongStorage(size),
                     torch.LongStorage(stride))
end

-- Each label once: a repeated one walks along the diagonal. A dimension of size 1 goes where its
-- label is longer elsewhere: leaving it out is repeating it.
local function simplify(o, sizes)
  local at, labels, size, stride = {}, {}, {}, {}
  for d, label in ipairs(o.labels) do
    local n = o.t:size(d)
    if n == sizes[label] then
      if not at[label] then
        at[label] = #labels + 1
        labels[at[label]], size[at[label]], stride[at[label]] = label, n, 0
      end
      stride[at[label]] = stride[at[label]] + o.t:stride(d)
    end
  end
  return { t = view_of(o.t, size, stride), labels = labels }
end

-- Sums over the labels that are not wanted.
local function sum_out(o, wanted)
  local t, labels = o.t, {}
  for d = #o.labels, 1, -1 do
    local label = o.labels[d]
    if wanted[label] then
      table.insert(labels, 1, label)
    else
      t = torch.sum(t, d)
      if t:dim() > 1 then t = t:select(d, 1) end
      o.computed = true
    end
  end
  o.t, o.labels = t, labels
end

-- --- two at a time -------------------------------------------------------------------------------

local function product_of(labels, sizes)
  local n = 1
  for _, label in ipairs(labels) do n = n * sizes[label] end
  return n
end

local function joined(...)
  local list = {}
  for _, labels in ipairs { ... } do
    for _, label in ipairs(labels) do list[#list + 1] = label end
  end
  return list
end

local function ordered(o, labels)
  if #labels < 2 then return o.t end
  local at, order = index(o.labels), {}
  for d, label in ipairs(labels) do order[d] = at[label] end
  return o.t:permute((unpack or table.unpack)(order))
end

local function resized(t, ...)
  return (t:isContiguous() and t or t:contiguous()):view(...)
end

-- The product of two operands, summed over the labels that only they have and nobody wants.
local function contract(a, b, wanted, sizes)
  local in_a, in_b = index(a.labels), index(b.labels)
  local batch, rows, summed, columns = {}, {}, {}, {}
  for _, label in ipairs(a.labels) do
    local list = not in_b[label] and rows or wanted[label] and batch or summed
    list[#list + 1] = label
  end
  for _, label in ipairs(b.labels) do
    if not in_a[label] then columns[#columns + 1] = label end
  end
  local n, m = product_of(batch, sizes), product_of(rows, sizes)
  local k, l = product_of(summed, sizes), product_of(columns, sizes)
  local x = ordered(a, joined(batch, rows, summed))
  local y = ordered(b, joined(batch, summed, columns))
  local product
  if k == 1 then -- nothing is added up
    product = torch.cmul(resized(x, n, m, 1):expand(n, m, l), resized(y, n, 1, l):expand(n, m, l))
  elseif n > 1 and m == 1 and l == 1 then
    product = torch.sum(torch.cmul(resized(x, n, k), resized(y, n, k)), 2)
  elseif n == 1 then
    product = torch.mm(resized(x, m, k), resized(y, k, l))
  else
    product = torch.bmm(resized(x, n, m, k), resized(y, n, k, l))
  end
  local labels, size = joined(batch, rows, columns), {}
  for d, label in ipairs(labels) do size[d] = sizes[label] end
  if #size == 0 then size[1] = 1 end
  return { t = product:view(torch.LongStorage(size)), labels = labels, computed = true }
end

-- The labels of the result and of all operands but a and b.
local function still_wanted(output, operands, a, b)
  local wanted = index(output)
  for _, o in ipairs(operands) do
    if o ~= a and o ~= b then
      for _, label in ipairs(o.labels) do wanted[label] = true end
    end
  end
  return wanted
end

-- Which two to multiply next: those that take the fewest multiplications.
local function cheapest(operands, sizes)
  local best, first, second = nil, 1, 2
  for i = 1, #operands - 1 do
    for j = i + 1, #operands do
      local all, cost = {}, 1
      for _, label in ipairs(joined(operands[i].labels, operands[j].labels)) do
        if not all[label] then cost = cost * sizes[label] end
        all[label] = true
      end
      if not best or cost < best then best, first, second = cost, i, j end
    end
  end
  return first, second
end

-- --- the function --------------------------------------------------------------------------------

-- Operands with checked labels, the sizes, and the labels of the result; nil and a message else.
local function plan(equation, tensors)
  local terms, output = parse(equation)
  if not terms then return nil, output end
  if #terms ~= #tensors then
    return nil, ('the equation is for %d tensors, got %d'):format(#terms, #tensors)
  end
  local operands, dimensions = {}, 0
  for k, labels in ipairs(terms) do
    local o, problem = operand_of(k, labels, tensors[k])
    if not o then return nil, problem end
    operands[k] = o
    dimensions = math.max(dimensions, o.ellipsis)
  end
  local sizes, problem = sizes_of(operands)
  if not sizes then return nil, problem end
  output = output or implicit_output(terms)
  problem = output_problem(output, sizes, dimensions)
  if problem then return nil, problem end
  return operands, sizes, spell_out(output, dimensions)
end

-- The tensors of a call, which may also come as one table; nil and a message where one is not.
local function tensors_of(...)
  local tensors = { ... }
  local n = select('#', ...)
  if n == 1 and type(tensors[1]) == 'table' and not torch.isTensor(tensors[1]) then
    tensors = tensors[1]
    n = #tensors
  end
  for k = 1, n do
    if not torch.isTensor(tensors[k]) then
      return nil, ('operand %d should be a tensor, got %s'):format(k, torch.type(tensors[k]))
    end
    if torch.type(tensors[k]) ~= torch.type(tensors[1]) then
      return nil, ('operand %d is a %s, but operand 1 is a %s'):format(
        k, torch.type(tensors[k]), torch.type(tensors[1]))
    end
  end
  return tensors
end

--- The sum of products of tensors that an equation describes by NumPy's rules. Each operand has a
-- letter for each dimension; equal letters are equal indices, and the result is summed over those
-- that it does not have. A letter twice in one operand takes the diagonal. '...' stands for any
-- further dimensions, which are broadcast. Without '->' the result has the letters that occur once,
-- in the order of the alphabet (capital letters first), behind the dimensions of '...'.
-- @param equation such as 'ij,jk->ik'; blanks do not count
-- @param ... tensors of one type, or a table of them
-- @return a new tensor, or a number if the result has no letters
-- @usage torch.einsum('ij,jk->ik', torch.rand(2, 3), torch.rand(3, 4))
function torch.einsum(equation, ...)
  if type(equation) ~= 'string' then
    error(("torch.einsum: equation expected, such as 'ij,jk->ik', got %s"):format(
      torch.type(equation)), 2)
  end
  local tensors, message = tensors_of(...)
  if not tensors then error('torch.einsum: ' .. message, 2) end
  local operands, sizes, output = plan(equation, tensors)
  if not operands then
    error(("torch.einsum: %s, in '%s'"):format(sizes, equation), 2)
  end

  for k, o in ipairs(operands) do operands[k] = simplify(o, sizes) end
  for _, o in ipairs(operands) do sum_out(o, still_wanted(output, operands, o)) end
  while #operands > 1 do
    local i, j = cheapest(operands, sizes)
    local a, b = operands[i], operands[j]
    local wanted = still_wanted(output, operands, a, b)
    table.remove(operands, j)
    operands[i] = contract(a, b, wanted, sizes)
  end
  local result = operands[1]
  local t = ordered(result, output)
  if #output == 0 then return t[1] end
  return result.computed and t:contiguous() or t:clone()
end
