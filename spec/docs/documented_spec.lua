-- The lint of the documentation finds what lacks something, and nothing else.

local process = require 'support.process'

local PROBE = [[
--- A package to be looked at.
local probe = {}

--- Doubles a number.
-- @param x the number
-- @usage probe.double(2)  --> 4
function probe.double(x) return 2 * x end

function probe.bare() end

--- Adds two numbers.
-- @param a the one
-- @usage probe.add(1, 2)  --> 3
function probe.add(a, other) return a + other end

--- Halves x.
function probe.half(x) return x / 2 end

-- Not for users.
function probe._own() end

return probe
]]

-- What the lint says of a package with that text.
local function lint(text)
  local said, status
  process.in_folder(function(folder)
    local file = assert(io.open(folder .. '/probe.lua', 'w'))
    file:write(text)
    file:close()
    local path = folder .. '/?.lua;' .. package.path
    said, status = process.run('.ci/documented.lua probe',
      ("LUA_PATH='%s' LUA_PATH_5_4='%s'"):format(path, path))
  end)
  return said, status
end

describe('the lint of the documentation', function()
  it('names what lacks a comment, a parameter or an example', function()
    local said, status = lint(PROBE)
    assert.equal(1, status)
    assert.equal('probe.add: says nothing of its parameter other\n' ..
      'probe.bare: is not documented\n' ..
      'probe.half: has no example\n' ..
      '3 of 5 public names lack something\n', said)
  end)

  it('says nothing where all is there', function()
    local said, status = lint(PROBE:gsub('function probe%.bare.-\n', ''):gsub(', other', '')
      :gsub('%+ other', ''):gsub('Halves x%.', '%0\n-- @usage probe.half(2)  --> 1'))
    assert.equal('', said)
    assert.equal(0, status)
  end)
end)
