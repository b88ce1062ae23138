-- LAPACK: what each function promises, checked with products in plain Lua; options, layouts,
-- results that are given, and errors.
local layouts = require 'support.layouts'

local KINDS = layouts.real_kinds
local TOLERANCE = { Float = 2e-4, Double = 1e-10 }

-- --- matrices as nested lists --------------------------------------------------------------------

-- Numbers between -1 and 1 in no simple pattern.
local function numbers(seed)
  local x = seed
  return function()
    x = (x * 1103515 + 12345) % 1000003
    return x / 500001.5 - 1
  end
end

local function matrix(rows, columns, seed)
  local next_number, m = numbers(seed), {}
  for i = 1, rows do
    m[i] = {}
    for j = 1, columns do m[i][j] = next_number() end
  end
  return m
end

local function transposed(a)
  local m = {}
  for j = 1, #a[1] do
    m[j] = {}
    for i = 1, #a do m[j][i] = a[i][j] end
  end
  return m
end

local function product(a, b)
  local m = {}
  for i = 1, #a do
    m[i] = {}
    for j = 1, #b[1] do
      local sum = 0
      for k = 1, #b do sum = sum + a[i][k] * b[k][j] end
      m[i][j] = sum
    end
  end
  return m
end

local function identity(n)
  local m = {}
  for i = 1, n do
    m[i] = {}
    for j = 1, n do m[i][j] = i == j and 1 or 0 end
  end
  return m
end

