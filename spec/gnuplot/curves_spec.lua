-- The call forms of plot, splot and scatter3, and formulas.
require 'torch'
local curves = require 'gnuplot.curves'
local formula = require 'gnuplot.formula'
local unpack = unpack or table.unpack

local function read(...) return curves.read('plot', {}, ...) end

describe('gnuplot.curves', function()
  local x, y = torch.Tensor { 0, 1, 2 }, torch.Tensor { 5, 6, 7 }
  local plain = { style = 'lines', x = { 1, 2, 3 }, y = { 5, 6, 7 } }
  local both = { style = 'lines', x = { 0, 1, 2 }, y = { 5, 6, 7 } }
  local named = { label = 'a', style = 'lines', x = { 0, 1, 2 }, y = { 5, 6, 7 } }
  local marked = { label = 'a', style = 'points', x = { 0, 1, 2 }, y = { 5, 6, 7 } }

  for name, row in pairs {
    ['y'] = { plain, y },
    ['y of another type'] = { plain, y:long() },
    ['y as a column'] = { plain, y:view(3, 1) },
    ['y as a row'] = { plain, y:view(1, 3) },
    ['y as a storage'] = { plain, y:storage() },
    ['y as a list'] = { plain, { 5, 6, 7 } },
    ['y, style'] = { { style = 'points', x = { 1, 2, 3 }, y = { 5, 6, 7 } }, y, '+' },
    ['x, y'] = { both, x, y },
    ['matrix of x and y'] = { both, torch.cat(x, y, 2) },
    ['label, x, y'] = { named, 'a', x, y },
    ['label, x, y, style'] = { marked, 'a', x, y, '+' },
    ['a table'] = { marked, { 'a', x, y, '+' } },
    ['a table in a table'] = { marked, { { 'a', x, y, '+' } } },
  } do
    it('reads ' .. name, function()
      assert.same({ row[1] }, read(row[2], row[3], row[4], row[5]))
    end)
  end

  it('reads several curves, as arguments and as a table of tables', function()
    local expected = { marked, plain }
    assert.same(expected, read({ 'a', x, y, '+' }, { y }))
    assert.same(expected, read { { 'a', x, y, '+' }, { y } })
  end)

  it('reads arrows', function()
    local c = read('a', torch.Tensor { { 1, 2, 3, 4 }, { 5, 6, 7, 8 } }, 'v')[1]
    assert.same({ label = 'a', style = 'vectors', x = { 1, 5 }, y = { 2, 6 }, dx = { 3, 7 },
      dy = { 4, 8 } }, c)
  end)

  it('reads an empty tensor', function()
    assert.same({ { style = 'lines', x = {}, y = {} } }, read(torch.Tensor()))
  end)

  it('samples formulas and functions where the other curves are', function()
    local list = read({ x, y }, { 'f', 'x**2', '+' }, { 'x/2' },
      { function(v) return v + 1 end, '-' })
    assert.equal('f', list[2].label)
    assert.equal('points', list[2].style)
    assert.equal('x/2', list[3].label)
    for _, c in ipairs { list[2], list[3], list[4] } do
      assert.equal(200, #c.x)
      assert.equal(0, c.x[1])
      assert.equal(2, c.x[200])
    end
    assert.equal(4, list[2].y[200])
    assert.equal(1, list[3].y[200])
    assert.equal(3, list[4].y[200])
  end)

  it('samples from -10 to 10, or where the axis is', function()
    assert.equal(-10, read('x')[1].x[1])
    assert.equal(10, read('x', '-')[1].x[200])
    local c = curves.read('plot', { -1 }, 'name', 'x')[1]
    assert.equal(-1, c.x[1])
    assert.equal('name', c.label)
  end)

  it('takes styles of gnuplot', function()
    local words = "lines lw 3 lc rgb '#ff0000'"
    assert.equal(words, read(y, 'with ' .. words)[1].style)
    assert.equal('smooth', read(y, '~')[1].style)
  end)

  for style, why in pairs {
    ['lines; system "rm"'] = 'style: expected', ['lines\nplot x'] = 'style: expected',
    ["lines, '<rm'"] = 'style: expected', ['lines `rm`'] = 'style: expected',
    ["lines 'open"] = 'style: expected', ['@macro'] = 'style: expected', [''] = 'style: expected',
  } do
    it(('refuses the style %q'):format(style), function()
      assert.error_matches(function() read(y, style) end, why)
    end)
  end

  for expected, arguments in pairs {
    ['gnuplot.plot: expected something to plot, got nothing'] = { n = 0 },
    ['gnuplot.plot: x has 2 numbers, y has 3'] = { torch.ones(2), y, n = 2 },
    ['gnuplot.plot: curve "a": x has 2 numbers, y has 3'] = { 'a', torch.ones(2), y, n = 3 },
    ['gnuplot.plot: y: expected a vector, got a torch.DoubleTensor of size 2x2x2']
      = { torch.ones(2, 2, 2), n = 1 },
    ['a matrix with columns x and y, got a torch.DoubleTensor of size 3x3']
      = { torch.ones(3, 3), n = 1 },
    ['gnuplot.plot: expected [label,] y [,style], [label,] x, y [,style] or a formula, got 1 '
      .. 'arguments with boolean first'] = { true, n = 1 },
    ['gnuplot.plot: curve 2: expected a table, got a torch.DoubleTensor'] = { { y }, y, n = 2 },
    ['y: expected a list of numbers, got string at 2'] = { { 1, 'b' }, n = 1 },
    ['gnuplot.plot: formula "sin(z)": z is not x, y, pi'] = { 'sin(z)', n = 1 },
  } do
    it('says ' .. expected, function()
      local ok, message = pcall(read, unpack(arguments, 1, arguments.n))
      assert.is_false(ok)
      assert.is_truthy(message:find(expected, 1, true), message)
    end)
  end

  it('reads surfaces', function()
    local z = torch.Tensor { { 1, 2, 3 }, { 4, 5, 6 } }
    local expected = { label = 's', style = 'lines', rows = 2, x = { 1, 2, 3, 1, 2, 3 },
      y = { 1, 1, 1, 2, 2, 2 }, z = { 1, 2, 3, 4, 5, 6 } }
    assert.same({ expected }, curves.surfaces('splot', 's', z))
    assert.same({ expected, expected }, curves.surfaces('splot', { 's', z }, { 's', z }))
    local moved = curves.surfaces('splot', z + 1, z * 2, z)[1]
    assert.same({ 2, 3, 4, 5, 6, 7 }, moved.x)
    assert.same({ 2, 4, 6, 8, 10, 12 }, moved.y)
    local f = curves.surfaces('splot', 'x * y')[1]
    assert.equal(1600, #f.z)
    assert.equal(100, f.z[1])
    assert.error_matches(function() curves.surfaces('splot', z, z:t(), z) end,
      'matrices of one size, got a torch.DoubleTensor of size 2x3 and a torch.DoubleTensor of size '
      .. '3x2')
    assert.error_matches(function() curves.surfaces('splot', torch.ones(3)) end,
      'z: expected a matrix with elements, got a torch.DoubleTensor of size 3')
  end)

  it('reads points in space', function()
    assert.same({ { label = 'p', style = 'points', x = { 0, 1, 2 }, y = { 5, 6, 7 },
      z = { 5, 6, 7 } } }, curves.points('scatter3', 'p', x, y, y))
    assert.error_matches(function() curves.points('scatter3', x, y, torch.ones(4)) end,
      'x has 3 numbers, y has 3, z has 4')
    assert.error_matches(function() curves.points('scatter3', x, y) end,
      'expected %[label,%] x, y, z')
  end)
end)

describe('gnuplot.formula', function()
  for text, expected in pairs {
    ['x'] = 3, ['x**2'] = 9, ['x^2 - y'] = 7, ['-x--y'] = -1, ['sin(pi*x)'] = math.sin(math.pi * 3),
    ['1e-3*x'] = 0.003, ['2.5e1 + max(x, y)'] = 28, ['log10(1000)'] = 3, ['exp(0)'] = 1,
    ['tanh(0)+sinh(0)+cosh(0)'] = 1, ['1/2'] = 0.5, ['abs(-x)'] = 3,
  } do
    it('computes ' .. text, function()
      assert.is_true(math.abs(expected - assert(formula.compile(text))(3, 2)) < 1e-12)
    end)
  end

  for _, text in ipairs { 'os.exit()', 'z', 'x; y', 'x = 1', 'function() end', '(', 'x +', '"a"',
    'while', '`rm`', 'x\nend os', '[[x]]', '', '{}' } do
    it(('refuses %q'):format(text), function()
      local f, problem = formula.compile(text)
      assert.is_nil(f)
      assert.is_string(problem)
    end)
  end

  it('gives nan where a formula cannot be computed', function()
    for _, text in ipairs { 'x(1)', 'sin', 'x..x', 'sin()', 'x.y' } do
      local f = formula.compile(text)
      local value = f and f(1, 1)
      assert.is_true(f == nil or value ~= value, text)
    end
  end)
end)
