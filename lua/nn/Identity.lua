-- nn.Identity(): the input as it is, tensor or table. Nothing is copied.
--
-- Shapes: any; output as input.
-- Example: nn.Identity():forward(torch.Tensor{1, 2})  --> {1, 2}

local Identity = torch.class('nn.Identity', 'nn.Module')

function Identity:updateOutput(input)
  self.output = input
  return input
end

function Identity:updateGradInput(_input, gradOutput)
  self.gradInput = gradOutput
  return gradOutput
end

-- New objects: emptying output would empty the input.
function Identity:clearState()
  self.output, self.gradInput = torch.Tensor():type(self._type), torch.Tensor():type(self._type)
  return self
end
