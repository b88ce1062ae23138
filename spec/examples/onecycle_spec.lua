-- examples/onecycle.lua as users start it.
local pictures = require 'support.pictures'
local process = require 'support.process'

-- The rows of the table: a list of { epoch, constant, one cycle }.
local function rows(text)
  local list = {}
  local numbers = text:match 'epoch  constant  one cycle\n(.-\n)\n'
  for epoch, constant, cycle in (numbers or ''):gmatch ' *(%d+) +([%d.]+) +([%d.]+)\n' do
    list[#list + 1] = { tonumber(epoch), tonumber(constant), tonumber(cycle) }
  end
  return list
end

describe('examples/onecycle.lua', function()
  it('tells both accuracies after each epoch, and both learn', function()
    local text, status = process.run 'examples/onecycle.lua --epochs 6'
    assert.equal(0, status, text)
    local list = rows(text)
    assert.equal(6, #list, text)
    for i, row in ipairs(list) do assert.equal(i, row[1]) end
    assert.is_true(list[6][2] > 90 and list[6][3] > 90, text)
    assert.matches('test accuracy in percent\n.*constant.*one cycle\n$', text)
    assert.is_nil(text:match '[\r\27]')
  end)

  it('takes the files of MNIST', function()
    process.in_folder(function(folder)
      pictures.write(folder, 8)
      local text, status = process.run(("examples/onecycle.lua --epochs 2 --hidden 10 --data '%s'")
        :format(folder))
      assert.equal(0, status, text)
      assert.equal(2, #rows(text), text)
    end)
  end)

  it('says which files are missing', function()
    local text, status = process.run 'examples/onecycle.lua --data /no/such/folder'
    assert.equal(1, status)
    assert.matches('Nothing is downloaded', text)
    assert.is_nil(text:match 'traceback')
  end)

  it('tells its options', function()
    local text, status = process.run 'examples/onecycle.lua --help'
    assert.equal(0, status)
    assert.matches('%-%-peak', text)
  end)
end)
