--- Doc comments of what C brings beside the operations: constructors and methods of tensors,
-- storages, files and generators, and a few functions. There is no code in this file.
-- Neighbours: src/torch/construct.c, storage.c, file*.c, foreign.c and system.c do what is said
-- here; doc.lua reads it.

-- --- tensors -------------------------------------------------------------------------------------

--- torch.Tensor(), torch.Tensor(d1, d2, ...), torch.Tensor(sizes[, strides]), torch.Tensor(table),
-- torch.Tensor(tensor), torch.Tensor(storage[, offset, sizes[, strides]]): a new tensor of the
-- default type (torch.setdefaulttensortype). Other types are made alike by torch.ByteTensor,
-- CharTensor, ShortTensor, IntTensor, LongTensor, FloatTensor, DoubleTensor and HalfTensor;
-- HalfTensors are for storing, they have no arithmetic.
--
-- torch.Tensor() has no dimensions. torch.Tensor(d1, d2, ...) and torch.Tensor(sizes[, strides]),
-- two LongStorages, are not initialised. torch.Tensor(table) takes the elements from nested tables.
-- torch.Tensor(tensor) is a view of a tensor of the same type. torch.Tensor(storage[, offset,
-- sizes[, strides]]) is a view of a storage from element offset (1) on; sizes may be numbers too,
-- each followed by its stride: torch.Tensor(storage, 1, 2, 3, 3, 1).
--
-- t[i] selects along the first dimension, t[{i, {j, k}, {}}] picks along each: a number, a range or
-- all; t[mask] with a ByteTensor gives the elements where it is 1. The same forms are assigned to,
-- a number or a tensor. Negative indices count from the end. t + u, t - u, t * u (products of
-- matrices and vectors), t / 2, t % 2, -t and #t (sizes) make new objects.
--
-- Raises where sizes are negative or tables are not regular.
-- @usage torch.Tensor{{1, 2, 3}, {4, 5, 6}}[{2, {2, -1}}]  --> {5, 6}

--- torch.Tensor.new(...): a tensor of the type of the one it is called on; arguments as of
-- torch.Tensor. t:new() is a view of t.
-- @usage torch.IntTensor().new(2, 3):type()  --> torch.IntTensor

--- torch.Tensor:set(tensor), torch.Tensor:set(storage[, offset, sizes[, strides]]): makes the
-- tensor a view of another tensor of its type, or of a storage; arguments as of torch.Tensor.
-- Without arguments it becomes empty. Returns the tensor.
-- @usage local t = torch.Tensor(); t:set(torch.ones(4):storage(), 2, torch.LongStorage{3})
--   t  --> {1, 1, 1}

--- torch.Tensor:resize(d1, d2, ...), torch.Tensor:resize(sizes[, strides]): changes the sizes to
-- the numbers d1, d2 and so on, or to sizes, a LongStorage, which strides, another one, may follow.
-- Elements stay in the order of the storage; new ones are not initialised. The storage grows and
-- never shrinks. Returns the tensor.
-- @usage torch.range(1, 6):resize(2, 2)  --> {{1, 2}, {3, 4}}

--- torch.Tensor:retain(): counts one more owner of the tensor, for C code that it is handed to, see
-- torch.pushudata.
-- @usage local t = torch.ones(2); t:retain(); t:free()

--- torch.Tensor:free(): gives back what retain counted.
-- @usage local t = torch.ones(2); t:retain(); t:free()

--- torch.Tensor:isTensor(): true; DoubleTensors only, as with Torch7.
-- @usage torch.DoubleTensor():isTensor()  --> true

--- torch.Tensor:data([as_number]): the same as torch.data(self, as_number).
-- @usage local p = torch.Tensor{1, 2}:data(true)

--- torch.Tensor:cdata([as_number]): the same as torch.cdata(self, as_number).
-- @usage local p = torch.Tensor{1, 2}:cdata()

--- torch.Tensor:write(file): the body of a tensor in a file; file:writeObject calls it.

--- torch.Tensor:read(file): reads what write wrote; file:readObject calls it.

-- --- storages ------------------------------------------------------------------------------------

