-- Figures: what a gnuplot is told, by one that only writes down what it hears; what a real one
-- makes of it; and text where there is none. Each script runs in a process of its own.
local process = require 'support.process'
local unpack = unpack or table.unpack

local folder -- holds the script, the gnuplot and what they write

local function path(name) return folder .. '/' .. name end

local function read(name)
  local file = io.open(path(name), 'rb')
  if not file then return nil end
  local text = file:read '*a'
  file:close()
  return text
end

local function write(name, text)
  local out = assert(io.open(path(name), 'wb'))
  out:write(text)
  out:close()
end

-- Runs Lua code after require 'gnuplot', in which D is the folder; returns what it wrote and its
-- status.
local function run(code, environment)
  write('script.lua', ('local D = %q\nrequire "gnuplot"\n%s'):format(folder, code))
  return process.run("'" .. path 'script.lua' .. "'",
    "DISPLAY= WAYLAND_DISPLAY= LC_ALL=C COLUMNS=60 " .. (environment or ''))
end

-- A gnuplot that appends what it hears to the file `heard`, and makes the files it should write.
local FAKE = [[#!/bin/sh
case "$*" in *GPVAL_TERMINALS*) echo " dumb pngcairo svg pdfcairo epscairo qt "; exit;; esac
echo "started $*" >>'%s/heard'
tee -a '%s/heard' | sed -n "s/^set output '\(.*\)'$/\1/p" |
  while read -r f; do echo made >"$f"; done
]]

local function with_fake(code, more)
  os.remove(path 'heard')
  local text, status = run(code, ("PATH='%s':$PATH %s"):format(path 'bin', more or ''))
  return read 'heard' or '', text, status
end

setup(function()
  folder = os.tmpname()
  os.remove(folder)
  assert(os.execute(("mkdir '%s' '%s/bin' '%s/empty'"):format(folder, folder, folder)))
  write('bin/gnuplot', FAKE:format(folder, folder))
  assert(os.execute(("chmod +x '%s/bin/gnuplot'"):format(folder)))
end)

teardown(function() os.execute("rm -r '" .. folder .. "'") end)

