-- Every name of Torch7's package torch is there, on every type on which Torch7 has it. The names
-- are in api_names.lua; what the functions do is the matter of the other specs.
require 'torch'
require 'xlua'
local names = require 'torch.api_names'

-- The names of a list for which has(name) is false, as text.
local function missing(list, has)
  local gone = {}
  for _, name in ipairs(list) do
    if not has(name) then gone[#gone + 1] = name end
  end
  return table.concat(gone, ' ')
end

-- Whether an object or constructor answers to a name.
local function on(object)
  return function(name) return object[name] ~= nil end
end

describe('names of Torch7:', function()
  it('globals', function()
    assert.equal('', missing(names.globals, function(name) return rawget(_G, name) ~= nil end))
    assert.equal('', missing({ 'unpack' }, on(table)))
    assert.equal('', missing({ 'gfind' }, on(string)))
  end)

  it('torch.*', function()
    local function is_function(name) return type(torch[name]) == 'function' end
    assert.equal('', missing(names.namespace, is_function))
    for field, kind in pairs(names.fields) do assert.equal(kind, type(torch[field]), field) end
  end)

  it('functions', function()
    local function is_function(name) return type(torch[name]) == 'function' end
    assert.equal('', missing(names.functions, is_function))
  end)

  for _, group in ipairs(names.methods) do
    for _, name in ipairs(group.types) do
      it(('%d methods of %sTensor'):format(#group.methods, name), function()
        local tensor = torch[name .. 'Tensor']()
        local mt = torch.getmetatable('torch.' .. name .. 'Tensor')
        assert.equal('', missing(group.methods, function(method)
          return method:find '^__' and mt[method] ~= nil or type(tensor[method]) == 'function'
        end))
      end)
    end
  end

  for _, group in ipairs(names.absent) do
    for _, name in ipairs(group.types) do
      it(('%d methods that %sTensor has not'):format(#group.methods, name), function()
        local tensor = torch[name .. 'Tensor']()
        assert.equal(table.concat(group.methods, ' '), missing(group.methods, on(tensor)))
      end)
    end
  end

  for _, name in ipairs(names.types) do
    it('functions by type: torch.' .. name .. 'Tensor.torch', function()
      assert.equal('table', type(torch[name .. 'Tensor'].torch))
    end)

    it(name .. 'Storage', function()
      local storage = torch[name .. 'Storage']()
      local mt = torch.getmetatable('torch.' .. name .. 'Storage')
      assert.equal('', missing(names.storage, function(method)
        return mt[method] ~= nil or storage[method] ~= nil
      end))
      local is_bytes = name == 'Byte' or name == 'Char'
      assert.equal(is_bytes, storage.string ~= nil)
    end)
  end

  for class, methods in pairs(names.files) do
    it(class, function()
      local mt = torch.getmetatable('torch.' .. class)
      assert.equal('function', type(torch[class].new))
      assert.equal('', missing(names.file, on(mt)))
      assert.equal('', missing(methods, on(mt)))
    end)
  end

  for class, parts in pairs(names.classes) do
    it(class, function()
      local object = torch[class]()
      assert.equal('', missing(parts.methods, function(name)
        return type(object[name]) == 'function'
      end))
      assert.equal('', missing(parts.fields or {}, on(object)))
      assert.equal('torch.' .. class, torch.typename(object))
    end)
  end

  it('torch.Allocator is a class', function()
    assert.equal('table', type(torch.getmetatable 'torch.Allocator'))
  end)

  for package_name, list in pairs(names.packages) do
    it('package ' .. package_name, function()
      assert.equal(rawget(_G, package_name), require(package_name))
      assert.equal('', missing(list, on(require(package_name))))
    end)
  end

  it('additions of xlua', function()
    assert.equal('', missing({ 'splice', 'prune' }, on(table)))
    assert.equal('', missing({ 'split', 'tosymbol' }, on(string)))
    assert.equal('', missing({ 'xprint', 'xerror', 'xrequire' }, function(name)
      return type(rawget(_G, name)) == 'function'
    end))
  end)
end)
