-- Small data sets in the files of MNIST, for specs of the examples that read them.
local files = require 'support.files'

local pictures = {}

-- Writes n pictures of size x size pixels, and their labels, into a folder: a bright bar tells the
-- class, a row for 0 to 4, a column for 5 to 9.
local function write_half(folder, name, n, size)
  local images, labels = {}, {}
  for i = 1, n do
    local class = (i * 7) % 10
    for row = 0, size - 1 do
      for column = 0, size - 1 do
        local place = math.floor((class < 5 and row or column) * 5 / size)
        local bright = place == class % 5
        images[#images + 1] = string.char(bright and 200 + i % 50 or (i * 31 + row * 7) % 40)
      end
    end
    labels[i] = string.char(class)
  end
  local count = string.char(0, 0, math.floor(n / 256), n % 256)
  local sizes = string.char(0, 0, 0, size, 0, 0, 0, size)
  files.write(('%s/%s-images-idx3-ubyte'):format(folder, name),
    string.char(0, 0, 8, 3) .. count .. sizes .. table.concat(images))
  files.write(('%s/%s-labels-idx1-ubyte'):format(folder, name),
    string.char(0, 0, 8, 1) .. count .. table.concat(labels))
end

-- Writes 300 pictures for training and 60 for testing.
function pictures.write(folder, size)
  write_half(folder, 'train', 300, size)
  write_half(folder, 't10k', 60, size)
end

return pictures
