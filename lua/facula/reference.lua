--- The reference pages, as Markdown: every public name with its call forms, shapes, parameters,
-- errors and examples. Pages are made of what help.entry knows, so they say what `?name` says.
-- `make docs` writes them. Neighbours: help.lua, names.lua; examples.lua has the operations'
-- themes.
-- @module facula.reference

local paths = require 'paths'
local doc = require 'facula.doc'
local examples = require 'facula.examples'
local help = require 'facula.help'
local names = require 'facula.names'
local operations = require 'facula.operations'

local reference = {}

-- --- an entry as Markdown ------------------------------------------------------------------------

-- Text that Markdown would take for something else gets backslashes; code in backquotes stays.
local function escaped(text)
  local parts, at = {}, 1
  text = text:gsub('^[-+#>]', '\\%0')
  repeat
    local first, last = text:find('`[^`]*`', at)
    local plain = text:sub(at, (first or #text + 1) - 1)
    parts[#parts + 1] = plain:gsub('[<*|]', '\\%0'):gsub('%f[%w_]_', '\\_')
    parts[#parts + 1] = first and text:sub(first, last)
    at = (last or #text) + 1
  until not first
  return table.concat(parts)
end

local function add(out, ...)
  for i = 1, select('#', ...) do out[#out + 1] = (select(i, ...)) end
end

-- What is no Lua, such as a scheme of calls, gets no colours.
local function add_code(out, text)
  add(out, (loadstring or load)(text) and '```lua' or '```', text, '```', '')
end

local function add_paragraphs(out, paragraphs)
  for _, paragraph in ipairs(paragraphs) do
    if paragraph.code then
      add_code(out, paragraph.text)
    else
      add(out, escaped(paragraph.text), '')
    end
  end
end

local function quoted(list)
  local parts = {}
  for i, name in ipairs(list) do parts[i] = '`' .. name .. '`' end
  return table.concat(parts, ', ')
end

-- Operations have many short parameters: all in one line.
local function add_params(out, entry)
  if entry.kind == 'operation' then
    local parts = {}
    for i, param in ipairs(entry.params) do parts[i] = quoted(param.names) .. ': ' .. param.text end
    add(out, '- ' .. table.concat(parts, '; '), '- for ' .. entry.types, '')
    return
  end
  for _, param in ipairs(entry.params) do
    local default = param.default and (' (default `%s`)'):format(param.default) or ''
    add(out, '- ' .. quoted(param.names) .. ': ' .. escaped(param.text) .. default)
    for _, field in ipairs(param.fields or {}) do
      add(out, '  - ' .. quoted(field.names) .. ': ' .. escaped(field.text))
    end
  end
  if #entry.params > 0 then add(out, '') end
end

-- Adds an entry under a heading of some level.
local function add_entry(out, entry, level)
  add(out, ('#'):rep(level) .. ' ' .. entry.name, '')
  for _, call in ipairs(entry.calls) do add(out, '    ' .. call) end
  if #entry.calls > 0 then add(out, '') end
  add_paragraphs(out, entry.text)
  add_params(out, entry)
  for _, result in ipairs(entry.returns) do
    add(out, 'Returns ' .. escaped(result.text):gsub('%.$', '') .. '.', '')
  end
  add_paragraphs(out, entry.notes)
  if entry.see then add(out, 'See `' .. entry.see .. '`.', '') end
  for _, example in ipairs(entry.examples) do add_code(out, example.text) end
end

-- --- what is on which page -----------------------------------------------------------------------

-- Classes of torch that have pages of their own.
local CLASS_PAGES = {
  { 'torch-tensors', 'Tensors and storages', { 'torch.Tensor', 'torch.Storage' } },
  { 'torch-files', 'Files',
    { 'torch.DiskFile', 'torch.PipeFile', 'torch.MemoryFile', 'torch.File' } },
  { 'torch-tools', 'Scripts, tests, time and generators',
    { 'torch.CmdLine', 'torch.Tester', 'torch.TestSuite', 'torch.Timer', 'torch.Generator' } },
}

-- The public names of a package by their owner, the class or module that they belong to, or
-- themselves: torch.File.readInt and torch.File under torch.File. In order.
local function by_owner(package_name)
  local groups, order = {}, {}
  for _, item in ipairs(names.of(package_name)) do
    local owner = item.name:match('^[^.]+%.[^.]+') or item.name
    if not groups[owner] then
      groups[owner] = {}
      order[#order + 1] = owner
    end
    table.insert(groups[owner], item)
  end
  return groups, order
end

-- Whether an item is described on its own: not methods that say nothing of their own.
local function own_entry(item)
  local entry = help.entry(item.name)
  return entry and entry.kind ~= 'operation' and entry.name == item.name and entry or nil
end

local function new_page(slug, title, intro)
  return { slug = slug, title = title, intro = intro, names = {}, out = {} }
end

local function add_group(page, group)
  for i, item in ipairs(group) do
    local entry = own_entry(item)
    if entry then
      add_entry(page.out, entry, i == 1 and 2 or 3)
      if i == 1 then page.names[#page.names + 1] = item.name end
    end
  end
end

local function operation_pages(pages)
  for _, theme in ipairs(examples.themes) do
    local page = new_page('torch-' .. theme.slug, theme.title,
      '`[x]` may be left out; a result in brackets in front is made anew when it is left out.')
    for _, pair in ipairs(theme) do
      add_entry(page.out, operations.entry(pair[1]), 2)
      page.names[#page.names + 1] = 'torch.' .. pair[1]
    end
    pages[#pages + 1] = page
  end
end

local function torch_pages(pages)
  local groups, order = by_owner 'torch'
  for _, row in ipairs(CLASS_PAGES) do
    local page = new_page(row[1], row[2])
    for _, class in ipairs(row[3]) do
      add_group(page, groups[class])
      groups[class] = nil
    end
    pages[#pages + 1] = page
  end
  local page = new_page('torch', 'Functions of torch')
  for _, owner in ipairs(order) do
    if groups[owner] then add_group(page, groups[owner]) end
  end
  pages[#pages + 1] = page
  operation_pages(pages)
end

-- The families of a package, from its contents page, init.lua: a comment such as `-- Pooling` below
-- an empty line is a title, and the names in the code below it are the family.
local function families_of(package_name)
  local families, family, above = {}, nil, nil
  for line in io.lines(doc.find(package_name)) do
    local title = above == '' and line:match('^%-%- (%u.*[^.])$')
    if title then
      family = { title = title }
      families[#families + 1] = family
    elseif family and not line:find('^%-%-') then
      for word in line:gmatch('[%w_]+') do family[#family + 1] = package_name .. '.' .. word end
    end
    above = line
  end
  return families
end

-- 'The base class; of layers' -> 'base-class'
local function slug_of(title)
  return (title:lower():gsub('[,;:].*$', ''):gsub('^the ', ''):gsub('%W+', '-'))
end

local function nn_pages(pages)
  local groups, order = by_owner 'nn'
  local first = #pages + 1
  for _, family in ipairs(families_of 'nn') do
    local page = new_page('nn-' .. slug_of(family.title), 'nn: ' .. family.title)
    for _, owner in ipairs(family) do
      if groups[owner] then add_group(page, groups[owner]) end
      groups[owner] = nil
    end
    if #page.names > 0 then pages[#pages + 1] = page end
  end
  local page = new_page('nn', 'nn: functions')
  for _, owner in ipairs(order) do
    if groups[owner] then add_group(page, groups[owner]) end
  end
  table.insert(pages, first, page)
end

local function package_page(pages, package_name)
  local groups, order = by_owner(package_name)
  local page = new_page(package_name, package_name)
  for _, owner in ipairs(order) do add_group(page, groups[owner]) end
  if #page.names > 0 then pages[#pages + 1] = page end
end

local function facula_pages(pages)
  for _, module in ipairs(names.modules()) do
    local page = new_page(module:gsub('%.', '-'), module,
      ("The examples begin with `local %s = require '%s'`."):format(module:match('[^.]+$'), module))
    add_group(page, names.of(module))
    pages[#pages + 1] = page
  end
end

local PACKAGE_PAGES = { torch = torch_pages, nn = nn_pages }

local function text_of(page)
  local out = { '# ' .. page.title, '' }
  if page.intro then add(out, page.intro, '') end
  for _, line in ipairs(page.out) do out[#out + 1] = line end
  return table.concat(out, '\n')
end

local function index_of(pages)
  local out = { '# Reference', '',
    'Made by `make docs` from the rows of the operations in `src/torch` and the comments in `lua`;',
    'the same is shown at the prompt by `?torch.add` or `?nn.Linear`. The specs run the examples:',
    '`-->` shows what a line gives.', '' }
  for _, page in ipairs(pages) do
    local links = {}
    for i, name in ipairs(page.names) do
      links[i] = ('[%s](%s.md#%s)'):format(name, page.slug, name:lower():gsub('%.', ''))
    end
    add(out, ('## [%s](%s.md)'):format(page.title, page.slug), '', table.concat(links, ', '), '')
  end
  return table.concat(out, '\n')
end

--- All pages.
-- @return a list of {name =, text =}: the name of a file and the Markdown in it, README.md first
-- @usage reference.pages()[1].name  --> README.md
function reference.pages()
  local pages = {}
  for _, package_name in ipairs(names.packages) do
    (PACKAGE_PAGES[package_name] or package_page)(pages, package_name)
  end
  facula_pages(pages)
  local list = { { name = 'README.md', text = index_of(pages) } }
  for _, page in ipairs(pages) do
    list[#list + 1] = { name = page.slug .. '.md', text = text_of(page) }
  end
  return list
end

--- Writes all pages; other Markdown files in the folder are removed.
-- @param folder where to
-- @usage local folder = os.tmpname() .. '.d'
--   paths.mkdir(folder)
--   reference.write(folder)
--   paths.filep(folder .. '/optim.md'), paths.rmall(folder, 'yes')  --> true, true
function reference.write(folder)
  local keep = {}
  for _, page in ipairs(reference.pages()) do
    local file = assert(io.open(folder .. '/' .. page.name, 'w'))
    file:write(page.text)
    file:close()
    keep[page.name] = true
  end
  for name in paths.iterfiles(folder) do
    if name:find('%.md$') and not keep[name] then os.remove(folder .. '/' .. name) end
  end
end

return reference
