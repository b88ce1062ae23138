-- Replays what the fuzzers found: spec/fuzz/corpus/calls.lua and the damaged files beside it.
require 'torch'
require 'nn'
local lfs = require 'lfs'
local operands = require 'fuzz.operands'
local random = require 'fuzz.random'

local unpack = rawget(table, 'unpack') or unpack
local folder = debug.getinfo(1, 'S').source:match('^@(.*)corpus_spec%.lua$') .. 'corpus/'

describe('calls that once went wrong', function()
  for _, row in ipairs(dofile(folder .. 'calls.lua')) do
    local name, f, make, raises = unpack(row)
    it(name, function()
      local args = make()
      args.n = args.n or #args
      local before = operands.snapshot(args)
      local ok, message = pcall(f, unpack(args, 1, args.n))
      if not raises then
        assert.is_true(ok, message)
        return
      end
      assert.is_false(ok)
      assert.truthy(message:find(raises, 1, true), message)
      assert.is_nil(operands.difference(args, before))
    end)
  end
end)

describe('damaged files', function()
  for name in lfs.dir(folder) do
    if name:find('%.t7$') then
      it(name, function()
        for _, mode in ipairs { 'binary', 'ascii' } do
          local ok, message = pcall(torch.load, folder .. name, mode)
          if not ok then
            assert.truthy(message:find(name, 1, true) and message:find('byte %d'), message)
          end
        end
      end)
    end
  end
end)

describe('random numbers of the fuzzers', function()
  it('depend on seed and number only', function()
    local function list(seed, number)
      local draw, numbers = random.stream(seed, number), {}
      for i = 1, 5 do numbers[i] = draw.int(1, 1000) end
      return numbers
    end
    assert.same(list(1, 2), list(1, 2))
    assert.are_not.same(list(1, 2), list(1, 3))
    assert.are_not.same(list(1, 2), list(2, 2))
  end)
end)
