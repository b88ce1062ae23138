-- nn.VolumetricMaxUnpooling(poolingModule): puts each element back to where the pooling took the
-- maximum from; all others are 0.
-- Neighbours: VolumetricMaxPooling.lua; SpatialMaxUnpooling.lua; src/nn/pooling.c.
--
-- Shapes: input as the output of the pooling, output as its last input.
-- Example: nn.VolumetricMaxUnpooling(nn.VolumetricMaxPooling(2, 2, 2))

local check = require 'nn.check'
local pooled = require 'nn.pooled'
local C = require 'facula.core'.nn

local VolumetricMaxUnpooling, parent = torch.class('nn.VolumetricMaxUnpooling', 'nn.Module')

--- @param poolingModule an nn.VolumetricMaxPooling whose windows do not overlap: dT = kT, dW = kW,
-- dH = kH
-- Fields: pooling; indices, otime, oheight, owidth: those of its last forward.
function VolumetricMaxUnpooling:__init(poolingModule)
  parent.__init(self)
  if torch.type(poolingModule) ~= 'nn.VolumetricMaxPooling' then
    check.fail(self, 'poolingModule', 'an nn.VolumetricMaxPooling', poolingModule)
  end
  if poolingModule.kT ~= poolingModule.dT or poolingModule.kH ~= poolingModule.dH
      or poolingModule.kW ~= poolingModule.dW then
    error("nn.VolumetricMaxUnpooling: the size of the pooling module's kernel must be equal to " ..
      'its stride: ' .. tostring(poolingModule), 0)
  end
  self.pooling = poolingModule
end

--- Takes over what the pooling remembers of its last forward.
function VolumetricMaxUnpooling:setParams()
  local pooling = self.pooling
  self.indices = pooled.indices(pooling)
  self.otime, self.oheight, self.owidth = pooling.itime, pooling.iheight, pooling.iwidth
  if not self.otime or not self.oheight or not self.owidth then
    error('nn.VolumetricMaxUnpooling: forward of the pooling module must come first', 0)
  end
end

function VolumetricMaxUnpooling:updateOutput(input)
  self:setParams()
  C.VolumetricMaxUnpooling_updateOutput(self.output, input, self.indices, self.otime,
    self.oheight, self.owidth)
  return self.output
end

function VolumetricMaxUnpooling:updateGradInput(input, gradOutput)
  if not self.gradInput then return nil end
  self:setParams()
  C.VolumetricMaxUnpooling_updateGradInput(self.gradInput, input, gradOutput, self.indices)
  return self.gradInput
end

-- The indices belong to the pooling, which looks after them.
function VolumetricMaxUnpooling:type(type, tensorCache)
  if type then self.indices = nil end
  return parent.type(self, type, tensorCache)
end

--- The same as clearState, for old scripts.
function VolumetricMaxUnpooling:empty()
  self:clearState()
end

function VolumetricMaxUnpooling:__tostring__()
  return ('%s associated to %s'):format(torch.type(self), tostring(self.pooling))
end
