-- Runs busted on whichever Lua runs this file: `luajit spec/support/busted.lua [options] [files]`.
require 'busted.runner'({ standalone = false })
