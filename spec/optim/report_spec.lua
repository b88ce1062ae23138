-- optim.ConfusionMatrix and optim.Logger.
require 'torch'
require 'optim'
local decimal_comma = require 'support.decimal_comma'

describe('optim.ConfusionMatrix', function()
  it('counts classes and scores', function()
    local m = optim.ConfusionMatrix(3)
    m:add(1, 1)
    m:add(torch.Tensor { 0.1, 0.2, 0.7 }, 2)
    m:add(2, torch.Tensor { 0, 0, 1 })
    m:add(1, 0)
    m:add(1, -1)
    assert.same({ { 1, 0, 0 }, { 0, 0, 1 }, { 0, 1, 0 } }, m.mat:totable())
    m:zero()
    assert.equal(0, m.mat:sum())
  end)

  it('counts a batch as it counts its rows', function()
    torch.manualSeed(6)
    local scores, classes = torch.rand(200, 4), torch.LongTensor(200):random(0, 4)
    local one, all, column = optim.ConfusionMatrix(4), optim.ConfusionMatrix(4),
      optim.ConfusionMatrix(4)
    for i = 1, 200 do one:add(scores[i], classes[i]) end
    all:batchAdd(scores, classes)
    local _, best = scores:float():max(2)
    column:batchAdd(best:double(), classes:view(-1, 1))
    assert.is_true(one.mat:equal(all.mat))
    assert.is_true(one.mat:equal(column.mat))
    assert.equal(classes:ge(1):sum(), one.mat:sum())
    local hot = torch.zeros(3, 4)
    hot[1][2], hot[2][4], hot[3][1] = 1, 1, 1
    all:zero()
    all:batchAdd(torch.LongTensor { 2, 4, 1 }, hot)
    assert.equal(3, torch.diag(all.mat):sum())
    all:batchAdd(torch.rand(2, 4), torch.zeros(2))
    assert.equal(3, all.mat:sum())
  end)

  it('computes what is right, by class and in all', function()
    local m = optim.ConfusionMatrix({ 'a', 'b', 'c' })
    m.mat:copy(torch.LongTensor { { 3, 1, 0 }, { 1, 1, 0 }, { 0, 0, 0 } })
    m:updateValids()
    assert.equal(0.75, m.valids[1])
    assert.equal(0.5, m.valids[2])
    assert.is_true(m.valids[3] ~= m.valids[3])
    assert.equal(0.625, m.averageValid)
    assert.is_true(math.abs(m.totalValid - 4 / 6) < 1e-12)
    assert.is_true(math.abs(m.averageUnionValid - (3 / 5 + 1 / 3) / 2) < 1e-6)
  end)

  it('gives rates of false rejection and acceptance', function()
    local m = optim.ConfusionMatrix(2)
    m.mat:copy(torch.LongTensor { { 3, 1 }, { 2, 4 } })
    local frrs, fars = m:farFrr()
    assert.equal(0.25, frrs[1])
    assert.is_true(math.abs(fars[1] - 2 / 6) < 1e-6)
    assert.is_true(math.abs(frrs[2] - 2 / 6) < 1e-6)
    assert.equal(0.25, fars[2])
  end)

  it('renders', function()
    local m = optim.ConfusionMatrix(2)
    m.mat:copy(torch.LongTensor { { 1, 1 }, { 0, 4 } })
    local picture = m:render('score', false, 2, 3)
    assert.same({ 3, 4, 7 }, picture:size():totable())
    assert.equal(1, picture[2][1][1]) -- class 2 does best
    assert.equal(0.5, picture[1][3][1])
    assert.error_matches(function() m:render('size') end, 'sortmode')
  end)

  it('survives a file', function()
    local m = optim.ConfusionMatrix({ 'x', 'y' })
    m:add(1, 2)
    local back = torch.deserialize(torch.serialize(m))
    assert.equal(tostring(m), tostring(back))
    assert.is_truthy(tostring(back):find('[class: y]', 1, true))
  end)

  it('refuses classes that are not there and changes nothing', function()
    local m = optim.ConfusionMatrix(2)
    assert.error_matches(function() m:add(3, 1) end, 'prediction: expected a class from 1 to 2')
    assert.error_matches(function() m:add(1, 3) end, 'target: expected a class from 1 to 2')
    assert.error_matches(function() m:add(0, 1) end, 'prediction')
    assert.error_matches(function() m:add(1.5, 1) end, 'prediction')
    assert.error_matches(function() m:add('1', 1) end, 'prediction')
    assert.error_matches(function() m:batchAdd(torch.ones(2), torch.ones(3)) end, 'as many')
    assert.error_matches(function() m:batchAdd(torch.Tensor { 1, 3 }, torch.ones(2)) end,
      'predictions')
    assert.error_matches(function() m:batchAdd(torch.ones(2), torch.Tensor { 1, 3 }) end, 'targets')
    assert.error_matches(function() m:batchAdd(torch.ones(2, 3), torch.ones(2)) end, 'columns')
    assert.error_matches(function() m:batchAdd({ 1 }, { 1 }) end, 'predictions')
    assert.error_matches(function() optim.ConfusionMatrix('two') end, 'nclasses')
    assert.equal(0, m.mat:sum())
  end)
end)

