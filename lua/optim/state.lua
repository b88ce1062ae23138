-- What the methods share: configuration and buffers. Neighbours: the methods.

local state = {}

--- config and state as all methods take them: state is config if it is nil, config {} if it is nil.
function state.tables(name, config, given)
  if config ~= nil and type(config) ~= 'table' then
    error(('optim.%s: config: expected a table, got %s'):format(name, torch.type(config)), 3)
  end
  if given ~= nil and type(given) ~= 'table' then
    error(('optim.%s: state: expected a table, got %s'):format(name, torch.type(given)), 3)
  end
  config = config or {}
  return config, given or config
end

--- Calls opfunc(x) and returns f(x) and df/dx; raises unless the latter is a tensor.
function state.evaluate(name, opfunc, x)
  local fx, dfdx = opfunc(x)
  if not torch.isTensor(dfdx) then
    error(('optim.%s: opfunc: expected f(x) and a tensor df/dx, got %s for the latter')
      :format(name, torch.type(dfdx)), 3)
  end
  return fx, dfdx
end

--- owner[name], which is made when it is missing: of like's type and size, filled with value
-- (default 0).
function state.buffer(owner, name, like, value)
  if owner[name] == nil then owner[name] = like.new():resizeAs(like):fill(value or 0) end
  return owner[name]
end

return state
