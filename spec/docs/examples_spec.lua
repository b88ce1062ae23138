-- Every example of the documentation runs and gives what it shows: those of the doc comments and
-- those of the operations.

local torch = require 'torch'
local lfs = require 'lfs'
local doc = require 'facula.doc'
local example = require 'support.example'
local examples = require 'facula.examples'
local names = require 'facula.names'
local operations = require 'facula.operations'
local paths = require 'paths'

names.all() -- loads all there is

-- The modules of the public packages, and facula's.
local function modules()
  local list = { 'facula.native', 'facula.doc', 'facula.names', 'facula.operations',
    'facula.examples', 'facula.reference', 'facula.help', 'facula.trainer.figures' }
  for _, module in ipairs(names.modules()) do list[#list + 1] = module end
  for module in pairs(package.loaded) do
    for _, name in ipairs(names.packages) do
      if module:find('^' .. name .. '%f[.%z]') then list[#list + 1] = module end
    end
  end
  table.sort(list)
  return list
end

-- The fields of all classes and of nn.hessian, which some examples change for good.
local function fields()
  local copies = {}
  local function copy(t)
    copies[t] = {}
    for key, value in pairs(t) do copies[t][key] = value end
  end
  for _, item in ipairs(names.all()) do
    if item.kind == 'class' then copy((names.class(item.name))) end
  end
  copy(require 'nn'.hessian)
  return copies
end

local function restore(copies)
  for t, copy in pairs(copies) do
    for key in pairs(t) do
      if copy[key] == nil then rawset(t, key, nil) end
    end
    for key, value in pairs(copy) do rawset(t, key, value) end
  end
end

-- What is wrong with a list of {name, text, module}, as text.
local function faults_of(list)
  local faults = {}
  for _, row in ipairs(list) do
    local fault = not example.is_kept_back(row[2]) and example.fault(row[2], row[3])
    if fault then faults[#faults + 1] = ('%s: %s\n%s'):format(row[1], fault, row[2]) end
  end
  return table.concat(faults, '\n\n')
end

describe('examples of', function()
  local copies, kind, threads, folder, here

  -- Files that they write go into a folder of their own.
  setup(function()
    copies, kind, threads = fields(), torch.getdefaulttensortype(), torch.getnumthreads()
    folder, here = os.tmpname(), lfs.currentdir()
    os.remove(folder)
    assert(paths.mkdir(folder))
    lfs.chdir(folder)
  end)

  teardown(function()
    lfs.chdir(here)
    paths.rmall(folder, 'yes')
    restore(copies)
    torch.setdefaulttensortype(kind)
    torch.setnumthreads(threads)
  end)

  for _, module in ipairs(modules()) do
    local path, list = doc.find(module), {}
    for _, entry in ipairs(path and doc.read(path) or {}) do
      for _, item in ipairs(entry.examples) do
        list[#list + 1] = { entry.name or module, item.text,
          module ~= 'facula.native' and module:match '^facula%.[%w_]+' or nil }
      end
    end
    if #list > 0 then
      it(('%s (%d)'):format(module, #list), function() assert.equal('', faults_of(list)) end)
    end
  end

  for _, theme in ipairs(examples.themes) do
    it(('operations: %s (%d)'):format(theme.title, #theme), function()
      assert.equal('', faults_of(theme))
    end)
  end

  it('every operation, each once', function()
    local seen = {}
    for _, theme in ipairs(examples.themes) do
      for _, pair in ipairs(theme) do
        assert.is_nil(seen[pair[1]], pair[1])
        seen[pair[1]] = true
      end
    end
    for _, name in ipairs(operations.names()) do
      assert.is_true(seen[name], name)
      seen[name] = nil
    end
    assert.same({}, seen)
  end)
end)

describe('the runner of examples', function()
  it('finds what is not as it says', function()
    assert.is_nil(example.fault('1 + 1  --> 2'))
    assert.is_truthy(example.fault('1 + 1  --> 3'):find('gives\n  2\nand not\n  3', 1, true))
    assert.is_nil(example.fault('torch.ones(2, 2)  --> {{1, 1}, {1, 1}}'))
    assert.is_nil(example.fault('torch.ones(2, 3)  --> 2x3'))
    assert.is_truthy(example.fault('torch.ones(2, 3)  --> 3x2'))
    assert.is_nil(example.fault("'a', nil, 0.12345  --> a, nil, 0.1235"))
    assert.is_nil(example.fault("local t = {1, x = 'a'}\nt  --> {1, x = 'a'}"))
    assert.is_nil(example.fault('for i = 1, 2 do\n  print(i)\nend  --> 1 2'))
    assert.is_truthy(example.fault('print(1)  --> 2'))
    assert.is_truthy(example.fault("error 'oh'"):find('oh', 1, true))
    assert.is_truthy(example.fault('local = 1'))
    assert.is_truthy(example.fault('no_such_name.x = 1'))
  end)

  it('leaves no globals and prints nothing', function()
    assert.is_nil(example.fault('made_by_an_example = 1; print(1); io.write(2)'))
    assert.is_nil(rawget(_G, 'made_by_an_example'))
  end)
end)
