--- A canvas of character cells: dots and lines, in braille patterns of 2x4 dots per cell or, where
-- the terminal has no Unicode or no colours to tell curves apart, one mark per cell.
-- Neighbours: text.lua draws on it; knows nothing of figures.
-- @module gnuplot.canvas

local Canvas = {}
Canvas.__index = Canvas

local canvas = {}

-- What each dot of a cell adds to the code U+2800 of the empty braille pattern, by row and column.
local BRAILLE = { { 1, 8 }, { 2, 16 }, { 4, 32 }, { 64, 128 } }

--- A new canvas.
-- @param columns, rows its size in cells
-- @param fine true for braille dots
-- @return a canvas; width and height are its size in dots, (0, 0) is the dot at the left on top
function canvas.new(columns, rows, fine)
  local cells = {}
  for row = 1, rows do cells[row] = {} end
  return setmetatable({
    columns = columns, rows = rows, cells = cells, fine = fine,
    width = fine and 2 * columns or columns, height = fine and 4 * rows or rows,
  }, Canvas)
end

--- Puts a glyph into a cell, over whatever is there.
-- @param row, column the cell, from 1; cells outside are left out
-- @param glyph a character
-- @param[opt] color the number of an ANSI colour
function Canvas:put(row, column, glyph, color)
  if self.cells[row] and column >= 1 and column <= self.columns then
    self.cells[row][column] = { glyph = glyph, color = color }
  end
end

--- Draws a dot.
-- @param x, y place in dots, whole numbers
-- @param ink table: glyph (for a coarse canvas), color
function Canvas:dot(x, y, ink)
  if x < 0 or y < 0 or x >= self.width or y >= self.height then return end
  if not self.fine then return self:put(y + 1, x + 1, ink.glyph, ink.color) end
  local row, column = self.cells[math.floor(y / 4) + 1], math.floor(x / 2) + 1
  local cell = row[column]
  if not cell or not cell.dots then
    cell = { dots = 0 }
    row[column] = cell
  end
  local bit = BRAILLE[y % 4 + 1][x % 2 + 1]
  if cell.dots % (2 * bit) < bit then cell.dots = cell.dots + bit end
  cell.color = ink.color
end

-- The part of a line inside of the canvas; nil if there is none.
-- Y.-D. Liang and B. Barsky, A New Concept and Method for Line Clipping, ACM TOG 3(1), 1984.
local function clipped(x0, y0, x1, y1, right, bottom)
  local from, to = 0, 1
  local function cut(delta, room)
    if delta == 0 then return room >= 0 end
    local t = room / delta
    if delta < 0 then from = math.max(from, t) else to = math.min(to, t) end
    return from <= to
  end
  local dx, dy = x1 - x0, y1 - y0
  if cut(-dx, x0) and cut(dx, right - x0) and cut(-dy, y0) and cut(dy, bottom - y0) then
    return x0 + from * dx, y0 + from * dy, x0 + to * dx, y0 + to * dy
  end
end

--- Draws a line between two places in dots, which need be neither whole nor on the canvas.
function Canvas:line(x0, y0, x1, y1, ink)
  x0, y0, x1, y1 = clipped(x0, y0, x1, y1, self.width - 1, self.height - 1)
  if not x0 then return end
  local steps = math.max(1, math.ceil(math.max(math.abs(x1 - x0), math.abs(y1 - y0)) - 1e-9))
  for i = 0, steps do
    local part = i / steps
    self:dot(math.floor(x0 + part * (x1 - x0) + 0.5), math.floor(y0 + part * (y1 - y0) + 0.5), ink)
  end
end

--- The character in a cell and its colour; nil when nothing was drawn there.
function Canvas:glyph(row, column)
  local cell = self.cells[row][column]
  if not cell then return nil end
  if not cell.dots then return cell.glyph, cell.color end
  return string.char(0xE2, 0xA0 + math.floor(cell.dots / 64), 0x80 + cell.dots % 64), cell.color
end

return canvas
