-- README.md tells the truth: each ```lua block runs, and a ```text block right after it is what it
-- prints.

local function read(path)
  local file = assert(io.open(path))
  local text = file:read('*a')
  file:close()
  return text
end

-- The Lua blocks of a page: {line = number, code = text, output = text or nil}.
local function blocks_of(text)
  local blocks, kind, opened, lines = {}, nil, nil, nil
  local n, since = 0, math.huge -- since: lines with words after the last Lua block
  for line in (text .. '\n'):gmatch('(.-)\n') do
    n = n + 1
    local fence = line:match('^```(%a*)%s*$')
    if kind and fence == '' then
      local body = table.concat(lines, '\n') .. '\n'
      if kind == 'lua' then
        blocks[#blocks + 1] = { line = opened, code = body }
        since = 0
      elseif kind == 'text' and since == 0 then
        blocks[#blocks].output = body
        since = math.huge
      end
      kind = nil
    elseif kind then
      lines[#lines + 1] = line
    elseif fence then
      kind, opened, lines = fence, n, {}
    elseif line:find('%S') then
      since = since + 1
    end
  end
  return blocks
end

-- Runs code with a print that is recorded; returns what it printed.
local function run(code, name)
  local printed = {}
  local env = setmetatable({
    print = function(...)
      local words = {}
      for i = 1, select('#', ...) do words[i] = tostring((select(i, ...))) end
      printed[#printed + 1] = table.concat(words, '\t') .. '\n'
    end,
  }, { __index = _G })
  local f
  if setfenv then
    f = setfenv(assert(loadstring(code, name)), env)
  else
    f = assert(load(code, name, 't', env))
  end
  f()
  return table.concat(printed)
end

describe('README.md', function()
  for _, block in ipairs(blocks_of(read('README.md'))) do
    it('line ' .. block.line .. ': the code runs and prints what the page shows', function()
      local printed = run(block.code, '=README.md')
      if block.output then assert.equal(block.output, printed) end
    end)
  end
end)
