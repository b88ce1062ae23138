--- Help on a name: what `?torch.add` and `?nn.Linear` say at the prompt, and the entries of the
-- reference pages. Operations are described by their rows in C, all else by doc comments.
-- Neighbours: operations.lua and doc.lua read these; names.lua lists the public names;
-- reference.lua makes pages.
-- @module facula.help

local doc = require 'facula.doc'
local names = require 'facula.names'
local operations = require 'facula.operations'

local help = {}

local WIDTH = 80

-- --- finding the comment of a name ---------------------------------------------------------------

local indices = {} -- package -> {comments = name -> list, modules = set}

-- Adds the doc comments of a file.
local function add_module(index, module)
  index.modules[module] = true
  local path = doc.find(module)
  for _, entry in ipairs(path and doc.read(path) or {}) do
    local name = entry.top and (entry.module or entry.name or module) or entry.name
    if name then
      entry.from = module
      index.comments[name] = index.comments[name] or {}
      table.insert(index.comments[name], entry)
    end
  end
end

-- The doc comments of that name in the files of its package that are loaded so far.
local function comments_named(name)
  local package_name = name:match('^[^.]+')
  local index = indices[package_name]
  if not index then
    index = { comments = {}, modules = {} }
    indices[package_name] = index
    if package_name == 'torch' then add_module(index, 'facula.native') end
  end
  if not index.comments[name] then
    for module in pairs(package.loaded) do
      if not index.modules[module] and module:find('^' .. package_name .. '%f[.%z]') then
        add_module(index, module)
      end
    end
  end
  return index.comments[name] or {}
end

-- The comments of a value that is no function: by its name, or in the file of its module.
local function comments_of_value(name)
  local found = comments_named(name)
  if #found > 0 then return found end
  local module, key = name:match('^(.*)%.([^.]+)$')
  local path = module and doc.find(module)
  for _, entry in ipairs(path and doc.read(path) or {}) do
    if not entry.top and (entry.name or ''):match('%.([^.]+)$') == key then return { entry } end
  end
  return {}
end

