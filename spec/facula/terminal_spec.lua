-- The prompt as somebody at a terminal sees it. What runs without a terminal is in prompt_spec.lua.

local has_editing = require('facula.line').editing ~= nil
local process = require 'support.process'
local terminal = require 'support.terminal'

local missing = not terminal.is_available() and 'tmux is missing'
  or not has_editing and 'this build has no libedit'

-- it(name, f) with a session of its own, or pending.
local function session(name, f, environment)
  it(name, function()
    if missing then return pending(missing) end
    process.in_folder(function(folder)
      terminal.with(("FACULA_HISTORY='%s/history' %s"):format(folder, environment or ''),
                    function(t) f(t, folder) end)
    end)
  end)
end

describe('the prompt in a terminal', function()
  session('prints expressions and edits lines', function(t)
    t:type '5 * 7'
    t:press 'BSpace'
    t:enter('8', '\n40\n')
    t:press 'C-d'
    t:wait 'the program ended: 0'
  end)

  session('completes names of globals, fields, methods and files', function(t, folder)
    t:type 'tostr'
    t:press 'Tab'
    t:wait '> tostring'
    t:enter('(41 + 1)', '\n42\n')

    t:enter('thing = { colour_of_it = 40 + 3, zeros = 1, zerosLike = 2 }', '\n>$')
    t:type 'thing.col'
    t:press 'Tab'
    t:wait '> thing.colour_of_it'
    t:press 'Enter'
    t:wait '\n43\n'

    t:type 'torch.FloatTensor(4, 11):nEl' -- a call is not made to complete a name
    t:press 'Tab'
    t:press 'C-u'
    t:enter('x = torch.FloatTensor(4, 11)', '\n>$')
    t:type 'x:nEl'
    t:press 'Tab'
    t:wait '> x:nElement'
    t:enter('()', '\n44\n')

    t:enter('net = nn.Sequential():add(nn.Linear(9, 5))', '\n>$')
    t:type 'net.modules[1]:updateOu'
    t:press 'Tab'
    t:wait ':updateOutput'
    t:enter('(torch.zeros(9)):nElement()', '\n5\n')

    t:type 'thing.ze'
    t:press 'Tab'
    t:wait '> thing.zeros'
    t:press 'Tab'
    t:wait '\nzeros +zerosLike\n> thing.zeros'
    t:press 'C-c'
    t:wait '%^C\n>$' -- what is typed before the next prompt may be lost

    local file = assert(io.open(folder .. '/answer_in_a_file.lua', 'w'))
    file:write 'return 40 + 5'
    file:close()
    t:type("dofile '" .. folder .. '/answ')
    t:press 'Tab'
    t:wait "/answer_in_a_file.lua'"
    t:press 'Enter'
    t:wait '\n45\n'
  end)

  session('brings lines back, also those of an earlier session', function(t, folder)
    t:enter('value = (value or 40) + 1', '\n>$')
    t:press 'Up'
    t:press 'Enter'
    t:enter('value', '\n42\n')
    t:press 'C-d'
    t:wait 'the program ended'
    terminal.with(("FACULA_HISTORY='%s/history'"):format(folder), function(later)
      later:press 'Up'
      later:wait '> value'
      later:press 'Up'
      later:press 'Enter'
      later:enter('value', '\n41\n')
      later:press 'C-r'
      later:type 'or 40'
      later:wait 'value or 40'
      later:press 'C-c'
    end)
  end)

  session('reads a text of several lines', function(t)
    t:type 'for i = 40, 42 do'
    t:press 'Enter'
    t:wait '\n>>$'
    t:type 'io.write(i, "!")'
    t:press 'Enter'
    t:enter('end', '\n40!41!42!')
  end)

  session('answers questions', function(t)
    t:enter('?torch.cmul', 'torch%.cmul%(')
    t:enter('?', ':trace +where')
    t:enter('?no.such.thing', 'Nothing is known about no%.such%.thing%.')
  end)

  session('says an error in a sentence, and where it came from when asked', function(t)
    t:enter('net = nn.Linear(9, 5)', '\n>$')
    local screen = t:enter('net:forward(torch.zeros(2, 3))', 'must have 9 columns')
    assert.falsy(screen:find 'stack traceback')
    t:wait ':trace shows'
    t:enter(':trace', 'stack traceback.*prompt:1: in what was typed\n>')
    assert.falsy(t:screen():find 'main%.lua')
    t:enter('6 * 7', '\n42\n')
  end)

  session('clears the line with Ctrl-C', function(t)
    t:type 'this is not wanted'
    t:press 'C-c'
    t:wait '%^C\n>$'
    t:enter('6 * 7', '\n42\n')
  end)

  for _, row in ipairs {
    { 'a loop', 'while true do end' },
    { 'a loop of calls', 'x = torch.zeros(3) while true do x:add(1) end' },
    { 'a loop that catches errors', 'while true do pcall(function() while true do end end) end' },
    { 'a loop in a file', nil },
  } do
    session('stops ' .. row[1] .. ' with Ctrl-C', function(t, folder)
      local code = row[2]
      if not code then
        local file = assert(io.open(folder .. '/loop.lua', 'w'))
        file:write 'local i = 0\nwhile true do i = i + 1 end\n'
        file:close()
        code = "dofile '" .. folder .. "/loop.lua'"
      end
      t:enter('io.write("be", "gun\\n") io.flush() ' .. code, '\nbegun')
      t:press 'C-c'
      -- the first may be caught; at the prompt a second one does no harm
      if code:find 'pcall' then t:press 'C-c' end
      t:wait '\nInterrupted%.\n'
      t:enter('6 * 7', '\n42\n')
    end)
  end

  session('stops a long matrix product with Ctrl-C', function(t)
    t:enter('torch.setnumthreads(1) x = torch.FloatTensor(6000, 6000):fill(1)', '\n>$')
    t:enter('io.write("be", "gun\\n") io.flush() y = torch.mm(x, x)', '\nbegun')
    t:press 'C-c'
    t:wait '\nInterrupted%.\n'
    t:enter('y == nil, torch.mm(x[{{1, 2}}], x):sum()', '\ntrue%s+72000000')
  end)

  session('ends the program with the third Ctrl-C when nothing else helps', function(t)
    t:enter('io.write("be", "gun\\n") io.flush() string.rep("a", 5e7):find(".-.-.-b")', '\nbegun')
    t:press 'C-c'
    t:press 'C-c'
    t:wait 'Ctrl%-C once more'
    t:press 'C-c'
    t:wait 'the program ended: 130'
  end)

  session('has colours', function(t)
    t:enter('6 * 7', '\n42\n')
    assert.truthy(t:screen(true):find '\27%[36m42')
    t:enter('oops()', 'oops.*a nil value')
    assert.truthy(t:screen(true):find '\27%[[%d;]*31m[^\n]*oops')
  end)

  session('has no colours where NO_COLOR is set', function(t)
    t:enter('6 * 7', '\n42\n')
    t:enter('oops()', 'oops.*a nil value')
    assert.falsy(t:screen(true):find '\27')
  end, 'NO_COLOR=1')

  session('reads plainly where the terminal knows no editing', function(t)
    t:enter('6 * 7', '\n42\n')
    t:enter('while true do', '\n>>$')
    t:press 'C-c'
    t:wait '\n>$'
    t:enter('6 * 8', '\n48\n')
    assert.falsy(t:screen(true):find '\27')
  end, 'TERM=dumb')
end)
