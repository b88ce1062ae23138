--- The public names: which packages and modules there are, and what is in them. The reference
-- pages, the lint of the documentation and the suggestions of `?name` go by this list.
-- Neighbours: help.lua has the entry of a name.
-- @module facula.names

local torch = require 'torch'
local paths = require 'paths'
local doc = require 'facula.doc'

local names = {}

--- The packages, which set a global of their name. A package that is not installed is passed over.
names.packages = { 'torch', 'nn', 'optim', 'paths', 'sys', 'xlua', 'image', 'gnuplot' }

-- Files of lua/facula that are no modules for users: parts of the command, of the documentation and
-- of readers and writers of files.
local INTERNAL = {
  binary = true, command = true, complete = true, doc = true, examples = true, help = true,
  main = true, names = true, native = true, operations = true, prompt = true, reference = true,
  show = true, version = true, zip = true,
}

--- The public modules of facula: the files beside this one and folders with an init.lua, except
-- those that are parts of something else.
-- @return a sorted list of names
-- @usage names.modules()[1]:match '^facula%.'  --> facula.
function names.modules()
  local folder, list = paths.dirname(doc.find 'facula.names'), {}
  for name in paths.files(folder) do
    local is_package = paths.filep(folder .. '/' .. name .. '/init.lua')
    local module = name:match('^(.*)%.lua$') or is_package and name
    if module and not INTERNAL[module] then list[#list + 1] = 'facula.' .. module end
  end
  table.sort(list)
  return list
end

-- Tensors and storages of all types have one description.
local function described_as(class)
  return (class:gsub('^torch%.%a+Tensor$', 'torch.Tensor')
    :gsub('^torch%.%a+Storage$', 'torch.Storage'))
end

--- The metatable of a class by its public name, for which torch.Tensor and torch.Storage are
-- classes too.
-- @param name such as 'nn.Linear'
-- @return the metatable, and the name under which the class is described; nil if it is no class
-- @usage select(2, names.class 'torch.IntTensor') --> torch.Tensor
function names.class(name)
  if name == 'torch.Tensor' or name == 'torch.Storage' then
    return torch.getmetatable(name:gsub('%.', '.Double')), name
  end
  local mt = torch.getmetatable(name)
  return mt, mt and described_as(name)
end

--- The class that a class inherits from.
-- @param mt metatable of the class
-- @return the metatable of its parent, or nil
-- @usage names.parent(torch.getmetatable 'nn.Linear').__typename  --> nn.Module
function names.parent(mt)
  local behind = debug.getmetatable(mt)
  local parent = behind and behind.__index
  return type(parent) == 'table' and rawget(parent, '__typename') and parent or nil
end

--- A package or module, which is loaded if it is one of those listed here.
-- @param module its name
-- @return what require returns; nil if it is not loaded and not listed, or not there
-- @usage names.load 'nn' == require 'nn'  --> true
function names.load(module)
  if package.loaded[module] then return package.loaded[module] end
  for _, list in ipairs { names.packages, names.modules() } do
    for _, name in ipairs(list) do
      if name == module then
        local found, value = pcall(require, module)
        return found and value or nil
      end
    end
  end
  return nil
end

local function is_public(key)
  return type(key) == 'string' and not key:find('^_')
end

local function sorted_keys(t)
  local keys = {}
  for key in pairs(t) do
    if is_public(key) then keys[#keys + 1] = key end
  end
  table.sort(keys)
  return keys
end

--- The public methods that a class does not inherit.
-- @param name of the class
-- @return a list of {name =, kind = 'method', class =, key =}
-- @usage names.methods('nn.Linear')[1].key --> accGradParameters
function names.methods(name)
  local mt, list = names.class(name), {}
  for _, key in ipairs(sorted_keys(mt)) do
    if type(rawget(mt, key)) == 'function' then
      list[#list + 1] = { name = name .. '.' .. key, kind = 'method', class = name, key = key }
    end
  end
  return list
end

-- A class with its methods. A parent that has no constructor, as torch.File, comes in front of the
-- first class that inherits from it.
local function add_class(list, name, mt, contents)
  local parent = names.parent(mt)
  local parent_key = parent and parent.__typename:match('[^.]+$')
  if parent and not contents[parent_key] and not list[parent_key] then
    list[parent_key] = true
    add_class(list, parent.__typename, parent, contents)
  end
  list[#list + 1] = { name = name, kind = 'class' }
  for _, method in ipairs(names.methods(name)) do list[#list + 1] = method end
end

-- The class that a field makes objects of, under the name by which the class is described: mostly
-- that of the field, but facula.csv.Table makes a facula.Table.
local function class_made_by(name, value)
  local mt, described = names.class(name)
  if not mt and type(value) == 'table' and type(value.__typename) == 'string' then
    mt, described = names.class(value.__typename)
    name = described
  end
  return mt, name, described
end

local function add_contents(list, prefix, contents, depth)
  for _, key in ipairs(sorted_keys(contents)) do
    local value = contents[key]
    local mt, name, described = class_made_by(prefix .. '.' .. key, value)
    if mt then
      if described == name then add_class(list, name, mt, contents) end
    elseif type(value) == 'function' then
      list[#list + 1] = { name = name, kind = 'function' }
    elseif type(value) == 'table' and depth == 1 and doc.find(name) then
      list[#list + 1] = { name = name, kind = 'module' }
      add_contents(list, name, value, depth + 1)
    elseif depth == 1 then
      list[#list + 1] = { name = name, kind = 'value' }
    end
  end
end

-- The documented methods of objects that a module makes and that are of no class, such as
-- Trainer.run.
local function add_object_methods(list, module)
  for _, entry in ipairs(doc.read(doc.find(module) or '') or {}) do
    local object, key = (entry.name or ''):match('^(%u%w*)%.([%w_]+)$')
    if entry.is_method and object and is_public(key) then
      list[#list + 1] = { name = module .. '.' .. entry.name, kind = 'method',
        class = module .. '.' .. object, key = key }
    end
  end
end

--- What is in a package or module.
-- @param module its name
-- @return a list of {name =, kind =}, sorted by name; kind is 'module', 'class', 'method',
--   'function' or 'value', methods also have class and key. Empty if the module is not there.
-- @usage names.of('facula.data')[1].name --> facula.data
function names.of(module)
  local contents, list = names.load(module), {}
  if type(contents) ~= 'table' then return list end
  list[1] = { name = module, kind = 'module' }
  add_contents(list, module, contents, 1)
  if module:find '^facula%.' then add_object_methods(list, module) end
  return list
end

--- All public names.
-- @return a list as from names.of
-- @usage #names.all() > 1000 --> true
function names.all()
  local list = {}
  for _, modules in ipairs { names.packages, names.modules() } do
    for _, module in ipairs(modules) do
      for _, item in ipairs(names.of(module)) do list[#list + 1] = item end
    end
  end
  return list
end

return names
