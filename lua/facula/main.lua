-- What bin/facula hands to the interpreter: finds the library from its own place, then obeys the
-- command line. Everything else is in facula/command.lua.

local lua_dir = arg[0]:match('^(.*)/facula/main%.lua$') or '..'
package.path = lua_dir .. '/?.lua;' .. lua_dir .. '/?/init.lua;' .. package.path

-- installed, C modules lie in lib/lua/X.Y beside share/lua/X.Y; in a source tree LUA_CPATH says it
local prefix, version = lua_dir:match('^(.*)/share/lua/([%d.]+)$')
if prefix then
  package.cpath = prefix .. '/lib/lua/' .. version .. '/?.so;' .. package.cpath
end

local status = require('facula.command').run(arg)
if status ~= 0 then os.exit(status) end
