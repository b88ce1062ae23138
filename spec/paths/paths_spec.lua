-- The package paths.
require 'torch'

local here = debug.getinfo(1, 'S').source:match '^@(.*)$'
local long = ('x'):rep(5000)

describe('names:', function()
  for _, row in ipairs {
    -- function, arguments, result
    { 'basename', { '/a/b.lua' }, 'b.lua' }, { 'basename', { '/a/b.lua', 'lua' }, 'b' },
    { 'basename', { '/a/b.lua', '.lua' }, 'b' }, { 'basename', { 'b.lua', 'txt' }, 'b.lua' },
    { 'basename', { '/a/b/' }, 'b' }, { 'basename', { '/' }, '/' }, { 'basename', { '' }, '' },
    { 'basename', { '.lua', 'lua' }, '.lua' },
    { 'dirname', { '/a/b.lua' }, '/a' }, { 'dirname', { '/a' }, '/' }, { 'dirname', { 'a' }, '.' },
    { 'dirname', { '/' }, '/' }, { 'dirname', { 'a/b/' }, 'a' }, { 'dirname', { '/a//b' }, '/a' },
    { 'extname', { '/a/b.lua' }, 'lua' }, { 'extname', { 'a.tar.gz' }, 'gz' },
    { 'extname', { 'a.b/c' }, nil }, { 'extname', { 'a' }, nil },
    { 'concat', { '/a', 'b' }, '/a/b' }, { 'concat', { '/a/./b', '../c' }, '/a/c' },
    { 'concat', { '/a', '/b' }, '/b' }, { 'concat', { '/..', '..' }, '/' },
    { 'concat', { '/a/', 'b/' }, '/a/b' }, { 'concat', {}, paths.cwd() },
    { 'concat', { 'a', 'b' }, paths.cwd():gsub('/$', '') .. '/a/b' },
  } do
    it(('%s(%s)'):format(row[1], table.concat(row[2], ', ')), function()
      assert.equal(row[3], (paths[row[1]](table.unpack(row[2]))))
    end)
  end
end)

describe('files and folders', function()
  local folder

  before_each(function()
    folder = os.tmpname()
    os.remove(folder)
    assert.is_true(paths.mkdir(folder .. '/deep/er'))
    for _, name in ipairs { 'a.lua', 'b.txt', 'deep/c.lua' } do
      assert(io.open(folder .. '/' .. name, 'w')):close()
    end
  end)
  after_each(function() paths.rmall(folder, 'yes') end)

  local function names(iterator)
    local list = {}
    for name in iterator do list[#list + 1] = name end
    table.sort(list)
    return table.concat(list, ' ')
  end

  it('are told apart', function()
    assert.is_true(paths.dirp(folder))
    assert.is_false(paths.filep(folder))
    assert.is_true(paths.filep(folder .. '/a.lua'))
    assert.is_false(paths.dirp(folder .. '/a.lua'))
    for _, name in ipairs { folder .. '/none', '', long, folder .. '/a.lua\0b' } do
      assert.is_false(paths.filep(name))
      assert.is_false(paths.dirp(name))
    end
  end)

  it('are listed', function()
    local list = paths.dir(folder)
    table.sort(list)
    assert.same({ '.', '..', 'a.lua', 'b.txt', 'deep' }, list)
    assert.equal('. .. a.lua b.txt deep', names(paths.files(folder)))
    assert.equal('a.lua', names(paths.files(folder, '%.lua$')))
    assert.equal('b.txt', names(paths.files(folder, function(name) return name == 'b.txt' end)))
    assert.equal('a.lua b.txt', names(paths.iterfiles(folder)))
    assert.equal('deep', names(paths.iterdirs(folder)))
    for _, name in ipairs { folder .. '/none', folder .. '/a.lua', long, folder .. '\0' } do
      local result, problem = paths.dir(name)
      assert.is_nil(result)
      assert.equal('string', type(problem))
      assert.equal('', names(paths.files(name)))
    end
  end)

  it('are made', function()
    assert.is_true(paths.mkdir(folder .. '/x/y/z'))
    assert.is_true(paths.mkdir(folder .. '/x/y/z'))
    assert.is_true(paths.dirp(folder .. '/x/y/z'))
    for _, name in ipairs { folder .. '/a.lua', folder .. '/a.lua/b', folder .. '/' .. long,
      folder .. '/q\0', '' } do
      local result, problem = paths.mkdir(name)
      assert.is_nil(result)
      assert.equal('string', type(problem))
    end
  end)

  it('are removed', function()
    assert.is_nil((paths.rmdir(folder)))
    assert.is_true(paths.rmdir(folder .. '/deep/er'))
    assert.is_nil((paths.rmall(folder)))
    assert.is_nil((paths.rmall(folder, 'no')))
    assert.is_true(paths.dirp(folder))
    assert.is_true(paths.rmall(folder, 'yes'))
    assert.is_false(paths.dirp(folder))
    assert.is_nil((paths.rmall(folder, 'yes')))
    assert.is_nil((paths.rmall('/tmp/\0x', 'yes')))
  end)

  it('behind links are not removed', function()
    local other = os.tmpname()
    os.remove(other)
    assert(paths.mkdir(other .. '/kept'))
    os.execute(("ln -s '%s' '%s/link'"):format(other, folder))
    assert.is_true(paths.dirp(folder .. '/link/kept'))
    assert.is_true(paths.rmall(folder, 'yes'))
    assert.is_true(paths.dirp(other .. '/kept'))
    paths.rmall(other, 'yes')
  end)

  it('of the moment are fresh and go with the process', function()
    local a, b = paths.tmpname(), paths.tmpname()
    assert.is_true(paths.filep(a))
    assert.are_not.equal(a, b)
  end)
end)

describe('the system', function()
  it('is told', function()
    local system, host, machine = paths.uname()
    for _, text in ipairs { system, host, machine, paths.cwd(), paths.execdir(), paths.home } do
      assert.equal('string', type(text))
    end
    assert.is_true(paths.dirp(paths.execdir()))
    assert.is_false(paths.is_win())
    assert.equal(system == 'Darwin', paths.is_mac())
    assert.error_matches(paths.getregistryvalue, 'Windows only')
  end)

  it('has programs', function()
    local sh = paths.findprogram('no such program', 'sh')
    assert.equal('sh', paths.basename(sh))
    assert.equal(sh, paths.findprogram(sh))
    assert.is_nil(paths.findprogram('no such program'))
    assert.is_nil(paths.findprogram('/tmp'))
    assert.is_nil(paths.findprogram())
  end)

  it('knows the file of the caller', function()
    assert.equal(paths.concat(here), paths.thisfile())
    assert.equal(paths.concat(paths.dirname(here), 'x.lua'), paths.thisfile 'x.lua')
    local function deeper() return (paths.thisfile('x.lua', 3)) end
    assert.equal(paths.concat(paths.dirname(here), 'x.lua'), (deeper()))
    local data = paths.dofile '../torch/api_names.lua'
    assert.equal('table', type(data.globals))
    assert.error_matches(function() paths.dofile 'none.lua' end, 'none.lua')
    assert.equal(package.loaded.torch, paths.require 'torch')
  end)

  for _, f in ipairs { 'filep', 'dirp', 'dir', 'files', 'basename', 'dirname', 'extname', 'mkdir',
    'rmdir', 'rmall', 'dofile' } do
    it(f .. ' wants a string', function()
      assert.error_matches(function() paths[f]({}) end,
                           f .. ': argument 1: string expected, got table')
    end)
  end
end)
