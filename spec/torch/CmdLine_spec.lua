-- torch.CmdLine: reading command lines, wording help and errors, names of experiments, logs.
local torch = require 'torch'

local function command_line()
  local cmd = torch.CmdLine()
  cmd:text('Trains.')
  cmd:text()
  cmd:argument('file', 'what to read')
  cmd:argument('count', 'how many', 'number')
  cmd:option('-rate', 0.5, 'learning rate')
  cmd:option('--name', 'net', 'name of the network')
  cmd:option('-quiet', false, 'say nothing')
  cmd:option('-shuffle', true, 'shuffle the data')
  return cmd
end

local HELP = [[
Usage: train.lua [options] <file> <count>
Trains.

  <file>   what to read
  <count>  how many
  -rate    learning rate [0.5]
  --name   name of the network [net]
  -quiet   say nothing [false]
  -shuffle shuffle the data [true]
]]

-- Runs f with stdout or stderr and os.exit caught; returns what was written and the status.
local function caught(f)
  local texts, status = { out = '', err = '' }, nil
  local function sink(name)
    return { write = function(self, ...)
      texts[name] = texts[name] .. table.concat { ... }
      return self
    end }
  end
  local out, err, exit, words = io.stdout, io.stderr, os.exit, _G.arg
  local stop = {}
  io.stdout, io.stderr = sink 'out', sink 'err' -- luacheck: ignore 122
  os.exit = function(code) -- luacheck: ignore 122
    status = code
    error(stop)
  end
  rawset(_G, 'arg', { [0] = 'train.lua' })
  local ok, problem = pcall(f)
  io.stdout, io.stderr, os.exit = out, err, exit -- luacheck: ignore 122
  rawset(_G, 'arg', words)
  if not ok and problem ~= stop then error(problem, 0) end
  return texts, status
end

