-- The package sys.
require 'sys'

local here = debug.getinfo(1, 'S').source:match '^@(.*)$'

describe('sys', function()
  it('tells the time', function()
    local start = sys.clock()
    assert.is_true(math.abs(start - os.time()) < 100)
    sys.tic()
    sys.usleep(2000)
    sys.sleep(0.002)
    assert.is_true(sys.toc() >= 0.004)
    assert.is_true(sys.clock() > start)
    sys.usleep(-1)
    sys.sleep(0 / 0)
  end)

  for _, row in ipairs {
    { 'echo a', 'a' }, { "printf '  a b\\n\\n'", 'a b' }, { 'echo a; echo b >&2', 'a\nb' },
    { 'echo a # and more', 'a' }, { 'true', '' }, { 'exit 3', '' },
  } do
    it('executes ' .. row[1], function()
      assert.equal(row[2], sys.execute(row[1]))
      assert.equal(row[2], sys.fexecute(row[1]))
    end)
  end

  it('reads as is wanted', function()
    assert.equal(12, sys.fexecute('echo 12', '*number'))
    assert.equal('a', sys.fexecute('echo a; echo b', '*line'))
    assert.error_matches(function() sys.execute(1) end, 'string expected, got number')
  end)

  for _, row in ipairs {
    { 'a,b,c', ',', 'a|b|c' }, { 'a,b,,c', ',', 'a|b||c' }, { ',a,', ',', 'a' }, { '', ',', '' },
    { 'abc', ',', 'abc' }, { 'a1b22c', '%d+', 'a|b|c' }, { 'abc', '', 'abc' },
    { 'a b', '%s*', 'a b' },
  } do
    it(('splits %q at %q'):format(row[1], row[2]), function()
      assert.equal(row[3], table.concat(sys.split(row[1], row[2]), '|'))
    end)
  end

  it('lists folders', function()
    local folder = os.tmpname()
    os.remove(folder)
    folder = folder .. " it's"
    assert(paths.mkdir(folder))
    assert(io.open(folder .. '/.b', 'w')):close()
    assert(io.open(folder .. '/a', 'w')):close()
    assert.equal('a', sys.ls(folder))
    assert.is_truthy(sys.la(folder):find '%.b')
    assert.is_truthy(sys.ll(folder):find 'rw.* a$')
    assert.is_truthy(sys.lla(folder):find '%.b')
    assert.is_truthy(#sys.ls() > 0)
    paths.rmall(folder, 'yes')
  end)

  it('knows where it is', function()
    local folder, name = sys.fpath()
    assert.equal(paths.concat(here), folder .. '/' .. name)
    assert.equal(paths.concat, sys.concat)
    assert.equal(paths.dirname, sys.dirname)
    assert.equal(sys.uname(), sys.OS)
    assert.is_true(paths.dirp(sys.prefix))
  end)

  it('knows what is no number', function()
    assert.is_true(sys.isNaN(0 / 0))
    assert.is_false(sys.isNaN(1))
  end)

  it('has colours', function()
    local c = require 'sys.colors'
    assert.equal(c, sys.COLORS)
    assert.same({ '\27[0m', '\27[0;31m', '\27[1;31m', '\27[41m', '\27[0;30m', '\27[1;37m' },
                { c.none, c.red, c.Red, c._red, c.black, c.White })
  end)
end)
