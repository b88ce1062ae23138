-- Help on names, from the rows of the operations and the doc comments.

require 'torch'
local core = require 'facula.core'
local help = require 'facula.help'
local operations = require 'facula.operations'

-- Whether a text has all of these pieces.
local function has(text, ...)
  assert.is_truthy(text)
  for i = 1, select('#', ...) do
    local piece = select(i, ...)
    assert.is_truthy(text:find(piece, 1, true), piece .. ' in\n' .. text)
  end
end

describe('rows of operations', function()
  it('have forms that can be read', function()
    for _, row in ipairs(core.operations) do
      for _, params in ipairs(operations.parse(row.forms)) do
        for _, param in ipairs(params) do
          assert.is_truthy(param.name and param.kind, row.name .. ': ' .. row.forms)
        end
      end
    end
  end)

  it('have a line of help each', function()
    for _, row in ipairs(core.operations) do
      assert.is_truthy(#row.help > 3, row.prefix .. row.name)
      assert.is_nil(row.help:find('%.$'), row.prefix .. row.name .. ': no full stop')
    end
  end)
end)

-- The names of Torch7's package torch and its companions, from the list for torch/api_spec.lua.
local function names_of_torch7()
  local api, list = require 'torch.api_names', {}
  local function add(prefix, ...)
    for i = 1, select('#', ...) do
      for _, name in ipairs((select(i, ...))) do
        if not name:find '^__' then list[#list + 1] = prefix .. '.' .. name end
      end
    end
  end
  add('torch', api.namespace, api.functions)
  for _, group in ipairs(api.methods) do
    for _, kind in ipairs(group.types) do add('torch.' .. kind .. 'Tensor', group.methods) end
  end
  add('torch.Storage', api.storage)
  for class, methods in pairs(api.files) do add('torch.' .. class, api.file, methods) end
  for class, parts in pairs(api.classes) do add('torch.' .. class, parts.methods) end
  for package_name, functions in pairs(api.packages) do add(package_name, functions) end
  return list
end

describe('help', function()
  it('knows all that Torch7 has', function()
    local unknown = {}
    for _, name in ipairs(names_of_torch7()) do
      if not help.entry(name) then unknown[#unknown + 1] = name end
    end
    assert.same({}, unknown)
  end)

  it('shows calls of operations as functions and as methods, with an example', function()
    has(help.about('torch.add'), 'torch.add([res], t, v)', 'res:add([t], v)',
      'torch.add([res], t, [v = 1], u)', 'res, t, u: tensors; v: number', 'all types',
      'torch.add(torch.Tensor{1, 2}, 10)  --> {11, 12}')
    has(help.about('max'), 't:max(dim)')
    has(help.about('sqrt'), 'for Float Double')
    for _, name in ipairs { 'torch.Tensor.add', 'torch.IntTensor.add', 'torch.Tensor:add' } do
      assert.equal(help.about('torch.add'), help.about(name))
    end
  end)

  it('shows layers: call form, shapes, parameters, defaults, example', function()
    has(help.about('nn.Linear'), 'nn.Linear(inputSize, outputSize[, bias])', 'y = W x + b',
      'Shapes: input inputSize or N x inputSize', 'bias  false for a layer without bias',
      'U(-s, s)', 'methods: noBias, reset', 'nn.Linear(5, 3):forward(torch.rand(2, 5))')
    has(help.about('Linear'), 'nn.Linear(inputSize, outputSize[, bias])')
  end)

  it('takes parameters from where a class says, and from parents', function()
    has(help.about('nn.VolumetricDilatedConvolution'), 'kT, kW, kH  depth, width and height',
      'dilationT, dilationW, dilationH  distance')
    has(help.about('nn.SpatialBatchNormalization'), 'eps  added to the variance; default 1e-5')
    has(help.about('nn.SpatialDropout'), 'p  probability', 'default 0.5')
    has(help.about('nn.Min'), 'nInputDims  dimensions of an input', 'the smallest elements were')
  end)

  it('shows methods, inherited ones too', function()
    has(help.about('nn.Linear.noBias'), 'nn.Linear:noBias()', 'Removes the bias')
    has(help.about('nn.Linear:getParameters'), 'nn.Module:getParameters()', 'one flat tensor')
    has(help.about('nn.Linear.updateOutput'), 'nn.Module:updateOutput(input)')
    has(help.about('nn.Module.flatten'), 'nn.Module.flatten(tensors)')
    has(help.about('torch.FloatStorage.fill'), 'torch.Storage:fill(value)')
    has(help.about('torch.DiskFile.readInt'), 'torch.File:readInt([n])')
    has(help.about('torch.Tensor.resize'), 'torch.Tensor:resize(d1, d2, ...)')
  end)

  it('shows functions in Lua, wherever their code is', function()
    has(help.about('torch.save'), 'torch.save(path, object[, mode[, referenced]])',
      "(default 'binary')")
    has(help.about('torch.tic'), 'torch.tic()')
    has(help.about('torch.isTensor'), 'torch.isTensor(x)')
    has(help.about('torch.pointer'), 'torch.pointer(object)')
    has(help.about('torch.getnumthreads'), 'torch.getnumthreads()')
    has(help.about('optim.adam'), 'optim.adam(opfunc, x[, config[, state]])', 'Kingma', 'beta1')
    has(help.about('optim.schedule.cosine'), 'from =, steps =', 'equation 5')
    has(help.about('sys.concat'), 'sys.concat(...)', 'absolute path')
    has(help.about('nn.test'), 'nn.test([names])')
    has(help.about('include'), 'include(file[, depth])')
    require 'xlua'
    has(help.about('table.splice'), 'table.splice(list[, start[, length]])')
  end)

  it('makes call forms of the parameters where the code has none', function()
    has(help.about('image.rotate'), 'image.rotate([dst,] src, theta[, mode])')
    has(help.about('image.load'), 'image.load(path[, depth[, tensortype]])')
    has(help.about('image.crop'), 'image.crop([dst,] src, x1, y1[, x2, y2])',
      '\nimage.crop([dst,] src, format, width, height)')
    has(help.about('gnuplot.title'), 'gnuplot.title(text)')
    has(help.about('nn.Sequential'), 'nn.Sequential()')
  end)

  it('takes parameters and results from the function to see', function()
    has(help.about('image.loadPNG'), 'image.loadPNG(path[, depth[, tensortype]])',
      'path  name of the file', 'returns channels x height x width', 'see image.load')
  end)

  it('shows fields of options, and methods of objects without a class', function()
    has(help.about('facula.trainer.new'), '\n      epochs, batch  passes over the samples')
    has(help.about('facula.trainer.Trainer.run'), 'Trainer:run()', 'returns history',
      "local trainer = require 'facula.trainer'")
    has(help.about('facula.Table.column'), "local csv = require 'facula.csv'")
    assert.is_nil(help.entry('facula.trainer.Trainer.step'))
    assert.is_nil(help.entry('facula.no_such.Thing.run'))
  end)

  it('shows classes and modules with what is in them', function()
    has(help.about('torch.CmdLine'), "torch.CmdLine([argseparator[, keyseparator]])", 'option')
    has(help.about('torch.Storage'), 'torch.Storage(n)', 'methods: ')
    has(help.about('facula.data'), 'functions: ', 'idx', 'mnist')
    has(help.about('facula.data.idx'), 'facula.data.idx(path[, dimensions])',
      "local data = require 'facula.data'")
    has(help.about('optim.schedule'), 'functions: cosine')
    has(help.about('sys.COLORS'), 'Colours of terminals')
    has(help.about('facula.json.null'), 'stands for null')
  end)

  it('fits on 80 columns, except for code', function()
    for _, name in ipairs { 'nn.Linear', 'torch.save', 'optim.adam', 'torch.Storage',
      'nn.VolumetricDilatedConvolution', 'facula.trainer.new' } do
      local entry = help.entry(name)
      entry.examples = {}
      for line in help.text(entry):gmatch('[^\n]+') do
        assert.is_true(#line <= 80 or not line:find('%S%s'), line)
      end
    end
  end)

  it('suggests names that are near', function()
    has(help.about('nn.Liner'), 'Did you mean nn.Linear?')
    has(help.about('torch.zeroes'), 'torch.zeros')
    has(help.about('spatialconvolutio'), 'nn.SpatialConvolution')
    assert.is_nil(help.about('no_such_operation'))
    _G.nett = {}
    assert.is_nil(help.about('nett'))
    _G.nett = nil

    assert.is_nil(help.about('string.format'))
    assert.is_nil(help.about(''))
    has(help.about('nn.'), 'nn')
    assert.is_nil(help.about('..'))
  end)

  it('does not load what it does not know', function()
    assert.is_nil(help.entry('facula.main'))
    assert.is_nil(package.loaded['facula.main'])
    assert.is_nil(help.entry('no_such_package.f'))
  end)
end)
