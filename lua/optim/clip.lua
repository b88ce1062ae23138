-- Checks that optim.clipGradNorm and optim.clipGradValue share. Neighbours: those two.

local clip = {}

--- Raises, two levels up, unless grads is a FloatTensor or DoubleTensor and max a number >= 0.
function clip.check(name, grads, max)
  local kind = torch.type(grads)
  if kind ~= 'torch.FloatTensor' and kind ~= 'torch.DoubleTensor' then
    error(('optim.%s: grads: expected a FloatTensor or DoubleTensor, got %s'):format(name, kind), 3)
  end
  if type(max) ~= 'number' or max ~= max or max < 0 then
    error(('optim.%s: max: expected a number >= 0, got %s'):format(name,
      type(max) == 'number' and tostring(max) or torch.type(max)), 3)
  end
end

return clip
