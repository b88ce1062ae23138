-- facula.json: what is JSON, what is not, and where it stops being it.
local json = require 'facula.json'

describe('facula.json', function()
  it('reads every kind of value', function()
    assert.same({ a = { 1, -2.5, 1e3, 0 }, b = { c = true, d = false }, e = '' },
      json.decode ' {"a": [1, -2.5, 1E+3, -0], "b":{"c":true,"d":false} ,\n"e":""}\t')
    assert.equal(json.null, json.decode 'null')
    assert.equal('null', tostring(json.null))
    assert.is_false(json.decode 'false')
    assert.equal(0, json.decode '1e-4611686018427387904')
  end)

  it('tells an empty array from an empty object', function()
    assert.is_true(json.is_array(json.decode '[]'))
    assert.is_false(json.is_array(json.decode '{}'))
    assert.is_false(json.is_array('x'))
  end)

  it('reads escapes, surrogates and UTF-8', function()
    assert.equal('"\\/\b\f\n\r\t', json.decode [["\"\\\/\b\f\n\r\t"]])
    assert.equal('A\195\169\226\130\172\240\159\152\128',
      json.decode [["\u0041\u00e9\u20AC\ud83d\uDE00"]])
    assert.equal('\195\169\226\130\172\240\159\152\128\127[]',
      json.decode '"\195\169\226\130\172\240\159\152\128\127[]"')
    assert.equal('\0', json.decode [["\u0000"]])
  end)

  it('quotes what it reads', function()
    for _, text in ipairs { '', 'a"b\\c/', '\0\1\n\31\127', '\195\169[]' } do
      assert.equal(text, json.decode(json.quote(text)))
    end
    assert.has_error(function() json.quote '\255' end)
  end)

  for _, row in ipairs {
    { '', 0, 'a value' }, { ' ', 1, 'a value' }, { 'x', 0, 'a value' }, { 'nul', 0, 'a value' },
    { '1 2', 2, 'nothing behind' }, { '01', 1, 'nothing behind|a number' },
    { '1.', 1, 'a number' }, { '.5', 0, 'a value' }, { '+1', 0, 'a value' }, { '-', 0, 'a value' },
    { '1e', 2, 'exponent' }, { '1e999', 0, 'a double' },
    { '-1.5e4611686018427387904', 0, 'a double' }, { '0x10', 1, 'nothing behind' },
    { 'NaN', 0, 'a value' }, { '-Infinity', 0, 'a value' },
    { '[1,]', 3, 'a value' }, { '[1 2]', 3, "',' or '%]'" }, { '[', 1, 'a value' },
    { '{"a":1,}', 7, 'a key' }, { '{a:1}', 1, 'a key' }, { '{"a" 1}', 5, "':'" },
    { '{"a":1', 6, "',' or '}'" }, { '{"a":1,"a":2}', 7, 'a key that is new' },
    { '{"a":null,"a":2}', 10, 'a key that is new' }, { '"a', 2, 'closing quote' },
    { '"a\nb"', 2, 'a character' }, { '"\\x"', 2, 'one of' }, { '"\\u12g4"', 3, 'four hex' },
    { '"\\ud800"', 1, 'surrogates' }, { '"\\udc00"', 1, 'surrogates' },
    { '"\\ud800\\u0041"', 1, 'surrogates' }, { '"\255"', 1, 'UTF%-8' },
    { '"\192\128"', 1, 'UTF%-8' }, { '"\237\160\128"', 1, 'UTF%-8' },
    { '"\244\144\128\128"', 1, 'UTF%-8' }, { '"\226\130"', 1, 'UTF%-8' },
    { '/**/1', 0, 'a value' }, { '\239\187\1911', 0, 'a value' },
  } do
    it(('refuses %q'):format(row[1]), function()
      local value, problem = json.decode(row[1])
      assert.is_nil(value)
      assert.equal(row[2], problem.byte)
      local expected
      for alternative in row[3]:gmatch '[^|]+' do
        expected = expected or problem.expected:find(alternative)
      end
      assert.is_truthy(expected, problem.expected)
      assert.is_string(problem.found)
    end)
  end

  it('refuses every beginning of a text', function()
    local text = [[{"a": [1, true, null], "\u20ac": {"b": "c"}}]]
    assert.is_table(json.decode(text))
    for length = 0, #text - 1 do
      local value, problem = json.decode(text:sub(1, length))
      assert.is_nil(value)
      assert.is_true(problem.byte <= length)
    end
  end)

  it('keeps to the limits', function()
    local value, problem = json.decode(('['):rep(1e6))
    assert.is_nil(value)
    assert.equal(64, problem.byte)
    assert.is_table(json.decode(('['):rep(64) .. (']'):rep(64)))
    assert.is_nil((json.decode('[[1]]', { depth = 1 })))
    assert.is_table(json.decode('[1]', { depth = 1 }))
    value, problem = json.decode('[1]', { bytes = 2 })
    assert.is_nil(value)
    assert.equal('at most 2 bytes', problem.expected)
    assert.has_error(function() json.decode(3) end)
  end)
end)
