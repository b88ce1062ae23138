-- The reader of doc comments.

require 'torch'
local doc = require 'facula.doc'

-- The entries of a text.
local function parse(text)
  local lines = {}
  for line in (text .. '\n'):gmatch('(.-)\n') do lines[#lines + 1] = line end
  return doc.parse(lines)
end

local function texts(list)
  local out = {}
  for i, item in ipairs(list) do out[i] = item.text end
  return out
end

local FILE = [[
-- nn.Thing(a[, b]): does a thing
-- over two lines. Neighbours: other.lua.
--
-- Shapes: any.
-- Example: nn.Thing(1):forward(x)   -- 2x3

local Thing, parent = torch.class('nn.Thing', 'nn.Module')

--- @param a, b numbers of elements that are counted
--   with care
-- @param[opt=3] c the third
-- weight is drawn from U(-s, s).
function Thing:__init(a, b, c)
end

-- No doc comment.
local function private() end

--- Sets it.
-- @param value a number
-- @return self
-- Raises if it is none.
-- @usage local t = nn.Thing(1)
--   t:set(2)
--     :get()  --> 2
function Thing:set(value,
                   more)
end

--- thing.free(x, {y}): frees x. And more.

--- Detached text that names nothing.

local util = {}

--- Adds.
-- Example:
--   for i = 1, 2 do
--     util.add(i)
--   end
function util.add(i) end

--- A constant.
util.constant = 3

--- Made elsewhere.
util.made = make(function(x) return x end)
]]

describe('doc.parse', function()
  local entries = parse(FILE)
  local by_name = {}
  for _, entry in ipairs(entries) do by_name[entry.name or '?'] = entry end

  it('reads the comment at the top: call form, text, example', function()
    local top = entries[1]
    assert.is_true(top.top)
    assert.equal('nn.Thing', top.name)
    assert.same({ 'nn.Thing(a[, b])' }, top.calls)
    assert.same({ 'Does a thing over two lines.', 'Shapes: any.' }, texts(top.text))
    assert.same({ 'nn.Thing(1):forward(x)   -- 2x3' }, texts(top.examples))
  end)

  it('names methods by their class', function()
    local init = by_name['nn.Thing.__init']
    assert.same({ 'a', 'b' }, init.params[1].names)
    assert.equal('numbers of elements that are counted with care', init.params[1].text)
    assert.is_false(init.params[1].optional)
    assert.same({ 'c' }, init.params[2].names)
    assert.equal('3', init.params[2].default)
    assert.is_true(init.params[2].optional)
    assert.same({ 'weight is drawn from U(-s, s).' }, texts(init.notes))
    assert.equal('(a, b, c)', init.arguments)
    assert.is_true(init.is_method)
  end)

  it('tells results, notes and examples apart', function()
    local set = by_name['nn.Thing.set']
    assert.same({ 'Sets it.' }, texts(set.text))
    assert.same({ 'self' }, texts(set.returns))
    assert.same({ 'Raises if it is none.' }, texts(set.notes))
    assert.same({ 'local t = nn.Thing(1)\nt:set(2)\n  :get()  --> 2' }, texts(set.examples))
    assert.equal('(value, more)', set.arguments)
  end)

  it('knows a comment without code by its call form', function()
    local free = by_name['thing.free']
    assert.same({ 'thing.free(x, {y})' }, free.calls)
    assert.same({ 'Frees x. And more.' }, texts(free.text))
    assert.same({ 'Detached text that names nothing.' }, texts(by_name['?'].text))
  end)

  it('reads functions and values of other tables', function()
    assert.same({ 'for i = 1, 2 do\n  util.add(i)\nend' }, texts(by_name['util.add'].examples))
    assert.is_false(by_name['util.add'].is_method)
    assert.same({ 'A constant.' }, texts(by_name['util.constant'].text))
    assert.is_truthy(by_name['util.made'])
  end)

  it('reads several call forms, each with the name', function()
    local text = '\n--- m.f(a), m.f{b = 1},\n-- m.f(c, m.f): gives it.\nfunction m.f(...) end'
    local entry = parse(text)[1]
    assert.same({ 'm.f(a)', 'm.f{b = 1}', 'm.f(c, m.f)' }, entry.calls)
    assert.same({ 'Gives it.' }, texts(entry.text))
    assert.same({ 'm.f(a)' }, parse('\n--- m.f(a): m.f, m.g(b): both.')[1].calls)
  end)

  it('reads the fields of a parameter', function()
    local params = parse [[

--- Text.
-- @param[opt={0, 0}] options  a table of:
--   a, b: the first ones,
--     which are two: really
--   c: the last one
-- @param other  has no fields: here
--   is: the proof
]] [1].params
    assert.equal('{0, 0}', params[1].default)
    assert.equal('a table of:', params[1].text)
    assert.same({ { names = { 'a', 'b' }, text = 'the first ones, which are two: really' },
      { names = { 'c' }, text = 'the last one' } }, params[1].fields)
    assert.equal('has no fields: here is: the proof', params[2].text)
    assert.is_nil(params[2].fields)
  end)

  it('gives one comment to all functions that it names', function()
    local list = parse '\n--- Text.\n-- @function m.f, g\n-- @see m.h\nm.f, m.g = make(), make()'
    assert.same({ 'm.f', 'm.g' }, { list[1].name, list[2].name })
    for _, entry in ipairs(list) do
      assert.same({ 'Text.' }, texts(entry.text))
      assert.equal('m.h', entry.see)
    end
  end)

  it('names the class of a local variable', function()
    assert.equal('x.Class', parse "\n--- Text.\nlocal Class = torch.class('x.Class', x)"[1].name)
  end)

  it('takes an unindented line for the end of a tag, unless the line above was full', function()
    local full = '-- @param x ' .. ('word '):rep(17) .. 'end'
    local text = '\n--- Text.\n' .. full .. '\n-- more\n-- Errors: none.\nfunction m.f(x) end'
    local entry = parse(text)[1]
    assert.is_truthy(entry.params[1].text:find('end more$'))
    assert.same({ 'Errors: none.' }, texts(entry.notes))
    entry = parse('\n--- Text.\n-- @param x short\n-- Errors: none.\nfunction m.f(x) end')[1]
    assert.equal('short', entry.params[1].text)
    assert.same({ 'Errors: none.' }, texts(entry.notes))
  end)

  it('copes with files that have none, or end in one', function()
    assert.same({}, parse 'return 1')
    assert.same({}, parse '')
    assert.equal(1, #parse '--- Alone.')
    assert.equal(1, #parse 'local x\n--- At the end.\n-- @param')
    assert.equal(1, #parse '---\nfunction x.y(')
  end)
end)

describe('doc.find and doc.above', function()
  it('lead to the comment of a function', function()
    assert.is_truthy(doc.find 'facula.doc')
    assert.is_nil(doc.find 'facula.no_such_module')
    assert.is_nil(doc.read '/no/such/file.lua')
    local entry, path = doc.above(doc.above)
    assert.equal('doc.above', entry.name)
    assert.equal(doc.find 'facula.doc', path)
    assert.is_nil(doc.above(print))
    assert.is_nil(doc.above(function() end))
  end)
end)
