--- Readers of data files: whole files, IDX, tables in text, MNIST, CIFAR-10.
-- Files may be plain or gzip-compressed. They are not trusted: what a file says about itself is
-- checked against the bytes that are there before anything is made of it.
-- Neighbours: facula.core reads and decodes in C (src/torch/gzip.c, decode.c, csv.c); csv.lua has
-- tables with words, dataset.lua makes batches of tensors, download.lua says where data sets are.
local torch = require 'torch'
local core = require 'facula.core'
local csv = require 'facula.csv'

local data = {}

local MOST_BYTES = 2 ^ 32
-- A file may be so many times as long as it says before it is given up.
local MOST_SURPLUS, LEAST_LIMIT = 2, 2 ^ 24

-- An error that names the reader and the file; level 3 blames the caller of the reader.
local function fail(reader, path, text, ...)
  error(('facula.data.%s: %s: ' .. text):format(reader, path, ...), 3)
end

--- The bytes of a file; a gzip file is unpacked on the way.
-- @param path  name of the file
-- @param limit  the most bytes to accept, default 4 GiB: guards against files that unpack to more
-- @return a 1-D ByteTensor, without dimensions when the file is empty
-- Errors: the file is missing, unreadable, damaged, cut off or larger than limit.
-- @usage local path = os.tmpname()
--   local file = io.open(path, 'wb'); file:write('abc'); file:close()
--   data.bytes(path)  --> {97, 98, 99}
function data.bytes(path, limit)
  return core.io.gunzip_file(path, limit or MOST_BYTES)
end

--- A table of numbers from comma-separated text.
-- @param path  name of the file
-- @param skip  number of heading lines to leave out, default 0
-- @return a DoubleTensor, rows x columns
-- Errors: those of data.bytes, lines of different length, a field that is not a number.
-- @usage local path = os.tmpname()
--   local file = io.open(path, 'w'); file:write('x,y\n1,2\n3,4\n'); file:close()
--   data.csv(path, 1)  --> {{1, 2}, {3, 4}}
function data.csv(path, skip)
  return (core.io.csv_table(data.bytes(path), path, ',', true, skip or 0, nil, {}, false))
end

--- A table with a header, numbers and words, from comma- or tab-separated text: csv.load of
-- csv.lua, which has its options.
-- @usage local file = io.open('iris.tsv', 'w')
--   file:write('width\tspecies\n1.5\tlily\n2\tiris\n'); file:close()
--   data.table('iris.tsv').values  --> {{1.5, 2}, {2, 1}}
data.table = csv.load

-- IDX: two zero bytes, a code for the type, the number of dimensions, each size as a 32-bit
-- big-endian integer, then the elements, big-endian, row-major.
local IDX_TYPES = {
  [0x08] = { name = 'ByteTensor', bytes = 1 },
  [0x09] = { name = 'CharTensor', bytes = 1 },
  [0x0B] = { name = 'ShortTensor', bytes = 2 },
  [0x0C] = { name = 'IntTensor', bytes = 4 },
  [0x0D] = { name = 'FloatTensor', bytes = 4 },
  [0x0E] = { name = 'DoubleTensor', bytes = 8 },
}
local IDX_MOST_DIMENSIONS = 32