describe('gnuplot drives the program', function()
  it('for a file: data, settings, then the plot', function()
    local heard, text, status = with_fake [[
      gnuplot.pngfigure(D .. '/a.png')
      gnuplot.title 'Losses'
      gnuplot.plot({'train', torch.Tensor{1, 2}, torch.Tensor{3, 0/0}}, {torch.Tensor{5}, '+'})
      gnuplot.plotflush()
      print(io.open(D .. '/a.png'):read '*a')
    ]]
    assert.equal('made\n\n', text)
    assert.equal(0, status)
    assert.matches('^started \n%$curve1 << EOD\n1 3\n2 NaN\nEOD\n%$curve2 << EOD\n1 5\nEOD\n',
      heard)
    local terminal = heard:find("set terminal pngcairo noenhanced size 800,500\nset output '"
      .. folder .. "/a.png'\nreset\n", 1, true)
    local title = heard:find("\nset title 'Losses'\n", 1, true)
    local plot = heard:find("\nplot $curve1 using 1:2 title 'train' with lines lt 1, \\\n"
      .. "  $curve2 using 1:2 notitle with points lt 2 pt 1\nunset output\n", 1, true)
    assert.is_true(terminal < title and title < plot, heard)
  end)

  it('with points in locales with decimal commas', function()
    local heard = with_fake [[
      local format = string.format
      string.format = function(...) return (format(...):gsub('(%d)%.(%d)', '%1,%2')) end
      gnuplot.pngfigure(D .. '/a.png')
      gnuplot.plot(torch.Tensor{0.5, 1.5})
      gnuplot.plotflush()
    ]]
    assert.matches('EOD\n1 0%.5\n2 1%.5\nEOD\n', heard)
  end)

  it('keeps one program per figure and sends data once', function()
    local heard = with_fake [[
      gnuplot.svgfigure(D .. '/a.svg')
      gnuplot.plot(torch.Tensor{1})
      gnuplot.grid(true)
      gnuplot.xlabel 'x'
      gnuplot.xlabel 'x'
      gnuplot.closeall()
    ]]
    assert.equal(1, select(2, heard:gsub('started', '')))
    assert.equal(1, select(2, heard:gsub('EOD\n1 1\n', '')))
    assert.equal(3, select(2, heard:gsub('\nplot %$curve1', '')))
    assert.matches("set xlabel 'x'\nset grid[^\n]*\nplot", heard)
  end)

  it('opens windows where there is a display', function()
    local heard, text = with_fake([[
      print(gnuplot.figure())
      gnuplot.plot(torch.Tensor{1})
      print(gnuplot.figure(7))
      gnuplot.plot(torch.Tensor{2})
      gnuplot.figure(1)
      gnuplot.title 'first'
      gnuplot.close(7)
    ]], 'DISPLAY=:0')
    assert.equal('1\n7\n', text)
    assert.equal(2, select(2, heard:gsub('started %-persist\n', '')))
    assert.matches('set terminal qt 1 noenhanced\n', heard)
    assert.matches('set terminal qt 7 noenhanced\n', heard)
    assert.matches('set terminal qt 7 close\n', heard)
    assert.matches("set title 'first'\nplot %$curve1", heard)
  end)

  it('quotes labels and names of files', function()
    local heard = with_fake [[
      gnuplot.pngfigure(D .. "/it's.png")
      gnuplot.title("it's `rm` $HOME @x\\\nset output 'b'")
      gnuplot.plot({"a'\nsystem 'rm'\0b", torch.Tensor{1}})
      gnuplot.close()
    ]]
    assert.is_truthy(heard:find("set output '" .. folder .. "/it''s.png'\n", 1, true), heard)
    assert.is_truthy(heard:find([[
set title 'it''s `rm` $HOME @x\'."\n".'set output ''b'''
]], 1, true), heard)
    assert.is_truthy(heard:find([[
 title 'a'''."\n".'system ''rm'' b' with lines]], 1, true), heard)
  end)

  it('never lets a name of a file be a command', function()
    local heard, text = with_fake [[
      paths.mkdir(D .. '/in')
      gnuplot.pngfigure('|touch pwned')
      gnuplot.plot(torch.Tensor{1})
      gnuplot.close()
      os.remove('|touch pwned')
      for _, name in ipairs { '', 'a\nb', 3, '/no/such/folder/a.png' } do
        print(select(2, pcall(gnuplot.pngfigure, name)))
      end
    ]]
    assert.matches("set output '%./|touch pwned'\n", heard)
    assert.matches('gnuplot.pngfigure: expected the name of a file, got ""\n', text)
    assert.matches('expected the name of a file, got number\n', text)
    assert.matches('/no/such/folder/a.png: there is no folder /no/such/folder\n', text)
    assert.matches('expected the name of a file, got "a\\\nb"\n', text)
  end)

  it('tells the axes, scales and legend', function()
    local heard = with_fake [[
      gnuplot.pdffigure(D .. '/a.pdf')
      gnuplot.axis{0, '', -1, 1}
      gnuplot.logscale 'x'
      gnuplot.movelegend('left', 'bottom')
      gnuplot.raw 'set xtics 5'
      gnuplot.ylabel 'y'
      gnuplot.plot('x**2')
      gnuplot.axis 'equal'
      gnuplot.logscale 'off'
      gnuplot.close()
    ]]
    assert.matches("set ylabel 'y'\nset logscale x\nset format x '%%g'\nset key left bottom\n"
      .. "set xrange %[0:%*%]\nset yrange %[%-1:1%]\nset xtics 5\nplot ", heard)
    local last = heard:match '.*(reset\n.-)$'
    assert.matches('set size ratio %-1\n', last)
    assert.is_nil(last:find 'logscale')
    assert.is_nil(last:find 'range')
  end)

  it('draws all kinds', function()
    local heard, text, status = with_fake [[
      gnuplot.epsfigure(D .. '/a.eps')
      gnuplot.imagesc(torch.Tensor{{1, 2}, {3, 4}}, 'color')
      gnuplot.bar(torch.Tensor{4, 2})
      gnuplot.splot('s', torch.Tensor{{1, 2}, {3, 4}})
      gnuplot.scatter3(torch.Tensor{1}, torch.Tensor{2}, torch.Tensor{3})
      gnuplot.plot('v', torch.Tensor{{1, 2, 3, 4}}, 'v')
      gnuplot.plot({torch.Tensor{1, 2}, '~'}, {torch.Tensor{1}, 'lines lt 5 lw 3'})
      gnuplot.plot(torch.Tensor())
      gnuplot.raw 'plot sin(x)'
      gnuplot.close()
    ]]
    assert.equal('', text)
    assert.equal(0, status)
    for _, lines in ipairs {
      '$image << EOD\n1 1 1\n2 1 2\n1 2 3\n2 2 4\nEOD\n',
      'set xrange [0.5:2.5]\nset yrange [2.5:0.5]\n',
      'plot $image using 1:2:3 with image notitle\n',
      'set boxwidth 0.8\nset yrange [0:*]\nset xrange [0.2:2.8]\n',
      'plot $bars using 1:2 notitle with boxes lt 1 fs solid 0.6\n',
      '$surface1 << EOD\n1 1 1\n2 1 2\n\n1 2 3\n2 2 4\n\nEOD\n',
      "splot $surface1 using 1:2:3 title 's' with lines lt 1\n",
      'splot $points1 using 1:2:3 notitle with points lt 1 pt 1\n',
      "plot $curve1 using 1:2:3:4 title 'v' with vectors lt 1\n",
      'plot $curve1 using 1:2 smooth csplines notitle with lines lt 1, \\\n'
        .. '  $curve2 using 1:2 notitle with lines lt 5 lw 3\n',
      'set xrange [0:1]\nset yrange [0:1]\nplot NaN notitle with lines lt 1\n',
      '\nplot sin(x)\n',
    } do
      assert.is_truthy(heard:find(lines, 1, true), lines)
    end
  end)

  it('prints a figure into a file and goes on with the figure', function()
    local heard, text = with_fake [[
      gnuplot.setterm 'text'
      gnuplot.plot(torch.Tensor{1, 2})
      gnuplot.figprint(D .. '/a.svg')
      gnuplot.figprint(D .. '/a.txt')
      print(gnuplot.figure(1), io.open(D .. '/a.svg'):read '*a')
      print(select(2, pcall(gnuplot.figprint, D .. '/a.gif')))
    ]]
    assert.matches("set terminal svg [^\n]*\nset output '[^\n]*a.svg'\n", heard)
    assert.matches('\n1\tmade\n', text)
    assert.matches('ends in .png, .svg, .pdf, .eps or .txt, got "[^\n]*a.gif"', text)
    assert.equal(read 'a.txt', text:match('^.-\n(.*\n)1\tmade') and text:sub(1, #read 'a.txt'))
  end)

  it('tells what the program complained about', function()
    write('bin/broken', [[#!/bin/sh
case "$*" in *GPVAL_TERMINALS*) echo png qt; exit;; esac
cat >/dev/null
printf '\ngnuplot> plot\n         ^\n         line 7: all points undefined!\n\n' >&2
]])
    os.execute(("chmod +x '%s/bin/broken'"):format(folder))
    local _, text = with_fake [[
      gnuplot.setgnuplotexe(D .. '/bin/broken')
      gnuplot.pngfigure 'a.png'
      gnuplot.plot(torch.Tensor{1})
      print(select(2, pcall(gnuplot.plotflush)))
      print(select(2, pcall(gnuplot.svgfigure, 'a.svg')))
      print(select(2, pcall(gnuplot.setterm, 'wxt')))
      print(select(2, pcall(gnuplot.setgnuplotexe, '/no/such/program')))
      os.remove(D .. '/bin/broken')
      print(select(2, pcall(gnuplot.plot, torch.Tensor{1})))
      gnuplot.close()
    ]]
    local lines = {}
    for line in text:gmatch '[^\n]+' do lines[#lines + 1] = line end
    assert.equal('gnuplot: figure 1 (a.png): gnuplot says: all points undefined!', lines[1])
    assert.matches('^gnuplot.svgfigure: a.svg: .*broken cannot write svg: it has no terminal svg$',
      lines[2])
    assert.matches('^gnuplot.setterm: .*broken has no terminal "wxt"$', lines[3])
    assert.equal('gnuplot.setgnuplotexe: there is no program "/no/such/program"', lines[4])
    assert.matches('^gnuplot: the program gnuplot was not found; install', lines[5])
  end)

  it('stands a program that ends while it is talked to', function()
    write('bin/short', [[#!/bin/sh
case "$*" in *GPVAL_TERMINALS*) echo qt; exit;; esac
exec <&-
]])
    os.execute(("chmod +x '%s/bin/short'"):format(folder))
    local _, text, status = with_fake([[
      gnuplot.setgnuplotexe(D .. '/bin/short')
      gnuplot.figure()
      local ok, message
      for i = 1, 50 do
        ok, message = pcall(gnuplot.plot, torch.rand(10000))
        if not ok then break end
      end
      print(message)
      gnuplot.setgnuplotexe(D .. '/bin/gnuplot')
      gnuplot.title 'started anew'
      gnuplot.closeall()
      print 'alive'
    ]], 'DISPLAY=:0')
    assert.equal('gnuplot: the program ended\nalive\n', text)
    assert.equal(0, status)
    assert.matches("set title 'started anew'\nplot %$curve1", read 'heard')
  end)
end)

describe('a call of gnuplot that raises', function()
  it('says what was expected, and leaves no figure behind', function()
    local text = run [==[
      for _, call in ipairs {
        { 'plot', {} }, { 'figure', 0.5 }, { 'imagesc', torch.rand(3) },
        { 'imagesc', torch.rand(2, 2), "file '<touch x'" }, { 'axis', { 3, 1 } },
        { 'axis', { 'a' } }, { 'title', 3 }, { 'grid', 'maybe' }, { 'logscale', 'z9' },
        { 'movelegend', 'up', 'top' }, { 'bar', torch.rand(3, 3) }, { 'splot', 'z' },
        { 'scatter3', torch.rand(3) }, { 'hist', 3 }, { 'raw', 3 }, { 'close', 'x' },
        { 'setterm', 3 },
      } do
        local ok, message = pcall(gnuplot[call[1]], call[2], call[3])
        print(ok, message)
      end
      print(gnuplot.figure())
    ]==]
    local count = 0
    for line in text:gmatch 'false\tgnuplot%.%l+%d?: [^\n]*\n' do
      count = count + 1
      assert.is_truthy(line:find 'expected' or line:find 'formula', line)
    end
    assert.equal(17, count, text)
    assert.matches('\n1\n$', text) -- the first figure that there is
  end)
end)

describe('gnuplot without the program', function()
  local NONE = "PATH='%s/empty' " -- the interpreter is named by its path

  -- An interpreter that is found without PATH.
  local function without(code)
    local interpreter = process.shell('command -v ' .. process.interpreter()):match '[^\n]+'
    write('script.lua', ('local D = %q\nrequire "gnuplot"\n%s'):format(folder, code))
    return process.shell(process.environment() .. 'LC_ALL=C COLUMNS=40 NO_COLOR=1 DISPLAY=:0 '
      .. NONE:format(folder) .. "'" .. interpreter .. "' '" .. path 'script.lua' .. "'")
  end

  it('draws text, even with a display', function()
    local text, status = without [[
      gnuplot.title 'Squares'
      gnuplot.plot({'n', torch.Tensor{1, 4, 9, 16}})
      gnuplot.xlabel 'n'
      gnuplot.title 'Squares'
    ]]
    assert.equal(0, status, text)
    assert.equal([[
                 Squares
 20 +
    |
    |
    |                                 *
 15 +                               **
    |                              *
    |                            **
    |                          **
    |                        **
 10 +                      **
    |                    **
    |                 ***
    |              ***
  5 +            **
    |        ****
    |   *****
    |***
  0 +
    ++----------+----------+----------+
     1          2          3          4
     * n
 x: n
]], text)
  end)

  it('draws again when the axes change, and stays silent about what text does not show', function()
    local text = without [[
      gnuplot.plot(torch.Tensor{1, 4})
      print 'mark'
      gnuplot.grid(true)
      gnuplot.movelegend('left', 'top')
      gnuplot.raw 'set xtics 5'
      gnuplot.plotflush()
      print 'mark'
      gnuplot.logscale 'y'
      print 'mark'
      gnuplot.close()
      print(select(2, pcall(gnuplot.raw, 'plot sin(x)')))
    ]]
    local parts = {}
    for part in text:gmatch '(.-)mark\n' do parts[#parts + 1] = part end
    assert.equal(20, select(2, parts[1]:gsub('\n', '')))
    assert.equal('', parts[2])
    assert.equal(20, select(2, parts[3]:gsub('\n', '')))
    assert.matches('gnuplot.raw: only gnuplot can draw "plot sin%(x%)", and this figure is text: '
      .. 'the program gnuplot was not found', text)
  end)

  it('says what to install for files, and makes none', function()
    local text = without [[
      for _, format in ipairs { 'png', 'svg', 'pdf', 'eps' } do
        print(select(2, pcall(gnuplot[format .. 'figure'], D .. '/no.' .. format)))
      end
      print(select(2, pcall(gnuplot.setterm, 'qt')))
      gnuplot.plot(torch.Tensor{1})
      print(select(2, pcall(gnuplot.figprint, D .. '/no.png')))
    ]]
    assert.equal(6, select(2, text:gsub('the program gnuplot was not found; install the package '
      .. 'gnuplot%-nox', '')))
    assert.is_nil(read 'no.png')
  end)
end)

describe('gnuplot itself', function()
  local installed = process.shell 'command -v gnuplot' ~= ''

  local function real(what, f)
    if not installed then return pending(what .. ': gnuplot is not installed') end
    it(what, f)
  end

  real('writes PNG, SVG, PDF and EPS', function()
    local text, status = run [[
      for _, format in ipairs { 'png', 'svg', 'pdf', 'eps' } do
        gnuplot[format .. 'figure'](D .. '/real.' .. format)
        gnuplot.plot({'sine', 'sin(x)', '-'}, {'points', torch.rand(9), '+'})
        gnuplot.title 'sine'
        gnuplot.plotflush()
      end
    ]]
    assert.equal('', text)
    assert.equal(0, status)
    assert.matches('^\137PNG', read 'real.png')
    assert.matches('<svg', read 'real.svg')
    assert.matches('^%%PDF', read 'real.pdf')
    assert.matches('^%%!PS', read 'real.eps')
  end)

  real('draws every kind without a complaint', function()
    local text, status = run [[
      gnuplot.svgfigure(D .. '/kinds.svg')
      local function draw(f, ...)
        gnuplot[f](...)
        gnuplot.plotflush()
      end
      local x = torch.rand(20)
      for _, style in ipairs { '-', '.', '+', '+-', '|', '~', "lines lw 3 lc rgb '#ff0000'",
        'impulses lt 3' } do
        draw('plot', 'label_1', x, style)
      end
      draw('plot', torch.rand(5, 4), 'v')
      draw('plot', { 'nothing', torch.Tensor() }, { 'nan', torch.Tensor{0/0, 1/0} })
      draw('plot', { torch.Tensor() }, { torch.ones(3) })
      draw('hist', torch.randn(100), 7)
      draw('bar', torch.randn(5))
      draw('bar', torch.Tensor())
      draw('imagesc', torch.rand(5, 7))
      draw('imagesc', torch.rand(5, 70), 'color')
      draw('imagesc', torch.rand(5, 7), 'rgbformulae 33,13,10')
      draw('imagesc', torch.Tensor(2, 2):fill(0/0))
      draw('splot', 'x*y')
      draw('splot', torch.rand(4, 5), torch.rand(4, 5), torch.rand(4, 5))
      draw('scatter3', { 'a', x, x, x }, { 'b', x, x, x, '.' })
      gnuplot.grid(true) gnuplot.logscale 'y' gnuplot.movelegend('left', 'bottom')
      gnuplot.axis { 1, 10, '', '' }
      draw('plot', x + 1)
    ]]
    assert.equal('', text)
    assert.equal(0, status)
  end)

  real('runs nothing that hides in labels', function()
    run [[
      gnuplot.svgfigure(D .. '/label.svg')
      local evil = ("a`touch %s`\\' \"`touch %s`\n`touch %s`"):gsub('%%s', D .. '/pwned')
      gnuplot.title(evil)
      gnuplot.xlabel("\n'.system('touch " .. D .. "/pwned').'")
      gnuplot.plot({ evil, torch.rand(3) }, { '@x $y', torch.rand(3) })
      gnuplot.close()
    ]]
    assert.matches('a`touch', read 'label.svg')
    assert.is_nil(read 'pwned')
  end)

  real('complains in a sentence', function()
    local text = run [[
      gnuplot.svgfigure(D .. '/wrong.svg')
      gnuplot.raw 'set nonsense'
      gnuplot.plot(torch.rand(3))
      print(select(2, pcall(gnuplot.plotflush)))
    ]]
    assert.matches('^gnuplot: figure 1 %([^\n]*wrong.svg%): gnuplot says: [^\n]*unrecognized option'
      .. '[^\n]*\n$', text)
  end)
end)

describe('gnuplot.histc', function()
  it('counts', function()
    require 'gnuplot'
    local h = gnuplot.histc(torch.Tensor { 0, 0.5, 1, 2, 3, 4, 0 / 0, 1 / 0 }, 4)
    assert.same({ 2, 1, 1, 2 }, h.raw:totable())
    assert.same({ val = 0.5, nb = 2 }, h[1])
    assert.same({ 0, 4, 1 }, { h.min, h.max, h.binwidth })
    assert.same({ 1, 1 }, gnuplot.histc(torch.Tensor { 0, 1, 2, 3 }, 2, 1, 2).raw:totable())
    assert.same({ 0, 3 }, gnuplot.histc(torch.ones(3), 2).raw:totable())
    assert.equal(10, #gnuplot.histc(torch.LongTensor { 1, 2 }))
    assert.matches('=+ 2\n', tostring(h))
  end)

  it('refuses what it cannot count', function()
    for expected, arguments in pairs {
      ['expected a tensor, got number'] = { 3 },
      ['bins: expected a whole number from 1 to 1000000, got 1.5'] = { torch.ones(3), 1.5 },
      ['bins: expected a whole number from 1 to 1000000, got 0'] = { torch.ones(3), 0 },
      ['expected a range from min to max, got 2 to 1'] = { torch.ones(3), 2, 2, 1 },
    } do
      assert.error_matches(function() gnuplot.histc(unpack(arguments)) end, expected)
    end
  end)
end)
