-- The pictures that the fuzzer damages are sound before.
require 'torch'
local files = require 'support.files'
local random = require 'fuzz.random'
local rows = require 'fuzz.images'

describe('pictures for the fuzzer', function()
  teardown(files.remove)

  for _, row in ipairs(rows) do
    it('are sound: ' .. row.name, function()
      assert.is_true(#row.originals >= 10)
      for _, bytes in ipairs(row.originals) do
        assert.equal('torch.FloatTensor', torch.type(row.read(files.with(bytes))))
      end
    end)

    it('are pictures or errors that name the file when bytes change: ' .. row.name, function()
      for number = 1, 150 do
        local draw = random.stream(1, number)
        local bytes = draw.pick(row.originals)
        for _ = 1, draw.int(1, 3) do
          local at = draw.int(1, #bytes)
          bytes = bytes:sub(1, at - 1) .. string.char(draw.int(0, 255)) .. bytes:sub(at + 1)
        end
        local path = files.with(bytes)
        local ok, result = pcall(row.read, path)
        assert.is_true(ok or tostring(result):find(path .. ': ', 1, true) ~= nil, result)
      end
    end)
  end
end)
