-- Everything that Torch7's nn offers is there: functions, methods and fields. The lists are in
-- api_names.lua; what they do is the matter of the other specs.
require 'nn'
local golden = require 'support.golden'
local names = require 'nn.api_names'

-- The names that a table, or an object, lacks.
local function missing(list, object)
  local lacks = {}
  for _, name in ipairs(list) do
    if object[name] == nil then lacks[#lacks + 1] = name end
  end
  return lacks
end

-- The classes whose ancestors include one, by name.
local function descendants(base)
  local list = {}
  for name, class in pairs(nn) do
    local mt = torch.getconstructortable('nn.' .. name) == class and getmetatable(class)
    while mt do
      if mt == torch.getmetatable(base) then list[#list + 1] = name end
      mt = getmetatable(mt)
    end
  end
  table.sort(list)
  return list
end

describe('nn has', function()
  it('its names beside the classes', function()
    assert.same({}, missing(names.namespace, nn))
    for _, name in ipairs { 'utils', 'tables', 'Jacobian', 'SparseJacobian' } do
      assert.same({}, missing(names[name], nn[name]), name)
    end
    assert.is_function(nn.hessian.enable)
    assert.is_function(nn.Module.flatten)
    assert.is_table(nn.Module._flattenTensorBuffer)
  end)

  for _, base in ipairs { 'Module', 'Container', 'Criterion' } do
    it('the methods of ' .. base .. ' in all its classes', function()
      local classes = descendants('nn.' .. base)
      assert.is_true(#classes >= 20)
      for _, class in ipairs(classes) do assert.same({}, missing(names[base], nn[class]), class) end
    end)
  end

  it('further methods of classes', function()
    for class, list in pairs(names.methods) do
      assert.same({}, missing(names.words(list), nn[class]), class)
    end
  end)

  for _, row in ipairs(names.fields) do
    it('the fields of ' .. row[1], function()
      local object = golden.evaluate(('nn.%s(%s)'):format(row[1], row[2]))
      assert.same({}, missing(names.words(row[3]), object))
    end)
  end

  it('layers in place and not', function()
    for _, row in ipairs { { 'Threshold', 0, 0, true }, { 'ReLU', true }, { 'ReLU6', true },
      { 'HardTanh', -1, 1, true }, { 'ELU', 1, true }, { 'LeakyReLU', 0.1, true },
      { 'RReLU', 0.1, 0.3, true }, { 'AddConstant', 1, true }, { 'MulConstant', 2, true },
      { 'Dropout', 0.5, false, true } } do
      local x = torch.randn(4, 5)
      local y = nn[row[1]]((table.unpack or unpack)(row, 2)):forward(x)
      assert.equal(torch.pointer(x:storage()), torch.pointer(y:storage()), row[1])
      x = torch.randn(4, 5)
      local before = x:clone()
      row[#row] = false
      nn[row[1]]((table.unpack or unpack)(row, 2)):forward(x)
      assert.is_true(torch.equal(before, x), row[1])
    end
  end)
end)