--- torch.Storage(), torch.Storage(n), torch.Storage(table), torch.Storage(storage[, offset[,
-- size]]), torch.Storage(path[, shared[, size]]): a new storage, a row of numbers in memory, of
-- the default type (torch.setdefaulttensortype). Other types are made alike by torch.ByteStorage,
-- CharStorage, ShortStorage, IntStorage, LongStorage, FloatStorage, DoubleStorage and HalfStorage.
--
-- torch.Storage() is empty; torch.Storage(n) has n elements that are not initialised;
-- torch.Storage(table) takes them from a list; torch.Storage(storage[, offset[, size]]) shares
-- those of another one of its type, from element offset (1) on. torch.Storage(path[, shared[,
-- size]]) is a file in memory, changed with the storage if shared is true. s[i] reads and writes an
-- element, #s is the size; indices start at 1 and raise outside of 1 to #s.
-- @usage local s = torch.IntStorage{1, 2, 3}; s[2] = 7
--   s  --> {1, 7, 3}

--- torch.Storage.new(...): a storage of the type of the one it is called on.
-- @usage #torch.IntStorage().new(3)  --> 3

--- torch.Storage:size(): the number of elements; #s is the same.
-- @usage torch.Storage{5, 6}:size()  --> 2

--- torch.Storage:elementSize(): bytes of an element.
-- @usage torch.FloatStorage():elementSize()  --> 4

--- torch.Storage:resize(n): changes the number of elements to n. Elements stay; new ones are not
-- initialised. Returns the storage.
-- @usage torch.Storage{1, 2, 3}:resize(2)  --> {1, 2}

--- torch.Storage:fill(value): sets all elements to value, a number. Returns the storage.
-- @usage torch.Storage(2):fill(7)  --> {7, 7}

--- torch.Storage:copy(source): copies the elements of source, a storage of any type and the same
-- size. Returns the storage.
-- @usage torch.IntStorage(2):copy(torch.Storage{1.5, 2.5})  --> {1, 2}

--- torch.Storage:totable(): the elements as a Lua list.
-- @usage torch.Storage{1, 2}:totable()  --> {1, 2}

--- torch.Storage:type(): the name of its class.
-- @usage torch.IntStorage():type()  --> torch.IntStorage

--- torch.Storage:string([text]): the bytes as a Lua string; with text, resizes the storage, fills
-- it with the bytes of text and returns it. ByteStorage and CharStorage only.
-- @usage torch.CharStorage():string('abc'):string()  --> abc

--- torch.Storage:data([as_number]): the same as torch.data(self, as_number).
-- @usage local p = torch.Storage{1, 2}:data(true)

--- torch.Storage:cdata([as_number]): the same as torch.cdata(self, as_number).
-- @usage local p = torch.Storage{1, 2}:cdata()

--- torch.Storage:retain(): counts one more owner of the storage, see torch.pushudata.
-- @usage local s = torch.Storage(2); s:retain(); s:free()

--- torch.Storage:free(): gives back what retain counted.
-- @usage local s = torch.Storage(2); s:retain(); s:free()

--- torch.Storage:write(file): the body of a storage in a file; file:writeObject calls it.

--- torch.Storage:read(file): reads what write wrote; file:readObject calls it.

-- --- files ---------------------------------------------------------------------------------------

--- torch.DiskFile(path[, mode[, quiet]]): a file on the disk. A file starts in ASCII, with spaces
-- between numbers, and raises errors (see quiet).
-- @param path its name
-- @param mode 'r' to read what exists (default), 'w' to write a new file, 'rw' to do both; it makes
--   the file if there is none
-- @param quiet true: a file that cannot be opened gives nil instead of an error
-- @usage local path = os.tmpname()
--   local file = torch.DiskFile(path, 'w')
--   file:writeInt(7); file:close()
--   torch.DiskFile(path):readInt()  --> 7

--- torch.DiskFile.new(...): the same as torch.DiskFile.
-- @usage torch.DiskFile.new(os.tmpname(), 'w'):close()

--- torch.DiskFile:noBuffer(): writes go to the disk at once. Returns the file.
-- @usage local file = torch.DiskFile(os.tmpname(), 'w'):noBuffer()

--- torch.DiskFile.replace(path): a file to be written that becomes the one of that name when commit
-- is called, and never half of it. What was there stays until then, and for good if commit is not
-- called.
-- @param path its name
-- @usage local path = os.tmpname()
--   local file = torch.DiskFile.replace(path)
--   file:writeString('all or nothing'); file:commit()
--   torch.DiskFile(path):readString('*a')  --> all or nothing

--- torch.DiskFile:commit(): puts a file that replace made in its place and closes it.
-- @usage local file = torch.DiskFile.replace(os.tmpname()); file:commit()

