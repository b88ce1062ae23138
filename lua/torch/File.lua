--- Objects in files: writeObject and readObject of torch.File, torch.save, torch.load and
-- torch.serialize, all in Torch7's .t7 format.
-- An object is an int that tells its kind, then its body. Tables, functions and objects of classes
-- carry an index behind the kind; one that was written before is its kind and index only, so shared
-- and cyclic structures come back as they were.
-- Neighbours: src/torch/file.c moves numbers and bytes; torch/class.lua knows the classes;
-- torch/tensorio.lua has the bodies of tensors, storages and generators.
-- @module torch.File

local File = torch.getmetatable('torch.File')

-- The kinds of objects. The two older ones of functions are read but not written.
local NIL, NUMBER, STRING, TABLE, TORCH, BOOLEAN = 0, 1, 2, 3, 4, 5
local FUNCTION_OF_OLD, FUNCTION_RECURSIVE, FUNCTION = 6, 7, 8
local INDEXED = { [TABLE] = true, [TORCH] = true, [FUNCTION_RECURSIVE] = true, [FUNCTION] = true }

local compile = loadstring or load
local to_integer = math.tointeger

-- --- what a file remembers -----------------------------------------------------------------------

-- file -> what has been written to and read from it
local states = setmetatable({}, { __mode = 'k' })

local function state_of(file)
  local state = states[file]
  if not state then
    state = {
      referenced = true,
      trusted = true,   -- functions become callable
      count = 0,        -- indices given to written objects
      index = {},       -- identity of a written object -> its index
      kind = {},        -- index -> kind under which it was written
      kept = {},        -- index -> the object, so that its identity is not used again
      objects = {},     -- index -> object that was read
      upvalue_ids = {}, -- identity of a written upvalue -> number in the file
      upvalue_count = 0,
      upvalues = {},    -- number in the file -> { function, position } that has the upvalue
      running = nil,    -- the call of writeObject or readObject that is under way
    }
    states[file] = state
  end
  return state
end

--- Whether an object that was written before is written as a reference to it; true for a new file.
-- Without references every occurrence is written in full, a cycle never ends, and reading makes a
-- new object for each.
-- @param wanted boolean
-- @return the file
function File:referenced(wanted)
  state_of(self).referenced = wanted and true or false
  return self
end

--- Whether references are used.
function File:isReferenced()
  return state_of(self).referenced
end

-- Several userdata can stand for the same C object.
local function identity(object)
  local kind = type(object)
  if kind == 'table' or kind == 'function' then return object end
  return torch.pointer(object)
end

-- The hook __name or name of the object's class.
local function class_hook(object, name)
  local mt = torch.getmetatable(torch.typename(object)) or getmetatable(object)
  local hook = mt and (mt['__' .. name] or mt[name])
  return type(hook) == 'function' and hook or nil
end

-- --- errors --------------------------------------------------------------------------------------

-- Raises an error about what lies in the file.
local function malformed(file, format, ...)
  error(format:format(...) .. ' (' .. file:where() .. ')', 0)
end

-- An error from deep inside, for whoever called readObject or writeObject: without the place in
-- this file, with the place in that one.
local function explained(file, message, reading)
  if type(message) ~= 'string' then return message end
  if message:find('stack overflow', 1, true) then message = 'objects are nested too deeply' end
  message = message:gsub('^[^\n]-torch/%a+%.lua:%d+: ', '')
  if reading and not message:find(', byte %d+%)') then
    message = message .. ' (' .. file:where() .. ')'
  end
  return message
end

-- Runs body(file, run, ...), where run is the record of the outermost call of writeObject or
-- readObject: a class's hook that calls them again continues that one.
local function within(file, run, reading, body, ...)
  local state = state_of(file)
  if state.running then return body(file, state.running, ...) end
  state.running = run
  local ok, result = pcall(body, file, run, ...)
  state.running = nil
  if ok then return result end
  result = explained(file, result, reading)
  error(result, type(result) == 'string' and 3 or 0)
