-- The comparer of recorded values must notice what differs.
local golden = require 'support.golden'
require 'torch'

local nan = 0 / 0
local tensor = { type = 'torch.DoubleTensor', size = { 2, 2 }, data = { 1, 2, nan, 1 / 0 } }
local float = { type = 'torch.FloatTensor', size = { 1 }, data = { 1 } }
local long = { type = 'torch.LongTensor', size = { 2 }, data = { 1, 1000000 } }
local storage = { type = 'torch.IntStorage', data = { 4, 5 } }
local list = { table = true, 1, 'x', { table = true, tensor }, key = false }

describe('golden.difference', function()
  for name, value in pairs { tensor = tensor, float = float, long = long, storage = storage,
    list = list, empty = { type = 'torch.ByteTensor', size = {}, data = {} } } do
    it('accepts what golden.build makes: ' .. name, function()
      assert.is_nil(golden.difference(value, golden.build(value), 0))
    end)
  end

  for _, row in ipairs {
    -- name, recorded value, what came, tolerance, accepted?
    { 'a number', 1, 1 + 1e-9, 1e-8, true }, { 'a number', 1, 1 + 1e-7, 1e-8, false },
    { 'a large number', 1e6, 1e6 + 1e-3, 1e-8, true }, { 'nan', nan, nan, 0, true },
    { 'nan', nan, 1, 1, false }, { 'nan', 1, nan, 1, false },
    { 'infinity', 1 / 0, 1 / 0, 0, true }, { 'infinity', 1 / 0, 1e300, 1e-6, false },
    { 'infinity', 1, -1 / 0, 1e-6, false },
    { 'a string', 'a', 'a', 0, true }, { 'a string', '1', 1, 1, false },
    { 'a boolean', true, 1, 1, false }, { 'nothing', 1, nil, 1, false },
    { 'a missing element', { table = true, 1, 2 }, { 1 }, 0, false },
    { 'an extra element', { table = true, 1 }, { 1, 2 }, 0, false },
    { 'another key', { table = true, a = 1 }, { b = 1 }, 0, false },
    { 'a tensor for a table', { table = true, 1 }, golden.build(float), 0, false },
    { 'another type', float, golden.build { type = 'torch.DoubleTensor', size = { 1 },
      data = { 1 } }, 1, false },
    { 'another shape', tensor, golden.build { type = tensor.type, size = { 4 },
      data = tensor.data }, 0, false },
    { 'another element', long, golden.build { type = long.type, size = { 2 },
      data = { 1, 1000001 } }, 1e-3, false },
    { 'a close float', float, golden.build { type = float.type, size = { 1 },
      data = { 1.000001 } }, 1e-9, true },
    { 'another length', storage, torch.IntStorage { 4 }, 0, false },
  } do
    local name, expected, got, tolerance, accepted = row[1], row[2], row[3], row[4], row[5]
    it(('%s %s'):format(accepted and 'accepts' or 'refuses', name), function()
      assert.equal(accepted, golden.difference(expected, got, tolerance) == nil)
    end)
  end

  it('says where', function()
    local got = golden.build(list)
    got[3][1] = 'no tensor'
    assert.truthy(golden.difference(list, got, 0):find('result[3][1]', 1, true))
  end)
end)
