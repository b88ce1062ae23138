-- torch.einsum against the sum over all indices written out, over equations, types and layouts.
local layouts = require 'support.layouts'

local unpack = unpack or table.unpack

local function numbers(n, seed)
  local list, x = {}, seed
  for i = 1, n do
    x = (x * 37 + 11) % 101
    list[i] = x % 5
  end
  return list
end

local function count(sizes)
  local n = 1
  for _, size in ipairs(sizes) do n = n * size end
  return n
end

-- Calls visit(at) with every assignment of indices (from 0) to labels, in the order of the list.
local function each_index(labels, sizes, visit, at, depth)
  at, depth = at or {}, depth or 1
  if depth > #labels then return visit(at) end
  for i = 0, sizes[labels[depth]] - 1 do
    at[labels[depth]] = i
    each_index(labels, sizes, visit, at, depth + 1)
  end
  at[labels[depth]] = nil
end

local function letters(term)
  local list = {}
  for letter in term:gmatch('.') do list[#list + 1] = letter end
  return list
end

-- Sizes and values, in row-major order, of an explicit equation without '...'.
local function reference(equation, shapes, values)
  local left, right = equation:match('^(.*)%->(.*)$')
  local terms, sizes, all = {}, {}, {}
  for term in (left .. ','):gmatch('(.-),') do
    local labels = letters(term)
    terms[#terms + 1] = labels
    for d, label in ipairs(labels) do
      sizes[label] = math.max(sizes[label] or 1, shapes[#terms][d])
    end
  end
  local output, inner, of_output = letters(right), {}, {}
  for _, label in ipairs(output) do of_output[label] = true end
  for label in pairs(sizes) do
    if not of_output[label] then inner[#inner + 1] = label end
  end
  local function element(k, at)
    local position = 0
    for d, label in ipairs(terms[k]) do
      local size = shapes[k][d]
      position = position * size + (size == 1 and 0 or at[label])
    end
    return values[k][position + 1]
  end
  each_index(output, sizes, function(at)
    local sum = 0
    each_index(inner, sizes, function(inside)
      local product = 1
      for k = 1, #terms do product = product * element(k, inside) end
      sum = sum + product
    end, at)
    all[#all + 1] = sum
  end)
  local size = {}
  for d, label in ipairs(output) do size[d] = sizes[label] end
  return size, all
end

-- The equation, the sizes of the operands; then, where the equation leaves something to the rules,
-- the same spelt out.
local EQUATIONS = {
  { 'i->i', { { 4 } } }, { 'i->', { { 4 } } }, { 'ij->ji', { { 2, 3 } } },
  { 'ij->j', { { 2, 3 } } }, { 'ij->', { { 2, 3 } } }, { 'ii->i', { { 3, 3 } } },
  { 'ii->', { { 3, 3 } } }, { 'iji->j', { { 3, 2, 3 } } }, { 'iij->ij', { { 3, 3, 2 } } },
  { 'iii->i', { { 2, 2, 2 } } }, { 'abcd->dbca', { { 2, 3, 1, 4 } } },
  { 'i,i->', { { 4 }, { 4 } } }, { 'i,i->i', { { 4 }, { 4 } } }, { 'i,j->ij', { { 2 }, { 3 } } },
  { 'i,j->ji', { { 2 }, { 3 } } }, { 'i,j->', { { 2 }, { 3 } } }, { 'i,j->j', { { 2 }, { 3 } } },
  { 'ij,jk->ik', { { 2, 3 }, { 3, 4 } } }, { 'ij,jk->ki', { { 2, 3 }, { 3, 4 } } },
  { 'ij,kj->ik', { { 2, 3 }, { 4, 3 } } }, { 'ij,j->i', { { 2, 3 }, { 3 } } },
  { 'ij,ij->', { { 2, 3 }, { 2, 3 } } }, { 'ij,ji->', { { 2, 3 }, { 3, 2 } } },
  { 'ij,ij->i', { { 2, 3 }, { 2, 3 } } }, { 'ij,ij->ij', { { 2, 3 }, { 2, 3 } } },
  { 'ij,ji->ij', { { 2, 3 }, { 3, 2 } } }, { 'ij,kl->ijkl', { { 2, 3 }, { 2, 2 } } },
  { 'bij,bjk->bik', { { 2, 3, 4 }, { 2, 4, 2 } } },
  { 'bij,bkj->ikb', { { 2, 3, 4 }, { 2, 2, 4 } } },
  { 'bij,jk->bik', { { 2, 3, 4 }, { 4, 2 } } }, { 'ijk,ilm,njm->nkl', { { 2, 3, 2 }, { 2, 2, 3 },
    { 2, 3, 3 } } },
  { 'ii,jj->ij', { { 2, 2 }, { 3, 3 } } }, { 'iij,jkk->ik', { { 2, 2, 3 }, { 3, 2, 2 } } },
  { 'i,ij,j->', { { 2 }, { 2, 3 }, { 3 } } }, { 'ij,jk,kl,lm->im', { { 2, 3 }, { 3, 2 }, { 2, 4 },
    { 4, 2 } } },
  { 'i,i,i->i', { { 3 }, { 3 }, { 3 } } }, { 'i,j,k->kij', { { 2 }, { 3 }, { 2 } } },
  { 'ij,ik,il->jkl', { { 3, 2 }, { 3, 2 }, { 3, 2 } } }, { 'aB,Bc->ac', { { 2, 3 }, { 3, 2 } } },
  -- a size of 1 is repeated
  { 'ij,ij->ij', { { 2, 1 }, { 2, 3 } } }, { 'ij,jk->ik', { { 2, 1 }, { 3, 4 } } },
  { 'i,i->', { { 1 }, { 3 } } }, { 'ij,j->', { { 1, 1 }, { 1 } } },
  -- blanks, and what '->' leaves out: letters that occur once, in the order of the alphabet
  { ' i j , j k -> i k ', { { 2, 3 }, { 3, 4 } }, 'ij,jk->ik' },
  { 'ij,jk', { { 2, 3 }, { 3, 4 } }, 'ij,jk->ik' }, { 'ba', { { 2, 3 } }, 'ba->ab' },
  { 'cb,ba', { { 2, 3 }, { 3, 4 } }, 'cb,ba->ac' }, { 'ii', { { 3, 3 } }, 'ii->' },
  { 'i,i', { { 3 }, { 3 } }, 'i,i->' }, { 'aB', { { 2, 3 } }, 'aB->Ba' },
  -- '...' stands for what is left, aligned at its end
  { '...', { { 2, 3 } }, 'ij->ij' }, { '...->...', { { 2, 3 } }, 'ij->ij' },
  { '...ij->...ji', { { 2, 3, 4 } }, 'bij->bji' }, { 'i...->i...', { { 2 } }, 'i->i' },
  { '...i->...', { { 2, 3, 4 } }, 'abi->ab' }, { 'i...->...i', { { 2, 3, 4 } }, 'iab->abi' },
  { 'i...i->...', { { 2, 3, 2 } }, 'iai->a' }, { '...ii->...i', { { 2, 3, 3 } }, 'aii->ai' },
  { '...ij,...jk->...ik', { { 2, 2, 3 }, { 2, 3, 2 } }, 'bij,bjk->bik' },
  { '...ij,...jk', { { 2, 1, 2, 3 }, { 4, 3, 2 } }, 'abij,bjk->abik' },
  { 'ij,...jk->...ik', { { 2, 3 }, { 2, 3, 2 } }, 'ij,bjk->bik' },
  { '...,...->...', { { 2, 3 }, { 3 } }, 'ab,b->ab' }, { '...a,...', { { 2, 3 }, { 2 } },
    'ba,b->ba' },
  { 'i,i->...', { { 3 }, { 3 } }, 'i,i->' }, { '...,i->i...', { { 2, 3 }, { 2 } }, 'ab,i->iab' },
}

local function name_of(shapes)
  local list = {}
  for i, sizes in ipairs(shapes) do list[i] = table.concat(sizes, 'x') end
  return table.concat(list, ', ')
end

local function check(equation, explicit, shapes, kind, make)
  local values, operands = {}, {}
  for k, sizes in ipairs(shapes) do
    values[k] = numbers(count(sizes), k + 2)
    operands[k] = make(kind, sizes, values[k])
  end
  local size, expected = reference(explicit, shapes, values)
  for i, x in ipairs(expected) do expected[i] = layouts.element(kind, x) end
  local before = layouts.snapshot(unpack(operands))
  local got = torch.einsum(equation, unpack(operands))
  assert.same(before, layouts.snapshot(unpack(operands)))
  if #size == 0 then
    assert.equal('number', type(got))
    assert.is_true(math.abs(expected[1] - got) <= 1e-6 * math.abs(got), got)
  else
    assert.is_nil(layouts.difference(kind, size, expected, got))
    got:fill(7) -- a new tensor, not a view of an operand
    assert.same(before, layouts.snapshot(unpack(operands)))
  end
end

describe('einsum:', function()
  for _, row in ipairs(EQUATIONS) do
    it(('%s of %s'):format(row[1], name_of(row[2])), function()
      for _, kind in ipairs(layouts.kinds) do
        for _, make in pairs(layouts.makers) do
          check(row[1], row[3] or row[1], row[2], kind, make)
        end
      end
    end)
  end

  it('takes random equations', function()
    local seed = 1
    local function draw(n)
      seed = (seed * 1103515 + 12345) % 1000003
      return seed % n + 1
    end
    for _ = 1, 300 do
      local size_of, terms, shapes, used, output = {}, {}, {}, {}, ''
      for letter in ('abcde'):gmatch('.') do size_of[letter] = draw(3) end
      for k = 1, draw(4) do
        terms[k], shapes[k] = '', {}
        for d = 1, draw(3) do
          local letter = ('abcde'):sub(draw(5)):sub(1, 1)
          terms[k] = terms[k] .. letter
          shapes[k][d] = size_of[letter]
          used[letter] = true
        end
      end
      for letter in ('ecadb'):gmatch('.') do
        if used[letter] and draw(2) == 1 then output = output .. letter end
      end
      local equation = table.concat(terms, ',') .. '->' .. output
      check(equation, equation, shapes, 'Double', layouts.makers.transposed)
    end
  end)

  it('takes a table of tensors', function()
    local a, b = torch.rand(2, 3), torch.rand(3, 2)
    assert.is_true(torch.einsum('ij,jk', { a, b }):equal(torch.mm(a, b)))
  end)

  it('multiplies what is cheap first', function()
    -- from the left, the first product alone would have 10^10 elements
    local n = 100000
    local a, b, c = torch.ones(n, 1), torch.ones(1, n), torch.ones(n, 1)
    assert.equal(n, torch.einsum('ij,jk,kl->il', a, b, c)[n][1])
  end)

  local function t(...) return torch.ones(...) end
  for _, row in ipairs {
    { 'equation expected', t(2), t(2) },
    { 'operand 2 should be a tensor, got number', 'i,i', t(2), 3 },
    { 'operand 2 is a torch.IntTensor, but operand 1 is a torch.DoubleTensor', 'i,i', t(2),
      torch.IntTensor(2) },
    { 'the equation is for 2 tensors, got 1', 'ij,jk->ik', t(2, 2) },
    { 'the equation is for 1 tensors, got 0', 'ij' },
    { "operand 1 has 3 letters in the equation ('ijk'), but its size is 2x2", 'ijk', t(2, 2) },
    { "operand 2 has 1 letters in the equation ('j'), but its size is 2x2", 'i,j', t(2), t(2, 2) },
    { 'operand 1 has no dimension', '...', torch.Tensor() },
    { "'j' is 3 in operand 1 (2x3), but 4 in operand 2 (4x5)", 'ij,jk->ik', t(2, 3), t(4, 5) },
    { "'i' is 2 in operand 1 (2x3), but 3 in operand 1 (2x3)", 'ii', t(2, 3) },
    { "a dimension of '...' is 3 in operand 1 (3x2), but 4 in operand 2 (4)", '...i,...', t(3, 2),
      t(4) },
    { "the result has 'z', which no operand has", 'ij->iz', t(2, 2) },
    { "the result has 'i' twice", 'ij->ii', t(2, 2) },
    { "the result should have '...', which stands for 2 dimensions", '...i->i', t(2, 2, 2) },
    { "letters and '...' expected, got '1' in 'i1'", 'i1', t(2, 2) },
    { "letters and '...' expected, got '.' in '..'", '..', t(2, 2) },
    { "letters and '...' expected, got ',' in 'i,j'", 'ij->i,j', t(2, 2) },
    { "'...i...' has '...' twice", '...i...', t(2, 2) },
  } do
    local message = row[1]
    it('says: ' .. message, function()
      local ok, problem = pcall(torch.einsum, unpack(row, 2))
      assert.is_false(ok)
      assert.truthy(problem:find('torch.einsum: ', 1, true), problem)
      assert.truthy(problem:find(message, 1, true), problem)
    end)
  end
end)
