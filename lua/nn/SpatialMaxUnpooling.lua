-- nn.SpatialMaxUnpooling(poolingModule): puts each element back to where the pooling took the
-- maximum from; all others are 0.
-- (M. Zeiler, R. Fergus, Visualizing and Understanding Convolutional Networks, 2014.)
-- Neighbours: SpatialMaxPooling.lua; src/nn/pooling.c.
--
-- Shapes: input as the output of the pooling, output as its last input.
-- Example: nn.SpatialMaxUnpooling(nn.SpatialMaxPooling(2, 2))

local check = require 'nn.check'
local pooled = require 'nn.pooled'
local C = require 'facula.core'.nn

local SpatialMaxUnpooling, parent = torch.class('nn.SpatialMaxUnpooling', 'nn.Module')

--- @param poolingModule an nn.SpatialMaxPooling whose windows do not overlap: dW = kW, dH = kH
-- Fields: pooling; indices, oheight, owidth: those of its last forward.
function SpatialMaxUnpooling:__init(poolingModule)
  parent.__init(self)
  if torch.type(poolingModule) ~= 'nn.SpatialMaxPooling' then
    check.fail(self, 'poolingModule', 'an nn.SpatialMaxPooling', poolingModule)
  end
  if poolingModule.kH ~= poolingModule.dH or poolingModule.kW ~= poolingModule.dW then
    error("nn.SpatialMaxUnpooling: the size of the pooling module's kernel must be equal to its " ..
      'stride: ' .. tostring(poolingModule), 0)
  end
  self.pooling = poolingModule
end

--- Takes over what the pooling remembers of its last forward.
function SpatialMaxUnpooling:setParams()
  self.indices = pooled.indices(self.pooling)
  self.oheight, self.owidth = self.pooling.iheight, self.pooling.iwidth
  if not self.oheight or not self.owidth then
    error('nn.SpatialMaxUnpooling: forward of the pooling module must come first', 0)
  end
end

function SpatialMaxUnpooling:updateOutput(input)
  self:setParams()
  C.SpatialMaxUnpooling_updateOutput(self.output, input, self.indices, self.oheight, self.owidth)
  return self.output
end

function SpatialMaxUnpooling:updateGradInput(input, gradOutput)
  if not self.gradInput then return nil end
  self:setParams()
  C.SpatialMaxUnpooling_updateGradInput(self.gradInput, input, gradOutput, self.indices)
  return self.gradInput
end

-- The indices belong to the pooling, which looks after them.
function SpatialMaxUnpooling:type(type, tensorCache)
  if type then self.indices = nil end
  return parent.type(self, type, tensorCache)
end

--- The same as clearState, for old scripts.
function SpatialMaxUnpooling:empty()
  self:clearState()
end

function SpatialMaxUnpooling:__tostring__()
  return ('%s associated to %s'):format(torch.type(self), tostring(self.pooling))
end
