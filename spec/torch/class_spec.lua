-- The class protocol: names, inheritance, construction, hooks, operators, and what other packages
-- do with metatables.
require 'torch'

local lua54 = _VERSION ~= 'Lua 5.1'
local spec = {} -- gets the constructors of the classes made here

-- Makes a class with a name of its own.
local count = 0
local function new_class(parent)
  count = count + 1
  local name = 'spec.Class' .. count
  local mt, parent_mt
  if parent then
    mt, parent_mt = torch.class(name, parent, spec)
  else
    mt, parent_mt = torch.class(name, spec)
  end
  return mt, spec['Class' .. count], name, parent_mt
end

describe('torch.class', function()
  it('makes objects that know their class', function()
    local mt, make, name = new_class()
    function mt:__init(a, b) self.sum = a + b end
    function mt:double() return 2 * self.sum end
    local object = make(1, 2)
    assert.equal(6, object:double())
    assert.equal(name, torch.typename(object))
    assert.equal(name, torch.type(object))
    assert.equal(mt, getmetatable(object))
    assert.equal(mt, torch.getmetatable(name))
    assert.equal(make, torch.getconstructortable(name))
    assert.equal(1, torch.version(object))
    assert.equal(name, tostring(object))
  end)

  it('puts the constructor where the name says', function()
    _G.spec_module = { inner = {} }
    torch.class('spec_module.A')
    torch.class('spec_module.inner.B', 'spec_module.A')
    torch.class('SpecGlobal')
    assert.equal('spec_module.A', torch.typename(_G.spec_module.A()))
    assert.equal('spec_module.inner.B', torch.typename(_G.spec_module.inner.B()))
    assert.equal('SpecGlobal', torch.typename(_G.SpecGlobal()))
    _G.spec_module, _G.SpecGlobal = nil, nil
  end)

  it('inherits methods, also those that come later', function()
    local base, _, base_name = new_class()
    local mt, make, name, parent = new_class(base_name)
    assert.equal(base, parent)
    assert.equal(base, getmetatable(mt))
    assert.is_falsy(getmetatable(base))
    local object = make()
    assert.is_nil(object.later)
    function base.later() return 'base' end
    assert.equal('base', object:later())
    rawset(mt, 'later', function() return 'own' end)
    assert.equal('own', object:later())
    assert.is_true(torch.isTypeOf(object, base_name))
    assert.is_true(torch.isTypeOf(object, name))
    assert.equal(name, rawget(mt, '__typename'))
  end)

  it('leads reads and writes of the constructor table to the class', function()
    local mt, make = new_class()
    function make.one() return 1 end
    assert.equal(1, make():one())
    assert.equal(mt.one, make.one)
    assert.equal(mt, getmetatable(make))
    make.__version = 3
    assert.equal(3, torch.version(make()))
  end)

  it('offers the constructor as new', function()
    local mt, make, name = new_class()
    function mt:__init(x) self.x = x end
    assert.equal(name, torch.typename(make().new()))
    assert.equal(5, make(1).new(5).x)
  end)

  it('makes empty objects for files', function()
    local mt, _, name = new_class()
    function mt.__init() error('not to be called') end
    assert.equal(name, torch.typename(torch.factory(name)()))
    assert.equal(mt.__factory, torch.factory(name))
    assert.is_nil(torch.factory('spec.Nothing'))
  end)

  -- nngraph looks for the line of its user with debug.getinfo(6) from within a constructor that a
  -- __call__ hook calls: hook, constructor and call each take the levels that they took in Torch7
  it('keeps the distance between a call and __init', function()
    local mt, make = new_class()
    local here
    function mt.__init() here = debug.getinfo(4, 'l').currentline end
    local object = make() local line = debug.getinfo(1, 'l').currentline
    assert.equal(line, here)
    function mt.__call__() return (make()) end
    function mt.__init() here = debug.getinfo(6, 'l').currentline end
    local _ = object() line = debug.getinfo(1, 'l').currentline
    assert.equal(line, here)
  end)

  for _, row in ipairs {
    { 'no name', {}, 'class name' },
    { 'a number', { 5 }, 'class name' },
    { 'an unknown parent', { 'spec.Bad', 'spec.Nothing', {} }, 'invalid parent class name' },
    { 'an unknown module', { 'spec_nothing.Bad' }, 'spec_nothing is an invalid module name' },
    { 'module before parent', { 'spec.Bad', {}, 'spec.Bad' }, 'expected' },
    { 'too many', { 'spec.Bad', 'spec.Bad', {}, {} }, 'expected' },
    { 'a class that exists', { 'torch.DoubleTensor', {} }, 'already assigned' },
  } do
    it('refuses ' .. row[1], function()
      local ok, message = pcall(function() return torch.class((table.unpack)(row[2])) end)
      assert.is_false(ok)
      assert.truthy(message:find(row[3], 1, true))
      assert.is_nil(torch.getmetatable('spec.Bad'))
    end)
  end
end)

