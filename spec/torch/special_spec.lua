-- erf, erfc, erfinv, lgamma and digamma against values computed with 40 digits.
local layouts = require 'support.layouts'

-- function -> pairs of argument and value
local VALUES = {
  erf = {
    { 1e-300, 1.1283791670955126e-300 }, { 1e-09, 1.1283791670955126e-9 },
    { 0.1, 0.1124629160182849 }, { -0.3, -0.32862675945912742 }, { 0.46875, 0.49261347321793799 },
    { 0.84, 0.76514271145499452 }, { -1, -0.84270079294971487 }, { 1.5, 0.96610514647531073 },
    { 2.4, 0.99931148610335492 }, { -3.3, -0.99999694229020356 }, { 4.1, 0.99999999329997235 },
    { 5.9, 0.99999999999999993 }, { 7, 1.0 },
  },
  erfc = {
    { 1e-20, 1.0 }, { 0.1, 0.8875370839817151 }, { -0.3, 1.3286267594591274 },
    { 0.47, 0.50625494911391789 }, { 0.84, 0.23485728854500548 }, { -1, 1.8427007929497149 },
    { 1.5, 0.033894853524689273 }, { 2.4, 0.00068851389664507889 }, { -3.3, 1.9999969422902036 },
    { 4.1, 6.7000276540849184e-9 }, { 7.5, 2.7766493860305691e-26 },
    { 13, 1.7395573154667245e-75 }, { 26, 5.6631924088561428e-296 },
  },
  erfinv = {
    { 1e-300, 8.8622692545275804e-301 }, { 1e-09, 8.8622692545275807e-10 },
    { 2e-08, 1.7724538509055162e-8 }, { 0.1, 0.088855990494257692 },
    { -0.3, -0.27246271472675435 }, { 0.49999, 0.47692515041531658 }, { 0.5, 0.47693627620446987 },
    { 0.7, 0.73286907795921678 }, { -0.9, -1.1630871536766742 }, { 0.99, 1.8213863677184495 },
    { 0.99999, 3.1234132743415709 }, { -0.999999999, -4.320005388105362 },
    { 0.9999999999999999, 5.8635847487551679 },
  },
  lgamma = {
    { 1e-300, 690.77552789821371 }, { 1e-09, 20.723265836369195 }, { 0.3, 1.0957979948180756 },
    { 0.9999, 5.7729791561193863e-5 }, { 1.0001, -5.7713342220471268e-5 },
    { 1.5, -0.12078223763524522 }, { 1.9999, -4.2275208772153458e-5 },
    { 2.00001, 4.2278755976483596e-6 }, { 3.7, 1.4280723266653881 }, { 10, 12.80182748008147 },
    { 171.6, 709.65735876305632 }, { 100000.0, 1051287.7089736569 },
    { 1e+300, 6.8977552789821374e+302 }, { -0.5, 1.2655121234846454 },
    { -1.5, 0.86004701537648101 }, { -2.7, -0.071407085315645688 }, { -10.3, -14.457515440024208 },
  },
  digamma = {
    { 1e-300, -9.9999999999999997e+299 }, { 1e-09, -1000000000.5772156 },
    { 0.3, -3.5025242222001331 }, { 1, -0.57721566490153286 }, { 1.33, -0.13569201796416925 },
    { 1.35, -0.1139280126830882 }, { 1.46, -0.0015805619870834521 },
    { 1.4616321449683622, -9.2412655217294275e-17 }, { 1.4617, 6.5659392293676496e-5 },
    { 1.58, 0.1087366022517815 }, { 1.6, 0.12604745277347633 }, { 2, 0.42278433509846714 },
    { 5.5, 1.6110931485817511 }, { 11.9, 2.4339335368825375 }, { 12.1, 2.4513143481743372 },
    { 100000.0, 11.512920464961895 }, { 1e+300, 690.77552789821371 },
    { -0.4, 0.95938078610680937 }, { -1.5, 0.70315664064524319 }, { -2.7, -1.1153471291406896 },
    { -10.25, 5.5168584198862733 }, { -1000.5, 6.9087548208986715 },
  },
}

local inf, nan = math.huge, 0 / 0

