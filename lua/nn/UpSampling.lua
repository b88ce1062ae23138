-- nn.UpSampling(scale or {owidth =, oheight =[, odepth =]}[, mode]): images or volumes of another
-- size, by repetition or by linear interpolation with corners on corners.
-- Neighbours: enlarge.lua finds the sizes; SpatialUpSamplingNearest.lua,
-- SpatialUpSamplingBilinear.lua; src/nn/resample.c.
--
-- Shapes: images: input planes x height x width or with a batch in front; volumes: input batch x
-- planes x depth x height x width, or without the batch if odepth is given. Output alike.
-- Example: nn.UpSampling(2, 'linear'):forward(torch.rand(1, 3, 4, 5))  --> 1x3x8x10

local check = require 'nn.check'
local enlarge = require 'nn.enlarge'
local C = require 'facula.core'.nn

local UpSampling, parent = torch.class('nn.UpSampling', 'nn.Module')

--- @param params an integer factor, or, for linear interpolation, a table with owidth, oheight and,
-- for volumes, odepth
-- @param mode 'nearest', the default, or 'linear', also called 'bilinear', 'trilinear'
-- Fields: scale_factor or odepth, oheight, owidth; mode; inputSize and outputSize, LongStorages of
-- the last batch.
function UpSampling:__init(params, mode)
  parent.__init(self)
  mode = mode or 'nearest'
  if mode == 'bilinear' or mode == 'trilinear' then mode = 'linear' end
  if mode ~= 'nearest' and mode ~= 'linear' then
    check.fail(self, 'mode', "'nearest', 'linear', 'bilinear' or 'trilinear'", mode)
  end
  if mode == 'nearest' then
    self.scale_factor = enlarge.checkScale(self, params)
  else
    enlarge.setParameters(self, params, { 'oheight', 'owidth' }, 'odepth')
  end
  self.mode = mode
  self.inputSize = torch.LongStorage(4)
  self.outputSize = torch.LongStorage(4)
end

-- 2 for images, 3 for volumes.
local function dimensions(self, input)
  local dims = check.tensor(self, 'input', input):dim()
  return (dims == 5 or dims == 4 and self.odepth) and 3 or 2
end

--- Fills inputSize and outputSize for an input.
function UpSampling:setSize(input)
  enlarge.setSize(self, input, dimensions(self, input))
end

function UpSampling:updateOutput(input)
  local dims = dimensions(self, input)
  if self.mode == 'nearest' then
    local forward = dims == 2 and C.UpSampling_nearest2 or C.UpSampling_nearest3
    forward(self.output, input, self.scale_factor)
  else
    local depth, height, width = enlarge.planeSize(self, input, dims)
    if dims == 2 then
      C.UpSampling_linear2(self.output, input, height, width)
    else
      C.UpSampling_linear3(self.output, input, depth, height, width)
    end
  end
  enlarge.setSize(self, input, dims)
  return self.output
end

function UpSampling:updateGradInput(input, gradOutput)
  if not self.gradInput then return nil end
  local dims = dimensions(self, input)
  if self.mode == 'nearest' then
    local backward = dims == 2 and C.UpSampling_nearest2Back or C.UpSampling_nearest3Back
    backward(self.gradInput, input, gradOutput, self.scale_factor)
    return self.gradInput
  end
  local depth, height, width = enlarge.planeSize(self, input, dims)
  if dims == 2 then
    C.UpSampling_linear2Back(self.gradInput, input, gradOutput, height, width)
  else
    C.UpSampling_linear3Back(self.gradInput, input, gradOutput, depth, height, width)
  end
  return self.gradInput
end

function UpSampling:__tostring__()
  local size
  if self.scale_factor then
    size = ('%dx'):format(self.scale_factor)
  elseif self.odepth then
    size = ('%dx%dx%d'):format(self.odepth, self.oheight, self.owidth)
  else
    size = ('%dx%d'):format(self.oheight, self.owidth)
  end
  return ('%s(%s, %s)'):format(torch.type(self), size, self.mode)
end
