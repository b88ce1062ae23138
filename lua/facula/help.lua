--- Help from the list of operations: what `?torch.add` says at the prompt, and the reference page
-- docs/reference/torch.md. Both say what the rows in src/torch say; nothing is written twice.
-- @module facula.help

local core = require 'facula.core'

local help = {}

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
-- @usage help.parse('*res t [v:num=1]')[1][3].default --> '1'
function help.parse(forms)
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

-- Parameters of all forms with their kinds, each once: "t tensor, v number".
local function parameter_text(forms)
  local seen, parts = {}, {}
  for _, params in ipairs(forms) do
    for _, param in ipairs(params) do
      local text = param.name .. ' ' .. kind_of(param) .. (param.nilable and ' or nil' or '')
      if not seen[text] then
        seen[text] = true
        parts[#parts + 1] = text
      end
    end
  end
  return table.concat(parts, ', ')
end

-- The rows of that name.
local function rows_of(name)
  local rows = {}
  for _, row in ipairs(core.operations) do
    if row.prefix == 'torch.' and row.name == name then rows[#rows + 1] = row end
  end
  return rows
end

-- Lines that say everything about a row.
local function lines_of(row)
  local forms, lines = help.parse(row.forms), {}
  for _, params in ipairs(forms) do
    if row.callable then lines[#lines + 1] = call_text('torch.' .. row.name, params, 1) end
    local method = row.method and method_text(row.name, params)
    if method then lines[#lines + 1] = method end
  end
  return lines, parameter_text(forms), type_names(row.types)
end

--- What is known about an operation of torch, as text for the prompt.
-- @param name such as 'add' or 'torch.add'
-- @return the text; nil if there is no such operation
-- @usage print(help.about 'torch.add')
function help.about(name)
  local rows = rows_of(name:gsub('^torch%.', ''))
  if #rows == 0 then return nil end
  local out = {}
  for _, row in ipairs(rows) do
    local calls, parameters, types = lines_of(row)
    out[#out + 1] = row.help
    for _, call in ipairs(calls) do out[#out + 1] = '  ' .. call end
    if parameters ~= '' then out[#out + 1] = 'where ' .. parameters end
    out[#out + 1] = 'for ' .. types
  end
  return table.concat(out, '\n')
end

--- The reference page of torch's operations, as Markdown.
function help.reference()
  local names, seen = {}, {}
  for _, row in ipairs(core.operations) do
    if row.prefix == 'torch.' and not seen[row.name] and not row.name:find('^__') then
      seen[row.name] = true
      names[#names + 1] = row.name
    end
  end
  table.sort(names)
  local out = { '# Operations of torch', '',
    'Made by `make reference` from the rows at the ends of the files in `src/torch`. `[x]` may be',
    'left out; a result in brackets in front is made anew when it is left out.', '' }
  for _, name in ipairs(names) do
    out[#out + 1] = '## ' .. name
    out[#out + 1] = ''
    for _, row in ipairs(rows_of(name)) do
      local calls, parameters, types = lines_of(row)
      out[#out + 1] = row.help .. ' (' .. types .. ')'
      out[#out + 1] = ''
      for _, call in ipairs(calls) do out[#out + 1] = '    ' .. call end
      out[#out + 1] = ''
      if parameters ~= '' then
        out[#out + 1] = 'Where ' .. parameters .. '.'
        out[#out + 1] = ''
      end
    end
  end
  return table.concat(out, '\n')
end

return help
