-- Help and the reference page, which come from the rows of the operations.

require 'torch'
local core = require 'facula.core'
local help = require 'facula.help'

describe('help', function()
  it('reads the forms of every operation', function()
    for _, row in ipairs(core.operations) do
      for _, params in ipairs(help.parse(row.forms)) do
        for _, param in ipairs(params) do
          assert.is_truthy(param.name and param.kind, row.name .. ': ' .. row.forms)
        end
      end
    end
  end)

  it('has a line on every operation', function()
    for _, row in ipairs(core.operations) do
      assert.is_truthy(#row.help > 3, row.prefix .. row.name)
      assert.is_nil(row.help:find('%.$'), row.prefix .. row.name .. ': no full stop')
    end
  end)

  it('shows calls as functions and as methods', function()
    local text = help.about('torch.add')
    for _, line in ipairs { 'torch.add([res], t, v)', 'res:add([t], v)',
      'torch.add([res], t, [v = 1], u)', 'v number', 'all types' } do
      assert.is_truthy(text:find(line, 1, true), line)
    end
    assert.is_truthy(help.about('max'):find('t:max(dim)', 1, true))
    assert.is_truthy(help.about('sqrt'):find('for Float Double', 1, true))
    assert.is_nil(help.about('no_such_operation'))
  end)

  it('is the reference page (make reference)', function()
    local file = assert(io.open('docs/reference/torch.md'))
    local page = file:read('*a')
    file:close()
    assert.are.equal(help.reference(), page)
  end)
end)
