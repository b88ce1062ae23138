-- What Tab offers for a text, without a terminal.

local complete = require 'facula.complete'
local process = require 'support.process'
require 'nn'

describe('facula.complete', function()
  setup(function()
    rawset(_G, 'thing', { first = { 'a', { deep = 1 } }, ['with blank'] = { inner = 1 }, _own = 1,
                          run = function() end, zeros = 1, zerosLike = 2 })
    rawset(_G, 'tensor', torch.FloatTensor(2))
    rawset(_G, 'net', nn.Sequential():add(nn.Linear(2, 3)))
  end)

  teardown(function()
    for _, name in ipairs { 'thing', 'tensor', 'net' } do rawset(_G, name, nil) end
  end)

  for _, row in ipairs {
    -- text, the word that is completed, one candidate
    { 'tor', 'tor', 'torch' },
    { 'x = tor', 'tor', 'torch' },
    { 'f(thin', 'thin', 'thing' },
    { 'torch.zer', 'zer', 'zeros' },
    { 'thing.', '', 'first' },
    { 'thing.first[2].d', 'd', 'deep' },
    { 'thing["with blank"].i', 'i', 'inner' },
    { "thing['with blank'].", '', 'inner' },
    { 'y = "a"..thing.f', 'f', 'first' },
    { 'tensor:nEl', 'nEl', 'nElement' },
    { 'tensor.nEl', 'nEl', 'nElement' },
    { 'net:getPar', 'getPar', 'getParameters' },
    { 'net:backw', 'backw', 'backward' },
    { 'net.modules[1].wei', 'wei', 'weight' },
    { 'net.modules[1]:resetPar', 'resetPar', nil },
    { 'nn.Line', 'Line', 'Linear' },
    { '?torch.cm', 'cm', 'cmul' },
    { ':tr', 'tr', 'trace' },
    { 'whi', 'whi', 'while' },
  } do
    it('for ' .. row[1] .. (row[3] and ' offers ' .. row[3] or ' offers nothing'), function()
      local word, list = complete.candidates(row[1])
      assert.equal(row[2], word)
      if not row[3] then return assert.same({}, list) end
      local offered = {}
      for _, name in ipairs(list) do
        offered[name] = true
        assert.equal(word, name:sub(1, #word))
      end
      assert.is_true(offered[row[3]], table.concat(list, ' '))
    end)
  end

  for _, text in ipairs { 'nothing.', 'thing.first.nothing.x', 'f().', '3', 'thing[i].', '--"' } do
    it('for ' .. text .. ' offers no field', function()
      local _, list = complete.candidates(text)
      for _, name in ipairs(list) do assert.not_nil(_G[name] or name:match '^%l+$') end
      if text:find '[.3]$' then assert.same({}, list) end
    end)
  end

  it('offers only what can be called after a colon', function()
    local _, list = complete.candidates 'thing:'
    assert.same({ 'run' }, list)
  end)

  it('shows names that begin with _ to those who begin with it', function()
    local _, list = complete.candidates 'thing._'
    assert.same({ '_own' }, list)
    for _, name in ipairs(select(2, complete.candidates 'net.')) do
      assert.falsy(name:find '^_')
    end
  end)

  it('is not put off by an __index that raises', function()
    rawset(_G, 'thing2', setmetatable({}, { __index = function() error 'no' end }))
    local _, list = complete.candidates 'thing2.x.'
    rawset(_G, 'thing2', nil)
    assert.same({}, list)
  end)

  it('completes names of files in strings and behind $', function()
    process.in_folder(function(folder)
      assert(os.execute(("mkdir '%s/sub' && touch '%s/one.lua' '%s/.hidden'")
                          :format(folder, folder, folder)))
      local word, list, ending = complete.candidates("dofile('" .. folder .. '/')
      assert.equal('', word)
      assert.same({ 'one.lua', 'sub/' }, list)
      assert.equal("'", ending)
      assert.equal('e.lua"', (complete.tab('dofile "' .. folder .. '/on', 80)))
      assert.equal('ub/', (complete.tab('dofile "' .. folder .. '/s', 80)))
      assert.equal('e.lua ', (complete.tab('$ cat ' .. folder .. '/on', 80)))
      assert.equal('dden"', (complete.tab('f(x, "' .. folder .. '/.hi', 80)))
    end)
  end)

  describe('on Tab', function()
    it('inserts what all candidates have in common, then shows them', function()
      assert.equal('ros', (complete.tab('thing.ze', 80)))
      local insert, shown = complete.tab('thing.zeros', 80)
      assert.is_nil(insert)
      assert.equal('zeros      zerosLike', shown)
    end)

    it('indents an empty line', function()
      assert.equal('  ', (complete.tab('', 80)))
      assert.equal('  ', (complete.tab('  ', 80)))
    end)

    it('does nothing where there is nothing', function()
      assert.is_nil((complete.tab('nothing.', 80)))
    end)
  end)

  it('lists names from top to bottom in the columns that fit', function()
    assert.equal('a  c  e\nb  d', complete.columns({ 'a', 'b', 'c', 'd', 'e' }, 8))
    assert.equal('a\nb', complete.columns({ 'a', 'b' }, 1))
    local many = {}
    for i = 1, 300 do many[i] = 'name' .. i end
    assert.truthy(complete.columns(many, 80):find '\n%.%.%. and 100 more$')
  end)
end)
