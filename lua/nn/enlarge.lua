-- What the upsampling layers share: their parameters and the sizes of their output.
-- Neighbours: UpSampling.lua, SpatialUpSamplingNearest.lua, SpatialUpSamplingBilinear.lua.

local check = require 'nn.check'

local enlarge = {}

--- Raises unless scale is an integer of at least 1; returns it.
function enlarge.checkScale(module, scale)
  return check.integer(module, 'scale_factor', scale, 1)
end

--- Sets scale_factor from a number, or the named fields from a table; the one named `optional` may
-- be missing there.
function enlarge.setParameters(module, params, names, optional)
  if torch.type(params) ~= 'table' then
    module.scale_factor = enlarge.checkScale(module, params)
    return
  end
  for _, name in ipairs(names) do
    module[name] = check.integer(module, name, params[name], 1)
  end
  if optional and params[optional] ~= nil then
    module[optional] = check.integer(module, optional, params[optional], 1)
  end
end

--- Depth, height and width of the output's planes for an input whose planes have dims dimensions.
function enlarge.planeSize(module, input, dims)
  local all = check.tensor(module, 'input', input):dim()
  if all ~= dims + 1 and all ~= dims + 2 then
    check.fail(module, 'input', ('%d or %d dimensions'):format(dims + 1, dims + 2), input)
  end
  local scale = module.scale_factor
  if scale then
    return dims == 3 and input:size(all - 2) * scale or 1, input:size(all - 1) * scale,
      input:size(all) * scale
  end
  if dims == 3 and not module.odepth then
    check.fail(module, 'input', 'images, since odepth is not given', input)
  end
  return module.odepth or 1, module.oheight, module.owidth
end

--- Fills the fields inputSize and outputSize: those of a batch; a sample counts as a batch of 1.
function enlarge.setSize(module, input, dims)
  local depth, height, width = enlarge.planeSize(module, input, dims)
  local planes, all, count = { depth, height, width }, input:dim(), dims + 2
  local inputSize, outputSize = module.inputSize, module.outputSize
  if not inputSize or inputSize:size() ~= count then
    inputSize, outputSize = torch.LongStorage(count), torch.LongStorage(count)
    module.inputSize, module.outputSize = inputSize, outputSize
  end
  for d = 1, count do
    local from = all - count + d
    inputSize[d] = from < 1 and 1 or input:size(from)
    outputSize[d] = d <= 2 and inputSize[d] or planes[3 - count + d]
  end
end

return enlarge
