-- optim.clipGradNorm and optim.clipGradValue.
require 'torch'
require 'optim'

local TYPES = { Double = 1e-12, Float = 1e-6 }
local inf, nan = math.huge, 0 / 0

local LAYOUTS = {
  contiguous = function(t) return t:clone() end,
  transposed = function(t) return t:t():clone():t() end,
  strided = function(t)
    return torch.zeros(t:size(1), t:size(2), 3):typeAs(t):select(3, 2):copy(t)
  end,
}

-- The norm written down element by element.
local function reference(t, p)
  local sum, largest = 0, 0
  for _, row in ipairs(t:totable()) do
    for _, value in ipairs(row) do
      largest = math.max(largest, math.abs(value))
      if p ~= inf then sum = sum + math.abs(value) ^ p end
    end
  end
  return p == inf and largest or sum ^ (1 / p)
end

local function near(a, b, tolerance)
  assert.is_true(math.abs(a - b) <= tolerance * math.max(1, math.abs(b)), a .. ' is not ' .. b)
end

local function start(typename)
  return torch.linspace(-2, 1, 35):resize(5, 7):type('torch.' .. typename .. 'Tensor')
end

for typename, tolerance in pairs(TYPES) do
  for layout, view in pairs(LAYOUTS) do
    describe(('of a %s %sTensor,'):format(layout, typename), function()
      for _, p in ipairs { 0.5, 1, 2, 3, inf } do
        it('optim.clipGradNorm shortens, p = ' .. p, function()
          local before = start(typename)
          local norm = reference(before, p)
          local grads = view(before)
          near(optim.clipGradNorm(grads, norm / 3, p), norm, 10 * tolerance)
          near(reference(grads, p), norm / 3, 10 * tolerance)
          assert.is_true((grads * 3 - before):abs():max() <= 10 * tolerance) -- same direction
        end)

        it('optim.clipGradNorm leaves what is short enough, p = ' .. p, function()
          local before = start(typename)
          local grads = view(before)
          local norm = optim.clipGradNorm(grads, inf, p)
          assert.equal(norm, optim.clipGradNorm(grads, norm, p))
          assert.same(before:totable(), grads:totable())
        end)
      end

      it('optim.clipGradValue bounds each element', function()
        local before = start(typename)
        local grads = view(before)
        near(optim.clipGradValue(grads, 0.75), reference(before, 2), 10 * tolerance)
        for i = 1, 5 do
          for j = 1, 7 do
            assert.equal(math.max(-0.75, math.min(0.75, before[i][j])), grads[i][j])
          end
        end
        local once = grads:clone()
        optim.clipGradValue(grads, 0.75)
        optim.clipGradValue(grads, inf)
        assert.is_true(once:equal(grads))
      end)
    end)
  end
end

describe('optim.clipGradNorm', function()
  it('takes 2 for p', function()
    local grads = torch.Tensor { 3, 4 }
    assert.equal(5, optim.clipGradNorm(grads, 1))
    near(grads[1], 0.6, 1e-15)
    near(grads[2], 0.8, 1e-15)
  end)

  it('makes zeros for a longest norm of 0', function()
    local grads = torch.Tensor { 3, -4 }
    assert.equal(5, optim.clipGradNorm(grads, 0))
    assert.equal(0, grads:norm())
    assert.equal(0, optim.clipGradNorm(grads, 0))
    assert.equal(0, grads:norm())
  end)

  it('leaves gradients that no factor mends', function()
    local grads = torch.Tensor { 1, inf, -2 }
    assert.equal(inf, optim.clipGradNorm(grads, 1))
    assert.same({ 1, inf, -2 }, grads:totable())
    for _, p in ipairs { 1, 2, inf } do
      grads = torch.Tensor { 1, nan, -2 }
      local norm = optim.clipGradNorm(grads, 1, p)
      assert.is_true(norm ~= norm)
      assert.equal(1, grads[1])
      assert.equal(-2, grads[3])
    end
  end)
end)

describe('optim.clipGradValue', function()
  it('bounds infinities and keeps nan', function()
    local grads = torch.Tensor { inf, -inf, nan }
    optim.clipGradValue(grads, 2)
    assert.equal(2, grads[1])
    assert.equal(-2, grads[2])
    assert.is_true(grads[3] ~= grads[3])
  end)
end)

for _, name in ipairs { 'clipGradNorm', 'clipGradValue' } do
  describe('optim.' .. name, function()
    it('does nothing to no gradients', function()
      assert.equal(0, optim[name](torch.Tensor(), 1))
    end)

    it('refuses what is no gradient and no bound', function()
      local grads = torch.Tensor { 3, 4 }
      local function fails(words, ...)
        local ok, message = pcall(optim[name], ...)
        assert.is_false(ok)
        assert.is_truthy(message:find('optim.' .. name .. ': ' .. words, 1, true), message)
      end
      fails('grads: expected a FloatTensor or DoubleTensor, got nil')
      fails('grads: expected a FloatTensor or DoubleTensor, got table', { grads }, 1)
      fails('grads: expected a FloatTensor or DoubleTensor, got torch.IntTensor',
        torch.IntTensor { 1 }, 1)
      fails('max: expected a number >= 0, got nil', grads)
      fails('max: expected a number >= 0, got string', grads, '1')
      fails('max: expected a number >= 0, got -1', grads, -1)
      fails('max: expected a number >= 0', grads, nan)
      if name == 'clipGradNorm' then
        fails('p: expected a number > 0, got 0', grads, 1, 0)
        fails('p: expected a number > 0, got -1', grads, 1, -1)
        fails('p: expected a number > 0', grads, 1, nan)
        fails('p: expected a number > 0, got string', grads, 1, '2')
        fails('p: expected a number > 0, got boolean', grads, 1, false)
      end
      assert.same({ 3, 4 }, grads:totable())
    end)
  end)
end
