--- The package torch: tensors and what is computed with them, random numbers, saving and loading,
-- classes, programs' options and tests. Sets the globals `torch` and `include`.
-- Neighbours: facula.core, the C library, has tensors, storages, generators, files and the torch.*
-- functions; the class system, printing and small services are in class.lua, print.lua and util.lua
-- beside this file. nn and optim stand on this.
-- @module torch

local core = require 'facula.core'
local class = require 'torch.class'
local printing = require 'torch.print'
local util = require 'torch.util'

core.library(debug.getinfo(1, 'S').source:match('^@(.*)torch[/\\]init%.lua$') or '')

require 'paths' -- a global of its own, as with Torch7

torch = {}

for name, f in pairs(core.functions) do torch[name] = f end

-- --- classes -------------------------------------------------------------------------------------

for _, name in ipairs { 'class', 'factory', 'getconstructortable', 'getmetatable', 'isStorage',
  'isTensor', 'isTypeOf', 'isequal', 'metatype', 'newmetatable', 'setmetatable', 'type', 'typename',
  'version' } do
  torch[name] = class[name]
end

--- torch.pointer(object): a number that is the same for the same object: its address.
-- @param object a tensor, storage, generator or file, table, thread, function, string or FFI
--   pointer
-- Raises for other values.
-- @usage local t = {}
--   torch.pointer(t) == torch.pointer(t)  --> true
torch.pointer = core.pointer

-- What a class from C gets in Lua unless C brings its own.
local function printer(name)
  if name:find('Tensor$') then return printing.tensor end
  if name:find('Storage$') then return printing.storage end
  return nil
end

-- Makes a class of core.classes, its parent first.
local function make_class(name)
  if class.getmetatable(name) then return end
  local definition = core.classes[name]
  if definition.parent then make_class(definition.parent) end
  local mt = class.native(name, definition, torch)
  if not mt.__tostring__ then mt.__tostring__ = printer(name) end
end

for name in pairs(core.classes) do make_class(name) end

--- The generator that random functions use when they are given none.
torch._gen = core.default_generator()

-- The table torch.FloatTensor.torch: torch's functions, making tensors of that type where the
-- arguments do not tell another.
local function typed_functions(type_name)
  return setmetatable({}, {
    __index = function(self, name)
      local f = torch[name]
      if type(f) ~= 'function' then return f end
      local function typed(...)
        local n, arguments = select('#', ...), { ... }
        local first = arguments[1]
        local told = type(first) == 'table' and torch.isTensor(first[1])
        for i = 1, n do told = told or torch.isTensor(arguments[i]) end
        if told then return torch[name](...) end
        arguments[n + 1] = type_name
        return torch[name]((unpack or table.unpack)(arguments, 1, n + 1))
      end
      self[name] = typed
      return typed
    end,
  })
end

for name in pairs(core.classes) do
  if name:find('Tensor$') then
    rawset(class.getmetatable(name), 'torch', typed_functions(name))
  end
end

local default_type

--- Changes the type of tensor that torch.Tensor, torch.Storage and functions without a tensor among
-- their arguments make.
-- @param name such as 'torch.FloatTensor'
-- @usage torch.setdefaulttensortype('torch.FloatTensor')
--   torch.zeros(2):type()  --> torch.FloatTensor
--   torch.setdefaulttensortype('torch.DoubleTensor')
function torch.setdefaulttensortype(name)
  local kind = type(name) == 'string' and core.classes[name] and name:match('^(torch%.%a+)Tensor$')
  if not kind then
    error(("torch.setdefaulttensortype: name of a tensor type expected, such as "
           .. "'torch.FloatTensor', got %s"):format(tostring(name)), 2)
  end
  core.set_default_type(name)
  torch.Tensor = class.getconstructortable(name)
  torch.Storage = class.getconstructortable(kind .. 'Storage')
  default_type = name
end

--- The name of the default type, 'torch.DoubleTensor' unless changed.
-- @usage torch.getdefaulttensortype()  --> torch.DoubleTensor
function torch.getdefaulttensortype()
  return default_type
end

torch.setdefaulttensortype('torch.DoubleTensor')

-- --- services ------------------------------------------------------------------------------------

for _, name in ipairs { 'getenv', 'include', 'packageLuaPath', 'setenv', 'tic', 'toc',
  'updateerrorhandlers', 'updatethreadlocals' } do
  torch[name] = util[name]
end

--- torch.isatty(file): whether a Lua file is a terminal.
-- @param file such as io.stdout
-- @usage torch.isatty(io.tmpfile())  --> false
torch.isatty = core.isatty

--- Kept for old scripts: the collector always feels the memory of tensors, so this only stores what
-- was asked for.
-- @param wanted boolean
-- @usage torch.setheaptracking(true)
function torch.setheaptracking(wanted)
  torch._heaptracking = wanted and true or false
end

--- What torch.setheaptracking was last asked for.
torch._heaptracking = true

--- Runs a file that lies next to the file of the caller; see util.lua.
include = util.include_beside

-- What is written in Lua, one file each. Classes that few programs need are read when first used.
for _, name in ipairs { 'File', 'Timer', 'einsum', 'foreign', 'half', 'tensorio', 'legacy' } do
  require('torch.' .. name)
end
for _, name in ipairs { 'CmdLine', 'Tester', 'TestSuite' } do class.declare('torch.' .. name) end

--- Checks that this installation works on this machine; prints how it went.
-- @param[opt] names of tests, or Lua patterns for them
-- @return 0
-- Raises if something does not work.
-- @usage -- not run: prints its progress
--   torch.test()
function torch.test(names)
  return require('torch.selftest'):run(names)
end

-- Torch7 brought these names of Lua 5.2 and 5.0 along.
table.unpack = table.unpack or unpack
string.gfind = string.gfind or string.gmatch

return torch
