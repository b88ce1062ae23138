--- An example for each operation of torch, by themes, which are pages of the reference.
-- `-->` shows what a line gives: tensors as tables, or by their sizes. spec/docs runs them all.
-- Neighbours: operations.lua has the rest of an operation's entry.
-- @module facula.examples

local examples = {}

--- The themes, in the order of the pages: lists of {name, example} with fields slug and title.
examples.themes = {
  { slug = 'making', title = 'Making tensors',
    { 'zeros', [[torch.zeros(2, 3)  --> {{0, 0, 0}, {0, 0, 0}}]] },
    { 'ones', [[torch.ones(2, 3)  --> {{1, 1, 1}, {1, 1, 1}}]] },
    { 'eye', [[torch.eye(2)  --> {{1, 0}, {0, 1}}]] },
    { 'range', [[torch.range(1, 10, 3)  --> {1, 4, 7, 10}]] },
    { 'linspace', [[torch.linspace(0, 1, 5)  --> {0, 0.25, 0.5, 0.75, 1}]] },
    { 'logspace', [[torch.logspace(0, 2, 3)  --> {1, 10, 100}]] },
    { 'cat', [[torch.cat(torch.ones(2, 1), torch.zeros(2, 2), 2)  --> {{1, 0, 0}, {1, 0, 0}}]] },
    { 'diag', [[torch.diag(torch.Tensor{{1, 2}, {3, 4}})  --> {1, 4}]] },
    { 'fill', [[torch.Tensor(3):fill(7)  --> {7, 7, 7}]] },
    { 'zero', [[torch.Tensor(3):zero()  --> {0, 0, 0}]] },
    { 'clone', [[
local t = torch.ones(2)
local c = t:clone():fill(5)
t, c  --> {1, 1}, {5, 5}]] },
    { 'copy', [[torch.Tensor(3):copy(torch.IntTensor{1, 2, 3})  --> {1, 2, 3}]] },
  },
  { slug = 'sizes', title = 'Sizes, types and memory',
    { 'size', [[
torch.zeros(2, 3):size()  --> {2, 3}
torch.zeros(2, 3):size(2)  --> 3]] },
    { 'stride', [[torch.zeros(2, 3):stride()  --> {3, 1}]] },
    { 'dim', [[torch.zeros(2, 3):dim()  --> 2]] },
    { 'nDimension', [[torch.zeros(2, 3):nDimension()  --> 2]] },
    { 'nElement', [[torch.zeros(2, 3):nElement()  --> 6]] },
    { 'numel', [[torch.zeros(2, 3):numel()  --> 6]] },
    { 'elementSize', [[torch.FloatTensor(3):elementSize()  --> 4]] },
    { 'storage', [[torch.Tensor{{1, 2}, {3, 4}}:storage()  --> {1, 2, 3, 4}]] },
    { 'storageOffset', [[torch.Tensor{{1, 2}, {3, 4}}[2]:storageOffset()  --> 3]] },
    { 'isContiguous', [[torch.zeros(2, 3):t():isContiguous()  --> false]] },
    { 'contiguous', [[
torch.Tensor{{1, 2}, {3, 4}}:t():contiguous():storage()  --> {1, 3, 2, 4}]] },
    { 'isSameSizeAs', [[torch.zeros(2, 3):isSameSizeAs(torch.ones(2, 3))  --> true]] },
    { 'isSetTo', [[
local t = torch.zeros(2, 3)
t:isSetTo(t:clone())  --> false]] },
    { 'isSize', [[torch.zeros(2, 3):isSize(torch.LongStorage{2, 3})  --> true]] },
    { 'resizeAs', [[torch.Tensor():resizeAs(torch.zeros(2, 3)):size()  --> {2, 3}]] },
    { 'totable', [[torch.Tensor{{1, 2}, {3, 4}}:totable()[2]  --> {3, 4}]] },
    { 'type', [[
torch.zeros(3):type()  --> torch.DoubleTensor
torch.zeros(3):type('torch.IntTensor'):type()  --> torch.IntTensor]] },
    { 'typeAs', [[torch.zeros(3):typeAs(torch.IntTensor()):type()  --> torch.IntTensor]] },
    { 'real', [[torch.IntTensor{1, 2}:real():type()  --> torch.DoubleTensor]] },
    { 'byte', [[torch.Tensor{1.7, 257}:byte()  --> {1, 1}]] },
    { 'char', [[torch.Tensor{1.7, 200}:char()  --> {1, -56}]] },
    { 'short', [[torch.Tensor{1.7, -1.7}:short()  --> {1, -1}]] },
    { 'int', [[torch.Tensor{1.7, -1.7}:int()  --> {1, -1}]] },
    { 'long', [[torch.Tensor{1.7, -1.7}:long()  --> {1, -1}]] },
    { 'float', [[torch.Tensor{0.5}:float():type()  --> torch.FloatTensor]] },
    { 'double', [[torch.FloatTensor{0.5}:double():type()  --> torch.DoubleTensor]] },
    { 'half', [[torch.Tensor{0.5}:half():type()  --> torch.HalfTensor]] },
    { 'equal', [[torch.equal(torch.ones(2), torch.Tensor{1, 1})  --> true]] },
  },
  { slug = 'views', title = 'Views and shapes',
    { 'narrow', [[torch.range(1, 5):narrow(1, 2, 3)  --> {2, 3, 4}]] },
    { 'sub', [[torch.range(1, 5):sub(2, -2)  --> {2, 3, 4}]] },
    { 'select', [[torch.Tensor{{1, 2}, {3, 4}}:select(1, 2)  --> {3, 4}]] },
    { 'transpose', [[torch.zeros(2, 3, 4):transpose(1, 3)  --> 4x3x2]] },
    { 't', [[torch.Tensor{{1, 2}, {3, 4}}:t()  --> {{1, 3}, {2, 4}}]] },
    { 'permute', [[torch.zeros(2, 3, 4):permute(3, 1, 2)  --> 4x2x3]] },
    { 'unfold', [[torch.range(1, 4):unfold(1, 2, 1)  --> {{1, 2}, {2, 3}, {3, 4}}]] },
    { 'squeeze', [[torch.zeros(2, 1, 3):squeeze()  --> 2x3]] },
    { 'unsqueeze', [[torch.zeros(2, 3):unsqueeze(2)  --> 2x1x3]] },
    { 'view', [[torch.range(1, 4):view(2, 2)  --> {{1, 2}, {3, 4}}]] },
    { 'viewAs', [[torch.range(1, 4):viewAs(torch.zeros(2, 2))  --> {{1, 2}, {3, 4}}]] },
    { 'reshape', [[torch.range(1, 4):reshape(2, 2)  --> {{1, 2}, {3, 4}}]] },
    { 'expand', [[torch.Tensor{{1}, {2}}:expand(2, 3)  --> {{1, 1, 1}, {2, 2, 2}}]] },
    { 'expandAs', [[
torch.Tensor{{1}, {2}}:expandAs(torch.zeros(2, 3))  --> {{1, 1, 1}, {2, 2, 2}}]] },
    { 'repeatTensor', [[
torch.Tensor{1, 2}:repeatTensor(2, 2)  --> {{1, 2, 1, 2}, {1, 2, 1, 2}}]] },
    { 'split', [[torch.range(1, 5):split(2)  --> {{1, 2}, {3, 4}, {5}}]] },
    { 'chunk', [[torch.range(1, 5):chunk(2)  --> {{1, 2, 3}, {4, 5}}]] },
    { 'flip', [[torch.flip(torch.range(1, 3), 1)  --> {3, 2, 1}]] },
    { 'roll', [[torch.roll(torch.range(1, 4), 1)  --> {4, 1, 2, 3}]] },
  },
  { slug = 'picking', title = 'Picking and placing elements',
    { 'index', [[
local t = torch.Tensor{{1, 2}, {3, 4}, {5, 6}}
t:index(1, torch.LongTensor{3, 1})  --> {{5, 6}, {1, 2}}]] },
    { 'indexCopy', [[
local t, rows = torch.zeros(3, 2), torch.Tensor{{1, 2}, {3, 4}}
local _ = t:indexCopy(1, torch.LongTensor{3, 1}, rows)
t  --> {{3, 4}, {0, 0}, {1, 2}}]] },
    { 'indexAdd', [[
local t = torch.ones(3); t:indexAdd(1, torch.LongTensor{1, 1}, torch.Tensor{5, 6})
t  --> {12, 1, 1}]] },
    { 'indexFill', [[
local t = torch.zeros(3); t:indexFill(1, torch.LongTensor{1, 3}, 7)
t  --> {7, 0, 7}]] },
    { 'gather', [[
torch.Tensor{{1, 2}, {3, 4}}:gather(2, torch.LongTensor{{2}, {1}})  --> {{2}, {3}}]] },
    { 'scatter', [[
torch.zeros(2, 2):scatter(2, torch.LongTensor{{2}, {1}}, 5)  --> {{0, 5}, {5, 0}}]] },
    { 'scatterAdd', [[
local index = torch.LongTensor{{2}, {1}}
torch.ones(2, 2):scatterAdd(2, index, torch.Tensor{{5}, {6}})  --> {{1, 6}, {7, 1}}]] },
    { 'maskedSelect', [[
local t = torch.Tensor{-1, 2, 3}
t:maskedSelect(t:gt(0))  --> {2, 3}]] },
    { 'maskedFill', [[
local t = torch.Tensor{-1, 2, -3}; t:maskedFill(t:lt(0), 0)
t  --> {0, 2, 0}]] },
    { 'maskedCopy', [[
local t = torch.Tensor{-1, 2, -3}
t:maskedCopy(t:lt(0), torch.Tensor{10, 20})  --> {10, 2, 20}]] },
    { 'nonzero', [[torch.nonzero(torch.Tensor{{0, 1}, {2, 0}})  --> {{1, 2}, {2, 1}}]] },
    { 'where', [[
torch.where(torch.ByteTensor{1, 0}, torch.Tensor{1, 2}, torch.Tensor{10, 20})  --> {1, 20}]] },
    { 'tril', [[torch.tril(torch.ones(2, 2))  --> {{1, 0}, {1, 1}}]] },
    { 'triu', [[torch.triu(torch.ones(2, 2))  --> {{1, 1}, {0, 1}}]] },
  },
  { slug = 'functions', title = 'A Lua function for each element',
    { 'apply', [[torch.range(1, 3):apply(function(x) return x * x end)  --> {1, 4, 9}]] },
    { 'map', [[
torch.range(1, 3):map(torch.ones(3), function(x, y) return x + y end)  --> {2, 3, 4}]] },
    { 'map2', [[
local add = function(x, y, z) return x + y + z end
torch.range(1, 2):map2(torch.ones(2), torch.ones(2), add)  --> {3, 4}]] },
  },
  { slug = 'math', title = 'Element by element: functions of one number',
    { 'abs', [[torch.abs(torch.Tensor{-1, 2})  --> {1, 2}]] },
    { 'neg', [[torch.neg(torch.Tensor{-1, 2})  --> {1, -2}]] },
    { 'cinv', [[torch.cinv(torch.Tensor{2, 4})  --> {0.5, 0.25}]] },
    { 'sign', [[torch.sign(torch.Tensor{-3, 0, 2})  --> {-1, 0, 1}]] },
    { 'ceil', [[torch.ceil(torch.Tensor{-1.5, 1.5})  --> {-1, 2}]] },
    { 'floor', [[torch.floor(torch.Tensor{-1.5, 1.5})  --> {-2, 1}]] },
    { 'round', [[torch.round(torch.Tensor{-1.5, 1.4, 2.5})  --> {-2, 1, 3}]] },
    { 'trunc', [[torch.trunc(torch.Tensor{-1.5, 1.5})  --> {-1, 1}]] },
    { 'frac', [[torch.frac(torch.Tensor{-1.5, 1.25})  --> {-0.5, 0.25}]] },
    { 'sqrt', [[
torch.sqrt(torch.Tensor{4, 9})  --> {2, 3}
torch.sqrt(16)  --> 4]] },
    { 'rsqrt', [[torch.rsqrt(torch.Tensor{4, 16})  --> {0.5, 0.25}]] },
    { 'exp', [[torch.exp(torch.Tensor{0, 1})  --> {1, 2.718}]] },
    { 'log', [[torch.log(torch.Tensor{1, 10})  --> {0, 2.303}]] },
    { 'log1p', [[torch.log1p(torch.Tensor{0, 1})  --> {0, 0.6931}]] },
    { 'tanh', [[torch.tanh(torch.Tensor{0, 1})  --> {0, 0.7616}]] },
    { 'sigmoid', [[torch.sigmoid(torch.Tensor{0, 1})  --> {0.5, 0.7311}]] },
    { 'cos', [[torch.cos(torch.Tensor{0, 1})  --> {1, 0.5403}]] },
    { 'acos', [[torch.acos(torch.Tensor{0, 1})  --> {1.571, 0}]] },
    { 'cosh', [[torch.cosh(torch.Tensor{0, 1})  --> {1, 1.543}]] },
    { 'sin', [[torch.sin(torch.Tensor{0, 1})  --> {0, 0.8415}]] },
    { 'asin', [[torch.asin(torch.Tensor{0, 1})  --> {0, 1.571}]] },
    { 'sinh', [[torch.sinh(torch.Tensor{0, 1})  --> {0, 1.175}]] },
    { 'tan', [[torch.tan(torch.Tensor{0, 1})  --> {0, 1.557}]] },
    { 'atan', [[torch.atan(torch.Tensor{0, 1})  --> {0, 0.7854}]] },
    { 'erf', [[torch.erf(torch.Tensor{0, 1})  --> {0, 0.8427}]] },
    { 'erfc', [[torch.erfc(torch.Tensor{0, 1})  --> {1, 0.1573}]] },
    { 'erfinv', [[torch.erfinv(torch.Tensor{0, 0.5})  --> {0, 0.4769}]] },
    { 'lgamma', [[torch.lgamma(torch.Tensor{1, 5})  --> {0, 3.178}]] },
    { 'digamma', [[torch.digamma(torch.Tensor{1, 2})  --> {-0.5772, 0.4228}]] },
  },
  { slug = 'arithmetic', title = 'Element by element: arithmetic',
    { 'add', [[
torch.add(torch.Tensor{1, 2}, 10)  --> {11, 12}
torch.add(torch.Tensor{1, 2}, 2, torch.Tensor{10, 20})  --> {21, 42}]] },
    { 'csub', [[torch.csub(torch.Tensor{1, 2}, torch.Tensor{10, 20})  --> {-9, -18}]] },
    { 'mul', [[torch.mul(torch.Tensor{1, 2}, 3)  --> {3, 6}]] },
    { 'div', [[torch.div(torch.Tensor{1, 2}, 2)  --> {0.5, 1}]] },
    { 'fmod', [[torch.fmod(torch.Tensor{-5, 5}, 3)  --> {-2, 2}]] },
    { 'mod', [[torch.mod(torch.Tensor{-5, 5}, 3)  --> {-2, 2}]] },
    { 'remainder', [[torch.remainder(torch.Tensor{-5, 5}, 3)  --> {1, 2}]] },
    { 'clamp', [[torch.clamp(torch.Tensor{-2, 0.5, 3}, 0, 1)  --> {0, 0.5, 1}]] },
    { 'pow', [[
torch.pow(torch.Tensor{2, 3}, 2)  --> {4, 9}
torch.pow(2, torch.Tensor{2, 3})  --> {4, 8}]] },
    { 'cmul', [[torch.cmul(torch.Tensor{1, 2}, torch.Tensor{3, 4})  --> {3, 8}]] },
    { 'cdiv', [[torch.cdiv(torch.Tensor{1, 2}, torch.Tensor{2, 8})  --> {0.5, 0.25}]] },
    { 'cfmod', [[torch.cfmod(torch.Tensor{-5, 5}, torch.Tensor{3, 4})  --> {-2, 1}]] },
    { 'cmod', [[torch.cmod(torch.Tensor{-5, 5}, torch.Tensor{3, 4})  --> {-2, 1}]] },
    { 'cremainder', [[torch.cremainder(torch.Tensor{-5, 5}, torch.Tensor{3, 4})  --> {1, 1}]] },
    { 'cpow', [[torch.cpow(torch.Tensor{2, 3}, torch.Tensor{3, 2})  --> {8, 9}]] },
    { 'atan2', [[torch.atan2(torch.Tensor{1, -1}, torch.Tensor{0, 0})  --> {1.571, -1.571}]] },
    { 'cmax', [[torch.cmax(torch.Tensor{1, 5}, torch.Tensor{3, 2})  --> {3, 5}]] },
    { 'cmin', [[torch.cmin(torch.Tensor{1, 5}, torch.Tensor{3, 2})  --> {1, 2}]] },
    { 'lerp', [[torch.lerp(torch.Tensor{0, 10}, torch.Tensor{1, 20}, 0.5)  --> {0.5, 15}]] },
    { 'addcmul', [[
torch.addcmul(torch.ones(2), 10, torch.Tensor{1, 2}, torch.Tensor{3, 4})  --> {31, 81}]] },
    { 'addcdiv', [[
torch.addcdiv(torch.ones(2), 10, torch.Tensor{1, 2}, torch.Tensor{2, 5})  --> {6, 5}]] },
  },
  { slug = 'bits', title = 'Bits',
    { 'lshift', [[torch.lshift(torch.IntTensor{1, 3}, 2)  --> {4, 12}]] },
    { 'rshift', [[torch.rshift(torch.IntTensor{8, 9}, 2)  --> {2, 2}]] },
    { 'bitand', [[torch.bitand(torch.IntTensor{5, 6}, 4)  --> {4, 4}]] },
    { 'bitor', [[torch.bitor(torch.IntTensor{1, 2}, 4)  --> {5, 6}]] },
    { 'bitxor', [[torch.bitxor(torch.IntTensor{5, 6}, 4)  --> {1, 2}]] },
    { 'clshift', [[torch.clshift(torch.IntTensor{1, 3}, torch.IntTensor{2, 1})  --> {4, 6}]] },
    { 'crshift', [[torch.crshift(torch.IntTensor{8, 9}, torch.IntTensor{2, 1})  --> {2, 4}]] },
    { 'cbitand', [[torch.cbitand(torch.IntTensor{5, 6}, torch.IntTensor{4, 3})  --> {4, 2}]] },
    { 'cbitor', [[torch.cbitor(torch.IntTensor{5, 6}, torch.IntTensor{4, 3})  --> {5, 7}]] },
    { 'cbitxor', [[torch.cbitxor(torch.IntTensor{5, 6}, torch.IntTensor{4, 3})  --> {1, 5}]] },
  },
  { slug = 'comparing', title = 'Comparing',
    { 'lt', [[torch.lt(torch.Tensor{1, 2, 3}, 2)  --> {1, 0, 0}]] },
    { 'gt', [[torch.gt(torch.Tensor{1, 2, 3}, 2)  --> {0, 0, 1}]] },
    { 'le', [[torch.le(torch.Tensor{1, 2, 3}, 2)  --> {1, 1, 0}]] },
    { 'ge', [[torch.ge(torch.Tensor{1, 2, 3}, 2)  --> {0, 1, 1}]] },
    { 'eq', [[torch.eq(torch.Tensor{1, 2, 3}, torch.Tensor{3, 2, 1})  --> {0, 1, 0}]] },
    { 'ne', [[torch.ne(torch.Tensor{1, 2, 3}, torch.Tensor{3, 2, 1})  --> {1, 0, 1}]] },
    { 'all', [[torch.all(torch.Tensor{1, 2}:gt(0))  --> true]] },
    { 'any', [[torch.any(torch.Tensor{1, 2}:gt(5))  --> false]] },
  },
  { slug = 'reducing', title = 'Sums, extremes and statistics',
    { 'sum', [[
local t = torch.Tensor{{1, 2}, {3, 4}}
t:sum()  --> 10
t:sum(1)  --> {{4, 6}}]] },
    { 'mean', [[torch.mean(torch.Tensor{{1, 2}, {3, 4}}, 2)  --> {{1.5}, {3.5}}]] },
    { 'prod', [[torch.prod(torch.Tensor{{1, 2}, {3, 4}})  --> 24]] },
    { 'norm', [[
torch.norm(torch.Tensor{3, 4})  --> 5
torch.norm(torch.Tensor{3, 4}, 1)  --> 7]] },
    { 'var', [[
torch.var(torch.Tensor{1, 3})  --> 2
torch.var(torch.Tensor{1, 3}, true)  --> 1]] },
    { 'std', [[torch.std(torch.Tensor{1, 3})  --> 1.414]] },
    { 'max', [[
local t = torch.Tensor{{1, 4}, {3, 2}}
t:max()  --> 4
t:max(2)  --> {{4}, {3}}, {{2}, {1}}]] },
    { 'min', [[
local t = torch.Tensor{{1, 4}, {3, 2}}
t:min()  --> 1
t:min(2)  --> {{1}, {2}}, {{1}, {2}}]] },
    { 'cumsum', [[torch.cumsum(torch.range(1, 4))  --> {1, 3, 6, 10}]] },
    { 'cumprod', [[torch.cumprod(torch.range(1, 4))  --> {1, 2, 6, 24}]] },
    { 'logsumexp', [[torch.logsumexp(torch.zeros(4))  --> 1.386]] },
    { 'trace', [[torch.trace(torch.Tensor{{1, 2}, {3, 4}})  --> 5]] },
    { 'dist', [[torch.dist(torch.Tensor{3, 4}, torch.zeros(2))  --> 5]] },
    { 'renorm', [[
torch.renorm(torch.Tensor{{3, 4}, {0, 1}}, 2, 1, 1)  --> {{0.6, 0.8}, {0, 1}}]] },
    { 'histc', [[torch.histc(torch.Tensor{1, 2, 2, 9}, 3, 0, 9)  --> {3, 0, 1}]] },
    { 'bhistc', [[torch.bhistc(torch.Tensor{{1, 2}, {8, 9}}, 2, 0, 10)  --> {{2, 0}, {0, 2}}]] },
    { 'match', [[
torch.match(torch.Tensor{{0, 0}}, torch.Tensor{{3, 4}, {1, 1}})  --> {{25, 2}}]] },
  },
  { slug = 'sorting', title = 'Sorting',
    { 'sort', [[torch.sort(torch.Tensor{3, 1, 2})  --> {1, 2, 3}, {2, 3, 1}]] },
    { 'topk', [[torch.topk(torch.Tensor{3, 1, 2}, 2, 1, true, true)  --> {3, 2}, {1, 3}]] },
    { 'kthvalue', [[torch.kthvalue(torch.Tensor{3, 1, 2}, 2)  --> {2}, {3}]] },
    { 'median', [[torch.median(torch.Tensor{3, 1, 2, 4})  --> {2}, {3}]] },
    { 'mode', [[torch.mode(torch.Tensor{2, 1, 2})  --> {2}, {3}]] },
    { 'unique', [[
torch.unique(torch.Tensor{3, 1, 3})  --> {1, 3}
torch.unique(torch.Tensor{3, 1, 3}, true, true)  --> {1, 3}, {2, 1, 2}, {1, 2}]] },
  },
  { slug = 'products', title = 'Products of vectors and matrices',
    { 'dot', [[torch.dot(torch.Tensor{1, 2}, torch.Tensor{3, 4})  --> 11]] },
    { 'mv', [[torch.mv(torch.Tensor{{1, 2}, {3, 4}}, torch.Tensor{1, 10})  --> {21, 43}]] },
    { 'mm', [[
torch.mm(torch.Tensor{{1, 2}, {3, 4}}, torch.Tensor{{1}, {10}})  --> {{21}, {43}}]] },
    { 'ger', [[torch.ger(torch.Tensor{1, 2}, torch.Tensor{3, 4})  --> {{3, 4}, {6, 8}}]] },
    { 'bmm', [[torch.bmm(torch.ones(5, 2, 3), torch.ones(5, 3, 4))  --> 5x2x4]] },
    { 'addmv', [[torch.addmv(torch.ones(2), torch.eye(2), torch.Tensor{3, 4})  --> {4, 5}]] },
    { 'addmm', [[
torch.addmm(torch.ones(2, 2), 2, torch.eye(2), torch.eye(2))  --> {{3, 1}, {1, 3}}]] },
    { 'addr', [[
torch.addr(torch.ones(2, 2), torch.Tensor{1, 2}, torch.Tensor{3, 4})  --> {{4, 5}, {7, 9}}]] },
    { 'addbmm', [[
torch.addbmm(torch.zeros(2, 4), torch.ones(5, 2, 3), torch.ones(5, 3, 4))  --> 2x4]] },
    { 'baddbmm', [[
torch.baddbmm(torch.zeros(5, 2, 4), torch.ones(5, 2, 3), torch.ones(5, 3, 4))  --> 5x2x4]] },
    { 'cross', [[torch.cross(torch.Tensor{1, 0, 0}, torch.Tensor{0, 1, 0})  --> {0, 0, 1}]] },
  },
  { slug = 'linear', title = 'Linear equations and factorisations',
    { 'gesv', [[
local a = torch.Tensor{{1, 0}, {0, 2}}
torch.gesv(torch.Tensor{{2}, {8}}, a)  --> {{2}, {4}}, {{1, 0}, {0, 2}}]] },
    { 'gels', [[torch.gels(torch.Tensor{{1}, {2}, {6}}, torch.ones(3, 1))[1]  --> {3}]] },
    { 'trtrs', [[
(torch.trtrs(torch.Tensor{{5}, {4}}, torch.Tensor{{1, 1}, {0, 2}}))  --> {{3}, {2}}]] },
    { 'inverse', [[torch.inverse(torch.Tensor{{2, 0}, {0, 4}})  --> {{0.5, 0}, {0, 0.25}}]] },
    { 'symeig', [[
(torch.symeig(torch.Tensor{{2, 1}, {1, 2}}))  --> {1, 3}
local values, vectors = torch.symeig(torch.Tensor{{2, 1}, {1, 2}}, 'V')
vectors * torch.diag(values) * vectors:t()  --> {{2, 1}, {1, 2}}]] },
    { 'eig', [[(torch.eig(torch.Tensor{{0, -1}, {1, 0}}))  --> {{0, 1}, {0, -1}}]] },
    { 'svd', [[
local u, s, v = torch.svd(torch.Tensor{{3, 0}, {0, 4}})
s  --> {4, 3}]] },
    { 'qr', [[
local q, r = torch.qr(torch.Tensor{{1, 2}, {3, 4}})
q * r  --> {{1, 2}, {3, 4}}]] },
    { 'geqrf', [[torch.geqrf(torch.ones(3, 2))  --> 3x2, 2]] },
    { 'orgqr', [[
local a = torch.ones(3, 1)
local q = torch.orgqr(torch.geqrf(a))
q:t() * q  --> {{1}}]] },
    { 'ormqr', [[
local qr, tau = torch.geqrf(torch.ones(2, 2))
torch.ormqr(qr, tau, torch.eye(2))  --> 2x2]] },
    { 'potrf', [[torch.potrf(torch.Tensor{{4, 2}, {2, 5}})  --> {{2, 1}, {0, 2}}]] },
    { 'potrs', [[
local u = torch.potrf(torch.Tensor{{4, 0}, {0, 9}})
torch.potrs(torch.Tensor{{8}, {9}}, u)  --> {{2}, {1}}]] },
    { 'potri', [[
torch.potri(torch.potrf(torch.Tensor{{4, 0}, {0, 2}}))  --> {{0.25, 0}, {0, 0.5}}]] },
    { 'pstrf', [[torch.pstrf(torch.Tensor{{4, 0}, {0, 9}})  --> {{3, 0}, {0, 2}}, {2, 1}]] },
  },
  { slug = 'convolution', title = 'Convolution of planes and volumes',
    { 'conv2', [[torch.conv2(torch.eye(3), torch.Tensor{{1, 2}, {3, 4}})  --> {{5, 2}, {3, 5}}]] },
    { 'xcorr2', [[
torch.xcorr2(torch.eye(3), torch.ones(2, 2))  --> {{2, 1}, {1, 2}}
torch.xcorr2(torch.eye(3), torch.ones(2, 2), 'F')  --> 4x4]] },
    { 'conv3', [[torch.conv3(torch.ones(3, 4, 5), torch.ones(2, 2, 2))  --> 2x3x4]] },
    { 'xcorr3', [[torch.xcorr3(torch.ones(3, 4, 5), torch.ones(2, 2, 2), 'F')  --> 4x5x6]] },
  },
  { slug = 'random', title = 'Random numbers',
    { 'seed', [[
local first = torch.seed()
torch.initialSeed() == first  --> true]] },
    { 'manualSeed', [[
torch.manualSeed(1)
local a = torch.rand(3)
torch.manualSeed(1)
torch.rand(3):equal(a)  --> true]] },
    { 'initialSeed', [[
torch.manualSeed(7)
torch.initialSeed()  --> 7]] },
    { 'getRNGState', [[torch.getRNGState():nElement()  --> 5048]] },
    { 'setRNGState', [[
local state, a = torch.getRNGState(), torch.rand(3)
torch.setRNGState(state)
torch.rand(3):equal(a)  --> true]] },
    { 'rand', [[torch.rand(2, 3)  --> 2x3]] },
    { 'randn', [[torch.randn(2, 3)  --> 2x3]] },
    { 'randperm', [[torch.randperm(4):sum()  --> 10]] },
    { 'random', [[
local dice = torch.Tensor(100):random(6)
dice:min(), dice:max()  --> 1, 6]] },
    { 'uniform', [[
local t = torch.Tensor(100):uniform(-1, 1)
t:min() >= -1 and t:max() < 1  --> true]] },
    { 'normal', [[torch.Tensor(2, 3):normal(5, 0.1):round()  --> {{5, 5, 5}, {5, 5, 5}}]] },
    { 'cauchy', [[torch.Tensor(2, 3):cauchy(0, 1)  --> 2x3]] },
    { 'logNormal', [[torch.Tensor(100):logNormal():min() > 0  --> true]] },
    { 'exponential', [[torch.Tensor(100):exponential(2):min() >= 0  --> true]] },
    { 'geometric', [[torch.Tensor(100):geometric(0.5):min()  --> 1]] },
    { 'bernoulli', [[torch.Tensor(2):bernoulli(torch.Tensor{0, 1})  --> {0, 1}]] },
    { 'multinomial', [[(torch.multinomial(torch.Tensor{0, 1, 1}, 2):sort())  --> {2, 3}]] },
    { 'multinomialAliasSetup', [[
torch.multinomialAliasSetup(torch.Tensor{0.25, 0.75})  --> {{2, 1}, {0.5, 1}}]] },
    { 'multinomialAlias', [[
local state = torch.multinomialAliasSetup(torch.Tensor{0.25, 0.75})
local drawn = torch.multinomialAlias(torch.LongTensor(100), state)
drawn:min(), drawn:max()  --> 1, 2]] },
  },
}

local by_name

--- The example of an operation.
-- @param name such as 'add'
-- @return lines of Lua, or nil
-- @usage examples.of 'dim' --> torch.zeros(2, 3):dim()  --> 2
function examples.of(name)
  if not by_name then
    by_name = {}
    for _, theme in ipairs(examples.themes) do
      for _, pair in ipairs(theme) do by_name[pair[1]] = pair[2] end
    end
  end
  return by_name[name]
end

return examples
