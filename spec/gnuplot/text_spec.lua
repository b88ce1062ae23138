-- Drawings as text, compared with what they should look like.
require 'torch'
local text = require 'gnuplot.text'

-- A drawing without the newline in front of it.
local function picture(lines) return (lines:gsub('^\n', '')) end

local function plot(list, settings, options)
  local drawing = { kind = 'curves', curves = list }
  return text.draw(drawing, settings or {}, options or { width = 24, height = 3 })
end

local function curve(x, y, style, label)
  return { x = x, y = y, style = style or 'lines', label = label }
end

local nan, inf = 0 / 0, 1 / 0

describe('gnuplot.text', function()
  it('draws a curve in braille', function()
    assert.equal(picture [[

             Growth
 20 ┤
    │                   ⢀⡠⠔⠒⠉
 10 ┤              ⣀⡠⠤⠒⠉⠁
    │       ⢀⣀⡠⠤⠒⠊⠉
  0 ┤⠤⠤⠒⠒⠊⠉⠉⠁
    └────────┬──────────────┬
             2              4
               n
     ⠒⠒ squares
]], plot({ curve({ 1, 2, 3, 4 }, { 1, 4, 9, 16 }, 'lines', 'squares') },
      { title = 'Growth', xlabel = 'n' }, { width = 30, height = 5, unicode = true }))
  end)

  it('draws several curves without colours by marks, with a grid', function()
    assert.equal(picture [[

 y
 20 +   .   .   .   .   .   .
    |+       .           ****
 10 +   .   .+  . *******   .
    |     ********  +       .
  0 +*****  .   .   .   .   +
    +--------+--------------+
             2              4
     * a  + b
]], plot({ curve({ 1, 2, 3, 4 }, { 1, 4, 9, 16 }, 'lines', 'a'),
      curve({ 1, 2, 3, 4 }, { 16, 9, 4, 1 }, 'points', 'b') },
      { ylabel = 'y', grid = true }, { width = 30, height = 5 }))
  end)

  it('draws several curves in colours', function()
    local drawn = plot({ curve({ 1, 2, 3, 4 }, { 1, 4, 9, 16 }, 'lines', 'a'),
      curve({ 1, 2, 3, 4 }, { 16, 9, 4, 1 }, 'points', 'b') }, {},
      { width = 30, height = 3, unicode = true, color = true })
    assert.equal(picture([[

 20 ┤<31>⡦<0>                    <34>⣀⣀⠤<0>
 10 ┤       <31>⠠⡦<0>   <34>⣀⣀⡠⠤⠤⠒⠒⠉⠉<0>
  0 ┤<34>⠤⠤⠤⠤⠤⠒⠒⠒⠒⠉⠉⠉<0>   <31>⠺⠂<0>      <31>⢴<0>
    └────────┬──────────────┬
             2              4
     <34>⠒⠒<0> a  <31>⠒⠒<0> b
]]):gsub('<(%d+)>', '\27[%1m'), (drawn:gsub('\n 20 ┤[^\n]*', '%0')))
  end)

  it('draws on logarithmic axes', function()
    assert.equal(picture [[

     |                   ****
 1e4 +              *****
     |         *****
     |    *****
 1e0 +****
     ++--------------+-------
      1             100
]], plot({ curve({ -1, 0, 1, 10, 100, 1000 }, { 1, 1, 1, 1e2, 1e4, 1e6 }) }, { log = 'xy' },
      { width = 30, height = 5 }))
  end)

  it('leaves gaps at nan and infinity, and shows a lonely point', function()
    assert.equal(picture [[

 2.0 +        *    ****
 1.5 +      **
 1.0 +*    *
     +-----------+-----
                 5
]], plot { curve({ 1, 2, 3, 4, 5, 6, 7 }, { 1, nan, 1, 2, inf, 2, 2 }) })
  end)

  it('draws a frame when there is nothing to draw', function()
    local empty = picture [[

 1.0 +
 0.5 +
 0.0 +
     ++-------+-------+
     0.0     0.5    1.0
]]
    assert.equal(empty, plot { curve({}, {}) })
    assert.equal(empty, plot { curve({ nan, inf }, { -inf, nan }) })
  end)

  it('draws a constant', function()
    assert.equal(picture [[

 3.5 +
 3.0 +*****************
 2.5 +
     ++-------+-------+
     1.0     1.5    2.0
]], plot { curve({ 1, 2 }, { 3, 3 }) })
  end)

  it('cuts off what is outside of the axes', function()
    assert.equal(picture [[

  10 +                *
   0 +                *
 -10 +
     ++-------+-------+
     1.5     2.0    2.5
]], plot({ curve({ 1, 2, 3 }, { 0, 1e9, -1e9 }) }, { range = { 1.5, 2.5, -10, 10 } }))
  end)

  it('draws numbers of any size', function()
    for _, y in ipairs { 1e-300, 1e299, 1.7e308, 5e-324, 1e15 } do
      for _, log in ipairs { 'x', 'y', 'xy' } do
        local drawn = plot({ curve({ 1, 2, 3 }, { y, y / 2, -y }) }, { log = log })
        assert.equal(5, select(2, drawn:gsub('\n', '')))
      end
    end
  end)

  it('never writes control characters of labels', function()
    local drawn = plot({ curve({ 1 }, { 1 }, 'lines', 'a\27[31m\n\7') },
      { title = 'b\r\27]0;', xlabel = 'c\0d', ylabel = 'e\194\155f' })
    assert.is_nil(drawn:gsub('\n', ''):find '[%c\155]')
    assert.matches('a %[31m', drawn)
    assert.is_nil(text.caption('title', 'x\27y'):find '%c')
  end)

  it('is no wider than the terminal', function()
    for width = 20, 100, 7 do
      local list = {}
      for i = 1, 9 do list[i] = curve({ 1, 5 }, { i, 1000 * i }, 'linespoints', 'curve ' .. i) end
      for line in plot(list, {}, { width = width }):gmatch '[^\n]+' do
        assert.is_true(#line <= width, ('%d > %d: %s'):format(#line, width, line))
      end
    end
  end)

  it('draws bars', function()
    assert.equal(picture [[

 4 ┤              █████
   │              █████
 2 ┤       █████  █████
 0 ┤█████  █████  █████
   └─────────┬─────────
             2
]], (text.draw({ kind = 'bars', x = { 1, 2, 3 }, y = { 1, 2, 4 }, width = 0.8 }, {},
      { width = 24, height = 4, unicode = true })))
    assert.equal(picture [[

  5 +            ......
    |            ######
    |::::::      ######
  0 +      ######
    |      ######
    |
 -5 +
    +---------+--------
              2
]], text.draw({ kind = 'bars', x = { 1, 2, 3 }, y = { 1, -2, 4 }, width = 1 }, {},
      { width = 24, height = 7 }))
  end)

  it('draws eighths of a cell', function()
    assert.equal(picture [[

 10 ┤               ▂▂
    │             ▆▆██
  5 ┤         ▂▂██████
  0 ┤      ▃▃▃████████
    └─────────┬───────
              5
]], text.draw({ kind = 'bars', x = { 1, 2, 3, 4, 5, 6, 7, 8 }, y = { 0, 0, 0, 1, 3, 5, 7, 8 },
      width = 1 }, {}, { width = 23, height = 4, unicode = true }))
  end)

  it('draws images as shades', function()
    local image = { kind = 'image', rows = { { 0, 1, 2 }, { 3, 4, nan } }, palette = 'gray' }
    assert.equal(picture [[

   six
 ┌──────┐
 │  ░░▒▒│
 │▓▓██??│
 └──────┘
 0 [ ░▒▓█] 4
]], text.draw(image, { title = 'six' }, { width = 24, unicode = true }))
    assert.equal(picture [[

 +------+
 |  ::++|
 |##@@??|
 +------+
 0 [ .:-=+*#%@] 4
]], text.draw(image, {}, { width = 24 }))
    local colored = text.draw(image, {}, { width = 24, color = true })
    assert.matches('|\27%[48;5;232m \27%[48;5;232m ', colored)
    assert.matches('\27%[0m|\n', colored)
  end)

  it('shrinks large images to means', function()
    local rows = {}
    for i = 1, 64 do
      rows[i] = {}
      for k = 1, 64 do rows[i][k] = (k > 32 or (i + k) % 2 == 0) and 1 or 0 end -- half a board
    end
    local drawn = text.draw({ kind = 'image', rows = rows, palette = 'gray' }, {}, { width = 20 })
    assert.equal(8, select(2, drawn:gsub('|[^\n]*|', '')))
    assert.equal(8, select(2, drawn:gsub('|%+%+%+%+%+%+%+%+@@@@@@@@|', '')))
  end)

  it('shows points and surfaces from above', function()
    assert.equal(picture [[

 2 +                  @
 1 +         O
 0 +.
   ++--------+--------+
    0        1        2
    from above, z: . 0 to @ 10
]], (text.draw({ kind = 'points', sets = { { x = { 0, 1, 2, nan }, y = { 0, 1, 2, 1 },
      z = { 0, 5, 10, 3 } } } }, {}, { width = 24, height = 3 })))
    assert.equal(picture [[

  step
 +----+
 |@@@@|
 |    |
 +----+
 0 [ .:-=+*#%@] 9
 from above: x 1 to 2, y 1 to 2
]], (text.draw({ kind = 'surfaces', surfaces = { { x = { 1, 2, 1, 2 }, y = { 1, 1, 2, 2 },
      z = { 0, 0, 9, 9 }, rows = 2, label = 'step' } } }, {}, { width = 24 })))
  end)
end)
