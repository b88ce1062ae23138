-- facula.download: it tells, and gets files only when it is called; here from this machine.
local download = require 'facula.download'
local files = require 'support.files'

local message = files.message

-- An address of a file on this machine, which curl understands.
local function address(path) return 'file://' .. path end
local has_curl = os.execute 'command -v curl >/dev/null 2>&1'
has_curl = has_curl == true or has_curl == 0

local SUM_OF_ABC = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad' -- FIPS 180-2

describe('facula.download', function()
  teardown(files.remove)

  it('tells where data sets are', function()
    assert.matches('train%-images%-idx3%-ubyte', download.help 'mnist')
    assert.matches('data.mnist', download.help 'fashion')
    assert.matches('test_batch.bin', download.help 'cifar10')
    assert.matches('mnist, fashion or cifar10 expected, got imagenet',
      message(download.help, 'imagenet'))
  end)

  it('tells the command, safely quoted', function()
    assert.equal([[curl --fail --location --output 'it'\''s' -- 'https://host/$(x)']],
      download.command('https://host/$(x)', "it's"))
    assert.matches('an address', message(download.command, 'host/file', 'x'))
    assert.matches('an address', message(download.command, '--help', 'x'))
    assert.matches('an address', message(download.fetch, 'https://a b', 'x'))
    assert.matches('name of a file expected', message(download.fetch, 'https://host/x', ''))
  end)

  it('refuses what it cannot check, and gets nothing', function()
    local path = files.name() .. '.none'
    for name, value in pairs { size = '3', sha256 = 3, sha = SUM_OF_ABC } do
      assert.matches(('expected size, a number, and sha256, a string, got %s, a %s'):format(name,
        type(value)), message(download.fetch, address '/dev/null', path, { [name] = value }))
    end
    assert.is_nil(io.open(path))
  end)

  it('gets a file and checks it', function()
    if not has_curl then pending('no curl here') end
    if os.getenv 'FACULA_SANITIZE' then pending('curl hangs with the runtime of the sanitizers') end
    local source, path = files.with 'abc', files.name()
    local url = address(source)
    assert.equal(path, download.fetch(url, path))
    assert.equal('abc', files.read(path))
    files.write(path, 'old')
    download.fetch(url, path, { size = 3, sha256 = SUM_OF_ABC:upper() })
    assert.equal('abc', files.read(path))
    files.write(path, 'old')
    assert.matches('expected 4 bytes, got 3', message(download.fetch, url, path, { size = 4 }))
    assert.matches('expected the SHA%-256 00, got ba7816bf', message(download.fetch, url, path,
      { sha256 = '00' }))
    assert.matches('curl failed: ', message(download.fetch, address '/no/such/file', path))
    assert.equal('old', files.read(path))
    assert.is_nil(io.open(path .. '.part'))
  end)
end)
