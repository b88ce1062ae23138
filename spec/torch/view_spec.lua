-- Structure of tensors: sizes, views, copies, conversion between types.
local layouts = require 'support.layouts'

local unpack = unpack or table.unpack
local values, difference = layouts.values, layouts.difference

local function long(...) return torch.LongStorage { ... } end
local DATA = {}
for i = 1, 24 do DATA[i] = i end

-- sizes, method, arguments, sizes and elements of what comes
local VIEWS = {
  { { 2, 3 }, 't', {}, { 3, 2 }, { 1, 4, 2, 5, 3, 6 } },
  { { 2, 3 }, 'transpose', { 1, 2 }, { 3, 2 }, { 1, 4, 2, 5, 3, 6 } },
  { { 2, 3 }, 'transpose', { 2, 2 }, { 2, 3 }, { 1, 2, 3, 4, 5, 6 } },
  { { 1, 2, 3 }, 'transpose', { -1, 1 }, { 3, 2, 1 }, { 1, 4, 2, 5, 3, 6 } },
  { { 1, 2, 3 }, 'permute', { 3, 1, 2 }, { 3, 1, 2 }, { 1, 4, 2, 5, 3, 6 } },
  { { 4 }, 'narrow', { 1, 2, 3 }, { 3 }, { 2, 3, 4 } },
  { { 2, 3 }, 'narrow', { 2, 2, 2 }, { 2, 2 }, { 2, 3, 5, 6 } },
  { { 2, 3 }, 'narrow', { 2, -1, 1 }, { 2, 1 }, { 3, 6 } },
  { { 2, 3 }, 'select', { 1, 2 }, { 3 }, { 4, 5, 6 } },
  { { 2, 3 }, 'select', { 2, 3 }, { 2 }, { 3, 6 } },
  { { 2, 3 }, 'sub', { 1, 2, 2, 3 }, { 2, 2 }, { 2, 3, 5, 6 } },
  { { 2, 3 }, 'sub', { -1, -1 }, { 1, 3 }, { 4, 5, 6 } },
  { { 2, 3 }, 'sub', { 1, -1, -2, -1 }, { 2, 2 }, { 2, 3, 5, 6 } },
  { { 5 }, 'unfold', { 1, 2, 2 }, { 2, 2 }, { 1, 2, 3, 4 } },
  { { 5 }, 'unfold', { 1, 3, 1 }, { 3, 3 }, { 1, 2, 3, 2, 3, 4, 3, 4, 5 } },
  { { 2, 3 }, 'unfold', { 2, 2, 1 }, { 2, 2, 2 }, { 1, 2, 2, 3, 4, 5, 5, 6 } },
  { { 1, 3, 1 }, 'squeeze', {}, { 3 }, { 1, 2, 3 } },
  { { 1, 3, 1 }, 'squeeze', { 1 }, { 3, 1 }, { 1, 2, 3 } },
  { { 1, 3, 1 }, 'squeeze', { 2 }, { 1, 3, 1 }, { 1, 2, 3 } },
  { { 1, 3 }, 'expand', { 2, 3 }, { 2, 3 }, { 1, 2, 3, 1, 2, 3 } },
  { { 2, 1 }, 'expand', { long(2, 3) }, { 2, 3 }, { 1, 1, 1, 2, 2, 2 } },
  { { 2, 3 }, 'expand', { 2, 3 }, { 2, 3 }, { 1, 2, 3, 4, 5, 6 } },
  -- copies
  { { 2, 3 }, 'clone', {}, { 2, 3 }, { 1, 2, 3, 4, 5, 6 }, 'copy' },
  { { 2, 3 }, 'reshape', { 3, 2 }, { 3, 2 }, { 1, 2, 3, 4, 5, 6 }, 'copy' },
  { { 2, 3 }, 'reshape', { -1 }, { 6 }, { 1, 2, 3, 4, 5, 6 }, 'copy' },
  { { 2, 3 }, 'repeatTensor', { 1, 2 }, { 2, 6 }, { 1, 2, 3, 1, 2, 3, 4, 5, 6, 4, 5, 6 }, 'copy' },
  { { 2 }, 'repeatTensor', { 2, 1, 2 }, { 2, 1, 4 }, { 1, 2, 1, 2, 1, 2, 1, 2 }, 'copy' },
}

