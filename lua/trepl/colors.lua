--- Colours of terminals by name, as Torch7's trepl has them: none, red, Red (bold), _red
-- (background) and so on.
-- @module trepl.colors
return require 'sys.colors'
