-- The package xlua.
require 'xlua'

-- What f writes with io.write and print; returns the text.
local function written(f)
  local parts, write, show = {}, io.write, rawget(_G, 'print')
  io.write = function(...) parts[#parts + 1] = table.concat { ... } end -- luacheck: ignore 122
  rawset(_G, 'print', function(...)
    local texts = { ... }
    for i, text in ipairs(texts) do texts[i] = tostring(text) end
    parts[#parts + 1] = table.concat(texts, '\t') .. '\n'
  end)
  local ok, problem = pcall(f)
  io.write = write -- luacheck: ignore 122
  rawset(_G, 'print', show)
  assert(ok, problem)
  return table.concat(parts)
end

describe('xlua', function()
  for _, row in ipairs {
    { 0, '0ms' }, { 0.01, '10ms' }, { 1, '1s' }, { 1.5, '1s500ms' }, { 60, '1m' },
    { 3725.5, '1h2m' }, { 86400, '1D' }, { 90061, '1D1h' }, { 3605, '1h5s' }, { 0.0001, '0ms' },
  } do
    it(('formats %g s as %s'):format(row[1], row[2]), function()
      assert.equal(row[2], xlua.formatTime(row[1]))
    end)
  end

  it('draws progress on one line', function()
    local text = written(function() for i = 1, 10 do xlua.progress(i, 10) end end)
    assert.is_truthy(text:find('10/10', 1, true))
    assert.is_truthy(text:find 'Tot: .*Step: ')
    assert.equal(1, select(2, text:gsub('\n', '')))
    assert.equal('\n', text:sub(-1))
  end)

  it('prints what is in tables', function()
    local loop = { 1, { x = 'a' } }
    loop[3] = loop
    assert.equal('{\n  [1] = 1,\n  [2] = {\n    [x] = "a"\n  },\n  [3] = {...}\n}\tb\t{}\n',
                 written(function() xlua.print(loop, 'b', {}) end))
    assert.equal('{ [1]=1, [x]=string : "a" }', xlua.table2string { 1, x = 'a' })
    assert.equal('{ [1]=1\n[2]={ [1]=2 } }', xlua.table2string({ 1, { 2 } }, true))
  end)

  it('logs what is printed', function()
    local path, text = os.tmpname(), nil
    written(function()
      xlua.log(path)
      rawget(_G, 'print')('a', 1)
      xlua.log(path, true)
      rawget(_G, 'print')('b')
    end)
    for line in io.lines(path) do text = (text or '') .. line .. '|' end
    os.remove(path)
    assert.equal('a\t1|b|', text)
  end)

  it('lists and removes globals', function()
    rawset(_G, 'xlua_spec_one', 1)
    rawset(_G, 'xlua_spec_two', torch.ones(2))
    local text = written(xlua.who)
    assert.is_truthy(text:find 'xlua_spec_two%s+torch.DoubleTensor')
    assert.is_nil(text:find 'paths')
    xlua.clear 'xlua_spec_one'
    assert.is_nil(rawget(_G, 'xlua_spec_one'))
    xlua.clear 'xlua_spec_two'
  end)

  it('takes named arguments', function()
    local function call(args)
      return xlua.unpack(args, 'f', 'does it', { arg = 'n', type = 'number', req = true },
                         { arg = 'm', default = 4 }, { arg = 'k', defaulta = 'n' },
                         { arg = 'flag', default = false })
    end
    local options, n, m, k, flag = call { n = 3, flag = true }
    assert.same({ 3, 4, 3, true }, { n, m, k, flag })
    assert.same({ 3, 4, 3, true }, { options.n, options.m, options.k, options.flag })
    assert.same({ 1, 2, 5, false }, { select(2, call { 1, 2, 5 }) })
    assert.error_matches(function() call { m = 1 } end, 'f: missing argument: n.*does it')
    assert.error_matches(function() call(1) end, 'a table of arguments expected, got number')
    local object = {}
    xlua.unpack_class(object, { n = 1 }, 'f', 'd', { arg = 'n' }, { arg = 'm', default = 2 })
    assert.same({ n = 1, m = 2 }, object)
  end)

  it('shows how things are used', function()
    local text = xlua.usage('f', 'does it', 'f{}', { arg = 'n', type = 'number', help = 'count' })
    for _, part in ipairs { 'f{', 'does it', 'n', 'number', 'count' } do
      assert.is_truthy(text:find(part, 1, true))
    end
    local module = { sum = function() end }
    xlua.usage_module(module, 'mine', 'a module')
    assert.is_truthy(tostring(module):find('mine.sum', 1, true))
  end)

  it('raises and catches', function()
    assert.error_matches(function() xlua.error('no', 'f', 'use it well') end,
                         '<f> no.*use it well')
    local caught
    xlua.trycatch(function() error('x', 0) end, function(problem) caught = problem end)
    assert.equal('x', caught)
    assert.equal(xlua.error, rawget(_G, 'xerror'))
  end)

  it('knows packages', function()
    assert.is_true(xlua.installed 'torch')
    assert.is_true(xlua.installed 'nn.Linear')
    assert.is_false(xlua.installed 'no.such.package')
    assert.equal(torch, xlua.require 'torch')
    assert.is_truthy(written(function() assert.is_nil(xlua.require('none', true)) end)
                     :find('none is not installed, try: luarocks install none', 1, true))
  end)

  it('reads parameters from the environment', function()
    assert.same({ xlua_none = 1, HOME = os.getenv 'HOME' },
                xlua.envparams { xlua_none = 1, HOME = 'x' })
    assert.error_matches(function() xlua.envparams { PATH = 1 } end, 'PATH should be a number')
  end)

  it('adds to table and string', function()
    local splice, prune = table.splice, table.prune -- luacheck: ignore 143
    local rest, taken = splice({ 1, 2, 3, 4 }, 2, 2)
    assert.same({ { 1, 4 }, { 2, 3 } }, { rest, taken })
    assert.same({ 1, 2, 3 }, prune { 1, 2, 1, 3, 2 })
    local function odd(x) return x % 2 end
    assert.same({ 3, 2 }, prune({ 1, 2, 1, 1 }, odd, function(a, b) return a + b end))
    assert.same({ 'a', 'b' }, ('a b'):split ' ')
    assert.equal(sys.COLORS.red, ('sys.COLORS.red'):tosymbol())
    assert.error_matches(function() return ('no.where'):tosymbol() end, 'nothing before .where')
  end)
end)

describe('xlua.OptionParser', function()
  local function parser()
    local p = xlua.OptionParser '%prog [options] file'
    p:option { '-r', '--rate', dest = 'rate', default = 0.1, help = 'learning rate' }
    p:option { '-q', '--quiet', action = 'store_true', dest = 'quiet', default = false }
    p:option { '-n', '--no-save', action = 'store_false', dest = 'save', default = true }
    p:option { '--name', metavar = 'TEXT' }
    return p
  end

  for _, row in ipairs {
    { '', { rate = 0.1, quiet = false, save = true }, '' },
    { '-r 3 x y', { rate = 3, quiet = false, save = true }, 'x y' },
    { '--rate=3', { rate = 3, quiet = false, save = true }, '' },
    { 'x -q --no-save -3', { rate = 0.1, quiet = true, save = false }, 'x -3' },
    { '--name a=b -- -q', { rate = 0.1, quiet = false, save = true, name = 'a=b' }, '-q' },
  } do
    it('parses ' .. row[1], function()
      local options, others = parser():parse(sys.split(row[1], ' '))
      assert.same(row[2], options)
      assert.equal(row[3], table.concat(others, ' '))
    end)
  end

  it('describes itself', function()
    local p = parser()
    assert.equal('-r RATE, --rate=RATE', p:flags '-r')
    assert.equal('-q, --quiet', p:flags '--quiet')
    assert.equal('--name=TEXT', p:flags '--name')
    p:parse { '-q' }
    assert.equal('quiet=true,rate=0.1,save=true', p:tostring(true))
    assert.equal('  + quiet = true\n  + rate = 0.1\n  + save = true', p:tostring())
  end)

  for _, row in ipairs {
    { { '-x' }, 'unknown option: %-x' }, { { '-r' }, '%-r expects a value' },
    { { '-r', 'x' }, '%-r expects a number, got x' }, { {}, 'missing option: %-%-must=MUST' },
  } do
    it('fails: ' .. row[2], function()
      local p = parser()
      p:option { '--must', req = true }
      function p.fail(_, message) error(message, 0) end
      assert.error_matches(function() p:parse(row[1]) end, row[2])
    end)
  end

  it('refuses options that make no sense', function()
    local p = parser()
    assert.error_matches(function() p:option { '-r' } end, '%-r is there already')
    assert.error_matches(function() p:option { '-z', action = 'x' } end, "'store'")
    assert.error_matches(function() p:option {} end, 'needs a flag')
  end)
end)

describe('xlua.Profiler', function()
  it('measures laps', function()
    local p = xlua.Profiler()
    p:start 'a'
    sys.usleep(2000)
    p:lap 'a'
    assert.is_true(p:real 'a' >= 0.002)
    assert.is_true(p:cpu 'a' >= 0)
    assert.equal(p:real 'a' / 2, p:real('a', 2))
    p:start('b', true)
    p:lap 'b'
    assert.equal(2, #p:formatAll())
    assert.is_truthy(p:format('a'):find '^a: real %d+ms | cpu %d+ms$')
    assert.is_truthy(p:format('b'):find 'laps per second$')
    p:setColor 'red'
    assert.is_truthy(written(function() p:printAll() end):find '\27%[0;31ma: .*\n.*b: ')
    assert.error_matches(function() p:lap 'c' end, 'no event called c was started')
    assert.error_matches(function() p:setColor 'x' end, 'a colour of sys.COLORS expected, got x')
  end)

  it('can be switched off', function()
    local p = xlua.Profiler 'off'
    p:start 'a'
    p:lap 'a'
    assert.equal('', written(function() p:printAll() p:print 'a' end))
    assert.equal(0, p:real 'a')
  end)
end)
