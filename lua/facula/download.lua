--- Where well-known data sets are, and how to get a file. Nothing here, nor anywhere else in
-- Facula, uses the network unless download.fetch is called with an address.
-- Neighbours: data.lua reads the files.
local torch = require 'torch'

local download = {}

local SETS = {
  mnist = [[
MNIST, handwritten digits: 60000 for training, 10000 for testing, 28x28 pixels.
Home page: http://yann.lecun.com/exdb/mnist/
Put these four files, plain or .gz, into a folder and call data.mnist(folder):
  train-images-idx3-ubyte  train-labels-idx1-ubyte
  t10k-images-idx3-ubyte   t10k-labels-idx1-ubyte]],
  fashion = [[
Fashion-MNIST, pictures of clothes in files of the same names and sizes as MNIST.
Home page: https://github.com/zalandoresearch/fashion-mnist
Put the four files into a folder and call data.mnist(folder).]],
  cifar10 = [[
CIFAR-10, pictures of ten kinds of things: 50000 for training, 10000 for testing, 3x32x32 pixels.
Home page: https://www.cs.toronto.edu/~kriz/cifar.html
Get the binary version, unpack it and call data.cifar10 with the folder, which has
  data_batch_1.bin ... data_batch_5.bin  test_batch.bin]],
}

--- What to do to get a data set, as text.
-- @param name  'mnist', 'fashion' or 'cifar10'
-- Errors: another name.
-- @usage download.help('mnist'):find('train-images-idx3-ubyte', 1, true) ~= nil  --> true
function download.help(name)
  if not SETS[name] then
    error(('facula.download.help: mnist, fashion or cifar10 expected, got %s'):format(
      tostring(name)), 2)
  end
  return SETS[name]
end

local function quoted(word)
  return "'" .. word:gsub("'", "'\\''") .. "'"
end

-- What a line of shell writes, and whether it succeeded.
local function shell(line)
  local pipe = assert(io.popen(('{ %s\n} 2>&1; echo "status $?"'):format(line)))
  local all = pipe:read '*a'
  pipe:close()
  local written, status = all:match '^(.*)status (%d+)\n$'
  return written, status == '0'
end

local function check_arguments(where, url, path)
  if type(url) ~= 'string' or not url:find '^%a[%w+.-]*://[^%c%s]+$' then
    error(('facula.download.%s: an address such as https://host/file expected, got %s'):format(
      where, tostring(url)), 3)
  end
  if type(path) ~= 'string' or path == '' then
    error(('facula.download.%s: the name of a file expected, got %s'):format(where,
      tostring(path)), 3)
  end
end

--- The line of shell that gets a file, for curl; download.fetch does the same and checks more.
-- @param url  the address
-- @param path  the name that the file gets
-- @usage download.command('https://host/x.gz', 'x.gz'):match '^%a+'  --> curl
function download.command(url, path)
  check_arguments('command', url, path)
  return ('curl --fail --location --output %s -- %s'):format(quoted(path), quoted(url))
end

-- Gets the file with the program that is there. Raises, with what that said, when it fails.
local function get(url, path)
  local programs = {
    curl = 'curl --fail --location --silent --show-error --output %s -- %s',
    wget = 'wget --quiet --output-document=%s -- %s',
  }
  for _, name in ipairs { 'curl', 'wget' } do
    local _, there = shell('command -v ' .. name)
    if there then
      local written, done = shell(programs[name]:format(quoted(path), quoted(url)))
      if not done then error(('%s failed: %s'):format(name, (written:gsub('%s+$', ''))), 0) end
      return
    end
  end
  error('curl or wget is needed, and neither is there', 0)
end

local function file_size(path)
  local file = io.open(path, 'rb')
  if not file then error('nothing came', 0) end
  local size = file:seek 'end'
  file:close()
  return size
end

local function checksum(path)
  for _, program in ipairs { 'sha256sum', 'shasum -a 256' } do
    local written, done = shell(('%s <%s'):format(program, quoted(path)))
    local sum = written:match '^%x+'
    if done and sum and #sum == 64 then return sum:lower() end
  end
  error('sha256sum or shasum is needed to check the file, and neither is there', 0)
end

-- What fetch can check.
local EXPECTED = { size = 'number', sha256 = 'string' }

--- Gets a file, with curl or wget, whichever is there. The file is complete and checked, or not
-- there.
-- @param url  its address
-- @param path  the name that the file gets; what is there is replaced
-- @param expected  optional, a table of: size, how many bytes it must have; sha256, its checksum in
--   hexadecimal digits
-- @return path
-- Errors: no address; neither program; what the program says; another size or checksum.
-- @usage -- not run: uses the network
--   download.fetch('https://host/x.gz', 'x.gz', { size = 9912422 })
function download.fetch(url, path, expected)
  check_arguments('fetch', url, path)
  expected = expected == nil and {} or expected
  if type(expected) ~= 'table' then
    error(('facula.download.fetch: a table of size and sha256 expected, got %s'):format(
      torch.type(expected)), 2)
  end
  for name, value in pairs(expected) do
    if type(value) ~= EXPECTED[name] then
      error(('facula.download.fetch: expected size, a number, and sha256, a string, got %s, a %s')
        :format(tostring(name), torch.type(value)), 2)
    end
  end
  local part = path .. '.part'
  local ok, problem = pcall(function()
    get(url, part)
    local size = file_size(part)
    if expected.size and size ~= expected.size then
      error(('expected %.0f bytes, got %.0f'):format(expected.size, size), 0)
    end
    local sum = expected.sha256 and checksum(part)
    if sum and sum ~= expected.sha256:lower() then
      error(('expected the SHA-256 %s, got %s'):format(expected.sha256, sum), 0)
    end
    assert(os.rename(part, path))
  end)
  if not ok then
    os.remove(part)
    error(('facula.download.fetch: %s: %s'):format(url, problem), 2)
  end
  return path
end

return download