describe('torch.newmetatable', function()
  it('completes a class once', function()
    local _, _, parent = new_class()
    local mt = torch.newmetatable('spec.Later')
    assert.equal(mt, torch.newmetatable('spec.Later'))
    assert.is_nil(torch.factory('spec.Later'))
    torch.newmetatable('spec.Later', parent)
    assert.equal(torch.getmetatable(parent), getmetatable(mt))
    assert.has_error(function() torch.newmetatable('spec.Later', parent) end)
    torch.newmetatable('spec.Later', nil, function() return 7 end, nil, function() end, spec)
    assert.equal(7, spec.Later())
    assert.has_error(function() torch.newmetatable('spec.Later', nil, nil, nil, function() end) end)
    assert.has_error(function() torch.newmetatable('spec.Later', nil, function() end) end)
  end)

  it('refuses a circle of parents', function()
    torch.newmetatable('spec.Round')
    torch.newmetatable('spec.Rounder', 'spec.Round')
    assert.has_error(function() torch.newmetatable('spec.Round', 'spec.Rounder') end)
    assert.has_error(function() torch.newmetatable('spec.Round', 'spec.Round') end)
  end)
end)

describe('names of types:', function()
  for _, row in ipairs {
    -- value, torch.type, torch.typename
    { 1, 'number' }, { 'x', 'string' }, { {}, 'table' }, { print, 'function' }, { true, 'boolean' },
    { io.stdout, 'userdata' },
    { torch.DoubleTensor(), 'torch.DoubleTensor', 'torch.DoubleTensor' },
    { torch.LongStorage(), 'torch.LongStorage', 'torch.LongStorage' },
    { torch.DoubleTensor, 'table' },
  } do
    it(row[2], function()
      assert.equal(row[2], torch.type(row[1]))
      assert.equal(row[3], (torch.typename(row[1])))
    end)
  end

  it('nil has none, and no value is an error', function()
    assert.equal(0, select('#', torch.typename(nil)))
    assert.equal('nil', torch.type(nil))
    assert.has_error(function() torch.typename() end)
  end)

  local tensor, storage = torch.FloatTensor(), torch.IntStorage()
  for _, row in ipairs {
    { tensor, 'torch.FloatTensor', true }, { tensor, 'torch.*Tensor', true },
    { tensor, 'Float', false }, { tensor, 'torch.DoubleTensor', false },
    { tensor, torch.FloatTensor, true }, { tensor, torch.DoubleTensor, false },
    { storage, 'torch.IntStorage', true }, { 5, 'torch.*Tensor', false }, { {}, 'table', false },
  } do
    it(('isTypeOf %s'):format(tostring(row[2])), function()
      assert.equal(row[3], torch.isTypeOf(row[1], row[2]))
    end)
  end

  it('isTypeOf needs a description', function()
    assert.has_error(function() torch.isTypeOf(tensor, 5) end)
    assert.has_error(function() torch.isTypeOf(tensor, {}) end)
  end)

  it('isTensor and isStorage', function()
    assert.is_true(torch.isTensor(tensor))
    assert.is_false(torch.isTensor(storage))
    assert.is_false(torch.isTensor({}))
    assert.is_true(torch.isStorage(storage))
    assert.is_false(torch.isStorage(nil))
  end)

  it('classes are marked in the registry, where others look', function()
    local mt = torch.getmetatable('torch.FloatTensor')
    assert.equal('torch.FloatTensor', debug.getregistry()[mt])
    assert.equal(mt, debug.getregistry()['torch.FloatTensor'])
    local foreign = { __typename = 'spec.Foreign' }
    debug.getregistry()[foreign] = true
    assert.equal('spec.Foreign', torch.typename(setmetatable({}, foreign)))
    debug.getregistry()[foreign] = nil
    assert.is_nil(torch.getmetatable('FILE*'))
    assert.has_error(function() torch.newmetatable('FILE*') end)
  end)

  it('setmetatable makes a table an object', function()
    local mt, _, name = new_class()
    function mt.f() return 4 end
    local t = {}
    assert.equal(t, torch.setmetatable(t, name))
    assert.equal(4, t:f())
    assert.has_error(function() torch.setmetatable({}, 'spec.Nothing') end)
    assert.has_error(function() torch.setmetatable(5, name) end)
  end)
end)

