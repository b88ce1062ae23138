-- luacheck: style, and half of the walls: globals are set in lua/*/init.lua and nowhere else, and
-- each layer sees only the layers below it. .ci/walls.lua checks the other half.
std = 'min' -- what LuaJIT, Lua 5.1 and Lua 5.4 share
cache = false
exclude_files = { 'spec/golden' } -- recorded data
max_line_length = 100
self = false

-- what one Lua has and another lacks; code that uses these has a way without
read_globals = {
  'bit', 'jit', 'unpack', 'loadstring', 'setfenv', 'getfenv', 'rawlen',
  table = { fields = { 'pack', 'unpack' } },
  math = { fields = { 'log10', 'tointeger' } },
  debug = {
    fields = {
      'getfenv', 'setfenv', 'getuservalue', 'setuservalue', 'upvalueid', 'upvaluejoin',
    },
  },
}

-- torch.f = ... is how functions and classes are added; torch = ... stays a fault
ignore = { '122/torch', '122/nn', '122/optim', '122/xlua', '122/image' }

files['lua/torch'] = { read_globals = { 'torch' } }
files['lua/nn'] = { read_globals = { 'torch', 'nn' } }
files['lua/optim'] = { read_globals = { 'torch', 'optim' } }
files['lua/image'] = { read_globals = { 'torch', 'image' } }
files['lua/facula'] = { read_globals = { 'torch', 'nn', 'optim' } }
files['lua/torch/init.lua'] = {
  globals = {
    'torch', 'include', table = { fields = { 'unpack' } }, string = { fields = { 'gfind' } },
  },
}
files['lua/nn/init.lua'] = { globals = { 'nn' } }
files['lua/optim/init.lua'] = { globals = { 'optim' } }
files['lua/image/init.lua'] = { globals = { 'image' } }
files['lua/paths/init.lua'] = { globals = { 'paths' } }
files['lua/sys/init.lua'] = { globals = { 'sys' } }
files['lua/gnuplot'] = { read_globals = { 'torch' } }
files['lua/gnuplot/init.lua'] = { globals = { 'gnuplot' } }
files['lua/trepl/init.lua'] = {
  globals = {
    'print', 'print_old', 'print_new', 'who', 'import', 'monitor_G', 'setprintlevel', 'noColors',
  },
}
files['lua/xlua'] = { read_globals = { 'torch', 'sys', 'xlua' } }
files['lua/xlua/init.lua'] = {
  globals = {
    'xlua', 'xprint', 'xerror', 'xrequire', 'print',
    table = { fields = { 'splice', 'prune' } }, string = { fields = { 'split', 'tosymbol' } },
  },
}
files['examples'] = { read_globals = { 'torch', 'nn', 'optim', 'gnuplot' } }
files['bench'] = { read_globals = { 'torch', 'nn', 'optim' } }
files['spec'] = {
  std = '+busted',
  read_globals = { 'torch', 'nn', 'optim', 'paths', 'sys', 'xlua', 'gnuplot', 'image' },
}
