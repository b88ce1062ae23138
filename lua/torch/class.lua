--- The class system: metatables with names, parents, constructors and operators.
-- A class is a metatable, known by its name and marked in the registry (name -> metatable and
-- metatable -> name, the two keys other libraries look for). Its objects are tables when the class
-- is written in Lua and userdata when it comes from C.
--
-- How a method is found. `__index` of a plain class is the class itself, and behind every class
-- stands a small table, its guard, that leads to the parent: LuaJIT follows that without a call.
-- The guard also sees definitions that come later: only when a class or one of its ancestors gets
-- an `__index__` or `__newindex__` hook do its objects go through a function.
--
-- Operators (`__add`, `__call`, ...) are the same functions in all classes; they look for the hook
-- of that name with two more underscores (`__add__`, `__call__`) when they run.
-- A class that is only declared, as those of nn are at first, has its name, parent and constructor.
-- It gets its methods when its guard is asked for one, or when the class is asked for by name.
-- Neighbours: init.lua makes the classes of facula.core with it and puts the functions into torch.
-- @module torch.class

local core = require 'facula.core'

local class = {}

local registry = debug.getregistry()
local metatable_of = debug.getmetatable
local raw_length = rawlen or function(t) return #t end

-- Metatables of classes whose objects are userdata: their methods come before their __index__.
local native = setmetatable({}, { __mode = 'k' })

-- name of a class -> its constructor table
local constructors = {}

-- all metatables made here
local classes = {}

-- metatables of classes that are only declared -> package.path at that time, or DEFINING while they
-- are defined
local declared = {}
local DEFINING = {}

-- number of an FFI type -> its metatable, see class.metatype
local ctypes = {}
local ffi -- loaded by class.metatype

-- --- names ---------------------------------------------------------------------------------------

-- The metatable of x if x belongs to a class.
local function class_of(x)
  local mt = metatable_of(x)
  if mt ~= nil and registry[mt] then return mt end
  if ffi and type(x) == 'cdata' then return ctypes[tonumber(ffi.typeof(x))] end
  return nil
end

local function name_of(x)
  local mt = class_of(x)
  if mt == nil then return nil end
  local name = registry[mt]
  return type(name) == 'string' and name or rawget(mt, '__typename')
end

--- torch.typename(x): the class of a value.
-- @param x a value
-- @return the name of its class, or nothing if it has none
-- @usage torch.typename(torch.DoubleTensor()) --> torch.DoubleTensor
function class.typename(...)
  if select('#', ...) == 0 then
    error("bad argument #1 to 'typename' (value expected)", 2)
  end
  local name = name_of((...))
  if name then return name end
end

--- The class of a value, or its Lua type.
-- @usage torch.type({}) --> table
function class.type(x)
  return name_of(x) or type(x)
end

-- The metatable of the class of that name, which may be only declared, or nil.
local function find(name)
  local mt = registry[name]
  return type(mt) == 'table' and registry[mt] == name and mt or nil
end

--- The table that is called to make objects of a class, such as torch.DoubleTensor.
-- @param name of the class; raises if there is none
-- @usage torch.getconstructortable('torch.IntTensor') == torch.IntTensor  --> true
function class.getconstructortable(name)
  return constructors[name]
end

--- A function that makes an empty object of a class for the reader of files, or nil.
-- @param name of a class
-- @usage torch.type(torch.factory('torch.Timer')())  --> torch.Timer
function class.factory(name)
  local mt = class.getmetatable(name)
  return mt and rawget(mt, '__factory')
end

--- Makes a table an object of a class.
-- @param object a table
-- @param name of a class that exists
-- @return object
-- @usage torch.type(torch.setmetatable({}, 'torch.Timer'))  --> torch.Timer
function class.setmetatable(object, name)
  if type(object) ~= 'table' then
    error(('torch.setmetatable: table expected, got %s'):format(type(object)), 2)
  end
  local mt = class.getmetatable(name)
  if not mt then error(('torch.setmetatable: unknown class %s'):format(name), 2) end
  debug.setmetatable(object, mt)
  return object
end

--- The version of a class, as written to files: its field __version, 1 by default.
-- @param object of the class
-- @usage torch.version(torch.Timer())  --> 1
function class.version(object)
  local mt = class_of(object)
  return mt and mt.__version
