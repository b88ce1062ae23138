-- Learns to guess the next word from the words before it, after Bengio et al. 2003, "A neural
-- probabilistic language model": each word gets a vector, the vectors of a window of words go
-- through a hidden layer, and that gives a probability for each word of the vocabulary. Words that
-- are used alike get vectors that lie close together.
--
--   examples/language.lua                                 some Shakespeare that comes along
--   examples/language.lua --text mine.txt --window 5      a text of yours, plain or .gz
--   examples/language.lua --near king,love,die            whose neighbours to show in the end
local torch = require 'torch'
local nn = require 'nn'
local optim = require 'optim'
local progress = require 'facula.progress'
local text = require 'facula.text'

local here = arg[0]:match '^(.*[/\\])' or ''

local cmd = torch.CmdLine()
cmd:text('Learns to guess the next word of a text, then writes some lines of its own.')
cmd:text()
cmd:option('--text', here .. 'data/shakespeare.txt.gz', 'the text, plain or .gz')
cmd:option('--window', 3, 'words to guess from')
cmd:option('--least', 3, 'how often a word must come to be learnt')
cmd:option('--embedding', 24, 'numbers in the vector of a word')
cmd:option('--hidden', 64, 'hidden units')
cmd:option('--epochs', 4, 'how often to go through the text')
cmd:option('--rate', 0.003, 'learning rate')
cmd:option('--batch', 64, 'windows per step')
cmd:option('--lines', 6, 'lines to write in the end')
cmd:option('--near', 'he,the,good,come', 'words whose neighbours to show in the end')
cmd:option('--seed', 1, 'seed of the random numbers')
local opt = cmd:parse(arg)

local function stop(message)
  io.stderr:write(message, '\n')
  os.exit(1)
end

torch.setdefaulttensortype('torch.FloatTensor')
torch.manualSeed(opt.seed)

-- The text as numbers, and windows over them. The last tenth is for testing; the windows in between
-- that reach into both do not matter here.
local found, corpus = pcall(text.read, opt.text)
if not found then stop(corpus) end
local words = text.vocabulary(corpus, { lines = true, least = opt.least })
local numbers = words:encode(corpus)
local train, test = text.windows(numbers, opt.window):split(0.9)
print(('%d words, %d of them different, %.1f %% of the text unknown'):format(numbers:size(1),
  words:size(), 100 * words.counts[words.unknown] / numbers:size(1)))

local embedding = nn.LookupTable(words:size(), opt.embedding)
local net = nn.Sequential()
  :add(embedding)
  :add(nn.View(opt.window * opt.embedding):setNumInputDims(2))
  :add(nn.Linear(opt.window * opt.embedding, opt.hidden))
  :add(nn.Tanh())
  :add(nn.Linear(opt.hidden, words:size()))
  :add(nn.LogSoftMax())
local criterion = nn.ClassNLLCriterion()
print(net)

local params, grads = net:getParameters()
local adam = { learningRate = opt.rate }

local function step(input, target)
  local _, loss = optim.adam(function()
    grads:zero()
    local loss = criterion:forward(net:forward(input), target)
    net:backward(input, criterion:backward(net.output, target))
    return loss, grads
  end, params, adam)
  return loss[1]
end

-- One epoch over the windows in a new order. Returns the mean loss.
local function train_epoch(bar)
  local total, seen = 0, 0
  for input, target in train:shuffle():batches(opt.batch) do
    total = total + step(input, target) * target:size(1)
    seen = seen + target:size(1)
    bar:add(target:size(1), ('loss %.3f'):format(total / seen))
  end
  return total / seen
end

-- Mean loss on the text that was not learnt.
local function test_loss()
  local total = 0
  for input, target in test:batches(1024) do
    total = total + criterion:forward(net:forward(input), target) * target:size(1)
  end
  return total / test:size()
end

-- Perplexity, e to the mean loss: between how many equally likely words the guess is.
for epoch = 1, opt.epochs do
  local label = ('epoch %2d'):format(epoch)
  local bar = progress.new(train:size(), { label = label, unit = 'windows' })
  local loss, unseen = train_epoch(bar), test_loss()
  bar:finish(('loss %.3f, perplexity %.1f, test %.3f, %.1f'):format(loss, math.exp(loss), unseen,
    math.exp(unseen)))
end

-- Draws word after word, each from the probabilities that those before it give.
local function write_lines(count)
  local newline = words:number '\n'
  local window = torch.LongTensor(1, opt.window):fill(newline)
  local written, lines = {}, 0
  while lines < count and #written < 30 * count do
    local chances = net:forward(window)[1]:exp()
    chances[words.unknown] = 0
    if written[#written] == newline then chances[newline] = 0 end
    local word = torch.multinomial(chances, 1)[1]
    written[#written + 1] = word
    if word == newline then lines = lines + 1 end
    if opt.window > 1 then
      window:narrow(2, 1, opt.window - 1):copy(window:narrow(2, 2, opt.window - 1):clone())
    end
    window[1][opt.window] = word
  end
  return words:decode(written)
end

if opt.lines > 0 then
  print('\nLines of its own:\n')
  print(write_lines(opt.lines))
end

-- The words whose vectors point most nearly the same way.
local function neighbours(word, count)
  local unit = embedding.weight:clone()
  unit:cdiv(unit:norm(2, 2):clamp(1e-6, math.huge):expandAs(unit))
  local _, order = torch.mv(unit, unit[words.numbers[word]]):sort(true)
  local near = {}
  for i = 2, math.min(count + 1, words:size()) do
    near[#near + 1] = (words.units[order[i]]:gsub('\n', '(line)'))
  end
  return table.concat(near, ', ')
end

print('Words that are used alike:')
for word in opt.near:gmatch '[^,%s]+' do
  print(('  %s: %s'):format(word, words.numbers[word] and neighbours(word, 6) or 'not learnt'))
end
