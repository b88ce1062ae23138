--- The operations of torch as entries of the reference: what the rows in src/torch say about call
-- forms, kinds of arguments and types, and the examples of examples.lua.
-- Neighbours: src/core/args.h has the language of the rows; help.lua shows the entries.
-- @module facula.operations

local core = require 'facula.core'

local operations = {}

local KINDS = {
  T = 'tensor', tensor = 'tensor of any type', storage = 'storage', num = 'number',
  int = 'number', dim = 'dimension', sizes = 'sizes', bool = 'boolean', string = 'string',
  table = 'table', ['function'] = 'function', gen = 'Generator', any = 'anything',
}

local function kind_of(param)
  return KINDS[param.kind] or param.kind .. 'Tensor'
end

--- The call forms of a row.
-- @param forms text in the language of src/core/args.h
-- @return a list of forms, each a list of {name=, kind=, mark=, optional=, nilable=, default=}
-- @usage operations.parse('*res t [v:num=1]')[1][3].default --> 1
function operations.parse(forms)
  local list = {}
  for form in (forms .. '|'):gmatch('(.-)|') do
    local params = {}
    for word in form:gmatch('%S+') do
      local optional = word:match('^%[(.*)%]$')
      local mark, rest = (optional or word):match('^([*?!]?)(.*)$')
      local name, kind, default = rest:match('^([%w_]+):?([%a]*%??)=?(.*)$')
      params[#params + 1] = {
        name = name, kind = kind == '' and 'T' or kind:gsub('%?$', ''), mark = mark ~= '' and mark,
        optional = optional ~= nil, nilable = kind:find('%?$') ~= nil,
        default = default ~= '' and default or nil,
      }
    end
    list[#list + 1] = params
  end
  return list
end

-- A parameter as it stands in a call: `[v = 1]`.
local function shown(param)
  local text = param.name
  if param.default then text = text .. ' = ' .. param.default end
  if param.optional or param.mark then text = '[' .. text .. ']' end
  return text
end

local function call_text(name, params, from)
  local parts = {}
  for i = from, #params do parts[#parts + 1] = shown(params[i]) end
  return name .. '(' .. table.concat(parts, ', ') .. ')'
end

-- How the operation is called as a method: what stands before the colon, and from which parameter
-- on the arguments go.
local function method_text(name, params)
  local first = params[1]
  if not first then return nil end
  if first.mark == '*' or first.mark == '!' then
    local rest = { (unpack or table.unpack)(params) }
    if first.mark == '*' then
      for i = 2, #rest do
        if rest[i].kind == 'T' then
          rest[i] = { name = rest[i].name, kind = 'T', optional = true }
          break
        end
      end
    end
    return first.name .. ':' .. call_text(name, rest, 2)
  end
  if first.mark == '?' then
    local from = 2
    while params[from] and params[from].mark do from = from + 1 end
    return params[from] and params[from].name .. ':' .. call_text(name, params, from + 1)
  end
  if first.kind ~= 'T' or first.optional then return nil end
  return first.name .. ':' .. call_text(name, params, 2)
end

local function type_names(types)
  local all = { 'Byte', 'Char', 'Short', 'Int', 'Long', 'Float', 'Double' }
  local have = {}
  for _, name in ipairs(all) do
    if types[name] then have[#have + 1] = name end
  end
  return #have == #all and 'all types' or table.concat(have, ' ')
end

-- What several parameters of a kind are: tensors, numbers.
local function plural(kind)
  return (kind:gsub('^%l+', function(word)
    return word:find('s$') and word or word == 'anything' and word or word .. 's'
  end))
end

-- Parameters of all forms by their kinds, each once.
local function parameters_of(forms)
  local seen, list, by_kind = {}, {}, {}
  for _, params in ipairs(forms) do
    for _, param in ipairs(params) do
      local kind = kind_of(param) .. (param.nilable and ' or nil' or '')
      if not by_kind[kind] then
        by_kind[kind] = { names = {}, text = kind }
        list[#list + 1] = by_kind[kind]
      end
      if not seen[param.name .. kind] then
        seen[param.name .. kind] = true
        table.insert(by_kind[kind].names, param.name)
      end
    end
  end
  for _, item in ipairs(list) do
    if #item.names > 1 then item.text = plural(item.text) end
  end
  return list
end

local rows -- name -> its rows

local function rows_of(name)
  if not rows then
    rows = {}
    for _, row in ipairs(core.operations) do
      if row.prefix == 'torch.' then
        rows[row.name] = rows[row.name] or {}
        table.insert(rows[row.name], row)
      end
    end
  end
  return rows[name]
end

--- The names of all operations.
-- @return a sorted list, without operators such as __len__
-- @usage operations.names()[1] --> abs
function operations.names()
  rows_of('')
  local names = {}
  for name in pairs(rows) do
    if not name:find('^__') then names[#names + 1] = name end
  end
  table.sort(names)
  return names
end

-- Adds a call form, if there is one and it is new: some differ in the kinds of parameters only.
local function add_call(calls, call)
  if not call or calls[call] then return end
  calls[call] = true
  calls[#calls + 1] = call
end

--- What the rows of an operation say, as an entry of the reference.
-- @param name such as 'add'
-- @return a table like those of doc.parse, with lists of calls and types; nil if there is no such
--   operation
-- @usage operations.entry('sqrt').calls[1] --> torch.sqrt([res], t)
function operations.entry(name)
  local list = rows_of(name)
  if not list then return nil end
  local entry = { name = 'torch.' .. name, kind = 'operation', calls = {}, text = {}, params = {},
    returns = {}, notes = {}, examples = {} }
  for _, row in ipairs(list) do
    local forms = operations.parse(row.forms)
    for _, params in ipairs(forms) do
      add_call(entry.calls, row.callable and call_text('torch.' .. name, params, 1))
      add_call(entry.calls, row.method and method_text(name, params))
    end
    entry.text[#entry.text + 1] = { text = row.help }
    for _, param in ipairs(parameters_of(forms)) do entry.params[#entry.params + 1] = param end
    entry.types = type_names(row.types)
  end
  local example = require 'facula.examples'.of(name)
  if example then entry.examples[1] = { text = example, code = true } end
  return entry
end

return operations
