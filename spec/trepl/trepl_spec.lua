-- What Torch7's th offered its scripts, in a process of its own since it sets globals.

local process = require 'support.process'

-- What a program prints that is run with trepl.
local function run(code)
  local text, status
  process.in_folder(function(folder)
    local file = assert(io.open(folder .. '/program.lua', 'w'))
    file:write("local torch = require 'torch' local trepl = require 'trepl'\n", code)
    file:close()
    text, status = process.run("'" .. folder .. "/program.lua'")
  end)
  return text, status
end

describe('trepl', function()
  for _, row in ipairs {
    { 'prints what is in tables', 'print { 1 } print_old(print == print_new)',
      '{\n  1 : 1\n}\ntrue\n' },
    { 'prints tables to a depth', 'setprintlevel(1) print { { 1 } }', '{\n  1 : {...}\n}\n' },
    { 'imports packages', "import 'paths' print(basename == paths.basename)", 'true\n' },
    { 'imports over globals only when told',
      "basename = 1 import 'paths' print(basename) import('paths', true) print(type(basename))",
      '1\nfunction\n' },
    { 'lists variables',
      "x = 3 s = ('a'):rep(50) t = { torch.zeros(2) } u = torch.ones(2, 3) who()",
      ('%-24s = "%s..."\n'):format('s', ('a'):rep(40)) .. ('%-24s = table - size: 1\n'):format 't'
        .. ('%-24s = DoubleTensor - size: 2x3\n'):format 'u' .. ('%-24s = 3\n'):format 'x' },
    { 'tells of globals', [[
      monitor_G(function(text, name) print_old(name, text:match '^[%a ]+') end)
      made = 1
      made = 2
      local _ = missing
      _ = unpack]], 'made\tglobal made is made at \nmissing\tthere is no global missing\n' },
    { 'has colours', [[
      local colours, colorize = require 'trepl.colors', require 'trepl.colorize'
      print(colorize.red(1) == colours.red .. '1' .. colours.none, #colours.Red > 0)]],
      'true\ttrue\n' },
  } do
    it(row[1], function()
      assert.equal(row[3], (run(row[2])))
    end)
  end

  it('refuses a depth that is no number', function()
    local text, status = run 'setprintlevel "deep"'
    assert.equal(1, status)
    assert.truthy(text:find('setprintlevel: a number from 1 on expected, got deep', 1, true), text)
  end)
end)