--- torch.PipeFile(command[, mode[, quiet]]): what a command of the shell prints, or is given to
-- read.
-- @param command for the shell
-- @param mode 'r' to read what it prints (default), 'w' to write what it reads
-- @param quiet true: nil instead of an error when it cannot be started
-- @usage torch.PipeFile('echo 7'):readInt()  --> 7

--- torch.PipeFile.new(...): the same as torch.PipeFile.
-- @usage torch.PipeFile.new('echo 7'):readInt()  --> 7

--- torch.MemoryFile([storage][, mode]): a file in memory.
-- @param storage CharStorage with its content, which ends with a zero byte; by default empty
-- @param mode 'r', 'w' or 'rw' (default)
-- @usage local file = torch.MemoryFile()
--   file:writeInt(7); file:seek(1)
--   file:readInt()  --> 7

--- torch.MemoryFile.new(...): the same as torch.MemoryFile.
-- @usage torch.MemoryFile.new():position()  --> 1

--- torch.MemoryFile:storage(): the content as a CharStorage that ends with a zero byte.
-- @usage local file = torch.MemoryFile()
--   file:writeString('abc')
--   #file:storage()  --> 4

--- torch.File, what DiskFile, PipeFile and MemoryFile have in common.
--
-- Numbers are read and written by methods for each type, X being Byte, Char, Short, Int, Long,
-- Half, Float or Double: file:readX() is a number, file:readX(n) a storage of up to n numbers,
-- file:readX(storage) fills a storage and returns how many it got; file:writeX(number),
-- file:writeX(storage). A file that is pedantic, as new ones are, raises an error where something
-- cannot be read or written; a quiet one returns 0 or what there was, and hasError() tells.
-- @usage local file = torch.MemoryFile()
--   file:writeDouble(0.5); file:writeInt(torch.IntStorage{1, 2}); file:seek(1)
--   file:readDouble(), file:readInt(2)  --> 0.5, {1, 2}

--- torch.File:readByte([n]): a number; with n, a number, a ByteStorage of up to n of them; with
-- a ByteStorage, fills it and returns how many were read.
-- @usage local file = torch.MemoryFile()
--   file:writeByte(200); file:seek(1)
--   file:readByte()  --> 200

--- torch.File:writeByte(number): writes a number, or with a ByteStorage all of its elements and
-- returns how many.
-- @usage local file = torch.MemoryFile()
--   file:writeByte(torch.ByteStorage{1, 2, 3})  --> 3

--- torch.File:readChar([n]): a number; with n, a number, a CharStorage of up to n of them; with
-- a CharStorage, fills it and returns how many were read.
-- @usage local file = torch.MemoryFile()
--   file:writeChar(-5); file:seek(1)
--   file:readChar()  --> -5

--- torch.File:writeChar(number): writes a number, or with a CharStorage all of its elements and
-- returns how many.
-- @usage local file = torch.MemoryFile()
--   file:writeChar(torch.CharStorage{1, 2, 3})  --> 3

--- torch.File:readShort([n]): a number; with n, a number, a ShortStorage of up to n of them;
-- with a ShortStorage, fills it and returns how many were read.
-- @usage local file = torch.MemoryFile()
--   file:writeShort(-300); file:seek(1)
--   file:readShort()  --> -300

--- torch.File:writeShort(number): writes a number, or with a ShortStorage all of its elements
-- and returns how many.
-- @usage local file = torch.MemoryFile()
--   file:writeShort(torch.ShortStorage{1, 2, 3})  --> 3

--- torch.File:readInt([n]): a number; with n, a number, an IntStorage of up to n of them; with a
-- IntStorage, fills it and returns how many were read.
-- @usage local file = torch.MemoryFile()
--   file:writeInt(70000); file:seek(1)
--   file:readInt()  --> 70000

--- torch.File:writeInt(number): writes a number, or with an IntStorage all of its elements and
-- returns how many.
-- @usage local file = torch.MemoryFile()
--   file:writeInt(torch.IntStorage{1, 2, 3})  --> 3

--- torch.File:readLong([n]): a number; with n, a number, a LongStorage of up to n of them; with
-- a LongStorage, fills it and returns how many were read.
-- @usage local file = torch.MemoryFile()
--   file:writeLong(5000000000); file:seek(1)
--   file:readLong()  --> 5000000000

