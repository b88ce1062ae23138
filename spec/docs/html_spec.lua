-- The HTML of the manual and the reference: every page is there and its links lead somewhere.

local paths = require 'paths'
local process = require 'support.process'

local function read(path)
  local file = assert(io.open(path))
  local text = file:read('*a')
  file:close()
  return text
end

-- All HTML files below a folder, by their path.
local function pages_in(folder, pages)
  for name in paths.iterfiles(folder) do
    pages[folder .. '/' .. name] = read(folder .. '/' .. name)
  end
  for name in paths.iterdirs(folder) do pages_in(folder .. '/' .. name, pages) end
  return pages
end

describe('make docs', function()
  it('writes pages whose links lead to pages and headings', function()
    if not paths.findprogram('cmark-gfm') then return pending('cmark-gfm is not installed') end
    process.in_folder(function(folder)
      local said, status = process.run('docs/html.lua ' .. folder)
      assert.equal(0, status, said)
      local pages = pages_in(folder, {})
      assert.is_truthy(pages[folder .. '/index.html']:find('<h1', 1, true))
      assert.is_truthy(pages[folder .. '/docs/reference/nn-layers-with-parameters.html']
        :find('id="nnlinear"', 1, true))
      local broken = {}
      for path, html in pairs(pages) do
        for link in html:gmatch('href="([^"]*)"') do
          local target, place = link:match('^([^#]*)#?(.*)$')
          if not target:find('^%a+:') then
            target = target == '' and path or paths.concat(paths.dirname(path), target)
            local found = pages[target]
            if not found or (place ~= '' and not found:find(' id="' .. place .. '"', 1, true)) then
              broken[#broken + 1] = path .. ': ' .. link
            end
          end
        end
      end
      assert.same({}, broken)
    end)
  end)

  it('says what is missing where cmark-gfm is', function()
    process.in_folder(function(folder)
      local interpreter = process.interpreter()
      if not interpreter:find '/' then interpreter = paths.findprogram(interpreter) end
      local said, status = process.shell(process.environment()
        .. ("PATH='%s' '%s' docs/html.lua '%s'"):format(folder, interpreter, folder))
      assert.equal(0, status)
      assert.is_truthy(said:find('HTML needs cmark-gfm', 1, true))
    end)
  end)
end)
