-- nn.checkNaN(on): a mode for the search of the module that spoils the numbers. While it is on,
-- containers look at what their modules return; the first nan or infinity raises an error that
-- names the module, its place and the pass. Off, nothing is looked at and nothing costs anything:
-- the mode is another nn.Container.rethrowErrors.
-- Neighbours: Container.lua calls rethrowErrors; NaN.lua watches one module.

local check = require 'nn.check'
local finite = require 'nn.finite'

local Container = nn.Container
local plain -- rethrowErrors while the mode is on, else nil

-- What an error says of the values a pass started from.
local names = {'the input', 'gradOutput'}

-- Raises if value has nan or infinity. arguments: what the pass was given.
local function refuse(module, pass, what, value, arguments)
  local fault, tensor = finite.fault(value)
  if not fault then return end
  local origin = ', but not in what it was given'
  for i, name in ipairs(names) do
    local earlier = finite.fault(arguments[i])
    if earlier then
      origin = (', and %s in %s'):format(earlier, name)
      break
    end
  end
  error(('%s: %s: %s in %s (%s)%s'):format(torch.type(module), pass, fault, what,
    check.describe(tensor), origin), 0)
end

local function refuseGradients(module, pass, arguments)
  local params, gradients = module:parameters()
  if pass == 'accUpdateGradParameters' then
    refuse(module, pass, 'the parameters', params, arguments)
  else
    refuse(module, 'accGradParameters', 'the gradients of parameters', gradients, arguments)
  end
end

-- pass -> what is looked at after it
local after = {}

function after.updateOutput(module, output, arguments)
  refuse(module, 'updateOutput', 'the output', output, arguments)
end

function after.updateGradInput(module, gradInput, arguments)
  refuse(module, 'updateGradInput', 'gradInput', gradInput, arguments)
end

function after.accGradParameters(module, _, arguments)
  refuseGradients(module, 'accGradParameters', arguments)
end

function after.accUpdateGradParameters(module, _, arguments)
  refuseGradients(module, 'accUpdateGradParameters', arguments)
end

function after.backward(module, gradInput, arguments)
  after.updateGradInput(module, gradInput, arguments)
  refuseGradients(module, 'accGradParameters', arguments)
end

-- Calls the pass and looks at what it left; called in place of the module's method, so that
-- rethrowErrors adds the place.
local function watched(module, name, ...)
  local result = module[name](module, ...)
  if after[name] then after[name](module, result, {...}) end
  return result
end

local function watchingRethrowErrors(self, module, index, name, ...)
  local proxy = {[name] = function(_, ...) return watched(module, name, ...) end}
  return plain(self, proxy, index, name, ...)
end

--- Switches the mode on or off, for all networks.
-- @param on true or false; default true
-- @return whether it was on before
-- @usage local net = nn.Sequential():add(nn.Sqrt())
--   nn.checkNaN(true)
--   pcall(net.forward, net, torch.Tensor{-1}) == false  --> true
--   nn.checkNaN(false)
function nn.checkNaN(on)
  local was = plain ~= nil
  if on == nil then on = true end
  if on and not was then
    plain = Container.rethrowErrors
    Container.rethrowErrors = watchingRethrowErrors
  elseif not on and was then
    Container.rethrowErrors = plain
    plain = nil
  end
  return was
end