--- torch.File:writeLong(number): writes a number, or with a LongStorage all of its elements and
-- returns how many.
-- @usage local file = torch.MemoryFile()
--   file:writeLong(torch.LongStorage{1, 2, 3})  --> 3

--- torch.File:readHalf([n]): a number; with n, a number, a HalfStorage of up to n of them; with
-- a HalfStorage, fills it and returns how many were read.
-- @usage local file = torch.MemoryFile()
--   file:writeHalf(0.5); file:seek(1)
--   file:readHalf()  --> 0.5

--- torch.File:writeHalf(number): writes a number, or with a HalfStorage all of its elements and
-- returns how many.
-- @usage local file = torch.MemoryFile()
--   file:writeHalf(torch.HalfStorage{1, 2, 3})  --> 3

--- torch.File:readFloat([n]): a number; with n, a number, a FloatStorage of up to n of them;
-- with a FloatStorage, fills it and returns how many were read.
-- @usage local file = torch.MemoryFile()
--   file:writeFloat(0.5); file:seek(1)
--   file:readFloat()  --> 0.5

--- torch.File:writeFloat(number): writes a number, or with a FloatStorage all of its elements
-- and returns how many.
-- @usage local file = torch.MemoryFile()
--   file:writeFloat(torch.FloatStorage{1, 2, 3})  --> 3

--- torch.File:readDouble([n]): a number; with n, a number, a DoubleStorage of up to n of them;
-- with a DoubleStorage, fills it and returns how many were read.
-- @usage local file = torch.MemoryFile()
--   file:writeDouble(0.25); file:seek(1)
--   file:readDouble()  --> 0.25

--- torch.File:writeDouble(number): writes a number, or with a DoubleStorage all of its elements
-- and returns how many.
-- @usage local file = torch.MemoryFile()
--   file:writeDouble(torch.DoubleStorage{1, 2, 3})  --> 3

--- torch.File:readBool(): a boolean that writeBool wrote.
-- @usage local file = torch.MemoryFile()
--   file:writeBool(true); file:seek(1)
--   file:readBool()  --> true

--- torch.File:writeBool(value): writes value, a boolean, as the int 0 or 1.
-- @usage local file = torch.MemoryFile()
--   file:writeBool(true); file:seek(1)
--   file:readInt()  --> 1

--- torch.File:readString(what): what is left of the file for what = '*a', a line without its end
-- for '*l'.
-- @usage local file = torch.MemoryFile()
--   file:writeString('a b'); file:seek(1)
--   file:readString('*l')  --> a b

--- torch.File:writeString(text): writes the bytes of text, nothing behind them; returns how
-- many.
-- @usage torch.MemoryFile():writeString('abc')  --> 3

--- torch.File:ascii(): numbers are text from now on, as in a new file. Returns the file.
-- @usage torch.MemoryFile():binary():ascii():isBinary()  --> false

--- torch.File:binary(): numbers are their bytes from now on. Returns the file.
-- @usage torch.MemoryFile():binary():isBinary()  --> true

--- torch.File:isBinary(): whether numbers are bytes and not text.
-- @usage torch.MemoryFile():isBinary()  --> false

--- torch.File:autoSpacing(): in ASCII, numbers are followed by a space or the end of a line,
-- which reading passes over; as in a new file. Returns the file.
-- @usage torch.MemoryFile():autoSpacing():isAutoSpacing()  --> true

--- torch.File:noAutoSpacing(): nothing is put behind what is written. Returns the file.
-- @usage torch.MemoryFile():noAutoSpacing():isAutoSpacing()  --> false

--- torch.File:isAutoSpacing(): whether autoSpacing is on.
-- @usage torch.MemoryFile():isAutoSpacing()  --> true

--- torch.File:quiet(): failures are no errors from now on: hasError tells of them. Returns the
-- file.
-- @usage torch.MemoryFile():quiet():readInt()  --> 0

--- torch.File:pedantic(): failures are errors, as in a new file. Returns the file.
-- @usage torch.MemoryFile():quiet():pedantic():isQuiet()  --> false

--- torch.File:isQuiet(): whether the file is quiet.
-- @usage torch.MemoryFile():isQuiet()  --> false

--- torch.File:hasError(): whether something failed since the file was opened or clearError was
-- called.
-- @usage local file = torch.MemoryFile():quiet()
--   file:readInt()
--   file:hasError()  --> true

