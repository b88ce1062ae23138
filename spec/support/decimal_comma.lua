-- What Lua does with numbers in a locale with decimal commas, whatever locales are installed.
-- luacheck: ignore 122
local string_format, global_tonumber = string.format, tonumber

--- Calls f(...) as in such a locale, and returns what pcall does.
return function(f, ...)
  string.format = function(...) return (string_format(...):gsub('(%d)%.(%d)', '%1,%2')) end
  _G.tonumber = function(text, ...)
    return global_tonumber(type(text) == 'string' and text:gsub(',', '.') or text, ...)
  end
  local results = { pcall(f, ...) }
  string.format, _G.tonumber = string_format, global_tonumber
  return (unpack or table.unpack)(results)
end