end

-- The pattern has to cover the whole name, so 'Double' is no description of torch.DoubleTensor.
local function matches(name, spec)
  if name == spec then return true end
  local first, last = name:find(spec)
  return first == 1 and last == #name
end

--- Whether an object belongs to a class or to one that inherits from it.
-- @param object any value
-- @param spec a class name, a Lua pattern for the whole name, or a constructor table
-- @usage torch.isTypeOf(torch.FloatTensor(), 'torch.*Tensor') --> true
function class.isTypeOf(object, spec)
  if type(spec) ~= 'string' then
    local mt = getmetatable(spec)
    spec = type(mt) == 'table' and mt.__typename or nil
    if type(spec) ~= 'string' then
      error('torch.isTypeOf: class name, pattern or constructor expected', 2)
    end
  end
  local mt = class_of(object) or getmetatable(object)
  while type(mt) == 'table' do
    local name = rawget(mt, '__typename')
    if type(name) == 'string' and matches(name, spec) then return true end
    mt = getmetatable(mt)
  end
  return false
end

-- A test of type names that remembers its answers.
local function name_test(pattern)
  local known = setmetatable({}, {
    __index = function(self, name)
      self[name] = name:find(pattern) ~= nil
      return self[name]
    end,
  })
  return function(x)
    local name = name_of(x)
    return name ~= nil and known[name]
  end
end

--- torch.isTensor(x): whether x is a tensor of any type.
-- @usage torch.isTensor(torch.IntTensor())  --> true
class.isTensor = name_test('torch.*Tensor')

--- torch.isStorage(x): whether x is a storage of any type.
-- @usage torch.isStorage(torch.IntTensor())  --> false
class.isStorage = name_test('torch.*Storage')

-- --- operators -----------------------------------------------------------------------------------

-- The hook of x's class, inherited ones included.
local function hook_of(x, key)
  local mt = class_of(x)
  return mt and mt[key]
end

local function binary(key, operation)
  return function(a, b)
    local hook = hook_of(a, key) or hook_of(b, key)
    if not hook then
      error(('both %s and %s have no %s operator'):format(class.type(a), class.type(b), operation),
            2)
    end
    local result = hook(a, b)
    return result
  end
end

local function pass(...) return ... end

local operators = {
  __add = binary('__add__', 'addition'),
  __sub = binary('__sub__', 'subtraction'),
  __mul = binary('__mul__', 'multiplication'),
  __div = binary('__div__', 'division'),
  __mod = binary('__mod__', 'modulo'),
  __pow = binary('__pow__', 'power'),
  __concat = binary('__concat__', 'concatenation'),
  __lt = binary('__lt__', 'less than'),
  __le = binary('__le__', 'less or equal'),
}

function operators.__unm(self)
  local hook = hook_of(self, '__unm__')
  if not hook then error(('%s has no negation operator'):format(class.type(self)), 2) end
  local result = hook(self)
  return result
end

function operators.__len(self)
  local hook = hook_of(self, '__len__')
  if hook then
    local result = hook(self)
    return result
  end
  if type(self) == 'table' then return raw_length(self) end
  error(('%s has no length operator'):format(class.type(self)), 2)
end

-- Two userdata can stand for the same C object.
function operators.__eq(a, b)
  local hook = hook_of(a, '__eq__') or hook_of(b, '__eq__')
  if hook then
    local result = hook(a, b)
    return result
  end
  return class.isequal(a, b)
end

-- Not a tail call: the hook must see the same levels of the stack as with Torch7, where this is a
-- function of its own (nngraph asks for the line of its user with debug.getinfo(6)).
function operators.__call(self, ...)
  local hook = hook_of(self, '__call__')
  if not hook then error(('%s has no call operator'):format(class.type(self)), 2) end
  return pass(hook(self, ...))
end

function operators.__tostring(self)
  local hook = hook_of(self, '__tostring__')
  if hook then
    local text = hook(self)
    return text
  end
  local name = class.type(self)
  return type(self) == 'userdata' and ('%s [0x%x]'):format(name, core.pointer(self)) or name
end