-- The type and the sizes that the head of an IDX file tells, and where the elements start.
local function idx_head(path)
  local bytes = core.io.gunzip_start(path, 4 + 4 * IDX_MOST_DIMENSIONS)
  local present = bytes:nElement()
  if present < 4 or bytes[1] ~= 0 or bytes[2] ~= 0 or not IDX_TYPES[bytes[3]] then
    local start = {}
    for i = 1, math.min(4, present) do start[i] = ('%02x'):format(bytes[i]) end
    fail('idx', path, 'expected an IDX file: 00 00, a type 08 09 0b 0c 0d or 0e, the number of ' ..
      'dimensions; it starts with %s',
      present > 0 and table.concat(start, ' ') or 'nothing, the file is empty')
  end
  local dimensions = bytes[4]
  if dimensions < 1 or dimensions > IDX_MOST_DIMENSIONS then
    fail('idx', path, 'expected 1 to %d dimensions, got %d', IDX_MOST_DIMENSIONS, dimensions)
  end
  local head = 4 + 4 * dimensions
  if present < head then
    fail('idx', path, 'expected a head of %d bytes for %d dimensions, the file has %d', head,
      dimensions, present)
  end
  local sizes = torch.LongStorage(dimensions)
  for d = 1, dimensions do
    local at = 4 * d
    sizes[d] = ((bytes[at + 1] * 256 + bytes[at + 2]) * 256 + bytes[at + 3]) * 256 + bytes[at + 4]
  end
  return IDX_TYPES[bytes[3]], sizes, head
end

