--- The names of Torch7's package torch, as data: what api_spec.lua looks for.
local function words(text)
  local list = {}
  for word in text:gmatch '%S+' do list[#list + 1] = word end
  return list
end

local names = {}

names.types = words 'Byte Char Short Int Long Float Double Half'

-- The table torch, and the global names beside it.
names.globals = words 'torch paths include'
names.namespace = words [[
  class type typename isTypeOf isTensor isStorage getmetatable setmetatable getconstructortable
  factory newmetatable metatype pushudata version pointer isequal getenv setenv
  setdefaulttensortype getdefaulttensortype packageLuaPath include tic toc isatty getnumthreads
  setnumthreads getnumcores setheaptracking updateerrorhandlers updatethreadlocals data cdata test
  save load saveobj loadobj serialize deserialize serializeToStorage deserializeFromStorage
]]
names.fields = { _gen = 'userdata', _heaptracking = 'boolean' }

-- Functions torch.f that make or compute something. Where a type has the function is the matter of
-- the methods below, and of `only` for those that are no methods.
names.functions = words [[
  zeros ones eye range linspace logspace rand randn randperm
  permute squeeze view reshape expand repeatTensor split chunk totable unfold narrow select
  transpose t index indexCopy indexAdd indexFill maskedSelect maskedCopy maskedFill gather scatter
  log log1p exp cos acos cosh sin asin sinh tan atan tanh sqrt round ceil floor trunc frac rsqrt
  sigmoid abs neg cinv sign
  add csub mul div fmod mod remainder lshift rshift bitand bitor bitxor
  cmul cdiv cpow cfmod cmod cremainder clshift crshift cbitand cbitor cbitxor
  pow clamp addcmul addcdiv cmax cmin lerp atan2 fill zero match dist dot equal
  lt gt le ge eq ne all any
  sum prod mean max min std var norm median kthvalue mode cumsum cumprod sort topk nonzero trace
  numel histc bhistc renorm
  mv mm bmm ger addmv addmm addr addbmm baddbmm cross diag tril triu cat conv2 xcorr2 conv3 xcorr3
  gesv gels trtrs symeig eig svd inverse qr geqrf orgqr ormqr potrf potrs potri pstrf
  random uniform normal cauchy logNormal exponential geometric bernoulli multinomial
  multinomialAliasSetup multinomialAlias seed manualSeed initialSeed getRNGState setRNGState
]]

-- Methods of tensors, by the types that have them.
names.methods = {
  {
    types = names.types,
    methods = words [[
      size stride dim nDimension nElement elementSize storage storageOffset isContiguous isSize
      isSameSizeAs isSetTo set resize resizeAs clone contiguous copy type typeAs byte char short
      int long float double half real narrow sub select transpose t unfold squeeze view viewAs
      expand expandAs repeatTensor split chunk totable index new retain free data cdata read write
      permute fill
      __typename __version __index __newindex __add __sub __mul __div __mod __pow __unm __concat
      __len __eq __lt __le __call __tostring __factory __metatable
    ]],
  },
  {
    types = words 'Byte Char Short Int Long Float Double',
    methods = words [[
      numel indexCopy indexAdd indexFill maskedSelect maskedCopy maskedFill gather scatter
      apply map map2 zeros ones eye range randperm sign
      add csub mul div fmod mod remainder lshift rshift bitand bitor bitxor
      cmul cdiv cpow cfmod cmod cremainder clshift crshift cbitand cbitor cbitxor
      clamp addcmul addcdiv cmax cmin fill zero match dot equal
      lt gt le ge eq ne
      sum prod max min median kthvalue mode cumsum cumprod sort topk nonzero trace
      mv mm bmm ger addmv addmm addr addbmm baddbmm cross diag tril triu cat
      conv2 xcorr2 conv3 xcorr3 random geometric bernoulli reshape
    ]],
  },
  {
    types = words 'Float Double',
    methods = words [[
      acos asin atan atan2 bhistc cauchy ceil cinv cos cosh dist exp exponential floor frac histc
      lerp linspace log log1p logNormal logspace mean multinomial multinomialAliasSetup_
      multinomialAlias_ neg norm normal pow rand randn renorm round rsqrt sigmoid sin sinh sqrt std
      tan tanh trunc uniform var
    ]],
  },
  { types = words 'Int Long Float Double', methods = { 'abs' } },
  { types = { 'Half' }, methods = words 'abs max reshape add mean' },
  { types = { 'Byte' }, methods = words 'all any' },
  { types = { 'Double' }, methods = { 'isTensor' } },
}

-- What a type must not have, so that a script finds out as it did before: functions of real numbers
-- on integers, and all that is one type's alone.
names.absent = {
  {
    types = words 'Byte Char Short Int Long',
    methods = words [[
      acos asin atan atan2 ceil cinv cos cosh exp floor frac lerp linspace log log1p logspace mean
      neg norm normal pow rand randn renorm round rsqrt sigmoid sin sinh sqrt std tan tanh trunc
      uniform var
    ]],
  },
  { types = words 'Byte Char Short', methods = { 'abs' } },
  { types = words 'Char Short Int Long Float Double', methods = words 'all any' },
  { types = words 'Byte Char Short Int Long Float', methods = { 'isTensor' } },
}

names.storage = words [[
  size resize fill copy totable elementSize data cdata new retain free read write
  __len __index __newindex __typename __version
]]
names.byte_storage = { 'string' } -- Byte and Char only

-- Methods of files.
local read_write = {}
for _, kind in ipairs(words 'Bool Byte Char Short Int Long Float Double String Object') do
  read_write[#read_write + 1] = 'read' .. kind
  read_write[#read_write + 1] = 'write' .. kind
end
names.file = words [[
  isWritableObject referenced isReferenced ascii binary autoSpacing noAutoSpacing quiet pedantic
  clearError synchronize close seek seekEnd position isQuiet isReadable isWritable isBinary
  isAutoSpacing hasError
]]
for _, name in ipairs(read_write) do names.file[#names.file + 1] = name end
names.files = {
  DiskFile = words [[
    isLittleEndianCPU isBigEndianCPU nativeEndianEncoding littleEndianEncoding bigEndianEncoding
    longSize noBuffer
  ]],
  PipeFile = {},
  MemoryFile = words 'storage longSize',
}

-- Methods of the other classes, and fields of a new object.
names.classes = {
  Timer = { methods = words 'reset stop resume time' },
  CmdLine = {
    methods = words 'text option argument default parse string log addTime silent help error',
    -- dateformat comes with addTime
    fields = words 'options arguments helplines argseparator keyseparator silentio',
  },
  Tester = {
    methods = words [[
      add run disable setEarlyAbort setRethrowErrors setSummaryOnly assert assertlt assertgt
      assertle assertge asserteq assertne assertalmosteq eq ne assertGeneralEq assertGeneralNe
      assertTensorEq assertTensorNe assertTableEq assertTableNe assertError assertNoError
      assertErrorMsg assertErrorPattern assertErrorObj
    ]],
    fields = words [[
      tests errors warnings disabledTests assertionPass assertionFail testError countasserts
    ]],
  },
  TestSuite = { methods = {} },
  Generator = { methods = words 'read write' },
}

-- The companions.
names.packages = {
  paths = words [[
    filep dirp basename dirname extname concat cwd dir files iterfiles iterdirs mkdir rmdir rmall
    tmpname execdir findprogram thisfile dofile require uname is_win is_mac home getregistryvalue
  ]],
  sys = words [[
    clock usleep sleep tic toc execute fexecute uname ls ll la lla prefix OS concat dirname split
    isNaN fpath COLORS
  ]],
  xlua = words [[
    print log clearall clear who formatTime progress error trycatch installed require table2string
    usage unpack unpack_class usage_module envparams OptionParser Profiler
  ]],
}

return names
