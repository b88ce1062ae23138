-- The printed form of containers, as Torch7 draws them.
-- Neighbours: Container and its children set __tostring__ from here.

local draw = {}

-- A child's text, its lines after the first indented by margin.
local function nested(index, child, margin)
  return ('(%d): '):format(index) .. tostring(child):gsub('\n', '\n' .. margin)
end

--- One after the other: nn.Sequential { [input -> (1) -> output] (1): ... }
function draw.chain(name, modules)
  local lines = {name .. ' {', '  [input'}
  for i = 1, #modules do lines[2] = ('%s -> (%d)'):format(lines[2], i) end
  lines[2] = lines[2] .. ' -> output]'
  for i = 1, #modules do lines[i + 2] = '  ' .. nested(i, modules[i], '  ') end
  lines[#lines + 1] = '}'
  return table.concat(lines, '\n')
end

--- Side by side: a branch for each child.
function draw.branches(name, modules)
  local lines = {name .. ' {', '  input'}
  for i = 1, #modules do
    local last = i == #modules
    lines[#lines + 1] = (last and '     `-> ' or '    |`-> ')
      .. nested(i, modules[i], last and '         ' or '    |    ')
  end
  lines[#lines + 1] = '     ... -> output'
  lines[#lines + 1] = '}'
  return table.concat(lines, '\n')
end

return draw
