-- rocks/: what LuaRocks is told. That the rocks build and work is tested by `make rock`.

-- The globals that a rockspec sets.
local function load_rockspec(path)
  local fields = {}
  if setfenv then
    setfenv(assert(loadfile(path)), fields)()
  else
    assert(loadfile(path, 't', fields))()
  end
  return fields
end

local version = require 'facula.version'
local latest = load_rockspec 'rocks/facula-scm-1.rockspec'
local numbered = load_rockspec('rocks/facula-' .. version .. '-1.rockspec')

describe('the rockspecs', function()
  it('have the version of the library', function()
    assert.equal('scm-1', latest.version)
    assert.equal(version .. '-1', numbered.version)
    assert.equal('v' .. version, numbered.source.tag)
  end)

  it('differ in version and source only', function()
    for _, fields in ipairs { latest, numbered } do
      fields.version, fields.source = nil, nil
    end
    assert.same(latest, numbered)
    assert.equal('facula', latest.package)
  end)

  it('give CMake no variable that it does not read', function()
    local file = assert(io.open 'CMakeLists.txt')
    local text = file:read '*a'
    file:close()
    for name in pairs(latest.build.variables) do
      if not name:find '^CMAKE_' then
        assert.is_truthy(text:find('${' .. name .. '}', 1, true)
          or text:find('default%(' .. name .. ' '), name)
      end
    end
  end)
end)
