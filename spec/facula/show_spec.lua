-- How values look at the prompt.

local show = require 'facula.show'
require 'nn'

describe('facula.show.text', function()
  local loop = { name = 'loop' }
  loop.itself = loop
  local named = setmetatable({}, { __tostring = function() return 'I am\nme' end })

  for _, row in ipairs {
    { 1.5, '1.5' },
    { 'text\n', 'text' },
    { nil, 'nil' },
    { {}, '{}' },
    { { 1, 'a"\n', true }, '{\n  1 : 1\n  2 : "a\\"\\n"\n  3 : true\n}' },
    { { b = 1, a = {}, [2] = 3, [10] = 4 }, '{\n  2 : 3\n  10 : 4\n  a : {}\n  b : 1\n}' },
    { { x = { y = 1 } }, '{\n  x :\n    {\n      y : 1\n    }\n}' },
    { loop, '{\n  itself : {...}\n  name : "loop"\n}' },
    { named, 'I am\nme' },
    { { named }, '{\n  1 : I am\n    me\n}' },
    { torch.DoubleTensor { 1, 2 }, ' 1\n 2\n[torch.DoubleTensor of size 2]' },
    { { torch.FloatTensor(2, 3), torch.ByteTensor(), torch.LongStorage(4) },
      '{\n  1 : FloatTensor - size: 2x3\n  2 : ByteTensor - empty\n'
        .. '  3 : LongStorage - size: 4\n}' },
    { nn.Sequential():add(nn.Linear(2, 3)),
      'nn.Sequential {\n  [input -> (1) -> output]\n  (1): nn.Linear(2 -> 3)\n}' },
  } do
    it('of ' .. tostring(row[1]):gsub('0x%x+', ''):gsub('\n', ' '), function()
      assert.equal(row[2], show.text(row[1]))
    end)
  end

  it('opens tables to a depth', function()
    assert.equal('{\n  1 :\n    {\n      1 : {...}\n    }\n}', show.text({ { { 1 } } }, false, 2))
  end)

  it('shows the same table twice if it is there twice', function()
    local t = { 1 }
    assert.equal(2, select(2, show.text({ t, t }):gsub('1 : 1', '')))
  end)

  it('colours values when asked to', function()
    assert.equal('\27[36m1\27[0m', show.text(1, true))
    assert.truthy(show.text({ 'a' }, true):find('\27[32m"a"\27[0m', 1, true))
  end)
end)

describe('facula.show.results', function()
  it('puts plain values side by side', function()
    assert.equal('1\tnil\ttext', show.results(false, 1, nil, 'text'))
    assert.equal('1\n{\n  1 : 2\n}\n3', show.results(false, 1, { 2 }, 3))
  end)

  it('shows a large tensor by its corner', function()
    local text = show.results(false, torch.range(1, 20000):view(2, 100, 100))
    assert.truthy(text:find('^%(1,%.,%.%) = \n'), text)
    assert.truthy(text:find('here the first 1x10x10, print shows all%]$'), text)
    assert.equal(12, select(2, text:gsub('\n', '')) + 1)
    assert.truthy(show.results(false, torch.zeros(100, 100)):find 'of size 100x100%]$')
  end)
end)

describe('facula.show.print', function()
  it('is print for what is no table', function()
    local process = require 'support.process'
    local text = process.run [[-e 'local p = require("facula.show").print
      p(1, nil, "a\n", true) p() p(setmetatable({}, {__tostring = function() return "own" end}))
      p("t", {1})']]
    assert.equal('1\tnil\ta\n\ttrue\n\nown\nt\n{\n  1 : 1\n}\n', text)
  end)
end)