--- torch.File:clearError(): forgets that something failed. Returns the file.
-- @usage local file = torch.MemoryFile():quiet()
--   file:readInt(); file:clearError()
--   file:hasError()  --> false

--- torch.File:isReadable(): whether the file can be read.
-- @usage torch.MemoryFile('w'):isReadable()  --> false

--- torch.File:isWritable(): whether the file can be written.
-- @usage torch.MemoryFile('w'):isWritable()  --> true

--- torch.File:isOpened(): whether the file is open.
-- @usage torch.MemoryFile():isOpened()  --> true

--- torch.File:close(): closes the file; what is done with it later raises an error. Returns the
-- file.
-- @usage torch.MemoryFile():close():isOpened()  --> false

--- torch.File:position(): where the next byte is read or written, from 1.
-- @usage torch.MemoryFile():position()  --> 1

--- torch.File:seek(position): goes to the byte at position; the first one is 1. Returns the file.
-- @usage local file = torch.MemoryFile()
--   file:writeString('abc'); file:seek(2)
--   file:readString('*a')  --> bc

--- torch.File:seekEnd(): goes behind the last byte. Returns the file.
-- @usage local file = torch.MemoryFile()
--   file:writeString('abc'); file:seek(1); file:seekEnd()
--   file:position()  --> 4

--- torch.File:synchronize(): what was written so far gets to the system. Returns the file.
-- @usage local file = torch.DiskFile(os.tmpname(), 'w'):synchronize()

--- torch.File:where(): the name of the file, for messages.
-- @usage local file = torch.DiskFile(os.tmpname(), 'w')
--   local name = file:where()

--- torch.File:nativeEndianEncoding(): bytes of binary numbers come in the order of this machine,
-- as in a new file. Returns the file.
-- @usage local file = torch.MemoryFile():binary():nativeEndianEncoding()

--- torch.File:littleEndianEncoding(): bytes of binary numbers come the lowest first. Returns the
-- file.
-- @usage local file = torch.MemoryFile():binary():littleEndianEncoding()
--   file:writeShort(1); file:seek(1)
--   file:readByte()  --> 1

--- torch.File:bigEndianEncoding(): bytes of binary numbers come the highest first. Returns the
-- file.
-- @usage local file = torch.MemoryFile():binary():bigEndianEncoding()
--   file:writeShort(1); file:seek(1)
--   file:readByte()  --> 0

--- torch.File:isLittleEndianCPU(): whether this machine has the lowest byte first.
-- @usage local file = torch.MemoryFile()
--   file:isLittleEndianCPU() == not file:isBigEndianCPU()  --> true

--- torch.File:isBigEndianCPU(): whether this machine has the highest byte first.
-- @usage local file = torch.MemoryFile()
--   file:isBigEndianCPU() == not file:isLittleEndianCPU()  --> true

--- torch.File:longSize(bytes): how many bytes a long has in binary files: 4, 8, or 0 for those
-- of this machine. Returns the file.
-- @usage local file = torch.MemoryFile():binary():longSize(4)
--   file:writeLong(7)
--   file:position()  --> 5

-- --- generators ----------------------------------------------------------------------------------

--- torch.Generator(): a source of random numbers of its own, seeded from the system. Every function
-- that draws takes it as its first argument. The numbers are those of Torch7, bit for bit: the
-- Mersenne Twister of M. Matsumoto and T. Nishimura, 1998, with their initialisation of 2002.
-- @usage local gen = torch.Generator()
--   torch.manualSeed(gen, 1)
--   torch.initialSeed(gen)  --> 1

--- torch.Generator.new(): the same as torch.Generator.
-- @usage torch.type(torch.Generator.new())  --> torch.Generator

--- torch.Generator:cdata([as_number]): the same as torch.cdata(self, as_number).
-- @usage local p = torch.Generator():cdata()

--- torch.Generator:write(file): the state of a generator in a file; file:writeObject calls it.

--- torch.Generator:read(file): reads what write wrote; file:readObject calls it.

-- --- functions -----------------------------------------------------------------------------------

--- torch.getnumthreads(): how many threads operations and layers use.
-- @usage torch.getnumthreads() >= 1  --> true

--- torch.setnumthreads(n): lets operations and layers use n threads from now on, 1 or more.
-- Results are the same bits for any number.
-- @usage torch.setnumthreads(torch.getnumthreads())

--- torch.getnumcores(): how many processors this machine has.
-- @usage torch.getnumcores() >= 1  --> true

return {}
