-- nn.VolumetricReplicationPadding(pleft[, pright, ptop, pbottom, pfront, pback]): volumes with
-- their border repeated around them.
-- Neighbours: SpatialReplicationPadding.lua; src/nn/padding.c.
--
-- Shapes: input planes x depth x height x width, with or without a batch in front; output larger by
-- pfront + pback, ptop + pbottom, pleft + pright.
-- Example: nn.VolumetricReplicationPadding(1):forward(torch.rand(2, 3, 4, 5))  --> 2x5x6x7

local check = require 'nn.check'
local C = require 'facula.core'.nn

local VolumetricReplicationPadding, parent =
  torch.class('nn.VolumetricReplicationPadding', 'nn.Module')

--- @param pleft repetitions on the left; a negative number cuts off
-- @param pright, ptop, pbottom, pfront, pback the same on the other sides; default pleft
function VolumetricReplicationPadding:__init(pleft, pright, ptop, pbottom, pfront, pback)
  parent.__init(self)
  self.pleft = check.integer(self, 'pleft', pleft)
  self.pright = check.integer(self, 'pright', pright or pleft)
  self.ptop = check.integer(self, 'ptop', ptop or pleft)
  self.pbottom = check.integer(self, 'pbottom', pbottom or pleft)
  self.pfront = check.integer(self, 'pfront', pfront or pleft)
  self.pback = check.integer(self, 'pback', pback or pleft)
end

function VolumetricReplicationPadding:updateOutput(input)
  C.VolumetricReplicationPadding_updateOutput(self.output, input, self.pleft, self.pright,
    self.ptop, self.pbottom, self.pfront, self.pback)
  return self.output
end

function VolumetricReplicationPadding:updateGradInput(input, gradOutput)
  if not self.gradInput then return nil end
  C.VolumetricReplicationPadding_updateGradInput(self.gradInput, input, gradOutput, self.pleft,
    self.pright, self.ptop, self.pbottom, self.pfront, self.pback)
  return self.gradInput
end

function VolumetricReplicationPadding:__tostring__()
  return ('%s(left=%d, right=%d, top=%d, bottom=%d, front=%d, back=%d)'):format(torch.type(self),
    self.pleft, self.pright, self.ptop, self.pbottom, self.pfront, self.pback)
end