-- The comments that describe a Lua function: the one above its code; where something else made it,
-- the one in that file whose name ends alike; and the file's own if the file is for this function.
local function comments_of_function(name, f)
  local found, key = {}, name:match('[^.]+$')
  local above, path = doc.above(f)
  for _, entry in ipairs(path and doc.read(path) or {}) do
    local is_above = entry == above
    local is_named = not above and not entry.top and (entry.name or ''):match('[^.]+$') == key
    if is_above or is_named or (entry.top and entry.name == name) then found[#found + 1] = entry end
  end
  return found
end

-- The comments of a method: of its class or the nearest parent that has one.
local function comments_of_method(mt, class, key)
  while mt do
    local found = comments_named(class .. '.' .. key)
    if #found > 0 then return found, class end
    if type(rawget(mt, key)) == 'function' then
      found = comments_of_function(class .. '.' .. key, mt[key])
      if #found > 0 then return found, class end
    end
    mt = names.parent(mt)
    if mt then class = select(2, names.class(mt.__typename)) end
  end
  return {}, class
end

-- --- from comments to entries --------------------------------------------------------------------

-- The names of a function's arguments: those in the code, or of the parameters that the comment
-- tells of where the code has `...` for them, or is not there.
local function arguments_of(comment)
  local list, told = {}, {}
  for _, param in ipairs(comment.params) do
    for _, name in ipairs(param.names) do
      told[#told + 1] = name
      told[name] = true
    end
  end
  for name in (comment.arguments or ''):gmatch('[%w_.]+') do
    list[#list + 1] = name:gsub('^_', '')
  end
  local is_open = not comment.arguments or list[1] == '...' and not told['...']
  return is_open and told[1] and told or list
end

-- The call form of a function: its name and arguments, those that may be left out in brackets.
local function call_of(name, comment)
  local optional = { ['...'] = false }
  for _, param in ipairs(comment.params) do
    local is_optional = param.optional or param.text:find '%f[%w]default%f[%W]' ~= nil
    for _, key in ipairs(param.names) do
      if optional[key] == nil then optional[key] = is_optional end
    end
  end
  local list = arguments_of(comment)
  local first = 1 -- that must be given; those in front have brackets of their own
  while optional[list[first]] do first = first + 1 end
  local call, open = '', 0
  for i, argument in ipairs(list) do
    local separator = i == 1 and '' or ', '
    if i < first and list[first] then
      call = call .. '[' .. argument .. ',] '
    elseif optional[argument] then
      call, open = call .. '[' .. separator .. argument, open + 1
    else
      call, open = call .. (']'):rep(open) .. (i == first and '' or separator) .. argument, 0
    end
  end
  return name .. '(' .. call .. (']'):rep(open) .. ')'
end

-- Joins the comments of one thing, in their order, to an entry.
local function join(name, kind, comments, calls)
  local entry = { name = name, kind = kind, calls = calls or {}, text = {}, params = {},
    returns = {}, notes = {}, examples = {} }
  for _, comment in ipairs(comments) do
    local text = entry.params[1] and entry.notes or entry.text
    for _, paragraph in ipairs(comment.text) do text[#text + 1] = paragraph end
    for _, list in ipairs { 'params', 'returns', 'notes', 'examples' } do
      for _, item in ipairs(comment[list]) do table.insert(entry[list], item) end
    end
    entry.see, entry.from = entry.see or comment.see, entry.from or comment.from
    if not calls then
      for _, call in ipairs(comment.calls or {}) do entry.calls[#entry.calls + 1] = call end
      if comment.arguments and #entry.calls == 0 then entry.calls[1] = call_of(name, comment) end
    end
    entry.arguments = entry.arguments or comment.arguments or comment.calls and comment.calls[1]
  end
  return #comments > 0 and entry or nil
end

local function method_entry(class_name, key)
  local mt, class = names.class(class_name)
  local comments, owner = comments_of_method(mt, class, key)
  local first = comments[1]
  local calls
  if first and not first.calls and first.arguments then
    calls = { call_of(owner .. (first.is_method and ':' or '.') .. key, first) }
  end
  return join(owner .. '.' .. key, 'method', comments, calls)
end

-- Parameters of a class's constructor, as far as their names are wanted; takes those names out.
local function params_of(class, wanted)
  local list = {}
  for _, comment in ipairs(comments_named(class .. '.__init')) do
    for _, param in ipairs(comment.params) do
      local first = param.names[1]
      if wanted[first] then list[#list + 1] = param end
      for _, name in ipairs(param.names) do wanted[name] = nil end
    end
  end
  return list
end

-- Puts the descriptions in place that a class leaves to others: those of `@param a, b as for
-- SpatialConvolution`, and those of arguments in the call form that only a parent describes.
local function complete_params(entry, mt, call)
  local wanted, params = {}, {}
  for name in (call:match('%((.*)%)') or ''):gmatch('[%a_][%w_]*') do wanted[name] = true end
  for _, param in ipairs(entry.params) do
    local other = param.text:match('^as for ([%w_.]+)%.?$')
    if other and names.class('nn.' .. other) then other = 'nn.' .. other end
    local found = other and names.class(other) and params_of(other, wanted) or { param }
    for _, item in ipairs(found) do params[#params + 1] = item end
    for _, name in ipairs(param.names) do wanted[name] = nil end
  end
  local parent = names.parent(mt)
  while parent do
    for _, param in ipairs(params_of(parent.__typename, wanted)) do params[#params + 1] = param end
    parent = names.parent(parent)
  end
  entry.params = params
end

local function class_entry(name)
  local mt, class = names.class(name)
  local comments = {}
  for _, comment in ipairs(comments_named(class)) do comments[#comments + 1] = comment end
  local init = comments_named(class .. '.__init')
  if #init == 0 and rawget(mt, '__init') then init = { (doc.above(mt.__init)) } end
  local told = comments[1] and comments[1].calls
  for _, comment in ipairs(init) do comments[#comments + 1] = comment end
  local calls = told
    or init[1] and init[1].arguments and { call_of(class, init[1]) }
    or mt.__init and not rawget(mt, '__init') and { class .. '()' } or nil
  local entry = join(class, 'class', comments, calls)
  if not entry then return nil end
  if entry.calls[1] then complete_params(entry, mt, entry.calls[1]) end
  entry.arguments = init[1] and init[1].arguments or entry.calls[1]
  entry.methods = {}
  for _, item in ipairs(names.methods(class)) do
    if #comments_named(item.name) > 0 then entry.methods[#entry.methods + 1] = item.key end
  end
  return entry
end

-- Parameters and results that a function's comment does not tell are those of the function to see.
-- Without a call form in comment or code the parameters are it.
local function complete_function(entry)
  entry.taken = {}
  local other = entry.see and help.entry(entry.see)
  for _, list in ipairs { 'params', 'returns' } do
    if other and #entry[list] == 0 then entry[list], entry.taken[list] = other[list], true end
  end
  local is_bare = #entry.calls == 0 or entry.calls[1] == entry.name .. '(...)'
  if is_bare then entry.calls = { call_of(entry.name, entry) } end
  return entry
end

-- A method of the objects that a module makes, which are of no class: facula.trainer.Trainer.run.
local function object_method_entry(name)
  local module, method = name:match('^(facula%.[%w_]+)%.(%u%w*%.[%w_]+)$')
  for _, comment in ipairs(module and doc.read(doc.find(module) or '') or {}) do
    if comment.is_method and comment.name == method then
      return join(name, 'method', { comment }, { call_of(method:gsub('%.', ':'), comment) })
    end
  end
  return nil
end

-- The documented methods of what a module of facula makes, such as Trainer:run.
local function methods_in(module)
  local list = {}
  for _, item in ipairs(module:find '^facula%.' and names.of(module) or {}) do
    if item.kind == 'method' and help.entry(item.name) then
      list[#list + 1] = item.name:match '(%u%w*)%.[%w_]+$' .. ':' .. item.key
    end
  end
  return list
end

local function module_entry(name, contents)
  local entry = join(name, 'module', comments_named(name), {})
  if not entry then return nil end
  entry.contents = {}
  for key, value in pairs(contents) do
    if type(key) == 'string' and not key:find('^_') and type(value) == 'function' then
      table.insert(entry.contents, key)
    end
  end
  table.sort(entry.contents)
  entry.methods = methods_in(name)
  return entry
end

-- The public value of a name: kind, value, and for methods their class and key.
local function resolve(name)
  local root = name:match('^facula%.[%w_]+') or name:match('^[^.]+')
  local value = root and (names.load(root) or rawget(_G, root))
  if names.class(name) then return 'class' end
  local owner, key = name:match('^(.*)%.([^.]+)$')
  local mt = owner and names.class(owner)
  if mt then return mt[key] ~= nil and 'method' or nil, mt[key], owner, key end
  if not value then return nil end
  for part in name:sub(#root + 2):gmatch('[^.]+') do
    if type(value) ~= 'table' then return nil end
    value = value[part]
  end
  if type(value) == 'function' then return 'function', value end
  if type(value) == 'table' and doc.find(name) then return 'module', value end
  return 'value', value
end

--- What is known of a public name.
-- @param name such as 'torch.add', 'nn.Linear', 'nn.Module.getParameters' or 'facula.data'
-- @return a table: name, kind ('operation', 'class', 'method', 'function', 'module' or 'value'),
--   calls (a list of call forms), and text, params, returns, notes and examples as doc.parse has
--   them; types of operations; methods of classes, contents of modules; see, another name, and
--   taken, which of params and returns are that one's. nil if there is nothing.
-- @usage help.entry('nn.Linear').calls[1] --> nn.Linear(inputSize, outputSize[, bias])
function help.entry(name)
  name = name:gsub(':', '.')
  local operation = name:match('^torch%.%a*Tensor%.(.+)$') or name:match('^torch%.(.+)$') or name
  local entry = not operation:find '%.' and operations.entry(operation)
  if entry then return entry end
  local kind, value, class, key = resolve(name)
  if kind == 'class' then return class_entry(name) end
  if kind == 'method' then return method_entry(class, key) end
  if kind == 'module' then return module_entry(name, value) end
  if kind == 'value' then return join(name, kind, comments_of_value(name), {}) end
  if kind == 'function' then
    local comments = comments_of_function(name, value)
    if #comments == 0 then comments = comments_named(name) end
    local found = join(name, kind, comments)
    return found and complete_function(found)
  end
  return object_method_entry(name)
end

-- --- names that are nearly right -----------------------------------------------------------------

-- How many letters must be changed, added or left out to make b of a (V. I. Levenshtein, 1966).
local function distance(a, b)
  local row = {}
  for j = 0, #b do row[j] = j end
  for i = 1, #a do
    local diagonal = row[0]
    row[0] = i
    for j = 1, #b do
      local change = a:byte(i) == b:byte(j) and 0 or 1
      diagonal, row[j] = row[j], math.min(row[j] + 1, row[j - 1] + 1, diagonal + change)
    end
  end
  return row[#b]
end

local MOST_SUGGESTIONS = 4

--- Public names that are like one that is not known.
-- @param name as somebody wrote it
-- @return a list of at most four names, the nearest first; equal but for the package comes first
-- @usage help.near('nn.Liner')[1] --> nn.Linear
function help.near(name)
  local wanted = name:lower():gsub(':', '.')
  local most = math.max(1, math.floor(#wanted / 4))
  local has_package = wanted:find('%.')
  local found, seen = {}, {}
  if #wanted < 2 then return found end
  local function consider(candidate)
    local text = candidate:lower()
    if not has_package then text = text:match('[^.]+$') end
    if seen[candidate] or math.abs(#text - #wanted) > most then return end
    local d = distance(text, wanted)
    if d <= most then
      seen[candidate] = true
      found[#found + 1] = { candidate, d }
    end
  end
  for _, operation in ipairs(operations.names()) do consider('torch.' .. operation) end
  for _, item in ipairs(names.all()) do consider(item.name) end
  table.sort(found, function(a, b)
    if a[2] ~= b[2] then return a[2] < b[2] end
    if #a[1] ~= #b[1] then return #a[1] < #b[1] end
    return a[1] < b[1]
  end)
  local list = {}
  for i = 1, math.min(MOST_SUGGESTIONS, #found) do list[i] = found[i][1] end
  return list, found[1] and found[1][2]
end

-- --- text for the prompt -------------------------------------------------------------------------

-- Adds a text to the lines, wrapped; first: what stands in front of it.
local function wrap(lines, text, first, indent)
  local line = first
  for word in text:gmatch('%S+') do
    if #line + 1 + #word > WIDTH and line:find('%S') then
      lines[#lines + 1] = line
      line = indent .. word
    else
      line = line .. ((line == first or line:find('^%s*$')) and '' or ' ') .. word
    end
  end
  lines[#lines + 1] = line
end

local function add_paragraphs(lines, paragraphs)
  for _, paragraph in ipairs(paragraphs) do
    if paragraph.code then
      for line in paragraph.text:gmatch('[^\n]+') do lines[#lines + 1] = '  ' .. line end
    else
      wrap(lines, paragraph.text, '', '')
    end
  end
end

-- Operations have many short parameters: all in one line.
local function add_params(lines, entry)
  if entry.kind == 'operation' then
    local parts = {}
    for i, param in ipairs(entry.params) do
      parts[i] = table.concat(param.names, ', ') .. ': ' .. param.text
    end
    if #parts > 0 then wrap(lines, table.concat(parts, '; '), '  ', '  ') end
    lines[#lines + 1] = 'for ' .. entry.types
    return
  end
  for _, param in ipairs(entry.params) do
    local default = param.default and (' (default %s)'):format(param.default) or ''
    wrap(lines, param.text .. default, '  ' .. table.concat(param.names, ', ') .. '  ', '      ')
    for _, field in ipairs(param.fields or {}) do
      wrap(lines, field.text, '      ' .. table.concat(field.names, ', ') .. '  ', '          ')
    end
  end
end

--- An entry as text of at most 80 columns.
-- @param entry as from help.entry
-- @return the text: call forms, what it does, parameters, result, an example
-- @usage print(help.text(help.entry 'nn.Linear'))
function help.text(entry)
  local lines = {}
  for _, call in ipairs(entry.calls) do wrap(lines, call, '', '    ') end
  if #entry.calls == 0 then lines[1] = entry.name end
  add_paragraphs(lines, entry.text)
  add_params(lines, entry)
  for _, result in ipairs(entry.returns) do wrap(lines, result.text, 'returns ', '  ') end
  add_paragraphs(lines, entry.notes)
  if entry.see then lines[#lines + 1] = 'see ' .. entry.see end
  if entry.contents and #entry.contents > 0 then
    wrap(lines, table.concat(entry.contents, ', '), 'functions: ', '  ')
  end
  if entry.methods and #entry.methods > 0 then
    wrap(lines, table.concat(entry.methods, ', '), 'methods: ', '  ')
  end
  if #entry.examples > 0 then lines[#lines + 1] = 'example' .. (entry.examples[2] and 's' or '') end
  if #entry.examples > 0 and entry.name:find '^facula%.' then
    local module = entry.name:match '^facula%.%l[%w_]*' or entry.from
    lines[#lines + 1] = ("  local %s = require '%s'"):format(module:match('[^.]+$'), module)
  end
  for _, example in ipairs(entry.examples) do
    for line in example.text:gmatch('[^\n]+') do lines[#lines + 1] = '  ' .. line end
  end
  return table.concat(lines, '\n')
end

--- What is known of a name, as text for the prompt.
-- @param name such as 'add', 'torch.add', 'nn.Linear', 'nn.Module:getParameters', 'facula.data';
--   the package may be left out
-- @return the text; for an unknown name one that suggests others, or nil if none is near or the
--   name is that of a global variable
-- @usage print(help.about 'torch.add')
function help.about(name)
  local entry = help.entry(name)
  if entry then return help.text(entry) end
  local root = name:match('^[%w_]+')
  if root and rawget(_G, root) ~= nil and not names.load(root) then return nil end
  local near, d = help.near(name)
  if #near == 0 then return nil end
  if d == 0 and help.entry(near[1]) then return help.text(help.entry(near[1])) end
  return ('Nothing is known about %s. Did you mean %s?'):format(name,
    #near == 1 and near[1] or table.concat(near, ', ', 1, #near - 1) .. ' or ' .. near[#near])
end

return help
