-- The pages in docs/reference are those that `make docs` writes, and every public name is on one.

local names = require 'facula.names'
local operations = require 'facula.operations'
local reference = require 'facula.reference'
local help = require 'facula.help'
local paths = require 'paths'

local FOLDER = 'docs/reference'

local function read(path)
  local file = io.open(path)
  if not file then return nil end
  local text = file:read('*a')
  file:close()
  return text
end

describe('docs/reference', function()
  local pages, whole = reference.pages(), {}
  for _, page in ipairs(pages) do whole[#whole + 1] = page.text end
  whole = table.concat(whole, '\n')

  it('is up to date (make docs)', function()
    local known = {}
    for _, page in ipairs(pages) do
      known[page.name] = true
      local text = read(FOLDER .. '/' .. page.name)
      assert.is_truthy(text, page.name .. ' is missing')
      assert.is_true(text == page.text, page.name .. ' is not what make docs writes')
    end
    for name in paths.iterfiles(FOLDER) do assert.is_true(known[name], name) end
  end)

  it('has a heading for every public name that says something of its own', function()
    local headings, missing = {}, {}
    for heading in ('\n' .. whole):gmatch('\n#+ ([%w_.]+)\n') do
      assert.is_nil(headings[heading], heading .. ' stands there twice')
      headings[heading] = true
    end
    for _, item in ipairs(names.all()) do
      local entry = help.entry(item.name)
      if entry and entry.name == item.name and not headings[item.name] then
        missing[#missing + 1] = item.name
      end
    end
    for _, name in ipairs(operations.names()) do
      if not headings['torch.' .. name] then missing[#missing + 1] = name end
    end
    assert.same({}, missing)
  end)

  it('leads from the first page to all of them', function()
    assert.equal('README.md', pages[1].name)
    for i = 2, #pages do
      assert.is_truthy(pages[1].text:find('(' .. pages[i].name .. ')', 1, true), pages[i].name)
    end
  end)
end)
