--- Wrong use of layers: a row says what is done and which words the error must have.
--
--   for name, run in misuse.checks {
--     { 'Linear of a string', function() return nn.Linear(3, 2):forward('x') end, 'input' },
--   } do
--     it(name, run)
--   end
--
-- A crash would end the spec; an error that names no layer fails it.

local assert = require 'luassert'

local misuse = {}

--- Iterates over name, function for rows {name, what is done, words of the message}.
function misuse.checks(rows)
  return coroutine.wrap(function()
    for _, row in ipairs(rows) do
      coroutine.yield(row[1] .. ' is an error', function()
        local ok, message = pcall(row[2])
        assert.is_false(ok, 'no error')
        message = tostring(message)
        assert.is_truthy(message:find(row[3], 1, true), message)
        assert.is_truthy(message:find('nn.', 1, true) or message:find('torch.', 1, true), message)
      end)
    end
  end)
end

return misuse
