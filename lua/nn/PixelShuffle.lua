-- nn.PixelShuffle(upscaleFactor): makes images larger by laying r x r planes over each other, each
-- giving one pixel of every r x r block.
-- (W. Shi et al., Real-Time Single Image and Video Super-Resolution Using an Efficient Sub-Pixel
-- Convolutional Neural Network, CVPR 2016, arXiv 1609.05158.)
-- Neighbours: UpSampling.lua; composed of torch operations.
--
-- Shapes: input r r planes x height x width, with or without a batch in front; output planes x
-- r height x r width.
-- Example: nn.PixelShuffle(2):forward(torch.rand(12, 4, 5))  --> 3x8x10

local check = require 'nn.check'

local PixelShuffle, parent = torch.class('nn.PixelShuffle', 'nn.Module')

--- @param upscaleFactor the r, at least 1
function PixelShuffle:__init(upscaleFactor)
  parent.__init(self)
  self.upscaleFactor = check.integer(self, 'upscaleFactor', upscaleFactor, 1)
  self.upscaleFactorSquared = upscaleFactor * upscaleFactor
end

-- Batch, planes of the output, r, height, width.
local function sizes(self, input)
  local r, dims = self.upscaleFactor, check.own(self, 'input', input):dim()
  local fits = dims == 3 or dims == 4
  local planes = fits and input:size(dims - 2) / (r * r) or 0
  if not fits or planes % 1 ~= 0 then
    check.fail(self, 'input', ('%d planes, or a multiple, x height x width'):format(r * r), input)
  end
  return dims == 4 and input:size(1) or 1, planes, r, input:size(dims - 1), input:size(dims)
end

function PixelShuffle:updateOutput(input)
  local batch, planes, r, height, width = sizes(self, input)
  local output = self.output
  if input:dim() == 4 then
    output:resize(batch, planes, r * height, r * width)
  else
    output:resize(planes, r * height, r * width)
  end
  if input:nElement() > 0 then
    output:view(batch, planes, height, r, width, r):permute(1, 2, 4, 6, 3, 5)
      :copy(input:contiguous():view(batch, planes, r, r, height, width))
  end
  return output
end

function PixelShuffle:updateGradInput(input, gradOutput)
  if not self.gradInput then return nil end
  local batch, planes, r, height, width = sizes(self, input)
  check.own(self, 'gradOutput', gradOutput)
  check.sameCount(self, input, gradOutput)
  self.gradInput:resizeAs(input)
  self.gradInput:view(batch, planes, r, r, height, width)
    :copy(gradOutput:contiguous():view(batch, planes, height, r, width, r)
      :permute(1, 2, 4, 6, 3, 5))
  return self.gradInput
end
