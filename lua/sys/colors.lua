-- The table sys.COLORS.
local colors = { none = '\27[0m' }

local names = { 'black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white' }
for i, name in ipairs(names) do
  local bold = name:gsub('^%l', string.upper)
  colors[name] = ('\27[0;3%dm'):format(i - 1)
  colors[bold] = ('\27[1;3%dm'):format(i - 1)
  colors['_' .. name] = ('\27[4%dm'):format(i - 1)
end

return colors