--- A tensor from an IDX file, the format of MNIST.
-- @param path  name of the file
-- @param dimensions  optional: how many dimensions it must have
-- @return a Byte-, Char-, Short-, Int-, Float- or DoubleTensor, as the file says
-- Errors: those of data.bytes, not an IDX file, sizes that do not fit the bytes in the file.
-- @usage local path = os.tmpname()
--   local file = io.open(path, 'wb')
--   file:write('\0\0\8\1', '\0\0\0\3', '\5\6\7'); file:close()
--   data.idx(path, 1)  --> {5, 6, 7}
function data.idx(path, dimensions)
  local kind, sizes, head = idx_head(path)
  if dimensions and #sizes ~= dimensions then
    fail('idx', path, 'expected %d dimensions, got %d', dimensions, #sizes)
  end
  local wanted, shape = kind.bytes + 0.0, {} -- as a float: it cannot overflow
  for d = 1, #sizes do
    wanted = wanted * sizes[d]
    shape[d] = ('%d'):format(sizes[d])
  end
  shape = table.concat(shape, 'x')
  if wanted == 0 then fail('idx', path, 'has no elements: its sizes are %s', shape) end
  local limit = math.max(LEAST_LIMIT, MOST_SURPLUS * (head + wanted))
  local bytes = data.bytes(path, math.min(MOST_BYTES, limit))
  local present = bytes:nElement() - head
  if wanted ~= present then
    fail('idx', path, '%s elements of %d bytes need %.0f bytes after the head, the file has %d',
      shape, kind.bytes, wanted, present)
  end
  if kind.name == 'ByteTensor' then
    return torch.ByteTensor(bytes:storage(), head + 1, sizes)
  end
  return core.io.big_endian(bytes:narrow(1, head + 1, present), torch[kind.name](sizes))
end

local function exists(path)
  local file = io.open(path, 'rb')
  if file then file:close() end
  return file ~= nil
end

local MNIST_FILES = {
  'train-images-idx3-ubyte', 'train-labels-idx1-ubyte',
  't10k-images-idx3-ubyte', 't10k-labels-idx1-ubyte',
}

-- The paths of the files of a data set in a folder, each plain or with .gz.
local function find_files(reader, folder, names)
  local paths, missing = {}, {}
  for i, name in ipairs(names) do
    local path = folder .. '/' .. name
    if exists(path) then
      paths[i] = path
    elseif exists(path .. '.gz') then
      paths[i] = path .. '.gz'
    else
      missing[#missing + 1] = name
    end
  end
  if #missing > 0 then
    error(('facula.data.%s: %s lacks %s.\n' ..
      'The folder must hold the files %s, each as it is or with .gz. Nothing is downloaded; ' ..
      "print(require('facula.download').help '%s') says where they are.")
      :format(reader, folder, table.concat(missing, ', '), table.concat(names, ', '), reader), 3)
  end
  return paths
end

-- One half of MNIST: images and labels that belong together.
local function mnist_pair(images_path, labels_path)
  local images, labels = data.idx(images_path, 3), data.idx(labels_path, 1)
  for path, tensor in pairs { [images_path] = images, [labels_path] = labels } do
    if torch.type(tensor) ~= 'torch.ByteTensor' then
      fail('mnist', path, 'expected bytes, got a %s', torch.type(tensor))
    end
  end
  if images:size(1) ~= labels:size(1) then
    fail('mnist', labels_path, 'expected a label for each of the %d images, got %d', images:size(1),
      labels:size(1))
  end
  if labels:max() > 9 then
    fail('mnist', labels_path, 'expected labels from 0 to 9, got %d', labels:max())
  end
  return { images = images, labels = labels }
end

--- The MNIST digits from a folder with the four files. Nothing is downloaded.
-- @param folder  where the files lie
-- @return two tables, for training and for testing: images, a ByteTensor n x rows x columns of 0
--   to 255, and labels, a ByteTensor n of 0 to 9
-- Errors: files are missing (all names are told), or are not what their names say.
-- @usage -- not run: needs the files
--   local train, test = data.mnist('mnist')
--   print(train.images:size())
function data.mnist(folder)
  local paths = find_files('mnist', folder, MNIST_FILES)
  return mnist_pair(paths[1], paths[2]), mnist_pair(paths[3], paths[4])
end

-- CIFAR-10, binary version: records of a label and a picture with planes of red, green and blue.
local CIFAR_FILES = {
  'data_batch_1.bin', 'data_batch_2.bin', 'data_batch_3.bin', 'data_batch_4.bin',
  'data_batch_5.bin', 'test_batch.bin',
}
local CIFAR_PICTURE = 3 * 32 * 32

-- The records of some files as one ByteTensor n x 3073.
local function cifar_records(paths)
  local parts, total, width = {}, 0, 1 + CIFAR_PICTURE
  for i, path in ipairs(paths) do
    local bytes = data.bytes(path)
    local present = bytes:nElement()
    if present == 0 or present % width ~= 0 then
      error(('facula.data.cifar10: %s: byte %d: expected records of %d bytes, found %d bytes')
            :format(path, present - present % width, width, present % width), 3)
    end
    parts[i] = bytes:view(present / width, width)
    total = total + present / width
    local labels = parts[i]:select(2, 1)
    local largest, at = labels:max(1)
    if largest[1] > 9 then
      error(('facula.data.cifar10: %s: byte %d: expected a label from 0 to 9, found %d')
            :format(path, (at[1] - 1) * width, largest[1]), 3)
    end
  end
  local records, done = torch.ByteTensor(total, width), 0
  for _, part in ipairs(parts) do
    records:narrow(1, done + 1, part:size(1)):copy(part)
    done = done + part:size(1)
  end
  return {
    images = records:narrow(2, 2, CIFAR_PICTURE):clone():view(total, 3, 32, 32),
    labels = records:select(2, 1):clone(),
  }
end

--- The CIFAR-10 pictures from a folder with the files of the binary version, or from one file.
-- Nothing is downloaded.
-- @param path  the folder where data_batch_1.bin to data_batch_5.bin and test_batch.bin lie, each
--   as it is or with .gz; or the name of one such file, which ends in .bin or .bin.gz
-- @return two tables, for training and for testing, or one for one file: images, a ByteTensor
--   n x 3 x 32 x 32 of 0 to 255, and labels, a ByteTensor n of 0 to 9
-- Errors: files are missing (all names are told), are cut off, have a label above 9.
-- @usage -- not run: needs the files
--   local train, test = data.cifar10('cifar-10-batches-bin')
--   print(train.images:size())
function data.cifar10(path)
  if type(path) ~= 'string' then
    error(('facula.data.cifar10: the name of a folder or file expected, got %s')
          :format(torch.type(path)), 2)
  end
  if path:find '%.bin$' or path:find '%.bin%.gz$' then return (cifar_records { path }) end
  local paths = find_files('cifar10', path, CIFAR_FILES)
  local test = table.remove(paths)
  return cifar_records(paths), cifar_records { test }
end

return data