describe('views and copies:', function()
  for layout, make in pairs(layouts.makers) do
    for _, row in ipairs(VIEWS) do
      local sizes, name, arguments, result, list, copies = unpack(row, 1, 6)
      it(('%s of a %s tensor, %s'):format(name, table.concat(sizes, 'x'), layout), function()
        for _, kind in ipairs { 'Double', 'Byte', 'Long' } do
          local t = make(kind, sizes, DATA)
          local view = t[name](t, unpack(arguments))
          assert.is_nil(difference(kind, result, list, view))
          assert.same(make(kind, sizes, DATA):totable(), t:totable())
          if torch[name] then
            assert.is_nil(difference(kind, result, list, torch[name](t, unpack(arguments))))
          end
          if copies then
            view:fill(77)
            assert.same(make(kind, sizes, DATA):totable(), t:totable())
          else
            assert.equal(torch.pointer(t:storage()), torch.pointer(view:storage()))
          end
        end
      end)
    end

    it('split and chunk, ' .. layout, function()
      local t = make('Float', { 5, 2 }, DATA)
      local parts = t:split(2)
      assert.same({ { 1, 2, 3, 4 }, { 5, 6, 7, 8 }, { 9, 10 } },
                  { values(parts[1]), values(parts[2]), values(parts[3]) })
      assert.equal(3, #parts)
      assert.equal(2, #t:split(1, 2))
      assert.equal(2, #torch.chunk(t, 2))
      assert.same({ 7, 8, 9, 10 }, values(t:chunk(2, 1)[2]))
      local list = { 1, 2, 3, 4, 5 }
      assert.equal(list, torch.split(list, t, 4))
      assert.equal(2, #list)
    end)

    it('copy and conversion between all types, ' .. layout, function()
      local sizes, data = { 2, 3 }, { 1, 2, 100, 0, 5, 127 }
      for _, from in ipairs(layouts.kinds) do
        local t = make(from, sizes, data)
        for _, to in ipairs(layouts.kinds) do
          local method, type_name = t[to:lower()], 'torch.' .. to .. 'Tensor'
          assert.is_nil(difference(to, sizes, data, method(t)))
          assert.is_nil(difference(to, sizes, data, t:type(type_name)))
          assert.is_nil(difference(to, sizes, data, t:typeAs(torch[to .. 'Tensor']())))
          assert.is_nil(difference(to, sizes, data, make(to, sizes, { 9, 9, 9, 9, 9, 9 }):copy(t)))
          assert.same(data, values(make(to, { 6 }, { 9, 9, 9, 9, 9, 9 }):copy(t)))
          if from == to then assert.equal(t, method(t)) end
        end
        assert.equal('torch.' .. from .. 'Tensor', t:type())
      end
    end)

    it('sizes and such, ' .. layout, function()
      local t = make('Int', { 2, 3, 1 }, DATA)
      assert.same({ 2, 3, 1 }, t:size():totable())
      assert.same({ 2, 3, 1 }, (#t):totable())
      assert.same({ 2, 3, 1, 1 }, { t:size(1), t:size(2), t:size(3), t:size(-1) })
      assert.same({ t:stride(1), t:stride(2), t:stride(3) }, t:stride():totable())
      assert.same({ 3, 3, 6, 6, 6, 4 }, { t:dim(), t:nDimension(), t:nElement(), t:numel(),
                                          torch.numel(t), t:elementSize() })
      assert.is_true(t:isSameSizeAs(make('Int', { 2, 3, 1 }, DATA)))
      assert.is_false(t:isSameSizeAs(t:transpose(1, 2)))
      assert.is_true(t:isSize(long(2, 3, 1)))
      assert.is_false(t:isSize(long(2, 3)))
      assert.is_true(t:isSetTo(torch.IntTensor(t)))
      assert.is_false(t:isSetTo(t:clone()))
      local whole = t:contiguous()
      assert.is_true(whole:isContiguous())
      assert.is_nil(difference('Int', { 2, 3, 1 }, { 1, 2, 3, 4, 5, 6 }, whole))
      assert.equal(t:isContiguous(), whole:isSetTo(t))
    end)
  end

  it('view shares memory', function()
    local t = torch.range(1, 6)
    local v = t:view(2, -1)
    assert.same({ { 1, 2, 3 }, { 4, 5, 6 } }, v:totable())
    v[2][1] = 40
    assert.equal(40, t[4])
    assert.same({ 3, 2 }, t:viewAs(torch.Tensor(3, 2)):size():totable())
    local given = torch.Tensor(9)
    assert.equal(given, given:view(t, 3, 2))
    assert.is_true(given:isSetTo(t:view(3, 2)))
    assert.same({ 1, 6 }, t:view(long(1, 6)):size():totable())
    given:viewAs(t, torch.Tensor(2, 3))
    assert.same({ 2, 3 }, given:size():totable())
    given:expand(torch.Tensor { { 1 }, { 2 } }, 2, 2)
    assert.same({ { 1, 1 }, { 2, 2 } }, given:totable())
    assert.same({ { 1, 1 }, { 1, 1 } }, torch.ones(1, 1):expandAs(torch.Tensor(2, 2)):totable())
  end)

  it('a single number comes out as one', function()
    assert.equal(7, torch.Tensor { { 7 } }:squeeze())
    assert.equal(7, torch.Tensor { 7 }:squeeze(1))
    assert.equal(3, torch.IntTensor { 1, 2, 3 }:select(1, 3))
    assert.equal(2, torch.LongTensor { 1, 2 }[2])
    assert.equal(2 ^ 62, torch.LongTensor { 2 ^ 62 }[1])
  end)

  it('copy between overlapping parts', function()
    for _, shift in ipairs { -1, 1 } do
      local t = torch.range(1, 6)
      t:narrow(1, 2 + shift, 4):copy(t:narrow(1, 2, 4))
      assert.same({ 2, 3, 4, 5 }, t:narrow(1, 2 + shift, 4):totable())
    end
    local square = torch.range(1, 9):view(3, 3)
    square:t():copy(square)
    assert.same({ 1, 4, 7, 2, 5, 8, 3, 6, 9 }, values(square))
  end)

  it('reshape and repeatTensor into a result that shares memory', function()
    local t = torch.range(1, 4):view(2, 2)
    assert.same({ { 1, 3, 2, 4 } }, torch.reshape(t, t:t(), 1, 4):totable())
    t = torch.range(1, 2)
    assert.same({ 1, 2, 1, 2 }, torch.repeatTensor(t, t, 2):totable())
  end)

  it('totable', function()
    assert.same({ { 1, 2 }, { 3, 4 } }, torch.totable(torch.Tensor { { 1, 2 }, { 3, 4 } }))
    assert.same({}, torch.Tensor():totable())
  end)
end)

describe('conversion', function()
  -- from, value, to, what comes
  for _, row in ipairs {
    { 'Double', 1.9, 'Int', 1 }, { 'Double', -1.9, 'Int', -1 }, { 'Double', -1, 'Byte', 255 },
    { 'Float', 257, 'Byte', 1 }, { 'Float', 0 / 0, 'Int', -2 ^ 31 }, { 'Float', 1e20, 'Short', 0 },
    { 'Double', 1 / 0, 'Long', -2 ^ 63 }, { 'Double', 2 ^ 31, 'Int', -2 ^ 31 },
    { 'Double', 2 ^ 40, 'Long', 2 ^ 40 }, { 'Long', 2 ^ 32 + 5, 'Int', 5 },
    { 'Long', 2 ^ 32 + 200, 'Char', -56 }, { 'Int', -1, 'Byte', 255 },
    { 'Int', 40000, 'Short', -25536 },
    { 'Byte', 200, 'Char', -56 }, { 'Char', -1, 'Byte', 255 }, { 'Char', -1, 'Long', -1 },
    { 'Double', 1e300, 'Float', 1 / 0 }, { 'Long', 2 ^ 53, 'Double', 2 ^ 53 },
  } do
    it(('of %g from %s to %s'):format(row[2], row[1], row[3]), function()
      local source = torch[row[1] .. 'Tensor'](40):fill(row[2])
      for _, got in ipairs { source:type('torch.' .. row[3] .. 'Tensor'),
        torch[row[3] .. 'Tensor'](40, 2):select(2, 1):copy(source) } do
        for i = 1, 40 do assert.equal(row[4], got[i]) end
      end
    end)
  end
end)

describe('errors of views leave everything as it was:', function()
  local t, v, none = torch.Tensor(2, 3):fill(1), torch.Tensor(4):fill(1), torch.Tensor()
  for _, row in ipairs {
    { t, 'size', { 3 }, 'torch%.size: dimension 3 out of range of 2D tensor' },
    { t, 'size', { 0 }, 'dimension 0 out of range' }, { none, 'stride', { 1 }, 'of 0D tensor' },
    { t, 'narrow', { 3, 1, 1 }, 'torch%.narrow: dimension 3' },
    { t, 'narrow', { 1, 3, 1 }, 'first index 3 out of range 1 to 2' },
    { t, 'narrow', { 1, 2, 2 }, 'length 2 out of range 1 to 1' },
    { t, 'narrow', { 1, 1, 0 }, 'length 0 out of range' },
    { t, 'narrow', { 1 }, 'invalid arguments' },
    { t, 'select', { 1, 3 }, 'torch%.select: index 3 out of range 1 to 2' },
    { t, 'select', { 1, 0 }, 'index 0 out of range' },
    { t, 'sub', { 2, 1 }, 'torch%.sub: end index 1 is before start index 2 in dimension 1' },
    { v, 'sub', { 1, 2, 1, 2 }, 'torch%.sub: ranges for 2 dimensions of a 1D tensor' },
    { v, 't', {}, 'torch%.t: a 2D tensor expected, got one of size 4' },
    { t, 'transpose', { 1, 3 }, 'torch%.transpose: dimension 3' },
    { t, 'permute', { 1 }, 'torch%.permute: all 2 dimensions must be listed, got 1' },
    { t, 'permute', { 1, 1 }, 'dimension 1 is listed twice' },
    { t, 'permute', { 1, 3 }, 'dimension 3 out of range' },
    { v, 'unfold', { 1, 5, 1 }, 'torch%.unfold: window size 5 out of range 1 to 4' },
    { v, 'unfold', { 1, 2, 0 }, 'step 0 is not positive' },
    { t, 'view', { 4 }, 'Wrong size for view%. Input size: 2x3%. Output size: 4' },
    { t, 'view', { -1, -1 }, 'only one size may be %-1' }, { t, 'view', { -2 }, 'out of range' },
    { t, 'view', { -1, 4 }, 'Wrong size for view' },
    { t:t(), 'view', { 6 }, 'expecting a contiguous' },
    { t, 'view', { 2 ^ 62, 2 ^ 62 }, 'torch%.view: size' },
    { torch.ones(1), 'reshape', { long() }, 'torch%.reshape: Wrong size' },
    { torch.ones(1), 'view', { long() }, 'Wrong size for view' },
    { t, 'reshape', { 5 }, 'torch%.reshape: Wrong size' },
    { t, 'expand', { 3, 3 }, 'torch%.expand: incorrect size: .*cannot expand 2x3 to 3x3' },
    { t, 'expand', { 2, 2, 3 }, 'the number of dimensions must stay' },
    { t, 'repeatTensor', { 2 }, 'torch%.repeatTensor: 1 repeats for a tensor of size 2x3' },
    { t, 'repeatTensor', { 0, 1 }, 'repeat 0 is not positive' },
    { v, 'repeatTensor', { 1, 1, 1, 1, 1, 1, 1, 1, 1 }, 'too many dimensions to repeat: 9' },
    { v, 'repeatTensor', { 2 ^ 62 }, 'torch%.repeatTensor' },
    { t, 'split', { 0 }, 'torch%.split: size 0 is not positive' },
    { t, 'chunk', { 0 }, 'torch%.chunk: number of chunks 0 is not positive' },
    { t, 'copy', { v }, 'torch%.copy: .*same number of elements, got sizes 2x3 and 4' },
    { t, 'copy', { 1 }, 'torch%.copy: invalid arguments: DoubleTensor number' },
    { t, 'type', { 'torch.Foo' }, "a tensor type such as 'torch.FloatTensor' expected" },
  } do
    it(row[2] .. ': ' .. row[4], function()
      local before = layouts.snapshot(t, v, none)
      assert.error_matches(function() row[1][row[2]](row[1], unpack(row[3])) end, row[4])
      assert.same(before, layouts.snapshot(t, v, none))
      local given = torch.Tensor { 5 }
      if row[2] ~= 'type' and torch[row[2]] then
        assert.is_false(pcall(torch[row[2]], given, row[1], unpack(row[3])))
        assert.same({ 5 }, given:totable())
      end
    end)
  end

  it('a method without its tensor says so', function()
    assert.error_matches(function() t.narrow(1, 1, 1) end,
                         "a tensor expected before ':narrow', got number %(is it called with ':'")
    assert.error_matches(function() t.size() end, "a tensor expected before ':size'")
  end)
end)
