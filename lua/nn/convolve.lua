-- What the convolution layers share: drawing parameters, the scratch buffer, the printed form.
-- Neighbours: SpatialConvolution.lua, SpatialFullConvolution.lua, VolumetricConvolution.lua ...

local check = require 'nn.check'

local convolve = {}

--- Raises unless the named fields of a layer are integers of at least least.
function convolve.check(layer, least, ...)
  for i = 1, select('#', ...) do
    local name = select(i, ...)
    check.integer(layer, name, layer[name], least)
  end
end

--- The fields of a convolution over planes and their checks; the arguments are those of its class.
function convolve.planes(layer, nInputPlane, nOutputPlane, kW, kH, dW, dH, padW, padH)
  layer.nInputPlane = nInputPlane
  layer.nOutputPlane = nOutputPlane
  layer.kW = kW
  layer.kH = kH
  layer.dW = dW or 1
  layer.dH = dH or 1
  layer.padW = padW or 0
  layer.padH = padH or layer.padW
  convolve.check(layer, 1, 'nInputPlane', 'nOutputPlane', 'kW', 'kH', 'dW', 'dH')
  convolve.check(layer, 0, 'padW', 'padH')
end

--- Makes weight of the given sizes, a bias of as many elements, and their gradients.
function convolve.parameters(layer, bias, ...)
  layer.weight, layer.gradWeight = torch.Tensor(...), torch.Tensor(...)
  layer.bias, layer.gradBias = torch.Tensor(bias), torch.Tensor(bias)
end

--- Draws weight and bias, in this order, from U(-s, s): s = 1/sqrt(fanin), the inputs of an output
-- element, or what gives the standard deviation stdv. Returns the layer.
function convolve.draw(layer, stdv, fanin)
  local s = stdv and stdv * math.sqrt(3) or 1 / math.sqrt(fanin)
  layer.weight:uniform(-s, s)
  if layer.bias then layer.bias:uniform(-s, s) end
  return layer
end

--- The scratch memory of a layer, its field finput.
function convolve.scratch(layer)
  local finput = layer.finput
  if not finput then
    finput = layer.weight.new()
    layer.finput = finput
  end
  return finput
end

--- "class(2 -> 3, 3x3, 2,2, 1,1)": stride where a stride or a padding is unusual, padding where it
-- is not 0, then the numbers of last, if given.
function convolve.text(layer, kernel, stride, pad, last)
  local unusual = { stride = false, pad = false }
  for i = 1, #kernel do
    unusual.stride = unusual.stride or stride[i] ~= 1
    unusual.pad = unusual.pad or pad[i] ~= 0
  end
  local text = ('%s(%d -> %d, %s'):format(torch.type(layer), layer.nInputPlane,
    layer.nOutputPlane, table.concat(kernel, 'x'))
  if unusual.stride or unusual.pad then text = text .. ', ' .. table.concat(stride, ',') end
  if unusual.pad then text = text .. ', ' .. table.concat(pad, ',') end
  if last then text = text .. ', ' .. table.concat(last, ',') end
  return text .. (layer.bias and ')' or ') without bias')
end

--- Gives a class the methods that all of them have.
-- parent: its parent class
function convolve.extend(Class, parent)
  --- Removes the bias; returns self.
  function Class:noBias()
    self.bias, self.gradBias = nil, nil
    return self
  end

  -- What lies in the scratch buffer is not worth converting.
  function Class:type(type, tensorCache)
    if type then self.finput, self.fgradInput = nil, nil end
    return parent.type(self, type, tensorCache)
  end

  function Class:clearState()
    nn.utils.clear(self, 'finput', 'fgradInput', '_input', '_gradOutput')
    return parent.clearState(self)
  end
end

return convolve