-- function, argument, value
local EDGES = {
  { 'erf', 0, 0 }, { 'erf', inf, 1 }, { 'erf', -inf, -1 }, { 'erf', nan, nan },
  { 'erfc', 0, 1 }, { 'erfc', inf, 0 }, { 'erfc', -inf, 2 }, { 'erfc', nan, nan },
  { 'erfinv', 0, 0 }, { 'erfinv', 1, inf }, { 'erfinv', -1, -inf }, { 'erfinv', 1.5, nan },
  { 'erfinv', -inf, nan }, { 'erfinv', nan, nan },
  { 'lgamma', 1, 0 }, { 'lgamma', 2, 0 }, { 'lgamma', 0, inf }, { 'lgamma', -3, inf },
  { 'lgamma', inf, inf }, { 'lgamma', nan, nan },
  { 'digamma', 0, -inf }, { 'digamma', -1 / inf, inf }, { 'digamma', -1, nan },
  { 'digamma', -1e300, nan }, { 'digamma', inf, inf }, { 'digamma', nan, nan },
}

local function near(expected, got, tolerance)
  return expected == got or (expected ~= expected and got ~= got) or
    math.abs(expected - got) <= tolerance * math.abs(expected)
end

describe('special functions:', function()
  for name, pairs_of in pairs(VALUES) do
    it(name .. ' of numbers', function()
      for _, pair in ipairs(pairs_of) do
        local x, y = pair[1], pair[2]
        local got = torch[name](x)
        assert(near(y, got, 1e-13),
               ('%s(%.17g): %.17g expected, got %.17g'):format(name, x, y, got))
      end
    end)

    for _, kind in ipairs(layouts.real_kinds) do
      for layout, make in pairs(layouts.makers) do
        it(('%s of a %sTensor, %s'):format(name, kind, layout), function()
          local xs, ys = {}, {}
          for i, pair in ipairs(pairs_of) do
            -- as an element; what a float cannot hold apart is left out
            local x = torch[kind .. 'Tensor'] { pair[1] }[1]
            xs[i], ys[i] = x, x == pair[1] and pair[2] or torch[name](x)
          end
          local sizes = { #xs, 1 }
          local t, result = make(kind, sizes, xs), torch[kind .. 'Tensor'](3)
          local before = layouts.snapshot(t)
          local fresh = torch[name](t)
          assert.same(before, layouts.snapshot(t))
          assert.equal(result, torch[name](result, t))
          assert.equal(t, t[name](t))
          for _, got in ipairs { fresh, result, t } do
            for i, y in ipairs(ys) do
              if kind == 'Float' then y = torch.FloatTensor { y }[1] end
              assert(near(y, got[i][1], kind == 'Float' and 2e-7 or 1e-13),
                     ('%s(%.17g): %.17g expected, got %.17g'):format(name, xs[i], y, got[i][1]))
            end
          end
        end)
      end
    end

    it(name .. ' refuses integers', function()
      assert.error_matches(function() torch[name](torch.IntTensor { 1 }) end,
                           'IntTensor does not implement the torch%.' .. name)
      assert.is_nil(torch.LongTensor[name])
    end)
  end

  for _, row in ipairs(EDGES) do
    it(('%s of %s'):format(row[1], tostring(row[2])), function()
      for _, got in ipairs { torch[row[1]](row[2]), torch.Tensor { row[2] }[row[1]](
        torch.Tensor { row[2] })[1], torch[row[1]](torch.FloatTensor { row[2] })[1] } do
        assert(near(row[3], got, 0), ('%s expected, got %s'):format(row[3], got))
      end
    end)
  end

  it('digamma follows its recurrence, erfinv undoes erf', function()
    for i = -200, 200 do
      local x = i / 8 + 1 / 64
      local difference = torch.digamma(x + 1) - torch.digamma(x) - 1 / x
      assert(math.abs(difference) < 1e-13 * math.max(1, math.abs(1 / x)), x)
      local y = i / 100
      assert(near(y, torch.erfinv(torch.erf(y)), 1e-12 * math.exp(y * y)), y)
    end
  end)

  it('large tensors, any number of threads', function()
    local threads = torch.getnumthreads()
    local t = torch.linspace(-0.999, 0.999, 20000)
    for name in pairs(VALUES) do
      torch.setnumthreads(1)
      local one = torch[name](t)
      torch.setnumthreads(3)
      assert.is_true(torch.equal(one, torch[name](t)), name)
    end
    torch.setnumthreads(threads)
  end)
end)