--- Whether a and b are the same object: the same C object or the same table.
-- @param a, b any values
-- @usage local t = torch.ones(2)
--   torch.isequal(t, t:clone())  --> false
function class.isequal(a, b)
  if rawequal(a, b) then return type(a) == 'userdata' or type(a) == 'table' end
  return type(a) == 'userdata' and type(b) == 'userdata' and core.pointer(a) == core.pointer(b)
end

-- --- reading and writing fields ------------------------------------------------------------------

-- __index for objects made in Lua: the hook goes first.
local function hooked_index(mt)
  return function(self, key)
    local hook = mt.__index__
    if hook then
      local value, handled = hook(self, key)
      if handled then return value end
    end
    return mt[key]
  end
end

-- __index for userdata: methods go first, since a:add(b) must not cost more than finding add.
local function native_index(mt)
  return function(self, key)
    local value = mt[key]
    if value ~= nil then return value end
    local hook = mt.__index__
    if not hook then return nil end
    local handled
    value, handled = hook(self, key)
    if handled then return value end
    return nil
  end
end

local function hooked_newindex(mt)
  return function(self, key, value)
    local hook = mt.__newindex__
    if hook and hook(self, key, value) then return end
    if type(self) ~= 'table' then
      error(('the class %s cannot be indexed'):format(mt.__typename), 2)
    end
    rawset(self, key, value)
  end
end

-- A field of the class or an ancestor, as far as they are defined.
local function inherited(mt, key)
  while mt do
    local value = rawget(mt, key)
    if value ~= nil then return value end
    mt = getmetatable(mt)
  end
  return nil
end

-- Gives objects of a class the way to their fields that its present hooks need.
local function connect(mt)
  local is_native = native[mt]
  local index, newindex = mt, rawset
  if is_native then
    index = native_index(mt)
  elseif inherited(mt, '__index__') then
    index = hooked_index(mt)
  end
  if is_native or inherited(mt, '__newindex__') then newindex = hooked_newindex(mt) end
  rawset(mt, '__index', index)
  rawset(mt, '__newindex', newindex)
end

local function descends(mt, ancestor)
  while mt do
    if mt == ancestor then return true end
    mt = getmetatable(mt)
  end
  return false
end

-- __newindex of guards: a field that a class did not have yet.
local function define(mt, key, value)
  rawset(mt, key, value)
  if key == '__index__' or key == '__newindex__' then
    for _, other in ipairs(classes) do
      if descends(other, mt) then connect(other) end
    end
  end
end

-- --- declared classes ----------------------------------------------------------------------------

-- Requires a module along a path that found its neighbours, whatever package.path is by now. What
-- fails may be tried again.
local function require_along(path, module)
  local present = package.path
  package.path = path
  local ok, message = pcall(require, module)
  package.path = present
  if not ok then package.loaded[module] = nil end
  return ok, message
end

local complete

-- What require calls for the module of a declared class.
local function require_declared(name)
  package.loaded[name] = nil -- require's mark that it is being loaded
  complete(find(name))
  return package.loaded[name]
end

-- Gives a class that is only declared its methods. If that raises, so does the next attempt.
function complete(mt)
  local path, guard = declared[mt], metatable_of(mt)
  if not path or path == DEFINING then return end
  local index, newindex = guard.__index, guard.__newindex
  declared[mt] = DEFINING
  local preload = package.preload
  local ours = preload[mt.__typename] == require_declared
  if ours then preload[mt.__typename] = nil end
  guard.__index, guard.__newindex = guard.__metatable or nil, define
  local ok, message = require_along(path, mt.__typename)
  if ok and not declared[mt] then return end
  declared[mt], guard.__index, guard.__newindex = path, index, newindex
  if ours then preload[mt.__typename] = require_declared end
  error(ok and mt.__typename .. ': the module of that name does not define the class' or message, 0)
end

--- The metatable of the class of that name, or nil.
-- @usage torch.getmetatable('torch.DoubleTensor').__typename --> torch.DoubleTensor
function class.getmetatable(name)
  if type(name) ~= 'string' then
    error(("torch.getmetatable: class name (string) expected, got %s"):format(type(name)), 2)
  end
  local mt = find(name)
  if mt then complete(mt) end
  return mt
end

-- --- making classes ------------------------------------------------------------------------------

