--- Functions that put text into a colour of terminals, one for each name in trepl.colors.
-- @module trepl.colorize
-- @usage print(require('trepl.colorize').red 'hot')
local colors = require 'trepl.colors'

local colorize = {}

for name, code in pairs(colors) do
  colorize[name] = function(text) return code .. tostring(text) .. colors.none end
end

return colorize
