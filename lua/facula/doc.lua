--- The reader of doc comments: what `?nn.Linear` shows, the reference pages and the lint have one
-- source, the comments in the Lua files, and this is what understands them.
--
-- A doc comment starts with three dashes and goes up to the code that it documents; the comment at
-- the top of a file documents the module or class. It has free text, `@param name text` (also
-- `@param[opt=1] name text`), `@return text` and an example, `@usage code` or `Example: code`,
-- whose further lines are indented. The call form may stand in front, as in
-- `nn.Linear(a, b): y = W x + b.`; a comment without code below it is known by that. An indented
-- line, or one below a line that was full, goes on with the tag above it. "Neighbours: ..." is for
-- readers of the file and left out.
--
-- Several call forms in front are separated by commas, each with the name. `@function a.b, c` names
-- what the code below makes and does not name, here a.b and a.c. `@see a.b` takes the parameters
-- and results that are not told from there. A parameter whose text ends in a colon is followed by
-- its fields, `name: text`, each in a line of its own, indented alike.
-- Neighbours: help.lua finds the comment of a name; reference.lua makes pages.
-- @module facula.doc

local doc = {}

local FULL = 99 -- columns: with another word a line would have been longer

-- --- the text of one comment ---------------------------------------------------------------------

-- `a, b text` -> {'a', 'b'}, text
local function names_and_text(rest)
  local names = {}
  while true do
    local name, comma, behind = rest:match('^([%w_.]+)(,?)%s*(.*)$')
    if not name then return names, rest end
    names[#names + 1] = name
    rest = behind
    if comma == '' then return names, rest end
  end
end

-- What a line with a tag starts: the entry's list that gets it, and the new item; or nil.
local function tagged(line)
  local option, rest = line:match('^@param(%b[])%s+(.*)$')
  if not option then option, rest = '', line:match('^@param%s+(.*)$') end
  if rest then
    local names, text = names_and_text(rest)
    return 'params', { names = names, text = text, optional = option ~= '' or
      text:find '^optional' ~= nil, default = option:match('^%[opt=(.*)%]$') }
  end
  rest = line:match('^@return%s*(.*)$')
  if rest then return 'returns', { text = rest } end
  rest = line:match('^@usage%s*(.*)$')
  if rest then return 'examples', { text = rest, code = true, open = true } end
  rest = line:match('^Examples?:%s*(.*)$')
  if rest then return 'examples', { text = rest, code = true } end
  return nil
end

local function is_sentence_of_its_own(line)
  return line:find('^Fields?%f[%A]') or line:find('^Raises%f[%A]') or line:find('^Errors:')
end

-- Whether a line goes on with what the lines above it started.
local function continues(item, indent, line, above)
  if not item then return false end
  if item.code then
    return indent >= 2 or (item.open and not line:find('^@') and not is_sentence_of_its_own(line))
  end
  if line:find('^@') then return false end
  if item.is_text then return true end
  if is_sentence_of_its_own(line) then return false end
  return indent >= 2 or above + 1 + #line:match('^%S+') >= FULL
end

-- Adds a line to a parameter as one of its fields, or to the last field; false if it has none.
local function add_field(item, indent, line)
  local fields = item.fields
  if not item.names or not fields and not item.text:find(':$') then return false end
  local names, text = line:match('^(%a[%w_, ]*): (.*)$')
  if names and indent == (item.margin or indent) then
    item.fields, item.margin = fields or {}, indent
    table.insert(item.fields, { names = names_and_text(names), text = text })
    return true
  end
  if fields then fields[#fields].text = fields[#fields].text .. ' ' .. line end
  return fields ~= nil
end

local function add_line(item, indent, line)
  if add_field(item, indent, line) then return end
  if item.code then
    item.margin = item.margin or item.text == '' and indent or math.min(indent, 2)
    local blanks = (' '):rep(indent - item.margin)
    item.text = item.text == '' and line or item.text .. '\n' .. blanks .. line
  else
    item.text = item.text == '' and line or item.text .. ' ' .. line
  end
end

-- The call forms at the start of a text: name, list of calls, the text behind; or nil.
local function call_forms(text)
  local name, behind = text:match('^([%a_][%w_]*[.:][%w_.:]*[%w_])%s*(.*)$')
  if not name then return nil end
  local calls, next_form = {}, ', ' .. name
  while behind do
    local arguments = behind:match('^%b()') or behind:match('^%b{}') or ''
    if arguments ~= '' then calls[#calls + 1] = name .. arguments end
    behind = behind:sub(#arguments + 1)
    local is_next = behind:sub(1, #next_form) == next_form and behind:find('^[({]', #next_form + 1)
    if not is_next then break end
    behind = behind:sub(#next_form + 1)
  end
  local rest = behind:match('^[:,] (.*)$')
  if not rest then return nil end
  return name, calls[1] and calls, rest
end

-- A sentence gets its capital letter; `y = W x`, `x where` and `nn.Linear` do not.
local function capitalised(text)
  local is_formula = text:find('^%l+ ?[=+*/<>._(-]') or text:find('^%l%A') and not text:find('^a ')
  return is_formula and text or (text:gsub('^%l', string.upper))
end

local function leave_out_neighbours(paragraphs)
  for i = #paragraphs, 1, -1 do
    local item = paragraphs[i]
    if item.is_text then item.text = item.text:gsub('%s*Neighbours?: .*$', '') end
    if item.text == '' then table.remove(paragraphs, i) end
  end
end

-- The lines of a comment, each {indent, text, columns in the file} -> an entry.
local function parse(lines)
  local entry = { text = {}, params = {}, returns = {}, notes = {}, examples = {} }
  local item, above
  for _, line in ipairs(lines) do
    local indent, text, columns = line[1], line[2], line[3]
    local list, new = tagged(text)
    if text == '' then
      item = nil
    elseif list then
      entry[list][#entry[list] + 1] = new
      item = new
    elseif text:find '^@module' then
      entry.module = text:match('^@module%s+(%S+)')
    elseif text:find '^@function' then
      entry.functions = names_and_text(text:match('^@function%s*(.*)$'))
    elseif text:find '^@see' then
      entry.see = text:match('^@see%s+(%S+)')
    elseif continues(item, indent, text, above) then
      add_line(item, indent, text)
    else
      local paragraphs = (entry.params[1] or entry.returns[1]) and entry.notes or entry.text
      item = { text = text, is_text = indent < 2, code = indent >= 2, margin = indent }
      paragraphs[#paragraphs + 1] = item
    end
    above = columns
  end
  leave_out_neighbours(entry.text)
  leave_out_neighbours(entry.notes)
  local first = entry.text[1]
  if first and first.is_text then
    local name, calls, rest = call_forms(first.text)
    if name then
      entry.name, entry.calls, first.text = name:gsub(':', '.'), calls, capitalised(rest)
    end
  end
  return entry
end

-- --- the comments of a file ----------------------------------------------------------------------

-- What a line of code defines: its name as written there, and its parameters if it is a function.
local function defined_by(code)
  local name, arguments = code:match('^%s*function%s+([%w_.:]+)%s*(%b())')
  if name then return name, arguments end
  name = code:match('^%s*([%a_][%w_]*[.:][%w_.]+)%s*=')
  return name, name and code:match('=%s*function%s*(%b())')
end

-- The name of a class for the local variable that stands for it.
local function class_of(line)
  local variable, rest = line:match('^local ([%a_][%w_]*)[%w_, ]*= (.*)$')
  if not variable then return nil end
  return variable, rest:match('^torch%.class[( ]+[\'"]([%w_.]+)')
    or rest:match('^[%w.]*getmetatable[( ]+[\'"]([%w_.]+)')
end

-- The comment line's text without dashes, as parse wants it.
local function comment_line(line)
  local lead, text = line:match('^%s*%-%-%-?()%s?(.*)$')
  if not lead then return nil end
  local blanks = text:match('^%s*')
  return { #blanks, text:sub(#blanks + 1), #line }
end

local function is_comment(line)
  return line and line:find('^%s*%-%-') and not line:find('^%s*%-%-%[=*%[')
end

-- An entry once for each of the names that `@function` gives it.
local function add_named(entries, entry)
  local package_name = entry.functions[1]:match('^(.*%.)') or ''
  for i, name in ipairs(entry.functions) do
    local copy = {}
    for key, value in pairs(entry) do copy[key] = value end
    copy.name, copy.arguments = i == 1 and name or package_name .. name, nil
    entries[#entries + 1] = copy
  end
end

--- Reads the doc comments of a Lua file.
-- @param lines its lines, as a list of strings
-- @return a list of entries in the order of the file: name (public where the file tells it, such as
--   nn.Linear.reset), calls (a list of call forms, if the comment has some), arguments (as in the
--   code, such as '(a, b)'), see (another name), is_method, line (number of the line of code),
--   module, and text, params, returns, notes (what stands below params and returns) and examples,
--   lists of tables with a field text; params also have names, optional, default and, if there are
--   some, fields, a list of {names =, text =}; paragraphs with the field code are code. The comment
--   at the top has the field top.
-- @usage doc.parse({'', '--- Doubles.', 'function m.double(x)'})[1].name  --> m.double
function doc.parse(lines)
  local entries, classes, i = {}, {}, 1
  while i <= #lines do
    local variable, class = class_of(lines[i])
    if class then classes[variable] = class end
    local is_top = i == 1 and is_comment(lines[1])
    if is_top or lines[i]:find('^%s*%-%-%-%s') or lines[i]:find('^%s*%-%-%-$') then
      local comment = {}
      while is_comment(lines[i]) do
        comment[#comment + 1] = comment_line(lines[i])
        i = i + 1
      end
      local entry = parse(comment)
      entry.top, entry.line = is_top or nil, i
      if not is_top and lines[i] then
        local code, last = lines[i], i
        while code:find('function[^)]*$') and last < i + 5 and lines[last + 1] do
          last = last + 1
          code = code .. ' ' .. lines[last]:match('^%s*(.*)$')
        end
        local name, arguments = defined_by(code)
        entry.name = entry.name or select(2, class_of(code))
        if name and not entry.calls then
          entry.is_method = name:find(':') ~= nil
          local owner, rest = name:match('^([%a_][%w_]*)[.:](.*)$')
          name = classes[owner] and classes[owner] .. '.' .. rest or name
          entry.name, entry.arguments = name:gsub(':', '.'), arguments
        end
      end
      if entry.functions then add_named(entries, entry) else entries[#entries + 1] = entry end
    else
      i = i + 1
    end
  end
  return entries
end

-- --- files ---------------------------------------------------------------------------------------

local read_already = {}

--- Reads the doc comments of a file; a second time from memory.
-- @param path of the file
-- @return the entries as from doc.parse; nil if there is no such file
-- @usage #doc.read(doc.find 'facula.doc') --> 5
function doc.read(path)
  if read_already[path] == nil then
    local file, lines = io.open(path), {}
    if file then
      for line in file:lines() do lines[#lines + 1] = line end
      file:close()
    end
    read_already[path] = file and doc.parse(lines) or false
  end
  return read_already[path] or nil
end

--- The file of a Lua module, looked for along package.path as require does.
-- @param module such as 'nn.Linear'
-- @return the path, or nil
-- @usage doc.find('nn.Linear'):match('[^/]+$') --> Linear.lua
function doc.find(module)
  local name = module:gsub('%.', '/')
  for template in package.path:gmatch('[^;]+') do
    local path = template:gsub('%?', (name:gsub('%%', '%%%%')))
    local file = io.open(path)
    if file then
      file:close()
      return path
    end
  end
  return nil
end

--- The doc comment right above the code of a Lua function.
-- @param f the function
-- @return the entry as from doc.parse, or nil; and the path of its file, nil for a C function
-- @usage doc.above(doc.find).name --> doc.find
function doc.above(f)
  local info = debug.getinfo(f, 'S')
  local path = info.source:match('^@(.*)$')
  for _, entry in ipairs(path and doc.read(path) or {}) do
    if entry.line == info.linedefined and not entry.top then return entry, path end
  end
  return nil, path
end

return doc