end

-- --- functions that are not loaded ---------------------------------------------------------------

local stubs = setmetatable({}, { __mode = 'k' })
local reveal = {}

-- A function in the place of one that was read but not loaded. It can be written again: called with
-- the key it gives back what was read.
local function new_stub(why, bytes, kind)
  local upvalues
  local function stub(key, value)
    if key ~= reveal then error(why, 2) end
    if value then upvalues = value end
    return kind, bytes, upvalues
  end
  stubs[stub] = true
  return stub
end

-- --- writing -------------------------------------------------------------------------------------

local simple_kinds = { ['nil'] = NIL, number = NUMBER, string = STRING, boolean = BOOLEAN }

--- How an object would be written.
-- @param object any value
-- @return the number of its kind, or nil if it cannot be written (threads, C functions, objects of
-- classes without a factory); what it holds is not looked at
function File.isWritableObject(_, object)
  local lua_type = type(object)
  if simple_kinds[lua_type] then return simple_kinds[lua_type] end
  local name = torch.typename(object)
  if name and torch.factory(name) then return TORCH end
  if lua_type == 'table' then return TABLE end
  if lua_type == 'function' and (stubs[object] or pcall(string.dump, object)) then
    return FUNCTION
  end
  return nil
end

-- "<?>.layers.2.weight": the way to the object that is being written.
local function path_of(run)
  local path = { run.name }
  for i = 1, run.depth do
    local key = run.path[i]
    local plain = type(key) == 'string' or type(key) == 'number'
    path[#path + 1] = plain and tostring(key) or '<' .. torch.type(key) .. '>'
  end
  return table.concat(path, '.')
end

-- A length and bytes, as strings of all sorts are kept.
local function write_bytes(file, bytes)
  file:writeInt(#bytes)
  if #bytes == 0 then return end
  if not file:isBinary() and file:isAutoSpacing() then bytes = bytes .. '\n' end
  file:writeString(bytes)
end

local write

local function write_table(file, run, object)
  local count = 0
  for _ in next, object do count = count + 1 end
  file:writeInt(count)
  local depth = run.depth + 1
  for key, value in next, object do
    run.depth, run.path[depth] = depth, key
    write(file, run, key)
    write(file, run, value)
  end
  run.depth = depth - 1
end

-- Number of an upvalue in this file, the same for all functions that share it; nil if this Lua
-- cannot tell.
local function upvalue_id(state, f, position)
  if not debug.upvalueid then return nil end
  local id = debug.upvalueid(f, position)
  if not state.upvalue_ids[id] then
    state.upvalue_count = state.upvalue_count + 1
    state.upvalue_ids[id] = state.upvalue_count
  end
  return state.upvalue_ids[id]
end

local function upvalues_of(state, f)
  local upvalues = {}
  for position = 1, math.huge do
    local name, value = debug.getupvalue(f, position)
    if not name then return upvalues end
    if name == '_ENV' then value = nil end -- the globals are those of whoever reads
    upvalues[position] = { name = name, value = value, id = upvalue_id(state, f, position) }
  end
end

local function write_function(file, run, f, stub_bytes, stub_upvalues)
  write_bytes(file, stub_bytes or string.dump(f))
  write(file, run, stub_upvalues or upvalues_of(state_of(file), f))
end

-- The fields of an object that can be written; the others are reported.
local function writable_fields(file, run, object)
  local fields = {}
  for key, value in next, object do
    if file:isWritableObject(value) then
      fields[key] = value
    else
      print(('$ Warning: cannot write object field <%s> of <%s> %s')
            :format(tostring(key), torch.typename(object), path_of(run)))
    end
  end
  return fields
end

local function write_torch(file, run, object)
  write_bytes(file, 'V ' .. (torch.version(object) or 1))
  write_bytes(file, torch.typename(object))
  local hook = class_hook(object, 'write')
  if hook then
    hook(object, file)
  elseif type(object) == 'table' then
    write(file, run, writable_fields(file, run, object))
  else
    error(('<%s> is a non-serializable Torch object at %s')
          :format(torch.typename(object), path_of(run)), 0)
  end
end

-- Writes the index of an object that has one. True if that is all, since the reader knows it.
local function write_index(file, state, object, kind)
  state.count = state.count + 1
  if state.referenced then
    state.index[identity(object)] = state.count
    state.kind[state.count] = kind
    state.kept[state.count] = object
  end
  file:writeInt(state.count)
end

function write(file, run, original)
  local state = state_of(file)
  local simple = simple_kinds[type(original)]
  if not simple and state.referenced then
    local index = state.index[identity(original)]
    if index then
      file:writeInt(state.kind[index])
      file:writeInt(index)
      return
    end
  end
  local object = original
  if run.hook and object ~= nil then object = run.hook(object) end
  local kind = file:isWritableObject(object)
  if not kind then
    error(('Unwritable object <%s> at %s'):format(type(object), path_of(run)), 0)
  end
  local stub_bytes, stub_upvalues
  if stubs[object] then kind, stub_bytes, stub_upvalues = object(reveal) end

  file:writeInt(kind)
  if kind == NUMBER then
    file:writeDouble(object)
  elseif kind == BOOLEAN then
    file:writeBool(object)
  elseif kind == STRING then
    write_bytes(file, object)
  elseif kind ~= NIL then
    if kind ~= FUNCTION_OF_OLD then
      write_index(file, state, simple and object or original, kind)
    end
    if kind == TABLE then
      write_table(file, run, object)
    elseif kind == TORCH then
      write_torch(file, run, object)
    else
      write_function(file, run, object, stub_bytes, stub_upvalues)
    end
  end
end

local function write_with(file, run, object, name, hook)
  local outer_hook, outer_name = run.hook, run.name
  run.hook, run.name = hook or outer_hook, name or outer_name
  write(file, run, object)
  run.hook, run.name = outer_hook, outer_name
end

--- Writes an object: nil, a number, string, boolean, table, Lua function or an object of a class,
-- with all that it holds.
-- @param object what to write
-- @param[opt='<?>'] name what errors call it: "Unwritable object <thread> at <?>.worker"
-- @param[opt] hook function that is called with each object found and returns what to write instead
-- of it; to references it stays the object that was found
-- @return the file
-- @usage f = torch.MemoryFile(); f:writeObject { x = torch.ones(3) }
function File:writeObject(object, name, hook)
  within(self, { depth = 0, path = {}, name = '<?>' }, false, write_with, object, name, hook)
  return self
end

-- --- reading -------------------------------------------------------------------------------------

local read

local function read_bytes(file)
  local length = file:readInt()
  if length < 0 then malformed(file, 'a string of %d bytes', length) end
  if length == 0 then return '' end
  return (file:readString(length))
end

-- The format knows doubles only; where Lua has integers, whole numbers become integers again.
local function read_number(file)
  local number = file:readDouble()
  if not to_integer or (number == 0 and 1 / number < 0) then return number end
  return to_integer(number) or number
end

local function read_table(file, run, object)
  local size = file:readInt()
  if size < 0 then malformed(file, 'a table of %d elements', size) end
  for _ = 1, size do
    local key = read(file, run)
    local value = read(file, run)
    if key == nil or key ~= key then
      malformed(file, 'a table with the key %s', tostring(key))
    end
    object[key] = value
  end
  return object
end

-- Files written with a GPU hold classes that are the same as ours but for the place of their
-- elements and the library that computes.
local gpu_types = { [''] = 'Float', Byte = 'Byte', Char = 'Char', Short = 'Short', Int = 'Int',
  Long = 'Long', Double = 'Double', Half = 'Half' }

local function cpu_class(name)
  local type_name, what = name:match('^torch%.Cuda(%a-)(Tensor)$')
  if not what then type_name, what = name:match('^torch%.Cuda(%a-)(Storage)$') end
  if what then return gpu_types[type_name] and 'torch.' .. gpu_types[type_name] .. what end
  local layer = name:match('^cudnn%.(.+)$')
  return layer and 'nn.' .. layer
end

local function factory_of(file, name)
  local factory = torch.factory(name)
  if factory then return factory end
  local other = cpu_class(name)
  factory = other and torch.factory(other)
  if factory then return factory end
  local package_name = name:match('^(%a[%w_]*)%.')
  local hint = ''
  if package_name and package_name ~= 'torch' and rawget(_G, package_name) == nil then
    hint = (": does something have to be required first, '%s' perhaps?"):format(package_name)
  end
  malformed(file, 'unknown Torch class <%s>%s', name, hint)
end

-- The version and name of a class. The oldest files have the name only.
local function read_class(file)
  local first = read_bytes(file)
  local version = first:match('^V (.*)$')
  if not version then return 0, first end
  if not tonumber(version) then malformed(file, 'a class of version %q', version) end
  local name = read_bytes(file)
  version = tonumber(version)
  return to_integer and to_integer(version) or version, name
end

local function read_torch(file, run, index)
  local version, name = read_class(file)
  local object = factory_of(file, name)(file)
  if index then state_of(file).objects[index] = object end -- before the body, which may refer to it
  local hook = class_hook(object, 'read')
  if hook then
    hook(object, file, version)
  elseif type(object) == 'table' then
    local fields = read(file, run)
    if type(fields) ~= 'table' then
      malformed(file, 'fields of class <%s> expected, got %s', name, torch.type(fields))
    end
    for key, value in next, fields do object[key] = value end
  else
    malformed(file, 'Cannot load object of class <%s>', name)
  end
  return object
end

-- Puts upvalue number position in its place; shares it with the functions read before that had it.
local function set_upvalue(state, f, position, upvalue)
  if upvalue.name == '_ENV' then
    debug.setupvalue(f, position, _G)
    return
  end
  local id = debug.upvaluejoin and upvalue.id
  local known = id and state.upvalues[id]
  if known then
    debug.upvaluejoin(f, position, known.f, known.position)
    return
  end
  debug.setupvalue(f, position, upvalue.value)
  if id then state.upvalues[id] = { f = f, position = position } end
end

local function set_upvalues(file, f, upvalues, kind)
  for position = 1, debug.getinfo(f, 'u').nups do
    local upvalue = upvalues[position]
    if kind ~= FUNCTION then
      upvalue = { value = upvalue }
    elseif type(upvalue) ~= 'table' then
      malformed(file, 'upvalue %d of a function expected, got %s', position, type(upvalue))
    end
    set_upvalue(state_of(file), f, position, upvalue)
  end
end

local function read_function(file, run, index, kind)
  local state = state_of(file)
  local bytes = read_bytes(file)
  local f, problem, is_stub
  if state.trusted then
    f, problem = compile(bytes)
    if not f then
      problem = 'Failed to load function from bytecode: ' .. problem
      io.stderr:write('Warning: ', problem, '\n')
    end
  else
    problem = ('this function came from %s and was not loaded, since code can do anything; '
               .. 'if you trust that file, load it with torch.load(path, format, {trust = true})')
              :format(run.source)
  end
  if not f then
    f = new_stub(problem, bytes, kind)
    is_stub = true
  end
  if index then state.objects[index] = f end -- a function can be its own upvalue
  local upvalues = read(file, run)
  if type(upvalues) ~= 'table' then
    malformed(file, 'upvalues of a function expected, got %s', torch.type(upvalues))
  end
  if is_stub then
    f(reveal, upvalues)
  else
    set_upvalues(file, f, upvalues, kind)
  end
  return f
end

-- An object that has an index, which may be known already.
local function read_indexed(file, run, kind)
  local index = file:readInt()
  local state = state_of(file)
  if not state.referenced then
    index = nil
  elseif state.objects[index] ~= nil then
    return state.objects[index]
  end
  if kind == TORCH then return read_torch(file, run, index) end
  if kind ~= TABLE then return read_function(file, run, index, kind) end
  local object = {}
  if index then state.objects[index] = object end
  return read_table(file, run, object)
end

function read(file, run)
  local kind = file:readInt()
  if kind == NIL then return nil end
  if kind == NUMBER then return read_number(file) end
  if kind == BOOLEAN then return file:readBool() end
  if kind == STRING then return read_bytes(file) end
  if INDEXED[kind] then
    local object = read_indexed(file, run, kind)
    return object
  end
  if kind == FUNCTION_OF_OLD then return (read_function(file, run, nil, kind)) end
  malformed(file, 'unknown object: %s is no kind of object', tostring(kind))
end

--- Reads the next object. Functions in it become functions that can be called, as in Torch7;
-- torch.load is the careful one.
-- @return the object
-- Raises an error with the file's name and the byte where it stands if what is there is no object,
-- the file ends too early or the class of an object is not known.
-- @usage f = torch.MemoryFile(); f:writeObject('x'); f:seek(1); print(f:readObject())
function File:readObject()
  local object = within(self, { source = self:where():gsub(', byte %d+$', '') }, true, read)
  return object
end

-- --- whole files ---------------------------------------------------------------------------------

-- Sets the mode that has this name and returns the file.
local function in_mode(file, mode)
  if mode == 'ascii' then return file:ascii() end
  file:binary()
  if mode == 'b32' then file:longSize(4) end
  if mode == 'b64' then file:longSize(8) end
  return file
end

local function check_mode(mode)
  if mode ~= nil and mode ~= 'binary' and mode ~= 'ascii' then
    error('"binary" or "ascii" (or nil) expected for mode', 3)
  end
  return mode or 'binary'
end

--- Writes an object to a file of its own. The file is complete or not there: everything goes to a
-- temporary file beside it that takes its place at the end, so a failure leaves an old file as it
-- was. Permissions stay; a symbolic link stays a link.
-- @param path name of the file
-- @param object what to write, see File:writeObject
-- @param[opt='binary'] mode 'binary' or 'ascii'
-- @param[opt=true] referenced see File:referenced
-- Raises an error with the name of the file if it cannot be written.
-- @usage torch.save('a.t7', { weight = torch.ones(3), epoch = 2 })
function torch.save(path, object, mode, referenced)
  mode = check_mode(mode)
  local file = torch.getmetatable('torch.DiskFile').replace(path)
  in_mode(file, mode):referenced(referenced == nil or referenced)
  local ok, problem = pcall(file.writeObject, file, object)
  if ok then ok, problem = pcall(file.commit, file) end
  if ok then return end
  if file:isOpened() then file:quiet():close() end
  error(problem, 0)
end

-- Finds out how a file was written: its first int is the kind of an object, 0 to 8, as text or as 4
-- bytes of either order. Leaves the file at its begin.
local function detect_mode(file)
  if not pcall(file.seek, file, 1) then return file:binary() end -- a pipe: take the usual
  file:binary():quiet()
  local head = file:readString(4)
  file:clearError():pedantic():seek(1)
  if head:find('^[0-8]\r?\n') then return file:ascii() end
  if head:find('^%z%z%z[\1-\8]') then return file:bigEndianEncoding() end
  return file
end

-- Reads the one object of a file; false and the error if that fails.
local function try_load(file, options)
  states[file] = nil
  local state = state_of(file)
  state.referenced = options.referenced == nil or options.referenced
  state.trusted = options.trust and true or false
  return pcall(file.readObject, file)
end

local modes = { binary = true, ascii = true, b32 = true, b64 = true }

--- Reads the object of a file.
-- Functions in the file are not loaded, because loading code that somebody else wrote is running
-- it: each becomes a function that raises an error telling how to trust the file.
-- @param path name of the file
-- @param[opt] mode 'binary', 'ascii', 'b32' or 'b64' (binary from a machine whose longs have 4 or 8
-- bytes); without it the file itself tells
-- @param[opt] options {trust = true} loads functions; {referenced = false} see File:referenced; a
-- boolean stands for the latter
-- @return the object
-- Raises an error with the name of the file, and the byte at which it cannot be understood.
-- Tensors and layers that were on a GPU (torch.CudaTensor, cudnn.X) become torch.FloatTensor, nn.X.
-- @usage torch.save('a.t7', { 1, 2 }); print(#torch.load('a.t7'))
function torch.load(path, mode, options)
  if type(mode) == 'table' then mode, options = nil, mode end
  if mode ~= nil and not modes[mode] then
    error('"binary", "b32", "b64" or "ascii" expected for mode', 2)
  end
  if type(options) ~= 'table' then options = { referenced = options } end
  local file = torch.DiskFile(path, 'r')
  if mode then in_mode(file, mode) else detect_mode(file) end
  local ok, result = try_load(file, options)
  if not ok and not mode and file:isBinary() and pcall(file.seek, file, 1) then
    -- the size of a long shows in nothing but that the other one makes sense
    local other_ok, other = try_load(file:longSize(4), options)
    if other_ok then ok, result = true, other end
  end
  file:close()
  if not ok then error(result, 0) end
  return result
end

torch.saveobj, torch.loadobj = torch.save, torch.load

-- --- strings and storages ------------------------------------------------------------------------

local function written(object, mode)
  local file = in_mode(torch.MemoryFile(), mode)
  return file:writeObject(object)
end

--- An object as a string.
-- @param object see File:writeObject
-- @param[opt='binary'] mode 'binary' or 'ascii'
-- @usage copy = torch.deserialize(torch.serialize { 1, 2 })
function torch.serialize(object, mode)
  local file = written(object, check_mode(mode)):seek(1)
  return (file:readString('*a'))
end

--- The object of a string that torch.serialize made. Functions in it are loaded: only for strings
-- that you trust.
-- @param text the string
-- @param[opt='binary'] mode 'binary' or 'ascii'
-- @usage torch.deserialize(torch.serialize {1, 2})  --> {1, 2}
function torch.deserialize(text, mode)
  mode = check_mode(mode)
  if type(text) ~= 'string' then
    error(('torch.deserialize: string expected, got %s'):format(torch.type(text)), 2)
  end
  local file = torch.MemoryFile()
  file:writeString(text)
  local object = in_mode(file, mode):seek(1):readObject()
  return object
end

--- An object as a CharStorage; see torch.serialize.
-- @param object see File:writeObject
-- @param[opt='binary'] mode 'binary' or 'ascii'
-- @usage local storage = torch.serializeToStorage {1, 2}
--   torch.deserializeFromStorage(storage)  --> {1, 2}
function torch.serializeToStorage(object, mode)
  local storage = written(object, check_mode(mode)):storage()
  return storage:resize(storage:size() - 1) -- the zero byte at the end belongs to the file
end

--- The object of a CharStorage that torch.serializeToStorage made.
-- @param storage a CharStorage
-- @param[opt='binary'] mode 'binary' or 'ascii'
-- @usage local storage = torch.serializeToStorage {1, 2}
--   torch.deserializeFromStorage(storage)  --> {1, 2}
function torch.deserializeFromStorage(storage, mode)
  mode = check_mode(mode)
  if torch.typename(storage) ~= 'torch.CharStorage' then
    error(('torch.deserializeFromStorage: torch.CharStorage expected, got %s')
          :format(torch.type(storage)), 2)
  end
  local file = torch.MemoryFile():binary()
  file:writeChar(storage)
  local object = in_mode(file, mode):seek(1):readObject()
  return object
end
