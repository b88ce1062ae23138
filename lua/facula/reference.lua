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

local function add_code(out, text, language)
  add(out, '```' .. language, text, '```', '')
end

-- Lua, if it is: comments have schemes of calls, too.
local function language_of(text)
  return (loadstring or load)(text) and 'lua' or ''
end

local function add_paragraphs(out, paragraphs)
  for _, paragraph in ipairs(paragraphs) do
    if paragraph.code then
      add_code(out, paragraph.text, language_of(paragraph.text))
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
  if entry.taken and entry.taken.params then return end
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
  for _, result in ipairs(entry.taken and entry.taken.returns and {} or entry.returns) do
    add(out, 'Returns ' .. escaped(result.text):gsub('%.$', '') .. '.', '')
  end
  add_paragraphs(out, entry.notes)
  if entry.see then
    add(out, ('See [%s](#%s).'):format(entry.see, entry.see:lower():gsub('%.', '')), '')
  end
  for _, example in ipairs(entry.examples) do add_code(out, example.text, 'lua') end
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

-- A page of a section of the index, where its link has that title.
local function new_page(section, slug, title)
  return { section = section, slug = slug, title = title, names = {}, out = {} }
end

local function add_title(page, title) add(page.out, '# ' .. title, '') end

local function add_group(page, group)
  for i, item in ipairs(group) do
    local entry = own_entry(item)
    if entry then
      add_entry(page.out, entry, i == 1 and 2 or 3)
      if i == 1 then page.names[#page.names + 1] = item.name end
    end
  end
end

-- A page that begins with the entry of its package or module.
local function module_page(section, module, title)
  local page = new_page(section, module:gsub('%.', '-'), title or module)
  add_entry(page.out, help.entry(module), 1)
  return page
end

local function operation_pages(pages)
  for _, theme in ipairs(examples.themes) do
    local page = new_page('torch', 'torch-' .. theme.slug, theme.title)
    add_title(page, theme.title)
    add(page.out,
      '`[x]` may be left out; a result in brackets in front is made anew when it is left out.', '')
    for _, pair in ipairs(theme) do
      add_entry(page.out, operations.entry(pair[1]), 2)
      page.names[#page.names + 1] = 'torch.' .. pair[1]
    end
    pages[#pages + 1] = page
  end
end

-- The page of a package: all groups, in order, but for those that are not there any more.
local function package_page(section, package_name, groups, order, title)
  local page = module_page(section, package_name, title)
  groups[package_name] = nil
  for _, owner in ipairs(order) do
    if groups[owner] then add_group(page, groups[owner]) end
  end
  return page
end

local function torch_pages(pages)
  local groups, order = by_owner 'torch'
  for _, row in ipairs(CLASS_PAGES) do
    local page = new_page('torch', row[1], row[2])
    add_title(page, row[2])
    for _, class in ipairs(row[3]) do
      add_group(page, groups[class])
      groups[class] = nil
    end
    pages[#pages + 1] = page
  end
  operation_pages(pages)
  local title = 'Saving and loading, classes, settings'
  pages[#pages + 1] = package_page('torch', 'torch', groups, order, title)
end

-- The families of a package, from its contents page, init.lua: a comment such as `-- Pooling` below
-- an empty line is a title, up to a semicolon, and the names in the code below it are the family.
-- Functions with doc comments end the contents.
local function families_of(package_name)
  local families, family, above = {}, nil, nil
  for line in io.lines(doc.find(package_name)) do
    if line:find '^%-%-%- ' then break end
    local title = above == '' and line:match('^%-%- (%u.*[^.])$')
    if title then
      family = { title = title:match '^[^;]+' }
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
    local page = new_page('nn', 'nn-' .. slug_of(family.title), family.title)
    add_title(page, 'nn: ' .. family.title)
    for _, owner in ipairs(family) do
      if groups[owner] then add_group(page, groups[owner]) end
      groups[owner] = nil
    end
    if #page.names > 0 then pages[#pages + 1] = page end
  end
  table.insert(pages, first, package_page('nn', 'nn', groups, order, 'The package'))
end

local function facula_pages(pages)
  for _, module in ipairs(names.modules()) do
    local page = module_page('facula', module)
    page.summary = help.entry(module).text[1].text:match '^(.-%.)%f[%s%z]'
    add(page.out, ("The examples begin with `local %s = require '%s'`."):format(
      module:match '[^.]+$', module), '')
    for i, item in ipairs(names.of(module)) do
      local entry = i > 1 and own_entry(item)
      if entry then add_entry(page.out, entry, names.class(item.class or '') and 3 or 2) end
    end
    pages[#pages + 1] = page
  end
end

-- The sections of the index: what is in them, and their packages, one page each if there is no
-- function for it.
local SECTIONS = {
  { 'torch', 'Tensors: torch', write = torch_pages },
  { 'nn', 'Neural networks: nn', write = nn_pages },
  { 'facula', 'Training and data: facula', write = facula_pages },
  { 'optim', 'Optimization: optim', 'optim' },
  { 'pictures', 'Pictures and plots: image, gnuplot', 'image', 'gnuplot' },
  { 'companions', 'Files, shell and programs: paths, sys, xlua', 'paths', 'sys', 'xlua' },
}

local function add_section(pages, section)
  if section.write then section.write(pages) end
  for i = 3, #section do
    local groups, order = by_owner(section[i])
    if order[1] then
      pages[#pages + 1] = package_page(section[1], section[i], groups, order)
    end
  end
end

-- A line of the index: what is on a page, by its names without that of the package, or in a
-- sentence.
local function index_line(page)
  local links = {}
  for i, name in ipairs(page.names) do
    links[i] = ('[%s](%s.md#%s)'):format(escaped(name:match '%.(.*)$'), page.slug,
      name:lower():gsub('%.', ''))
  end
  return ('- **[%s](%s.md)**: %s'):format(page.title, page.slug,
    page.summary and escaped(page.summary) or table.concat(links, ', '))
end

local function index_of(pages)
  local out = { '# Reference', '',
    'Made by `make docs` from the rows of the operations in `src/torch` and the comments in `lua`;',
    'the same is shown at the prompt by `?torch.add` or `?nn.Linear`. The specs run the examples:',
    '`-->` shows what a line gives.', '' }
  for _, section in ipairs(SECTIONS) do
    add(out, '## ' .. section[2], '')
    for _, page in ipairs(pages) do
      if page.section == section[1] then add(out, index_line(page)) end
    end
    add(out, '')
  end
  return table.concat(out, '\n')
end

--- All pages.
-- @return a list of {name =, text =}: the name of a file and the Markdown in it, README.md first
-- @usage reference.pages()[1].name  --> README.md
function reference.pages()
  local pages = {}
  for _, section in ipairs(SECTIONS) do add_section(pages, section) end
  local list = { { name = 'README.md', text = index_of(pages) } }
  for _, page in ipairs(pages) do
    list[#list + 1] = { name = page.slug .. '.md', text = table.concat(page.out, '\n') }
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