-- Splits 'nn.Linear' and finds the table that the constructor goes to.
local function container_of(name, module)
  local path, last = name:match('^(.*)%.([^.]*)$')
  if module then return module, last or name end
  local container = _G
  for part in (path or ''):gmatch('[^.]+') do
    container = container[part]
    if type(container) ~= 'table' then
      error(('torch.class: %s: %s is an invalid module name'):format(name, part), 0)
    end
  end
  return container, last or name
end

local function new_metatable(name)
  local mt = { __typename = name, __version = 1 }
  for event, f in pairs(operators) do mt[event] = f end
  mt.__metatable = mt
  registry[name] = mt
  registry[mt] = name
  classes[#classes + 1] = mt
  -- getmetatable(mt) is the parent, or false
  setmetatable(mt, { __metatable = false, __newindex = define })
  return mt
end

-- The call `nn.Linear(3, 2)` takes two levels of the stack before __init, here and in the
-- constructor; see operators.__call for why that matters.
local function new_constructor_table(mt, constructor)
  return setmetatable({}, {
    __index = mt,
    __newindex = mt,
    __metatable = mt,
    __call = function(_, ...)
      local object = constructor(...)
      return object
    end,
  })
end

-- Raises unless every argument of newmetatable makes sense.
local function check_definition(name, mt, parent, given)
  local function refuse(format, ...)
    error(('torch.newmetatable: %s: '):format(name) .. format:format(...), 0)
  end
  if not mt and registry[name] ~= nil then refuse('the registry has another use for this name') end
  if parent then
    if not find(parent) then refuse('invalid parent class name %s', parent) end
    if mt and getmetatable(mt) then
      refuse('the class is already assigned a parent class')
    end
    if mt and descends(find(parent), mt) then
      refuse('%s inherits from it and cannot be its parent', parent)
    end
  end
  if not mt then return end
  if given.constructor and constructors[name] then
    refuse('the class is already assigned a constructor')
  end
  if given.destructor and rawget(mt, '__gc') then
    refuse('the class is already assigned a destructor')
  end
  if given.factory and rawget(mt, '__factory') then
    refuse('the class is already assigned a factory')
  end
end

local function new_class(name, parent, constructor, destructor, factory, module)
  local mt = find(name)
  check_definition(name, mt, parent,
                   { constructor = constructor, destructor = destructor, factory = factory })
  local container, field
  if constructor then container, field = container_of(name, module) end
  mt = mt or new_metatable(name)
  local guard = metatable_of(mt)
  if parent then
    guard.__metatable = find(parent)
    guard.__index = guard.__metatable
  end
  rawset(mt, '__gc', destructor or rawget(mt, '__gc'))
  rawset(mt, '__factory', factory or rawget(mt, '__factory'))
  if constructor then
    rawset(mt, 'new', constructor)
    constructors[name] = new_constructor_table(mt, constructor)
    container[field] = constructors[name]
  end
  connect(mt)
  return mt
end

local function optional(value, kind, position)
  if value ~= nil and type(value) ~= kind then
    error(('torch.newmetatable: argument %d: %s or nil expected, got %s')
          :format(position, kind, type(value)), 3)
  end
  return value
end

-- Calls make(...) and lets its errors point at the caller of the caller.
local function at_caller(make, ...)
  local ok, a, b = pcall(make, ...)
  if not ok then error(a, 3) end
  return a, b
end

--- Makes a class, or completes one that exists.
-- @param name of the class; for 'a.b' the constructor goes into the global table a
-- @param[opt] parent name of the parent class
-- @param[opt] constructor function that makes an object
-- @param[opt] destructor becomes __gc
-- @param[opt] factory makes an empty object, see class.factory
-- @param[opt] module table that gets the constructor instead of the global one
-- @return the metatable
-- Raises if the class already has what is given.
-- @usage local mt = torch.newmetatable('doc.Point', nil, nil, nil, nil, {})
--   mt.__typename  --> doc.Point
function class.newmetatable(name, parent, constructor, destructor, factory, module)
  if type(name) ~= 'string' then
    error(('torch.newmetatable: class name (string) expected, got %s'):format(type(name)), 2)
  end
  optional(parent, 'string', 2)
  optional(constructor, 'function', 3)
  optional(destructor, 'function', 4)
  optional(factory, 'function', 5)
  optional(module, 'table', 6)
  return (at_caller(new_class, name, parent, constructor, destructor, factory, module))
end

local function class_arguments(...)
  local n = select('#', ...)
  local name, second, third = ...
  local parent = type(second) == 'string' and second or nil
  local module
  if n == 2 and type(second) == 'table' then module = second end
  if n == 3 and parent and type(third) == 'table' then module = third end
  local given = 1 + (parent and 1 or 0) + (module and 1 or 0)
  if type(name) ~= 'string' or given ~= n then
    error('torch.class: <class name> [<parent class name>] [<module table>] expected', 3)
  end
  return name, parent, module
end

-- A class whose objects are tables.
local function table_class(name, parent, module)
  local mt
  local function constructor(...)
    local self = setmetatable({}, mt)
    local init = mt.__init
    if init then init(self, ...) end
    return self
  end
  local function factory()
    return setmetatable({}, mt)
  end
  mt = new_class(name, parent, constructor, nil, factory, module)
  return mt
end

--- torch.class(name[, parent][, module]): makes a class whose objects are tables. Calling its
-- constructor makes an object and hands the arguments to the method __init, if there is one.
-- @param name of the class, such as 'nn.Linear'; by default the constructor is set in the global
--   table of that package
-- @param parent name of the class it inherits from
-- @param module table that gets the constructor
-- @return the metatable, to which methods are added, and the metatable of the parent
-- @usage local shapes = {}
--   local Square = torch.class('shapes.Square', shapes)
--   function Square:__init(side) self.side = side end
--   function Square:area() return self.side * self.side end
--   shapes.Square(3):area()  --> 9
function class.class(...)
  local name, parent, module = class_arguments(...)
  local parent_mt = parent and class.getmetatable(parent)
  local mt = find(name)
  if mt and declared[mt] == DEFINING and getmetatable(mt) == (parent_mt or false) then
    declared[mt] = nil
    return mt, parent_mt
  end
  mt = at_caller(table_class, name, parent, module)
  return mt, parent_mt
end

--- Makes a class whose methods come later: the module of the same name, which is required when the
-- class is first used, has to call torch.class with this name and parent.
-- @param name of the class and of the module
-- @param[opt] parent name of the parent class, which may be declared, too
function class.declare(name, parent)
  local mt = table_class(name, parent)
  local guard = metatable_of(mt)
  declared[mt] = package.path
  package.preload[name] = package.preload[name] or require_declared
  function guard.__index(_, key)
    complete(mt)
    return mt[key]
  end
  function guard.__newindex(_, key, value)
    complete(mt)
    mt[key] = value
  end
end

--- Makes the class of C objects. For init.lua.
-- @param name of the class
-- @param definition row of core.classes: parent, ctor, factory, methods
-- @param module table that gets the constructor
-- @return the metatable
function class.native(name, definition, module)
  local mt = new_class(name, definition.parent, definition.ctor, nil, definition.factory, module)
  native[mt] = true
  for key, method in pairs(definition.methods or {}) do rawset(mt, key, method) end
  connect(mt)
  core.bind(name, mt)
  return mt
end

--- Registers the metatable of an FFI type, so that its values have a class. LuaJIT only.
-- @param name of the class
-- @param mt its metatable; gets __typename
-- @param[opt] ctype the FFI type, a declaration or a ctype
-- @return mt
-- @usage if jit then
--     torch.metatype('doc.Pair', {}, 'struct { int a, b; }')
--   end
function class.metatype(name, mt, ctype)
  if type(name) ~= 'string' or type(mt) ~= 'table' then
    error(('torch.metatype: class name and table expected, got %s and %s')
          :format(type(name), type(mt)), 2)
  end
  local id
  if ctype ~= nil then
    local ok, library = pcall(require, 'ffi')
    if not ok then error('torch.metatype: FFI types need LuaJIT', 2) end
    ffi = library
    id = tonumber(ffi.typeof(ctype))
  end
  if registry[name] ~= nil and registry[name] ~= mt then
    error(('torch.metatype: %s: the class exists already'):format(name), 2)
  end
  rawset(mt, '__typename', name)
  registry[name] = mt
  registry[mt] = name
  if id then ctypes[id] = mt end
  return mt
end

return class
