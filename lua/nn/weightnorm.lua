-- Weight normalisation, w = g v / ||v|| for each row, as WeightNorm and LinearWeightNorm use it.
-- (T. Salimans, D. Kingma, Weight Normalization, NIPS 2016.)

local weightnorm = {}

--- weight = g v / norm, norm = max(sqrt(sum v^2 + eps), least), for each row.
-- v, weight: n x m; g: n x 1; norm, scale: results, n x 1, scale = g / norm
function weightnorm.forward(weight, v, g, norm, scale, eps, least)
  weight:cmul(v, v)
  norm:sum(weight, 2):add(eps):sqrt():cmax(least)
  scale:cdiv(g, norm)
  weight:cmul(v, scale:expandAs(v))
end

--- From the gradient of the weight to those of v and g; norm and scale are forward's.
-- gradV, gradG: results, n x m and n x 1; buffer: n x 1
function weightnorm.backward(gradV, gradG, gradWeight, v, norm, scale, buffer)
  gradV:cmul(gradWeight, v)
  gradG:sum(gradV, 2):cdiv(norm)
  buffer:cmul(gradG, scale):cdiv(norm)
  gradV:cmul(gradWeight, scale:expandAs(v))
  gradV:addcmul(-1, v, buffer:expandAs(v))
end

return weightnorm