describe('optim.Logger', function()
  local name

  before_each(function() name = os.tmpname() end)
  after_each(function() os.remove(name) end)

  local function written()
    local file = assert(io.open(name))
    local text = file:read('*a')
    file:close()
    return text
  end

  it('writes names and numbers, line by line', function()
    local logger = optim.Logger(name)
    assert.equal(logger, logger:setNames { 'loss', 'note' })
    logger:add { 0.5, 'first' }
    assert.equal('loss\tnote\t\n 5.0000e-01\tfirst\t\n', written())
    logger:add { -1234.5, 'x' }
    assert.equal('loss\tnote\t\n 5.0000e-01\tfirst\t\n-1.2345e+03\tx\t\n', written())
    assert.same({ 0.5, -1234.5 }, logger.symbols[1])
    assert.equal(name .. '.eps', logger.epsfile)
  end)

  it('takes the names from the first line', function()
    local logger = optim.Logger(name)
    logger:add { loss = 1 }
    logger:add { loss = 2 }
    assert.equal('loss\t\n 1.0000e+00\t\n 2.0000e+00\t\n', written())
    assert.equal(1, logger.idx.loss)
  end)

  it('puts values by name in the order of the names', function()
    local logger = optim.Logger(name):setNames { 'b', 'a' }
    logger:add { a = 1, b = 2 }
    assert.equal('b\ta\t\n 2.0000e+00\t 1.0000e+00\t\n', written())
  end)

  it('is set up in a chain', function()
    local logger = optim.Logger(name):setNames { 'a' }:style { '-' }
    logger:setlogscale(true)
    logger:display(false)
    assert.same({ '-' }, logger.styles)
    assert.is_true(logger.logscale)
    assert.is_false(logger.showPlot)
  end)

  it('puts the date behind the name', function()
    local logger = optim.Logger(name, true)
    assert.is_truthy(logger.name:match('%-%d%d%d%d%-%d%d'))
    os.remove(logger.name)
  end)

  it('writes points in locales with decimal commas', function()
    local logger = optim.Logger(name)
    assert.is_true(decimal_comma(logger.add, logger, { 0.5, '1,5' }))
    assert.equal(' 5.0000e-01\t1,5\t\n', written())
  end)

  it('tells when a line does not arrive, and does not remember it', function()
    local logger = optim.Logger(name):setNames { 'a' }
    logger.file:close()
    logger.file = { write = function() return nil, 'No space left on device' end }
    assert.error_matches(function() logger:add { 1 } end,
      'add: cannot write /.*: No space left on device')
    assert.same({}, logger.symbols[1])
    logger.file = { write = function() return true end, flush = logger.file.write }
    assert.error_matches(function() logger:setNames { 'b' } end, 'setNames: cannot write /.*: No')
    assert.same({ 'a' }, logger.names)
  end)

  it('refuses what it cannot write and writes nothing of it', function()
    local logger = optim.Logger(name):setNames { 'a', 'b' }
    local before = written()
    assert.error_matches(function() logger:add { 1, {} } end, 'numbers and strings')
    assert.error_matches(function() logger:add { 1, true } end, 'numbers and strings')
    assert.error_matches(function() logger:add(3) end, 'expected a table')
    assert.error_matches(function() logger:add { a = 1 } end, 'no value for column b')
    assert.error_matches(function() logger:add { a = 1, c = 2 } end, 'no column c')
    assert.equal(before, written())
    assert.error_matches(function() optim.Logger('/nowhere/at/all') end, 'cannot write')
    assert.error_matches(function() optim.Logger({}) end, 'filename')
  end)
end)

