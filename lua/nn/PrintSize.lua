-- nn.PrintSize([prefix]): prints the sizes of what passes, forward and backward.
--
-- Shapes: any tensor, or a table; output and gradInput are the input and gradOutput themselves.
-- Example: nn.PrintSize('linear'):forward(torch.rand(2, 3))  --> 2x3

local PrintSize, parent = torch.class('nn.PrintSize', 'nn.Module')

--- @param prefix what the printed lines begin with; default 'PrintSize'
function PrintSize:__init(prefix)
  parent.__init(self)
  self.prefix = prefix or 'PrintSize'
end

local function show(self, what, value)
  print(('%s:%s\n'):format(tostring(self.prefix), what),
    torch.isTensor(value) and value:size() or value)
end

function PrintSize:updateOutput(input)
  show(self, 'input', input)
  self.output = input
  return input
end

function PrintSize:updateGradInput(_input, gradOutput)
  show(self, 'gradOutput', gradOutput)
  self.gradInput = gradOutput
  return gradOutput
end

-- New objects: emptying output would empty the input.
function PrintSize:clearState()
  self.output, self.gradInput = torch.Tensor():type(self._type), torch.Tensor():type(self._type)
  return self
end