local function words(text)
  local list = { [0] = 'train.lua' }
  for word in text:gmatch '%S+' do list[#list + 1] = word end
  return list
end

describe('torch.CmdLine', function()
  local defaults = { rate = 0.5, name = 'net', quiet = false, shuffle = true }

  it('knows its defaults', function()
    assert.same(defaults, command_line():default())
  end)

  for _, row in ipairs {
    { 'data 7', {} },
    { '-rate 0.1 data 7', { rate = 0.1 } },
    { '--rate 1e-3 data 7', { rate = 1e-3 } },
    { '-rate -2 data 7', { rate = -2 } },
    { 'data 7 -name big', { name = 'big' } },
    { '-quiet data -shuffle 7', { quiet = true, shuffle = false } },
    { '-name -quiet data 7', { name = '-quiet' } },
  } do
    it('reads ' .. row[1], function()
      local expected = { file = 'data', count = 7 }
      for name, value in pairs(defaults) do expected[name] = value end
      for name, value in pairs(row[2]) do expected[name] = value end
      assert.same(expected, command_line():parse(words(row[1])))
    end)
  end

  it('takes negative numbers as arguments', function()
    assert.equal(-3, command_line():parse(words 'data -3').count)
  end)

  for _, row in ipairs {
    { '-speed 3 data 7', "unknown option '-speed'" },
    { 'data 7 -rate', 'option -rate: a number is missing' },
    { '-rate fast data 7', "option -rate: expected a number, got 'fast'" },
    { 'data', 'argument <count> is missing' },
    { 'data many', "argument <count>: expected a number, got 'many'" },
    { 'data 7 8', "unexpected argument '8'" },
  } do
    it('refuses ' .. row[1], function()
      local texts, status = caught(function() command_line():parse(words(row[1])) end)
      assert.equal(1, status)
      assert.equal('', texts.out)
      assert.equal('\n' .. row[2] .. '\n\n' .. HELP, texts.err)
    end)
  end

  for _, word in ipairs { '-h', '-help', '--help' } do
    it('helps with ' .. word, function()
      local texts, status = caught(function() command_line():parse(words('data ' .. word)) end)
      assert.equal(0, status)
      assert.equal('', texts.err)
      assert.equal(HELP, texts.out)
    end)
  end

  for name, row in pairs {
    ['no default'] = { function(cmd) cmd:option('-a', nil, 'x') end, 'expected the type' },
    ['a table as default'] = { function(cmd) cmd:option('-a', {}, 'x') end, 'expected the type' },
    ['a default of another type'] = { function(cmd) cmd:option('-a', 3, 'x', 'string') end,
      'option %-a: expected a default of type string, got number' },
    ['an option without dash'] = { function(cmd) cmd:option('a', 3, 'x') end, 'name such as' },
    ['an option without name'] = { function(cmd) cmd:option(nil, 3, 'x') end, 'name such as' },
    ['a taken name'] = { function(cmd) cmd:option('--rate', 3, 'x') end, 'declared twice' },
    ['an argument of no type'] = { function(cmd) cmd:argument('a', 'x', 'tensor') end,
      'expected the type' },
    ['a date format that is none'] = { function(cmd) cmd:addTime('x', 3) end, 'date format' },
  } do
    it('refuses ' .. name, function()
      assert.error_matches(function() row[1](command_line()) end, row[2])
    end)
  end

  describe('string', function()
    local params = { file = 'data', count = 7, rate = 0.25, name = 'net', quiet = true,
      shuffle = false }

    it('tells what differs from the defaults', function()
      assert.equal('run,count=7,file=data,quiet=t,rate=0.25,shuffle=f',
        command_line():string('run', params))
    end)

    it('leaves out what is to be ignored', function()
      assert.equal('run,count=7,rate=0.25,shuffle=f',
        command_line():string('run', params, { file = true, quiet = true }))
    end)

    it('uses other separators', function()
      local cmd = torch.CmdLine('_', '-')
      cmd:option('-rate', 1, '')
      assert.equal('run_rate-2', cmd:string('run', { rate = 2 }))
    end)

    it('warns of names that it does not know', function()
      local texts = caught(function()
        assert.equal('run', command_line():string('run', { speed = 3 }))
      end)
      assert.equal("torch.CmdLine: string: 'speed' is not an option\n", texts.err)
    end)
  end)

  describe('log', function()
    local name, screen, printed

    before_each(function()
      name, screen, printed = os.tmpname(), print, {}
      rawset(_G, 'print', function(...) printed[#printed + 1] = table.concat({ ... }, ' ') end)
    end)

    after_each(function()
      rawset(_G, 'print', screen)
      os.remove(name)
    end)

    local function logged()
      local file = assert(io.open(name))
      local text = file:read '*a'
      file:close()
      return text
    end

    it('prints to the screen and to the file', function()
      command_line():log(name)
      print('loss', 0.5, nil)
      assert.equal('loss\t0.5\tnil\n', logged())
      assert.equal(1, #printed)
    end)

    it('writes the parameters first', function()
      command_line():log(name, { rate = 0.5, name = 'net' })
      print 'go'
      assert.matches('^%[program started on .*%]\n%[command line arguments%]\n'
        .. 'name\tnet\nrate\t0%.5\n%[%-+%]\ngo\n$', logged())
    end)

    it('is silent on the screen when asked', function()
      local cmd = command_line()
      cmd:silent()
      cmd:log(name)
      print 'quiet'
      assert.equal('quiet\n', logged())
      assert.same({}, printed)
    end)

    it('dates its lines when asked', function()
      local cmd = command_line()
      cmd:addTime('net', '%Y')
      cmd:log(name)
      print 'go'
      assert.matches('^%[net %d%d%d%d%] go\n$', logged())
    end)

    it('refuses a file that cannot be opened', function()
      assert.error_matches(function() command_line():log('/no/such/folder/log') end,
        'cannot open /no/such/folder/log: ')
    end)
  end)
end)