describe('optim.Logger:plot', function()
  local process = require 'support.process'

  -- Runs code with a logger that has rows, in a folder without gnuplot in PATH; {D} is the folder.
  local function run(folder, code)
    local out = assert(io.open(folder .. '/script.lua', 'w'))
    out:write(([[
      local D = %q
      require 'optim'
      local logger = optim.Logger(D .. '/log'):setNames {'loss', 'note', 'accuracy'}
      for i = 1, 4 do logger:add {1 / i, 'x', i / 4} end
      local function exists(name)
        local f = io.open(D .. '/' .. name)
        return f ~= nil and f:close() ~= nil
      end
    ]]):format(folder), code)
    out:close()
    local interpreter = process.shell('command -v ' .. process.interpreter()):match '[^\n]+'
    return process.shell(process.environment() .. 'LC_ALL=C COLUMNS=40 DISPLAY= WAYLAND_DISPLAY= '
      .. "PATH='" .. folder .. "' '" .. interpreter .. "' '" .. folder .. "/script.lua'")
  end

  it('draws text where nothing else is possible', function()
    process.in_folder(function(folder)
      local text, status = run(folder, [[
        logger:style { accuracy = '-', '+' }
        logger:plot()
        print(exists 'log.eps')
      ]])
      assert.equal(0, status, text)
      assert.matches('<Logger::' .. folder:gsub('%p', '%%%0') .. '/log>\n', text)
      assert.matches('\n +%* loss  %+ accuracy\nfalse\n$', text)
      assert.equal(23, select(2, text:gsub('\n', ''))) -- title, 18 rows, axis, ticks, legend, false
      -- marks at the points only, one of which the other curve hides
      assert.equal(3, select(2, text:match '\n(.-)%+%-':gsub('%*', '')))
    end)
  end)

  it('draws the columns that are asked for', function()
    process.in_folder(function(folder)
      local text = run(folder, [[
        logger:plot('accuracy')
        logger:plot(1)
        print(select(2, pcall(logger.plot, logger, 'time')))
      ]])
      assert.equal(1, select(2, text:gsub('%* accuracy\n', '')))
      assert.equal(1, select(2, text:gsub('%* loss\n', '')))
      assert.matches('\noptim.Logger: plot: there is no column time\n$', text)
    end)
  end)

  it('is silent without display', function()
    process.in_folder(function(folder)
      assert.equal('', (run(folder, [[
        logger:display(false)
        logger:plot()
      ]])))
    end)
  end)

  it('writes the file with gnuplot, after what plotRawCmd says', function()
    process.in_folder(function(folder)
      local out = assert(io.open(folder .. '/gnuplot', 'w'))
      out:write(([[#!/bin/sh
PATH=/usr/bin:/bin
case "$*" in *GPVAL_TERMINALS*) echo epscairo; exit;; esac
tee '%s/heard' >'%s/log.eps'
]]):format(folder, folder))
      out:close()
      os.execute("chmod +x '" .. folder .. "/gnuplot'")
      local text, status = run(folder, [[
        logger:display(false)
        logger:setlogscale(true)
        logger.plotRawCmd = 'set xtics 2'
        logger:style { '-' }:plot()
        logger:plot()
        print(exists 'log.eps')
      ]])
      assert.equal('true\n', text)
      assert.equal(0, status)
      local file = assert(io.open(folder .. '/heard'))
      local heard = file:read '*a'
      file:close()
      assert.is_truthy(heard:find("set output '" .. folder .. "/log.eps'\n", 1, true))
      assert.matches("set logscale xy\n.*set xtics 2\nplot %$curve1 using 1:2 title 'loss' with "
        .. "lines lt 1, \\\n  %$curve2 using 1:2 title 'accuracy' with points", heard)
    end)
  end)

  it('refuses styles that are none', function()
    process.in_folder(function(folder)
      local logger = optim.Logger(folder .. '/log')
      assert.error_matches(function() logger:style { 3 } end, 'column 1: expected a string')
    end)
  end)
end)
