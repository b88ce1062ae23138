-- The pages tell the truth. For README.md, CONTRIBUTING.md and docs/*.md:
-- - the ```lua blocks of a page run one after the other, as one program, in a folder of their own
--   that sees examples/; a ```text block after one is what it prints, but for empty lines at the
--   end and for the .0 of Lua 5.4; without a text block it prints nothing
-- - a ```c block is a Lua module, compiled to where the blocks can require it
-- - a ```sh block calls no target of make that there is not
-- - links to files lead somewhere
-- The pages of docs/reference have a spec of their own.
local process = require 'support.process'

local function read(path)
  local file = assert(io.open(path))
  local text = file:read('*a')
  file:close()
  return text
end

local function write(path, text)
  local file = assert(io.open(path, 'wb'))
  file:write(text)
  file:close()
end

-- The blocks of a page: {kind = word behind the fence, line = its number, text = what is in it}.
-- A text block that follows a Lua block belongs to it: {output = text}.
local function blocks_of(page)
  local blocks, open = {}, nil
  local n, between = 0, true -- between: words have come since the last block
  for line in (page .. '\n'):gmatch '(.-)\n' do
    n = n + 1
    local fence = line:match '^```(%a*)%s*$'
    if open and fence == '' then
      open.text = table.concat(open, '\n') .. '\n'
      local last = blocks[#blocks]
      if open.kind == 'text' and last and last.kind == 'lua' and not between then
        last.output = open.text
      else
        blocks[#blocks + 1] = open
      end
      open, between = nil, false
    elseif open then
      open[#open + 1] = line
    elseif fence then
      open = { kind = fence, line = n }
    elseif line:find '%S' then
      between = true
    end
  end
  assert(not open, 'a block that is not closed')
  return blocks
end

-- Print writes whole numbers the same way on every Lua.
local PRINT = 'if math.type then local print_any = print; function print(...) '
  .. 'local n, words = select("#", ...), { ... }; for i = 1, n do '
  .. 'words[i] = tostring(words[i]):gsub("^(-?%d+)%.0$", "%1") end; '
  .. 'print_any(table.unpack(words, 1, n)) end end'

-- The Lua blocks as one program in which each line has the number that it has on the page; before
-- each block it writes a mark.
local function program_of(blocks)
  local lines, n = { PRINT }, 1
  local function add(line)
    n = n + 1
    lines[n] = line
  end
  for _, block in ipairs(blocks) do
    if block.kind == 'lua' then
      while n < block.line - 1 do add '' end
      add(("io.write '\\001%d\\n'"):format(block.line))
      for line in block.text:gmatch '(.-)\n' do add(line) end
    end
  end
  return table.concat(lines, '\n') .. '\n'
end

-- Compiles a Lua module in C into a folder; LD_PRELOAD: the compiler has to do without our
-- sanitizers.
local function compile(text, folder)
  local name = assert(text:match 'luaopen_([%w_]+)', 'no luaopen_ in a C block')
  write(('%s/%s.c'):format(folder, name), text)
  local lua = _G.jit and 'luajit' or 'lua' .. _VERSION:match '[%d.]+'
  local written, status = process.shell(("LD_PRELOAD= cc -std=c11 -O2 -Wall -Wextra -Werror -fPIC "
    .. "-shared %s -Isrc/core $(pkg-config --cflags %s) -o '%s/%s.so' '%s/%s.c' -lm"):format(
    process.shell 'uname' == 'Darwin\n' and '-undefined dynamic_lookup' or '', lua, folder, name,
    folder, name))
  assert(status == 0, written)
end

-- Runs the Lua blocks of a page; returns what each has written, by its line, and an error.
local function run(blocks, page)
  local written, status
  process.in_folder(function(folder)
    for _, block in ipairs(blocks) do
      if block.kind == 'c' then compile(block.text, folder) end
    end
    write(folder .. '/page', program_of(blocks))
    process.shell(("ln -s \"$PWD/examples\" '%s/examples'"):format(folder))
    written, status = process.shell(("cd '%s' && %s %s page"):format(folder,
      process.environment(), process.interpreter()))
  end)
  local outputs = {}
  for line, output in written:gmatch '\1(%d+)\n([^\1]*)' do outputs[tonumber(line)] = output end
  if status ~= 0 then return outputs, page .. ': ' .. written:gsub('\1%d+\n', '') end
  return outputs
end

local function trimmed(text) return (text:gsub('%s+$', '')) end

local pages = { 'README.md', 'CONTRIBUTING.md' }
local list = io.popen 'ls docs/*.md'
for path in list:lines() do pages[#pages + 1] = path end
list:close()

for _, page in ipairs(pages) do
  describe(page, function()
    local blocks = blocks_of(read(page))
    local has_code = false
    for _, block in ipairs(blocks) do has_code = has_code or block.kind == 'lua' end

    if has_code then
      it('runs, and prints what it shows', function()
        local outputs, err = run(blocks, page)
        assert.is_nil(err)
        for _, block in ipairs(blocks) do
          if block.kind == 'lua' then
            local place = ('%s:%d\n'):format(page, block.line)
            local shown, written = block.output or '', outputs[block.line]
            assert.equal(place .. trimmed(shown), place .. trimmed(written))
          end
        end
      end)
    end

    it('links to files that are there', function()
      local folder = page:match '^(.*/)' or ''
      for target in read(page):gmatch '%]%(([^)]*)%)' do
        if not target:find '^%a+:' then
          local file = io.open(folder .. target:gsub('#.*', ''))
          assert.is_truthy(file, target)
          file:close()
        end
      end
    end)

    for _, block in ipairs(blocks) do
      if block.kind == 'sh' then
        it('line ' .. block.line .. ': make has these targets', function()
          local makefile = '\n' .. read 'Makefile'
          for target in ('\n' .. block.text):gmatch '[\n;&] *make ([%w.-]+)' do
            assert.is_truthy(makefile:find('\n[^\n#:=]*%f[%w]' .. target:gsub('%p', '%%%0')
              .. '%f[^%w.-][^\n:]*:'), target)
          end
        end)
      end
    end
  end)
end