describe('hooks', function()
  it('__index__ answers first and may decline', function()
    local mt, make = new_class()
    function mt.method() return 'method' end
    local object = make()
    assert.equal('method', object:method())
    function mt.__index__(_, key)
      if type(key) == 'number' then return 10 * key, true end
      return false
    end
    assert.equal(30, object[3])
    assert.equal('method', object:method())
    assert.is_nil(object.unknown)
    rawset(object, 3, 'own')
    assert.equal('own', object[3])
    mt.__index__ = nil
    assert.is_nil(object[4])
    assert.equal('method', object:method())
  end)

  it('__newindex__ takes what it wants', function()
    local mt, make = new_class()
    local object, seen = make(), {}
    object.before = 1
    function mt.__newindex__(_, key, value)
      if type(key) ~= 'number' then return false end
      seen[key] = value
      return true
    end
    object[1], object.after = 'one', 2
    assert.equal('one', seen[1])
    assert.is_nil(rawget(object, 1))
    assert.equal(1, object.before)
    assert.equal(2, object.after)
  end)

  it('reach children that exist already', function()
    local base, _, base_name = new_class()
    local _, make = new_class(base_name)
    local object = make()
    function base.__index__(_, key) return key .. '!', true end
    assert.equal('x!', object.x)
    local _, make_later = new_class(base_name)
    assert.equal('y!', make_later().y)
  end)

  local a_name
  for _, row in ipairs {
    { '__add__', function(a, b) return a + b end, 3 },
    { '__sub__', function(a, b) return a - b end, 3 },
    { '__mul__', function(a, b) return a * b end, 3 },
    { '__div__', function(a, b) return a / b end, 3 },
    { '__mod__', function(a, b) return a % b end, 3 },
    { '__pow__', function(a, b) return a ^ b end, 3 },
    { '__concat__', function(a, b) return a .. b end, 'text' },
    { '__lt__', function(a, b) return a < b end },
    { '__le__', function(a, b) return a <= b end },
  } do
    local key, apply, other = row[1], row[2], row[3]
    it(key, function()
      local base, _, base_name = new_class()
      local _, make
      _, make, a_name = new_class(base_name)
      local a, b = make(), make()
      local ok, message = pcall(apply, a, b)
      assert.is_false(ok)
      assert.truthy(message:find(('both %s and %s have no'):format(a_name, a_name), 1, true))
      local left, right
      base[key] = function(x, y) left, right = x, y return true end
      assert.truthy(apply(a, b))
      assert.is_true(rawequal(a, left) and rawequal(b, right))
      if not other then return end
      apply(other, a)
      assert.is_true(left == other and rawequal(a, right))
      apply(a, other)
      assert.is_true(rawequal(a, left) and right == other)
    end)
  end

  it('__unm__, __call__, __tostring__', function()
    local mt, make, name = new_class()
    local a = make()
    assert.has_error(function() return -a end)
    assert.has_error(function() return a() end)
    assert.equal(name, tostring(a))
    function mt.__unm__() return 'negative' end
    function mt.__call__(_, ...) return select('#', ...), ... end
    function mt.__tostring__() return 'text' end
    assert.equal('negative', -a)
    assert.same({ 3, 1, nil, 3 }, { a(1, nil, 3) })
    assert.equal('text', tostring(a))
    mt.__tostring = function() return 'other' end
    assert.equal('other', tostring(a))
  end)

  it('__eq__, or else identity', function()
    local mt, make = new_class()
    local a, b = make(), make()
    assert.is_false(a == b)
    assert.is_true(a == a)
    function mt.__eq__() return true end
    assert.is_true(a == b)
  end)

  it('__len__', function()
    local mt, make = new_class()
    local a = make()
    a[1], a[2] = 'x', 'y'
    assert.equal(2, #a)
    if not lua54 then return end -- Lua 5.1 does not ask tables
    function mt.__len__() return 7 end
    assert.equal(7, #a)
  end)

  it('set through torch.getmetatable reach every child', function()
    local _, _, base_name = new_class()
    local _, make = new_class(base_name)
    local mt = torch.getmetatable(base_name)
    function mt.__call__() return 'called' end
    function mt.__unm__() return 'unm' end
    function mt.__sub__() return 'sub' end
    local a = make()
    assert.same({ 'called', 'unm', 'sub' }, { a(), -a, a - a })
  end)
end)

describe('classes from C', function()
  local mt = torch.getmetatable('torch.DoubleTensor')

  it('have methods that can be replaced', function()
    local t, original = torch.DoubleTensor { 1, 2 }, rawget(mt, 'dim')
    assert.is_function(original)
    rawset(mt, 'dim', function() return 'mine' end)
    local seen = t:dim()
    rawset(mt, 'dim', original)
    assert.equal('mine', seen)
    function torch.DoubleTensor.spec_method(self) return self:dim() end
    assert.equal(1, t:spec_method())
    mt.spec_method = nil
  end)

  it('have operators that can be replaced', function()
    local t, original = torch.DoubleTensor { 1, 2 }, rawget(mt, '__add__')
    rawset(mt, '__add__', function() return 'mine' end)
    local seen = t + t
    rawset(mt, '__add__', original)
    assert.equal('mine', seen)
  end)

  it('give nil for unknown fields and refuse to take any', function()
    local t, s = torch.DoubleTensor { 1, 2 }, torch.IntStorage(2)
    assert.is_nil(t.unknown)
    assert.is_nil(s.unknown)
    for _, object in ipairs { t, s } do
      local ok, message = pcall(function() object.unknown = 1 end)
      assert.is_false(ok)
      assert.truthy(message:find('cannot be indexed', 1, true))
    end
  end)

  it('have what every class has', function()
    for _, name in ipairs { 'torch.ByteTensor', 'torch.FloatStorage', 'torch.Generator' } do
      local class = torch.getmetatable(name)
      assert.equal(name, class.__typename)
      assert.equal(1, class.__version)
      assert.equal(class, class.__metatable)
      assert.is_function(class.__newindex)
      assert.is_function(class.__add)
      assert.is_function(torch.factory(name))
      assert.equal(name, torch.typename(torch.factory(name)()))
    end
  end)

  it('are equal when they are the same C object', function()
    local t = torch.DoubleTensor(3)
    assert.is_true(t:storage() == t:storage())
    assert.is_false(t:storage() == torch.DoubleTensor(3):storage())
    assert.is_true(t ~= torch.DoubleTensor(t))
    assert.is_true(torch.isequal(t:storage(), t:storage()))
    assert.is_false(torch.isequal(t, t:storage()))
    assert.is_false(torch.isequal(1, 1))
  end)

  it('refuse operators they lack', function()
    local t = torch.DoubleTensor(3)
    for _, f in ipairs { function() return t < t end, function() return t <= t end,
      function() return t .. t end, function() return t ^ 2 end } do
      local ok, message = pcall(f)
      assert.is_false(ok)
      assert.truthy(message:find('have no', 1, true))
    end
  end)

  it('print a generator with its address', function()
    assert.truthy(tostring(torch.Generator()):find('^torch%.Generator'))
    assert.equal('torch.Generator', torch.typename(torch._gen))
  end)
end)

describe('the default type', function()
  after_each(function() torch.setdefaulttensortype('torch.DoubleTensor') end)

  it('redirects torch.Tensor, torch.Storage and functions', function()
    assert.equal('torch.DoubleTensor', torch.getdefaulttensortype())
    torch.setdefaulttensortype('torch.FloatTensor')
    assert.equal('torch.FloatTensor', torch.getdefaulttensortype())
    assert.equal('torch.FloatTensor', torch.typename(torch.Tensor(2)))
    assert.equal('torch.FloatStorage', torch.typename(torch.Storage(2)))
    assert.equal('torch.FloatTensor', torch.typename(torch.zeros(2)))
  end)

  it('must be a tensor type', function()
    for _, bad in ipairs { 'torch.FloatStorage', 'torch.Nothing', 5, 'FloatTensor' } do
      assert.has_error(function() torch.setdefaulttensortype(bad) end)
    end
    assert.equal('torch.DoubleTensor', torch.getdefaulttensortype())
  end)

  it('is fixed in the typed function tables', function()
    assert.equal('torch.IntTensor', torch.typename(torch.IntTensor.torch.zeros(2, 3)))
    assert.equal('torch.DoubleTensor',
                 torch.typename(torch.IntTensor.torch.add(torch.DoubleTensor { 1 }, 1)))
  end)
end)

describe('a declared class', function()
  local declare = require('torch.class').declare

  -- Declares a class below another; returns its name and how often its definition was asked for.
  local function declared(parent, methods)
    count = count + 1
    local name, calls = 'spec_declared.Class' .. count, { count = 0 }
    package.preload[name] = function()
      calls.count = calls.count + 1
      local mt = parent and torch.class(name, parent) or torch.class(name)
      for key, method in pairs(methods or {}) do mt[key] = method end
    end
    declare(name, parent)
    return name, calls, _G.spec_declared['Class' .. count]
  end

  setup(function() _G.spec_declared = {} end)
  teardown(function() _G.spec_declared = nil end)

  it('has name, parent and constructor and is defined once, when it is used', function()
    local base, base_calls = declared(nil, { f = function() return 'f' end })
    local name, calls, make = declared(base, { g = function() return 'g' end })
    assert.equal(make, torch.getconstructortable(name))
    assert.equal(name, getmetatable(make).__typename)
    assert.equal(base, getmetatable(getmetatable(make)).__typename)
    assert.same({ 0, 0 }, { base_calls.count, calls.count })
    local object = make()
    assert.equal('g', object:g())
    assert.equal('f', object:f())
    assert.is_nil(object.h)
    assert.equal(getmetatable(make), torch.getmetatable(name))
    assert.same({ 1, 1 }, { base_calls.count, calls.count })
  end)

  for what, use in pairs {
    getmetatable = function(name) return torch.getmetatable(name) end,
    factory = function(name) return torch.factory(name)() end,
    setmetatable = function(name) return torch.setmetatable({}, name) end,
    ['a field'] = function(_, make) return make.f end,
    ['a method of a subclass'] = function(name)
      torch.class(name .. 'Sub', name)
      return _G.spec_declared[name:match '%.(.*)' .. 'Sub']().f
    end,
  } do
    it('is defined by ' .. what, function()
      local name, calls, make = declared(nil, { f = function() end })
      assert.truthy(use(name, make))
      assert.equal(1, calls.count)
      assert.is_function(rawget(getmetatable(make), 'f'))
    end)
  end

  it('keeps methods that others give it', function()
    local _, calls, make = declared(nil, { f = function() return 'own' end })
    function make.f() return 'other' end
    assert.equal(1, calls.count)
    assert.equal('other', make():f())
  end)

  it('has the hooks of its definition', function()
    local base = declared(nil, { __index__ = function(_, key) return key .. '!', true end })
    local _, _, make = declared(base, { f = function() end })
    local object = make()
    assert.equal('x!', object.x)
  end)

  it('belongs to its declaration', function()
    local name = declared()
    assert.error_matches(function() torch.class(name) end, 'already assigned')
  end)

  it('is looked for where its declaration was', function()
    local name, _, make = declared()
    local path = package.path
    package.preload[name], package.path = nil, '/nowhere/?.lua'
    local ok, message = pcall(torch.getmetatable, name)
    package.path = path
    assert.is_false(ok)
    assert.is_nil(message:find('/nowhere', 1, true))
    package.preload[name] = function() torch.class(name).f = function() return 'f' end end
    assert.equal('f', make.f())
  end)

  it('raises each time it is asked for if its module does', function()
    for message, load in pairs {
      ['no file'] = function() error('no file', 0) end,
      ['does not define the class'] = function() end,
    } do
      count = count + 1
      local name = 'spec_declared.Class' .. count
      package.preload[name] = load
      declare(name)
      for _ = 1, 2 do
        assert.error_matches(function() torch.getmetatable(name) end, message)
      end
    end
  end)
end)

describe('services', function()
  it('torch.pointer is an address', function()
    local t, u = {}, {}
    assert.equal(torch.pointer(t), torch.pointer(t))
    assert.are_not.equal(torch.pointer(t), torch.pointer(u))
    assert.has_error(function() torch.pointer(5) end)
    assert.has_error(function() torch.pointer(nil) end)
  end)

  it('tic and toc', function()
    assert.is_true(torch.toc(torch.tic()) >= 0)
    assert.has_error(function() torch.toc('x') end)
  end)

  it('getenv and setenv', function()
    local f = (loadstring or load)('return spec_variable')
    assert.equal(_G, torch.getenv(f))
    torch.setenv(f, { spec_variable = 5 })
    assert.equal(5, f())
    assert.equal(5, torch.getenv(f).spec_variable)
    assert.has_error(function() torch.getenv(5) end)
  end)

  it('finds and includes files of packages', function()
    local folder = os.tmpname()
    os.remove(folder)
    local path = package.path
    -- a package is a folder; Lua cannot make one, so the template says where it is
    package.path = folder .. '-?-init.lua;' .. path
    assert.has_error(function() torch.packageLuaPath('spec_package') end)
    package.path = path
    local file = assert(io.open(folder .. '.lua', 'w'))
    file:write("return include('" .. folder:match('[^/\\]*$') .. ".2.lua') + 1")
    file:close()
    file = assert(io.open(folder .. '.2.lua', 'w'))
    file:write('return 41')
    file:close()
    assert.equal(42, _G.include(folder .. '.lua'))
    os.remove(folder .. '.lua')
    os.remove(folder .. '.2.lua')
    local torch_folder = torch.packageLuaPath('torch')
    assert.truthy(io.open(torch_folder .. '/class.lua'))
    assert.equal(torch_folder, torch.packageLuaPath() .. '/torch')
    assert.is_table(torch.include('torch', 'class.lua'))
  end)

  it('names of other Lua versions are there', function()
    assert.equal(2, (table.unpack({ 2 })))
    assert.is_function(rawget(string, 'gfind'))
  end)
end)
