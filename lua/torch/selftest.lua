--- torch.test: a short check that this installation computes, stores and draws numbers as it
-- should on this machine. The library's own specs are much more than this.
-- Neighbours: torch/Tester.lua runs it; init.lua loads this file at the first call.
-- @module torch.selftest

local tester = torch.Tester()
local tests = torch.TestSuite()

local types = { 'Byte', 'Char', 'Short', 'Int', 'Long', 'Float', 'Double' }

function tests.elements()
  for _, name in ipairs(types) do
    local t = torch[name .. 'Tensor'](3, 4):fill(2)
    t[{ 2, {} }] = 3
    tester:eq(t:sum(), 28, name)
    tester:eq(t:t():contiguous():t(), t, name)
  end
end

function tests.arithmetic()
  local x = torch.range(1, 1000)
  tester:eq(torch.cmul(x, x):sum(), 333833500)
  tester:eq(torch.log(torch.exp(x / 10)), x / 10, 1e-9)
  tester:eq((x:float() * 2):double(), x * 2)
end

function tests.products()
  local a, b = torch.range(1, 64 * 48):resize(64, 48) / 1e3, torch.range(1, 48 * 32):resize(48, 32)
  local expected = torch.zeros(64, 32)
  for k = 1, 48 do expected:add(torch.ger(a[{ {}, k }]:clone(), b[k])) end
  tester:eq(torch.mm(a, b), expected, 1e-6)
  tester:eq(torch.mm(a:float(), b:float()):double(), expected, 10)
end

function tests.equations()
  local a = torch.Tensor { { 4, 1, 0 }, { 1, 3, 1 }, { 0, 1, 2 } }
  local x = torch.Tensor { { 1 }, { 2 }, { 3 } }
  tester:eq((torch.gesv(torch.mm(a, x), a)), x, 1e-12)
end

function tests.random()
  local a, b = torch.Generator(), torch.Generator()
  torch.manualSeed(a, 5)
  torch.manualSeed(b, 5)
  tester:eq(torch.rand(a, 100), torch.rand(b, 100))
  tester:assertlt(math.abs(torch.randn(a, 10000):mean()), 0.1)
end

function tests.sorting()
  local values, index = torch.sort(torch.Tensor { 3, 1, 2 })
  tester:eq(values, torch.Tensor { 1, 2, 3 })
  tester:eq(index, torch.LongTensor { 2, 3, 1 })
end

function tests.files()
  local object = { torch.range(1, 5), name = 'a', list = { true, torch.LongTensor { 7 } } }
  for _, mode in ipairs { 'binary', 'ascii' } do
    tester:eq(torch.deserialize(torch.serialize(object, mode), mode), object, mode)
  end
  local path = os.tmpname()
  torch.save(path, object)
  tester:eq(torch.load(path), object)
  os.remove(path)
end

function tests.errors()
  tester:assertErrorPattern(function() torch.mm(torch.ones(2, 3), torch.ones(2, 3)) end, '2')
  tester:assertError(function() return torch.ones(3)[4] end)
end

tester:add(tests)

return tester
