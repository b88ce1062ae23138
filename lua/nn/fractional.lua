-- What nn.SpatialFractionalMaxPooling and nn.VolumetricFractionalMaxPooling share: the sizes of
-- their output, and the random numbers that place their windows.

local check = require 'nn.check'

local fractional = {}

--- Sets out<name> or, if all values are below 1, ratio<name>.
function fractional.setSizes(module, names, values)
  local ratios = 0
  for i, name in ipairs(names) do
    local value = check.number(module, 'out' .. name, values[i])
    if value > 0 and value < 1 then
      ratios = ratios + 1
      module['ratio' .. name] = value
    else
      module['out' .. name] = check.integer(module, 'out' .. name, value, 1)
    end
  end
  if ratios ~= 0 and ratios ~= #names then
    check.fail(module, 'sizes of the output', 'integers or ratios below 1, not both', values)
  end
end

--- The sizes of the output's planes as a table {W =, H =, ...}. position: where among the last
-- dimensions of input each name is.
function fractional.outputSize(module, position, input, dims)
  local all = check.own(module, 'input', input):dim()
  if all ~= dims + 1 and all ~= dims + 2 then
    check.fail(module, 'input',
      ('%d or %d dimensions'):format(dims + 1, dims + 2), input)
  end
  local out = {}
  for name, place in pairs(position) do
    local size = input:size(all - dims + place)
    out[name] = module['out' .. name] or math.floor(size * (module['ratio' .. name] or 0))
  end
  return out
end

--- The field randomSamples, batch x planes x dims, drawn anew unless the windows are fixed.
function fractional.samples(module, input, dims)
  local batch = input:dim() == dims + 2 and input:size(1) or 1
  local planes = input:size(input:dim() - dims)
  local samples = module.randomSamples
  if torch.typename(samples) ~= torch.typename(input) then
    samples = input.new()
    module.randomSamples = samples
  end
  local fits = samples:dim() == 3 and samples:size(1) == batch and samples:size(2) == planes
    and samples:size(3) == dims
  if not fits then samples:resize(batch, planes, dims) end
  if not fits or not module.newRandomPool then samples:uniform() end
  return samples
end

return fractional