local function diagonal(values)
  local m = identity(#values)
  for i = 1, #values do m[i][i] = values[i] end
  return m
end

-- The upper or lower triangle, the rest zero; with unit, ones on the diagonal.
local function triangle(a, uplo, unit)
  local m = {}
  for i = 1, #a do
    m[i] = {}
    for j = 1, #a[1] do
      local inside = uplo == 'U' and i <= j or uplo == 'L' and i >= j
      m[i][j] = i == j and unit and 1 or inside and a[i][j] or 0
    end
  end
  return m
end

local function narrowed(a, rows, columns)
  local m = {}
  for i = 1, rows do
    m[i] = {}
    for j = 1, columns or #a[i] do m[i][j] = a[i][j] end
  end
  return m
end

-- Symmetric with eigenvalues well above zero.
local function positive(n, seed)
  local a = matrix(n, n, seed)
  local m = product(a, transposed(a))
  for i = 1, n do m[i][i] = m[i][i] + 1 end
  return m
end

local function tensor(kind, a, make)
  local sizes = type(a[1]) == 'table' and { #a, #a[1] } or { #a }
  return (make or layouts.tensor)(kind, sizes, layouts.values(a))
end

local function agrees(expected, got, tolerance)
  if torch.isTensor(expected) then expected = expected:totable() end
  if torch.isTensor(got) then got = got:totable() end
  local x, y = layouts.values(expected), layouts.values(got)
  assert.equal(#x, #y)
  assert.equal(#expected, #got)
  for i = 1, #x do
    local close = math.abs(x[i] - y[i]) <= tolerance * math.max(1, math.abs(x[i]))
    if not close then
      assert.is_nil(('element %d: %.10g expected, got %.10g'):format(i, x[i], y[i]))
    end
  end
end

-- Columns of unit length at right angles.
local function orthonormal(q, tolerance)
  agrees(identity(#q[1]), product(transposed(q), q), tolerance)
end

-- --- what each function promises -----------------------------------------------------------------

-- Rows: name, inputs as nested lists and options, a check of the results as nested lists.
local CASES = {}
local function case(name, inputs, check)
  CASES[#CASES + 1] = { name = name, inputs = inputs, check = check }
end

for _, n in ipairs { 1, 2, 5, 33 } do
  local a, b = matrix(n, n, 7 + n), matrix(n, 3, 8 + n)
  for i = 1, n do a[i][i] = a[i][i] + 3 end
  local spd = positive(n, n)
  local symmetric = product(a, identity(n))
  for i = 1, n do
    for j = 1, i - 1 do symmetric[i][j] = symmetric[j][i] end
  end

  case('gesv', { b, a }, function(near, x, lu)
    near(b, product(a, x))
    assert.equal(n, #lu)
  end)
  case('inverse', { a }, function(near, x) near(identity(n), product(a, x)) end)
  for _, uplo in ipairs { 'U', 'L' } do
    for _, trans in ipairs { 'N', 'T' } do
      for _, diag in ipairs { 'N', 'U' } do
        local small = matrix(n, n, 70 + n) -- so that the solution stays of the size of b
        for i = 1, n do
          for j = 1, n do small[i][j] = i == j and 2 or small[i][j] / n end
        end
        case('trtrs', { b, small, uplo, trans, diag }, function(near, x, copy)
          local t = triangle(small, uplo, diag == 'U')
          near(b, product(trans == 'T' and transposed(t) or t, x))
          near(small, copy)
        end)
      end
    end
    local mirrored = triangle(symmetric, uplo) -- the other triangle is not looked at
    case('symeig', { mirrored, 'V', uplo }, function(near, e, v)
      for i = 2, n do assert.is_true(e[i - 1] <= e[i]) end
      near(symmetric, product(product(v, diagonal(e)), transposed(v)))
      near(identity(n), product(transposed(v), v))
    end)
    case('potrf', { triangle(spd, uplo), uplo }, function(near, f)
      near(triangle(f, uplo), f)
      near(spd, uplo == 'U' and product(transposed(f), f) or product(f, transposed(f)))
    end)
    case('pstrf', { triangle(spd, uplo), uplo }, function(near, f, pivots)
      local swapped = identity(n)
      for i = 1, n do
        for j = 1, n do swapped[i][j] = spd[pivots[i]][pivots[j]] end
      end
      near(triangle(f, uplo), f)
      near(swapped, uplo == 'U' and product(transposed(f), f) or product(f, transposed(f)))
    end)
    local factor = matrix(n, n, 9 + n)
    for i = 1, n do
      for j = 1, n do factor[i][j] = i == j and 2 or factor[i][j] / n end
    end
    local f = triangle(factor, uplo)
    local whole = uplo == 'U' and product(transposed(f), f) or product(f, transposed(f))
    case('potrs', { b, factor, uplo }, function(near, x) near(b, product(whole, x)) end)
    case('potri', { factor, uplo }, function(near, x) near(identity(n), product(whole, x)) end)
  end
  case('symeig', { symmetric }, function(near, e, v)
    local whole, trace = torch.symeig(torch.Tensor(symmetric), 'V'), 0
    near(whole:totable(), e)
    assert.equal(n, #v)
    for i = 1, n do trace = trace + symmetric[i][i] - e[i] end
    near({ { 0 } }, { { trace } })
  end)
  case('eig', { symmetric, 'V' }, function(near, e, v) -- all eigenvalues are real
    local values = {}
    for i = 1, n do
      values[i] = e[i][1]
      near({ { 0 } }, { { e[i][2] } })
    end
    near(product(symmetric, v), product(v, diagonal(values)))
  end)
end

for _, size in ipairs {
  { 1, 1 }, { 1, 4 }, { 4, 1 }, { 5, 3 }, { 3, 5 }, { 20, 33 }, { 33, 20 },
} do
  local rows, n = size[1], size[2]
  local k = math.min(rows, n)
  local a, b = matrix(rows, n, 11 * rows + n), matrix(rows, 2, 12 * rows + n)
  case('gels', { b, a }, function(near, x, qr)
    assert.equal(math.max(rows, n), #x)
    assert.equal(rows, #qr)
    x = narrowed(x, n)
    local residual = product(a, x)
    for i = 1, rows do
      for j = 1, 2 do residual[i][j] = residual[i][j] - b[i][j] end
    end
    for _, line in ipairs(product(transposed(a), residual)) do near({ { 0, 0 } }, { line }) end
  end)
  for _, job in ipairs { 'S', 'A' } do
    case('svd', { a, job }, function(near, u, s, v)
      near(a, product(product(narrowed(u, rows, k), diagonal(s)), transposed(narrowed(v, n, k))))
      near(identity(#u[1]), product(transposed(u), u))
      near(identity(#v[1]), product(transposed(v), v))
      assert.same({ job == 'A' and rows or k, job == 'A' and n or k }, { #u[1], #v[1] })
      for i = 1, k do assert.is_true(s[i] >= (s[i + 1] or 0)) end
    end)
  end
  case('qr', { a }, function(near, q, r)
    near(a, product(q, r))
    near(triangle(r, 'U'), r)
    near(identity(k), product(transposed(q), q))
    assert.equal(k, #r)
  end)
  case('geqrf', { a }, function(near, packed, tau)
    assert.equal(k, #tau)
    local kind_q, r = torch.orgqr(torch.Tensor(packed), torch.Tensor(tau)), triangle(packed, 'U')
    near(a, product(kind_q:totable(), narrowed(r, k)))
  end)
end

local function lists(kind, case_, make)
  local arguments = {}
  for i, x in ipairs(case_.inputs) do
    arguments[i] = type(x) == 'table' and tensor(kind, x, make) or x
  end
  return arguments
end

local unpack = unpack or table.unpack

local function results_of(...)
  local list = { ... }
  for i = 1, #list do list[i] = list[i]:totable() end
  return list
end

describe('LAPACK:', function()
  for _, c in ipairs(CASES) do
    local options = {}
    for _, x in ipairs(c.inputs) do
      options[#options + 1] = type(x) == 'table' and #x .. 'x' .. #x[1] or x
    end
    it(('%s %s'):format(c.name, table.concat(options, ' ')), function()
      for _, kind in ipairs(KINDS) do
        local near = function(x, y) agrees(x, y, TOLERANCE[kind]) end
        for layout, make in pairs(layouts.makers) do
          local arguments = lists(kind, c, make)
          local operands = {}
          for i, x in ipairs(arguments) do operands[i] = torch.isTensor(x) and x or nil end
          local before = layouts.snapshot(unpack(operands))
          local got = { torch[c.name](unpack(arguments)) }
          assert.same(before, layouts.snapshot(unpack(operands)))
          assert.equal('torch.' .. kind .. 'Tensor', torch.type(got[1]), layout)
          c.check(near, unpack(results_of(unpack(got))))

          -- the same with results that are given: new ones, and ones of the right size and any
          -- layout
          local given = {}
          for i, t in ipairs(got) do
            given[i] = t:nElement() % 2 == 0 and t.new() or
              make(torch.type(t):match('torch%.(%a+)Tensor'), t:size():totable(),
                   layouts.values(t.new():resizeAs(t):zero()))
          end
          local all = { unpack(given) }
          for _, x in ipairs(arguments) do all[#all + 1] = x end
          local returned = { torch[c.name](unpack(all)) }
          for i = 1, #got do assert.equal(given[i], returned[i]) end
          c.check(near, unpack(results_of(unpack(returned))))
        end
      end
    end)
  end

  it('ormqr multiplies with the whole Q', function()
    for _, kind in ipairs(KINDS) do
      for _, make in pairs(layouts.makers) do
        local a = matrix(5, 3, 3)
        local qr, tau = torch.geqrf(tensor(kind, a, make))
        local q = torch.ormqr(qr, tau, torch.eye(5):type(qr:type())):totable()
        orthonormal(q, TOLERANCE[kind])
        agrees(narrowed(q, 5, 3), torch.orgqr(qr, tau), TOLERANCE[kind])
        for _, row in ipairs {
          { 'L', 'N', matrix(5, 2, 4), function(c) return product(q, c) end },
          { 'L', 'T', matrix(5, 2, 5), function(c) return product(transposed(q), c) end },
          { 'R', 'N', matrix(2, 5, 6), function(c) return product(c, q) end },
          { 'R', 'T', matrix(2, 5, 7), function(c) return product(c, transposed(q)) end },
        } do
          local side, trans, c, expected = row[1], row[2], row[3], row[4]
          agrees(expected(c), torch.ormqr(qr, tau, tensor(kind, c, make), side, trans),
                 TOLERANCE[kind])
        end
      end
    end
  end)

  it('eig of matrices without symmetry', function()
    for _, make in pairs(layouts.makers) do
      -- triangular: the eigenvalues are on the diagonal; then in another basis
      local t, basis = triangle(matrix(4, 4, 8), 'U'), matrix(4, 4, 9)
      for i = 1, 4 do t[i][i] = i end
      local a = product(product(basis, t), torch.inverse(torch.Tensor(basis)):totable())
      local e, v = torch.eig(tensor('Double', a, make), 'V')
      local values, sorted = e:select(2, 1):totable(), e:select(2, 1):totable()
      table.sort(sorted)
      agrees({ 1, 2, 3, 4 }, sorted, 1e-8)
      agrees(product(a, v:totable()), product(v:totable(), diagonal(values)), 1e-8)
    end
  end)

  it('orgqr of fewer reflectors', function()
    local qr, tau = torch.geqrf(torch.Tensor(matrix(4, 4, 2)))
    local q = torch.orgqr(qr, tau:narrow(1, 1, 2))
    local first = torch.orgqr(qr:narrow(2, 1, 2), tau:narrow(1, 1, 2))
    orthonormal(q:totable(), 1e-12)
    agrees(first, q:narrow(2, 1, 2), 1e-12)
  end)

  it('eig finds pairs of complex eigenvalues', function()
    local angle = 0.3
    local c, s = math.cos(angle), math.sin(angle)
    local e, v = torch.eig(torch.Tensor { { c, -s }, { s, c } }, 'V')
    agrees({ { c, s }, { c, -s } }, e, 1e-12)
    -- a (x + iy) = (c + is)(x + iy)
    local x, y = v:select(2, 1), v:select(2, 2)
    agrees({ c * x[1] - s * y[1], c * x[2] - s * y[2] },
           { c * x[1] - s * x[2], s * x[1] + c * x[2] }, 1e-12)
    local values, none = torch.eig(torch.eye(3))
    agrees({ { 1, 0 }, { 1, 0 }, { 1, 0 } }, values, 0)
    assert.equal(0, none:dim())
  end)

  it('right sides that are vectors count as one column', function()
    local a, b = torch.Tensor(positive(3, 1)), torch.Tensor { 1, 2, 3 }
    for _, row in ipairs {
      { 'gesv', a }, { 'gels', a }, { 'trtrs', a, 'L' }, { 'potrs', torch.potrf(a) },
    } do
      local name, rest = row[1], { unpack(row, 2) }
      local vector = torch[name](b, unpack(rest))
      agrees(torch[name](b:view(3, 1), unpack(rest)), vector, 0)
      assert.equal(2, vector:dim())
    end
  end)

  it('results may be operands', function()
    local a = torch.Tensor(positive(4, 5))
    local expected, r = torch.inverse(a), a:clone()
    assert.equal(r, torch.inverse(r, r))
    agrees(expected, r, 0)
    local b, x = torch.Tensor(matrix(4, 4, 6)), torch.gesv(torch.Tensor(matrix(4, 4, 6)), a)
    local lu = a:clone()
    torch.gesv(b, lu, b, lu)
    agrees(x, b, 0)
    local u, s, v = torch.svd(a)
    local t = a:clone()
    torch.svd(t:t(), s:clone(), v:clone(), t)
    agrees(u:t(), t, 0)
  end)

  it('one given result is the first', function()
    local a, r = torch.Tensor(positive(3, 4)), torch.Tensor()
    local x, lu = torch.gesv(r, torch.eye(3), a)
    assert.equal(r, x)
    assert.not_equal(r, lu)
    agrees(torch.inverse(a), r, 1e-12)
  end)

  it('new results are column-major, as in Torch7', function()
    assert.same({ 1, 3 }, torch.inverse(torch.Tensor(positive(3, 4))):stride():totable())
  end)

  local square, wide = torch.Tensor(positive(3, 2)), torch.Tensor(matrix(2, 3, 1))
  local bad = square:clone()
  bad[2][3] = 0 / 0
  local huge = square:clone()
  huge[3][1] = 1 / 0
  for _, row in ipairs {
    { 'gesv', { square, wide }, 'a should be square, got size 2x3' },
    { 'gesv', { wide, square }, 'b should have as many rows as a: b is 2x3, a is 3x3' },
    { 'gesv', { square, torch.zeros(3, 3) }, 'Lapack Error gesv : U(1,1) is zero, singular U.' },
    { 'gesv', { square, bad }, 'a should have finite elements, but element (2,3) is nan' },
    { 'gels', { square, huge }, 'a should have finite elements, but element (3,1) is infinite' },
    { 'gels', { huge, square }, 'b should have finite elements, but element (3,1) is infinite' },
    { 'gels', { square, torch.zeros(3, 3, 3) }, 'a should be a matrix, got size 3x3x3' },
    { 'trtrs', { square, torch.eye(3), 'X' }, "uplo should be 'U' or 'L', got 'X'" },
    { 'trtrs', { square, torch.zeros(3, 3) }, 'Lapack Error trtrs : A(1,1) is zero, singular A' },
    { 'symeig', { bad }, 'a should have finite elements' },
    { 'symeig', { square, 'A' }, "job should be 'N' or 'V', got 'A'" },
    { 'eig', { huge, 'V' }, 'a should have finite elements' },
    { 'eig', { torch.Tensor() }, 'a should be a matrix, got size no dimension' },
    { 'svd', { bad }, 'a should have finite elements' },
    { 'svd', { square, '' }, "job should be 'S' or 'A', got ''" },
    { 'inverse', { torch.zeros(2, 2) }, 'Lapack Error getrf : U(1,1) is 0, U is singular' },
    { 'inverse', { torch.Tensor { { 1, 2 }, { 2, 4 } } }, 'U(2,2) is 0, U is singular' },
    { 'inverse', { wide }, 'a should be square, got size 2x3' },
    { 'qr', { torch.Tensor(3) }, 'a should be a matrix, got size 3' },
    { 'orgqr', { square, torch.Tensor(4) }, 'tau should have at most 3 elements' },
    { 'orgqr', { square, square }, 'tau should be a vector, got size 3x3' },
    { 'ormqr', { square, torch.Tensor(3), wide }, 'c should have 3 rows for a qr of size 3x3' },
    { 'ormqr', { square, torch.Tensor(3), wide:t(), 'R' }, 'c should have 3 columns' },
    { 'potrf', { -square }, 'the leading minor of order 1 is not positive definite' },
    { 'potrs', { wide, square }, 'b should have as many rows as a' },
    { 'potri', { torch.zeros(2, 2) }, 'A(1,1) is 0, A cannot be factorized' },
    { 'pstrf', { torch.zeros(2, 2) }, 'matrix is rank deficient or not positive semidefinite' },
    { 'pstrf', { bad }, 'a should have finite elements' },
  } do
    local name, arguments, message = row[1], row[2], row[3]
    it(('%s says: %s'):format(name, message), function()
      local before = {}
      for i, x in ipairs(arguments) do before[i] = torch.isTensor(x) and tostring(x) or x end
      local result = torch.Tensor { 42 }
      local ok, problem = pcall(torch[name], result, unpack(arguments))
      assert.is_false(ok)
      assert.truthy(problem:find('torch.' .. name .. ': ', 1, true), problem)
      assert.truthy(problem:find(message, 1, true), problem)
      assert.same({ 42 }, result:totable())
      for i, x in ipairs(arguments) do
        assert.equal(before[i], torch.isTensor(x) and tostring(x) or x)
      end
    end)
  end

  it('is for Float and Double, and no method', function()
    assert.error_matches(function() torch.inverse(torch.IntTensor(2, 2)) end,
                         'torch.IntTensor does not implement')
    assert.is_nil(square.inverse)
  end)

  it('results must differ from each other', function()
    local r = torch.Tensor()
    assert.error_matches(function() torch.qr(r, r, square) end,
                         'results 1 and 2 should be different tensors')
  end)

  it('nan and numbers near the largest end somehow', function()
    for _, n in ipairs { 2, 40, 150 } do
      for _, value in ipairs { 0 / 0, 1 / 0, 1.7e308, 1e-308 } do
        local a = torch.Tensor(matrix(n, n, n)):sign():mul(value)
        for name, arguments in pairs {
          gesv = { a, a }, gels = { a, a }, trtrs = { a, a }, symeig = { a, 'V' },
          eig = { a, 'V' }, svd = { a }, inverse = { a }, qr = { a }, potrf = { a }, pstrf = { a },
          potri = { a }, potrs = { a, a }, geqrf = { a }, orgqr = { a, a:select(1, 1) },
          ormqr = { a, a:select(1, 1), a },
        } do
          local ok, problem = pcall(torch[name], unpack(arguments))
          assert.is_true(ok or tostring(problem):find('torch.' .. name .. ': ', 1, true) ~= nil,
                         problem)
        end
      end
    end
  end)

  it('gives the same bits for any number of threads', function()
    local threads = torch.getnumthreads()
    local a, b = torch.Tensor(matrix(120, 120, 5)), torch.Tensor(matrix(120, 60, 6))
    local function run()
      local u, s, v = torch.svd(a)
      return { u, s, v, (torch.gesv(b, a)), torch.inverse(a), (torch.eig(a)) }
    end
    torch.setnumthreads(1)
    local one = run()
    torch.setnumthreads(4)
    local four = run()
    torch.setnumthreads(threads)
    for i = 1, #one do assert.is_true(one[i]:equal(four[i])) end
  end)
end)
